"""What the actions of the board view share: the cards meant, and what is shown of them."""

from tuiboard.domain.board import Card
from tuiboard.domain.changes import Entry, touched
from tuiboard.domain.refusal import Refused
from tuiboard.domain.text import visible
from tuiboard.engine.filter import Filter, FilterContext, compile_filter
from tuiboard.tui.screens.lines import FilterHost
from tuiboard.tui.widgets.board_canvas import BoardCanvas
from tuiboard.view.board_view import board_view


class BoardHost(FilterHost):
    """The board view without its actions."""

    VIEW = "board"
    canvas: BoardCanvas

    def __init__(self) -> None:
        super().__init__(id="board-screen")
        self.filter: Filter | None = None
        self.sort = "rank"
        self.only: int | None = None
        """The card that actions are about while they are called from its page."""

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
