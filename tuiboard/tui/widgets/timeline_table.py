"""The timeline: a row for each group, milestone and card, with its bar over the days."""

from collections.abc import Hashable, Mapping, Set
from typing import ClassVar, NamedTuple

from textual.message import Message
from textual.strip import Strip

from tuiboard.domain.board import Card
from tuiboard.domain.calendar import day_number, due_words
from tuiboard.domain.schedule import Planned
from tuiboard.domain.text import visible
from tuiboard.domain.work_days import TeamDays
from tuiboard.domain.workspace import Workspace
from tuiboard.tui.palette import Palette
from tuiboard.tui.terminal import Glyphs
from tuiboard.tui.widgets.line_table import LineTable
from tuiboard.tui.widgets.timeline_lines import TimelineColumns, TimelineLines, timeline_columns
from tuiboard.view.timeline import CardRow, GroupRow, MilestoneRow, Plan, Row, TimelineView
from tuiboard.view.timeline_bars import ZOOMS, Axis, Cell, bar_of, card_cells, first_day, ground_cells, head_cells
from tuiboard.view.timeline_words import marks_of

NO_VIEW = TimelineView((), 0, 0, 0, ())
Dates = Mapping[str, str | None]


class TimelineState(NamedTuple):
    """What is shown: `by` is the grouping, `zoom` a place in ZOOMS, `first` the first day (0: around today), `moved`
    the dates that cards are tried out with; `empty` is said where there is no row."""

    workspace: Workspace
    plan: Plan | None
    today: str
    view: TimelineView = NO_VIEW
    by: str = "project"
    zoom: int = 1
    first: int = 0
    note: str = ""
    moved: Mapping[int, Dates] = {}
    empty: tuple[str, ...] = ()


class TimelineTable(LineTable):
    """Rows with bars. The cursor is a card's id, or the key of a group or a milestone."""

    HEAD: ClassVar[int] = 3
    lines: TimelineLines

    class CursorMoved(Message):
        """The cursor stands on another row, or on none."""

    def __init__(self, glyphs: Glyphs, palette: Palette, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines = TimelineLines(glyphs, palette)
        self.state = TimelineState(Workspace(), None, "")
        self.marked: set[int] = set()
        self._columns = TimelineColumns(2, 24, 0, 40)
        self._places: dict[Hashable, int] = {}

    def show(self, state: TimelineState) -> None:
        """Show another state; the cursor stays on its row, or on the place where it was. What isn't shown isn't
        selected."""
        if state.view is not self.state.view:
            self._places = {row.key: place for place, row in enumerate(state.view.rows)}
        self.state = state
        self.marked = {id for id in self.marked if id in self._places}
        if self._key is None and len(state.view.rows) > 1:
            # The first card, not the heading above it.
            self._index = next((i for i, row in enumerate(state.view.rows) if isinstance(row, CardRow)), 0)
        self.show_rows()

    def forget(self) -> None:
        super().forget()
        self.marked.clear()

    def use(self, palette: Palette) -> None:
        """Draw with another palette."""
        self.lines = TimelineLines(self.lines.glyphs, palette)
        self.draw_anew()

    @property
    def rows(self) -> int:
        return len(self.state.view.rows)

    def row_key(self, index: int) -> Hashable:
        return self.state.view.rows[index].key

    def place_of(self, key: Hashable) -> int | None:
        return self._places.get(key)

    @property
    def cursor_row(self) -> Row | None:
        """The row under the cursor."""
        rows = self.state.view.rows
        return rows[self._index] if self._index < len(rows) else None

    @property
    def cursor(self) -> int | None:
        """The card under the cursor; None on a heading or a milestone."""
        row = self.cursor_row
        return row.id if isinstance(row, CardRow) else None

    @property
    def cursor_cells(self) -> int:
        """What a row is about; its calendar stays as it is."""
        return min(self._columns.left, self.size.width - 1)

    def move_cursor(self, key: Hashable) -> bool:
        """Put the cursor on a row; False where it isn't shown."""
        place = self.place_of(key)
        if place is not None:
            self.go(place)
        return place is not None

    def cursor_moved(self, before: Hashable) -> None:
        self.post_message(self.CursorMoved())

    def in_order(self, cards: Set[int]) -> list[int]:
        """Those of the cards that are shown, in the order of the rows."""
        return sorted((id for id in cards if id in self._places), key=lambda id: self._places[id])

    # The calendar

    @property
    def axis(self) -> Axis:
        """The days shown."""
        state, cells = self.state, self._columns.calendar
        zoom = ZOOMS[state.zoom]
        if state.first:
            return Axis(zoom, state.first, cells)
        team = self._team
        week_start = team.calendar.week_start if team is not None else 0
        return Axis(zoom, first_day(zoom, self._now, cells, week_start), cells)

    @property
    def _team(self) -> TeamDays | None:
        return self.state.plan.schedule.team if self.state.plan is not None else None

    @property
    def _now(self) -> int:
        plan = self.state.plan
        return plan.schedule.now if plan is not None else day_number(self.state.today) or 1

    def planned(self, id: int) -> Planned | None:
        """The plan of a card as it is shown: with the dates that are tried out."""
        plan = self.state.plan
        planned = plan.of(id) if plan is not None else None
        dates = self.state.moved.get(id)
        if planned is None or not dates:
            return planned
        if "start" in dates:
            planned = planned._replace(start=day_number(dates["start"]), start_from="given" if dates["start"] else "")
        if "due" in dates:
            due = day_number(dates["due"])
            effective = due if planned.effective == planned.due else planned.effective
            planned = planned._replace(due=due, effective=effective)
        return planned

    # Drawing

    def fit_columns(self) -> None:
        key = max(len(str(self.state.workspace.next_id("card") - 1)), 2)
        self._columns = timeline_columns(max(self.size.width - 1, 1), key)

    def head(self, y: int, width: int) -> Strip:
        state, team = self.state, self._team
        if y == 0:
            panes = [(name, name == state.by) for name in ("project", "person", "milestone")]
            return self.lines.tabs(panes, state.note, width + 1)
        dates, days = "", ""
        if team is not None:
            dates, days = head_cells(self.axis, team.everyone, team.holidays, self._now, self.lines.signs)
        left = f"  {'':>{self._columns.key}} Card" if y == 2 else ""
        return self.lines.heading(left, dates if y == 1 else days, self._columns, width + 1)

    def empty(self, line: int, width: int) -> Strip:
        words = self.state.empty
        return self.lines.words(words[line - 1] if 0 < line <= len(words) else "", width)

    def row(self, index: int, line: int, width: int, cursor: bool) -> Strip:
        row, plan = self.state.view.rows[index], self.state.plan
        if plan is None:
            return self.lines.words("", width)
        if isinstance(row, GroupRow):
            return self._group(row, plan, width, cursor)
        if isinstance(row, MilestoneRow):
            cells = self._ground(plan, None)
            self._mark(cells, row.due, self.lines.signs.milestone, self._milestone_role(row))
            progress = f"{row.done}/{row.total} done"
            return self.lines.milestone(f"M{row.id} {row.title}", progress, cells, self._columns, width, cursor)
        card = self.state.workspace.card(row.id)
        if card is None:
            return self.lines.words("", width)
        return self._card(card, plan, width, cursor)

    def _ground(self, plan: Plan, owner: str | None) -> list[Cell]:
        team = plan.schedule.team
        return ground_cells(self.axis, team.of(owner), self._now, self.lines.signs, team.off(owner))

    def _mark(self, cells: list[Cell], day: int | None, sign: str, role: str) -> None:
        place = self.axis.cell_of(day, True) if day is not None else None
        if place is not None:
            cells[place] = (sign, role)

    def _milestone_role(self, row: MilestoneRow) -> str:
        late = row.due is not None and row.due < self._now and row.done < row.total
        return "card-late" if late else "accent"

    def _group(self, row: GroupRow, plan: Plan, width: int, cursor: bool) -> Strip:
        cells, signs = self._ground(plan, row.owner), self.lines.signs
        self._mark(cells, row.deadline, signs.deadline, "card-late" if (row.deadline or 0) < self._now else "accent")
        self._mark(cells, row.milestone, signs.milestone, "accent")
        fold = signs.folded if row.is_folded else signs.open
        return self.lines.head_row(f"{fold} {row.name}  {row.many}", cells, self._columns, width, cursor)

    def _card(self, card: Card, plan: Plan, width: int, cursor: bool) -> Strip:
        state, now = self.state, self._now
        planned = self.planned(card.id)
        cells = self._ground(plan, card.owner)
        work = plan.schedule.team.of(card.owner)
        bar = bar_of(card.doc, planned, plan.schedule.team.zone)
        for place, cell in card_cells(bar, self.axis, work, now, self.lines.signs).items():
            cells[place] = cell
        due, marks, late = "", "done", False
        if planned is not None:
            due = due_words(card.due, state.today) if card.due else ""
            marks = marks_of(card, planned, plan)
            late = planned.late > 0 or card.id in plan.faults
        return self.lines.card(
            card.key, visible(card.title, 300), due, marks, cells, self._columns, width, cursor,
            card.id in self.marked, card.id in state.moved, late,
        )  # fmt: skip
