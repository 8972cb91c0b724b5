"""How many cards were finished, and added, in each past week."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from tuiboard.domain import calendar, shapes
from tuiboard.domain.cycle_times import LocalDays
from tuiboard.domain.working_days import team_zone
from tuiboard.domain.workspace import Workspace

MOST = 26
"""Weeks that are looked back on unless it is said otherwise."""


class Throughput(NamedTuple):
    """Whole weeks, the oldest first, up to the last one that is over: `first` is the Monday of the oldest."""

    first: str
    finished: tuple[int, ...]
    added: tuple[int, ...]
    undated: int
    """Cards in a done column whose day of finishing nobody knows: they are in no week."""


def throughput(ws: Workspace, docs: Iterable[Mapping[str, Any]], today: str, most: int = MOST) -> Throughput:
    """Return what became of these cards in the last `most` weeks, or since the first of them was started or finished.
    A week in which nothing was finished counts as one; `today` is the date where the team is."""
    done = {column.key for column in ws.columns() if column.does == "done"}
    this_week = _monday(calendar.day_number(today) or 0)
    finished: dict[int, int] = {}
    added: dict[int, int] = {}
    first = this_week
    undated = 0
    days = LocalDays(team_zone(ws))

    def week(instant: object) -> int | None:
        number = days.of(instant)
        return None if number is None else _monday(number)

    for doc in docs:
        _count(added, week(doc.get("created_at")))
        if shapes.text(doc.get("column")) not in done:
            begun = week(doc.get("started_at"))
        else:
            begun = ended = week(doc.get("finished_at"))
            undated += ended is None
            _count(finished, ended)
            if ended is not None and (started := week(doc.get("started_at"))) is not None:
                begun = min(started, ended)
        first = min(first, begun) if begun is not None else first
    weeks = range(max(first, this_week - 7 * most), this_week, 7)
    return Throughput(
        calendar.date_of(weeks.start),
        tuple(finished.get(week, 0) for week in weeks),
        tuple(added.get(week, 0) for week in weeks),
        undated,
    )


def _count(weeks: dict[int, int], week: int | None) -> None:
    if week is not None:
        weeks[week] = weeks.get(week, 0) + 1


def _monday(number: int) -> int:
    return number - (number - 1) % 7  # day 1, the first of January of the year 1, was a Monday
