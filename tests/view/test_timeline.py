"""The timeline as rows, bars and sentences. Today is Monday 2 March 2026."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.conftest import make_workspace
from tests.domain.deciding import done
from tuiboard.domain.calendar import day_number
from tuiboard.domain.schedule_commands import PlanCards
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.filter import FilterContext, compile_filter
from tuiboard.view.timeline import UNDATED, CardRow, GroupRow, MilestoneRow, Plan, Wanted, plan_of, timeline_view
from tuiboard.view.timeline_bars import (
    ASCII,
    UNICODE,
    ZOOMS,
    Axis,
    Zoom,
    bar_of,
    card_cells,
    first_day,
    ground_cells,
    head_cells,
)
from tuiboard.view.timeline_words import effect_words, given_words, marks_of, plan_words, planned_document

TODAY = "2026-03-02"
NOW = day_number(TODAY) or 0
DAYS, WEEKS, MONTHS = ZOOMS
DAY = 8


def board(*cards: Mapping[str, Any], **more: Any) -> Workspace:
    return make_workspace(cards=[{"title": f"Card {n}", **card} for n, card in enumerate(cards, 1)], **more)


def rows(ws: Workspace, wanted: Wanted = Wanted(), text: str = "") -> list[str]:  # noqa: B008
    """The rows in short: `refresh 2`, `M1 1/2`, `12`."""
    matches = compile_filter(text, ws, FilterContext(TODAY, "ana")).matches if text else None
    found = timeline_view(ws, plan_of(ws, TODAY).schedule, wanted, matches)
    said = []
    for row in found.rows:
        if isinstance(row, GroupRow):
            said.append(f"{row.name} {row.many}{' folded' if row.is_folded else ''}")
        elif isinstance(row, MilestoneRow):
            said.append(f"M{row.id} {row.done}/{row.total}")
        elif isinstance(row, CardRow):
            said.append(str(row.id))
    return said


def drawn(
    ws: Workspace, id: int, zoom: Zoom = WEEKS, cells: int = 35, first: str = "2026-02-23", ascii: bool = False
) -> str:
    """The bar of a card with the days under it."""
    plan, sign = plan_of(ws, TODAY).schedule, ASCII if ascii else UNICODE
    card = ws.card(id)
    assert card is not None
    axis, work = Axis(zoom, day_number(first) or 0, cells), plan.team.of(card.owner)
    found = ground_cells(axis, work, NOW, sign, plan.team.off(card.owner))
    for place, cell in card_cells(bar_of(card.doc, plan.cards.get(id), ""), axis, work, NOW, sign).items():
        found[place] = cell
    return "".join(text for text, _ in found)


BOARD = board(
    {"project": "refresh", "owner": "omar", "due": "2026-03-20", "milestone": 1},
    {"project": "refresh", "owner": "ana", "due": "2026-03-10", "start": "2026-03-09", "milestone": 2},
    {"due": "2026-03-12", "effort": DAY},
    {"title": "Some day", "owner": "ana"},
    {"column": "done", "project": "refresh", "milestone": 1, "finished_at": "2026-02-27T10:00:00Z"},
    {"archived": True, "due": "2026-03-12"},
    milestones=[
        {"title": "Go live", "due": "2026-03-25", "project": "refresh"}, {"title": "Late", "due": "2026-03-09"},
    ],
    projects=[{"key": "refresh", "name": "Network refresh", "deadline": "2026-04-01"}],
)  # fmt: skip


# Rows


def test_cards_stand_by_project_person_or_milestone_each_group_by_effective_due_those_without_a_date_last() -> None:
    assert rows(BOARD) == [
        "Network refresh 2", "M1 1/2", "2", "1", "No project 1", "M2 0/1", "3", "No date 1", "4",
    ]  # fmt: skip
    assert rows(BOARD, Wanted("person")) == [
        "Milestones 2", "M2 0/1", "M1 1/2", "@ana 1", "2", "@omar 1", "1", "Nobody 1", "3", "No date 1", "4",
    ]  # fmt: skip
    assert rows(BOARD, Wanted("milestone")) == [
        "M2 Late  0/1 done 1", "2", "M1 Go live  1/2 done 1", "1", "No milestone 1", "3", "No date 1", "4",
    ]  # fmt: skip


def test_groups_fold_done_cards_are_shown_when_wanted_and_the_order_can_be_another() -> None:
    assert rows(BOARD, Wanted(folded={("group", "refresh"), ("group", UNDATED)})) == [
        "Network refresh 2 folded", "No project 1", "M2 0/1", "3", "No date 1 folded",
    ]  # fmt: skip
    assert rows(BOARD, Wanted(done=True))[:4] == ["Network refresh 3", "M1 1/2", "5", "2"]
    assert rows(BOARD, Wanted(sort="id"))[2:4] == ["1", "2"]
    assert rows(BOARD, Wanted(sort="slack"))[2:4] == ["2", "1"]
    assert rows(BOARD, Wanted(sort="start"))[2:4] == ["2", "1"]


def test_a_filter_leaves_only_groups_with_cards_that_match() -> None:
    assert rows(BOARD, text="@ana") == ["Network refresh 1", "M1 1/2", "2", "No date 1", "4"]
    assert rows(BOARD, Wanted("person"), "due:none") == ["No date 1", "4"]


# Bars


def test_the_head_says_weeks_weekdays_days_off_and_today_by_signs() -> None:
    settings = {"calendar": {"holidays": [{"from": "2026-03-05"}]}}
    team = plan_of(board(board={"settings": settings}), TODAY).schedule.team
    first = day_number("2026-02-23") or 0
    dates, days = head_cells(Axis(WEEKS, first, 21), team.everyone, team.holidays, NOW, UNICODE)
    assert (dates, days) == ("23 feb 2 mar  9 mar  ", "mtwtf··▼twhf··mtwtf··")
    dates, days = head_cells(Axis(DAYS, NOW - 2, 24), team.everyone, team.holidays, NOW, ASCII)
    assert dates.split() == ["feb", "2026"]
    assert days == ".  .  2 v3  4  h  6  .  "
    dates, days = head_cells(Axis(MONTHS, first, 20), team.everyone, team.holidays, NOW, UNICODE)
    assert dates == "feb   apr may jun   "
    assert days.strip() == "▼"


@pytest.mark.parametrize(
    ("card", "bar"),
    [
        ({"start": "2026-03-03", "due": "2026-03-06"}, "     ··│[▒▒]··"),
        ({"start": "2026-03-03", "due": "2026-03-12", "effort": 2 * DAY}, "     ··│[▒───────] ··"),
        ({"due": "2026-03-12", "effort": 2 * DAY}, "     ··─────────(] ··"),
        ({"start": "2026-02-24", "due": "2026-02-27"}, " [▒▒]!!!    ··"),
        ({"start": "2026-03-03", "due": "2026-03-06", "blocked": {"reason": "x"}}, "     ··│[××]··"),
        ({"start": "2026-03-03"}, "     ··│[   ··"),
        ({"due": "2026-03-06"}, "     ··│   ]··"),
        ({"start": "2026-01-03", "due": "2026-06-06"}, f"‹{'▒' * 33}›"),
        ({"start": "2026-03-10", "due": "2026-03-06"}, "     ··│   ]·· [   ··"),
        ({"start": "2026-02-24", "due": "2026-03-06", "checklist": [{"text": "a", "done": True}, {"text": "b"}]},
         " [█████▒▒▒▒]··"),
        ({"column": "done", "started_at": "2026-02-24T10:00:00Z", "finished_at": "2026-02-26T10:00:00Z"},
         " ███ ··│    ··"),
        ({"owner": "ana"}, "     ··│ oo ··"),
    ],
)  # fmt: skip
def test_every_state_of_a_bar_has_a_sign_of_its_own(card: Mapping[str, Any], bar: str) -> None:
    people = [{"handle": "ana", "off": [{"from": "2026-03-04", "to": "2026-03-05"}]}]
    found = drawn(board(card, people=people), 1)
    assert found[: len(bar)] == bar
    assert drawn(board(card, people=people), 1, ascii=True).isascii()


def test_a_chain_shows_what_is_critical_and_by_when_the_next_one_needs_it() -> None:
    ws = board(
        {"due": "2026-03-20", "effort": 2 * DAY, "start": "2026-03-09"},
        {"due": "2026-03-16", "effort": DAY, "depends_on": [1]},
    )
    assert drawn(ws, 1) == "     ··│    ··[▓────<╌╌╌╌]··     ··"
    assert drawn(ws, 1, ascii=True) == "     ..|    ..[#----<~~~~]..     .."
    assert drawn(ws, 1, MONTHS) == " │<]                               "
    assert drawn(ws, 1, DAYS, 24, "2026-03-07") == "······[▓▓▓▓▓────────────"[:23] + "›"
    assert drawn(ws, 1, WEEKS, 12, "2026-02-02") == "     ··    ›"


def test_the_first_day_leaves_a_quarter_before_today_and_begins_a_week() -> None:
    assert first_day(WEEKS, NOW, 40) == NOW - 14
    assert first_day(WEEKS, NOW, 40, week_start=6) == NOW - 15
    assert first_day(DAYS, NOW, 40) == NOW - 3
    assert first_day(MONTHS, NOW, 40) == NOW - 70


# Words


def test_the_plan_of_a_card_is_said_in_a_sentence_and_its_marks_in_letters() -> None:
    ws = board(
        {"due": "2026-03-20", "effort": 2 * DAY, "start": "2026-03-09"},
        {"due": "2026-03-16", "effort": DAY, "depends_on": [1], "blocked": {"reason": "x"}},
        {"start": "2026-02-24", "due": "2026-02-26"},
        {},
    )
    plan = plan_of(ws, TODAY)
    words = [plan_words(card, plan.schedule, TODAY) for card in plan.schedule.cards.values()]
    chain = "on the critical chain of the cards without a project"
    assert words == [
        f"starts 9 mar, due 20 mar, needed by 15 mar (2 waits for it), 2d left, 11 days of slack; {chain}",
        f"has to start by 16 mar, due 16 mar, 1d left, 13 days of slack if it could begin today; {chain}",
        "started 24 feb, was due 4 days ago, 4 days short",
        "no date: neither a start nor a due day, and nothing with a date waits for it",
    ]
    marks = [marks_of(card, plan.schedule.cards[card.id], plan) for card in ws.cards()]
    assert marks == ["  C ", "LBCV", "L   ", "    "]
    document = planned_document(plan.schedule.cards[2], plan, TODAY)
    assert document["violations"] == [
        {"kind": "due", "about": 1, "text": "2 needs 1, which is due 4 days later (20 mar)."},
        {"kind": "work", "about": 1, "text": "2 can't be done before 23 mar, 7 days late: it waits for 1."},
    ]
    assert (document["start"], document["start_from"], document["days_late"]) == ("2026-03-16", "reckoned", 7)


def tried(ws: Workspace, dates: Mapping[int, Mapping[str, str | None]]) -> tuple[str, str]:
    before = plan_of(ws, TODAY)
    after: Plan = plan_of(done(ws, PlanCards(dates)), TODAY)
    return given_words(ws, dates, TODAY), effect_words(before, after, TODAY)


def test_other_dates_are_tried_out_in_words_who_becomes_late_and_who_is_in_time_again() -> None:
    ws = board(
        {"title": "Core switch", "due": "2026-03-06"},
        {"due": "2026-03-09", "effort": DAY, "depends_on": [1]},
        {"due": "2026-03-10", "effort": 2 * DAY, "depends_on": [1]},
        {"due": "2026-03-12", "depends_on": [3]},
        {"due": "2026-02-27"},
        milestones=[{"title": "Go live", "due": "2026-03-11"}],
    )
    assert tried(ws, {1: {"due": "2026-03-10"}}) == (
        "1 “Core switch” would be due 10 mar.",
        "2 and 3 would then be late by 2 days. Then 2 needs 1, which is due 1 day later (10 mar).",
    )
    assert tried(ws, {5: {"start": "2026-03-03", "due": "2026-03-05"}}) == (
        "5 “Card 5” would start tomorrow and be due thu.", "5 would then be in time again.",
    )  # fmt: skip
    assert tried(ws, {1: {"due": "2026-03-05"}}) == (
        "1 “Core switch” would be due thu.", "Nothing else becomes late by it.",
    )  # fmt: skip
    given, _ = tried(ws, {1: {"due": "2026-03-05"}, 4: {"due": None}})
    assert given == "New dates: 1 due thu, 4 due never."
    moved = {id: {"start": "2026-03-03", "due": "2026-03-05"} for id in (1, 2, 3, 4, 5)}
    assert given_words(ws, moved, TODAY) == "5 cards would have other dates."
    assert (
        given_words(ws, {1: moved[1], 2: {"start": "2026-03-04"}}, TODAY) == "New dates: 1 tomorrow to thu, 2 from wed."
    )
    assert given_words(ws, {1: {"due": None, "start": None}}, TODAY) == (
        "1 “Core switch” would have no start and have no due date."
    )


def test_of_many_effects_the_first_are_named_and_the_others_counted() -> None:
    waiting = [{"due": f"2026-03-{day}", "depends_on": [1]} for day in ("06", "07", "08", "09", "10")]
    ws = board({"due": "2026-03-05"}, *waiting)
    words = effect_words(plan_of(ws, TODAY), plan_of(done(ws, PlanCards({1: {"due": "2026-03-20"}})), TODAY), TODAY)
    assert words == (
        "6 would then be late by 10 days. 5 would then be late by 11 days. 4 would then be late by 12 days. "
        "And 7 things more."
    )
