"""The log of a long journal on the screen: how soon it is there, and how soon another page of it."""

import statistics

from rows import Bench, Row, ms
from terminal import NotSeen, Terminal

_ENTRIES = 200_000
_MOST = 0.5
"""Seconds from the key to the newest rows."""
_MOST_PAGE = 0.1
"""Seconds from the key to another page: what is felt as at once."""
_QUIET = 0.5


def log(bench: Bench) -> list[Row]:
    """The log of a board with 200,000 entries beside one with 50: to its newest rows, page by page, and to its end."""
    opening: dict[int, list[float]] = {_ENTRIES: [], 50: []}
    pages: list[float] = []
    ends: list[float] = []
    boards = {_ENTRIES: bench.boards.with_history(1_000, _ENTRIES), 50: bench.boards.copy(100)}
    for _ in range(bench.runs(5, 2)):
        for entries, board in boards.items():
            with Terminal([*bench.tuiboard, "-b", board], bench.env, 80, 24) as terminal:
                terminal.until_written("Backlog")
                terminal.drain(_QUIET * 2)
                sent = terminal.send("7")
                newest = _lines(board)
                terminal.until_written(f"{newest}  ")
                there = terminal.replay(lambda shown, newest=newest: f"{newest}  " in shown)
                if there is None:
                    raise NotSeen(f"The log did not come:\n{terminal.shown()}")
                opening[entries].append(there - sent)
                terminal.drain(_QUIET)
                if entries != _ENTRIES:
                    continue
                for _ in range(10):
                    pages.append(_seconds(terminal, "\x1b[6~"))
                ends += [_seconds(terminal, "G"), _seconds(terminal, "g")]
    mine, other, page, end = (statistics.median(times) for times in (opening[_ENTRIES], opening[50], pages, ends))
    return [
        Row(f"log view of {_ENTRIES:,} entries", ms(mine), f"{ms(other)} at 50 entries",
            f"slowest {ms(max(opening[_ENTRIES]))}", f"≤ {ms(_MOST)}", mine <= _MOST),
        Row("  another page of it", ms(page), "–", f"slowest {ms(max(pages))}", f"≤ {ms(_MOST_PAGE)}",
            page <= _MOST_PAGE),
        Row("  its first and its last entry", ms(end), "–", f"slowest {ms(max(ends))}", f"≤ {ms(_MOST_PAGE)}",
            end <= _MOST_PAGE),
    ]  # fmt: skip


def _lines(board: str) -> int:
    with open(board.removesuffix(".json") + ".journal.jsonl", "rb") as journal:
        return sum(1 for _ in journal)


def _seconds(terminal: Terminal, key: str) -> float:
    """From a key to the last byte of what it shows."""
    sent = terminal.send(key)
    return terminal.until_quiet(0.1)[-1].at - sent
