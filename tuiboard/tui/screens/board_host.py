"""What the actions of the board view share: the cards meant, and what is shown of them."""

from textual.widget import Widget

from tuiboard.domain.workspace import Workspace
from tuiboard.engine.filter import Filter
from tuiboard.tui.screens.card_host import CardHost
from tuiboard.tui.widgets.board_canvas import BoardCanvas
from tuiboard.view.board_view import BoardView, board_view


class BoardHost(CardHost):
    """The board view without its actions."""

    VIEW = "board"
    canvas: BoardCanvas

    def __init__(self) -> None:
        super().__init__(id="board-screen")
        self.sort = "rank"
        self._narrowed: tuple[tuple[Workspace, str, str], Filter, BoardView] | None = None
        """What the last view under a filter was made of, and the view: letters typed on look only at what it shows."""

    @property
    def home(self) -> Widget:
        return self.canvas

    @property
    def listed(self) -> BoardCanvas:
        return self.canvas

    # Cards meant

    @property
    def cursor_card(self) -> int | None:
        return self.canvas.cursor

    def selected(self) -> list[int]:
        return self.canvas.in_order(self.canvas.marked)

    def go_to_card(self, id: int) -> bool:
        shown = self.canvas.place_of(id) is not None
        if shown:
            self.canvas.move_cursor(id)
        return shown

    def step_card(self, by: int) -> None:
        self.canvas.step(by)

    def adding_column(self) -> str | None:
        """The focused column, or the first that is not done."""
        column = self.workspace.column(self.canvas.column.key) if self.canvas.column is not None else None
        if column is not None and column.does == "done":
            column = next((col for col in self.workspace.columns() if col.does != "done"), column)
        return column.key if column is not None else None

    # What is shown

    def show(self) -> None:
        """Show the workspace as it is now, under the filter and the sort."""
        self.filter_anew()
        of = (self.workspace, self.sort, self.today)
        within = None
        if self.filter is not None and self._narrowed is not None:
            was, wider, wide = self._narrowed
            within = wide if was == of and self.filter.narrows(wider) else None
        view = board_view(self.workspace, self.filter, self.sort, self.today, within)
        self._narrowed = (of, self.filter, view) if self.filter is not None else None
        self.canvas.show_board(self.workspace, view, self.today, self.filter is not None)
        self.show_status()
