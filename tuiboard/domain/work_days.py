"""Working time between two days, reckoned quickly for many cards: the working days of everyone, and of each person.

A moment is a count of days as `calendar.day_number` gives, the part of the day that has passed included: 10.0 is the
beginning of day 10, 10.5 its noon, 11.0 its end. Work is counted in working days of eight hours.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Any

from tuiboard.domain.calendar import day_number
from tuiboard.domain.spans import Span, spans_of
from tuiboard.domain.working_days import WorkCalendar, team_zone, work_calendar
from tuiboard.domain.workspace import Workspace

_BACK, _AHEAD = 800, 2_600
"""Days around today whose holidays count; beyond them every day is taken for one of the usual share."""
_FIRST, _LAST = 1, 3_652_059
"""The ends of the calendar."""
_EPSILON = 1e-9


class WorkDays:
    """The days that someone works around a day, or that everyone does."""

    __slots__ = ("_days", "_share")

    def __init__(self, days: Sequence[int], share: float) -> None:
        self._days = days
        self._share = share

    def is_worked(self, day: int) -> bool:
        """True for a day that is worked; False for one out of reach."""
        place = bisect_left(self._days, day)
        return place < len(self._days) and self._days[place] == day

    def after(self, moment: float, work: float) -> float:
        """The moment at which so many days of work are done that begin at a moment; never before it."""
        days = self._days
        if work <= 0 or not days:
            return moment
        if (ahead := (days[0] - moment) * self._share) > 0:  # out of reach
            if work <= ahead:
                return moment + work / self._share
            moment, work = float(days[0]), work - ahead
        day = int(moment)
        place = bisect_left(days, day)
        within = moment - day if place < len(days) and days[place] == day else 0.0
        end = place + within + work
        last = int(end)
        if end - last < _EPSILON:  # the end of a day, not the beginning of the next one that is worked
            last -= 1
        if last < len(days):
            return min(days[last] + (end - last), _LAST)
        return min(max(days[-1] + 1, moment) + (end - max(len(days), place)) / self._share, _LAST)

    def before(self, moment: float, work: float) -> float:
        """The moment at which so many days of work have to begin to be done at a moment; never after it."""
        days = self._days
        if work <= 0 or not days:
            return moment
        if (beyond := (moment - days[-1] - 1) * self._share) > 0:
            if work <= beyond:
                return moment - work / self._share
            moment, work = days[-1] + 1.0, work - beyond
        day = int(moment)
        place = bisect_left(days, day)
        within = moment - day if place < len(days) and days[place] == day else 0.0
        begin = place + within - work
        if begin >= -_EPSILON:
            first = int(begin + _EPSILON)
            return days[first] + max(begin - first, 0.0)
        return max(min(days[0], moment) + begin / self._share, _FIRST)

    def between(self, first: int, last: int) -> int:
        """How many days are worked from `first` to `last`, both included."""
        return max(bisect_left(self._days, last + 1) - bisect_left(self._days, first), 0)


class TeamDays:
    """The working days of a board and of its people around a day."""

    def __init__(self, ws: Workspace, today: str) -> None:
        self.calendar: WorkCalendar = work_calendar(ws.board.settings)
        self.zone = team_zone(ws)
        now = day_number(today) or 0
        self._reach = (max(now - _BACK, _FIRST), min(now + _AHEAD, _LAST))
        first, last = self._reach
        usual = [day for day in range(first, last + 1) if (day + 6) % 7 in self.calendar.days]
        self.holidays: Mapping[int, str] = self._spans(self.calendar.holidays)
        self._share = len(self.calendar.days) / 7
        self._worked = [day for day in usual if day not in self.holidays] if self.holidays else usual
        self.everyone = WorkDays(self._worked, self._share)
        self._off: dict[str, Mapping[int, str]] = {}
        self._own: dict[str, WorkDays] = {}
        for handle, doc in ws.table("person").items():
            if doc.get("off"):
                self._off[str(handle)] = self._spans(spans_of(doc["off"]))

    def _spans(self, spans: Sequence[Span]) -> dict[int, str]:
        """The days of spans with their word."""
        found: dict[int, str] = {}
        for span in spans:
            first, last = day_number(span.first) or 0, day_number(span.last) or 0
            for day in range(max(first, self._reach[0]), min(last, self._reach[1]) + 1):
                found[day] = span.word
        return found

    def off(self, owner: Any) -> Mapping[int, str]:
        """The days off of a person, with their word; none for who has none."""
        return self._off.get(owner, {}) if isinstance(owner, str) else {}

    def of(self, owner: Any) -> WorkDays:
        """The working days of a person; those of everyone where nobody, or someone without time off, is meant."""
        off = self.off(owner)
        if not off:
            return self.everyone
        if owner not in self._own:
            self._own[owner] = WorkDays([day for day in self._worked if day not in off], self._share)
        return self._own[owner]
