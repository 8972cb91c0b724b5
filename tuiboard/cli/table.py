"""Rows of texts in aligned columns, measured in terminal cells and not in characters."""

from collections.abc import Sequence

GAP = "  "


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
