"""What every check of the doctor is given."""

from collections.abc import Iterator
from typing import NamedTuple

from tuiboard.engine.ports import Finding
from tuiboard.storage.place import Place
from tuiboard.storage.system import System


class Case(NamedTuple):
    """A board to be looked at: its files, the Unix time, whether a network file system is allowed.

    `trusted` is False where the program would not open a board in that place, and nothing is repaired.
    """

    place: Place
    system: System
    now: int
    allow_nfs: bool
    trusted: bool


Findings = Iterator[Finding]


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: "1 entry" is for the caller, "3 files" for this."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
