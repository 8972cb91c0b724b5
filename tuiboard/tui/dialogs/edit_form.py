"""All fields of a card in a form. What someone else changed meanwhile is shown beside one's own."""

from collections.abc import Mapping
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input, Static, TextArea

from tuiboard.domain.board import Card
from tuiboard.domain.changes import Entry
from tuiboard.domain.commands import EditCards
from tuiboard.domain.refusal import Refusal, Refused
from tuiboard.domain.text import visible
from tuiboard.engine.fields import FIELDS, format_value, parse_value
from tuiboard.engine.session import Done
from tuiboard.tui.choices import Choice, Chosen
from tuiboard.tui.dialogs.dialog import Dialog
from tuiboard.tui.safe_text import safe_field, safe_text
from tuiboard.tui.screens.host import BoardHost

LINES = [field for field in FIELDS["card"].values() if not field.lines]
TEXTS = [field for field in FIELDS["card"].values() if field.lines]


class EditForm(Dialog[None]):
    """Tab and arrows go from field to field; ^O or F2 saves; escape leaves, asking first where something was typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+o,f2", "save", "Save", show=False, priority=True),
        Binding("escape", "leave", "Leave", show=False, priority=True),
        Binding("down", "focus_next", "Next", show=False),
        Binding("up", "focus_previous", "Previous", show=False),
        Binding("enter", "focus_next", "Next", show=False),
    ]

    def __init__(self, card: Card, board: BoardHost) -> None:
        super().__init__()
        self._card_id = card.id
        self._opened: Mapping[str, Any] = dict(card.doc)
        self._board = board
        self._texts = {name: safe_field(format_value(name, card.doc.get(name))) for name in FIELDS["card"]}
        self._sure = False

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog", classes="edit-form"):
            yield Static(safe_text(f"Card {self._card_id}"), id="dialog-title")
            with VerticalScroll(id="form-fields"):
                for field in LINES:
                    with Horizontal(classes="field"):
                        yield Static(safe_text(field.label), classes="label")
                        yield Input(
                            safe_field(self._texts[field.name]),
                            safe_field(f"({field.hint})"),
                            id=f"field-{field.name}",
                            select_on_focus=False,
                        )
                for field in TEXTS:
                    yield Static(safe_text(f"{field.label} ({field.hint})"), classes="label wide")
                    yield TextArea(
                        safe_field(self._texts[field.name]),
                        soft_wrap=True,
                        id=f"field-{field.name}",
                        tab_behavior="focus",
                    )
            yield Static(id="form-message")
            yield Static(safe_text("tab next · ^O save · esc leave"), id="dialog-hint")

    def on_mount(self) -> None:
        self.query_one("#field-title", Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.focus_next()

    def _tell(self, text: str, wrong: bool = True) -> None:
        message = self.query_one("#form-message", Static)
        message.update(safe_text(text, 400))
        message.set_class(wrong, "wrong")

    def board_changed(self, by_others: list[Entry]) -> None:
        """Say that someone changed, or took away, what is being edited; what was typed stays."""
        if not any(entry.touches("card", self._card_id) for entry in by_others):
            return
        card = self._board.workspace.card(self._card_id)
        who = visible(next(e.who for e in reversed(by_others) if e.touches("card", self._card_id)), 40)
        if card is None:
            self._tell(f"This card is gone: {who} removed it. What you typed is still here to copy.")
        else:
            self._tell(
                f"{who} changed this card meanwhile; saving merges, and asks where both changed the same field.", False
            )

    def _typed(self) -> dict[str, Any]:
        """The fields whose text differs from what the form was opened with. Raises Refused."""
        session = self._board.tui.session
        changed: dict[str, Any] = {}
        for name in FIELDS["card"]:
            box = self.query_one(f"#field-{name}")
            text = box.text if isinstance(box, TextArea) else box.value if isinstance(box, Input) else ""
            if text.strip() == self._texts[name].strip():
                continue
            try:
                changed[name] = parse_value(name, text, session.workspace, session.clock.today(), session.who)
            except Refused:
                box.focus()
                raise
        return changed

    def action_save(self) -> None:
        """Save what was changed."""
        try:
            changed = self._typed()
        except Refused as refused:
            self._tell(refused.refusal.text)
            return
        if not changed:
            self.dismiss(None)
            return
        self._send(changed, self._opened)

    def _send(self, changed: dict[str, Any], expected: Mapping[str, Any]) -> None:
        def answered(result: Done | Refusal) -> None:
            if isinstance(result, Done):
                self.dismiss(None)
                self._board.say(f"Saved {self._board.named([self._card_id])}.")
            elif result.code == "conflict" and isinstance(result.details, dict):
                self._ask(changed, result.details["fields"])
            else:
                self._tell(result.text)

        self._board.tui.bridge.send(EditCards([self._card_id], changed, expected=expected), answered)

    def _ask(self, changed: dict[str, Any], clashes: Mapping[str, Mapping[str, Any]]) -> None:
        """Show mine and theirs for each field that both changed; each is decided by itself."""
        name = next(iter(clashes))
        clash = clashes[name]
        choices = [
            Choice("mine", f"mine: {format_value(name, clash['mine']) or 'none'}"),
            Choice("theirs", f"theirs: {format_value(name, clash['theirs']) or 'none'}"),
        ]
        both = merged_value(clash["mine"], clash["theirs"])
        if both is not None:
            choices.append(Choice("both", f"both: {format_value(name, both)}"))

        def chosen(answer: Chosen) -> None:
            self._opened = {**self._opened, name: clash["theirs"]}
            if answer.key == "theirs":
                changed.pop(name, None)
            elif answer.key == "both":
                changed[name] = both
            if changed:
                self._send(changed, self._opened)
            else:
                self.dismiss(None)

        self._board.choose(f"Both of you changed {name.replace('_', ' ')} of card {self._card_id}", choices, chosen)

    def action_leave(self) -> None:
        """Leave; a second escape is needed where something was typed."""
        try:
            typed = bool(self._typed())
        except Refused:
            typed = True
        if typed and not self._sure:
            self._sure = True
            self._tell("Not saved: ^O saves, escape again leaves it.")
            return
        self.dismiss(None)


def merged_value(mine: Any, theirs: Any) -> Any:
    """Both values of a list or a text together, or None where that makes no sense."""
    if isinstance(mine, list) and isinstance(theirs, list):
        return [*theirs, *(item for item in mine if item not in theirs)]
    if isinstance(mine, str) and isinstance(theirs, str) and "\n" in mine + theirs:
        return f"{theirs}\n\n{mine}"
    return None
