"""What rows of any table are drawn with: cut texts, tabs above, quiet sentences, the scroll bar."""

from collections.abc import Iterable, Sequence

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tuiboard.domain.text import to_ascii
from tuiboard.tui.palette import Palette
from tuiboard.tui.terminal import LOOKALIKES, Glyphs
from tuiboard.tui.widgets.card_lines import clipped


class RowLines:
    """Draws what tables have in common."""

    def __init__(self, glyphs: Glyphs, palette: Palette) -> None:
        self.glyphs = glyphs
        self.palette = palette

    def tabs(self, panes: Sequence[tuple[str, bool]], note: str, width: int) -> Strip:
        """The panes of the table, the one shown marked, and how it is sorted."""
        ground = self.palette.style("column-title")
        segments = []
        for text, active in panes:
            style = self.palette.style("column-focus", "column-focus-bg") if active else ground
            segments += [Segment(f" {text} ", style), Segment(" ", ground)]
        used = sum(cell_len(segment.text) for segment in segments)
        shown = clipped(self.plain(note), width - used - 1, self.glyphs)
        segments.append(Segment(" " * max(width - used - cell_len(shown) - 1, 0) + shown + " ", ground))
        return joined_strip(segments, width, ground)

    def words(self, text: str, width: int, role: str = "card-dim") -> Strip:
        """A quiet sentence where there is no row."""
        style = self.palette.style(role)
        shown = clipped(self.plain(text), width - 2, self.glyphs)
        return joined_strip([Segment("  " + shown, style)], width, style)

    def bar(self, thumb: bool) -> Strip:
        """One cell of the scroll bar."""
        style = self.palette.style("accent" if thumb else "rule")
        return Strip([Segment(self.glyphs.thumb if thumb else self.glyphs.track, style)], 1)

    def plain(self, text: str) -> str:
        """The text with the signs that the terminal has."""
        return to_ascii(text.translate(LOOKALIKES)) if self.glyphs.ascii else text

    def fitted(self, text: str, width: int) -> str:
        """The text cut or filled to so many cells."""
        return set_cell_size(clipped(self.plain(text), width, self.glyphs), width)


def joined_strip(segments: Iterable[Segment], width: int, style: Style | None = None) -> Strip:
    """The segments as one strip of that width."""
    return Strip(_joined(segments)).adjust_cell_length(width, style)


def _joined(segments: Iterable[Segment]) -> list[Segment]:
    """Join segments that look the same, so that no bytes are sent for it: blanks look like what is before or after."""
    joined: list[Segment] = []
    for segment in segments:
        before = joined[-1] if joined else None
        if before is None or before.style is None or segment.style is None:
            joined.append(segment)
        elif segment.style == before.style or (segment.text.isspace() and _same_ground(before.style, segment.style)):
            joined[-1] = Segment(before.text + segment.text, before.style)
        elif before.text.isspace() and _same_ground(before.style, segment.style):
            joined[-1] = Segment(before.text + segment.text, segment.style)
        else:
            joined.append(segment)
    return joined


def _same_ground(one: Style, other: Style) -> bool:
    return one.bgcolor == other.bgcolor and one.reverse == other.reverse and not one.underline and not other.underline
