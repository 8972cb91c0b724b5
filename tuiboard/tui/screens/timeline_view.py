"""What the timeline shows: the plan, reckoned in the background, under a filter, a grouping, an order and a zoom."""

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

from textual.widgets import Static

from tuiboard.domain.changes import Entry
from tuiboard.domain.refusal import Refusal
from tuiboard.domain.text import visible
from tuiboard.tui.safe_text import safe_text
from tuiboard.tui.screens.card_side import CardSide
from tuiboard.tui.widgets.bars import Piece
from tuiboard.tui.widgets.timeline_table import NO_VIEW, Dates, TimelineState, TimelineTable
from tuiboard.view.risk_register import same
from tuiboard.view.timeline import (
    MILESTONES,
    TABLES,
    UNDATED,
    CardRow,
    GroupRow,
    MilestoneRow,
    Plan,
    Wanted,
    plan_of,
    timeline_view,
)
from tuiboard.view.timeline_bars import ZOOMS
from tuiboard.view.timeline_words import day_words, days, fault_words, first_few, plan_words

if TYPE_CHECKING:
    from tuiboard.engine.session import Session


class TimelineView(CardSide):
    """The timeline without its actions."""

    VIEW = "timeline"
    table: TimelineTable
    says: Static

    def __init__(self) -> None:
        super().__init__(id="timeline-screen")
        self.wanted = Wanted()
        self.zoom = 1
        self.first = 0
        """The first day shown; 0 while that goes by today."""
        self.plan: Plan | None = None
        self.shown = NO_VIEW
        self.moved: dict[int, Dates] = {}
        """The dates that cards are tried out with, by card."""
        self._reckoned_of: tuple[Any, ...] = ()
        self._session: Session | None = None
        self._cursor_before: Hashable = None
        self._stale = True
        self._awaited: int | None = None
        """A card that gets the cursor once it is planned."""

    # Cards meant

    @property
    def home(self) -> TimelineTable:
        return self.table

    @property
    def cursor_card(self) -> int | None:
        return self.table.cursor

    @property
    def milestone_here(self) -> int | None:
        """The milestone under the cursor."""
        row = self.table.cursor_row
        if isinstance(row, GroupRow) and self.wanted.by == "milestone":
            return row.of if isinstance(row.of, int) else None
        return row.id if isinstance(row, MilestoneRow) else None

    def selected(self) -> list[int]:
        return self.table.in_order(self.table.marked)

    def go_to_card(self, id: int) -> bool:
        """Put the cursor on a card; a new one gets it as soon as it is planned."""
        shown = self.table.move_cursor(id)
        self._awaited = None if shown else id
        return shown

    def step_card(self, by: int) -> None:
        self.table.step(by)

    def adding_column(self) -> str | None:
        """The first column that is not done."""
        return next((column.key for column in self.workspace.columns() if column.does != "done"), None)

    # The filter

    def show_matches(self) -> None:
        self.show_rows()

    def filter_tally(self) -> tuple[int, int, str]:
        return self.shown.shown, self.shown.total, "cards"

    # What is shown

    def show(self) -> None:
        """Show the workspace as it is now; the plan follows when it is reckoned."""
        self._stale = False
        self.filter_anew()
        self._reckon()
        self.show_rows()

    def show_rows(self) -> None:
        """Show the rows under the filter, the grouping and the order."""
        found = self.plan
        matches = None if self.filter is None else self.filter.matches
        self.shown = NO_VIEW if found is None else timeline_view(self.workspace, found.schedule, self.wanted, matches)
        self.show_table()
        self.show_status()

    def show_table(self) -> None:
        """Draw the rows with the days shown, and the dates that are tried out."""
        self.table.show(
            TimelineState(
                self.workspace, self.trial_plan(), self.today, self.shown, self.wanted.by, self.zoom, self.first,
                self._note(), dict(self.moved), self._empty(),
            )
        )  # fmt: skip
        self.show_words()

    def trial_plan(self) -> Plan | None:
        """The plan that bars and marks show."""
        return self.plan

    def _note(self) -> str:
        note = f"{ZOOMS[self.zoom].name}  by {self.wanted.sort}"
        if self.filter_text:
            return f"/{visible(self.filter_text, 24)}  {self.shown.shown} of {self.shown.total}  {note}"
        return f"{self.shown.undated} without a date  {note}" if self.shown.undated else note

    def _empty(self) -> tuple[str, ...]:
        if self.plan is None:
            return ("Planning …",)
        if self.filter_text:
            return ("No card matches here.", "esc clears the filter; Z shows done cards too")
        if not self.workspace.table("card"):
            return ("No cards yet. What is to be done?", "a adds the first one, in a line like this:", "",
                    "Replace core switch @maria ~2d start:mon due:fri")  # fmt: skip
        return ("Nothing is open: every card is done or archived.", "Z shows done cards, a adds one")

    def open_row(self) -> None:
        """Fold or unfold the group whose heading is under the cursor."""
        row = self.table.cursor_row
        if isinstance(row, GroupRow):
            self.wanted = self.wanted._replace(folded=set(self.wanted.folded) ^ {row.key})
            self.show_rows()
        else:
            self.say("There is no card here.", "warning")

    def show_words(self) -> None:
        """The lines below: the row under the cursor in words."""
        self.says.update(safe_text(self._row_words(), 400), layout=False)

    def _row_words(self) -> str:
        row, plan = self.table.cursor_row, self.plan
        if plan is None or row is None:
            return ""
        if isinstance(row, GroupRow):
            return self._group_words(row)
        if isinstance(row, MilestoneRow):
            due = "no date" if row.due is None else f"due {day_words(row.due, self.today)}"
            return f"M{row.id} {row.title}: {due}, {row.done} of {row.total} cards done."
        planned, card = plan.of(row.id), self.workspace.card(row.id)
        if planned is None or card is None:
            return f"{row.id} is done."
        whose = f" @{visible(card.owner, 24)}" if card.owner else ""
        why = visible(card.blocked.get("reason", ""), 60) if card.blocked else ""
        blocked = f" Blocked: {why}." if why else ""
        wrong = first_few([fault_words(fault, plan.schedule, self.today) for fault in plan.faults.get(row.id, ())])
        return f"{row.id}{whose}: {plan_words(planned, plan.schedule, self.today)}.{blocked} {wrong}"

    def _group_words(self, row: GroupRow) -> str:
        noun = "milestone" if row.of == MILESTONES else "card"
        words = f"{row.name}: {row.many} {noun}{'' if row.many == 1 else 's'}"
        if row.of == UNDATED:
            return f"{row.many} without a date: S gives a start, d a due date."
        if row.deadline is not None and self.plan is not None:
            away = row.deadline - self.plan.schedule.now
            left = f"in {days(away)}" if away > 0 else "today" if not away else f"{days(-away)} ago"
            words += f", deadline {day_words(row.deadline, self.today)} ({left})"
        if row.milestone is not None:
            words += f", due {day_words(row.milestone, self.today)}"
        return f"{words}."

    def show_status(self) -> None:
        """The header: views, how many plans don't fit, and how many cards are selected."""
        right: list[Piece] = self.notices()
        many = len(self.plan.faults) if self.plan is not None else 0
        if many:
            right.append(("card-late", f" {many:,} don't fit "))
        if self.table.marked:
            right.append(("foot-key", f" {len(self.table.marked)} selected "))
        if self.filter_text:
            right.append(("foot-key", f" /{visible(self.filter_text, 30)} "))
        self.show_header(right + self.warnings())

    # Following

    def _reckon(self) -> None:
        """Plan in the background, where what a plan rests on has changed."""
        ws, session = self.workspace, self.tui.session
        today = session.team_today
        of = (*(ws.table(kind) for kind in TABLES), today)
        if self._session is session and same(of, self._reckoned_of):
            return
        self._session, self._reckoned_of = session, of

        def done(result: object) -> None:
            if self._session is not session or self._reckoned_of is not of:
                return
            if isinstance(result, Refusal):
                self._reckoned_of = ()
                self.say(result.text, "error")
            elif isinstance(result, Plan):
                self.plan = result
                if self.is_attached:
                    self._planned()

        self.tui.bridge.read(lambda: plan_of(ws, today), done)

    def _planned(self) -> None:
        self.show_rows()
        self.show_details()
        if self._awaited is not None:
            self.table.move_cursor(self._awaited)
            self._awaited = None

    def board_changed(self, by_others: list[Entry]) -> None:
        """Show the new state where it is seen; cursor, scroll, filter and open forms stay as they are."""
        super().board_changed(by_others)
        if self.tui.view is self:
            self.show()
        else:
            self._stale = True

    def on_screen_resume(self) -> None:
        """It is shown again: what happened meanwhile, and another day, are shown too."""
        if self._stale:
            self.show()
        self.look_at_day()
        self.show_status()

    def look_at_day(self) -> None:
        """Plan anew where another day has begun."""
        if self.tui.view is self and self._reckoned_of and self._reckoned_of[-1] != self.tui.session.team_today:
            self.show()

    def cards_between(self, one: Hashable, other: Hashable) -> list[int]:
        """The cards from one row to another, both included."""
        places = [place for key in (one, other) if (place := self.table.place_of(key)) is not None]
        if not places:
            return []
        rows = self.shown.rows[min(places) : max(places) + 1]
        return [row.id for row in rows if isinstance(row, CardRow)]
