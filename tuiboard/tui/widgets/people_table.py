"""Two tables: everyone with their weeks, and below it the cards that make up what is chosen there."""

from collections.abc import Hashable, Sequence, Set
from typing import ClassVar, NamedTuple

from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from tuiboard.domain.workspace import Workspace
from tuiboard.tui.palette import Palette
from tuiboard.tui.terminal import Glyphs
from tuiboard.tui.widgets.line_table import LineTable
from tuiboard.tui.widgets.people_lines import PeopleColumns, PeopleLines, people_columns
from tuiboard.view.people import Cell, PeopleFigures, PersonRow, card_line, week_words

NO_FIGURES = PeopleFigures((), (), "")
NOBODY_KEY = ""
"""What the row of unowned work is known by: no handle is empty."""


class PeopleState(NamedTuple):
    """What the table of people shows: `chosen` is the place of the week whose cards are shown, from 0, or below it."""

    figures: PeopleFigures = NO_FIGURES
    rows: Sequence[PersonRow] = ()
    chosen: int = -1
    head: str = ""
    note: str = ""
    empty: Sequence[str] = ()


class PeopleTable(LineTable):
    """People down, weeks across. The cursor is a handle."""

    HEAD: ClassVar[int] = 2
    lines: PeopleLines

    class CursorMoved(Message):
        """The cursor stands on someone else, or on nobody."""

    def __init__(self, glyphs: Glyphs, palette: Palette, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines = PeopleLines(glyphs, palette)
        self.state = PeopleState()
        self.columns = PeopleColumns(6, 0, 3, 1, False)
        self.has_keys = True
        """False while the keys are with the cards below."""
        self._places: dict[Hashable, int] = {}

    def show(self, state: PeopleState) -> None:
        """Show another state; the cursor stays on its person, or on the place where it was."""
        if state.rows is not self.state.rows:
            self._places = {_key(row): place for place, row in enumerate(state.rows)}
        self.state = state
        self.show_rows()

    def choose(self, week: int) -> None:
        """Mark another week; nothing else is drawn anew."""
        self.state = self.state._replace(chosen=week)
        self.refresh(Region(0, 1, self.size.width, 1))

    def use(self, palette: Palette) -> None:
        """Draw with another palette."""
        self.lines = PeopleLines(self.lines.glyphs, palette)
        self.draw_anew()

    @property
    def rows(self) -> int:
        return len(self.state.rows)

    def row_key(self, index: int) -> Hashable:
        return _key(self.state.rows[index])

    def place_of(self, key: Hashable) -> int | None:
        return self._places.get(key)

    @property
    def cursor(self) -> PersonRow | None:
        """The row under the cursor."""
        place = self.place_of(self._key)
        return self.state.rows[place] if place is not None else None

    def move_cursor(self, handle: str | None) -> bool:
        """Put the cursor on someone; False where they aren't shown."""
        place = self.place_of(handle or NOBODY_KEY)
        if place is not None:
            self.go(place)
        return place is not None

    def cursor_moved(self, before: Hashable) -> None:
        self.post_message(self.CursorMoved())

    # Drawing

    def fit_columns(self) -> None:
        longest = max((len(row.shown) for row in self.state.rows), default=0)
        self.columns = people_columns(max(self.size.width - 1, 1), longest, len(self.state.figures.weeks))

    def head(self, y: int, width: int) -> Strip:
        if y == 0:
            return self.lines.tabs([(self.state.head, True)] if self.state.head else [], self.state.note, width + 1)
        figures = self.state.figures
        weeks = [week_words(week, figures.today) for week in figures.weeks]
        return self.lines.heading(self.columns, weeks, width + 1, self.state.chosen)

    def empty(self, line: int, width: int) -> Strip:
        words = self.state.empty
        return self.lines.words(words[line - 1] if 0 < line <= len(words) else "", width)

    def row(self, index: int, line: int, width: int, cursor: bool) -> Strip:
        return self.lines.person(self.state.rows[index], self.columns, width, cursor, self.has_keys)


def _key(row: PersonRow) -> str:
    return row.handle or NOBODY_KEY


class CardsState(NamedTuple):
    """What the list of cards shows: the `cells` of a person by name, the one `chosen`, a `sentence` about it, and the
    `ids` that a filter leaves of it."""

    workspace: Workspace
    today: str
    cells: Sequence[Cell] = ()
    chosen: int = 0
    sentence: str = ""
    ids: Sequence[int] = ()
    empty: str = ""


class PersonCards(LineTable):
    """Cards of one person. The cursor is a card's id; it shows while the keys are here."""

    HEAD: ClassVar[int] = 2
    lines: PeopleLines

    def __init__(self, glyphs: Glyphs, palette: Palette, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines = PeopleLines(glyphs, palette)
        self.state = CardsState(Workspace(), "")
        self.marked: set[int] = set()
        self.has_keys = False
        self._places: dict[Hashable, int] = {}

    def show(self, state: CardsState) -> None:
        """Show another state; what isn't shown isn't selected."""
        self._places = {id: place for place, id in enumerate(state.ids)}
        self.state = state
        self.marked &= set(state.ids)
        self.show_rows()

    def forget(self) -> None:
        super().forget()
        self.marked.clear()

    def use(self, palette: Palette) -> None:
        """Draw with another palette."""
        self.lines = PeopleLines(self.lines.glyphs, palette)
        self.draw_anew()

    @property
    def rows(self) -> int:
        return len(self.state.ids)

    def row_key(self, index: int) -> Hashable:
        return self.state.ids[index]

    def place_of(self, key: Hashable) -> int | None:
        return self._places.get(key)

    @property
    def cursor(self) -> int | None:
        """The card under the cursor."""
        return self._key if isinstance(self._key, int) and self._key in self._places else None

    def move_cursor(self, card: int) -> bool:
        """Put the cursor on a card; False where it isn't shown."""
        place = self.place_of(card)
        if place is not None:
            self.go(place)
        return place is not None

    def in_order(self, cards: Set[int]) -> list[int]:
        """Those of the cards that are shown, in the order of the list."""
        return [id for id in self.state.ids if id in cards]

    # Drawing

    def head(self, y: int, width: int) -> Strip:
        if y == 0:
            panes = [(f"{cell.words} {len(cell.load.cards)}", i == self.state.chosen) for i, cell in self._shown(width)]
            return self.lines.tabs(panes, "", width + 1)
        return self.lines.words(self.state.sentence, width + 1, "foreground")

    def _shown(self, width: int) -> list[tuple[int, Cell]]:
        """The cells whose names fit, the chosen one among them."""
        cells = list(enumerate(self.state.cells))
        first = 0
        while first < self.state.chosen:
            room = sum(
                len(cell.words) + len(str(len(cell.load.cards))) + 4 for _, cell in cells[first : self.state.chosen + 1]
            )
            if room <= width:
                break
            first += 1
        return cells[first:]

    def empty(self, line: int, width: int) -> Strip:
        return self.lines.words(self.state.empty if line == 0 else "", width)

    def row(self, index: int, line: int, width: int, cursor: bool) -> Strip:
        id = self.state.ids[index]
        shown = card_line(self.state.workspace, id, self.state.today)
        if shown is None:
            return self.lines.words("", width)
        key = max(len(str(self.state.workspace.next_id("card") - 1)), 2)
        return self.lines.card(shown, key, width, cursor and self.has_keys, id in self.marked)
