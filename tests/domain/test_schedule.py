"""When cards begin, are due and can be done; what is critical, and what doesn't fit. Today is Monday 2 March 2026."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tests.conftest import COLUMNS, PEOPLE, make_workspace
from tests.domain.deciding import CONTEXT
from tuiboard.domain import commands as c
from tuiboard.domain.calendar import date_of, day_number
from tuiboard.domain.changes import created
from tuiboard.domain.decide import decide
from tuiboard.domain.priority import scores
from tuiboard.domain.refusal import Refusal
from tuiboard.domain.schedule import Schedule, schedule
from tuiboard.domain.schedule_commands import PlanCards
from tuiboard.domain.schedule_faults import Fault, faults
from tuiboard.domain.work_days import TeamDays
from tuiboard.domain.workspace import Workspace

TODAY = "2026-03-02"
DAY = 8
"""Hours."""


def board(*cards: Mapping[str, Any], **more: Any) -> Workspace:
    return make_workspace(cards=[{"title": f"Card {n}", **card} for n, card in enumerate(cards, 1)], **more)


def plan(*cards: Mapping[str, Any], **more: Any) -> Schedule:
    return schedule(board(*cards, **more), TODAY)


def day(number: int | None) -> str | None:
    return None if number is None else date_of(number)


def wrong(ws: Workspace, card: int) -> list[tuple[str, int | str | None, int]]:
    found: Sequence[Fault] = faults(ws, schedule(ws, TODAY)).get(card, ())
    return [(fault.kind, fault.other, fault.days) for fault in found]


# Starts, due dates, slack


def test_effective_due_and_slack_are_those_of_the_priorities() -> None:
    ws = board({"effort": 3 * DAY}, {"due": "2026-03-20", "effort": 5 * DAY, "depends_on": [1]})
    found = schedule(ws, TODAY).cards[1]
    score = scores(ws, TODAY).of(1)
    assert score is not None
    assert (day(found.effective), found.slack, found.through) == ("2026-03-15", 10.0, 2)
    assert found.slack == score.slack


def test_a_start_is_the_given_one_else_when_work_began_else_reckoned_back_over_working_days() -> None:
    cards = plan(
        {"start": "2026-03-04", "due": "2026-03-20", "started_at": "2026-02-20T10:00:00Z"},
        {"due": "2026-03-20", "started_at": "2026-02-20T10:00:00Z", "column": "doing"},
        {"due": "2026-03-16", "effort": 3 * DAY},
        {"due": "2026-03-16"},
        {},
    ).cards
    assert [(day(card.start), card.start_from) for card in cards.values()] == [
        ("2026-03-04", "given"), ("2026-02-20", "started"), ("2026-03-12", "reckoned"), (None, ""), (None, ""),
    ]  # fmt: skip
    assert [card.is_dated for card in cards.values()] == [True, True, True, True, False]


def test_holidays_and_the_owners_time_off_are_not_worked() -> None:
    settings = {"calendar": {"holidays": [{"from": "2026-03-13"}]}}
    people = [*PEOPLE[1:], {"handle": "ana", "off": [{"from": "2026-03-11", "to": "2026-03-12"}]}]
    cards = plan(
        {"due": "2026-03-16", "effort": 3 * DAY}, {"due": "2026-03-16", "effort": 3 * DAY, "owner": "ana"},
        board={"settings": settings}, people=people,
    ).cards  # fmt: skip
    assert [day(card.start) for card in cards.values()] == ["2026-03-11", "2026-03-09"]


def test_a_card_is_done_after_what_it_needs_as_planned_and_is_late_by_what_that_misses_its_due_date() -> None:
    cards = plan(
        {"due": "2026-03-11", "effort": DAY},
        {"due": "2026-03-12", "effort": 3 * DAY, "depends_on": [1]},
        {"effort": DAY, "depends_on": [2]},
    ).cards
    assert [(day(card.ends), card.late) for card in cards.values()] == [
        ("2026-03-02", 0), ("2026-03-16", 4), ("2026-03-17", 0),
    ]  # fmt: skip


def test_half_days_add_up_and_an_overdue_card_is_late_by_the_days_since() -> None:
    cards = plan(
        {"effort": 4}, {"effort": 4, "depends_on": [1]}, {"effort": 4, "depends_on": [2]}, {"due": "2026-02-27"}
    ).cards
    assert [day(card.ends) for card in cards.values()] == ["2026-03-02", "2026-03-02", "2026-03-03", "2026-03-02"]
    assert cards[4].late == 3


def test_work_forward_and_back_over_weekends_ends_where_it_began_whatever_the_calendar() -> None:
    chance = random.Random(7)
    settings = {"calendar": {"working_days": ["mon", "wed", "thu"], "holidays": [{"from": "2026-03-05"}]}}
    work = TeamDays(board(board={"settings": settings}), TODAY).everyone
    now = day_number(TODAY) or 0
    for _ in range(300):
        begun, left = float(now + chance.randrange(-900, 2900)), chance.randrange(1, 120) / 4
        end = work.after(begun, left)
        assert end > begun
        assert work.after(work.before(end, left), left) == pytest.approx(end, abs=1e-6, rel=0), (begun, left)


# Critical chains


def test_the_critical_chain_of_a_project_and_a_milestone_is_the_one_that_can_be_done_last() -> None:
    found = plan(
        {"effort": 2 * DAY, "project": "refresh"},
        {"effort": 3 * DAY, "project": "refresh", "depends_on": [1]},
        {"effort": 4 * DAY, "project": "refresh", "milestone": 1},
        {"project": "refresh", "depends_on": [2, 3]},
        {"effort": DAY},
        {"milestone": 2},
        milestones=[{"title": "Go live", "due": "2026-03-20"}, {"title": "Later"}],
    )
    assert found.chains == {("project", "refresh"): (1, 2), ("milestone", 1): (3,)}
    assert [id for id, card in found.cards.items() if card.is_critical] == [1, 2, 3]


def test_a_start_date_in_the_future_can_make_the_shorter_card_the_critical_one() -> None:
    found = plan({"effort": 5 * DAY}, {"effort": DAY, "start": "2026-03-16"}, {"effort": DAY, "depends_on": [1, 2]})
    assert found.chains == {("board", ""): (2, 3)}
    assert day(found.cards[3].ends) == "2026-03-17"


def test_cards_that_wait_in_a_circle_are_planned_all_the_same() -> None:
    found = plan({"due": "2026-03-20", "effort": DAY, "depends_on": [2]}, {"effort": DAY, "depends_on": [1, 2]})
    assert found.is_circular
    assert len(found.cards) == 2


# What doesn't fit


def test_what_does_not_fit_is_named_once_for_each_card_that_is_needed() -> None:
    ws = board(
        {"due": "2026-03-20"},
        {"due": "2026-03-18", "depends_on": [1]},
        {"due": "2026-02-27"},
        {"depends_on": [3, 8, 99], "start": "2026-03-03"},
        {"effort": 4 * DAY},
        {"depends_on": [5], "start": "2026-03-03"},
        {"depends_on": [5], "column": "doing", "start": "2026-02-26"},
        {"archived": True},
        {"due": "2026-03-04", "effort": 5 * DAY},
        {"start": "2026-03-12", "due": "2026-03-10"},
        {"due": "2026-03-13", "effort": DAY, "depends_on": [12]},
        {"due": "2026-03-13", "effort": DAY},
    )
    assert {id: wrong(ws, id) for id in range(1, 13) if wrong(ws, id)} == {
        2: [("due", 1, 2), ("work", 1, 2)],
        4: [("late", 3, 3), ("archived", 8, 0), ("missing", 99, 0)],
        6: [("start", 5, 2)],
        7: [("begun", 5, 0)],
        9: [("work", None, 2)],
        10: [("order", None, 2)],
        11: [("work", 12, 3)],
    }


def test_a_due_date_after_the_milestone_or_the_deadline_is_named() -> None:
    ws = board(
        {"due": "2026-03-20", "project": "refresh", "milestone": 1},
        {"start": "2026-03-21", "project": "refresh"},
        {"due": "2026-03-18", "project": "refresh", "milestone": 1},
        projects=[{"key": "refresh", "deadline": "2026-03-19"}],
        milestones=[{"title": "Go live", "due": "2026-03-18"}],
    )
    assert wrong(ws, 1) == [("milestone", 1, 2), ("deadline", "refresh", 1)]
    assert wrong(ws, 2) == [("deadline", "refresh", 2)]
    assert wrong(ws, 3) == []


def test_what_another_program_wrote_into_dates_is_read_as_none() -> None:
    odd: list[Any] = [None, 7, "soon", ["2026-03-20"], {}, True, "2026-13-45", 1e400, "9999-12-31", "0001-01-01"]
    cards = [
        {"start": value, "due": value, "effort": value, "depends_on": value, "milestone": value, "project": value,
         "owner": value, "started_at": value, "checklist": value, "title": value}
        for value in odd
    ]  # fmt: skip
    ws = board(*cards, people=[{"handle": "ana", "off": "x"}], milestones=[{"title": 3, "due": 4}])
    found = schedule(ws, TODAY)
    faults(ws, found)
    assert [id for id, card in found.cards.items() if card.is_dated] == [9, 10]


# Giving other dates


def test_several_cards_get_each_their_own_dates_in_one_entry() -> None:
    ws = board({"due": "2026-03-10"}, {"start": "2026-03-03", "due": "2026-03-05"})
    done = decide(ws, PlanCards({1: {"due": "2026-03-12"}, 2: {"start": "2026-03-05", "due": "2026-03-09"}}), CONTEXT)
    assert not isinstance(done, Refusal)
    assert [(change.id, change.after) for change in done.changes] == [
        (1, {"due": "2026-03-12"}), (2, {"start": "2026-03-05", "due": "2026-03-09"}),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (PlanCards({1: {"due": "2026-03-10"}, 2: {"start": "2026-03-06"}}), "2 would start on 2026-03-06, after it is"),
        (PlanCards({2: {"due": "2026-03-01"}}), "2 would start on 2026-03-03, after it is due (2026-03-01)"),
        (PlanCards({2: {"due": "soon"}}), "“soon” is not a date for due"),
        (PlanCards({2: {"title": "x"}}), "“title” is not a date of a plan"),
        (PlanCards({3: {"due": "2026-03-10"}}), "Card 3 is archived"),
        (PlanCards({7: {"due": "2026-03-10"}}), "There is no card 7"),
        (PlanCards({}), "No card was named"),
        (PlanCards({1: "soon"}), "can't be the “dates” of PlanCards"),  # type: ignore[dict-item]
        (PlanCards({1: {"due": "2026-03-12"}}, {1: {"due": "2026-03-09"}}), "Someone else changed due of card 1"),
        (c.EditCards([2], {"start": "2026-03-06"}), "2 would start on 2026-03-06, after it is due (2026-03-05)"),
        (c.AddCards([{"title": "x", "start": "2026-03-06", "due": "2026-03-05"}]), "The new card would start on"),
    ],
)  # fmt: skip
def test_dates_that_make_no_sense_are_refused_and_nothing_is_changed(command: Any, words: str) -> None:
    ws = board({"due": "2026-03-10"}, {"start": "2026-03-03", "due": "2026-03-05"}, {"archived": True})
    refused = decide(ws, command, CONTEXT)
    assert isinstance(refused, Refusal)
    assert words in refused.message


def test_other_fields_of_a_card_whose_dates_make_no_sense_can_still_be_set() -> None:
    ws = board({"start": "2026-03-12", "due": "2026-03-10"})
    assert not isinstance(decide(ws, c.EditCards([1], {"title": "y"}), CONTEXT), Refusal)
    assert not isinstance(decide(ws, c.EditCards([1], {"due": None}), CONTEXT), Refusal)


def test_done_and_archived_cards_are_not_planned_and_hold_nobody_up() -> None:
    ws = board({"column": "done", "due": "2026-03-20"}, {"due": "2026-03-06", "depends_on": [1]}, {"archived": True})
    assert list(schedule(ws, TODAY).cards) == [2]
    assert wrong(ws, 2) == []
    more = ws.with_changes([created("column", "x", {**COLUMNS[0], "key": "x", "rank": "zz"})])
    assert list(schedule(more, TODAY).cards) == [2]
