"""The projects, drawn line by line: the colour that counts, and a letter a dimension, with its figure where it fits."""

from collections.abc import Hashable, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.message import Message
from textual.strip import Strip

from tuiboard.domain.calendar import due_words
from tuiboard.tui.palette import Palette
from tuiboard.tui.terminal import Glyphs
from tuiboard.tui.widgets.line_table import LineTable
from tuiboard.tui.widgets.row_lines import RowLines, joined_strip
from tuiboard.view.projects import LABELS, LETTERS, ROLES, Dimension, ProjectStatus, letter_words

_RAG, _DEADLINE, _NARROW, _WIDE = 14, 10, 6, 13
_ROOMY = 110
"""Cells from which the figures stand beside the letters."""
_SPONSORED = 150
"""Cells from which the sponsor has a column."""
_SHORT = {"schedule": "Time", "money": "Money", "scope": "Scope", "quality": "Qual.", "people": "People"}
_SPONSOR = 40


class ProjectTable(LineTable):
    """Projects in a table. The cursor is a project's key."""

    HEAD: ClassVar[int] = 1

    class CursorMoved(Message):
        """The cursor stands on another project, or on none."""

    def __init__(self, glyphs: Glyphs, palette: Palette, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines = RowLines(glyphs, palette)
        self._rows: Sequence[ProjectStatus] = ()
        self._words = self._today = ""

    def show(self, rows: Sequence[ProjectStatus], words: str, today: str) -> None:
        """Show other figures; `words` are said where there is no project. The cursor stays on its project."""
        self._rows, self._words, self._today = rows, words, today
        self.show_rows()
        self.post_message(self.CursorMoved())

    @property
    def rows(self) -> int:
        return len(self._rows)

    @property
    def here(self) -> ProjectStatus | None:
        """The project under the cursor."""
        return self._rows[self._index] if self._index < len(self._rows) else None

    def row_key(self, index: int) -> Hashable:
        return self._rows[index].id

    def place_of(self, key: Hashable) -> int | None:
        return next((place for place, row in enumerate(self._rows) if row.id == key), None)

    def go_to(self, key: str) -> None:
        """Put the cursor on a project, where it is shown."""
        place = self.place_of(key)
        if place is not None:
            self.go(place)

    def cursor_moved(self, before: Hashable) -> None:
        self.post_message(self.CursorMoved())

    def _title_cells(self, width: int) -> int:
        taken = 2 + _RAG + 1 + len(LABELS) * (self._dimension(width) + 1) + _DEADLINE
        return max(width - taken - (_SPONSOR + 1 if width >= _SPONSORED else 0), 10)

    def _dimension(self, width: int) -> int:
        return _WIDE if width >= _ROOMY else _NARROW

    def head(self, y: int, width: int) -> Strip:
        style, cells = self.lines.palette.style("column-title", "header-bg"), self._dimension(width)
        names = (label if cells == _WIDE else _SHORT[name] for name, label in LABELS.items())
        texts = [" " + self.lines.fitted("Project", self._title_cells(width)), self.lines.fitted("Status", _RAG)]
        texts += [self.lines.fitted(name, cells) for name in names]
        texts += [self.lines.fitted("Deadline", _DEADLINE)]
        texts += [self.lines.fitted("Sponsor", _SPONSOR)] if width >= _SPONSORED else []
        return joined_strip([Segment(" ".join(texts), style)], width + 1, style)

    def row(self, index: int, line: int, width: int, cursor: bool) -> Strip:
        row, style, cells = self._rows[index], self.lines.palette.style, self._dimension(width)
        ground = "cursor-bg" if cursor else ""
        title = style("cursor-fg" if cursor else "card-title", ground) + Style(bold=cursor or None)
        segments = [
            Segment(self.lines.glyphs.cursor if cursor else " ", style("accent", ground)),
            Segment(self.lines.fitted(row.name, self._title_cells(width)) + " ", title),
            Segment(self.lines.fitted(letter_words(row), _RAG) + " ", style(ROLES[row.rag], ground) + Style(bold=True)),
            *(Segment(self._cell(each, cells), style(ROLES[each.rag], ground)) for each in row.dimensions),
        ]
        late = row.deadline is not None and row.deadline < self._today and bool(row.facts.open)
        deadline = due_words(row.deadline, self._today) if row.deadline and late else row.deadline or "none"
        segments.append(
            Segment(self.lines.fitted(deadline, _DEADLINE), style("card-late" if late else "card-dim", ground))
        )
        if width >= _SPONSORED:
            sponsor = f" {self.lines.fitted(row.sponsor or 'no sponsor', _SPONSOR)}"
            segments.append(Segment(sponsor, style("card-owner" if row.sponsor else "card-dim", ground)))
        return joined_strip(segments, width, title)

    def _cell(self, found: Dimension, cells: int) -> str:
        text = f"{LETTERS[found.rag]} {found.value}" if cells == _WIDE else LETTERS[found.rag]
        return self.lines.fitted(text, cells) + " "

    def empty(self, line: int, width: int) -> Strip:
        return self.lines.words(self._words if line == 1 else "", width)
