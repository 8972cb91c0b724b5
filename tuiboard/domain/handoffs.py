"""Hand-offs: accountability offered to someone, who takes it or says why not. Until it is taken the giver has it.

Tolerant reads: another program may have written any shape.
"""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from tuiboard.domain import calendar, shapes
from tuiboard.domain.board import Entity
from tuiboard.domain.changes import Id
from tuiboard.domain.working_days import team_zone
from tuiboard.domain.workspace import Workspace

STATES = ("offered", "accepted", "declined", "withdrawn")
HOURS = 48
"""Hours after which an unanswered offer needs an answer, unless the board says otherwise."""
MOST_HOURS = 2_000


class Handoff(Entity):
    """One hand-off. Instants are ISO 8601 UTC, `answer_by` is a date."""

    __slots__ = ()
    kind: ClassVar[str] = "handoff"

    @property
    def id(self) -> int:
        return int(self.doc["id"])

    @property
    def key(self) -> str:
        return f"H{self.doc['id']}"

    @property
    def on(self) -> tuple[str, Id]:
        """(kind, id) of the card or risk; ("", 0) where that can't be read."""
        found = self.doc.get("on")
        if isinstance(found, list | tuple) and len(found) == 2 and isinstance(found[0], str) and shapes.is_id(found[1]):
            return found[0], found[1]
        return "", 0

    @property
    def giver(self) -> str:
        """Who is accountable until it is accepted."""
        return shapes.text(self.doc.get("giver"))

    @property
    def receiver(self) -> str:
        return shapes.text(self.doc.get("receiver"))

    @property
    def state(self) -> str:
        """One of STATES; what is none of them counts as withdrawn."""
        found = shapes.text(self.doc.get("state"))
        return found if found in STATES else "withdrawn"

    @property
    def note(self) -> str:
        return shapes.text(self.doc.get("note"))

    @property
    def reason(self) -> str:
        """Why it was declined or withdrawn."""
        return shapes.text(self.doc.get("reason"))

    @property
    def answer_by(self) -> str | None:
        return shapes.day(self.doc.get("answer_by"))

    @property
    def offered_at(self) -> str:
        return shapes.instant(self.doc.get("offered_at"))

    @property
    def answered_at(self) -> str:
        return shapes.instant(self.doc.get("answered_at"))

    @property
    def offered_by(self) -> str:
        """Who made the offer: the giver, or someone who did it for them."""
        return shapes.text(self.doc.get("created_by")) or self.giver


def handoff(ws: Workspace, id: Id) -> Handoff | None:
    """One hand-off, under its own number whatever its document says."""
    doc = ws.doc("handoff", id)
    return None if doc is None else Handoff(doc if doc.get("id") == id else {**doc, "id": id})


def handoffs(ws: Workspace) -> Iterator[Handoff]:
    """All hand-offs, the oldest first."""
    return (found for id in ws.table("handoff") if (found := handoff(ws, id)) is not None)


def offers(ws: Workspace) -> list[Handoff]:
    """The offers that wait for an answer and whose card or risk is still there, the oldest first."""
    return [each for each in handoffs(ws) if each.state == "offered" and ws.doc(*each.on) is not None]


def offer_on(ws: Workspace, kind: str, id: Id) -> Handoff | None:
    """The offer of a card or risk that waits for an answer, or None."""
    return next((each for each in handoffs(ws) if each.state == "offered" and each.on == (kind, id)), None)


def to_answer(ws: Workspace, who: str) -> list[Handoff]:
    """The offers that wait for someone's answer, the oldest first."""
    return [each for each in offers(ws) if each.receiver == who]


def hours_of(ws: Workspace) -> float:
    """Hours after which an unanswered offer needs an answer: the board's, else HOURS."""
    rules = ws.board.settings.get("handoff")
    found = shapes.amount(rules.get("hours"), MOST_HOURS) if isinstance(rules, Mapping) else None
    return found or HOURS


def is_overdue(ws: Workspace, offer: Handoff, now: str) -> bool:
    """True for an offer that waits past its day, or where it has none for longer than the board allows."""
    if offer.answer_by is not None:
        return offer.answer_by < calendar.local_date(now, team_zone(ws))
    offered, then = calendar.seconds_of(offer.offered_at), calendar.seconds_of(now)
    return offered is not None and then is not None and then - offered > hours_of(ws) * 3600


def entity_key(on: tuple[str, Id]) -> str:
    """The card or risk of a hand-off as shown: `12`, `R3`."""
    return f"{'R' if on[0] == 'risk' else ''}{on[1]}"


def title_of(ws: Workspace, offer: Handoff) -> str:
    """The title of what is handed over; empty where it is gone."""
    doc: Mapping[str, Any] = ws.doc(*offer.on) or {}
    return shapes.text(doc.get("title"))
