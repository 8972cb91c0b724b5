"""The doctor's look at the record: the journal line by line, and what `board.json` says of it."""

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from tuiboard.domain.calendar import seconds_of
from tuiboard.domain.changes import Entry
from tuiboard.domain.differences import differences
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Inconsistent, Workspace
from tuiboard.engine.ports import Finding
from tuiboard.storage.board_file import BoardFile
from tuiboard.storage.chain import START, Broken, Position, follow, is_damaged_end
from tuiboard.storage.checkpoint import SCHEMA, Edited, Meta, NewerLayout, Unreadable, Unusable
from tuiboard.storage.codec import VERSION
from tuiboard.storage.doctor.case import Case, Findings, counted
from tuiboard.storage.doctor.files import lock_holder
from tuiboard.storage.journal_file import JournalFile
from tuiboard.storage.place import show

CLOCKS_APART = 60
"""Seconds that the clocks of two machines may differ."""


def _begin_anew(case: Case, meta: Meta | None) -> str:
    """What else can be done where the journal is lost."""
    text = "Without one, `tuiboard backup list` shows what `tuiboard backup restore NAME` can begin anew with"
    if meta is None:
        return text + "."
    return f"{text}; `tuiboard backup restore {show(case.place.board)}` does with the state after entry {meta.at.seq}."


class Held(NamedTuple):
    """What `board.json` holds, and what is to be said of it; `meta` is None where it can't be used."""

    findings: tuple[Finding, ...]
    meta: Meta | None = None
    workspace: Workspace | None = None


class Walked(NamedTuple):
    """What a walk over the journal found: how far it holds, and the state there (None: it can't be told).

    `sound` is True where every line to the end is as it was written; `then` is the state at the entry that
    `board.json` stands for.
    """

    findings: tuple[Finding, ...]
    at: Position = START
    sound: bool = False
    state: Workspace | None = None
    then: Workspace | None = None
    met: bool = False


def board_file(case: Case) -> Held:
    """Read `board.json`. Raises OSError and StoreError."""
    name = show(case.place.board)
    take = (
        "`tuiboard outside show` shows what was changed, `take` records it, `refuse` leaves it out; the file is kept."
    )
    anew = f"`tuiboard outside refuse` makes {name} anew from the journal, and keeps the file as it is beside it."
    try:
        kept = BoardFile(case.place, case.system).load()
    except NewerLayout as error:
        return Held((Finding("board_newer", "warning", f"{name} {error}: the board is read-only here.", "Update."),))
    except Edited as error:
        return Held((Finding("board_edited", "warning", f"{name} {error}: the board is read-only.", take),))
    except Unreadable as error:
        cure = f"Its owner can give you the right to read it: `chmod u+r {name}`"
        return Held((Finding("board_unreadable", "trouble", f"{name} {error}: the board is read-only.", cure),))
    except Unusable as error:
        cure = anew if case.system.lexists(case.place.journal) else "If it never was a board, move it away."
        return Held((Finding("board_unreadable", "trouble", f"{name} {error}: the board is read-only.", cure),))
    if kept is None:
        return Held(())
    meta, workspace = kept
    if meta.schema > SCHEMA:
        message = f"{name} was written by a newer version of tuiboard: the board is read-only here."
        return Held((Finding("board_newer", "warning", message, "Update."),), meta, workspace)
    return Held((), meta, workspace)


def journal(case: Case, meta: Meta | None) -> Walked:
    """Walk the whole journal. Raises OSError and StoreError."""
    name = show(case.place.journal)
    file = JournalFile(case.place, case.system)
    try:
        if not file.open():
            cure = f"Put it back beside {show(case.place.board)}, from a copy of both. {_begin_anew(case, meta)}"
            return Walked((Finding("journal_missing", "trouble", f"{name} is missing.", cure),))
        walk = _Walk(case, START if meta is None else meta.at)
        size = file.stat().st_size
        state = then = None
        trouble = ""
        entries = walk.entries(file.blocks(0, size))
        try:
            then = Workspace().apply(islice(entries, 0 if meta is None else meta.at.seq))
            state = then.apply(entries)
        except (Inconsistent, KeyError, TypeError, ValueError, AttributeError) as error:
            trouble = visible(error, 100)
        findings, anew = list(walk.findings()), _begin_anew(case, meta)
        sound = walk.broken is None and not trouble
        if walk.broken is not None:
            findings.insert(0, _broken(name, walk.broken, walk.at.seq, anew))
        elif trouble:
            message = f"{name} follows on line by line, but line {walk.at.line} does not fit the state: {trouble}."
            cure = f"Put back an older copy. {anew}"
            findings.insert(0, Finding("state", "trouble", message, cure, walk.at.line))
        elif size > walk.at.offset:
            end = _end(case, file.read(walk.at.offset, size), walk.at, file.not_writable, anew)
            sound = end.code != "chain_broken"
            if not sound or meta is None or meta.at.seq <= walk.at.seq:  # else what is cut off is what is missing
                findings.append(end)
        if sound and not walk.at.seq and (meta is None or not meta.at.seq):
            findings.insert(0, Finding("journal", "note", f"{name} has no entry yet."))
        elif sound and walk.at.seq:
            message = f"{name}: {_entries(walk.at.seq)}, every one follows on the one before."
            findings.insert(0, Finding("journal", "ok", message))
        return Walked(tuple(findings), walk.at, sound, state, then, walk.met)
    finally:
        file.close()


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count:,} entries"


def _broken(name: str, broken: Broken, before: int, anew: str) -> Finding:
    return Finding(
        "chain_broken", "trouble", f"{name} is damaged: line {broken.line} {broken.reason}."
        + (f" The {_entries(before)} before it hold{'s' if before == 1 else ''}." if before else ""),
        f"Put back the journal from a copy, together with the board's file. {anew}", broken.line,
    )  # fmt: skip


def _end(case: Case, tail: bytes, at: Position, not_writable: str, anew: str) -> Finding:
    """What to say of the bytes after the last whole line, which ends at `at`."""
    name, line = show(case.place.journal), at.line + 1
    if is_damaged_end(tail):
        return _broken(name, Broken(line, "does not end as it was written"), at.seq, anew)
    if lock_holder(case):
        message = f"The last {counted(len(tail), 'byte')} of {name} are being written just now."
        return Finding("torn_tail", "note", message, "Look again.", line)
    return Finding(
        "torn_tail", "warning", f"The last line of {name} was cut off: {counted(len(tail), 'byte')} of a write that "
        "never finished and was never reported as done.", "Nothing is missing; the next writer seals it.", line,
        case.trusted and not not_writable,
    )  # fmt: skip


class _Walk:
    """Follows the lines, and keeps count of what is odd about them."""

    def __init__(self, case: Case, kept: Position) -> None:
        self._case = case
        self._kept = kept
        self._latest = 0
        self._sealed = 0
        self._backwards: list[int] = []
        self._ahead = False
        self.at = START
        self.met = kept.seq == 0
        """True once the walk came past the place that `board.json` stands for."""
        self.broken: Broken | None = None

    def entries(self, blocks: Iterator[bytes]) -> Iterator[Entry]:
        """Yield the entries up to the end or the first line that doesn't fit."""
        try:
            for data in blocks:
                for entry, at in follow(self.at, data):
                    self.at = at
                    self.met = self.met or at[:4] == self._kept[:4]
                    if entry is None:
                        self._sealed += 1
                    else:
                        self._look_at_time(entry)
                        yield entry
        except Broken as error:
            self.broken = error

    def _look_at_time(self, entry: Entry) -> None:
        at = seconds_of(entry.at)
        self._ahead = at is None or at > self._case.now + CLOCKS_APART
        if at is None or at < self._latest - CLOCKS_APART:
            self._backwards.append(self.at.line)
        self._latest = at or self._latest

    def findings(self) -> Findings:
        """Yield what the lines have told besides whether they follow on each other."""
        name = show(self._case.place.journal)
        if self.at.version > VERSION:
            message = f"A newer version of tuiboard has written to {name}: the board is read-only here."
            yield Finding("journal_newer", "warning", message, "Update.")
        if self._sealed:
            message = f"{name} has {counted(self._sealed, 'sealed line')}: writes that were cut off once."
            yield Finding("sealed", "note", message, "Nothing is missing.")
        if self._backwards:
            message = f"The clock went back: {_entries(len(self._backwards))} of {name} dated before the one before."
            yield Finding("clock_back", "note", message, "Order is by number, so nothing is out of order.",
                          self._backwards[0])  # fmt: skip
        if self._ahead:
            yield Finding("clock_ahead", "warning", f"The last entry of {name} is dated in the future.",
                          "Set the clock of this machine, or of the one that wrote it.", self.at.line)  # fmt: skip


def fit(case: Case, held: Held, walked: Walked) -> Findings:
    """How `board.json` and the journal fit together."""
    name, journal = show(case.place.board), show(case.place.journal)
    if not walked.sound:
        return
    if held.meta is None and not held.findings and walked.at.seq:
        yield Finding("board_missing", "warning", f"{name} is missing.", "It is made anew from the journal.", None,
                      case.trusted)  # fmt: skip
    if held.meta is None or held.workspace is None:
        return
    seq, entries, anew = held.meta.at.seq, walked.at.seq, _begin_anew(case, held.meta)
    if entries < seq:
        message = f"{journal} ends with entry {entries}, but {name} was written after entry {seq}: its end is missing."
        yield Finding("journal_short", "trouble", message, f"Put back the whole journal. {anew}")
    elif not walked.met:
        message = f"{journal} is another one than {name} was made from: its entry {seq} is not the same."
        yield Finding("journal_other", "trouble", message, f"Put back the one that belongs to it. {anew}")
    elif walked.then is not None and differences(walked.then, held.workspace):
        message = f"{name} does not hold what the journal says that it was at entry {seq}."
        yield Finding("board_differs", "trouble", message, f"Move {name} away: it is made anew from the journal.")
    elif entries > seq:
        yield Finding("board_behind", "note", f"{name} is {_entries(entries - seq)} behind the journal.",
                      "Nothing is missing; `tuiboard sync` brings it up to date.", None, case.trusted)  # fmt: skip
    elif not held.findings:
        yield Finding("board", "ok", f"{name} is up to date.")
