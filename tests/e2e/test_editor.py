"""The body in the person's own editor."""

import os
import stat
from pathlib import Path

import pytest

from tests.e2e.program import holds, quit, screen, small_board, state


@pytest.fixture
def board(own_world: Path) -> Path:
    return small_board(
        own_world,
        [{"title": "Write it down; $(touch pwned) `touch pwned`", "body": "first line\n"}, {"title": "Other"}],
    )


def script(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o700)
    return path


def test_an_editor_changes_the_body_on_a_private_file_without_a_shell(board: Path, own_world: Path) -> None:
    note = own_world / "seen note"
    lines = (
        f"""stat -c '%a %n' "$3" > '{note}'""",
        f"""stat -c '%a' "$(dirname "$3")" >> '{note}'""",
        f"""echo "$#|$1|$2" >> '{note}'""",
        'echo second line >> "$3"',
    )
    editor = script(own_world, "my editor", "\n".join(lines))
    with screen(board, env={"VISUAL": f"'{editor}' --flag '$(touch pwned); *'"}) as probe:
        probe.send("E")
        probe.wait("Set body on 1")
        quit(probe)
    mode, folder_mode, words = note.read_text().splitlines()
    assert mode.startswith("600 ")
    assert folder_mode == "700"
    assert words == "3|--flag|$(touch pwned); *"
    assert not os.path.exists(mode.partition(" ")[2]), "the file was left behind"
    assert not (own_world / "pwned").exists()
    card = state(board).card(1)
    assert card is not None
    assert card.body == "first line\nsecond line\n"
    holds(board)


def test_the_editor_has_the_terminal_to_itself_and_the_board_comes_back_whole(board: Path, own_world: Path) -> None:
    editor = script(
        own_world,
        "editor",
        'stty -a | grep -q " icanon" && printf "EDITOR IS HERE"; read answer; echo "$answer" >> "$1"',
    )
    with screen(board, env={"EDITOR": str(editor)}) as probe:
        probe.send("E")
        probe.wait("EDITOR IS HERE")
        probe.send("typed there\n")
        probe.wait("Set body on 1")
        shown = probe.wait("Backlog 2")
        assert "EDITOR IS HERE" not in shown
        probe.send("j")
        probe.wait("▌ 2 Other")
        quit(probe)
    card = state(board).card(1)
    assert card is not None
    assert "typed there" in card.body


@pytest.mark.parametrize(
    ("editor", "said"),
    [
        ("/nowhere/editor", "/nowhere/editor can't be run: No such file"),
        ("/etc/passwd", "/etc/passwd can't be run: Permission denied"),
        ("'half", "can't be split into words"),
        ("false", "ended with status 1"),
        ("\x1b]0;PWNED\x07", "can't be run"),
    ],
)
def test_an_editor_that_cant_be_used_is_said_and_nothing_changes(board: Path, editor: str, said: str) -> None:
    with screen(board, cols=150, env={"EDITOR": editor}) as probe:
        probe.send("E")
        probe.wait(said)
        assert b"\x1b]0;" not in probe.raw
        probe.send("j")
        probe.wait("▌ 2 Other")
        quit(probe)
    assert state(board).seq == 1


@pytest.mark.parametrize("editor", ["", "   "])
def test_an_empty_editor_is_no_editor(board: Path, editor: str, own_world: Path) -> None:
    """Then VISUAL, EDITOR and vi are tried in turn; here vi is the one of the test."""
    folder = own_world / "bin"
    folder.mkdir()
    script(folder, "vi", 'echo by vi >> "$1"')
    env = {"VISUAL": editor, "EDITOR": editor, "PATH": f"{folder}:{os.environ['PATH']}"}
    with screen(board, env=env) as probe:
        probe.send("E")
        probe.wait("Set body on 1")
        quit(probe)
    card = state(board).card(1)
    assert card is not None
    assert "by vi" in card.body


def test_a_text_saved_as_it_was_is_no_change(board: Path) -> None:
    with screen(board, env={"EDITOR": "true"}) as probe:
        probe.send("E")
        probe.send("j")
        probe.wait("▌ 2 Other")
        quit(probe)
    assert state(board).seq == 1


def test_an_editor_that_writes_no_text_loses_nothing(board: Path, own_world: Path) -> None:
    editor = script(own_world, "editor", 'printf "\\377\\376\\000" > "$1"')
    with screen(board, env={"EDITOR": str(editor)}) as probe:
        probe.send("E")
        probe.wait("not text|UTF-8|as it was")
        probe.send("j")
        probe.wait("▌ 2 Other")
        quit(probe)
    assert state(board).card(1).body == "first line\n"  # type: ignore[union-attr]


def test_an_editor_that_removes_the_file_loses_nothing(board: Path, own_world: Path) -> None:
    editor = script(own_world, "editor", 'rm "$1"')
    with screen(board, env={"EDITOR": str(editor)}) as probe:
        probe.send("E")
        probe.wait("as it was|gone|can't be read")
        probe.send("j")
        probe.wait("▌ 2 Other")
        quit(probe)
    assert state(board).card(1).body == "first line\n"  # type: ignore[union-attr]


def test_nothing_is_left_in_the_temporary_folder(board: Path, own_world: Path) -> None:
    folder = own_world / "tmp"
    folder.mkdir()
    with screen(board, env={"EDITOR": "false", "TMPDIR": str(folder)}) as probe:
        probe.send("E")
        probe.wait("ended with status")
        quit(probe)
    assert not list(folder.iterdir())
    assert stat.S_ISDIR(folder.stat().st_mode)
