"""What is read off a card on a given day, and the orders that cards can be shown in."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from tuiboard.domain import calendar
from tuiboard.domain.board import Card
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace

if TYPE_CHECKING:
    from tuiboard.domain.priority import Priorities

SORTS = ("rank", "priority", "wsjf", "due", "age", "id")
"""`rank` is the order on the board: columns from left to right, each from the top."""

_LAST = "9999-99-99"

_LONG_AGO = 36_500

Reading = Callable[[Mapping[str, Any]], bool]
"""Tells whether something is true of an entity's document."""


def is_overdue(ws: Workspace, card: Card, today: str) -> bool:
    """True for a card that was due before today and is neither done nor archived."""
    return card.due is not None and card.due < today and not card.archived and not ws.is_done(card)


def is_stale(ws: Workspace, card: Card, today: str, zone: str = "") -> bool:
    """True for an unarchived card that has stood in its column for the column's `stale_after_days`."""
    column = ws.column(card.column)
    if column is None or not column.stale_after_days or card.archived:
        return False
    return column_days(card, today, zone) >= column.stale_after_days


def column_days(card: Card, today: str, zone: str = "") -> int:
    """Days since the card came into its column, in a time zone or else the person's."""
    return calendar.days_since(card.entered_column_at, today, zone)


def age_days(card: Card, today: str) -> int:
    """Days since the card was created."""
    return calendar.days_since(card.created_at, today)


def overdue(ws: Workspace, today: str) -> Reading:
    """Return `is_overdue` for many cards of one workspace."""
    done = done_columns(ws)

    def reading(doc: Mapping[str, Any]) -> bool:
        due = doc.get("due")
        return due is not None and due < today and doc["column"] not in done and not doc.get("archived")

    return reading


def stale(ws: Workspace, today: str, zone: str = "") -> Reading:
    """Return `is_stale` for many cards of one workspace."""
    # Comparing instants with one limit a column is a good deal cheaper than a date for each card.
    limits = {
        column.key: calendar.start_of_day(calendar.add_days(today, 1 - min(column.stale_after_days, _LONG_AGO)), zone)
        for column in ws.columns()
        if column.stale_after_days
    }

    def reading(doc: Mapping[str, Any]) -> bool:
        limit = limits.get(doc["column"])
        if limit is None or doc.get("archived"):
            return False
        entered = doc.get("entered_column_at") or doc.get("created_at")
        return isinstance(entered, str) and "" < entered < limit

    return reading


def done_columns(ws: Workspace) -> frozenset[str]:
    """Keys of the columns whose cards are done."""
    return frozenset(column.key for column in ws.columns() if column.does == "done")


def sort_cards(
    ws: Workspace, cards: Iterable[Card], sort: str, today: str, priorities: "Priorities | None" = None
) -> list[Card]:
    """Return the cards in an order of SORTS; ties by id. Raises Refused (usage) for another word.

    `priority`: highest first, then what is not ranked. `wsjf`: most worth for its effort first, ties by priority, then
    what is not ranked. `due`: earliest first, then what has no date. `age`: oldest
    first. `priorities` spares reckoning them anew.
    """
    if sort == "rank":
        places = {column.key: place for place, column in enumerate(ws.columns())}
        return sorted(cards, key=lambda card: (places.get(card.column, len(places)), card.rank, card.id))
    if sort in ("priority", "wsjf"):
        from tuiboard.domain.priority import scores  # late: a board is seldom opened in this order

        found = scores(ws, today) if priorities is None else priorities
        order = found.order if sort == "priority" else _by_weight(ws, found)
        places_of = {id: place for place, id in enumerate(order)}
        return sorted(cards, key=lambda card: (places_of.get(card.id, len(order)), card.id))
    if sort == "due":
        return sorted(cards, key=lambda card: (card.due or _LAST, card.id))
    if sort == "age":
        return sorted(cards, key=lambda card: (card.created_at or _LAST, card.id))
    if sort == "id":
        return sorted(cards, key=lambda card: card.id)
    refuse("usage", f"There is no order “{visible(sort, 60)}”.", f"The orders are {', '.join(SORTS)}.")


def _by_weight(ws: Workspace, priorities: "Priorities") -> list[int]:
    from tuiboard.domain.wsjf import wsjf

    table = ws.table("card")
    weights = {id: wsjf(table[id], score).value for id in priorities.order if (score := priorities.of(id)) is not None}
    return sorted(weights, key=lambda id: -weights[id])  # stable: cards of the same weight stay by priority
