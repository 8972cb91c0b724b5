"""What the actions of the board screen share: the board shown, commands on their way, and messages."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from textual.screen import Screen

from tuiboard.domain.board import Card
from tuiboard.domain.changes import Entry, touched
from tuiboard.domain.refusal import Refusal, Refused
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.filter import Filter, FilterContext, compile_filter
from tuiboard.tui.choices import Choice, Chosen
from tuiboard.tui.widgets.bars import Bar
from tuiboard.tui.widgets.board_canvas import BoardCanvas
from tuiboard.view.board_view import board_view

if TYPE_CHECKING:
    from tuiboard.tui.app import TuiboardApp

MESSAGE_SECONDS = 6.0


class BoardHost(Screen[None]):
    """The board screen without its actions."""

    canvas: BoardCanvas
    footer_bar: Bar
    header_bar: Bar

    def __init__(self) -> None:
        super().__init__(id="board-screen")
        self.filter_text = ""
        self.filter: Filter | None = None
        self.sort = "rank"
        self.only: int | None = None
        """The card that actions are about while they are called from its page."""
        self.message: tuple[str, str] | None = None
        self._message_timer: Any = None

    @property
    def tui(self) -> "TuiboardApp":
        """The app, by its own type."""
        return cast("TuiboardApp", self.app)

    @property
    def workspace(self) -> Workspace:
        """The state that is shown."""
        return self.tui.session.workspace

    @property
    def today(self) -> str:
        """The date where the person is."""
        return self.tui.session.clock.today()

    # Cards meant

    @property
    def card(self) -> Card | None:
        """The card under the cursor, or the one whose page is open."""
        if self.only is not None:
            return self.workspace.card(self.only)
        return self.workspace.card(self.canvas.cursor) if self.canvas.cursor is not None else None

    def targets(self) -> list[int]:
        """The selected cards in the order of the board, else the one under the cursor; says so where there is none."""
        if self.only is not None:
            return [self.only]
        ids = self.canvas.in_order(self.canvas.marked) or (
            [self.canvas.cursor] if self.canvas.cursor is not None else []
        )
        if not ids:
            self.say("There is no card here.", "warning")
        return ids

    def named(self, ids: list[int]) -> str:
        """`12 “Replace core switch”`, or `3 cards`."""
        if len(ids) != 1:
            return f"{len(ids)} cards"
        card = self.workspace.card(ids[0])
        return f"{ids[0]} “{visible(card.title, 40)}”" if card is not None else str(ids[0])

    def cards_of(self, entry: Entry) -> list[int]:
        """Ids of the cards that an entry touches."""
        return [int(id) for kind, id in touched(entry.changes) if kind == "card"]

    # Questions; the dialogs are loaded when the first one opens

    def choose(
        self, title: str, choices: Sequence[Choice], then: Callable[[Chosen], None], *, several: bool = False,
        create: str = "", current: str | None = None, numbers: Mapping[str, str] | None = None,
        moved: Callable[[str], None] | None = None, left: Callable[[], None] | None = None,
        placeholder: str = "type to narrow",
    ) -> None:  # fmt: skip
        """Offer a menu; `then` gets the answer, `left` is called where there is none. See Chooser."""
        from tuiboard.tui.dialogs.chooser import Chooser

        def answered(answer: Chosen | None) -> None:
            if answer is not None:
                then(answer)
            elif left is not None:
                left()

        menu = Chooser(
            title, choices, several=several, create=create, current=current, numbers=numbers, moved=moved,
            placeholder=placeholder,
        )  # fmt: skip
        self.app.push_screen(menu, answered)

    def ask(
        self, title: str, then: Callable[[str], None], *, value: str = "", hint: str = "", empty: bool = False,
        check: Callable[[str], str] | None = None,
    ) -> None:  # fmt: skip
        """Ask for one line; `then` gets it. See LinePrompt."""
        from tuiboard.tui.dialogs.line_prompt import LinePrompt

        def answered(text: str | None) -> None:
            if text is not None:
                then(text)

        self.app.push_screen(LinePrompt(title, value=value, hint=hint, check=check, empty=empty), answered)

    # What is shown

    def show(self) -> None:
        """Show the workspace as it is now, under the filter and the sort."""
        session = self.tui.session
        if self.filter_text:
            context = FilterContext(self.today, session.who)
            try:
                self.filter = compile_filter(self.filter_text, self.workspace, context, typing=True)
            except Refused:
                self.filter = None  # the filter line says what is wrong; the whole board is the honest answer
        view = board_view(self.workspace, self.filter, self.sort, self.today)
        self.canvas.show_board(self.workspace, view, self.today, self.filter is not None)
        self.show_status()

    def show_status(self) -> None:
        """Show the header line."""

    def say(self, text: str, kind: str = "done") -> None:
        """Show a message in the footer line for a few seconds; `kind` is done, warning or error."""
        self.message = (kind, visible(text, 400))
        if self._message_timer is not None:
            self._message_timer.stop()
        self._message_timer = self.set_timer(MESSAGE_SECONDS * (2 if kind == "error" else 1), self._forget)
        self.show_footer()

    def _forget(self) -> None:
        self.message = None
        self.show_footer()

    def show_footer(self) -> None:
        """Show the message, or the keys that work here."""


def on_screen(refusal: Refusal) -> str:
    """A refusal as the screen says it: a hint that names a shell command is of no use here."""
    return refusal.message if "`tuiboard" in refusal.hint else refusal.text


def sentence(text: str) -> str:
    """A text as a sentence: first letter large, a full stop."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "…")) else ".")
