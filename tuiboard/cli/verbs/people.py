"""`person`: list, add and edit; `who`."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from tuiboard.cli.call import Call
from tuiboard.cli.table import Form, aligned, fitted, print_table
from tuiboard.domain import commands as c
from tuiboard.domain.names import find_person
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import visible
from tuiboard.view import as_json

if TYPE_CHECKING:
    from tuiboard.view.people import PersonRow

MOST_WEEKS = 52


def _print(call: Call, documents: Iterable[dict[str, Any]], row: Callable[[dict[str, Any]], Sequence[object]]) -> int:
    """Print documents as JSON or as an aligned table."""
    found = list(documents)
    if call.out.as_json:
        call.out.document(found)
    else:
        rows = [[visible("" if value is None else value, 200) for value in row(document)] for document in found]
        call.out.lines(fitted(line, call.out.width) for line in aligned(rows))
    return 0


# People


def list_people(call: Call) -> int:
    """Print everyone."""

    from tuiboard.domain.spans import format_spans, span_documents, spans_of

    def row(doc: dict[str, Any]) -> Sequence[object]:
        hours, login = f"{doc['hours_per_week']:g} h/week", f"login {doc['login']}" if doc["login"] else ""
        off = format_spans(span_documents(span for span in spans_of(doc["off"]) if span.last >= call.today))
        state = f"off {off}" if doc["active"] and off else "" if doc["active"] else "inactive"
        return doc["key"], doc["name"], doc["role"], hours, login, state

    return _print(call, map(as_json.person_document, call.workspace.people()), row)


def who(call: Call) -> int:
    """Print what everyone has to do this week, and in the weeks after it, against the hours they have."""
    from tuiboard.view import people as view

    weeks = call.request.number("weeks") or 1
    if weeks > MOST_WEEKS:
        refuse("usage", f"{weeks:,} weeks are too many.", f"At most {MOST_WEEKS}.")
    clock = call.world.clock
    figures = view.people_figures(call.workspace, call.session.who, clock.now(), clock.today(), weeks)
    if call.out.as_json:
        call.out.document([view.figures_document(row, figures) for row in figures.rows])
        return 0
    rows = [_who_row(row) for row in figures.rows]
    headings = ("WHO", "STATE", "NOW", "BLOCKED", "AGEING",
                *(view.week_words(week, figures.today).upper() for week in figures.weeks), "")  # fmt: skip
    late = {row.shown if row.handle is None else f"@{row.shown}" for row in figures.rows if row.load.weeks[0].is_over}

    def role(index: int, row: Sequence[str]) -> str:
        return "head" if index == 0 else "card-late" if index in (1, 5) and row[0] in late else ""

    if rows or not call.out.is_terminal:
        print_table(call.out, rows, Form(headings, len(headings) - 1, frozenset({2, 3, 4}), role))
    else:
        call.out.note("Nobody is on this board yet.")
    return 0


def _who_row(row: "PersonRow") -> tuple[str, ...]:
    from tuiboard.view.people import cell_words, hours_words, unestimated_words

    weeks = []
    for load in row.load.weeks:
        of = f"{hours_words(load.hours)} of {hours_words(load.capacity)}, " if load.share is not None else ""
        weeks.append(f"{of}{cell_words(load).rstrip('?')}" if row.handle is not None else hours_words(load.hours))
    shown = row.shown if row.handle is None else f"@{row.shown}"
    counts = (str(len(ids)) for ids in (row.now, row.blocked, row.ageing))
    return shown, row.state, *counts, *weeks, unestimated_words(row.load).rstrip(".")


def add_person(call: Call) -> int:
    """Add someone."""
    handle = call.request.word("HANDLE").removeprefix("@")
    return call.carry_out(c.AddPerson(handle, call.named_fields("NAME", "person")))


def edit_person(call: Call) -> int:
    """Change someone."""
    person = find_person(call.workspace, call.request.word("HANDLE"))
    given = call.assignments("person")
    return call.carry_out(c.EditPerson(person.handle, given.set, given.add, given.remove))
