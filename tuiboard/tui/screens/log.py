"""The log: what everybody did, newest first, as far back as the journal goes, and what can be done with an entry."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from tuiboard.domain.changes import touched
from tuiboard.domain.refusal import Refusal
from tuiboard.engine.session import Done
from tuiboard.tui.choices import Choice
from tuiboard.tui.opening import open_thing
from tuiboard.tui.screens.common_actions import CommonActions
from tuiboard.tui.screens.host import bindings_of, on_screen
from tuiboard.tui.screens.log_view import LogView
from tuiboard.tui.screens.table_moves import TableMoves
from tuiboard.tui.widgets.bars import Bar
from tuiboard.tui.widgets.line_table import LineTable
from tuiboard.tui.widgets.log_table import LogTable
from tuiboard.view.record import Place


class LogScreen(LogView, TableMoves, CommonActions):
    """The record on the screen, and whether its chain holds."""

    CSS_PATH = "log.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("log")

    def compose(self) -> ComposeResult:
        header, footer = self.make_bars()
        glyphs, palette = self.tui.glyphs, self.tui.palette
        self.chain_bar = Bar(glyphs, palette, "background", id="chain-bar")
        self.table = LogTable(glyphs, palette, id="log-table")
        yield header
        yield self.chain_bar
        yield self.table
        yield footer

    def on_mount(self) -> None:
        self.is_made = True
        self.table.focus()
        self.show_footer()
        self.show_log()
        self.resume()

    def on_screen_resume(self) -> None:
        """It is shown: read what happened meanwhile, and go on with what was left."""
        if self.is_made:
            self.resume()

    def start_anew(self) -> None:
        super().start_anew()
        self.filter_text = ""
        self.forget_board()
        self.table.forget()
        self.show_log()

    def use_palette(self) -> None:
        super().use_palette()
        self.chain_bar.use(self.tui.palette)
        self.table.use(self.tui.palette)

    @property
    def home(self) -> LogTable:
        return self.table

    def do_filter_clear(self) -> None:
        """First the filter goes, then the view."""
        if self.filter_text:
            self.filter_by("")
        else:
            self.do_view_board()

    # Entries

    @property
    def cursor_place(self) -> Place | None:
        """The entry under the cursor, and which of the things that it tells of."""
        return self.table.cursor_place

    def do_log_open(self) -> None:
        """The entry under the cursor, whole."""
        from tuiboard.tui.dialogs.entry_page import EntryPage

        place = self.cursor_place
        if place is not None:
            self.app.push_screen(EntryPage(place, self))

    def on_line_table_activated(self, event: LineTable.Activated) -> None:
        """A row was clicked twice."""
        self.do_log_open()

    def do_log_undo(self) -> None:
        """Take back the entry under the cursor, unless someone has built on it."""
        place = self.cursor_place
        if place is None:
            return
        if place[1] >= 0:
            self.say(f"That is the past as entry {place[0]} tells it; only the entry can be taken back.", "warning")
            return
        self._take_back(place[0], False)

    def _take_back(self, seq: int, sure: bool) -> None:
        def answered(result: Done | Refusal) -> None:
            details = result.details if isinstance(result, Refusal) else None
            if isinstance(result, Refusal) and isinstance(details, dict) and details.get("needs") == "sure":
                choices = [Choice("no", "Leave it"), Choice("yes", "Take it back")]
                self.choose(result.message, choices, lambda c: self._take_back(seq, True) if c.key == "yes" else None)
            elif isinstance(result, Refusal):
                self.say(on_screen(result), "warning")
            else:
                self._undone(result, "Undone")

        self.tui.bridge.take_back(seq, answered, sure)

    def open_thing(self, place: Place) -> None:
        """Open the card or risk that an entry is about."""
        session = self.tui.session

        def done(result: object) -> None:
            if isinstance(result, list) and result:
                open_thing(self.tui, touched(result[0].changes))
            elif isinstance(result, Refusal):
                self.say(result.text, "error")

        self.tui.bridge.read(lambda: session.store.entries([place[0]]), done)
