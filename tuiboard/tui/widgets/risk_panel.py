"""The details of one risk: beside the register on wide terminals, on a page of its own on narrow ones."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tuiboard.domain.risk_history import ScorePoint, score_history
from tuiboard.domain.risks import Risk
from tuiboard.tui.safe_text import safe_text
from tuiboard.tui.widgets.card_lines import wrap
from tuiboard.view.card_details import history_words
from tuiboard.view.risk_details import RiskDetails, risk_details, score_curve, score_lines
from tuiboard.view.words import HistoryLine, history_lines

if TYPE_CHECKING:
    from tuiboard.tui.app import TuiboardApp

ENTRIES_READ = 2_000
HISTORY_SHOWN = 30
_NAME = 12
"""Cells of the name of a fact, with the blanks after it."""


class RiskPanel(VerticalScroll, can_focus=False):
    """Everything about the risk it was told to show; what the journal tells of it follows."""

    DEFAULT_CSS = "RiskPanel Static { height: auto; }"

    def __init__(self, tui: "TuiboardApp", id: str | None = None) -> None:
        super().__init__(id=id)
        self._tui = tui
        self._risk: int | None = None
        self._doc: object = None
        self._points: list[ScorePoint] = []
        self._history: list[HistoryLine] = []
        self._colors: Mapping[str, str] = {}

    def compose(self) -> ComposeResult:
        yield Static(id="risk-text")

    def on_resize(self) -> None:
        """Break the lines anew."""
        self._draw()

    def is_about(self, risk: int | None) -> bool:
        """True where it shows that risk, or none yet."""
        return self._risk in (risk, None)

    def show_risk(self, risk: int | None) -> None:
        """Show a risk, or say that there is none."""
        if risk != self._risk:
            self._risk, self._points, self._history, self._doc = risk, [], [], None
            self.scroll_home(animate=False)
        self._draw()
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
                self._draw()

        self._tui.bridge.read(work, done)

    def _draw(self) -> None:
        if not self.is_attached or self._tui.is_leaving:
            return
        risk = self._found()
        text = next(iter(self.query("#risk-text").results(Static)), None)
        if text is None:  # the panel is being taken away
            return
        if risk is None:
            text.update(safe_text("No risk here." if self._risk is None else f"R{self._risk} is gone.").stylize("dim"))
            return
        session = self._tui.session
        self._colors = self._tui.theme_variables
        details = risk_details(session.workspace, risk, session.clock.today(), session.clock.now())
        text.update(Content("\n").join([*self._facts(details), *self._told()]))

    # Parts

    def _facts(self, details: RiskDetails) -> Iterable[Content]:
        yield self._wrapped(f"{details.key} {details.title}").stylize("bold")
        yield self._wrapped(details.where, "card-dim")
        for need in details.needs:
            yield self._row("!", need, "card-late", 2)
        yield Content("")
        for section in details.sentence:
            yield self._row(section.name, section.text, section.role)
        yield Content("")
        for row in details.rows:
            yield self._row(row.name.replace("Impact ", "  "), row.value, row.role)
        yield self._row("Money", details.money)
        yield from self._actions(details)
        for section in details.plans:
            yield from self._head(section.name)
            yield self._wrapped(section.text)
        for remark in details.remarks:
            yield from self._head(remark.head)
            yield self._wrapped(remark.text)

    def _actions(self, details: RiskDetails) -> Iterable[Content]:
        if details.actions:
            yield from self._head("Actions")
        for action in details.actions:
            number = self._tui.glyphs.bullet if action.card is None else str(action.card)
            yield self._row(number, f"{action.title} ({action.role})", "foreground", 5)
            if action.state:
                yield self._row("", action.state, action.state_role, 5)
        if details.triggers:
            yield from self._head("Triggers")
        for text, fired in details.triggers:
            glyphs = self._tui.glyphs
            seen = " (seen)" if fired else ""
            yield self._row(
                glyphs.done if fired else glyphs.todo, text + seen, "card-late" if fired else "foreground", 2
            )

    def _told(self) -> Iterable[Content]:
        session = self._tui.session
        if self._points:
            yield from self._head("Score over time")
            curve = score_curve(self._points, self._tui.glyphs.ascii)
            if curve:
                yield self._wrapped(curve)
            for line in score_lines(self._points, session.clock.today()):
                yield self._wrapped(line, "card-dim")
        if self._history:
            yield from self._head("History")
            for told in self._history[:HISTORY_SHOWN]:
                yield self._wrapped(history_words(told, session.clock.now()), "card-dim")

    def _head(self, text: str) -> Iterable[Content]:
        yield Content("")
        yield safe_text(text, 200).stylize("bold")

    @property
    def _room(self) -> int:
        return max(self.scrollable_content_region.width - 1, 20)

    def _row(self, name: str, value: str, role: str = "foreground", indent: int = _NAME) -> Content:
        """A name, and a value whose further lines stand below its first."""
        lines = [line for part in value.split("\n") for line in wrap(part, self._room - indent)]
        text = ("\n" + " " * indent).join(lines)
        return self._toned(f"{name:<{indent - 1}} ", "card-dim") + self._toned(text, role)

    def _wrapped(self, text: str, role: str = "foreground") -> Content:
        return self._toned("\n".join(line for part in text.split("\n") for line in wrap(part, self._room)), role)

    def _toned(self, text: str, role: str) -> Content:
        content = safe_text(text, 8000, keep="\n")
        color = self._colors.get(role, "")
        return content if self._tui.mono or not color else content.stylize(color)
