"""The figures of a chart as a table: for those who read rather than look, and wherever nothing can be drawn."""

from tuiboard.domain.calendar import MONTHS, is_date
from tuiboard.view.charts import Chart
from tuiboard.view.report import Table
from tuiboard.view.text_charts import Line, chart_lines

MOST_ROWS = 14
TEXT_HEIGHT = 14
"""Lines of a chart in a text."""


def figure_words(value: float | None) -> str:
    """Return a value of a chart in words: `1,200`, `3.5`; a dash where there is none."""
    if value is None:
        return "–"
    text = f"{value:,.0f}" if abs(value) >= 100 or value == round(value) else f"{value:,.1f}"
    return text.replace("-", "−")


def place_words(x: str) -> str:
    """Return the name of a place of the x axis: of a date `21 Sep`, of anything else what it is."""
    return f"{int(x[8:])} {MONTHS[int(x[5:7]) - 1][:3].title()}" if is_date(x) else x


def drawn(chart: Chart, width: int, height: int = TEXT_HEIGHT, ascii: bool = False) -> tuple[Line, ...]:
    """Return a chart drawn in cells; nothing where its table says it better: below 0 nothing is drawn."""
    if any(value is not None and value < 0 for one in chart.series for value in one.values):
        return ()
    return chart_lines(chart, width, height, ascii)


def chart_table(chart: Chart) -> Table:
    """Return the figures of a chart: of each series at each place, or of each point; the latest ones where there are
    many, evenly chosen for series."""
    numbers = frozenset(range(1, len(chart.series) + 1))
    if chart.kind == "points":
        points = sorted(chart.points, key=lambda point: (-point.y, point.x))[:MOST_ROWS]
        rows = tuple((point.key, _place(chart, point.x), figure_words(point.y)) for point in points)
        return Table(("Which", "When", chart.unit or "value"), rows, frozenset({2}), "Nothing to show.")
    step = -(-len(chart.xs) // MOST_ROWS) or 1
    places = sorted(range(len(chart.xs) - 1, -1, -step))
    body = tuple(
        (place_words(chart.xs[x]), *(figure_words(_value(one.values, x)) for one in chart.series)) for x in places
    )  # fmt: skip
    return Table(("", *(one.name for one in chart.series)), body, numbers, "Nothing to show.")


def _place(chart: Chart, x: int) -> str:
    return place_words(chart.xs[x]) if 0 <= x < len(chart.xs) else ""


def _value(values: tuple[float | None, ...], x: int) -> float | None:
    return values[x] if x < len(values) else None
