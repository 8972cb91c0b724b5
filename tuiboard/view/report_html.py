"""A report as one file of HTML: no script, no address outside, charts inside as SVG; for a browser and for paper."""

import re
from collections.abc import Iterator
from html import escape
from itertools import count
from string import Template

from tuiboard.domain.calendar import MONTHS
from tuiboard.domain.text import visible
from tuiboard.view.chart_figures import chart_table
from tuiboard.view.charts import Chart
from tuiboard.view.report import Block, Figure, Figures, Listing, Paragraph, Rag, Report, Table
from tuiboard.view.report_style import PAGE, STYLE
from tuiboard.view.report_words import RAG_WORDS, board_words, foot, rag_word, since_words, told_rag
from tuiboard.view.svg_charts import hues, svg

_UNIT = re.compile(rf"(\d) (%|(?i:(?:day|week|hour|card|month|{'|'.join(MONTHS)})s?\b)|[A-Z]{{3}}\b)")
"""A number and its unit, of which a date has two."""
_ROLES = frozenset({"dim", "warning", "strong"})
_SHORT = 12
"""Letters up to which a cell is never broken."""
_FEW = 3
"""Columns up to which a table stays one on a telephone."""


def html(report: Report) -> str:
    """Return a whole report as a page."""
    numbers = count(1)
    sections = "\n".join(
        f"<section>\n<h2>{_text(section.title)}</h2>\n"
        + "\n".join(part for block in section.blocks for part in _block(block, numbers))
        + "\n</section>"
        for section in report.sections
    )
    board = board_words(report)
    title = _text(report.title)
    return Template(PAGE).substitute(
        kind=_text(report.kind), title=f"{title} – {_text(board)}" if board else title, style=STYLE,
        board=f'<p class="board">{_text(board)}</p>' if board else "", heading=title,
        meta=_text(since_words(report)), lead=_text(report.lead), sections=sections, foot=_foot(report),
    )  # fmt: skip


def _text(text: str) -> str:
    """A text in which no number is torn from its unit."""
    return _UNIT.sub("\\1\u00a0\\2", escape(visible(text)))


def _foot(report: Report) -> str:
    end = foot(report)
    parts = [f"<p>{_text(end.made)}</p>"]
    if end.head:
        parts.append(f"<p>Head of the record: <code>{_text(end.head)}</code></p>")
        parts.append(f"<p>{_text(end.why)} <code>{_text(end.check)}</code></p>")
    return "\n".join(parts)


def _block(block: Block, numbers: Iterator[int]) -> Iterator[str]:
    if isinstance(block, Paragraph):
        role = f' class="{block.role}"' if block.role in _ROLES else ""
        yield f"<p{role}>{_text(block.text)}</p>"
    elif isinstance(block, Figures):
        yield f'<div class="figures">{"".join(map(_figure, block.figures))}</div>'
    elif isinstance(block, Listing):
        if block.items:
            yield f'<ul class="list">{"".join(f"<li>{_text(item)}</li>" for item in block.items)}</ul>'
        elif block.empty:
            yield f'<p class="dim">{_text(block.empty)}</p>'
    elif isinstance(block, Table):
        yield _table(block)
    else:
        yield from _chart(block, next(numbers))


def _figure(figure: Figure) -> str:
    word = rag_word(figure)
    rag = f" {_rag(figure.rag)}" if word and figure.rag is not None else ""
    value = _text(figure.value) if word or figure.rag is None else _coloured(figure.value)
    return (
        f'<div class="figure"><p class="name">{_text(figure.name)}</p>'
        f'<p class="value">{value}{rag}</p><p class="sentence">{_text(figure.sentence)}</p></div>'
    )


def _rag(rag: Rag) -> str:
    """A colour with its word and a shape of its own."""
    known = rag if rag in RAG_WORDS else "unknown"
    return f'<span class="rag {known}">{RAG_WORDS[known]}</span>'


def _coloured(text: str) -> str:
    """A text that may begin with a colour in words."""
    told = told_rag(text)
    return _text(text) if told is None else f'<span>{_rag(told[0])} <span class="rest">{_text(told[1])}</span></span>'


def _table(table: Table) -> str:
    if not table.rows:
        return f'<p class="dim">{_text(table.empty or "None.")}</p>'

    def cell(tag: str, place: int, text: str) -> str:
        is_short = len(text) <= _SHORT and place not in table.rags
        kind = ' class="n"' if place in table.numbers else ' class="s"' if tag == "td" and is_short else ""
        name = f' data-name="{_text(table.head[place])}"' if tag == "td" else ' scope="col"'
        shown = _coloured(text) if tag == "td" and place in table.rags else _text(text)
        return f"<{tag}{kind}{name}>{shown}</{tag}>"

    def row(tag: str, cells: tuple[str, ...]) -> str:
        return f"<tr>{''.join(cell(tag, place, text) for place, text in enumerate(cells[: len(table.head)]))}</tr>"

    kind = ' class="rows"' if len(table.head) > _FEW else ""
    body = "\n".join(row("td", cells) for cells in table.rows)
    return (
        f'<div class="table"><table{kind}><thead>{row("th", table.head)}</thead><tbody>\n{body}\n</tbody></table></div>'
    )


def _chart(chart: Chart, number: int) -> Iterator[str]:
    unit = f' <span class="unit">({_text(chart.unit)})</span>' if chart.unit else ""
    yield f"<figure><figcaption>{_text(chart.title)}{unit}</figcaption>"
    yield svg(chart, number)
    if len(chart.series) > 1:
        named = zip(chart.series, hues(chart), strict=True)
        items = (
            f'<li><span class="chip {hue.name}">{_text(hue.mark)}</span>{_text(one.name)}</li>' for one, hue in named
        )
        yield f'<ul class="legend">{"".join(items)}</ul>'
    if chart.says:
        yield f'<p class="says">{_text(chart.says)}</p>'
    yield f"<details><summary>The figures</summary>{_table(chart_table(chart))}</details></figure>"
