"""Scoring by keyboard: what is typed becomes a score, and nothing is replaced without saying so."""

from typing import Any

import pytest

from tuiboard.domain.risk_rules import RiskRules
from tuiboard.domain.risks import Risk
from tuiboard.tui.dialogs.score_sheet import LEVEL_ORDER, Scored, ScoreSheet

BY_DIMENSION = {"probability": 4, "impact": {"cost": 3, "time": 1}}


def sheet(current: Any = BY_DIMENSION, **fields: Any) -> ScoreSheet:
    return ScoreSheet(Risk({"id": 3, "title": "Switch fails", "current": current, **fields}), RiskRules())


def typed(made: ScoreSheet, digits: str) -> ScoreSheet:
    for digit in digits:
        made.digit(int(digit))
    return made


def test_two_digits_set_probability_and_impact_of_an_unrated_risk() -> None:
    made = typed(sheet(None), "45")
    assert made.scored() == [Scored("current", 4, {"overall": 5}, {})]
    assert made.sum_in_words() == "likely (4) × severe (5) = 20 critical"


def test_a_probability_alone_leaves_the_impact_and_its_dimensions_as_they_are() -> None:
    made = typed(sheet(), "2")
    assert made.scored() == [Scored("current", 2, {"cost": 3, "time": 1}, BY_DIMENSION)]
    assert made.replaced_in_words() == ""


def test_walking_over_the_grid_and_back_keeps_the_dimensions() -> None:
    made = sheet()
    made.step(1, 0)
    assert made.replaced_in_words() == "One overall impact replaces cost 3, time 1."
    made.step(-1, 1)
    assert made.scored()[0].impact == {"cost": 3, "time": 1}
    assert made.scored()[0].probability == 5


def test_dimension_by_dimension_each_digit_goes_on_to_the_next_row() -> None:
    made = sheet({"probability": 2, "impact": {"overall": 2}})
    made.turn()
    typed(made, "4")
    typed(made, "305")
    assert made.rating.impact == {"cost": 3, "time": 5}, "0 clears a row and stays on it"
    assert made.replaced_in_words() == "The impact by dimension replaces overall 2."
    assert made.in_words(made.score()) == "20 critical"


def test_the_grid_ends_at_its_edges_and_digits_above_five_mean_nothing() -> None:
    made = typed(sheet(None), "5")
    assert typed(made, "9").half, "the impact is still to come"
    typed(made, "5")
    made.step(1, 1)
    assert made.scored()[0][1:3] == (5, {"overall": 5})
    made.step(-9, -9)
    assert made.scored()[0][1:3] == (1, {"overall": 1})


def test_0_takes_the_score_off_and_half_a_score_is_not_recorded() -> None:
    made = typed(sheet(), "0")
    assert made.scored() == [Scored("current", None, {}, BY_DIMENSION)]
    half = typed(sheet(None), "4")
    assert "needs an impact too" in half.trouble()
    assert sheet(None).scored() == []


def test_every_level_that_was_set_is_recorded_and_the_one_shown_even_unchanged() -> None:
    made = sheet(target={"probability": 1, "impact": {"cost": 1}})
    assert made.scored() == [Scored("current", 4, {"cost": 3, "time": 1}, BY_DIMENSION)], "given again, it counts anew"
    made.next_level(1)
    typed(made, "22")
    assert [(each.level, each.probability) for each in made.scored()] == [("target", 2)]
    made.next_level(1)
    typed(made, "55")
    assert {each.level for each in made.scored()} == {"target", "inherent"}
    assert len(LEVEL_ORDER) == 3


def test_what_is_offered_is_recorded_only_as_a_change_of_what_is_there() -> None:
    offered = {"probability": 2, "impact": {"overall": 2}}
    made = ScoreSheet(Risk({"id": 3, "title": "x", "current": BY_DIMENSION}), RiskRules(), offered=offered)
    assert made.scored() == [Scored("current", 2, {"overall": 2}, BY_DIMENSION)]
    assert made.recorded() == (4, 3)


@pytest.mark.parametrize(
    ("digits", "words"),
    [("11", "Within the appetite of 9."), ("33", "Within the appetite of 9."),
     ("34", "Above the appetite of 9: it needs a response."),
     ("44", "Above the appetite of 9: it needs a response, and escalation.")],
)  # fmt: skip
def test_the_appetite_is_said_in_words(digits: str, words: str) -> None:
    assert typed(sheet(None), digits).appetite_in_words() == words
