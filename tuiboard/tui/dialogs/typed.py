"""Dialogs in which one types: the text is kept as a draft, and the dialog stays until it is recorded."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from textual.widgets import Static

from tuiboard.tui.dialogs.dialog import Answer, Dialog
from tuiboard.tui.drafting import OpenDraft
from tuiboard.tui.safe_text import safe_text

Told = Callable[[str], None]
"""Told what became of a command: an empty text where it was recorded, else why not."""


class TypedDialog(Dialog[Answer]):
    """A dialog with a text of one's own. Without a `draft` nothing is kept."""

    MESSAGE: ClassVar[str] = "#dialog-hint"
    """The line that says what is wrong, or what is waited for."""

    def __init__(self, draft: OpenDraft | None = None) -> None:
        super().__init__()
        self.draft = draft
        self.is_pending = False
        """True while what was typed is being recorded: keys wait then."""
        self._sent: Mapping[str, str] = {}

    def on_unmount(self) -> None:
        if self.draft is not None:
            self.draft.close()

    def tell(self, text: str, wrong: bool = True) -> None:
        """Say something in the dialog."""
        if self.is_attached:
            message = self.query_one(self.MESSAGE, Static)
            message.update(safe_text(text, 400))
            message.set_class(wrong, "wrong")

    def tell_left(self, keys: str) -> None:
        """Say that what stands in the dialog was typed before the program ended, and which keys work."""
        if self.draft is not None and self.draft.left:
            self.tell(f"{self.draft.left} {keys}", False)

    def keep(self, texts: Mapping[str, str]) -> None:
        """Keep what is typed now as a draft."""
        if self.draft is not None:
            self.draft.keep(texts)

    def record(self, send: Callable[[Told], None]) -> None:
        """Have what was typed recorded; the dialog stays until it is."""
        if not self.is_pending:
            self.is_pending = True
            self._sent = {} if self.draft is None else dict(self.draft.texts)
            send(self._told)

    def _told(self, trouble: str) -> None:
        self.is_pending = False
        if trouble:
            self.tell(trouble)
        elif self.is_attached and self.draft is not None and self.draft.texts != self._sent:
            self.tell("Recorded. What you typed since then is still here, and not recorded.", False)
            self.rebase()
        else:
            self.recorded()

    def rebase(self) -> None:
        """What was sent is recorded; what was typed since is what the form is about now."""

    def recorded(self) -> None:
        """What was typed is on the disk: the dialog goes."""
        self._drop()
        if self.is_attached:
            self.dismiss(None)

    def forget(self) -> None:
        """The person leaves the dialog: the draft goes, unless it is being recorded and may yet come to nothing."""
        if not self.is_pending:
            self._drop()

    def _drop(self) -> None:
        if self.draft is not None:
            self.draft.drop()
