"""The support queue, drawn line by line: two lines a card, what is to be escalated marked in words."""

from collections.abc import Hashable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.message import Message
from textual.strip import Strip

from tuiboard.domain.support import waited_words
from tuiboard.domain.text import visible
from tuiboard.tui.palette import Palette
from tuiboard.tui.terminal import Glyphs
from tuiboard.tui.widgets.line_table import LineTable
from tuiboard.tui.widgets.row_lines import RowLines, joined_strip
from tuiboard.view.support import SupportRow, helpers_words, level_words, why_words

_OWNER, _WAITED, _LEVEL = 12, 9, 22


class SupportTable(LineTable):
    """Cards that wait. The cursor is a card's id."""

    HEAD: ClassVar[int] = 1

    class CursorMoved(Message):
        """The cursor stands on another card, or on none."""

    def __init__(self, glyphs: Glyphs, palette: Palette, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines = RowLines(glyphs, palette)
        self.pitch = 2
        self._rows: Sequence[SupportRow] = ()
        self._words = ""
        self._key_cells = 2

    def show(self, rows: Sequence[SupportRow], words: str) -> None:
        """Show another queue; `words` are said where it is empty. The cursor stays on its card."""
        self._rows, self._words = rows, words
        self.show_rows()
        self.post_message(self.CursorMoved())

    @property
    def rows(self) -> int:
        return len(self._rows)

    @property
    def here(self) -> SupportRow | None:
        """The row under the cursor."""
        return self._rows[self._index] if self._index < len(self._rows) else None

    def row_key(self, index: int) -> Hashable:
        return self._rows[index].id

    def place_of(self, key: Hashable) -> int | None:
        return next((place for place, row in enumerate(self._rows) if row.id == key), None)

    def cursor_moved(self, before: Hashable) -> None:
        self.post_message(self.CursorMoved())

    def fit_columns(self) -> None:
        self._key_cells = max((len(str(row.id)) for row in self._rows), default=2)

    def head(self, y: int, width: int) -> Strip:
        style = self.lines.palette.style("column-title", "header-bg")
        text = " " * (self._key_cells + 2) + self.lines.fitted("Card", self._title(width))
        return joined_strip(
            [Segment(f"{text} {'Owner':<{_OWNER}} {'Waits':>{_WAITED}}  Level", style)], width + 1, style
        )

    def _title(self, width: int) -> int:
        return max(width - self._key_cells - 2 - _OWNER - _WAITED - _LEVEL - 5, 10)

    def row(self, index: int, line: int, width: int, cursor: bool) -> Strip:
        row, style = self._rows[index], self.lines.palette.style
        ground = "cursor-bg" if cursor and line == 0 else ""
        edge = Segment(self.lines.glyphs.cursor if cursor else " ", style("accent", ground))
        if line > 0:
            why, helped = why_words(row), helpers_words(row.helpers)
            room = width - self._key_cells - 3
            helped = f"  could help: {helped}" if helped else ""
            if cell_len(why) + cell_len(helped) > room:  # both are cut: the page says them whole
                why = self.lines.fitted(why, max(room - min(cell_len(helped), room // 2), 1))
            return joined_strip([
                edge, Segment(" " * (self._key_cells + 1), style("card-dim")),
                Segment(self.lines.plain(why), style("card-blocked") + Style(bold=False)),
                Segment(self.lines.fitted(helped, max(room - cell_len(why), 1)), style("card-dim")),
            ], width, style("card-dim"))  # fmt: skip
        title = style("cursor-fg" if cursor else "card-title", ground) + Style(bold=cursor or None)
        owner = f"@{visible(row.owner, 24)}" if row.owner else "nobody"
        level = style("card-late" if row.is_to_escalate else "card-dim", ground)
        return joined_strip([
            edge, Segment(f"{row.id:>{self._key_cells}} ", style("card-id", ground)),
            Segment(self.lines.fitted(row.title, self._title(width)) + " ", title),
            Segment(self.lines.fitted(owner, _OWNER) + " ", style("card-owner", ground)),
            Segment(f"{waited_words(row.hours):>{_WAITED}}  ", style("foreground", ground)),
            Segment(self.lines.fitted(level_words(row), _LEVEL), level),
        ], width, title)  # fmt: skip

    def empty(self, line: int, width: int) -> Strip:
        return self.lines.words(self._words if line == 1 else "", width)
