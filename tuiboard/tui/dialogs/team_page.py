"""What the pages about who does what share: they fill the terminal, so what is said goes to their last line."""

from typing import TYPE_CHECKING, ClassVar

from textual.timer import Timer
from textual.widgets import Static

from tuiboard.domain.workspace import Workspace
from tuiboard.tui.dialogs.dialog import Dialog
from tuiboard.tui.safe_text import safe_text

if TYPE_CHECKING:
    from tuiboard.tui.screens.team_actions import TeamActions

SAID_SECONDS = 6.0


class TeamPage(Dialog[None]):
    """A page over the whole view. `hear` is told what the view says: the view's own footer is hidden."""

    KEYS: ClassVar[str] = ""
    """What the last line says while there is no message."""

    def __init__(self, host: "TeamActions") -> None:
        super().__init__()
        self.host = host
        self._said: Timer | None = None

    @property
    def workspace(self) -> Workspace:
        """The state that is shown."""
        return self.host.workspace

    def hear(self, text: str, kind: str) -> None:
        """Show a message for a few seconds in the place of the keys."""
        self.tell(text, kind == "error")
        if self._said is not None:
            self._said.stop()
        self._said = self.set_timer(SAID_SECONDS * (2 if kind == "error" else 1), self.show_keys)

    def tell(self, text: str, wrong: bool = True) -> None:
        """Say something in the last line."""
        if self.is_attached:
            line = self.query_one("#dialog-hint", Static)
            line.update(safe_text(text, 400))
            line.set_class(wrong, "wrong")

    def show_keys(self) -> None:
        """Name the keys again."""
        self.tell(self.KEYS, False)

    def open_card(self, id: int) -> None:
        """Open the page of a card over this one."""
        from tuiboard.tui.dialogs.card_page import CardPage

        board = self.host.tui.board
        if board is None or self.workspace.card(id) is None:
            self.hear(f"Card {id} is gone.", "warning")
            return
        self.app.push_screen(CardPage(id, board))

    def action_undo(self) -> None:
        """Take back one's own last change."""
        self.host.tui.call_later(self.host.action_act, "edit.undo")

    def action_redo(self) -> None:
        """Take back one's own last undo."""
        self.host.tui.call_later(self.host.action_act, "edit.redo")
