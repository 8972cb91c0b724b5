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
from tuiboard.engine.ports import GENESIS, Outcome
from tuiboard.storage.codec import encode, line_hash
from tuiboard.storage.file_store import FileStore
from tuiboard.storage.system import System

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

    With `half`, a write that is to fail writes half of what it should, and the one for the rest fails.
    """

    def __init__(self, fail_at: int, error: int | None = errno.EIO, half: bool = False) -> None:
        self.left = fail_at
        self.error = error
        self.half = half
        self.failed: str | None = None
        self.fds: set[int] = set()

    def __getattribute__(self, name: str) -> Any:
        value = object.__getattribute__(self, name)
        if name.startswith("_") or name in ("left", "error", "half", "failed", "fds", "die", "lexists", "access"):
            return value
        return lambda *args, **kwargs: self._call(name, value, args, kwargs)

    def _call(self, name: str, call: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if self.failed and self.error is None:
            raise Killed
        self.left -= 1
        if self.left == 0:
            if self.half and name == "write" and len(args[1]) > 1:
                self.left = 1  # the call for the rest fails
                return call(args[0], args[1][: len(args[1]) // 2])
            self.failed = name
            if self.error is None:
                raise Killed
            raise OSError(self.error, os.strerror(self.error))
        result = call(*args, **kwargs)
        if name == "open":
            self.fds.add(result)
        elif name == "close":
            self.fds.discard(args[0])
        return result

    def die(self) -> None:
        """Close what the killed process had open, as the kernel does."""
        for fd in self.fds:
            with suppress(OSError):
                os.close(fd)


def acknowledged(outcome: Outcome) -> bool:
    return isinstance(outcome, int)
