"""The stand-up as a report: a section for each person who has something to say."""

from collections.abc import Iterable

from tuiboard.domain.changes import Entry
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.view import standup as view
from tuiboard.view.report import Block, Listing, Paragraph, Report, Section
from tuiboard.view.report_words import full_date

MOST_ITEMS = 15
"""Lines of one part of what a person has to say: nobody hears out more."""


def standup_report(
    ws: Workspace, entries: Iterable[Entry], today: str, now: str, *, since: str, project: str | None = None,
    board: str, head: str, seq: int, who: str,
) -> Report:  # fmt: skip
    """Return what everybody did since a day, has in work, is blocked by and promised; of one project where one is
    named. `entries` are those of the journal, newest first."""
    found = view.standup(ws, entries, today, now, since=since)
    if project is not None:
        found = _only(ws, found, project)
    sections = [_section(report, found) for report in found.reports]
    if found.quiet:
        sections.append(Section("Nothing to say", (Paragraph(view.quiet_words(found), "dim"),)))
    return Report(
        "standup", _title(ws, project), _lead(found), tuple(sections), board, since, now, head, seq,
        view.standup_document(found),
    )  # fmt: skip


def _title(ws: Workspace, project: str | None) -> str:
    return f"Stand-up{named_project(ws, project)}"


def named_project(ws: Workspace, project: str | None) -> str:
    """Return how a title names its project: `: Network refresh`; empty for the whole board."""
    if project is None:
        return ""
    known = ws.project(project)
    return f": {visible(known.name if known is not None and known.name else project, 80)}"


def _only(ws: Workspace, found: view.Standup, project: str) -> view.Standup:
    """Without what is about other projects' cards, or about none; who has nothing left to say is quiet."""

    def belongs(item: view.Item) -> bool:
        card = None if item.card is None else ws.card(item.card)
        return card is not None and card.project == project

    reports, quiet = [], list(found.quiet)
    for report in found.reports:
        parts = tuple(part._replace(items=tuple(filter(belongs, part.items))) for part in report.parts)
        parts = tuple(part for part in parts if part.items)
        if parts:
            reports.append(report._replace(parts=parts))
        elif report.person != view.NOBODY:
            quiet.append(report.person)
    return found._replace(reports=tuple(reports), quiet=tuple(quiet))


def _lead(found: view.Standup) -> str:
    people = sum(1 for report in found.reports if report.person != view.NOBODY)
    blocked = len({item.card for report in found.reports for item in view.parts_of(report, "Blocked")})
    finished = len({
        item.card for report in found.reports for item in view.parts_of(report, "Since")
        if item.text.startswith("finished ")
    })  # fmt: skip
    who = f"{people:,} {'person has' if people == 1 else 'people have'} something to say"
    done = f"{finished or 'no'} card{' was' if finished == 1 else 's were'} finished"
    held = f"{blocked:,} card{' waits' if blocked == 1 else 's wait'} for someone" if blocked else "nothing is blocked"
    return f"{who}; {done}; {held}."


def _section(report: view.Report, found: view.Standup) -> Section:
    blocks: list[Block] = []
    for part in report.parts:
        blocks.append(Paragraph(view.part_name(part, found).replace(found.since, full_date(found.since)), "strong"))
        items: list[str] = []
        for item in part.items:
            if item.text.startswith("  ") and items:
                items[-1] += f" ({item.text.strip()})"
            else:
                items.append(item.text.strip())
        more = len(items) - MOST_ITEMS
        blocks.append(Listing((*items[:MOST_ITEMS], *([f"And {more:,} more."] if more > 0 else []))))
    return Section(view.report_name(report), tuple(blocks))
