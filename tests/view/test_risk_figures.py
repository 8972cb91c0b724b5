"""What the header of the register says of all risks together."""

from typing import Any

from tests.conftest import make_workspace
from tests.domain.deciding import CONTEXT, done
from tuiboard.domain import risk_commands as r
from tuiboard.domain.risk_rules import RiskRules
from tuiboard.view.risk_figures import NO_FIGURES, figure_words, risk_figures

TODAY = CONTEXT.today


def estimated(title: str, p: float, amount: float, **fields: Any) -> dict[str, Any]:
    return {"title": title, "quant": {"p": p, "low": amount, "mode": amount, "high": amount}, **fields}


def test_exposure_is_what_open_threats_are_expected_to_cost_and_the_reserve_counts_opportunities_too() -> None:
    ws = done(
        make_workspace(),
        r.AddRisks([
            estimated("R1", 0.3, 60_000, current={"probability": 4, "impact": {"cost": 5}}),
            estimated("R2", 0.1, 250_000),
            estimated("R3", 0.5, 20_000),
            estimated("O1", 0.4, 30_000, kind="opportunity", current={"probability": 5, "impact": {"cost": 5}}),
            estimated("over", 0.9, 900_000),
            {"title": "not estimated"},
        ]),
    )  # fmt: skip
    figures = risk_figures(done(ws, r.CloseRisk(5, "passed")), TODAY)
    assert (figures.open, figures.above) == (5, 1), "an opportunity is not above the appetite"
    assert figures.exposure is not None
    assert abs(figures.exposure - 53_000) < 1e-6
    assert figures.p80 is not None
    assert abs(figures.p80 - 60_000) < 1e-6
    assert list(figures.top) == [4, 1]
    assert {row.risk for row in figures.needs} == {1, 2, 3, 4, 6}


def test_the_header_says_only_what_there_is_and_the_pressing_last() -> None:
    assert figure_words(NO_FIGURES, RiskRules(), narrow=False) == []
    figures = NO_FIGURES._replace(exposure=41_000.0, p80=60_000.0, above=2)
    wide = [words for _, words in figure_words(figures, RiskRules(), narrow=False)]
    assert wide == ["exposure 41k", "reserve P80 60k", "2 above appetite"]
    assert [words for _, words in figure_words(figures, RiskRules(), narrow=True)][1:] == ["P80 60k", "2 above"]
