"""The one fact type: a Change, and the Entry that holds an atomic set of them."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

Id = int | str
"""Numbered kinds (card, comment, milestone, risk …) have integers; column, project, person and board have their key."""
Doc = dict[str, Any]
"""One entity as JSON: absent fields have their default; never changed in place once it is in a workspace."""


class Change(NamedTuple):
    """One entity's change: `before` is None for a create, `after` is None for a delete; an edit holds only the touched
    fields, where a field that was or becomes absent is None."""

    kind: str
    id: Id
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None

    def is_about(self, kind: str, id: Id | None) -> bool:
        """True for a change of that entity, and for one of what is `on` it (a comment, a hand-off, a promise) that says
        so; without an id, for a change of any entity of the kind."""
        if self.kind == kind and (id is None or self.id == id):
            return True
        on = (self.after or self.before or {}).get("on")
        return isinstance(on, list | tuple) and list(on) == [kind, id]

    def swapped(self) -> "Change":
        """Return the change that takes this one back."""
        return Change(self.kind, self.id, self.after, self.before)


class Told(NamedTuple):
    """Something older that an import or the demo tells of: never applied to the state, only read."""

    happened: str
    who: str
    action: str
    change: Change
    source: str | None = None
    why: str | None = None


class Entry(NamedTuple):
    """One atomic line of the journal. Instants are ISO 8601 in UTC with Z; `seq` starts at 1 without gaps.

    `undoes` names the entry that this one takes back; `redo` says that the entry taken back was itself an undo.
    """

    seq: int
    txid: str
    at: str
    who: str
    uid: int
    action: str
    changes: tuple[Change, ...]
    why: str | None = None
    undoes: int | None = None
    redo: bool = False
    told: tuple[Told, ...] = ()
    claimed: Mapping[str, str] = {}

    def touches(self, kind: str, id: Id | None) -> bool:
        """True when a change of this entry, or what it tells of, is about that entity or a comment on it."""
        return any(c.is_about(kind, id) for c in self.changes) or any(t.change.is_about(kind, id) for t in self.told)


def merged(doc: Mapping[str, Any], after: Mapping[str, Any]) -> Doc:
    """Return a new document: `doc` with the fields of `after`; None removes a field."""
    new = {**doc, **after}
    return {name: value for name, value in new.items() if value is not None}


def created(kind: str, id: Id, doc: Mapping[str, Any]) -> Change:
    """Return the change that creates an entity from `doc` (fields that are None are left out)."""
    return Change(kind, id, None, {name: value for name, value in doc.items() if value is not None})


_TRUE_WHEN_ABSENT = frozenset({"active"})
"""Flags whose absence means true; the absence of any other means false."""


def stored(name: str, value: Any) -> Any:
    """Return a field's value as it is stored: None, absent, for an empty text or list and for what a flag is anyway."""
    return None if value in (None, "", [], {}) or value is (name in _TRUE_WHEN_ABSENT) else value


def edited(kind: str, id: Id, doc: Mapping[str, Any], fields: Mapping[str, Any]) -> Change | None:
    """Return the change that sets `fields` on `doc`, or None where nothing would differ.

    What counts as absent is left out (see stored).
    """
    after: dict[str, Any] = {}
    for name, value in fields.items():
        new = stored(name, value)
        if doc.get(name) != new:
            after[name] = new
    if not after:
        return None
    return Change(kind, id, {name: doc.get(name) for name in after}, after)


def touched(changes: Iterable[Change]) -> list[tuple[str, Id]]:
    """Return the (kind, id) pairs of `changes`, each once, in order."""
    return list(dict.fromkeys((c.kind, c.id) for c in changes))
