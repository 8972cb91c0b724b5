"""`timeline`: in groups, with a calendar where there is room, as JSON, and what it refuses. Today is 11 March 2026."""

import pytest

from tests.cli.conftest import Shell


@pytest.fixture
def planned(run: Shell) -> Shell:
    run.done("-b", "tuiboard.json", "init", "--columns", "Backlog,Doing,Done")
    run.done("project", "add", "refresh", "Network refresh", "deadline=2026-03-26")
    run.done("milestone", "add", "Go live", "due=2026-03-20", "project=refresh")
    lines = (
        "Core switch @ana ~3d due:2026-03-20 start:2026-03-12 p:refresh *M1", "Runbook ~1d due:2026-03-18 after:1",
        "Some day", "Bought p:refresh",
    )  # fmt: skip
    for line in lines:
        run.done("add", line)
    run.done("done", "4")
    return run


def test_cards_are_printed_in_groups_with_what_does_not_fit_and_the_critical_chains(planned: Shell) -> None:
    assert planned.done("timeline").lines == [
        "Network refresh  1, deadline 26 mar",
        "M1 Go live, due 20 mar, 0 of 1 done",
        " 1  tomorrow  20 mar  tue      3.0d        C    Core switch",
        "No project  1",
        " 2  ~18 mar   18 mar           6.0d    5d  LCV  Runbook",
        "No date  1",
        " 3                                              Some day",
        "",
        "What doesn't fit",
        "  2 needs 1, which is due 2 days later (20 mar).",
        "  2 can't be done before 23 mar, 5 days late: it waits for 1.",
        "",
        "Critical chains",
        "  refresh: 1",
        "  M1: 1",
        "  the cards without a project: 1 → 2",
    ]
    by_person = planned.done("timeline", "p:refresh", "--by", "person", "--done").lines
    assert by_person[:4] == ["@ana  1", by_person[1], "Nobody  1", by_person[3]]
    assert by_person[3].split() == ["4", "done", "Bought"]


def test_a_wide_terminal_has_a_calendar_and_a_narrow_one_none(planned: Shell) -> None:
    wide = planned.done("timeline", terminal=120, env={"NO_COLOR": "1"}).lines
    assert "[####<~~]" in wide[4]
    assert wide[1].rstrip().endswith("TITLE")
    assert max(map(len, wide)) <= 120
    narrow = planned.done("timeline", terminal=80, env={"NO_COLOR": "1"}).lines
    assert "[" not in narrow[3]
    assert max(map(len, narrow)) <= 80


def test_json_has_every_figure_of_every_card(planned: Shell) -> None:
    found = planned.done("timeline", "--json", "--done").json
    assert [(card["id"], card["group"], card["done"]) for card in found["cards"]] == [
        (4, "refresh", True), (1, "refresh", False), (2, None, False), (3, None, False),
    ]  # fmt: skip
    card = found["cards"][1]
    assert (card["start"], card["due"], card["effective_due"]) == ("2026-03-12", "2026-03-20", "2026-03-17")
    assert (card["slack"], card["needed_for"], card["days_late"]) == (3.0, 2, 0)
    assert card["critical"] == ["refresh", "M1", "the cards without a project"]
    assert found["cards"][2]["violations"][0]["kind"] == "due"
    assert found["critical_chains"][2] == {"of": "the cards without a project", "cards": [1, 2]}


def test_another_grouping_is_refused_and_nothing_found_is_said(planned: Shell) -> None:
    refused = planned("timeline", "--by", "moon")
    assert (refused.code, "--by “moon” is no grouping" in refused.err) == (2, True)
    said = planned.done("timeline", "xyz", terminal=80)
    assert "No open card matches." in said.out + said.err


def test_a_start_after_the_due_date_is_refused_wherever_it_is_typed(planned: Shell) -> None:
    for words in (("edit", "1", "start=2026-03-21"), ("edit", "1", "due=2026-03-11"), ("add", "x start:fri due:today")):
        refused = planned(*words)
        assert (refused.code, "after it is due" in refused.err) == (1, True), words
    assert planned.done("edit", "1", "start=2026-03-23", "due=2026-03-25").code == 0


def test_everybody_sees_the_day_where_the_team_is(planned: Shell) -> None:
    planned.done("board", "edit", "time_zone=Pacific/Honolulu")
    found = planned.done("timeline", "--json").json
    assert (found["today"], found["cards"][0]["slack"]) == ("2026-03-10", 4.0)
