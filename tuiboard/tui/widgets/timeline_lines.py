"""Rows of the timeline as strips of cells: what they are about on the left, the calendar on the right."""

from collections.abc import Sequence
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tuiboard.tui.palette import Palette
from tuiboard.tui.terminal import Glyphs
from tuiboard.tui.widgets.row_lines import RowLines, joined_strip
from tuiboard.view.timeline_bars import Cell, signs

LEAST_CALENDAR = 40
MARKS = 4
_DUE = 11
_LEAST_TITLE, _LONGEST_TITLE = 8, 40
_DUE_FROM = 100
"""Cells from which a row has its due date in words too."""


class TimelineColumns(NamedTuple):
    """The widths of a row: of key, title, due date (0 where there is none) and calendar."""

    key: int
    title: int
    due: int
    calendar: int

    @property
    def left(self) -> int:
        """Cells left of the calendar."""
        return 2 + self.key + 1 + self.title + 1 + (self.due + 1 if self.due else 0) + MARKS + 1


def timeline_columns(width: int, key: int) -> TimelineColumns:
    """Return the widths for a table so wide; `key` are the cells of the longest id."""
    due = _DUE if width >= _DUE_FROM else 0
    taken = 2 + key + 1 + 1 + (due + 1 if due else 0) + MARKS + 1
    title = min(max(width - taken - LEAST_CALENDAR, _LEAST_TITLE), max((width - taken) * 2 // 5, 24), _LONGEST_TITLE)
    return TimelineColumns(key, title, due, max(width - taken - title, 1))


class TimelineLines(RowLines):
    """Draws rows."""

    def __init__(self, glyphs: Glyphs, palette: Palette) -> None:
        super().__init__(glyphs, palette)
        self.signs = signs(glyphs.ascii)

    def heading(self, left: str, right: str, cols: TimelineColumns, width: int) -> Strip:
        """A line above the rows."""
        style = self.palette.style("column-title", "header-bg")
        return joined_strip([Segment(self.fitted(left, cols.left) + right, style)], width, style)

    def card(
        self, key: str, title: str, due: str, marks: str, cells: Sequence[Cell], cols: TimelineColumns, width: int,
        cursor: bool, marked: bool, moved: bool, late: bool,
    ) -> Strip:  # fmt: skip
        """A card: id, title, marks and bar."""
        ground = "cursor-bg" if cursor else "selected-bg" if marked else ""
        dim = self.palette.style("card-dim", ground)
        sign = self.glyphs.arrow if moved else self.glyphs.selected if marked else " "
        segments = [
            self._edge(cursor, ground),
            Segment(f"{sign}{key:>{cols.key}} ",
                    self.palette.style("card-selected" if marked or moved else "card-id", ground)),
            Segment(self.fitted(title, cols.title) + " ",
                    self.palette.style("cursor-fg" if cursor else "card-title", ground) + Style(bold=cursor or None)),
        ]  # fmt: skip
        if cols.due:
            segments.append(Segment(self.fitted(due, cols.due) + " ", dim))
        role = "card-late" if late else "card-value"
        segments += [Segment(f"{marks:<{MARKS}} ", self.palette.style(role, ground)), *self._calendar(cells)]
        return joined_strip(segments, width, dim)

    def head_row(self, name: str, cells: Sequence[Cell], cols: TimelineColumns, width: int, cursor: bool) -> Strip:
        """The heading of a group."""
        ground = "cursor-bg" if cursor else "header-bg"
        named = self.palette.style("foreground", ground) + Style(bold=True)
        segments = [
            self._edge(cursor, ground), Segment(self.fitted(name, cols.left - 1), named),
            *self._calendar(cells, "header-bg"),
        ]  # fmt: skip
        return joined_strip(segments, width, self.palette.style("card-dim", ground))

    def milestone(
        self, name: str, progress: str, cells: Sequence[Cell], cols: TimelineColumns, width: int, cursor: bool
    ) -> Strip:
        """A milestone and its day."""
        ground = "cursor-bg" if cursor else ""
        room = cols.left - 2 - len(progress) - 1
        segments = [
            self._edge(cursor, ground), Segment(self.signs.milestone, self.palette.style("accent", ground)),
            Segment(self.fitted(f" {name}", room), self.palette.style("card-title", ground) + Style(bold=True)),
            Segment(f"{progress} ", self.palette.style("card-dim", ground)), *self._calendar(cells),
        ]  # fmt: skip
        return joined_strip(segments, width, self.palette.style("card-dim", ground))

    def _edge(self, cursor: bool, ground: str) -> Segment:
        return Segment(self.glyphs.cursor if cursor else " ", self.palette.style("accent", ground))

    def _calendar(self, cells: Sequence[Cell], ground: str = "") -> list[Segment]:
        return [Segment(sign, self.palette.style(role or "card-dim", ground)) for sign, role in cells]
