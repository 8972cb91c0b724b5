"""One chart of the flow: tabs above, the plot with a cursor on its places, and below what it says."""

from collections.abc import Sequence
from typing import NamedTuple

from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tuiboard.tui.palette import Palette
from tuiboard.tui.terminal import Glyphs
from tuiboard.tui.widgets.card_lines import wrap
from tuiboard.tui.widgets.row_lines import RowLines, joined_strip
from tuiboard.view.charts import Chart
from tuiboard.view.text_charts import LEAST_HEIGHT, chart_lines

_MOST_SAID = 5
"""Lines of the sentence at most."""


class ChartState(NamedTuple):
    """What is shown: the tabs and what stands beside them, the chart, the place of the cursor and what is said of it;
    `empty` instead of a chart."""

    panes: Sequence[tuple[str, bool]] = ()
    note: str = ""
    chart: Chart = Chart("lines", "", ())
    cursor: int | None = None
    words: str = ""
    empty: Sequence[str] = ()


class FlowChart(Widget, can_focus=True):
    """Draws its lines itself."""

    ALLOW_SELECT = False

    class PaneClicked(Message):
        """A tab was clicked."""

        def __init__(self, pane: int) -> None:
            super().__init__()
            self.pane = pane

    class Turned(Message):
        """The wheel was turned: one place on, or back."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def __init__(self, glyphs: Glyphs, palette: Palette, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines = RowLines(glyphs, palette)
        self._state = ChartState()
        self._strips: list[Strip] = []

    def show(self, state: ChartState) -> None:
        """Show something else."""
        if state != self._state:
            self._state = state
            self._draw()

    def use(self, palette: Palette) -> None:
        """Draw with another palette."""
        self.lines.palette = palette
        self._strips = []
        self._draw()

    def on_resize(self) -> None:
        """Draw for the size that it has now."""
        self._strips = []
        self._draw()

    def _draw(self) -> None:
        width, height = self.size
        if width <= 2 or height <= 1:
            return
        before, self._strips = self._strips, self._made(width, height)
        if len(before) != len(self._strips):
            self.refresh()
            return
        spans = [(y, *_difference(*pair)) for y, pair in enumerate(zip(before, self._strips, strict=True))]
        changed = [Region(start, y, end - start, 1) for y, start, end in spans if end > start]
        if changed:
            self.refresh(*changed)

    def _made(self, width: int, height: int) -> list[Strip]:
        state, lines = self._state, self.lines
        head = lines.tabs(state.panes, state.note, width)
        if state.empty:
            told = [line for text in state.empty for line in wrap(text, max(width - 3, 20))]
            return [head, lines.words("", width), *(lines.words(text, width, "foreground") for text in told)]
        said = [lines.words(text, width, "foreground") for text in self._wrapped(state.chart.says, width)]
        here = [lines.words(state.words, width, "accent")] if state.words else []
        room = height - 1 - len(said) - len(here)
        if room < LEAST_HEIGHT:
            said, room = said[: max(height - 1 - len(here) - LEAST_HEIGHT, 1)], LEAST_HEIGHT
        drawn = chart_lines(state.chart, width - 2, room, lines.glyphs.ascii, state.cursor)
        palette = lines.palette
        ground = palette.style("foreground")
        plot = [
            joined_strip(
                [Segment(" ", ground), *(Segment(text, palette.style(role)) for role, text in line)], width, ground
            )
            for line in drawn
        ]
        plot += [lines.words("", width)] * (room - len(plot))
        return [head, *plot, *here, *said]

    def _wrapped(self, text: str, width: int) -> list[str]:
        return wrap(text, max(width - 3, 20))[:_MOST_SAID]

    def render_line(self, y: int) -> Strip:
        """One line."""
        return self._strips[y] if y < len(self._strips) else self.lines.words("", self.size.width)

    def on_click(self, event: events.Click) -> None:
        """Show the chart whose tab was clicked."""
        end = 0
        for pane, (text, _) in enumerate(self._state.panes):
            end += len(text) + 3
            if event.y == 0 and event.x < end:
                self.post_message(self.PaneClicked(pane))
                return

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Go on along the chart."""
        event.stop()
        self.post_message(self.Turned(1))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Go back along the chart."""
        event.stop()
        self.post_message(self.Turned(-1))


def _difference(old: Strip, new: Strip) -> tuple[int, int]:
    """The first cell in which two strips differ, and the one behind the last: a cursor is a cell on every line, and
    not all of each line has to be sent for it."""
    if old == new:
        return 0, 0
    one, other = ([(sign, segment.style) for segment in strip for sign in segment.text] for strip in (old, new))
    if len(one) != len(other) or len(one) != new.cell_length:
        return 0, max(old.cell_length, new.cell_length)  # signs of two cells
    places = [place for place, (was, sign) in enumerate(zip(one, other, strict=True)) if was != sign]
    return (places[0], places[-1] + 1) if places else (0, 0)
