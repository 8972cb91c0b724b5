"""A board in memory: the same lines as on disk, in a list that several stores can share as processes share a file."""

from collections.abc import Callable, Iterable, Iterator

from tuiboard.domain.changes import Entry
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.ports import About, Conflict, Extent, Link, Outcome, Outside, ReadOnly, Verdict
from tuiboard.storage.chain import START, follow, stoppable, walk
from tuiboard.storage.codec import decode, encode, line_hash, needle


class MemoryStore:
    """A Store without files: for tests, and for a board that nobody wants to keep.

    `lines` is the journal; stores that are given the same list see each other's entries. Not for several threads.
    """

    name = "memory"
    behind = 0
    warning = ""
    outside: Outside | None = None
    unsure = False
    on_wait: Callable[[str], None] | None = None

    def __init__(self, lines: list[bytes] | None = None, read_only: str = "") -> None:
        self.lines: list[bytes] = [] if lines is None else lines
        self.read_only = read_only
        self._at = START
        self._seen: int | None = None

    def snapshot(self) -> Workspace:
        """Return the state after all entries."""
        self._at = START
        return Workspace().apply(self._tail())

    def read_since(self, seq: int) -> list[Entry]:
        """Return all entries after `seq`, oldest first."""
        list(self._tail())
        return [decode(line).entry for line in self.lines[seq:]]

    def append(
        self, expected_seq: int, entry: Entry, again: Callable[[list[Entry]], Entry | None] | None = None
    ) -> Outcome:
        """Append if the last entry is `expected_seq`, else decide again. Raises Refused for what can't be stored."""
        if self.read_only:
            return ReadOnly(self.read_only)
        newer = self.read_since(expected_seq)
        if newer:
            self._seen = None  # until the caller has taken them in
            decided = again(newer) if again is not None else None
            self._seen = len(self.lines)
            if decided is None:
                return Conflict(newer)
            entry = decided
        self.lines.append(encode(entry._replace(seq=self._at.seq + 1), self._at.head))
        list(self._tail())
        return self._at.seq

    def changed(self) -> bool:
        """Are there entries that were not read yet?"""
        return self._seen != len(self.lines)

    def scan(self, about: About | None = None) -> Iterator[Entry]:
        """Yield entries newest first; with `about`, only those that touch that."""
        wanted = needle(*about) if about is not None else b""
        for line in reversed(self.lines):
            if wanted in line:
                entry = decode(line).entry
                if about is None or entry.touches(*about):
                    yield entry

    def extent(self) -> Extent:
        """Return how much there is to read now."""
        told = (
            (number, len(decode(line).entry.told)) for number, line in enumerate(self.lines, 1) if b'"told"' in line
        )
        return Extent(len(self.lines), tuple((number, many) for number, many in told if many))

    def entries(self, numbers: Iterable[int]) -> list[Entry]:
        """Return the entries of these numbers, in that order."""
        return [decode(self.lines[number - 1]).entry for number in numbers if 0 < number <= len(self.lines)]

    def link(self, number: int) -> Link | None:
        """Return the hashes of an entry."""
        line = self.lines[number - 1] if 0 < number <= len(self.lines) else None
        return None if line is None else Link(decode(line).prev, line_hash(line))

    def find(self, txid: str) -> Entry | None:
        """Return the entry of a transaction, or None."""
        return next((entry for entry in self.scan() if entry.txid == txid), None)

    def reopen(self) -> str:
        """Do nothing: there is no disk."""
        return ""

    def checkpoint(self, workspace: Workspace) -> None:
        """Do nothing: there is no snapshot to bring up to date."""

    def verify(self, expect: str | None = None, stop: Callable[[], bool] | None = None) -> Verdict:
        """Walk the whole chain."""
        return walk(stoppable(self.lines, stop), expect)[0]

    def close(self) -> None:
        """Do nothing; the lines stay for the other stores."""

    def _tail(self) -> Iterator[Entry]:
        for line in self.lines[self._at.line :]:
            for entry, at in follow(self._at, line):
                self._at = at
                if entry is not None:
                    yield entry
        self._seen = len(self.lines)
