"""Keys on a board that is open: how soon something comes, how much of it, and when it is all there."""

import os
import re
import statistics
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from boards import COLUMNS, FIRST_TITLE
from rows import Bench, Row, ms, times
from terminal import NotSeen, Piece, Terminal

_SHOWN = FIRST_TITLE[:10]
_STEP_QUIET = 0.08
"""Seconds without output after which the answer to a key is complete; the details wait longer than that."""
_LONG_QUIET = 0.5
_MOVE_QUIET = 0.25
"""Twice this is less than the second of rest after which a large board's snapshot is written."""
_REST = 1.0
"""Seconds after which, with the quiet before, a move meets the writing of the snapshot."""
_PAGE = 8
"""Cursor steps that stay inside the page of 24 lines, from the first card."""
_WORD = "switch"
_WEEKDAYS = "mtwtf"
"""What stands above the bars as soon as there are any."""


@contextmanager
def opened(bench: Bench, cards: int, cols: int = 80, rows: int = 24) -> Iterator[tuple[Terminal, str]]:
    """A board of its own, open and at rest, and its path."""
    board = bench.boards.copy(cards)
    with Terminal([*bench.tuiboard, "-b", board], bench.env, cols, rows) as terminal:
        terminal.until_written(_SHOWN)
        terminal.drain(_LONG_QUIET * 2)
        yield terminal, board


def _answer(terminal: Terminal, keys: str, quiet: float = _STEP_QUIET) -> tuple[float, float, int]:
    """Type; return the seconds to the first byte and to the last one, and how many bytes came."""
    sent = terminal.send(keys)
    pieces = terminal.until_quiet(quiet)
    return pieces[0].at - sent, pieces[-1].at - sent, _size(pieces)


def _size(pieces: list[Piece]) -> int:
    return sum(len(piece.data) for piece in pieces)


def _page_keys(rounds: int) -> Iterator[str]:
    for _ in range(rounds):
        yield from "j" * _PAGE + "k" * _PAGE


def cursor(bench: Bench) -> list[Row]:
    """A cursor key with 10,000 cards beside 100, and the bytes that it sends."""
    large: list[float] = []
    small: list[float] = []
    sizes: list[int] = []
    with opened(bench, 10_000) as (many, _), opened(bench, 100) as (few, _):
        for key in _page_keys(bench.runs(6, 2)):
            first, _, size = _answer(many, key)
            large.append(first)
            sizes.append(size)
            small.append(_answer(few, key)[0])
    mine, other = statistics.median(large), statistics.median(small)
    ratio = mine / other
    return [
        Row("cursor key to first byte, 10,000 cards", ms(mine), f"{ms(other)} at 100 cards", times(ratio),
            "≤ 1.3×, ≤ 20 ms", ratio <= 1.3 and mine <= 0.020),
        _bytes_row("bytes sent per cursor step, 80×24", sizes),
    ]  # fmt: skip


def _bytes_row(what: str, sizes: list[int]) -> Row:
    median = statistics.median(sizes)
    return Row(what, f"{median:.0f} B", "–", f"most {max(sizes)} B", "≤ 800 B", median <= 800)


def wide(bench: Bench) -> list[Row]:
    """Bytes of a cursor step beside the details, and those of the details, which follow once the cursor rests."""
    sizes: list[int] = []
    panels: list[int] = []
    rests: list[float] = []
    with opened(bench, 10_000, 120, 40) as (terminal, _):
        for key in _page_keys(bench.runs(2, 1)):
            sent = terminal.send(key)
            sizes.append(_size(terminal.until_quiet(_STEP_QUIET)))
            panel = terminal.until_quiet(_LONG_QUIET)
            panels.append(_size(panel))
            rests.append(panel[-1].at - sent)
    return [
        _bytes_row("bytes sent per cursor step, 120×40", sizes),
        Row("  the details that follow after a rest", f"{statistics.median(panels):.0f} B", "–",
            f"{ms(statistics.median(rests))} after the key", "–", None),
    ]  # fmt: skip


def register(bench: Bench) -> list[Row]:
    """A cursor key in the register with 2,000 risks beside 100, and the bytes that it sends."""
    large: list[float] = []
    small: list[float] = []
    sizes: list[int] = []
    with _register(bench, 2_000) as many, _register(bench, 100) as few:
        for key in _page_keys(bench.runs(6, 2)):
            first, _, size = _answer(many, key)
            large.append(first)
            sizes.append(size)
            small.append(_answer(few, key)[0])
    mine, other = statistics.median(large), statistics.median(small)
    ratio = mine / other
    return [
        Row("cursor key in the register, 2,000 risks", ms(mine), f"{ms(other)} at 100 risks", times(ratio),
            "≤ 1.3×, ≤ 20 ms", ratio <= 1.3 and mine <= 0.020),
        _bytes_row("bytes sent per cursor step in the register", sizes),
    ]  # fmt: skip


@contextmanager
def _register(bench: Bench, risks: int) -> Iterator[Terminal]:
    """The register of a board of its own, open and at rest."""
    board = bench.boards.with_risks(100, risks)
    with Terminal([*bench.tuiboard, "-b", board], bench.env, 80, 24) as terminal:
        terminal.until_written(_SHOWN)
        terminal.drain(_LONG_QUIET)
        terminal.send("2")
        terminal.until_written("P80")
        terminal.drain(_LONG_QUIET * 2)
        yield terminal


def priorities(bench: Bench) -> list[Row]:
    """A cursor key in the ranked list of 10,000 cards beside 100, and the bytes that it sends."""
    large: list[float] = []
    small: list[float] = []
    sizes: list[int] = []
    with _priorities(bench, 10_000) as many, _priorities(bench, 100) as few:
        for key in _page_keys(bench.runs(6, 2)):
            first, _, size = _answer(many, key)
            large.append(first)
            sizes.append(size)
            small.append(_answer(few, key)[0])
    mine, other = statistics.median(large), statistics.median(small)
    ratio = mine / other
    return [
        Row("cursor key in the priorities, 10,000 cards", ms(mine), f"{ms(other)} at 100 cards", times(ratio),
            "≤ 1.3×, ≤ 20 ms", ratio <= 1.3 and mine <= 0.020),
        _bytes_row("bytes sent per cursor step in the priorities", sizes),
    ]  # fmt: skip


@contextmanager
def _priorities(bench: Bench, cards: int) -> Iterator[Terminal]:
    """The priorities of a board of its own, open and at rest; tall enough that the steps stay inside the page."""
    with opened(bench, cards, 80, 34) as (terminal, _):
        terminal.send("3")
        terminal.until_written("Do now ")
        terminal.drain(_LONG_QUIET * 2)
        yield terminal


def timeline(bench: Bench) -> list[Row]:
    """The timeline of 10,000 cards: its first bars, a cursor key, and dates that are tried out."""
    first: list[float] = []
    steps: list[float] = []
    sizes: list[int] = []
    tried: list[float] = []
    for _ in range(bench.runs(4, 1)):
        with opened(bench, 10_000) as (terminal, _):
            sent = terminal.send("5")
            terminal.until_written(_WEEKDAYS)
            first.append(time.monotonic() - sent)
            terminal.drain(_LONG_QUIET * 2)
            for key in _page_keys(1):
                answered, _, size = _answer(terminal, key)
                steps.append(answered)
                sizes.append(size)
            sent = terminal.send(")")
            terminal.until_written("Nothing else")
            tried.append(time.monotonic() - sent)
            terminal.drain(_LONG_QUIET)
    shown, step = statistics.median(first), statistics.median(steps)
    return [
        Row("timeline of 10,000 cards, key to first bars", ms(shown), "–", f"slowest {ms(max(first))}", "≤ 300 ms",
            shown <= 0.3),
        Row("  cursor key in it", ms(step), "–", f"slowest {ms(max(steps))}", "≤ 20 ms", step <= 0.020),
        _bytes_row("  bytes sent per cursor step", sizes),
        Row("  a date tried out, key to what it would do", ms(statistics.median(tried)), "–",
            f"slowest {ms(max(tried))}", "–", None),
    ]  # fmt: skip


def move(bench: Bench) -> list[Row]:
    """Moving a card to the next column and back: from the key to the board as it is then, on the disk too."""
    large: list[float] = []
    small: list[float] = []
    waiting: list[float] = []
    with opened(bench, 10_000) as (many, many_board), opened(bench, 100) as (few, few_board):
        before = _lines(many_board), _lines(few_board)
        for key in "LH" * bench.runs(10, 3):
            large.append(_answer(many, key, _MOVE_QUIET)[1])
            small.append(_answer(few, key, _MOVE_QUIET)[1])
        for key in "LH" * bench.runs(3, 1):
            time.sleep(_REST)
            waiting.append(_answer(many, key, _MOVE_QUIET)[1])
        moved = _lines(many_board) - before[0], _lines(few_board) - before[1]
    if moved != (len(large) + len(waiting), len(small)):
        raise NotSeen(f"{len(large) + len(waiting)} and {len(small)} moves were asked for, and {moved} recorded")
    mine, other = statistics.median(large), statistics.median(small)
    return [
        Row("moving a card, key to repainted board, 10,000 cards", ms(mine), f"{ms(other)} at 100 cards",
            times(mine / other), "≤ 2×", mine / other <= 2),
        Row("  the same while the snapshot is written", ms(statistics.median(waiting)), "–",
            f"slowest {ms(max(waiting))}", "–", None),
    ]  # fmt: skip


def _journal(board: str) -> str:
    return board.removesuffix(".json") + ".journal.jsonl"


def _lines(board: str) -> int:
    with open(_journal(board), "rb") as journal:
        return sum(1 for _ in journal)


def search(bench: Bench) -> list[Row]:
    """The filter line with 10,000 cards: from a letter to the board that shows only what matches."""
    found: list[float] = []
    with opened(bench, 10_000) as (terminal, _):
        for _ in range(bench.runs(5, 2)):
            _answer(terminal, "/", 0.3)
            found += [_answer(terminal, letter, 0.3)[1] for letter in _WORD]
            if not re.search(r"[1-9]\d* of 10000 match", terminal.shown()):
                raise NotSeen(f"The filter did not show what matches:\n{terminal.shown()}")
            _answer(terminal, "\x1b", 0.3)
    median = statistics.median(found)
    return [
        Row("search keystroke to filtered board, 10,000 cards", ms(median), "–", f"slowest {ms(max(found))}", "≤ 50 ms",
            median <= 0.050)
    ]  # fmt: skip


def others(bench: Bench) -> list[Row]:
    """Another process moves the second card away: from its line in the journal to a screen without the card."""
    found: list[float] = []
    with opened(bench, 10_000) as (terminal, board):
        for _ in range(bench.runs(7, 3)):
            second = _second_card(terminal.shown())
            found.append(_seen(bench, terminal, board, second))
            terminal.drain(_LONG_QUIET)
    slowest = max(found)
    return [
        Row("another process's change on the screen", ms(statistics.median(found)), "–", f"slowest {ms(slowest)}",
            "≤ 500 ms", slowest <= 0.5)
    ]  # fmt: skip


def _second_card(screen: str) -> str:
    """The id of the second card in the first column."""
    ids = re.findall(r"^[ ▌]\s*(\d+) \S", screen, re.MULTILINE)
    return ids[1]


def _seen(bench: Bench, terminal: Terminal, board: str, card: str) -> float:
    journal = _journal(board)
    size = os.path.getsize(journal)
    done = COLUMNS[-1][0]
    first = re.compile(rf"^[ ▌]\s*{card} \S", re.MULTILINE)
    with subprocess.Popen(
        [*bench.tuiboard, "-b", board, "move", card, done], env=bench.env, stdout=subprocess.DEVNULL
    ) as mover:
        while os.path.getsize(journal) == size:
            if mover.poll():
                raise NotSeen(f"`tuiboard move {card} {done}` failed with {mover.returncode}")
            terminal.read(0.001)
        written = time.monotonic()
        while time.monotonic() < written + 2:
            terminal.read(0.1)
    seen = terminal.replay(lambda screen: not first.search(screen))
    if seen is None:
        raise NotSeen(f"Card {card} was moved by another process, and stays on the screen:\n{terminal.shown()}")
    return max(seen - written, 0.0)
