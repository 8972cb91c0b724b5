"""When there is something to learn: a promise was missed, a risk occurred, a card closed after its day.

A lesson is only ever offered; what is offered has its cause and its links filled in.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from tuiboard.domain import shapes
from tuiboard.domain.calendar import days_between, local_date
from tuiboard.domain.changes import Change, Entry
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace

MOST_NAMED = 3
"""Cards that a cause names one by one."""
TITLE_SHOWN = 60


class LessonOffer(NamedTuple):
    """What a lesson would start with: why it is offered, the cards and risks it is about."""

    cause: str
    cards: tuple[int, ...]
    risks: tuple[int, ...]

    @property
    def fields(self) -> dict[str, Any]:
        """The fields of the lesson, without its text."""
        return {"cause": self.cause, "cards": list(self.cards), "risks": list(self.risks)}


def lesson_offer(entry: Entry, ws: Workspace) -> LessonOffer | None:
    """Return what there is to learn from an entry just recorded, or None; `ws` is the board after it.

    Everything that one entry did is one offer: closing ten late cards asks once.
    """
    if entry.action in ("undone", "redone", "board.imported", "board.restored"):
        return None
    for change in entry.changes:
        state = (change.after or {}).get("state")
        if change.kind == "risk" and state == "occurred":
            return _occurred(change, ws)
        if change.kind == "promise" and state == "missed":
            return _missed(change, ws)
    late = list(_closed_late(entry, ws))
    return _late(late) if late else None


def _occurred(change: Change, ws: Workspace) -> LessonOffer:
    doc = ws.doc("risk", change.id) or {}
    return LessonOffer(f"R{change.id} occurred: {visible(doc.get('title', ''), TITLE_SHOWN)}", (), (int(change.id),))


def _missed(change: Change, ws: Workspace) -> LessonOffer:
    on = (ws.doc("promise", change.id) or {}).get("on")
    card = shapes.whole(on[1]) if isinstance(on, list) and len(on) == 2 and on[0] == "card" else None
    title = "" if card is None else f": {visible((ws.doc('card', card) or {}).get('title', ''), TITLE_SHOWN)}"
    return LessonOffer(f"Promise P{change.id} was missed{title}", () if card is None else (card,), ())


class _Late(NamedTuple):
    id: int
    title: str
    days: int


def _closed_late(entry: Entry, ws: Workspace) -> Iterator[_Late]:
    """The cards that an entry brought into a done column from outside it, after their due date."""
    done = {column.key for column in ws.columns() if column.does == "done"}
    for change in entry.changes:
        if change.kind != "card" or change.before is None or (change.after or {}).get("column") not in done:
            continue
        card = ws.card(int(change.id))
        if card is None or change.before.get("column") in done or not card.due or not card.finished_at:
            continue
        days = days_between(card.due, local_date(card.finished_at))
        if days > 0:
            yield _Late(card.id, card.title, days)


def _late(cards: list[_Late]) -> LessonOffer:
    ids = tuple(card.id for card in cards)
    if len(cards) == 1:
        days = f"{cards[0].days} day{'' if cards[0].days == 1 else 's'}"
        return LessonOffer(f"Card {ids[0]} closed {days} late: {visible(cards[0].title, TITLE_SHOWN)}", ids, ())
    more = f" and {len(ids) - MOST_NAMED} more" if len(ids) > MOST_NAMED else ""
    named = ", ".join(map(str, ids[:MOST_NAMED])) + more
    most = max(card.days for card in cards)
    return LessonOffer(f"Cards {named} closed late, by up to {most} day{'' if most == 1 else 's'}", ids, ())
