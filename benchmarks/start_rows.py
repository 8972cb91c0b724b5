"""From the start of the program to the first painted card, and the memory it then has."""

import statistics
import time
from collections.abc import Sequence

from boards import FIRST_TITLE
from label_app import LABEL
from rows import Bench, Row, compared, interleaved, times
from terminal import NotSeen, Terminal

_SHOWN = FIRST_TITLE[:10]
"""The beginning of the title, as much as fits in a narrow column."""
_SETTLED = 1.0
"""Seconds without output after which a program has finished starting."""
_MOST = {100: 1.6, 10_000: 2.0, 100_000: 5.0}


def start(bench: Bench, cards: int) -> list[Row]:
    """Start on a board with so many cards, beside the label app."""
    argv = [*bench.tuiboard, "-b", bench.boards.copy(cards)]
    found = interleaved(
        bench.runs(11, 3),
        {
            "label": lambda: first_painted(bench, bench.label_app, LABEL),
            "ours": lambda: first_painted(bench, argv, _SHOWN),
        },
    )
    what = f"start to first painted card, {cards:,} cards"
    return [compared(what, found["ours"], found["label"], "label app", _MOST[cards])]


def first_painted(bench: Bench, argv: Sequence[str], text: str) -> float:
    """Seconds from starting a program to `text` on its screen."""
    with Terminal(argv, bench.env) as terminal:
        terminal.until_written(text)
        terminal.drain(0.05)
        seen = terminal.replay(lambda screen: text in screen)
        if seen is None:
            raise NotSeen(f"{text!r} was written but is not on the screen:\n{terminal.shown()}")
        return seen - terminal.started


def memory(bench: Bench) -> list[Row]:
    """Resident memory with 10,000 cards, beside the label app."""
    board = bench.boards.copy(10_000)
    label: list[int] = []
    ours: list[int] = []
    for _ in range(bench.runs(5, 2)):
        label.append(_memory(bench, bench.label_app, LABEL))
        ours.append(_memory(bench, [*bench.tuiboard, "-b", board], _SHOWN))
    mine, other = statistics.median(ours), statistics.median(label)
    return [
        Row("resident memory, 10,000 cards", f"{mine / 2**20:.0f} MiB", f"{other / 2**20:.0f} MiB label app",
            times(mine / other), "≤ 2.5×", mine / other <= 2.5)
    ]  # fmt: skip


def _memory(bench: Bench, argv: Sequence[str], text: str) -> int:
    with Terminal(argv, bench.env) as terminal:
        terminal.until_written(text)
        terminal.drain(_SETTLED)
        time.sleep(0.2)
        return terminal.memory
