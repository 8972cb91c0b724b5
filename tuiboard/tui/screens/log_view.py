"""What the log shows: rows that are read where they are looked at, searches in steps, and whether the chain holds."""

import time
from typing import TYPE_CHECKING

from textual.timer import Timer

from tuiboard.domain.calendar import local_clock
from tuiboard.domain.changes import Entry
from tuiboard.domain.refusal import Refusal, Refused
from tuiboard.domain.text import visible
from tuiboard.engine.filter_language import FilterContext
from tuiboard.engine.log_filter import EXAMPLE, LogFilter, compile_log_filter
from tuiboard.engine.ports import Verdict
from tuiboard.tui.screens.lines import FilterHost
from tuiboard.tui.widgets.bars import Bar, Piece
from tuiboard.tui.widgets.log_table import MOST_WHO, LogState, LogTable
from tuiboard.view.record import Record

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


class LogView(FilterHost[LogFilter]):
    """The log without what is done to entries."""

    VIEW = "log"
    FILTER_HINT = EXAMPLE
    chain_bar: Bar
    table: LogTable

    def __init__(self) -> None:
        super().__init__(id="log-screen")
        self.is_made = False
        """False until its widgets are there; a filter may be set before."""
        self.forget_board()

    def forget_board(self) -> None:
        """Keep nothing of the board that was shown."""
        self.filter = None
        self.record: Record | None = None
        self.verdict: Verdict | None = None
        self._checked_at = self._check_trouble = ""
        self._is_checking = self._is_searching = self._stale = False
        self._typing: Timer | None = None
        self._reading = 0
        """Counts what is being read: only the latest is shown."""

    def resume(self) -> None:
        """Read what happened meanwhile, and go on with a search that was left."""
        record = self.record
        if record is None or self._stale or record.extent.seq != self.workspace.seq:
            self.read_on()
        elif not record.done:
            self._go_on(record)

    def board_changed(self, by_others: list[Entry]) -> None:
        """Someone wrote: read on, where it is seen; a search does so between its steps."""
        super().board_changed(by_others)
        self._stale = True
        if self.tui.view is self and self.is_made and not self._is_searching:
            self.read_on()

    # Reading

    def read_on(self) -> None:
        """Find out how much there is, then show it. What the same filter has found already stays."""
        self._reading += 1
        self._stale = False
        if self._typing is not None:
            self._typing.stop()
            self._typing = None
        if self.record is None and self.filter is None and self.workspace.seq > LARGE:
            self._read_newest()
        reading, session, filter, before = self._reading, self.tui.session, self.filter, self.record
        if before is not None and before.filter is not filter:
            before.left = True

        def work() -> Record:
            extent = session.store.extent()
            if filter is None or before is None or before.filter is not filter:
                return Record(session, extent, filter)
            return before.grown(extent)

        def done(result: object) -> None:
            if reading != self._reading or not self.is_attached:
                return
            if isinstance(result, Record):
                self.record = result
                self.show_log()
                self._go_on(result)
                if self.verdict is None:
                    self._check()
            elif isinstance(result, Refusal):
                self.say(result.text, "error")

        self.tui.bridge.read(work, done)

    def _read_newest(self) -> None:
        """Show the newest rows at once; those before follow when it is known how many there are."""
        session = self.tui.session

        def done(result: object) -> None:
            if isinstance(result, Record) and self.record is None and self.is_attached:
                self.record = result
                self.show_log()

        self.tui.bridge.read(lambda: Record.newest(session), done)

    def _read_soon(self) -> None:
        """Read when the typing rests: each letter would search a large journal anew."""
        if self._typing is not None:
            self._typing.stop()
        self._typing = self.set_timer(TYPING_RESTS, self.read_on)

    def _go_on(self, record: Record) -> None:
        """Let the filter go through more of the journal, as long as its finds are looked at."""
        if record.done:
            return
        self._is_searching = True

        def done(result: object) -> None:
            if record is not self.record or not self.is_attached:
                return
            self._is_searching = False
            self.show_log()
            if isinstance(result, Refusal):
                self.say(result.text, "error")
                return
            if self.tui.view is not self or self.tui.bridge.is_leaving or record.left:
                return
            if self._stale:
                self.read_on()
            else:
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
            self.chain_bar.show([("card-late", f" The chain is broken: {visible(found.broken, 300)}")])
        else:
            held = f" The chain holds up to entry {found.entries:,}"
            when = f", checked {local_clock(self._checked_at)}"
            pieces: list[Piece] = [("success", held), ("header-dim", when)]
            self.chain_bar.show(pieces, [("header-dim", f"head {found.head[:_HEAD_SHOWN]}{self.tui.glyphs.ellipsis} ")])

    # What is shown

    def show_log(self) -> None:
        """Show what is read by now."""
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
        return (
            said
            if record.done and not record.is_cut
            else f"{said}  {record.seen:,} of {record.extent.seq:,} entries read"
        )

    def _empty(self) -> tuple[str, ...]:
        record = self.record
        if record is None or not record.done:
            return ("Reading …",)
        if record.is_cut:
            return ("Nothing since the damage matches, and before it nothing can be searched.", "esc clears the filter")
        if record.filter is not None:
            unknown = ", ".join(f"is:{visible(word, 30)}" for word in record.filter.unknown)
            why = (f"No action that it knows is {unknown}; is:moved or is:risk are some.",) if unknown else ()
            return ("Nothing in the log matches.", *why, "esc clears the filter")
        return ("Nothing has happened yet.",)

    def show_status(self) -> None:
        """The header: the views, what others do, and the filter."""
        right = self.notices()
        if self.filter_text:
            right.append(("foot-key", f" /{visible(self.filter_text, 30)} "))
        self.show_header(right + self.warnings())

    # The filter

    def compiled(self, text: str, typing: bool) -> LogFilter:
        return compile_log_filter(text, self.workspace, FilterContext(self.today, self.tui.session.who), typing)

    def filter_by(self, text: str, typing: bool = True) -> None:
        before = self.filter.text if self.filter is not None else ""
        super().filter_by(text, typing)
        same = before == (text.strip() and text)
        if self.is_made and (not same or (self._typing is not None and not typing)):
            (self._read_soon if typing and text and self.workspace.seq > LARGE else self.read_on)()

    def show_matches(self) -> None:
        """What is found is read in steps, once it is known whether it is another filter."""

    def find(self, text: str) -> None:
        """Show only what a filter finds, from its newest on."""
        try:
            self.filter_by(text, typing=False)
        except Refused as refused:
            self.say(refused.refusal.text, "error")
        if self.is_made:
            self.table.forget()

    def filter_tally(self) -> tuple[int, int, str]:
        record = self.record
        return (0, 0, "lines") if record is None else (record.rows, record.total, "lines")

    def filter_completion(self, text: str, cursor: int) -> "Completion":
        from tuiboard.engine.completion import complete

        return complete(text, cursor, self.workspace, "log-filter")
