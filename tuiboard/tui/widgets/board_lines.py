"""The board, drawn line by line: only what is on the screen is ever built, whatever the number of cards."""

from collections.abc import Sequence

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tuiboard.domain.workspace import Workspace
from tuiboard.tui.layout import Layout, Slot, lay_out
from tuiboard.tui.palette import Palette
from tuiboard.tui.terminal import Glyphs
from tuiboard.tui.widgets.card_lines import CardLines
from tuiboard.view.board_view import BoardView, ColumnView

EMPTY_VIEW = BoardView("", (), 0, 0)
HEADER_LINES = 1


class BoardLines(Widget, can_focus=True):
    """All columns in one widget. The cursor is a card's id (or a column, where it is empty), never a position."""

    ALLOW_SELECT = False

    def __init__(self, glyphs: Glyphs, palette: Palette, id: str | None = None) -> None:
        super().__init__(id=id)
        self.glyphs = glyphs
        self.workspace = Workspace()
        self.view = EMPTY_VIEW
        self.today = ""
        self.density = 2
        self.focused_column = 0
        self.cursor: int | None = None
        self.marked: set[int] = set()
        self.folded: set[str] = set()
        self.filtered = False
        self.board_layout = Layout((), 0, 0)
        self._places: dict[int, tuple[int, int]] | None = None
        self._tops: dict[str, int] = {}
        self._drawn: dict[tuple[int, int], Strip] = {}
        self.dragged: int | None = None
        self.drop_column: str | None = None
        self.lines = CardLines(glyphs, palette)

    # What is shown

    def show_board(self, workspace: Workspace, view: BoardView, today: str, filtered: bool) -> None:
        """Show another state; the cursor stays on its card, or goes to the nearest one left in its column."""
        old_place = self.place_of(self.cursor) if self.cursor is not None else None
        old_key = self._key(self.focused_column)
        self.workspace, self.view, self.today, self.filtered = workspace, view, today, filtered
        self._places = None
        self.lines.show(workspace, today)
        self.marked = {id for id in self.marked if self.place_of(id) is not None}
        keys = [column.key for column in view.columns]
        place = self.place_of(self.cursor) if self.cursor is not None else None
        if place is not None:
            self.focused_column = place[0]
        else:
            self.focused_column = (
                keys.index(old_key) if old_key in keys else min(self.focused_column, max(len(keys) - 1, 0))
            )
            ids = self._ids(self.focused_column)
            index = old_place[1] if old_place is not None else 0
            self._set_cursor(ids[min(index, len(ids) - 1)] if ids else None)
        self._arrange()
        self._repaint()

    def forget(self) -> None:
        """Keep nothing of the board shown: another one comes."""
        self.cursor, self.focused_column = None, 0
        self.marked.clear()
        self.folded.clear()
        self._tops.clear()
        self.lines = CardLines(self.glyphs, self.lines.palette)

    def use(self, *, palette: Palette | None = None, density: int | None = None) -> None:
        """Draw with another palette or density."""
        if density is not None:
            self.density = density
        self.lines = CardLines(self.glyphs, palette or self.lines.palette)
        self.lines.show(self.workspace, self.today)
        self._arrange()
        self._drawn.clear()
        self.refresh()

    def redraw(self) -> None:
        """Draw again what a change of marks or folding touches."""
        self._arrange()
        self._repaint()

    def place_of(self, card: int | None) -> tuple[int, int] | None:
        """(column, index) of a shown card."""
        if self._places is None:
            self._places = {
                id: (number, index)
                for number, column in enumerate(self.view.columns)
                for index, id in enumerate(column.ids)
            }
        return self._places.get(card) if card is not None else None

    def _ids(self, column: int) -> Sequence[int]:
        return self.view.columns[column].ids if 0 <= column < len(self.view.columns) else ()

    def _key(self, column: int) -> str:
        return self.view.columns[column].key if 0 <= column < len(self.view.columns) else ""

    @property
    def column(self) -> ColumnView | None:
        """The focused column."""
        return self.view.columns[self.focused_column] if self.focused_column < len(self.view.columns) else None

    @property
    def page(self) -> int:
        """Cards that fit below the headers."""
        return max((self.size.height - HEADER_LINES) // self.density, 1)

    def in_order(self, ids: set[int]) -> list[int]:
        """Shown cards in the order of the board."""
        places = {id: place for id in ids if (place := self.place_of(id)) is not None}
        return sorted(places, key=lambda id: places[id])

    # The cursor

    def move_cursor(self, card: int | None) -> None:
        """Put the cursor on a card; inside the page only the two cards are drawn again."""
        place = self.place_of(card)
        if card is None or place is None:
            return
        old, old_column = self.cursor, self.focused_column
        tops = dict(self._tops)
        self.focused_column = place[0]
        self._set_cursor(card)
        if old_column != place[0]:
            self._arrange()
            self._repaint()
            return
        self._bring_into_view(place)
        if tops != self._tops:
            self._repaint()
        else:
            for id in (old, card):
                self._refresh_card(id)

    def step(self, by: int) -> None:
        """Move the cursor by cards within its column, stopping at the ends."""
        place = self.place_of(self.cursor)
        ids = self._ids(self.focused_column)
        if place is not None and ids:
            self.move_cursor(ids[min(max(place[1] + by, 0), len(ids) - 1)])

    def step_column(self, by: int) -> None:
        """Move to the neighbouring column, to the card at the same height."""
        self.go_to_column(self.focused_column + by)

    def go_to_column(self, column: int, index: int | None = None) -> None:
        """Focus a column; `index` names the card, else the one level with the cursor."""
        if not 0 <= column < len(self.view.columns):
            return
        place = self.place_of(self.cursor)
        row = place[1] - self._tops.get(self._key(self.focused_column), 0) if place is not None else 0
        ids = self._ids(column)
        wanted = index if index is not None else self._tops.get(self._key(column), 0) + row
        if ids:
            self.move_cursor(ids[min(max(wanted, 0), len(ids) - 1)])
            return
        self.focused_column = column
        self._set_cursor(None)
        self._arrange()
        self._repaint()

    def _set_cursor(self, card: int | None) -> None:
        if card != self.cursor:
            self.cursor = card
            self.cursor_moved(card)

    def _bring_into_view(self, place: tuple[int, int]) -> None:
        key = self._key(place[0])
        top, page = self._tops.get(key, 0), self.page
        if place[1] < top:
            top = place[1]
        elif place[1] >= top + page:
            top = place[1] - page + 1
        self._tops[key] = max(min(top, len(self._ids(place[0])) - page), 0)

    def scroll_column(self, column: int, by: int) -> None:
        """Scroll a column by cards without moving the cursor."""
        key = self._key(column)
        most = max(len(self._ids(column)) - self.page, 0)
        top = min(max(self._tops.get(key, 0) + by, 0), most)
        if top != self._tops.get(key, 0):
            self._tops[key] = top
            self._repaint()

    def cursor_moved(self, card: int | None) -> None:
        """Told when the cursor comes to another card, or to none."""

    # Drawing

    def _arrange(self) -> None:
        open_before = [slot.column for slot in self.board_layout.slots if not slot.folded]
        folded = {i for i, column in enumerate(self.view.columns) if column.key in self.folded}
        done = {i for i, c in enumerate(self.workspace.columns()) if c.does == "done"}
        self.board_layout = lay_out(
            self.size.width, len(self.view.columns), self.focused_column, folded, open_before, done
        )
        for index, column in enumerate(self.view.columns):
            most = max(len(column.ids) - self.page, 0)
            self._tops[column.key] = min(self._tops.get(column.key, 0), most)
            if index == self.focused_column and (place := self.place_of(self.cursor)) is not None:
                self._bring_into_view(place)

    def on_resize(self) -> None:
        """Fold and scroll anew."""
        self._arrange()
        self._drawn.clear()
        self.refresh()

    def _repaint(self) -> None:
        """Refresh only the cells whose strips differ from what was drawn last."""
        if not self._drawn:
            self.refresh()
            return
        slots = {slot.x for slot in self.board_layout.slots}
        if any(x not in slots for x, _ in self._drawn):
            self._drawn.clear()
            self.refresh()
            return
        changed = []
        for slot in self.board_layout.slots:
            for y in range(self.size.height):
                old = self._drawn.get((slot.x, y))
                if old is None or old != self._slot_strip(slot, y):
                    changed.append(Region(slot.x, y, slot.width + 1, 1))
        if changed:
            self.refresh(*changed)

    def _refresh_card(self, card: int | None) -> None:
        place = self.place_of(card)
        if place is None:
            return
        slot = self.board_layout.slot_of(place[0])
        row = place[1] - self._tops.get(self._key(place[0]), 0)
        if slot is not None and 0 <= row <= self.page:
            self.refresh(Region(slot.x, HEADER_LINES + row * self.density, slot.width, self.density))

    def render_line(self, y: int) -> Strip:
        """One line of the board."""
        if not self.board_layout.slots and self.view.columns:
            self._arrange()  # the first frame comes before the first resize event
        strips = []
        for slot in self.board_layout.slots:
            strip = self._slot_strip(slot, y)
            self._drawn[slot.x, y] = strip
            strips.append(strip)
        if not strips:
            return self.lines.blank(self.size.width)
        return Strip.join(strips).adjust_cell_length(self.size.width)

    def _slot_strip(self, slot: Slot, y: int) -> Strip:
        column = self.view.columns[slot.column]
        focused = slot.column == self.focused_column
        if slot.folded:
            body = self.lines.rail(column, slot.width, y, self.size.height, self.drop_column == column.key)
        elif y < HEADER_LINES:
            body = self.lines.header(column, slot.width, focused, self._hidden(slot), self.drop_column == column.key)
        else:
            body = self._body_strip(slot, column, y - HEADER_LINES)
        return Strip.join([body, self._rule(slot, column, y)])

    def _hidden(self, slot: Slot) -> tuple[int, int]:
        slots = self.board_layout.slots
        left = self.board_layout.left if slot is slots[0] else 0
        return left, self.board_layout.right if slot is slots[-1] else 0

    def _body_strip(self, slot: Slot, column: ColumnView, row: int) -> Strip:
        place, line = divmod(row, self.density)
        index = self._tops.get(column.key, 0) + place
        if index >= len(column.ids):
            return self._beyond(slot, column, row)
        id = column.ids[index]
        strips = self.lines.card(id, slot.width, self.density, id == self.cursor, id in self.marked, id == self.dragged)
        return strips[line]

    def _beyond(self, slot: Slot, column: ColumnView, row: int) -> Strip:
        if column.ids or slot.column != self.focused_column or row not in (1, 2):
            return self.lines.blank(slot.width)
        if self.filtered and column.holds:
            words = ("No card matches here.", "esc clears the filter")
        else:
            words = ("No cards yet." if self.view.total == 0 else "Empty.", "a adds a card here")
        return self.lines.words(words[row - 1], slot.width)

    def _rule(self, slot: Slot, column: ColumnView, y: int) -> Strip:
        many, page = len(column.ids), self.page
        thumb = False
        if not slot.folded and many > page and y >= HEADER_LINES:
            room = self.size.height - HEADER_LINES
            length = max(room * page // many, 1)
            start = (room - length) * self._tops.get(column.key, 0) // max(many - page, 1)
            thumb = start <= y - HEADER_LINES < start + length
        last = slot is self.board_layout.slots[-1]
        return self.lines.rule(thumb, blank=last and not thumb, header=y < HEADER_LINES)
