"""What the journal tells of the ways of cards: when they came into which column, were archived, blocked and freed.

What was undone counts as never having happened. What an import or the demo tells of the past counts by when it
happened; where nothing is told of a card that was brought in, its own dates speak.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from tuiboard.domain.calendar import add_days, seconds_of, start_of_day
from tuiboard.domain.changes import Change, Entry, Told

OLDER_READ = 200
"""Entries older than the window, in a row, after which no younger one is looked for: clocks of machines differ."""
QUEUE, ACTIVE = "\0queue", "\0active"
"""Stand for a column of that kind where only a card's own dates tell of it."""
_FIELDS = ("column", "archived", "blocked")


class Moment(NamedTuple):
    """One change of a card's way: `at` is Unix seconds; `before` holds the fields that were changed, None: it was not
    there. `made` and `gone` tell a beginning and an end."""

    seq: int
    at: int
    card: int
    before: Mapping[str, Any]
    made: bool = False
    gone: bool = False


class FlowLog:
    """The moments since a date, newest first for each card; follows the journal as it grows."""

    def __init__(self) -> None:
        self.seq = 0
        """The last entry read; 0 before any was."""
        self._begin = ""
        self._moments: list[Moment] = []
        self._undoes: dict[int, int] = {}

    def follow(self, newest_first: Iterable[Entry], first: str) -> None:
        """Read what is new, and further back where the date `first` is earlier than what was asked for before.

        `newest_first` is what a store's `scan` of cards yields.
        """
        begin = start_of_day(add_days(first, -1))  # where the team is, that date may have begun before
        if not self._begin or begin < self._begin:
            self.seq, self._moments, self._undoes, self._begin = 0, [], {}, begin
        found: list[Moment] = []
        last, older = self.seq, 0
        for entry in newest_first:
            if entry.seq <= self.seq:
                break
            last = max(last, entry.seq)
            older = older + 1 if entry.at < begin else 0
            if older >= OLDER_READ:
                break
            if entry.undoes is not None:
                self._undoes[entry.seq] = entry.undoes
            else:
                found += _moments(entry)
        self._moments[:0] = found
        self.seq = last

    def moments(self, seq: int) -> Iterator[Moment]:
        """Yield what holds after entry `seq`: without what was taken back by then."""
        gone: set[int] = set()
        for taker in sorted(self._undoes, reverse=True):
            if taker <= seq and taker not in gone:
                gone.add(self._undoes[taker])
        return (moment for moment in self._moments if moment.seq <= seq and moment.seq not in gone)


def _moments(entry: Entry) -> Iterator[Moment]:
    """What an entry tells, newest first."""
    at = seconds_of(entry.at) or 0
    past: dict[object, list[Told]] = {}
    for told in entry.told:
        if told.change.kind == "card":
            past.setdefault(told.change.id, []).append(told)
    for change in reversed(entry.changes):
        id = change.id
        if change.kind != "card" or not isinstance(id, int):
            continue
        if change.before is None:
            yield from _beginning(entry.seq, at, id, change.after or {}, past.get(id, []))
        elif change.after is None:
            yield Moment(entry.seq, at, id, _kept(change.before), gone=True)
        elif fields := _touched(change):
            yield Moment(entry.seq, at, id, fields)


def _kept(doc: Mapping[str, Any]) -> dict[str, Any]:
    return {field: doc.get(field) for field in _FIELDS}


def _touched(change: Change) -> dict[str, Any]:
    before, after = change.before or {}, change.after or {}
    return {field: before.get(field) for field in _FIELDS if field in after or field in before}


def _beginning(seq: int, at: int, id: int, doc: Mapping[str, Any], told: list[Told]) -> Iterator[Moment]:
    """How a card came to be what it was when it was added, newest first, and no later than that."""
    latest = at
    made = seconds_of(_instant(doc, "created_at"))
    if told:
        oldest_first = sorted(told, key=lambda event: event.happened)
        for event in reversed(oldest_first):
            then = seconds_of(event.happened)
            latest = latest if then is None else min(then, latest)
            if event.change.before is None:
                made = latest
                break
            if fields := _touched(event.change):
                yield Moment(seq, latest, id, fields)
    else:
        entered = seconds_of(_instant(doc, "entered_column_at"))
        started, finished = seconds_of(_instant(doc, "started_at")), seconds_of(_instant(doc, "finished_at"))
        if finished is not None:
            latest = min(finished, latest)
            yield Moment(seq, latest, id, {"column": QUEUE if started is None else ACTIVE})
        if started is not None:
            latest = min(started, latest)
            yield Moment(seq, latest, id, {"column": QUEUE})
        elif finished is None and entered is not None:
            latest = min(entered, latest)
            yield Moment(seq, latest, id, {"column": QUEUE})
    yield Moment(seq, latest if made is None else min(made, latest), id, {}, made=True)


def _instant(doc: Mapping[str, Any], field: str) -> str:
    value = doc.get(field)
    return value if isinstance(value, str) else ""
