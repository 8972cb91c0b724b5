"""The money of all risks on a page: figures with a sentence each, the exceedance curve, exposure week by week."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tuiboard.domain.changes import Entry
from tuiboard.domain.refusal import Refusal
from tuiboard.domain.risk_exposure import ExposureWeek, exposure
from tuiboard.domain.risk_money import Reserve, reserve
from tuiboard.domain.risk_rules import RiskRules, risk_rules
from tuiboard.domain.risk_states import is_open_on
from tuiboard.domain.risks import UNITS
from tuiboard.engine.session import Session
from tuiboard.tui.dialogs.dialog import Dialog
from tuiboard.tui.safe_text import safe_text
from tuiboard.tui.widgets.card_lines import wrap
from tuiboard.view.risk_charts import curve_lines, week_lines
from tuiboard.view.risk_money import Line, basis, exposure_sentences, figures

if TYPE_CHECKING:
    from tuiboard.tui.screens.recording import RecordingHost

WEEKS_SHOWN = 12
CURVE_HEIGHT = 12
_VALUE = 22
"""Cells of a figure's name and amount."""


class Money(NamedTuple):
    """What is shown of one unit."""

    total: Reserve
    weeks: Sequence[ExposureWeek]


class MoneyPage(Dialog[None]):
    """Figures that take a while to reckon, so they come when they are there; no key waits for them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter,dollar_sign", "dismiss", "Leave", show=False),
        Binding("j,down", "scroll(1)", "Down", show=False),
        Binding("k,up", "scroll(-1)", "Up", show=False),
        Binding("pagedown,space", "scroll(12)", "Page down", show=False),
        Binding("pageup", "scroll(-12)", "Page up", show=False),
        Binding("g,home", "scroll(-100000)", "Top", show=False),
        Binding("G,end", "scroll(100000)", "End", show=False),
    ]

    def __init__(self, host: "RecordingHost") -> None:
        super().__init__()
        self._host = host
        self._found: list[Money] | None = None

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog", classes="money-page"):
            yield Static(safe_text("Money: what the open risks may cost"), id="dialog-title")
            with VerticalScroll(id="money-scroll"):
                yield Static(safe_text("Reckoning …").stylize("dim"), id="money-text")
            yield Static(safe_text("j k scroll · esc leave"), id="dialog-hint")

    def on_mount(self) -> None:
        self._reckon()

    def on_resize(self) -> None:
        """Draw the curves anew once the page has its size."""
        self.call_after_refresh(self._draw)

    def board_changed(self, by_others: list[Entry]) -> None:
        """Reckon again."""
        self._reckon()

    def _reckon(self) -> None:
        session = self._host.tui.session

        def done(result: object) -> None:
            if not self.is_attached:
                return
            if isinstance(result, Refusal):
                self.query_one("#money-text", Static).update(safe_text(result.text, 400))
            elif isinstance(result, list):
                self._found = result
                self._draw()

        self._host.tui.bridge.read(lambda: reckoned(session), done)

    def _draw(self) -> None:
        if self._found is None or not self.is_attached:
            return
        rules = risk_rules(self._host.workspace.board)
        lines: list[Content] = []
        for money in self._found:
            lines += self._unit(money, rules)
        self.query_one("#money-text", Static).update(Content("\n").join(lines))

    def _unit(self, money: Money, rules: RiskRules) -> Iterable[Content]:
        total, weeks = money
        ascii, width = self._host.tui.glyphs.ascii, self._room
        if total.unit == "days":
            yield safe_text("In days").stylize("bold")
        for figure in figures(total, rules):
            head = f"{figure.name:<9}{figure.value:>{_VALUE - 10}} "
            first, *rest = wrap(figure.text, max(width - _VALUE, 20))
            yield safe_text(head).stylize("bold") + safe_text(first)
            yield from (safe_text(" " * _VALUE + line) for line in rest)
        for text in basis(total):
            yield from (safe_text(line).stylize("dim") for line in wrap(text, width))
        if total.counted:
            yield Content("")
            yield from map(self._line, curve_lines(total, rules, width, CURVE_HEIGHT, ascii))
        if any(week.exposure or week.realised_total or week.unpriced for week in weeks):
            yield Content("")
            yield safe_text("Exposure by week").stylize("bold")
            shown = weeks[-WEEKS_SHOWN:]
            yield from map(self._line, week_lines(shown, rules, width, WEEKS_SHOWN + 2, total.unit, ascii))
            for text in exposure_sentences(weeks, rules, total.unit):
                yield from (safe_text(line) for line in wrap(text, width))
        yield Content("")

    @property
    def _room(self) -> int:
        return min(max(self.query_one("#money-scroll").scrollable_content_region.width - 1, 30), 100)

    def _line(self, line: Line) -> Content:
        colors = self._host.tui.theme_variables
        found = Content("")
        for role, text in line:
            piece = safe_text(text)
            color = "" if self._host.tui.mono else colors.get(role, "")
            found = found + (piece.stylize(color) if color else piece)
        return found

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)


def reckoned(session: Session) -> list[Money]:
    """Reckon what is shown, in a worker's thread: money always, days where something is estimated in days."""
    ws, today = session.workspace, session.clock.today()
    rules = risk_rules(ws.board)
    found = [risk for risk in ws.risks() if is_open_on(risk, today)]
    entries = session.log(None, "risk")
    shown = []
    for unit in UNITS:
        total = reserve(found, unit, rules.unit)
        if total.counted or unit == "money":
            shown.append(Money(total, exposure(entries, today, unit, rules.unit)))
    return shown
