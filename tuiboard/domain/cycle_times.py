"""How long past cards took, and how old a card is beside them; days of the person's time zone or of another."""

from collections.abc import Iterable, Sequence

from tuiboard.domain import calendar
from tuiboard.domain.changes import Doc


class LocalDays:
    """The dates of many instants as day numbers, in the person's time zone or in the one given: the zone is asked once
    for each day, not for each instant.

    For as long as one reckoning takes: the person's zone may change afterwards.
    """

    __slots__ = ("_days", "_zone")

    def __init__(self, zone: str = "") -> None:
        self._zone = zone
        self._days: dict[str, tuple[int, str, int]] = {}

    def of(self, instant: object) -> int | None:
        """The day number of an instant; None for what is none."""
        if not isinstance(instant, str):
            return None
        if not calendar.is_instant(instant):
            return calendar.day_number(calendar.local_date(instant, self._zone))
        day = instant[:10]
        known = self._days.get(day)
        if known is None:
            first, last = (calendar.local_date(f"{day}{clock}", self._zone) for clock in ("T00:00:00Z", "T23:59:59Z"))
            number = calendar.day_number(first)
            if number is None:
                return None
            # A day in UTC lies in two local ones at most; the second begins at one instant.
            start = calendar.start_of_day(last, self._zone) if last != first else "~"
            known = self._days[day] = (number, start, calendar.day_number(last) or number)
        number, start, after = known
        return number if instant < start else after


def cycle_times(finished: Iterable[Doc], days: LocalDays | None = None) -> list[int]:
    """Return finish date − start date + 1 day of each finished card that was ever started, in rising order."""
    days = days or LocalDays()
    times = []
    for doc in finished:
        if (started := doc.get("started_at")) and (ended := doc.get("finished_at")):
            first, last = days.of(started), days.of(ended)
            if first is not None and last is not None and last >= first:
                times.append(last - first + 1)
    times.sort()
    return times


def nearest_rank(rising: Sequence[int], percent: int) -> int:
    """Return the nearest-rank percentile (1 to 100) of numbers in rising order, of which there is at least one."""
    return rising[-(-percent * len(rising) // 100) - 1]


class Ages:
    """How old cards in work are beside the past ones: 0 below the p50 of their cycle times, 0.5 to p85, 0.75 to p95,
    then 1; always 0 where there is no past."""

    __slots__ = ("_days", "_steps")

    def __init__(self, finished: Iterable[Doc]) -> None:
        self._days = LocalDays()
        times = cycle_times(finished, self._days)
        self._steps = tuple(nearest_rank(times, percent) for percent in (50, 85, 95)) if times else None

    def of(self, doc: Doc, now: int) -> float:
        """The age of a card in work on the day of number `now`."""
        if self._steps is None:
            return 0.0
        since = self._days.of(doc.get("started_at") or doc.get("entered_column_at") or doc.get("created_at"))
        days = 1 if since is None else max(now - since, 0) + 1
        half, most, nearly_all = self._steps
        if days < half:
            return 0.0
        return 0.5 if days <= most else 0.75 if days <= nearly_all else 1.0
