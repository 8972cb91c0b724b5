"""A card's urgency over the last two weeks: the board of each evening, rewound from today by the journal.

What an import tells of the past is taken in its own time. Numbers, risks and the times of past cards are today's.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from tuiboard.domain import calendar
from tuiboard.domain.changes import Change, Doc, Entry, Id
from tuiboard.domain.priority import grounds, score_of_card
from tuiboard.domain.score import Score
from tuiboard.domain.workspace import Workspace

DAYS = 14


class Evening(NamedTuple):
    """What a card scored at the end of a day; None where it was not ranked: not there, done, archived or snoozed."""

    day: str
    score: Score | None


def urgency_history(
    ws: Workspace, newest_first: Iterable[Entry], card: int, today: str, days: int = DAYS
) -> list[Evening]:
    """Return the evenings of the last `days` days and today as it stands, oldest first.

    `newest_first` is what a store's `scan` yields; it is read no further back than needed.
    """
    docs: dict[Id, Doc] = dict(ws.table("card"))
    first = calendar.add_days(today, -days)
    events = iter(_events(newest_first, first))
    event = next(events, None)
    on = grounds(ws)
    evenings = []
    for back in range(days + 1):
        day = calendar.add_days(today, -back)
        while event is not None and event[0] > day:
            _take_back(docs, event[1])
            event = next(events, None)
        evenings.append(Evening(day, score_of_card(on, docs, card, day)))
    evenings.reverse()
    return evenings


def _events(newest_first: Iterable[Entry], first: str) -> list[tuple[str, Change]]:
    """(date, change) of all cards from the day `first` on, newest first; where an import made a card whose past it
    tells, that past stands instead."""
    events: list[tuple[str, Change]] = []
    for entry in newest_first:
        day = calendar.local_date(entry.at)
        if day < first:
            break
        past: dict[Id, list[tuple[str, Change]]] = {}
        for told in entry.told:
            if told.change.kind == "card":
                past.setdefault(told.change.id, []).append((calendar.local_date(told.happened), told.change))
        for change in reversed(entry.changes):
            if change.kind == "card":
                is_told = change.before is None and change.id in past
                events += reversed(past[change.id]) if is_told else [(day, change)]
    return sorted(events, key=lambda event: event[0], reverse=True)


def _take_back(docs: dict[Id, Doc], change: Change) -> None:
    if change.before is None:
        docs.pop(change.id, None)
    elif change.after is None:
        docs[change.id] = dict(change.before)
    else:
        docs[change.id] = _without_none({**docs.get(change.id, {}), **change.before})


def _without_none(fields: Mapping[str, Any]) -> Doc:
    return {name: value for name, value in fields.items() if value is not None}


_BLOCKS = ("▁▂▃▄▅▆▇█", "12345678")


def curve(evenings: Iterable[Evening], ascii: bool = False) -> str:
    """Return urgency as one bar a day, from 0 to 100; a dot where the card was not ranked."""
    signs, absent = _BLOCKS[ascii], "." if ascii else "·"
    bars = []
    for evening in evenings:
        urgency = None if evening.score is None else evening.score.urgency
        bars.append(absent if urgency is None else signs[min(int(urgency * len(signs) / 100), len(signs) - 1)])
    return "".join(bars)
