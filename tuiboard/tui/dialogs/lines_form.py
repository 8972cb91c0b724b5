"""A few lines that belong together, asked one after the other and recorded at once."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from tuiboard.tui.dialogs.typed import Told, TypedDialog
from tuiboard.tui.drafting import OpenDraft
from tuiboard.tui.safe_text import safe_field, safe_text

KEYS = "enter next, at the end record · tab, arrows · ^O record · esc leave"

Texts = Mapping[str, str]


class FormLine(NamedTuple):
    """One line: its name, what is asked, a hint in the empty line, and what stands in it at first. `check` returns what
    is wrong with a text, or an empty text. One `beside` the line before it shares its label."""

    name: str
    label: str
    hint: str = ""
    value: str = ""
    check: Callable[[str], str] = lambda text: ""
    beside: bool = False


class LinesForm(TypedDialog[None]):
    """Enter goes from line to line and at the last one has all of them recorded; empty lines are skipped.

    `trial` returns what would be refused of all lines together; `skipped` is told that nothing was typed, where that
    is an answer.
    """

    MESSAGE = "#form-message"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+o,f2", "save", "Record", show=False, priority=True),
        Binding("escape", "leave", "Leave", show=False, priority=True),
        Binding("down", "app.focus_next", "Next", show=False),
        Binding("up", "app.focus_previous", "Previous", show=False),
    ]

    def __init__(
        self, title: str, lines: Sequence[FormLine], send: Callable[[Texts, Told], None], draft: OpenDraft, *,
        trial: Callable[[Texts], str] = lambda texts: "", note: str = "", skipped: Callable[[], None] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(draft)
        self._title, self._lines, self._send, self._trial = title, lines, send, trial
        self._note, self._skipped = note, skipped
        self._left = dict(draft.texts)
        self._sure = False

    def compose(self) -> ComposeResult:
        is_tight = any(line.beside for line in self._lines)
        with Vertical(id="dialog", classes="lines-form tight" if is_tight else "lines-form"):
            yield Static(safe_text(self._title), id="dialog-title")
            if self._note:
                yield Static(safe_text(self._note, 400), id="form-note")
            for row in _rows(self._lines):
                yield Static(safe_text(row[0].label, 200), classes="label")
                if len(row) == 1:
                    yield self._made(row[0])
                else:
                    with Horizontal(classes="form-row"):
                        yield from map(self._made, row)
            yield Static(id="form-message")
            yield Static(safe_text(KEYS), id="dialog-hint")

    def _made(self, line: FormLine) -> Input:
        return Input(
            safe_field(self._left.get(line.name, line.value)), safe_field(line.hint), id=f"line-{line.name}",
            select_on_focus=False,
        )  # fmt: skip

    def on_mount(self) -> None:
        self._box(self._lines[0]).focus()
        self.tell_left("")

    def _box(self, line: FormLine) -> Input:
        return self.query_one(f"#line-{line.name}", Input)

    def _texts(self) -> dict[str, str]:
        return {line.name: self._text(line) for line in self._lines}

    def _text(self, line: FormLine) -> str:
        """What stands in a line; where nobody typed, what it was, even if the box can't show all of it."""
        return self._box(line).value.strip() if self._is_typed(line) else line.value

    def _is_typed(self, line: FormLine) -> bool:
        return self._box(line).value != safe_field(line.value)

    def _wrong(self, line: FormLine) -> str:
        text = self._box(line).value.strip()
        return line.check(text) if text else ""

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        kept = {line.name: self._box(line).value for line in self._lines if self._is_typed(line)}
        if self.draft is not None and kept == dict(self.draft.texts):
            return  # its own first texts
        self._sure = False
        line = next(line for line in self._lines if f"line-{line.name}" == event.input.id)
        self.tell(self._wrong(line))
        self.keep(kept)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        at = next(i for i, line in enumerate(self._lines) if f"line-{line.name}" == event.input.id)
        wrong = self._wrong(self._lines[at])
        if wrong:
            self.tell(wrong)
        elif at + 1 < len(self._lines):
            self._box(self._lines[at + 1]).focus()
        else:
            self.action_save()

    def action_save(self) -> None:
        """Have what was typed recorded."""
        for line in self._lines:
            wrong = self._wrong(line)
            if wrong:
                self.tell(wrong)
                self._box(line).focus()
                return
        texts = self._texts()
        if self._skipped is not None and not any(texts.values()):
            self._skipped()
            self.recorded()
            return
        wrong = self._trial(texts)
        if wrong:
            self.tell(wrong)
        else:
            self.record(lambda told: self._send(texts, told))

    def action_leave(self) -> None:
        """Leave; a second escape is needed where something was typed."""
        if any(map(self._is_typed, self._lines)) and not self._sure:
            self._sure = True
            self.tell("Not recorded: ^O records it, escape again throws it away.")
            return
        self.forget()
        self.dismiss(None)


def _rows(lines: Sequence[FormLine]) -> list[list[FormLine]]:
    """The lines as they stand: those beside each other together."""
    rows: list[list[FormLine]] = []
    for line in lines:
        if line.beside:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows
