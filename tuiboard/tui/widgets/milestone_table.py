"""The milestones, drawn line by line: a bar of what is done, the state in a word, due date and forecast beside it."""

from collections.abc import Hashable, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.message import Message
from textual.strip import Strip

from tuiboard.domain.calendar import due_words, short_date
from tuiboard.tui.palette import Palette
from tuiboard.tui.terminal import Glyphs
from tuiboard.tui.widgets.line_table import LineTable
from tuiboard.tui.widgets.row_lines import RowLines, joined_strip
from tuiboard.view.milestones import ROLES, MilestoneRow

_KEY, _STATE, _COUNT, _DATE = 4, 11, 7, 11
_BAR_NARROW, _BAR_WIDE = 10, 20
_ROOMY = 110
"""Cells from which the bar is wide."""
_LIKELY = 96
"""Cells from which the day that is as likely as not has a column."""
_PROJECT = 22
_WITH_PROJECT = 130
"""Cells from which the project and the owner have columns."""
_OWNER = 12


class MilestoneTable(LineTable):
    """Milestones in a table. The cursor is a milestone's number."""

    HEAD: ClassVar[int] = 1

    class CursorMoved(Message):
        """The cursor stands on another milestone, or on none."""

    def __init__(self, glyphs: Glyphs, palette: Palette, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines = RowLines(glyphs, palette)
        self._rows: Sequence[MilestoneRow] = ()
        self._words = self._today = ""

    def show(self, rows: Sequence[MilestoneRow], words: str, today: str) -> None:
        """Show other figures; `words` are said where there is no milestone. The cursor stays on its milestone."""
        self._rows, self._words, self._today = rows, words, today
        self.show_rows()
        self.post_message(self.CursorMoved())

    @property
    def rows(self) -> int:
        return len(self._rows)

    @property
    def here(self) -> MilestoneRow | None:
        """The milestone under the cursor."""
        return self._rows[self._index] if self._index < len(self._rows) else None

    def row_key(self, index: int) -> Hashable:
        return self._rows[index].id

    def place_of(self, key: Hashable) -> int | None:
        return next((place for place, row in enumerate(self._rows) if row.id == key), None)

    def go_to(self, id: int) -> None:
        """Put the cursor on a milestone, where it is shown."""
        place = self.place_of(id)
        if place is not None:
            self.go(place)

    def cursor_moved(self, before: Hashable) -> None:
        self.post_message(self.CursorMoved())

    def _bar_cells(self, width: int) -> int:
        return _BAR_WIDE if width >= _ROOMY else _BAR_NARROW

    def _title_cells(self, width: int) -> int:
        taken = 1 + _KEY + 1 + self._bar_cells(width) + 1 + _COUNT + 1 + _STATE + 1 + 2 * (_DATE + 1)
        taken += _DATE + 1 if width >= _LIKELY else 0
        taken += _PROJECT + _OWNER + 2 if width >= _WITH_PROJECT else 0
        return max(width - taken, 10)

    def head(self, y: int, width: int) -> Strip:
        style = self.lines.palette.style("column-title", "header-bg")
        cells = [("Milestone", self._title_cells(width) + _KEY + 1), ("Done", self._bar_cells(width) + 1 + _COUNT),
                 ("State", _STATE), ("Due", _DATE)]  # fmt: skip
        cells += [("Likely", _DATE)] if width >= _LIKELY else []
        cells += [("85 % sure", _DATE)]
        cells += [("Project", _PROJECT), ("Owner", _OWNER)] if width >= _WITH_PROJECT else []
        texts = [self.lines.fitted(text, size) for text, size in cells]
        return joined_strip([Segment(" " + " ".join(texts), style)], width + 1, style)

    def row(self, index: int, line: int, width: int, cursor: bool) -> Strip:
        row, style, fitted = self._rows[index], self.lines.palette.style, self.lines.fitted
        ground = "cursor-bg" if cursor else ""
        title = style("cursor-fg" if cursor else "card-title", ground) + Style(bold=cursor or None)
        bar = self._bar_cells(width)
        full = round(row.share * bar)
        full = min(max(full, 1 if row.share > 0 else 0), bar - 1 if row.share < 1 else bar)
        over, left = ("#", ".") if self.lines.glyphs.ascii else ("█", "░")
        count = f"{len(row.facts.done):,}/{row.cards:,}"
        segments = [
            Segment(self.lines.glyphs.cursor if cursor else " ", style("accent", ground)),
            Segment(fitted(row.key, _KEY) + " ", style("card-id", ground)),
            Segment(fitted(row.title, self._title_cells(width)) + " ", title),
            Segment(over * full, style("success", ground)),
            Segment(left * (bar - full) + " ", style("card-dim", ground)),
            Segment(f"{count:>{_COUNT}} ", style("foreground", ground)),
            Segment(fitted(row.state, _STATE) + " ", style(ROLES[row.state], ground) + Style(bold=True)),
            Segment(fitted(self._due(row), _DATE) + " ", style(self._due_role(row), ground)),
        ]
        found = row.facts.outlook
        if width >= _LIKELY:
            segments.append(Segment(fitted(self._day(found.p50), _DATE) + " ", style("foreground", ground)))
        segments.append(Segment(fitted(self._day(found.p85), _DATE), style("foreground", ground)))
        if width >= _WITH_PROJECT:
            owner = f"@{row.owner}" if row.owner else ""
            segments.append(Segment(" " + fitted(row.project, _PROJECT) + " ", style("card-dim", ground)))
            segments.append(Segment(fitted(owner, _OWNER), style("card-owner", ground)))
        return joined_strip(segments, width, title)

    def _due(self, row: MilestoneRow) -> str:
        if row.due is None:
            return "none"
        return due_words(row.due, self._today) if row.facts.open else short_date(row.due, self._today)

    def _due_role(self, row: MilestoneRow) -> str:
        is_late = row.due is not None and row.due < self._today and bool(row.facts.open)
        return "card-late" if is_late else "card-dim"

    def _day(self, day: str | None) -> str:
        return short_date(day, self._today) if day else ""

    def empty(self, line: int, width: int) -> Strip:
        return self.lines.words(self._words if line == 1 else "", width)
