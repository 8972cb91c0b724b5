"""Rows of the ranked list and the quadrants above it as strips of cells."""

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tuiboard.domain.pins import Quadrant
from tuiboard.tui.widgets.row_lines import RowLines, joined_strip
from tuiboard.view.priorities import QuadrantView, RankedRow

FIGURE = 5
DUE, WIDE_DUE = 9, 11
"""Cells of a date: those of another year need the more."""
ONE_LINE_FROM = 110
"""Cells from which a row says everything on one line."""
_QUADRANT_CELLS = 8


class RankColumns(NamedTuple):
    """The widths of a row: of key, title and owner, and of the reasons where they stand beside them."""

    key: int
    owner: int
    title: int
    reasons: int
    due: int = DUE


def rank_columns(width: int, key: int, owner: int, pitch: int) -> RankColumns:
    """Return the widths for a row of `pitch` lines; `key` and `owner` are the cells of the longest."""
    owner = min(max(owner, 6), 12)
    due = WIDE_DUE if width >= ONE_LINE_FROM else DUE
    room = width - 2 - key - 1 - FIGURE - 1 - 1 - owner - 1 - due - 1
    reasons = 0
    if pitch == 1:
        room -= _QUADRANT_CELLS + 1 if width >= ONE_LINE_FROM else 0
        reasons = max(room * 9 // 20, 10)
        room -= reasons + 1
    return RankColumns(key, owner, max(room, 1), reasons, due)


class RankLines(RowLines):
    """Draws rows and quadrants."""

    def heading(self, cols: RankColumns, figure: str, width: int) -> Strip:
        """Names of the columns."""
        style = self.palette.style("column-title", "header-bg")
        text = f"  {'':<{cols.key}} {figure:>{FIGURE}} "
        if cols.reasons and width >= ONE_LINE_FROM:
            text += f"{'':<{_QUADRANT_CELLS}} "
        text += self.fitted("Card", cols.title) + f" {'Owner':<{cols.owner}} {'Due':<{cols.due}}"
        text += " Because" if cols.reasons else ""
        return joined_strip([Segment(text, style)], width, style)

    def first(self, row: RankedRow, cols: RankColumns, width: int, cursor: bool, marked: bool) -> Strip:
        """The line with the title; everything, where there is room beside it."""
        ground = self._ground(cursor, marked)
        title = self.palette.style("cursor-fg" if cursor else "card-title", ground) + Style(bold=cursor or None)
        dim = self.palette.style("card-dim", ground)
        segments = [
            self._edge(cursor, marked, ground),
            Segment(f"{self.glyphs.selected if marked else ' '}{row.key:>{cols.key}} ",
                    self.palette.style("card-selected" if marked else "card-id", ground)),
            Segment(f"{row.figure:>{FIGURE}} ", self.palette.style("foreground", ground)),
        ]  # fmt: skip
        if cols.reasons and width >= ONE_LINE_FROM:
            segments.append(Segment(f"{row.quadrant:<{_QUADRANT_CELLS}} ", self._quadrant(row.quadrant, ground)))
        segments += [
            Segment(self.fitted(row.title, cols.title) + " ", title),
            Segment(self.fitted(row.owner, cols.owner) + " ", dim),
            Segment(self.fitted(short_due(row.due, cols.due), cols.due), self.palette.style(row.due_role, ground)),
        ]
        if cols.reasons:
            segments.append(Segment(" " + self.fitted(self._because(row), cols.reasons), dim))
        return joined_strip(segments, width, title)

    def second(self, row: RankedRow, cols: RankColumns, width: int, cursor: bool, marked: bool) -> Strip:
        """The line with quadrant and reasons."""
        ground = self._ground(False, marked)
        dim = self.palette.style("card-dim", ground)
        indent = cols.key + FIGURE + 3
        room = max(width - 1 - indent - _QUADRANT_CELLS - 1, 1)
        segments = [
            self._edge(cursor, marked, ground),
            Segment(" " * indent, dim),
            Segment(f"{row.quadrant:<{_QUADRANT_CELLS}} ", self._quadrant(row.quadrant, ground)),
            Segment(self.fitted(self._because(row), room), dim),
        ]
        return joined_strip(segments, width, dim)

    def _because(self, row: RankedRow) -> str:
        """The reasons; a pin says where to and until when instead of only that it is one."""
        return f"{row.pin}{row.reasons.removeprefix('pinned')}" if row.pin else row.reasons

    def _ground(self, cursor: bool, marked: bool) -> str:
        return "cursor-bg" if cursor else "selected-bg" if marked else ""

    def _edge(self, cursor: bool, marked: bool, ground: str) -> Segment:
        return Segment(self.glyphs.cursor if cursor else " ", self.palette.style("accent", ground))

    def _quadrant(self, name: Quadrant, ground: str) -> Style:
        role = {"Do now": "card-late", "Schedule": "card-value", "Delegate": "card-due"}.get(name, "card-dim")
        return self.palette.style(role, ground)

    # Quadrants

    def quadrant_head(self, quadrant: QuadrantView, width: int, shown: bool) -> Strip:
        """Name and count of a quadrant; the one that the list shows is marked."""
        style = self.palette.style("column-title", "header-bg")
        name = f" {quadrant.name} {quadrant.many} "
        named = self.palette.style("column-focus", "column-focus-bg") if shown else style + Style(bold=True)
        hint = self.plain(HINTS[quadrant.name])
        room = width - cell_len(name) - 1
        tail = f"{hint:>{room}} " if room > cell_len(hint) else " " * (room + 1)
        return joined_strip([Segment(name, named), Segment(tail, style)], width, style)

    def quadrant_line(self, quadrant: QuadrantView, line: int, width: int) -> Strip:
        """A leading card of a quadrant, or what stands there where there is none."""
        dim = self.palette.style("card-dim")
        if line >= len(quadrant.leading):
            return joined_strip([Segment(" nothing" if not quadrant.many and not line else "", dim)], width, dim)
        id, title = quadrant.leading[line]
        head = f" {id} "
        text = self.fitted(title, max(width - cell_len(head) - 1, 1))
        return joined_strip([Segment(head, self.palette.style("card-id")),
                             Segment(text, self.palette.style("card-title"))], width, dim)  # fmt: skip

    def pair(self, left: Strip, right: Strip) -> Strip:
        """Two quadrants side by side."""
        return Strip.join([left, Strip([Segment(self.glyphs.rule, self.palette.style("rule"))], 1), right])


def short_due(due: str, room: int) -> str:
    """In another year the month says enough, where there is no room for the day."""
    return due if cell_len(due) <= room else due.partition(" ")[2] or due


HINTS: dict[Quadrant, str] = {
    "Do now": "urgent, important", "Schedule": "important", "Delegate": "urgent", "Later": "neither",
}  # fmt: skip
"""What puts a card into a quadrant."""


def leading_shown(height: int) -> int:
    """Cards named in each quadrant on a screen of so many lines."""
    return 2 if height < 30 else 3 if height < 45 else 5


def pairs(quadrants: Sequence[QuadrantView]) -> list[tuple[QuadrantView, QuadrantView]]:
    """Two quadrants a line: what is important above, what is urgent on the left."""
    return list(zip(quadrants[::2], quadrants[1::2], strict=True))
