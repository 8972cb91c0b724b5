"""What leads from one state of a board to another."""

from collections.abc import Iterator

from tuiboard.domain.changes import Change, Doc, Id
from tuiboard.domain.workspace import Table, Workspace


def differences(old: Workspace, new: Workspace) -> tuple[Change, ...]:
    """Return the changes that make `new` of `old`, by kind and id; of an edit only the fields that differ.

    A field that is there on one side only is None on the other.
    """
    kinds = sorted(old.tables.keys() | new.tables.keys())
    return tuple(change for kind in kinds for change in _of_kind(kind, old.table(kind), new.table(kind)))


def _of_kind(kind: str, old: Table, new: Table) -> Iterator[Change]:
    for id in sorted({*old, *new}, key=_place):
        before, after = old.get(id), new.get(id)
        if before is None or after is None:
            yield Change(kind, id, before, after)
        elif before is not after and before != after:
            yield _edit(kind, id, before, after)


def _edit(kind: str, id: Id, before: Doc, after: Doc) -> Change:
    fields = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return Change(kind, id, {name: before.get(name) for name in fields}, {name: after.get(name) for name in fields})


def _place(id: Id) -> tuple[bool, Id]:
    return isinstance(id, str), id
