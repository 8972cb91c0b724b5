"""The file `board.json` of one board: what of the journal it stands for, reading it, and bringing it up to date."""

import os
from collections.abc import Callable
from hashlib import sha256

from tuiboard.domain.workspace import Workspace
from tuiboard.engine.ports import StoreError
from tuiboard.storage import checkpoint
from tuiboard.storage.chain import Position
from tuiboard.storage.checkpoint import Meta, Unusable
from tuiboard.storage.journal_file import sync_folder
from tuiboard.storage.lock import Lock
from tuiboard.storage.place import Place, open_file
from tuiboard.storage.system import System, read_up_to, reason

_PATIENCE = 1.0
"""Seconds that a checkpoint waits for the lock: it can be written any time later."""

_HEAD = 1 << 14
"""Bytes in which what the file stands for is found, unless someone else wrote it."""

LARGEST = 1 << 28
"""Bytes of a file that is read; 100,000 cards take 50 million."""

Identity = tuple[int, int, int]


def identity(found: os.stat_result) -> Identity:
    """Return what differs when a file was replaced or written to: inode, size, time of the last write."""
    return found.st_ino, found.st_size, found.st_mtime_ns


class BoardFile:
    """`board.json`. Methods raise OSError, and Unusable for a file that is not as the program wrote it."""

    def __init__(self, place: Place, system: System) -> None:
        self._place = place
        self._system = system
        self._seen: Identity | None = None
        self._glanced: Identity | None = None
        self.looked: Identity | None = None
        """What the file was like when it was last read or written here, whatever was in it."""
        self._tidied = False
        self.seq = 0
        """The entry that the file stood for when it was last looked at; 0 where there was none."""

    def load(self) -> tuple[Meta, Workspace] | None:
        """Return what the file stands for and holds; None where there is no file."""
        found = self._read()
        if found is None:
            return None
        data, meta = found
        return meta, checkpoint.read_workspace(data, meta)

    def meta(self) -> Meta | None:
        """Return what the file stands for; None where there is no file."""
        found = self._read()
        return None if found is None else found[1]

    def save(self, at: Position, workspace: Workspace, like: os.stat_result, lock: Lock) -> None:
        """Replace the file by `workspace`, which stands at `at`; not where a newer one is there or the lock is taken.

        `like` gives mode and group. Raises ValueError for what JSON can't hold.
        """
        self._write(at, workspace, like, lock, self._is_older_than(at))

    def replace(self, at: Position, workspace: Workspace, like: os.stat_result, lock: Lock, digest: str) -> bool:
        """Replace the file by `workspace`, which stands at `at`, if it is still exactly the one with that SHA-256."""
        return self._write(at, workspace, like, lock, lambda: sha256(self.content()).hexdigest() == digest)

    def content(self) -> bytes:
        """Return the bytes of the file, whatever they are. Raises Unusable where they can't be read."""
        fd = self._open()
        try:
            found = self._system.fstat(fd)
            self.looked = identity(found)
            return self._bytes(fd, found.st_size)
        finally:
            self._system.close(fd)

    def stat(self) -> os.stat_result | None:
        """Return what the file is like; None where there is none."""
        try:
            return self._system.stat(self._place.board)
        except FileNotFoundError:
            return None

    def _is_older_than(self, at: Position) -> Callable[[], bool]:
        def older() -> bool:
            self._look()
            return self.seq < at.seq

        return older

    def _write(
        self, at: Position, workspace: Workspace, like: os.stat_result, lock: Lock, may_go: Callable[[], bool]
    ) -> bool:
        """Replace the file unless the lock is taken or the one that is there may not go; asked under the lock."""
        from tuiboard.storage.tinydb_file import forget_leftovers, write_tables

        placed = False

        def exchange(temporary: str) -> bool:
            nonlocal placed
            if lock.acquire(_PATIENCE):
                return False
            try:
                if not may_go():
                    return False
                self._system.replace(temporary, self._place.board)
                placed = True
                self.seq = at.seq
                self._seen = self.looked = identity(self._system.stat(self._place.board))
                sync_folder(self._system, self._place.folder)
                return True
            finally:
                lock.release()

        write_tables(self._place.board, checkpoint.tables(at, workspace), self._system, like, exchange)
        if not self._tidied:
            forget_leftovers(self._place.board, self._system)
            self._tidied = True
        return placed

    def glance(self) -> int:
        """Return which entry the file says it stands for; unchecked, and read only where it is another file now."""
        try:
            found = identity(self._system.stat(self._place.board))
            if found not in (self._seen, self._glanced):
                fd = open_file(self._system, self._place.board, os.O_RDONLY)
                try:
                    claimed = checkpoint.claimed_seq(read_up_to(self._system, fd, _HEAD, 0))
                finally:
                    self._system.close(fd)
                self._glanced = found
                self.seq = self.seq if claimed is None else claimed
        except FileNotFoundError:
            self.seq = 0
        except (OSError, StoreError):
            return self.seq  # writing it will say what is wrong
        return self.seq

    def _look(self) -> None:
        """Bring `seq` up to date where another process wrote the file."""
        try:
            if identity(self._system.stat(self._place.board)) == self._seen:
                return
        except FileNotFoundError:
            self.seq = 0
            return
        self._read()

    def _read(self) -> tuple[bytes, Meta] | None:
        self._seen = None
        try:
            fd = self._open()
        except FileNotFoundError:
            self.seq = 0
            self.looked = None
            return None
        try:
            found = self._system.fstat(fd)
            self.looked = identity(found)
            checkpoint.check_beginning(read_up_to(self._system, fd, checkpoint.BEGINNING, 0), found.st_size)
            data = self._bytes(fd, found.st_size)
        finally:
            self._system.close(fd)
        meta = checkpoint.read_meta(data)
        self.seq = meta.at.seq
        self._seen = identity(found)
        return data, meta

    def _bytes(self, fd: int, size: int) -> bytes:
        if size > LARGEST:
            raise Unusable(f"can't be read: it is larger than {LARGEST >> 20} MiB")
        return read_up_to(self._system, fd, size, 0)

    def _open(self) -> int:
        try:
            return open_file(self._system, self._place.board, os.O_RDONLY)
        except PermissionError as error:
            raise checkpoint.Unreadable(f"can't be read: {reason(error)}") from error
