"""The log: what everybody did, newest first, as far back as the journal goes; read where it is looked at."""

import time
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.timer import Timer
from textual.widget import Widget

from tuiboard.domain.calendar import local_clock
from tuiboard.domain.changes import Entry, touched
from tuiboard.domain.refusal import Refusal, Refused
from tuiboard.domain.text import visible
from tuiboard.engine.filter_language import FilterContext
from tuiboard.engine.log_filter import EXAMPLE, LogFilter, compile_log_filter
from tuiboard.engine.ports import Extent, Verdict
from tuiboard.engine.session import Done
from tuiboard.tui.choices import Choice
from tuiboard.tui.opening import open_thing
from tuiboard.tui.screens.common_actions import CommonActions
from tuiboard.tui.screens.host import bindings_of, on_screen
from tuiboard.tui.screens.lines import FilterHost
from tuiboard.tui.widgets.bars import Bar, Piece
from tuiboard.tui.widgets.line_table import LineTable
from tuiboard.tui.widgets.log_table import MOST_WHO, LogState, LogTable
from tuiboard.view.record import Place, Record

if TYPE_CHECKING:
    from tuiboard.engine.completion import Completion

LARGE = 5_000
"""Entries from which a search waits until the typing rests, and the newest rows are shown before the rest is known."""
TYPING_RESTS = 0.2
"""Seconds."""
_PAUSE = 0.05
"""Seconds that a walk along the chain waits now and then for a search, which someone looks at."""
_HEAD_SHOWN = 12
"""Digits of the head in the line of the chain; `y` copies all 64."""


class LogScreen(FilterHost, CommonActions):
    """The record on the screen, and whether its chain holds."""

    VIEW = "log"
    CSS_PATH = "log.tcss"
    FILTER_HINT = EXAMPLE
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("log")

    def __init__(self) -> None:
        super().__init__(id="log-screen")
        self._is_made = False
        """False until its widgets are there; a filter may be set before."""
        self._forget_board()

    def _forget_board(self) -> None:
        self.filter: LogFilter | None = None
        self.record: Record | None = None
        self.verdict: Verdict | None = None
        self._checked_at = self._check_trouble = ""
        self._is_checking = self._stale = False
        self._typing: Timer | None = None
        self._reading = 0
        """Counts what is being read: only the latest is shown."""

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
        self._is_made = True
        self.table.focus()
        self.show_footer()
        self._show()
        self._resume()

    def on_screen_resume(self) -> None:
        """It is shown: read what happened meanwhile, and go on with what was left."""
        if self._is_made:
            self._resume()

    def _resume(self) -> None:
        record = self.record
        if record is None or self._stale or record.extent.seq != self.workspace.seq:
            self._read()
        elif not record.done:
            self._go_on(record)

    def start_anew(self) -> None:
        super().start_anew()
        self.filter_text = ""
        self._forget_board()
        self.table.forget()
        self._show()

    def board_changed(self, by_others: list[Entry]) -> None:
        """Someone wrote: read again, where it is seen."""
        super().board_changed(by_others)
        self._stale = True
        if self.tui.view is self and self._is_made:
            self._read()

    def use_palette(self) -> None:
        super().use_palette()
        self.chain_bar.use(self.tui.palette)
        self.table.use(self.tui.palette)

    @property
    def home(self) -> Widget:
        return self.table

    # Reading

    def _read(self) -> None:
        """Find out how much there is, then show it; a filter starts again."""
        self._reading += 1
        self._stale = False
        if self._typing is not None:
            self._typing.stop()
            self._typing = None
        if self.record is None and self.filter is None and self.workspace.seq > LARGE:
            self._read_newest()
        if self.record is not None:
            self.record.left = self.record.filter is not self.filter
        reading, session, filter = self._reading, self.tui.session, self.filter

        def done(result: object) -> None:
            if reading != self._reading or not self.is_attached:
                return
            if isinstance(result, Extent):
                self.record = Record(session, result, filter)
                self._show()
                self._go_on(self.record)
                if self.verdict is None:
                    self._check()
            elif isinstance(result, Refusal):
                self.say(result.text, "error")

        self.tui.bridge.read(session.store.extent, done)

    def _read_newest(self) -> None:
        """Show the newest rows at once; those before follow when it is known how many there are."""
        session = self.tui.session

        def done(result: object) -> None:
            if isinstance(result, Record) and self.record is None and self.is_attached:
                self.record = result
                self._show()

        self.tui.bridge.read(lambda: Record.newest(session), done)

    def _read_soon(self) -> None:
        """Read when the typing rests: each letter would search a large journal anew."""
        if self._typing is not None:
            self._typing.stop()
        self._typing = self.set_timer(TYPING_RESTS, self._read)

    def _go_on(self, record: Record) -> None:
        """Let the filter go through more of the journal, as long as its finds are looked at."""
        if record.done:
            return

        def done(result: object) -> None:
            if record is not self.record or not self.is_attached:
                return
            if isinstance(result, Refusal):
                self.say(result.text, "error")
                return
            self._show()
            if self.tui.view is self and not self.tui.bridge.is_leaving:
                self._go_on(record)

        self.tui.bridge.read(record.go_on, done)

    def on_log_table_wanted(self, event: LogTable.Wanted) -> None:
        """Rows are looked at that were not read yet."""
        record, page = self.record, event.page
        if record is None:
            return

        def done(result: object) -> None:
            if record is not self.record or not self.is_attached:
                return
            if isinstance(result, Refusal):
                self.say(result.text, "error")
            else:
                self.table.loaded(page)

        self.tui.bridge.read(lambda: record.load(page), done)

    # The chain

    def do_log_verify(self) -> None:
        """Walk along the chain again."""
        self._check()

    def _check(self) -> None:
        """Walk along the chain in the background; leaving the program ends it."""
        if self._is_checking:
            return
        session, bridge = self.tui.session, self.tui.bridge
        self._is_checking, self._check_trouble = True, ""
        self._show_chain()

        def done(result: object) -> None:
            if session is not self.tui.session or not self.is_attached:
                return
            self._is_checking = False
            if isinstance(result, Verdict):
                self.verdict, self._checked_at = result, session.clock.now()
            elif isinstance(result, Refusal):
                self._check_trouble = result.message
            self._show_chain()

        def stop() -> bool:
            record = self.record
            if record is not None and not (record.done or record.left):
                time.sleep(_PAUSE)
            return bridge.is_leaving

        bridge.read(lambda: session.store.verify(None, stop), done)

    def do_log_head(self) -> None:
        """Copy the head that was walked to, to be kept elsewhere (OSC 52)."""
        found = self.verdict
        if found is None or (found.broken and not found.edited):
            self.say("There is no head to copy: the chain was not walked to its end.", "warning")
            return
        self.app.copy_to_clipboard(found.head)
        self.say(f"Copied the head at entry {found.entries:,}: {found.head}")

    def _show_chain(self) -> None:
        """The line of the chain: up to where it holds, since when that is known, and its head."""
        found = self.verdict
        if self._is_checking:
            self.chain_bar.show([("header-dim", " Walking along the chain …")])
        elif self._check_trouble:
            self.chain_bar.show([("card-late", f" The chain was not walked: {visible(self._check_trouble, 300)}")])
        elif found is None:
            self.chain_bar.show([])
        elif found.broken and not found.edited:
            where = f"Line {found.line} of the journal" if found.line is not None else "The record"
            self.chain_bar.show([("card-late", f" {where} is broken: {visible(found.broken, 300)}")])
        else:
            held = f" The chain holds up to entry {found.entries:,}"
            when = f", checked {local_clock(self._checked_at)}"
            pieces: list[Piece] = [("success", held), ("header-dim", when)]
            self.chain_bar.show(pieces, [("header-dim", f"head {found.head[:_HEAD_SHOWN]}{self.tui.glyphs.ellipsis} ")])

    # What is shown

    def _show(self) -> None:
        record = self.record
        widest = max((len(str(handle)) for handle in self.workspace.table("person")), default=0)
        who = min(max(widest, len(self.tui.session.who), 4), MOST_WHO)
        head = "" if record is None else f"Log {record.rows:,}"
        self.table.show(LogState(record, self.today, who, head, self._note(), self._empty()))
        self._show_chain()
        self.show_status()
        if self.prompt is not None and self.prompt.is_open:
            self.prompt.refresh_preview()

    def _note(self) -> str:
        record = self.record
        if record is None or record.filter is None:
            return "newest first"
        said = f"/{visible(record.filter.text, 40)}"
        return said if record.done else f"{said}  {record.seen:,} of {record.extent.seq:,} entries read"

    def _empty(self) -> tuple[str, ...]:
        record = self.record
        if record is None or not record.done:
            return ("Reading …",)
        if record.filter is not None:
            return ("Nothing in the log matches.", "esc clears the filter")
        return ("Nothing has happened yet.",)

    def show_status(self) -> None:
        """The header: the views, what others do, and the filter."""
        right = self.notices()
        if self.filter_text:
            right.append(("foot-key", f" /{visible(self.filter_text, 30)} "))
        self.show_header(right + self.warnings())

    # The filter

    def filter_by(self, text: str, typing: bool = True) -> None:
        new = None
        if text.strip():
            new = compile_log_filter(text, self.workspace, FilterContext(self.today, self.tui.session.who), typing)
        same = (self.filter.text if self.filter is not None else "") == (text.strip() and text)
        self.filter_text, self.filter = text.strip(), new
        if self._is_made and (not same or (self._typing is not None and not typing)):
            (self._read_soon if typing and text and self.workspace.seq > LARGE else self._read)()

    def find(self, text: str) -> None:
        """Show only what a filter finds, from its newest on."""
        try:
            self.filter_by(text, typing=False)
        except Refused as refused:
            self.say(refused.refusal.text, "error")
        if self._is_made:
            self.table.forget()

    def filter_tally(self) -> tuple[int, int, str]:
        record = self.record
        return (0, 0, "lines") if record is None else (record.rows, record.total, "lines")

    def filter_completion(self, text: str, cursor: int) -> "Completion":
        from tuiboard.engine.completion import complete

        return complete(text, cursor, self.workspace, "log-filter")

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

    # Moving around

    def do_cursor_down(self) -> None:
        """The entry before."""
        self.table.step(1)

    def do_cursor_up(self) -> None:
        """The entry after."""
        self.table.step(-1)

    def do_cursor_top(self) -> None:
        """The latest entry."""
        self.table.step(-self.table.rows)

    def do_cursor_bottom(self) -> None:
        """The first entry."""
        self.table.step(self.table.rows)

    def do_cursor_page_down(self) -> None:
        """A page down."""
        self.table.step(self.table.page)

    def do_cursor_page_up(self) -> None:
        """A page up."""
        self.table.step(-self.table.page)
