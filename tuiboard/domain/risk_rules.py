"""What a board says about its risks: the words of the levels, bands, appetite, and when risks are reviewed."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from tuiboard.domain.board import Board
from tuiboard.domain.risks import BANDS, HIGHEST, UNITS, UNRATED, Band, Score

_LOWEST_SCORES: tuple[tuple[int, Band], ...] = ((16, "critical"), (10, "high"), (5, "moderate"), (1, "low"))
PROBABILITY_WORDS = ("rare", "unlikely", "possible", "likely", "almost certain")
IMPACT_WORDS: Mapping[str, tuple[str, ...]] = {
    "cost": ("hardly any", "within reserve", "needs approval", "budget at risk", "budget is broken"),
    "time": ("hardly any", "days, no date moves", "a milestone slips", "the deadline is in doubt",
             "the deadline passes"),
    "scope": ("hardly any", "a detail is left out", "a part is left out", "a goal is at risk", "a goal is missed"),
    "quality": ("hardly any", "small flaws", "users notice", "users complain", "not fit for use"),
    "reputation": ("hardly any", "the team hears of it", "the sponsor hears of it", "customers hear of it",
                   "it is public"),
    "overall": ("slight", "minor", "serious", "major", "severe"),
}  # fmt: skip

REVIEW_DAYS: Mapping[str, int] = {"low": 90, "moderate": 30, "high": 14, "critical": 7, UNRATED: 14}


class RiskRules(NamedTuple):
    """The board's own rules. `appetite`: scores above it need a response; `escalation`: from it on someone above has to
    know; `grid`: five texts of five letters (l m h c), the first for probability 1, or empty for the usual bands;
    `review_days`: days until the next review, by band; `unit`: of estimates that name none."""

    appetite: int = 9
    escalation: int = 16
    grid: tuple[str, ...] = ()
    review_days: Mapping[str, int] = REVIEW_DAYS
    currency: str = ""
    unit: str = "money"

    def band(self, score: Score | None) -> str:
        """`low`, `moderate`, `high`, `critical`, or `unrated`."""
        if score is None:
            return UNRATED
        if self.grid:
            letter = self.grid[score.probability - 1][score.impact - 1]
            return next(band for band in BANDS if band[0] == letter)
        return next(band for lowest, band in _LOWEST_SCORES if score.value >= lowest)

    def is_above_appetite(self, score: Score | None) -> bool:
        """True for a score that the board does not put up with."""
        return score is not None and score.value > self.appetite

    def needs_escalation(self, score: Score | None) -> bool:
        """True for a score that someone above has to know of."""
        return score is not None and score.value >= self.escalation


def risk_rules(board: Board) -> RiskRules:
    """Return the board's settings about risks with the defaults for what is absent or, from a foreign file, no rule."""
    given = board.settings.get("risk")
    given = given if isinstance(given, Mapping) else {}
    rules = RiskRules()
    found: dict[str, Any] = {}
    for name in ("appetite", "escalation"):
        value = given.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= HIGHEST**2:
            found[name] = value
    grid = given.get("grid")
    if is_grid(grid):
        found["grid"] = tuple(grid or ())
    days = given.get("review_days")
    if isinstance(days, Mapping):
        kept = {band: n for band, n in days.items() if band in REVIEW_DAYS and isinstance(n, int) and 1 <= n <= 3650}
        found["review_days"] = {**REVIEW_DAYS, **kept}
    if isinstance(given.get("currency"), str):
        found["currency"] = given["currency"]
    if given.get("unit") in UNITS:
        found["unit"] = given["unit"]
    return rules._replace(**found)


def is_grid(value: object) -> bool:
    """True for five texts of five letters of l, m, h and c."""
    return (
        isinstance(value, list | tuple)
        and len(value) == HIGHEST
        and all(isinstance(row, str) and len(row) == HIGHEST and set(row) <= set("lmhc") for row in value)
    )
