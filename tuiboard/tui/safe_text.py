"""Text from people and files on its way to a widget: the one door (a lint test forbids others).

A text given to Textual as `str` is read as markup: `[/red]` crashes, `[@click=app.quit]` runs. As `Content` it isn't,
but control characters still reach the terminal, from Input, TextArea and Markdown too. Here both are made harmless.
"""

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter

from tuiboard.domain.text import LONGEST_SHOWN, to_ascii, visible
from tuiboard.tui.terminal import LOOKALIKES

_ascii = False


def set_ascii(on: bool) -> None:
    """Say once, at the start, whether the terminal shows ASCII only."""
    global _ascii
    _ascii = on


def is_ascii() -> bool:
    """True where the terminal shows ASCII only."""
    return _ascii


def safe_label(text: object, limit: int = LONGEST_SHOWN, *, keep: str = "") -> str:
    """Return `text` without anything a terminal would obey, cut to `limit` characters with a sign that it was cut.

    Still a `str`: for `rich.text.Text`, `Segment` and other places that read no markup. Characters in `keep` (a
    newline) pass.
    """
    shown = visible(text, limit, keep=keep)
    if _ascii and not shown.isascii():
        # Signs first: one character each, so that the limit holds and `·` isn't a question.
        return to_ascii(shown.translate(LOOKALIKES))[:limit]
    return shown


def safe_text(text: object, limit: int = LONGEST_SHOWN, *, keep: str = "") -> Content:
    """Return `text` as Content: shown literally, whatever it holds, cut to `limit` characters."""
    return Content(safe_label(text, limit, keep=keep))


def safe_field(text: str) -> str:
    """Return `text` to be edited in an Input or TextArea, or shown as Markdown.

    It is whole, with its newlines, tabs and what joins emoji (HarmlessLines guards their drawing); every other control
    character is visible. It isn't turned into ASCII: what
    is saved again must not have lost its letters.
    """
    return visible(text.replace("\r\n", "\n"), len(text) + 1, keep="\n\t\u200d\ufe0e\ufe0f\xad")


class HarmlessLines(LineFilter):
    """The net below the door: takes out of every drawn line what a terminal would obey, and keeps its cells.

    For `App.get_line_filters`. It also catches what a person pastes into an Input, which no `safe_…` sees.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments without control, bidi and invisible characters."""
        if all(segment.text.isprintable() or segment.control for segment in segments):
            return segments
        return [segment if segment.control else Segment(_cells(segment.text), segment.style) for segment in segments]


def _cells(text: str) -> str:
    """Return `text` with each hostile character replaced by as many `?` as it has cells, most often none."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or visible(c) == c else "?" * cell_len(c) for c in text)
