"""Keys typed faster than the screen is drawn, as over a slow line: several in one packet, all of them meant."""

from pathlib import Path

import pytest

from tests.e2e.program import holds, quit, screen, small_board, state


@pytest.fixture
def board(own_world: Path) -> Path:
    return small_board(own_world)


def test_two_moves_are_two_columns_and_there_and_back_is_none(board: Path) -> None:
    with screen(board) as probe:
        probe.send("LL")
        probe.wait("Review 2/2")
        probe.send("HHa")
        probe.wait("into Backlog")
        probe.send("esc")
        probe.wait_gone("into Backlog")
        assert state(board).seq == 5, "four moves"
        probe.send("LHa")
        probe.wait("into Backlog")
        probe.send("esc")
        probe.wait_gone("into Backlog")
        quit(probe)
    assert state(board).card(1).column == "backlog"  # type: ignore[union-attr]
    assert state(board).seq == 7


def test_a_line_typed_with_its_key_is_a_card_or_a_filter_and_no_command(board: Path) -> None:
    with screen(board) as probe:
        probe.send("/ldap", "enter")
        probe.wait("1 of 5")
        probe.wait("▌ 3 Migrate")
        assert state(board).seq == 1, "a filter is no change"
        probe.send("esc")
        probe.wait_gone("1 of 5")
        probe.send("aDeliver cables", "enter")
        probe.wait("6 Deliver cables")
        probe.send("aSecond", "enter")
        probe.wait("7 Second")
        quit(probe)
    assert state(board).seq == 3
    holds(board)


def test_a_menu_takes_what_was_typed_with_its_key(board: Path) -> None:
    with screen(board) as probe:
        probe.send("@omar", "enter")
        probe.wait("omar")
        probe.wait_gone("╰")
        probe.send("m3")
        probe.wait("Review 2/2")
        quit(probe)
    card = state(board).card(1)
    assert card is not None
    assert (card.owner, card.column) == ("omar", "review")


def test_a_comment_and_a_form_saved_in_the_same_breath_have_every_letter(board: Path) -> None:
    with screen(board) as probe:
        probe.send("C")
        probe.wait("Comment on 1")
        probe.send("Ready when you are", "ctrl+o")
        probe.wait_gone("Comment on 1")
        probe.send("e")
        probe.wait("O save")
        probe.send(" in rack 7", "ctrl+o")
        probe.wait_gone("O save")
        quit(probe)
    assert [comment.text for comment in state(board).comments("card", 1)] == ["Ready when you are"]
    assert state(board).card(1).title == "Replace core switch in rack 7"  # type: ignore[union-attr]
