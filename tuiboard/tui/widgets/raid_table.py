"""The table of decisions, assumptions, issues and lessons, drawn line by line: only what is on the screen is built."""

from collections.abc import Hashable, Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from tuiboard.domain.raid import RaidItem
from tuiboard.tui.palette import Palette
from tuiboard.tui.terminal import Glyphs
from tuiboard.tui.widgets.line_table import LineTable
from tuiboard.tui.widgets.row_lines import RowLines, joined_strip
from tuiboard.view.raid import RaidRow, raid_row

LEAST_TEXT = 40
"""Cells of a text below which a column is left out for it."""
HEADINGS = {"state": "State", "owner": "Owner", "due": "Due", "date": "Noted", "links": "About"}
WIDTHS = {"state": 10, "owner": 9, "due": 9, "date": 7, "links": 12}
"""Cells of the columns right of the text, without the blank before each."""
DROPPED = ("links", "date", "due", "owner")
"""Columns in the order in which they are left out where there is little room."""

Key = tuple[str, int]
"""What a row is known by: kind and id."""


class RaidState(NamedTuple):
    """What the table shows: its rows, the tabs above, how they are sorted; `empty` is said where there is no row."""

    items: Sequence[RaidItem] = ()
    today: str = ""
    panes: Sequence[tuple[str, bool]] = ()
    note: str = ""
    empty: Sequence[str] = ()


class RaidLines(RowLines):
    """Draws the rows."""

    def heading(self, key: int, text: int, shown: Sequence[str], width: int) -> Strip:
        """Names of the columns."""
        style = self.palette.style("column-title", "header-bg")
        line = " " * (key + 2) + set_cell_size("What", text + 2)
        line += "".join(" " + HEADINGS[name].ljust(WIDTHS[name]) for name in shown)
        return joined_strip([Segment(line, style)], width, style)

    def item(self, row: RaidRow, key: int, text: int, shown: Sequence[str], width: int, cursor: bool) -> Strip:
        """One row; what is over is quiet, what is overdue is marked."""
        ground = "cursor-bg" if cursor else ""
        style = self.palette.style("cursor-fg" if cursor else "card-dim" if row.over else "card-title", ground)
        style += Style(bold=cursor or None)
        segments = [
            Segment(self.glyphs.cursor if cursor else " ", self.palette.style("accent", ground)),
            Segment(f"{row.key:<{key}} ", self.palette.style("card-id", ground)),
            Segment(self.fitted(row.text, text), style),
            Segment(f" {self.glyphs.late}" if row.late else "  ", self.palette.style("card-late", ground)),
        ]
        for name in shown:
            words, role = self._cell(name, row)
            segments.append(Segment(" " + self.fitted(words, WIDTHS[name]), self.palette.style(role, ground)))
        return joined_strip(segments, width, style)

    def _cell(self, name: str, row: RaidRow) -> tuple[str, str]:
        if name == "owner":
            return (row.owner, "card-owner") if row.owner else ("" if row.over else "nobody", "card-late")
        if name == "state":
            return row.state, "card-late" if row.state == "false" and not row.links else "card-dim"
        text = {"due": row.due, "date": row.date, "links": row.links}[name]
        if cell_len(text) > WIDTHS[name] and name != "links":
            text = text.partition(" ")[2] or text  # in another year the month says enough
        return text, "card-late" if name == "due" and row.late else "card-due" if name == "due" else "card-dim"


class RaidTable(LineTable):
    """Rows of them. The cursor is a kind and an id."""

    HEAD: ClassVar[int] = 2
    lines: RaidLines

    class CursorMoved(Message):
        """The cursor stands on another one, or on none."""

    class PaneClicked(Message):
        """A tab above the table was clicked."""

        def __init__(self, pane: int) -> None:
            super().__init__()
            self.pane = pane

    def __init__(self, glyphs: Glyphs, palette: Palette, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines = RaidLines(glyphs, palette)
        self.state = RaidState()
        self._places: dict[Key, int] | None = None
        self._fit: tuple[int, int, tuple[str, ...]] = (3, 30, ())

    def show(self, state: RaidState) -> None:
        """Show another state; the cursor stays on its row, or on the place where it was."""
        self.state, self._places = state, None
        self.show_rows()

    def use(self, palette: Palette) -> None:
        """Draw with another palette."""
        self.lines = RaidLines(self.lines.glyphs, palette)
        self.draw_anew()

    @property
    def rows(self) -> int:
        return len(self.state.items)

    def row_key(self, index: int) -> Hashable:
        item = self.state.items[index]
        return item.kind, item.id

    def place_of(self, key: Hashable) -> int | None:
        if self._places is None:
            self._places = {(item.kind, item.id): index for index, item in enumerate(self.state.items)}
        return self._places.get(key) if isinstance(key, tuple) else None

    @property
    def cursor(self) -> Key | None:
        """The one under the cursor."""
        return self._key if isinstance(self._key, tuple) else None

    def move_cursor(self, key: Key) -> bool:
        """Put the cursor on one; False where it isn't shown."""
        place = self.place_of(key)
        if place is not None:
            self.go(place)
        return place is not None

    def cursor_moved(self, before: Hashable) -> None:
        self.post_message(self.CursorMoved())

    # Drawing

    def fit_columns(self) -> None:
        key = max((len(item.key) for item in self.state.items), default=2)
        shown = list(WIDTHS)
        for name in ("", *DROPPED):
            if name:
                shown.remove(name)
            text = self.size.width - 1 - key - 4 - sum(WIDTHS[column] + 1 for column in shown)
            if text >= LEAST_TEXT:
                break
        self._fit = (key, max(text, 1), tuple(shown))

    def head(self, y: int, width: int) -> Strip:
        if y == 0:
            return self.lines.tabs(self.state.panes, self.state.note, width + 1)
        return self.lines.heading(*self._fit, width + 1)

    def empty(self, line: int, width: int) -> Strip:
        words = self.state.empty
        return self.lines.words(words[line - 1] if 0 < line <= len(words) else "", width)

    def row(self, index: int, line: int, width: int, cursor: bool) -> Strip:
        return self.lines.item(raid_row(self.state.items[index], self.state.today), *self._fit, width, cursor)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Show another pane; the table itself puts the cursor where the mouse is."""
        if event.y > 0:
            return
        at = 0
        for pane, (text, _) in enumerate(self.state.panes):
            at += cell_len(text) + 3
            if event.x < at:
                self.post_message(self.PaneClicked(pane))
                return
