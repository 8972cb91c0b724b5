"""Draws a chart as an SVG picture that stands inside a page: no script, no address, colours by the page's classes.

Series differ by pattern or dash and by their letter, not only by colour; it has a title and a description for those who
can't see it.
"""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import NamedTuple

from tuiboard.domain.text import visible
from tuiboard.view.chart_figures import figure_words, place_words
from tuiboard.view.charts import Chart, Level

WIDTH, HEIGHT = 720, 300
_TOP, _BOTTOM, _RIGHT = 18, 36, 22
_DIGIT = 11
"""Width of a figure at the axis, on a telephone where letters are larger."""
_MOST_NAMES = 8
"""Places that are named at the x axis; half of them where it is narrow."""
_ROOM = 24
"""Units between the words of two levels."""
_HUES = {
    "accent": "blue", "success": "green", "risk-low": "green", "risk-moderate": "amber", "warning": "amber",
    "card-today": "amber", "card-stale": "amber", "card-blocked": "amber", "risk-high": "orange", "card-late": "red",
    "error": "red", "risk-critical": "red", "card-promise": "violet", "card-owner": "violet", "card-tag": "teal",
    "risk-opportunity": "teal", "dim": "grey", "card-dim": "grey", "header-dim": "grey", "risk-unrated": "grey",
}  # fmt: skip
_ORDER = ("blue", "teal", "violet", "orange", "green", "amber", "red", "grey")
_PATTERNS = 4


class Hue(NamedTuple):
    """How a series looks: a class of the page for its colour, its letter, and the number of its pattern."""

    name: str
    mark: str
    pattern: int


def hues(chart: Chart) -> tuple[Hue, ...]:
    """Return how the series of a chart look, no two alike."""
    found: list[Hue] = []
    for place, series in enumerate(chart.series):
        taken = {hue.name for hue in found}
        free = [name for name in _ORDER if name not in taken] or list(_ORDER)
        own = _HUES.get(series.role, "blue")
        mark = series.mark or series.name[:1].lower() or str(place + 1)
        if any(hue.mark == mark for hue in found):
            mark = str(place + 1)
        found.append(Hue(own if own not in taken else free[0], visible(mark, 2), place % _PATTERNS))
    return tuple(found)


def svg(chart: Chart, number: int) -> str:
    """Return a chart as an `<svg>` element; `number` tells it from the others of its page. Empty without places."""
    if not chart.xs:
        return ""
    plot = _Plot(chart, number)
    return "".join([
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="c{number}t c{number}d">',
        f'<title id="c{number}t">{_text(chart.title)}</title><desc id="c{number}d">{_text(_described(chart))}</desc>',
        *plot.patterns(), *plot.grid(), *plot.places(), *plot.shapes(), *plot.levels(), "</svg>",
    ])  # fmt: skip


def _text(text: str) -> str:
    return escape(visible(text, 400))


def _described(chart: Chart) -> str:
    span = f"From {place_words(chart.xs[0])} to {place_words(chart.xs[-1])}."
    ends = [
        f"{one.name}: {figure_words(known[0])} at first, {figure_words(known[-1])} at last."
        for one in chart.series
        if (known := [value for value in one.values if value is not None])
    ]
    many = [f"{len(chart.points):,} points."] if chart.points else []
    return " ".join([chart.says, span, *ends, *many, *(f"{level.word}." for level in chart.levels)]).strip()


class _Scale(NamedTuple):
    """The y axis: from `low` to `high`, with a line every `step`."""

    low: float
    high: float
    step: float

    def ticks(self) -> Iterator[float]:
        """The values at the axis, from below."""
        many = round((self.high - self.low) / self.step)
        yield from (self.low + self.step * place for place in range(many + 1))


def _scale(low: float, high: float) -> _Scale:
    """Round ends with about five lines between them, with 0 among them."""
    least = max((high - low) / 5, 1e-9)
    step = 1.0
    while step < least:
        step *= 10
    while step / 10 >= least:
        step /= 10
    step = next(part for part in (step / 10, step / 5, step / 2, step) if part >= least * (1 - 1e-9))
    bottom = step * (low // step) if low < 0 else 0.0
    top = step * -(-high // step) if high > 0 else 0.0
    return _Scale(bottom, top if top > bottom else bottom + step, step)


class _Plot:
    """The picture in the making."""

    def __init__(self, chart: Chart, number: int) -> None:
        self.chart, self.number, self.hues = chart, number, hues(chart)
        self.scale = _scale(*_ends(chart))
        longest = max(len(figure_words(tick)) for tick in self.scale.ticks())
        self.left = longest * _DIGIT + 12
        self.right = WIDTH - _RIGHT
        self.bottom = HEIGHT - _BOTTOM

    def x(self, place: float) -> float:
        """Where a place is: lines and areas go from edge to edge, bars and points stand in the middle of a band."""
        many, width = len(self.chart.xs), self.right - self.left
        if self.chart.kind in ("bars", "points") or many == 1:
            return self.left + (place + 0.5) * width / many
        return self.left + place * width / (many - 1)

    def y(self, value: float) -> float:
        """Where a value is."""
        scale = self.scale
        return self.bottom - (value - scale.low) / (scale.high - scale.low) * (self.bottom - _TOP)

    # What stands around

    def patterns(self) -> Iterator[str]:
        """The signs that tell areas and bars apart without colour."""
        if self.chart.kind not in ("areas", "bars") or len(self.hues) < 2:
            return
        drawn = ("", "M0 8L8 0", "M0 4H8", "M4 0V8")
        yield "<defs>"
        for number in range(1, min(len(self.hues), _PATTERNS)):
            yield (f'<pattern id="c{self.number}p{number}" width="8" height="8" patternUnits="userSpaceOnUse">'
                   f'<path class="hatch" d="{drawn[number]}"/></pattern>')  # fmt: skip
        yield "</defs>"

    def grid(self) -> Iterator[str]:
        """Lines across with their values."""
        for tick in self.scale.ticks():
            y = self.y(tick)
            kind = "axis" if abs(tick) < 1e-9 else "grid"
            yield f'<line class="{kind}" x1="{self.left:.1f}" x2="{self.right}" y1="{y:.1f}" y2="{y:.1f}"/>'
            yield f'<text class="y" x="{self.left - 8:.1f}" y="{y + 4:.1f}">{_text(figure_words(tick))}</text>'

    def places(self) -> Iterator[str]:
        """The names of places, the last one surely; every second one gives way where it is narrow."""
        many = len(self.chart.xs)
        every = -(-many // _MOST_NAMES)
        for count, place in enumerate(range(many - 1, -1, -every)):
            x = self.x(place)
            anchor = "end" if x > self.right - 20 else "start" if x < self.left + 8 else "middle"
            kind = "x odd" if count % 2 and many > _MOST_NAMES // 2 else "x"
            yield (f'<text class="{kind}" style="text-anchor:{anchor}" x="{x:.1f}" y="{HEIGHT - 12}">'
                   f"{_text(place_words(self.chart.xs[place]))}</text>")  # fmt: skip

    def levels(self) -> Iterator[str]:
        """Lines across with their words, which never stand on each other."""
        above = float("inf")
        for level in sorted(self._within(), key=lambda level: level.y):
            y = self.y(level.y)
            above = word = min(y - 5, above - _ROOM)
            yield f'<line class="level" x1="{self.left:.1f}" x2="{self.right}" y1="{y:.1f}" y2="{y:.1f}"/>'
            yield f'<text class="word" x="{self.right - 4}" y="{max(word, 12):.1f}">{_text(level.word)}</text>'

    def _within(self) -> list[Level]:
        return [level for level in self.chart.levels if self.scale.low <= level.y <= self.scale.high]

    # What is shown

    def shapes(self) -> Iterable[str]:
        """The series or the points."""
        return {"areas": self._areas, "bars": self._bars, "lines": self._lines, "points": self._points}[
            self.chart.kind
        ]()

    def _values(self, place: int) -> list[float]:
        return [one.values[place] or 0.0 if place < len(one.values) else 0.0 for one in self.chart.series]

    def _fill(self, hue: Hue, shape: str) -> Iterator[str]:
        yield f'<path class="fill {hue.name}" d="{shape}"/>'
        if hue.pattern and len(self.hues) > 1:
            yield f'<path fill="url(#c{self.number}p{hue.pattern})" d="{shape}"/>'

    def _areas(self) -> Iterator[str]:
        places = range(len(self.chart.xs))
        below = [0.0 for _ in places]
        if len(places) == 1:  # an area has no width there
            yield from self._bars()
            return
        for number, hue in enumerate(self.hues):
            above = [below[place] + self._values(place)[number] for place in places]
            edge = [f"{self.x(place):.1f} {self.y(above[place]):.1f}" for place in places]
            back = [f"{self.x(place):.1f} {self.y(below[place]):.1f}" for place in reversed(places)]
            yield from self._fill(hue, f"M{'L'.join(edge)}L{'L'.join(back)}Z")
            middle = (self.y(above[-1]) + self.y(below[-1])) / 2
            if len(self.hues) > 1 and self.y(below[-1]) - self.y(above[-1]) >= 12:
                yield self._letter(hue, self.right + 11, middle + 4)
            below = above

    def _bars(self) -> Iterator[str]:
        many = len(self.chart.xs)
        width = max(min((self.right - self.left) / many * 0.72, 56), 1.5)
        for place in range(many):
            up = down = 0.0
            for value, hue in zip(self._values(place), self.hues, strict=True):
                if not value:
                    continue
                low, high = (up, up + value) if value > 0 else (down + value, down)
                up, down = (high, down) if value > 0 else (up, low)
                left, top, floor = self.x(place) - width / 2, self.y(high), self.y(low)
                yield from self._fill(hue, f"M{left:.1f} {floor:.1f}V{top:.1f}h{width:.1f}V{floor:.1f}Z")
            if len(self.hues) == 1 and many <= 16 and up:
                yield f'<text class="bar" x="{self.x(place):.1f}" y="{self.y(up) - 5:.1f}">{figure_words(up)}</text>'

    def _lines(self) -> Iterator[str]:
        ends: list[float] = []
        for one, hue in zip(self.chart.series, self.hues, strict=True):
            runs = list(_runs(one.values[: len(self.chart.xs)]))
            for run in runs:
                spots = [f"{self.x(place):.1f} {self.y(value):.1f}" for place, value in run]
                if len(spots) == 1:
                    left, top = spots[0].split()
                    yield f'<circle class="fill {hue.name}" cx="{left}" cy="{top}" r="4"/>'
                else:
                    yield f'<path class="line {hue.name} dash{hue.pattern}" d="M{"L".join(spots)}"/>'
            if runs and len(self.hues) > 1:
                place, value = runs[-1][-1]
                y = self.y(value) + 4
                while any(abs(y - other) < 14 for other in ends):
                    y -= 7
                ends.append(y)
                yield self._letter(hue, self.x(place) + 11, y)

    def _points(self) -> Iterator[str]:
        for point in self.chart.points:
            if 0 <= point.x < len(self.chart.xs):
                hue = _HUES.get(point.role, "blue")
                says = f"{point.key}: {figure_words(point.y)} {self.chart.unit}, {place_words(self.chart.xs[point.x])}"
                yield (f'<circle class="point {hue}" cx="{self.x(point.x):.1f}" cy="{self.y(point.y):.1f}" r="4.5">'
                       f"<title>{_text(says)}</title></circle>")  # fmt: skip

    def _letter(self, hue: Hue, x: float, y: float) -> str:
        return f'<text class="mark {hue.name}" x="{x:.1f}" y="{y:.1f}">{_text(hue.mark)}</text>'


def _ends(chart: Chart) -> tuple[float, float]:
    """The lowest and the highest value; 0 is always between."""
    values = [0.0, *(point.y for point in chart.points), *(level.y for level in chart.levels)]
    stacked = chart.kind in ("areas", "bars")
    for place in range(len(chart.xs)):
        here = [value for one in chart.series if place < len(one.values) and (value := one.values[place]) is not None]
        values += [sum(v for v in here if v > 0), sum(v for v in here if v < 0)] if stacked else here
    finite = [value for value in values if abs(value) < 1e15]
    return min(finite), max(finite)


def _runs(values: Sequence[float | None]) -> Iterator[list[tuple[int, float]]]:
    """The stretches without a gap."""
    run: list[tuple[int, float]] = []
    for place, value in enumerate(values):
        if value is not None:
            run.append((place, value))
        elif run:
            yield run
            run = []
    if run:
        yield run
