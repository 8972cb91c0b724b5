"""Promises: who promised what to whom by when, what became of it, and how many were kept.

A promise has one outcome. Renegotiated before its date has passed, it ends there and another one takes its place;
after that it counts as missed. Documents are read tolerantly: another program may have written them.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Literal, NamedTuple

from tuiboard.domain import shapes
from tuiboard.domain.board import Card, Entity
from tuiboard.domain.calendar import days_between, local_date
from tuiboard.domain.workspace import Workspace

State = Literal["requested", "promised", "declared", "kept", "missed", "broken", "renegotiated", "declined",
                "withdrawn"]  # fmt: skip
OPEN: tuple[State, ...] = ("requested", "promised", "declared")
"""States in which something is still to come: asked for, promised, declared done by the performer."""
SETTLED: tuple[State, ...] = ("kept", "missed", "broken", "renegotiated", "declined", "withdrawn")
STATES: tuple[State, ...] = (*OPEN, *SETTLED)
"""`declined` is what was asked for and never promised, `withdrawn` what is not asked for any more; neither counts."""
REASONS = ("waited-for-others", "underestimated", "other-work-first", "unclear", "absent", "outside")
"""Why a promise was missed or broken."""
REASON_WORDS = {
    "waited-for-others": "waited for others", "underestimated": "it was more than it seemed",
    "other-work-first": "other work came first", "unclear": "it was unclear what was wanted",
    "absent": "was absent", "outside": "something outside the team",
}  # fmt: skip
_UNASKED = ("promised", *SETTLED)
"""States in which nobody is asked for a word; most promises are in one of them."""
FEW = 5
"""Promises that have come to kept, missed or broken, below which a share says nothing."""


class Promise(Entity):
    """One promise, shown as `P5`. Dates are `YYYY-MM-DD`, instants UTC."""

    __slots__ = ()
    kind: ClassVar[str] = "promise"

    @property
    def id(self) -> int:
        return shapes.whole(self.doc.get("id")) or 0

    @property
    def key(self) -> str:
        """The id as shown and typed."""
        return f"P{self.id}"

    @property
    def card(self) -> int | None:
        """Id of the card that it is about (the field `on` says `["card", 12]`)."""
        on = self.doc.get("on")
        if not isinstance(on, list | tuple) or len(on) != 2 or on[0] != "card":
            return None
        return shapes.whole(on[1])

    @property
    def performer(self) -> str:
        """Handle of the person who promises."""
        return shapes.text(self.doc.get("performer"))

    @property
    def customer(self) -> str:
        """Whom it is promised to: someone outside the team by name, someone on the board as `@ana`."""
        return shapes.text(self.doc.get("customer"))

    @property
    def customer_handle(self) -> str | None:
        """Handle of a customer who is on the board."""
        return self.customer[1:] if self.customer.startswith("@") and len(self.customer) > 1 else None

    @property
    def conditions(self) -> str:
        """What satisfies the customer."""
        return shapes.text(self.doc.get("conditions"))

    @property
    def due(self) -> str | None:
        """The date it is promised for, which never changes: another date is another promise."""
        return shapes.day(self.doc.get("due"))

    @property
    def state(self) -> State:
        """One of STATES; what can't be one counts as requested."""
        return next((state for state in STATES if state == self.doc.get("state")), "requested")

    @property
    def is_open(self) -> bool:
        """True while its outcome is to come."""
        return self.state in OPEN

    @property
    def is_given(self) -> bool:
        """True for a promise that holds: given, and without outcome."""
        return self.state in ("promised", "declared")

    @property
    def reason(self) -> str:
        """One of REASONS, where it was missed or broken."""
        return shapes.text(self.doc.get("reason"))

    @property
    def note(self) -> str:
        """What was said of its outcome."""
        return shapes.text(self.doc.get("note"))

    @property
    def renews(self) -> int | None:
        """Id of the promise that this one took the place of."""
        return shapes.whole(self.doc.get("renews"))

    @property
    def created_at(self) -> str:
        return shapes.instant(self.doc.get("created_at"))

    @property
    def created_by(self) -> str:
        return shapes.text(self.doc.get("created_by"))

    @property
    def settled_at(self) -> str:
        """Instant of its outcome."""
        return shapes.instant(self.doc.get("settled_at"))

    @property
    def declared_at(self) -> str:
        """Instant at which the performer declared it done."""
        return shapes.instant(self.doc.get("declared_at"))

    @property
    def kept_by(self) -> str:
        """Handle of whoever accepted it for the customer; empty where the customer did."""
        return shapes.text(self.doc.get("kept_by"))

    @property
    def days_over(self) -> int:
        """Days from its date to the one on which it was declared done, or else kept; 0 in time, and before that."""
        done = local_date(self.declared_at or self.settled_at) if self.state in ("declared", "kept") else ""
        return max(days_between(self.due, done), 0) if self.due is not None and done else 0

    def is_late(self, today: str) -> bool:
        """True for a promise past its date that nobody settled."""
        return self.state == "promised" and self.due is not None and self.due < today


def promise(ws: Workspace, id: int) -> Promise | None:
    """One promise."""
    doc = ws.doc("promise", id)
    return None if doc is None else Promise(doc if doc.get("id") == id else {**doc, "id": id})


def promises(ws: Workspace) -> list[Promise]:
    """All promises, by id."""
    return _chosen(ws, lambda doc: True)


def _chosen(ws: Workspace, accepts: Callable[[Mapping[str, Any]], bool]) -> list[Promise]:
    """The promises whose documents are accepted, by id: most are not even looked at more closely."""
    ids = sorted(int(id) for id, doc in ws.table("promise").items() if accepts(doc))
    return [found for id in ids if (found := promise(ws, id)) is not None]


def promises_on(ws: Workspace, card: int) -> list[Promise]:
    """The promises about a card, by id."""
    return _chosen(ws, lambda doc: doc.get("on") == ["card", card])


def promised_cards(ws: Workspace) -> frozenset[int]:
    """Ids of the cards on which a promise holds."""
    given = _chosen(ws, lambda doc: doc.get("state") in ("promised", "declared"))
    return frozenset(found.card for found in given if found.card is not None)


def waiting_for(ws: Workspace, who: str) -> list[Promise]:
    """The promises that wait for a word of one person, by id: asked of them, or declared done for them."""

    def concerns(doc: Mapping[str, Any]) -> bool:
        return doc.get("state") not in _UNASKED and who in (doc.get("performer"), str(doc.get("customer"))[1:])

    return [
        found for found in _chosen(ws, concerns)
        if (found.state == "requested" and found.performer == who)
        or (found.state == "declared" and found.customer_handle == who)
    ]  # fmt: skip


# Reliability


class Reliability(NamedTuple):
    """What became of promises: counts of outcomes, of those that hold, of those past their date, and of those kept that
    were done after it."""

    kept: int = 0
    missed: int = 0
    broken: int = 0
    renegotiated: int = 0
    holding: int = 0
    late: int = 0
    kept_late: int = 0

    @property
    def settled(self) -> int:
        """The denominator: kept, missed and broken. Renegotiated in time counts on neither side."""
        return self.kept + self.missed + self.broken

    @property
    def share(self) -> float | None:
        """Kept of settled, 0–1; None where there are too few to say."""
        return self.kept / self.settled if self.settled >= FEW else None


def reliability(found: Iterable[Promise], today: str) -> Reliability:
    """Count what became of promises."""
    counts = dict.fromkeys(Reliability._fields, 0)
    for each in found:
        name = "holding" if each.is_given else each.state
        if name in counts:
            counts[name] += 1
        counts["late"] += each.is_late(today)
        counts["kept_late"] += each.state == "kept" and each.days_over > 0
    return Reliability(**counts)


def project_of(ws: Workspace, found: Promise) -> str | None:
    """Key of the project of the card that a promise is about."""
    doc = None if found.card is None else ws.doc("card", found.card)
    return None if doc is None else Card(doc).project
