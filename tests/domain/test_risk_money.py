"""What open risks may cost: the worked examples, and what must hold for any risks."""

import math
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuiboard.domain.risk_money import (
    PERCENTILES,
    emv,
    has_bad_quant,
    pert,
    quant_of,
    reserve,
    triangular_mean,
)
from tuiboard.domain.risk_totals import MOST_ENUMERATED, TRIALS, Part, distribution
from tuiboard.domain.risks import Quant, Risk


def risk(id: int, p: Any, low: Any, mode: Any = None, high: Any = None, **fields: Any) -> Risk:
    """A risk that costs `low` whenever it happens, or three points."""
    points = {"low": low, "mode": low if mode is None else mode, "high": low if high is None else high}
    quant = {"p": p, **points, "unit": fields.pop("unit", "money")}
    return Risk({"id": id, "title": "x", "state": "assessed", "quant": quant, **fields})


EXAMPLE = (
    risk(1, 0.30, 60_000),
    risk(2, 0.10, 250_000),
    risk(3, 0.50, 20_000),
    risk(4, 0.40, 30_000, kind="opportunity"),
)


# The worked examples of the domain


def test_pert_mean_and_spread_are_those_of_the_worked_examples() -> None:
    assert pert(5, 8, 17) == (9.0, 2.0)
    assert triangular_mean(5, 8, 17) == 10.0
    assert pert(10_000, 40_000, 130_000) == (50_000, 20_000)


def test_expected_value_tells_apart_what_scores_alike() -> None:
    assert emv(risk(1, 0.7, 50_000)) == pytest.approx(35_000)
    assert emv(risk(2, 0.3, 600_000)) == pytest.approx(180_000)
    assert emv(risk(3, 0.5, 10_000, 40_000, 130_000)) == pytest.approx(25_000)
    assert emv(EXAMPLE[3]) == pytest.approx(-12_000)
    assert emv(Risk({"id": 1, "title": "x"})) is None


def test_the_reserves_of_the_worked_example_are_exact() -> None:
    found = reserve(EXAMPLE)
    assert found.mean == pytest.approx(41_000)
    assert [found.percentile(percent) for percent in PERCENTILES] == [20_000, 60_000, 80_000, 270_000]
    assert found.above(100_000) == pytest.approx(0.10)
    assert found.above(80_000) == pytest.approx(0.10)
    assert found.is_exact
    assert (found.lowest, found.highest) == (-30_000, 330_000)
    assert found.counted == (1, 2, 3, 4)


# Which risks count


def test_only_open_risks_count_and_money_is_never_added_to_days() -> None:
    days = [risk(id, 1.0, 3.5, unit="days") for id in (5, 6)]
    done = [risk(7, 0.9, 1e6, state="closed"), risk(8, 0.9, 1e6, state="occurred")]
    accepted = risk(9, 1.0, 1_000, state="accepted")
    money = reserve([*EXAMPLE, *days, *done, accepted])
    assert money.mean == pytest.approx(42_000)
    assert money.counted == (1, 2, 3, 4, 9)
    assert reserve([*EXAMPLE, *days], "days").percentile(50) == 7.0


def test_an_estimate_without_unit_has_that_of_the_board() -> None:
    plain = Risk({"id": 1, "title": "x", "quant": {"p": 1, "low": 2, "mode": 2, "high": 2}})
    assert quant_of(plain.doc) == Quant(1.0, 2.0, 2.0, 2.0, "money")
    assert reserve([plain], "days", "days").mean == 2
    assert reserve([plain], "money", "days").counted == ()


@pytest.mark.parametrize(
    "quant",
    [
        {"p": math.nan, "low": 1, "mode": 1, "high": 1},
        {"p": 0.5, "low": 1, "mode": math.inf, "high": math.inf},
        {"p": 0.5, "low": 3, "mode": 2, "high": 1},
        {"p": 0.5, "low": 1, "mode": 9, "high": 3},
        {"p": 1.5, "low": 1, "mode": 1, "high": 1},
        {"p": -0.1, "low": 1, "mode": 1, "high": 1},
        {"p": 0.5, "low": -5, "mode": 1, "high": 2},
        {"p": "likely", "low": 1, "mode": 1, "high": 1},
        {"p": 0.5, "low": "60k", "mode": 1, "high": 1},
        {"p": True, "low": 1, "mode": 1, "high": 1},
        {"p": 0.5, "low": 1, "mode": 1},
        {"p": 0.5, "low": 1, "mode": 1, "high": 10**400},
        {"p": 0.5, "low": 1, "mode": 1, "high": 1, "unit": "EUR"},
        {"p": 0.5, "low": 1, "mode": 1, "high": 1, "unit": ["money"]},
        {"p": [], "low": {}, "mode": None, "high": 1},
        "60k",
        [0.5, 1, 2, 3],
        {},
    ],
)
def test_an_estimate_that_makes_no_sense_is_left_out_and_named(quant: Any) -> None:
    bad = Risk({"id": 5, "title": "x", "quant": quant})
    assert has_bad_quant(bad.doc)
    assert emv(bad) is None
    found = reserve([*EXAMPLE, bad, Risk({"id": 6, "title": "x"})])
    assert found.mean == pytest.approx(41_000)
    assert (found.unreadable, found.without) == ((5,), (6,))


def test_without_any_estimate_there_is_nothing_and_nothing_fails() -> None:
    found = reserve([])
    assert (found.mean, found.sd, found.percentile(95), found.above(0), found.above(-1)) == (0, 0, 0, 0, 1)
    assert found.exceedance(5) == [(0, 1.0), (0, 0.0)]


def test_what_is_sure_is_in_every_outcome_and_what_is_impossible_in_none() -> None:
    found = reserve([risk(1, 1, 500), risk(2, 0, 9_000), risk(3, 0.5, 100), risk(4, 1, 200, kind="opportunity")])
    assert (found.percentile(0), found.percentile(100)) == (300, 400)
    assert (found.lowest, found.highest) == (300, 400)


def test_risks_that_bring_each_other_about_are_named() -> None:
    follows = risk(5, 0.5, 10, caused_by=[1])
    elsewhere = risk(6, 0.5, 10, caused_by=[99])
    assert reserve([*EXAMPLE, follows, elsewhere]).dependent == (5,)


def test_totals_that_differ_by_rounding_only_are_one() -> None:
    found = distribution([Part(1, 0.5, 0.1), Part(2, 0.5, 0.2), Part(3, 0.5, 0.3)])
    assert [round(total, 6) for total in found.totals] == [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6]  # type: ignore[union-attr]
    assert found.above(0.3) == pytest.approx(3 / 8)


# What holds for any risks

AMOUNTS = st.integers(0, 400).map(lambda n: n * 250.0) | st.floats(0, 1e6)
PARTS = st.lists(
    st.tuples(st.floats(0, 1), AMOUNTS, st.booleans()).map(lambda t: (t[0], -t[1] if t[2] else t[1])), max_size=7
).map(lambda found: [Part(id, p, amount) for id, (p, amount) in enumerate(found, 1)])


def convolved(parts: list[Part]) -> dict[float, float]:
    """Every combination, one by one: the slow and plain way."""
    outcomes = {0.0: 1.0}
    for part in parts:
        after: dict[float, float] = {}
        for total, chance in outcomes.items():
            for amount, p in ((0.0, 1 - part.p), (part.amount, part.p)):
                after[total + amount] = after.get(total + amount, 0.0) + chance * p
        outcomes = after
    return outcomes


@settings(max_examples=60)
@given(PARTS, st.floats(-2e6, 2e6))
def test_enumeration_gives_what_every_combination_gives(parts: list[Part], amount: float) -> None:
    found, brute = distribution(parts), convolved(parts)
    for limit in (amount, *list(brute)[:5]):
        near = 1e-6 * max(abs(limit), 1.0)
        least = sum(chance for total, chance in brute.items() if total > limit + near)
        most = sum(chance for total, chance in brute.items() if total > limit - near)
        assert least - 1e-9 <= found.above(limit) <= most + 1e-9


@settings(max_examples=60)
@given(PARTS, st.randoms(use_true_random=False))
def test_percentiles_rise_exceedance_falls_from_1_to_0_and_order_makes_no_difference(parts: list[Part], r: Any) -> None:
    risks = [
        risk(part.id, part.p, abs(part.amount), kind="opportunity" if part.amount < 0 else "threat") for part in parts
    ]
    found = reserve(risks)
    amounts = [found.percentile(percent) for percent in range(0, 101, 5)]
    assert amounts == sorted(amounts)
    curve = found.exceedance(11)
    assert (curve[0][1], curve[-1][1]) == (1.0, 0.0)
    assert all(a[0] <= b[0] and a[1] >= b[1] for a, b in pairwise(curve))
    for percent in PERCENTILES:
        assert found.above(found.percentile(percent)) <= 1 - percent / 100 + 1e-6
    shuffled = list(risks)
    r.shuffle(shuffled)
    assert reserve(shuffled) == found


# Many risks


def many(count: int) -> list[Risk]:
    """Different risks, every fifth an opportunity; multiples of 500, so that the exact distribution can be had too."""
    return [
        risk(id, (id * 37 % 89 + 4) / 100, 500.0 * (id * 53 % 97 + 1), kind="opportunity" if id % 5 == 0 else "threat")
        for id in range(1, count + 1)
    ]


@pytest.mark.parametrize("count", [MOST_ENUMERATED + 1, 60])
def test_simulated_chances_are_within_one_percentage_point_of_the_exact_ones(count: int) -> None:
    risks = many(count)
    found = reserve(risks)
    assert not found.is_exact
    parts = [Part(r.id, r.quant.p, -r.quant.low if r.is_opportunity else r.quant.low) for r in risks if r.quant]
    exact = sorted(convolved(parts).items())
    at_most, furthest = 0.0, 0.0
    for total, chance in exact:
        at_most += chance
        furthest = max(furthest, abs(found.above(total) - (1 - at_most)))
    assert furthest < 0.01
    assert found.mean == pytest.approx(sum(total * chance for total, chance in exact))
    assert found.sd == pytest.approx(math.sqrt(sum((total - found.mean) ** 2 * chance for total, chance in exact)))
    for percent in PERCENTILES:
        amount = found.percentile(percent)
        assert amount % 500 == 0
        assert found.lowest <= amount <= found.highest
        assert sum(chance for total, chance in exact if total <= amount) == pytest.approx(percent / 100, abs=0.01)


def test_sixteen_uncertain_risks_are_enumerated_whatever_is_sure_besides() -> None:
    sure = [risk(90, 1.0, 100), risk(91, 0.0, 100), risk(92, 0.5, 0)]
    assert reserve([*many(MOST_ENUMERATED), *sure]).is_exact
    assert reserve(many(MOST_ENUMERATED + 1)).total.trials == TRIALS


def test_a_simulation_gives_the_same_figures_in_any_order_and_its_curve_falls_from_1_to_0() -> None:
    risks = many(40)
    found = reserve(risks)
    assert reserve(reversed(risks)) == found
    curve = found.exceedance(40)
    assert (curve[0][1], curve[-1][1]) == (1.0, 0.0)
    assert all(a[1] >= b[1] for a, b in pairwise(curve))
    amounts = [found.percentile(percent) for percent in range(101)]
    assert amounts == sorted(amounts)
    assert found.above(amounts[0] - 1) == 1.0
    assert found.above(amounts[-1]) == 0.0


def test_every_process_simulates_the_same_figures() -> None:
    """Written down, so that neither a hash seed nor another Python can change them unnoticed."""
    found = reserve(many(30))
    assert [found.percentile(percent) for percent in PERCENTILES] == [241000.0, 293500.0, 320500.0, 342500.0]
    assert found.above(1e5) == 0.9845428466796875


def test_a_change_of_one_risk_moves_the_simulation_by_that_risk_only() -> None:
    """Each risk is drawn for itself: figures don't jump by luck when something is edited."""
    before = reserve(many(40))
    small = reserve([*many(40), risk(99, 0.5, 1)])
    assert all(0 <= small.percentile(p) - before.percentile(p) <= 1 for p in PERCENTILES)


@pytest.mark.parametrize("size", [1e-6, 1e15])
def test_tiny_and_huge_amounts_are_simulated_too(size: float) -> None:
    found = reserve([risk(id, 0.5, size) for id in range(1, 21)])
    assert found.percentile(50) == pytest.approx(10 * size)
    assert 0.3 < found.above(10.5 * size) < 0.5


def test_the_chance_of_more_is_right_to_the_very_step() -> None:
    total = reserve(many(40)).total
    least, most, step = total.percentile(0), total.percentile(1), total.step  # type: ignore[union-attr]
    assert (total.above(most - step) > 0, total.above(most)) == (True, 0)
    assert (total.above(least - step), total.above(least) < 1) == (1, True)


def test_what_is_sure_is_in_every_drawn_outcome_too() -> None:
    moved = reserve([*many(40), risk(98, 1, 1_000_000), risk(99, 1, 500, kind="opportunity")])
    for percent in (0, *PERCENTILES, 100):
        assert moved.percentile(percent) == pytest.approx(reserve(many(40)).percentile(percent) + 999_500)
