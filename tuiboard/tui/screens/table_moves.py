"""Keys that move the cursor of a table, whatever its rows are."""

from abc import abstractmethod

from tuiboard.tui.screens.lines import LineHost
from tuiboard.tui.widgets.line_table import LineTable

_FAR = 10_000_000


class TableMoves(LineHost):
    """A view whose list is a LineTable."""

    @property
    @abstractmethod
    def home(self) -> LineTable:
        """The list."""

    def do_cursor_down(self) -> None:
        """Next row."""
        self.home.step(1)

    def do_cursor_up(self) -> None:
        """Previous row."""
        self.home.step(-1)

    def do_cursor_top(self) -> None:
        """First row."""
        self.home.step(-_FAR)

    def do_cursor_bottom(self) -> None:
        """Last row."""
        self.home.step(_FAR)

    def do_cursor_page_down(self) -> None:
        """A page down."""
        self.home.step(self.home.page)

    def do_cursor_page_up(self) -> None:
        """A page up."""
        self.home.step(-self.home.page)

    def do_filter_next(self) -> None:
        """The next row."""
        self.home.step(1)

    def do_filter_previous(self) -> None:
        """The previous row."""
        self.home.step(-1)
