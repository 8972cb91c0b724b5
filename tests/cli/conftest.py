"""The command line in a process that is not its own: arguments in; exit code, output and errors out."""

import io
import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
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


Homes = Callable[[str, Callable[[], object]], None]


@pytest.fixture
def made_once(own_world: Path, kept_homes: Path) -> Homes:
    """`made_once("board", make)` leaves the home as `make` leaves it, which is called by the first test only.

    What a fixture makes by commands is the same each time; the other tests get a copy of their own of all files.
    """

    def home(name: str, make: Callable[[], object]) -> None:
        kept = kept_homes / name
        if kept.exists():
            for path in shutil.copytree(kept, own_world, dirs_exist_ok=True).rglob("board.txt"):
                path.write_text(path.read_text().replace(str(kept), str(own_world)))
        else:
            make()
            shutil.copytree(own_world, kept)
            for path in kept.rglob("board.txt"):  # the one file that names another
                path.write_text(path.read_text().replace(str(own_world), str(kept)))

    return home


@pytest.fixture(scope="session")
def kept_homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the homes are that were made."""
    return tmp_path_factory.mktemp("homes")


@pytest.fixture
def board(run: Shell, made_once: Homes) -> Shell:
    """`run` with a small board in `tuiboard.json`: columns, three people, five cards, as in a team's second week."""
    made_once("board", lambda: _make_board(run))
    return run


def _make_board(run: Shell) -> None:
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


@pytest.fixture
def register(board: Shell, made_once: Homes) -> Shell:
    """`board` with two risks: R1 has everything that treating it needs (card 1 prevents it), R2 only a title."""
    made_once("register", lambda: _make_register(board))
    return board


def _make_register(board: Shell) -> None:
    words = ("cause=It is ten years old", "event=It stops", "effect=Nobody works", "strategy=reduce")
    board.done("risk", "add", "Core switch fails %4 i5 @ana #network +1", *words)
    board.done("risk", "add", "Flood")


def ids(documents: Sequence[Mapping[str, Any]]) -> list[int]:
    """The ids of card documents."""
    return [document["id"] for document in documents]
