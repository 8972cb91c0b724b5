"""The activity log: what everybody did, newest first, read from the journal."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from tuiboard.domain.calendar import local_clock, local_date, short_date
from tuiboard.domain.changes import Entry
from tuiboard.domain.text import visible
from tuiboard.tui.safe_text import safe_text
from tuiboard.tui.screens.common_actions import CommonActions
from tuiboard.tui.screens.host import bindings_of
from tuiboard.tui.widgets.menu_list import MenuList
from tuiboard.view.words import LogLine, log_lines

MOST_SHOWN = 500


class LogScreen(CommonActions):
    """The latest entries: number, day and time, who, what."""

    VIEW = "log"
    CSS_PATH = "log.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_of("log"),
        Binding("escape", "act('view.board')", "Board", show=False),
    ]

    def __init__(self) -> None:
        super().__init__(id="log-screen")

    def compose(self) -> ComposeResult:
        header, footer = self.make_bars()
        yield header
        yield MenuList(id="log-list")
        yield footer

    def on_mount(self) -> None:
        self.query_one(MenuList).focus()
        self.show_footer()
        self.show_status()

    def on_screen_resume(self) -> None:
        """It is shown: read what happened meanwhile."""
        self._load()

    def start_anew(self) -> None:
        super().start_anew()
        self.query_one(MenuList).show([])

    def board_changed(self, by_others: list[Entry]) -> None:
        """Someone wrote: read again, where it is seen."""
        super().board_changed(by_others)
        if self.tui.view is self:
            self._load()

    def show_status(self) -> None:
        """The header: the views, and what others do."""
        self.show_header(self.notices() + self.warnings())

    def _load(self) -> None:
        session = self.tui.session

        def done(lines: object) -> None:
            if isinstance(lines, list) and self.is_attached:
                self._show(lines)

        self.tui.bridge.read(lambda: log_lines(session.log(MOST_SHOWN), session.workspace, MOST_SHOWN), done)

    def _show(self, lines: list[LogLine]) -> None:
        today = self.tui.session.clock.today()
        who = max((len(visible(line.who, 16)) for line in lines), default=0)
        options = self.query_one(MenuList)
        options.show([_content(line, today, who) for line in lines], min(options.highlighted or 0, len(lines) - 1))

    def do_cursor_down(self) -> None:
        """The entry before."""
        self.query_one(MenuList).step(1)

    def do_cursor_up(self) -> None:
        """The entry after."""
        self.query_one(MenuList).step(-1)

    def do_cursor_top(self) -> None:
        """The latest entry."""
        self.query_one(MenuList).step(-MOST_SHOWN * 100)

    def do_cursor_bottom(self) -> None:
        """The oldest entry shown."""
        self.query_one(MenuList).step(MOST_SHOWN * 100)

    def do_cursor_page_down(self) -> None:
        """A page down."""
        self.query_one(MenuList).step(self.query_one(MenuList).size.height)

    def do_cursor_page_up(self) -> None:
        """A page up."""
        self.query_one(MenuList).step(-self.query_one(MenuList).size.height)


def _content(line: LogLine, today: str, who: int) -> Content:
    """Number, day and time, who, what; what an import tells of has no number of its own."""
    when = f"{short_date(local_date(line.at), today):>11} {local_clock(line.at)}"
    head = safe_text(f"{'past' if line.told else line.seq:>5} {when}  ").stylize("dim")
    return head + safe_text(f"{visible(line.who, 16):<{who}}  ").stylize("bold") + safe_text(line.text, 300)
