"""A report as it is, whatever it is written as: a title, a sentence that leads, and sections of a few kinds of block.

Texts are plain and already visible (no mark-up, no control characters); whoever writes a format escapes them for it.
"""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from tuiboard.view.charts import Chart

Rag = Literal["green", "amber", "red", "unknown"]


class Paragraph(NamedTuple):
    """A sentence or more; `role` is `dim`, `warning` or `strong` where it is not plain text."""

    text: str
    role: str = ""


class Figure(NamedTuple):
    """A figure with its name and the sentence that says what it means; `rag` where it has a colour."""

    name: str
    value: str
    sentence: str
    rag: Rag | None = None


class Figures(NamedTuple):
    """Figures that stand side by side where there is room."""

    figures: tuple[Figure, ...]


class Listing(NamedTuple):
    """Lines under each other; `empty` is said where there are none."""

    items: tuple[str, ...]
    empty: str = ""


class Table(NamedTuple):
    """Rows of texts under a head; the columns in `numbers` are numbers, and cells of those in `rags` begin with a
    colour in words (`red 18 %`). `empty` is said where there are no rows."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()
    empty: str = ""
    rags: frozenset[int] = frozenset()


Block = Paragraph | Figures | Listing | Table | Chart


class Section(NamedTuple):
    """A part under a heading of its own."""

    title: str
    blocks: tuple[Block, ...]


class Report(NamedTuple):
    """A whole report. `since` is the first date that it tells of, `at` the instant at which it was made, and `head` the
    head of the record then, after `seq` entries. `document` are its figures for programs."""

    kind: str
    title: str
    lead: str
    sections: tuple[Section, ...]
    board: str
    since: str
    at: str
    head: str
    seq: int
    document: Mapping[str, Any]
    previous: str = ""
    """What is said of the report of this kind before this one: when it was made, and at which head."""
