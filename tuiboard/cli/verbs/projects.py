"""`project`: list, show, add and edit; what is tolerated, and colours given by hand."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tuiboard.cli.call import Call
from tuiboard.cli.output import Painted
from tuiboard.cli.table import Form, aligned, print_table
from tuiboard.domain import commands as c
from tuiboard.domain.names import find_project
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import visible
from tuiboard.view import as_json

if TYPE_CHECKING:
    from tuiboard.view.projects import ProjectStatus

_HEADINGS = ("PROJECT", "NAME", "STATUS", "SCHEDULE", "MONEY", "SCOPE", "QUALITY", "PEOPLE", "DEADLINE", "SPONSOR")
_NAME, _STATUS = 1, 2


def show_all(call: Call) -> int:
    """Print the projects with their colours."""
    found = _statuses(call)
    if call.out.as_json:
        call.out.document([_document(call, status) for status in found])
        return 0
    if not found and call.out.is_terminal:
        call.out.note("No project yet: tuiboard project add KEY NAME makes one.")
        return 0
    rows = [_row(status, call.out.is_terminal) for status in found]
    roles = {status.key: _roles(status) for status in found}

    def role(index: int, row: Sequence[str]) -> str:
        if index < _STATUS:
            return "head" if index == 0 else ""
        return roles[row[0]][index - _STATUS] if index - _STATUS < len(roles[row[0]]) else "card-dim"

    if found:
        print_table(call.out, rows, Form(_HEADINGS, _NAME, frozenset(), role))
    return 0


def _row(status: "ProjectStatus", has_headings: bool) -> tuple[str, ...]:
    from tuiboard.view.projects import LETTERS, letter_words

    cells = (f"{LETTERS[each.rag]} {each.value}".strip() for each in status.dimensions)
    due, sponsor = ("", "") if has_headings else ("due ", "sponsor ")
    facts = (
        f"{due}{status.deadline}" if status.deadline else "",
        f"{sponsor}{status.sponsor}" if status.sponsor else "",
    )
    return status.key, status.name, letter_words(status), *cells, *facts


def _roles(status: "ProjectStatus") -> list[str]:
    from tuiboard.view.projects import ROLES

    return [ROLES[rag] for rag in (status.rag, *(each.rag for each in status.dimensions))]


def show(call: Call) -> int:
    """Print one project: every dimension with its figure, its tolerance and a sentence."""
    from tuiboard.view.projects import LABELS, LETTERS, ROLES, letter_words, overall_sentence

    key = find_project(call.workspace, call.request.word("KEY")).key
    status = next(each for each in _statuses(call) if each.id == key)
    if call.out.as_json:
        call.out.document(_document(call, status))
        return 0
    out = call.out
    out.line(Painted("head", status.name), "  ", Painted(ROLES[status.rag], letter_words(status)))
    facts = [status.key, f"deadline {status.deadline}" if status.deadline else "no deadline",
             f"sponsor {status.sponsor}" if status.sponsor else "no sponsor"]  # fmt: skip
    out.line(", ".join(facts))
    out.line(overall_sentence(status, call.today))
    labels = aligned([(LABELS[each.name], LETTERS[each.rag], each.value) for each in status.dimensions])
    for each, line in zip(status.dimensions, labels, strict=True):
        out.line("")
        out.line(Painted(ROLES[each.rag], line))
        out.line(f"  {each.sentence}")
        out.line("  ", Painted("card-dim", f"{each.tolerance[:1].upper()}{each.tolerance[1:]}."))
    return 0


def _statuses(call: Call) -> "list[ProjectStatus]":
    from tuiboard.view.projects import project_statuses

    clock = call.world.clock
    return project_statuses(call.workspace, call.session.store.scan(), clock.now(), clock.today())


def _document(call: Call, status: "ProjectStatus") -> dict[str, Any]:
    from tuiboard.view.projects import status_document

    project = call.workspace.project(status.id)
    assert project is not None
    return {**as_json.project_document(project), **status_document(status)}


def add(call: Call) -> int:
    """Add a project."""
    return call.carry_out(c.AddProject(call.request.word("KEY"), call.named_fields("NAME", "project")))


def edit(call: Call) -> int:
    """Change a project."""
    project = find_project(call.workspace, call.request.word("KEY"))
    return call.carry_out(c.EditProject(project.key, call.fields("project")))


def tolerate(call: Call) -> int:
    """Write down what a project tolerates."""
    from tuiboard.domain.project_commands import SetTolerances
    from tuiboard.domain.risk_rules import risk_rules
    from tuiboard.engine.tolerances import parse_tolerance

    project = find_project(call.workspace, call.request.word("KEY"))
    currency = risk_rules(call.workspace.board).currency
    given: dict[str, list[float] | None] = {}
    for word in call.request.words["DIMENSION=A/B"]:
        name, equals, text = word.partition("=")
        if not equals:
            refuse(
                "usage", f"“{visible(word, 60)}” is no tolerance.", "Write it as in money=50k/100k or scope=10%/25%."
            )
        name = name.strip().lower()
        given[name] = parse_tolerance(name, text, currency)
    return call.carry_out(SetTolerances(project.key, given))


def override(call: Call) -> int:
    """Give a project a colour by hand, or take it off."""
    from tuiboard.domain.calendar import parse_date
    from tuiboard.domain.project_commands import OverrideStatus

    project = find_project(call.workspace, call.request.word("KEY"))
    word, until = call.request.word("COLOUR"), call.request.option("until")
    if word.strip().lower() == "none":
        return call.carry_out(OverrideStatus(project.key, None))
    day = None if until is None else parse_date(until, call.today)
    return call.carry_out(OverrideStatus(project.key, word, call.request.option("reason") or "", day))
