"""Any document of a board, checked field by field with the checks that its own commands use."""

from collections.abc import Callable, Mapping
from typing import Any

from tuiboard.domain import handoffs, promises, shapes
from tuiboard.domain.board import COLUMN_KINDS as _KINDS_OF_COLUMN
from tuiboard.domain.calendar import instant_of
from tuiboard.domain.changes import Id, stored
from tuiboard.domain.decide import checks, columns, people, priorities, projects, raid, risk_checks
from tuiboard.domain.decide.checks import quoted
from tuiboard.domain.names import LETTERS, is_handle
from tuiboard.domain.raid import RAID_KINDS
from tuiboard.domain.rank import is_rank
from tuiboard.domain.refusal import Refused, refuse
from tuiboard.domain.risks import CLOSE_REASONS, STATES, Risk
from tuiboard.domain.shapes import is_id
from tuiboard.domain.text import one_line, visible
from tuiboard.domain.workspace import Workspace

LONGEST_COMMENT_BYTES = 64 * 1024

KEPT: Mapping[str, frozenset[str]] = {
    "card": frozenset({"id", "created_at", "created_by", "entered_column_at", "started_at", "finished_at"}),
    "column": frozenset({"key", "created_at", "created_by"}),
    "person": frozenset({"handle", "created_at", "created_by"}),
    "project": frozenset({"key", "created_at", "created_by"}),
    "milestone": frozenset({"id", "created_at", "created_by"}),
    "comment": frozenset({"id", "on", "author", "at"}),
    "board": frozenset({"uuid"}),
    "risk": frozenset({"id", "created_at", "created_by", "scored_at", "closed_at", "reviewed_at"}),
    **dict.fromkeys(RAID_KINDS, frozenset({"id", "created_at", "created_by"})),
    "decision": frozenset({
        "id", "created_at", "created_by", "title", "decision", "context", "options", "consequences", "decider", "date",
        "supersedes",
    }),
    "handoff": frozenset({
        "id", "on", "created_at", "created_by", "giver", "receiver", "state", "reason", "offered_at", "answered_at",
    }),
    "promise": frozenset({
        "id", "on", "created_at", "created_by", "performer", "customer", "due", "state", "reason", "renews",
        "declared_at", "settled_at", "kept_by",
    }),
}  # fmt: skip
"""Fields by kind that nothing sets but the program itself, once or by a rule: the key, who did what when, what was
decided, and what was agreed on between two people."""

Check = Callable[[Workspace, Any, Any], Any]


def name_of(kind: str, id: Id) -> str:
    """Return an entity as it begins a sentence: `Card 3`, `Column “doing”`, `The board`."""
    if kind == "board":
        return "The board"
    if kind == "milestone":
        return f"Milestone M{visible(id, 30)}"
    if kind == "person":
        return f"Person @{visible(id, 40)}"
    if kind == "handoff":
        return f"Hand-off H{visible(id, 30)}"
    if kind in ("risk", "promise") or kind in RAID_KINDS:
        return f"{kind.capitalize()} {LETTERS[kind]}{visible(id, 30)}"
    shown = visible(kind, 40)
    return f"{shown[:1].upper()}{shown[1:]} {visible(id, 30) if isinstance(id, int) else quoted(id)}"


def is_known(kind: str, field: str) -> bool:
    """True for a field that has a meaning here; any other is kept as it is."""
    return field in KEPT.get(kind, ()) or field in _CHECKS.get(kind, ()) or field in _ANYWHERE


def checked(
    ws: Workspace, kind: str, id: Id, fields: Mapping[str, Any], before: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return the fields as they are to be stored, None for absent ones; those not known here stay as they are.

    References are looked up in `ws`; actions of a risk and settings that were there `before` are not checked again.
    Raises Refused, which names the entity and the field.
    """
    known = _CHECKS.get(kind, {})
    if kind == "board" and before:
        was = shapes.mapping(before.get("settings"))
        known = {**known, "settings": lambda ws, id, value: _settings(ws, id, value, was)}
    if kind == "risk" and before:
        there = Risk(before).actions
        known = {**known, "actions": lambda ws, id, value: risk_checks.actions(ws, value, there)}
    made: dict[str, Any] = {}
    for name, value in fields.items():
        check = known.get(name) or _ANYWHERE.get(name)
        if check is None:
            made[name] = value
            continue
        try:
            made[name] = stored(name, check(ws, id, value))
        except Refused as refused:
            code, message, hint, details = refused.refusal
            if "`tuiboard" in hint:  # no command of that board is carried out while this isn't settled
                hint = "Name another in the file, add it there too, or leave the edit out."
            refuse(code, f"{name_of(kind, id)}, {name}: {message}", hint, details)
    return made


def check_state(ws: Workspace, id: Id) -> None:
    """Refuse a risk of `ws` whose state lacks what belongs to it, naming the risk."""
    try:
        risk_checks.check_state(ws, ws.doc("risk", id) or {})
    except Refused as refused:
        refuse("bad_data", f"{name_of('risk', id)}, state: {refused.refusal.message}", refused.refusal.hint)


def _own(words: str, accepts: Callable[[str], bool] = lambda text: True) -> Check:
    def check(ws: Workspace, id: Any, value: Any) -> Any:
        if not isinstance(value, str) or value != id or not accepts(value):
            refuse("bad_data", f"{quoted(value)} can't be {words}.")
        return value

    return check


def _instant(ws: Workspace, id: Any, value: Any) -> Any:
    if value is not None and (not isinstance(value, str) or instant_of(value) != value):
        refuse("bad_data", f"{quoted(value)} is not an instant.", "Write it like 2026-12-01T08:00:00Z.")
    return value


def _text(ws: Workspace, id: Any, value: Any) -> Any:
    if value is not None and not isinstance(value, str):
        refuse("bad_data", f"It must be text, not {quoted(value)}.")
    return value


def _object(ws: Workspace, id: Any, value: Any) -> Any:
    if value is not None and not isinstance(value, Mapping):
        refuse("bad_data", f"It must be an object, not {quoted(value)}.")
    return value


def _settings(ws: Workspace, id: Any, value: Any, known: Mapping[str, Any] = shapes.NOTHING) -> Any:
    return value if _object(ws, id, value) is None else people.settings_of_file(value, known)


def _rank(ws: Workspace, id: Any, value: Any) -> Any:
    if not is_rank(value):
        refuse("bad_data", f"{quoted(value)} is not a rank.", "Leave it out to put it at the end.")
    return value


def _column(ws: Workspace, id: Any, value: Any) -> Any:
    if not isinstance(value, str) or ws.column(value) is None:
        names = ", ".join(quoted(column.key) for column in ws.columns())
        refuse("not_found", f"There is no column {quoted(value)}.", f"Columns: {names}.")
    return value


def _column_kind(ws: Workspace, id: Any, value: Any) -> Any:
    if not isinstance(value, str) or value not in _KINDS_OF_COLUMN:
        refuse("bad_data", f"{quoted(value)} is not a kind of column.", f"Kinds: {', '.join(_KINDS_OF_COLUMN)}.")
    return value


def _blocked(ws: Workspace, id: Any, value: Any) -> Any:
    if value is None:
        return None
    block = _object(ws, id, value)
    _instant(ws, id, block.get("since"))
    return {**block, "reason": checks.title(block.get("reason"), "reason")}


def _archived(ws: Workspace, id: Any, value: Any) -> Any:
    return checks.flag(value, "archived")


def _on(ws: Workspace, id: Any, value: Any) -> Any:
    if not isinstance(value, list) or [type(part) for part in value] not in ([str, int], [str, str]):
        refuse("bad_data", f"{quoted(value)} is not what it can be on.", 'Write it like ["card", 12].')
    if ws.doc(value[0], value[1]) is None:
        refuse("not_found", f"There is no {visible(value[0], 30)} {visible(value[1], 30)}.")
    return value


def _on_some(*kinds: str) -> Check:
    def check(ws: Workspace, id: Any, value: Any) -> Any:
        if _on(ws, id, value)[0] not in kinds:
            refuse("bad_data", f"{quoted(value)} is no {' or '.join(kinds)}.", 'Write it like ["card", 12].')
        return value

    return check


def _customer(ws: Workspace, id: Any, value: Any) -> Any:
    found = checks.title(value, "customer")
    if found.startswith("@"):
        checks.person(ws, found[1:] or "@", "customer")
    return found


def _said(ws: Workspace, id: Any, value: Any) -> Any:
    if not isinstance(value, str) or not one_line(value):
        refuse("bad_data", "The comment is empty.")
    if checks.size(value) > LONGEST_COMMENT_BYTES:
        refuse("bad_data", f"The comment has {checks.size(value):,} bytes; at most {LONGEST_COMMENT_BYTES:,} fit.")
    return value


def _filters(ws: Workspace, id: Any, value: Any) -> Any:
    found = _object(ws, id, value) or {}
    return {checks.title(name, "filter's name"): checks.title(text, "filter") for name, text in found.items()}


def _one_of(field: str, choices: tuple[str, ...]) -> Check:
    return lambda ws, id, value: risk_checks.one_of(value, field, choices)


def _day(field: str) -> Check:
    return lambda ws, id, value: checks.date(value, field)


def _card(ws: Workspace, id: Any, value: Any) -> Any:
    if value is not None and (not is_id(value) or value == id or ws.card(value) is None):
        refuse("not_found", f"There is no other card {quoted(value)}.")
    return value


def _issue(ws: Workspace, id: Any, value: Any) -> Any:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or ws.doc("issue", value) is None):
        refuse("not_found", f"There is no issue {quoted(value)}.")
    return value


def _decision(ws: Workspace, id: Any, value: Any) -> Any:
    if value is not None and (not is_id(value) or value == id or ws.doc("decision", value) is None):
        refuse("not_found", f"There is no other decision {quoted(value)}.")
    return value


def _linked(kind: str) -> dict[str, Check]:
    """The checks of what a person may set on a decision, an assumption, an issue or a lesson."""

    def one(check: raid.Check) -> Check:
        return lambda ws, id, value: check(ws, value)

    return {name: one(check) for name, check in raid.FIELDS[kind].items()}


def _renewed(ws: Workspace, id: Any, value: Any) -> Any:
    if value is not None and (not is_id(value) or ws.doc("promise", value) is None):
        refuse("not_found", f"There is no promise {quoted(value)}.")
    return value


def _of(fields: Callable[[Workspace, Any, Mapping[str, Any]], dict[str, Any]], *names: str) -> dict[str, Check]:
    """Checks that are those of a command, one field at a time."""

    def one(name: str) -> Check:
        return lambda ws, id, value: fields(ws, id, {name: value})[name]

    return {name: one(name) for name in names}


_ANYWHERE: Mapping[str, Check] = {"source": _object, "extra": _object, "created_at": _instant, "created_by": _text}
_CHECKS: Mapping[str, Mapping[str, Check]] = {
    "card": {
        **checks.CARD_FIELDS, "column": _column, "rank": _rank, "archived": _archived, "blocked": _blocked,
        "help_wanted": _blocked, "recurs_on": _day("recurs_on"), "follows": _card, "followed_by": _card,
        "entered_column_at": _instant, "started_at": _instant, "finished_at": _instant,
    },
    "column": {
        "key": _own("a column's key"), "rank": _rank,
        **_of(lambda ws, id, fields: columns.column_fields(fields), *columns.FIELDS), "kind": _column_kind,
    },
    "person": {"handle": _own("a handle", is_handle), **_of(people.person_fields, *people.PERSON_FIELDS)},
    "project": {
        "key": _own("a project's key", is_handle),
        **_of(lambda ws, id, fields: people.project_fields(fields), *people.PROJECT_FIELDS),
        "tolerances": lambda ws, id, value: projects.tolerances_of_file(value),
        "override": lambda ws, id, value: projects.checked_override(value),
    },
    "milestone": _of(lambda ws, id, fields: people.milestone_fields(ws, fields), *people.MILESTONE_FIELDS),
    "risk": {
        **risk_checks.RISK_FIELDS, **risk_checks.SCORES,
        "actions": lambda ws, id, value: risk_checks.actions(ws, value),
        "state": _one_of("state", STATES), "close_reason": _one_of("reason", CLOSE_REASONS),
        "acceptance": lambda ws, id, value: risk_checks.acceptance(ws, value),
        "occurred": lambda ws, id, value: risk_checks.occurred(value),
        "escalated": _object, "issue": _issue, "last_review": _day("last_review"),
        "scored_at": _instant, "closed_at": _instant, "reviewed_at": _instant,
    },
    **{kind: {**_linked(kind), **raid.settled(kind)} for kind in RAID_KINDS if kind != "decision"},
    "decision": {
        **_linked("decision"), "title": lambda ws, id, value: checks.title(value),
        "decision": lambda ws, id, value: checks.title(value, "decision"),
        **{name: lambda ws, id, value: checks.body(value) for name in ("context", "consequences")},
        "options": lambda ws, id, value: priorities.options(value), "decider": _text, "date": _day("date"),
        "supersedes": _decision,
    },
    "handoff": {
        "on": _on_some("card", "risk"), "giver": lambda ws, id, value: checks.person(ws, value, "giver"),
        "receiver": lambda ws, id, value: checks.person(ws, value, "receiver"), "answer_by": _day("answer_by"),
        "note": lambda ws, id, value: checks.short_text(value, "note"), "state": _one_of("state", handoffs.STATES),
        "reason": lambda ws, id, value: checks.short_text(value, "reason"), "offered_at": _instant,
        "answered_at": _instant,
    },
    "promise": {
        "on": _on_some("card"), "performer": lambda ws, id, value: checks.person(ws, value, "performer"),
        "customer": _customer, "due": _day("due"),
        "conditions": lambda ws, id, value: checks.short_text(value, "conditions"),
        "note": lambda ws, id, value: checks.short_text(value, "note"), "state": _one_of("state", promises.STATES),
        "reason": _one_of("reason", promises.REASONS), "renews": _renewed, "declared_at": _instant,
        "settled_at": _instant, "kept_by": _text,
    },
    "comment": {"on": _on, "author": _text, "at": _instant, "text": _said},
    "board": {
        "name": lambda ws, id, value: checks.short_text(value, "board's name"),
        "settings": _settings, "filters": _filters, "uuid": _text,
    },
}  # fmt: skip
