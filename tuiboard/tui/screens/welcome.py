"""The first run: there is no board yet."""

import os
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, OptionList, Static

from tuiboard.domain.refusal import Refused
from tuiboard.engine.ports import StoreError
from tuiboard.tui.safe_text import safe_text
from tuiboard.tui.widgets.menu_list import MenuList

if TYPE_CHECKING:
    from tuiboard.tui.app import TuiboardApp

WAYS = (
    ("demo", "Look at the demo board", "a private copy; nothing of yours is touched"),
    ("import", "Import a board", "Trello JSON, Taskwarrior JSON or a tuiboard export"),
    ("empty", "Start with an empty board", "Backlog, Doing, Review, Done"),
)


class WelcomeScreen(Screen[None]):
    """Demo, import, or an empty board."""

    CSS_PATH = "welcome.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,escape", "leave", "Quit", show=False),
        Binding("j", "move(1)", "Down", show=False),
        Binding("k", "move(-1)", "Up", show=False),
        Binding("1", "way(0)", "Demo", show=False),
        Binding("2", "way(1)", "Import", show=False),
        Binding("3", "way(2)", "Empty", show=False),
    ]

    def __init__(self, path: str) -> None:
        super().__init__(id="welcome-screen")
        self._path = path

    @property
    def tui(self) -> "TuiboardApp":
        """The app, by its own type."""
        return cast("TuiboardApp", self.app)

    def compose(self) -> ComposeResult:
        with Vertical(id="welcome"):
            yield Static(safe_text("tuiboard"), id="welcome-title")
            yield Static(safe_text(f"There is no board at {self._path} yet."), id="welcome-path")
            yield MenuList(id="welcome-ways")
            yield Input(placeholder="path of the file to import", id="welcome-file")
            yield Static(id="welcome-message")
            yield Static(safe_text("1 2 3 or enter choose · q quit"), id="welcome-hint")

    def _way(self, index: int) -> Content:
        _, label, hint = WAYS[index]
        return safe_text(f"{index + 1}  {label}") + Content("\n") + safe_text(f"   {hint}").stylize("dim")

    def on_mount(self) -> None:
        self.query_one("#welcome-file").display = False
        ways = self.query_one(MenuList)
        ways.show([self._way(index) for index in range(len(WAYS))])
        ways.focus()

    def action_move(self, by: int) -> None:
        """Walk."""
        self.query_one(MenuList).step(by)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.action_way(event.option_index)

    def action_way(self, index: int) -> None:
        """Go one of the ways."""
        way = WAYS[index][0]
        if way == "import":
            box = self.query_one("#welcome-file", Input)
            box.display = True
            box.focus()
            return
        try:
            session = self.tui.boards.demo() if way == "demo" else self.tui.boards.new(self._path)
        except (StoreError, Refused) as error:
            self._tell(str(error))
            return
        self.tui.open_board(session)

    def _tell(self, text: str) -> None:
        self.query_one("#welcome-message", Static).update(safe_text(text, 400))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Make a board of the file; one that can't be read makes nothing."""
        file = os.path.expanduser(event.value.strip())
        try:
            session = self.tui.boards.imported(self._path, file)
        except (StoreError, Refused) as error:
            self._tell(str(error))
            return
        self.tui.open_board(session)

    def action_leave(self) -> None:
        """Quit; with the file asked for, back to the ways."""
        box = self.query_one("#welcome-file", Input)
        if box.display:
            box.display = False
            self.query_one(MenuList).focus()
        else:
            self.app.exit(0)
