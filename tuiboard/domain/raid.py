"""Decisions, assumptions, issues and lessons: one typed, read-only reading of their documents, whatever stands in them.

Each has an owner, a state, cards and risks that it is linked to, and may have a day on which someone has to look at it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from tuiboard.domain import shapes
from tuiboard.domain.calendar import local_date
from tuiboard.domain.names import LETTERS
from tuiboard.domain.workspace import Workspace

RAID_KINDS = ("decision", "assumption", "issue", "lesson")
STATES: Mapping[str, tuple[str, ...]] = {
    "decision": ("standing", "superseded"),
    "assumption": ("open", "confirmed", "false"),
    "issue": ("open", "in-work", "resolved"),
    "lesson": ("noted", "applied"),
}
"""States by kind, the first one first. That of a decision follows from the others and is stored nowhere."""
OVER = frozenset({"superseded", "confirmed", "false", "resolved", "applied"})
"""States in which nothing is left to be done."""
DUE_FIELDS = {"decision": "review_on", "assumption": "validate_by", "issue": "due"}
"""The field that holds the day on which someone has to look at it, by kind."""
TEXT_FIELDS = {"decision": "title"}
"""The field that says what it is, where that is not `text`."""
_OLD_STATES = {"closed": "resolved", "in work": "in-work"}


def stored_state(kind: str, value: object) -> str:
    """The state that a stored value is read as; one that can't be is the first."""
    known = STATES[kind]
    word = _OLD_STATES.get(value, value) if isinstance(value, str) else ""
    return word if word in known else known[0]


class RaidItem(NamedTuple):
    """One of them, as it is read. `newer` is the decision that took the place of this one."""

    kind: str
    id: int
    doc: Mapping[str, Any]
    newer: int | None = None

    @property
    def key(self) -> str:
        """As it is shown and typed: `D4`, `A1`."""
        return f"{LETTERS[self.kind]}{self.id}"

    @property
    def text(self) -> str:
        """What it is, on one line."""
        return shapes.text(self.doc.get(TEXT_FIELDS.get(self.kind, "text")))

    @property
    def owner(self) -> str | None:
        """Who answers for it; of a decision, who took it."""
        return shapes.name(self.doc.get("decider" if self.kind == "decision" else "owner"))

    @property
    def state(self) -> str:
        """One of STATES of its kind."""
        if self.kind == "decision":
            return "standing" if self.newer is None else "superseded"
        return stored_state(self.kind, self.doc.get("state"))

    @property
    def is_over(self) -> bool:
        """True where nothing is left to be done about it."""
        return self.state in OVER

    @property
    def is_waiting(self) -> bool:
        """True where something is left to be done; a decision that stands asks for nothing."""
        return not self.is_over and self.kind != "decision"

    @property
    def due(self) -> str | None:
        """The day on which someone has to look at it."""
        field = DUE_FIELDS.get(self.kind)
        return shapes.day(self.doc.get(field)) if field else None

    def is_late(self, today: str) -> bool:
        """True where that day is past and nobody has settled it."""
        return self.due is not None and self.due < today and not self.is_over

    @property
    def date(self) -> str:
        """The day on which it was decided or noted; empty where nobody knows."""
        at = shapes.instant(self.doc.get("created_at"))
        own = shapes.day(self.doc.get("date")) if self.kind == "decision" else None
        return own or (local_date(at) if at else "")

    @property
    def note(self) -> str:
        """How an assumption was settled, how an issue was resolved, what a lesson changed."""
        return shapes.text(self.doc.get("note"))

    @property
    def settled_on(self) -> str | None:
        """The day on which it came to be over; of a superseded decision, see the newer one."""
        return shapes.day(self.doc.get("settled_on"))

    @property
    def cards(self) -> Sequence[int]:
        """Ids of the cards it is about."""
        return shapes.ids(self.doc.get("cards"))

    @property
    def risks(self) -> Sequence[int]:
        """Ids of the risks it is about."""
        return shapes.ids(self.doc.get("risks"))

    @property
    def supersedes(self) -> int | None:
        """Id of the decision that this one took the place of."""
        return shapes.whole(self.doc.get("supersedes")) if self.kind == "decision" else None

    @property
    def options(self) -> Sequence[Mapping[str, Any]]:
        """[{name, pros, cons, cost}]: what a decision was chosen from."""
        return shapes.mappings(self.doc.get("options"))


def raid_item(ws: Workspace, kind: str, id: int) -> RaidItem | None:
    """One of them, or None."""
    doc = ws.table(kind).get(id)
    if doc is None:
        return None
    return RaidItem(kind, id, doc, superseded(ws).get(id) if kind == "decision" else None)


def raid_items(ws: Workspace, kinds: Sequence[str] = RAID_KINDS) -> Iterator[RaidItem]:
    """Yield all of some kinds, by kind and id."""
    newer = superseded(ws) if "decision" in kinds else {}
    for kind in kinds:
        for id, doc in sorted(ws.table(kind).items()):
            yield RaidItem(kind, int(id), doc, newer.get(int(id)) if kind == "decision" else None)


def superseded(ws: Workspace) -> dict[int, int]:
    """The decision that took the place of another, by the id of the other; the latest where several say so."""
    return {
        older: int(id)
        for id, doc in sorted(ws.table("decision").items())
        if (older := shapes.whole(doc.get("supersedes"))) is not None and older != id
    }


def newest_of(ws: Workspace, id: int) -> int:
    """The decision that stands today where `id` once stood; a circle, which no command makes, ends where it began."""
    newer, passed = superseded(ws), {id}
    while id in newer and newer[id] not in passed:
        id = newer[id]
        passed.add(id)
    return id


def linked_to(ws: Workspace, kind: str, id: int) -> list[RaidItem]:
    """What is linked to a card or a risk, what is over last; by kind and id."""
    field = "cards" if kind == "card" else "risks"
    holding = [held for held in RAID_KINDS if ws.table(held)]
    found = [item for item in raid_items(ws, holding) if id in shapes.ids(item.doc.get(field))] if holding else []
    return sorted(found, key=lambda item: item.is_over)
