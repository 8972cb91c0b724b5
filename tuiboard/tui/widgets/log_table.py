"""The log as a table: number, when, who, what. Rows are drawn as soon as they are read, and only those shown are."""

from collections.abc import Hashable, Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.message import Message
from textual.strip import Strip

from tuiboard.domain.calendar import local_clock, local_date, short_date
from tuiboard.domain.text import visible
from tuiboard.tui.palette import Palette
from tuiboard.tui.terminal import Glyphs
from tuiboard.tui.widgets.line_table import LineTable
from tuiboard.tui.widgets.row_lines import RowLines, joined_strip
from tuiboard.view.record import PAGE, Place, Record, RecordRow

WHEN = 15
"""Cells of day and time, as in `yesterday 09:00`; of another year only the day is shown."""
MOST_WHO = 16


class LogState(NamedTuple):
    """What the table shows; `head` and `note` stand above it, `empty` where there is no row."""

    record: Record | None
    today: str
    who: int = 6
    head: str = ""
    note: str = ""
    empty: Sequence[str] = ()


class LogTable(LineTable):
    """Rows of the log. The cursor is the entry's number, and the place of what it tells of."""

    HEAD: ClassVar[int] = 2
    lines: RowLines

    class Wanted(Message):
        """Rows of this page are to be drawn, and are not read yet."""

        def __init__(self, page: int) -> None:
            super().__init__()
            self.page = page

    def __init__(self, glyphs: Glyphs, palette: Palette, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines = RowLines(glyphs, palette)
        self.state = LogState(None, "")
        self._asked: set[int] = set()

    def show(self, state: LogState) -> None:
        """Show another state; the cursor stays on its entry, or on the place where it was."""
        if state.record is not self.state.record:
            self._asked.clear()
        self.state = state
        self.show_rows()

    def loaded(self, page: int) -> None:
        """A page was read."""
        self._asked.discard(page)
        self.repaint()

    def use(self, palette: Palette) -> None:
        """Draw with another palette."""
        self.lines = RowLines(self.lines.glyphs, palette)
        self.draw_anew()

    @property
    def cursor_place(self) -> Place | None:
        """What is under the cursor."""
        record = self.state.record
        return record.place(self._index) if record is not None and self._index < record.rows else None

    @property
    def rows(self) -> int:
        return self.state.record.rows if self.state.record is not None else 0

    def row_key(self, index: int) -> Hashable:
        return self.state.record.place(index) if self.state.record is not None else None

    def place_of(self, key: Hashable) -> int | None:
        return self.state.record.row_at(key) if self.state.record is not None and isinstance(key, tuple) else None

    # Drawing

    def head(self, y: int, width: int) -> Strip:
        if y == 0:
            return self.lines.tabs([(self.state.head, True)] if self.state.head else [], self.state.note, width + 1)
        style = self.lines.palette.style("column-title", "header-bg")
        text = f"{'No':>{self._number + 1}}  {'When':>{WHEN}}  {'Who':<{self.state.who}}  What"
        return joined_strip([Segment(text, style)], width + 1, style)

    def empty(self, line: int, width: int) -> Strip:
        words = self.state.empty
        return self.lines.words(words[line - 1] if 0 < line <= len(words) else "", width)

    @property
    def _number(self) -> int:
        return max(len(str(self.state.record.extent.seq)) if self.state.record is not None else 0, 4)

    def row(self, index: int, line: int, width: int, cursor: bool) -> Strip:
        record = self.state.record
        found = record.row(index) if record is not None else None
        if found is None:
            self._ask(index // PAGE)
        return self._drawn_row(found, width, cursor)

    def _ask(self, page: int) -> None:
        if page not in self._asked:
            self._asked.add(page)
            self.post_message(self.Wanted(page))

    def _drawn_row(self, row: RecordRow | None, width: int, cursor: bool) -> Strip:
        glyphs, style = self.lines.glyphs, self.lines.palette.style
        ground = "cursor-bg" if cursor else ""
        quiet = style("card-dim", ground)
        bar = Segment(glyphs.cursor if cursor else " ", style("accent", ground))
        if row is None:
            return joined_strip([bar, Segment(f" {glyphs.ellipsis}", quiet)], width, quiet)
        number = "past" if row.told else str(row.seq)
        when = self._when(row.at)
        what = style("cursor-fg" if cursor else "card-dim" if row.told else "card-title", ground)
        who = style("cursor-fg" if cursor else "card-owner", ground) + Style(bold=cursor or None)
        claimed = f"  (claimed: {row.claimed})" if row.claimed else ""
        start = f"{number:>{self._number}}  {when}  "
        room = width - 1 - len(start) - self.state.who - 2 - cell_len(claimed)
        segments = [
            bar,
            Segment(start, quiet),
            Segment(self.lines.fitted(visible(row.who, MOST_WHO), self.state.who) + "  ", who),
            Segment(self.lines.fitted(row.text, max(room, 1)), what + Style(bold=cursor or None)),
            Segment(claimed, style("card-late", ground)),
        ]
        return joined_strip(segments, width, what)

    def _when(self, at: str) -> str:
        day = short_date(local_date(at), self.state.today)
        return f"{day if day[-4:].isdecimal() else f'{day} {local_clock(at)}':>{WHEN}}"
