"""A process that takes a board's lock and keeps it, with its line not yet written, until it is told to go on.

`python -m tests.soak.holder BOARD` prints `holding`, reads a line, and prints the outcome.
"""

import os
import sys

from tuiboard.domain.changes import Entry, created
from tuiboard.storage.file_store import FileStore
from tuiboard.storage.system import System


class Holding(System):
    """Stays where the line is to be written."""

    def write(self, fd: int, data: bytes) -> int:  # type: ignore[override]
        print("holding", flush=True)
        sys.stdin.readline()
        return super().write(fd, data)


def main(path: str) -> None:
    """Append card 100 to the board."""
    store = FileStore(path, system=Holding())
    seq = store.snapshot().seq
    change = created("card", 100, {"id": 100, "title": "Of the holder"})
    entry = Entry(0, "holder", "2026-03-11T09:00:00Z", "ana", os.getuid(), "card.added", (change,))
    print(store.append(seq, entry), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
