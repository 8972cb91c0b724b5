"""Decisions, assumptions, issues and lessons in one view: table and details, and everything that is done by key."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.events import Resize

from tuiboard.domain.changes import Entry, touched
from tuiboard.domain.raid import RAID_KINDS
from tuiboard.engine.raid_filter import SORTS
from tuiboard.tui.choices import Choice, Chosen
from tuiboard.tui.screens.common_actions import CommonActions
from tuiboard.tui.screens.host import bindings_of
from tuiboard.tui.screens.raid_actions import RaidActions
from tuiboard.tui.screens.raid_view import PANES
from tuiboard.tui.screens.table_moves import TableMoves
from tuiboard.tui.widgets.line_table import LineTable
from tuiboard.tui.widgets.raid_panel import RaidPanel
from tuiboard.tui.widgets.raid_table import RaidTable

WIDE = 120
"""Columns of the terminal from which the details stand beside the table."""
SORT_HINTS = {
    "urgent": "overdue first, then issues, then the nearest day", "newest": "the latest first",
    "due": "the nearest day first", "owner": "by name", "kind": "decisions, assumptions, issues, lessons",
}  # fmt: skip


class RaidScreen(RaidActions, TableMoves, CommonActions):
    """The view on the screen."""

    CSS_PATH = "raid.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("raid")

    def __init__(self) -> None:
        super().__init__()
        self.side_wanted = True

    def compose(self) -> ComposeResult:
        header, footer = self.make_bars()
        self.table = RaidTable(self.tui.glyphs, self.tui.palette, id="table")
        self.panel = RaidPanel(self.tui, id="raid-panel")
        yield header
        with Horizontal(id="middle"):
            yield self.table
            yield self.panel
        yield footer

    def on_mount(self) -> None:
        self.table.focus()
        self._place()
        self.show()
        self.show_footer()

    def start_anew(self) -> None:
        super().start_anew()
        self.filter_text, self.filter, self.kind = "", None, ""
        self._cursor_before, self._stale = None, True
        self.table.forget()
        if self.tui.view is self:
            self.show()

    # Layout

    def on_resize(self, event: Resize) -> None:
        super().on_resize(event)
        self._place()

    def _place(self) -> None:
        """Wide terminals show the details beside the table; on narrow ones enter opens them over it."""
        self.panel.display = self.size.width >= WIDE and self.side_wanted
        self.call_after_refresh(self.show_details)

    def use_palette(self) -> None:
        super().use_palette()
        self.table.use(self.tui.palette)
        self.panel.board_changed()

    def do_view_details(self) -> None:
        """Show or hide the details beside the table."""
        if self.size.width < WIDE:
            self.say(f"There is no room beside the table below {WIDE} columns; enter opens it.", "warning")
            return
        self.side_wanted = not self.side_wanted
        self._place()

    # Moving around

    def do_cursor_left(self) -> None:
        """The kind before."""
        self._across(-1)

    def do_cursor_right(self) -> None:
        """The kind after."""
        self._across(1)

    def do_filter_clear(self) -> None:
        """The filter goes first, then the kind."""
        if self.filter_text:
            self.filter_by("")
        elif self.kind:
            self._show_kind("")
        self.message = None
        self.show_footer()

    def on_raid_table_cursor_moved(self, event: RaidTable.CursorMoved) -> None:
        """The details follow."""
        self.rest()

    def on_line_table_activated(self, event: LineTable.Activated) -> None:
        """A row was clicked twice."""
        self.do_raid_open()

    def on_raid_table_pane_clicked(self, event: RaidTable.PaneClicked) -> None:
        """A tab above the table was clicked."""
        self._show_kind(PANES[event.pane])

    # Kinds and order

    def do_raid_kind(self) -> None:
        """All, or one kind after the other."""
        self._across(1)

    def _across(self, by: int) -> None:
        self._show_kind(PANES[(PANES.index(self.kind) + by) % len(PANES)])

    def _show_kind(self, kind: str) -> None:
        self.kind = kind
        self.show()
        self.show_footer()

    def do_view_sort(self) -> None:
        """A menu of orders."""
        choices = [Choice(sort, sort, SORT_HINTS[sort]) for sort in SORTS]
        self.choose("Sort by", choices, self._sort_by, current=self.sort)

    def _sort_by(self, chosen: Chosen) -> None:
        self.sort = chosen.key or "urgent"
        self.show()

    # One of them

    def do_raid_open(self) -> None:
        """Its page."""
        item = self.item_meant()
        if item is not None:
            from tuiboard.tui.dialogs.raid_page import RaidPage

            self.app.push_screen(RaidPage((item.kind, item.id), self))

    def show_undone(self, entry: Entry) -> None:
        for kind, id in touched(entry.changes):
            if kind in RAID_KINDS and self.table.move_cursor((kind, int(id))):
                return
