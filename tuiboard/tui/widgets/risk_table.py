"""The register, drawn line by line: only the rows on the screen are ever built, whatever the number of risks."""

from collections.abc import Sequence
from typing import NamedTuple

from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tuiboard.domain.risks import RiskRules
from tuiboard.domain.workspace import Workspace
from tuiboard.tui.palette import Palette
from tuiboard.tui.terminal import Glyphs
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


class RiskTable(Widget, can_focus=True):
    """Rows of risks. The cursor is a risk's id, never a position."""

    ALLOW_SELECT = False

    class CursorMoved(Message):
        """The cursor stands on another risk, or on none."""

        def __init__(self, risk: int | None) -> None:
            super().__init__()
            self.risk = risk

    class Activated(Message):
        """A row was clicked twice."""

    class PaneClicked(Message):
        """A tab above the table was clicked."""

        def __init__(self, pane: int) -> None:
            super().__init__()
            self.pane = pane

    def __init__(self, glyphs: Glyphs, palette: Palette, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines = RiskLines(glyphs, palette)
        self.state = TableState(Workspace(), RiskRules(), "")
        self._index = 0
        self._top = 0
        self._key: tuple[int, str] | None = None
        self._columns = Columns(3, 30, ())
        self._places: dict[tuple[int, str], int] | None = None
        self._drawn: dict[int, Strip] = {}

    # What is shown

    def show(self, state: TableState) -> None:
        """Show another state; the cursor stays on its risk, or on the place where it was."""
        self.state, self._places = state, None
        self._arrange()
        place = self._place(self._key) if self._key is not None else None
        self._index = place if place is not None else min(self._index, max(state.rows - 1, 0))
        self._set_key()
        self._bring_into_view()
        self._repaint()

    def forget(self) -> None:
        """Keep nothing of what was shown: another board comes."""
        self._index, self._top, self._key = 0, 0, None

    def use(self, palette: Palette) -> None:
        """Draw with another palette."""
        self.lines = RiskLines(self.lines.glyphs, palette)
        self._drawn.clear()
        self.refresh()

    def _place(self, key: tuple[int, str]) -> int | None:
        if self._places is None:
            self._places = {}
            for index in range(self.state.rows):
                risk, need = self.state.key(index)
                self._places[risk, need] = index
                self._places.setdefault((risk, "any"), index)
        found = self._places.get(key)
        return found if found is not None else self._places.get((key[0], "any"))

    @property
    def cursor(self) -> int | None:
        """The risk under the cursor."""
        return self._key[0] if self._key is not None else None

    @property
    def need(self) -> NeedRow | None:
        """What needs someone in the row under the cursor, where such rows are shown."""
        needs = self.state.needs
        return needs[self._index][0] if needs and self._index < len(needs) else None

    @property
    def page(self) -> int:
        """Rows that fit."""
        return max(self.size.height - HEAD, 1)

    # The cursor

    def move_cursor(self, risk: int | None) -> bool:
        """Put the cursor on a risk; False where it isn't shown."""
        place = self._place((risk, "any")) if risk is not None else None
        if place is not None:
            self._go(place)
        return place is not None

    def step(self, by: int) -> None:
        """Move the cursor by rows, stopping at the ends."""
        if self.state.rows:
            self._go(min(max(self._index + by, 0), self.state.rows - 1))

    def _go(self, index: int) -> None:
        old, top = self._index, self._top
        self._index = index
        self._set_key()
        self._bring_into_view()
        if top != self._top:
            self._repaint()
        elif old != index:
            for row in (old, index):
                self.refresh(Region(0, HEAD + row - self._top, self.size.width - 1, 1))

    def _set_key(self) -> None:
        key = self.state.key(self._index) if self._index < self.state.rows else None
        if key != self._key:
            before, self._key = self.cursor, key
            if self.cursor != before:
                self.post_message(self.CursorMoved(self.cursor))

    def _bring_into_view(self) -> None:
        most = max(self.state.rows - self.page, 0)
        self._top = min(self._top, self._index)
        self._top = max(self._top, self._index - self.page + 1)
        self._top = max(min(self._top, most), 0)

    def scroll_rows(self, by: int) -> None:
        """Scroll without moving the cursor."""
        top = max(min(self._top + by, self.state.rows - self.page), 0)
        if top != self._top:
            self._top = top
            self._repaint()

    # Drawing

    def _arrange(self) -> None:
        key = max(len(str(self.state.workspace.next_id("risk") - 1)) + 1, 3)
        owner = max((len(str(handle)) for handle in self.state.workspace.table("person")), default=0)
        self._columns = columns(max(self.size.width - 1, 1), key, owner)

    def on_resize(self) -> None:
        """Other columns fit."""
        self._arrange()
        self._bring_into_view()
        self._drawn.clear()
        self.refresh()

    def _repaint(self) -> None:
        """Refresh only the lines that differ from what was drawn last."""
        changed = [y for y in range(self.size.height) if self._drawn.get(y) != self._line(y)]
        if changed:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def render_line(self, y: int) -> Strip:
        """One line of the table."""
        strip = self._drawn[y] = self._line(y)
        return strip

    def _line(self, y: int) -> Strip:
        width = self.size.width - 1
        if width <= 0:
            return Strip([])
        if y == 0:
            return self.lines.tabs(self.state.panes, self.state.note, width + 1)
        if y == 1:
            return self._heading(width)
        body = self._row(self._top + y - HEAD, y - HEAD, width)
        return Strip.join([body, self._scroll_bar(y - HEAD)])

    def _heading(self, width: int) -> Strip:
        if self.state.needs is not None:
            return self.lines.need_heading(self._columns, width + 1)
        return self.lines.heading(self._columns, width + 1)

    def _row(self, index: int, row: int, width: int) -> Strip:
        state = self.state
        if index >= state.rows:
            said = row - 1 if not state.rows else -1
            return self.lines.words(state.empty[said] if 0 <= said < len(state.empty) else "", width)
        cursor = index == self._index
        if state.needs is not None:
            need, sign = state.needs[index]
            return self.lines.need(need, sign, self._columns, width, cursor)
        risk = state.workspace.risk(state.ids[index])
        if risk is None:
            return self.lines.words("", width)
        trend = (state.trends or {}).get(risk.id)
        shown = risk_row(state.workspace, risk, state.today, state.rules, trend)
        return self.lines.risk(shown, self._columns, width, cursor)

    def _scroll_bar(self, row: int) -> Strip:
        many, page = self.state.rows, self.page
        if many <= page:
            return self.lines.words("", 1)
        length = max(page * page // many, 1)
        start = (page - length) * self._top // max(many - page, 1)
        return self.lines.bar(start <= row < start + length)

    # The mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Put the cursor where the mouse is, or show another pane."""
        index = self._top + event.y - HEAD
        if event.y == 0:
            at = 0
            for pane, (text, _) in enumerate(self.state.panes):
                at += len(text) + 3
                if event.x < at:
                    self.post_message(self.PaneClicked(pane))
                    return
        elif event.y >= HEAD and index < self.state.rows:
            self._go(index)

    def on_click(self, event: events.Click) -> None:
        """A second click opens the risk."""
        if event.chain == 2 and HEAD <= event.y < HEAD + self.state.rows:
            self.post_message(self.Activated())

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll."""
        event.stop()
        self.scroll_rows(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll."""
        event.stop()
        self.scroll_rows(-1)
