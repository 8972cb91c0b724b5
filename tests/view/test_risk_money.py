"""The money of risks in words and as charts of text cells."""

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.test_risk_exposure import EXAMPLE as CHANGES
from tests.domain.test_risk_money import EXAMPLE, many, risk
from tuiboard.domain.risk_exposure import ExposureWeek, exposure_weeks
from tuiboard.domain.risk_money import reserve
from tuiboard.domain.risk_rules import RiskRules
from tuiboard.domain.risks import Risk
from tuiboard.domain.text import to_ascii
from tuiboard.tui.themes import COLORS, ROLES
from tuiboard.view.risk_charts import curve_lines, week_lines
from tuiboard.view.risk_money import (
    Line,
    above_sentence,
    basis,
    exposure_sentences,
    figures,
    money_words,
    percent_words,
    risk_pieces,
    risk_sentence,
)

RULES = RiskRules(currency="CHF")
WEEKS = exposure_weeks(CHANGES, "2026-03-29")


FRAME = [
    "Chance that it is more than …",
    "100%┤⠧⠤⢄",
    "    │  ⠘⠒⡄",
    " 50%┤    ⠉⠉⢱",
    "    │      ⠈⠑⠒⠒⠤⢄",
    "  0%┤           ⠈⠉⠉⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠢⠤⠤⠤⠤⢄⣀⣀⣀⣀⣀⣀",
    "    └────┬───────────┬───────────┬───────────┬────",
    "         0         100k        200k        300k",
    "           ▲P50 ▲P80                      ▲P95",
]
ASCII_FRAME = [
    "Chance that it is more than ~",
    "100%+|..",
    "    |  ''.",
    " 50%+    ''|",
    "    |      ''''..",
    "  0%+           ''''''''''''''''''''''-...........",
    "    +----+-----------+-----------+-----------+----",
    "         0         100k        200k        300k",
    "           ^P50 ^P80                      ^P95",
]


def text(line: Line) -> str:
    return "".join(piece for _, piece in line)


# Amounts


@pytest.mark.parametrize(
    ("amount", "short", "long"),
    [
        (41_000, "41k", "41,000 CHF"),
        (-12_000, "−12k", "−12,000 CHF"),
        (0, "0", "0 CHF"),
        (-0.0, "0", "0 CHF"),
        (-1e-9, "0", "0 CHF"),
        (0.5, "0.5", "0.50 CHF"),
        (850, "850", "850 CHF"),
        (999.7, "1k", "1,000 CHF"),
        (1_234, "1.23k", "1,234 CHF"),
        (999_600, "1M", "999,600 CHF"),
        (41_250, "41.2k", "41,250 CHF"),
        (1_250_000, "1.25M", "1,250,000 CHF"),
        (3.4e9, "3.4bn", "3,400,000,000 CHF"),
        (1e15, "1,000tn", "1,000,000,000,000,000 CHF"),
        (math.nan, "?", "?"),
        (-math.inf, "?", "?"),
    ],
)
def test_amounts_are_short_in_a_table_and_whole_in_a_sentence(amount: float, short: str, long: str) -> None:
    assert money_words(amount, RULES) == short
    assert money_words(amount, RULES, long=True) == long


def test_days_are_said_as_days_and_a_board_without_currency_has_bare_amounts() -> None:
    assert money_words(3.5, RULES, "days", long=True) == "3.5 days"
    assert money_words(1, RULES, "days", long=True) == "1 day"
    assert money_words(-2, RULES, "days", long=True) == "−2 days"
    assert money_words(0.25, RULES, "days", long=True) == "0.25 days"
    assert [money_words(n, RULES, "days") for n in (3.5, 1_250, 4e5)] == ["3.5d", "1,250d", "400kd"]
    assert money_words(41_000, RiskRules(), long=True) == "41,000"


def test_a_minus_is_still_one_in_ascii_and_a_hostile_currency_is_harmless() -> None:
    assert to_ascii(money_words(-12_000, RULES)) == "-12k"
    assert to_ascii("4×4 = 16") == "4x4 = 16"
    assert money_words(5, RiskRules(currency="\x1b[31m"), long=True).isprintable()


def test_a_chance_that_is_hardly_0_or_1_is_never_said_to_be_either() -> None:
    assert [percent_words(p) for p in (0, 1e-9, 0.001, 0.025, 0.1, 0.999, 0.99999, 1)] == [
        "0%", "less than 0.1%", "0.1%", "2.5%", "10%", "99.9%", "more than 99.9%", "100%"
    ]  # fmt: skip


# Sentences


def test_every_figure_has_its_sentence() -> None:
    assert [(figure.name, figure.value, figure.text) for figure in figures(reserve(EXAMPLE), RULES)] == [
        ("expected", "41,000 CHF",
         "On average the open risks would cost 41,000 CHF; no single outcome need come near that."),
        ("spread", "81,835 CHF", "The total typically strays from that by 81,835 CHF."),
        ("P50", "20,000 CHF", "With 20,000 CHF set aside the money is enough in at least 5 of 10 cases (P50)."),
        ("P80", "60,000 CHF", "With 60,000 CHF set aside the money is enough in at least 8 of 10 cases (P80)."),
        ("P90", "80,000 CHF", "With 80,000 CHF set aside the money is enough in at least 9 of 10 cases (P90)."),
        ("P95", "270,000 CHF", "With 270,000 CHF set aside the money is enough in at least 19 of 20 cases (P95)."),
        ("worst", "330,000 CHF",
         "If everything that threatens came true and nothing good did, it would cost 330,000 CHF."),
    ]  # fmt: skip
    assert above_sentence(reserve(EXAMPLE), 100_000, RULES) == (
        "The chance that the open risks together cost more than 100,000 CHF is 10%."
    )


def texts(*risks: Risk, unit: str = "money") -> list[str]:
    return [figure.text for figure in figures(reserve(risks, unit), RULES)]


def test_gains_and_days_have_sentences_of_their_own() -> None:
    gain = texts(risk(1, 0.9, 100, kind="opportunity"))
    assert gain[0] == "On average the open risks would bring 90 CHF; no single outcome need come near that."
    assert gain[3] == "In at least 8 of 10 cases the open risks bring 100 CHF or more (P80)."
    assert gain[5] == "In at least 19 of 20 cases nothing at all is needed (P95)."
    days = texts(risk(1, 0.15, 3.5, unit="days"), unit="days")
    assert days[2] == "In at least 5 of 10 cases no slack at all is needed (P50)."
    assert days[4] == "With 3.5 days of slack the time is enough in at least 9 of 10 cases (P90)."
    assert texts(risk(1, 0.5, 10), risk(2, 0.5, 10, kind="opportunity"))[0].startswith("On average the open risks cost")


def test_what_the_figures_rest_on_and_what_is_not_in_them_is_said() -> None:
    missing = [Risk({"id": id, "title": "x"}) for id in range(10, 18)]
    bad = Risk({"id": 9, "title": "x", "quant": "much"})
    assert basis(reserve([*EXAMPLE, risk(5, 0.5, 1, caused_by=[1]), *missing, bad])) == (
        "Exact: every combination of 5 risks is counted.",
        "The risks are taken as independent of each other.",
        "But R5 would follow from another one of them: the bad cases are likelier than these figures say.",
        "Not in it: R10, R11, R12, R13, R14, R15 and 2 more, which have no estimate.",
        "Not in it: R9, whose estimate makes no sense.",
    )
    assert basis(reserve([])) == ("No open risk is estimated in money, so there is nothing to add up.",)
    assert figures(reserve([]), RULES) == ()
    many_words = basis(reserve(many(20)))
    assert many_words[0].startswith("From 65,536 outcomes drawn for 20 risks, the same ones every time")
    assert "Days add up only where the risks delay the same work." in basis(
        reserve([risk(id, 0.5, 1, unit="days") for id in (1, 2)], "days")
    )


def test_what_no_drawn_outcome_shows_is_not_called_impossible() -> None:
    drawn = reserve(many(40))
    assert above_sentence(drawn, 1e9, RULES).endswith("is less than 0.1%.")
    assert above_sentence(drawn, -1e9, RULES).endswith("is more than 99.9%.")
    assert above_sentence(reserve(EXAMPLE), 1e9, RULES).startswith("It is impossible that")
    assert above_sentence(reserve(EXAMPLE), -1e9, RULES).startswith("It is certain that")


def test_one_risk_shows_its_money_beside_its_score() -> None:
    core = risk(3, 0.3, 10_000, 40_000, 130_000, current={"probability": 4, "impact": {"cost": 3}})
    assert risk_sentence(core, RULES) == (
        "With a chance of 30% it would cost 50,000 CHF on average, give or take 20,000 CHF (10,000 to 130,000): "
        "expected 15,000 CHF. Its score is 12 (high)."
    )
    assert text(risk_pieces(core, RULES)) == "12 high · expected 15k · if it happens 50k (spread 20k)"
    assert risk_sentence(EXAMPLE[3], RULES) == (
        "With a chance of 40% it would bring 30,000 CHF: expected −12,000 CHF. It is unrated."
    )
    assert risk_sentence(Risk({"id": 1, "title": "x"}), RULES) == "Nobody has estimated it yet. It is unrated."
    assert text(risk_pieces(Risk({"id": 1, "title": "x", "quant": "?"}), RULES)) == "unrated · estimate makes no sense"


def test_a_fall_because_something_went_wrong_does_not_look_like_success() -> None:
    assert exposure_sentences(WEEKS[:3], RULES) == (
        "The open threats are expected to cost 31,000 CHF.",
        "That is 10,000 CHF less than a week before: 10,000 CHF less because threats came true.",
        "What came true is gone from the exposure, but it is no success.",
        "What came true has cost 20,000 CHF so far.",
    )
    assert exposure_sentences(WEEKS, RULES)[1] == (
        "That is 20,000 CHF more than a week before: 20,000 CHF more because threats were raised, estimated or opened "
        "again."
    )
    assert exposure_sentences([ExposureWeek("2026-03-02", 10, -10, 0, 0, 5, 0, 1)], RULES) == (
        "The open threats are expected to cost 5 CHF.",
        "That is the same as a week before: 10 CHF more because threats were raised, estimated or opened again, "
        "10 CHF less because threats were estimated anew.",
        "Of 1 threat that came true nobody recorded the cost.",
    )
    assert exposure_sentences([], RULES) == ()


# Charts


def test_the_curve_is_drawn_with_its_axes_and_reserves() -> None:
    assert [text(line).rstrip() for line in curve_lines(reserve(EXAMPLE), RULES, 50, 9)] == FRAME
    assert [text(line).rstrip() for line in curve_lines(reserve(EXAMPLE), RULES, 50, 9, ascii=True)] == ASCII_FRAME


def test_the_weeks_are_drawn_with_what_changed() -> None:
    assert [text(line).rstrip() for line in week_lines(WEEKS, RULES, 80, 8)] == [
        "  week exposure                           realised",
        " 2 mar      53k nnnnnnnnnnnnnnnnnnn              0  +53k new",
        " 9 mar      41k ███████████████│rrrr             0  −12k re-scored",
        "16 mar      31k ███████████│xxxx               20k  −10k came true",
        "23 mar      51k ███████████nnnnnnn             20k  +20k new",
        "█ carried over  n new  r re-scored  after │ what went: c closed  x came true",
    ]
    assert [text(line).rstrip() for line in week_lines(WEEKS, RULES, 30, 8, ascii=True)] == [
        "  week exposure",
        " 2 mar      53k nnnnnnnn",
        " 9 mar      41k ######|rr",
        "16 mar      31k #####|xx",
        "23 mar      51k #####nnn",
        "n new r anew c closed x true",
    ]


def test_small_changes_are_seen_beside_large_ones_and_unknown_costs_are_marked() -> None:
    week = ExposureWeek("2026-03-02", 1, -1, -1, -1, 1e6, 0, 2)
    known = ExposureWeek("2026-03-09", 0, 0, 0, 0, 1e6, 500, 2)
    lines = [text(line) for line in week_lines([week, known], RULES, 60, 8)]
    assert "n│rcx" in lines[1]
    assert lines[1].endswith(" ?")
    assert lines[2].endswith(" 500+?")


@settings(max_examples=60)
@given(st.integers(20, 100), st.integers(5, 20), st.booleans(), st.sampled_from([1e-3, 1.0, 1e7, 1e12]), st.data())
def test_charts_fit_any_room_and_use_colours_that_themes_have(
    width: int, height: int, ascii: bool, size: float, data: Any
) -> None:
    amounts = data.draw(st.lists(st.tuples(st.floats(0, 1), st.floats(-1, 1)), max_size=5))
    risks = [
        risk(id, p, abs(x) * size, kind="opportunity" if x < 0 else "threat") for id, (p, x) in enumerate(amounts, 1)
    ]
    signed = [(max(x, 0) * size, x * size, min(x, 0) * size, -abs(p) * size) for p, x in amounts]
    weeks, exposure = [], 0.0
    for number, split in enumerate(signed):
        exposure = max(exposure + sum(split), 0.0)
        weeks.append(ExposureWeek(f"2026-{number + 1:02}-05", *split, exposure, size, number))
    curve = curve_lines(reserve(risks), RULES, width, height, ascii)
    bars = week_lines(weeks, RULES, width, height, ascii=ascii)
    assert bool(bars) == (width >= 30 and height >= 8 and bool(weeks))
    for chart in (curve, bars):
        assert len(chart) <= height
        for line in chart:
            assert len(text(line)) <= width
            assert {role for role, _ in line} <= {*ROLES, *COLORS, "foreground"}
            assert text(line).isascii() or not ascii
            assert text(line).isprintable()


def test_the_largest_curve_fills_its_room_and_a_single_outcome_is_said_in_words() -> None:
    lines = curve_lines(reserve(many(60)), RULES, 100, 20)
    assert len(lines) == 20
    assert max(len(text(line)) for line in lines) == 100
    sure = curve_lines(reserve([risk(1, 1, 500)]), RULES, 40, 8)
    assert [text(line) for line in sure] == ["It is 500 CHF."]
