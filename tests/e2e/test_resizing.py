"""A terminal whose size changes while the board is shown."""

import re
from pathlib import Path

import pytest

from tests.e2e.program import leave, quit, screen, small_board
from tests.pty_probe import PtyProbe


def whole(probe: PtyProbe, cols: int, rows: int) -> str:
    """Wait until the board fills the terminal: header on the first line, footer on the last."""

    def fills(shown: str) -> bool:
        lines = shown.splitlines()
        return (
            len(lines) == rows
            and lines[0].startswith(" Network")
            and lines[2].startswith("▌ 1 Replace")
            and lines[-1].rstrip().endswith("? help")
        )

    shown = probe.wait_until(fills, f"the board at {cols}x{rows}")
    assert all(len(line) <= cols for line in shown.splitlines())
    return shown


@pytest.fixture
def board(own_world: Path) -> Path:
    return small_board(own_world)


def test_the_board_is_whole_again_after_every_resize_and_after_many_in_a_row(board: Path) -> None:
    with screen(board) as probe:
        for cols, rows in ((200, 60), (80, 24), (30, 8), (200, 60), (30, 8), (80, 24)):
            probe.resize(cols, rows)
            whole(probe, cols, rows)
            (probe.wait if cols > 80 else probe.wait_gone)("2026-03-13")  # the details come and go with the width
        probe.resize(120, 24)
        probe.wait("2026-03-13")
        for step in range(40):
            probe.resize(30 + 4 * step, 8 + step)
        probe.resize(80, 24)
        whole(probe, 80, 24)
        quit(probe)


OPENED = (("e", "O save"), ("?", "Keys"), ("m", "Move 1"), ("d", "Due of 1"), ("a", "into Backlog"), ("/", "5 cards"))


def test_what_is_open_lives_through_a_resize_and_can_be_left(board: Path) -> None:
    with screen(board) as probe:
        for keys, there in OPENED:
            probe.send(keys)
            probe.wait(there)
            for cols, rows in ((30, 8), (200, 60), (80, 24)):
                probe.resize(cols, rows)
                if cols > 80:
                    probe.wait_until(lambda shown: max(map(len, shown.splitlines())) > 100, "the wide board")
            # Leaving a dialog while a size is still on its way can leave Textual with the size before.
            probe.wait_until(
                lambda shown, there=there: shown.startswith(" Network") and re.search(there, shown) is not None,  # type: ignore[misc]
                f"{there} in 80x24",
            )
            leave(probe, there)
            whole(probe, 80, 24)
        quit(probe)
