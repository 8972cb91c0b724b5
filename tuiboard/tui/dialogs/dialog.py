"""What all dialogs share: they stand over the board, in one style, loaded when the first one opens."""

from typing import TypeVar

from textual.screen import ModalScreen

Answer = TypeVar("Answer")


class Dialog(ModalScreen[Answer]):
    """A modal screen with the style of dialogs."""

    CSS_PATH = "dialog.tcss"
    SCOPED_CSS = False
