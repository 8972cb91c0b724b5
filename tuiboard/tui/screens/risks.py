"""The register of risks: table, heatmap and details, and everything that is done there by key."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Resize

from tuiboard.domain.changes import Entry, touched
from tuiboard.domain.risks import HIGHEST
from tuiboard.domain.text import visible
from tuiboard.engine.risk_sorting import SORTS
from tuiboard.tui.choices import Choice, Chosen
from tuiboard.tui.opening import go_to_linked, show_log
from tuiboard.tui.screens.common_actions import CommonActions
from tuiboard.tui.screens.host import bindings_of
from tuiboard.tui.screens.risk_actions import RiskActions
from tuiboard.tui.screens.risk_rules_actions import RiskRulesActions
from tuiboard.tui.screens.risk_view import CELL_WORD, PANES, RiskView
from tuiboard.tui.screens.table_moves import TableMoves
from tuiboard.tui.widgets.heatmap import Heatmap
from tuiboard.tui.widgets.line_table import LineTable
from tuiboard.tui.widgets.risk_panel import RiskPanel
from tuiboard.tui.widgets.risk_table import RiskTable

WIDE = 120
"""Columns of the terminal from which heatmap and details stand beside the table."""
TALL = 46
"""Lines from which the cells of the heatmap beside it have three lines."""
SORT_HINTS = {"score": "score, then EMV, then how near", "emv": "the largest amount first", "review": "the next first",
              "owner": "by name", "state": "from identified to closed", "id": "as numbered"}  # fmt: skip


class RiskScreen(RiskActions, RiskRulesActions, RiskView, TableMoves, CommonActions):
    """The register on the screen."""

    CSS_PATH = "risks.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("risks")

    def __init__(self) -> None:
        super().__init__()
        self.side_wanted = True

    def compose(self) -> ComposeResult:
        header, footer = self.make_bars()
        glyphs, palette = self.tui.glyphs, self.tui.palette
        self.table = RiskTable(glyphs, palette, id="table")
        self.heatmap = Heatmap(glyphs, palette, id="heatmap")
        self.panel = RiskPanel(self.tui, id="risk-panel")
        yield header
        with Horizontal(id="middle"):
            yield self.table
            with Vertical(id="side"):
                yield self.heatmap
                yield self.panel
        yield footer

    def on_mount(self) -> None:
        self.table.focus()
        self._place()
        self.show()
        self.show_footer()

    def start_anew(self) -> None:
        super().start_anew()
        self.filter_text, self.filter, self.pane, self.cell = "", None, "all", None
        self._cursor_before, self._stale = None, True
        self._trends, self._trends_of = {}, None
        self.table.forget()
        if self.tui.view is self:
            self.show()

    # Layout

    def on_resize(self, event: Resize) -> None:
        super().on_resize(event)
        self._place()

    def _place(self) -> None:
        """Wide terminals show heatmap and details beside the table; on narrow ones the heatmap stands above it."""
        wide = self.size.width >= WIDE and self.side_wanted
        above = self.cell is not None and not wide
        self.set_class(wide, "-wide")
        self.set_class(above, "-map")
        self.set_class(self.size.height >= TALL, "-tall")
        self.panel.display = wide
        self.heatmap.display = wide or above
        self.call_after_refresh(self.follow)

    def use_palette(self) -> None:
        super().use_palette()
        self.table.use(self.tui.palette)
        self.heatmap.use(self.tui.palette)
        self.panel.board_changed()

    def do_view_details(self) -> None:
        """Show or hide heatmap and details beside the table."""
        if self.size.width < WIDE:
            self.say(f"There is no room beside the table below {WIDE} columns; enter opens the risk.", "warning")
            return
        self.side_wanted = not self.side_wanted
        self._place()

    # Moving around

    def do_cursor_down(self) -> None:
        """Next row, or the cell below."""
        self._step(1, -1, 0)

    def do_cursor_up(self) -> None:
        """Previous row, or the cell above."""
        self._step(-1, 1, 0)

    def do_cursor_left(self) -> None:
        """The cell on the left, or the pane before."""
        self._across(-1)

    def do_cursor_right(self) -> None:
        """The cell on the right, or the pane after."""
        self._across(1)

    def _step(self, rows: int, probability: int, impact: int) -> None:
        if self.cell is None:
            self.table.step(rows)
        else:
            self._walk(self.cell[0] + probability, self.cell[1] + impact)

    def _across(self, by: int) -> None:
        if self.cell is not None:
            self._walk(self.cell[0], self.cell[1] + by)
        else:
            self._show_pane(PANES[(PANES.index(self.pane) + by) % len(PANES)])

    def on_risk_table_cursor_moved(self, event: RiskTable.CursorMoved) -> None:
        """Details and path follow."""
        self.rest()

    async def on_line_table_activated(self, event: LineTable.Activated) -> None:
        """A row was clicked twice."""
        await self.do_risk_open()

    def on_risk_table_pane_clicked(self, event: RiskTable.PaneClicked) -> None:
        """A tab above the table was clicked."""
        self._show_pane(PANES[event.pane])

    def do_filter_clear(self) -> None:
        """Out of the heatmap first, then the filter goes, then the pane."""
        if self.cell is not None:
            self._leave_map()
            self.filter_by(self._without_cell_word())
        elif self.filter_text:
            self.filter_by("")
        elif self.pane != "all":
            self._show_pane("all")
        self.message = None
        self.show_footer()

    # Panes and order

    def do_view_pane(self) -> None:
        """All, top risks, what needs attention, in turn."""
        self._show_pane(PANES[(PANES.index(self.pane) + 1) % len(PANES)])

    def _show_pane(self, pane: str) -> None:
        self.pane = pane
        self.show_table()
        self.show_footer()
        self.rest()

    def do_view_sort(self) -> None:
        """A menu of orders."""
        choices = [Choice(sort, sort, SORT_HINTS.get(sort, "")) for sort in SORTS]
        self.choose("Sort risks by", choices, self._sort_by, current=self.sort)

    def _sort_by(self, chosen: Chosen) -> None:
        self.sort, self.pane = chosen.key or "score", "all"
        self.show()

    # The heatmap

    def do_view_matrix(self) -> None:
        """Into the heatmap, at the cell of the risk under the cursor; or back to the table."""
        if self.cell is not None:
            self._leave_map()
            return
        risk = self.risk
        score = risk.score() if risk is not None else None
        self.cell = (3, 3) if score is None else (score.probability, score.impact)
        self._place()
        self._walk(*self.cell)
        self.show_footer()

    def _walk(self, probability: int, impact: int) -> None:
        """Go to a cell; the table shows what is in it."""
        self.cell = (min(max(probability, 1), HIGHEST), min(max(impact, 1), HIGHEST))
        self.filter_by(f"{self._without_cell_word()} cell:{self.cell[0]}x{self.cell[1]}".strip())

    def _without_cell_word(self) -> str:
        return CELL_WORD.sub("", self.filter_text).strip()

    def _leave_map(self) -> None:
        self.cell = None
        self._place()
        self.show_footer()

    def on_heatmap_cell_clicked(self, event: Heatmap.CellClicked) -> None:
        """A cell was clicked: the table shows what is in it."""
        self.cell = (event.probability, event.impact)
        self._walk(*self.cell)

    # Risks

    async def do_risk_open(self) -> None:
        """The risk's page; among what needs attention its cure; from the heatmap back to the table."""
        if self.cell is not None:
            self._leave_map()
            return
        need = self.table.need if self.pane == "attention" else None
        if need is not None:
            await self.action_act(need.need.cure)
            return
        risk = self.risk_meant()
        if risk is not None:
            from tuiboard.tui.dialogs.risk_page import RiskPage

            self.app.push_screen(RiskPage(risk.id, self))

    def do_risk_card(self) -> None:
        """The page of the card that the need under the cursor is about, else of the risk's first linked card."""
        from tuiboard.tui.dialogs.card_page import CardPage

        need, risk = self.table.need, self.risk
        card = need.need.card if need is not None else next(iter(risk.cards()), None) if risk is not None else None
        board = self.tui.board
        if card is None or board is None or self.workspace.card(card) is None:
            self.say("No card is linked to this risk; L links one.", "warning")
            return
        self.app.push_screen(CardPage(card, board))

    def do_risk_history(self) -> None:
        """What happened to it, in the log."""
        risk = self.risk_meant()
        if risk is not None:
            show_log(self.tui, risk.key)

    def do_risk_go(self) -> None:
        """Go to what it is linked to."""
        risk = self.risk_meant()
        if risk is not None:
            go_to_linked(self, "risk", risk.id)

    def do_risk_copy(self) -> None:
        """Id and title to the terminal's clipboard (OSC 52)."""
        risk = self.risk_meant()
        if risk is not None:
            self.app.copy_to_clipboard(f"{risk.key} {visible(risk.title)}")
            self.say(f"Copied {self.named_risk(risk)}.")

    def show_risk(self, id: int) -> None:
        """The page of a risk, with the cursor on it where it is shown."""
        from tuiboard.tui.dialogs.risk_page import RiskPage

        self.risk_raised(id)
        self.app.push_screen(RiskPage(id, self))

    def risk_raised(self, id: int) -> None:
        if self.pane != "all":
            self._show_pane("all")
        if not self.table.move_cursor(id):
            self.filter_by("")
            self.table.move_cursor(id)

    def show_undone(self, entry: Entry) -> None:
        for kind, id in touched(entry.changes):
            if kind == "risk" and self.table.move_cursor(int(id)):
                return

    def do_view_money(self) -> None:
        """What the open risks may cost."""
        from tuiboard.tui.dialogs.money_page import MoneyPage

        self.app.push_screen(MoneyPage(self))

    def foot_word(self, id: str) -> str:
        """Among what needs attention enter cures; in the heatmap it goes back."""
        if id == "risk.open" and self.cell is not None:
            return "these"
        if id == "risk.open" and self.pane == "attention":
            return "cure it"
        if id == "view.matrix" and self.cell is not None:
            return "back"
        return super().foot_word(id)
