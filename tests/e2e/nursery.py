"""Starts the program from a process that has loaded it: loading Textual is most of the work of a start.

What runs then is the program: a process, session and terminal of its own, from its entry to the end of Python. All that
it shares with others is that its modules were loaded before, for a terminal of all colours in UTF-8. Tests of what is
settled before that (locale, colours), of the end and of the first run start it anew.
"""

import fcntl
import json
import os
import select
import socket
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence

MOST = 1 << 16
"""Bytes of a request at most."""


class Nursery:
    """The process that has loaded the program; it ends with its tests."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = [sys.executable, "-m", "tests.e2e.nursery", str(theirs.fileno())]
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, env=env, pass_fds=[theirs.fileno()])

    def start(self, words: Sequence[str], terminal: int, env: Mapping[str, str], cwd: str) -> "Started":
        """Run the program with these words on a terminal."""
        alive, held = os.pipe()
        request = json.dumps({"argv": ["tuiboard", *words], "env": dict(env), "cwd": cwd}).encode()
        assert len(request) < MOST
        socket.send_fds(self._line, [request], [terminal, held])
        os.close(held)
        return Started(self, self._answer(), alive)

    def status(self, pid: int) -> int:
        """How a program ended that has ended: its exit status, or the signal below zero."""
        self._line.send(json.dumps({"pid": pid}).encode())
        return self._answer()

    def close(self) -> None:
        """End it; to be called once all programs have ended."""
        self._line.close()
        self._process.wait()

    def _answer(self) -> int:
        answer = self._line.recv(MOST)
        assert answer, "the process that starts programs has ended"
        return int(answer)


class Started:
    """A program that was started so; `alive` can be read once it has ended."""

    def __init__(self, nursery: Nursery, pid: int, alive: int) -> None:
        self._nursery = nursery
        self.pid = pid
        self._alive = alive
        self._status: int | None = None

    def poll(self) -> int | None:
        """Return the exit status, or None while it runs."""
        if self._status is None and select.select([self._alive], [], [], 0)[0]:
            self._status = self._nursery.status(self.pid)
            os.close(self._alive)
        return self._status

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit status once it has ended. Raises subprocess.TimeoutExpired."""
        if self._status is None and not select.select([self._alive], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired("tuiboard", timeout or 0)
        status = self.poll()
        assert status is not None
        return status


def _serve(line: socket.socket) -> None:
    """Answer requests; returns in the process that is to be the program, and ends this one with its tests."""
    while True:
        request, given, _, _ = socket.recv_fds(line, MOST, 2)
        if not request:
            os._exit(0)
        wanted = json.loads(request)
        if "pid" in wanted:
            answer = os.waitstatus_to_exitcode(os.waitpid(wanted["pid"], 0)[1])
        else:
            answer = os.fork()
            if answer == 0:
                line.close()
                _become(given[0], **wanted)
                return
            for number in given:
                os.close(number)
        line.send(str(answer).encode())


def _become(terminal: int, argv: list[str], env: dict[str, str], cwd: str) -> None:
    """Be as a process is that was just started with these."""
    os.setsid()
    for number in range(3):
        os.dup2(terminal, number)
    os.close(terminal)
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    sys.argv = argv
    # Whatever holds a stream, holds it until the program ends.
    sys.stdin = sys.__stdin__ = os.fdopen(0, encoding="utf-8", closefd=False)  # type: ignore[misc]
    sys.stdout = sys.__stdout__ = os.fdopen(1, "w", encoding="utf-8", closefd=False)  # type: ignore[misc]
    errors = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)
    sys.stderr = sys.__stderr__ = errors  # type: ignore[misc]


def _main() -> None:
    from tuiboard.cli.main import entry
    from tuiboard.engine.config import load_config
    from tuiboard.tui.terminal import prepare, terminal_profile

    prepare(terminal_profile(os.environ, load_config(os.environ, {}, "")[0]))
    import tuiboard.tui.program  # noqa: F401  # with the app, its screens and Textual

    _serve(socket.socket(fileno=int(sys.argv[1])))
    entry()


if __name__ == "__main__":
    _main()
