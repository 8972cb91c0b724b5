"""Forecasts: the worked example to six decimals, and what always holds."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import make_workspace
from tuiboard.domain.forecast import CLOSE, at_least, finished_by_week, finished_in, held, week_of
from tuiboard.domain.refusal import Refused
from tuiboard.domain.throughput import Throughput, throughput
from tuiboard.view.forecast import answer_words, forecast, notes, pace_words

HISTORY = [2, 0, 3, 1, 4, 2]
TODAY = "2026-03-12"
"""A Thursday."""

histories = st.lists(st.integers(0, 6), min_size=1, max_size=8).filter(any)


def test_the_worked_example() -> None:
    chances = finished_by_week(HISTORY, 12)
    assert [f"{chance:.6f}" for chance in chances[4:9]] == ["0.305041", "0.561878", "0.765464", "0.890034", "0.953670"]
    assert [week_of(chances, percent) for percent in (50, 70, 85, 95)] == [6, 7, 8, 9]
    six_weeks = finished_in(HISTORY, 6)
    assert [at_least(six_weeks, percent) for percent in (50, 85, 95)] == [12, 9, 7]


def test_without_anything_finished_there_is_no_forecast_and_it_says_why() -> None:
    for history in ([0, 0, 0], [0], []):
        with pytest.raises(Refused, match="nothing was finished"):
            finished_by_week(history, 3)
        with pytest.raises(Refused, match="nothing was finished"):
            finished_in(history, 3)


def test_a_steady_pace_is_certain() -> None:
    assert finished_by_week([2, 2, 2], 5) == pytest.approx([0, 0, 1])
    assert finished_by_week([2], 0) == [1.0]
    assert at_least(finished_in([2, 2], 4), 95) == 8


@given(histories, st.integers(1, 15))
def test_chances_only_rise_and_both_questions_agree(history: list[int], items: int) -> None:
    chances = finished_by_week(history, items)
    assert all(first <= second + CLOSE for first, second in pairwise(chances))
    assert chances[-1] >= 1 - CLOSE
    for week, chance in enumerate(chances[:6], 1):
        many = finished_in(history, week)
        assert sum(many.values()) == pytest.approx(1)
        assert sum(share for count, share in many.items() if count >= items) == pytest.approx(chance, abs=1e-9)


@given(histories, st.integers(1, 12))
def test_more_work_is_never_done_earlier(history: list[int], items: int) -> None:
    fewer, more = finished_by_week(history, items), finished_by_week(history, items + 1)
    assert all(later <= sooner + CLOSE for later, sooner in zip(more, fewer, strict=False))


@given(st.lists(st.integers(0, 400), min_size=1, max_size=30).filter(any), st.integers(1, 6))
def test_large_numbers_side_by_side_are_as_exact_as_fractions(history: list[int], weeks: int) -> None:
    ways = Counter({0: 1})
    for _ in range(weeks):
        longer: Counter[int] = Counter()
        for total, often in ways.items():
            for many in history[:6]:
                longer[total + many] += often
        ways = longer
    found = finished_in(history[:6], weeks) if any(history[:6]) else {}
    for many, often in ways.items() if found else ():
        assert found.get(many, 0.0) == pytest.approx(often / len(history[:6]) ** weeks, abs=1e-15)


def test_years_of_hundreds_a_week_add_up() -> None:
    busy = [0, 400, 210, 37, 388, 5] * 4
    assert sum(finished_in(busy, 130).values()) == pytest.approx(1, abs=1e-9)
    chances = finished_by_week(busy, 8_000)
    assert (week_of(chances, 50), week_of(chances, 95)) == (47, 59)


def test_earlier_forecasts_are_held_against_what_came() -> None:
    assert held([2] * 12, 4, 85) == (1, 1)
    assert held([2] * 12 + [0] * 4, 4, 85) == (1, 5), "as soon as it fell short, they did not hold"
    assert held([2] * 11, 4, 85) == (0, 0), "too short to test"


def past(column: str, started: str | None, finished: str | None, **more: object) -> dict[str, object]:
    found = {"title": "x", "column": column, "created_at": "2026-02-01T09:00:00Z", **more}
    return found | {k: f"{day}T09:00:00Z" for k, day in (("started_at", started), ("finished_at", finished)) if day}


def test_a_week_without_anything_counts_and_the_one_that_is_not_over_does_not() -> None:
    cards = [
        past("done", "2026-02-10", "2026-02-13"),
        past("done", None, "2026-02-15"),
        past("done", None, "2026-03-02"),
        past("done", None, "2026-03-11"),
        past("done", None, None),
        past("doing", "2026-02-04", None, created_at="2026-03-03T09:00:00Z"),
        past("done", None, None, finished_at=12, created_at=[]),
    ]
    ws = make_workspace(cards=cards)
    found = throughput(ws, ws.table("card").values(), TODAY)
    assert (found.first, found.finished) == ("2026-02-02", (0, 2, 0, 0, 1))
    assert found.added == (0, 0, 0, 0, 1)
    assert found.undated == 2
    assert throughput(ws, ws.table("card").values(), TODAY, 2).finished == (0, 1)
    assert throughput(ws, [], TODAY).finished == ()


def pace_of(*finished: int, undated: int = 0) -> Throughput:
    return Throughput("2026-01-26", finished, tuple(1 for _ in finished), undated)


def test_the_sentences_say_when_how_sure_and_on_what_it_rests() -> None:
    found = forecast(12, pace_of(*HISTORY, undated=1), TODAY)
    assert answer_words(found, TODAY) == "All 12 cards will be done by 7 may with 85 % certainty."
    assert pace_words(found.pace) == "In the last 6 weeks 12 cards were finished, 2.0 a week: 2 0 3 1 4 2."
    said = " ".join(notes(found))
    assert "6 weeks of history are fewer than 8" in said
    assert "Assumes that no cards are added; 1.0 a week were added" in said
    assert "1 card without a day of finishing is left out" in said
    grown = forecast(10, pace_of(*HISTORY), TODAY, growth=20, by=("2026-04-23", 6))
    assert grown.items == 12
    assert "at least 9 cards will be finished by 23 apr; that all 12 are has a chance of 56 %" in answer_words(
        grown, TODAY
    )
    assert answer_words(forecast(0, pace_of(1), TODAY), TODAY) == "Nothing is left to do."
    assert "not be done within 5 years" in answer_words(forecast(9_000, pace_of(1), TODAY), TODAY)
    steady = notes(forecast(3, pace_of(*[2] * 13), TODAY))
    assert steady[0] == "Looking back, 2 of 2 such forecasts (85 %, for 4 weeks) held."
    burst = notes(forecast(3, pace_of(*[0] * 11, 90), TODAY))
    assert burst[0] == "Take it with care: in only 1 of 12 weeks anything was finished."
