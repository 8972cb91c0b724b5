"""`milestone` and the forecast of one, in words, as JSON, and taken back."""

import pytest

from tests.cli.conftest import Shell
from tests.conftest import FrozenClock


@pytest.fixture
def paced(run: Shell, clock: FrozenClock) -> Shell:
    """M1 with two cards left, on a board that finishes one a week."""
    run.done("-b", "tuiboard.json", "init", "--columns", "Backlog,Doing,Done")
    run.done("milestone", "add", "Go live", "due=+5w")
    for title in ("a", "b", "c", "d", "e *M1 ~2d", "f *M1"):
        run.done("add", title)
    for number in ("1", "2", "3", "4"):
        run.done("done", number)
        clock.advance(days=7)
    return run


def test_a_milestone_says_how_far_it_is_and_by_when_it_is_reached(paced: Shell) -> None:
    assert paced.done("milestone", "list").out == "M1  late  0/2  2026-04-15  2026-04-22  2026-04-22  Go live\n"
    listed = paced.done("milestone", "list", terminal=80, env={"NO_COLOR": "1"}).lines
    assert listed[0].split() == ["ID", "STATE", "DONE", "DUE", "LIKELY", "SURE", "TITLE"]
    assert listed[1].split() == ["M1", "late", "0/2", "15", "apr", "22", "apr", "22", "apr", "Go", "live"]
    shown = paced.done("milestone", "show", "M1")
    assert "With 85 % certainty by 22 apr, 7 days after it is due." in shown.lines
    assert (
        "It goes by the pace of the whole board: 1.0 cards a week in the last 4 weeks. Take it with care" in shown.out
    )
    assert shown.lines[-1].endswith("f")
    found = paced.done("milestone", "show", "go", "--json").json
    assert [found] == paced.done("milestone", "list", "--json").json
    assert (found["state"], found["progress"]["open"], found["forecast"]["p85"]) == ("late", 2, "2026-04-22")
    assert found["progress"]["unestimated"] == [6]
    assert paced("milestone", "show", "M9").code == 3


def test_the_forecast_of_a_milestone_needs_no_pace_to_be_named(paced: Shell) -> None:
    said = paced.done("forecast", "*M1")
    assert said.lines[0] == "All 2 cards will be done by 22 apr with 85 % certainty."
    assert "4 cards of the whole board were finished" in said.lines[1]
    assert paced.done("forecast", "*M1", "--json").json["pace_of"] == "the whole board"
    named = paced.done("forecast", "*M1", "--pace", "a|b", "--weeks", "26", "--json").json
    assert (named["left"], sum(named["history"]["finished"]), named["pace_of"]) == (2, 2, "“a|b”")


def test_a_removed_milestone_is_taken_off_its_cards_and_comes_back_with_undo(paced: Shell) -> None:
    assert paced.done("milestone", "remove", "M1").out == "Removed M1 “Go live” from 2 cards\n"
    assert paced.done("show", "5", "--json").json["milestone"] is None
    assert paced.done("milestone", "list").out == ""
    paced.done("undo")
    assert paced.done("list", "*M1", "--json").json[1]["id"] == 6
    assert paced("milestone", "remove", "M7").code == 3


def test_a_milestone_is_named_with_its_letter_and_has_a_title(paced: Shell) -> None:
    assert paced.done("edit", "1", "milestone=M1").out == "Set milestone → M1 on 1 “a”\n"
    assert "milestone → M1" in paced.done("show", "1").out
    assert paced.done("edit", "1", "milestone=").out == "Set milestone M1 → none on 1 “a”\n"
    for words in (("milestone", "add", ""), ("add", ""), ("milestone", "edit", "M1", "title=")):
        assert paced(*words).err.startswith("tuiboard: The title is empty."), words
