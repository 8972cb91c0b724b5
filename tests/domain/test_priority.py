"""Urgency, importance and the ranked list."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import make_workspace
from tuiboard.domain import calendar
from tuiboard.domain.coefficients import Coefficients, coefficients
from tuiboard.domain.cycle_times import cycle_times, nearest_rank
from tuiboard.domain.pins import QUADRANTS
from tuiboard.domain.priority import Priorities, remaining_days, scores
from tuiboard.domain.score import explained
from tuiboard.domain.workspace import Workspace

TODAY = "2026-03-02"
PAST = (1, 2, 2, 3, 5, 8, 13, 21, 3, 4)
COLUMNS = (
    {"key": "backlog", "name": "Backlog", "kind": "queue"},
    {"key": "doing", "name": "Doing", "kind": "active"},
    {"key": "done", "name": "Done", "kind": "done"},
)


def day(offset: int) -> str:
    return calendar.add_days(TODAY, offset)


def finished(days: int) -> dict[str, Any]:
    """A card of the past whose cycle time was so many days."""
    return {
        "title": f"took {days}",
        "column": "done",
        "started_at": "2026-01-05T10:00:00Z",
        "finished_at": f"{calendar.add_days('2026-01-05', days - 1)}T09:00:00Z",
    }


def board(*cards: Mapping[str, Any], settings: Mapping[str, Any] | None = None) -> Workspace:
    named = [{"title": "card", **card} for card in cards]
    return make_workspace(cards=named, columns=COLUMNS, board={"settings": settings} if settings else None)


def started(days: int) -> dict[str, Any]:
    """Fields of a card in work, today being day number `days`."""
    return {"column": "doing", "started_at": f"{day(1 - days)}T08:00:00Z"}


def scored(*cards: Mapping[str, Any], risk: Mapping[int, float] | None = None) -> Priorities:
    return scores(board(*cards, *map(finished, PAST)), TODAY, risk)


WAITING = {"depends_on": [1]}
EXAMPLES: dict[str, tuple[list[dict[str, Any]], float, tuple[str, ...]]] = {
    "A": (
        [{"due": day(1), "value": 4, "promised_to": "City Hall"}, {**WAITING, "value": 5}, WAITING],
        20,
        ("75.71", "85.00", "Do now", "81.29"),
    ),
    "B": ([{"due": day(1), "effort": 4, "value": 1}], 0, ("57.86", "8.00", "Delegate", "27.94")),
    "C": ([{"value": 5}], 15, ("0.00", "61.00", "Schedule", "36.60")),
    "D": ([{**started(22), "value": 1}], 0, ("15.00", "8.00", "Later", "10.80")),
    "E": ([{**started(3), "due": day(-3), "value": 3}], 12, ("67.50", "40.80", "Do now", "51.48")),
    "F": ([{"due": day(10)}, {**WAITING, "value": 4}, WAITING, WAITING], 0, ("32.14", "28.00", "Later", "29.66")),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_worked_examples(name: str) -> None:
    cards, risk, expected = EXAMPLES[name]
    score = scored(*cards, risk={1: risk}).of(1)
    assert score is not None
    assert (
        f"{score.urgency:.2f}",
        f"{score.importance:.2f}",
        score.quadrant,
        f"{score.priority:.2f}",
    ) == expected


def test_the_sum_is_told_in_words() -> None:
    cards, risk, _ = EXAMPLES["A"]
    score = scored(*cards, risk={1: risk}).of(1)
    assert score is not None
    assert explained(score) == (
        "U 75.7 = due 55.7 (1 day of slack) + blocking 10.0 (2 cards) + promise 10.0",
        "I 85.0 = value 32.0 (value 4) + risk 28.0 (score 20) + unblocks 15.0 (a card of value 5) + promised 10.0",
        "P 81.3 = 0.4 × U + 0.6 × I: Do now",
    )
    nothing = scored({"value": 0}).of(1)
    assert nothing is not None
    assert explained(nothing)[:2] == ("U 0.0 = nothing", "I 0.0 = nothing")


def test_a_due_date_is_carried_back_to_what_has_to_be_finished_first() -> None:
    score = scored({"effort": 24}, {"due": "2026-03-20", "effort": 40, "depends_on": [1]}).of(1)
    assert score is not None
    assert (score.effective_due, score.through, score.slack) == ("2026-03-15", 2, 10)
    assert score.parts[0].points == pytest.approx(17.142857)
    assert score.parts[0].words == "10 days of slack, for card 2"


def test_what_is_already_ticked_off_needs_no_time() -> None:
    items = [{"text": "a", "done": True}, {"text": "b"}, {"text": "c", "done": False}, {"text": "d", "done": True}]
    assert remaining_days({"effort": 32.0, "checklist": items}) == 2
    assert remaining_days({"effort": 32.0}) == 4
    assert remaining_days({"checklist": items}) == 0


def test_a_due_date_of_its_own_counts_where_it_is_earlier() -> None:
    score = scored({"due": day(3)}, {"due": day(10), "effort": 8, "depends_on": [1]}).of(1)
    assert score is not None
    assert (score.effective_due, score.through) == (day(3), None)


def test_done_and_archived_cards_neither_press_nor_wait() -> None:
    waiting = {"due": day(-5), "value": 5, "depends_on": [1]}
    score = scored({}, {**waiting, "column": "done"}, {**waiting, "archived": True}).of(1)
    assert score is not None
    assert (score.urgency, score.dependents, score.importance) == (0, 0, 16)


def test_done_archived_and_snoozed_cards_are_not_ranked() -> None:
    found = scored(
        {"title": "open"},
        {"column": "done"},
        {"archived": True},
        {"snoozed_until": day(1)},
        {"snoozed_until": day(0)},
    )
    assert found.order == (1, 5)
    assert [found.of(id) is None for id in range(1, 6)] == [False, True, True, True, False]
    assert found.of(999) is None
    assert len(found) == 2


def test_a_snoozed_card_still_presses_what_it_waits_for() -> None:
    score = scored({}, {"due": day(1), "depends_on": [1], "snoozed_until": day(30)}).of(1)
    assert score is not None
    assert (score.slack, score.dependents) == (1, 1)


@pytest.mark.parametrize(
    ("days", "age"), [(1, 0), (2, 0), (3, 0.5), (13, 0.5), (14, 0.75), (21, 0.75), (22, 1), (99, 1)]
)
def test_age_is_measured_against_past_cycle_times(days: int, age: float) -> None:
    score = scored(started(days)).of(1)
    assert score is not None
    assert score.age == age


def test_age_counts_only_in_active_columns_and_only_with_a_past() -> None:
    waiting = scored({**started(99), "column": "backlog"}).of(1)
    assert waiting is not None
    assert waiting.age == 0
    alone = scores(board(started(99)), TODAY).of(1)
    assert alone is not None
    assert alone.age == 0


def test_percentiles_are_nearest_rank() -> None:
    rising = sorted(PAST)
    assert [nearest_rank(rising, percent) for percent in (50, 85, 95)] == [3, 13, 21]
    assert [nearest_rank([7], percent) for percent in (1, 50, 100)] == [7, 7, 7]


def test_cycle_times_count_both_days_and_leave_out_what_was_never_started() -> None:
    never = {"title": "skipped", "column": "done", "finished_at": "2026-01-05T10:00:00Z"}
    broken = {"started_at": "rubbish", "finished_at": "2026-01-05T10:00:00Z"}
    backwards = {"started_at": "2026-01-06T10:00:00Z", "finished_at": "2026-01-05T10:00:00Z"}
    assert cycle_times([*map(finished, PAST), never, broken, backwards]) == sorted(PAST)


@pytest.mark.parametrize(("days", "promise"), [(-9, 1), (0, 1), (2, 1), (3, 0.5), (5, 0.5), (6, 0)])
def test_a_promise_presses_as_its_day_comes_near(days: int, promise: float) -> None:
    score = scored({"due": day(days), "promised_to": "City Hall"}).of(1)
    unpromised = scored({"due": day(days)}).of(1)
    assert score is not None
    assert unpromised is not None
    assert (score.promise, unpromised.promise) == (promise, 0)
    assert score.importance - unpromised.importance == pytest.approx(10)


def test_ties_go_to_the_earlier_due_date_then_the_higher_value_then_the_lower_id() -> None:
    same = {"value": 0}
    found = scored(same, {**same, "due": day(40)}, {**same, "due": day(30)}, same)
    assert found.order == (3, 2, 1, 4)
    # A risk of 8 points on value 0 equals value 1: the value decides.
    found = scored({"value": 0}, {"value": 1}, risk={1: 8 / 35 * 25})
    assert found.order == (2, 1)


def test_rounding_errors_decide_nothing() -> None:
    # 8.4 in the one sum and 8.399999999999999 in the other.
    found = scored({**started(3), "value": 0}, {"value": 0}, risk={1: 9 / 1.4, 2: 10})
    one, other = found.of(1), found.of(2)
    assert one is not None
    assert other is not None
    assert one.priority != other.priority
    assert found.order == (1, 2)
    # 0.1 + 0.7 is a little less than 0.8.
    settings = {"priority": {"value": 0.1, "promised": 0.7, "important": 0.8}}
    score = scores(board({"value": 5, "promised_to": "City Hall"}, settings=settings), TODAY).of(1)
    assert score is not None
    assert score.importance < 0.8
    assert score.quadrant == "Schedule"


# Settings


def test_the_board_may_set_its_own_coefficients() -> None:
    ws = board({"due": day(1)}, settings={"priority": {"window": 2, "due": 30, "urgent": 10, "urgency_share": 1}})
    score = scores(ws, TODAY).of(1)
    assert score is not None
    assert (score.urgency, score.quadrant) == (15, "Delegate")
    assert score.priority == pytest.approx(15 + 0.6 * 16)


@pytest.mark.parametrize(
    "given",
    [
        None,
        [],
        "x",
        {"priority": None},
        {"priority": [1]},
        {"priority": {"window": 0, "due": "60", "age": None, "risk": -1, "value": True, "nonsense": 5}},
        {"priority": {"due": float("nan"), "promise": float("inf")}},
        {"priority": {"due": 1e308, "promise": 10**400, "urgency_share": 2}},
    ],
)
def test_settings_that_can_not_be_used_leave_the_defaults(given: Any) -> None:
    assert coefficients(given if isinstance(given, dict) else {"priority": given}) == Coefficients()


# Damaged and hostile boards


@pytest.mark.parametrize(
    "cards",
    [
        [{"depends_on": [1]}],
        [{"depends_on": [2]}, {"depends_on": [1]}],
        [{"depends_on": [3]}, {"depends_on": [1]}, {"depends_on": [2], "due": day(5)}, {"due": day(1)}],
        [{"depends_on": [99, 0, -1]}],
        [{"depends_on": [2, 2, 2]}, {"due": day(1)}],
        [{"due": "soon", "snoozed_until": "", "started_at": "x", "column": "doing"}],
        [{"column": "gone"}],
    ],
)
def test_dependencies_that_can_not_be_do_no_harm(cards: Sequence[Mapping[str, Any]]) -> None:
    found = scored(*cards)
    assert sorted(found.order) == list(range(1, len(cards) + 1))


def test_what_leads_into_a_cycle_feels_its_due_date() -> None:
    found = scored({}, {"depends_on": [1, 3]}, {"depends_on": [2], "due": day(5)})
    score = found.of(1)
    assert score is not None
    assert score.effective_due == day(5)


def test_a_chain_may_be_as_long_as_it_likes() -> None:
    count = 5000
    chain: list[dict[str, Any]] = [{"depends_on": [number - 1], "effort": 8} for number in range(1, count + 1)]
    chain[-1]["due"] = "2050-01-01"
    score = scores(board(*chain), TODAY).of(1)
    assert score is not None
    assert score.effective_due == calendar.add_days("2050-01-01", 1 - count)


# Laws

states: list[dict[str, Any]] = [{}, {}, {}, {}, {"archived": True}, {"snoozed_until": TODAY}, {"snoozed_until": day(1)}]
fields = st.builds(
    lambda state, given: {**given, **state},
    st.sampled_from(states),
    st.fixed_dictionaries(
        {
            "due": st.sampled_from([None, *map(day, range(-2, 16))]),
            "effort": st.sampled_from([None, 0.5, 4.0, 8.0, 20.0]),
            "value": st.integers(0, 5),
            "promised_to": st.sampled_from([None, "City Hall"]),
            "column": st.sampled_from(["backlog", "doing", "doing", "done"]),
            "started_at": st.integers(-30, 0).map(lambda back: f"{day(back)}T08:00:00Z"),
            "depends_on": st.lists(st.integers(1, 8), max_size=2),
        }
    ),
)
boards = st.lists(fields, min_size=3, max_size=8)
risks = st.dictionaries(st.integers(1, 8), st.integers(1, 25), min_size=2)


@given(boards, risks)
def test_the_parts_add_up_to_the_totals(cards: list[dict[str, Any]], risk: dict[int, float]) -> None:
    found = scored(*cards, risk=risk)
    for id in found.order:
        score = found.of(id)
        assert score is not None
        for axis, total in (("urgency", score.urgency), ("importance", score.importance)):
            assert sum(part.points for part in score.parts if part.axis == axis) == pytest.approx(total)
            assert 0 <= total <= 100
        assert score.priority == pytest.approx(0.4 * score.urgency + 0.6 * score.importance)
        assert score.quadrant in QUADRANTS


@given(boards, risks)
def test_the_figures_in_words_add_up_as_they_stand(cards: list[dict[str, Any]], risk: dict[int, float]) -> None:
    found = scored(*cards, risk=risk)
    for id in found.order:
        score = found.of(id)
        assert score is not None
        for line in explained(score)[:2]:
            total, _, rest = line.partition(" = ")
            figures = [int(whole + tenth) for whole, tenth in re.findall(r"(?:^|\+ )[a-z]+ (\d+)\.(\d)", rest)]
            assert sum(figures) == int(total[2:].replace(".", "")), line


@given(boards)
def test_the_ranked_list_has_each_open_card_once_by_falling_priority(cards: list[dict[str, Any]]) -> None:
    found = scored(*cards)
    expected = [
        number
        for number, card in enumerate(cards, 1)
        if card.get("column") != "done" and not card.get("archived") and card.get("snoozed_until", "") <= TODAY
    ]
    assert sorted(found.order) == expected
    falling = [found.of(id).priority for id in found.order]  # type: ignore[union-attr]
    assert all(a >= b - 1e-8 for a, b in pairwise(falling))
