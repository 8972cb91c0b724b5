"""The line at the bottom in which one types a card or a filter, with what was understood above it."""

from collections.abc import Callable
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Paste
from textual.widgets import Input, Static

from tuiboard.engine.completion import Completion
from tuiboard.tui.safe_text import safe_field, safe_text

LONGEST_PASTE = 4_000
"""Characters; more is no line."""


class Line(NamedTuple):
    """What a prompt is for. `preview` returns what is shown above for a text; `take` says whether the line is done;
    `leave` is told that it was left; `complete` finds what the word under the cursor could become; `typed` is told of
    every change."""

    label: str
    placeholder: str
    preview: Callable[[str], Content]
    take: Callable[[str], bool]
    leave: Callable[[], None]
    complete: Callable[[str, int], Completion]
    typed: Callable[[str], None] = lambda text: None


class LineInput(Input):
    """An input that takes a pasted text whole: its lines become one."""

    def on_paste(self, event: Paste) -> None:
        """Fold the newlines, where Textual would drop all lines but the first."""
        event.prevent_default()
        event.stop()
        self.insert_text_at_cursor(safe_field(" ".join(event.text.split())[:LONGEST_PASTE]))


class PromptBar(Vertical):
    """One input with a label, a preview line and a line of completions; hidden while nothing is asked."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", show=False),
        Binding("tab", "complete(0)", "Complete", show=False, priority=True),
        Binding("down", "choose(1)", "Next", show=False, priority=True),
        Binding("up", "choose(-1)", "Previous", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    PromptBar { height: auto; dock: bottom; display: none; }
    PromptBar.-open { display: block; }
    PromptBar Horizontal { height: 1; }
    PromptBar #prompt-label { width: auto; padding: 0 1; }
    PromptBar Input { border: none; height: 1; width: 1fr; padding: 0; }
    PromptBar #prompt-candidates { height: 1; padding: 0 1; }
    PromptBar #prompt-preview { height: auto; min-height: 1; max-height: 3; padding: 0 1; }
    """

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._line: Line | None = None
        self._completion = Completion(0, 0, ())
        self._chosen = 0

    def compose(self) -> ComposeResult:
        yield Static("", id="prompt-candidates")
        yield Static("", id="prompt-preview")
        with Horizontal():
            yield Static("", id="prompt-label")
            yield LineInput(id="prompt-line", select_on_focus=False)

    def open(self, line: Line, text: str = "") -> None:
        """Ask; the text stands in the line already."""
        self._line = line
        self.add_class("-open")
        self.query_one("#prompt-label", Static).update(safe_text(line.label))
        box = self.query_one(Input)
        box.placeholder = safe_field(line.placeholder)
        with box.prevent(Input.Changed):
            box.value = safe_field(text)
        box.cursor_position = len(box.value)
        box.focus()
        self._show()

    @property
    def line(self) -> Line | None:
        """What is asked, None while nothing is."""
        return self._line

    @property
    def is_open(self) -> bool:
        """True while something is asked."""
        return self._line is not None

    @property
    def text(self) -> str:
        """What is typed."""
        return self.query_one(Input).value

    def refresh_preview(self) -> None:
        """Show the preview anew: the board behind has changed."""
        if self._line is not None:
            self._show()

    def close(self) -> None:
        """Ask no more."""
        self._line = None
        self.remove_class("-open")

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._chosen = 0
        if self._line is not None:
            self._line.typed(event.value)
            self._show()

    def tell(self, text: str) -> None:
        """Say above the line why it was not taken."""
        if self._line is not None:
            self._say(safe_text(text, 300).stylize("$text-error"))

    def _show(self) -> None:
        if self._line is None:
            return
        box = self.query_one(Input)
        self._say(self._line.preview(box.value))
        self._completion = self._line.complete(box.value, box.cursor_position)
        self._show_candidates()

    def _say(self, text: Content) -> None:
        preview = self.query_one("#prompt-preview", Static)
        fits = "\n" not in text.plain and text.cell_length < preview.size.width
        # The whole screen is laid out anew only where the lines above may become more or fewer.
        preview.update(text, layout=not (fits and preview.size.height == 1))

    def _show_candidates(self) -> None:
        row = self.query_one("#prompt-candidates", Static)
        if not row.display and not self._completion.candidates:
            return
        row.display = bool(self._completion.candidates)
        shown = Content("tab  ").stylize("dim")
        for index, (_, label) in enumerate(self._completion.candidates):
            piece = safe_text(label, 40)
            shown = shown + (piece.stylize("reverse") if index == self._chosen else piece) + Content("  ")
        row.update(shown)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self._line is not None and self._line.take(event.value):
            self.close()

    def action_choose(self, by: int) -> None:
        """Choose another completion."""
        many = len(self._completion.candidates)
        if many:
            self._chosen = (self._chosen + by) % many
            self._show_candidates()

    def action_complete(self, _: int) -> None:
        """Put the chosen completion in place of the word under the cursor."""
        if not self._completion.candidates:
            return
        box = self.query_one(Input)
        insert = self._completion.candidates[self._chosen][0]
        start, end = self._completion.start, self._completion.end
        rest = box.value[end:]
        gap = "" if rest.startswith(" ") else " "
        box.value = safe_field(box.value[:start] + insert + gap + rest)
        box.cursor_position = start + len(insert) + 1

    def action_leave(self) -> None:
        """Leave the line."""
        line = self._line
        self.close()
        if line is not None:
            line.leave()
