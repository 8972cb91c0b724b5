"""However the program ends, the terminal is as before and the board is whole."""

import signal
from pathlib import Path

import pytest

from tests.e2e.program import done, holds, quit, screen, small_board, state
from tests.e2e.wire import taken_apart
from tests.pty_probe import PtyProbe

MODES = {"1049": "l", "25": "h", "1000": "l", "1003": "l", "1006": "l", "1015": "l", "2004": "l", "1004": "l", "7": "h"}
"""Private modes and how a shell expects them: no alternate screen, a cursor, no mouse, no bracketed paste, wrapping."""


@pytest.fixture
def board(own_world: Path) -> Path:
    return small_board(own_world)


def is_restored(probe: PtyProbe) -> None:
    """Assert that what was switched on was switched off again, in the last word about each mode."""
    said: dict[str, str] = {}
    raw = probe.raw.decode("utf-8", "replace")
    for mode in MODES:
        last = max(raw.rfind(f"\x1b[?{mode}h"), raw.rfind(f"\x1b[?{mode}l"))
        if last >= 0:
            said[mode] = raw[last + 3 + len(mode)]
    assert said == {mode: MODES[mode] for mode in said}
    assert "1049" in said
    after = raw[raw.rfind("\x1b[?1049l") :]
    assert not taken_apart(after.encode()).text.strip(), after


def test_q_ends_at_once_and_leaves_no_word(board: Path) -> None:
    with screen(board, anew=True) as probe:
        quit(probe)
        is_restored(probe)
    holds(board)


def test_a_change_right_before_q_is_on_the_disk(board: Path) -> None:
    with screen(board, anew=True) as probe:
        probe.send("L", "q")
        assert probe.wait_exit() == 0, "it waits for the change, and the change for it"
    assert state(board).column_cards("doing") == [3, 1]
    holds(board)


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_signal_ends_it_as_q_does(board: Path, name: str) -> None:
    with screen(board, anew=True) as probe:
        probe.send("L")
        probe.wait("Moved 1")
        probe.kill(getattr(signal, name))
        assert probe.wait_exit() in (0, 128 + getattr(signal, name), -getattr(signal, name))
        is_restored(probe)
    assert state(board).column_cards("doing") == [3, 1]
    holds(board)


def test_q_ends_it_while_the_details_are_being_read(board: Path) -> None:
    with screen(board, cols=200) as probe:
        probe.send("j", "k", "j", "q")
        assert probe.wait_exit() == 0


def test_ctrl_c_typed_by_mistake_does_not_end_it(board: Path) -> None:
    with screen(board) as probe:
        probe.send("ctrl+c")
        probe.send("L")
        probe.wait("Moved 1")
        quit(probe)


def test_a_terminal_that_goes_away_ends_the_program(board: Path) -> None:
    with screen(board, anew=True) as probe:
        probe.hang_up()
        assert probe.wait_exit() in (0, -signal.SIGHUP, 128 + signal.SIGHUP)
    holds(board)


def test_killed_in_the_middle_of_work_the_journal_opens(board: Path) -> None:
    with screen(board) as probe:
        probe.send("L")
        probe.wait("Moved 1")
        probe.send(*"HLHLHLHLHLHLHL")
        probe.kill(signal.SIGKILL)
        assert probe.wait_exit() == -signal.SIGKILL
    holds(board)
    seq = state(board).seq
    assert seq >= 2
    done(board, "move", 1, "review")
    assert state(board).seq == seq + 1
    with screen(board) as probe:
        probe.wait("Review 2/2")
        quit(probe)
