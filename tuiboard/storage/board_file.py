"""The file `board.json` of one board: what of the journal it stands for, reading it, and bringing it up to date."""

import os

from tuiboard.domain.workspace import Workspace
from tuiboard.storage import checkpoint
from tuiboard.storage.chain import Position
from tuiboard.storage.checkpoint import Meta, Unusable
from tuiboard.storage.journal_file import sync_folder
from tuiboard.storage.lock import Lock
from tuiboard.storage.place import Place, open_file
from tuiboard.storage.system import System, read_up_to, reason

_PATIENCE = 1.0
"""Seconds that a checkpoint waits for the lock: it can be written any time later."""

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
        from tuiboard.storage.tinydb_file import forget_leftovers, write_tables

        def exchange(temporary: str) -> bool:
            if lock.acquire(_PATIENCE):
                return False
            try:
                self._look()
                if self.seq >= at.seq:
                    return False
                self._system.replace(temporary, self._place.board)
                self.seq = at.seq
                self._seen = identity(self._system.stat(self._place.board))
                sync_folder(self._system, self._place.folder)
                return True
            finally:
                lock.release()

        write_tables(self._place.board, checkpoint.tables(at, workspace), self._system, like, exchange)
        if not self._tidied:
            forget_leftovers(self._place.board, self._system)
            self._tidied = True

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
            fd = open_file(self._system, self._place.board, os.O_RDONLY)
        except FileNotFoundError:
            self.seq = 0
            return None
        except PermissionError as error:
            raise Unusable(f"can't be read: {reason(error)}") from error
        try:
            found = self._system.fstat(fd)
            checkpoint.check_beginning(read_up_to(self._system, fd, checkpoint.BEGINNING, 0), found.st_size)
            data = read_up_to(self._system, fd, found.st_size, 0)
        finally:
            self._system.close(fd)
        meta = checkpoint.read_meta(data)
        self.seq = meta.at.seq
        self._seen = identity(found)
        return data, meta
