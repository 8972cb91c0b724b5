"""Several lines of text: a comment."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static, TextArea

from tuiboard.tui.dialogs.typed import Told, TypedDialog
from tuiboard.tui.drafting import OpenDraft
from tuiboard.tui.safe_text import safe_field, safe_text

HINT = "^O take · esc leave"


class TextEditor(TypedDialog[None]):
    """^O or F2 has the text recorded by `send`; escape leaves, asking first where something was typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+o,f2", "take", "Take", show=False, priority=True),
        Binding("escape", "leave", "Leave", show=False, priority=True),
    ]

    def __init__(self, title: str, send: Callable[[str, Told], None], draft: OpenDraft) -> None:
        super().__init__(draft)
        self._title, self._send, self._before = title, send, draft.texts.get("text", "")
        self._sure = False

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog", classes="text-editor"):
            yield Static(safe_text(self._title), id="dialog-title")
            yield TextArea(safe_field(self._before), soft_wrap=True, id="editor-area")
            yield Static(safe_text(HINT), id="dialog-hint")

    def on_mount(self) -> None:
        area = self.query_one(TextArea)
        area.focus()
        area.move_cursor(area.document.end)
        self.tell_left(HINT)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        text = event.text_area.text
        if text == safe_field(self._before):
            return  # said of its own first text too
        self._before = text
        self._sure = False
        self.tell(HINT, False)
        self.keep({"text": text} if text.strip() else {})

    def action_take(self) -> None:
        """Have the text recorded."""
        text = self.query_one(TextArea).text
        if text.strip():
            self.record(lambda told: self._send(text, told))
        else:
            self.action_leave()

    def action_leave(self) -> None:
        """Leave without it; a second escape is needed where something was typed."""
        if self.query_one(TextArea).text.strip() and not self._sure:
            self._sure = True
            self.tell("Not recorded: ^O takes it, escape again throws it away.")
            return
        self.forget()
        self.dismiss(None)
