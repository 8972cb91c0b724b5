"""Rows of the register as strips of cells: which columns there is room for, and how each is drawn."""

from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tuiboard.tui.widgets.row_lines import RowLines, joined_strip
from tuiboard.view.risk_register import NeedRow, RiskRow

LEAST_TITLE = 30
"""Cells of a title below which a column is left out for it."""
BAND_WORDS = {"critical": "crit", "high": "high", "moderate": "mod", "low": "low", "opportunity": "opp", "unrated": ""}
HEADINGS = {"score": "Score", "emv": "EMV", "owner": "Owner", "review": "Review", "state": "State"}
WIDTHS = {"score": 9, "emv": 7, "owner": 9, "review": 9, "state": 10}
"""Cells of the columns right of the title, without the blank before each."""
DROPPED = ("state", "owner", "emv", "review")
"""Columns in the order in which they are left out where there is little room."""
NOBODY = "nobody"
TAIL = 11
"""Cells of the key that cures something, and its word."""
_URGENT = frozenset({
    "acceptance lapsed", "trigger fired", "escalate", "above appetite", "action blocked", "action overdue",
    "review overdue",
})  # fmt: skip
"""Needs that do not wait; the others are untidy."""
_STANDING = frozenset({"lapsed", "accepted", "occurred", "closed"})
"""States that are told in the place of the review date where there is no column for the state."""


class Columns(NamedTuple):
    """The widths of a row: of the key, of the title, and the columns shown right of it."""

    key: int
    title: int
    shown: tuple[str, ...]
    owner: int = WIDTHS["owner"]

    def width(self, name: str) -> int:
        """Cells of a column, without the blank before it."""
        return self.owner if name == "owner" else WIDTHS[name]


def columns(width: int, key: int, owner: int = WIDTHS["owner"]) -> Columns:
    """Return the columns for a width; the title gets at least 30 cells while there is something to leave out.

    `key` and `owner` are the cells of the longest key and handle.
    """
    shown = list(WIDTHS)
    for name in ("", *DROPPED):
        if name:
            shown.remove(name)
        cols = Columns(key, 0, tuple(shown), min(max(owner, len(NOBODY)), WIDTHS["owner"]))
        title = width - key - 4 - sum(cols.width(column) + 1 for column in shown) - 1
        if title >= LEAST_TITLE:
            break
    return cols._replace(title=max(title, 1))


class RiskLines(RowLines):
    """Draws the rows of the register."""

    def heading(self, cols: Columns, width: int) -> Strip:
        """Names of the columns."""
        style = self.palette.style("column-title", "header-bg")
        text = " " * (cols.key + 2) + set_cell_size("Risk", cols.title + 2)
        for name in cols.shown:
            word = HEADINGS[name]
            text += " " + (word.rjust(cols.width(name)) if name == "emv" else word.ljust(cols.width(name)))
        return joined_strip([Segment(text, style)], width, style)

    def need_heading(self, cols: Columns, width: int) -> Strip:
        """Names of the columns of what needs someone."""
        style = self.palette.style("column-title", "header-bg")
        room = width - 1 - cols.key - 3 - TAIL
        text = " " * (cols.key + 2) + set_cell_size("Risk", _need_title(room) + 2) + "What is needed"
        return joined_strip([Segment(set_cell_size(text, width - 6) + "enter", style)], width, style)

    def risk(self, row: RiskRow, cols: Columns, width: int, cursor: bool) -> Strip:
        """One risk."""
        ground = "cursor-bg" if cursor else ""
        ended = row.state in ("occurred", "closed")
        title = self.palette.style("cursor-fg" if cursor else "card-dim" if ended else "card-title", ground)
        title += Style(bold=cursor or None)
        segments = self._start(row.key, cols, cursor, ground)
        segments.append(Segment(self.fitted(row.title, cols.title), title))
        mark = f" {self.glyphs.late}" if row.needs else "  "
        segments.append(Segment(mark, self.palette.style("card-late", ground)))
        for name in cols.shown:
            segments += self._column(name, row, cols, ground)
        return joined_strip(segments, width, title)

    def _start(self, key: str, cols: Columns, cursor: bool, ground: str) -> list[Segment]:
        bar = self.glyphs.cursor if cursor else " "
        return [
            Segment(bar, self.palette.style("accent", ground)),
            Segment(f"{key:<{cols.key}} ", self.palette.style("card-id", ground)),
        ]

    def _column(self, name: str, row: RiskRow, cols: Columns, ground: str) -> list[Segment]:
        if name == "score":
            return self._score(row, ground)
        text, role = {
            "emv": (row.emv, "risk-opportunity" if row.emv[:1] in ("−", "-") else "card-due"),
            "owner": (row.owner or NOBODY, "card-owner" if row.owner else "card-late"),
            "review": (row.review, "card-late" if row.late else "card-due"),
            "state": (row.state, "card-late" if row.state == "lapsed" else "card-dim"),
        }[name]
        if name == "owner" and not row.owner and row.state in ("occurred", "closed"):
            text = ""
        if name == "review" and cell_len(text) > WIDTHS[name]:
            text = text.partition(" ")[2] or text  # in another year the month says enough
        if name == "review" and "state" not in cols.shown and row.state in _STANDING and not row.late:
            text, role = row.state, "card-late" if row.state == "lapsed" else "card-dim"
        width = cols.width(name)
        shown = self.fitted(text, width)
        if name == "emv":
            shown = " " * (width - cell_len(shown.rstrip())) + shown.rstrip()
        return [Segment(" " + shown, self.palette.style(role, ground))]

    def _score(self, row: RiskRow, ground: str) -> list[Segment]:
        """`20 crit ↑`; what has no score says so."""
        style = self.palette.style(row.role, ground)
        if not row.score:
            return [Segment(f" {'unrated':<{WIDTHS['score']}}", style)]
        trend = {1: self.glyphs.trend_up, -1: self.glyphs.trend_down, 0: self.glyphs.trend_flat}.get(
            2 if row.trend is None else row.trend, " "
        )
        heavy = row.band in ("critical", "high")
        badge = Segment(f" {row.score:>2} {BAND_WORDS.get(row.band, row.band):<4} ", style + Style(bold=heavy or None))
        return [badge, Segment(trend, self.palette.style("card-dim", ground))]

    def need(self, row: NeedRow, sign: str, cols: Columns, width: int, cursor: bool) -> Strip:
        """One thing that needs someone, with the key that cures it."""
        ground = "cursor-bg" if cursor else ""
        room = width - cols.key - 3 - TAIL
        title = _need_title(room)
        name = self.palette.style("cursor-fg" if cursor else "card-title", ground) + Style(bold=cursor or None)
        role = "card-late" if row.need.name in _URGENT else "card-due"
        segments = self._start(row.key, cols, cursor, ground)
        segments += [
            Segment(self.fitted(row.title, title) + "  ", name),
            Segment(self.fitted(row.need.words, max(room - title - 1, 1)), self.palette.style(role, ground)),
            Segment(f"{sign:>{TAIL}}", self.palette.style("foot-key", ground)),
        ]
        return joined_strip(segments, width, name)


def _need_title(room: int) -> int:
    return max(min(room // 3, 60), 12)
