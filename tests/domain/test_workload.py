"""People, days off, working days and workload: what is worked when, and how much is due from whom."""

from typing import Any

import pytest

from tests.conftest import make_workspace
from tests.domain.deciding import decided, done, refused
from tuiboard.domain import commands as c
from tuiboard.domain.calendar import add_days, instant_at, local_date, seconds_of, start_of_day
from tuiboard.domain.refusal import Refused
from tuiboard.domain.spans import format_spans, parse_spans, spans_of
from tuiboard.domain.working_days import WorkCalendar, parse_setting, team_today, work_calendar
from tuiboard.domain.workload import Load, capacity, workloads
from tuiboard.domain.workspace import Workspace

TODAY = "2026-03-11"
"""A Wednesday; the week began on the 9th."""
WEEK = "2026-03-09"
VACATION = {"from": "2026-12-21", "to": "2027-01-02", "word": "vacation"}


def calendar_of(**settings: Any) -> WorkCalendar:
    return work_calendar({"calendar": settings})


def loads(ws: Workspace, weeks: int = 2, **settings: Any) -> Any:
    work = calendar_of(**settings)
    return workloads(ws, work, work.weeks_from(TODAY, weeks))


def person(ws: Workspace, handle: str) -> Any:
    found = ws.person(handle)
    assert found is not None
    return found


# Days off


def test_days_off_are_written_as_they_are_shown() -> None:
    typed = "2026-12-21..2027-01-02 vacation, fri dentist, 2026-05-01"
    spans = parse_spans(typed, TODAY, "off")
    assert spans[0] == VACATION
    assert format_spans(spans) == "2026-03-13 dentist, 2026-05-01, 2026-12-21..2027-01-02 vacation"
    assert parse_spans(format_spans(spans), TODAY, "off") == sorted(spans, key=lambda span: span["from"])


@pytest.mark.parametrize("typed", ["2026-12-21 .. 2027-01-02 vacation", "2026-12-21.. 2027-01-02   vacation",
                                   "2026-12-21 ..2027-01-02 vacation"])  # fmt: skip
def test_blanks_around_the_dots_change_nothing(typed: str) -> None:
    assert parse_spans(typed, TODAY, "off") == [VACATION]
    trip = {"from": "2026-03-13", "to": "2026-03-13", "word": "trip .. home"}
    assert parse_spans("fri trip .. home", TODAY, "off") == [trip]


@pytest.mark.parametrize("typed", ["2026-12-21..2027-01-02 .. x", "2026-12-21 - 2027-01-02", "2026-12-21 to 2027-01-02",
                                   "2026-12-21 ..", ".. 2027-01-02", "2026-12-21 .. vacation"])  # fmt: skip
def test_days_that_can_be_meant_otherwise_are_refused(typed: str) -> None:
    with pytest.raises(Refused):
        parse_spans(typed, TODAY, "off")


@pytest.mark.parametrize(
    ("off", "words"),
    [
        ([{"from": "2026-12-21", "to": "2026-12-20"}], "2026-12-20 is before 2026-12-21"),
        ([VACATION, {"from": "2027-01-02", "to": "2027-01-05"}], "overlaps"),
        ([{"from": "2026-01-01", "to": "2036-01-01"}], "longer than five years"),
        ([{"from": "2026-02-30"}], "no span of days"),
        (["2026-12-21"], "no span of days"),
        ("2026-12-21", "must be a list"),
        ([{**VACATION, "word": "x" * 61}], "can't be the word"),
        ([{**VACATION, "word": 5}], "must be text"),
        ([{"from": "2026-01-01", "to": "2026-01-01"}] * 201, "at most 200"),
    ],
)  # fmt: skip
def test_time_off_that_makes_no_sense_is_refused_in_a_sentence(off: Any, words: str) -> None:
    assert words in refused(make_workspace(), c.EditPerson("ana", {"off": off})).message


def test_time_off_is_added_and_taken_out_by_its_days() -> None:
    ws = done(make_workspace(), c.EditPerson("ana", add={"off": [VACATION]}))
    ws = done(ws, c.EditPerson("ana", add={"off": [{"from": "2026-03-13", "to": "2026-03-13"}]}))
    assert [span.first for span in spans_of(person(ws, "ana").off)] == ["2026-03-13", "2026-12-21"]
    ws = done(ws, c.EditPerson("ana", remove={"off": [{**VACATION, "word": "another word"}]}))
    assert [span.first for span in spans_of(person(ws, "ana").off)] == ["2026-03-13"]
    assert "has no 2026-12-21..2027-01-02" in refused(ws, c.EditPerson("ana", remove={"off": [VACATION]})).message
    assert refused(ws, c.EditPerson("ana", add={"name": ["x"]})).code == "usage"


def test_odd_days_off_in_a_foreign_file_are_left_out() -> None:
    odd = [
        5,
        {"from": "2026-13-01"},
        {"from": "2026-03-10", "to": 7, "word": 7},
        {"from": "2026-03-12", "to": "2026-03-11"},
    ]
    assert [(span.first, span.last, span.word) for span in spans_of(odd)] == [("2026-03-10", "2026-03-10", "")]
    assert spans_of("2026") == spans_of(None) == spans_of({"from": 1}) == ()


# People


def test_two_people_with_one_login_are_refused() -> None:
    refusal = refused(make_workspace(), c.EditPerson("omar", {"login": "ana"}))
    assert refusal.message == "The login “ana” is @ana's already."


def test_whoever_leaves_is_said_to_own_what_is_open() -> None:
    ws = make_workspace(cards=[
        {"title": "One", "owner": "ana"}, {"title": "Two", "owner": "ana"},
        {"title": "Done", "owner": "ana", "column": "done"}, {"title": "Gone", "owner": "ana", "archived": True},
    ])  # fmt: skip
    assert decided(ws, c.EditPerson("ana", {"active": False})).warnings == ("@ana still owns 2 open cards.",)
    left = done(ws, c.EditPerson("ana", {"active": False}))
    assert decided(left, c.EditPerson("ana", {"active": False})).warnings == ()


# Working days


def test_a_board_without_a_calendar_works_monday_to_friday() -> None:
    work = work_calendar({})
    assert [work.is_working_day(f"2026-03-{day:02}") for day in range(9, 16)] == [True] * 5 + [False] * 2
    assert work.working_days_between("2026-03-09", "2026-03-22") == 10
    assert work.working_days_between("2026-03-22", "2026-03-09") == 0
    assert work.week_of("2026-03-15") == "2026-03-09"


def test_holidays_and_time_off_are_not_worked() -> None:
    work = calendar_of(holidays=[{"from": "2026-03-09", "to": "2026-03-10"}])
    off = spans_of([{"from": "2026-03-05", "to": "2026-03-06"}])
    assert work.last_working_day(TODAY) == "2026-03-06"
    assert work.last_working_day(TODAY, off) == "2026-03-04"
    assert work.working_days_between("2026-03-02", "2026-03-13", off) == 6


def test_weeks_begin_and_days_are_worked_as_the_board_says() -> None:
    work = calendar_of(working_days=["sun", "mon", "tue", "wed", "thu"], week_start="sun")
    assert work.weeks_from(TODAY, 2) == ("2026-03-08", "2026-03-15")
    assert work.last_working_day("2026-03-08") == "2026-03-05"
    assert work.last_working_day("0001-01-01") == "0001-01-01"


def test_before_the_beginning_of_the_calendar_no_day_was_worked() -> None:
    assert [calendar_of().last_working_day(f"0001-01-0{day}") for day in (1, 2, 8)] == [
        "0001-01-01", "0001-01-01", "0001-01-05",
    ]  # fmt: skip


def test_a_team_in_another_time_zone_has_its_own_today() -> None:
    def today(zone: object, now: str) -> str:
        return team_today(make_workspace(board={"settings": {"calendar": {"time_zone": zone}}}), now, TODAY)

    assert today("Pacific/Auckland", "2026-03-11T12:00:00Z") == "2026-03-12"
    assert today("America/New_York", "2026-03-11T02:00:00Z") == "2026-03-10"
    assert today("Atlantis", "2026-03-12T12:00:00Z") == today(None, "2026-03-12T12:00:00Z") == TODAY


@pytest.mark.parametrize(
    ("day", "zone", "begins"),
    [
        ("2026-03-11", "Australia/Brisbane", "2026-03-10T14:00:00Z"), ("2026-03-11", "UTC", "2026-03-11T00:00:00Z"),
        ("2026-03-29", "Europe/Zurich", "2026-03-28T23:00:00Z"),
        ("2026-03-30", "Europe/Zurich", "2026-03-29T22:00:00Z"),
        # Midnight does not exist there (clocks go from 0:00 to 1:00), and comes twice (from 1:00 back to 0:00).
        ("2026-04-24", "Africa/Cairo", "2026-04-23T22:00:00Z"),
        ("2026-11-01", "America/Havana", "2026-11-01T04:00:00Z"),
    ],
)  # fmt: skip
def test_a_day_begins_where_the_zone_says(day: str, zone: str, begins: str) -> None:
    assert start_of_day(day, zone) == begins
    assert (local_date(begins, zone), local_date(instant_at((seconds_of(begins) or 0) - 1), zone)) == (
        day, add_days(day, -1),
    )  # fmt: skip


def test_a_calendar_is_set_piece_by_piece_and_reset() -> None:
    ws = make_workspace()
    days = parse_setting("working_days", "Mon tue, we thursday", TODAY)
    ws = done(ws, c.EditBoard(settings={"calendar": {"working_days": days, "week_start": "sun"}}))
    ws = done(
        ws, c.EditBoard(settings={"calendar": {"holidays_added": parse_spans("2026-12-25 Christmas", TODAY, "h")}})
    )
    ws = done(ws, c.EditBoard(settings={"calendar": {"holidays_added": parse_spans("2026-12-24", TODAY, "h")}}))
    assert ws.board.settings["calendar"] == {
        "working_days": ["mon", "tue", "wed", "thu"], "week_start": "sun",
        "holidays": [{"from": "2026-12-24", "to": "2026-12-24"},
                     {"from": "2026-12-25", "to": "2026-12-25", "word": "Christmas"}],
    }  # fmt: skip
    gone = {"holidays_removed": parse_spans("2026-12-24..2026-12-24", TODAY, "h"), "week_start": None}
    ws = done(ws, c.EditBoard(settings={"calendar": gone}))
    assert format_spans(ws.board.settings["calendar"]["holidays"]) == "2026-12-25 Christmas"
    reset = {"working_days": None, "holidays": None}
    assert "calendar" not in done(ws, c.EditBoard(settings={"calendar": reset})).board.settings


@pytest.mark.parametrize(
    "setting",
    [
        {"working_days": []}, {"working_days": ["mon", "funday"]}, {"working_days": "mon"}, {"week_start": "funday"},
        {"time_zone": "Europe/Atlantis"}, {"time_zone": "Europe"}, {"time_zone": 5}, {"holidays": [5]},
        {"holidays_removed": [{"from": "2026-12-24"}]}, {"holidays_added": [5]}, {"holidays_added": 5},
        {"holidays_removed": 1.5}, {"holidays_removed": "x"}, {"moon": "full"}, 5,
    ],
    ids=str,
)  # fmt: skip
def test_a_calendar_that_makes_no_sense_is_refused(setting: Any) -> None:
    assert refused(make_workspace(), c.EditBoard(settings={"calendar": setting})).message


def test_no_days_added_or_removed_are_no_change() -> None:
    ws = done(make_workspace(), c.EditBoard(settings={"calendar": {"holidays": [VACATION]}}))
    nothing = {"holidays_added": None, "holidays_removed": None}
    assert done(ws, c.EditBoard(settings={"calendar": nothing})).board.settings == ws.board.settings
    assert "must be a list" in refused(ws, c.EditPerson("ana", add={"off": 5})).message  # type: ignore[dict-item]


@pytest.mark.parametrize(
    "odd",
    [5, {"working_days": ["funday", 3]}, {"holidays": 5}, {"week_start": []}, {"time_zone": "../../etc"}],
    ids=str,
)
def test_an_odd_calendar_of_a_foreign_file_is_the_usual_one(odd: Any) -> None:
    assert work_calendar({"calendar": odd}) == WorkCalendar()


# Workload


def test_46_hours_on_40_are_115_percent_and_flagged() -> None:
    ws = make_workspace(cards=[
        {"title": "Late", "owner": "ana", "due": "2026-02-02", "effort": 30},
        {"title": "Half done", "owner": "ana", "due": "2026-03-15", "effort": 32,
         "checklist": [{"text": "a", "done": True}, {"text": "b"}]},
        {"title": "Next week", "owner": "ana", "due": "2026-03-16", "effort": 40},
        {"title": "Done", "owner": "ana", "due": "2026-03-11", "effort": 8, "column": "done"},
    ])  # fmt: skip
    this, after = loads(ws)["ana"].weeks
    assert (this.hours, this.capacity, this.share, this.is_over) == (46, 40, 1.15, True)
    assert this.cards == (1, 2)
    assert (after.share, after.is_over) == (1.0, False)


def test_time_off_and_holidays_take_their_days_from_the_week() -> None:
    off = [{"from": "2026-03-12", "to": "2026-03-22"}]
    people = [{"handle": "ana", "hours_per_week": 32, "off": off}]
    ws = make_workspace(people=people, cards=[{"title": "x", "owner": "ana", "due": "2026-03-20", "effort": 4}])
    this, after = loads(ws, holidays=[{"from": "2026-03-09", "to": "2026-03-09"}])["ana"].weeks
    assert this.capacity == pytest.approx(32 * 2 / 5)
    assert (after.capacity, after.share, after.is_away, after.is_over) == (0, None, True, True)
    assert capacity(person(ws, "ana"), calendar_of(working_days=["mon", "tue", "wed", "thu"]), WEEK) == 24


def test_cards_without_an_estimate_or_a_date_are_counted_and_get_no_number() -> None:
    ws = make_workspace(cards=[
        {"title": "No estimate", "owner": "ana", "due": TODAY}, {"title": "Nothing", "owner": "ana"},
        {"title": "No date", "owner": "ana", "effort": 5},
        {"title": "Later", "owner": "ana", "due": "2026-05-01", "effort": 6},
        {"title": "Nobody's", "due": TODAY, "effort": 7}, {"title": "A stranger's", "owner": "zoe", "due": TODAY},
    ])  # fmt: skip
    found = loads(ws)
    ana = found["ana"]
    assert ana.weeks[0] == Load(0, 40, (1,), (1,))
    assert (ana.undated.hours, ana.undated.cards) == (5, (2, 3))
    assert (ana.later.hours, ana.later.cards) == (6, (4,))
    assert ana.unestimated == (1, 2)
    assert found[None].weeks[0].hours == 7
    assert found["zoe"].weeks[0].is_away


@pytest.mark.parametrize("odd", [
    {"effort": "much", "due": "2026-99-99"}, {"effort": True, "due": 7, "checklist": "x"}, {"owner": 5, "effort": -3},
    {"owner": ["ana"], "effort": 8, "due": TODAY, "checklist": [5, {"done": 1}]},
], ids=str)  # fmt: skip
def test_odd_cards_and_people_of_a_foreign_file_are_reckoned_with(odd: Any) -> None:
    people = [{"handle": "ana", "hours_per_week": "all", "off": 3}]
    found = loads(make_workspace(people=people, cards=[{"title": "x", "owner": "ana", **odd}]))
    assert found["ana"].weeks[0].capacity == 40
    assert sum(len(load.cards) for load in found.values()) == 1
