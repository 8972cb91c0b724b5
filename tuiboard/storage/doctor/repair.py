"""What the doctor may cure: nothing that could lose a word, and only after a copy of the board's files.

A torn tail is sealed as the next writer would, temporary files of killed processes are removed, the modes of one's own
files follow their folder, and `board.json` is made anew where it is older than its journal or missing.
"""

import os
import stat
from contextlib import suppress
from typing import NamedTuple

from tuiboard.domain.calendar import seconds_of
from tuiboard.engine.ports import Finding, StoreError
from tuiboard.storage.backup_folders import folder_of, uuids_of
from tuiboard.storage.backups import compact, make_private
from tuiboard.storage.chain import Broken
from tuiboard.storage.doctor import examine, files, placed
from tuiboard.storage.doctor.case import Case, counted
from tuiboard.storage.file_store import FileStore
from tuiboard.storage.journal_file import sync_folder
from tuiboard.storage.lock import Lock
from tuiboard.storage.place import SAFELY, open_file, show, take_group
from tuiboard.storage.reader import Reader, damaged, reading
from tuiboard.storage.system import PIECE, System, read_up_to, reason, write_all

_ROUNDS = 3
"""A cure may make another one possible: a lock file that may be written lets the tail be sealed."""


class Repair(NamedTuple):
    """What was done, in sentences; the folder with the files as they were; what is to be said of the board now."""

    done: tuple[str, ...]
    copy: str
    left: list[Finding]


def repair(path: str, now: str, backups: str, *, allow_nfs: bool = False, system: System | None = None) -> Repair:
    """Cure what can be cured safely at `path`; `backups` is the folder of all backups.

    Raises StoreError: cannot_write, with nothing done, where no copy could be made; busy where the lock is held.
    """
    system = system or System()
    left = examine(path, now, backups, allow_nfs=allow_nfs, system=system)
    if not any(finding.repairable for finding in left):
        return Repair((), "", left)
    place, trusted = placed(path, system)
    case = Case(place, system, seconds_of(now) or 0, allow_nfs, trusted)
    copy = _copied(case, now, backups)
    done: list[str] = []
    try:
        for _ in range(_ROUNDS):
            codes = {finding.code for finding in left if finding.repairable}
            if not codes:
                break
            _cure(case, codes, done)
            left = examine(path, now, backups, allow_nfs=allow_nfs, system=system)
    except OSError as error:
        so_far = " ".join(done) or "Nothing was changed."
        raise StoreError(
            f"The repair stopped: {reason(error)}. {so_far} The files as they were are in {show(copy)}.", "cannot_write"
        ) from error
    return Repair(tuple(done), copy, left)


def _copied(case: Case, now: str, backups: str) -> str:
    """Copy the board's files, `board.json` first: then the journal has all that it stands for."""
    system = case.system
    root = folder_of(backups, case.place.board, next(iter(uuids_of(case.place, system)), ""))
    folder = os.path.join(root, f"repair-{compact(now)}")
    made: list[str] = []
    try:
        make_private(root, system)
        while system.lexists(folder):
            folder += "x"  # a second repair within a second
        system.mkdir(folder, 0o700)
        for file in (*files.own_files(case), *files.stale_files(case)):
            target = os.path.join(folder, os.path.basename(file))
            made.append(target)
            _copy(file, target, system)
        sync_folder(system, folder)
        sync_folder(system, root)
    except OSError as error:
        for target in made:
            with suppress(OSError):
                system.unlink(target)
        raise StoreError(
            f"The board's files can't be copied to {show(folder)}: {reason(error)}. Nothing was repaired.",
            "cannot_write",
        ) from error
    return folder


def _copy(file: str, target: str, system: System) -> None:
    source = open_file(system, file, os.O_RDONLY)
    try:
        fd = system.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | SAFELY, 0o600)
        try:
            offset = 0
            while data := read_up_to(system, source, PIECE, offset):
                write_all(system, fd, data)
                offset += len(data)
            system.fsync(fd)
        finally:
            system.close(fd)
    finally:
        system.close(source)


def _cure(case: Case, codes: set[str], done: list[str]) -> None:
    if codes & files.MODES:
        _fit_modes(case, done)
    if "leftover" in codes:
        stale = files.stale_files(case)
        for file in stale:
            with suppress(FileNotFoundError):  # another process was faster
                case.system.unlink(file)
        done.append(f"Removed {counted(len(stale), 'temporary file')}.")
    if "torn_tail" in codes:
        _seal(case, done)
    if codes & {"board_missing", "board_behind"}:
        _make_anew(case, done)


def _fit_modes(case: Case, done: list[str]) -> None:
    """Give one's own files the mode and the group that their folder asks for."""
    folder = case.system.stat(case.place.folder)
    for file in files.own_files(case):
        fd = open_file(case.system, file, os.O_RDONLY)
        try:
            found = case.system.fstat(fd)
            mode = stat.S_IMODE(found.st_mode)
            wanted = files.fitting_mode(mode, folder.st_mode)
            if found.st_uid != os.geteuid():
                continue
            if folder.st_mode & stat.S_IWGRP and found.st_gid != folder.st_gid:
                if not take_group(case.system, fd, found.st_gid, folder.st_gid):
                    continue
                done.append(f"Gave {show(file)} to the group of its folder.")
            if wanted != mode:
                case.system.fchmod(fd, wanted)
                done.append(f"Changed the mode of {show(file)} from {mode:04o} to {wanted:04o}.")
        finally:
            case.system.close(fd)


def _seal(case: Case, done: list[str]) -> None:
    """Seal a torn tail, under the lock and as a writer does. Raises OSError and StoreError."""
    lock, reader = Lock(case.place.lock, case.system), Reader(case.place, case.system)
    try:
        holder = lock.acquire()
        if holder:
            raise StoreError(f"The board is busy: {holder} holds it.", "busy")
        with reading(case.place):
            for _ in reader.tail():
                pass
        torn = reader.journal.stat().st_size - reader.at.offset
        try:
            reader.finish_tail()
        except Broken as error:
            raise damaged(case.place, str(error)) from error
        reader.journal.sync()
        if torn > 0:
            done.append(f"Sealed {counted(torn, 'byte')} at the end of {show(case.place.journal)}.")
    finally:
        reader.journal.close()
        lock.close()


def _make_anew(case: Case, done: list[str]) -> None:
    """Write `board.json` as the journal has it. Raises StoreError."""
    store = FileStore(case.place.board, allow_nfs=case.allow_nfs, system=case.system)
    try:
        workspace = store.snapshot()
        if store.read_only or not store.behind:
            return
        store.checkpoint(workspace)
        if store.warning:
            raise StoreError(f"{store.warning}. The journal has everything.", "cannot_write")
        done.append(f"Wrote {show(case.place.board)} anew, as of entry {workspace.seq}.")
    finally:
        store.close()
