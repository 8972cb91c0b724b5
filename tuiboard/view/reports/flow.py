"""The report about flow: how long work takes, how much is finished, what ages and what waits, each with a sentence."""

from collections.abc import Iterable

from tuiboard.domain.calendar import days_between
from tuiboard.domain.changes import Entry
from tuiboard.domain.flow import WEEKS
from tuiboard.domain.workspace import Workspace
from tuiboard.view.flow import Flow, flow_document, flow_figures_in_words, flow_of, says
from tuiboard.view.flow_charts import flow_chart, without_start
from tuiboard.view.report import Block, Figures, Paragraph, Report, Section, Table
from tuiboard.view.reports.standup import named_project

MOST_WEEKS = 52
MOST_NAMED = 20
_PERCENTILES = "p50, p85 and p95 are the days that 50, 85 and 95 of 100 finished cards did not exceed."
_SECTIONS = (
    ("How much is where", ("cumulative", "wip"), ""),
    ("How long it takes", ("cycle", "age"), _PERCENTILES),
    ("How much is finished", ("throughput",), ""),
    ("What waits", ("blocked", "efficiency"), ""),
)


def flow_report(
    ws: Workspace, entries: Iterable[Entry], today: str, now: str, *, since: str, project: str | None = None,
    board: str, head: str, seq: int, who: str,
) -> Report:  # fmt: skip
    """Return the flow of the board or of a project, over at least WEEKS weeks: a shorter time says little. `entries`
    are those of the journal that are about cards, newest first."""
    weeks = min(max(-(-days_between(since, today) // 7), WEEKS), MOST_WEEKS)
    flow = flow_of(ws, entries, now, today, weeks, None if project is None else lambda card: card.project == project)
    sections = [Section("At a glance", (Figures(flow_figures_in_words(flow)),))]
    for title, names, note in _SECTIONS:
        sections.append(Section(title, tuple(_charts(flow, names, note))))
    sections.append(Section("Finished without a start", (_without_start(ws, flow),)))
    return Report(
        "flow", f"Flow{named_project(ws, project)}", _lead(flow), tuple(sections), board, flow.first, now, head, seq,
        flow_document(flow),
    )  # fmt: skip


def _lead(flow: Flow) -> str:
    return f"{says(flow, 'throughput')} {says(flow, 'cycle')}"


def _charts(flow: Flow, names: tuple[str, ...], note: str) -> Iterable[Block]:
    for name in names:
        chart = flow_chart(flow, name)
        has_any = any(value for one in chart.series for value in one.values) or chart.points
        yield chart if has_any else Paragraph(f"{chart.title}: {chart.says}")
    if note:
        yield Paragraph(note, "dim")


def _without_start(ws: Workspace, flow: Flow) -> Table:
    rows = without_start(ws, flow).rows
    named = tuple((str(row.card), row.title, row.words) for row in rows[:MOST_NAMED])
    if len(rows) > MOST_NAMED:
        named += (("", f"and {len(rows) - MOST_NAMED:,} more", ""),)
    return Table(("Card", "Title", "Why it has no time"), named, empty="Every finished card has a day of its start.")
