"""A clock that is wrong changes no order, and everything stays usable until it is right again."""

from itertools import pairwise

import pytest

from tests.cli.conftest import Shell
from tests.conftest import FrozenClock

WRONG = {"a day back": -1, "ten years back": -3653, "ten years ahead": 3653}


@pytest.mark.parametrize("days", WRONG.values(), ids=WRONG)
def test_entries_keep_their_order_whatever_the_clock_says(board: Shell, clock: FrozenClock, days: int) -> None:
    before = board.done("log", "--json").json
    clock.advance(days=days)
    board.done("add", "While it is wrong", "due:+3d")
    board.done("move", "6", "doing")
    clock.advance(days=-days)
    board.done("move", "6", "review")
    board.done("done", "6")
    log = board.done("log", "--json").json
    assert [entry["seq"] for entry in log] == list(range(len(before) + 4, 0, -1))
    assert log[4:] == before
    assert [entry["action"] for entry in log[:4]] == ["card.completed", "card.moved", "card.moved", "card.added"]
    times = [entry["at"] for entry in reversed(log)]
    assert any(earlier > later for earlier, later in pairwise(times)), "as the clock said, and nothing made up"
    assert "every one follows on the one before" in board.done("verify").out


@pytest.mark.parametrize("days", WRONG.values(), ids=WRONG)
def test_a_board_can_be_used_and_read_while_the_clock_is_wrong(board: Shell, clock: FrozenClock, days: int) -> None:
    board.done("block", "3", "no access")
    board.done("comment", "3", "asked")
    state = board.done("list", "--json").json
    clock.advance(days=days)
    for words in ("list", "list is:stale", "list due:late", "list due:<7d", "list --sort priority", "log", "log 3"):
        board.done(*words.split())
        board.done(*words.split(), "--json")
    for id in "12345":
        assert board.done("show", id, terminal=80).out
    board.done("move", "1", "doing")
    board.done("edit", "1", "due=fri")
    board.done("unblock", "3")
    for _ in range(3):
        board.done("undo")
    clock.advance(days=-days)
    assert board.done("list", "--json").json == state, "what was undone by the wrong clock is as it was"
