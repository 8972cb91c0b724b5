"""The command line in a process that is not its own: arguments in; exit code, output and errors out."""

import io
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tuiboard.cli.call import World
from tuiboard.cli.main import main
from tuiboard.engine.ports import Actor, Clock


class Result(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """The output, line by line."""
        return self.out.splitlines()

    @property
    def json(self) -> Any:
        """The output as the one JSON document that it has to be."""
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        """The error of a command with `--json`."""
        return json.loads(self.err)["error"]


class Stream(io.StringIO):
    """Standard output or standard error, which may be a terminal."""

    def __init__(self, is_terminal: bool) -> None:
        super().__init__()
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal


class Shell:
    """Runs commands for one user, at one clock. `terminal` is the width of the terminal that stdout is, or 0."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.actor = Actor(os.getuid(), "ana", {})

    def __call__(
        self, *argv: str, stdin: str | bytes = "", terminal: int = 0, env: Mapping[str, str] | None = None
    ) -> Result:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        given = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8")
        out, err = Stream(terminal > 0), Stream(False)
        settings = {**os.environ, **({"COLUMNS": str(terminal)} if terminal else {}), **(env or {})}
        code = main(argv, World(settings, os.getcwd(), given, out, err, self.clock, self.actor))
        return Result(code, out.getvalue(), err.getvalue())

    def done(self, *argv: str, **more: Any) -> Result:
        """Run a command that has to succeed."""
        result = self(*argv, **more)
        assert result.code == 0, result.err
        return result


@pytest.fixture
def run(own_world: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """`run("list", "--json")` in an empty folder, without a board."""
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)
    return Shell(clock)


@pytest.fixture
def board(run: Shell) -> Shell:
    """`run` with a small board in `tuiboard.json`: columns, three people, five cards, as in a team's second week."""
    run.done("-b", "tuiboard.json", "init", "--columns", "Backlog,Doing:3,Review:2,Done")
    run.done("person", "add", "maria", "Maria Keller")
    run.done("person", "add", "omar")
    run.done("project", "add", "refresh", "Network refresh")
    cards = """\
Replace core switch @maria due:fri #network p:refresh
Label patch panels
Migrate LDAP users >doing @ana due:-2d !4
Firewall rule audit >review @omar ~2d
Order new cables >done
"""
    run.done("add", "-", stdin=cards)
    run.done("edit", "4", "depends_on=3")
    return run


@pytest.fixture
def register(board: Shell) -> Shell:
    """`board` with two risks: R1 has everything that treating it needs (card 1 prevents it), R2 only a title."""
    words = ("cause=It is ten years old", "event=It stops", "effect=Nobody works", "strategy=reduce")
    board.done("risk", "add", "Core switch fails %4 i5 @ana #network +1", *words)
    board.done("risk", "add", "Flood")
    return board


def ids(documents: Sequence[Mapping[str, Any]]) -> list[int]:
    """The ids of card documents."""
    return [document["id"] for document in documents]
