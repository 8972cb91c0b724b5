"""Bars over days, weeks or months, as cells with a sign and a role each: for the screen and the command line alike.

Every state has a sign of its own; colour only repeats it.
"""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any, NamedTuple

from tuiboard.domain import shapes
from tuiboard.domain.calendar import MONTHS, date_of
from tuiboard.domain.schedule import Planned
from tuiboard.domain.work_days import WorkDays
from tuiboard.view.timeline import done_span


class Zoom(NamedTuple):
    """How much time a cell stands for: `cells` of them are `days`; `step` are the days that one key moves."""

    name: str
    cells: int
    days: int
    step: int


ZOOMS = (Zoom("days", 3, 1, 1), Zoom("weeks", 1, 1, 7), Zoom("months", 1, 7, 28))


class Signs(NamedTuple):
    """The signs of a bar, one cell each."""

    given: str
    reckoned: str
    due: str
    needed: str
    done: str
    plan: str
    critical: str
    blocked: str
    slack: str
    beyond: str
    late: str
    milestone: str
    deadline: str
    today: str
    here: str
    off: str
    away: str
    before: str
    after: str
    open: str
    folded: str


UNICODE = Signs("[", "(", "]", "<", "█", "▒", "▓", "×", "─", "╌", "!", "◆", "◇", "│", "▼", "·", "o", "‹", "›", "▾", "▸")
ASCII = Signs("[", "(", "]", "<", "@", "=", "#", "x", "-", "~", "!", "*", "D", "|", "v", ".", "o", "<", ">", "v", ">")
Cell = tuple[str, str]
"""(sign, role)"""


def signs(ascii: bool) -> Signs:
    """The signs that a terminal has."""
    return ASCII if ascii else UNICODE


class Axis(NamedTuple):
    """The days that some cells stand for, from the day `first` on."""

    zoom: Zoom
    first: int
    cells: int

    def day_of(self, cell: int) -> int:
        """The first day of a cell."""
        return self.first + cell // self.zoom.cells * self.zoom.days

    def cells_of(self, first: int, last: int) -> range:
        """The cells on which some days are, cut to what is shown."""
        begin = (first - self.first) // self.zoom.days * self.zoom.cells
        end = (last - self.first) // self.zoom.days * self.zoom.cells + self.zoom.cells
        return range(max(begin, 0), min(end, self.cells))

    def cell_of(self, day: int, at_end: bool = False) -> int | None:
        """The first (or last) cell of a day, where it is shown."""
        cell = (day - self.first) // self.zoom.days * self.zoom.cells + (self.zoom.cells - 1 if at_end else 0)
        return cell if 0 <= cell < self.cells else None

    @property
    def last(self) -> int:
        """The last day shown."""
        return self.day_of(self.cells - 1) + self.zoom.days - 1


def first_day(zoom: Zoom, day: int, cells: int, week_start: int = 0) -> int:
    """Return the first day of an axis on which a day stands in the first quarter, at the beginning of a week where days
    are narrow."""
    first = day - cells // 4 // zoom.cells * zoom.days
    return max(first if zoom.cells > 1 else first - (first + 6 - week_start) % 7, 1)


class Bar(NamedTuple):
    """What of a card is drawn. `done` is the share that is done."""

    planned: Planned | None
    done: float = 0.0
    is_blocked: bool = False
    span: tuple[int | None, int | None] = (None, None)


def bar_of(doc: Mapping[str, Any], planned: Planned | None, zone: str) -> Bar:
    """Return the bar of a card; `planned` is None for one that is done: its days are those in a time zone."""
    if planned is None:
        return Bar(None, 1.0, False, done_span(doc, zone))
    items = shapes.mappings(doc.get("checklist"))
    share = sum(1 for item in items if item.get("done")) / len(items) if items else 0.0
    return Bar(planned, share, bool(doc.get("blocked")))


def ground_cells(axis: Axis, work: WorkDays, now: int, sign: Signs, off: Mapping[int, str] | None = None) -> list[Cell]:
    """Return the cells under a bar: days that nobody works, those that someone is off, today."""
    cells: list[Cell] = [(" ", "")] * axis.cells
    if axis.zoom.days == 1:
        for cell in range(axis.cells):
            day = axis.day_of(cell)
            if off and day in off:
                cells[cell] = (sign.away, "card-dim")
            elif not work.is_worked(day):
                cells[cell] = (sign.off, "rule")
    today = axis.cell_of(now)
    if today is not None:
        cells[today] = (sign.today, "accent")
    return cells


def card_cells(bar: Bar, axis: Axis, work: WorkDays, now: int, sign: Signs) -> dict[int, Cell]:
    """Return the cells that a card covers, by their place."""
    drawn: dict[int, Cell] = {}

    reach = [axis.last + 1, axis.first - 1]
    """The first and the last day that is drawn on."""

    def fill(first: int, last: int, text: str, role: str) -> None:
        if first <= last:
            reach[:] = min(reach[0], first), max(reach[1], last)
        for cell in axis.cells_of(first, last) if first <= last else ():
            drawn[cell] = (text, role)

    def mark(day: int | None, text: str, role: str, at_end: bool = False) -> None:
        if day is not None and (cell := axis.cell_of(day, at_end)) is not None:
            drawn[cell] = (text, role)

    planned = bar.planned
    if planned is None:
        first, last = bar.span
        if first is not None and last is not None:
            fill(first, last, sign.done, "card-check")
        return _with_edges(drawn, axis, reach, sign)
    last, begin = planned.last, planned.start
    if last is None:
        return drawn
    begin = last if begin is None else begin
    is_late = planned.due is not None and planned.due < now
    role = "card-late" if is_late or planned.late else "card-value" if planned.is_critical else "card-due"
    bound = min(planned.due or last, planned.effective or last)
    if planned.left and planned.start_from == "reckoned":
        fill(now, begin - 1, sign.slack, "card-dim")
    text = sign.blocked if bar.is_blocked else sign.critical if planned.is_critical else sign.plan
    fill(begin, last, text, "card-blocked" if bar.is_blocked else role)
    if planned.left and planned.start_from != "reckoned":
        worked = ceil(work.after(float(max(begin, now)), planned.left)) - 1
        fill(max(worked + 1, begin), bound, sign.slack, "card-dim")
    fill(begin, begin + round(bar.done * (last - begin + 1)) - 1, sign.done, "card-check")
    fill(max(bound, begin) + 1, last, sign.beyond, "card-dim")
    if planned.due is not None:
        fill(planned.due + 1, now, sign.late, "card-late")
    if planned.start is not None:
        mark(begin, sign.reckoned if planned.start_from == "reckoned" else sign.given, role)
    if planned.effective is not None and planned.effective != planned.due:
        mark(planned.effective, sign.needed, role, True)
    if planned.due is not None:
        mark(planned.due, sign.due, role, True)
    return _with_edges(drawn, axis, reach, sign)


def _with_edges(drawn: dict[int, Cell], axis: Axis, reach: Sequence[int], sign: Signs) -> dict[int, Cell]:
    """Say where a bar goes on beyond what is shown."""
    if reach[0] < axis.first:
        drawn[0] = (sign.before, "card-dim")
    if reach[1] > axis.last:
        drawn[axis.cells - 1] = (sign.after, "card-dim")
    return drawn


# The head


def head_cells(axis: Axis, work: WorkDays, holidays: Mapping[int, str], now: int, sign: Signs) -> tuple[str, str]:
    """Return the two lines above the bars: the dates, and the days with today marked by a sign."""
    dates, days = [" "] * axis.cells, [" "] * axis.cells
    free = 0
    for cell in range(axis.cells):
        day = axis.day_of(cell)
        is_first = cell % axis.zoom.cells == 0
        if is_first and cell >= free and (label := _label(axis, cell)) and cell + len(label) <= axis.cells:
            dates[cell : cell + len(label)] = label
            free = cell + len(label) + 1
        if is_first and axis.zoom.days == 1:
            days[cell : cell + 1] = _day_sign(day, work, holidays, sign)
            if axis.zoom.cells > 2:
                number = date_of(day)[8:].removeprefix("0")
                shown = "h" if day in holidays else number if work.is_worked(day) else sign.off
                days[cell : cell + 2] = shown.ljust(2)[: axis.cells - cell]
    today = axis.cell_of(now)
    if today is not None:
        if axis.zoom.cells > 2:
            today = min(today + 2, axis.cells - 1)
        days[today] = sign.here
    return "".join(dates[: axis.cells]), "".join(days[: axis.cells])


def _day_sign(day: int, work: WorkDays, holidays: Mapping[int, str], sign: Signs) -> str:
    """The letter of a day: its weekday, `h` for a holiday, a dot for one that is not worked."""
    if day in holidays:
        return "h"
    return "mtwtfss"[(day + 6) % 7] if work.is_worked(day) else sign.off


def _label(axis: Axis, cell: int) -> str:
    """The date that stands above a cell: of each Monday, of each month (the year for January), or, where days are wide,
    the month."""
    day = axis.day_of(cell)
    text = date_of(day)
    month = MONTHS[int(text[5:7]) - 1][:3]
    number = text[8:].removeprefix("0")
    if axis.zoom.days > 1:
        before = date_of(max(day - axis.zoom.days, 1))
        begins = before[5:7] != text[5:7]
        return (text[:4] if month == "jan" else month) if cell == 0 or begins else ""
    if axis.zoom.cells > 1:
        return f"{month} {text[:4]}" if cell == 0 or number == "1" else ""
    return f"{number} {month}" if (day + 6) % 7 == 0 else ""
