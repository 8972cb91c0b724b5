"""What it takes to make one state of a board into another."""

from collections.abc import Iterable

from tuiboard.domain.changes import Change, Doc, Id
from tuiboard.domain.workspace import Workspace

_ORDER = ("board", "column", "person", "project", "milestone", "card", "comment")
"""Kinds before those that name them; the others follow by name."""


def differences(old: Workspace, new: Workspace) -> tuple[Change, ...]:
    """Return the changes that turn the entities of `old` into those of `new`; empty where they are the same.

    What is made comes first and what is removed last, so that nothing ever names what isn't there; an edit holds only
    the fields that differ, and one that vanishes becomes None. Numbers given out (`next_ids`) never shrink by it.
    """
    kinds = sorted({*old.tables, *new.tables}, key=lambda kind: (_place(kind), kind))
    made: list[Change] = []
    edits: list[Change] = []
    gone: list[Change] = []
    for kind in kinds:
        before, after = old.table(kind), new.table(kind)
        if before is after:
            continue
        made += [Change(kind, id, None, _present(after[id])) for id in _sorted(id for id in after if id not in before)]
        gone += [Change(kind, id, before[id], None) for id in _sorted(id for id in before if id not in after)]
        edits += [edit for id in _sorted(id for id in after if id in before)
                  if (edit := _edit(kind, id, before[id], after[id])) is not None]  # fmt: skip
    return (*made, *edits, *reversed(gone))


def _place(kind: str) -> int:
    return _ORDER.index(kind) if kind in _ORDER else len(_ORDER)


def _sorted(ids: Iterable[Id]) -> list[Id]:
    return sorted(ids, key=lambda id: (isinstance(id, str), id))


def _present(doc: Doc) -> Doc:
    return {name: value for name, value in doc.items() if value is not None}


def _edit(kind: str, id: Id, before: Doc, after: Doc) -> Change | None:
    if before is after or before == after:
        return None
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    if not names:
        return None
    return Change(kind, id, {name: before.get(name) for name in names}, {name: after.get(name) for name in names})
