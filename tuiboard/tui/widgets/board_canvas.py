"""The board with a mouse: click, double click, wheel, and dragging a card."""

from textual import events
from textual.message import Message

from tuiboard.tui.layout import Slot
from tuiboard.tui.palette import Palette
from tuiboard.tui.terminal import Glyphs
from tuiboard.tui.widgets.board_lines import HEADER_LINES, BoardLines


class BoardCanvas(BoardLines):
    """The board as the screen uses it: it tells of its cursor, of opened and of dragged cards."""

    class CursorMoved(Message):
        """The cursor stands on another card, or on none."""

        def __init__(self, card: int | None) -> None:
            super().__init__()
            self.card = card

    class CardActivated(Message):
        """A card was clicked twice."""

        def __init__(self, card: int) -> None:
            super().__init__()
            self.card = card

    class CardDropped(Message):
        """A card was dragged to a place: right below `after`, or at the top of the column."""

        def __init__(self, card: int, column: str, after: int | None) -> None:
            super().__init__()
            self.card, self.column, self.after = card, column, after

    def __init__(self, glyphs: Glyphs, palette: Palette, id: str | None = None) -> None:
        super().__init__(glyphs, palette, id)
        self._drag: tuple[int, bool] | None = None
        """The card under the pressed button, and whether it has been moved."""
        self._drop: tuple[str, int | None] | None = None
        """Where it would go: the column, and the card that it would stand below."""

    def cursor_moved(self, card: int | None) -> None:
        """Tell the screen."""
        self.post_message(self.CursorMoved(card))

    def card_at(self, x: int, y: int) -> tuple[Slot | None, int | None]:
        """The slot and the card under a cell."""
        slot = self.board_layout.slot_at(x)
        if slot is None or slot.folded or y < HEADER_LINES:
            return slot, None
        index = self._tops.get(self._key(slot.column), 0) + (y - HEADER_LINES) // self.density
        ids = self._ids(slot.column)
        return slot, ids[index] if index < len(ids) else None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Put the cursor where the mouse is, and be ready to drag."""
        slot, card = self.card_at(event.x, event.y)
        if slot is None or event.button != 1:
            return
        if card is None:
            self.go_to_column(slot.column)
            return
        self.move_cursor(card)
        self._drag = (card, False)
        self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show where a dragged card would go."""
        if self._drag is None:
            return
        card = self._drag[0]
        slot, under = self.card_at(event.x, event.y)
        if slot is None or (under == card and not self._drag[1]):
            return
        self._drag = (card, True)
        drop = self._drop_place(slot, under, card, event.y)
        if drop != self._drop:
            self._drop = drop
            self._show_drag()

    def _drop_place(self, slot: Slot, under: int | None, card: int, y: int) -> tuple[str, int | None]:
        key = self._key(slot.column)
        ids = [id for id in self._ids(slot.column) if id != card]
        if y < HEADER_LINES:
            return key, None
        if under is None or under == card:
            return key, ids[-1] if ids and under is None else self._before(ids, card)
        return key, under

    def _before(self, ids: list[int], card: int) -> int | None:
        place = self.place_of(card)
        return ids[place[1] - 1] if place is not None and 0 < place[1] <= len(ids) else None

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Drop."""
        drag, drop = self._drag, self._drop
        self._drag = self._drop = None
        self.release_mouse()
        if drag is not None and drag[1] and drop is not None:
            self.post_message(self.CardDropped(drag[0], drop[0], drop[1]))
        if drag is not None:
            self._show_drag()

    def on_click(self, event: events.Click) -> None:
        """A second click opens the card."""
        _, card = self.card_at(event.x, event.y)
        if event.chain == 2 and card is not None:
            self.post_message(self.CardActivated(card))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll the column under the mouse."""
        self._wheel(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll the column under the mouse."""
        self._wheel(event, -1)

    def _wheel(self, event: events.MouseEvent, by: int) -> None:
        slot = self.board_layout.slot_at(event.x)
        if slot is not None:
            event.stop()
            self.scroll_column(slot.column, by)

    def _show_drag(self) -> None:
        self.dragged = self._drag[0] if self._drag is not None and self._drag[1] else None
        self.drop_column = self._drop[0] if self._drop is not None else None
        self.redraw()
