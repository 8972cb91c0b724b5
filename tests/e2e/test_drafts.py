"""However the program ends in the middle of a sentence, the sentence is there next time, the terminal as before."""

import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.program import Terminal, holds, quit, screen, small_board, state
from tests.e2e.test_ending import is_restored
from tests.pty_probe import PtyProbe

OFFERED = "ended while you were typing"


@pytest.fixture
def board(own_world: Path) -> Path:
    return small_board(own_world)


def type_into(probe: PtyProbe, key: str, there: str, text: str) -> None:
    probe.send(key)
    probe.wait(there)
    probe.send(text)
    probe.wait(text)


def recorded_next_time(board: Path, text: str, take: str) -> None:
    """Open the board anew, go on with what is offered, and have it recorded."""
    with screen(board, until=OFFERED) as probe:
        probe.send("enter")
        probe.wait_gone(OFFERED)
        probe.wait(text)
        probe.send(take)
        probe.wait_gone(f"│.*{text}|^ *Add ")
        quit(probe)
    holds(board)


def hang_up(probe: Terminal) -> None:
    probe.hang_up()


ENDINGS: dict[str, Callable[[Terminal], None]] = {
    "SIGHUP": lambda probe: probe.kill(signal.SIGHUP),
    "SIGTERM": lambda probe: probe.kill(signal.SIGTERM),
    "SIGKILL": lambda probe: probe.kill(signal.SIGKILL),
    "lost connection": hang_up,
}
FORMS = {
    "SIGHUP": ("e", "O save", "quite half", "ctrl+o"),
    "SIGTERM": ("a", "into Backlog", "Order cabl", "enter"),
    "SIGKILL": ("b", "What blocks 1", "no spare pa", "enter"),
    "lost connection": ("C", "Comment on 1", "It arrives on", "ctrl+o"),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_was_being_typed_is_offered_next_time(board: Path, ending: str) -> None:
    key, there, text, take = FORMS[ending]
    with screen(board) as probe:
        # Killed at once, the program may have shown a letter that is not on the disk yet: one more is typed.
        type_into(probe, key, there, f"{text}z" if ending == "SIGKILL" else text)
        ENDINGS[ending](probe)
        probe.wait_exit()
        if ending in ("SIGHUP", "SIGTERM"):
            is_restored(probe)
    assert state(board).seq == 1
    recorded_next_time(board, text, take)
    assert state(board).seq == 2


CRASHING = """
import sys
from tuiboard.tui.dialogs.text_editor import TextEditor
TextEditor.action_take = lambda self: {}["nothing here"]
from tuiboard.cli.main import entry
entry()
"""


def test_a_mistake_in_the_program_gives_the_terminal_back_says_a_sentence_and_loses_no_word(
    board: Path, own_world: Path
) -> None:
    with Terminal([sys.executable, "-c", CRASHING, "-b", str(board)]) as probe:
        probe.wait(r"\? help")
        type_into(probe, "C", "Comment on 1", "It arrives on")
        probe.send("ctrl+o")
        assert probe.wait_exit() == 70
        raw = probe.raw.decode()
        after = raw[raw.rfind("\x1b[?1049l") :]
        assert "Something went wrong, and the screen had to close. The details are in" in " ".join(after.split())
        assert "Traceback" not in raw
        assert "nothing here" not in raw
    assert "KeyError: 'nothing here'" in (own_world / "state" / "tuiboard" / "log").read_text()
    recorded_next_time(board, "It arrives on", "ctrl+o")
    assert [comment.text for comment in state(board).comments("card", 1)] == ["It arrives on"]
