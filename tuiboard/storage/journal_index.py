"""Where each entry of a journal begins, so that any of them can be read at once, however many there are."""

from array import array
from collections.abc import Iterable

from tuiboard.engine.ports import Extent
from tuiboard.storage.codec import TORN, Damaged, decode
from tuiboard.storage.journal_file import JournalFile

_TELLS = b',"told":['


class JournalIndex:
    """Follows a journal as it grows: 8 bytes an entry, made from newlines alone. Methods raise OSError."""

    def __init__(self) -> None:
        self._file: tuple[int, int] | None = None
        self._begin()

    def _begin(self) -> None:
        self._starts = array("Q")
        self._end = 0
        self._telling: list[tuple[int, int]] = []

    @property
    def extent(self) -> Extent:
        """What is there as far as was looked."""
        return Extent(len(self._starts), tuple(self._telling))

    def follow(self, journal: JournalFile) -> None:
        """Take in what was appended since; all of it where the file is another one or has become shorter."""
        found = journal.stat()
        if (found.st_dev, found.st_ino) != self._file or found.st_size < self._end:
            self._begin()
            self._file = found.st_dev, found.st_ino
        for data in journal.blocks(self._end, found.st_size):
            self._take(data)

    def _take(self, data: bytes) -> None:
        start, tells, torn = self._end, _TELLS in data, TORN in data
        for line in data.split(b"\n")[:-1]:
            if not (torn and line.endswith(TORN[:-1])):
                self._starts.append(start)
                if tells and _TELLS in line and (many := _told(line)):
                    self._telling.append((len(self._starts), many))
            start += len(line) + 1
        self._end = start

    def lines(self, journal: JournalFile, numbers: Iterable[int]) -> Iterable[tuple[int, bytes]]:
        """Yield (offset, line) of the entries of these numbers; those that don't exist are left out."""
        for number in numbers:
            if 0 < number <= len(self._starts):
                start = self._starts[number - 1]
                end = self._starts[number] if number < len(self._starts) else self._end
                line, newline, _ = journal.read(start, end).partition(b"\n")  # a torn line may follow
                yield start, line + newline


def _told(line: bytes) -> int:
    """How much an entry tells of the past; 0 for a damaged line, which is told of when it is read."""
    try:
        return len(decode(line + b"\n").entry.told)
    except Damaged:
        return 0
