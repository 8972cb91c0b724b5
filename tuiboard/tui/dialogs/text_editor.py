"""Several lines of text: a comment."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static, TextArea

from tuiboard.tui.dialogs.dialog import Dialog
from tuiboard.tui.safe_text import safe_text


class TextEditor(Dialog[str | None]):
    """^O or F2 takes the text, escape leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+o,f2", "take", "Take", show=False, priority=True),
        Binding("escape", "leave", "Leave", show=False, priority=True),
    ]

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title, self._text = title, text

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog", classes="text-editor"):
            yield Static(safe_text(self._title), id="dialog-title")
            yield TextArea(self._text, soft_wrap=True, id="editor-area")
            yield Static(safe_text("^O take · esc leave"), id="dialog-hint")

    def on_mount(self) -> None:
        self.query_one(TextArea).focus()

    def action_take(self) -> None:
        """Take the text."""
        self.dismiss(self.query_one(TextArea).text)

    def action_leave(self) -> None:
        """Leave without it."""
        self.dismiss(None)
