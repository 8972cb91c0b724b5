"""The details of one risk: beside the register on wide terminals, on a page of its own on narrow ones."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.content import Content

from tuiboard.domain.risk_history import ScorePoint, score_history
from tuiboard.domain.risks import Risk
from tuiboard.tui.widgets.detail_panel import DetailPanel
from tuiboard.view.risk_details import RiskDetails, risk_details, score_curve, score_lines
from tuiboard.view.words import HistoryLine, history_lines

if TYPE_CHECKING:
    from tuiboard.tui.app import TuiboardApp

ENTRIES_READ = 2_000
HISTORY_SHOWN = 30


class RiskPanel(DetailPanel):
    """Everything about the risk it was told to show; what the journal tells of it follows."""

    NAME = 12

    def __init__(self, tui: "TuiboardApp", id: str | None = None) -> None:
        super().__init__(tui, id)
        self._risk: int | None = None
        self._doc: object = None
        self._points: list[ScorePoint] = []
        self._history: list[HistoryLine] = []

    def is_about(self, risk: int | None) -> bool:
        """True where it shows that risk, or none yet."""
        return self._risk in (risk, None)

    def show_risk(self, risk: int | None) -> None:
        """Show a risk, or say that there is none."""
        if risk != self._risk:
            self._risk, self._points, self._history, self._doc = risk, [], [], None
            self.scroll_home(animate=False)
        self.draw()
        found = self._found()
        if found is not None and self._doc is not found.doc:
            self._doc = found.doc
            self._ask_history(found.id)

    def board_changed(self) -> None:
        """Show the risk as it is now."""
        self._doc = None
        self.show_risk(self._risk)

    def _found(self) -> Risk | None:
        return self._tui.session.workspace.risk(self._risk) if self._risk is not None else None

    def _ask_history(self, id: int) -> None:
        session = self._tui.session

        def work() -> tuple[list[ScorePoint], list[HistoryLine]]:
            entries = session.history("risk", id, ENTRIES_READ)
            return score_history(entries, id), history_lines(entries, "risk", id, session.workspace)

        def done(result: object) -> None:
            if id == self._risk and isinstance(result, tuple) and len(result) == 2 and self.is_attached:
                self._points, self._history = result
                self.draw()

        self._tui.bridge.read(work, done)

    def lines(self) -> Iterable[Content] | str:
        risk, session = self._found(), self._tui.session
        if risk is None:
            return "No risk here." if self._risk is None else f"R{self._risk} is gone."
        details = risk_details(session.workspace, risk, session.clock.today(), session.clock.now())
        told = self.history(self._history[:HISTORY_SHOWN])
        return [*self._facts(details), *self.remarks(details.remarks), *self._scores(), *told]

    # Parts

    def _facts(self, details: RiskDetails) -> Iterable[Content]:
        yield self.wrapped(f"{details.key} {details.title}").stylize("bold")
        yield self.wrapped(details.where, "card-dim")
        for need in details.needs:
            yield self.row("!", need, "card-late", 2)
        yield Content("")
        for section in details.sentence:
            yield self.row(section.name, section.text, section.role)
        yield Content("")
        for row in details.rows:
            yield self.row(row.name.replace("Impact ", "  "), row.value, row.role)
        yield self.row("Money", details.money)
        yield from self._actions(details)
        for section in details.plans:
            yield from self.head(section.name)
            yield self.wrapped(section.text)

    def _actions(self, details: RiskDetails) -> Iterable[Content]:
        if details.actions:
            yield from self.head("Actions")
        for action in details.actions:
            number = self._tui.glyphs.bullet if action.card is None else str(action.card)
            yield self.row(number, f"{action.title} ({action.role})", "foreground", 5)
            if action.state:
                yield self.row("", action.state, action.state_role, 5)
        if details.triggers:
            yield from self.head("Triggers")
        for text, fired in details.triggers:
            glyphs = self._tui.glyphs
            seen = " (seen)" if fired else ""
            yield self.row(
                glyphs.done if fired else glyphs.todo, text + seen, "card-late" if fired else "foreground", 2
            )

    def _scores(self) -> Iterable[Content]:
        if self._points:
            yield from self.head("Score over time")
            curve = score_curve(self._points, self._tui.glyphs.ascii)
            if curve:
                yield self.wrapped(curve)
            for line in score_lines(self._points, self._tui.session.clock.today()):
                yield self.wrapped(line, "card-dim")
