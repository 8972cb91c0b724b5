"""What someone is typing, kept in their own state folder until it is recorded or thrown away.

A draft is written with every change of its form, so whatever ends the program (a signal, a lost line, a crash, kill -9)
it is there next time. Each process holds a lock file there as long as it lives: drafts whose lock is free were left
behind.
"""

import errno
import fcntl
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

KEPT_DAYS = 30
"""Days after which a draft that nobody wanted is removed."""
LARGEST_DRAFT = 4 * 1024 * 1024
"""Bytes of a draft that is read; a body may have 256 KiB."""

_FLAGS = os.O_NOFOLLOW | os.O_CLOEXEC
_TEXTS = ("form", "title", "at")


class Draft(NamedTuple):
    """The text typed into one form: `form` says which (`add`, `column.name doing`), `texts` has it, by field.

    `form` has its kind first, then what it is about besides `cards`. `title` is what the form says it is, `seen` what
    the card was like when it was opened. `at` (an instant) and `path` are set once it was kept.
    """

    form: str
    title: str
    cards: tuple[int, ...]
    texts: Mapping[str, str]
    seen: Mapping[str, Any] = {}
    at: str = ""
    path: str = ""


class Drafts:
    """The drafts of one person on one board. Nothing is made in `folder` before the first one is kept."""

    def __init__(self, folder: str, board: str) -> None:
        self._folder = folder
        self._board = os.path.realpath(board)
        self._mine = f"{os.getpid()}-{os.urandom(6).hex()}"
        self._lock: int | None = None
        self._count = 0
        self._open: set[str] = set()

    def keep(self, draft: Draft) -> Draft:
        """Write a draft in place of what it was before, and return it as it is kept. Raises OSError."""
        path = draft.path if draft.path in self._open else self._new_path()
        kept = draft._replace(path=path, at=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()))
        data = json.dumps({**kept._asdict(), "board": self._board}).encode("ascii")
        if len(data) > LARGEST_DRAFT:
            raise OSError(errno.EFBIG, "It is too long")
        temporary = f"{path}.new"
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _FLAGS, 0o600)
        with open(descriptor, "wb") as file:
            file.write(data)
        os.replace(temporary, path)
        self._open.add(path)
        return kept

    def claim(self, draft: Draft) -> Draft | None:
        """Go on with a draft that was left behind; None where someone else does already. Raises OSError."""
        path = self._new_path()
        try:
            os.rename(draft.path, path)
        except FileNotFoundError:
            return None
        self._open.add(path)
        return draft._replace(path=path)

    def release(self, draft: Draft) -> None:
        """Its form is closed: if it is still there, it counts as left behind."""
        self._open.discard(draft.path)

    def _new_path(self) -> str:
        if self._lock is None:
            self._begin()
        self._count += 1
        return os.path.join(self._folder, f"{self._mine}-{self._count}.json")

    def drop(self, draft: Draft) -> None:
        """Remove a draft: what was typed is recorded, or not wanted. Raises OSError."""
        self._open.discard(draft.path)
        if draft.path:
            with suppress(FileNotFoundError):
                os.unlink(draft.path)

    def left(self) -> list[Draft]:
        """Return what was left behind on this board, the latest first; removes what is older than KEPT_DAYS.

        Raises OSError.
        """
        try:
            names = set(os.listdir(self._folder))
        except FileNotFoundError:
            return []
        found = [draft for name in names for draft in self._left_in(name, names)]
        return sorted(found, key=lambda draft: (draft.at, draft.path), reverse=True)

    def close(self) -> None:
        """Let go of the lock: drafts that are still there count as left behind."""
        if self._lock is not None:
            lock, self._lock = self._lock, None
            os.close(lock)
            with suppress(FileNotFoundError):
                os.unlink(self._lock_file(self._mine))

    def _begin(self) -> None:
        os.makedirs(self._folder, mode=0o700, exist_ok=True)
        self._lock = os.open(self._lock_file(self._mine), os.O_RDWR | os.O_CREAT | os.O_EXCL | _FLAGS, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)

    def _lock_file(self, process: str) -> str:
        return os.path.join(self._folder, f"{process}.lock")

    def _left_in(self, name: str, names: set[str]) -> Iterator[Draft]:
        path = os.path.join(self._folder, name)
        process = "-".join(name.split(".")[0].split("-")[:2])
        try:
            if process == self._mine:
                if path in self._open:
                    return
            elif f"{process}.lock" in names and self._is_held(process):
                return
            if os.stat(path, follow_symlinks=False).st_mtime < time.time() - KEPT_DAYS * 86_400:
                os.unlink(path)
                return
            draft = _read(path, self._board) if name.endswith(".json") else None
        except OSError:
            return  # another process was faster, or it is no file of ours
        if draft is not None:
            yield draft

    def _is_held(self, process: str) -> bool:
        lock = os.open(self._lock_file(process), os.O_RDWR | _FLAGS)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return False
        except BlockingIOError:
            return True
        finally:
            os.close(lock)


def _read(path: str, board: str) -> Draft | None:
    """The draft in a file; None where it is of another board, or none."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | _FLAGS)
    with open(descriptor, "rb") as file:
        data = file.read(LARGEST_DRAFT + 1)
    try:
        record = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(record, dict) or record.get("board") != board:
        return None
    texts, seen, cards = record.get("texts"), record.get("seen"), record.get("cards")
    if not (
        all(isinstance(record.get(name), str) for name in _TEXTS)
        and isinstance(texts, dict)
        and all(isinstance(text, str) for text in texts.values())
        and isinstance(seen, dict)
        and isinstance(cards, list)
        and all(type(card) is int for card in cards)
    ):
        return None
    return Draft(record["form"], record["title"], tuple(cards), texts, seen, record["at"], path)
