"""The 5×5 heatmap: a way to see the register, and to walk through it cell by cell.

Probability is on y, impact on x, the origin at the bottom left. A cell says its score and the letter of its band, so it
is read without colour; the heavy line is the appetite.
"""

from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tuiboard.domain.risk_rules import IMPACT_WORDS, PROBABILITY_WORDS, RiskRules
from tuiboard.domain.risks import HIGHEST, OVERALL
from tuiboard.domain.text import to_ascii
from tuiboard.tui.palette import Palette
from tuiboard.tui.terminal import LOOKALIKES, Glyphs
from tuiboard.tui.widgets.card_lines import clipped
from tuiboard.view.risk_matrix import Cell, Matrix, risk_matrix

WORDS_FROM = 66
"""Cells from which the levels of probability stand beside it in words."""
_LABEL, _LONG_LABEL = 2, 17
_SHORT = {"inherent": "i", "now": "o", "target": "t"}
"""What is said of the path where there is little room: as it is marked in the cells."""
LEGEND = "i inherent  o now  t target"
PLUS = "+ opportunity"
_LINES = {False: ("│", "─", "┼", "┃", "━", "╋"), True: ("|", "-", "+", "#", "=", "#")}
"""Thin line down, across and crossing, then the heavy ones of the appetite."""


class Shape(NamedTuple):
    """How the matrix is laid out: cells of the labels, of a cell across and down, and left over on the right."""

    label: int
    across: int
    down: int

    @property
    def width(self) -> int:
        """Cells of the whole matrix."""
        return self.label + HIGHEST * (self.across + 1) - 1

    @property
    def height(self) -> int:
        """Lines of the cells and the lines between them."""
        return HIGHEST * (self.down + 1) - 1


def shape(width: int, height: int) -> Shape:
    """Return the largest matrix for a widget of that size; below the cells stand two lines of labels and a legend."""
    label = _LONG_LABEL if width >= WORDS_FROM else _LABEL
    across = min(max((width - label - HIGHEST + 1) // HIGHEST, 4), 14)
    down = min(max((height - 3 - HIGHEST + 1) // HIGHEST, 1), 3)
    return Shape(label, across, down)


class Heatmap(Widget):
    """The matrix of some risks. The cursor is a cell, and is shown only while one walks through it."""

    ALLOW_SELECT = False

    class CellClicked(Message):
        """A cell was clicked."""

        def __init__(self, probability: int, impact: int) -> None:
            super().__init__()
            self.probability, self.impact = probability, impact

    def __init__(self, glyphs: Glyphs, palette: Palette, id: str | None = None) -> None:
        super().__init__(id=id)
        self.glyphs = glyphs
        self.palette = palette
        self.matrix: Matrix = risk_matrix((), RiskRules())
        self.cell: tuple[int, int] | None = None
        self.path = ""

    def show(self, matrix: Matrix, cell: tuple[int, int] | None, path: str) -> None:
        """Show risks; `cell` is the cursor (probability, impact) or None, `path` the selected risk's way in words."""
        if (matrix, cell, path) != (self.matrix, self.cell, self.path):
            self.matrix, self.cell, self.path = matrix, cell, path
            self.refresh()

    def use(self, palette: Palette) -> None:
        """Draw with another palette."""
        self.palette = palette
        self.refresh()

    # Drawing

    def render_line(self, y: int) -> Strip:
        """One line."""
        form = shape(self.size.width, self.size.height)
        pitch = form.down + 1
        if y < form.height:
            row, line = divmod(y, pitch)
            probability = HIGHEST - row
            if line == form.down:
                return self._filled(self._between(probability, form))
            return self._filled(self._cells(probability, line, form))
        return self._filled(self._below(y - form.height, form))

    def _filled(self, segments: list[Segment]) -> Strip:
        style = self.palette.style("card-dim")
        return Strip(segments).adjust_cell_length(self.size.width, style)

    def _cells(self, probability: int, line: int, form: Shape) -> list[Segment]:
        quiet = self.palette.style("card-dim")
        label = ""
        if line == 0:
            label = str(probability)
            if form.label > _LABEL:
                label = f"{PROBABILITY_WORDS[probability - 1]:>{form.label - 3}} {probability}"
        segments = [Segment(f"{label:<{form.label}}", quiet)]
        for impact in range(1, HIGHEST + 1):
            cell = self.matrix.cell(probability, impact)
            segments.append(self._cell(cell, line, form))
            if impact < HIGHEST:
                segments.append(self._beside(cell, self.matrix.cell(probability, impact + 1)))
        return segments

    def _cell(self, cell: Cell, line: int, form: Shape) -> Segment:
        """Score and letter with the marks of the path; below them, or instead of them, the risks."""
        here = self.cell == (cell.score.probability, cell.score.impact)
        role = f"risk-{cell.band}"
        style = self.palette.badge(role) if cell.ids else self.palette.style(role, "cursor-bg" if here else "")
        if here or cell.marks:
            style += Style(bold=True, reverse=True if here and self.palette.mono else None)
        room = form.across - 2 if here else form.across
        text = self._cell_text(cell, line, room, alone=form.down == 1)
        return Segment(f"[{text}]" if here else text, style)

    def _cell_text(self, cell: Cell, line: int, room: int, alone: bool) -> str:
        if alone and cell.ids:
            tail = f" {cell.letter}{cell.marks}"
            text = self._count(cell, max(room - len(tail), 1))
            return set_cell_size(text.rjust(room - len(tail)) + tail, room)
        if line == 0:
            head = f"{cell.score.value}{cell.letter}"
            return set_cell_size(f"{cell.marks:<{max(room - len(head), 0)}}{head}", room)
        text = self._count(cell, room)
        if line == 2:  # there are too many to name them all in the line above
            text = self.matrix.names(cell, room) if text[:1].isdigit() else ""
        return set_cell_size(text.center(room), room)

    def _count(self, cell: Cell, room: int) -> str:
        """All risks of a cell by their keys, or how many there are."""
        keys = self.matrix.names(cell, 10_000)
        if len(keys) <= room:
            return keys
        words = f"{len(cell.ids)} risks"
        return words if len(words) <= room else str(len(cell.ids))[:room]

    def _beside(self, left: Cell, right: Cell) -> Segment:
        thin, _, _, heavy, _, _ = _LINES[self.glyphs.ascii]
        if left.above != right.above:
            return Segment(heavy, self.palette.style("foreground"))
        return Segment(thin, self.palette.style("rule"))

    def _between(self, probability: int, form: Shape) -> list[Segment]:
        """The line below a row: heavy where the appetite runs between it and the row below."""
        _, thin, cross, _, heavy, heavy_cross = _LINES[self.glyphs.ascii]
        rule, strong = self.palette.style("rule"), self.palette.style("foreground")
        segments = [Segment(" " * form.label, rule)]
        over = [self._differs(probability, impact) for impact in range(1, HIGHEST + 1)]
        for impact in range(1, HIGHEST + 1):
            here = over[impact - 1]
            segments.append(Segment((heavy if here else thin) * form.across, strong if here else rule))
            if impact < HIGHEST:
                beside = (
                    here or over[impact] or self._turns(probability, impact) or self._turns(probability - 1, impact)
                )
                segments.append(Segment(heavy_cross if beside else cross, strong if beside else rule))
        return segments

    def _differs(self, probability: int, impact: int) -> bool:
        return self.matrix.cell(probability, impact).above != self.matrix.cell(probability - 1, impact).above

    def _turns(self, probability: int, impact: int) -> bool:
        return self.matrix.cell(probability, impact).above != self.matrix.cell(probability, impact + 1).above

    def _below(self, line: int, form: Shape) -> list[Segment]:
        quiet = self.palette.style("card-dim")
        if line == 0:
            words = [f"{impact} {word}" for impact, word in enumerate(IMPACT_WORDS[OVERALL], 1)]
            if max(map(len, words)) > form.across:
                words = [word[0] for word in words]
            return [Segment(" " * form.label + " ".join(f"{word:^{form.across}}" for word in words), quiet)]
        if line == 1:
            heavy = _LINES[self.glyphs.ascii][4]
            up, across = ("^", ">") if self.glyphs.ascii else ("↑", "→")
            text = f"{up} probability  {across} impact  {heavy * 2} appetite {self.matrix.appetite}"
            if self.matrix.unrated:
                text += f"  unrated {len(self.matrix.unrated)}"
            for legend in (PLUS if self.matrix.opportunities else "", LEGEND):
                if legend and len(text) + len(legend) + 4 <= self.size.width:
                    text += f"  {legend}"
            return [Segment(self._plain(" " * min(form.label, 2) + text), quiet)]
        if line == 2 and self.path:
            path = self._plain(self.path)
            if cell_len(path) > self.size.width - 2:
                for word, letter in _SHORT.items():
                    path = path.replace(f"{word} ", f"{letter} ")
            return [Segment("  " + clipped(path, self.size.width - 2, self.glyphs), quiet)]
        return []

    def _plain(self, text: str) -> str:
        return to_ascii(text.translate(LOOKALIKES)) if self.glyphs.ascii else text

    # The mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Tell which cell is under the mouse."""
        form = shape(self.size.width, self.size.height)
        x, y = event.x - form.label, event.y
        if 0 <= x < form.width - form.label and 0 <= y < form.height:
            self.post_message(self.CellClicked(HIGHEST - y // (form.down + 1), x // (form.across + 1) + 1))
