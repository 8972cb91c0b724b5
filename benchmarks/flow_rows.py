"""The flow of a large board on the screen: how soon its first figures are there, and how soon those of the journal."""

import statistics

from rows import Bench, Row, ms
from terminal import NotSeen, Terminal

_CARDS, _ENTRIES = 10_000, 100_000
_MOST = 0.3
"""Seconds from the key to the first figures."""
_FIRST, _LATER = "half took", "came into work"
"""Of the first chart's sentence, and of that of one which needs the journal."""


def flow(bench: Bench) -> list[Row]:
    """The key `6` on a board whose cards were moved 100,000 times within the window, beside one with 1,000 moves."""
    first: dict[int, list[float]] = {_CARDS: [], 100: []}
    whole: dict[int, list[float]] = {_CARDS: [], 100: []}
    boards = {
        _CARDS: bench.boards.with_moves(_CARDS, _ENTRIES),
        100: bench.boards.with_moves(100, 1_000),
    }
    for _ in range(bench.runs(5, 2)):
        for cards, board in boards.items():
            with Terminal([*bench.tuiboard, "-b", board], bench.env, 80, 24) as terminal:
                terminal.until_written("Backlog")
                terminal.drain(1.0)
                sent = terminal.send("6")
                first[cards].append(_seen(terminal, _FIRST) - sent)
                terminal.send("jjj")
                whole[cards].append(_seen(terminal, _LATER) - sent)
    mine, other = statistics.median(first[_CARDS]), statistics.median(first[100])
    later, later_other = statistics.median(whole[_CARDS]), statistics.median(whole[100])
    return [
        Row(f"flow view: key to first figures, {_ENTRIES:,} entries", ms(mine),
            f"{ms(other)} at 100 cards", f"slowest {ms(max(first[_CARDS]))}", f"≤ {ms(_MOST)}", mine <= _MOST),
        Row("  until what the journal tells of twelve weeks", ms(later), f"{ms(later_other)} at 1,000 entries",
            f"slowest {ms(max(whole[_CARDS]))}", "–", None),
    ]  # fmt: skip


def _seen(terminal: Terminal, words: str) -> float:
    terminal.until_written(words)
    there = terminal.replay(lambda shown: words in shown)
    if there is None:
        raise NotSeen(f"“{words}” did not come:\n{terminal.shown()}")
    return there
