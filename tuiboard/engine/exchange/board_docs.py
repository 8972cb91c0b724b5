"""The documents of a board in a file: their kinds, their ids, and whether every field is what it must be."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from tuiboard.domain import handoffs, promises
from tuiboard.domain.board import COLUMN_KINDS
from tuiboard.domain.calendar import instant_of
from tuiboard.domain.changes import Doc, Id
from tuiboard.domain.decide import checks, people, priorities, risk_checks
from tuiboard.domain.migrations import upgraded_doc
from tuiboard.domain.names import is_handle
from tuiboard.domain.raid import STATES as STATES_OF
from tuiboard.domain.rank import is_rank
from tuiboard.domain.refusal import Refused, refuse
from tuiboard.domain.risks import CLOSE_REASONS, CONFIDENCES, RISK_KINDS, ROLES, STATES
from tuiboard.domain.spans import checked_spans
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import NUMBERED
from tuiboard.engine.exchange.document import Node, joined, shown_path, type_words

TABLES = {
    "boards": "board", "cards": "card", "columns": "column", "people": "person", "projects": "project",
    "milestones": "milestone", "comments": "comment", "risks": "risk", "handoffs": "handoff", "promises": "promise",
    "decisions": "decision", "assumptions": "assumption", "issues": "issue", "lessons": "lesson",
}  # fmt: skip
"""Kinds by the plural names of TinyDB's tables."""
NOT_ENTITIES = frozenset({"meta", "_default"})
LARGEST_ID = 2**53
KEYS = {"column": "key", "project": "key", "person": "handle"}
KEY = "_key"
"""Field that holds the id of a document that does not have it otherwise."""

Check = Callable[[Any], object]


def _is(wanted: type, words: str) -> Check:
    def check(value: Any) -> None:
        if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
            refuse("bad_data", f"It must be {words}, not {type_words(value)}.")

    return check


def _list_of(wanted: type, words: str, most: int) -> Check:
    one = _is(wanted, f"a list of {words}, each")

    def check(value: Any) -> None:
        for item in checks.some_list(value, "The list", most):
            one(item)

    return check


def _fits(accepts: Callable[[Any], bool], words: str) -> Check:
    def check(value: Any) -> None:
        if not isinstance(value, str) or not accepts(value):
            refuse("bad_data", f"“{visible(value, 60)}” is not {words}.")

    return check


def _date(value: Any) -> None:
    checks.date(value, "this field")


def _line(value: Any) -> None:
    checks.short_text(value, "text")


def _customer(value: Any) -> None:
    checks.title(value, "customer")


def _target(value: Any) -> None:
    if not isinstance(value, list) or [type(part) for part in value] not in ([str, int], [str, str]):
        refuse("bad_data", 'It must be a kind and an id, like ["card", 12].')


def _filters(value: Any) -> None:
    for text in Node(value, "filters").value.values():
        _line(text)


def _settings(value: Any) -> None:
    people.settings_of_file(Node(value, "settings").value, {})


def _waiting(field: str) -> Check:
    def check(value: Any) -> None:
        waiting = Node(value, field)
        checks.title(waiting.text("reason"), "reason")
        _INSTANT(waiting.text("since"))

    return check


def _actions(value: Any) -> None:
    for item in checks.some_list(value, "The list", risk_checks.MOST_ACTIONS):
        action = Node(item, "actions")
        _fits(ROLES.__contains__, f"a role ({', '.join(ROLES)})")(action.text("role"))
        if action.value.get("card") is None:
            checks.title(action.text("text"), "action")
        else:
            _is(int, "a card's id")(action.value["card"])


def _acceptance(value: Any) -> None:
    acceptance = Node(value, "acceptance")
    _date(acceptance.text("expires"))
    risk_checks.rating(acceptance.value.get("snapshot"), "approved")


def _occurred(value: Any) -> None:
    happened = Node(value, "occurred")
    _date(happened.text("on"))
    checks.number(happened.value.get("amount"), "amount", 0, risk_checks.MOST_MONEY)


_TEXT = _is(str, "text")
_OBJECT = _is(dict, "an object")
_HANDLES = _list_of(str, "handles", 100)
_FLAG: Check = lambda value: checks.flag(value, "This field")  # noqa: E731
_INSTANT = _fits(lambda text: instant_of(text) == text, "an instant like 2026-12-01T08:00:00Z")
_ORIGIN: dict[str, Check] = {"created_at": _INSTANT, "created_by": _TEXT, "source": _OBJECT, "extra": _OBJECT}
_LINKED: dict[str, Check] = {
    **_ORIGIN, "cards": _list_of(int, "ids", 200), "risks": _list_of(int, "ids", 100),
}  # fmt: skip


def _settled(kind: str) -> dict[str, Check]:
    """The fields that an assumption, an issue and a lesson have alike."""
    states = (*STATES_OF[kind], "closed") if kind == "issue" else STATES_OF[kind]
    return {
        **_LINKED, "text": checks.title, "owner": _TEXT, "note": _line, "settled_on": _date,
        "state": _fits(states.__contains__, f"a state ({', '.join(states)})"),
    }  # fmt: skip


FIELDS: dict[str, dict[str, Check]] = {
    "card": {
        **_ORIGIN, "title": checks.title, "body": checks.body, "column": _TEXT, "rank": _fits(is_rank, "a rank"),
        "project": _TEXT, "owner": _TEXT, "responsible": _HANDLES, "consulted": _HANDLES, "informed": _HANDLES,
        "value": lambda value: checks.whole(value, "value", 0, 5),
        "effort": lambda value: checks.number(value, "effort", 0, checks.MOST_EFFORT),
        "start": _date, "due": _date, "snoozed_until": _date, "promised_to": _line, "tags": checks.tags,
        "blocked": _waiting("blocked"), "help_wanted": _waiting("help_wanted"),
        "depends_on": _list_of(int, "ids", 200), "checklist": checks.checklist, "links": checks.links,
        "milestone": _is(int, "an id"), "every": checks.rule, "recurs_on": _date, "follows": _is(int, "an id"),
        "followed_by": _is(int, "an id"),
        "entered_column_at": _INSTANT, "started_at": _INSTANT, "finished_at": _INSTANT, "archived": _FLAG,
    },
    "column": {
        **_ORIGIN, "key": _TEXT, "name": lambda value: checks.title(value, "name"), "rank": _fits(is_rank, "a rank"),
        "kind": _fits(lambda text: text in COLUMN_KINDS, f"a kind of column ({', '.join(COLUMN_KINDS)})"),
        "wip_limit": lambda value: checks.whole(value, "wip_limit", 1, 10_000), "wip_hard": _FLAG,
        "stale_after_days": lambda value: checks.whole(value, "stale_after_days", 1, 10_000), "policy": checks.body,
    },
    "person": {
        **_ORIGIN, "handle": _fits(is_handle, "a handle"), "name": _line, "login": _line, "role": _line,
        "hours_per_week": lambda value: checks.number(value, "hours_per_week", 0, 168), "active": _FLAG,
        "off": lambda value: checked_spans(value, "off"),
        "inactive": _FLAG,  # of format 1
    },
    "project": {
        **_ORIGIN, "key": _fits(is_handle, "a project's key"), "name": _line, "sponsor": _line, "deadline": _date,
    },
    "milestone": {
        **_ORIGIN, "title": checks.title, "due": _date, "project": _TEXT, "owner": _TEXT, "responsible": _HANDLES,
        "consulted": _HANDLES, "informed": _HANDLES,
    },
    "comment": {**_ORIGIN, "on": _target, "author": _TEXT, "at": _INSTANT, "text": _TEXT},
    "risk": {
        **_ORIGIN, "title": checks.title, "kind": _fits(RISK_KINDS.__contains__, "a kind of risk"), "category": _line,
        "tags": checks.tags, "project": _TEXT, "cause": checks.body, "event": checks.body, "effect": checks.body,
        "owner": _TEXT, "responsible": _HANDLES, "consulted": _HANDLES, "informed": _HANDLES,
        "inherent": lambda value: risk_checks.rating(value, "inherent"),
        "current": lambda value: risk_checks.rating(value, "current"),
        "target": lambda value: risk_checks.rating(value, "target"), "quant": risk_checks.quant,
        "confidence": _fits(CONFIDENCES.__contains__, "a confidence"), "proximity": risk_checks.proximity,
        "strategy": risk_checks.strategies, "actions": _actions, "triggers": risk_checks.triggers,
        "contingency_plan": checks.body, "fallback_plan": checks.body, "acceptance": _acceptance,
        "state": _fits(STATES.__contains__, f"a state ({', '.join(STATES)})"), "scored_at": _INSTANT,
        "last_review": _date, "next_review": _date, "reviewed_at": _INSTANT, "escalated": _OBJECT,
        "occurred": _occurred, "close_reason": _fits(CLOSE_REASONS.__contains__, "a reason"), "closed_at": _INSTANT,
        "issue": _is(int, "an id"), "caused_by": _list_of(int, "ids", 100),
    },
    "decision": {
        **_LINKED, "title": checks.title, "decision": lambda value: checks.title(value, "decision"),
        "context": checks.body, "consequences": checks.body, "options": priorities.options, "decider": _TEXT,
        "date": _date, "review_on": _date, "supersedes": _is(int, "an id"),
    },
    "assumption": {**_settled("assumption"), "validate_by": _date},
    "issue": {**_settled("issue"), "due": _date},
    "lesson": {**_settled("lesson"), "cause": _line},
    "handoff": {
        **_ORIGIN, "on": _target, "giver": _TEXT, "receiver": _TEXT, "note": _line, "answer_by": _date,
        "state": _fits(handoffs.STATES.__contains__, f"a state ({', '.join(handoffs.STATES)})"), "reason": _line,
        "offered_at": _INSTANT, "answered_at": _INSTANT,
    },
    "promise": {
        **_ORIGIN, "on": _target, "performer": _TEXT, "customer": _customer, "conditions": _line, "due": _date,
        "state": _fits(promises.STATES.__contains__, f"a state ({', '.join(promises.STATES)})"), "note": _line,
        "reason": _fits(promises.REASONS.__contains__, f"a reason ({', '.join(promises.REASONS)})"),
        "renews": _is(int, "an id"), "declared_at": _INSTANT, "settled_at": _INSTANT, "kept_by": _TEXT,
    },
    "board": {"name": _line, "uuid": _TEXT, "settings": _settings, "filters": _filters},
}  # fmt: skip
NEEDED = {
    "card": ("title", "column"), "column": ("key", "name", "kind"), "person": ("handle",), "project": ("key",),
    "milestone": ("title",), "comment": ("on", "author", "at", "text"), "risk": ("title",),
    "decision": ("title", "decision"), "assumption": ("text",), "issue": ("text",), "lesson": ("text",),
    "handoff": ("on", "giver", "receiver", "state"),
    "promise": ("on", "performer", "customer", "due", "state"),
}  # fmt: skip


def tables_of(root: Node, format: int) -> dict[str, dict[Id, Node]]:
    """Return every document of a file in that format, by kind and id, checked and in today's words.

    Raises Refused bad_data naming the path.
    """
    holder = root.node("tables") if "tables" in root.value else root
    found: dict[str, dict[Id, Node]] = {}
    for name, table in holder.value.items():
        if name in NOT_ENTITIES or (holder is root and not isinstance(table, dict)):
            continue
        kind = (TABLES.get(name) or name.removesuffix("s")) if isinstance(table, dict) else name
        docs = found.setdefault(kind, {})
        for number, node in _nodes(holder, name, table):
            id = _id_of(kind, node, number)
            if id in docs:
                refuse("bad_data", f"{shown_path(node.path)} has the same id as {shown_path(docs[id].path)}.")
            for field in NEEDED.get(kind, ()):
                if node.value.get(field) is None:
                    node.bad(field, "is missing")
            check_fields(kind, node)
            if kind == "risk":
                with _named(node, "strategy"):
                    risk_checks.fits_kind(node.value.get("kind") or "threat", node.value.get("strategy") or ())
            kept = {field: value for field, value in node.value.items() if value is not None and field != KEY}
            node.value = upgraded_doc(kind, kept, format)
            docs[id] = node
    return found


def own_id(kind: str, doc: Mapping[str, Any]) -> Id | None:
    """The id that a document says itself, or None."""
    if kind == "board":
        return "board"
    found = doc.get(KEYS.get(kind, KEY if KEY in doc else "id" if "id" in doc else "key"))
    return found if isinstance(found, (int, str)) and not isinstance(found, bool) else None


def _nodes(holder: Node, name: str, table: Any) -> list[tuple[str, Node]]:
    """The documents of a table, each with its number in TinyDB."""
    if isinstance(table, dict):
        path = holder.where(name)
        return [(number, Node(doc, joined(path, number))) for number, doc in table.items()]
    return [("", node) for node in holder.nodes(name)]


def _id_of(kind: str, node: Node, number: str) -> Id:
    found = own_id(kind, node.value)
    if kind in NUMBERED:
        if not isinstance(found, int) or not 0 < found < LARGEST_ID:
            node.bad("id", "must be a whole number from 1 on")
        return found
    if found is None and kind not in KEYS and number.isdecimal() and len(number) < 16:
        return int(number)
    if found is None or (kind in KEYS and not isinstance(found, str)):
        node.bad(KEYS.get(kind, "id"), "is missing or can't be an id")
    return found


def check_fields(kind: str, node: Node) -> None:
    """Refuse the first field that is not what it must be, naming its path; None stands for absent."""
    for field, check in FIELDS.get(kind, {}).items():
        value = node.value.get(field)
        if value is None:
            continue
        with _named(node, field):
            check(value)


@contextmanager
def _named(node: Node, field: str) -> Iterator[None]:
    """What is refused within is refused naming the path of a field."""
    try:
        yield
    except Refused as refused:
        where = shown_path(node.where(field))
        refuse("bad_data", f"{where}: {refused.refusal.message}", refused.refusal.hint)


def merged_doc(doc: Mapping[str, Any], fields: Mapping[str, Any]) -> Doc:
    """`doc` with `fields`; those that are None are gone."""
    return {name: value for name, value in {**doc, **fields}.items() if value is not None}
