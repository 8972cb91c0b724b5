"""Cards that wait for someone: since when, how far that has come, and who could help."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from tuiboard.domain import shapes
from tuiboard.domain.absence import absence
from tuiboard.domain.board import Board, Card
from tuiboard.domain.calendar import seconds_of
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace

ESCALATION_HOURS: tuple[float, ...] = (24, 72, 120)
"""Hours of waiting after which each level of escalation is reached, unless the board says otherwise."""
MOST_LEVELS = 9
WAITS = ("blocked", "help_wanted")
"""Fields that say why a card waits, as {reason, since, level?}."""


class Wait(NamedTuple):
    """Why a card waits: the field that says so, the reason, since which instant, and the level of escalation that was
    recorded of it, 0 for none."""

    field: str
    reason: str
    since: str
    recorded: int


def waits_of(doc: Mapping[str, Any]) -> list[Wait]:
    """Return why a card waits, the longest first; nothing for one that doesn't."""
    found = []
    for field in WAITS:
        value = doc.get(field)
        if isinstance(value, Mapping) and value:
            level = max(shapes.whole(value.get("level")) or 0, 0)
            found.append(Wait(field, shapes.text(value.get("reason")), shapes.instant(value.get("since")), level))
    return sorted(found, key=lambda wait: wait.since or "9")


def hours_waited(since: str, now: str) -> float:
    """Return the hours from one instant to another; 0 where either is none or the first is later."""
    begun, at = seconds_of(since), seconds_of(now)
    return 0.0 if begun is None or at is None else max(at - begun, 0) / 3600


def waited_words(hours: float) -> str:
    """Return a time of waiting in words: `40 min`, `5 h`, `3 d 4 h`, from two weeks on `16 d`."""
    whole = int(hours)
    if whole < 1:
        return f"{int(hours * 60)} min"
    days, rest = divmod(whole, 24)
    if days == 0:
        return f"{rest} h"
    return f"{days} d" if days >= 14 or rest == 0 else f"{days} d {rest} h"


def escalation_hours(board: Board) -> tuple[float, ...]:
    """Return the board's hours for each level, ESCALATION_HOURS where it says nothing that can be used."""
    given = board.settings.get("support")
    hours = given.get("escalation_hours") if isinstance(given, Mapping) else None
    return tuple(hours) if is_rising(hours) and hours is not None else ESCALATION_HOURS


def parse_hours(text: str) -> list[float] | None:
    """Return the hours that are typed as `24,72,120`, None for an empty text; whether they fit is decided later.

    Raises Refused (bad_data) for what is no number.
    """
    found: list[float] = []
    for part in text.split(",") if text.strip() else ():
        digits = part.strip()
        if not (digits.isascii() and digits.replace(".", "", 1).isdecimal() and len(digits) < 9):
            words = f"“{visible(part, 60)}” is no number of hours."
            refuse("bad_data", words, "Write hours of waiting, rising: 24,72,120.")
        found.append(int(digits) if digits.isdecimal() else float(digits))
    return found or None


def is_rising(hours: object) -> bool:
    """True for a list of one to nine numbers of hours above 0, each larger than the one before."""
    if not isinstance(hours, list | tuple) or not 0 < len(hours) <= MOST_LEVELS:
        return False
    if any(isinstance(h, bool) or not isinstance(h, int | float) or not 0 < h <= 100_000 for h in hours):
        return False
    return all(one < other for one, other in pairwise(hours))


def level_of(hours: float, limits: Iterable[float]) -> int:
    """Return the level of escalation that so many hours of waiting have come to, 0 below the first."""
    return sum(1 for limit in limits if hours >= limit)


# Who could help


class Helper(NamedTuple):
    """Someone who finished cards of the same kind: how many in all, and under which tag the most (`of_tag` of them);
    `away` says until when they are not there, empty for who is."""

    person: str
    tag: str
    of_tag: int
    cards: int
    away: str = ""


Finished = Mapping[str, Mapping[str, frozenset[int]]]
"""Tag, case folded → handle → the cards with it that they finished."""


def finished_by_tag(ws: Workspace) -> Finished:
    """Return who finished which cards of each tag: whoever owned one, or was named as responsible for it."""
    done = {key for key, doc in ws.table("column").items() if doc.get("kind") == "done"}
    found: dict[str, dict[str, set[int]]] = {}
    for id, doc in ws.table("card").items():
        tags = doc.get("tags")
        if not tags or doc.get("column") not in done:
            continue
        people = {shapes.name(doc.get("owner")), *shapes.texts(doc.get("responsible"))} - {None}
        for tag in shapes.texts(tags):
            by_person = found.setdefault(tag.casefold(), {})
            for person in people:
                by_person.setdefault(str(person), set()).add(int(id))
    return {tag: {who: frozenset(ids) for who, ids in by.items()} for tag, by in found.items()}


Known = dict[tuple[str, ...], list[Helper]]


def helpers(ws: Workspace, card: Card, finished: Finished, known: Known, today: str, most: int = 3) -> list[Helper]:
    """Return who could help with a card, who finished most of its kind first, and those who are off today last; nobody
    who works on it already, and nobody who has left. `known` keeps what was found for the same tags."""
    tags = tuple(shapes.texts(card.doc.get("tags")))
    if tags not in known:
        known[tags] = _of_tags(ws, tags, finished, today)
    busy = {shapes.name(card.doc.get("owner")), *shapes.texts(card.doc.get("responsible"))}
    return [helper for helper in known[tags] if helper.person not in busy][:most]


def _of_tags(ws: Workspace, given: Sequence[str], finished: Finished, today: str) -> list[Helper]:
    tags: dict[str, dict[str, frozenset[int]]] = {}
    for tag in given:
        for who, ids in finished.get(tag.casefold(), {}).items():
            person = ws.person(who)
            if person is not None and person.active:
                tags.setdefault(who, {})[tag] = ids
    found = []
    for who, by_tag in tags.items():
        best = max(by_tag, key=lambda tag: len(by_tag[tag]))  # the first of those that are equal
        cards = len(frozenset().union(*by_tag.values()))
        found.append(Helper(who, best, len(by_tag[best]), cards, absence(ws, who, today)))
    return sorted(found, key=lambda helper: (helper.away != "", -helper.cards, helper.person))
