"""`milestone`: list, show, add, edit and remove; progress, and the forecast against the due date."""

from collections.abc import Sequence

from tuiboard.cli.call import Call
from tuiboard.cli.output import Painted
from tuiboard.cli.table import Form, print_table
from tuiboard.domain import commands as c
from tuiboard.domain.calendar import due_words, short_date
from tuiboard.domain.names import find_milestone

_HEADINGS = ("ID", "STATE", "DONE", "DUE", "LIKELY", "SURE", "TITLE", "PROJECT", "OWNER")
_STATE, _TITLE = 1, 6
_ROOMY = 110
"""Cells from which a terminal shows the project and the owner."""


def show_all(call: Call) -> int:
    """Print the milestones, each with its state, progress and forecast."""
    from tuiboard.view.milestones import ROLES, milestone_rows, row_document

    found = milestone_rows(call.workspace, call.today)
    if call.out.as_json:
        call.out.document([row_document(row, call.today) for row in found])
        return 0
    if not found:
        if call.out.is_terminal:
            call.out.note("No milestone yet: tuiboard milestone add TITLE due=DATE makes one.")
        return 0
    roles = {row.key: ROLES[row.state] for row in found}

    def role(index: int, cells: Sequence[str]) -> str:
        return "head" if index == 0 else roles[cells[0]] if index == _STATE else ""

    is_roomy = not call.out.is_terminal or (call.out.width or 0) >= _ROOMY
    rows = []
    for row in found:
        found_by = row.facts.outlook
        likely, sure = (short_date(day, call.today) if day else "" for day in (found_by.p50, found_by.p85))
        due = "" if row.due is None else (
            due_words(row.due, call.today) if row.facts.open else short_date(row.due, call.today)
        )  # fmt: skip
        done = f"{len(row.facts.done)}/{row.cards}"
        more = (row.project, f"@{row.owner}" if row.owner else "") if is_roomy else ("", "")
        rows.append((row.key, row.state, done, due, likely, sure, row.title, *more))
    print_table(call.out, rows, Form(_HEADINGS, _TITLE, frozenset({2}), role))
    return 0


def show(call: Call) -> int:
    """Print one milestone: everything in sentences, and its open cards."""
    from tuiboard.cli.verbs.listing import print_cards
    from tuiboard.view.milestones import ROLES, milestone_row, row_document, sentences

    row = milestone_row(call.workspace, find_milestone(call.workspace, call.request.word("ID")).id, call.today)
    assert row is not None
    if call.out.as_json:
        call.out.document(row_document(row, call.today))
        return 0
    out = call.out
    out.line(Painted("head", f"{row.key}  {row.title}"), "  ", Painted(ROLES[row.state], row.state))
    facts = [row.project and f"project {row.project}", row.owner and f"owner @{row.owner}"]
    if any(facts):
        out.line(", ".join(filter(None, facts)))
    out.lines(sentences(row, call.today))
    cards = [card for id in row.facts.open if (card := call.workspace.card(id)) is not None]
    if cards:
        out.line("")
        print_cards(call, cards)
    return 0


def add(call: Call) -> int:
    """Add a milestone."""
    return call.carry_out(c.AddMilestone(call.named_fields("TITLE", "milestone", "title")))


def edit(call: Call) -> int:
    """Change a milestone."""
    milestone = find_milestone(call.workspace, call.request.word("ID"))
    parts = call.assignments("milestone")
    return call.carry_out(c.EditMilestone(milestone.id, parts.set, parts.add, parts.remove))


def remove(call: Call) -> int:
    """Take a milestone off the board; its cards stay."""
    from tuiboard.domain.milestone_commands import RemoveMilestone

    return call.carry_out(RemoveMilestone(find_milestone(call.workspace, call.request.word("ID")).id))
