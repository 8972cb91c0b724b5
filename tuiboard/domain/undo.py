"""Which entry an undo takes back, and whether it still may: pure readings of entries."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from tuiboard.domain.changes import Change, Entry, Id
from tuiboard.domain.commands import BY_ITSELF
from tuiboard.domain.decide.checks import way_back
from tuiboard.domain.names import LETTERS
from tuiboard.domain.references import HOLDERS, LEADS, references
from tuiboard.domain.shapes import target
from tuiboard.domain.workspace import Workspace


def last_undoable(newest_first: Iterable[Entry], uid: int) -> Entry | None:
    """One's own latest entry that is not taken back already; an undo itself is taken back by redo only."""
    gone: set[int] = set()
    for entry in newest_first:
        if entry.uid != uid:
            continue
        if entry.undoes is not None:
            gone.add(entry.undoes)
            if not entry.redo:
                continue
        if entry.seq not in gone and entry.changes and entry.action != BY_ITSELF:
            return entry
    return None


def last_redoable(newest_first: Iterable[Entry], uid: int) -> Entry | None:
    """One's own latest undo that is not redone; nothing can be redone once something new was done."""
    gone: set[int] = set()
    for entry in newest_first:
        if entry.uid != uid or not entry.changes or entry.action == BY_ITSELF:
            continue
        if entry.undoes is None:
            return None
        if entry.redo:
            gone.add(entry.undoes)
        elif entry.seq not in gone:
            return entry
    return None


def taking_back(entry: Entry) -> tuple[Change, ...]:
    """The changes that take an entry back: swapped, last first."""
    return tuple(change.swapped() for change in reversed(entry.changes))


class Obstacle(NamedTuple):
    """What stands in the way of an undo: an entity that has changed since, and its field (empty: all of it)."""

    kind: str
    id: Id
    field: str
    reason: str


def obstacles(ws: Workspace, back: Iterable[Change]) -> Iterator[Obstacle]:
    """Yield what no longer stands as the entry left it, and what would be left dangling."""
    changes = list(back)
    for change in changes:
        doc = ws.doc(change.kind, change.id)
        if change.before is None:
            if doc is not None:
                yield Obstacle(change.kind, change.id, "", "exists again")
            continue
        if doc is None:
            yield Obstacle(change.kind, change.id, "", "is gone")
            continue
        for field, value in change.before.items():
            if doc.get(field) != value:
                yield Obstacle(change.kind, change.id, field, "has changed since")
        if change.after is None:
            for field in doc.keys() - change.before.keys():
                yield Obstacle(change.kind, change.id, field, "has changed since")
    if any(change.after is None or _names(change) for change in changes):
        yield from _dangling(ws, changes)


def past_promise(ws: Workspace, back: Iterable[Change], today: str) -> str:
    """Return the key of a promise that holds past its date and that these changes would unmake; empty where none is."""
    for change in back:
        if change.kind == "promise" and (change.after is None or change.after.get("state") == "requested"):
            from tuiboard.domain.promises import promise  # late: few entries are about promises

            found = promise(ws, int(change.id))
            if found is not None and found.is_given and found.due is not None and found.due < today:
                return found.key
    return ""


def cycles(ws: Workspace, back: Iterable[Change]) -> Iterator[Obstacle]:
    """Yield the references that would close a cycle; to be asked when nothing else stands in the way."""
    changes = list(back)
    giving = [c for c in changes if c.kind in LEADS and c.after and c.after.get(LEADS[c.kind])]
    after = ws.with_changes(changes) if giving else ws
    for change in giving:
        field = LEADS[change.kind]
        step = _causes if change.kind == "risk" else None
        if way_back(after, int(change.id), (change.after or {})[field], step):
            what = "causes" if change.kind == "risk" else "dependencies"
            yield Obstacle(change.kind, change.id, field, f"would close a cycle of {what}")


def _causes(ws: Workspace, id: int) -> Sequence[int]:
    risk = ws.risk(id)
    return () if risk is None else risk.caused_by


def _names(change: Change) -> bool:
    return any(True for _ in references(change.after or {}))


def _dangling(ws: Workspace, changes: list[Change]) -> Iterator[Obstacle]:
    gone = {(c.kind, c.id) for c in changes if c.after is None}
    mine = {(c.kind, c.id) for c in changes}
    for comment in ws.table("comment").values():
        if (on := target(comment.get("on"))) in gone and ("comment", comment["id"]) not in gone:
            yield Obstacle(*on, "", "was commented on since")
    for holder in HOLDERS[:-1]:  # comments are told above
        for id, doc in ws.table(holder).items() if gone else ():
            if (holder, id) not in mine:
                for _, kind, named in references(doc):
                    if (kind, named) in gone:
                        yield Obstacle(kind, named, "", f"is used by {holder} {LETTERS.get(holder, '')}{id} since")
    for change in changes:
        for _, kind, named in references(change.after or {}):
            made = any(c.kind == kind and c.id == named and c.before is None for c in changes)
            if (kind, named) in gone or (ws.doc(kind, named) is None and not made):
                yield Obstacle(kind, named, "", "is gone")
