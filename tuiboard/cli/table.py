"""Rows of texts in aligned columns, measured in terminal cells and not in characters."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from tuiboard.cli.output import Painted

if TYPE_CHECKING:
    from tuiboard.cli.output import Output

GAP = "  "
_LEAST_TITLE = 20
"""Cells that a title keeps on a narrow terminal; there the line is cut at its end."""


def cells(text: str) -> int:
    """Return how many terminal cells a text takes: wide characters two, combining marks none."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def cut(text: str, width: int) -> str:
    """Return a text of at most `width` cells; a longer one ends in `…`."""
    if cells(text) <= width:
        return text
    kept = text[: max(width - 1, 0)]
    while kept and cells(kept) > width - 1:
        kept = kept[:-1]
    return kept + "…" if width > 0 else ""


def widest(texts: Sequence[str]) -> int:
    """Return the most cells that one of the texts takes; 0 without any."""
    return max(map(len if "".join(texts).isascii() else cells, texts), default=0)


def padded(text: str, width: int, right: bool = False) -> str:
    """Return a text filled up with blanks to `width` cells."""
    blanks = " " * (width - cells(text))
    return blanks + text if right else text + blanks


def aligned(rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset()) -> list[str]:
    """Return the rows, all of the same length, as lines with aligned columns; columns in `right` to the right.

    Columns without any text are left out.
    """
    columns = []
    for index, texts in enumerate(zip(*rows, strict=True)):
        width = widest(texts)
        if not width:
            continue
        if "".join(texts).isascii():  # most are, and this takes a quarter of the time
            columns.append([text.rjust(width) if index in right else text.ljust(width) for text in texts])
        else:
            columns.append([padded(text, width, index in right) for text in texts])
    if not columns:
        return ["" for _ in rows]
    return [GAP.join(texts).rstrip() for texts in zip(*columns, strict=True)]


def fitted(line: str, width: int | None) -> str:
    """Return a line cut to the terminal, or as it is where there is none."""
    return line if width is None else cut(line, width)


class Form(NamedTuple):
    """How a table looks on a terminal: headings, the column that gets what room is left, columns that stand to the
    right, and the role of each cell (column, row)."""

    headings: Sequence[str]
    wide: int
    right: frozenset[int]
    role: Callable[[int, Sequence[str]], str]


def print_table(out: "Output", rows: Sequence[Sequence[str]], form: Form) -> None:
    """Print rows as an aligned table; on a terminal with a heading, colours, and the wide column cut to its width."""
    if not out.is_terminal:
        out.lines(aligned(rows, form.right))
        return
    sizes = [widest(texts) for texts in zip(*rows, strict=True)]
    kept = [index for index, size in enumerate(sizes) if size]
    sizes = [max(size, cells(heading)) if size else 0 for size, heading in zip(sizes, form.headings, strict=True)]
    taken = sum(sizes[index] + len(GAP) for index in kept if index != form.wide)
    room = max((out.width or 0) - taken, _LEAST_TITLE)
    for number, row in enumerate([form.headings, *rows]):
        parts: list[str | Painted] = []
        left = out.width or 0
        last = max((index for index in kept if row[index]), default=-1)
        for index in (index for index in kept if index <= last):
            text = cut(row[index], room) if index == form.wide else row[index]
            size = min(sizes[index], room) if index == form.wide else sizes[index]
            blanks = " " * (0 if index == last else size - cells(text))
            text = cut(blanks + text if index in form.right else text + blanks, left)
            left -= cells(text) + len(GAP)
            role = "card-dim" if number == 0 else form.role(index, row)
            parts += [Painted(role, text), GAP if left > 0 and index != last else ""]
        out.line(*parts)
