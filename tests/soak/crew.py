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
from tests.soak.worker import Reader, Tearing, Watched, Writer

WRITER, READER, TEARING = "writer", "reader", "torn"
_TORN_ONE_IN = 5
_FIRST_WRITES = 6
"""Among its first writes a writer has lines of the journal and a new `board.json`, whose temporary file is torn too."""
_LONGEST_PAUSE = 0.006
"""Seconds up to which a kill comes after the last entry seen: a few commits, so that any moment of one may be hit."""
_STUCK = 30.0
"""Seconds after which what is waited for is given up."""


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
    """What was waited for does not come."""


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

    def start(self, role: str, tear_at: int = 0) -> int:
        """Start one more process and return its number; `tear_at` says which write is to be torn, from 0."""
        self._count += 1
        name, seed = f"{role}{self._count}", f"{self._seed}-{self._count}"
        pid = forked(lambda: self._work(role, name, random.Random(seed), tear_at))
        self._roles[pid] = role
        return pid

    def _work(self, role: str, name: str, chance: random.Random, tear_at: int) -> None:
        boss = os.getppid()
        board, log = str(self._place.board), Log(str(self._place.logs / name))
        if role == READER:
            work: Reader | Writer = Reader(board, log)
        else:
            work = Writer(board, log, Tearing(tear_at, chance) if role == TEARING else Watched())
        work.run(lambda: not self._stop[0] and os.getppid() == boss, chance)

    def tear_one(self, at: int) -> None:
        """Start a writer that is killed in the middle of its write number `at`, from 0, and wait for that."""
        pid = self.start(TEARING, at)
        self._until(lambda: has_ended(pid))
        self.kills += 1
        self._wait(pid)

    def replace_one(self) -> None:
        """Kill one process, with SIGKILL, and start another like it."""
        pid = self.chance.choice(list(self._roles))
        role = self._roles[pid]
        os.kill(pid, signal.SIGKILL)
        self.kills += 1
        self._wait(pid)
        self.start(role)

    def await_an_entry(self, size: int) -> None:
        """Return when the journal is longer than `size`. Raises Stuck."""
        self._until(lambda: self.size() > size)

    def _until(self, is_so: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _STUCK
        while not is_so():
            if any(map(has_failed, self._roles)):
                raise Stuck("a process that was not killed has ended")
            if time.monotonic() > deadline:
                raise Stuck(f"nothing happened for {_STUCK:.0f} s")
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
        deadline = time.monotonic() + _STUCK
        for pid, role in list(self._roles.items()):
            while not has_ended(pid):
                if time.monotonic() > deadline:
                    self.problems.append(f"a {role} (process {pid}) did not end within {_STUCK:.0f} s")
                    os.kill(pid, signal.SIGKILL)
                    break
                time.sleep(0.001)
            self._wait(pid)

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
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # ^C is for the one that started it, which stops the others
        work()
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def has_ended(pid: int) -> bool:
    """True for a child that has ended, and was not waited for."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def has_failed(pid: int) -> bool:
    """True for a child that has ended by itself with an error, and was not waited for."""
    ended = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    return ended is not None and ended.si_code == os.CLD_EXITED and ended.si_status != 0


def killing(place: Place, seed: str, writers: int, readers: int, kills: int) -> Crew:
    """Let processes make a board and work on it, killing one again and again; between two kills something is written.

    The first kills don't wait for that: they may hit the making of the board; the very first tears its first line.
    """
    crew = Crew(place, seed)
    try:
        crew.tear_one(0)
        for role in [WRITER] * writers + [READER] * readers:
            crew.start(role)
        while crew.kills < kills:
            if crew.kills > writers:
                crew.await_an_entry(crew.size())
            if crew.chance.randrange(_TORN_ONE_IN) == 0:
                crew.tear_one(crew.chance.randrange(_FIRST_WRITES))
            else:
                crew.pause()
                crew.replace_one()
        crew.await_an_entry(crew.size())
    except Stuck as error:
        crew.problems.append(str(error))
    finally:
        crew.finish()
    return crew


def steady(place: Place, seed: str, writers: int, readers: int, seconds: float) -> Crew:
    """Let processes make a board and work on it for so long."""
    crew = Crew(place, seed)
    try:
        for role in [WRITER] * writers + [READER] * readers:
            crew.start(role)
        time.sleep(seconds)
    finally:
        crew.finish()
    return crew
