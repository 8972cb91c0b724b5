"""A process that becomes another user of the machine for good, and does with a board what it is told line by line.

`python -m tests.soak.person BOARD UID GROUP UMASK`, started by root. Each answer is a line of JSON.
"""

import json
import os
import sys
from typing import Any

import tuiboard.storage.tinydb_file  # noqa: F401  # loaded to write: the other user may not be able to read it
from tuiboard.domain.changes import Entry, created
from tuiboard.engine.ports import StoreError
from tuiboard.storage.file_store import FileStore


class Person:
    """One user at one board; each method is a word that can be told."""

    def __init__(self, path: str) -> None:
        self._path = path

    def become(self, uid: int, group: int, umask: int) -> None:
        """Give up being root. The user's own group is called like the user; `group` is one more."""
        os.setgroups([group])
        os.setgid(uid)
        os.setuid(uid)
        os.umask(umask)

    def create(self) -> Any:
        """Make the board."""
        return self._append(FileStore(self._path, create=True))

    def commit(self) -> Any:
        """Append one entry and bring board.json up to date."""
        return self._append(FileStore(self._path))

    def read(self) -> Any:
        """Return the numbers of all cards, and whether the chain holds."""
        store = FileStore(self._path)
        return [sorted(store.snapshot().table("card")), store.verify().broken]

    def _append(self, store: FileStore) -> Any:
        seq = store.snapshot().seq
        change = created("card", seq + 1, {"id": seq + 1, "title": "Card"})
        entry = Entry(0, f"tx{seq}", "2026-03-11T09:00:00Z", "ana", os.getuid(), "card.added", (change,))
        outcome = store.append(seq, entry)
        store.checkpoint(store.snapshot())
        return [outcome, store.behind, store.warning]


def main(path: str, uid: str, group: str, umask: str) -> None:
    """Become that user and do what is told."""
    person = Person(path)
    person.become(int(uid), int(group), int(umask, 8))
    for line in sys.stdin:
        try:
            answer = getattr(person, line.strip())()
        except StoreError as error:
            answer = str(error)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
