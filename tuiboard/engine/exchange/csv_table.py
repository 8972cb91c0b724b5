"""A table that someone brings as text: decoded, its separator found, every row as long as the header.

Rows are counted as a spreadsheet counts them: a cell with line breaks is still one row.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import one_line, visible
from tuiboard.engine.exchange.csv_export import FORMULA_STARTS
from tuiboard.engine.exchange.document import decoded

SEPARATORS = (",", ";", "\t", "|")
MOST_ROWS = 100_000
MOST_COLUMNS = 500
_HEADER_WITHIN = 20
"""Rows among which the header is looked for: a title and a date may stand above it."""
_SAMPLE = 64 * 1024
_SAYS = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
"""Excel's first line that names the separator."""
_GUARDED = re.compile(f"'+(?=[{''.join(map(re.escape, FORMULA_STARTS))}])")


class Row(NamedTuple):
    """Its number in the file, from 1, and its cells, as many as the header has; blanks around them are cut off."""

    number: int
    cells: tuple[str, ...]


class Table(NamedTuple):
    """A header whose names differ from each other, the rows below it, and how many rows stand above it."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    above: int


Rate = Callable[[Sequence[str]], int]
"""How much a row looks like the header that is wanted: 0 for not at all."""


def is_table(data: bytes) -> bool:
    """True for what begins like a table and not like JSON: a separator on its first line."""
    begins = data[:_SAMPLE].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")
    line = begins.split(b"\n", 1)[0]
    return not begins.startswith((b"{", b"[")) and any(sign.encode() in line for sign in SEPARATORS)


def read(data: bytes, rate: Rate) -> Table:
    """Return the table in `data`; the separator and the header are those that `rate` finds best.

    Raises Refused bad_data naming the row: for quotes that don't close, rows longer or shorter than the header, too
    many rows or columns. UTF-8 and UTF-16 are read.
    """
    text = decoded(data)
    separator, above = _shape(text, rate)
    says = _SAYS.match(text)
    lines = io.StringIO(text[says.end() :] if says else text, newline="")
    rows = _numbered(csv.reader(lines, delimiter=separator, strict=True), 2 if says else 1)
    header: tuple[str, ...] | None = None
    found: list[Row] = []
    left = above
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if left:
            left -= 1
        elif header is None:
            header = _names(cells)
        else:
            found.append(Row(number, _fitted(cells, len(header), number)))
        if len(found) > MOST_ROWS:
            refuse("bad_data", f"The file has more than {MOST_ROWS:,} rows.", "Split it.")
    return Table(header or (), tuple(found), above)


def _shape(text: str, rate: Rate) -> tuple[str, int]:
    """The separator of the text, and how many rows stand above its header."""
    says = _SAYS.match(text)
    sample = text[says.end() if says else 0 :][:_SAMPLE]
    best = (0, 0, ",", 0)
    for place, separator in enumerate([says[1]] if says else SEPARATORS):
        rows = csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
        filled = (row for row in _tolerated(rows) if any(cell.strip() for cell in row))
        for above, row in enumerate(islice(filled, _HEADER_WITHIN)):
            best = max(best, (rate(row), -above, separator, -place), key=lambda found: (found[0], found[1], found[3]))
    return best[2], -best[1]


def _tolerated(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    """The rows up to what can't be read: the text is read again, and refused there."""
    try:
        yield from rows
    except csv.Error:
        return


def _numbered(rows: Iterator[list[str]], first: int) -> Iterator[tuple[int, list[str]]]:
    number = first
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            refuse(
                "bad_data",
                f"Row {number} can't be read: {visible(error, 100)}.",
                "A cell with quotes, separators or line breaks stands in quotes, and quotes inside are doubled.",
            )
        yield number, row
        number += 1


def _names(cells: Sequence[str]) -> tuple[str, ...]:
    """Names for the columns: on one line, each once (`Comment`, `Comment 2`), `Column 5` where there is none."""
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    if len(cells) > MOST_COLUMNS:
        refuse("bad_data", f"The file has {len(cells):,} columns; at most {MOST_COLUMNS} are read.")
    names: list[str] = []
    for place, cell in enumerate(cells, 1):
        name = one_line(cell)[:100] or f"Column {place}"
        taken = {known.casefold() for known in names}
        number = 2
        made = name
        while made.casefold() in taken:
            made, number = f"{name} {number}", number + 1
        names.append(made)
    return tuple(names)


def _fitted(cells: Sequence[str], width: int, number: int) -> tuple[str, ...]:
    """The cells of a row as wide as the header; empty ones may be too many, none may be missing."""
    if len(cells) < width or any(cell.strip() for cell in cells[width:]):
        refuse(
            "bad_data",
            f"Row {number} has {len(cells)} cells where the header has {width}.",
            "A cell that holds the separator or a line break stands in quotes.",
        )
    return tuple(_bare(cell.strip()) for cell in cells[:width])


def _bare(cell: str) -> str:
    """A cell without the `'` that guards it from being taken for a formula, and with plain line breaks."""
    text = cell.replace("\r\n", "\n").replace("\r", "\n")
    return text[1:] if _GUARDED.match(text) else text
