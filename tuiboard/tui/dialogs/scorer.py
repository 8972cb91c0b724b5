"""The small 5×5 scorer: probability and impact of a risk by arrows, by two digits, or dimension by dimension."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tuiboard.domain.risk_rules import IMPACT_WORDS, PROBABILITY_WORDS
from tuiboard.domain.risks import HIGHEST, LEVELS, OVERALL, Score
from tuiboard.tui.dialogs.dialog import Dialog
from tuiboard.tui.dialogs.score_sheet import LEVEL_ORDER, ROWS, Scored, ScoreSheet
from tuiboard.tui.safe_text import is_ascii, safe_text
from tuiboard.tui.terminal import glyphs

GRID_KEYS = "arrows or 2 digits · 0 none · d dimensions · tab level · enter · esc"
ROW_KEYS = "up down · 1 to 5 · 0 none · d grid · tab level · enter · esc"

_LABEL, _CELL = 17, 10
"""Cells of a row's name, and of one field of the grid without the line on its left."""
_NARROW_LABEL, _LEAST_CELL = 2, 4
_ROW_WORDS, _SCALE_WORDS = 43, 28
"""Cells of a dimension with its level, and of the words of all levels beside them."""
_TALL = 24
"""Lines of the terminal from which lines of the appetite stand between the rows."""
_LEVELS = range(1, HIGHEST + 1)
_CORNERS = " │││─┘┐┤─└┌├─┴┬┼"
"""Signs for lines that meet, by arms: up 1, down 2, left 4, right 8."""


class Scorer(Dialog[list[Scored] | None]):
    """Arrows or hjkl walk over the grid, two digits set probability and impact at once, tab goes on to the next level.

    The answer holds every level that was changed, and the one shown. `tone` gives colours by role (none without
    colour), `note` says why it is asked.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", "Leave", show=False),
        Binding("enter", "take", "Record", show=False),
        Binding("left,h", "step(-1,0)", "Less impact", show=False),
        Binding("right,l", "step(1,0)", "More impact", show=False),
        Binding("up,k", "step(0,1)", "More probable", show=False),
        Binding("down,j", "step(0,-1)", "Less probable", show=False),
        Binding("tab", "level(1)", "Next level", show=False, priority=True),
        Binding("shift+tab", "level(-1)", "Level before", show=False, priority=True),
        Binding("d", "turn", "Dimensions", show=False),
        Binding("backspace,delete", "digit(0)", "None", show=False),
        *(Binding(str(n), f"digit({n})", f"Number {n}", show=False) for n in range(10)),
    ]

    def __init__(self, title: str, sheet: ScoreSheet, tone: Mapping[str, str], note: str = "") -> None:
        super().__init__()
        self._title, self._sheet, self._tone, self._note = title, sheet, tone, note

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog", classes="scorer"):
            yield Static(safe_text(self._title), id="dialog-title")
            if self._note:
                yield Static(safe_text(self._note), id="scorer-note")
            yield Static(id="scorer-levels")
            yield Static(id="scorer-grid")
            yield Static(id="scorer-words")
            yield Static(id="dialog-hint")

    def on_mount(self) -> None:
        self.call_after_refresh(self._show)

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self._show)

    # What is shown

    def _show(self) -> None:
        if not self.is_attached:
            return
        sheet = self._sheet
        grid = self.query_one("#scorer-grid", Static)
        width = grid.content_size.width
        self.query_one("#scorer-levels", Static).update(self._levels(width))
        grid.update(self._rows(width) if sheet.by_dimension else self._grid(width))
        words = [sheet.sum_in_words(), sheet.appetite_in_words()]
        words.append(sheet.replaced_in_words() or self._was())
        self.query_one("#scorer-words", Static).update(safe_text("\n".join(words), 400, keep="\n"))
        self._say(ROW_KEYS if sheet.by_dimension else GRID_KEYS)

    def _say(self, text: str, wrong: bool = False) -> None:
        hint = self.query_one("#dialog-hint", Static)
        hint.update(safe_text(text))
        hint.set_class(wrong, "wrong")

    def _was(self) -> str:
        sheet = self._sheet
        was = sheet.recorded()
        if was is None or was == sheet.score():
            return ""
        return f"Recorded until now: {sheet.in_words(was)} (probability {was.probability}, impact {was.impact})."

    def _levels(self, width: int) -> Content:
        """The levels side by side; what doesn't fit goes on in the next line."""
        line, used = Content(""), 0
        for level in LEVEL_ORDER:
            changed = "*" if self._sheet.is_changed(level) else ""
            here = level == self._sheet.level
            score = self._sheet.score(level)
            words = self._sheet.in_words(score) if here or score is None else str(score.value)
            text = f"{level} ({level[0]}) {words}{changed}"
            used += len(text) + 3
            if used > width + 1:
                line, used = line + Content("\n"), len(text) + 3
            line = line + (safe_text(f"[{text}]").stylize("bold") if here else safe_text(f" {text} ").stylize("dim"))
            line = line + Content(" ")
        return line

    def _cell_width(self, width: int) -> tuple[int, int]:
        """Cells of the row names and of one field."""
        if width >= _LABEL + HIGHEST * (_CELL + 1):
            return _LABEL, _CELL
        return _NARROW_LABEL, max((width - _NARROW_LABEL) // HIGHEST - 1, _LEAST_CELL)

    @property
    def _pitch(self) -> int:
        """Lines from one row of the grid to the next: on few lines there is none between them."""
        return 2 if self.app.size.height >= _TALL else 1

    def _grid(self, width: int) -> Content:
        """Probability from the bottom up, impact from left to right, the line of the appetite between the fields."""
        label, cell = self._cell_width(width)
        wide = label == _LABEL
        lines: list[Content] = []
        for probability in reversed(_LEVELS):
            name = f"{PROBABILITY_WORDS[probability - 1]} {probability}" if wide else str(probability)
            row = safe_text(f"{name:>{label - 1}} ")
            row = row.stylize("bold" if probability == self._sheet.rating.probability else "dim")
            for impact in _LEVELS:
                edge = "│" if self._parted(probability, impact - 1, probability, impact) else " "
                row = row + safe_text(edge) + self._field(probability, impact, cell)
            lines.append(row)
            if probability > 1 and self._pitch > 1:
                lines.append(self._between(probability, label, cell))
        lines.append(self._heads([str(impact) for impact in _LEVELS], label, cell))
        if wide:
            lines.append(self._heads(IMPACT_WORDS[OVERALL], label, cell))
        return Content("\n").join(lines)

    def _heads(self, names: Sequence[str], label: int, cell: int) -> Content:
        """Names of the columns."""
        heads = safe_text(" " * label)
        for impact, name in zip(_LEVELS, names, strict=True):
            head = safe_text(f" {f' {name}' if len(name) < cell else name:<{cell}}")
            heads = heads + head.stylize("bold" if impact == self._sheet.rating.largest else "dim")
        return heads

    def _between(self, above: int, label: int, cell: int) -> Content:
        """The line below the row `above`: where the appetite lies between two rows."""
        text = " " * label
        for impact in _LEVELS:
            arms = (
                self._parted(above, impact - 1, above, impact),
                self._parted(above - 1, impact - 1, above - 1, impact),
                self._parted(above, impact - 1, above - 1, impact - 1),
                self._parted(above, impact, above - 1, impact),
            )
            text += _CORNERS[sum(1 << bit for bit, arm in enumerate(arms) if arm)]
            text += ("─" if arms[3] else " ") * cell
        return safe_text(text)

    def _parted(self, probability: int, impact: int, other_probability: int, other_impact: int) -> bool:
        """True where the appetite lies between two fields; the edge of the grid parts nothing."""
        if not (impact >= 1 and other_impact >= 1 and probability >= 1 and other_probability >= 1):
            return False
        above = self._sheet.rules.is_above_appetite
        return above(Score(probability, impact)) != above(Score(other_probability, other_impact))

    def _field(self, probability: int, impact: int, cell: int) -> Content:
        """Score and letter of the band; brackets are the cursor, letters the levels recorded here."""
        sheet, score = self._sheet, Score(probability, impact)
        band = sheet.rules.band(score)
        here = (sheet.rating.probability, sheet.rating.largest) == (probability, impact)
        marks = "".join(level[0] for level in LEVELS if sheet.recorded(level) == score)
        left, right = ("[", "]") if here else (" ", " ")
        inner = f"{score.value:>2} {band[0].upper()}" if cell >= _CELL else f"{score.value:>2}"
        if marks:
            inner = f"{inner} {marks}"[: cell - 2]
        text = f"{left}{inner}{right}"
        content = safe_text(f"{text[:cell]:<{cell}}")
        if here:
            return content.stylize("reverse bold")
        color = self._tone.get(f"risk-{band}", "")
        return content.stylize(color) if color else content

    def _rows(self, width: int) -> Content:
        """Probability and the five dimensions; the words of all levels of the row under the cursor beside them."""
        sheet = self._sheet
        bar = glyphs(is_ascii()).cursor
        row = ROWS[sheet.row]
        scale = PROBABILITY_WORDS if row == "probability" else IMPACT_WORDS[row]
        lines = []
        for index, name in enumerate(ROWS):
            level = sheet.row_level(name)
            words = "" if level is None else (PROBABILITY_WORDS if index == 0 else IMPACT_WORDS[name])[level - 1]
            text = f"{bar if index == sheet.row else ' '} {name:<12} {'-' if level is None else level}  {words}"
            line = safe_text(f"{text:<{_ROW_WORDS}}")
            line = line.stylize("reverse") if index == sheet.row else line
            has_room = width >= _ROW_WORDS + _SCALE_WORDS and index < HIGHEST
            beside = f" {index + 1} {scale[index]}" if has_room else ""
            lines.append(line + safe_text(beside).stylize("dim"))
        overall = sheet.rating.impact.get(OVERALL)
        if overall is not None:
            lines.append(safe_text(f"  {OVERALL:<12} {overall}  {IMPACT_WORDS[OVERALL][overall - 1]}").stylize("dim"))
        return Content("\n").join(lines)

    # Keys

    def action_step(self, right: int, up: int) -> None:
        """Walk."""
        self._sheet.step(right, up)
        self._show()

    def action_digit(self, digit: int) -> None:
        """Set by a digit."""
        self._sheet.digit(digit)
        self._show()
        if digit > HIGHEST:
            self._say(f"Levels go from 1 to {HIGHEST}.", True)
        elif self._sheet.half:
            self._say("Now the impact: 1 to 5 (or enter keeps it).")

    def action_level(self, by: int) -> None:
        """Another level."""
        self._sheet.next_level(by)
        self._show()

    def action_turn(self) -> None:
        """Dimension by dimension, or the grid."""
        self._sheet.turn()
        self._show()

    def on_click(self, event: events.Click) -> None:
        """A click on a field of the grid takes the cursor there."""
        grid = self.query_one("#scorer-grid", Static)
        offset = event.get_content_offset(grid)
        if event.widget is not grid or offset is None or self._sheet.by_dimension:
            return
        label, cell = self._cell_width(grid.content_size.width)
        impact, line = (offset.x - label) // (cell + 1) + 1, offset.y
        pitch = self._pitch
        if offset.x >= label and impact in _LEVELS and line % pitch == 0 and line // pitch < HIGHEST:
            self._sheet.put(HIGHEST - line // pitch, impact)
            self._show()

    def action_take(self) -> None:
        """Record what is set."""
        trouble = self._sheet.trouble()
        scored = self._sheet.scored()
        if trouble:
            self._say(trouble, True)
        elif not scored:
            self._say("Nothing is set: arrows or two digits set a score, esc leaves.", True)
        else:
            self.dismiss(scored)

    def action_leave(self) -> None:
        """Leave it as it is."""
        self.dismiss(None)
