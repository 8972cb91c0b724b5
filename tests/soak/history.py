"""What a soak leaves behind: a log of each process, and the journal of the board.

A log is a file of JSON lines, each written with one `os.write` to a file opened for appending, so that what a process
noted is there after `kill -9`. Times are nanoseconds of the monotonic clock, which all processes of a machine share.

    [at, "invoke", operation, kind, asked]          before anything is done about it
    [at, "ok", operation, seq, wait]                acknowledged as entry `seq`, after `wait` ns for the lock
    [at, "fail", operation, why, seq, seen, wait]   not written; where it saw the state after entry `seq`, what it saw
    [at, "unknown", operation, why]                 the store could not say
    [at, "read", operation, kind, invoked, seq, seen]   a whole read; one that was killed noted nothing

An operation that was invoked and has no end is unknown too: its process was killed in the middle.
"""

import hashlib
import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

GENESIS = "0" * 64

MAKE, COUNT, TAG, SET = "make", "count", "tag", "set"
"""Kinds of writes: the first entry; one more on the counter; a new tag; the register, where it is what was expected."""
READ, FILE = "read", "file"
"""Kinds of reads: through a store; of `board.json` alone, which may be behind."""
OK, FAIL, UNKNOWN = "ok", "fail", "unknown"
"""Outcomes."""

COUNTER_CARD, TAGS_CARD = 1, 2

Seen = list[Any]
"""What is noted of a state: counter, register, newest tag; all None before the first entry."""


def seen(cards: Mapping[Any, Mapping[str, Any]]) -> Seen:
    """Return what is noted of a state with these cards."""
    counted, tagged = cards.get(COUNTER_CARD, {}), cards.get(TAGS_CARD, {})
    return [counted.get("count"), counted.get("register"), (tagged.get("tags") or [None])[-1]]


class Operation(NamedTuple):
    """What one process asked for and was told.

    `ended` is None where it never was told. `seq` is the entry acknowledged, or the one after which `seen` was read.
    """

    name: str
    kind: str
    outcome: str
    invoked: int
    ended: int | None = None
    seq: int | None = None
    asked: Any = None
    seen: Seen | None = None
    wait: int = 0


class Line(NamedTuple):
    """One entry of the journal: `changes` are `[kind, id, before, after]`."""

    seq: int
    txid: str
    changes: list[list[Any]]


class Log:
    """The log that one process writes."""

    def __init__(self, path: str) -> None:
        self._name = os.path.basename(path)
        self._fd = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._count = 0

    def invoke(self, kind: str, asked: Any = None) -> str:
        """Note what is about to be asked for; return the name of the operation."""
        operation = self.name()
        self._note("invoke", operation, kind, asked)
        return operation

    def name(self) -> str:
        """Return a name that no other operation of any process has."""
        self._count += 1
        return f"{self._name}-{self._count}"

    def ok(self, operation: str, seq: int, wait: int) -> None:
        """Note that it was acknowledged."""
        self._note("ok", operation, seq, wait)

    def fail(self, operation: str, why: str, seq: int | None, found: Seen | None, wait: int) -> None:
        """Note that nothing was written."""
        self._note("fail", operation, why, seq, found, wait)

    def unknown(self, operation: str, why: str) -> None:
        """Note that the outcome is unknown."""
        self._note("unknown", operation, why)

    def read(self, kind: str, invoked: int, seq: int, found: Seen) -> None:
        """Note a read that was begun at `invoked`."""
        self._note("read", self.name(), kind, invoked, seq, found)

    def _note(self, event: str, *rest: Any) -> None:
        os.write(self._fd, json.dumps([time.monotonic_ns(), event, *rest]).encode("ascii") + b"\n")


def operations(data: bytes) -> list[Operation]:
    """Return the operations of one process's log, in order; a last line that was cut off was not noted."""
    found: dict[str, Operation] = {}
    for line in data.split(b"\n")[:-1]:
        at, event, name, *rest = json.loads(line)
        if event == "invoke":
            found[name] = Operation(name, rest[0], UNKNOWN, at, asked=rest[1])
        elif event == "ok":
            found[name] = found[name]._replace(outcome=OK, ended=at, seq=rest[0], wait=rest[1])
        elif event == "fail":
            found[name] = found[name]._replace(outcome=FAIL, ended=at, seq=rest[1], seen=rest[2], wait=rest[3])
        elif event == "read":
            found[name] = Operation(name, rest[0], OK, rest[1], at, rest[2], seen=rest[3])
    return list(found.values())


def history(logs: Path) -> list[Operation]:
    """Return the operations of all logs in a folder."""
    return [operation for log in sorted(logs.iterdir()) for operation in operations(log.read_bytes())]


class Journal(NamedTuple):
    """What the bytes of a journal say: its entries, the lines that were sealed as torn, and what is wrong with it."""

    lines: list[Line]
    torn: int
    problems: list[str]


def journal(data: bytes) -> Journal:
    """Read a journal as docs/file-format.md describes it, without the code that is being tested."""
    lines: list[Line] = []
    torn, problems, head = 0, [], GENESIS
    pieces = data.split(b"\n")
    for number, piece in enumerate(pieces[:-1], 1):
        if piece.endswith(b"~torn"):
            torn += 1
            continue
        try:
            record = json.loads(piece)
            line = Line(record["seq"], record["txid"], record["changes"])
            crc = f"{crc32(piece.rpartition(b',')[0]):08x}"
        except (ValueError, KeyError, TypeError) as error:
            problems.append(f"line {number} is no entry ({error})")
            continue
        if record["crc"] != crc:
            problems.append(f"line {number} does not have the checksum of its content")
        if record["prev"] != head:
            problems.append(f"line {number}, entry {line.seq}, does not follow on the line before it")
        if line.seq != len(lines) + 1:
            problems.append(f"line {number} is entry {line.seq} where entry {len(lines) + 1} belongs")
        head = hashlib.sha256(piece + b"\n").hexdigest()
        lines.append(line)
    return Journal(lines, torn, problems)
