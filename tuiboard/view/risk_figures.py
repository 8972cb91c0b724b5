"""What the register says of all risks together: counts, money, and what needs someone, found in one pass."""

from collections.abc import Sequence
from math import fsum
from typing import NamedTuple

from tuiboard.domain.risk_money import emv, reserve
from tuiboard.domain.risk_rules import RiskRules, risk_rules
from tuiboard.domain.risk_states import is_open_on
from tuiboard.domain.risks import quant_of
from tuiboard.domain.workspace import Workspace
from tuiboard.view.risk_money import money_words
from tuiboard.view.risk_register import NeedRow, RegisterReading, needs_attention, top_risks


class Figures(NamedTuple):
    """`above` are the open threats above the appetite; `exposure` and `p80` are in money, None where nothing is
    estimated; `needs` is what needs someone, the most pressing first."""

    open: int
    above: int
    exposure: float | None
    p80: float | None
    needs: Sequence[NeedRow]
    top: Sequence[int]


NO_FIGURES = Figures(0, 0, None, None, (), ())


def risk_figures(ws: Workspace, today: str, reading: RegisterReading | None = None) -> Figures:
    """Return the figures of a register. With many estimated risks this takes a while: not for the keyboard's path."""
    rules = risk_rules(ws.board)
    found = [risk for risk in ws.risks() if is_open_on(risk, today)]
    threats = [risk for risk in found if not risk.is_opportunity]
    total = reserve(found, "money", rules.unit)
    exposed = [
        amount
        for risk in threats
        if (quant := quant_of(risk.doc, rules.unit)) is not None
        and quant.unit == "money"
        and (amount := emv(risk)) is not None
    ]
    return Figures(
        len(found),
        sum(1 for risk in threats if rules.is_above_appetite(risk.score())),
        fsum(exposed) if exposed else None,
        total.percentile(80) if total.counted else None,
        needs_attention(ws, today, reading),
        top_risks(ws, today),
    )


def figure_words(figures: Figures, rules: RiskRules, narrow: bool) -> list[tuple[str, str]]:
    """Return the figures of the header as (role, words), the most pressing last."""
    words = []
    if figures.exposure is not None:
        words.append(("header-dim", f"exposure {money_words(figures.exposure, rules)}"))
    if figures.p80 is not None:
        words.append(("header-dim", f"{'' if narrow else 'reserve '}P80 {money_words(figures.p80, rules)}"))
    if figures.above:
        words.append(("card-late", f"{figures.above} above{'' if narrow else ' appetite'}"))
    return words
