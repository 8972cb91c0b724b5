"""The mouse, as a terminal reports it (SGR)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.program import holds, screen, small_board, state
from tests.pty_probe import PtyProbe

CARDS = [*({"title": f"Task {n:02}", "column": "backlog"} for n in range(1, 31)), {"title": "Other", "column": "doing"}]
PRESS, DRAG, WHEEL_UP, WHEEL_DOWN = 0, 32, 64, 65


def mouse(button: int, column: int, row: int, released: bool = False) -> str:
    """A report about a cell, counted from 0."""
    return f"\x1b[<{button};{column + 1};{row + 1}{'m' if released else 'M'}"


def at(probe: PtyProbe, words: str) -> tuple[int, int]:
    """Column and row of a text on the screen."""
    for row, line in enumerate(probe.screen().splitlines()):
        if words in line:
            return line.index(words), row
    raise AssertionError(f"{words} is not on the screen:\n{probe.screen()}")


@pytest.fixture
def board(own_world: Path) -> Path:
    return small_board(own_world, CARDS)


@pytest.fixture
def probe(board: Path) -> Iterator[PtyProbe]:
    with screen(board) as terminal:
        terminal.wait("▌ 1 Task 01")
        yield terminal


def test_a_click_puts_the_cursor_on_a_card_and_a_second_one_opens_it(probe: PtyProbe) -> None:
    probe.click(*at(probe, "Task 03"))
    probe.wait("▌ 3 Task 03")
    probe.wait_gone("▌ 1 Task 01")
    place = at(probe, "Other")
    probe.send(*(mouse(PRESS, *place) + mouse(PRESS, *place, released=True)) * 2)
    probe.wait("esc leave")
    assert "31 Other" in probe.screen()


def test_the_wheel_scrolls_the_column_under_it_and_leaves_the_cursor(probe: PtyProbe) -> None:
    column, row = at(probe, "Task 04")
    probe.send(mouse(WHEEL_DOWN, column, row) * 3)
    shown = probe.wait_gone("Task 01")
    assert "Task 04" in shown
    assert "Other" in shown
    probe.send(mouse(WHEEL_UP, column, row) * 3)
    probe.wait("▌ 1 Task 01")


def test_dragging_moves_a_card_to_another_column(probe: PtyProbe, board: Path) -> None:
    start, end = at(probe, "Task 02"), at(probe, "Other")
    probe.send(
        mouse(PRESS, *start), mouse(DRAG, start[0] + 5, start[1]), mouse(DRAG, *end), mouse(PRESS, *end, released=True)
    )
    probe.wait("Moved 2")
    assert state(board).column_cards("doing") == [31, 2]
    holds(board)


def test_a_drag_that_comes_back_moves_nothing(probe: PtyProbe, board: Path) -> None:
    start, end = at(probe, "Task 02"), at(probe, "Other")
    probe.send(mouse(PRESS, *start), mouse(DRAG, *end), mouse(DRAG, *start), mouse(PRESS, *start, released=True))
    probe.send("D")
    probe.wait("Archived 2")
    assert state(board).seq == 2, "the card was moved to where it stood"
