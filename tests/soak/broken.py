"""Programs that are broken on purpose, in real processes: the soak's checker must find what each does.

`python -m tests.soak.broken FOLDER` runs each way to be broken on a board of its own below FOLDER. Nothing is left to
chance: a process says where it has got to and waits there until it is let go on.
"""

import os
import signal
import sys
from collections.abc import Callable
from fcntl import LOCK_UN
from pathlib import Path
from typing import Any

from tests.soak.crew import Place, forked, make_place
from tests.soak.history import Log
from tests.soak.worker import NamedStore, Watched, Writer
from tuiboard.domain.changes import Entry
from tuiboard.engine.ports import Outcome
from tuiboard.storage.file_store import Again


class Step:
    """A place where a process waits until it is let go on."""

    def __init__(self) -> None:
        self._reports = os.pipe()
        self._orders = os.pipe()

    def report(self, where: str) -> None:
        """In the process: say where it has got to."""
        os.write(self._reports[1], where.encode("ascii"))

    def wait(self, where: str) -> None:
        """In the process: say so, and wait."""
        self.report(where)
        os.read(self._orders[0], 1)

    def reached(self) -> str:
        """Return where the process has got to, once it is there."""
        return os.read(self._reports[0], 1).decode("ascii")

    def let_go(self) -> None:
        """Let the process go on."""
        os.write(self._orders[1], b".")


_TIMEOUT = 20
"""Seconds after which the system ends a process that waits for one that will never get there."""
AT_LOCK, AT_WRITE, IN_LINE = "f", "w", "l"


class Stepping(Watched):
    """Waits where a line is to be written, or where the lock is to be taken; with `locks` False it takes no lock."""

    def __init__(self, step: Step, where: str, locks: bool = True) -> None:
        super().__init__()
        self._step = step
        self._where = where
        self._locks = locks

    def flock(self, fd: int, operation: int) -> None:  # type: ignore[override]
        if operation != LOCK_UN and self._where == AT_LOCK:
            self._where = ""
            self._step.wait(AT_LOCK)
        if self._locks:
            super().flock(fd, operation)

    def write(self, fd: int, data: bytes) -> int:  # type: ignore[override]
        if self._where == AT_WRITE:
            self._where = ""
            self._step.wait(AT_WRITE)
        return super().write(fd, data)


class Stale(NamedStore):
    """Writes what was decided first, whatever others wrote in between."""

    def append(self, expected_seq: int, entry: Entry, again: Again = None) -> Outcome:
        return super().append(expected_seq, entry, lambda newer: entry)


class Repeating(NamedStore):
    """Writes everything once more, as if it could not know that the first time was a success."""

    def append(self, expected_seq: int, entry: Entry, again: Again = None) -> Outcome:
        super().append(expected_seq, entry, again)
        return super().append(expected_seq, entry, again)


class Hasty(Writer):
    """Acknowledges before anything is written."""

    def _begin(self, kind: str, asked: Any) -> str:
        operation = super()._begin(kind, asked)
        self._log.ok(operation, self.session.workspace.seq + 1, 0)
        return operation


class Dying(Watched):
    """Kills its process where it is to write."""

    def write(self, fd: int, data: bytes) -> int:  # type: ignore[override]
        os.kill(os.getpid(), signal.SIGKILL)
        return super().write(fd, data)


def counting(place: Place, name: str, system: Watched, step: Step | None = None, **broken: Any) -> int:
    """Start a process that counts one up, with a store or a writer that may be broken; return its number."""

    def work() -> None:
        signal.alarm(_TIMEOUT)
        make = broken.get("writer", Writer)
        waiting = {} if step is None else {"on_wait": lambda holder: step.report(IN_LINE), "named_after": 0.0}
        log = Log(str(place.logs / name))
        make(str(place.board), log, system, broken.get("store", NamedStore), **waiting).count()

    return forked(work)


def ended(*pids: int) -> None:
    """Wait for processes."""
    for pid in pids:
        os.waitpid(pid, 0)


def two_at_once(place: Place, locks: bool) -> None:
    """Hold a process where it is to write, start another, and let both go on one after the other.

    With the lock the other waits in line; without, it is at its write too, and has read what the first one read.
    """
    first, second = Step(), Step()
    one = counting(place, "one", Stepping(first, AT_WRITE, locks), first)
    assert first.reached() == AT_WRITE
    two = counting(place, "two", Stepping(second, AT_WRITE, locks), second)
    assert second.reached() == (IN_LINE if locks else AT_WRITE)
    first.let_go()
    ended(one)
    second.let_go()
    ended(two)


def sound(place: Place) -> None:
    """Not broken: what the others are measured by."""
    two_at_once(place, locks=True)


def without_lock(place: Place) -> None:
    """The lock is never taken."""
    two_at_once(place, locks=False)


def hasty(place: Place) -> None:
    """What is acknowledged is written later, and the process is killed in between."""
    ended(counting(place, "one", Dying(), writer=Hasty))


def stale(place: Place) -> None:
    """What was decided before another process wrote is written after it."""
    step = Step()
    one = counting(place, "one", Stepping(step, AT_LOCK), store=Stale)
    assert step.reached() == AT_LOCK
    ended(counting(place, "two", Watched()))
    step.let_go()
    ended(one)


def repeating(place: Place) -> None:
    """A write is tried again without a look whether it is there."""
    ended(counting(place, "one", Watched(), store=Repeating))


WAYS: dict[str, Callable[[Place], None]] = {
    "sound": sound, "without_lock": without_lock, "hasty": hasty, "stale": stale, "repeating": repeating
}  # fmt: skip


def main(folder: str) -> None:
    """Make a board for each way to be broken, and break it."""
    signal.alarm(_TIMEOUT)
    for name, way in WAYS.items():
        place = make_place(Path(folder) / name)
        ended(forked(lambda place=place: Writer(str(place.board), Log(str(place.logs / "maker")), Watched()).make()))
        way(place)


if __name__ == "__main__":
    main(sys.argv[1])
