"""The board view: columns of cards, and everything that is done there by key."""

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.events import Resize
from textual.timer import Timer

from tuiboard.domain.changes import Entry
from tuiboard.domain.refusal import Refusal
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.tui.screens.draft_actions import DraftActions
from tuiboard.tui.screens.host import bindings_of
from tuiboard.tui.screens.outside_actions import OutsideActions
from tuiboard.tui.screens.triage_actions import TriageActions
from tuiboard.tui.widgets.bars import Piece
from tuiboard.tui.widgets.board_canvas import BoardCanvas
from tuiboard.view.board_view import Tally, tally

if TYPE_CHECKING:
    from tuiboard.tui.widgets.details import Details

WIDE = 120
"""Columns of the terminal from which the details stand beside the board."""
DETAILS_REST = 0.12
"""Seconds the cursor rests before the details follow: a held key doesn't send a panel with every step."""


class BoardScreen(DraftActions, OutsideActions, TriageActions):
    """The board on the screen."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_of("board")

    def __init__(self) -> None:
        super().__init__()
        self._warned = ""
        self._read_only_said = ""
        self._counts: tuple[Workspace, str, Tally] | None = None
        """The counts of the header, and of what: a filter does not change them."""
        self._details_timer: Timer | None = None
        self.details: Details | None = None
        self.details_wanted = True

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
        if self.details is not None:
            self.details.show_card(self.canvas.cursor)

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
        if self.details is not None:
            self.details.board_changed()

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
        if self.size.width >= 100:
            right.insert(0, ("header-dim", f" you: {visible(self.tui.session.who, 20)} "))
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

    def on_resize(self, event: Resize) -> None:
        super().on_resize(event)
        self.call_after_refresh(self._place_details)

    async def _place_details(self) -> None:
        """Wide terminals show the card under the cursor beside the board."""
        wide = self.size.width >= WIDE and self.details_wanted
        if wide and self.details is None:
            from tuiboard.tui.widgets.details import Details

            middle = self.query_one("#middle")
            if not middle.is_attached or self.tui.is_leaving:
                return
            details = Details(self.tui, id="details")
            await middle.mount(details)
            self.details = details  # not before: a cursor that moves meanwhile would ask for parts that are not there
            details.show_card(self.canvas.cursor)
        elif not wide and self.details is not None:
            details, self.details = self.details, None
            await details.remove()

    async def do_view_details(self) -> None:
        """Show or hide the details beside the board."""
        if self.size.width < WIDE:
            self.say(f"There is no room beside the board below {WIDE} columns; enter opens the card.", "warning")
            return
        self.details_wanted = not self.details_wanted
        await self._place_details()

    def on_board_canvas_cursor_moved(self, event: BoardCanvas.CursorMoved) -> None:
        """The details follow once the cursor rests."""
        if self.details is None:
            return
        if self._details_timer is not None:
            self._details_timer.stop()
        self._details_timer = self.set_timer(DETAILS_REST, self._follow_cursor)

    def _follow_cursor(self) -> None:
        if self.details is not None:
            self.details.show_card(self.canvas.cursor)

    def use_palette(self) -> None:
        """Draw with the app's palette, which has changed."""
        super().use_palette()
        self.canvas.use(palette=self.tui.palette)
