"""Rows of people with their weeks as bars and numbers, and of one person's cards, as strips of cells."""

from collections.abc import Sequence
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tuiboard.domain.workload import Load
from tuiboard.tui.widgets.rank_lines import short_due
from tuiboard.tui.widgets.row_lines import RowLines, joined_strip
from tuiboard.view.people import OVERLOAD, CardLine, PersonRow, cell_words, hours_words

WIDE = 140
"""Cells from which names and whole headings fit."""
STATE = 11
NUMBER = 6
_NAME = 18
KEPT = 7
"""Cells of how many promises were kept, `12/15`."""
ROOMY = 100
"""Cells from which that fits; below it only the sentence of the person says it."""
_COUNTS = (
    ("Now", "Now"), ("Blkd", "Blocked"), ("Old", "Ageing"), ("Prom", "Promises"), ("Hand", "Hand-offs"),
)  # fmt: skip
"""Headings of the counts, short and in full."""


class PeopleColumns(NamedTuple):
    """The widths of a row: of handle and name, of a bar, and how many weeks fit."""

    handle: int
    name: int
    bar: int
    weeks: int
    is_wide: bool
    kept: int = 0

    @property
    def cell(self) -> int:
        """Cells of one week."""
        return self.bar + 1 + NUMBER

    def count(self, index: int) -> int:
        """Cells of a count."""
        return len(_COUNTS[index][self.is_wide])


def people_columns(width: int, handle: int, weeks: int) -> PeopleColumns:
    """Return the columns for a width; `handle` are the cells of the longest handle, `weeks` those that there are."""
    is_wide = width >= WIDE
    bar = 8 if width >= 160 else 6 if width >= 100 else 3
    kept = KEPT if width >= ROOMY else 0
    cols = PeopleColumns(min(max(handle, 6), 16 if is_wide else 9), _NAME if is_wide else 0, bar, 0, is_wide, kept)
    left = 1 + cols.handle + (cols.name + 1 if cols.name else 0) + 1 + STATE
    left += sum(cols.count(index) + 1 for index in range(len(_COUNTS))) + (kept + 1 if kept else 0)
    return cols._replace(weeks=max(min((width - left) // (cols.cell + 1), weeks), 1))


class PeopleLines(RowLines):
    """Draws people and their cards."""

    def heading(self, cols: PeopleColumns, weeks: Sequence[str], width: int, chosen: int) -> Strip:
        """Names of the columns; the week that the cards below are of is marked."""
        style = self.palette.style("column-title", "header-bg")
        marked = self.palette.style("column-focus", "column-focus-bg")
        text = " " + "Person".ljust(cols.handle) + (" " + "Name".ljust(cols.name) if cols.name else "")
        text += " " + "State".ljust(STATE)
        for index, (short, full) in enumerate(_COUNTS):
            text += " " + (full if cols.is_wide else short).rjust(cols.count(index))
        text += " " + "Kept".rjust(cols.kept) if cols.kept else ""
        segments = [Segment(text, style)]
        for index, week in enumerate(weeks[: cols.weeks]):
            segments.append(Segment(" ", style))
            segments.append(Segment(self.fitted(week, cols.cell), marked if index == chosen else style))
        return joined_strip(segments, width, style)

    def person(self, row: PersonRow, cols: PeopleColumns, width: int, cursor: bool, is_active: bool) -> Strip:
        """One person; without `is_active` the cursor is only a mark: the keys are with the cards."""
        ground = "" if not cursor else "cursor-bg" if is_active else "selected-bg"
        name = self.palette.style("cursor-fg" if cursor and is_active else "card-title", ground)
        dim = self.palette.style("card-dim", ground)
        segments = [
            Segment(self.glyphs.cursor if cursor else " ", self.palette.style("accent", ground)),
            Segment(self.fitted(row.shown, cols.handle), name + Style(bold=cursor or None)),
        ]
        if cols.name:
            segments.append(Segment(" " + self.fitted(row.name, cols.name), dim))
        segments.append(Segment(" " + self.fitted(row.state, STATE), self.palette.style(_state_role(row), ground)))
        counts = (len(row.now), len(row.blocked), len(row.ageing), row.promises, row.handoffs)
        for index, count in enumerate(counts):
            role = (
                "card-dim" if not count else ("card-title", "card-blocked", "card-stale", "card-due", "card-due")[index]
            )
            shown = str(count) if count else self.glyphs.dot
            segments.append(Segment(f" {shown:>{cols.count(index)}}", self.palette.style(role, ground)))
        if cols.kept:
            shown = f"{row.kept.kept}/{row.kept.settled}" if row.kept.settled else self.glyphs.dot
            segments.append(Segment(f" {shown[: cols.kept]:>{cols.kept}}", dim))
        for load in row.load.weeks[: cols.weeks]:
            segments.append(Segment(" ", dim))
            segments += self._week(load, row, cols, ground)
        return joined_strip(segments, width, name)

    def _week(self, load: Load, row: PersonRow, cols: PeopleColumns, ground: str) -> list[Segment]:
        """A bar up to the hours there are, and the share as a number; what is over them ends in a mark."""
        dim = self.palette.style("card-dim", ground)
        late = self.palette.style("card-late", ground)
        if row.handle is None or not row.is_active:
            text = hours_words(load.hours) + ("?" if load.unestimated else "") if load.cards else self.glyphs.dot
            return [
                Segment(self.fitted(text, cols.cell), self.palette.style("card-due", ground) if load.cards else dim)
            ]
        words = cell_words(load)
        if load.share is None:
            return [Segment(self.fitted(words, cols.cell), late if load.is_over else dim)]
        shown, sign, more = words.partition("%")
        words = f"{shown + sign:>4}{self.glyphs.over if load.is_over else ''}{more}"[:NUMBER]
        halves = min(round(load.share * cols.bar * 2), cols.bar * 2)
        if load.hours and not halves:
            halves = 1
        full, half = ("#", "=") if self.glyphs.ascii else ("█", "▌")
        bar = full * (halves // 2) + half * (halves % 2)
        style = late if load.is_over else self.palette.style("card-owner", ground)
        rest = self.glyphs.dot * (cols.bar - len(bar))
        number = late if load.is_over else self.palette.style("card-title", ground) if load.cards else dim
        return [Segment(bar, style), Segment(rest, dim), Segment(" " + self.fitted(words, NUMBER), number)]

    # Cards

    def card(self, card: CardLine, key: int, width: int, cursor: bool, marked: bool) -> Strip:
        """One card of a person: title, column, date, and the hours left."""
        ground = "cursor-bg" if cursor else "selected-bg" if marked else ""
        title = self.palette.style("cursor-fg" if cursor else "card-title", ground) + Style(bold=cursor or None)
        dim = self.palette.style("card-dim", ground)
        column, due, hours = (16, 11, 12) if width >= WIDE else (10, 9, 11)
        room = max(width - 2 - key - 1 - column - due - hours - 3, 1)
        mark = self.glyphs.selected if marked else " "
        note = f" {card.note} " if card.note else ""
        return joined_strip([
            Segment(self.glyphs.cursor if cursor else " ", self.palette.style("accent", ground)),
            Segment(f"{mark}{card.key:>{key}} ", self.palette.style("card-selected" if marked else "card-id", ground)),
            *self._titled(card.title, note, room, title, ground),
            Segment(" " + self.fitted(card.column, column), dim),
            Segment(" " + self.fitted(short_due(card.due, due), due), self.palette.style(card.due_role, ground)),
            Segment(" " + self.fitted(card.hours, hours), dim),
        ], width, title)  # fmt: skip

    def _titled(self, title: str, note: str, room: int, style: Style, ground: str) -> list[Segment]:
        if not note or room < len(note) + 20:
            return [Segment(self.fitted(title, room), style)]
        return [Segment(self.fitted(title, room - len(note)), style),
                Segment(self.plain(note), self.palette.style("card-blocked", ground))]  # fmt: skip


def _state_role(row: PersonRow) -> str:
    return "card-late" if row.state == OVERLOAD or row.state.startswith("over ") else (
        "card-due" if row.state in ("idle", "away") else "card-dim"
    )  # fmt: skip
