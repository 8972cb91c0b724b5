"""Reading the journal of a board on disk: from the last place read on, backwards, and all of it."""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import Lock

from tuiboard.domain.changes import Entry
from tuiboard.domain.workspace import Inconsistent, Workspace
from tuiboard.engine.ports import Extent, Link, StoreError, Verdict
from tuiboard.storage.board_file import BoardFile, Identity, identity
from tuiboard.storage.chain import START, Broken, Position, follow, is_damaged_end, stoppable, walk
from tuiboard.storage.checkpoint import Unusable
from tuiboard.storage.codec import CRC_LENGTH, TORN, Damaged, could_end, decode, line_hash
from tuiboard.storage.journal_file import JournalFile
from tuiboard.storage.journal_index import JournalIndex
from tuiboard.storage.place import Place, locate, show
from tuiboard.storage.system import System, reason


@contextmanager
def reading(place: Place) -> Iterator[None]:
    """Raise what can go wrong while a board is read as StoreError."""
    try:
        yield
    except (Broken, Inconsistent) as error:
        raise damaged(place, str(error)) from error
    except OSError as error:
        file = error.filename if isinstance(error.filename, str) else place.shown
        raise StoreError(f"{show(file)} can't be read: {reason(error)}.") from error


def damaged(place: Place, what: str) -> StoreError:
    """Return the error for a journal that is not as it was written."""
    return StoreError(
        f"{show(place.journal)} is damaged: {what}. "
        "`tuiboard doctor` says what is wrong and what can be done.", "bad_data"
    )  # fmt: skip


def missing(place: Place) -> StoreError:
    """Return the error for a board whose journal is gone."""
    return StoreError(
        f"{show(place.journal)} is missing: it holds what {show(place.board)} was made from. Put it back beside it; "
        "or see what `tuiboard doctor` says.", "bad_data"
    )  # fmt: skip


def _ends_damaged(journal: JournalFile, start: int, end: int) -> bool:
    """True where the bytes after the last newline, at `start`, are a whole entry whose newline was damaged."""
    last = journal.read(max(start, end - CRC_LENGTH), end)
    return could_end(last) and is_damaged_end(journal.read(start, end))


def exists(path: str, system: System) -> bool:
    """True where there is a board at `path`, in whatever state. Raises StoreError for a place not to be trusted."""
    try:
        place = locate(path, system)
    except StoreError as error:
        if error.code == "not_found":
            return False
        raise
    journal = JournalFile(place, system)
    try:
        with reading(place):
            return system.lexists(place.board) or (journal.open() and journal.has_entries())
    finally:
        journal.close()


LONG_LINE = 256 * 1024
"""Bytes of a line whose decoding is felt."""


class Reader:
    """Follows a journal as it grows. Methods raise OSError, Broken and StoreError, to be used within `reading`."""

    def __init__(self, place: Place, system: System) -> None:
        self._place = place
        self._system = system
        self.journal = JournalFile(place, system)
        self._long: tuple[int, Entry] | None = None
        self._index: JournalIndex | None = None
        self._indexing = Lock()
        self.at = START
        """The place read up to."""
        self.seen: Identity | None = None
        """What the file was like when it was read up to its end; None where the caller may not know all of it."""

    def start(self, at: Position) -> None:
        """Go on from `at`, which is where `board.json` says that it stands."""
        self.at = at
        self.seen = None
        if at.seq and self._current() is not None:
            self._check_fit()

    def changed(self) -> bool:
        """One look at the file: may there be entries that were not read yet?"""
        try:
            return identity(self.journal.stat_path()) != self.seen
        except OSError:
            return self.journal.is_open  # it is gone: reading will say so

    def tail(self) -> Iterator[Entry]:
        """Yield the entries from the place read up to, and move that place on."""
        found = self._current()
        if found is None:
            return
        self.seen = None
        for data in self.journal.blocks(self.at.offset, found.st_size):
            for entry, at in follow(self.at, data):
                self.at = at
                if entry is not None:
                    yield entry
        self.seen = identity(found)

    def since(self, seq: int) -> list[Entry]:
        """Return all entries after `seq` up to the end of the file, which becomes the place read up to."""
        before = self.at.seq
        newer = list(self.tail())
        if seq == before:
            return newer
        found = []
        for entry in self.backwards(b""):
            if entry.seq <= seq:
                break
            if entry.seq <= self.at.seq:
                found.append(entry)
        found.reverse()
        return found

    def backwards(self, needle: bytes) -> Iterator[Entry]:
        """Yield entries newest first, straight from the file; with `needle`, only those whose line contains it."""
        if not self.journal.is_open and not self.changed():
            return
        for offset, line in self.journal.backwards(needle):
            if not line.endswith(TORN):
                yield self._read(offset, line)

    def extent(self) -> Extent:
        """Return how many entries the file has now, and which of them tell of something older. Raises StoreError."""
        with self._indexed() as (index, _):
            return index.extent

    def entries(self, numbers: Iterable[int]) -> list[Entry]:
        """Return the entries of these numbers, in that order. Raises StoreError."""
        with self._indexed() as (index, journal):
            return [self._read(offset, line) for offset, line in index.lines(journal, numbers)]

    def link(self, number: int) -> Link | None:
        """Return the hashes of an entry. Raises StoreError."""
        with self._indexed() as (index, journal):
            for offset, line in index.lines(journal, (number,)):
                self._read(offset, line)  # a damaged line is told of
                return Link(decode(line).prev, line_hash(line))
        return None

    @contextmanager
    def _indexed(self) -> Iterator[tuple[JournalIndex, JournalFile]]:
        """The index, which is made when it is first needed, brought up to date with a descriptor of its own."""
        journal = JournalFile(self._place, self._system)
        with self._indexing, reading(self._place):
            self._index = index = self._index or JournalIndex()
            try:
                if journal.open():
                    index.follow(journal)
                yield index, journal
            finally:
                journal.close()

    def _read(self, offset: int, line: bytes) -> Entry:
        try:
            return self._decoded(offset, line)
        except Damaged as error:
            raise damaged(self._place, f"the line at byte {offset} {error}") from error

    def _decoded(self, offset: int, line: bytes) -> Entry:
        """The import of a large board is one long line that the history of every card goes back to: it is kept."""
        if len(line) < LONG_LINE:
            return decode(line).entry
        if self._long is None or self._long[0] != offset:
            self._long = (offset, decode(line).entry)
        return self._long[1]

    def find(self, txid: str) -> Entry | None:
        """Return the entry of a transaction, or None."""
        needle = json.dumps(txid).encode("ascii")
        return next((entry for entry in self.backwards(needle) if entry.txid == txid), None)

    def state_at(self, seq: int, head: str) -> Workspace | None:
        """Return the state after an entry whose line hashes to `head`; None where the journal has no such entry."""
        journal = JournalFile(self._place, self._system)
        at = START

        def entries() -> Iterator[Entry]:
            nonlocal at
            for data in journal.blocks(0, journal.stat().st_size):
                for entry, at in follow(at, data):  # noqa: B020
                    if entry is not None:
                        yield entry
                        if at.seq == seq:
                            return

        try:
            found = Workspace().apply(entries()) if journal.open() else None
        finally:
            journal.close()
        return found if at.seq == seq and at.head == head else None

    def verify(self, expect: str | None, board: BoardFile, stop: Callable[[], bool] | None = None) -> Verdict:
        """Walk the whole journal, and see whether the board's file fits it; look for a line with the hash `expect`."""
        try:
            meta = board.meta()
        except Unusable as error:
            verdict = self._walked(expect, START, stop)
            why = f"{show(self._place.board)} {error}"
            return verdict if verdict.broken else verdict._replace(broken=why, edited=True)
        return self._walked(expect, START if meta is None else meta.at, stop)

    def _walked(self, expect: str | None, kept: Position, stop: Callable[[], bool] | None) -> Verdict:
        journal = JournalFile(self._place, self._system)
        try:
            if not journal.open():
                return walk((), expect, kept)[0]
            size = journal.stat().st_size
            verdict, end = walk(stoppable(journal.blocks(0, size), stop), expect, kept)
            if verdict.line is None and _ends_damaged(journal, end.offset, size):
                line = end.line + 1
                return verdict._replace(broken=f"line {line} does not end as it was written", line=line)
            return verdict
        finally:
            journal.close()

    def finish_tail(self) -> None:
        """Seal an unfinished line at the end, whose writer was killed. To be called under the lock, after `tail`."""
        size = self.journal.stat().st_size
        if size > self.at.offset:
            if _ends_damaged(self.journal, self.at.offset, size):
                raise Broken(self.at.line + 1, "does not end as it was written")
            self.journal.append(TORN)
            self.at = self.at._replace(offset=size + len(TORN), line=self.at.line + 1)

    def _current(self) -> os.stat_result | None:
        """Return what the file is like, opened anew where it was replaced; None where there is none yet."""
        try:
            found = self.journal.stat_path()
        except FileNotFoundError:
            if self.journal.is_open:
                raise missing(self._place) from None
            return None
        if not self.journal.is_open or not os.path.samestat(found, self.journal.stat()):
            if not self.journal.open():
                raise missing(self._place)
            found = self.journal.stat()
            self._check_fit()
        elif found.st_size < self.at.offset:
            self._check_fit()
        return found

    def _check_fit(self) -> None:
        """Raise StoreError unless the file has the line that the place read up to comes after."""
        at = self.at
        if at.seq and line_hash(self.journal.last_before(at.offset)) != at.head:
            size = self.journal.stat().st_size
            what = "its end is missing" if size < at.offset else "another file took its place"
            raise damaged(
                self._place,
                f"it does not have entry {at.seq}, which was read before or which the board's file stands for; {what}",
            )
