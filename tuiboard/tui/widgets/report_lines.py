"""A report as lines of a terminal: headings, sentences, figures, tables that fit, charts drawn in cells."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content

from tuiboard.tui.safe_text import safe_text
from tuiboard.tui.widgets.card_lines import wrap
from tuiboard.view.chart_figures import chart_table, drawn
from tuiboard.view.charts import Chart
from tuiboard.view.report import Block, Figure, Listing, Paragraph, Rag, Report, Table
from tuiboard.view.report_words import board_words, foot, rag_word, since_words

WIDEST = 110
"""Cells of a line at most: longer ones are hard to read."""
CHART_HEIGHT = 13
_GAP = 2
_NARROWEST = 12
"""Cells below which no column of a table is cut: then each row is told on lines of its own."""
_RAG_ROLES: dict[Rag, str] = {
    "green": "rag-green", "amber": "rag-amber", "red": "rag-red", "unknown": "card-dim"
}  # fmt: skip


class Ink(NamedTuple):
    """How lines are drawn: the colours by role (none where there is no colour), and whether in ASCII only."""

    colours: Mapping[str, str]
    ascii: bool

    def line(self, text: str, role: str = "") -> Content:
        """One line in a role: a colour, `dim` or `bold`."""
        shown = safe_text(text)
        style = role if role in ("dim", "bold") else self.colours.get(role, "")
        return shown.stylize(style) if style else shown


class Drawn(NamedTuple):
    """The lines, and those at which sections begin."""

    lines: list[Content]
    starts: list[int]


def report_lines(report: Report, width: int, ink: Ink) -> Drawn:
    """Return a report at a width; the title is left to whoever shows it."""
    width = min(width, WIDEST)
    about = " · ".join(filter(None, (board_words(report), since_words(report))))
    lines = [ink.line(text, "dim") for text in wrap(about, width)]
    lines += [Content(""), *(ink.line(text, "bold") for text in wrap(report.lead, width))]
    starts = []
    for section in report.sections:
        lines.append(Content(""))
        starts.append(len(lines))
        title = wrap(section.title, width)
        lines += [ink.line(text, "bold") for text in title]
        rule = "-" if ink.ascii else "─"
        lines.append(ink.line(rule * min(max(map(cell_len, title)), width), "accent"))
        for place, block in enumerate(section.blocks):
            if place and not _continues(section.blocks[place - 1], block):
                lines.append(Content(""))
            lines += _block(block, width, ink)
    lines.append(Content(""))
    lines += _foot(report, width, ink)
    return Drawn(lines, starts)


def _continues(before: Block, block: Block) -> bool:
    """True for what stands right below: the text below its heading, and one quiet sentence below the other."""
    if not isinstance(before, Paragraph):
        return False
    return before.role == "strong" or (before.role == "dim" and isinstance(block, Paragraph) and block.role == "dim")


def _foot(report: Report, width: int, ink: Ink) -> Iterator[Content]:
    end = foot(report)
    said = [end.made, *([f"Head of the record: {end.head}", end.check, end.why] if end.head else [])]
    for text in said:
        yield from (ink.line(line, "dim") for line in wrap(text, width))


def _block(block: Block, width: int, ink: Ink) -> Iterator[Content]:
    if isinstance(block, Paragraph):
        role = {"strong": "bold", "dim": "dim", "warning": "warning"}.get(block.role, "")
        yield from (ink.line(text, role) for text in wrap(block.text, width))
    elif isinstance(block, Listing):
        yield from _listing(block, width, ink)
    elif isinstance(block, Table):
        yield from _table(block, width, ink)
    elif isinstance(block, Chart):
        yield from _chart(block, width, ink)
    else:
        for figure in block.figures:
            yield from _figure(figure, width, ink)


def _listing(block: Listing, width: int, ink: Ink) -> Iterator[Content]:
    if not block.items and block.empty:
        yield from (ink.line(text, "dim") for text in wrap(block.empty, width))
    for item in block.items:
        first, *rest = wrap(item, max(width - 2, 10))
        yield ink.line(f"{'-' if ink.ascii else '•'} {first}")
        yield from (ink.line(f"  {text}") for text in rest)


def _figure(figure: Figure, width: int, ink: Ink) -> Iterator[Content]:
    role = _RAG_ROLES.get(figure.rag or "unknown", "card-dim")
    word = rag_word(figure)
    colour = f" [{word}]" if word else ""
    if cell_len(f"{figure.name}: {figure.value}{colour}") <= width:
        name = ink.line(f"{figure.name}: ")
        value = ink.line(figure.value, "bold") if word or figure.rag is None else ink.line(figure.value, role)
        yield name + value + ink.line(colour, role)
    else:
        yield from (ink.line(text, "bold") for text in wrap(f"{figure.name}: {figure.value}{colour}", width))
    yield from (ink.line(f"  {text}", "dim") for text in wrap(figure.sentence, max(width - 2, 10)))


# Tables


def _table(table: Table, width: int, ink: Ink) -> Iterator[Content]:
    if not table.rows:
        yield from (ink.line(text, "dim") for text in wrap(table.empty or "None.", width))
        return
    widths = _widths(table, width)
    if widths is None:
        yield from _records(table, width, ink)
        return
    yield from _row(table.head, widths, table.numbers, ink, "dim")
    for row in table.rows:
        yield from _row(row, widths, table.numbers, ink)


def _widths(table: Table, width: int) -> list[int] | None:
    """The cells of each column, the widest ones cut until all fit; None where they would say nothing any more."""
    count = len(table.head)
    widths = [
        max(cell_len(row[place]) for row in (table.head, *table.rows) if place < len(row)) for place in range(count)
    ]
    room = width - _GAP * (count - 1)
    while sum(widths) > room:
        place = max(range(count), key=lambda place: 0 if place in table.numbers else widths[place])
        if widths[place] <= _NARROWEST:
            return None
        widths[place] -= 1
    return widths


def _row(
    cells: Sequence[str], widths: list[int], numbers: frozenset[int], ink: Ink, role: str = ""
) -> Iterator[Content]:
    """A row, on as many lines as its longest cell needs."""
    broken = [wrap(cell, width) or [""] for cell, width in zip(cells, widths, strict=False)]
    for line in range(max(map(len, broken))):
        text = ""
        for place, (parts, width) in enumerate(zip(broken, widths, strict=False)):
            part = parts[line] if line < len(parts) else ""
            blank = " " * max(width - cell_len(part), 0)
            text += (blank + part if place in numbers else part + blank) + " " * _GAP
        yield ink.line(text.rstrip(), role)


def _records(table: Table, width: int, ink: Ink) -> Iterator[Content]:
    """A table that is too wide: the first two cells of a row on a line, the others named below."""
    for row in table.rows:
        yield from (ink.line(text) for text in wrap("  ".join(filter(None, row[:2])), width))
        named = [f"{name}: {cell}" for name, cell in zip(table.head[2:], row[2:], strict=False) if cell]
        dot = " - " if ink.ascii else " · "
        yield from (ink.line(f"    {text}", "dim") for text in wrap(dot.join(named), max(width - 4, 10)))


def _chart(chart: Chart, width: int, ink: Ink) -> Iterator[Content]:
    yield from (ink.line(text, "bold") for text in wrap(chart.title, width))
    lines = drawn(chart, width, CHART_HEIGHT, ink.ascii)
    for line in lines:
        yield Content("").join(ink.line(text, role) for role, text in line).truncate(width)
    if not lines:
        yield from _table(chart_table(chart), width, ink)
    if chart.says:
        yield from (ink.line(text) for text in wrap(chart.says, width))
