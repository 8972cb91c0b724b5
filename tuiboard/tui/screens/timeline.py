"""The timeline: cards and milestones over days, weeks or months, and everything that is done there by key."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Resize
from textual.timer import Timer
from textual.widgets import Static

from tuiboard.domain.changes import Entry
from tuiboard.tui.choices import Choice, Chosen
from tuiboard.tui.screens.card_actions import CardActions
from tuiboard.tui.screens.card_adding import CardAdding
from tuiboard.tui.screens.card_side import REST
from tuiboard.tui.screens.common_actions import CommonActions
from tuiboard.tui.screens.host import bindings_of
from tuiboard.tui.screens.priority_actions import PriorityActions
from tuiboard.tui.screens.risk_desk import RiskDesk
from tuiboard.tui.screens.table_moves import TableMoves
from tuiboard.tui.screens.timeline_actions import TimelineActions
from tuiboard.tui.screens.triage_actions import TriageActions
from tuiboard.tui.widgets.line_table import LineTable
from tuiboard.tui.widgets.timeline_table import NO_VIEW, TimelineTable
from tuiboard.view.timeline import GROUPINGS, SORTS, UNDATED, MilestoneRow, Wanted
from tuiboard.view.timeline_bars import ZOOMS

SORT_HINTS = {"due": "effectively due first", "start": "earliest start first", "slack": "least slack first",
              "id": "as numbered"}  # fmt: skip
DAY_LOOKED_AT = 60.0
"""Seconds after which another day is noticed while nothing happens."""


class TimelineScreen(
    TimelineActions, CardActions, CardAdding, TriageActions, RiskDesk, PriorityActions, TableMoves, CommonActions
):
    """The timeline on the screen."""

    CSS_PATH = "timeline.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("timeline")

    _anchor: int | None = None
    """The card selected last."""
    _words_timer: Timer | None = None

    def compose(self) -> ComposeResult:
        header, footer = self.make_bars()
        self.table = TimelineTable(self.tui.glyphs, self.tui.palette, id="timeline")
        self.says = Static(id="timeline-says", markup=False)
        yield header
        with Horizontal(id="middle"), Vertical(id="timeline-side"):
            yield self.table
            yield self.says
        yield footer

    def on_mount(self) -> None:
        self.table.focus()
        self.show()
        self.show_footer()
        self.set_interval(DAY_LOOKED_AT, self.look_at_day)

    def start_anew(self) -> None:
        super().start_anew()
        self.filter_text, self.filter, self.plan, self.shown = "", None, None, NO_VIEW
        self.wanted = Wanted(self.wanted.by, self.wanted.sort)
        self._reckoned_of, self._session, self.first = (), None, 0
        self._cursor_before = self._anchor = None
        self._stale = True
        self.forget_trial()
        self._trying = False  # what is under way is of the other board
        self.table.forget()
        if self.tui.view is self:
            self.show()

    def use_palette(self) -> None:
        super().use_palette()
        self.table.use(self.tui.palette)

    # Moving around

    def do_cursor_left(self) -> None:
        """Earlier days."""
        self._scroll(-1)

    def do_cursor_right(self) -> None:
        """Later days."""
        self._scroll(1)

    def _scroll(self, by: int) -> None:
        first = self.table.axis.first + by * ZOOMS[self.zoom].step
        if first >= 1 and self.table.axis._replace(first=first).last < _LAST_DAY:
            self.first = first
            self.show_table()

    def do_timeline_today(self) -> None:
        """To today; from there to the bar under the cursor, where it lies outside of what is shown."""
        axis, begin = self.table.axis, self._begin_here()
        away = self.first == 0 and begin is not None and axis.cell_of(begin) is None
        self.first = max((begin or 1) - 2 * axis.zoom.days, 1) if away else 0
        self.show_table()

    def _begin_here(self) -> int | None:
        """The day on which the bar under the cursor begins."""
        planned = self.table.planned(self.table.cursor or 0)
        if planned is None:
            return None
        return planned.start if planned.start is not None else planned.last

    def do_timeline_zoom(self) -> None:
        """Days, weeks, months, in turn; the days in the middle stay there."""
        axis = self.table.axis
        middle = (axis.first + axis.last) // 2
        self.zoom = (self.zoom + 1) % len(ZOOMS)
        if self.first:
            zoom = ZOOMS[self.zoom]
            self.first = max(middle - axis.cells // 2 // zoom.cells * zoom.days, 1)
        self.show_table()

    def on_resize(self, event: Resize) -> None:
        super().on_resize(event)
        self.call_after_refresh(self.show_words)

    def on_timeline_table_cursor_moved(self, event: TimelineTable.CursorMoved) -> None:
        """The words follow, and the details, once the cursor rests."""
        if self._words_timer is not None:
            self._words_timer.stop()
        self._words_timer = self.set_timer(REST, self.show_words)
        self.rest()

    def on_line_table_activated(self, event: LineTable.Activated) -> None:
        """A row was clicked twice."""
        self.do_card_open()

    # Groups and order

    def open_row(self) -> None:
        """The forecast of a milestone; else fold or unfold the group."""
        if isinstance(self.table.cursor_row, MilestoneRow):
            self.do_forecast_open()
        else:
            super().open_row()

    def do_timeline_group(self) -> None:
        """By project, by person, by milestone, in turn."""
        by = GROUPINGS[(GROUPINGS.index(self.wanted.by) + 1) % len(GROUPINGS)]
        self.wanted = self.wanted._replace(by=by)
        self.show_rows()

    def do_timeline_undated(self) -> None:
        """Fold or unfold the cards without a date."""
        if not self.shown.undated:
            self.say("Every card shown has a place in time.")
            return
        self.wanted = self.wanted._replace(folded=set(self.wanted.folded) ^ {("group", UNDATED)})
        self.show_rows()

    def do_timeline_done(self) -> None:
        """Show done cards too, or hide them again."""
        self.wanted = self.wanted._replace(done=not self.wanted.done)
        self.show_rows()
        self.say("Done cards are shown too." if self.wanted.done else "Done cards are hidden again.")

    def do_view_sort(self) -> None:
        """A menu of orders."""
        choices = [Choice(sort, sort, SORT_HINTS[sort]) for sort in SORTS]
        self.choose("Order in a group", choices, self._sort_by, current=self.wanted.sort)

    def _sort_by(self, chosen: Chosen) -> None:
        self.wanted = self.wanted._replace(sort=chosen.key or "due")
        self.show_rows()

    # Finding and selecting

    def do_filter_clear(self) -> None:
        """First what is tried out goes, then the selection, then the filter."""
        if self.moved:
            self.drop_trial()
        elif self.table.marked:
            self.table.marked.clear()
            self._marks_changed()
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
        here = self.table.cursor
        if here is not None:
            self.table.marked |= set(self.cards_between(here if self._anchor is None else self._anchor, here))
            self._anchor = here
            self._marks_changed()

    def _marks_changed(self) -> None:
        self.table.repaint()
        self.show_status()

    # The footer

    def foot_shows(self, id: str) -> bool:
        """While dates are tried out, what ends that stands first."""
        return id in _TRYING if self.moved else id != "filter.clear"

    def foot_word(self, id: str) -> str:
        words = {"card.open": "record", "filter.clear": "drop"}
        return words[id] if self.moved and id in words else super().foot_word(id)

    def foot_sign(self, id: str, key: str) -> str:
        pair = _PAIRS.get(id)
        return pair[1] if pair is not None and key == pair[0] else super().foot_sign(id, key)

    def show_undone(self, entry: Entry) -> None:
        for id in self.cards_of(entry):
            if self.table.move_cursor(id):
                return


_LAST_DAY = 3_652_000
_TRYING = frozenset(
    {"card.open", "filter.clear", "timeline.later", "timeline.due_later", "timeline.start_later", "app.help"}
)
_PAIRS = {
    "timeline.later": ("right_parenthesis", "( )"), "timeline.due_later": ("right_curly_bracket", "{ }"),
    "timeline.start_later": ("right_square_bracket", "[ ]"),
}  # fmt: skip
"""Keys that the footer shows in pairs, where they are what they are by default."""
