"""How many cards were where on each day, what came in and went out, and how long cards waited: from the journal.

The past is the board of today with what happened since taken back. Columns count by the kind that they have today. A
card that went to and fro within a day counts for where it was at the end of it.

Flow efficiency is the share of the time from start to finish in which a card was being worked on (Modig and Åhlström,
*This is Lean*: value-adding time over throughput time). Time in queue columns after the start, and time blocked, is
waiting.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

from tuiboard.domain.calendar import add_days, days_between, seconds_of, start_of_day
from tuiboard.domain.changes import Doc
from tuiboard.domain.flow_log import ACTIVE, QUEUE, FlowLog, Moment
from tuiboard.domain.working_days import team_zone
from tuiboard.domain.workspace import Workspace

_DAY = 86_400
_NOWHERE = ""
"""The place of a card that is not there yet, was deleted, or was archived without being done."""


class Stay(NamedTuple):
    """Since when (Unix seconds) a card was in a column; `_NOWHERE` (an empty key) is off the board."""

    since: int
    column: str


class Wait(NamedTuple):
    """How long (days) a card was blocked within the window, whether it still is, and from which day of the window to
    which, for each time."""

    card: int
    days: float
    is_now: bool
    spans: tuple[tuple[int, int], ...]


class Worked(NamedTuple):
    """A finished card: the place of its day in the window, the days to its finish from its start (or from the beginning
    of the window), and the days of these in which it waited."""

    card: int
    place: int
    days: float
    waited: float


class History(NamedTuple):
    """Each day from `first` to today, at its end.

    `arrivals` and `departures` count all that came into work and left it; they never fall, and their difference is
    `active`, the work in progress. `arrivals` begins with what was in work `before`. A card that was finished or
    dropped without having been in work arrives and departs on that day. Of the departures `done` were finished,
    `dropped` were archived or deleted, `returned` went back to a queue; `reopened` came back from a done column. All
    are sums so far.
    """

    first: str
    before: int
    """How many were in work when that day began."""
    queue: tuple[int, ...]
    active: tuple[int, ...]
    arrivals: tuple[int, ...]
    departures: tuple[int, ...]
    done: tuple[int, ...]
    dropped: tuple[int, ...]
    returned: tuple[int, ...]
    reopened: tuple[int, ...]
    columns: Mapping[str, tuple[int, ...]]
    blocked: tuple[float, ...]
    """How many cards were blocked, on average over each day."""
    waits: tuple[Wait, ...]
    """By card, the longest first."""
    worked: tuple[Worked, ...]
    ways: Mapping[int, Sequence[Stay]]
    """The stays of the cards that moved, oldest first; the others are where they are today."""

    @property
    def days(self) -> int:
        """How many days there are."""
        return len(self.active)


class _Days:
    """The days of the window, by the seconds at which they end."""

    def __init__(self, first: str, today: str, now: int, zone: str) -> None:
        many = max(days_between(first, today), 0) + 1
        self.begin = seconds_of(start_of_day(first, zone)) or 0
        self.ends = [seconds_of(start_of_day(add_days(first, day + 1), zone)) or 0 for day in range(many)]
        self.now = max(now, self.begin)

    def place(self, at: int) -> int:
        """Which day an instant is in; -1 before the first, the last for what is later than today."""
        return -1 if at < self.begin else min(bisect_right(self.ends, at), len(self.ends) - 1)


def flow_history(
    ws: Workspace, log: FlowLog, first: str, today: str, now: str, wanted: frozenset[int] | None = None
) -> History:
    """Return the days from the date `first` to today, of these cards, of all without `wanted`.

    `log` has to have been read back to `first`, and up to the state `ws` at least.
    """
    return _Reading(ws, _Days(first, today, seconds_of(now) or 0, team_zone(ws)), wanted).history(log, first)


def cards_at(ws: Workspace, history: History, place: int, kind: str, wanted: frozenset[int] | None = None) -> list[int]:
    """Return the cards that were in columns of a kind at the end of a day of the window."""
    end = seconds_of(start_of_day(add_days(history.first, place + 1), team_zone(ws))) or 0
    does = _kinds(ws)
    found = []
    for id, doc in ws.table("card").items():
        if isinstance(id, int) and (wanted is None or id in wanted):
            stays = history.ways.get(id)
            column = _column_today(doc, does) if stays is None else _at(stays, end)
            if column and does.get(column, "queue") == kind:
                found.append(id)
    return sorted(found)


def _at(stays: Sequence[Stay], end: int) -> str:
    column = _NOWHERE
    for stay in stays:
        if stay.since >= end:
            break
        column = stay.column
    return column


def _kinds(ws: Workspace) -> dict[str, str]:
    return {QUEUE: "queue", ACTIVE: "active", **{column.key: column.does for column in ws.columns()}}


def _column_today(doc: Mapping[str, Any], does: Mapping[str, str]) -> str:
    return _place(doc.get("column"), doc.get("archived"), does)


def _place(column: object, archived: object, does: Mapping[str, str]) -> str:
    if not isinstance(column, str) or (archived and does.get(column) != "done"):
        return _NOWHERE
    return column


class _Reading:
    """One reckoning of a history."""

    def __init__(self, ws: Workspace, days: _Days, wanted: frozenset[int] | None) -> None:
        self._ws = ws
        self._does = _kinds(ws)
        self._days = days
        self._wanted = wanted
        many = len(days.ends)
        self._flows = {name: [0] * many for name in _FLOWS}
        self._kinds = {kind: [0] * many for kind in ("queue", "active", "done")}
        self._columns = {column.key: [0] * many for column in ws.columns()}
        self._before = 0
        """How many were in work when the window began."""
        self._blocked = [0.0] * many
        self._waits: list[Wait] = []
        self._worked: list[Worked] = []
        self._ways: dict[int, list[Stay]] = {}

    def history(self, log: FlowLog, first: str) -> History:
        """Go through all cards."""
        moments: dict[int, list[Moment]] = {}
        for moment in log.moments(self._ws.seq):
            if self._wanted is None or moment.card in self._wanted:
                later = moments.setdefault(moment.card, [])
                # Clocks differ, and what is restored tells of its past anew: what came before was not later.
                later.append(moment._replace(at=later[-1].at) if later and moment.at > later[-1].at else moment)
        steady: Counter[str] = Counter()
        table = self._ws.table("card")
        for id, doc in table.items():
            if isinstance(id, int) and (self._wanted is None or id in self._wanted) and id not in moments:
                steady[_column_today(doc, self._does)] += 1
                self._wait(id, doc, [], ())
        for column, many in steady.items():
            self._stand(column, 0, many)
            self._before += many * (self._kind(column) == "active")
        for id, found in moments.items():
            doc = table.get(id, {})
            stays = self._walk(found, doc)
            self._ways[id] = stays
            self._count(stays)
            self._wait(id, doc, found, stays)
        return self._summed(first)

    def _kind(self, column: str) -> str:
        return self._does.get(column, "queue") if column else ""

    # Where cards were

    def _walk(self, moments: Sequence[Moment], doc: Doc) -> list[Stay]:
        """The stays of a card, oldest first, the first from the beginning of all that was read."""
        column, archived = doc.get("column"), doc.get("archived")
        there = bool(doc)
        stays: list[Stay] = []
        for moment in moments:
            place = _place(column, archived, self._does) if there else _NOWHERE
            stays.append(Stay(moment.at, place))
            there = not moment.made
            column = moment.before.get("column", column)
            archived = moment.before.get("archived", archived)
        stays.append(Stay(-1, _place(column, archived, self._does) if there else _NOWHERE))
        stays.reverse()
        return stays

    def _count(self, stays: Sequence[Stay]) -> None:
        """Where a card was at the end of each day, and what that means for the work in progress."""
        evenings: dict[int, str] = {}
        for stay in stays:
            evenings[self._days.place(stay.since)] = stay.column
        was = evenings.pop(-1, _NOWHERE)
        self._stand(was, 0, 1)
        self._before += self._kind(was) == "active"
        for place, column in sorted(evenings.items()):
            if column != was:
                self._stand(was, place, -1)
                self._stand(column, place, 1)
                self._pass(self._kind(was), self._kind(column), place)
                was = column

    def _stand(self, column: str, place: int, many: int) -> None:
        """From a day on there are so many more in a column."""
        if column:
            self._kinds[self._kind(column)][place] += many
            if column in self._columns:
                self._columns[column][place] += many

    def _pass(self, was: str, kind: str, place: int) -> None:
        """A card went from one kind of place to another; what is not there has the kind of nothing."""
        flows = self._flows
        comes = kind == "active" and was != "active"
        goes = was == "active" and kind != "active"
        skips = not goes and ((kind == "done" and was != "done") or (was == "queue" and not kind))
        flows["in"][place] += comes or skips
        flows["out"][place] += goes or skips
        flows["done"][place] += kind == "done" and was != "done"
        flows["dropped"][place] += not kind and was != "done"
        flows["returned"][place] += was == "active" and kind == "queue"
        flows["reopened"][place] += was == "done" and kind in ("queue", "active")

    # How long cards waited

    def _wait(self, id: int, doc: Doc, moments: Sequence[Moment], stays: Sequence[Stay]) -> None:
        """How long a card was blocked, and how long it waited from start to finish."""
        finished = _seconds(doc.get("finished_at")) if self._kind(str(doc.get("column"))) == "done" else None
        blocked = self._blocks(doc, moments, finished)
        if blocked:
            total = sum(end - begin for begin, end in blocked)
            is_now = bool(doc.get("blocked")) and finished is None and not doc.get("archived")
            spans = tuple((self._days.place(begin), self._days.place(end - 1)) for begin, end in reversed(blocked))
            self._waits.append(Wait(id, total / _DAY, is_now, spans))
            for begin, end in blocked:
                self._spread(begin, end)
        started = _seconds(doc.get("started_at"))
        if finished is None or started is None or not self._days.begin <= finished <= self._days.now:
            return
        begin = max(started, self._days.begin)
        if finished > begin:
            waits = _united([*blocked, *self._queued(stays, finished)])
            waited = sum(max(min(end, finished) - max(start, begin), 0) for start, end in waits)
            self._worked.append(Worked(id, self._days.place(finished), (finished - begin) / _DAY, waited / _DAY))

    def _blocks(self, doc: Doc, moments: Sequence[Moment], finished: int | None) -> list[tuple[int, int]]:
        """(from, to) of the times within the window in which a card was blocked."""
        state = doc.get("blocked")
        end = (finished or self._days.now) if state and (finished or not doc.get("archived")) else None
        found: list[tuple[int, int]] = []
        for moment in moments:
            before = moment.before.get("blocked", state)
            if moment.made:
                before = None
            if not state and before:
                end = moment.at
            elif state and not before and end is not None:
                found.append((max(_since(state, moment.at), moment.at) if moment.made else moment.at, end))
                end = None
            elif before and end is None and "archived" in moment.before and not moment.before["archived"]:
                end = moment.at
            state = before
        if state and end is not None:
            found.append((_since(state, self._days.begin), end))
        begin, now = self._days.begin, self._days.now
        return [(max(start, begin), min(end, now)) for start, end in found if min(end, now) > max(start, begin)]

    def _queued(self, stays: Sequence[Stay], finished: int) -> list[tuple[int, int]]:
        ends = [*(stay.since for stay in stays[1:]), finished]
        return [
            (stay.since, end)
            for stay, end in zip(stays, ends, strict=False)
            if self._kind(stay.column) in ("queue", "") and end > stay.since
        ]

    def _spread(self, begin: int, end: int) -> None:
        """Add a time of being blocked to the days in which it lay."""
        days = self._days
        place = max(days.place(begin), 0)
        while begin < end:
            stop = min(end, days.ends[place])
            start = days.begin if place == 0 else days.ends[place - 1]
            self._blocked[place] += max(stop - begin, 0) / max(days.ends[place] - start, 1)
            if place == len(days.ends) - 1:
                break
            begin, place = days.ends[place], place + 1

    # All of it

    def _summed(self, first: str) -> History:
        flows = {name: tuple(accumulate(steps)) for name, steps in self._flows.items()}
        kinds = {kind: tuple(accumulate(steps)) for kind, steps in self._kinds.items()}
        return History(
            first, self._before, kinds["queue"], kinds["active"],
            tuple(self._before + many for many in flows["in"]), flows["out"],
            flows["done"], flows["dropped"], flows["returned"], flows["reopened"],
            {key: tuple(accumulate(steps)) for key, steps in self._columns.items()},
            tuple(round(many, 6) for many in self._blocked),
            tuple(sorted(self._waits, key=lambda wait: (-wait.days, wait.card))),
            tuple(sorted(self._worked, key=lambda card: (card.place, card.card))),
            self._ways,
        )  # fmt: skip


_FLOWS = ("in", "out", "done", "dropped", "returned", "reopened")


def _seconds(instant: object) -> int | None:
    return seconds_of(instant) if isinstance(instant, str) else None


def _since(blocked: object, otherwise: int) -> int:
    """Since when a card is blocked, as far as that is said."""
    since = _seconds(blocked.get("since")) if isinstance(blocked, Mapping) else None
    return otherwise if since is None else since


def _united(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans of time without what they share."""
    found: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return found
