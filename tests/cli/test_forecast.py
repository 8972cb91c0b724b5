"""`forecast`: in words, as JSON, and what it refuses."""

import pytest

from tests.cli.conftest import Shell
from tests.conftest import FrozenClock


@pytest.fixture
def paced(run: Shell, clock: FrozenClock) -> Shell:
    """Cards 1 to 4 finished, one a week; cards 5 and 6 left."""
    run.done("-b", "tuiboard.json", "init", "--columns", "Backlog,Doing,Done")
    for title in ("a", "b", "c", "d", "e #net", "f"):
        run.done("add", title)
    for number in ("1", "2", "3", "4"):
        run.done("done", number)
        clock.advance(days=7)
    return run


def test_it_says_when_all_is_done(paced: Shell) -> None:
    said = paced.done("forecast")
    assert said.lines[0] == "All 2 cards will be done by 22 apr with 85 % certainty."
    found = paced.done("forecast", "--json").json
    assert (found["left"], found["history"]["finished"]) == (2, [1, 1, 1, 1])
    assert [row["week"] for row in found["done"]] == [2, 2, 2, 2]
    assert paced.done("forecast", "--items", "10", "--json").json["done"][0]["week"] == 10


def test_how_many_are_done_by_a_day(paced: Shell) -> None:
    found = paced.done("forecast", "--by", "+3w", "--json").json["by"]
    assert found["weeks"] == 3
    assert found["finished"][0] == {"percent": 50, "at_least": 3}
    assert "at least 3" in paced.done("forecast", "--by", "+3w").out


def test_a_filter_without_a_pace_says_how_to_give_it_one(paced: Shell) -> None:
    refused = paced("forecast", "#net")
    assert refused.code == 1
    assert "--pace" in refused.err
    assert paced.done("forecast", "#net", "--pace", "all", "--json").json["done"][0]["week"] == 1


def test_what_makes_no_sense_is_refused(paced: Shell) -> None:
    for words in (
        ("--by", "+3d"),
        ("--by", "none"),
        ("--by", "2099-01-01"),
        ("--items", "0"),
        ("--growth", "5000"),
        ("--weeks", "600"),
    ):
        assert paced("forecast", *words).code == 2, words
    empty = paced("-b", "other.json", "init")
    assert empty.code == 0
    assert paced("-b", "other.json", "forecast").code == 1
