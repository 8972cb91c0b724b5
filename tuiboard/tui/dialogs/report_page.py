"""A report as it would be handed on, reckoned in the background; from here it is saved or copied."""

import os
from collections.abc import Callable, Iterable
from typing import ClassVar, NamedTuple

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from tuiboard.domain.calendar import parse_date
from tuiboard.domain.refusal import Refusal, Refused
from tuiboard.domain.text import visible
from tuiboard.engine.config import state_dir
from tuiboard.engine.last_reports import LastReports
from tuiboard.engine.session import Session
from tuiboard.tui.choices import Choice, Chosen
from tuiboard.tui.dialogs.reckoned_page import ReckonedPage
from tuiboard.tui.safe_text import safe_text
from tuiboard.tui.screens.recording import RecordingHost
from tuiboard.tui.widgets.report_lines import Drawn, Ink, report_lines
from tuiboard.view.report import Report
from tuiboard.view.report_formats import format_of_file, written
from tuiboard.view.report_kinds import KINDS, check_since, kind_of, make_report, usual_since

SAID_SECONDS = 6.0
_WHOLE = "\0board"


class _Asked(NamedTuple):
    """What is to be shown: a kind, the first day that it tells of (None: the usual one), and a project."""

    kind: str
    since: str | None = None
    project: str | None = None


class ReportPage(ReckonedPage):
    """One report; `r` shows another one, `d` and `p` change since when it tells and of which project."""

    NAME = "report"
    HINT = "s save · y copy · d since · p project · r report · n N section · esc leave"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,percent_sign", "dismiss", "Leave", show=False),
        Binding("space", "scroll(10)", "Page down", show=False),
        Binding("s", "save", "Save to a file", show=False),
        Binding("y", "copy", "Copy as Markdown", show=False),
        Binding("d", "since", "Since when", show=False),
        Binding("p", "project", "Of which project", show=False),
        Binding("r", "kind", "Another report", show=False),
        Binding("n", "section(1)", "Next section", show=False),
        Binding("N", "section(-1)", "Section before", show=False),
    ]

    def __init__(self, host: RecordingHost, kind: str) -> None:
        super().__init__(host, kind_of(kind).title)
        self._asked = _Asked(kind)
        self._starts: list[int] = []
        self._said: Timer | None = None

    # What is shown

    def work(self) -> Callable[[], object]:
        session, asked = self._host.tui.session, self._asked
        return lambda: _made(session, asked)

    def lines(self, found: Drawn, width: int) -> Iterable[Content]:
        return found.lines

    def _draw(self) -> None:
        """Draw it at the width that there is, which takes a while too where it is long."""
        report, tui = self._found, self._host.tui
        if not isinstance(report, Report) or not self.is_attached:
            return
        width = self._width
        ink = Ink({} if tui.mono else tui.theme_variables, tui.glyphs.ascii)

        def done(drawn: Drawn | Refusal) -> None:
            if not (self.is_attached and report is self._found and isinstance(drawn, Drawn)):
                return
            if width != self._width:
                self._draw()
                return
            self._starts = drawn.starts
            self.query_one("#dialog-title", Static).update(safe_text(report.title, 200))
            self.query_one("#report-text", Static).update(Content("\n").join(self.lines(drawn, width)))

        tui.bridge.read(lambda: report_lines(report, width, ink), done)

    @property
    def _width(self) -> int:
        return max(self.scroll_area.scrollable_content_region.width - 1, 30)

    def _ask(self, asked: _Asked) -> None:
        """Show another one, from its beginning."""
        self._asked, self._found = asked, None
        self.scroll_area.scroll_to(y=0, animate=False)
        self.query_one("#dialog-title", Static).update(safe_text(kind_of(asked.kind).title))
        self.query_one("#report-text", Static).update(safe_text("Reckoning …").stylize("dim"))
        self._reckon()

    def action_section(self, by: int) -> None:
        """To the next section, or to the one before."""
        at = round(self.scroll_area.scroll_y)
        places = [line for line in self._starts if (line > at if by > 0 else line < at)]
        if places:
            self.scroll_area.scroll_to(y=places[0] if by > 0 else places[-1], animate=False)

    # What is said

    def hear(self, text: str, kind: str) -> None:
        """Show a message for a few seconds in the place of the keys."""
        self.tell(text, kind == "error")
        if self._said is not None:
            self._said.stop()
        self._said = self.set_timer(SAID_SECONDS * (2 if kind == "error" else 1), self.show_keys)

    def tell(self, text: str, wrong: bool = False) -> None:
        """Say something in the last line."""
        if self.is_attached:
            line = self.query_one("#dialog-hint", Static)
            line.update(safe_text(text, 400))
            line.set_class(wrong, "wrong")

    def show_keys(self) -> None:
        """Name the keys again."""
        self.tell(self.HINT)

    # What is asked

    def action_kind(self) -> None:
        """Another report, of the same project."""
        choices = [Choice(kind.name, kind.title, kind.does) for kind in KINDS]

        def chosen(answer: Chosen) -> None:
            if answer.key:
                self._ask(self._asked._replace(kind=answer.key, since=None))

        self._host.choose("Which report", choices, chosen, current=self._asked.kind)

    def action_project(self) -> None:
        """Only what belongs to a project, or the whole board."""
        projects = [
            Choice(one.key, visible(one.name or one.key, 80), one.key) for one in self._host.workspace.projects()
        ]

        def chosen(answer: Chosen) -> None:
            if answer.key:
                self._ask(self._asked._replace(project=None if answer.key == _WHOLE else answer.key))

        choices = [Choice(_WHOLE, "the whole board"), *projects]
        self._host.choose("Of which project", choices, chosen, current=self._asked.project or _WHOLE)

    def action_since(self) -> None:
        """Since when it tells; nothing for since the last report."""
        today = self._host.today

        def check(text: str) -> str:
            try:
                check_since(parse_date(text, today) or today, today)
            except Refused as refused:
                return refused.refusal.message
            return ""

        def then(text: str) -> None:
            self._ask(self._asked._replace(since=parse_date(text, today) if text else None))

        now = self._found.since if isinstance(self._found, Report) else ""
        hint = "a day that is past, as in -2w or mon · empty: since the last report"
        self._host.ask("What changed since", then, value=now, hint=hint, empty=True, check=check)

    # Handing on

    def action_copy(self) -> None:
        """Copy it as Markdown to the terminal's clipboard (OSC 52)."""
        report, asked = self._found, self._asked
        if not isinstance(report, Report):
            return
        self.app.copy_to_clipboard(written(report, "md"))
        session = self._host.tui.session
        self._do(
            lambda: _remembered(session, report, asked), lambda trouble: self._told("Copied as Markdown.", trouble)
        )

    def action_save(self) -> None:
        """Save it to a file, whose ending says the format."""
        report, asked = self._found, self._asked
        if not isinstance(report, Report):
            return

        def check(name: str) -> str:
            return "" if format_of_file(name) else "The ending says the format: .html, .md or .json."

        name = f"{asked.kind}{f'-{asked.project}' if asked.project else ''}-{self._host.today}.html"
        self._host.ask("Save as", lambda name: self._save(report, asked, name), value=name.replace(os.sep, "-"),
                       hint=".html, .md or .json · esc leave", check=check)  # fmt: skip

    def _save(self, report: Report, asked: _Asked, name: str, force: bool = False) -> None:
        path = os.path.abspath(os.path.expanduser(name))
        if os.path.lexists(path) and not force:
            self._ask_overwriting(name, lambda: self._save(report, asked, name, force=True))
            return
        session = self._host.tui.session

        def work() -> str | Refusal:
            from tuiboard.engine.file_writing import write_file

            try:
                write_file(path, name, written(report, format_of_file(name) or "md"), force)
            except Refused as refused:
                return refused.refusal
            return _remembered(session, report, asked)

        self._do(work, lambda trouble: self._told(f"Wrote {visible(path, 300)}.", trouble))

    def _ask_overwriting(self, name: str, then: Callable[[], None]) -> None:
        choices = [Choice("no", "Leave it"), Choice("yes", "Overwrite it")]
        title = f"{visible(name, 200)} exists already"
        self._host.choose(title, choices, lambda answer: then() if answer.key == "yes" else None)

    def _do(self, work: Callable[[], str | Refusal], then: Callable[[str], None]) -> None:
        """Do something with files in a worker's thread; why it can't be done is said here."""

        def done(result: str | Refusal) -> None:
            if isinstance(result, Refusal):
                self.hear(result.message, "error")
            else:
                then(result)

        self._host.tui.bridge.read(work, done)

    def _told(self, what: str, trouble: str) -> None:
        self.hear(f"{what} {trouble}".strip(), "warning" if trouble else "done")


def _lasts(session: Session) -> LastReports:
    return LastReports(os.path.join(state_dir(), "reports"), session)


def _made(session: Session, asked: _Asked) -> Report | Refusal:
    kind = kind_of(asked.kind)
    last = _lasts(session).last(kind.name, asked.project)
    try:
        return make_report(kind, session, asked.since or usual_since(kind, session, last), asked.project, last)
    except Refused as refused:
        return refused.refusal


def _remembered(session: Session, report: Report, asked: _Asked) -> str:
    """Keep that it was handed on; return why that can't be, or an empty text."""
    try:
        _lasts(session).remember(report.kind, asked.project, report.seq, report.head)
    except Refused as refused:
        return refused.refusal.message
    return ""
