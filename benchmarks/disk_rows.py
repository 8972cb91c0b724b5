"""Commits and openings, without a screen."""

import json
import os
import statistics
import subprocess
from collections.abc import Sequence
from typing import Any

from rows import Bench, Row, ms, times

_WRITERS = 4


def commit(bench: Bench) -> list[Row]:
    """A commit with 50,000 cards beside one with 1,000, and beside the least that a disk takes."""
    boards = bench.boards.copy(50_000), bench.boards.copy(1_000)
    found = _result(bench, "commits", *boards, str(bench.runs(400, 60)))
    ratio, above = found["large"] / found["small"], found["large"] - found["floor"]
    return [
        Row("commit p50, 50,000 cards", ms(found["large"]), f"{ms(found['small'])} at 1,000 cards", times(ratio),
            "≤ 1.3×", ratio <= 1.3),
        Row("  the same above the fsync floor", ms(found["large"]), f"{ms(found['floor'])} append and fsync",
            f"+{ms(above)}", "≤ +3 ms", above <= 0.003),
    ]  # fmt: skip


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
    theirs = _together(bench, ["tinydb", plain, f"{seconds * 2:g}"]) / (seconds * 2)
    ours = _together(bench, ["add", board, f"{seconds:g}"]) / seconds
    with open(plain, encoding="utf-8") as file:
        inserted = len(json.load(file)["cards"]) - 10_000
    if inserted != round(theirs * seconds * 2):
        raise RuntimeError(f"The reference lost inserts: {inserted} are there.")
    ratio = ours / theirs
    return [
        Row(f"commits a second, {_WRITERS} processes, 10,000 cards", f"{ours:.0f}/s", f"{theirs:.1f}/s locked TinyDB",
            times(ratio), "≥ 100×", ratio >= 100)
    ]  # fmt: skip


def _together(bench: Bench, task: Sequence[str]) -> int:
    """Start the writers, let them begin at once, and return the sum of what they did."""
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
    return sum(int(writer.communicate()[0]) for writer in writers)


def _result(bench: Bench, *task: str) -> Any:
    told = subprocess.run(
        bench.worker(*task), env=bench.env, stdin=subprocess.DEVNULL, capture_output=True, check=True
    ).stdout
    return json.loads(told)
