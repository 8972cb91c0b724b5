"""Commits and openings, without a screen."""

import json
import os
import statistics
import subprocess
from collections.abc import Sequence
from typing import Any

from rows import Bench, Row, ms, times

_WRITERS = 4


_SIZES = (1_000, 10_000, 50_000)
_MOST_WAIT = 0.25
"""Seconds that a writer may wait for the lock beside three others."""


def commit(bench: Bench) -> list[Row]:
    """Commits to boards of three sizes, beside the least that a disk takes."""
    boards = [bench.boards.copy(cards) for cards in _SIZES]
    found = _result(bench, "commits", str(bench.runs(400, 60)), *boards)
    p50 = {name: statistics.median(seconds) for name, seconds in found.items()}
    small, middle, large = boards
    ratio, above = p50[large] / p50[small], p50[large] - p50["floor"]
    rows = [
        Row("commit p50, 50,000 cards", ms(p50[large]), f"{ms(p50[small])} at 1,000 cards", times(ratio),
            "≤ 1.3×", ratio <= 1.3),
        Row("  the same above the fsync floor", ms(p50[large]), f"{ms(p50['floor'])} append and fsync",
            f"+{ms(above)}", "≤ +3 ms", above <= 0.003),
        Row("  commit p50, 10,000 cards", ms(p50[middle]), f"{ms(p50[small])} at 1,000 cards",
            times(p50[middle] / p50[small]), "–", True),
    ]  # fmt: skip
    for cards, board in zip(_SIZES, boards, strict=True):
        p99 = ms(_p99(found[board]))
        rows.append(
            Row(f"  commit p99, {cards:,} cards", p99, f"{ms(_p99(found['floor']))} p99 of the floor", "–", "–", True)
        )
    return rows


def _p99(seconds: list[float]) -> float:
    """The nearest-rank 99th percentile."""
    return sorted(seconds)[-(-len(seconds) * 99 // 100) - 1]


def opening(bench: Bench) -> list[Row]:
    """Opening a board whose snapshot is far behind its journal."""
    board = bench.boards.with_tail(50_000, 20_000)
    found = [_result(bench, "open", board) for _ in range(bench.runs(7, 3))]
    median = statistics.median(found)
    return [
        Row(
            "opening 50,000 cards with 20,000 entries to apply",
            ms(median),
            "–",
            f"slowest {ms(max(found))}",
            "≤ 1500 ms",
            median <= 1.5,
        )
    ]


def rate(bench: Bench) -> list[Row]:
    """Four processes that add cards at once, beside four that insert into TinyDB behind a lock."""
    seconds = 5.0 if not bench.quick else 2.0
    board = bench.boards.copy(10_000)
    plain = os.path.join(os.path.dirname(board), "plain.json")
    with open(bench.boards.board(10_000), encoding="utf-8") as file:
        cards = json.load(file)["cards"]
    with open(plain, "w", encoding="utf-8") as file:
        json.dump({"cards": cards}, file)
    theirs = _together(bench, ["tinydb", plain, f"{seconds * 2:g}"])[0] / (seconds * 2)
    count, wait = _together(bench, ["add", board, f"{seconds:g}"])
    ours = count / seconds
    with open(plain, encoding="utf-8") as file:
        inserted = len(json.load(file)["cards"]) - 10_000
    if inserted != round(theirs * seconds * 2):
        raise RuntimeError(f"The reference lost inserts: {inserted} are there.")
    ratio = ours / theirs
    return [
        Row(f"commits a second, {_WRITERS} processes, 10,000 cards", f"{ours:.0f}/s", f"{theirs:.1f}/s locked TinyDB",
            times(ratio), "≥ 100×", ratio >= 100),
        Row("  longest wait for the lock", ms(wait), "–", "–", "≤ 250 ms", wait <= _MOST_WAIT),
    ]  # fmt: skip


def _together(bench: Bench, task: Sequence[str]) -> tuple[int, float]:
    """Start the writers, let them begin at once, and return the sum of what they did and the longest wait."""
    writers = [
        subprocess.Popen(bench.worker(*task), env=bench.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(_WRITERS)
    ]
    for writer in writers:
        assert writer.stdout is not None
        writer.stdout.readline()
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("\n")
        writer.stdin.flush()
    told = [json.loads(writer.communicate()[0]) for writer in writers]
    return sum(count for count, _ in told), max(wait for _, wait in told)


def _result(bench: Bench, *task: str) -> Any:
    told = subprocess.run(
        bench.worker(*task), env=bench.env, stdin=subprocess.DEVNULL, capture_output=True, check=True
    ).stdout
    return json.loads(told)
