"""The reports there are, since when each tells by default, and how one is made of an open board."""

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import NamedTuple

from tuiboard.domain.calendar import add_days, short_date
from tuiboard.domain.changes import Entry
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import visible
from tuiboard.engine.last_reports import LastReport
from tuiboard.engine.session import Session
from tuiboard.view.report import Report
from tuiboard.view.report_words import full_date

WEEK = 7


class ReportKind(NamedTuple):
    """A kind of report: its name as it is typed, what it is for, and the kind of entity whose entries it reads (None:
    all entries)."""

    name: str
    title: str
    does: str
    about: str | None = None


KINDS = (
    ReportKind("status", "Status", "what changed, what comes next, decisions needed"),
    ReportKind("exec", "Executive", "one page without jargon"),
    ReportKind("risks", "Risks", "top risks, what they may cost, and why", "risk"),
    ReportKind("flow", "Flow", "cycle times, throughput, ageing work", "card"),
    ReportKind("retro", "Retrospective", "what failed, and what was learned"),
    ReportKind("standup", "Stand-up", "per person: since, now, blocked"),
)
NAMES = tuple(kind.name for kind in KINDS)


def kind_of(name: str) -> ReportKind:
    """Return a kind by its name. Raises Refused (usage)."""
    found = next((kind for kind in KINDS if kind.name == name.lower()), None)
    if found is None:
        refuse("usage", f"There is no report “{visible(name, 60)}”.", f"Reports: {', '.join(NAMES)}.")
    return found


def usual_since(kind: ReportKind, session: Session, last: LastReport | None) -> str:
    """Return the first day that a report tells of unless one is asked for: that of the last report of its kind, else a
    week ago; a stand-up's is the last working day."""
    today = session.team_today
    if kind.name == "standup":
        from tuiboard.domain.working_days import work_calendar

        return work_calendar(session.workspace.board.settings).last_working_day(today)
    return last.day if last is not None else add_days(today, -WEEK)


def check_since(since: str, today: str) -> str:
    """Return the day, if a report can tell of it. Raises Refused (usage)."""
    if since > today:
        refuse("usage", f"A report tells of what was, and {short_date(since, today)} is to come.",
               "--since takes a day that is past, as in --since -2w.")  # fmt: skip
    return since


def make_report(
    kind: ReportKind, session: Session, since: str, project: str | None = None, last: LastReport | None = None
) -> Report:
    """Make a report of a board as it is now, which reads the journal: not on the screen's thread.

    `project` is a key; `last` the report of this kind before. Raises Refused where nothing can be reported.
    """
    ws = session.workspace
    link = session.store.link(ws.seq) if ws.seq else None
    entries: Iterable[Entry] = session.store.scan(None if kind.about is None else (kind.about, None))
    entries = (entry for entry in entries if entry.seq <= ws.seq)
    report = _maker(kind.name)(
        ws, entries, session.team_today, session.clock.now(), since=since, project=project,
        board=visible(ws.board.name, 120), head="" if link is None else link.head, seq=ws.seq, who=session.who,
    )  # fmt: skip
    return report._replace(previous=_previous(last))


def _previous(last: LastReport | None) -> str:
    if last is None:
        return ""
    at = f", at head {last.head}" if last.head else ""
    return f"Your last report of this kind is of {full_date(last.day)}: entry {last.seq:,}{at}."


def _maker(name: str) -> Callable[..., Report]:
    """The function that makes a report; each is loaded when it is first wanted."""
    maker: Callable[..., Report] = getattr(import_module(f"tuiboard.view.reports.{name}"), f"{name}_report")
    return maker
