"""The program as its users run it: in processes of its own, on a pty or with pipes."""

import io
import os
import re
import select
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.conftest import CARDS, NOW, make_workspace
from tests.e2e.nursery import Nursery
from tests.pty_probe import Process, PtyProbe
from tuiboard import wiring
from tuiboard.cli.call import World
from tuiboard.cli.main import main
from tuiboard.domain.changes import Change, Entry, created
from tuiboard.domain.workspace import Workspace

COMMAND = (sys.executable, "-m", "tuiboard")
LIMIT = 60.0
"""Seconds that a command may take on a machine with other work to do."""
OPEN = r"\? help"
"""Stands in the footer of a board that is shown, which is drawn last."""


SAME = {"EDITOR", "VISUAL", "PATH", "TMPDIR"}
"""Variables that say nothing of the terminal or its language: programs that differ in these have loaded the same."""
nurseries: list[Nursery] = []
"""The one of these tests, once a program was started by it; conftest.py ends it."""


class Terminal(PtyProbe):
    """A probe that looks at its screen only once all that is there was read, and that can go away as a line drops."""

    def _read(self, deadline: float) -> bool:
        is_open = super()._read(deadline)
        while is_open and select.select([self._master], [], [], 0)[0]:
            is_open = super()._read(deadline)
        return is_open

    def hang_up(self) -> None:
        """Close the other end of the terminal; the kernel tells the program (SIGHUP)."""
        nowhere = os.open(os.devnull, os.O_RDWR)
        os.dup2(nowhere, self._master)
        os.close(nowhere)


class LoadedTerminal(Terminal):
    """A terminal whose program was loaded before (see nursery.py)."""

    def _start(
        self, argv: Sequence[str | os.PathLike[str]], terminal: int, env: Mapping[str, str],
        cwd: str | os.PathLike[str] | None,
    ) -> Process:  # fmt: skip
        if not nurseries:
            nurseries.append(Nursery(env))
        return nurseries[0].start([os.fspath(word) for word in argv], terminal, env, os.fspath(cwd or os.getcwd()))


@contextmanager
def screen(
    board: object = None, *words: str, cols: int = 80, rows: int = 24,
    env: Mapping[str, str] | None = None, until: str = OPEN, anew: bool = False,
) -> Iterator[Terminal]:  # fmt: skip
    """The program on a terminal, drawn until the pattern `until` is there; killed at the end if it still runs.

    It is started `anew` too where `env` or a word says something of the terminal.
    """
    where = [] if board is None else ["-b", str(board)]
    if anew or not SAME.issuperset(env or ()) or "--ascii" in words:
        terminal = Terminal([*COMMAND, *where, *words], cols=cols, rows=rows, env=env)
    else:
        terminal = LoadedTerminal([*where, *words], cols=cols, rows=rows, env=env)
    with terminal as probe:
        probe.wait(until)
        yield probe


def tuiboard(
    *words: object, stdin: str | bytes = b"", env: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run a command with pipes. What it prints must be UTF-8."""
    given = stdin.encode("utf-8", "surrogateescape") if isinstance(stdin, str) else stdin
    done = subprocess.run(
        [*COMMAND, *map(str, words)], input=given, capture_output=True, check=False, timeout=LIMIT,
        env={**os.environ, **(env or {})},
    )  # fmt: skip
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def done(board: object, *words: object) -> str:
    """Run a command that must succeed, beside the program and in the process of the tests; return what it printed."""
    out, err = io.StringIO(), io.StringIO()
    given, clock, actor = io.StringIO(), wiring.system_clock(), wiring.system_actor()
    world = World(os.environ, os.getcwd(), given, out, err, clock, actor)
    assert main(["-b", str(board), *map(str, words)], world) == 0, err.getvalue()
    return out.getvalue()


def written(path: Path, changes: Iterable[Change], who: str = "ana") -> Path:
    """Make a board whose journal holds these changes as they are, unchecked: as another program could have."""
    session = wiring.open_session(str(path), create=True)
    entry = Entry(0, os.urandom(12).hex(), NOW, who, os.getuid(), "board.imported", tuple(changes))
    assert session.store.append(0, entry) == 1
    session.close()
    return path


def small_board(folder: Path, cards: Sequence[Mapping[str, Any]] = CARDS, **documents: Any) -> Path:
    """The small board of the tests (see make_workspace), on disk."""
    tables = make_workspace(cards=cards, **documents).tables
    return written(
        folder / "team.json", [created(kind, id, doc) for kind, table in tables.items() for id, doc in table.items()]
    )


def state(board: object) -> Workspace:
    """What is on the disk now."""
    session = wiring.open_session(str(board))
    try:
        return session.workspace
    finally:
        session.close()


def holds(board: object) -> None:
    """Assert that the chain of the board's journal is whole."""
    done(board, "verify")


def leave(probe: PtyProbe, there: str, frame: str = "╰") -> None:
    """Leave by escape a dialog that shows the pattern; wait for it, and the last line of its frame, to be gone."""
    probe.send("esc")
    probe.wait_until(
        lambda shown: not re.search(there, shown, re.MULTILINE) and frame not in shown, f"/{there}/ and its frame to go"
    )


def quit(probe: PtyProbe) -> None:
    """Leave by q; the program must end by itself, without a word."""
    probe.send("q")
    assert probe.wait_exit() == 0, probe.screen()
