"""A report as Markdown, in which no text of anybody's is taken for mark-up."""

from collections.abc import Iterator, Sequence
from unicodedata import combining, east_asian_width

from tuiboard.domain.text import visible
from tuiboard.engine.exchange.markdown import inert
from tuiboard.view.chart_figures import chart_table, drawn
from tuiboard.view.charts import Chart
from tuiboard.view.report import Block, Figures, Listing, Paragraph, Report, Table
from tuiboard.view.report_words import board_words, foot, rag_word, since_words
from tuiboard.view.text_charts import plain

_CHART_WIDTH = 72


def markdown(report: Report, ascii: bool = False) -> str:
    """Return a whole report as Markdown, with charts drawn in signs; with `ascii` in those of ASCII."""
    about = " · ".join(filter(None, (board_words(report), since_words(report))))
    lines = [
        f"# {inert(report.title)}",
        "",
        inert(about),
        "",
        f"**{inert(report.lead)}**",
    ]
    for section in report.sections:
        lines += ["", f"## {inert(section.title)}"]
        for block in section.blocks:
            lines += ["", *_block(block, ascii)]
    end = foot(report)
    lines += ["", "---", "", inert(end.made)]
    if end.head:
        lines += ["", "Head of the record:", "", f"    {end.head}", "", inert(end.why), "", f"    {end.check}"]
    return "\n".join(lines) + "\n"


def _block(block: Block, ascii: bool) -> Iterator[str]:
    if isinstance(block, Paragraph):
        text = _line(block.text)
        yield f"**{text}**" if block.role == "strong" else text
    elif isinstance(block, Figures):
        for figure in block.figures:
            rag = f" ({word})" if (word := rag_word(figure)) else ""
            value = f" {inert(figure.value)}" if figure.value else ""
            yield f"- **{inert(figure.name)}:{value}{rag}.** {inert(figure.sentence)}".rstrip()
    elif isinstance(block, Listing):
        yield from (f"- {_line(item)}" for item in block.items)
        if not block.items and block.empty:
            yield inert(block.empty)
    elif isinstance(block, Table):
        yield from _table(block)
    else:
        yield from _chart(block, ascii)


def _line(text: str) -> str:
    """A text at the beginning of a line, where some signs make a list, a rule or a heading."""
    shown = inert(text)
    number, dot, rest = shown.partition(".")
    if shown[:1] in ("-", "+", "="):
        return "\\" + shown
    return f"{number}\\.{rest}" if dot and number.isdecimal() and rest[:1] in ("", " ") else shown


def _table(table: Table) -> Iterator[str]:
    if not table.rows:
        yield inert(table.empty or "None.")
        return
    rows = [[inert(cell) for cell in row] for row in (table.head, *table.rows)]
    widths = [max(3, *(_cells(row[place]) for row in rows)) for place in range(len(table.head))]
    yield _row(rows[0], widths, table.numbers)
    rules = [f"{'-' * (width - 1)}{':' if place in table.numbers else '-'}" for place, width in enumerate(widths)]
    yield f"| {' | '.join(rules)} |"
    yield from (_row(row, widths, table.numbers) for row in rows[1:])


def _row(cells: Sequence[str], widths: Sequence[int], numbers: frozenset[int]) -> str:
    """A row whose columns stand below each other, so that the source can be read too."""
    padded = [
        " " * (width - _cells(cell)) + cell if place in numbers else cell + " " * (width - _cells(cell))
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return f"| {' | '.join(padded)} |"


def _cells(text: str) -> int:
    """How wide a text is, in the cells of a terminal."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(sign) else 2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def _chart(chart: Chart, ascii: bool) -> Iterator[str]:
    unit = f" ({inert(chart.unit)})" if chart.unit else ""
    yield f"**{inert(chart.title)}**{unit}"
    if chart.says:
        yield from ("", _line(chart.says))
    lines = plain(drawn(chart, _CHART_WIDTH, ascii=ascii))
    if lines:  # indented: nothing in it can end it
        yield from ("", *(f"    {visible(line)}".rstrip() for line in lines))
        return
    yield from ("", *_table(chart_table(chart)))
    if chart.levels:
        yield from ("", f"Levels: {', '.join(inert(level.word) for level in chart.levels)}.")
