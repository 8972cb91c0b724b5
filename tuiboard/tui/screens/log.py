"""The activity log: what everybody did, newest first, read from the journal."""

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen

from tuiboard.domain.calendar import local_clock, local_date, short_date
from tuiboard.domain.changes import Entry
from tuiboard.domain.text import visible
from tuiboard.tui.safe_text import safe_text
from tuiboard.tui.widgets.bars import Bar
from tuiboard.tui.widgets.menu_list import MenuList
from tuiboard.view.words import LogLine, log_lines

if TYPE_CHECKING:
    from tuiboard.tui.app import TuiboardApp

MOST_SHOWN = 500


class LogScreen(Screen[None]):
    """The latest entries: number, day and time, who, what."""

    CSS_PATH = "log.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1,escape,q,tab,shift+tab", "leave", "Board", show=False),
        Binding("j", "move(1)", "Down", show=False),
        Binding("k", "move(-1)", "Up", show=False),
        Binding("g", "move(-100000)", "Top", show=False),
        Binding("G", "move(100000)", "Bottom", show=False),
        Binding("question_mark,f1", "help", "Help", show=False),
    ]

    def __init__(self, tui: "TuiboardApp") -> None:
        super().__init__(id="log-screen")
        self._tui = tui

    def compose(self) -> ComposeResult:
        glyphs, palette = self._tui.glyphs, self._tui.palette
        header = Bar(glyphs, palette, "header-bg", id="header-bar")
        name = visible(self._tui.session.workspace.board.name, 80)
        header.show([("header-name", f" {name} "), ("header-dim", "  1 Board "), ("tab-active", " 7 Log ")])
        yield header
        yield MenuList(id="log-list")
        footer = Bar(glyphs, palette, "header-bg", id="footer-bar")
        footer.show([("foot-key", " 1"), ("header-dim", " board "), ("foot-key", " j k"), ("header-dim", " walk ")])
        yield footer

    def on_mount(self) -> None:
        self.query_one(MenuList).focus()
        self._load()

    def board_changed(self, by_others: list[Entry]) -> None:
        """Someone wrote: read again."""
        self._load()

    def _load(self) -> None:
        session = self._tui.session

        def done(lines: object) -> None:
            if isinstance(lines, list) and self.is_attached:
                self._show(lines)

        self._tui.bridge.read(lambda: log_lines(session.log(MOST_SHOWN), session.workspace, MOST_SHOWN), done)

    def _show(self, lines: list[LogLine]) -> None:
        today = self._tui.session.clock.today()
        who = max((len(visible(line.who, 16)) for line in lines), default=0)
        options = self.query_one(MenuList)
        options.show([_content(line, today, who) for line in lines], min(options.highlighted or 0, len(lines) - 1))

    def action_move(self, by: int) -> None:
        """Walk through the entries."""
        self.query_one(MenuList).step(by)

    def action_help(self) -> None:
        """All keys."""
        self._tui.do_app_help()

    def action_leave(self) -> None:
        """Back to the board."""
        self.app.pop_screen()


def _content(line: LogLine, today: str, who: int) -> Content:
    """Number, day and time, who, what; what an import tells of has no number of its own."""
    when = f"{short_date(local_date(line.at), today):>11} {local_clock(line.at)}"
    head = safe_text(f"{'past' if line.told else line.seq:>5} {when}  ").stylize("dim")
    return head + safe_text(f"{visible(line.who, 16):<{who}}  ").stylize("bold") + safe_text(line.text, 300)
