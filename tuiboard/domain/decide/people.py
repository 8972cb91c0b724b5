"""People, projects, milestones, and the board's own settings."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from tuiboard.domain import shapes
from tuiboard.domain.board import Card, Milestone, Person
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

PERSON_FIELDS = ("name", "login", "hours_per_week", "role", "off", "active")
PROJECT_FIELDS = ("name", "sponsor", "deadline")
MOST_TOLD = 5
"""Hand-offs and promises that a warning names at most."""
MILESTONE_LISTS = ("responsible", "consulted", "informed")
MILESTONE_FIELDS = ("title", "due", "project", "owner", *MILESTONE_LISTS)
RULES = ("risk", "priority", "handoff", "support", "calendar", "rag")
"""Settings of the board that are checked; any other is kept as it is."""


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
        elif name == "off":
            from tuiboard.domain.spans import checked_spans  # late: rare

            checked[name] = checked_spans(value, "off") or None
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
    given = dict(command.set)
    if command.add or command.remove:
        from tuiboard.domain.spans import edited_spans  # late: rare

        if other := (command.add.keys() | command.remove.keys()) - {"off"}:
            refuse("usage", f"{min(other)} is not a list.", "Time off is: off+=2026-12-21..2027-01-02.")
        known = given.get("off", person.doc.get("off"))
        given["off"] = edited_spans(known, command.add.get("off"), command.remove.get("off"), "off")
    fields = person_fields(ws, person.handle, given)
    warnings = _left_behind(ws, person) if person.active and fields.get("active") is False else []
    return decision("person.edited", [edited("person", person.handle, person.doc, fields)], warnings=warnings)


def _left_behind(ws: Workspace, person: Person) -> list[str]:
    """What someone who leaves still answers for."""
    cards = sum(
        1 for doc in ws.table("card").values()
        if doc.get("owner") == person.handle and not doc.get("archived") and not ws.is_done(Card(doc))
    )  # fmt: skip
    risks = sum(1 for risk in ws.risks() if risk.owner == person.handle and risk.is_open) if ws.table("risk") else 0
    owned = [
        f"{many} open {noun}{'' if many == 1 else 's'}" for many, noun in ((cards, "card"), (risks, "risk")) if many
    ]
    told = [f"@{person.handle} still owns {' and '.join(owned)}."] if owned else []
    return told + _left_open(ws, person.handle)


def _left_open(ws: Workspace, handle: str) -> list[str]:
    """The hand-offs that someone offered or is offered, and the promises that someone made or was made, still open."""
    open_: list[str] = []
    if ws.table("handoff"):
        from tuiboard.domain.handoffs import offers  # late: most boards have none

        open_ += [each.key for each in offers(ws) if handle in (each.giver, each.receiver)]
    if ws.table("promise"):
        from tuiboard.domain.promises import promises  # late: most boards have none

        open_ += [
            each.key for each in promises(ws) if each.is_open and handle in (each.performer, each.customer_handle)
        ]
    more = f" and {len(open_) - MOST_TOLD} more" if len(open_) > MOST_TOLD else ""
    return [f"Not settled with @{handle}: {', '.join(open_[:MOST_TOLD])}{more}."] if open_ else []


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
        elif name == "owner":
            checked[name] = checks.person(ws, value, name)
        elif name in MILESTONE_LISTS:
            checked[name] = checks.people_list(ws, value, name)
        else:
            _unknown("milestone", name, MILESTONE_FIELDS)
    return checked


def add_milestone(ws: Workspace, command: AddMilestone, context: Context) -> Decision:
    """Add a milestone."""
    id = ws.next_id("milestone")
    fields = checks.one_role_each({}, milestone_fields(ws, {"title": None, **command.fields}), f"M{id}")
    kept = {name: value for name, value in fields.items() if value not in (None, "", [])}
    return decision("milestone.added", [created("milestone", id, {"id": id, **kept})])


def some_milestone(ws: Workspace, id: int) -> Milestone:
    """The milestone, or a refusal."""
    milestone = ws.milestone(id)
    if milestone is None:
        refuse("not_found", f"There is no milestone M{visible(id, 30)}.", "`tuiboard milestone list` shows them.")
    return milestone


def edit_milestone(ws: Workspace, command: EditMilestone, context: Context) -> Decision:
    """Set fields of a milestone."""
    milestone = some_milestone(ws, command.id)
    wanted = dict(command.set)
    for name in (*command.add, *command.remove):
        if name not in MILESTONE_LISTS:
            refuse("usage", f"{quoted(name)} is not a list: it can be set, not added to.")
        now = wanted.get(name, shapes.texts(milestone.doc.get(name))) or ()
        kept = [handle for handle in now if handle not in command.remove.get(name, ())]
        wanted[name] = kept + [handle for handle in command.add.get(name, ()) if handle not in kept]
    fields = checks.one_role_each(milestone.doc, milestone_fields(ws, wanted), f"M{milestone.id}")
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
        for name in command.settings:
            checks.title(name, "setting’s name")
        settings = {**ws.board.settings, **command.settings}
        for name in RULES:
            if command.settings.get(name) is not None:
                check, _ = _rules(name)
                settings[name] = check(command.settings[name], shapes.mapping(ws.board.settings.get(name)))
        fields["settings"] = {name: value for name, value in settings.items() if value not in (None, {})}
    doc = ws.doc("board", "board")
    if doc is None:
        return decision("board.edited", [created("board", "board", fields)])
    return decision("board.edited", [edited("board", "board", doc, fields)])


def _rules(name: str) -> tuple[Callable[[object, Mapping[str, Any]], dict[str, Any]], Collection[str]]:
    """How the board's rules of one name (`risk`, `priority` …) are checked, and what they may say.

    A check takes those given and those that are known, and returns both; what is None is reset.
    """
    from tuiboard.domain.coefficients import Coefficients
    from tuiboard.domain.decide import handoffs, priorities, projects, risk_checks, team  # late: rare
    from tuiboard.domain.rag import DIMENSIONS
    from tuiboard.domain.working_days import SETTINGS, checked_calendar

    return {
        "risk": (risk_checks.settings, risk_checks.SETTINGS), "priority": (priorities.settings, Coefficients._fields),
        "handoff": (handoffs.settings, ("hours",)), "support": (team.settings, ("escalation_hours",)),
        "calendar": (checked_calendar, SETTINGS), "rag": (projects.checked_tolerances, DIMENSIONS),
    }[name]  # fmt: skip


def settings_of_file(given: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """Return all settings of the board as a file has them, every rule checked as a command of its own would be.

    Not checked is what is `known` already, and what means nothing here: it may be a later version's.
    """
    made = dict(given)
    for name in RULES:
        rules = given.get(name)
        if rules is None or rules == known.get(name):
            continue
        check, names = _rules(name)
        was, stays = shapes.mapping(known.get(name)), {}
        if isinstance(rules, Mapping):
            stays = {rule: value for rule, value in rules.items() if rule not in names or was.get(rule) == value}
            rules = {rule: value for rule, value in rules.items() if rule not in stays}
        made[name] = check(rules, stays)
    return made
