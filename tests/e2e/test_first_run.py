"""The first run on a machine without a board, by keyboard, at 80x24."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.program import done, holds, quit, screen, state
from tests.engine.exchange.samples import THREE, a_board, a_card
from tests.pty_probe import PtyProbe

WAYS = "3  Start with an empty board"


@pytest.fixture
def own_board(own_world: Path) -> Path:
    """Where the person's own board will be."""
    return own_world / "data" / "tuiboard" / "board.json"


@pytest.fixture
def welcome(own_world: Path) -> Iterator[PtyProbe]:
    with screen(until=WAYS, anew=True) as probe:
        yield probe


def test_the_welcome_offers_three_ways_and_says_where_the_board_will_be(welcome: PtyProbe, own_board: Path) -> None:
    shown = welcome.screen()
    assert "1  Look at the demo board" in shown
    assert "2  Import a board" in shown
    assert str(own_board)[-40:] in shown.replace("\n", "")
    assert "q quit" in shown
    quit(welcome)
    assert not own_board.parent.exists()


def test_an_empty_board_says_what_to_press(welcome: PtyProbe, own_board: Path) -> None:
    welcome.send("3")
    shown = welcome.wait("No cards yet")
    assert "a adds a card here" in shown
    assert all(name in shown for name in ("Backlog", "Doing", "Review"))
    welcome.send("a")
    welcome.wait("into Backlog")
    welcome.send("First card", "enter")
    welcome.wait("1 First card")
    quit(welcome)
    assert [card.title for card in state(own_board).cards()] == ["First card"]
    holds(own_board)


def test_the_demo_opens_by_arrows_and_enter_and_makes_nothing_of_ones_own(welcome: PtyProbe, own_board: Path) -> None:
    welcome.send("down", "up", "enter")
    welcome.wait("Northport")
    quit(welcome)
    assert not own_board.exists()


def test_a_trello_file_becomes_the_board(welcome: PtyProbe, own_board: Path, own_world: Path) -> None:
    (own_world / "trello.json").write_text(
        json.dumps(a_board(THREE, [a_card(1, "Order cables", "to do"), a_card(2, "Patch", "done")]))
    )
    welcome.send("down", "enter")
    welcome.wait("path of the file")
    welcome.send("~/trello.json", "enter")
    shown = welcome.wait("Order cables")
    assert "In Progress" in shown
    quit(welcome)
    assert sorted(card.title for card in state(own_board).cards()) == ["Order cables", "Patch"]
    assert "Order cables" in done(own_board, "list")


CUT = json.dumps(a_board(THREE, [a_card(1, "Order cables", "to do")])).encode()[:-20]
ASTRAY = json.dumps(a_board(THREE, [a_card(1, "Order cables", "nowhere")])).encode()
BROKEN = {
    "no file": (None, "There is no file"),
    "damaged": (b"\x00\xff\xfe nothing", "broken.json: .*NUL"),
    "cut off": (CUT, "broken.json: .*not JSON"),
    "another kind": (b'{"some": "thing"}', "broken.json: .*neither a Trello board"),
    "a wrong card": (ASTRAY, r"broken.json: cards\[0\].idList"),
}


def test_a_file_that_cant_be_imported_is_named_and_nothing_is_made(
    welcome: PtyProbe, own_board: Path, own_world: Path
) -> None:
    broken = own_world / "broken.json"
    welcome.send("2")
    welcome.wait("path of the file")
    welcome.send(broken.name)
    for case, (content, wrong) in BROKEN.items():
        if content is not None:
            broken.write_bytes(content)
        welcome.send("enter")
        welcome.wait(wrong)
        assert not any(names for _, _, names in os.walk(own_board.parent)), case
    welcome.send("esc")
    welcome.wait_gone("^. *broken.json  ")
    quit(welcome)


def test_a_board_in_a_folder_that_is_not_there_says_so_and_makes_nothing(own_world: Path) -> None:
    with screen(own_world / "nowhere" / "team.json", until=WAYS) as probe:
        probe.send("3")
        probe.wait("There is no folder")
        quit(probe)
    assert not (own_world / "nowhere").exists()
