"""What really happened since an instant: changes of the journal that were not taken back, newest first."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tuiboard.domain.changes import Change, Entry

OLDER_READ = 200
"""Entries older than the instant, in a row, after which no younger one is looked for: clocks of several machines
differ."""
_TAKEN_IN = ("board.imported", "board.restored")
"""Actions whose changes are no deeds: of an import, what it tells counts."""


class Happening(NamedTuple):
    """One change, when it happened, and who made it."""

    at: str
    who: str
    change: Change


def happenings(entries: Iterable[Entry], since: str) -> Iterator[Happening]:
    """Return the changes since an instant, newest first. `entries` are those of the journal, newest first.

    Of what an import tells, what happened since counts too; what was taken back since did not happen.
    """
    read = _read(entries, since)
    here = {entry.seq for entry in read}
    gone: set[int] = set()
    for entry in read:
        if entry.undoes is not None and entry.undoes in here:
            if entry.seq not in gone:
                gone.add(entry.undoes)
            continue
        if entry.seq in gone:
            continue
        for change in () if entry.action in _TAKEN_IN else entry.changes:
            yield Happening(entry.at, entry.who, change)
        for told in sorted(entry.told, key=lambda told: told.happened, reverse=True):
            if told.happened >= since:
                yield Happening(told.happened, told.who, told.change)


def _read(entries: Iterable[Entry], since: str) -> list[Entry]:
    """The entries since an instant, newest first."""
    found: list[Entry] = []
    older = 0
    for entry in entries:
        older = older + 1 if entry.at < since else 0
        if older >= OLDER_READ:
            break
        if not older:
            found.append(entry)
    return found
