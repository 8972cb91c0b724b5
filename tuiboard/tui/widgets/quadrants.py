"""The four quadrants above the ranked list, drawn line by line."""

from collections.abc import Sequence

from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tuiboard.domain.pins import Quadrant
from tuiboard.tui.palette import Palette
from tuiboard.tui.terminal import Glyphs
from tuiboard.tui.widgets.rank_lines import RankLines, pairs
from tuiboard.view.priorities import QuadrantView


class Quadrants(Widget):
    """Two rows of two quadrants: important ones above, urgent ones on the left."""

    ALLOW_SELECT = False

    class Clicked(Message):
        """A quadrant was clicked."""

        def __init__(self, quadrant: Quadrant) -> None:
            super().__init__()
            self.quadrant = quadrant

    def __init__(self, glyphs: Glyphs, palette: Palette, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines = RankLines(glyphs, palette)
        self._shown: tuple[Sequence[QuadrantView], Quadrant | None] = ((), None)

    def show(self, quadrants: Sequence[QuadrantView], chosen: Quadrant | None) -> None:
        """Show other quadrants; `chosen` is the one that the list shows."""
        if (quadrants, chosen) != self._shown:
            self._shown = (quadrants, chosen)
            self.refresh()

    def use(self, palette: Palette) -> None:
        """Draw with another palette."""
        self.lines = RankLines(self.lines.glyphs, palette)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of two quadrants."""
        width, each = self.size.width, max(self.size.height // 2, 1)
        quadrants, chosen = self._shown
        row, line = divmod(y, each)
        if not quadrants or row > 1 or width < 4:
            return self.lines.words("", width)
        left = (width - 1) // 2
        strips = []
        for quadrant, cells in zip(pairs(quadrants)[row], (left, width - 1 - left), strict=True):
            if line == 0:
                strips.append(self.lines.quadrant_head(quadrant, cells, quadrant.name == chosen))
            else:
                strips.append(self.lines.quadrant_line(quadrant, line - 1, cells))
        return self.lines.pair(*strips)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Choose the quadrant under the mouse."""
        quadrants, _ = self._shown
        if quadrants:
            below = event.y >= max(self.size.height // 2, 1)
            right = event.x > (self.size.width - 1) // 2
            self.post_message(self.Clicked(quadrants[2 * below + right].name))
