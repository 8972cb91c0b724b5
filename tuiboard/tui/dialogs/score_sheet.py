"""The scores of one risk while someone sets them: what the scorer shows and what it gives back, without a screen."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from tuiboard.domain.risk_rules import IMPACT_WORDS, PROBABILITY_WORDS, RiskRules
from tuiboard.domain.risks import DIMENSIONS, HIGHEST, LEVELS, OVERALL, Risk, Score, score_of

LEVEL_ORDER = ("current", "target", "inherent")
"""Levels in the order in which tab goes through them."""
ROWS = ("probability", *DIMENSIONS)
"""What is set where one goes dimension by dimension."""
_MIDDLE = 3


class Scored(NamedTuple):
    """A score to be recorded: probability None clears it; `seen` is the rating that was there."""

    level: str
    probability: int | None
    impact: Mapping[str, int]
    seen: Mapping[str, Any]


class _Rating:
    """One level's rating in the making."""

    def __init__(self, recorded: Mapping[str, Any], offered: Mapping[str, Any] | None = None) -> None:
        self.recorded = recorded
        shown = recorded if offered is None else offered
        self.probability: int | None = shown.get("probability")
        self.impact: dict[str, int] = dict(shown.get("impact") or {})
        self.given = self.impact
        """The impact that was there before one walked over the grid: it stays while its largest is the cell's."""

    @property
    def largest(self) -> int | None:
        return max(self.impact.values(), default=None)

    @property
    def is_changed(self) -> bool:
        return (self.probability, self.impact) != (
            self.recorded.get("probability"),
            dict(self.recorded.get("impact") or {}),
        )

    def set_overall(self, impact: int) -> None:
        same = impact == max(self.given.values(), default=None)
        self.impact = self.given if same else {OVERALL: impact}

    def set_row(self, row: str, level: int | None) -> None:
        if row == "probability":
            self.probability = level
            return
        kept = {name: value for name, value in self.impact.items() if name not in (row, OVERALL)}
        if level is not None:
            kept[row] = level
        self.impact = self.given = {name: kept[name] for name in DIMENSIONS if name in kept}


class ScoreSheet:
    """The three levels of a risk, the one that is being set, and where its cursor stands.

    `offered` is what the first level starts with instead of what is recorded.
    """

    def __init__(
        self, risk: Risk, rules: RiskRules, level: str = "current", offered: Mapping[str, Any] | None = None
    ) -> None:
        self.rules = rules
        self.level = level
        self._ratings: dict[str, _Rating] = {
            name: _Rating(risk.rating(name), offered if name == level else None) for name in LEVELS
        }
        self.half = False
        """True between the digit of the probability and that of the impact."""
        self.by_dimension = False
        self.row = 0

    @property
    def rating(self) -> _Rating:
        """The rating that is being set."""
        return self._ratings[self.level]

    def score(self, level: str | None = None) -> Score | None:
        """The score as it stands now."""
        rating = self._ratings[level or self.level]
        return score_of({"probability": rating.probability, "impact": rating.impact})

    def recorded(self, level: str | None = None) -> Score | None:
        """The score that is recorded."""
        return score_of(self._ratings[level or self.level].recorded)

    def is_changed(self, level: str) -> bool:
        """True for a level that is set otherwise than it is recorded."""
        return self._ratings[level].is_changed

    # Keys

    def go(self, level: str) -> None:
        """Set another level; what was set stays."""
        self.level, self.half = level, False

    def next_level(self, by: int) -> None:
        """The next level, or the one before."""
        self.go(LEVEL_ORDER[(LEVEL_ORDER.index(self.level) + by) % len(LEVEL_ORDER)])

    def turn(self) -> None:
        """From the grid to the dimensions and back."""
        self.by_dimension, self.half, self.row = not self.by_dimension, False, 0

    def step(self, right: int, up: int) -> None:
        """Move over the grid; among the dimensions up and down choose the row, left and right step its level."""
        self.half = False
        if self.by_dimension:
            self.row = min(max(self.row - up, 0), len(ROWS) - 1)
            if right:
                now = self.row_level(ROWS[self.row])
                self._set_row(min(max((now or 0) + right, 0), HIGHEST) or None)
            return
        rating = self.rating
        if rating.probability is None or rating.largest is None:
            self.put(rating.probability or _MIDDLE, rating.largest or _MIDDLE)
            return
        self.put(
            min(max(rating.probability + up, 1), HIGHEST),
            min(max(rating.largest + right, 1), HIGHEST),
        )

    def put(self, probability: int, impact: int) -> None:
        """Go to a cell of the grid."""
        self.half = False
        self.rating.probability = probability
        self.rating.set_overall(impact)

    def digit(self, digit: int) -> None:
        """1 to 5: probability, then impact; among the dimensions the level of the row, and on to the next. 0 clears."""
        if digit == 0:
            self.clear()
        elif digit > HIGHEST:
            return
        elif self.by_dimension:
            self._set_row(digit)
            self.row = min(self.row + 1, len(ROWS) - 1)
        elif self.half:
            self.half = False
            self.rating.set_overall(digit)
        else:
            self.half = True
            self.rating.probability = digit

    def clear(self) -> None:
        """Take the score off; among the dimensions the level of the row."""
        self.half = False
        if self.by_dimension:
            self._set_row(None)
        else:
            self.rating.probability = None
            self.rating.impact = self.rating.given = {}

    def _set_row(self, level: int | None) -> None:
        self.rating.set_row(ROWS[self.row], level)

    def row_level(self, row: str) -> int | None:
        """What stands in a row."""
        return self.rating.probability if row == "probability" else self.rating.impact.get(row)

    # What comes of it

    def trouble(self) -> str:
        """Why it can't be recorded as it stands, or an empty text."""
        for level in LEVEL_ORDER:
            rating = self._ratings[level]
            if rating.is_changed and self.score(level) is None and (rating.probability or rating.impact):
                what = "an impact" if rating.probability else "a probability"
                return f"The {level} score needs {what} too; 0 in the grid takes the score off."
        return ""

    def scored(self) -> list[Scored]:
        """What is to be recorded: the level shown, and the others where they were changed."""
        found = []
        for level in LEVEL_ORDER:
            rating = self._ratings[level]
            if rating.is_changed or (level == self.level and rating.probability is not None):
                found.append(Scored(level, rating.probability, dict(rating.impact), rating.recorded))
        return found

    # In words

    def sum_in_words(self) -> str:
        """`likely (4) × serious (3) = 12 high`."""
        rating, score = self.rating, self.score()
        probability = "probability ?"
        if rating.probability is not None:
            probability = f"{PROBABILITY_WORDS[rating.probability - 1]} ({rating.probability})"
        impact = "impact ?"
        if rating.largest is not None:
            name = next(name for name, level in rating.impact.items() if level == rating.largest)
            about = "" if name == OVERALL else f"{name}: "
            impact = f"{about}{IMPACT_WORDS.get(name, IMPACT_WORDS[OVERALL])[rating.largest - 1]} ({rating.largest})"
        if score is None and not (rating.probability or rating.impact):
            return "unrated"
        return f"{probability} × {impact}" + ("" if score is None else f" = {self.in_words(score)}")

    def in_words(self, score: Score | None) -> str:
        """`12 high`, or `unrated`."""
        return "unrated" if score is None else f"{score.value} {self.rules.band(score)}"

    def appetite_in_words(self) -> str:
        """Whether the board puts up with the score."""
        score, rules = self.score(), self.rules
        if score is None:
            return f"The appetite of this board is {rules.appetite}."
        if not rules.is_above_appetite(score):
            return f"Within the appetite of {rules.appetite}."
        text = f"Above the appetite of {rules.appetite}: it needs a response"
        return f"{text}, and escalation." if rules.needs_escalation(score) else f"{text}."

    def replaced_in_words(self) -> str:
        """What an impact of another kind takes away, or an empty text."""
        before: Mapping[str, int] = self.rating.recorded.get("impact") or {}
        gone = [f"{name} {level}" for name, level in before.items() if name not in self.rating.impact]
        if not gone or not self.rating.impact or not self.rating.is_changed:
            return ""
        now = "One overall impact" if OVERALL in self.rating.impact else "The impact by dimension"
        return f"{now} replaces {', '.join(gone)}."
