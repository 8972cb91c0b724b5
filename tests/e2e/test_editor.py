"""The body in the person's own editor."""

import os
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
        ("'half", "can't be split into words"),
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


def test_whatever_an_editor_does_to_its_file_nothing_is_lost_and_nothing_is_left_behind(
    board: Path, own_world: Path
) -> None:
    """One editor that does another thing each time it is called."""
    folder = own_world / "tmp"
    folder.mkdir()
    editor = own_world / "editor"
    ways = (
        ("is not to be run", "", "./editor can't be run: Permission denied"),
        ("writes no text", 'printf "\\377\\376\\000" > "$1"', "not text in UTF-8"),
        ("fails", "exit 1", "ended with status 1"),
        ("removes the file", 'rm "$1"', "The editor left no file"),
        ("saves the text as it was", "true", None),
    )
    with screen(board, cols=200, env={"EDITOR": "./editor", "TMPDIR": str(folder)}) as probe:
        for way, lines, said in ways:
            script(own_world, "editor", lines)
            if not lines:
                editor.chmod(0o600)
            probe.send("E")
            if said is None:
                probe.wait_until(
                    lambda _: b"\x1b[?1049h" in probe.raw_since_send, "the board to have the terminal again"
                )
            else:
                probe.wait(said)
            probe.send("j")
            probe.wait("▌ 2 Other")
            assert not list(folder.iterdir()), f"an editor that {way} leaves something"
            now = state(board)
            assert now.seq == 1, f"an editor that {way} changes the board"
            assert now.card(1).body == "first line\n", way  # type: ignore[union-attr]
            probe.send("k")
            probe.wait("▌ 1 Write")
        quit(probe)
