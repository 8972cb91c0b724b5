"""A program in a real pty, and the instant at which each piece of its output came; the screen is replayed afterwards.

Nothing is drawn while a program is measured: a terminal emulator in Python would take the processor away from it.
"""

import errno
import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import pyte

_UNDRAWN = re.compile(
    rb"\x1b\[[<>=][0-9;]*[A-Za-z]"  # private CSI: keyboard protocols, device attributes
    rb"|\x1b\[\??[0-9;]*\$[A-Za-z]"  # mode queries
    rb"|\x1b[P_^X].*?\x1b\\",  # DCS, APC, PM, SOS
    re.DOTALL,
)
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-9;<>=?$]*|[P_^X](?:[^\x1b]|\x1b(?!\\))*)?\Z")


class NotSeen(RuntimeError):
    """What was waited for did not come; the message shows the screen."""


class Piece(NamedTuple):
    """What one read returned; `at` in seconds of the monotonic clock."""

    at: float
    data: bytes


class Terminal:
    """One program in a pty; a context manager that leaves no process behind. Times: seconds of the monotonic clock."""

    def __init__(self, argv: Sequence[str], env: Mapping[str, str], cols: int = 80, rows: int = 24) -> None:
        self.pieces: list[Piece] = []
        self._drawn = 0
        self._rest = b""
        self._screen = pyte.Screen(cols, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._master, slave = os.openpty()
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
        self.started = time.monotonic()
        self._process = subprocess.Popen(
            argv, stdin=slave, stdout=slave, stderr=slave, env=env, start_new_session=True, preexec_fn=_take_terminal
        )
        os.close(slave)

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        os.close(self._master)

    @property
    def memory(self) -> int:
        """Resident bytes of the program."""
        told = subprocess.run(
            ["ps", "-o", "rss=", "-p", str(self._process.pid)], capture_output=True, check=True
        ).stdout
        return int(told) * 1024

    def send(self, keys: str) -> float:
        """Type; return the instant before."""
        now = time.monotonic()
        os.write(self._master, keys.encode())
        return now

    def read(self, limit: float) -> bool:
        """Read once, waiting at most `limit` seconds; False where nothing came."""
        if not select.select([self._master], [], [], max(limit, 0))[0]:
            return False
        try:
            data = os.read(self._master, 1 << 16)
        except OSError as error:
            if error.errno != errno.EIO:  # what Linux says once the program has gone
                raise
            data = b""
        if not data:
            raise NotSeen(f"The program ended. The screen:\n{self.shown()}")
        self.pieces.append(Piece(time.monotonic(), data))
        return True

    def until_quiet(self, quiet: float, limit: float = 60.0) -> list[Piece]:
        """Wait for output, then until none has come for `quiet` seconds; return the pieces."""
        first = len(self.pieces)
        if not self.read(limit):
            raise NotSeen(f"No output in {limit} s. The screen:\n{self.shown()}")
        while self.read(quiet):
            pass
        return self.pieces[first:]

    def drain(self, quiet: float) -> None:
        """Read until nothing has come for `quiet` seconds."""
        while self.read(quiet):
            pass

    def until_written(self, text: str, limit: float = 120.0) -> None:
        """Read until `text` is in the bytes, whatever the screen makes of them."""
        wanted, tail, done = text.encode(), b"", len(self.pieces)
        deadline = time.monotonic() + limit
        while True:
            for piece in self.pieces[done:]:
                tail += piece.data
            done = len(self.pieces)
            if wanted in tail:
                return
            tail = tail[-len(wanted) :]
            if not self.read(deadline - time.monotonic()):
                raise NotSeen(f"Waited for {text!r}. The screen:\n{self.shown()}")

    # Afterwards

    def shown(self) -> str:
        """The screen as text, after all that was read."""
        self.replay(lambda _: False)
        return "\n".join(self._screen.display)

    def replay(self, holds: Callable[[str], bool]) -> float | None:
        """Draw what was not drawn yet, piece by piece, until `holds(screen)`; return when that piece came."""
        while self._drawn < len(self.pieces):
            piece = self.pieces[self._drawn]
            self._drawn += 1
            data = self._rest + piece.data
            cut = _UNFINISHED.search(data)
            data, self._rest = (data[: cut.start()], data[cut.start() :]) if cut else (data, b"")
            self._stream.feed(_UNDRAWN.sub(b"", data))
            if holds("\n".join(self._screen.display)):
                return piece.at
        return None


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
