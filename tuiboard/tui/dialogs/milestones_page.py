"""The milestones on a page: how far each is, by when it is expected to be reached, and one key for what can be done."""

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
from tuiboard.tui.widgets.milestone_table import MilestoneTable
from tuiboard.view.milestones import MilestoneRow, milestone_rows, sentences, summary

if TYPE_CHECKING:
    from tuiboard.tui.screens.milestone_actions import MilestoneActions

EMPTY = "No milestone yet: a adds one, and ' on a card puts the card into it."


class MilestonesPage(TeamPage):
    """All milestones; it follows every change."""

    KEYS = "enter forecast · b cards · a add · e edit · D remove · u undo · esc leave"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,semicolon", "dismiss", "Leave", show=False),
        Binding("j,down,n", "step(1)", "Down", show=False),
        Binding("k,up,N", "step(-1)", "Up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("g,home", "step(-10000000)", "Top", show=False),
        Binding("G,end", "step(10000000)", "End", show=False),
        Binding("enter,comma", "open", "Its forecast", show=False),
        Binding("b", "board", "Its cards on the board", show=False),
        Binding("a", "add", "Add a milestone", show=False),
        Binding("e", "edit", "Title, due, project, owner", show=False),
        Binding("D,delete", "remove", "Remove it; its cards stay", show=False),
        Binding("u", "undo", "Undo", show=False),
        Binding("U", "redo", "Redo", show=False),
    ]
    host: "MilestoneActions"

    def compose(self) -> ComposeResult:
        tui = self.host.tui
        with Vertical(id="dialog", classes="team-page"):
            yield Static(safe_text("Milestones"), id="dialog-title")
            yield MilestoneTable(tui.glyphs, tui.palette, id="milestone-table")
            yield Static(id="milestone-words")
            yield Static(safe_text(self.KEYS), id="dialog-hint")

    @property
    def _table(self) -> MilestoneTable:
        return self.query_one(MilestoneTable)

    def on_mount(self) -> None:
        self._table.focus()
        self._table.show((), "Reading …", self.host.today)
        self._read()

    def board_changed(self, by_others: list[Entry]) -> None:
        """Another figure, or another milestone."""
        self._read()

    def _read(self) -> None:
        session = self.host.tui.session

        def done(result: object) -> None:
            if not self.is_attached:
                return
            if isinstance(result, Refusal):
                self.hear(result.text, "error")
            elif isinstance(result, list):
                known = {row.id for row in self._rows}
                self._rows = result
                self._table.show(result, EMPTY, self.host.today)
                self.query_one("#dialog-title", Static).update(safe_text(summary(result), 200))
                new = [row.id for row in result if row.id not in known]
                if known and len(new) == 1:  # one just added gets the cursor
                    self._table.go_to(new[0])

        self.host.tui.bridge.read(lambda: read(session), done)

    _rows: list[MilestoneRow] = []  # noqa: RUF012 - replaced as a whole, never changed

    def on_milestone_table_cursor_moved(self, event: MilestoneTable.CursorMoved) -> None:
        """Say everything of the milestone under the cursor."""
        row, lines = self._table.here, []
        if row is not None:
            first, *rest = sentences(row, self.host.today)
            lines = [safe_text(first, 500).stylize("bold"), *(safe_text(line, 500) for line in rest)]
        self.query_one("#milestone-words", Static).update(Content("\n").join(lines))

    # The cursor

    def action_step(self, by: int) -> None:
        """Another milestone."""
        self._table.step(by)

    def action_page(self, by: int) -> None:
        """A page of milestones."""
        self._table.step(by * self._table.page)

    def on_line_table_activated(self, event: LineTable.Activated) -> None:
        """A row was clicked twice."""
        self.action_open()

    # What can be done

    def action_open(self) -> None:
        """The forecast of its cards."""
        if self._table.here is not None:
            self.host.show_forecast(f"*{self._table.here.key}")

    def action_add(self) -> None:
        """A new milestone."""
        self.host.do_milestone_add()

    def action_edit(self) -> None:
        """Title, due date, project, owner and the others."""
        if self._table.here is not None:
            self.host.ask_milestone(self._table.here.id)

    def action_remove(self) -> None:
        """Take it off the board; undo brings it back to its cards too."""
        if self._table.here is not None:
            self.host.remove_milestone(self._table.here.id)

    def action_board(self) -> None:
        """The board with the cards of the milestone only."""
        if self._table.here is not None:
            self.dismiss(None)
            self.host.tui.call_later(self._to_board, self._table.here.key)

    def _to_board(self, key: str) -> None:
        tui = self.host.tui
        tui.show_view("board")
        if tui.board is None:
            return
        try:
            tui.board.filter_by(f"*{key}")
        except Refused as refused:
            tui.board.say(refused.refusal.text, "warning")


def read(session: Session) -> list[MilestoneRow]:
    """Read how the milestones stand, in a worker's thread."""
    return milestone_rows(session.workspace, session.clock.today())
