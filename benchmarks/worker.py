"""What is measured inside processes of its own; each prints one JSON value.

commits COUNT BOARD …                   seconds of so many commits to each board, and of the fsync floor beside the last
open BOARD                              seconds to open a board
add BOARD SECONDS                       waits for a line on stdin, adds cards for so long, prints how many and the
                                        longest wait for the lock
tinydb FILE SECONDS                     the same into a TinyDB file behind a lock
"""

import fcntl
import gc
import json
import os
import random
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from boards import card
from tinydb import TinyDB

from tuiboard import wiring
from tuiboard.domain.commands import AddCards, EditCards
from tuiboard.domain.refusal import Refusal
from tuiboard.engine.session import Session


def main(task: str, path: str, *rest: str) -> object:
    """Carry out a task and return what it found."""
    if task == "commits":
        return commits(int(path), rest)
    if task == "open":
        return opening(path)
    return adding(path, float(rest[0])) if task == "add" else tinydb_adding(path, float(rest[0]))


def opening(path: str) -> float:
    """Seconds from nothing to an open board; without the collector, as the program does it."""
    gc.disable()
    started = time.perf_counter()
    wiring.open_session(path)
    return time.perf_counter() - started


def commits(count: int, boards: Sequence[str]) -> dict[str, list[float]]:
    """Commit to each board, and append and fsync a line of the same size in the folder of the last, in turn."""
    sessions = {board: wiring.open_session(board) for board in boards}
    chance = random.Random(1)
    found: dict[str, list[float]] = {board: [] for board in (*boards, "floor")}
    floor = os.open(os.path.join(os.path.dirname(boards[-1]), "floor"), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for number in range(count):
        for name, session in sessions.items():
            command = EditCards([chance.randrange(1, 1001)], {"effort": float(number % 90 + 1)})
            started = time.perf_counter()
            _done(session, command)
            found[name].append(time.perf_counter() - started)
        line = b"x" * _last_line_size(boards[-1])
        started = time.perf_counter()
        os.write(floor, line)
        os.fsync(floor)
        found["floor"].append(time.perf_counter() - started)
    return found


def _last_line_size(board: str) -> int:
    with open(board.removesuffix(".json") + ".journal.jsonl", "rb") as journal:
        journal.seek(-2000, os.SEEK_END)
        return len(journal.read().splitlines()[-1]) + 1


def _done(session: Session, command: AddCards | EditCards) -> None:
    outcome = session.dispatch(command)
    if isinstance(outcome, Refusal):
        raise RuntimeError(outcome.text)


def _fields(chance: random.Random, now: datetime) -> dict[str, object]:
    fields = card(2, chance, now)
    return {name: fields[name] for name in ("title", "owner", "due", "tags", "value", "checklist") if name in fields}


def adding(path: str, seconds: float) -> tuple[int, float]:
    """Add cards to the board, one after the other."""
    session = wiring.open_session(path)
    waits = _timed_lock(session)
    chance, now = random.Random(os.getpid()), datetime.now(UTC)
    end = _started() + seconds
    count = 0
    while time.monotonic() < end:
        _done(session, AddCards([_fields(chance, now)]))
        count += 1
    return count, max(waits)


def _timed_lock(session: Session) -> list[float]:
    """Note how long each taking of the lock takes."""
    lock = session.store._lock  # type: ignore[attr-defined]
    acquire, waits = lock.acquire, [0.0]

    def timed(given_up_after: float) -> str:
        started = time.perf_counter()
        holder: str = acquire(given_up_after)
        waits.append(time.perf_counter() - started)
        return holder

    lock.acquire = timed
    return waits


def tinydb_adding(path: str, seconds: float) -> tuple[int, float]:
    """Insert into a TinyDB file, which is read anew under the lock: its next id and cache know of one process only."""
    chance, now = random.Random(os.getpid()), datetime.now(UTC)
    end = _started() + seconds
    count = 0
    while time.monotonic() < end:
        with open(path + ".lock", "a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            with TinyDB(path) as database:
                database.table("cards").insert(_fields(chance, now))
        count += 1
    return count, 0.0


def _started() -> float:
    print("ready", flush=True)
    sys.stdin.readline()
    return time.monotonic()


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])), flush=True)
