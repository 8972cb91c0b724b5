"""How work flows, as the cards themselves tell it: cycle times, throughput, and the age of what is in work.

What the journal adds (how many were where, and for how long they were blocked) is in `flow_history`.
"""

from collections.abc import Iterable
from typing import NamedTuple

from tuiboard.domain import calendar, shapes
from tuiboard.domain.changes import Doc
from tuiboard.domain.cycle_times import LocalDays, nearest_rank
from tuiboard.domain.throughput import Throughput, throughput
from tuiboard.domain.working_days import team_zone
from tuiboard.domain.workspace import Workspace

WEEKS = 12
"""Whole weeks looked back on unless it is said otherwise; the week that has begun comes on top."""
PERCENTS = (50, 85, 95)


class Finished(NamedTuple):
    """A card that was finished: its day as a day number, and its cycle time in days.

    The time is None where the card never was in an active column, or nobody knows since when: none is made up.
    """

    id: int
    day: int
    time: int | None


class InWork(NamedTuple):
    """A card in an active column: for how many days, today included; None where nobody knows since when."""

    id: int
    column: str
    days: int | None


class Percentiles(NamedTuple):
    """Days that 50, 85 and 95 % of the finished cards did not exceed (nearest rank)."""

    p50: int
    p85: int
    p95: int


class Figures(NamedTuple):
    """What cards tell of `weeks` whole weeks, from the Monday `first` on, and of the week that has begun.

    `finished` is by day, `in_work` the oldest first. `undated` stand in a done column, and nobody knows since when.
    """

    first: str
    today: str
    weeks: int
    finished: tuple[Finished, ...]
    percentiles: Percentiles | None
    pace: Throughput
    in_work: tuple[InWork, ...]
    undated: tuple[int, ...]

    @property
    def skipped(self) -> tuple[int, ...]:
        """Cards finished without a start: they are counted, and have no cycle time."""
        return tuple(sorted(card.id for card in self.finished if card.time is None))

    @property
    def times(self) -> list[int]:
        """The cycle times, in rising order."""
        return sorted(card.time for card in self.finished if card.time is not None)


def window_start(today: str, weeks: int) -> str:
    """Return the Monday on which the window of so many whole weeks, and of the one that has begun, begins."""
    return calendar.add_days(today, -calendar.weekday(today) - 7 * weeks)


def percentiles(rising: list[int]) -> Percentiles | None:
    """Return the percentiles of numbers in rising order; None where there are none."""
    return Percentiles(*(nearest_rank(rising, percent) for percent in PERCENTS)) if rising else None


def flow_figures(ws: Workspace, today: str, weeks: int = WEEKS, wanted: Iterable[int] | None = None) -> Figures:
    """Return the figures of these cards, of all without `wanted`; archived ones count where they were finished.
    `today` is the date where the team is."""
    does = {column.key: column.does for column in ws.columns()}
    table = ws.table("card")
    docs: list[tuple[int, Doc]] = [
        (id, table[id]) for id in (table if wanted is None else wanted) if id in table and isinstance(id, int)
    ]
    days = LocalDays(team_zone(ws))
    first = window_start(today, weeks)
    begin, now = calendar.day_number(first) or 0, calendar.day_number(today) or 0
    finished, in_work, undated = [], [], []
    for id, doc in docs:
        kind = does.get(shapes.text(doc.get("column")))
        if kind == "done":
            ended = days.of(doc.get("finished_at"))
            if ended is None:
                undated.append(id)
            elif begin <= ended <= now:
                finished.append(Finished(id, ended, _time(days.of(doc.get("started_at")), ended)))
        elif kind == "active" and not doc.get("archived"):
            since = days.of(doc.get("started_at"))
            age = None if since is None else max(now - since, 0) + 1
            in_work.append(InWork(id, shapes.text(doc.get("column")), age))
    times = sorted(card.time for card in finished if card.time is not None)
    return Figures(
        first, today, weeks,
        tuple(sorted(finished, key=lambda card: (card.day, card.id))),
        percentiles(times),
        throughput(ws, (doc for _, doc in docs), today, weeks),
        tuple(sorted(in_work, key=lambda card: (-(card.days or 0), card.id))),
        tuple(sorted(undated)),
    )  # fmt: skip


def _time(started: int | None, ended: int) -> int | None:
    return ended - started + 1 if started is not None and started <= ended else None
