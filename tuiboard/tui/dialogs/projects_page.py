"""The projects on a page: how each of them stands, by dimension, and one key for what can be done about it."""

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tuiboard.domain.changes import Entry
from tuiboard.domain.refusal import Refusal, Refused
from tuiboard.engine.session import Session
from tuiboard.tui.dialogs.team_page import TeamPage
from tuiboard.tui.safe_text import safe_text
from tuiboard.tui.widgets.line_table import LineTable
from tuiboard.tui.widgets.project_table import ProjectTable
from tuiboard.view.projects import ProjectStatus, overall_sentence, project_statuses, summary

if TYPE_CHECKING:
    from tuiboard.tui.screens.project_actions import ProjectActions

EMPTY = "No project yet: a adds one. A card joins it by p:key in its line, or in its form."


class ProjectsPage(TeamPage):
    """All projects; it follows every change."""

    KEYS = "enter why · t tolerances · o override · e edit · a add · b board · i usual · u undo · esc leave"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,number_sign", "dismiss", "Leave", show=False),
        Binding("j,down,n", "step(1)", "Down", show=False),
        Binding("k,up,N", "step(-1)", "Up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("g,home", "step(-10000000)", "Top", show=False),
        Binding("G,end", "step(10000000)", "End", show=False),
        Binding("enter", "open", "Every dimension in a sentence", show=False),
        Binding("t", "tolerances", "What it tolerates", show=False),
        Binding("o", "override", "A colour by hand", show=False),
        Binding("e", "edit", "Name, sponsor, deadline", show=False),
        Binding("a", "add", "Add a project", show=False),
        Binding("b", "board", "Its cards on the board", show=False),
        Binding("i", "usual", "What any project tolerates", show=False),
        Binding("u", "undo", "Undo", show=False),
        Binding("U", "redo", "Redo", show=False),
    ]
    host: "ProjectActions"

    def compose(self) -> ComposeResult:
        tui = self.host.tui
        with Vertical(id="dialog", classes="team-page"):
            yield Static(safe_text("Projects"), id="dialog-title")
            yield ProjectTable(tui.glyphs, tui.palette, id="project-table")
            yield Static(id="team-words")
            yield Static(safe_text(self.KEYS), id="dialog-hint")

    @property
    def _table(self) -> ProjectTable:
        return self.query_one(ProjectTable)

    def on_mount(self) -> None:
        self._table.focus()
        self._table.show((), "Reading …", self.host.today)
        self._read(first=True)

    def board_changed(self, by_others: list[Entry]) -> None:
        """Another figure, or another project."""
        self._read()

    def _read(self, first: bool = False) -> None:
        """Read anew; at `first`, what is known without the record is shown before it."""
        session = self.host.tui.session

        def done(result: object) -> None:
            if not self.is_attached:
                return
            if isinstance(result, Refusal):
                self.hear(result.text, "error")
            elif isinstance(result, list):
                self._table.show(result, EMPTY, self.host.today)
                title = f"{summary(result)[:-1]}; reading the record …" if first and result else summary(result)
                self.query_one("#dialog-title", Static).update(safe_text(title, 200))
                if first:
                    self._read()

        self.host.tui.bridge.read(lambda: read(session, with_record=not first), done)

    def on_project_table_cursor_moved(self, event: ProjectTable.CursorMoved) -> None:
        """Say why the project under the cursor has its colour."""
        row, lines = self._table.here, []
        if row is not None:
            lines = [safe_text(overall_sentence(row, self.host.today), 500)]
            left = f"{len(row.facts.open):,} open, {row.facts.finished:,} done"
            sponsor = f"sponsor {row.sponsor}" if row.sponsor else "no sponsor"
            lines.append(safe_text(f"{row.name} ({row.key}), {sponsor}, {left}"))
            lines[1] = lines[1].stylize("dim")
        self.query_one("#team-words", Static).update(Content("\n").join(lines))

    # The cursor

    def action_step(self, by: int) -> None:
        """Another project."""
        self._table.step(by)

    def action_page(self, by: int) -> None:
        """A page of projects."""
        self._table.step(by * self._table.page)

    def on_line_table_activated(self, event: LineTable.Activated) -> None:
        """A row was clicked twice."""
        self.action_open()

    # What can be done

    def action_open(self) -> None:
        """Every dimension with its figure, its tolerance and a sentence."""
        from tuiboard.tui.dialogs.project_page import ProjectPage

        if self._table.here is not None:
            self.app.push_screen(ProjectPage(self.host, self._table.here.id))

    def action_tolerances(self) -> None:
        """The form of what the project tolerates."""
        if self._table.here is not None:
            self.host.ask_tolerances(self._table.here.id)

    def action_override(self) -> None:
        """The form of a colour by hand."""
        if self._table.here is not None:
            self.host.ask_override(self._table.here.id)

    def action_edit(self) -> None:
        """Name, sponsor and deadline."""
        if self._table.here is not None:
            self.host.ask_project(self._table.here.id)

    def action_add(self) -> None:
        """A new project."""
        self.host.do_project_add()

    def action_usual(self) -> None:
        """What projects tolerate that say nothing themselves."""
        self.host.ask_tolerances(None)

    def action_board(self) -> None:
        """The board with the cards of the project only."""
        if self._table.here is not None:
            self.dismiss(None)
            self.host.tui.call_later(self._to_board, self._table.here.id)

    def _to_board(self, key: str) -> None:
        tui = self.host.tui
        tui.show_view("board")
        if tui.board is None:
            return
        try:
            tui.board.filter_by(f'p:"{key}"')
        except Refused as refused:
            tui.board.say(refused.refusal.text, "warning")


def read(session: Session, with_record: bool = True) -> list[ProjectStatus]:
    """Read how the projects stand, in a worker's thread; what only the record tells is left open without it."""
    entries = session.store.scan() if with_record else None
    return project_statuses(session.workspace, entries, session.clock.now(), session.clock.today())
