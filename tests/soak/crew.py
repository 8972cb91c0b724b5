"""Starts the processes of a soak on one board, kills them at random moments, and starts others in their place."""

import mmap
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.soak.history import Log
from tests.soak.worker import Reader, Writer

WRITER, READER = "writer", "reader"
_LONGEST_PAUSE = 0.006
"""Seconds up to which a kill comes after the last entry seen: a few commits, so that any moment of one may be hit."""
_STUCK = 60.0


class Place(NamedTuple):
    """Where one board is, and the logs of those who use it."""

    board: Path
    journal: Path
    logs: Path


def make_place(folder: Path) -> Place:
    """Make an empty folder for a board and its logs."""
    folder.mkdir()
    (folder / "logs").mkdir()
    return Place(folder / "board.json", folder / "board.journal.jsonl", folder / "logs")


class Stuck(Exception):
    """Nobody wrote anything for a minute."""


class Crew:
    """The processes at work on one board. Each is forked from this one, which must have no threads."""

    def __init__(self, place: Place, seed: str) -> None:
        self._place = place
        self._seed = seed
        self._count = 0
        self._stop = mmap.mmap(-1, 1)
        self._roles: dict[int, str] = {}
        self.chance = random.Random(seed)
        self.kills = 0
        self.problems: list[str] = []

    def start(self, role: str) -> None:
        """Start one more process."""
        self._count += 1
        name, seed = f"{role}{self._count}", f"{self._seed}-{self._count}"
        self._roles[forked(lambda: self._work(role, name, random.Random(seed)))] = role

    def _work(self, role: str, name: str, chance: random.Random) -> None:
        boss = os.getppid()
        log = Log(str(self._place.logs / name))
        work = (Writer if role == WRITER else Reader)(str(self._place.board), log)
        work.run(lambda: not self._stop[0] and os.getppid() == boss, chance)

    def replace_one(self) -> None:
        """Kill one process, with SIGKILL, and start another like it."""
        pid = self.chance.choice(list(self._roles))
        role = self._roles[pid]
        os.kill(pid, signal.SIGKILL)
        self.kills += 1
        self._wait(pid)
        self.start(role)

    def await_an_entry(self, size: int) -> None:
        """Return when the journal is longer than `size`, and a little later. Raises Stuck."""
        deadline = time.monotonic() + _STUCK
        while self.size() <= size:
            if time.monotonic() > deadline:
                raise Stuck(f"nothing was written for {_STUCK:.0f} s")
            time.sleep(0.001)

    def pause(self) -> None:
        """Wait up to some commits."""
        time.sleep(self.chance.uniform(0, _LONGEST_PAUSE))

    def size(self) -> int:
        """Bytes of the journal; -1 where there is none."""
        try:
            return self._place.journal.stat().st_size
        except FileNotFoundError:
            return -1

    def finish(self) -> None:
        """Tell all to stop when they have done what they are at, and wait for them."""
        self._stop[0] = 1
        while self._roles:
            self._wait(next(iter(self._roles)))

    def _wait(self, pid: int) -> None:
        role = self._roles.pop(pid)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        if status not in (0, -signal.SIGKILL):
            self.problems.append(f"a {role} (process {pid}) ended with {status}; what it said is above")


def forked(work: Callable[[], None]) -> int:
    """Do `work` in a process of its own, which says on stderr what went wrong and ends with 1; return its number."""
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        work()
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def killing(place: Place, seed: str, writers: int, readers: int, kills: int) -> Crew:
    """Let processes make a board and work on it, killing one again and again; between two kills something is written.

    The first kills don't wait for that: they may hit the making of the board.
    """
    crew = Crew(place, seed)
    try:
        for role in [WRITER] * writers + [READER] * readers:
            crew.start(role)
        for kill in range(kills):
            if kill >= writers:
                crew.await_an_entry(crew.size())
            crew.pause()
            crew.replace_one()
        crew.await_an_entry(crew.size())
    finally:
        crew.finish()
    return crew


def steady(place: Place, seed: str, writers: int, readers: int, seconds: float) -> Crew:
    """Let processes make a board and work on it for so long."""
    crew = Crew(place, seed)
    for role in [WRITER] * writers + [READER] * readers:
        crew.start(role)
    time.sleep(seconds)
    crew.finish()
    return crew
