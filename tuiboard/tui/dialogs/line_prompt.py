"""One question, one line of answer."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from tuiboard.tui.dialogs.dialog import Dialog
from tuiboard.tui.safe_text import safe_field, safe_text


class LinePrompt(Dialog[str | None]):
    """Asks for one line. `check` returns what is wrong with the text so far, or an empty text."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Leave", show=False)]

    def __init__(
        self,
        title: str,
        *,
        value: str = "",
        hint: str = "",
        check: Callable[[str], str] | None = None,
        empty: bool = False,
    ) -> None:
        super().__init__()
        self._title, self._value, self._hint, self._check, self._empty = title, value, hint, check, empty

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Static(safe_text(self._title, keep="\n"), id="dialog-title")
            yield Input(value=safe_field(self._value), id="prompt-input")
            yield Static(safe_text(self._hint or "enter take · esc leave"), id="dialog-hint")

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._tell(self._check(event.value) if self._check is not None and event.value else "")

    def _tell(self, wrong: str) -> None:
        hint = self.query_one("#dialog-hint", Static)
        hint.update(safe_text(wrong or self._hint or "enter take · esc leave"))
        hint.set_class(bool(wrong), "wrong")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        text = event.value.strip()
        wrong = self._check(text) if self._check is not None and text else ""
        if wrong:
            self._tell(wrong)
        elif text or self._empty:
            self.dismiss(text)
        else:
            self._tell("Type something, or leave with esc.")

    def action_leave(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)
