"""Drives a terminal program through a real pty: feeds keys, and waits for what its user would see.

Waiting is always for something on the screen (or for the end of the program), with a deadline; never for time to pass.
"""

import errno
import fcntl
import functools
import os
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Protocol

import pyte
from pyte.screens import Char, wcwidth

KEYS: Mapping[str, str] = {
    "enter": "\r",
    "esc": "\x1b",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "space": " ",
    "backspace": "\x7f",
    "delete": "\x1b[3~",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "f1": "\x1bOP",
    **{f"ctrl+{letter}": chr(ord(letter) - 96) for letter in "abcdefghijklmnopqrstuvwxyz"},
}

# Sequences that draw nothing: those that pyte does not know, whose tail it would print, and colours, which are most of
# what is written and which nobody looks at on the emulated screen.
_UNDRAWN = re.compile(
    rb"\x1b\[[0-9;:]*m"  # SGR
    rb"|\x1b\[[<>=][0-9;]*[A-Za-z]"  # private CSI: keyboard protocols, device attributes
    rb"|\x1b\[\??[0-9;]*\$[A-Za-z]"  # mode queries
    rb"|\x1b[P_^X].*?\x1b\\",  # DCS, APC, PM, SOS
    re.DOTALL,
)
# A sequence whose end has not been read yet.
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-9;<>=?$]*|[P_^X](?:[^\x1b]|\x1b(?!\\))*)?\Z")


class Process(Protocol):
    """What is asked of a program that was started, as of a `Popen`."""

    @property
    def pid(self) -> int: ...

    def poll(self) -> int | None: ...

    def wait(self, timeout: float | None = None) -> int: ...


class NotSeen(AssertionError):
    """What was waited for did not come before the deadline; the message shows the screen."""


class _Screen(pyte.Screen):
    """The emulated screen without attributes, which tests look at over and over while little of it changes."""

    def __init__(self, cols: int, rows: int) -> None:
        self._text: dict[int, str] = {}
        super().__init__(cols, rows)

    def text(self) -> str:
        """The screen as text, one line a row; only rows drawn on since the last time are put together again."""
        for row in self.dirty:
            self._text[row] = self._row(row)
        self.dirty.clear()
        return "\n".join(self._text[row] for row in range(self.lines))

    def draw(self, data: str) -> None:
        """What fits on the line and is as wide as it is long, which is nearly all, takes no walk by character."""
        x = self.cursor.x
        if x + len(data) > self.columns or any(wcwidth(character) != 1 for character in data):
            super().draw(data)
            return
        self.buffer[self.cursor.y].update(zip(range(x, x + len(data)), map(_cell, data), strict=True))
        self.cursor.x += len(data)
        self.dirty.add(self.cursor.y)

    def _row(self, row: int) -> str:
        line = self.buffer[row]
        shown = []
        x = 0
        while x < self.columns:
            shown.append(line[x].data)
            x += 1 if len(shown[-1]) == 1 and shown[-1] < "\u0300" else max(wcwidth(shown[-1][:1]), 1)
        return "".join(shown).rstrip()


@functools.cache
def _cell(character: str) -> Char:
    return Char(character)


class PtyProbe:
    """One program in a pty of `cols` × `rows`; a context manager that leaves no process behind."""

    def __init__(
        self,
        argv: Sequence[str | os.PathLike[str]],
        *,
        cols: int = 80,
        rows: int = 24,
        env: Mapping[str, str] | None = None,
        cwd: str | os.PathLike[str] | None = None,
    ) -> None:
        self._output = bytearray()
        self._drawn = 0
        self._sent = 0
        self._open = True
        self._screen = _Screen(cols, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._master, slave = os.openpty()
        try:
            self._set_size(cols, rows)
            full = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", **(env or {})}
            self._process = self._start(argv, slave, full, cwd)
        except BaseException:
            os.close(self._master)
            raise
        finally:
            os.close(slave)

    def __enter__(self) -> "PtyProbe":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def raw(self) -> bytes:
        """Every byte the program has written and that was read so far."""
        return bytes(self._output)

    @property
    def raw_since_send(self) -> bytes:
        """The bytes read since the last keys were sent."""
        return bytes(self._output[self._sent :])

    def screen(self) -> str:
        """The screen as text, one line a row, as of what was read so far."""
        self._draw()
        return self._screen.text()

    def send(self, *keys: str) -> None:
        """Type: names of KEYS, and anything else literally."""
        self._sent = len(self._output)
        os.write(self._master, "".join(KEYS.get(key, key) for key in keys).encode())

    def click(self, column: int, row: int) -> None:
        """Press and release the left button on a cell, counted from 0 (SGR mouse reports)."""
        self.send(f"\x1b[<0;{column + 1};{row + 1}M\x1b[<0;{column + 1};{row + 1}m")

    def wait(self, pattern: str, limit: float = 60.0) -> str:
        """Return the screen as soon as the regular expression matches it; `limit` in seconds. Raises NotSeen."""
        found = re.compile(pattern, re.MULTILINE)
        return self.wait_until(lambda screen: found.search(screen) is not None, f"/{pattern}/", limit)

    def wait_gone(self, pattern: str, limit: float = 60.0) -> str:
        """Return the screen as soon as the regular expression no longer matches it. Raises NotSeen."""
        found = re.compile(pattern, re.MULTILINE)
        return self.wait_until(lambda screen: found.search(screen) is None, f"/{pattern}/ to go", limit)

    def wait_until(self, holds: Callable[[str], bool], what: str, limit: float = 60.0) -> str:
        """Return the screen as soon as `holds(screen)`; `what` names it in the message. Raises NotSeen."""
        deadline = time.monotonic() + limit
        while True:
            screen = self.screen()
            if holds(screen):
                return screen
            if not self._read(deadline):
                why = f"in {limit:g} s" if self._open else "before the program ended"
                raise NotSeen(f"waited for {what}, not seen {why}. The screen:\n{screen}")

    def wait_exit(self, limit: float = 60.0) -> int:
        """Return the exit status once the program has ended (negative: the signal). Raises NotSeen."""
        deadline = time.monotonic() + limit
        while self._read(deadline):
            pass
        try:
            return self._process.wait(max(deadline - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            raise NotSeen(f"the program did not end in {limit:g} s. The screen:\n{self.screen()}") from None

    def resize(self, cols: int, rows: int) -> None:
        """Change the size of the terminal; the kernel tells the program (SIGWINCH)."""
        self._draw()
        self._screen.resize(rows, cols)
        self._set_size(cols, rows)

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Send a signal to the program and its children."""
        os.killpg(self._process.pid, number)

    def close(self) -> None:
        """End the program if it still runs, and give the terminal back."""
        if self._process.poll() is None:
            self.kill()
        self._process.wait()
        os.close(self._master)
        self._open = False

    def _start(
        self,
        argv: Sequence[str | os.PathLike[str]],
        terminal: int,
        env: Mapping[str, str],
        cwd: str | os.PathLike[str] | None,
    ) -> Process:
        return subprocess.Popen(
            argv,
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            cwd=cwd,
            env=env,
            start_new_session=True,
            preexec_fn=_take_terminal,
        )

    def _set_size(self, cols: int, rows: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))

    def _read(self, deadline: float) -> bool:
        """Wait for output and read it; False once the time is up or nobody has the terminal open any more."""
        left = deadline - time.monotonic()
        if not self._open or left <= 0 or not select.select([self._master], [], [], left)[0]:
            return False
        try:
            data = os.read(self._master, 1 << 16)
        except OSError as error:
            if error.errno != errno.EIO:  # what Linux says once the last holder of the terminal is gone
                raise
            data = b""
        self._output += data
        self._open = bool(data)
        return self._open

    def _draw(self) -> None:
        fresh = bytes(self._output[self._drawn :])
        unfinished = _UNFINISHED.search(fresh)
        if unfinished:
            fresh = fresh[: unfinished.start()]
        self._drawn += len(fresh)
        self._stream.feed(_UNDRAWN.sub(b"", fresh))


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
