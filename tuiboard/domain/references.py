"""What entities name of each other, and what is wrong with that: names of nothing, and circles of cards or risks."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeGuard

from tuiboard.domain import shapes
from tuiboard.domain.changes import Id
from tuiboard.domain.workspace import NUMBERED, Workspace

ONE = (
    ("column", "column"),
    ("owner", "person"),
    ("performer", "person"),
    ("project", "project"),
    ("milestone", "milestone"),
    ("issue", "issue"),
    ("supersedes", "decision"),
    ("giver", "person"),
    ("receiver", "person"),
    ("renews", "promise"),
    ("follows", "card"),
    ("followed_by", "card"),
)
"""Fields that name one entity, and its kind."""
MANY = (
    ("depends_on", "card"), ("responsible", "person"), ("consulted", "person"), ("informed", "person"),
    ("caused_by", "risk"), ("risks", "risk"), ("cards", "card"),
)  # fmt: skip
"""Fields that name several."""
HOLDERS = (
    "card", "risk", "decision", "assumption", "issue", "lesson", "milestone", "handoff", "promise", "comment",
)  # fmt: skip
"""Kinds that name others."""
LEADS = {"card": "depends_on", "risk": "caused_by"}
"""Fields that must not lead back to where they begin."""


class Dangling(NamedTuple):
    """A field of an entity that names another one, which does not exist."""

    kind: str
    id: Id
    field: str
    named_kind: str
    named: Id


def references(doc: Mapping[str, Any]) -> Iterator[tuple[str, str, Id]]:
    """Yield (field, kind, id) of every entity that a document names; what can't be a name is left out."""
    for field, kind in ONE:
        value = doc.get(field)
        if _is_id(value):
            yield field, kind, value
    for field, kind in MANY:
        values = doc.get(field)
        if isinstance(values, list | tuple):
            yield from ((field, kind, value) for value in values if _is_id(value))
    actions = doc.get("actions")
    if isinstance(actions, list | tuple):
        cards = (action.get("card") for action in actions if isinstance(action, Mapping))
        yield from (("actions", "card", card) for card in cards if _is_id(card))
    on = doc.get("on")
    if isinstance(on, list | tuple) and len(on) == 2 and isinstance(on[0], str) and _is_id(on[1]):
        yield "on", on[0], on[1]


def renumbered(doc: Mapping[str, Any], number: Callable[[str, int], Id]) -> dict[str, Any]:
    """The fields of a document that name something by its number, with the one that `number` gives for a kind and the
    number so far; what can't be a number stays as it is."""

    def one(kind: str, value: Any) -> Any:
        return number(kind, value) if shapes.is_id(value) else value

    made: dict[str, Any] = {}
    for field, kind in ONE:
        if kind in NUMBERED and shapes.is_id(doc.get(field)):
            made[field] = one(kind, doc[field])
    for field, kind in MANY:
        if kind in NUMBERED and isinstance(doc.get(field), list | tuple):
            made[field] = [one(kind, value) for value in doc[field]]
    if isinstance(doc.get("actions"), list | tuple):
        made["actions"] = [
            {**action, "card": one("card", action["card"])} if isinstance(action, Mapping) and "card" in action
            else action for action in doc["actions"]
        ]  # fmt: skip
    on = doc.get("on")
    if isinstance(on, list | tuple) and len(on) == 2 and isinstance(on[0], str):
        made["on"] = [on[0], one(on[0], on[1])]
    return made


def _is_id(value: object) -> TypeGuard[Id]:
    return isinstance(value, int | str) and not isinstance(value, bool)


def dangling(ws: Workspace) -> Iterator[Dangling]:
    """Yield every name of an entity that the board does not have."""
    for kind in HOLDERS:
        for id, doc in ws.table(kind).items():
            for field, named_kind, named in references(doc):
                if ws.doc(named_kind, named) is None:
                    yield Dangling(kind, id, field, named_kind, named)


def cycles(ws: Workspace, kind: str = "card") -> Iterator[list[int]]:
    """Yield circles of cards that depend on each other, or of risks that cause each other, as `[3, 7, 3]`: one for each
    reference that closes one."""
    table, leads = ws.table(kind), LEADS[kind]
    finished: set[Id] = set()
    for start in table:
        if start in finished or leads not in table[start]:
            continue
        path: list[Id] = [start]
        places = {start: 0}
        waiting = [_further(table[start], leads)]
        while path:
            needed = next(waiting[-1], None)
            if needed is None:
                waiting.pop()
                done = path.pop()
                del places[done]
                finished.add(done)
            elif needed in places:
                yield [int(id) for id in [*path[places[needed] :], needed]]
            elif needed in table and needed not in finished:
                places[needed] = len(path)
                path.append(needed)
                waiting.append(_further(table[needed], leads))


def _further(doc: Mapping[str, Any], leads: str) -> Iterator[Id]:
    return iter(shapes.ids(doc.get(leads)))
