"""Cards that come again: what rules say, which dates they name, and what follows on a card."""

from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import COLUMNS, make_workspace
from tests.domain.deciding import CONTEXT, card, decided, done, refused
from tuiboard.domain import commands as c
from tuiboard.domain import recurrence
from tuiboard.domain.decide import Decision, decide
from tuiboard.domain.recurrence import first_date, parse_rule, rule_text, rule_words, upcoming
from tuiboard.domain.recurrence_commands import ContinueSeries, SkipDates
from tuiboard.domain.refusal import Refused
from tuiboard.domain.working_days import WorkCalendar, work_calendar
from tuiboard.domain.workspace import Workspace
from tuiboard.view.cards import card_view
from tuiboard.view.recurrence import recurrence_rows
from tuiboard.view.words import describe_changes

USUAL = WorkCalendar()
MEETING = {
    "title": "Change board meeting", "body": "# Agenda", "every": "mon", "due": "2026-03-16", "start": "2026-03-13",
    "owner": "ana", "responsible": ["omar"], "informed": ["maria"], "tags": ["ops"], "value": 4, "effort": 2,
    "project": "refresh", "links": ["https://example.org/agenda"], "checklist": [{"text": "Invite", "done": True}],
    "promised_to": "City Hall",
}  # fmt: skip
"""Its Monday is the day of CONTEXT."""


def board(*cards: dict[str, object], **more: object) -> Workspace:
    return make_workspace(cards=cards, **more)  # type: ignore[arg-type]


def dates(rule: str, last: str, count: int = 4, calendar: WorkCalendar = USUAL) -> list[str]:
    return list(islice(recurrence._dates(parse_rule(rule), last, last, calendar), count))


# Rules


@pytest.mark.parametrize(
    ("typed", "stored", "words"),
    [
        ("mon", "mon", "every Monday"),
        ("Every Thursday, mon", "mon,thu", "every Monday and Thursday"),
        ("tue,wed,fri", "tue,wed,fri", "every Tuesday, Wednesday and Friday"),
        ("daily", "day", "every day"),
        ("workday", "workday", "every working day"),
        ("2 days", "2d", "every 2 days"),
        ("1w", "week", "every week"),
        ("fortnight", "2w", "every 2 weeks"),
        ("2w:tuesday", "2w:tue", "every 2 weeks on Tuesday"),
        ("monthly", "month", "every month"),
        ("month:15", "month:15", "every month on day 15"),
        ("eom", "month-end", "every month on the last day"),
        ("month:2tue", "month:2tue", "every month on the second Tuesday"),
        ("month:last-friday", "month:last-fri", "every month on the last Friday"),
        ("3 months", "quarter", "every quarter"),
        ("6m:end", "6m:end", "every 6 months on the last day"),
        ("12m", "year", "every year"),
        ("2y", "2y", "every 2 years"),
    ],
)
def test_a_rule_is_understood_stored_in_one_way_and_said_in_words(typed: str, stored: str, words: str) -> None:
    rule = parse_rule(typed)
    assert (rule_text(rule), rule_words(rule)) == (stored, words)
    assert parse_rule(stored) == rule


@pytest.mark.parametrize(
    "text",
    ["", "foo", "0d", "1000d", "9999y", "mon,foo", "mon:tue", "day:1", "2w:15", "month:0", "month:32", "month:6tue",
     "month:mon", "month-end:3", "workday:mon", "١d", "every"],
)  # fmt: skip
def test_what_is_no_rule_is_refused_with_those_that_are(text: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_rule(text)
    assert "no rule" in refused.value.refusal.message
    assert "month-end" in refused.value.refusal.hint


# Dates


@pytest.mark.parametrize(
    ("rule", "last", "following"),
    [
        ("day", "2026-02-27", ["2026-02-28", "2026-03-01"]),
        ("workday", "2026-03-13", ["2026-03-16", "2026-03-17"]),
        ("3d", "2026-02-27", ["2026-03-02", "2026-03-05"]),
        ("mon", "2026-03-11", ["2026-03-16", "2026-03-23"]),
        ("mon,thu", "2026-03-16", ["2026-03-19", "2026-03-23"]),
        ("2w", "2026-03-11", ["2026-03-25", "2026-04-08"]),
        ("2w:tue", "2026-03-10", ["2026-03-24", "2026-04-07"]),
        ("month", "2026-01-31", ["2026-02-28", "2026-03-31", "2026-04-30"]),
        ("month:15", "2026-03-11", ["2026-03-15", "2026-04-15"]),
        ("month:31", "2026-02-28", ["2026-03-31", "2026-04-30"]),
        ("month-end", "2028-01-31", ["2028-02-29", "2028-03-31"]),
        ("month:2tue", "2026-03-10", ["2026-04-14", "2026-05-12"]),
        ("month:last-fri", "2026-03-27", ["2026-04-24", "2026-05-29"]),
        ("month:5mon", "2026-03-30", ["2026-06-29", "2026-08-31"]),
        ("quarter", "2026-11-30", ["2027-02-28", "2027-05-30"]),
        ("year", "2028-02-29", ["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]),
    ],
)
def test_the_dates_of_a_rule_go_on_from_the_last_one(rule: str, last: str, following: list[str]) -> None:
    assert dates(rule, last, len(following)) == following


def test_a_working_day_is_one_of_the_boards_own_calendar() -> None:
    settings = {"calendar": {"working_days": ["mon", "wed"], "holidays": [{"from": "2026-03-18", "to": "2026-03-18"}]}}
    assert dates("workday", "2026-03-16", 2, work_calendar(settings)) == ["2026-03-23", "2026-03-25"]


def test_the_first_date_is_today_where_the_rule_names_it() -> None:
    found = {rule: first_date(parse_rule(rule), "2026-03-16", USUAL) for rule in ("mon", "tue", "2w", "month-end")}
    assert found == {"mon": "2026-03-16", "tue": "2026-03-17", "2w": "2026-03-16", "month-end": "2026-03-31"}


def test_dates_that_went_by_are_named_and_the_next_is_not_gone() -> None:
    found = upcoming(parse_rule("mon"), "2026-02-16", "2026-02-16", "2026-03-11", USUAL)
    assert found == ("2026-03-16", ("2026-02-23", "2026-03-02", "2026-03-09"))
    assert recurrence.missed_words(found.missed, "2026-03-11") == "23 feb, 2 mar and 9 mar"


def test_a_rule_that_began_long_ago_is_soon_reckoned_and_one_beyond_the_calendar_ends() -> None:
    found = upcoming(parse_rule("day"), "0001-01-01", "0001-01-01", "2026-03-11", USUAL)
    assert found is not None
    assert (found.day, len(found.missed)) == ("2026-03-11", recurrence.MOST_MISSED)
    assert upcoming(parse_rule("year"), "9999-06-01", "9999-06-01", "2026-03-11", USUAL) is None


RULES = st.sampled_from([*recurrence.RULE_WORDS, "3d", "2w:tue,fri", "5m", "month:31", "month:last-fri", "2y"])
DAYS = st.dates().map(lambda day: day.isoformat()).filter(lambda day: "0002" < day < "9900")


@settings(max_examples=40)
@given(RULES, DAYS, DAYS)
def test_the_next_date_is_after_the_last_and_not_gone_whatever_the_rule(rule: str, last: str, today: str) -> None:
    found = upcoming(parse_rule(rule), last, last, today, USUAL)
    assert found is not None
    assert found.day > last
    assert found.day >= today
    assert all(last < day < today for day in found.missed)
    again = upcoming(parse_rule(rule), found.day, found.day, today, USUAL)
    assert again is not None
    assert again.day > found.day


# What follows on a card


def test_what_is_done_is_followed_by_the_next_in_the_same_entry() -> None:
    ws = board(MEETING)
    found = decided(ws, c.CompleteCards([1]))
    after = ws.with_changes(found.changes)
    follower = after.table("card")[2]
    assert {name: follower.get(name) for name in MEETING if name not in ("due", "start", "checklist")} == {
        name: value for name, value in MEETING.items() if name not in ("due", "start", "checklist")
    }
    assert (follower["due"], follower["start"]) == ("2026-03-23", "2026-03-20")
    assert follower["checklist"] == [{"text": "Invite", "done": False}]
    assert (follower["column"], follower["follows"], follower["created_by"]) == ("backlog", 1, "ana")
    assert after.table("card")[1]["followed_by"] == 2
    words = describe_changes(found.changes, after, found.action)
    assert words == ("moved 1 “Change board meeting” to Done; next is 2 “Change board meeting” due 2026-03-23")
    back = describe_changes([change.swapped() for change in reversed(found.changes)], ws)
    assert back == "moved 1 “Change board meeting” to Backlog; took back 2 “Change board meeting” due 2026-03-23"


def test_what_became_of_a_card_does_not_come_again() -> None:
    ws = board(
        {"title": "before"},
        {**MEETING, "depends_on": [1], "milestone": 1, "snoozed_until": "2026-03-20",
         "blocked": {"reason": "room", "since": "2026-03-12T08:00:00Z"}, "source": {"system": "trello", "id": "x"}},
        milestones=({"title": "Go-live"},),
    )  # fmt: skip
    follower = done(ws, c.CompleteCards([2])).table("card")[3]
    assert not follower.keys() & {"depends_on", "milestone", "snoozed_until", "blocked", "source", "started_at"}


def test_moving_it_into_a_done_column_or_removing_its_column_finishes_it_too() -> None:
    ws = board(MEETING)
    assert card(done(ws, c.MoveCards([1], "done")), 2).due == "2026-03-23"
    assert card(done(ws, c.RemoveColumn("backlog", "done")), 2).column == "doing"
    assert card(done(ws, c.EditColumn("backlog", {"kind": "done"})), 2).column == "doing"
    assert ws.with_changes(decided(ws, c.MoveCards([1], "review")).changes).card(2) is None


def test_no_card_is_followed_twice_however_often_it_is_finished() -> None:
    ws = done(board(MEETING), c.CompleteCards([1]))
    for command in (c.MoveCards([1], "doing"), c.CompleteCards([1]), ContinueSeries(), c.ArchiveCards([1])):
        ws = done(ws, command)
    ws = done(done(ws, c.RestoreCards([1])), c.EditCards([1], {"due": "2026-03-13"}))
    assert sorted(ws.table("card")) == [1, 2]
    assert decided(ws, ContinueSeries()).changes == ()


def test_a_card_that_comes_due_is_followed_once_and_what_comes_due_after_it_too() -> None:
    ws = board({**MEETING, "due": "2026-02-23"}, {"title": "other"})
    found = decided(ws, ContinueSeries())
    after = ws.with_changes(found.changes)
    assert [(card(after, id).due, after.table("card")[id].get("followed_by")) for id in (1, 3, 4)] == [
        ("2026-02-23", 3), ("2026-03-16", 4), ("2026-03-23", None),
    ]  # fmt: skip
    assert "2 dates have gone by without a card after 1: 2 mar and 9 mar." in found.warnings
    assert describe_changes(found.changes, after, found.action) == (
        "1 came due: next are 3 “Change board meeting” due 2026-03-16 and 4 “Change board meeting” due 2026-03-23"
    )
    assert decided(after, ContinueSeries()).changes == ()
    assert ws.with_changes(decided(board({**MEETING, "due": "2026-03-17"}), ContinueSeries()).changes).card(3) is None


def test_a_card_whose_day_was_moved_forward_does_not_make_its_own_date_again() -> None:
    ws = done(board(MEETING), c.CompleteCards([1]))
    ws = done(ws, c.EditCards([2], {"due": "2026-03-20"}))
    assert card(done(ws, c.CompleteCards([2])), 3).due == "2026-03-30"


def test_a_month_goes_on_from_the_31st_though_february_has_none() -> None:
    ws = board({"title": "Invoice", "every": "month", "due": "2026-01-31"})
    following = []
    for id, day in ((1, "2026-01-31"), (2, "2026-02-28"), (3, "2026-03-31")):
        found = decide(ws, c.CompleteCards([id]), CONTEXT._replace(today=day))
        assert isinstance(found, Decision)
        ws = ws.with_changes(found.changes)
        following.append((card(ws, id + 1).due, card(ws, id + 1).every))
    assert following == [("2026-02-28", "month:31"), ("2026-03-31", "month:31"), ("2026-04-30", "month:31")]


def test_a_rule_gives_a_card_without_a_due_date_its_first_and_none_can_be_taken_away() -> None:
    ws = done(board({"title": "old"}), c.AddCards([{"title": "Backup test", "every": "Wednesday"}]))
    assert (card(ws, 2).every, card(ws, 2).due) == ("wed", "2026-03-18")
    assert card(done(ws, c.EditCards([1], {"every": "fri"})), 1).due == "2026-03-20"
    assert (
        card(done(ws, c.AddCards([{"title": "Later", "every": "mon", "start": "2026-03-17"}])), 3).due == "2026-03-23"
    )
    found = refused(ws, c.EditCards([2], {"due": None}))
    assert found.message == "Card 2 comes again every Wednesday, and needs a due date for that."
    assert card(done(ws, c.EditCards([2], {"due": None, "every": None})), 2).due is None


def test_a_due_date_that_is_no_working_day_is_said_and_kept() -> None:
    found = decided(board(), c.AddCards([{"title": "Backup", "every": "sat"}]))
    assert found.warnings == ("sat is no working day.",)
    assert (found.changes[0].after or {})["due"] == "2026-03-21"


def test_ending_the_series_and_archiving_let_nothing_follow_and_restoring_goes_on() -> None:
    ws = board(MEETING)
    assert done(ws, c.EditCards([1], {"every": None})).table("card")[1].get("every") is None
    assert sorted(done(done(ws, c.EditCards([1], {"every": None})), c.CompleteCards([1])).table("card")) == [1]
    found = decided(ws, c.ArchiveCards([1]))
    assert found.warnings == ("Nothing follows on 1 while it is archived: its series ends with it.",)
    put_away = ws.with_changes(found.changes)
    assert decided(put_away, ContinueSeries()).changes == ()
    assert card(done(done(put_away, c.RestoreCards([1])), ContinueSeries()), 2).due == "2026-03-23"


def test_a_rule_given_to_a_card_that_is_done_lets_the_next_follow_at_once() -> None:
    ws = done(board({"title": "Backup", "due": "2026-03-12", "column": "done"}), c.EditCards([1], {"every": "week"}))
    assert (card(ws, 2).due, card(ws, 2).column) == ("2026-03-19", "backlog")
    added = done(board(), c.AddCards([{"title": "Backup", "every": "week", "column": "done", "due": "2026-03-12"}]))
    assert card(added, 2).due == "2026-03-19"


def test_a_date_is_skipped_without_a_card_for_it() -> None:
    ws = done(board(MEETING, {"title": "once"}), SkipDates([1]))
    assert (card(ws, 1).due, card(ws, 1).start) == ("2026-03-23", "2026-03-20")
    assert sorted(ws.table("card")) == [1, 2]
    assert refused(ws, SkipDates([1, 2])).message == "Card 2 has no next date: it comes once."


def test_the_rule_of_a_card_that_is_followed_is_changed_at_the_one_that_follows() -> None:
    ws = done(board(MEETING), c.CompleteCards([1]))
    assert decided(ws, c.EditCards([1], {"every": "fri"})).warnings == (
        "1 is followed by 2 already: that one keeps its own rule.",
    )
    assert refused(ws, SkipDates([1])).hint == "Skip a date of that one."
    assert card(done(done(ws, c.EditCards([2], {"every": "fri"})), c.CompleteCards([2])), 3).due == "2026-03-27"


def test_a_full_queue_is_said_and_stops_no_one_and_a_board_of_done_columns_makes_nothing() -> None:
    full = [{**COLUMNS[0], "wip_limit": 1, "wip_hard": True}, *COLUMNS[1:]]
    found = decided(board(MEETING, {"title": "other"}, columns=full), c.CompleteCards([1]))
    assert "“Backlog” is over its limit: 2 of 1." in found.warnings
    ws = board({**MEETING, "due": "2026-03-01"}, columns=[COLUMNS[0], COLUMNS[3]])
    over = decided(ws, c.EditColumn("backlog", {"kind": "done"}))
    assert over.warnings == ("No card follows on 1: every column is one for what is done.",)


@pytest.mark.parametrize("every", ["gibberish", 7, ["mon"], {"a": 1}, "x" * 5000, ""])
def test_a_rule_that_another_program_wrote_stops_nothing(every: object) -> None:
    odd = {"title": "Odd", "every": every, "due": "2026-03-01", "follows": "one", "followed_by": None, "recurs_on": 3}
    ws = board(odd)
    assert decided(ws, ContinueSeries()).changes == ()
    after = done(ws, c.CompleteCards([1]))
    assert sorted(after.table("card")) == [1]
    for state in (ws, after):
        card_view(state, card(state, 1), "2026-03-16")
        recurrence_rows(state, card(state, 1), "2026-03-16")
    if every == "gibberish":
        assert [row.value for row in recurrence_rows(ws, card(ws, 1), "2026-03-16")] == [
            "“gibberish”, which is no rule"
        ]


def test_the_page_and_the_line_of_a_card_say_the_rule_and_who_comes_before_and_after() -> None:
    ws = done(board(MEETING), c.CompleteCards([1]))
    rows = {row.name: row.value for row in recurrence_rows(ws, card(ws, 2), "2026-03-16")}
    assert rows == {"comes again": "every Monday; the next 30 mar", "follows": "1 Change board meeting (done)"}
    rows = {row.name: row.value for row in recurrence_rows(ws, card(ws, 1), "2026-03-16")}
    assert rows == {"comes again": "every Monday", "followed by": "2 Change board meeting"}
    assert "every mon" in [fact.text for fact in card_view(ws, card(ws, 2), "2026-03-16").facts]
    assert "every mon" not in [fact.text for fact in card_view(ws, card(ws, 1), "2026-03-16").facts]
