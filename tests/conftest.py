"""What all tests share: a world without the developer's own settings, a clock that stands still, and a small board."""

import gc
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import settings

from tuiboard.domain.changes import Change, created
from tuiboard.domain.rank import spread
from tuiboard.domain.workspace import Workspace
from tuiboard.storage.system import System

ROOT = Path(__file__).resolve().parents[1]
NOW = "2026-03-11T09:00:00Z"
"""The instant at which the tests take place, a Wednesday."""

# Without bytecode on the disk, every worker and every program that a test starts would compile everything anew.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(ROOT / ".hypothesis"))
settings.register_profile("tuiboard", deadline=None, derandomize=True, database=None, max_examples=100)
settings.load_profile("tuiboard")

MEMORY = "/dev/shm"
"""A file system in memory, where there is one."""
ENOUGH = 1 << 29
"""Bytes that have to be free there."""


def _in_memory() -> bool:
    """Whether the files of the tests can be kept in memory, where syncing them to the disk takes no time."""
    if not os.access(MEMORY, os.W_OK | os.X_OK):
        return False
    found = os.statvfs(MEMORY)
    return found.f_bavail * found.f_frsize >= ENOUGH and not found.f_flag & os.ST_NOEXEC


if _in_memory():
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", MEMORY)

# Variables that change what the program does or shows.
_OWN = ("EDITOR", "VISUAL", "NO_COLOR", "FORCE_COLOR", "COLORTERM", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "LINES")
_OWN_PREFIXES = ("TUIBOARD_", "TEXTUAL", "SSH_", "SUDO_", "XDG_", "LC_")


def pytest_collection_finish() -> None:
    """Keep the collector away from thousands of tests that stay to the end: it took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Let a worker tell how a test ended and whatever went wrong around it, and leave out its start, a setup and a
    teardown that went well: telling took longer than most of the tests."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return None
    for report in runtestprotocol(item, log=False, nextitem=nextitem):
        if report.when == "call" or not report.passed:
            item.ihook.pytest_runtest_logreport(report=report)
    return True


@pytest.fixture(scope="session", autouse=True)
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """No setting of the developer's, in UTC, in a home that stays empty: for fixtures of a module too."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name in _OWN or name.startswith(_OWN_PREFIXES):
                patch.delenv(name)
        patch.setenv("PYTHONPATH", str(ROOT))  # programs that a test starts run this checkout too
        patch.setenv("LANG", "C.UTF-8")
        patch.setenv("TERM", "xterm-256color")
        # In memory there is no device number that says that a file system is local: each board opened would read it.
        patch.setattr(System, "mounts", staticmethod(cache(System.mounts)))
        home = tmp_path_factory.mktemp("home")
        _live_in(home, patch)
        before = os.environ.get("TZ")
        _set_zone("UTC")
        yield home
        _set_zone(before)


@pytest.fixture(autouse=True)
def nothing_left(shared_home: Path) -> Iterator[None]:
    """Most tests write nothing, and share a home: a test that writes there has to ask for one of its own."""
    before = list(os.walk(shared_home))
    yield
    if os.environ.get("TZ") != "UTC":
        _set_zone("UTC")
    assert list(os.walk(shared_home)) == before, "this test needs own_world"


@pytest.fixture
def own_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home for a test that writes, which is also the working directory."""
    home = tmp_path / "home"
    home.mkdir()
    _live_in(home, monkeypatch)
    return home


@pytest.fixture
def on_disk() -> Iterator[Path]:
    """A folder on a disk, which `tmp_path` need not be."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def _live_in(home: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("HOME", str(home))
    for name, folder in (("CONFIG", "config"), ("DATA", "data"), ("STATE", "state"), ("CACHE", "cache")):
        patch.setenv(f"XDG_{name}_HOME", str(home / folder))
    patch.chdir(home)


def _set_zone(name: str | None) -> None:
    if name is None:
        os.environ.pop("TZ", None)
    else:
        os.environ["TZ"] = name
    time.tzset()


@pytest.fixture
def in_zone(nothing_left: None) -> Callable[[str], None]:
    """`in_zone("Europe/Zurich")` puts the rest of the test into that time zone."""
    return _set_zone


class FrozenClock:
    """A Clock that stands still until it is told otherwise."""

    def __init__(self, now: str = NOW) -> None:
        self.instant = now

    def now(self) -> str:
        return self.instant

    def today(self) -> str:
        return datetime.fromisoformat(self.instant).astimezone().date().isoformat()

    def set(self, instant: str) -> None:
        """Jump to an instant, `YYYY-MM-DDTHH:MM:SSZ`."""
        self.instant = instant

    def advance(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        """Go on (or back, below 0) by so much."""
        step = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        self.instant = (datetime.fromisoformat(self.instant) + step).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture
def clock() -> FrozenClock:
    """A clock that stands at NOW."""
    return FrozenClock()


COLUMNS: tuple[Mapping[str, Any], ...] = (
    {"key": "backlog", "name": "Backlog", "kind": "queue"},
    {"key": "doing", "name": "Doing", "kind": "active", "wip_limit": 3},
    {"key": "review", "name": "Review", "kind": "active", "wip_limit": 2},
    {"key": "done", "name": "Done", "kind": "done"},
)
PEOPLE: tuple[Mapping[str, Any], ...] = (
    {"handle": "ana", "name": "Ana Ruiz", "login": "ana"},
    {"handle": "maria", "name": "Maria Keller"},
    {"handle": "omar", "name": "Omar Haddad"},
)
CARDS: tuple[Mapping[str, Any], ...] = (
    {"title": "Replace core switch", "column": "backlog", "owner": "maria", "due": "2026-03-13", "tags": ["network"]},
    {"title": "Label patch panels", "column": "backlog"},
    {"title": "Migrate LDAP users", "column": "doing", "owner": "ana", "due": "2026-03-09", "value": 4},
    {"title": "Firewall rule audit", "column": "review", "owner": "omar", "effort": 16, "depends_on": [3]},
    {"title": "Order new cables", "column": "done", "finished_at": "2026-03-06T15:00:00Z"},
)


def make_workspace(
    *,
    cards: Sequence[Mapping[str, Any]] = CARDS,
    columns: Sequence[Mapping[str, Any]] = COLUMNS,
    people: Sequence[Mapping[str, Any]] = PEOPLE,
    projects: Sequence[Mapping[str, Any]] = ({"key": "refresh", "name": "Network refresh"},),
    milestones: Sequence[Mapping[str, Any]] = (),
    comments: Sequence[Mapping[str, Any]] = (),
    board: Mapping[str, Any] | None = None,
) -> Workspace:
    """Return a workspace of these documents, filled up so that each is complete.

    A card needs only its title: ids count from 1, the column is the first one, ranks follow the order given, and it
    was created at NOW. Columns need key, name and kind; people a handle; projects a key; milestones and comments
    everything but an id.
    """
    changes = [_board(board or {})]
    changes += [_keyed("column", "key", doc, rank) for doc, rank in zip(columns, spread(len(columns)), strict=True)]
    changes += [_keyed("person", "handle", doc) for doc in people]
    changes += [_keyed("project", "key", doc) for doc in projects]
    first = columns[0]["key"] if columns else None
    for number, (doc, rank) in enumerate(zip(cards, spread(len(cards)), strict=True), 1):
        changes.append(_numbered("card", number, {"column": first, "rank": rank, "entered_column_at": NOW, **doc}))
    changes += [_numbered("milestone", number, doc) for number, doc in enumerate(milestones, 1)]
    changes += [_numbered("comment", number, doc) for number, doc in enumerate(comments, 1)]
    return Workspace().with_changes(changes)


def _board(fields: Mapping[str, Any]) -> Change:
    return created(
        "board", "board", {"name": "Network refresh", "uuid": "00000000-0000-4000-8000-000000000001", **fields}
    )


def _keyed(kind: str, key: str, doc: Mapping[str, Any], rank: str | None = None) -> Change:
    return created(kind, doc[key], {"rank": rank, "created_at": NOW, "created_by": "ana", **doc})


def _numbered(kind: str, number: int, doc: Mapping[str, Any]) -> Change:
    full = {"id": number, "created_at": NOW, "created_by": "ana", **doc}
    return created(kind, full["id"], full)


@pytest.fixture
def workspace() -> Workspace:
    """The small board: four columns, three people, five cards."""
    return make_workspace()
