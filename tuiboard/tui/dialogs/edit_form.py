"""All fields of a card or a risk in a form. What someone else changed meanwhile is shown beside one's own."""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input, Static, TextArea

from tuiboard.domain.board import Card
from tuiboard.domain.changes import Entry
from tuiboard.domain.commands import Command, EditCards
from tuiboard.domain.refusal import Refused
from tuiboard.domain.risk_commands import EditRisks
from tuiboard.domain.risks import Risk
from tuiboard.domain.text import visible
from tuiboard.engine.fields import FIELDS, format_value, parse_value
from tuiboard.engine.session import Done
from tuiboard.tui.dialogs.typed import TypedDialog
from tuiboard.tui.drafting import OpenDraft
from tuiboard.tui.safe_text import safe_field, safe_text
from tuiboard.tui.screens.recording import RecordingHost
from tuiboard.view.words import name_of


class EditForm(TypedDialog[None]):
    """Tab and arrows go from field to field; ^O or F2 saves; escape leaves, asking first where something was typed.

    What was typed into it when the program ended the last time is there again.
    """

    MESSAGE = "#form-message"
    # By itself Textual would first focus what scrolls, and restyle all that is in it twice.
    AUTO_FOCUS = "#field-title"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+o,f2", "save", "Save", show=False, priority=True),
        Binding("escape", "leave", "Leave", show=False, priority=True),
        Binding("down", "app.focus_next", "Next", show=False),
        Binding("up", "app.focus_previous", "Previous", show=False),
        Binding("enter", "app.focus_next", "Next", show=False),
    ]

    def __init__(self, about: Card | Risk, board: RecordingHost, draft: OpenDraft) -> None:
        super().__init__(draft)
        self._kind: Literal["card", "risk"] = "risk" if isinstance(about, Risk) else "card"
        self._about, self._key = about.id, about.key
        self._fields = FIELDS[self._kind]
        # Of a field that was typed into before, what it was like then: what others did since is merged, or asked about.
        before = {name: draft.draft.seen.get(name) for name in draft.texts}
        self._opened: Mapping[str, Any] = {**about.doc, **before}
        self._board = board
        self._left = dict(draft.texts) if draft.left else {}
        self._texts = self._as_texts()
        self._sure = False

    def _as_texts(self) -> dict[str, str]:
        return {name: safe_field(format_value(name, self._opened.get(name), self._kind)) for name in self._fields}

    def compose(self) -> ComposeResult:
        shown = {**self._texts, **self._left}
        with Vertical(id="dialog", classes="edit-form"):
            yield Static(safe_text(f"{self._kind.capitalize()} {self._key}"), id="dialog-title")
            with VerticalScroll(id="form-fields"):
                for field in (field for field in self._fields.values() if not field.lines):
                    with Horizontal(classes="field"):
                        yield Static(safe_text(field.label), classes="label")
                        yield Input(
                            safe_field(shown[field.name]),
                            safe_field(f"({field.hint})"),
                            id=f"field-{field.name}",
                            select_on_focus=False,
                        )
                for field in (field for field in self._fields.values() if field.lines):
                    yield Static(safe_text(f"{field.label} ({field.hint})"), classes="label wide")
                    yield TextArea(
                        safe_field(shown[field.name]),
                        soft_wrap=True,
                        id=f"field-{field.name}",
                        tab_behavior="focus",
                    )
            yield Static(id="form-message")
            yield Static(safe_text("tab next · ^O save · esc leave"), id="dialog-hint")

    def on_mount(self) -> None:
        self.tell_left("")

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._keep()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._keep()

    def _keep(self) -> None:
        self._sure = False
        self.keep({name: text for name in self._fields if self._differs(name, text := self._text(name))})

    def _text(self, name: str) -> str:
        box = self.query_one(f"#field-{name}")
        return box.text if isinstance(box, TextArea) else box.value if isinstance(box, Input) else ""

    def _differs(self, name: str, text: str) -> bool:
        return text.strip() != self._texts[name].strip()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.focus_next()

    def board_changed(self, by_others: list[Entry]) -> None:
        """Say that someone changed, or took away, what is being edited; what was typed stays."""
        if not any(entry.touches(self._kind, self._about) for entry in by_others):
            return
        who = visible(next(e.who for e in reversed(by_others) if e.touches(self._kind, self._about)), 40)
        if self._board.workspace.doc(self._kind, self._about) is None:
            self.tell(f"This {self._kind} is gone: {who} removed it. What you typed is still here to copy.")
        else:
            words = f"{who} changed this {self._kind} meanwhile"
            self.tell(f"{words}; saving merges, and asks where both changed the same field.", False)

    def _typed(self) -> dict[str, Any]:
        """The fields whose text differs from what the form was opened with. Raises Refused."""
        session = self._board.tui.session
        changed: dict[str, Any] = {}
        for name in self._fields:
            text = self._text(name)
            if not self._differs(name, text):
                continue
            try:
                changed[name] = parse_value(
                    name, text, session.workspace, session.clock.today(), session.who, self._kind
                )
            except Refused:
                self.query_one(f"#field-{name}").focus()
                raise
        return changed

    def action_save(self) -> None:
        """Save what was changed."""
        try:
            changed = self._typed()
        except Refused as refused:
            self.tell(refused.refusal.text)
            return
        if not changed:
            self.recorded()
            return
        command: Command = (
            EditCards([self._about], changed, seen={self._about: self._opened})
            if self._kind == "card"
            else EditRisks([self._about], changed, seen={self._about: self._opened})
        )
        self.record(lambda told: self._board.run_command(command, self._saved, quiet=True, told=told))

    def rebase(self) -> None:
        """What was saved is what the form starts from now."""
        self._opened = self._board.workspace.doc(self._kind, self._about) or {}
        self._texts = self._as_texts()

    def _saved(self, done: Done) -> None:
        if done.changed:
            self._board.say(f"Saved {name_of(self._kind, self._about, self._board.workspace)}.")

    def action_leave(self) -> None:
        """Leave; a second escape is needed where something was typed."""
        try:
            typed = bool(self._typed())
        except Refused:
            typed = True
        if typed and not self._sure:
            self._sure = True
            self.tell("Not saved: ^O saves, escape again throws it away.")
            return
        self.forget()
        self.dismiss(None)
