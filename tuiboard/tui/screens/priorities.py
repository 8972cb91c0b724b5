"""The priorities: four quadrants, one ranked list, and everything that is done there by key."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Resize

from tuiboard.domain.changes import Entry
from tuiboard.domain.pins import QUADRANTS, Quadrant
from tuiboard.tui.choices import Choice, Chosen
from tuiboard.tui.screens.card_actions import CardActions
from tuiboard.tui.screens.card_adding import CardAdding
from tuiboard.tui.screens.common_actions import CommonActions
from tuiboard.tui.screens.host import bindings_of
from tuiboard.tui.screens.priority_actions import PriorityActions
from tuiboard.tui.screens.priority_rules_actions import PriorityRulesActions
from tuiboard.tui.screens.priority_view import NO_VIEW, PriorityView
from tuiboard.tui.screens.risk_desk import RiskDesk
from tuiboard.tui.screens.table_moves import TableMoves
from tuiboard.tui.screens.triage_actions import TriageActions
from tuiboard.tui.widgets.bars import Bar
from tuiboard.tui.widgets.line_table import LineTable
from tuiboard.tui.widgets.quadrants import Quadrants
from tuiboard.tui.widgets.rank_lines import leading_shown
from tuiboard.tui.widgets.rank_table import RankTable
from tuiboard.view.priorities import SORTS

SORT_HINTS = {
    "priority": "urgent and important first", "wsjf": "most worth for its effort first", "due": "earliest first",
    "rank": "the board's own order, by hand", "age": "oldest first", "id": "as numbered",
}  # fmt: skip
DAY_LOOKED_AT = 60.0
"""Seconds after which another day is noticed while nothing happens."""
_PANES: tuple[Quadrant | None, ...] = (None, *QUADRANTS)


class PriorityScreen(
    CardActions, CardAdding, TriageActions, RiskDesk, PriorityActions, PriorityRulesActions, PriorityView, TableMoves,
    CommonActions,
):  # fmt: skip
    """The priorities on the screen."""

    CSS_PATH = "priorities.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("priorities")

    _anchor: int | None = None
    """The card selected last."""

    def compose(self) -> ComposeResult:
        header, footer = self.make_bars()
        glyphs, palette = self.tui.glyphs, self.tui.palette
        self.day_bar = Bar(glyphs, palette, "background", id="day-bar")
        self.quadrants = Quadrants(glyphs, palette, id="quadrants")
        self.table = RankTable(glyphs, palette, id="ranked")
        yield header
        yield self.day_bar
        with Horizontal(id="middle"), Vertical(id="ranking"):
            yield self.quadrants
            yield self.table
        yield footer

    def on_mount(self) -> None:
        self.table.focus()
        self._place()
        self.show()
        self.show_footer()
        self.set_interval(DAY_LOOKED_AT, self.look_at_day)

    def start_anew(self) -> None:
        super().start_anew()
        self.filter_text, self.filter, self.quadrant = "", None, None
        self.ranking, self.ranked, self._wanted = None, NO_VIEW, None
        self._cursor_before = self._anchor = None
        self._stale = True
        self.table.forget()
        if self.tui.view is self:
            self.show()

    def on_resize(self, event: Resize) -> None:
        super().on_resize(event)
        self._place()
        self.show_day()

    def _place(self) -> None:
        """Tall terminals name more cards in each quadrant."""
        height = 2 * (1 + leading_shown(self.size.height))
        if self.quadrants.styles.height is None or self.quadrants.styles.height.value != height:
            self.quadrants.styles.height = height

    def use_palette(self) -> None:
        super().use_palette()
        for widget in (self.day_bar, self.quadrants, self.table):
            widget.use(self.tui.palette)

    # Moving around

    def do_cursor_left(self) -> None:
        """The quadrant before, or all."""
        self._across(-1)

    def do_cursor_right(self) -> None:
        """The quadrant after, or all."""
        self._across(1)

    def _across(self, by: int) -> None:
        self._show_quadrant(_PANES[(_PANES.index(self.quadrant) + by) % len(_PANES)])

    def _show_quadrant(self, quadrant: Quadrant | None) -> None:
        self.quadrant = quadrant
        self.show_cards()
        self.show_footer()

    def on_quadrants_clicked(self, event: Quadrants.Clicked) -> None:
        """A quadrant was clicked: the list shows it, or all again."""
        self._show_quadrant(None if event.quadrant == self.quadrant else event.quadrant)

    def do_view_quadrant(self) -> None:
        """All, then each quadrant, in turn."""
        self._across(1)

    def on_rank_table_cursor_moved(self, event: RankTable.CursorMoved) -> None:
        """The details follow once the cursor rests."""
        self.rest()

    def on_line_table_activated(self, event: LineTable.Activated) -> None:
        """A row was clicked twice."""
        self.do_card_open()

    # Finding and selecting

    def do_filter_clear(self) -> None:
        """First the selection goes, then the quadrant, then the filter."""
        if self.table.marked:
            self.table.marked.clear()
            self._marks_changed()
        elif self.quadrant is not None:
            self._show_quadrant(None)
        elif self.filter_text:
            self.filter_by("")
        self.message = None
        self.show_footer()

    def do_select_toggle(self) -> None:
        """Select the card under the cursor, or take it out, and go on to the next."""
        cursor = self.table.cursor
        if cursor is not None:
            self.table.marked ^= {cursor}
            self._anchor = cursor
            self._marks_changed()
            self.table.step(1)

    def do_select_extend(self) -> None:
        """Select all from the card selected last to the cursor."""
        here, anchor = self.table.place_of(self.table.cursor), self.table.place_of(self._anchor)
        if here is None:
            return
        low, high = sorted((here if anchor is None else anchor, here))
        self.table.marked |= set(self.ranked.ids[low : high + 1])
        self._anchor = self.table.cursor
        self._marks_changed()

    def _marks_changed(self) -> None:
        self.table.repaint()
        self.show_status()

    # Order and rows

    def do_view_sort(self) -> None:
        """A menu of orders."""
        choices = [Choice(sort, sort, SORT_HINTS[sort]) for sort in SORTS]
        self.choose("Order of the list", choices, self._sort_by, current=self.sort)

    def _sort_by(self, chosen: Chosen) -> None:
        self.sort = chosen.key or "priority"
        self.show_cards()

    def do_view_density(self) -> None:
        """One line a card, or two with the reasons in full."""
        self.table.set_density(1 if self.table.pitch == 2 else 2)

    def show_undone(self, entry: Entry) -> None:
        for id in self.cards_of(entry):
            if self.table.move_cursor(id):
                return
