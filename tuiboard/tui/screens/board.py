"""The board view: columns of cards, and everything that is done there by key."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal

from tuiboard.domain.changes import Entry
from tuiboard.domain.refusal import Refusal
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.tui.screens.card_side import CardSide
from tuiboard.tui.screens.draft_actions import DraftActions
from tuiboard.tui.screens.host import bindings_of
from tuiboard.tui.screens.outside_actions import OutsideActions
from tuiboard.tui.screens.triage_actions import TriageActions
from tuiboard.tui.widgets.bars import Piece
from tuiboard.tui.widgets.board_canvas import BoardCanvas
from tuiboard.view.board_view import Tally, tally


class BoardScreen(DraftActions, OutsideActions, TriageActions, CardSide):
    """The board on the screen."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_of("board")

    def __init__(self) -> None:
        super().__init__()
        self._warned = ""
        self._read_only_said = ""
        self._counts: tuple[Workspace, str, Tally] | None = None
        """The counts of the header, and of what: a filter does not change them."""

    def compose(self) -> ComposeResult:
        header, footer = self.make_bars()
        self.canvas = BoardCanvas(self.tui.glyphs, self.tui.palette, id="canvas")
        self.canvas.density = self.tui.config.density
        yield header
        with Horizontal(id="middle"):
            yield self.canvas
        yield footer

    def on_mount(self) -> None:
        self.sort = self.tui.config.sort
        self.canvas.focus()
        self._begin()

    def start_anew(self) -> None:
        """Show another board from its beginning, without the filter and the marks of the one before."""
        super().start_anew()
        self.filter_text, self.filter = "", None
        self._anchor = self._cursor_before = None
        self.canvas.forget()
        self._begin()
        self.show_details()

    def _begin(self) -> None:
        self.show()
        column = next((i for i, col in enumerate(self.canvas.view.columns) if col.ids), 0)
        self.canvas.go_to_column(column, 0)
        self.show_footer()
        self.offer_drafts()
        self.call_after_refresh(self.offer_outside)
        self._read_only_said = ""
        self.call_after_refresh(self._say_read_only)

    # Actions

    def do_cursor_left(self) -> None:
        """Column to the left."""
        self.canvas.step_column(-1)

    def do_cursor_right(self) -> None:
        """Column to the right."""
        self.canvas.step_column(1)

    def do_cursor_down(self) -> None:
        """Next card."""
        self.canvas.step(1)

    def do_cursor_up(self) -> None:
        """Previous card."""
        self.canvas.step(-1)

    def do_cursor_top(self) -> None:
        """First card."""
        self.canvas.step(-10_000_000)

    def do_cursor_bottom(self) -> None:
        """Last card."""
        self.canvas.step(10_000_000)

    def do_cursor_page_down(self) -> None:
        """A page down."""
        self.canvas.step(self.canvas.page)

    def do_cursor_page_up(self) -> None:
        """A page up."""
        self.canvas.step(-self.canvas.page)

    # What is shown

    def board_changed(self, by_others: list[Entry]) -> None:
        """Show the new state; cursor, scroll, filter and open forms stay as they are."""
        super().board_changed(by_others)
        cursor = self.canvas.cursor
        self.show()
        if by_others and cursor is not None and self.canvas.cursor != cursor:
            card = self.workspace.card(cursor)
            gone = "is gone" if card is None else "was archived" if card.archived else "is out of the filter"
            who = next((e.who for e in reversed(by_others) if e.touches("card", cursor)), "someone")
            self.say(f"Card {cursor} {gone}: {who} changed it.", "warning")
        warning = self.tui.session.store.warning
        if warning and warning != self._warned:
            self.say(f"{warning} Nothing is lost: the journal has every change.", "warning")
        self._warned = warning
        self._say_read_only()

    def show_undone(self, entry: Entry) -> None:
        cards = [id for id in self.cards_of(entry) if self.canvas.place_of(id) is not None]
        if cards:
            self.canvas.move_cursor(cards[0])

    def _say_read_only(self) -> None:
        """Say once why nothing can be written; an outside edit is shown with what can be done about it."""
        store = self.tui.session.store
        why = "" if store.outside is not None and store.outside.is_edited else store.read_only
        if why and why != self._read_only_said:
            self.say(f"The board is read-only: {why}.", "warning")
        self._read_only_said = why

    def failed(self, refusal: Refusal) -> None:
        """Something in the background went wrong."""
        self.say(refusal.text, "error")

    def show_status(self) -> None:
        """The header: board, views, and what needs someone."""
        of = (self.workspace, self.today)
        if self._counts is None or self._counts[:2] != of:
            self._counts = (*of, tally(*of))
        counts = self._counts[2]
        right: list[Piece] = self.notices()
        if self.sort != "rank":
            right.append(("header-dim", f" by {self.sort} "))
        if counts.overdue:
            right.append(("card-late", f" {counts.overdue} overdue "))
        if counts.blocked:
            right.append(("card-blocked", f" {counts.blocked} blocked "))
        if self.canvas.marked:
            right.append(("foot-key", f" {len(self.canvas.marked)} selected "))
        if self.filter_text:
            view = self.canvas.view
            right.append(("foot-key", f" /{visible(self.filter_text, 30)} {view.shown} of {view.total} "))
        self.show_header(right + self.warnings())

    def on_board_canvas_cursor_moved(self, event: BoardCanvas.CursorMoved) -> None:
        """The details follow once the cursor rests."""
        self.rest()

    def use_palette(self) -> None:
        """Draw with the app's palette, which has changed."""
        super().use_palette()
        self.canvas.use(palette=self.tui.palette)
