"""A card's urgency over the last two weeks: the board of each evening, rewound from today by the journal.

What was undone counts as never having happened, and how long past cards took is taken as known today.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from tuiboard.domain import calendar
from tuiboard.domain.changes import Change, Doc, Entry, Id
from tuiboard.domain.priority import Score, score_of_card
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
    entries = iter(newest_first)
    docs: dict[Id, Doc] = dict(ws.table("card"))
    entry = next(entries, None)
    evenings = []
    for back in range(days + 1):
        day = calendar.add_days(today, -back)
        while entry is not None and calendar.local_date(entry.at) > day:
            for change in reversed(entry.changes):
                _take_back(docs, change)
            entry = next(entries, None)
        evenings.append(Evening(day, score_of_card(ws, docs, card, day)))
    evenings.reverse()
    return evenings


def _take_back(docs: dict[Id, Doc], change: Change) -> None:
    if change.kind != "card":
        return
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
