"""The money of all risks on a page: figures with a sentence each, the exceedance curve, exposure week by week."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.binding import Binding, BindingType
from textual.content import Content

from tuiboard.domain.risk_exposure import ExposureWeek, exposure
from tuiboard.domain.risk_money import Reserve, reserve
from tuiboard.domain.risk_rules import RiskRules, risk_rules
from tuiboard.domain.risk_states import is_open_on
from tuiboard.domain.risks import UNITS
from tuiboard.domain.working_days import team_zone
from tuiboard.engine.session import Session
from tuiboard.tui.dialogs.reckoned_page import ReckonedPage
from tuiboard.tui.safe_text import safe_text
from tuiboard.tui.widgets.card_lines import wrap
from tuiboard.view.risk_charts import curve_lines, week_lines
from tuiboard.view.risk_money import Line, basis, exposure_sentences, figures

if TYPE_CHECKING:
    from tuiboard.tui.screens.recording import RecordingHost

WEEKS_SHOWN = 12
CURVE_HEIGHT = 12
WIDEST = 100
"""Cells of a line at most."""
_VALUE = 22
"""Cells of a figure's name and amount."""


class Money(NamedTuple):
    """What is shown of one unit."""

    total: Reserve
    weeks: Sequence[ExposureWeek]


class MoneyPage(ReckonedPage):
    """Figures, curve and exposure."""

    NAME = "money"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter,dollar_sign", "dismiss", "Leave", show=False)]

    def __init__(self, host: "RecordingHost") -> None:
        super().__init__(host, "Money: what the open risks may cost")

    def work(self) -> Callable[[], object]:
        session = self._host.tui.session
        return lambda: reckoned(session)

    def lines(self, found: list[Money], width: int) -> Iterable[Content]:
        rules = risk_rules(self._host.workspace.board)
        return [line for money in found for line in self._unit(money, rules, min(width, WIDEST))]

    def _unit(self, money: Money, rules: RiskRules, width: int) -> Iterable[Content]:
        total, weeks = money
        ascii = self._host.tui.glyphs.ascii
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

    def _line(self, line: Line) -> Content:
        colors = self._host.tui.theme_variables
        found = Content("")
        for role, text in line:
            piece = safe_text(text)
            color = "" if self._host.tui.mono else colors.get(role, "")
            found = found + (piece.stylize(color) if color else piece)
        return found


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
            shown.append(Money(total, exposure(entries, session.team_today, unit, rules.unit, team_zone(ws))))
    return shown
