"""What the priorities show: the ranking, reckoned in the background, and its cards under a filter and an order."""

from rich.cells import cell_len
from textual.content import Content

from tuiboard.domain.board import Card
from tuiboard.domain.changes import Entry
from tuiboard.domain.pins import Quadrant
from tuiboard.domain.refusal import Refusal
from tuiboard.domain.text import visible
from tuiboard.engine.session import Session
from tuiboard.tui.screens.card_side import CardSide
from tuiboard.tui.screens.rank_sum import sum_text
from tuiboard.tui.widgets.bars import Bar, Piece
from tuiboard.tui.widgets.quadrants import Quadrants
from tuiboard.tui.widgets.rank_table import RankState, RankTable
from tuiboard.view.priorities import PrioritiesView, Ranking, priorities_view, ranking
from tuiboard.view.today import brief

NO_VIEW = PrioritiesView((), (), 0, 0)


class PriorityView(CardSide):
    """The priorities without their actions."""

    VIEW = "priorities"
    table: RankTable
    quadrants: Quadrants
    day_bar: Bar

    def __init__(self) -> None:
        super().__init__(id="priority-screen")
        self.sort = "priority"
        self.quadrant: Quadrant | None = None
        """The quadrant that the list is narrowed to."""
        self.ranking: Ranking | None = None
        self.ranked = NO_VIEW
        self._wanted: tuple[Session, int, str] | None = None
        """The state and the day that the ranking is of, or is being reckoned for."""
        self._stale = True
        self._awaited: int | None = None
        """A card that gets the cursor once it is ranked."""

    # Cards meant

    @property
    def home(self) -> RankTable:
        return self.table

    @property
    def listed(self) -> RankTable:
        return self.table

    @property
    def cursor_card(self) -> int | None:
        return self.table.cursor

    def selected(self) -> list[int]:
        return self.table.in_order(self.table.marked)

    def go_to_card(self, id: int) -> bool:
        """Put the cursor on a card; a new one gets it as soon as it is ranked."""
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
        self.show_cards()

    def filter_tally(self) -> tuple[int, int, str]:
        return self.ranked.shown, self.ranked.total, "open cards"

    # What is shown

    def show(self) -> None:
        """Show the workspace as it is now; the ranking follows when it is reckoned."""
        self._stale = False
        self.filter_anew()
        self._reckon()
        self.show_cards()

    def show_cards(self) -> None:
        """Show quadrants and list under the filter, the order and the quadrant chosen."""
        found = self.ranking
        if found is None:
            self.ranked = NO_VIEW
        else:
            self.ranked = priorities_view(
                self.workspace, found.priorities, self.filter, self.sort, self.quadrant, self.today
            )
        self.quadrants.show(self.ranked.quadrants, self.quadrant)
        head = f"{self.quadrant or 'All'} {len(self.ranked.ids)}" if found is not None else ""
        self.table.show(
            RankState(self.workspace, found, self.today, self.ranked.ids, self.sort, head, self._note(), self._empty())
        )
        self.show_day()
        self.show_status()

    def _note(self) -> str:
        order = {"rank": "the board's order"}.get(self.sort, f"by {self.sort}")
        if not self.filter_text:
            return order
        return f"/{visible(self.filter_text, 40)}  {self.ranked.shown} of {self.ranked.total}  {order}"

    def _empty(self) -> tuple[str, ...]:
        if self.ranking is None:
            return ("Ranking …",)
        if not self.ranked.total:
            if not self.workspace.table("card"):
                return ("No cards yet. What is to be done?", "a adds the first one, in a line like this:", "",
                        "Replace core switch @maria !4 due:fri")  # fmt: skip
            return ("Nothing is open: every card is done, archived or snoozed.", "a adds one")
        if not self.ranked.shown:
            return ("No open card matches here.", "esc clears the filter")
        return (f"Nothing is under {self.quadrant}.", "esc shows all, h and l the other quadrants")

    def show_day(self) -> None:
        """The line of the day, or what is wrong with the board's links."""
        found = self.ranking
        if found is None:
            self.day_bar.show([])
        elif found.circle:
            self.day_bar.show([("card-late", f" {visible(found.circle, 200)} ")])
        else:
            sentence = f" {visible(found.sentence, 200)} "
            first = f" yours first: {', '.join(found.first)} " if found.first else ""
            if cell_len(sentence) + cell_len(first) + 2 > self.size.width:
                sentence, first = brief(sentence), first.replace(" yours", "")
            fits = cell_len(sentence) + cell_len(first) + 2 <= self.size.width
            self.day_bar.show([("foreground", sentence)], [("foot-key", first)] if first and fits else [])

    def sum_of(self, card: Card, width: int) -> Content:
        score = self.ranking.priorities.of(card.id) if self.ranking is not None else None
        return sum_text(score, width) if score is not None else Content("")

    def show_status(self) -> None:
        """The header: views, and how many cards are selected."""
        right: list[Piece] = self.notices()
        if self.table.marked:
            right.append(("foot-key", f" {len(self.table.marked)} selected "))
        if self.filter_text:
            right.append(("foot-key", f" /{visible(self.filter_text, 30)} "))
        self.show_header(right + self.warnings())

    # Following

    def _reckon(self) -> None:
        """Rank in the background, once for each state and day."""
        session, ws, today = self.tui.session, self.workspace, self.today
        wanted = (session, ws.seq, today)
        if wanted == self._wanted:
            return
        self._wanted = wanted
        who = session.who

        def done(result: object) -> None:
            if self._wanted != wanted:
                return
            if isinstance(result, Ranking):
                self.ranking = result
                if self.is_attached:
                    self.show_cards()
                    self.show_details()
                    if self._awaited is not None:
                        self.table.move_cursor(self._awaited)
                        self._awaited = None
            elif isinstance(result, Refusal):
                self._wanted = None
                self.say(result.text, "error")

        self.tui.bridge.read(lambda: ranking(ws, who, today), done)

    def board_changed(self, by_others: list[Entry]) -> None:
        """Show the new state where it is seen; cursor, scroll, filter and open forms stay as they are."""
        super().board_changed(by_others)
        if self.tui.view is self:
            self.show()
        else:
            self._stale = True

    def on_screen_resume(self) -> None:
        """It is shown again: what happened meanwhile, and another day, are shown too."""
        if self._stale or self._wanted is None:
            self.show()
        self.look_at_day()
        self.show_status()

    def look_at_day(self) -> None:
        """Rank anew where another day has begun."""
        if self.tui.view is self and self._wanted is not None and self._wanted[2] != self.today:
            self.show()
