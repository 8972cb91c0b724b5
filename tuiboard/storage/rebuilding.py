"""A board made anew in the place of a damaged one, whose files stay beside it under another name."""

import os
from contextlib import suppress

from tuiboard.engine.ports import StoreError
from tuiboard.storage.backups import compact
from tuiboard.storage.doctor.files import REBUILDING
from tuiboard.storage.file_store import FileStore
from tuiboard.storage.journal_file import sync_folder
from tuiboard.storage.lock import Lock
from tuiboard.storage.place import Place, locate, place_of, show
from tuiboard.storage.system import System, reason


class Rebuilding:
    """A new board under a hidden name: `store` is to be filled, then it takes the place of the old one.

    Nothing that is there is touched before the new board is whole and on the disk. Raises StoreError for a place that
    can't be used.
    """

    def __init__(self, path: str, system: System | None = None) -> None:
        self._system = system or System()
        self._place = locate(path, self._system)
        stem = _stem(self._place)
        hidden = os.path.join(self._place.folder, f".{os.path.basename(stem)}{REBUILDING}{os.urandom(8).hex()}.json")
        self._fresh = place_of(hidden, hidden)
        self.store = FileStore(hidden, create=True, system=self._system)

    def put_in_place(self, now: str) -> list[str]:
        """Move the old files aside and the new ones into their place; return where the old ones are now.

        Raises StoreError: busy where the lock is held, cannot_write where a file can't be moved; then the old files are
        where they were, or it says where they are.
        """
        self.store.close()
        lock = Lock(self._place.lock, self._system)
        try:
            holder = lock.acquire()
            if holder:
                raise StoreError(f"The board is busy: {holder} holds it.", "busy")
            return self._exchange(now)
        except OSError as error:
            raise StoreError(
                f"{show(self._place.board)} can't be made anew: {reason(error)}.", "cannot_write"
            ) from error
        finally:
            lock.close()
            self.discard()

    def _exchange(self, now: str) -> list[str]:
        aside = f"{_stem(self._place)}.damaged-{compact(now)}"
        while any(self._system.lexists(file) for file in _files(place_of("", aside + ".json"))):
            aside += "x"  # a second one within a second
        old = zip(_files(self._place), _files(place_of("", aside + ".json")), strict=True)
        fresh = zip(_files(self._fresh), _files(self._place), strict=True)
        renamed: list[tuple[str, str]] = []
        try:
            for file, target in old:
                with suppress(FileNotFoundError):
                    self._system.replace(file, target)
                    renamed.append((file, target))
            moved = [target for _, target in renamed]
            for file, target in fresh:
                self._system.replace(file, target)
                renamed.append((file, target))
            sync_folder(self._system, self._place.folder)
        except OSError as error:
            self._put_back(renamed, error)
            raise
        return moved

    def _put_back(self, renamed: list[tuple[str, str]], why: OSError) -> None:
        """Give every file its name of before again, last first. Raises StoreError, which says where they are, where
        that can't be done either."""
        while renamed:
            file, target = renamed[-1]
            try:
                self._system.replace(target, file)
            except OSError as error:
                where = ", ".join(f"{show(file)} is now {show(target)}" for file, target in renamed)
                raise StoreError(
                    f"{show(self._place.board)} can't be made anew: {reason(why)}. Its files could not be put back "
                    f"either ({reason(error)}): {where}.", "cannot_write"
                ) from error  # fmt: skip
            renamed.pop()

    def discard(self) -> None:
        """Remove what is left of the new board under its hidden name."""
        with suppress(OSError):  # the doctor finds what stays, and says that it may go
            self.store.close()
            for file in (*_files(self._fresh), self._fresh.lock):
                with suppress(FileNotFoundError):
                    self._system.unlink(file)


def _stem(place: Place) -> str:
    return place.journal.removesuffix(".journal.jsonl")


def _files(place: Place) -> tuple[str, str]:
    """The journal first: without one, nothing is taken for a board that can be written."""
    return place.journal, place.board
