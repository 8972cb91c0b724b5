"""Writing `board.json` through TinyDB, whole or not at all. Only this module imports TinyDB; it is loaded to write."""

import json
import os
import stat
from collections.abc import Callable
from contextlib import suppress

from tinydb import TinyDB
from tinydb.storages import Storage

from tuiboard.storage.checkpoint import Tables, digest
from tuiboard.storage.codec import plain
from tuiboard.storage.place import SAFELY, imitate
from tuiboard.storage.system import System, read_up_to, write_all

FORGOTTEN_AFTER = 3600
"""Seconds after which a temporary file is one that a killed process left behind."""


Exchange = Callable[[str], bool]
"""Puts a finished temporary file in the place of the old one; False where that is not to be."""


def write_tables(path: str, tables: Tables, system: System, like: os.stat_result, exchange: Exchange) -> None:
    """Write a whole TinyDB file, as AtomicStorage does. Raises OSError, and ValueError for NaN."""
    with TinyDB(path, system, like, exchange, storage=AtomicStorage) as database:
        database.storage.write(tables)


class AtomicStorage(Storage):
    """A TinyDB storage that replaces its file instead of writing into it.

    A reader sees the old file or the new one, never half of one, after a crash too. The new file gets the group of
    `like`, and its mode as far as the folder's goes. Raises OSError.
    """

    def __init__(self, path: str, system: System, like: os.stat_result, exchange: Exchange) -> None:
        self._path = path
        self._system = system
        self._like = like
        self._exchange = exchange

    def read(self) -> Tables | None:
        """Return the tables of the file, None where there is none."""
        try:
            fd = self._system.open(self._path, os.O_RDONLY | SAFELY)
        except FileNotFoundError:
            return None
        try:
            data = read_up_to(self._system, fd, self._system.fstat(fd).st_size, 0)
        finally:
            self._system.close(fd)
        tables: Tables = json.loads(data)
        return tables

    def write(self, data: Tables) -> None:
        """Write the tables, of which `meta` is the first and gets its digest."""
        content = _content(data)
        temporary = f"{_prefix(self._path)}{os.urandom(8).hex()}.tmp"
        fd = self._system.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | SAFELY, stat.S_IRUSR | stat.S_IWUSR)
        placed = False
        try:
            try:
                self._fill(fd, content)
            finally:
                self._system.close(fd)
            placed = self._exchange(temporary)
        finally:
            if not placed:
                with suppress(FileNotFoundError):  # in place already, when only the folder could not be synced
                    self._system.unlink(temporary)

    def _fill(self, fd: int, content: bytes) -> None:
        write_all(self._system, fd, content)
        imitate(self._system, fd, self._like, self._system.stat(os.path.dirname(self._path)))
        self._system.fsync(fd)


def _content(data: Tables) -> bytes:
    """Return the file: what json.dumps makes of it, one document at a time, so that other threads get their turn."""
    encode = json.JSONEncoder(allow_nan=False, default=plain).encode
    parts = ["}"]
    for name, documents in data.items():
        if name != "meta":
            parts.append(f", {encode(name)}: {{")
            parts.append(", ".join([f'"{number}": {encode(doc)}' for number, doc in documents.items()]))
            parts.append("}")
    parts.append("}")
    rest = "".join(parts).encode("ascii")
    meta = data["meta"]["1"]
    whole = {**meta, "digest": digest(meta, rest)}
    return b'{"meta": {"1": ' + encode(whole).encode("ascii") + rest


def forget_leftovers(path: str, system: System) -> None:
    """Remove temporary files of `path` that are an hour older than it: a process that was killed left them behind."""
    now = system.stat(path).st_mtime
    for leftover in temporaries(path, system):
        with suppress(FileNotFoundError):  # another process was faster
            if system.lstat(leftover).st_mtime < now - FORGOTTEN_AFTER:
                system.unlink(leftover)


def temporaries(path: str, system: System) -> list[str]:
    """Return the temporary files of `path` that are there now: being written, or left behind."""
    folder, prefix = os.path.split(_prefix(path))
    names = system.listdir(folder)
    return [os.path.join(folder, name) for name in names if name.startswith(prefix) and name.endswith(".tmp")]


def _prefix(path: str) -> str:
    folder, name = os.path.split(path)
    return os.path.join(folder, f".{name}.")
