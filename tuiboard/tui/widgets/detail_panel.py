"""What the panels of details share: facts with a name in front, texts broken to the width, headings, comments."""

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tuiboard.tui.safe_text import safe_text
from tuiboard.tui.widgets.card_lines import wrap
from tuiboard.view.card_details import Remark, history_words
from tuiboard.view.words import HistoryLine

if TYPE_CHECKING:
    from tuiboard.tui.app import TuiboardApp

LONGEST = 8_000
"""Characters of one text that are shown."""


class DetailPanel(VerticalScroll, can_focus=False):
    """Everything about one thing, in one text that is drawn anew when it or the width changes."""

    DEFAULT_CSS = "DetailPanel Static { height: auto; }"
    NAME: ClassVar[int] = 14
    """Cells of the name of a fact, with the blanks after it."""

    def __init__(self, tui: "TuiboardApp", id: str | None = None) -> None:
        super().__init__(id=id)
        self._tui = tui
        self._colors: Mapping[str, str] = {}

    def compose(self) -> ComposeResult:
        yield Static(classes="detail-text")

    def on_resize(self) -> None:
        """Break the lines anew."""
        self.draw()

    @abstractmethod
    def lines(self) -> Iterable[Content] | str:
        """What is shown, line by line; or, where there is nothing, words that say so."""

    def draw(self) -> None:
        """Show it as it is now."""
        if not self.is_attached or self._tui.is_leaving:
            return
        text = next(iter(self.query(".detail-text").results(Static)), None)
        if text is None:  # the panel is being taken away
            return
        self._colors = self._tui.theme_variables
        found = self.lines()
        text.update(safe_text(found).stylize("dim") if isinstance(found, str) else Content("\n").join(found))

    def remarks(self, found: Iterable[Remark]) -> Iterable[Content]:
        """Comments."""
        for remark in found:
            yield from self.head(remark.head)
            yield self.wrapped(remark.text)

    def history(self, found: Iterable[HistoryLine]) -> Iterable[Content]:
        """What happened, as far as it was read."""
        now = self._tui.session.clock.now()
        for index, told in enumerate(found):
            if not index:
                yield from self.head("History")
            yield self.wrapped(history_words(told, now), "card-dim")

    def head(self, text: str) -> Iterable[Content]:
        """A heading below a free line."""
        yield Content("")
        yield safe_text(text, 200).stylize("bold")

    @property
    def room(self) -> int:
        """Cells of a line."""
        return max(self.scrollable_content_region.width - 1, 20)

    def row(self, name: str, value: str, role: str = "foreground", indent: int = 0) -> Content:
        """A name, and a value whose further lines stand below its first."""
        indent = indent or self.NAME
        lines = [line for part in value.split("\n") for line in wrap(part, self.room - indent)]
        text = ("\n" + " " * indent).join(lines)
        return self.toned(f"{name:<{indent - 1}} ", "card-dim") + self.toned(text, role)

    def wrapped(self, text: str, role: str = "foreground") -> Content:
        """A text in lines that fit."""
        return self.toned("\n".join(line for part in text.split("\n") for line in wrap(part, self.room)), role)

    def toned(self, text: str, role: str) -> Content:
        """A text in the colour of a role."""
        content = safe_text(text, LONGEST, keep="\n")
        color = self._colors.get(role, "")
        return content if self._tui.mono or not color else content.stylize(color)
