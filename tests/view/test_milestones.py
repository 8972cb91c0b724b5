"""Milestones: progress, the forecast against the due date, whose pace it goes by, and what is said of all that."""

from typing import Any

import pytest

from tests.conftest import make_workspace
from tuiboard.domain.changes import Entry
from tuiboard.domain.commands import Context
from tuiboard.domain.decide import Decision, decide
from tuiboard.domain.milestone_commands import RemoveMilestone
from tuiboard.domain.refusal import Refusal
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.filter import FilterContext
from tuiboard.view.forecast_question import milestone_in, question
from tuiboard.view.milestones import milestone_row, milestone_rows, row_document, sentences, summary
from tuiboard.view.words import describe

TODAY = "2026-03-11"
"""A Wednesday."""
NOW = "2026-03-11T09:00:00Z"
PACE = (2, 0, 3, 1, 4, 2)
"""The worked example: with 12 cards left p50 is week 6 and p85 week 8."""


def finished(pace: tuple[int, ...], **fields: Any) -> list[dict[str, Any]]:
    """Cards done, so many in each of the weeks before this one."""
    first = 10 - 7 * len(pace) + 59  # the second day of each week, counted from 1 January
    cards = []
    for week, many in enumerate(pace):
        day = first + 7 * week - 1
        month, of_month = (1, day) if day <= 31 else (2, day - 31) if day <= 59 else (3, day - 59)
        at = f"2026-{month:02}-{of_month:02}T10:00:00Z"
        cards += [{"title": "past", "column": "done", "started_at": at, "finished_at": at, **fields}] * many
    return cards


def board(*milestones: dict[str, Any], left: int = 12, pace: tuple[int, ...] = PACE, **past: Any) -> Workspace:
    mine: list[dict[str, Any]] = [{"title": "open", "milestone": 1}] * left
    return make_workspace(cards=[*mine, *finished(pace, **past)], milestones=milestones)


@pytest.mark.parametrize(
    ("due", "state", "says"),
    [
        ("2026-05-06", "on track", "With 85 % certainty by 6 may, the day it is due; as likely as not by 22 apr."),
        ("2026-05-05", "at risk", "With 85 % certainty by 6 may, 1 day after it is due; as likely as not by 22 apr."),
        ("2026-04-22", "at risk", "With 85 % certainty by 6 may, 14 days after it is due"),
        ("2026-04-21", "late", "With 85 % certainty by 6 may, 15 days after it is due"),
        ("2026-03-10", "late", "It was due yesterday, and 12 cards are still open."),
        (None, "no due date", "With 85 % certainty by 6 may; as likely as not by 22 apr."),
    ],
)
def test_the_state_is_the_forecast_held_against_the_due_date(due: str | None, state: str, says: str) -> None:
    (row,) = milestone_rows(board({"title": "Go live", "due": due}), TODAY)
    assert row.state == state
    assert says in " ".join(sentences(row, TODAY))


def test_the_chance_of_the_due_date_is_that_of_the_worked_example() -> None:
    (row,) = milestone_rows(board({"title": "Go live", "due": "2026-04-22"}), TODAY)
    assert row_document(row, TODAY)["forecast"]["chance_by_due"] == 0.561878
    assert "that it is reached by then has a chance of 56 %." in " ".join(sentences(row, TODAY))


def test_it_goes_by_the_pace_of_its_project_and_else_by_that_of_the_board() -> None:
    mine = {"title": "Go live", "project": "refresh"}
    (row,) = milestone_rows(board(mine, pace=(1, 1, 1), project="refresh"), TODAY)
    assert row.facts.pace_of == "refresh"
    assert "the pace of project Network refresh: 1.0 cards a week in the last 3 weeks" in sentences(row, TODAY)[-1]
    (row,) = milestone_rows(board(mine, pace=(1, 1, 1)), TODAY)
    assert row.facts.pace_of is None
    assert "the pace of the whole board" in sentences(row, TODAY)[-1]


def test_without_anything_finished_there_is_no_forecast_and_it_says_why() -> None:
    (row,) = milestone_rows(board({"title": "Go live", "due": "2026-05-06"}, pace=()), TODAY)
    assert row.state == "no history"
    assert sentences(row, TODAY)[0] == (
        "There is no forecast for 12 cards: nothing was finished in the past weeks, so there is no pace to go by."
    )
    assert row_document(row, TODAY)["forecast"]["chance_by_due"] is None


def test_progress_counts_effort_and_names_what_stands_in_the_way() -> None:
    cards = [
        {"title": "a", "milestone": 1, "column": "done", "effort": 8, "finished_at": "2026-03-02T10:00:00Z"},
        {"title": "b", "milestone": 1, "effort": 16, "due": "2026-03-09", "blocked": {"reason": "part"}},
        {"title": "c", "milestone": 1, "due": "2026-04-02"},
        {"title": "d", "milestone": 1, "archived": True, "effort": 80},
        {"title": "e", "milestone": [], "effort": "x", "due": 5},
    ]
    row = milestone_row(make_workspace(cards=cards, milestones=[{"title": "M", "due": "2026-04-01"}]), 1, TODAY)
    assert row is not None
    said = sentences(row, TODAY)
    efforts = "1d of effort done and 2d of effort left; 1 open card has no effort, so more is left."
    assert said[2] == f"1 of 3 cards is done, {efforts}"
    assert said[3] == "1 card is blocked: 2; 1 card is overdue: 2; 1 card is due after it: 3."
    assert (row.cards, round(row.share, 2)) == (3, 0.33)


def test_what_is_reached_says_when_and_comes_last_and_what_is_odd_is_read_all_the_same() -> None:
    done = {"title": "a", "milestone": 2, "column": "done", "finished_at": "2026-03-02T10:00:00Z"}
    milestones = [
        {"title": "Later", "due": "2026-06-01"}, {"title": "Pilot", "due": "2026-03-05"},
        {"title": 7, "due": [], "owner": {}, "project": "gone"}, {"title": "Soon", "due": "2026-03-20"},
    ]  # fmt: skip
    rows = milestone_rows(make_workspace(cards=[done], milestones=milestones), TODAY)
    assert [row.key for row in rows] == ["M4", "M1", "M3", "M2"]
    assert sentences(rows[-1], TODAY)[0] == "Everything is done since 2 mar, 3 days before it was due."
    assert summary(rows) == "4 milestones: 3 empty, 1 done."
    assert (rows[2].title, rows[2].owner, rows[2].project) == ("", "", "gone")


def test_a_milestone_that_is_removed_leaves_its_cards_and_one_undo_brings_both_back() -> None:
    ws = board({"title": "Go live"}, {"title": "Other"}, left=2)
    ws = ws.with_changes([])
    filtered = make_workspace(milestones=[{"title": "Go live"}], board={"filters": {"mine": "@me *m1", "x": "*M12"}})
    assert isinstance(told := decide(filtered, RemoveMilestone(1), Context(NOW, TODAY, "ana")), Decision)
    assert told.warnings == ("The saved filter “mine” still asks for M1.",)
    made = decide(ws, RemoveMilestone(1), Context(NOW, TODAY, "ana"))
    assert isinstance(made, Decision)
    after = ws.with_changes(made.changes)
    assert [milestone.id for milestone in after.milestones()] == [2]
    assert {card.milestone for card in after.cards()} == {None}
    assert after.with_changes(change.swapped() for change in reversed(made.changes)).tables == ws.tables
    entry = Entry(2, "t", NOW, "ana", 1, made.action, made.changes)
    assert describe(entry, after) == "removed M1 “Go live” from 2 cards"
    back = entry._replace(action="undone", undoes=2, changes=tuple(c.swapped() for c in made.changes))
    assert describe(back, ws) == "undid entry 2: brought back M1 “Go live” to 2 cards"
    gone = decide(after, RemoveMilestone(1), Context(NOW, TODAY, "ana"))
    assert isinstance(gone, Refusal)
    assert gone.message == "There is no milestone M1."


def test_a_question_about_one_milestone_goes_by_the_pace_that_the_milestone_goes_by() -> None:
    ws = board({"title": "Go live", "project": "refresh"}, pace=(1, 2), project="refresh")
    context = FilterContext(TODAY, "ana")
    asked = question(ws, "*M1", context, 26)
    assert (asked.left, asked.pace.finished, asked.whose) == (12, (1, 2), "project Network refresh")
    assert question(ws, "*M1", context, 26, whole=True).whose == "the whole board"
    own = question(ws, "*M1 open", context, 26)
    assert (own.has_pace, own.whose) == (False, "")
    for text in ("-*M1", "*M1|*M1", '"*M1"', "", "open"):
        assert milestone_in(ws, text) is None
