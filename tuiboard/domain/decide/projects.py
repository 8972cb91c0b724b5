"""Tolerances of projects and of the board, and overrides."""

from collections.abc import Mapping
from typing import Any

from tuiboard.domain import project_commands as c
from tuiboard.domain import rag, shapes
from tuiboard.domain.board import Project
from tuiboard.domain.changes import edited
from tuiboard.domain.commands import Context
from tuiboard.domain.decide import checks
from tuiboard.domain.decide.checks import quoted
from tuiboard.domain.decide.decision import Decision, decision
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import one_line
from tuiboard.domain.workspace import Workspace

_FORM = "Write two numbers, as in money=50k/100k: green up to the first, red above the second."
_COLOUR_WORDS = f"{', '.join(rag.COLOURS[:-1])} or {rag.COLOURS[-1]}"


def set_tolerances(ws: Workspace, command: c.SetTolerances, context: Context) -> Decision:
    """Set tolerances of a project; those not named stay."""
    project = some_project(ws, command.key)
    if not command.set:
        refuse("usage", "No tolerance was named.", f"Tolerances: {', '.join(rag.DIMENSIONS)}.")
    known = shapes.mapping(project.doc.get("tolerances"))
    fields = {"tolerances": checked_tolerances(command.set, known)}
    return decision("project.tolerances_set", [edited("project", project.key, project.doc, fields)])


def override(ws: Workspace, command: c.OverrideStatus, context: Context) -> Decision:
    """Give a project a colour by hand, or take it off."""
    project = some_project(ws, command.key)
    if command.rag is None:
        return decision("project.override_removed", [edited("project", project.key, project.doc, {"override": None})])
    colour = _colour(command.rag)
    if not one_line(command.reason):
        refuse("usage", f"Overriding {quoted(project.key)} to {colour} needs a reason.", "It is shown beside it.")
    reason = checks.title(command.reason, "reason")
    until = checks.date(command.until, "until")
    if until is None:
        refuse("usage", f"Until when is {quoted(project.key)} {colour}?", "Name its last day, as in --until +2w.")
    if until <= context.today:
        refuse("bad_data", f"An override can't end on {until}, which is not in the future.", "Name a later day.")
    fields = {"override": {"rag": colour, "reason": reason, "by": context.actor, "until": until}}
    return decision("project.overridden", [edited("project", project.key, project.doc, fields)])


def _colour(word: str) -> str:
    wanted = one_line(word).casefold()
    found = [colour for colour in rag.COLOURS if wanted and colour.startswith(wanted)]
    if len(found) != 1:
        refuse("bad_data", f"{quoted(word)} is no colour of a status.", f"Choose {_COLOUR_WORDS}.")
    return found[0]


def some_project(ws: Workspace, key: str) -> Project:
    """The project, or a refusal."""
    project = ws.project(key)
    if project is None:
        refuse("not_found", f"There is no project {quoted(key)}.", "`tuiboard project list` shows them.")
    return project


# Checks


def checked_tolerances(given: object, known: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tolerances with those given; one that is None is reset. Refuses what contradicts itself; of what is
    known already nothing is checked."""
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        refuse("bad_data", f"Tolerances must be an object, not {quoted(given)}.", _FORM)
    made = {name: _checked(name, value) for name, value in given.items() if name not in known or known[name] != value}
    return {name: value for name, value in {**known, **made}.items() if value is not None}


def _checked(name: str, value: Any) -> list[float] | None:
    if name not in rag.DIMENSIONS:
        refuse("usage", f"There is no tolerance {quoted(name)}.", f"Tolerances: {', '.join(rag.DIMENSIONS)}.")
    if value is None:
        return None
    pair = checks.some_list(value, name, 2)
    if len(pair) != 2:
        refuse("bad_data", f"{quoted(value)} can't be the tolerance of {name}.", _FORM)
    amber, red = (checks.number(number, name, 0, rag.LIMITS[name]) for number in pair)
    if amber is None or red is None:
        refuse("bad_data", f"{quoted(value)} can't be the tolerance of {name}.", _FORM)
    if wrong := rag.contradiction(name, rag.Tolerance(amber, red)):
        refuse("bad_data", wrong, _FORM if name != "schedule" else "Write it as in schedule=85%/50%.")
    return [amber, red]


def tolerances_of_file(value: object) -> dict[str, Any] | None:
    """Return tolerances as another program wrote them, or refuse them; those that mean nothing here stay."""
    later = {name: each for name, each in shapes.mapping(value).items() if name not in rag.DIMENSIONS}
    return checked_tolerances(value, later) or None


def checked_override(value: object) -> Any:
    """Return an override as another program wrote it, or refuse it; one that has ended is as good as any."""
    if value is None:
        return None
    if not isinstance(value, Mapping):
        refuse("bad_data", f"An override must be an object, not {quoted(value)}.")
    if value.get("rag") not in rag.COLOURS:
        refuse("bad_data", f"{quoted(value.get('rag'))} is no colour of a status.", f"Choose {_COLOUR_WORDS}.")
    if checks.date(value.get("until"), "until") is None:
        refuse("bad_data", "An override has no last day.", 'Write "until" like 2026-12-01.')
    checks.short_text(value.get("by"), "by")
    return {**value, "reason": checks.title(value.get("reason"), "reason")}
