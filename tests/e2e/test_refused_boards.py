"""Boards that can't be opened: a sentence, the right exit code, nothing changed."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.program import COMMAND, LIMIT, done, quit, screen, small_board, tuiboard
from tests.pty_probe import PtyProbe


def not_json(folder: Path) -> Path:
    board = folder / "team.json"
    board.write_text("this is no board")
    return board


def other_json(folder: Path) -> Path:
    board = folder / "team.json"
    board.write_text('{"name": "package", "version": 1}')
    return board


def empty_file(folder: Path) -> Path:
    board = folder / "team.json"
    board.touch()
    return board


def a_folder(folder: Path) -> Path:
    board = folder / "team.json"
    board.mkdir()
    return board


def a_fifo(folder: Path) -> Path:
    board = folder / "team.json"
    os.mkfifo(board)
    return board


def a_socket(folder: Path) -> Path:
    board = folder / "team.json"
    os.chdir(folder)  # an address of a socket is short
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("team.json")
    return board


def a_device(folder: Path) -> Path:
    return Path("/dev/null")


def journal_missing(folder: Path) -> Path:
    board = small_board(folder)
    done(board, "sync")
    board.with_suffix(".journal.jsonl").unlink()
    return board


def journal_is_a_fifo(folder: Path) -> Path:
    board = journal_missing(folder)
    os.mkfifo(board.with_suffix(".journal.jsonl"))
    return board


def journal_damaged(folder: Path) -> Path:
    board = small_board(folder)
    journal = board.with_suffix(".journal.jsonl")
    journal.write_bytes(journal.read_bytes().replace(b"Replace core", b"Replace c0re"))
    return board


def parent_is_a_file(folder: Path) -> Path:
    (folder / "file").write_text("")
    return folder / "file" / "team.json"


def loop_of_links(folder: Path) -> Path:
    board = folder / "team.json"
    board.symlink_to("other.json")
    (folder / "other.json").symlink_to("team.json")
    return board


def anyone_may_write(folder: Path) -> Path:
    board = small_board(folder)
    folder.chmod(0o777)
    return board


BAD, UNREACHABLE, UNSAFE = 65, 69, 73
CASES: dict[Callable[[Path], Path], int] = {
    not_json: BAD, other_json: BAD, empty_file: BAD, a_folder: BAD, a_fifo: BAD, a_socket: BAD, a_device: BAD,
    journal_missing: BAD,
    journal_is_a_fifo: BAD,
    journal_damaged: BAD, parent_is_a_file: UNREACHABLE, loop_of_links: BAD,
    anyone_may_write: UNSAFE,
}  # fmt: skip


def look(folder: Path) -> dict[str, object]:
    """Every file below a folder with its type, size and content."""
    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        content = path.read_bytes() if path.is_file() and not path.is_symlink() else None
        found[str(path)] = (path.lstat().st_mode, content)
    return found


@pytest.mark.parametrize("make", CASES, ids=lambda make: make.__name__)
def test_it_is_said_on_a_terminal_and_in_a_pipe_and_nothing_is_changed(
    own_world: Path, make: Callable[[Path], Path]
) -> None:
    folder = own_world / "place"
    folder.mkdir()
    board = make(folder)
    before = look(own_world)
    with PtyProbe([*COMMAND, "-b", str(board)], cols=200) as probe:
        code = probe.wait_exit(LIMIT)
        shown = probe.screen().strip()
        assert b"\x1b[?1049h" not in probe.raw
    listed = tuiboard("-b", board, "list")
    assert (code, listed.returncode) == (CASES[make], CASES[make]), shown + listed.stderr
    for said in (shown, listed.stderr.strip()):
        assert said.startswith("tuiboard: ")
        assert said.endswith(".")
        assert "Traceback" not in said
        assert board.name in said or board.parent.name in said
    assert look(own_world) == before


def test_a_journal_that_breaks_while_it_is_shown_is_said_and_the_board_stays(own_world: Path) -> None:
    board = small_board(own_world)
    with screen(board, cols=200) as probe:
        with open(board.with_suffix(".journal.jsonl"), "ab") as journal:
            journal.write(b'{"v":1,"nonsense":true}\n')
        shown = probe.wait("team.journal.jsonl is damaged: line 2")
        assert "Replace core switch" in shown
        probe.send("j")
        probe.wait("▌ 2 Label")
        quit(probe)
        assert "Traceback" not in probe.screen()
