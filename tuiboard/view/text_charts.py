"""Draws a chart in cells: lines of (role, text) pieces, for a screen, a terminal's output or a Markdown report.

Series differ by their signs, not only by colour. In ASCII nothing else is drawn.
"""

from collections.abc import Sequence
from typing import NamedTuple

from tuiboard.domain.calendar import MONTHS, is_date
from tuiboard.domain.text import to_ascii
from tuiboard.view.charts import Chart, Level, Series

Piece = tuple[str, str]
"""(role, text)"""
Line = tuple[Piece, ...]

LEAST_WIDTH, LEAST_HEIGHT = 24, 7
"""Cells below which nothing is drawn: the sentence says it."""
_DIM, _TEXT, _CURSOR = "card-dim", "foreground", "accent"
_WIDEST_BAR = 9
_WIDEST_WORD = 16
"""Cells that the words of levels take at most, at the right."""
_LABEL_GAP = 2
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""Bits of a Braille sign by row and column (Unicode 2800)."""


class _Signs(NamedTuple):
    fills: str
    eighths: str
    point: str
    level: str
    side: str
    tick: str
    floor: str
    foot: str
    cursor: str
    follow: str


_UNICODE = _Signs("░█▒▓", "▁▂▃▄▅▆▇█", "●", "╌", "│", "┤", "─", "┴", "▲", "┊")
_ASCII = _Signs(".#=+", "", "o", "-", "|", "+", "-", "+", "^", ":")


def chart_lines(
    chart: Chart, width: int, height: int, ascii: bool = False, cursor: int | None = None
) -> tuple[Line, ...]:
    """Return the chart in so many cells: a legend, the plot with its axes, and the places of the x axis.

    `cursor` marks a place. Nothing is drawn where there is no room, or there are no places.
    """
    if width < LEAST_WIDTH or height < LEAST_HEIGHT or not chart.xs:
        return ()
    signs = _ASCII if ascii else _UNICODE
    plot = _Plot(chart, width, height - 3, signs)
    plot.draw(cursor)
    lines = [legend(chart, width, ascii), *plot.lines(cursor)]
    if not ascii:
        return tuple(lines)
    return tuple(tuple((role, to_ascii(text)) for role, text in line) for line in lines)


def legend(chart: Chart, width: int, ascii: bool = False) -> Line:
    """Return the signs of the series with their names, and the unit."""
    signs = _ASCII if ascii else _UNICODE
    pieces: list[Piece] = [(_DIM, f"{chart.unit}  " if chart.unit else "")]
    if len(chart.series) > 1:
        for place, series in enumerate(chart.series):
            sign = series.mark or "*" if chart.kind == "lines" else signs.fills[place % len(signs.fills)]
            pieces += [(series.role, f"{sign} "), (_TEXT, f"{series.name}  ")]
    room = width
    shown = []
    for role, text in pieces:
        shown.append((role, text[: max(room, 0)]))
        room -= len(text)
    return tuple(piece for piece in shown if piece[1])


def plain(lines: Sequence[Line]) -> list[str]:
    """Return lines without roles, for a file."""
    return ["".join(text for _, text in line).rstrip() for line in lines]


class _Scale(NamedTuple):
    """The y axis: from 0 to `top` in `rows` rows, below `head` rows that are left free, and the values at it."""

    top: float
    rows: int
    ticks: tuple[float, ...]
    head: int = 0

    def row(self, value: float) -> int:
        """The row, counted from above, in which a value lies."""
        return self.head + self.rows - 1 - min(int(value / self.top * self.rows), self.rows - 1)

    def cells(self, value: float) -> float:
        """How many rows high a value is."""
        return value / self.top * self.rows


def _scale(most: float, rows: int) -> _Scale:
    """A round top just above the largest value, and at most one tick every other row."""
    many = max(rows // 3, 1)
    step, size = 1.0, 1.0
    while step * many < most:
        factors = (1.0, 2.0, 5.0, 10.0) if size == 1 else (1.0, 2.0, 2.5, 5.0, 10.0)  # what is counted has no halves
        step = next((factor * size for factor in factors if factor * size * many >= most), 10 * size)
        size *= 10
    steps = max(-int(-most // step), 1)
    return _Scale(step * steps, rows, tuple(step * number for number in range(steps + 1)))


class _Plot:
    """The cells between the axes, and what stands beside them."""

    def __init__(self, chart: Chart, width: int, rows: int, signs: _Signs) -> None:
        self._chart = chart
        self._signs = signs
        head = int(chart.kind == "bars")  # for the value of the highest bar
        self._scale = _scale(_highest(chart), rows - head)._replace(head=head)
        self._gutter = max(len(_number(tick)) for tick in self._scale.ticks) + 1
        words = max((len(level.word) for level in chart.levels), default=-1) + 1
        self._words = min(words, _WIDEST_WORD, width // 3)
        room = width - self._gutter - self._words
        many = len(chart.xs)
        if chart.kind == "bars" and many <= room:
            room = many * min(room // many, _WIDEST_BAR)
        self._room, self._many, self._rows = room, many, rows
        self._cells = [[(" ", _DIM)] * room for _ in range(rows)]

    def start(self, place: int) -> int:
        """The first cell of a place."""
        return place * self._room // self._many

    def end(self, place: int) -> int:
        """The cell behind the last one of a place."""
        return max((place + 1) * self._room // self._many, self.start(place) + 1)

    def middle(self, place: int) -> int:
        """The cell in which a place is marked."""
        return (self.start(place) + self.end(place) - 1) // 2

    def _place_at(self, cell: int) -> int:
        return min(((cell + 1) * self._many - 1) // self._room, self._many - 1)

    def _put(self, row: int, cell: int, sign: str, role: str) -> None:
        if 0 <= row < self._rows and 0 <= cell < self._room:
            self._cells[row][cell] = (sign, role)

    # The plot

    def draw(self, cursor: int | None) -> None:
        """Draw everything into the cells."""
        if cursor is not None:
            for row in range(self._rows):
                self._put(row, self.middle(cursor), self._signs.follow, _CURSOR)
        if self._chart.kind in ("points", "lines"):
            self._draw_levels()
        {"areas": self._draw_areas, "bars": self._draw_bars, "lines": self._draw_lines,
         "points": self._draw_points}[self._chart.kind]()  # fmt: skip
        if self._chart.kind == "bars":
            self._draw_levels()

    def _draw_levels(self) -> None:
        for level in self._chart.levels:
            if 0 <= level.y <= self._scale.top:
                row = self._scale.row(level.y)
                for cell in range(self._room):
                    if self._cells[row][cell][0] in (" ", self._signs.follow):
                        self._put(row, cell, self._signs.level, level.role)

    def _draw_areas(self) -> None:
        for cell in range(self._room):
            place = self._place_at(cell)
            total = 0.0
            below = 0
            for number, series in enumerate(self._chart.series):
                total += series.values[place] or 0
                up_to = round(self._scale.cells(total))
                for step in range(below, up_to):
                    self._put(self._rows - 1 - step, cell, self._fill(number), series.role)
                below = max(below, up_to)

    def _fill(self, number: int) -> str:
        return self._signs.fills[number % len(self._signs.fills) if len(self._chart.series) > 1 else 1]

    def _draw_bars(self) -> None:
        for place in range(self._many):
            first, last = self.start(place), self.end(place)
            wide = last - first
            cells = range(first, last - 1 if wide > 2 else last)
            total = 0.0
            for number, series in enumerate(self._chart.series):
                value = series.values[place]
                if value:
                    self._stack(cells, total, total + value, number, series)
                    total += value
            self._say_value(cells, place, total)

    def _stack(self, cells: range, low: float, high: float, number: int, series: Series) -> None:
        """A bar from one value to another; alone it is as high as an eighth of a cell allows."""
        units = 8 if self._signs.eighths and len(self._chart.series) == 1 else 1
        begin = round(self._scale.cells(low) * units)
        end = max(round(self._scale.cells(high) * units), begin + 1)
        for step in range(begin // units, -(-end // units)):
            part = min(end - step * units, units)
            sign = self._signs.eighths[part - 1] if units == 8 else self._fill(number)
            for cell in cells:
                self._put(self._rows - 1 - step, cell, sign, series.role)

    def _say_value(self, cells: range, place: int, total: float) -> None:
        """The value above a bar, where it fits."""
        known = any(series.values[place] is not None for series in self._chart.series)
        words = _number(round(total, 1)) if known else ""
        units = 8 if self._signs.eighths else 1
        height = max(round(self._scale.cells(total) * units), 1 if total else 0)
        row = self._rows - 1 - -(-height // units)
        if words and len(words) <= len(cells):
            at = cells.start + (len(cells) - len(words)) // 2
            for offset, sign in enumerate(words):
                self._put(max(row, 0), at + offset, sign, _TEXT if total else _DIM)

    def _draw_lines(self) -> None:
        for series in reversed(self._chart.series):
            (self._braille if self._signs.eighths else self._typed)(series)
            if len(self._chart.series) > 1:
                self._mark(series)

    def _mark(self, series: Series) -> None:
        last = next((place for place in range(self._many - 1, -1, -1) if series.values[place] is not None), None)
        if last is not None:
            row = self._scale.row(series.values[last] or 0)
            self._put(row, self.end(last) - 1, series.mark or "*", series.role)

    def _braille(self, series: Series) -> None:
        bits: dict[tuple[int, int], int] = {}
        before: int | None = None
        bottom = 4 * self._rows - 1
        for dot in range(2 * self._room):
            value = series.values[self._place_at(dot // 2)]
            if value is None:
                before = None
                continue
            here = bottom - min(round(value / self._scale.top * bottom), bottom)
            low, high = sorted((here, here if before is None else before))
            for row in range(low, high + 1):
                key = row // 4, dot // 2
                bits[key] = bits.get(key, 0) | _DOTS[row % 4][dot % 2]
            before = here
        for (row, cell), found in bits.items():
            self._put(row, cell, chr(0x2800 + found), series.role)

    def _typed(self, series: Series) -> None:
        before: int | None = None
        sign = series.mark or "*"
        for cell in range(self._room):
            value = series.values[self._place_at(cell)]
            if value is None:
                before = None
                continue
            row = self._scale.row(value)
            for between in range(min(row, before if before is not None else row) + 1, max(row, before or row)):
                self._put(between, cell, "|", series.role)
            self._put(row, cell, sign, series.role)
            before = row

    def _draw_points(self) -> None:
        found: dict[tuple[int, int], list[str]] = {}
        for point in self._chart.points:
            if 0 <= point.x < self._many:
                key = self._scale.row(max(point.y, 0)), self.middle(point.x)
                found.setdefault(key, []).append(point.role)
        for (row, cell), roles in found.items():
            many = len(roles)
            self._put(row, cell, self._signs.point if many == 1 else str(many) if many < 10 else "+", roles[0])

    # The axes

    def lines(self, cursor: int | None) -> list[Line]:
        """The rows with the y axis at the left and the words of levels at the right, then the x axis."""
        ticks = {self._scale.row(tick): tick for tick in reversed(self._scale.ticks)}
        words = self._level_words()
        found: list[Line] = []
        for row, cells in enumerate(self._cells):
            label = _number(ticks[row]) if row in ticks else ""
            side = self._signs.tick if row in ticks else self._signs.side
            pieces: list[Piece] = [(_DIM, f"{label:>{self._gutter - 1}}{side}"), *_pieces(cells)]
            if row in words:
                pieces.append((words[row].role, f" {words[row].word[: self._words - 1]}"))
            found.append(tuple(pieces))
        return [*found, self._floor(cursor), self._places(cursor)]

    def _level_words(self) -> dict[int, Level]:
        """The levels by the row in which their word stands: its own, else the nearest one that is free."""
        taken: dict[int, Level] = {}
        for level in self._chart.levels:
            if self._words and 0 <= level.y <= self._scale.top:
                own = self._scale.row(level.y)
                free = [row for row in range(self._rows) if row not in taken]
                if free:
                    taken[min(free, key=lambda row: (abs(row - own), row))] = level
        return taken

    def _floor(self, cursor: int | None) -> Line:
        labelled = {self.middle(place) for place, _, _ in self._labels()}
        line = [(self._signs.foot if cell in labelled else self._signs.floor, _DIM) for cell in range(self._room)]
        if cursor is not None:
            line[self.middle(cursor)] = (self._signs.cursor, _CURSOR)
        return ((_DIM, " " * (self._gutter - 1) + self._signs.foot), *_pieces(line))

    def _labels(self) -> list[tuple[int, int, str]]:
        """(place, first cell, word) of the places that are named, none over another."""
        names = [_place_word(x) for x in self._chart.xs]
        longest = max(map(len, names)) + _LABEL_GAP
        every = max(-(-longest * self._many // max(self._room, 1)), 1)
        found = []
        free = -self._gutter
        for place in range((self._many - 1) % every, self._many, every):
            name = names[place]
            at = min(self.middle(place) - (len(name) - 1) // 2, self._room + self._words - len(name))
            if at >= free:
                found.append((place, at, name))
                free = at + len(name) + 1
        return found

    def _places(self, cursor: int | None) -> Line:
        line = [" "] * (self._gutter + self._room + self._words)
        for _, at, name in self._labels():
            for offset, sign in enumerate(name):
                if 0 <= self._gutter + at + offset < len(line):
                    line[self._gutter + at + offset] = sign
        return ((_DIM, "".join(line).rstrip()),)


def _highest(chart: Chart) -> float:
    levels = [level.y for level in chart.levels]
    if chart.kind == "points":
        return max([*levels, *(point.y for point in chart.points), 1])
    if chart.kind == "lines":
        return max([*levels, *(value or 0 for series in chart.series for value in series.values), 1])
    totals = [sum(series.values[place] or 0 for series in chart.series) for place in range(len(chart.xs))]
    return max([*levels, *totals, 1])


def _number(value: float) -> str:
    if value >= 10_000:
        return f"{value / 1000:g}k"
    return f"{value:g}"


def _place_word(x: str) -> str:
    """A date as `9 mar`; any other word, cut."""
    if is_date(x):
        return f"{int(x[8:])} {MONTHS[int(x[5:7]) - 1][:3]}"
    return x if len(x) <= _WIDEST_WORD else x[: _WIDEST_WORD - 1] + "…"


def _pieces(cells: Sequence[tuple[str, str]]) -> list[Piece]:
    """Cells with the same role joined."""
    found: list[Piece] = []
    for sign, role in cells:
        if found and (found[-1][0] == role or sign == " "):
            found[-1] = (found[-1][0], found[-1][1] + sign)
        else:
            found.append((role, sign))
    return found
