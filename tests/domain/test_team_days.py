"""Figures of a team go by the board's time zone, whoever looks; what is one's own goes by one's own clock."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.conftest import make_workspace
from tuiboard.domain.calendar import add_days
from tuiboard.domain.changes import Change, Entry, created
from tuiboard.domain.flow import flow_figures
from tuiboard.domain.flow_history import History, flow_history
from tuiboard.domain.flow_log import FlowLog
from tuiboard.domain.handoffs import handoff, is_overdue
from tuiboard.domain.priority import scores
from tuiboard.domain.risk_exposure import exposure
from tuiboard.domain.throughput import throughput
from tuiboard.domain.working_days import team_today, team_zone
from tuiboard.domain.workspace import Workspace
from tuiboard.view.people import people_figures
from tuiboard.view.standup import standup
from tuiboard.view.today import today_of

NOW = "2026-03-09T15:00:00Z"
"""A Monday where one looks; in Brisbane, ten hours on, the Tuesday has begun."""
SUNDAY = "2026-03-08T16:00:00Z"
"""A Sunday where one looks, the Monday of the next week there."""


@pytest.fixture(autouse=True)
def here(in_zone: Callable[[str], None]) -> None:
    in_zone("UTC")


def board(zone: str | None, *more: Change) -> Workspace:
    done = {"title": "Core switch", "column": "done", "started_at": SUNDAY, "finished_at": SUNDAY, "owner": "ana"}
    cards = [done, {"title": "Audit", "column": "doing", "owner": "ana", "due": "2026-03-09", "started_at": SUNDAY}]
    settings: Mapping[str, Any] = {"calendar": {"time_zone": zone}}
    return make_workspace(cards=cards, board={"settings": settings}).with_changes(more)


def date_at(history: History, place: int) -> str:
    return add_days(history.first, place)


def moved(at: str) -> Entry:
    return Entry(9, "t", at, "ana", 1000, "card.moved", (Change("card", 1, {"column": "doing"}, {"column": "done"}),))


@pytest.mark.parametrize(("zone", "day", "weeks"), [("Australia/Brisbane", "2026-03-10", 0), (None, "2026-03-09", 1)])
def test_weeks_and_days_of_the_team_are_those_where_the_board_says(zone: str | None, day: str, weeks: int) -> None:
    ws = Workspace(board(zone).tables, 9)
    today = team_today(ws, NOW, "2026-03-09")
    assert today == day
    docs = ws.table("card").values()
    assert sum(throughput(ws, docs, today).finished) == weeks, "in this week there, in the last one here"
    figures = flow_figures(ws, today, 4)
    assert [card.days for card in figures.in_work] == [2], "the Monday and the Tuesday, or the Sunday and the Monday"
    assert people_figures(ws, "ana", NOW, "2026-03-09").today == day
    log = FlowLog()
    log.follow([moved(SUNDAY)], figures.first)
    history = flow_history(ws, log, figures.first, today, NOW)
    assert date_at(history, history.done.index(1)) == ("2026-03-09" if zone else "2026-03-08")
    assert history.days == 28 + (2 if zone else 1)


@pytest.mark.parametrize(("zone", "late"), [("Australia/Brisbane", True), (None, False)])
def test_an_offer_is_overdue_once_its_day_is_over_where_the_team_is(zone: str | None, late: bool) -> None:
    doc = {"on": ["card", 2], "giver": "ana", "receiver": "omar", "state": "offered", "answer_by": "2026-03-09"}
    ws = board(zone, created("handoff", 1, doc))
    offer = handoff(ws, 1)
    assert offer is not None
    assert is_overdue(ws, offer, NOW) is late


@pytest.mark.parametrize(("zone", "today", "since"), [("Australia/Brisbane", "2026-03-10", "2026-03-09"),
                                                      (None, "2026-03-09", "2026-03-06")])  # fmt: skip
def test_a_stand_up_tells_of_the_teams_last_working_day(zone: str | None, today: str, since: str) -> None:
    found = standup(board(zone), [moved(SUNDAY)], "2026-03-09", NOW, "ana")
    assert (found.today, found.since) == (today, since)
    texts = [item.text for part in found.reports[0].parts for item in part.items]
    assert any("Core switch" in text for text in texts), "since the beginning of that day there"
    before = standup(board(zone), [moved("2026-03-05T23:00:00Z")], "2026-03-09", NOW, "ana")
    assert "Since" not in [part.name for report in before.reports for part in report.parts]


def test_exposure_changes_in_the_week_that_it_is_where_the_team_is() -> None:
    quant = {"p": 0.5, "low": 10, "mode": 10, "high": 10, "unit": "money"}
    made = created("risk", 1, {"id": 1, "title": "It melts", "state": "assessed", "quant": quant})
    entries = [Entry(1, "t", SUNDAY, "ana", 1000, "risk.added", (made,))]
    zone = team_zone(board("Australia/Brisbane"))
    assert [week.monday for week in exposure(entries, "2026-03-10", zone=zone)] == ["2026-03-09"]
    assert [week.monday for week in exposure(entries, "2026-03-09")] == ["2026-03-02", "2026-03-09"]


def test_ones_own_day_goes_by_ones_own_clock() -> None:
    ws = board("Australia/Brisbane")
    found = today_of(ws, scores(ws, "2026-03-09"), "ana", "2026-03-09", NOW)
    assert "1 due today" in found.sentence
