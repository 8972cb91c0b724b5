"""`board.json` as another program left it: noticed, shown, kept aside, and only then made anew."""

import os
import time
from collections.abc import Callable
from hashlib import sha256
from threading import RLock

from tuiboard.domain.changes import Entry
from tuiboard.domain.commands import EXTERNAL_EDIT
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.ports import Edit, StoreError
from tuiboard.storage.board_file import BoardFile, Identity, identity
from tuiboard.storage.checkpoint import NewerLayout, Unreadable, Unusable, read_meta
from tuiboard.storage.journal_file import sync_folder
from tuiboard.storage.lock import Lock
from tuiboard.storage.place import Place, open_file
from tuiboard.storage.reader import Reader, reading
from tuiboard.storage.system import System, read_up_to, reason

_CHANGED_AGAIN = "was changed again meanwhile. Look at it again"


class OutsideFile:
    """The Outside of a board on disk. `read_only` says why nothing at all may be written, if so."""

    def __init__(
        self, place: Place, system: System, reader: Reader, board: BoardFile, lock: Lock, turn: RLock,
        read_only: Callable[[], str],
    ) -> None:  # fmt: skip
        self._place = place
        self._system = system
        self._reader = reader
        self._board = board
        self._lock = lock
        self._turn = turn
        self._read_only = read_only
        self._last: Identity | bool | None = False  # not looked at yet
        self._told = False  # whether it is edited, as last said by `look`
        self.why = ""
        """What is wrong with the file, as the end of a sentence; empty where nothing is."""

    @property
    def name(self) -> str:
        """The name of the file."""
        return visible(os.path.basename(self._place.board), 100)

    @property
    def is_edited(self) -> bool:
        """True where the file was seen to be changed by another program."""
        return bool(self.why)

    def bars(self, entry: Entry) -> bool:
        """True for an entry that has to wait until it is settled what becomes of the edit. Raises StoreError."""
        if self.is_edited and entry.action != EXTERNAL_EDIT:
            self.refresh()  # someone may have put it right
            return self.is_edited
        return False

    def note(self, error: Unusable) -> None:
        """Remember that the file is not as the program wrote it."""
        if isinstance(error, Unreadable):
            self.why = f"{self.name} {error}; give yourself the right to read it"
            return
        self.why = f"{self.name} {error}; see “Changes from outside” in the palette (:), or `tuiboard outside show`"

    def clear(self) -> None:
        """The file is as the program wrote it, or is not there."""
        self.why = ""

    def touched(self) -> bool:
        """One look: is it another file than the one looked at last? Only once it has stayed so from one look to the
        next: a script writes in place, and half of what it writes is no edit yet."""
        if self.is_edited != self._told:
            return True  # it was noticed on the way to something else
        try:
            found = self._board.stat()
        except OSError:
            return False  # whoever reads or writes it will say what is wrong
        now = None if found is None else identity(found)
        is_settled, self._last = now == self._last, now
        return is_settled and now != self._board.looked and (now is not None or self.is_edited)

    def look(self) -> bool:
        """Read the file again; True where it is edited and was not when this was asked last, or the other way round."""
        self.refresh()
        was, self._told = self._told, self.is_edited
        return was != self._told

    def known(self) -> None:
        """Whoever opens the board sees for themselves whether the file is edited."""
        self._told = self.is_edited

    def refresh(self) -> None:
        """Read the file again. Raises StoreError."""
        with self._turn, reading(self._place):
            try:
                self._board.meta()
            except NewerLayout:
                self.clear()  # that is no edit, and the store says it
            except Unusable as error:
                self.note(error)
            else:
                self.clear()

    def read(self) -> Edit | None:
        """Return the file as another program left it; None where none has. Raises StoreError for a damaged journal."""
        with self._turn, reading(self._place):
            try:
                data = self._board.content()
            except FileNotFoundError:
                self.clear()
                return None
            except Unusable as error:
                self.note(error)
                return Edit("", 0, None, None, str(error))
            try:
                read_meta(data)
            except NewerLayout:
                return None
            except Unusable as error:
                self.note(error)
            else:
                self.refresh()
                return None
            from tuiboard.storage.foreign import held_tables  # rare

            digest = sha256(data).hexdigest()
            try:
                tables, (seq, head) = held_tables(data)
            except Unusable as error:
                return Edit(digest, 0, None, None, str(error))
            base = self._reader.state_at(seq, head) if seq > 0 else None
            return Edit(digest, 0 if base is None else seq, base, Workspace(tables))

    def keep(self, digest: str) -> str:
        """Copy the file beside the board, to the disk, and return the name of the copy. Raises StoreError.

        The copy has the time of the edit in its name, so that a second attempt finds that of the first.
        """
        with self._turn:
            if self._read_only():
                raise StoreError(f"The board can't be written: {self._read_only()}.", "cannot_write")
            try:
                data, like = self._same(digest)
                stem = self._place.board.removesuffix(".json")
                at = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(like.st_mtime))
                copy, count = f"{stem}.edited-{at}.json", 1
                while self._system.lexists(copy) and not self._has(copy, data):
                    count += 1
                    copy = f"{stem}.edited-{at}-{count}.json"
                # One that is there already is written again, because it may not have reached the disk.
                from tuiboard.storage.backups import write_private  # rare

                write_private(copy, data, self._system, like, os.path.basename(self._place.board))
                sync_folder(self._system, self._place.folder)
            except OSError as error:
                what = f"{self.name} can't be copied, so it stays as it is: {reason(error)}."
                raise StoreError(what, "cannot_write") from error
            return visible(os.path.basename(copy), 120)

    def settle(self, digest: str, workspace: Workspace) -> None:
        """Make the file anew from an up-to-date state, if it is still the one that was kept. Raises StoreError."""
        with self._turn:
            at = self._reader.at
            try:
                like = self._reader.journal.stat()
                if at.seq != workspace.seq or not self._board.replace(at, workspace, like, self._lock, digest):
                    self._same(digest)
                    raise StoreError("Others are writing to the board. Try again in a moment.", "busy")
            except Unusable as error:
                raise StoreError(f"{self.name} {error}.", "cannot_write") from error
            except OSError as error:
                raise StoreError(f"{self.name} can't be made anew: {reason(error)}.", "cannot_write") from error
            self.clear()
            self.known()

    def _same(self, digest: str) -> tuple[bytes, os.stat_result]:
        """The content and state of the file, if it is still the one that was looked at. Raises OSError, StoreError."""
        try:
            data, found = self._board.content(), self._board.stat()
        except Unusable as error:
            raise StoreError(f"{self.name} {error}.", "cannot_write") from error
        except FileNotFoundError:
            data, found = b"", None
        if found is None or sha256(data).hexdigest() != digest:
            raise StoreError(f"{self.name} {_CHANGED_AGAIN}.", "conflict")
        return data, found

    def _has(self, path: str, data: bytes) -> bool:
        fd = open_file(self._system, path, os.O_RDONLY)
        try:
            return read_up_to(self._system, fd, len(data) + 1, 0) == data
        finally:
            self._system.close(fd)
