"""The header and the footer: one line each, drawn by themselves."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from tuiboard.domain.text import to_ascii
from tuiboard.tui.palette import Palette
from tuiboard.tui.terminal import Glyphs
from tuiboard.tui.widgets.card_lines import clipped, wrap

MOST_LINES = 3
LEAST_PIECE = 14
"""Cells below which a piece that is cut says nothing."""
Piece = tuple[str, str]
"""(role, text)"""


class Bar(Widget):
    """One line: pieces on the left and pieces on the right, which give way from their left end when it is narrow."""

    def __init__(self, glyphs: Glyphs, palette: Palette, ground: str, id: str | None = None) -> None:
        super().__init__(id=id)
        self.glyphs = glyphs
        self.palette = palette
        self._ground = ground
        self._left: Sequence[Piece] = ()
        self._right: Sequence[Piece] = ()
        self._lines: tuple[str, list[str]] | None = None
        self._height = 1

    def show(self, left: Sequence[Piece], right: Sequence[Piece] = ()) -> None:
        """Show other pieces; texts must have passed through `visible`."""
        if (left, right) != (self._left, self._right) or self._lines is not None:
            self._left, self._right, self._lines = left, right, None
            self._grow(1)
            self.refresh()

    def tell(self, role: str, text: str) -> None:
        """Show one text instead, on up to three lines."""
        lines = wrap(to_ascii(text) if self.glyphs.ascii else text, max(self.size.width - 2, 10))
        if len(lines) > MOST_LINES:
            lines = [*lines[: MOST_LINES - 1], lines[MOST_LINES - 1] + self.glyphs.ellipsis]
        self._lines = (role, lines)
        self._grow(len(lines))
        self.refresh()

    def _grow(self, height: int) -> None:
        """Setting a height lays the whole screen out anew, even where it is the same."""
        if height != self._height:
            self._height = height
            self.styles.height = height

    def use(self, palette: Palette) -> None:
        """Draw with another palette."""
        self.palette = palette
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """The line; a text that was told is broken into as many lines as the bar has."""
        width = self.size.width
        ground = self.palette.style("foreground", self._ground)
        if self._lines:
            role, lines = self._lines
            text = lines[y] if y < len(lines) else ""
            segments, _ = self._segments([(role, f" {text}")], width)
            return Strip(segments).adjust_cell_length(width, ground)
        if y > 0:
            return Strip([Segment(" " * width, ground)], width)
        right = list(self._right)
        left = min(self._width(self._left), max(width * 3 // 5, 12) if right else width)
        while right and (over := self._width(right) + left + 2 - width) > 0:
            role, text = right.pop(0)
            if cell_len(text) - over >= LEAST_PIECE:
                right.insert(0, (role, clipped(text, cell_len(text) - over - 1, self.glyphs) + " "))
        room = width - (self._width(right) + 1 if right else 0)
        segments, used = self._segments(self._left, room)
        tail, length = self._segments(right, width)
        segments.append(Segment(" " * max(width - used - length, 0), ground))
        return Strip([*segments, *tail]).adjust_cell_length(width, ground)

    def _width(self, pieces: Sequence[Piece]) -> int:
        return sum(cell_len(text) for _, text in pieces)

    def _segments(self, pieces: Sequence[Piece], room: int) -> tuple[list[Segment], int]:
        segments = []
        used = 0
        for role, raw in pieces:
            text = to_ascii(raw) if self.glyphs.ascii else raw
            whole, text = text, clipped(text, room - used, self.glyphs)
            if not text:
                break
            style: Style = self.palette.style(role, "accent" if role == "tab-active" else self._ground)
            segments.append(Segment(text, style))
            used += cell_len(text)
            if text != whole:
                break
        return segments, used
