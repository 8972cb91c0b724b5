"""The chain that the lines of a journal form: each entry follows the one before it without a gap."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from tuiboard.domain.changes import Entry
from tuiboard.engine.ports import GENESIS, StoreError, Verdict
from tuiboard.storage.codec import TORN, VERSION, Damaged, decode, line_hash


class Position(NamedTuple):
    """A place in a journal, between two lines.

    `offset` bytes and `line` lines lie before it, the last entry among them is `seq`, its line hashes to `head`, and
    `version` is the newest format seen.
    """

    seq: int = 0
    offset: int = 0
    line: int = 0
    head: str = GENESIS
    version: int = VERSION


START = Position()


class Broken(Exception):
    """A line does not follow on the lines before it. Lines count from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line} {reason}")
        self.line = line
        self.reason = reason


def follow(at: Position, data: bytes) -> Iterator[tuple[Entry | None, Position]]:
    """Yield each line of `data`, which begins at `at`, as its entry (None: a torn line) with the position after it.

    An unfinished line at the end is left alone. Raises Broken.
    """
    seq, offset, number, head, version = at
    start = 0
    while end := data.find(b"\n", start) + 1:
        line = data[start:end]
        offset += end - start
        number += 1
        start = end
        if line.endswith(TORN):
            yield None, Position(seq, offset, number, head, version)
            continue
        try:
            entry, prev, written = decode(line)
        except Damaged as error:
            raise Broken(number, str(error)) from error
        seq += 1
        if prev != head or entry.seq != seq:
            raise Broken(number, _misfit(entry.seq, seq))
        if written > version:
            version = written
        head = line_hash(line)
        yield entry, Position(seq, offset, number, head, version)


def _misfit(found: int, expected: int) -> str:
    if found == expected:
        return f"(entry {found}) does not follow on the lines before it: one of them was changed, or this one was"
    return f"is entry {found} where entry {expected} belongs: lines are missing, doubled or in another order"


def is_damaged_end(tail: bytes) -> bool:
    """True for bytes after the last newline that are a whole entry whose newline was damaged.

    A write that was cut short never has anything after a whole entry, so this one must not be sealed as torn.
    """
    try:
        decode(tail[:-1] + b"\n")
    except Damaged:
        return False
    return True


def stoppable(blocks: Iterable[bytes], stop: Callable[[], bool] | None) -> Iterator[bytes]:
    """Yield the blocks until `stop` says so. Raises StoreError then."""
    for data in blocks:
        if stop is not None and stop():
            raise StoreError("The walk along the chain was stopped.")
        yield data


def walk(blocks: Iterable[bytes], expect: str | None = None, kept: Position = START) -> tuple[Verdict, Position]:
    """Follow a whole journal; return what is found, and where it ends or breaks.

    `expect` is the hash of a line that must be among them, `kept` the position that the checkpoint stands for.
    """
    at = START
    expected = None if expect is None else expect.strip().lower()
    is_found = is_kept = False
    broken, line = "", None
    try:
        for data in blocks:
            for entry, after in follow(at, data):
                at = after
                is_found = is_found or (entry is not None and at.head == expected)
                is_kept = is_kept or at[:4] == kept[:4]
    except Broken as error:
        broken, line = str(error), error.line
    else:
        if at.seq < kept.seq:
            broken = (
                f"the end is missing: it stops at entry {at.seq}, the board's file was written after entry {kept.seq}"
            )
        elif kept.seq and not is_kept:
            broken = f"the board's file was written after another entry {kept.seq} than the one here"
    return Verdict(at.seq, at.head, broken, line, None if expected is None else is_found), at
