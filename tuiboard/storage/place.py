"""Where a board's files are, whether that place can be trusted, and who may read and write them.

Files follow their folder, which is where a team says what it wants: who may read the folder may read the board, as far
as the umask allows; who may write in the folder may write the board, whatever the umask of the one who made the file
(with umask 022 the second user could not write). So in a folder of mode 2770 files become 0660 with the folder's group;
in a private 0700 folder 0600; in an ordinary 0755 home folder 0644, or 0600 with umask 077. No file is made writable
for everyone, nor for a group that is not the folder's. A mode that someone set later is kept, and `board.json` gets the
journal's, as far as the folder's goes.
"""

import os
import stat
from typing import NamedTuple

from tuiboard.domain.text import visible
from tuiboard.engine.ports import StoreError
from tuiboard.storage.system import System, reason

SAFELY = os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
"""Flags of every file opened: no symbolic link at the end, not for child processes, no waiting at a FIFO."""

_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "fuse.sshfs"})
_MOST_LINKS = 40
_KINDS = {
    stat.S_IFDIR: "a folder", stat.S_IFIFO: "a FIFO", stat.S_IFCHR: "a device", stat.S_IFBLK: "a device",
    stat.S_IFSOCK: "a socket", stat.S_IFLNK: "a symbolic link",
}  # fmt: skip


class Place(NamedTuple):
    """The files of one board: `board` the TinyDB file, `journal` and `lock` beside it in `folder`; `shown` as named."""

    shown: str
    board: str
    journal: str
    lock: str
    folder: str


def show(path: str) -> str:
    """Return a path as shown in messages."""
    return visible(path, 200)


def locate(path: str, system: System) -> Place:
    """Return the place of the board at `path`, links resolved. Raises StoreError for a place that can't be used."""
    if not _can_name_a_file(path):
        raise StoreError(f"'{show(path)}' is not the path of a file.", "bad_data")
    try:
        board = _resolved(os.path.abspath(path), path, system)
        place = place_of(path, board)
        _check_folder(place.folder, system)
        for file in (place.journal, place.lock):
            _check_kind(file, system)
    except OSError as error:
        raise StoreError(f"{show(path)} can't be reached: {reason(error)}.") from error
    return place


def _can_name_a_file(path: str) -> bool:
    """False for what no system call takes: NUL, and surrogates for no byte, as a list of boards may hold."""
    try:
        return bool(path) and b"\0" not in os.fsencode(path)
    except UnicodeEncodeError:
        return False


def place_of(shown: str, board: str) -> Place:
    """Return the place of the board whose TinyDB file is `board`, without a look at it."""
    stem = board[: -len(".json")] if board.endswith(".json") else board
    return Place(shown, board, stem + ".journal.jsonl", stem + ".lock", os.path.dirname(board))


def _resolved(file: str, path: str, system: System) -> str:
    for _ in range(_MOST_LINKS):
        try:
            found = system.lstat(file)
        except FileNotFoundError:
            return file
        if not stat.S_ISLNK(found.st_mode):
            _refuse_kind(file, found)
            return file
        folder = os.path.dirname(file)
        if found.st_uid not in (os.geteuid(), 0, system.stat(folder).st_uid):
            raise StoreError(
                f"{show(path)} is a symbolic link that someone else made (user {found.st_uid}). Name the file itself.",
                "cannot_write",
            )
        file = os.path.join(folder, system.readlink(file))
    raise StoreError(f"{show(path)} is a symbolic link that leads nowhere.", "bad_data")


def _check_folder(folder: str, system: System) -> None:
    try:
        mode = system.stat(folder).st_mode
    except FileNotFoundError:
        raise StoreError(f"There is no folder {show(folder)}.", "not_found") from None
    if not stat.S_ISDIR(mode):
        raise StoreError(f"{show(folder)} is not a folder.", "bad_data")
    if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
        raise StoreError(
            f"Anyone may replace files in {show(folder)}, so a board there can't be trusted. "
            "Take that right away (chmod o-w) or choose another folder.", "cannot_write"
        )  # fmt: skip


def _check_kind(file: str, system: System) -> None:
    try:
        found = system.lstat(file)
    except FileNotFoundError:
        return
    _refuse_kind(file, found)


def _refuse_kind(file: str, found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        kind = _KINDS.get(stat.S_IFMT(found.st_mode), "a special file")
        raise StoreError(f"{show(file)} is {kind}, not a file. Name the board's file.", "bad_data")


def open_file(system: System, path: str, flags: int) -> int:
    """Open an existing regular file. Raises OSError, and StoreError for anything else."""
    fd = system.open(path, flags | SAFELY)
    try:
        _refuse_kind(path, system.fstat(fd))
    except BaseException:
        system.close(fd)
        raise
    return fd


def make_file(system: System, path: str, flags: int) -> int:
    """Make a file that must not exist yet, with the mode and group that its folder asks for. Raises OSError."""
    folder = system.stat(os.path.dirname(path))
    fd = system.open(path, flags | SAFELY | os.O_CREAT | os.O_EXCL, most_open(folder))
    try:
        share(system, fd, folder)
    except BaseException:
        system.close(fd)
        raise
    return fd


def most_open(folder: os.stat_result) -> int:
    """Return the mode that no file of a board in `folder` goes beyond."""
    return folder.st_mode & 0o664 | 0o600


def share(system: System, fd: int, folder: os.stat_result) -> None:
    """Let the folder's group read and write a file of one's own where it may write in the folder."""
    if folder.st_mode & stat.S_IWGRP:
        made = system.fstat(fd)
        if take_group(system, fd, made.st_gid, folder.st_gid) and made.st_mode & 0o060 != 0o060:
            system.fchmod(fd, stat.S_IMODE(made.st_mode) | 0o060)


def imitate(system: System, fd: int, like: os.stat_result, folder: os.stat_result) -> None:
    """Give a file of one's own the mode and group of another, as far as one may and as far as the folder's goes."""
    mode = like.st_mode & most_open(folder)
    if not take_group(system, fd, system.fstat(fd).st_gid, like.st_gid):
        mode &= ~0o070  # what that group may do is not for the group this file has
    system.fchmod(fd, mode)


def take_group(system: System, fd: int, has: int, wanted: int) -> bool:
    """Give a file of one's own to a group; False where one is not in that group."""
    if has != wanted:
        try:
            system.fchown(fd, -1, wanted)
        except PermissionError:
            return False
    return True


def obstacle(place: Place, system: System, allow_nfs: bool) -> str:
    """Return why a board may not be written where it is, as the end of a sentence, or an empty text. Raises OSError."""
    lock = place.lock if system.lexists(place.lock) else place.folder
    if not system.access(lock, os.W_OK, effective_ids=True):
        return f"you may not write {show(lock)}"
    network = "" if allow_nfs else network_file_system(system, place.folder)
    if network:
        return f"it lies on a network file system ({network}), where locks and finished writes can't be relied on"
    return ""


def network_file_system(system: System, folder: str) -> str:
    """Return the type of the network file system that holds `folder` (`nfs4`), or an empty text for a local one."""
    device = system.stat(folder).st_dev
    if os.major(device):
        return ""  # a disk; network file systems have no device and get major number 0
    wanted = f"{os.major(device)}:{os.minor(device)}"
    for line in system.mounts().splitlines():
        mount, _, source = line.partition(" - ")
        if mount.split(" ")[2:3] == [wanted]:
            kind = source.split(" ")[0]
            return kind if kind in _NETWORK else ""
    return ""
