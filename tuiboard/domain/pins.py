"""Pins: a card put into a quadrant or to a place in the ranked list by hand, with a reason and a last day."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple

Quadrant = Literal["Do now", "Schedule", "Delegate", "Later"]
QUADRANTS: tuple[Quadrant, ...] = ("Do now", "Schedule", "Delegate", "Later")


class Pin(NamedTuple):
    """Where a card was pinned: to a quadrant, to a rank (from 1), or both; why, until when, by whom."""

    quadrant: Quadrant | None
    rank: int | None
    reason: str
    until: str
    by: str


def pin_on(doc: Mapping[str, Any], today: str) -> Pin | None:
    """The pin of a card that holds on a day: its last day still counts, then it lapses by itself."""
    given = doc.get("pin")
    if not isinstance(given, Mapping):
        return None
    quadrant = given.get("quadrant") if given.get("quadrant") in QUADRANTS else None
    rank = given.get("rank")
    rank = rank if isinstance(rank, int) and not isinstance(rank, bool) and rank >= 1 else None
    until = given.get("until")
    if not isinstance(until, str) or until < today or (quadrant is None and rank is None):
        return None
    return Pin(quadrant, rank, str(given.get("reason", "")), until, str(given.get("by", "")))


def with_pins(order: Iterable[int], pinned: Mapping[int, int]) -> tuple[int, ...]:
    """Return the order with each pinned card (id → rank) at its rank; of several at one rank the better ranked is
    first, and a rank beyond the end is the end."""
    ids = list(order)
    free = [id for id in ids if id not in pinned]
    places = {id: place for place, id in enumerate(ids)}
    for id in sorted((id for id in ids if id in pinned), key=lambda id: (pinned[id], places[id])):
        at = pinned[id] - 1
        while at < len(free) and pinned.get(free[at]) == pinned[id]:
            at += 1
        free.insert(min(at, len(free)), id)
    return tuple(free)
