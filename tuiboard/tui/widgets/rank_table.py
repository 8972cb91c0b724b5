"""The ranked list: one card a row, on one line where there is room, else on two."""

from collections.abc import Hashable, Sequence, Set
from typing import ClassVar, NamedTuple

from textual.message import Message
from textual.strip import Strip

from tuiboard.domain.workspace import Workspace
from tuiboard.tui.palette import Palette
from tuiboard.tui.terminal import Glyphs
from tuiboard.tui.widgets.line_table import LineTable
from tuiboard.tui.widgets.rank_lines import ONE_LINE_FROM, RankColumns, RankLines, rank_columns
from tuiboard.view.priorities import Ranking, ranked_row


class RankState(NamedTuple):
    """What the list shows: `ids` top first, `note` right of the `head`; `empty` is said where there is no row."""

    workspace: Workspace
    ranking: Ranking | None
    today: str
    ids: Sequence[int] = ()
    sort: str = "priority"
    head: str = ""
    note: str = ""
    empty: Sequence[str] = ()


class RankTable(LineTable):
    """Rows of ranked cards. The cursor is a card's id."""

    HEAD: ClassVar[int] = 2
    lines: RankLines

    class CursorMoved(Message):
        """The cursor stands on another card, or on none."""

    def __init__(self, glyphs: Glyphs, palette: Palette, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines = RankLines(glyphs, palette)
        self.state = RankState(Workspace(), None, "")
        self.marked: set[int] = set()
        self.density = 0
        """Lines of a row; 0 as many as the width asks for."""
        self._columns = RankColumns(3, 8, 30, 0)
        self._places: dict[int, int] | None = None

    def show(self, state: RankState) -> None:
        """Show another state; the cursor stays on its card, or on the place where it was.

        What isn't shown isn't selected.
        """
        if state.ids is not self.state.ids:
            self._places = None
        self.state = state
        self.marked = {id for id in self.marked if self.place_of(id) is not None}
        self.show_rows()

    def forget(self) -> None:
        super().forget()
        self.marked.clear()

    def use(self, palette: Palette) -> None:
        """Draw with another palette."""
        self.lines = RankLines(self.lines.glyphs, palette)
        self.draw_anew()

    def set_density(self, lines: int) -> None:
        """Draw rows of so many lines."""
        self.density = lines
        self.fit_columns()
        self.show_rows()
        self.draw_anew()

    @property
    def rows(self) -> int:
        return len(self.state.ids)

    def row_key(self, index: int) -> Hashable:
        return self.state.ids[index]

    def place_of(self, key: Hashable) -> int | None:
        if self._places is None:
            self._places = {id: place for place, id in enumerate(self.state.ids)}
        return self._places.get(key) if isinstance(key, int) else None

    @property
    def cursor(self) -> int | None:
        """The card under the cursor."""
        return self._key if isinstance(self._key, int) else None

    def move_cursor(self, card: int | None) -> bool:
        """Put the cursor on a card; False where it isn't shown."""
        place = self.place_of(card)
        if place is not None:
            self.go(place)
        return place is not None

    def cursor_moved(self, before: Hashable) -> None:
        self.post_message(self.CursorMoved())

    def in_order(self, cards: Set[int]) -> list[int]:
        """Those of the cards that are shown, in the order of the list."""
        places = {id: place for id in cards if (place := self.place_of(id)) is not None}
        return sorted(places, key=lambda id: places[id])

    # Drawing

    def fit_columns(self) -> None:
        width = max(self.size.width - 1, 1)
        self.pitch = self.density or (1 if width >= ONE_LINE_FROM else 2)
        key = max(len(str(self.state.workspace.next_id("card") - 1)), 2)
        owner = max((len(str(handle)) for handle in self.state.workspace.table("person")), default=0)
        self._columns = rank_columns(width, key, owner, self.pitch)

    def head(self, y: int, width: int) -> Strip:
        if y == 0:
            return self.lines.tabs([(self.state.head, True)] if self.state.head else [], self.state.note, width + 1)
        return self.lines.heading(self._columns, "WSJF" if self.state.sort == "wsjf" else "P", width + 1)

    def empty(self, line: int, width: int) -> Strip:
        words = self.state.empty
        return self.lines.words(words[line - 1] if 0 < line <= len(words) else "", width)

    def row(self, index: int, line: int, width: int, cursor: bool) -> Strip:
        state = self.state
        id = state.ids[index]
        card = state.workspace.card(id)
        score = state.ranking.priorities.of(id) if state.ranking is not None else None
        if card is None or score is None or state.ranking is None or line > 1:
            return self.lines.words("", width)
        shown = ranked_row(card, score, state.ranking.places.get(id, 0), state.sort, state.today)
        draw = self.lines.first if line == 0 else self.lines.second
        return draw(shown, self._columns, width, cursor, id in self.marked)
