"""What the people view shows: everyone's figures, reckoned in the background, and the cards of whom one stands on."""

from tuiboard.domain.board import Card
from tuiboard.domain.changes import Entry
from tuiboard.domain.refusal import Refusal
from tuiboard.domain.text import visible
from tuiboard.engine.session import Session
from tuiboard.tui.screens.card_host import CardHost
from tuiboard.tui.widgets.bars import Piece
from tuiboard.tui.widgets.people_table import NO_FIGURES, CardsState, PeopleState, PeopleTable, PersonCards
from tuiboard.view.people import (
    TABLES,
    Cell,
    PersonRow,
    cells_of,
    load_sentence,
    people_figures,
    sorted_rows,
    unestimated_words,
)
from tuiboard.view.promises import kept_words
from tuiboard.view.risk_register import same


class PeopleView(CardHost):
    """The people without their actions."""

    VIEW = "people"
    FILTER_HINT = "@ana #network due:<7d is:blocked: who has such cards, and which"
    people: PeopleTable
    cards: PersonCards

    def __init__(self) -> None:
        super().__init__(id="people-screen")
        self.sort = "name"
        self.figures = NO_FIGURES
        self.in_cards = False
        """True while the keys are with the cards of someone."""
        self.chosen = 0
        """Which of a person's cells is shown: all, a week, later, without a date."""
        self._reckoned_of: tuple[object, ...] = ()
        self._session: Session | None = None
        self._matching: frozenset[int] | None = None
        """The open cards that the filter finds; None without one."""
        self._rows: list[PersonRow] = []
        self._about: str | None = None
        """Whose cards are shown."""
        self._stale = True
        self._awaited: int | None = None

    # Cards meant

    @property
    def home(self) -> PeopleTable | PersonCards:
        return self.cards if self.in_cards else self.people

    @property
    def person(self) -> PersonRow | None:
        """The row under the cursor."""
        return self.people.cursor

    @property
    def cursor_card(self) -> int | None:
        return self.cards.cursor if self.in_cards else None

    def selected(self) -> list[int]:
        return self.cards.in_order(self.cards.marked)

    def targets(self) -> list[int]:
        """The cards meant; above them, says how to get there."""
        if self.only is None and not self.in_cards:
            self.say("That is done with cards: enter goes to those of the person.", "warning")
            return []
        return super().targets()

    def go_to_card(self, id: int) -> bool:
        """Put the cursor on a card, in the list of whoever owns it."""
        if self.cards.move_cursor(id):
            return True
        row = next((row for row in self._rows if id in row.load.cards), None)
        if row is None or not self.people.move_cursor(row.handle):
            return False
        self.chosen = 0
        self.show_cards()
        return self.cards.move_cursor(id)

    def step_card(self, by: int) -> None:
        self.cards.step(by)

    def adding_column(self) -> str | None:
        """The first column that is not done."""
        return next((column.key for column in self.workspace.columns() if column.does != "done"), None)

    # The filter

    def show_matches(self) -> None:
        self._match()
        self.show_people()

    def _match(self) -> None:
        """Find the open cards that match, once for a filter and a state."""
        table = self.workspace.table("card")
        found = self.filter
        if found is None:
            self._matching = None
            return
        ids = (id for row in self.figures.rows for id in row.load.cards)
        self._matching = frozenset(id for id in ids if (doc := table.get(id)) is not None and found.matches(Card(doc)))

    def filter_tally(self) -> tuple[int, int, str]:
        total = sum(len(row.load.cards) for row in self.figures.rows)
        return total if self._matching is None else len(self._matching), total, "open cards"

    # What is shown

    def show(self) -> None:
        """Show the workspace as it is now; the figures follow when they are reckoned."""
        self._stale = False
        self.filter_anew()
        self._match()
        self._reckon()
        self.show_people()

    def show_people(self) -> None:
        """Show everyone who has such cards, in the order chosen, and the cards of whom the cursor is on."""
        wanted = self._matching
        rows = sorted_rows(self.figures.rows, self.sort)
        self._rows = rows if wanted is None else [row for row in rows if not wanted.isdisjoint(row.load.cards)]
        head = f"People {sum(1 for row in self._rows if row.is_active)}" if self.figures.weeks else ""
        self.people.show(
            PeopleState(self.figures, self._rows, self._week(), head, self._note(), self._empty())
        )  # fmt: skip
        self.place_tables()
        self.show_cards()
        self.show_status()

    def place_tables(self) -> None:
        """The people get the lines that they need, up to about half of them; the cards get the rest."""
        room = max(self.size.height - 2, 6)
        height = min(max(len(self._rows), 3) + PeopleTable.HEAD, max(room * 11 // 20, PeopleTable.HEAD + 3))
        if self.people.styles.height is None or self.people.styles.height.value != height:
            self.people.styles.height = height

    def _week(self) -> int:
        """The place of the week whose cards are shown; -1 where no week is."""
        return self.chosen - 1 if 0 < self.chosen <= self.people.columns.weeks else -1

    def _note(self) -> str:
        order = {"name": "by name", "load": "most loaded first", "now": "most in work first"}[self.sort]
        if not self.filter_text:
            return order
        shown, total, _ = self.filter_tally()
        return f"/{visible(self.filter_text, 40)}  {shown} of {total} cards  {order}"

    def _empty(self) -> tuple[str, ...]:
        if not self.figures.weeks:
            return ("Reckoning …",)
        if self.filter_text:
            return ("Nobody has a card like that.", "esc clears the filter")
        return ("Nobody is on this board yet.", "a adds someone")

    def cells(self) -> list[Cell]:
        """The cells of the person under the cursor."""
        row = self.person
        return cells_of(row, self.figures, self.people.columns.weeks) if row is not None else []

    def show_cards(self) -> None:
        """Show the cards of the cell chosen."""
        row, cells = self.person, self.cells()
        if row is None:
            self.cards.show(CardsState(self.workspace, self.today))
            return
        if row.handle != self._about:
            self._about = row.handle
            self.cards.forget()
        self.chosen = min(self.chosen, len(cells) - 1)
        cell = cells[self.chosen]
        ids = [id for id in cell.load.cards if self._matching is None or id in self._matching]
        empty = "No such card here." if len(ids) != len(cell.load.cards) else "No cards."
        marked = len(self.cards.marked)
        self.cards.show(
            CardsState(self.workspace, self.today, cells, self.chosen, self._sentence(row, cell), ids, empty)
        )
        if marked != len(self.cards.marked):
            self.show_status()

    def _sentence(self, row: PersonRow, cell: Cell) -> str:
        about = f"@{row.shown}" if row.handle is not None else "Nobody's"
        if cell.is_week:
            return f"{about}, {cell.words}: {load_sentence(cell.load, row.is_active)}"
        if not cell.load.cards:
            return f"{about}: no cards."
        hours = load_sentence(cell.load, False)
        if self.chosen == 0 and row.is_active:
            facts = [kept_words(row.kept), f"{row.hours:g}h a week", row.off, row.role]
            usual = ", ".join(fact for fact in facts if fact)
            return f"{about}, {usual}. {unestimated_words(cell.load)}".strip()
        return f"{about}: {hours}"

    def show_status(self) -> None:
        """The header: views, and how many have too much to do."""
        over = self.figures.overloads
        right: list[Piece] = [*self.notices()]
        if over:
            right.append(("card-late", f" {over} overload{'' if over == 1 else 's'} "))
        if self.cards.marked:
            right.append(("foot-key", f" {len(self.cards.marked)} selected "))
        if self.filter_text:
            right.append(("foot-key", f" /{visible(self.filter_text, 30)} "))
        self.show_header(right + self.warnings())

    # Following

    def _reckon(self) -> None:
        """Reckon in the background, where what the figures rest on has changed."""
        ws, session, today = self.workspace, self.tui.session, self.today
        of = (*(ws.table(kind) for kind in TABLES), today, session.who)
        if self._session is session and same(of, self._reckoned_of):
            return
        self._session, self._reckoned_of = session, of
        who, now = session.who, session.clock.now()

        def done(result: object) -> None:
            if self._session is not session or self._reckoned_of is not of:
                return
            if isinstance(result, Refusal):
                self._reckoned_of = ()
                self.say(result.text, "error")
            elif isinstance(result, type(self.figures)):
                self.figures = result
                if self.is_attached:
                    self._match()
                    self.show_people()
                    if self._awaited is not None:
                        self.go_to_card(self._awaited)
                        self._awaited = None

        self.tui.bridge.read(lambda: people_figures(ws, who, now, today), done)

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
        """Reckon anew where another day has begun."""
        if self.tui.view is self and self._reckoned_of and self._reckoned_of[len(TABLES)] != self.today:
            self.show()
