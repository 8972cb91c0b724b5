"""Two to five cards side by side, and the choice of one of them."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tuiboard.tui.dialogs.reckoned_page import ScrolledPage
from tuiboard.tui.safe_text import safe_text
from tuiboard.tui.screens.priority_actions import PriorityActions
from tuiboard.tui.terminal import Glyphs
from tuiboard.tui.widgets.card_lines import clipped, wrap
from tuiboard.view.compare import Comparison

NAME = 12
"""Cells of what is compared."""
TITLE_LINES = 3
BEST = "*"
KEYS = "h l card · enter choose and record · j k scroll · * best of these · esc"


class ComparePage(ScrolledPage):
    """The comparison as a table whose cells are broken into lines, so that five cards fit 80 columns."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,equals_sign", "dismiss", "Leave", show=False),
        Binding("h,left", "card(-1)", "Card on the left", show=False),
        Binding("l,right,tab", "card(1)", "Card on the right", show=False),
        *(Binding(str(number), f"take({number - 1})", f"Choose card {number}", show=False) for number in range(1, 6)),
        Binding("enter", "choose", "Choose", show=False),
    ]

    def __init__(self, found: Comparison, host: PriorityActions) -> None:
        super().__init__()
        self._found, self._host = found, host
        self._at = 0

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog", classes="compare-page"):
            yield Static(safe_text("Which first?"), id="dialog-title")
            with VerticalScroll(id="compare-scroll"):
                yield Static(id="compare-text")
            yield Static(safe_text(KEYS), id="dialog-hint")

    def on_resize(self) -> None:
        """Break the cells anew once the page has its size."""
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        if self.is_attached:
            width = max(self.query_one("#compare-scroll").scrollable_content_region.width - 1, 40)
            lines = compare_lines(self._found, width, self._at, self._host.tui.glyphs)
            self.query_one("#compare-text", Static).update(Content("\n").join(lines))

    def action_card(self, by: int) -> None:
        """Go to another card."""
        self._at = (self._at + by) % len(self._found.ids)
        self._draw()

    def action_take(self, at: int) -> None:
        """Choose the card in that place."""
        if at < len(self._found.ids):
            self._at = at
            self.action_choose()

    def action_choose(self) -> None:
        """Choose the card and ask why."""
        self.dismiss(None)
        self.app.call_later(self._host.ask_decision, self._found.ids, self._found.ids[self._at])


def compare_lines(found: Comparison, width: int, at: int, glyphs: Glyphs) -> Iterator[Content]:
    """The lines of the table; the card in place `at` is marked."""
    each = max((width - NAME) // len(found.ids) - 2, 6)
    titles = [f"{id} {title}" for id, title in zip(found.ids, found.titles, strict=True)]
    yield from _row("", [_title(title, each, glyphs) for title in titles], each, at, bold=True)
    for name, texts, best in found.rows:
        shown = [f"{text} {BEST}" if place in best else text for place, text in enumerate(texts)]
        yield from _row(name, [wrap(text, each) for text in shown], each, at)


def _title(text: str, each: int, glyphs: Glyphs) -> list[str]:
    """A title in a few lines; what is cut ends with a mark."""
    lines = wrap(text, each)
    rest = " ".join(lines[TITLE_LINES - 1 :])
    return lines if len(lines) <= TITLE_LINES else [*lines[: TITLE_LINES - 1], clipped(rest, each, glyphs)]


def _row(name: str, cells: Sequence[Sequence[str]], each: int, at: int, bold: bool = False) -> Iterator[Content]:
    """One thing compared: as many lines as its longest cell has."""
    for line in range(max(len(cell) for cell in cells)):
        found = safe_text(set_cell_size(name if line == 0 else "", NAME)).stylize("dim")
        for place, cell in enumerate(cells):
            text = cell[line] if line < len(cell) else ""
            text = text if cell_len(text) <= each else set_cell_size(text, each)
            piece = safe_text(set_cell_size(f" {text}", each + 2))
            piece = piece.stylize("bold") if bold else piece
            found = found + (piece.stylize("reverse") if place == at else piece)
        yield found
