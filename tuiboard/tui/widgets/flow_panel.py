"""All figures of the flow with their sentences: beside the chart on wide terminals."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tuiboard.tui.safe_text import safe_text
from tuiboard.tui.widgets.card_lines import wrap
from tuiboard.view.report import Figure

if TYPE_CHECKING:
    from tuiboard.tui.app import TuiboardApp


class FlowPanel(VerticalScroll, can_focus=False):
    """The figures, that of the chart shown marked."""

    DEFAULT_CSS = "FlowPanel Static { height: auto; }"

    def __init__(self, tui: "TuiboardApp", id: str | None = None) -> None:
        super().__init__(id=id)
        self._tui = tui
        self._figures: Sequence[Figure] = ()
        self._marked = 0

    def compose(self) -> ComposeResult:
        yield Static(id="flow-text")

    def on_resize(self) -> None:
        """Break the lines anew."""
        self._draw()

    def show(self, figures: Sequence[Figure], marked: int) -> None:
        """Show figures, one of them marked."""
        if (figures, marked) != (self._figures, self._marked):
            self._figures, self._marked = figures, marked
            self._draw()

    def draw_anew(self) -> None:
        """Draw in the colours that the theme has now."""
        self._draw()

    def _draw(self) -> None:
        text = next(iter(self.query("#flow-text").results(Static)), None) if self.is_attached else None
        if text is None or self._tui.is_leaving:
            return
        width = max(self.scrollable_content_region.width - 3, 20)
        lines: list[Content] = []
        for place, figure in enumerate(self._figures):
            here = place == self._marked
            sign = self._tui.glyphs.cursor if here else " "
            gap = max(width - len(figure.name) - len(figure.value), 1)
            head = safe_text(f"{sign} {figure.name}{' ' * gap}{figure.value}", 200)
            lines.append(head.stylize(self._color("accent")) if here else head.stylize("bold"))
            lines += [self._dim(f"  {line}") for line in wrap(figure.sentence, width)]
            lines.append(Content(""))
        text.update(Content("\n").join(lines))

    def _dim(self, text: str) -> Content:
        return safe_text(text, 400).stylize(self._color("card-dim"))

    def _color(self, role: str) -> str:
        if self._tui.mono:
            return "bold" if role == "accent" else ""
        return self._tui.theme_variables.get(role, "")
