"""The board view: columns of cards, and everything that is done there by key."""

import inspect
import time
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.events import Resize
from textual.timer import Timer

from tuiboard.domain.changes import Entry
from tuiboard.domain.refusal import Refusal
from tuiboard.domain.text import visible
from tuiboard.tui.actions import ACTIONS, BY_ID, FOOTER_ORDER, key_sign, keys_of, method_name
from tuiboard.tui.screens.draft_actions import DraftActions
from tuiboard.tui.screens.outside_actions import OutsideActions
from tuiboard.tui.widgets.bars import Bar, Piece
from tuiboard.tui.widgets.board_canvas import BoardCanvas
from tuiboard.view.board_view import tally
from tuiboard.view.words import describe

if TYPE_CHECKING:
    from tuiboard.tui.widgets.details import Details

WIDE = 120
"""Columns of the terminal from which the details stand beside the board."""
OTHERS_SHOWN_SECONDS = 60
DETAILS_REST = 0.12
"""Seconds the cursor rests before the details follow: a held key doesn't send a panel with every step."""


class BoardScreen(DraftActions, OutsideActions):
    """The board on the screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(action.keys or f"f{20 + 0}", f"act('{action.id}')", action.label, id=action.id, show=False)
        for action in ACTIONS
        if action.keys
    ]

    def __init__(self) -> None:
        super().__init__()
        self._others: tuple[float, str] | None = None
        self._warned = ""
        self._read_only_said = ""
        self._details_timer: Timer | None = None
        self.details: Details | None = None
        self.details_wanted = True

    def compose(self) -> ComposeResult:
        glyphs, palette = self.tui.glyphs, self.tui.palette
        self.header_bar = Bar(glyphs, palette, "header-bg", id="header-bar")
        self.canvas = BoardCanvas(glyphs, palette, id="canvas")
        self.canvas.density = self.tui.config.density
        self.footer_bar = Bar(glyphs, palette, "header-bg", id="footer-bar")
        yield self.header_bar
        with Horizontal(id="middle"):
            yield self.canvas
        yield self.footer_bar

    def on_mount(self) -> None:
        self.sort = self.tui.config.sort
        self.canvas.focus()
        self._begin()

    def start_anew(self) -> None:
        """Show another board from its beginning, without the filter and the marks of the one before."""
        self.filter_text, self.filter = "", None
        self._others = None
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

    async def action_act(self, id: str) -> None:
        """Carry out an action of the registry."""
        method = getattr(self, method_name(id), None) or getattr(self.app, method_name(id))
        if self.message is not None and not id.startswith("cursor."):
            self.message = None
            self.show_footer()
        result = method()
        if inspect.isawaitable(result):
            await result

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
        cursor = self.canvas.cursor
        if by_others:
            last = by_others[-1]
            self._others = (time.monotonic(), f"{last.who} {describe(last, self.workspace, 48)}")
            self.set_timer(OTHERS_SHOWN_SECONDS + 0.5, self.show_status)
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
        for screen in self.app.screen_stack:
            told = getattr(screen, "board_changed", None)
            if screen is not self and callable(told):
                told(by_others)

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
        counts = tally(self.workspace, self.today)
        left: list[Piece] = [("header-name", f" {self.canvas.view.name} "), ("header-dim", " "),
                             ("tab-active", " 1 Board "), ("header-dim", " 7 Log ")]  # fmt: skip
        right: list[Piece] = [("header-dim", f" you: {visible(self.tui.session.who, 20)} ")]
        if self._others is not None and time.monotonic() - self._others[0] <= OTHERS_SHOWN_SECONDS:
            right.append(("header-dim", f" {self._others[1]} "))
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
        store = self.tui.session.store
        if store.outside is not None and store.outside.is_edited:
            right.append(("card-late", " changed outside "))
        if store.read_only:
            right.append(("card-late", " read-only "))
        self.header_bar.show(left, right)

    def show_footer(self) -> None:
        """The message, or the keys that work here."""
        if self.message is not None:
            kind, text = self.message
            role = {"error": "error", "warning": "warning", "done": "success"}[kind]
            self.footer_bar.tell(role, text)
            return
        pieces: list[Piece] = []
        room = self.size.width
        for id in FOOTER_ORDER:
            action = BY_ID[id]
            keys = keys_of(action, self.tui.keymap)
            if not keys:
                continue
            sign = "H L" if id == "card.move_right" and keys[0] == "L" else key_sign(keys[0], self.tui.glyphs.ascii)
            if sum(len(t) for _, t in pieces) + len(sign) + len(action.foot) + 3 > room - (
                8 if id != "app.help" else 0
            ):
                continue
            pieces += [("foot-key", f" {sign}"), ("header-dim", f" {action.foot} ")]
        self.footer_bar.show(pieces)

    def on_resize(self, event: Resize) -> None:
        self.show_footer()
        self.call_after_refresh(self._place_details)

    async def _place_details(self) -> None:
        """Wide terminals show the card under the cursor beside the board."""
        wide = self.size.width >= WIDE and self.details_wanted
        if wide and self.details is None:
            from tuiboard.tui.widgets.details import Details

            middle = self.query_one("#middle")
            if not middle.is_attached or self.tui.is_leaving:
                return
            self.details = Details(self.tui, id="details")
            await middle.mount(self.details)
            self.details.show_card(self.canvas.cursor)
        elif not wide and self.details is not None:
            await self.details.remove()
            self.details = None

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
        palette = self.tui.palette
        self.header_bar.use(palette)
        self.footer_bar.use(palette)
        self.canvas.use(palette=palette)
