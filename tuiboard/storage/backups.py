"""Rolling backups: copies of a board's `board.json` in a folder of the person who writes to it.

A small board's file is written with every change, so a copy is taken at most every ten minutes: otherwise the last ten
would be seconds old. Until there are ten, one is taken every minute, so that a new board has one of its first work.
Kept are the last ten, then the newest of each day for a month. A name tells when and after which entry:
`20260311T090000Z-000123.json`.
"""

import json
import os
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import NamedTuple

from tuiboard.domain.calendar import instant_at, seconds_of
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.ports import StoreError
from tuiboard.storage.backup_folders import OWNER, folder_of, folders_of, owner, uuids_of
from tuiboard.storage.checkpoint import SCHEMA, Meta, Unusable, read_meta, read_workspace
from tuiboard.storage.journal_file import sync_folder
from tuiboard.storage.place import SAFELY, Place, imitate, open_file, show
from tuiboard.storage.system import System, read_up_to, reason, write_all

EVERY = 600
"""Seconds between two backups."""
EVERY_AT_FIRST = 60
"""Seconds between two backups while there are fewer than are kept anyway."""
KEPT_LAST = 10
KEPT_DAYS = 30

_AGAIN_AFTER = 60
"""Seconds after which a backup that could not be made is tried again."""
_FORGOTTEN_AFTER = 3600
_DAY = 86_400
_LONGEST_META = 1 << 16
_NAME = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-(\d{6,16})\.json")


class Backup(NamedTuple):
    """One backup: its file, the instant it was taken, the entry it stands for, its size in bytes."""

    path: str
    at: str
    seq: int
    size: int

    @property
    def name(self) -> str:
        """Its name, as it is shown and typed."""
        return os.path.basename(self.path).removesuffix(".json")

    def head(self) -> str:
        """Return the head that it says it stands for, unchecked; empty where it says none or can't be read."""
        try:
            beginning = _content(self.path, System(), _LONGEST_META).decode("ascii")
            meta, _ = json.JSONDecoder().raw_decode(beginning, len('{"meta": {"1": '))
            return str(meta["head"])
        except (OSError, StoreError, ValueError, KeyError, TypeError, RecursionError):
            return ""


def superfluous(backups: Iterable[Backup], now: str) -> list[Backup]:
    """Return the backups that need not be kept at that instant.

    Those dated in the future stay and don't count: they or the clock are wrong.
    """
    past = sorted((b for b in backups if b.at <= now), key=lambda backup: (backup.at, backup.seq), reverse=True)
    oldest = instant_at(max((seconds_of(now) or 0) - KEPT_DAYS * _DAY, 0))
    days = set()
    gone = []
    for place, backup in enumerate(past):
        day = backup.at[:10]
        if place >= KEPT_LAST and (day in days or backup.at < oldest):
            gone.append(backup)
        days.add(day)
    return gone


def backup_name(now: str, seq: int) -> str:
    """Return the name of the file of a backup taken at an instant."""
    return f"{compact(now)}-{seq:06}.json"


def compact(instant: str) -> str:
    """Return an instant as it stands in file names: `20260311T090000Z`."""
    return instant.replace("-", "").replace(":", "")


def found_in(folder: str, system: System) -> list[Backup]:
    """Return the backups in a folder, newest first; none where there is no folder. Raises OSError."""
    found = []
    with suppress(FileNotFoundError):
        for name in system.listdir(folder):
            parts = _NAME.fullmatch(name)
            path = os.path.join(folder, name)
            if parts is not None:
                with suppress(FileNotFoundError):  # removed just now
                    at = "{}-{}-{}T{}:{}:{}Z".format(*parts.groups())
                    found.append(Backup(path, at, int(parts[7]), system.lstat(path).st_size))
    return sorted(found, key=lambda backup: (backup.at, backup.seq), reverse=True)


def backups_of(root: str, place: Place, system: System) -> list[Backup]:
    """Return the backups below `root` of a board that may be damaged or gone, newest first. Raises OSError."""
    folders = folders_of(root, place.board, uuids_of(place, system), system)
    found = [backup for folder in folders for backup in found_in(folder, system)]
    return sorted(found, key=lambda backup: (backup.at, backup.seq), reverse=True)


def read_backup(path: str, system: System) -> tuple[Meta, Workspace]:
    """Return what a backup, or any other `board.json`, stands for and holds; its digest is checked.

    Raises StoreError (not_found, bad_data).
    """
    try:
        data = _content(path, system)
        meta = read_meta(data)
        if meta.schema > SCHEMA:
            raise StoreError(f"{show(path)} was written by a newer version of tuiboard. Update.", "bad_data")
        return meta, read_workspace(data, meta)
    except FileNotFoundError:
        raise StoreError(f"There is no file {show(path)}.", "not_found") from None
    except OSError as error:
        raise StoreError(f"{show(path)} can't be read: {reason(error)}.", "bad_data") from error
    except Unusable as error:
        raise StoreError(f"{show(path)} {error}.", "bad_data") from error


def _content(path: str, system: System, most: int | None = None) -> bytes:
    """Return what is in a regular file, at most its first bytes. Raises OSError and StoreError."""
    fd = open_file(system, path, os.O_RDONLY)
    try:
        return read_up_to(system, fd, system.fstat(fd).st_size if most is None else most, 0)
    finally:
        system.close(fd)


class Backups:
    """Takes backups into the folders below `root`, whenever one is due by the clock `now` (ISO 8601, UTC)."""

    def __init__(self, root: str, now: Callable[[], str], system: System | None = None) -> None:
        self._root = root
        self._now = now
        self._system = system or System()
        self._next: int | None = None
        self._every = EVERY_AT_FIRST
        self._owned = False

    def take(self, board: str, workspace: Workspace) -> str:
        """Copy the file `board`, which was just put in place, if a backup is due; return why that failed, or nothing.

        Only the first call looks at the folder; later ones know when the next is due.
        """
        now = self._now()
        seconds = seconds_of(now) or 0
        folder = folder_of(self._root, board, str(workspace.board.uuid))
        try:
            if self._next is None:
                self._next = self._due_after(folder, now)
            if self._next - self._every <= seconds < self._next:
                return ""
            self._next = seconds + _AGAIN_AFTER
            self._copy(board, folder, now)
            self._next = seconds + self._every
        except (OSError, StoreError, Unusable) as error:
            words = reason(error) if isinstance(error, OSError) else str(error).rstrip(".")
            return f"No backup could be made in {show(folder)}: {words}"
        return ""

    def _due_after(self, folder: str, now: str) -> int:
        """A backup dated in the future says nothing: it or the clock is wrong."""
        past = self._past(folder, now)
        return (seconds_of(past[0].at if past else "") or 0) + self._every

    def _past(self, folder: str, now: str) -> list[Backup]:
        """The backups up to now, newest first; how many there are says how soon the next is due."""
        past = [backup for backup in found_in(folder, self._system) if backup.at <= now]
        self._every = EVERY if len(past) >= KEPT_LAST else EVERY_AT_FIRST
        return past

    def _copy(self, board: str, folder: str, now: str) -> None:
        system = self._system
        data = _content(board, system)
        seq = read_meta(data).at.seq
        make_private(folder, system)
        write_private(os.path.join(folder, backup_name(now, seq)), data, system)
        if not self._owned:
            path = os.fsencode(os.path.realpath(board))
            if owner(folder, system) != path:
                write_private(os.path.join(folder, OWNER), path, system)
            self._owned = True
        sync_folder(system, folder)
        for backup in superfluous(self._past(folder, now), now):
            with suppress(FileNotFoundError):  # another process was faster
                system.unlink(backup.path)
        self._forget_leftovers(folder, seconds_of(now) or 0)

    def _forget_leftovers(self, folder: str, now: int) -> None:
        for name in self._system.listdir(folder):
            path = os.path.join(folder, name)
            if name.startswith(".") and name.endswith(".tmp"):
                with suppress(FileNotFoundError):
                    if self._system.lstat(path).st_mtime < now - _FORGOTTEN_AFTER:
                        self._system.unlink(path)


def make_private(folder: str, system: System) -> None:
    """Make a folder, and those above it that are missing, for oneself alone. Raises OSError."""
    if not system.lexists(folder):
        make_private(os.path.dirname(folder), system)
        with suppress(FileExistsError):  # another process made it just now
            system.mkdir(folder, 0o700)


def write_private(path: str, data: bytes, system: System, like: os.stat_result | None = None, of: str = "") -> None:
    """Write a file for oneself alone, or for those who may use one `like` it, synced, so that there is all of it or
    none; its name is not synced. What a kill leaves counts among what is left of the file `of`. Raises OSError."""
    folder, name = os.path.split(path)
    temporary = os.path.join(folder, f".{of or name}.{os.urandom(8).hex()}.tmp")
    fd = system.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | SAFELY, 0o600)
    try:
        try:
            write_all(system, fd, data)
            if like is not None:
                imitate(system, fd, like, system.stat(folder))
            system.fsync(fd)
        finally:
            system.close(fd)
        system.replace(temporary, path)
    except OSError:
        with suppress(OSError):  # what matters is why it could not be written
            system.unlink(temporary)
        raise
