"""Which folder holds the backups of a board: named by the board's uuid, or by its path where it has none.

Such a folder also says for which path it was last written, so that they are found when the board itself is gone.
"""

import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import sha256
from typing import Any

from tuiboard.engine.ports import StoreError
from tuiboard.storage.chain import START, Broken, follow
from tuiboard.storage.journal_file import JournalFile
from tuiboard.storage.place import Place, open_file
from tuiboard.storage.system import System, read_up_to

OWNER = "board.txt"
"""Holds the path of the board that a folder of backups was last written for."""

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LONGEST_PATH = 1 << 16


def folder_of(root: str, board: str, uuid: str) -> str:
    """Return the folder for the backups of the board whose file is `board`: named by its uuid, or by its real path."""
    return os.path.join(root, uuid if _UUID.fullmatch(uuid) else _path_id(board))


def _path_id(board: str) -> str:
    return sha256(os.fsencode(os.path.realpath(board))).hexdigest()[:32]


def folders_of(root: str, board: str, uuids: Iterable[str], system: System) -> list[str]:
    """Return the folders that may hold backups of a board: named by its uuid, or else written for its path."""
    named = [folder_of(root, board, uuid) for uuid in uuids]
    if any(map(system.lexists, named)):
        return list(dict.fromkeys(named))
    wanted = [os.path.join(root, _path_id(board))]
    path = os.fsencode(os.path.realpath(board))
    with suppress(FileNotFoundError):
        for name in sorted(system.listdir(root)):
            folder = os.path.join(root, name)
            if owner(folder, system) == path:
                wanted.append(folder)
    return list(dict.fromkeys(wanted))


def owner(folder: str, system: System) -> bytes:
    """Return the path of the board that a folder was last written for; empty where it doesn't say."""
    try:
        fd = open_file(system, os.path.join(folder, OWNER), os.O_RDONLY)
    except (OSError, StoreError):
        return b""  # not a folder of backups, or of a board that nobody looks for by its path
    try:
        return read_up_to(system, fd, _LONGEST_PATH, 0)
    finally:
        system.close(fd)


def uuids_of(place: Place, system: System) -> list[str]:
    """Return what a board's files say its uuid is, as far as they can be read; they may be damaged."""
    said = (*_from_board(place, system), *_from_journal(place, system))
    return list(dict.fromkeys(uuid for uuid in said if isinstance(uuid, str)))


def _from_board(place: Place, system: System) -> Iterator[Any]:
    with suppress(OSError, StoreError, ValueError, RecursionError, KeyError, TypeError):
        fd = open_file(system, place.board, os.O_RDONLY)
        try:
            data = read_up_to(system, fd, system.fstat(fd).st_size, 0)
        finally:
            system.close(fd)
        yield json.loads(data)["board"]["1"]["uuid"]


def _from_journal(place: Place, system: System) -> Iterator[Any]:
    """A board gets its uuid with its first entry."""
    journal = JournalFile(place, system)
    with suppress(OSError, StoreError, Broken):
        try:
            if journal.open():
                for data in journal.blocks(0, journal.stat().st_size):
                    for entry, _ in follow(START, data):
                        for change in entry.changes if entry is not None else ():
                            if change.kind == "board" and change.after is not None:
                                yield change.after.get("uuid")
                        if entry is not None:
                            return
        finally:
            journal.close()
