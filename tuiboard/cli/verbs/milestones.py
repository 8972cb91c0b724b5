"""`milestone`: list, show, add, edit and remove; progress, and the forecast against the due date."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tuiboard.cli.call import Call
from tuiboard.cli.output import Painted
from tuiboard.cli.table import Form, print_table
from tuiboard.domain import commands as c
from tuiboard.domain.calendar import due_words, short_date
from tuiboard.domain.names import find_milestone
from tuiboard.domain.text import visible

if TYPE_CHECKING:
    from tuiboard.view.milestones import MilestoneRow

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

    print_table(call.out, [_cells(call, row) for row in found], Form(_HEADINGS, _TITLE, frozenset({2}), role))
    return 0


def _cells(call: Call, row: "MilestoneRow") -> tuple[str, ...]:
    """One line of the list; dates as people say them on a terminal, else as scripts read them."""
    out, today, facts = call.out, call.today, row.facts

    def day(date: str | None, words: Callable[[str, str], str] = short_date) -> str:
        return "" if date is None else words(date, today) if out.is_terminal else date

    due = day(row.due, due_words if facts.open else short_date)
    cells = (row.key, row.state, f"{len(facts.done)}/{row.cards}", due, day(facts.outlook.p50), day(facts.outlook.p85))
    more = (visible(facts.milestone.project or "", 40), f"@{row.owner}" if row.owner else "")
    is_roomy = not out.is_terminal or (out.width or 0) >= _ROOMY
    return (*cells, row.title, *(more if is_roomy else ("", "")))


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
