"""Why a card is where it is: the two largest reasons on a line, and the whole sum with what would change it."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from tuiboard.domain.board import Card
from tuiboard.domain.calendar import short_date
from tuiboard.domain.priority_changes import in_words, what_if
from tuiboard.domain.score import Score, explained
from tuiboard.domain.text import visible
from tuiboard.domain.urgency_history import Evening, curve
from tuiboard.domain.workspace import Workspace

MOST_CHANGES = 6


class PartLine(NamedTuple):
    """One summand: axis, name, points, and the input that it comes from in words."""

    axis: str
    name: str
    points: float
    words: str


class Why(NamedTuple):
    """The whole sum of a card. `sums` are the two axes and the rank in words; `notes` what else decides its place."""

    id: int
    title: str
    place: str
    sums: tuple[str, str, str]
    parts: tuple[PartLine, ...]
    notes: tuple[str, ...]
    changes: tuple[str, ...]
    curve: str


def why(
    ws: Workspace, card: Card, score: Score, rank: int, of: int, today: str, evenings: Sequence[Evening] = (),
    ascii: bool = False,
) -> Why:  # fmt: skip
    """Return the whole sum of a ranked card; `rank` is its place (from 1) among `of` cards."""
    parts = tuple(PartLine(part.axis, part.name, part.points, visible(part.words, 80)) for part in score.parts)
    place = f"{score.quadrant}, rank {rank} of {of}"
    changes = tuple(in_words(change) for change in what_if(score, today)[:MOST_CHANGES])
    return Why(
        card.id, visible(card.title, 200), place, explained(score), parts, tuple(_notes(ws, score, today)), changes,
        curve(evenings, ascii),
    )  # fmt: skip


def _notes(ws: Workspace, score: Score, today: str) -> list[str]:
    notes = []
    if score.pin is not None:
        pin = score.pin
        places = [pin.quadrant or "", "" if pin.rank is None else f"rank {pin.rank}"]
        to = " and ".join(place for place in places if place)
        reason = visible(pin.reason, 120)
        notes.append(f"Pinned to {to} until {short_date(pin.until, today)} by {visible(pin.by, 40)}: {reason}.")
        if pin.quadrant is not None and pin.quadrant != score.own_quadrant:
            notes.append(f"By its sum it would be under {score.own_quadrant}.")
    waiting = blocks(ws, score.id)
    if waiting:
        notes.append(f"Waits for it: {', '.join(map(str, waiting))}.")
    if score.through is not None and score.effective_due is not None:
        due = short_date(score.effective_due, today)
        notes.append(f"Has to be finished by {due} for card {score.through} to be in time.")
    return notes


def blocks(ws: Workspace, card: int) -> list[int]:
    """Ids of the open cards that wait for a card."""
    return [other for other in ws.dependents(card) if is_open(ws, other)]


def is_open(ws: Workspace, card: int) -> bool:
    """True for a card that is neither done nor archived."""
    found = ws.card(card)
    return found is not None and not found.archived and not ws.is_done(found)


def reasons(score: Score, blocked: object = None, most: int = 2) -> str:
    """Return the largest reasons of a rank in words: `1 day of slack, blocks 2 cards`. First comes what must not be cut
    off: that it is pinned, that something blocks it, and under Later that others wait for it.

    Points count as they do in the rank: with the share of their axis.
    """
    given = score.given
    share = {"urgency": given.urgency_share, "importance": given.importance_share}
    parts = sorted(score.parts, key=lambda part: (-part.points * share[part.axis], part.name))
    words = ["pinned"] if score.pin is not None else []
    words += ["blocked"] if blocked else []
    if score.dependents and score.quadrant == "Later":
        words.append(_blocking(score))  # whoever blocks others is never shown under Later without saying so
    words += [_SHORT[part.name](score) for part in parts[: most - (score.pin is not None)]]
    return ", ".join(dict.fromkeys(words)) or "nothing presses"


def _due(score: Score) -> str:
    days = round(score.slack or 0, 1)
    if days < 0:
        return f"{-days:g} day{'' if days == -1 else 's'} behind"
    return f"{days:g} day{'' if days == 1 else 's'} of slack"


def _blocking(score: Score) -> str:
    return f"blocks {score.dependents} card{'' if score.dependents == 1 else 's'}"


_SHORT: Mapping[str, Callable[[Score], str]] = {
    "due": _due,
    "blocking": _blocking,
    "age": lambda score: "older than most",
    "promise": lambda score: "promise is due",
    "value": lambda score: f"value {score.value}",
    "risk": lambda score: f"risk {score.risk:g}",
    "unblocks": lambda score: f"unblocks a value {score.unblocks}",
    "promised": lambda score: "promised",
}
