"""By when what is left is expected to be done, at a pace: exact chances, week by week."""

from typing import NamedTuple

from tuiboard.domain.calendar import add_days, days_between
from tuiboard.domain.forecast import finished_by_week, week_of
from tuiboard.domain.throughput import Throughput


class Outlook(NamedTuple):
    """How what is left is expected to go: chances of all being done after 1, 2, 3 … weeks (empty where nothing is left,
    or there is no pace to go by), and the days by which it is so with 50 and 85 %; None: not within five years."""

    pace: Throughput
    chances: tuple[float, ...]
    p50: str | None
    p85: str | None

    def chance_by(self, today: str, day: str) -> float:
        """The chance, 0 to 1, that all is done by a day; only whole weeks count."""
        weeks = days_between(today, day) // 7
        return self.chances[min(weeks, len(self.chances)) - 1] if weeks > 0 and self.chances else 0.0


def outlook(pace: Throughput, left: int, today: str) -> Outlook:
    """Return the outlook of so many cards at a pace."""
    if not left or not any(pace.finished):
        return Outlook(pace, (), None, None)
    chances = finished_by_week(pace.finished, left)
    p50, p85 = (week_of(chances, percent) for percent in (50, 85))
    return Outlook(pace, tuple(chances), _day(today, p50), _day(today, p85))


def _day(today: str, week: int | None) -> str | None:
    return None if week is None else add_days(today, 7 * week)
