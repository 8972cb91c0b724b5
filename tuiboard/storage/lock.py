"""The lock that writers of a board take in turn.

It is `flock` on a file that is never unlinked. A waiter asks again for a few milliseconds, in which most writers are
done, and then blocks in the kernel: to go on asking would let faster writers starve it (4 s waits measured, against
92 ms). It blocks in a thread of its own, so that the wait can be given up. `lockf` is not used: it loses the lock when
any descriptor of the file closes.
"""

import os
import pwd
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from fcntl import LOCK_EX, LOCK_NB, LOCK_UN

from tuiboard.domain.text import visible
from tuiboard.storage.place import make_file, open_file
from tuiboard.storage.system import System

NAMED_AFTER = 1.0
"""Seconds of waiting after which the holder is named."""
GIVEN_UP_AFTER = 10.0
"""Seconds of waiting after which the lock is given up."""

_ASKED_AGAIN = 20
_PAUSE = 0.0002
"""Seconds between two askings; starting a thread and waking up from the kernel takes as long."""
_HOLDER_LENGTH = 200
_NOBODY = b" " * (_HOLDER_LENGTH - 1) + b"\n"
_SOMEONE = "someone"


class Lock:
    """An exclusive lock between processes; within one process callers take turns themselves.

    `on_wait` is called with the holder's name once the wait has taken `named_after` seconds.
    """

    def __init__(
        self, path: str, system: System, named_after: float = NAMED_AFTER, on_wait: Callable[[str], None] | None = None
    ) -> None:
        self._path = path
        self._system = system
        self._named_after = named_after
        self._on_wait = on_wait
        self._fd: int | None = None
        self._myself = b""

    def acquire(self, given_up_after: float = GIVEN_UP_AFTER) -> str:
        """Take the lock and return an empty text, or the holder's name after `given_up_after` seconds.

        Raises OSError where the lock file can't be used, StoreError where it is no file.
        """
        deadline = time.monotonic() + given_up_after
        while True:
            fd = self._file()
            holder = self._take(fd, deadline)
            if holder:
                return holder
            try:
                if self._is_current(fd):
                    self._sign(fd)
                    return ""
            except BaseException:
                self.close()
                raise
            self.close()  # someone replaced the lock file while we waited: what we hold protects nothing

    def release(self) -> None:
        """Give the lock up."""
        if self._fd is not None:
            with suppress(OSError):  # a name that is left there is wrong, and harmless
                self._system.write_at(self._fd, _NOBODY, 0)
            try:
                self._system.flock(self._fd, LOCK_UN)
            except OSError:
                self.close()  # closing gives it up as well

    def close(self) -> None:
        """Give the lock up and close its file."""
        if self._fd is not None:
            fd, self._fd = self._fd, None
            self._system.close(fd)

    def holder(self) -> str:
        """Who has the lock: "ana (process 4711 on build1)"; a program that isn't tuiboard leaves no name."""
        if self._fd is None:
            return _SOMEONE
        text = self._system.read(self._fd, _HOLDER_LENGTH, 0).decode("utf-8", "replace").strip()
        return visible(text, _HOLDER_LENGTH) or _SOMEONE

    def _file(self) -> int:
        while self._fd is None:
            try:
                self._fd = open_file(self._system, self._path, os.O_RDWR)
            except FileNotFoundError:
                try:
                    self._fd = make_file(self._system, self._path, os.O_RDWR)
                except FileExistsError:
                    continue  # another process made it just now
        return self._fd

    def _take(self, fd: int, deadline: float) -> str:
        """Take the lock and return an empty text, or give up at `deadline` and return the holder's name."""
        for _ in range(_ASKED_AGAIN):
            try:
                self._system.flock(fd, LOCK_EX | LOCK_NB)
                return ""
            except BlockingIOError:
                time.sleep(_PAUSE)
        waiter = _Waiter(self._system, fd)
        waiter.start()
        try:
            holder = self._wait(waiter, deadline)
        except BaseException:
            if not self._leave(waiter):
                self.close()
            raise
        if holder and self._leave(waiter):
            return holder
        if waiter.error is not None:
            raise waiter.error
        return ""

    def _leave(self, waiter: "_Waiter") -> bool:
        if not waiter.give_up():
            return False
        self._fd = None  # the waiter's now, which closes it
        return True

    def _wait(self, waiter: "_Waiter", deadline: float) -> str:
        left = deadline - time.monotonic()
        if waiter.finished.wait(min(self._named_after, left)):
            return ""
        holder = self.holder()
        if self._on_wait is not None:
            self._on_wait(holder)
        return "" if waiter.finished.wait(max(deadline - time.monotonic(), 0)) else holder

    def _is_current(self, fd: int) -> bool:
        try:
            return os.path.samestat(self._system.stat(self._path), self._system.fstat(fd))
        except FileNotFoundError:
            return False

    def _sign(self, fd: int) -> None:
        if not self._myself:
            self._myself = _myself()
        # Only information for the others: on a full disk, say, the lock holds all the same.
        with suppress(OSError):
            self._system.write_at(fd, self._myself, 0)


class _Waiter(threading.Thread):
    """Blocks until it has the lock. Once given up on, it closes the descriptor as soon as it gets it."""

    def __init__(self, system: System, fd: int) -> None:
        super().__init__(name="tuiboard-lock", daemon=True)
        self.finished = threading.Event()
        self.taken = False
        self.error: OSError | None = None
        self._system = system
        self._fd = fd
        self._given_up = False
        self._turn = threading.Lock()

    def run(self) -> None:
        try:
            self._system.flock(self._fd, LOCK_EX)
        except OSError as error:
            self.error = error
        with self._turn:
            if self._given_up:
                self._system.close(self._fd)
            else:
                self.taken = self.error is None
        self.finished.set()

    def give_up(self) -> bool:
        """Leave the descriptor to this thread; False where it has the lock (or an error) already."""
        with self._turn:
            self._given_up = not self.taken and self.error is None
            return self._given_up


def _myself() -> bytes:
    uid = os.getuid()
    try:
        user = pwd.getpwuid(uid).pw_name
    except KeyError:
        user = f"user {uid}"
    text = f"{user} (process {os.getpid()} on {os.uname().nodename})"
    return text.encode("utf-8", "replace")[: _HOLDER_LENGTH - 1].ljust(_HOLDER_LENGTH - 1) + b"\n"
