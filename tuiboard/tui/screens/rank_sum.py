"""The sum of a card's rank, each part on a line of its own: on its page, and among the details beside the list."""

from collections.abc import Iterator

from rich.cells import cell_len
from textual.content import Content

from tuiboard.domain.score import Score, explained
from tuiboard.tui.safe_text import safe_text
from tuiboard.tui.widgets.card_lines import wrap

_FIGURES = 24
"""Cells in front of the words of a part; where they don't fit beside it, they stand below."""


def sum_lines(text: str, width: int) -> Iterator[Content]:
    """A sum with each part on a line of its own: the figures add up as they stand."""
    total, _, rest = text.partition(" = ")
    for number, part in enumerate(rest.split(" + ")):
        name, _, words = part.partition(" (")
        named, _, points = name.rpartition(" ")
        head = f"{total if number == 0 else '':<8}{'=' if number == 0 else '+'} {named or points:<9}"
        shown = f"{points:>5}" if named else ""
        line = safe_text(head).stylize("bold") + safe_text(shown)
        if words and _FIGURES + 3 + cell_len(words) <= width:
            yield line + safe_text(f"   ({words}")
        else:
            yield line
            yield from (safe_text(f"{'':<10}{said}") for said in wrap(words.rstrip(")"), width - 10))


def sum_text(score: Score, width: int) -> Content:
    """The three sums in `width` cells."""
    urgency, importance, rank = explained(score)
    lines = [Content(""), *(safe_text(line) for line in wrap(rank, width))]
    for text in (urgency, importance):
        lines += sum_lines(text, width)
    return Content("\n").join(lines)
