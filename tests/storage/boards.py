"""Shorthands for tests of storage: entries, small boards on disk, a System whose calls fail."""

import errno
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

from tests.conftest import NOW
from tuiboard.domain.changes import Change, Entry, created
from tuiboard.engine.ports import GENESIS
from tuiboard.storage.codec import encode, line_hash
from tuiboard.storage.file_store import FileStore
from tuiboard.storage.system import System, uninterrupted

_NUMBERS = count(1)


def entry(*changes: Change, **fields: Any) -> Entry:
    """An entry of these changes with a txid of its own; a store gives it its seq."""
    full = {"txid": f"tx{next(_NUMBERS)}", "at": NOW, "who": "ana", "uid": 1000, "action": "card.edited", **fields}
    return Entry(seq=0, changes=changes, **full)


def card(id: int, **fields: Any) -> Change:
    """The change that creates a card."""
    return created("card", id, {"id": id, "title": f"Card {id}", "column": "todo", "rank": f"a{id:06}", **fields})


def retitled(id: int, before: str | None, after: str) -> Change:
    return Change("card", id, {"title": before}, {"title": after})


def commit(store: FileStore, *changes: Change) -> int:
    """Append and bring board.json up to date, as a session of a small board does; return the seq."""
    workspace = store.snapshot()
    outcome = store.append(workspace.seq, entry(*changes))
    assert type(outcome) is int, outcome
    store.checkpoint(store.snapshot())
    return outcome


def board(path: Path, entries: int = 3) -> Path:
    """Make a board of so many entries, each a new card, with an up-to-date board.json."""
    store = FileStore(str(path), create=True)
    for id in range(1, entries + 1):
        commit(store, card(id))
    store.close()
    return path


def journal_of(path: Path) -> Path:
    return path.with_suffix(".journal.jsonl")


def chain(*entries: Entry) -> list[bytes]:
    """The lines of these entries as a journal's beginning."""
    lines: list[bytes] = []
    prev = GENESIS
    for seq, one in enumerate(entries, 1):
        lines.append(encode(one._replace(seq=seq), prev))
        prev = line_hash(lines[-1])
    return lines


def titles(path: Path) -> Mapping[int, str]:
    """Open a board anew and return its cards' titles by id."""
    store = FileStore(str(path))
    try:
        return {card.id: card.title for card in store.snapshot().cards()}
    finally:
        store.close()


@contextmanager
def as_user(uid: int, gid: int) -> Iterator[None]:
    """Act as another user of the machine for a while; only root can."""
    groups = os.getgroups()
    os.setgroups([])
    os.setegid(gid)
    os.seteuid(uid)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.setgroups(groups)


class Killed(BaseException):
    """Stands for the end of the process: nothing may catch it, and no call works any more."""


class FaultySystem(System):
    """Counts its calls and lets the n-th fail: with an OSError of that number, or as if the process was killed then.

    With `short`, which says how many of so many bytes, a write that is to fail writes that much first: the one for the
    rest fails, or nothing does where `error` is 0. The disk is not waited for: whether it has what it should can't be
    seen from outside (`power_cut.py` does that).
    """

    def __init__(
        self, fail_at: int = 0, error: int | None = errno.EIO, short: Callable[[int], int] | None = None
    ) -> None:
        self.left = fail_at
        self.error = error
        self.short = short
        self.failed: str | None = None
        self.fds: set[int] = set()
        self.was_short = False
        self.calls: list[str] = []
        self.counted: list[str] = []

    def _call(self, name: str, call: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if name == "close":
            return self._close(call, args[0])
        if self.failed and self.error is None:
            raise Killed
        self.left -= 1
        self.calls.append(name)
        if self.left == 0:
            if self.short is not None and name == "write" and not self.was_short:
                self.was_short = True
                self.left = 1 if self.error != 0 else 0  # the call for the rest fails
                return call(args[0], args[1][: self.short(len(args[1]))])
            self.failed = name
            if self.error is None:
                raise Killed
            if self.error:
                raise OSError(self.error, os.strerror(self.error))
        result = call(*args, **kwargs)
        if name == "open":
            self.fds.add(result)
        return result

    def _close(self, call: Callable[..., Any], fd: int) -> None:
        """A descriptor is gone even where closing it fails; Python says nothing of a signal then."""
        if self.failed and self.error is None:
            return  # the kernel does it
        self.left -= 1
        self.calls.append("close")
        self.fds.discard(fd)
        call(fd)
        if self.left == 0:
            self.failed = "close"
            if self.error and self.error != errno.EINTR:
                raise OSError(self.error, os.strerror(self.error))

    def begin(self, fail_at: int) -> None:
        """Count from here."""
        self.left = fail_at
        self.calls = []

    def end(self) -> None:
        """Let no call fail from here on; `counted` are the names of those since `begin`."""
        self.left = 0
        self.counted, self.calls = self.calls, []

    def die(self) -> None:
        """Close what the killed process had open, as the kernel does."""
        while self.fds:
            with suppress(OSError):
                os.close(self.fds.pop())


CALLS = [name for name in vars(System) if not name.startswith("_") and name not in ("access", "mounts")]
"""Those that can fail: `access` answers yes or no, and `mounts` is read only where there is no disk."""
RETRIED_BY_PYTHON = {"open", "close", "read", "write", "write_at", "fsync", "flock", "fstat", "fchmod", "fchown"}


def _faulty(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
    # Python makes calls on descriptors again after a signal, `uninterrupted` those that say so.
    inner = getattr(call, "__wrapped__", call)
    faulty: Callable[..., Any] = lambda system, *args, **kwargs: system._call(name, inner, args, kwargs)  # noqa: E731
    return uninterrupted(faulty) if inner is not call or name in RETRIED_BY_PYTHON else faulty


for name in CALLS:
    setattr(FaultySystem, name, _faulty(name, os.fstat if name == "fsync" else getattr(System, name)))
