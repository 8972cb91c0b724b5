"""What the environment says of the terminal is heeded on the wire."""

import re
from pathlib import Path

import pytest

from tests.e2e.program import COMMAND, leave, quit, screen, small_board, tuiboard
from tests.e2e.wire import Written, taken_apart
from tests.pty_probe import PtyProbe

PLAIN = {"0", "1", "2", "3", "4", "7", "21", "22", "23", "24", "27", "39", "49"}
"""SGR: reset, bold, dim, italic, underline, reverse, the ends of these, and the terminal's own two colours."""
SIXTEEN = {*map(str, (*range(30, 38), *range(40, 48), *range(90, 98), *range(100, 108)))}
CARDS = [
    {"title": "Größe prüfen – “zitiert” → 漢字 ✓", "column": "backlog", "owner": "maria",
     "due": "2026-03-13", "value": 5,
     "tags": ["größe"], "body": "# Über\n\n* eins\n* zwei → drei\n\n| a | b |\n|---|---|\n| ä | ß |\n\n`ü`",
     "checklist": [{"text": "Prüfen…", "done": True}]},
    {"title": "Blocked", "column": "doing",
     "blocked": {"reason": "wartet auf Müller", "since": "2026-03-10T09:00:00Z"}},
    *({"title": f"Task {number}", "column": "review"} for number in range(30)),
]  # fmt: skip
SURFACES = (
    ("enter", "esc leave"),
    ("e", "O save"),
    ("m", "Move 1"),
    ("t", "Tags of"),
    ("d", "Due of 1"),
    ("?", "scroll"),
    (":", "Open the card"),
    ("C", "Comment on"),
)


@pytest.fixture
def board(own_world: Path) -> Path:
    return small_board(own_world, CARDS)


def walked(board: Path, env: dict[str, str], *words: str, frame: str = "╰") -> Written:
    """What is written while the board, its dialogs and the log are shown."""
    with screen(board, *words, env=env) as probe:
        for keys, there in SURFACES:
            probe.send(keys)
            probe.wait(there)
            leave(probe, there, frame)
        probe.send("space")
        probe.wait("1 selected")
        probe.send("7")
        probe.wait("imported 32")
        probe.send("1")
        probe.wait("1 selected")
        probe.send("z")
        probe.wait("4 lines")
        quit(probe)
        return taken_apart(probe.raw)


def assert_ascii(wire: Written) -> None:
    assert wire.text.isascii(), sorted(set(wire.text) - set(map(chr, range(128))))
    assert not any(sequence.startswith("byte") for sequence in wire.sequences)
    assert "Grosse prufen" in wire.text or "Gro?e prufen" in wire.text or "Gr" in wire.text


def mouse(wire: Written) -> set[str]:
    return {sequence for sequence in wire.sequences if re.fullmatch(r"CSI \?10(00|02|03|05|06|15)h", sequence)}


def test_in_ascii_and_no_color_every_surface_is_ascii_and_leaves_bold_and_reverse_and_no_colour(board: Path) -> None:
    wire = walked(board, {"LANG": "C", "NO_COLOR": "1"}, frame="+---")
    assert_ascii(wire)
    assert wire.colours <= PLAIN
    assert "1" in wire.colours
    assert "7" in wire.colours


def test_on_the_console_of_linux_every_surface_is_ascii_in_16_colours(board: Path) -> None:
    wire = walked(board, {"TERM": "linux", "COLORTERM": ""}, frame="+---")
    assert_ascii(wire)
    assert wire.colours <= PLAIN | SIXTEEN
    assert wire.colours & SIXTEEN


def test_over_ssh_where_colorterm_is_lost_every_surface_works_in_256_colours(board: Path) -> None:
    ssh = {"SSH_CONNECTION": "10.0.0.1 2 10.0.0.2 22", "SSH_TTY": "/dev/pts/1"}
    wire = walked(board, {**ssh, "COLORTERM": "", "TERM": "xterm-256color"})
    assert wire.colours <= PLAIN | SIXTEEN | {"38;5", "48;5"}
    assert "38;5" in wire.colours


@pytest.mark.parametrize(
    ("env", "words"), [({"LC_ALL": "de_CH.ISO-8859-1"}, ()), ({"LC_ALL": "C"}, ()), ({}, ("--ascii",))]
)
def test_whatever_asks_for_ascii_gets_it(board: Path, env: dict[str, str], words: tuple[str, ...]) -> None:
    with screen(board, *words, env=env) as probe:
        probe.send("e")
        probe.wait("O save")
        leave(probe, "O save", "+---")
        quit(probe)
        assert_ascii(taken_apart(probe.raw))


def test_16_colours_where_the_terminal_has_no_more(board: Path) -> None:
    with screen(board, env={"COLORTERM": "", "TERM": "xterm"}) as probe:
        probe.send("e")
        probe.wait("O save")
        colours = taken_apart(probe.raw).colours
    assert colours <= PLAIN | SIXTEEN
    assert colours & SIXTEEN


def test_an_empty_no_color_is_none_and_the_mouse_is_taken(board: Path) -> None:
    with screen(board, env={"NO_COLOR": ""}) as probe:
        wire = taken_apart(probe.raw)
    assert "38;2" in wire.colours
    assert mouse(wire)


def test_no_mouse_leaves_the_mouse_to_the_terminal(board: Path) -> None:
    with screen(board, "--no-mouse") as probe:
        quit(probe)
        assert not mouse(taken_apart(probe.raw))


def test_a_dumb_terminal_gets_the_plain_list_and_a_sentence(board: Path) -> None:
    with PtyProbe([*COMMAND, "-b", str(board)], env={"TERM": "dumb", "COLORTERM": ""}) as probe:
        assert probe.wait_exit() == 0
        assert b"\x1b" not in probe.raw
        assert "Blocked" in probe.screen() or "Task 29" in probe.screen()
        assert re.search(r"(printed|can't show|plain).*\.", probe.screen())


def test_without_a_terminal_the_cards_are_printed_and_a_sentence_says_why(board: Path) -> None:
    result = tuiboard("-b", board)
    assert result.returncode == 0
    assert "Task 29" in result.stdout
    assert "\x1b" not in result.stdout
    assert result.stderr.count("\n") == 1
    assert "no terminal" in result.stderr


def test_a_theme_that_is_not_there_is_said_and_a_window_of_one_cell_does_no_harm(board: Path) -> None:
    with screen(board, "--theme", "nosuch", cols=160) as probe:
        probe.wait("nosuch")
        probe.resize(1, 1)
        probe.resize(80, 24)
        probe.wait(r"\? help")
        probe.send("m")
        probe.wait("Move 1")
        leave(probe, "Move 1")
        quit(probe)
