"""What the register shows: which risks, in which pane and order, the heatmap of them, and the figures of all."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.timer import Timer

from tuiboard.domain.changes import Entry
from tuiboard.domain.refusal import Refused
from tuiboard.domain.risk_history import trends
from tuiboard.domain.risk_rules import RiskRules
from tuiboard.domain.risks import Risk
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Table
from tuiboard.engine.filter_language import FilterContext
from tuiboard.engine.risk_filter import RiskFilter, compile_risk_filter
from tuiboard.tui.actions import BY_ID, key_sign, keys_of
from tuiboard.tui.screens.lines import FilterHost
from tuiboard.tui.screens.risk_host import RiskHost
from tuiboard.tui.widgets.bars import Piece
from tuiboard.tui.widgets.heatmap import Heatmap
from tuiboard.tui.widgets.risk_panel import RiskPanel
from tuiboard.tui.widgets.risk_table import RiskTable, TableState
from tuiboard.view.risk_figures import NO_FIGURES, figure_words, risk_figures
from tuiboard.view.risk_matrix import path_words, risk_matrix, with_path
from tuiboard.view.risk_register import NeedRow, RegisterReading, same

if TYPE_CHECKING:
    from tuiboard.engine.completion import Completion

PANES = ("all", "top", "attention")
PANE_WORDS = {"all": "All", "top": "Top", "attention": "Needs attention"}
REST = 0.12
"""Seconds the cursor rests before details and path follow: a held key doesn't send a panel with every step."""
CELL_WORD = re.compile(r"(?:^|\s)cell:\S+")


class RiskView(FilterHost[RiskFilter], RiskHost):
    """The register without its actions."""

    VIEW = "risks"
    FILTER_HINT = "words @owner #tag band:high score:>=10 state:treating is:late is:attention"
    table: RiskTable
    heatmap: Heatmap
    panel: RiskPanel

    def __init__(self) -> None:
        super().__init__(id="risk-screen")
        self.sort = "score"
        self.pane = "all"
        self.cell: tuple[int, int] | None = None
        """The cell one stands in while one walks through the heatmap."""
        self.figures = NO_FIGURES
        self._reckoned_of: tuple[object, ...] = ()
        self._trends: dict[int, int] = {}
        self._trends_of: Table | None = None
        self._reading = RegisterReading()
        self._shown: Sequence[Risk] = ()
        self._total = 0
        self._mapped: Sequence[Risk] = ()
        self._mapped_of: tuple[object, ...] = ()
        self._matrix = risk_matrix((), RiskRules())
        self._matrix_of: tuple[object, RiskRules] = (None, RiskRules())
        self._rest_timer: Timer | None = None
        self._stale = True

    @property
    def home(self) -> RiskTable:
        return self.table

    @property
    def listed(self) -> RiskTable:
        return self.table

    @property
    def risk(self) -> Risk | None:
        """The risk under the cursor, or the one whose page is open."""
        id = self.only_risk if self.only_risk is not None else self.table.cursor
        return self.workspace.risk(id) if id is not None else None

    # The filter

    def compiled(self, text: str, typing: bool) -> RiskFilter:
        needs = self._reading.needs_of(self.workspace, self.today)
        context = FilterContext(self.today, self.tui.session.who, needs)
        return compile_risk_filter(text, self.workspace, context, typing=typing)

    def show_matches(self) -> None:
        if self.filter is not None:
            self.pane = "all"
        self.show()

    def filter_start(self) -> str:
        """What stands in the line at first: behind the word of a cell, which nobody typed, another one begins."""
        return f"{self.filter_text} " if CELL_WORD.search(self.filter_text) else self.filter_text

    def filter_tally(self) -> tuple[int, int, str]:
        return len(self._shown), self._total, "open risks"

    def filter_completion(self, text: str, cursor: int) -> "Completion":
        from tuiboard.engine.completion import complete

        return complete(text, cursor, self.workspace, "risk-filter")

    # What is shown

    def show(self) -> None:
        """Show the workspace as it is now, under the filter and the sort."""
        self._stale = False
        self.filter_anew()
        self._shown, self._total = self._reading.shown(self.workspace, self.filter, self.sort, self.today)
        self._mapped = self._without_cell()
        self.show_table()
        self.show_map()
        if self.panel.is_about(self.table.cursor):
            self.show_details()
        else:
            self.rest()  # while one types, another risk may come under the cursor with every key
        self.show_status()
        self._reckon()

    def _without_cell(self) -> Sequence[Risk]:
        """The risks of the heatmap: those shown, whatever cell the table is filtered to."""
        text = CELL_WORD.sub("", self.filter_text)
        if text == self.filter_text:
            self._mapped_of = ()
            return self._shown
        of = (self.workspace, text, self.sort, self.today)
        if of == self._mapped_of:  # one walks from cell to cell
            return self._mapped
        try:
            found = self.compiled(text, True) if text.strip() else None
        except Refused:
            self._mapped_of = ()
            return self._shown
        self._mapped_of = of
        return self._reading.shown(self.workspace, found, self.sort, self.today)[0]

    def show_table(self) -> None:
        """Show the rows of the pane."""
        table = self.workspace.table("risk")
        top = [id for id in self.figures.top if id in table]
        rows = [row for row in self.figures.needs if row.risk in table]
        ids = [risk.id for risk in self._shown] if self.pane == "all" else top
        needs = [(row, self._cure_sign(row)) for row in rows] if self.pane == "attention" else None
        counts = {"all": self._total, "top": len(top), "attention": len(rows)}
        panes = [(f"{PANE_WORDS[pane]} {counts[pane]}", pane == self.pane) for pane in PANES]
        self.table.show(
            TableState(self.workspace, self.rules, self.today, ids, needs, self._trends, panes, self._note(),
                       self._empty_words())
        )  # fmt: skip

    def _cure_sign(self, row: NeedRow) -> str:
        """The key that cures it, and its word."""
        action = BY_ID.get(row.need.cure)
        if action is None or row.need.card is not None:
            return f"card {row.need.card}"
        keys = keys_of(action, self.tui.keymap)
        word = {"risk.target": "target", "risk.escalate": "escalate"}.get(action.id, action.foot)
        return f"{key_sign(keys[0], self.tui.glyphs.ascii)} {word}" if keys else word

    def _note(self) -> str:
        if self.pane == "attention":
            return "most pressing first"
        order = f"by {self.sort}" if self.pane == "all" else "by score"
        if not self.filter_text or self.pane != "all":
            return order
        return f"/{visible(self.filter_text, 40)}  {len(self._shown)} of {self._total}  {order}"

    def _empty_words(self) -> tuple[str, ...]:
        if not self.workspace.table("risk"):
            return ("No risks yet. What could go wrong?", "a adds the first one, in a line like this:", "",
                    "Core switch fails %4 i5 @ana", "", "%4 likely, i5 severe, @ana answers for it")  # fmt: skip
        if self.pane == "attention":
            return ("Nothing needs attention.",)
        if self.pane == "top":
            return ("No open risk has a score yet.", "f goes to all of them, p scores one")
        if self.filter_text:
            return ("No risk matches here.", "esc clears the filter")
        return ("No open risk. / and is:closed finds those that are over.", "a adds one")

    def show_map(self) -> None:
        """Show the heatmap with the path of the risk under the cursor."""
        risk = self.risk
        rules = self.rules
        if self._matrix_of[0] is not self._mapped or self._matrix_of[1] != rules:
            self._matrix, self._matrix_of = risk_matrix(self._mapped, rules), (self._mapped, rules)
        matrix = with_path(self._matrix, risk)
        path = f"{risk.key} {path_words(risk)}" if risk is not None else ""
        self.heatmap.show(matrix, self.cell, path)

    def show_details(self) -> None:
        """Show the details of the risk under the cursor, where they stand beside the table."""
        if self.panel.display:
            self.panel.show_risk(self.table.cursor)

    def show_status(self) -> None:
        """The header: views, money, and what is above the appetite."""
        narrow = self.size.width < 100
        right: list[Piece] = [*self.notices()]
        right += [(role, f" {words} ") for role, words in figure_words(self.figures, self.rules, narrow)]
        self.show_header(right + self.warnings())

    # Following

    def rest(self) -> None:
        """Let details and path follow once the cursor rests."""
        if self._rest_timer is not None:
            self._rest_timer.stop()
        self._rest_timer = self.set_timer(REST, self.follow)

    def follow(self) -> None:
        """Heatmap and details follow the cursor."""
        self.show_map()
        self.show_details()

    def _reckon(self) -> None:
        """Reckon figures and trends in the background, where what they rest on has changed."""
        ws, session, today = self.workspace, self.tui.session, self.today
        of = (ws.table("risk"), ws.table("card"), ws.table("column"), ws.table("board"), today)
        if same(of, self._reckoned_of):
            return
        self._reckoned_of = of
        known = self._trends if self._trends_of is ws.table("risk") else None
        reading = self._reading

        def work() -> tuple[object, object]:
            return risk_figures(ws, today, reading), trends(session.log(None, "risk")) if known is None else known

        def done(result: object) -> None:
            if not isinstance(result, tuple) or session is not self.tui.session or self._reckoned_of is not of:
                return
            self.figures, self._trends = result
            self._trends_of = ws.table("risk")
            if self.is_attached:
                self.show_table()
                self.show_status()

        self.tui.bridge.read(work, done)

    def board_changed(self, by_others: list[Entry]) -> None:
        """Show the new state where it is seen; cursor, scroll, filter and open forms stay as they are."""
        super().board_changed(by_others)
        if self.tui.view is not self:
            self._stale = True
            return
        cursor = self.table.cursor
        self.show()
        self.panel.board_changed()
        if by_others and cursor is not None and self.table.cursor != cursor:
            gone = "is gone" if self.workspace.risk(cursor) is None else "is not among those shown any more"
            who = next((e.who for e in reversed(by_others) if e.touches("risk", cursor)), "someone")
            self.say(f"R{cursor} {gone}: {visible(who, 40)} changed it.", "warning")

    def on_screen_resume(self) -> None:
        """It is shown again: what happened meanwhile is shown too."""
        if self._stale:
            self.show()
        self.show_status()
