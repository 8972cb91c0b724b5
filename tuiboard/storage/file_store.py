"""A board on disk: the journal, which is the truth, and `board.json`, the state after one of its entries.

A commit takes the lock, reads what others appended, appends one line and returns when that is on the disk. One line is
one entry, so it is there as a whole or not at all. Readers need no lock: what a journal holds never changes, it grows.
"""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from threading import RLock

from tuiboard.domain.changes import Entry
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.ports import About, Busy, Conflict, Extent, Link, Outcome, ReadOnly, StoreError, Unknown, Verdict
from tuiboard.storage.board_file import BoardFile, identity
from tuiboard.storage.chain import START, Broken, Position
from tuiboard.storage.checkpoint import SCHEMA, NewerLayout, Unusable
from tuiboard.storage.codec import VERSION, encode, line_hash, needle
from tuiboard.storage.lock import GIVEN_UP_AFTER, NAMED_AFTER, Lock
from tuiboard.storage.outside import OutsideFile
from tuiboard.storage.place import locate, obstacle, show
from tuiboard.storage.reader import Reader, damaged, exists, missing, reading
from tuiboard.storage.system import System, reason

Again = Callable[[list[Entry]], Entry | None] | None
"""Decides an entry anew after those that others appended; see the port."""

BackUp = Callable[[str, Workspace], str]
"""Is given `board.json` and the state in it, once it is in place; copies it if that is due. Returns why it failed."""

_NEWER = "a newer version of tuiboard has written to it, and this one could lose what that one knows"
_MANY = 10_000
"""Entities above which the collector leaves a loaded board alone (it took 0.3 s a round at 100,000)."""


class FileStore:
    """The Store of a board in a folder. Its methods may be called from several threads.

    With `create` the board must not exist; its files come to be with the first entry. `on_wait` is called with the name
    of whoever holds the lock when a commit has waited for `named_after` seconds; after `given_up_after` it is Busy.
    Raises StoreError for a board that is not there, can't be trusted or can't be read.
    """

    def __init__(
        self,
        path: str,
        *,
        create: bool = False,
        allow_nfs: bool = False,
        system: System | None = None,
        on_wait: Callable[[str], None] | None = None,
        back_up: BackUp | None = None,
        named_after: float = NAMED_AFTER,
        given_up_after: float = GIVEN_UP_AFTER,
    ) -> None:
        self._system = system = system or System()
        self._place = locate(path, system)
        self._reader = Reader(self._place, system)
        self._board = BoardFile(self._place, system)
        self._lock = Lock(self._place.lock, system, named_after, lambda holder: self.on_wait and self.on_wait(holder))
        self.on_wait = on_wait
        self._given_up_after = given_up_after
        self._allow_nfs = allow_nfs
        self._back_up = back_up
        self._turn = RLock()
        self._outside = OutsideFile(
            self._place, system, self._reader, self._board, self._lock, self._turn, lambda: self._read_only
        )
        self._loaded = False
        self._read_only = ""
        self._unsure = False
        self._durable = START
        """Up to here everything is on the disk; what lies behind may be."""
        self._warning = ""
        try:
            with reading(self._place):
                self._open(create)
                self._read_only = self._why_not_writable()
        except BaseException:
            self.close()
            raise

    def _why_not_writable(self) -> str:
        return self._reader.journal.not_writable or obstacle(self._place, self._system, self._allow_nfs)

    @staticmethod
    def exists(path: str, system: System | None = None) -> bool:
        """True where there is a board at `path`, in whatever state. Raises StoreError for a place not to be trusted."""
        return exists(path, system or System())

    # What it is like

    @property
    def name(self) -> str:
        """The path as it was given."""
        return self._place.shown

    @property
    def read_only(self) -> str:
        """Why nothing can be written, as the end of a sentence; empty where it can."""
        return self._read_only or self._outside.why

    @property
    def outside(self) -> OutsideFile:
        """`board.json` as other programs may change it."""
        return self._outside

    @property
    def unsure(self) -> bool:
        """True from a sync that failed until the journal was brought to the disk by `reopen`."""
        return self._unsure

    @property
    def warning(self) -> str:
        """Why `board.json` could not be brought up to date or backed up; nothing is lost by that."""
        return self._warning

    @property
    def behind(self) -> int:
        """How many entries `board.json` lacks, as far as a look at it tells."""
        return max(self._reader.at.seq - self._board.glance(), 0)

    @property
    def head(self) -> str:
        """The hash of the last entry read: who writes it down can later see whether anything before it was changed."""
        return self._reader.at.head

    # Reading

    def snapshot(self) -> Workspace:
        """Return the state as of now: `board.json` with the tail of the journal applied. Raises StoreError."""
        with self._turn, reading(self._place):
            collecting = gc.isenabled()
            gc.disable()  # it would walk through all that was read, several times
            try:
                workspace = self._load()
                if sum(map(len, workspace.tables.values())) > _MANY:
                    gc.freeze()
            finally:
                if collecting:
                    gc.enable()
            return workspace

    def read_since(self, seq: int) -> list[Entry]:
        """Return all entries after `seq`, oldest first; afterwards `changed` is false until someone appends."""
        with self._turn, reading(self._place):
            self._ready()
            entries = self._reader.since(seq)
            self._check_version()
            return entries

    def changed(self) -> bool:
        """One look at the file: may there be entries that were not read yet?"""
        return self._reader.changed()

    def scan(self, about: About | None = None) -> Iterator[Entry]:
        """Yield entries newest first, straight from the file; with `about`, only those that touch that."""
        with reading(self._place):
            entries = self._reader.backwards(needle(*about) if about is not None else b"")
            yield from (entry for entry in entries if about is None or entry.touches(*about))

    def extent(self) -> Extent:
        """Return how much there is to read now, without decoding it."""
        return self._reader.extent()

    def entries(self, numbers: Iterable[int]) -> list[Entry]:
        """Return the entries of these numbers, in that order."""
        return self._reader.entries(numbers)

    def link(self, number: int) -> Link | None:
        """Return the hashes of an entry."""
        return self._reader.link(number)

    def find(self, txid: str) -> Entry | None:
        """Return the entry of a transaction whose outcome was unknown; None where it never reached the journal."""
        with reading(self._place):
            return self._reader.find(txid)

    def verify(self, expect: str | None = None, stop: Callable[[], bool] | None = None) -> Verdict:
        """Walk the whole journal, and see whether `board.json` fits it; with `expect`, look for that head in it."""
        with reading(self._place):
            return self._reader.verify(expect, BoardFile(self._place, self._system), stop)

    # Writing

    def append(self, expected_seq: int, entry: Entry, again: Again = None) -> Outcome:
        """Append durably, deciding again under the lock where others were first. Raises Refused for NaN, say."""
        with self._turn:
            if self._read_only or self._outside.bars(entry):
                return ReadOnly(self.read_only)
            try:
                holder = self._lock.acquire(self._given_up_after)
            except OSError as error:
                return ReadOnly(f"{show(self._place.lock)} can't be locked: {reason(error)}")
            except StoreError as error:
                return ReadOnly(str(error).rstrip("."))
            if holder:
                return Busy(holder)
            before = self._reader.at
            try:
                outcome = self._commit(expected_seq, entry, again)
            finally:
                self._lock.release()
            # Without the lock, so that those who wait for it write while the disk works: what one of them syncs is
            # synced for all lines before it, and nobody has an answer before that.
            return self._sync(outcome, before) if isinstance(outcome, int) else outcome

    def reopen(self) -> str:
        """Open the journal anew after a sync that failed, and bring what is in it to the disk.

        Returns why that can't be done, as the end of a sentence, or an empty text: then `find` tells what became of the
        entry, and the board can be written again.
        """
        with self._turn:
            journal = self._reader.journal
            try:
                holder = self._lock.acquire(self._given_up_after)
                if holder:
                    return f"{holder} holds the board"
                try:
                    if journal.open():
                        if journal.stat().st_size < self._durable.offset:
                            return f"{show(self._place.journal)} was cut: the end of what was on the disk is missing"
                        journal.write_again(self._durable.offset)
                    self._read_only, self._unsure = self._why_not_writable(), False
                    self._check_version()
                finally:
                    self._lock.release()
            except OSError as error:
                return f"{show(self._place.journal)} could not be written to the disk ({reason(error)})"
            except StoreError as error:
                return str(error).rstrip(".")
            return ""

    def checkpoint(self, workspace: Workspace) -> None:
        """Bring `board.json` up to `workspace`, if that is the state after the last entry read and the file is older.

        Does not raise for a full disk and the like: the journal has everything, and `warning` says it.
        """
        with self._turn:
            at = self._reader.at
            if self.read_only or at.seq != workspace.seq or at.seq <= self._board.seq:
                return
            try:
                self._reader.journal.settle()  # or board.json could outlive entries that it stands for
            except OSError as error:
                self._unknown(f"{show(self._place.journal)} could not be written to the disk ({reason(error)})", at)
                return
            self._durable = at
            try:
                self._board.save(at, workspace, self._reader.journal.stat(), self._lock)
                is_in_place = self._board.seq == at.seq
                self._warning = self._back_up(self._place.board, workspace) if self._back_up and is_in_place else ""
            except Unusable as error:
                self._note(error)
            except (OSError, StoreError, ValueError) as error:
                words = reason(error) if isinstance(error, OSError) else str(error).rstrip(".")
                self._warning = f"{show(self._place.board)} can't be written: {words}"

    def close(self) -> None:
        """Release the files."""
        # What was acknowledged is on the disk, and the descriptor is gone even where closing it failed.
        with self._turn:
            for file in (self._lock, self._reader.journal):
                with suppress(OSError):
                    file.close()

    # Opening

    def _open(self, create: bool) -> None:
        shown, journal = show(self._place.shown), self._reader.journal
        has_board = self._system.lexists(self._place.board)
        has_journal = journal.open()
        if not has_board and not (has_journal and journal.has_entries()):
            if has_journal and journal.is_foreign:
                name = show(self._place.journal)
                raise StoreError(
                    f"{name} is not the journal of a board. Move it away, or name another board.", "bad_data"
                )
            if not create:
                raise StoreError(f"There is no board at {shown}.", "not_found")
            journal.close()  # at most what a first commit that was killed left behind
        elif create:
            raise StoreError(f"There is a board at {shown} already. Open it, or name another file.", "cannot_write")
        elif not has_journal:
            try:
                self._board.meta()
            except Unusable as error:
                raise StoreError(f"{shown} {error}.", "bad_data") from error
            raise missing(self._place)

    def _load(self) -> Workspace:
        at, workspace = START, Workspace()
        try:
            kept = self._board.load()
        except Unusable as error:
            self._note(error)
        else:
            self._outside.clear()
            if kept is not None:
                meta, workspace = kept
                at = meta.at
                if meta.schema > SCHEMA:
                    self._read_only = self._read_only or _NEWER
        self._reader.start(at)
        self._durable = at
        if at.seq:
            self._reader.journal.is_named = True  # board.json is written only after that was on the disk
        workspace = workspace.apply(self._reader.tail())
        self._check_version()
        self._outside.known()
        self._loaded = True
        return workspace

    def _ready(self) -> None:
        if not self._loaded:
            self.snapshot()

    def _check_version(self) -> None:
        if self._reader.at.version > VERSION:
            self._read_only = self._read_only or _NEWER

    def _note(self, error: Unusable) -> None:
        if isinstance(error, NewerLayout):
            self._read_only = self._read_only or _NEWER
        else:
            self._outside.note(error)

    # Committing, under the lock

    def _commit(self, expected_seq: int, entry: Entry, again: Again) -> Outcome:
        reader = self._reader
        try:
            newer = self._catch_up(expected_seq)
        except OSError as error:
            return ReadOnly(f"{show(self._place.journal)} can't be used: {reason(error)}")
        except (Broken, StoreError) as error:
            trouble = damaged(self._place, str(error)) if isinstance(error, Broken) else error
            if trouble.code == "bad_data":
                self._read_only = str(trouble).rstrip(".")
            return ReadOnly(str(trouble).rstrip("."))
        if self._read_only:
            return ReadOnly(self._read_only)
        if newer:
            seen, reader.seen = reader.seen, None  # until the caller has taken them in
            decided = again(newer) if again is not None else None
            reader.seen = seen
            if decided is None:
                return Conflict(newer)
            entry = decided
        return self._write(entry)

    def _catch_up(self, expected_seq: int) -> list[Entry]:
        self._ready()
        reader = self._reader
        if reader.at.seq == 0:
            reader.journal.make()
        newer = reader.since(expected_seq)
        self._check_version()
        if self._read_only:
            reader.seen = None
            return []
        if reader.at.seq < expected_seq:
            raise damaged(self._place, f"it ends with entry {reader.at.seq}, but entry {expected_seq} was read before")
        reader.finish_tail()
        return newer

    def _write(self, entry: Entry) -> Outcome:
        reader, at = self._reader, self._reader.at
        journal = show(self._place.journal)
        line = encode(entry._replace(seq=at.seq + 1), at.head)
        try:
            reader.journal.append(line)
        except OSError as error:
            return ReadOnly(f"{journal} can't be written: {reason(error)}")
        reader.at = Position(at.seq + 1, at.offset + len(line), at.line + 1, line_hash(line), at.version)
        reader.seen = None
        try:
            found = reader.journal.stat()
        except OSError:
            return reader.at.seq  # it is written all the same; `changed` will have a look
        if found.st_size != reader.at.offset:
            return self._unknown(f"another program wrote into {journal} without its lock", at)
        reader.seen = identity(found)
        return reader.at.seq

    def _sync(self, seq: int, before: Position) -> Outcome:
        try:
            self._reader.journal.sync()
        except OSError as error:
            # The system may have dropped what it could not write: asking again would report a success that isn't one.
            why = f"{show(self._place.journal)} could not be written to the disk ({reason(error)})"
            return self._unknown(why, before)
        self._durable = self._reader.at
        return seq

    def _unknown(self, why: str, before: Position) -> Unknown:
        self._reader.at, self._reader.seen = before, None
        self._read_only, self._unsure = f"{why}; open the board again to see what is there", True
        return Unknown(why)
