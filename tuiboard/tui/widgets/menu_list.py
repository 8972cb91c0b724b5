"""A list to choose from whose cursor is a sign as well as a colour: Textual drops reverse video from its own."""

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tuiboard.tui.safe_text import is_ascii, safe_text
from tuiboard.tui.terminal import glyphs


class MenuList(OptionList):
    """Lines of Content; the one under the cursor begins with a bar."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self._contents: list[Content] = []
        self._barred: int | None = None

    def show(self, contents: Sequence[Content], highlighted: int | None = 0) -> None:
        """Show other lines; the cursor stands on `highlighted`, if there is such a line."""
        self._contents = list(contents)
        self._barred = highlighted if highlighted is not None and highlighted < len(contents) else None
        self.clear_options()
        self.add_options([Option(self._line(index)) for index in range(len(contents))])
        self.highlighted = self._barred

    def change(self, index: int, content: Content) -> None:
        """Show another content on one line."""
        self._contents[index] = content
        self.replace_option_prompt_at_index(index, self._line(index))

    def step(self, by: int) -> None:
        """Move the cursor by lines, stopping at the ends."""
        if self._contents:
            self.highlighted = min(max((self.highlighted or 0) + by, 0), len(self._contents) - 1)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Move the bar."""
        before, self._barred = self._barred, self.highlighted
        for index in {before, self._barred}:
            if index is not None and index < len(self._contents):
                self.replace_option_prompt_at_index(index, self._line(index))

    def _line(self, index: int) -> Content:
        bar = glyphs(is_ascii()).cursor if index == self._barred else " "
        margin = "\n  "
        lines = self._contents[index].split("\n")
        return safe_text(f"{bar} ") + Content(margin).join(lines)
