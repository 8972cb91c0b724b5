"""`notices`, as a login script calls it."""

from pathlib import Path

from tests.cli.conftest import Shell
from tuiboard.engine.ports import Actor


def as_omar(board: Shell) -> Shell:
    other = Shell(board.clock)
    other.actor = Actor(board.actor.uid + 1, "omar", {})
    return other


def test_a_login_script_prints_what_is_new_once(board: Shell, own_world: Path) -> None:
    omar = as_omar(board)
    omar.done("edit", "2", "owner=ana")
    omar.done("comment", "4", "over to @ana\x1b[2J")
    before = Path("tuiboard.journal.jsonl").read_bytes()
    lines = board.done("notices", "--mark-read").lines
    assert lines == [
        "2026-03-11 09:00  omar mentions you on 4 “Firewall rule audit”: “over to @ana␛[2J”",
        "2026-03-11 09:00  omar gave you 2 “Label patch panels”",
    ]
    assert board.done("notices").out == ""
    assert board.done("notices", terminal=80).err == "Nothing new concerns you.\n"
    assert board.done("notices", "--all").lines == lines
    assert Path("tuiboard.journal.jsonl").read_bytes() == before
    omar.done("block", "2", "no key")
    new = board.done("notices", "--json").json
    assert [(one["what"], one["key"], one["read"], one["who"], one["seq"]) for one in new] == [
        ("blocked", "2", False, "omar", new[0]["seq"])
    ]
    assert [one["read"] for one in board.done("notices", "--all", "--json").json] == [False, True, True]


def test_another_board_has_notices_of_its_own(board: Shell) -> None:
    as_omar(board).done("edit", "2", "owner=ana")
    board.done("notices", "--mark-read")
    board.done("-b", "other.json", "init")
    as_omar(board).done("-b", "other.json", "add", "Look here @ana")
    assert board.done("-b", "other.json", "notices").lines == ["2026-03-11 09:00  omar gave you 1 “Look here”"]
