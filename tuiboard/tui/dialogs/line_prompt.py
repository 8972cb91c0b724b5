"""One question, one line of answer."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from tuiboard.tui.dialogs.typed import Told, TypedDialog
from tuiboard.tui.drafting import OpenDraft
from tuiboard.tui.safe_text import safe_field, safe_text

HINT = "enter take · esc leave"


class LinePrompt(TypedDialog[str | None]):
    """Asks for one line. `check` returns what is wrong with the text so far, or an empty text.

    With `send`, which records the text, the prompt stays until that is done; else the text is its answer. `preview`
    says what was understood of a text that is not wrong. The `value` it starts with is `selected`, so that typing
    replaces it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Leave", show=False)]

    def __init__(
        self,
        title: str,
        *,
        value: str = "",
        hint: str = "",
        check: Callable[[str], str] | None = None,
        empty: bool = False,
        send: Callable[[str, Told], None] | None = None,
        draft: OpenDraft | None = None,
        preview: Callable[[str], str] | None = None,
        selected: bool = True,
    ) -> None:
        super().__init__(draft)
        self._title, self._value, self._hint, self._check, self._empty = title, value, hint or HINT, check, empty
        self._send, self._preview, self._selected = send, preview, selected

    def compose(self) -> ComposeResult:
        text = self._value if self.draft is None else self.draft.texts.get("text", self._value)
        with Vertical(id="dialog"):
            yield Static(safe_text(self._title, keep="\n"), id="dialog-title")
            yield Input(
                value=safe_field(text), id="prompt-input", select_on_focus=self._selected and text == self._value
            )
            yield Static(safe_text(self._hint), id="dialog-hint")

    def on_mount(self) -> None:
        self.query_one(Input).focus()
        self.tell_left(self._hint)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.draft is not None and event.value == self.draft.texts.get("text"):
            return  # its own first text
        wrong = self._check(event.value) if self._check is not None and event.value else ""
        understood = self._preview(event.value) if self._preview is not None and not wrong else ""
        self.tell(wrong or understood or self._hint, bool(wrong))
        self.keep({"text": event.value} if event.value != self._value else {})

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        text = event.value.strip()
        wrong = self._check(text) if self._check is not None and text else ""
        if wrong:
            self.tell(wrong)
        elif not text and not self._empty:
            self.tell("Type something, or leave with esc.")
        elif self._send is None:
            self.dismiss(text)
        else:
            send = self._send
            self.record(lambda told: send(text, told))

    def action_leave(self) -> None:
        """Leave without an answer."""
        self.forget()
        self.dismiss(None)
