"""People, projects, milestones, and the board's own settings."""

from collections.abc import Mapping
from typing import Any

from tuiboard.domain.changes import created, edited
from tuiboard.domain.commands import (
    AddMilestone,
    AddPerson,
    AddProject,
    Context,
    EditBoard,
    EditMilestone,
    EditPerson,
    EditProject,
)
from tuiboard.domain.decide import checks
from tuiboard.domain.decide.checks import quoted
from tuiboard.domain.decide.decision import Decision, decision
from tuiboard.domain.names import is_handle
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace

PERSON_FIELDS = ("name", "login", "hours_per_week", "role", "active")
PROJECT_FIELDS = ("name", "sponsor", "deadline")
MILESTONE_FIELDS = ("title", "due", "project")


def _unknown(what: str, name: str, fields: tuple[str, ...]) -> None:
    refuse("usage", f"A {what} has no field {quoted(name)}.", "Fields: " + ", ".join(fields) + ".")


def person_fields(ws: Workspace, handle: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Check every field of a person."""
    checked: dict[str, Any] = {}
    for name, value in fields.items():
        if name in ("name", "role", "login"):
            checked[name] = checks.short_text(value, name)
        elif name == "hours_per_week":
            checked[name] = checks.number(value, name, 0, 168)
        elif name == "active":
            checked[name] = None if value is None or checks.flag(value, name) else False
        else:
            _unknown("person", name, PERSON_FIELDS)
    login = checked.get("login")
    if login:
        other = next((p for p in ws.people() if p.login == login and p.handle != handle), None)
        if other is not None:
            refuse("rule", f"The login {quoted(login)} is @{other.handle}'s already.", "A login belongs to one person.")
    return checked


def add_person(ws: Workspace, command: AddPerson, context: Context) -> Decision:
    """Add someone under a handle that is free."""
    handle = command.handle.lower()
    if handle in ("me", "none"):
        refuse("bad_data", f"@{handle} has a meaning of its own.", "Choose another handle.")
    if not is_handle(handle):
        refuse(
            "bad_data",
            f"{quoted(command.handle)} can't be a handle.",
            "Use letters, digits, dot, dash or underscore, like ana or j.smith.",
        )
    if ws.person(handle) is not None:
        refuse("rule", f"@{handle} is on this board already.", f"`tuiboard person edit {handle} …` changes them.")
    fields = person_fields(ws, handle, command.fields)
    return decision("person.added", [created("person", handle, {"handle": handle, **fields})])


def edit_person(ws: Workspace, command: EditPerson, context: Context) -> Decision:
    """Set fields of a person."""
    person = ws.person(command.handle)
    if person is None:
        refuse(
            "not_found", f"Nobody here is called {quoted(command.handle)}.", "`tuiboard person list` shows everyone."
        )
    fields = person_fields(ws, person.handle, command.set)
    return decision("person.edited", [edited("person", person.handle, person.doc, fields)])


def project_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Check every field of a project."""
    checked: dict[str, Any] = {}
    for name, value in fields.items():
        if name in ("name", "sponsor"):
            checked[name] = checks.short_text(value, name)
        elif name == "deadline":
            checked[name] = checks.date(value, name)
        else:
            _unknown("project", name, PROJECT_FIELDS)
    return checked


def add_project(ws: Workspace, command: AddProject, context: Context) -> Decision:
    """Add a project under a key that is free."""
    key = command.key.lower()
    if not is_handle(key):
        refuse(
            "bad_data",
            f"{quoted(command.key)} can't be a project's key.",
            "Use letters, digits, dot, dash or underscore, like refresh.",
        )
    if ws.project(key) is not None:
        refuse("rule", f"There is a project {quoted(key)} already.", f"`tuiboard project edit {key} …` changes it.")
    return decision("project.added", [created("project", key, {"key": key, **project_fields(command.fields)})])


def edit_project(ws: Workspace, command: EditProject, context: Context) -> Decision:
    """Set fields of a project."""
    project = ws.project(command.key)
    if project is None:
        refuse("not_found", f"There is no project {quoted(command.key)}.", "`tuiboard project list` shows them.")
    return decision("project.edited", [edited("project", project.key, project.doc, project_fields(command.set))])


def milestone_fields(ws: Workspace, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Check every field of a milestone."""
    checked: dict[str, Any] = {}
    for name, value in fields.items():
        if name == "title":
            checked[name] = checks.title(value)
        elif name == "due":
            checked[name] = checks.date(value, name)
        elif name == "project":
            checked[name] = checks.project(ws, value)
        else:
            _unknown("milestone", name, MILESTONE_FIELDS)
    return checked


def add_milestone(ws: Workspace, command: AddMilestone, context: Context) -> Decision:
    """Add a milestone."""
    id = ws.next_id("milestone")
    fields = milestone_fields(ws, {"title": None, **command.fields})
    return decision("milestone.added", [created("milestone", id, {"id": id, **fields})])


def edit_milestone(ws: Workspace, command: EditMilestone, context: Context) -> Decision:
    """Set fields of a milestone."""
    milestone = ws.milestone(command.id)
    if milestone is None:
        refuse(
            "not_found", f"There is no milestone M{visible(command.id, 30)}.", "`tuiboard milestone list` shows them."
        )
    fields = milestone_fields(ws, command.set)
    return decision("milestone.edited", [edited("milestone", milestone.id, milestone.doc, fields)])


def edit_board(ws: Workspace, command: EditBoard, context: Context) -> Decision:
    """Set the board's name, saved filters and settings."""
    fields: dict[str, Any] = {}
    if command.name is not None:
        fields["name"] = checks.title(command.name, "board's name")
    if command.filters:
        kept: dict[str, Any] = {**ws.board.filters}
        for name, text in command.filters.items():
            key = checks.title(name, "filter's name")
            if text is None:
                kept.pop(key, None)
            else:
                kept[key] = checks.title(text, "filter")
        fields["filters"] = kept
    if command.settings:
        settings = {**ws.board.settings, **command.settings}
        for name in ("risk", "priority", "handoff"):
            if command.settings.get(name) is not None:
                settings[name] = _rules(ws, name, command.settings[name])
        fields["settings"] = {name: value for name, value in settings.items() if value not in (None, {})}
    doc = ws.doc("board", "board")
    if doc is None:
        return decision("board.edited", [created("board", "board", fields)])
    return decision("board.edited", [edited("board", "board", doc, fields)])


def _rules(ws: Workspace, name: str, given: object) -> dict[str, Any]:
    """The board's rules of one name (`risk`, `priority` …) with those that are given; what is None is reset."""
    from tuiboard.domain.decide import handoffs, priorities, risk_checks  # late: rare

    check = {"risk": risk_checks.settings, "priority": priorities.settings, "handoff": handoffs.settings}[name]
    known = ws.board.settings.get(name)
    return check(given, known if isinstance(known, Mapping) else {})
