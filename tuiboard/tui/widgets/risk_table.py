"""The register, drawn line by line: only the rows on the screen are ever built, whatever the number of risks."""

from collections.abc import Hashable, Sequence
from typing import ClassVar, NamedTuple

from textual import events
from textual.message import Message
from textual.strip import Strip

from tuiboard.domain.risk_rules import RiskRules
from tuiboard.domain.workspace import Workspace
from tuiboard.tui.palette import Palette
from tuiboard.tui.terminal import Glyphs
from tuiboard.tui.widgets.line_table import LineTable
from tuiboard.tui.widgets.risk_lines import Columns, RiskLines, columns
from tuiboard.view.risk_register import NeedRow, risk_row

HEAD = 2
"""Lines above the rows: the panes, and the names of the columns."""


class TableState(NamedTuple):
    """What the table shows. `ids` are the risks, top first, or `needs` what needs someone, each with the sign of the
    key that cures it; `panes` are the tabs above; `empty` is said where there is no row."""

    workspace: Workspace
    rules: RiskRules
    today: str
    ids: Sequence[int] = ()
    needs: Sequence[tuple[NeedRow, str]] | None = None
    trends: dict[int, int] | None = None
    panes: Sequence[tuple[str, bool]] = ()
    note: str = ""
    empty: Sequence[str] = ()

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.ids) if self.needs is None else len(self.needs)

    def key(self, index: int) -> tuple[int, str]:
        """What a row is known by when it moves: the risk, and what it needs."""
        if self.needs is None:
            return self.ids[index], ""
        return self.needs[index][0].risk, self.needs[index][0].need.name


class RiskTable(LineTable):
    """Rows of risks. The cursor is a risk's id, and what it needs where such rows are shown."""

    HEAD: ClassVar[int] = HEAD
    lines: RiskLines

    class CursorMoved(Message):
        """The cursor stands on another risk, or on none."""

        def __init__(self, risk: int | None) -> None:
            super().__init__()
            self.risk = risk

    class PaneClicked(Message):
        """A tab above the table was clicked."""

        def __init__(self, pane: int) -> None:
            super().__init__()
            self.pane = pane

    def __init__(self, glyphs: Glyphs, palette: Palette, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines = RiskLines(glyphs, palette)
        self.state = TableState(Workspace(), RiskRules(), "")
        self._columns = Columns(3, 30, ())
        self._places: dict[tuple[int, str], int] | None = None

    # What is shown

    def show(self, state: TableState) -> None:
        """Show another state; the cursor stays on its risk, or on the place where it was."""
        self.state, self._places = state, None
        self.show_rows()

    def use(self, palette: Palette) -> None:
        """Draw with another palette."""
        self.lines = RiskLines(self.lines.glyphs, palette)
        self.draw_anew()

    @property
    def rows(self) -> int:
        return self.state.rows

    def row_key(self, index: int) -> Hashable:
        return self.state.key(index)

    def place_of(self, key: Hashable) -> int | None:
        if self._places is None:
            self._places = {}
            for index in range(self.state.rows):
                risk, need = self.state.key(index)
                self._places[risk, need] = index
                self._places.setdefault((risk, "any"), index)
        if not isinstance(key, tuple):
            return None
        found = self._places.get(key)
        return found if found is not None else self._places.get((key[0], "any"))

    @property
    def cursor(self) -> int | None:
        """The risk under the cursor."""
        return self._key[0] if isinstance(self._key, tuple) else None

    @property
    def need(self) -> NeedRow | None:
        """What needs someone in the row under the cursor, where such rows are shown."""
        needs = self.state.needs
        return needs[self._index][0] if needs and self._index < len(needs) else None

    def move_cursor(self, risk: int | None) -> bool:
        """Put the cursor on a risk; False where it isn't shown."""
        place = self.place_of((risk, "any")) if risk is not None else None
        if place is not None:
            self.go(place)
        return place is not None

    def cursor_moved(self, before: Hashable) -> None:
        if self.cursor != (before[0] if isinstance(before, tuple) else None):
            self.post_message(self.CursorMoved(self.cursor))

    # Drawing

    def fit_columns(self) -> None:
        key = max(len(str(self.state.workspace.next_id("risk") - 1)) + 1, 3)
        owner = max((len(str(handle)) for handle in self.state.workspace.table("person")), default=0)
        self._columns = columns(max(self.size.width - 1, 1), key, owner)

    def head(self, y: int, width: int) -> Strip:
        if y == 0:
            return self.lines.tabs(self.state.panes, self.state.note, width + 1)
        if self.state.needs is not None:
            return self.lines.need_heading(self._columns, width + 1)
        return self.lines.heading(self._columns, width + 1)

    def empty(self, line: int, width: int) -> Strip:
        words = self.state.empty
        return self.lines.words(words[line - 1] if 0 < line <= len(words) else "", width)

    def row(self, index: int, line: int, width: int, cursor: bool) -> Strip:
        state = self.state
        if state.needs is not None:
            need, sign = state.needs[index]
            return self.lines.need(need, sign, self._columns, width, cursor)
        risk = state.workspace.risk(state.ids[index])
        if risk is None:
            return self.lines.words("", width)
        trend = (state.trends or {}).get(risk.id)
        shown = risk_row(state.workspace, risk, state.today, state.rules, trend)
        return self.lines.risk(shown, self._columns, width, cursor)

    # The mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Show another pane; the table itself puts the cursor where the mouse is."""
        if event.y > 0:
            return
        at = 0
        for pane, (text, _) in enumerate(self.state.panes):
            at += len(text) + 3
            if event.x < at:
                self.post_message(self.PaneClicked(pane))
                return
