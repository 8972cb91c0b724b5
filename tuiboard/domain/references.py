"""What entities name of each other, and what is wrong with that: names of nothing, and cards that wait in a circle."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeGuard

from tuiboard.domain.changes import Id
from tuiboard.domain.workspace import Workspace

_ONE = (("column", "column"), ("owner", "person"), ("project", "project"), ("milestone", "milestone"))
_MANY = (("depends_on", "card"), ("responsible", "person"), ("consulted", "person"), ("informed", "person"))


class Dangling(NamedTuple):
    """A field of an entity that names another one, which does not exist."""

    kind: str
    id: Id
    field: str
    named_kind: str
    named: Id


def references(doc: Mapping[str, Any]) -> Iterator[tuple[str, str, Id]]:
    """Yield (field, kind, id) of every entity that a document names; what can't be a name is left out."""
    for field, kind in _ONE:
        value = doc.get(field)
        if _is_id(value):
            yield field, kind, value
    for field, kind in _MANY:
        values = doc.get(field)
        if isinstance(values, list | tuple):
            yield from ((field, kind, value) for value in values if _is_id(value))
    on = doc.get("on")
    if isinstance(on, list | tuple) and len(on) == 2 and isinstance(on[0], str) and _is_id(on[1]):
        yield "on", on[0], on[1]


def _is_id(value: object) -> TypeGuard[Id]:
    return isinstance(value, int | str) and not isinstance(value, bool)


def dangling(ws: Workspace) -> Iterator[Dangling]:
    """Yield every name of an entity that the board does not have."""
    for kind in ("card", "milestone", "comment"):
        for id, doc in ws.table(kind).items():
            for field, named_kind, named in references(doc):
                if ws.doc(named_kind, named) is None:
                    yield Dangling(kind, id, field, named_kind, named)


def cycles(ws: Workspace) -> Iterator[list[int]]:
    """Yield circles of cards that depend on each other, as `[3, 7, 3]`: one for each dependency that closes one."""
    table = ws.table("card")
    finished: set[Id] = set()
    for start in table:
        if start in finished:
            continue
        path: list[Id] = [start]
        places = {start: 0}
        waiting = [_needed(table[start])]
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
                waiting.append(_needed(table[needed]))


def _needed(doc: Mapping[str, Any]) -> Iterator[Id]:
    return (id for field, _, id in references(doc) if field == "depends_on" and isinstance(id, int))
