"""The doctor's look at the files as files: where they are, who may do what with them, what was left behind."""

import os
import stat
from fcntl import LOCK_NB, LOCK_SH, LOCK_UN

from tuiboard.domain.text import visible
from tuiboard.engine.ports import Finding, StoreError
from tuiboard.storage.doctor.case import Case, Findings, counted
from tuiboard.storage.place import locate, network_file_system, open_file, show
from tuiboard.storage.tinydb_file import FORGOTTEN_AFTER, temporaries

REBUILDING = ".restoring-"
"""What stands behind the hidden name of a board that is being made anew."""

MODES = frozenset({"world_writable", "not_shared", "group_writable", "readable"})
"""Codes of findings about modes."""

_HOLDER_LENGTH = 200
_READ = stat.S_IRGRP | stat.S_IROTH
_SHARED = stat.S_IRGRP | stat.S_IWGRP


def folder(case: Case) -> Findings:
    """What is wrong with the place: one that the program would not use, or where others may do harm."""
    name = show(case.place.folder)
    mode = case.system.stat(case.place.folder).st_mode
    if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
        message = f"Anyone may replace files in {name}, so a board there can't be trusted."
        yield Finding("folder_open", "trouble", message, f"`chmod o-w {name}`, or move the board to another folder.")
    elif mode & stat.S_IWOTH:
        yield Finding("folder_open", "warning", f"Anyone may make files in {name}, if not replace those of others.",
                      "Move the board to a folder of its own.")  # fmt: skip
    network = network_file_system(case.system, case.place.folder)
    if network and case.allow_nfs:
        yield Finding("network", "note", f"{name} lies on a network file system ({network}); writing there is allowed.",
                      "Its server's locks and finished writes have to hold.")  # fmt: skip
    elif network:
        message = f"{name} lies on a network file system ({network}): the board is read-only."
        yield Finding(
            "network", "warning", message, "Log in to the machine that has the disk, or move the board to it."
        )
    for file in (case.place.folder, case.place.journal, case.place.lock):
        if case.system.lexists(file) and not case.system.access(file, os.W_OK, effective_ids=True):
            yield Finding("read_only", "note", f"You may not write {show(file)}: for you the board is read-only.",
                          "If you should, its owner can give you the right.")  # fmt: skip


def links(case: Case) -> Findings:
    """Symbolic links and other things that stand where the board's files belong."""
    named = os.path.abspath(case.place.shown)
    if case.system.lexists(named) and stat.S_ISLNK(case.system.lstat(named).st_mode):
        yield Finding("link", "note", f"{show(named)} is a symbolic link to {show(case.place.board)}.",
                      "The journal and the lock are beside that file.")  # fmt: skip
    for file in (case.place.board, case.place.journal, case.place.lock):
        try:
            mode = case.system.lstat(file).st_mode
        except FileNotFoundError:
            continue
        if not stat.S_ISREG(mode):
            kind = "a symbolic link" if stat.S_ISLNK(mode) else "no file"
            yield Finding("no_file", "trouble", f"{show(file)} is {kind}; the program does not follow or use it.",
                          "Put the file itself there.")  # fmt: skip


def refused(shown: str, case: Case) -> Findings:
    """Why the program does not use the place at all, where no other check says it."""
    try:
        locate(shown, case.system)
    except StoreError as error:
        yield Finding("place", "trouble", str(error), "Until then nothing here is repaired.")


def modes(case: Case) -> Findings:
    """Who may read and write the files, against what their folder says."""
    folder = case.system.stat(case.place.folder)
    for file in own_files(case):
        found = case.system.lstat(file)
        mode, mine = stat.S_IMODE(found.st_mode), found.st_uid == os.geteuid()
        wanted = fitting_mode(mode, folder.st_mode)
        cure = f"`chmod {wanted:04o} {show(file)}`" + ("" if mine else ", which only its owner can do.")
        repairable = mine and case.trusted
        if mode & stat.S_IWOTH:
            yield Finding(
                "world_writable", "trouble", f"{show(file)} can be written by anyone.", cure, None, repairable
            )
        if folder.st_mode & stat.S_IWGRP:
            needed = _SHARED if file != case.place.board else stat.S_IRGRP
            same = found.st_gid == folder.st_gid
            if mode & needed != needed or not same:
                yield Finding("not_shared", "warning", f"{show(file)} can't be used by everyone who may write in its "
                              "folder.", cure if same else f"`chgrp {folder.st_gid} {show(file)}`, then {cure}", None,
                              repairable and (same or _may_give_to(folder.st_gid)))  # fmt: skip
        elif mode & stat.S_IWGRP:
            message = f"{show(file)} can be written by a group that may not write in its folder."
            yield Finding("group_writable", "warning", message, cure, None, repairable)
        if mode & _READ & ~folder.st_mode:
            message = f"{show(file)} can be read by more people than its folder."
            yield Finding("readable", "note", message, cure, None, repairable)


def _may_give_to(group: int) -> bool:
    return os.geteuid() == 0 or group in (os.getegid(), *os.getgroups())


def fitting_mode(mode: int, folder: int) -> int:
    """Return the mode that a file in a folder of that mode should have; what is narrower already stays."""
    mode &= ~stat.S_IWOTH
    mode = mode | _SHARED if folder & stat.S_IWGRP else mode & ~stat.S_IWGRP
    mode &= ~(_READ & ~folder)
    if mode & stat.S_IWGRP or not mode & stat.S_IRUSR:  # nobody has fewer rights than the group
        mode |= stat.S_IRUSR | stat.S_IWUSR
    return mode


def own_files(case: Case) -> list[str]:
    """Return the board's regular files that are there."""
    files = (case.place.board, case.place.journal, case.place.lock)
    return [file for file in files
            if case.system.lexists(file) and stat.S_ISREG(case.system.lstat(file).st_mode)]  # fmt: skip


def lock_holder(case: Case) -> str:
    """Return who holds the lock just now, or an empty text; no lock file is made. Raises OSError and StoreError."""
    try:
        fd = open_file(case.system, case.place.lock, os.O_RDONLY)
    except FileNotFoundError:
        return ""
    try:
        case.system.flock(fd, LOCK_SH | LOCK_NB)
        case.system.flock(fd, LOCK_UN)
        return ""
    except BlockingIOError:
        text = case.system.read(fd, _HOLDER_LENGTH, 0).decode("utf-8", "replace").strip()
        return visible(text, _HOLDER_LENGTH) or "someone"
    finally:
        case.system.close(fd)


def lock(case: Case) -> Findings:
    """Who is writing just now."""
    holder = lock_holder(case)
    if holder:
        yield Finding("locked", "note", f"The lock is held just now by {holder}.",
                      "If that lasts, let the process go on or end it: a stopped one (^Z) keeps the lock.")  # fmt: skip


def leftovers(case: Case) -> Findings:
    """Temporary files that killed processes left behind, and those that may be in use."""
    stale = stale_files(case)
    if stale:
        names = ", ".join(show(os.path.basename(file)) for file in stale[:3]) + (" …" if len(stale) > 3 else "")
        yield Finding("leftover", "warning", f"{counted(len(stale), 'temporary file')} of a killed process: {names}.",
                      "They hold nothing that is missing; remove them.", None, case.trusted)  # fmt: skip
    young = len(_temporary(case)) - len(stale)
    if young:
        yield Finding("in_writing", "note", f"{counted(young, 'temporary file')} of the last hour: someone is writing, "
                      "or was killed just now.", "Look again in an hour.")  # fmt: skip


def stale_files(case: Case) -> list[str]:
    """Return the temporary files that are older than an hour, by the clock or by the board's own file."""
    newest = case.now
    if case.system.lexists(case.place.board):
        newest = max(newest, int(case.system.lstat(case.place.board).st_mtime))
    return [file for file in _temporary(case) if case.system.lstat(file).st_mtime < newest - FORGOTTEN_AFTER]


def _temporary(case: Case) -> list[str]:
    stem = os.path.basename(case.place.journal).removesuffix(".journal.jsonl")
    made = [os.path.join(case.place.folder, name) for name in case.system.listdir(case.place.folder)
            if name.startswith(f".{stem}{REBUILDING}")]  # fmt: skip
    return sorted([*temporaries(case.place.board, case.system), *made])
