"""The people view: who has what to do and when, and everything that is done there by key."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.events import Resize

from tuiboard.domain import commands as c
from tuiboard.domain.changes import Entry
from tuiboard.tui.choices import Choice, Chosen
from tuiboard.tui.screens.card_actions import CardActions
from tuiboard.tui.screens.common_actions import CommonActions
from tuiboard.tui.screens.host import bindings_of
from tuiboard.tui.screens.people_view import PeopleView
from tuiboard.tui.screens.priority_actions import PriorityActions
from tuiboard.tui.screens.risk_desk import RiskDesk
from tuiboard.tui.screens.table_moves import TableMoves
from tuiboard.tui.screens.triage_actions import TriageActions
from tuiboard.tui.widgets.line_table import LineTable
from tuiboard.tui.widgets.people_table import NO_FIGURES, PeopleTable, PersonCards
from tuiboard.view.people import SORTS

SORT_HINTS = {"name": "you first, then by handle", "load": "the most for their hours this week",
              "now": "the most cards in work"}  # fmt: skip
DAY_LOOKED_AT = 60.0
"""Seconds after which another day is noticed while nothing happens."""


class PeopleScreen(CardActions, TriageActions, RiskDesk, PriorityActions, PeopleView, TableMoves, CommonActions):
    """The people on the screen."""

    CSS_PATH = "people.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("people")

    _anchor: int | None = None
    """The card selected last."""

    def compose(self) -> ComposeResult:
        header, footer = self.make_bars()
        self.people = PeopleTable(self.tui.glyphs, self.tui.palette, id="people")
        self.cards = PersonCards(self.tui.glyphs, self.tui.palette, id="person-cards")
        yield header
        yield self.people
        yield self.cards
        yield footer

    def on_mount(self) -> None:
        self.people.focus()
        self.show()
        self.show_footer()
        self.set_interval(DAY_LOOKED_AT, self.look_at_day)

    def start_anew(self) -> None:
        super().start_anew()
        self.filter_text, self.filter, self._matching = "", None, None
        self.figures, self._reckoned_of, self._session = NO_FIGURES, (), None
        self.chosen, self._about, self._stale = 0, None, True
        self.people.forget()
        self.cards.forget()
        self._go_to_people()
        if self.tui.view is self:
            self.show()

    def on_resize(self, event: Resize) -> None:
        super().on_resize(event)
        # Other weeks fit once the table has its new width.
        self.call_after_refresh(self.show_people)

    def use_palette(self) -> None:
        super().use_palette()
        self.people.use(self.tui.palette)
        self.cards.use(self.tui.palette)

    # Between the people and the cards

    def _go_to_people(self) -> None:
        self.in_cards = False
        self._pane_changed()

    def _pane_changed(self) -> None:
        self.people.has_keys, self.cards.has_keys = not self.in_cards, self.in_cards
        if self.is_attached:
            self.home.focus()
            self.people.draw_anew()
            self.cards.draw_anew()
            self.show_footer()

    def do_people_open(self) -> None:
        """Go to the cards of the person; among them, open one."""
        if self.in_cards:
            self.do_card_open()
        elif self.cards.rows:
            self.in_cards = True
            self._pane_changed()
        else:
            self.say("There are no cards here.", "warning")

    def on_line_table_activated(self, event: LineTable.Activated) -> None:
        """A row was clicked twice."""
        self.do_people_open()

    def on_descendant_focus(self) -> None:
        """A click brings the keys to where it was."""
        focused = self.app.focused
        if focused in (self.people, self.cards) and self.in_cards != (focused is self.cards):
            self.in_cards = focused is self.cards
            self._pane_changed()

    def on_people_table_cursor_moved(self, event: PeopleTable.CursorMoved) -> None:
        """The cards below are those of whom the cursor is on."""
        self.show_cards()

    # Moving around

    def do_cursor_left(self) -> None:
        """The cards of the week before."""
        self._across(-1)

    def do_cursor_right(self) -> None:
        """The cards of the week after."""
        self._across(1)

    def _across(self, by: int) -> None:
        many = len(self.cells())
        if many:
            self.chosen = (self.chosen + by) % many
            self.people.choose(self._week())
            self.show_cards()

    # Finding, selecting, sorting

    def do_filter_clear(self) -> None:
        """First the selection goes, then one goes back to the people, then the week goes, then the filter."""
        if self.cards.marked:
            self.cards.marked.clear()
            self._marks_changed()
        elif self.in_cards:
            self._go_to_people()
        elif self.chosen:
            self._across(-self.chosen)
        elif self.filter_text:
            self.filter_by("")
        self.message = None
        self.show_footer()

    def do_select_toggle(self) -> None:
        """Select the card under the cursor, or take it out, and go on to the next."""
        cursor = self.cursor_card
        if cursor is None:
            self.targets()  # says how to get to the cards
            return
        self.cards.marked ^= {cursor}
        self._anchor = cursor
        self._marks_changed()
        self.cards.step(1)

    def do_select_extend(self) -> None:
        """Select all from the card selected last to the cursor."""
        here, anchor = self.cards.place_of(self.cursor_card), self.cards.place_of(self._anchor)
        if here is None:
            return
        low, high = sorted((here if anchor is None else anchor, here))
        self.cards.marked |= set(self.cards.state.ids[low : high + 1])
        self._anchor = self.cursor_card
        self._marks_changed()

    def _marks_changed(self) -> None:
        self.cards.repaint()
        self.show_status()

    def do_view_sort(self) -> None:
        """A menu of orders."""
        choices = [Choice(sort, sort, SORT_HINTS[sort]) for sort in SORTS]
        self.choose("Order of the people", choices, self._sort_by, current=self.sort)

    def _sort_by(self, chosen: Chosen) -> None:
        self.sort = chosen.key or "name"
        self.show_people()

    # People

    def do_people_add(self) -> None:
        """Someone new."""
        self.do_person_add()

    def do_people_edit(self) -> None:
        """The form of the person; among the cards, that of the card."""
        row = self.person
        if self.in_cards:
            self.do_card_edit()
        elif row is None or row.handle is None or self.workspace.person(row.handle) is None:
            self.say("There is nobody on the board in this row.", "warning")
        else:
            self.ask_person_fields(row.handle)

    def do_people_active(self) -> None:
        """Someone leaves, or comes back; what they leave behind is said."""
        row = self.person
        person = self.workspace.person(row.handle) if row is not None and row.handle is not None else None
        if person is None:
            self.say("There is nobody on the board in this row.", "warning")
        else:
            self.run_command(c.EditPerson(person.handle, {"active": not person.active}))

    def do_people_calendar(self) -> None:
        """Working days, holidays, weeks and time zone of the board."""
        self.ask_calendar()

    def show_undone(self, entry: Entry) -> None:
        for id in self.cards_of(entry):
            if self.go_to_card(id):
                return
