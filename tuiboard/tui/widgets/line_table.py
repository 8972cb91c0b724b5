"""A table drawn line by line: only the rows on the screen are ever built, however many there are."""

from abc import abstractmethod
from collections.abc import Hashable
from typing import ClassVar

from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tuiboard.tui.widgets.row_lines import RowLines


class LineTable(Widget, can_focus=True):
    """Rows with a cursor, which is what a row is known by, never a position."""

    ALLOW_SELECT = False
    HEAD: ClassVar[int] = 1
    """Lines above the rows."""
    lines: RowLines

    class Activated(Message):
        """A row was clicked twice."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.pitch = 1
        """Lines of a row."""
        self._index = 0
        self._top = 0
        self._key: Hashable = None
        self._drawn: dict[int, Strip] = {}

    # What a table says of its rows

    @property
    @abstractmethod
    def rows(self) -> int:
        """How many rows there are."""

    @abstractmethod
    def row_key(self, index: int) -> Hashable:
        """What a row is known by when it moves."""

    @abstractmethod
    def place_of(self, key: Hashable) -> int | None:
        """Where the row of that key is now."""

    @abstractmethod
    def head(self, y: int, width: int) -> Strip:
        """A line above the rows."""

    @abstractmethod
    def row(self, index: int, line: int, width: int, cursor: bool) -> Strip:
        """A line of a row. Below the first line a cursor changes the first cell only: that is all a step sends."""

    @abstractmethod
    def empty(self, line: int, width: int) -> Strip:
        """A line of what is said where there is no row."""

    def cursor_moved(self, before: Hashable) -> None:
        """The cursor stands on another key than before."""

    def fit_columns(self) -> None:
        """Find the widths of the columns."""

    # What is shown

    def show_rows(self) -> None:
        """Show what has changed; the cursor stays on its row, or on the place where it was."""
        self.fit_columns()
        place = self.place_of(self._key) if self._key is not None else None
        self._index = place if place is not None else min(self._index, max(self.rows - 1, 0))
        self._set_key()
        self._bring_into_view()
        self.repaint()

    def forget(self) -> None:
        """Keep nothing of what was shown: another board comes."""
        self._index, self._top, self._key = 0, 0, None

    @property
    def page(self) -> int:
        """Rows that fit."""
        return max((self.size.height - self.HEAD) // self.pitch, 1)

    # The cursor

    @property
    def cursor_cells(self) -> int:
        """Cells of a row's first line that look different under the cursor, from the left."""
        return self.size.width - 1

    def step(self, by: int) -> None:
        """Move the cursor by rows, stopping at the ends."""
        if self.rows:
            self.go(min(max(self._index + by, 0), self.rows - 1))

    def go(self, index: int) -> None:
        """Put the cursor on a row."""
        old, top = self._index, self._top
        self._index = index
        self._set_key()
        self._bring_into_view()
        if top != self._top:
            self.repaint()
        elif old != index:
            for row in (old, index):
                y = self.HEAD + (row - self._top) * self.pitch
                self.refresh(Region(0, y, self.cursor_cells, 1))
                if self.pitch > 1:
                    self.refresh(Region(0, y + 1, 1, self.pitch - 1))

    def _set_key(self) -> None:
        key = self.row_key(self._index) if self._index < self.rows else None
        if key != self._key:
            before, self._key = self._key, key
            self.cursor_moved(before)

    def _bring_into_view(self) -> None:
        most = max(self.rows - self.page, 0)
        self._top = min(self._top, self._index)
        self._top = max(self._top, self._index - self.page + 1)
        self._top = max(min(self._top, most), 0)

    def scroll_rows(self, by: int) -> None:
        """Scroll without moving the cursor."""
        top = max(min(self._top + by, self.rows - self.page), 0)
        if top != self._top:
            self._top = top
            self.repaint()

    # Drawing

    def on_resize(self) -> None:
        """Other columns fit."""
        self.fit_columns()
        self._bring_into_view()
        self.draw_anew()

    def draw_anew(self) -> None:
        """Draw every line again, whatever was drawn last."""
        self._drawn.clear()
        self.refresh()

    def repaint(self) -> None:
        """Refresh only the lines that differ from what was drawn last."""
        changed = [y for y in range(self.size.height) if self._drawn.get(y) != self._line(y)]
        if changed:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def render_line(self, y: int) -> Strip:
        """One line of the table."""
        strip = self._drawn[y] = self._line(y)
        return strip

    def _line(self, y: int) -> Strip:
        width = self.size.width - 1
        if width <= 0:
            return Strip([])
        if y < self.HEAD:
            return self.head(y, width)
        row, line = divmod(y - self.HEAD, self.pitch)
        index = self._top + row
        if not self.rows:
            body = self.empty(y - self.HEAD, width)
        elif index < self.rows and row < self.page:
            body = self.row(index, line, width, index == self._index)
        else:
            body = self.lines.words("", width)
        return Strip.join([body, self._scroll_bar(y - self.HEAD)])

    def _scroll_bar(self, line: int) -> Strip:
        many, page = self.rows, self.page
        if many <= page:
            return self.lines.words("", 1)
        height = page * self.pitch
        length = max(height * page // many, 1)
        start = (height - length) * self._top // max(many - page, 1)
        return self.lines.bar(start <= line < start + length)

    # The mouse

    def _row_under(self, event: events.MouseEvent) -> int | None:
        index = self._top + (event.y - self.HEAD) // self.pitch
        return index if event.y >= self.HEAD and index < self.rows else None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Put the cursor where the mouse is."""
        index = self._row_under(event)
        if index is not None:
            self.go(index)

    def on_click(self, event: events.Click) -> None:
        """A second click opens what the row is about."""
        if event.chain == 2 and self._row_under(event) is not None:
            self.post_message(self.Activated())

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll."""
        event.stop()
        self.scroll_rows(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll."""
        event.stop()
        self.scroll_rows(-1)
