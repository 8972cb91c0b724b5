"""What a chart shows, whoever draws it: in cells of a terminal, or as a picture in a page."""

from typing import Literal, NamedTuple

ChartKind = Literal["areas", "lines", "bars", "points"]
"""Areas are stacked, the first series at the bottom."""


class Series(NamedTuple):
    """One run of values, a value for each place on the x axis; None where there is none. `role` colours it, and `mark`
    is the letter that tells it where there is no colour."""

    name: str
    values: tuple[float | None, ...]
    role: str = "accent"
    mark: str = ""


class Point(NamedTuple):
    """One thing at a place: `x` is an index of the x axis, `key` names the thing, as in `12`."""

    x: int
    y: float
    key: str
    role: str = "accent"


class Level(NamedTuple):
    """A line across the chart, with the word that stands at it: `p85 13 days`."""

    y: float
    word: str
    role: str = "dim"


class Chart(NamedTuple):
    """A chart and what it says. `xs` names the places of the x axis (dates, or words), the oldest first; `unit` is of
    the y axis, as in `days`. Points have no series."""

    kind: ChartKind
    title: str
    xs: tuple[str, ...]
    series: tuple[Series, ...] = ()
    points: tuple[Point, ...] = ()
    levels: tuple[Level, ...] = ()
    unit: str = ""
    says: str = ""
    """The sentence `what this says`."""
