"""Writing a file that somebody asked for: whole or not at all, and never over another unasked."""

import os
import shutil
import stat
from collections.abc import Mapping

from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import visible


def write_file(path: str, name: str, content: str | bytes, force: bool = False) -> None:
    """Write a file whole or not at all; one that exists only with `force`, which keeps its mode.

    `name` is how whoever asked calls it. Raises Refused (rule, cannot_write).
    """
    there = _there(path, name, force)
    temporary = f"{path}.{os.urandom(6).hex()}.tmp"
    try:
        mode = 0o600 if there is not None else os.stat(os.path.dirname(path)).st_mode & 0o664 | 0o600
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
        try:
            with open(descriptor, "wb") as file:
                file.write(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)
                file.flush()
                if there is not None:
                    os.fchmod(descriptor, stat.S_IMODE(there.st_mode) & 0o777)
                os.fsync(descriptor)
            if force:
                os.replace(temporary, path)
            else:
                os.link(temporary, path)  # unlike a rename, it fails where a file came to be meanwhile
        finally:
            if os.path.lexists(temporary):
                os.unlink(temporary)
    except FileExistsError:
        refuse("rule", f"{visible(name, 200)} exists already.", "--force overwrites it.")
    except OSError as error:
        refuse("cannot_write", f"{visible(name, 200)} can't be written: {error.strerror}.", "Nothing was changed.")


def write_folder(path: str, name: str, files: Mapping[str, str | bytes], force: bool = False) -> None:
    """Write files into a folder, which is made: all of them or none. With `force` the folder may exist, and files of
    these names in it are overwritten; others are left alone.

    `name` is how whoever asked calls the folder. Raises Refused (rule, cannot_write).
    """
    path = path.rstrip("/") or "/"
    there = os.path.lexists(path)
    if there and not force:
        refuse("rule", f"{visible(name, 200)} exists already.", "--force writes into it.")
    if there and not os.path.isdir(path):
        refuse("cannot_write", f"{visible(name, 200)} is not a folder, and is left alone.", "Name another one.")
    for file in files if there else ():
        _there(os.path.join(path, file), os.path.join(name, file), True)
    staged = os.path.join(path if there else os.path.dirname(path), f".{os.urandom(6).hex()}.tmp")
    try:
        os.mkdir(staged, os.stat(os.path.dirname(staged) or ".").st_mode & 0o775 | 0o700)
        try:
            for file, content in files.items():
                write_file(os.path.join(staged, file), os.path.join(name, file), content)
            if not there:
                os.rename(staged, path)
            for file in files if there else ():
                os.replace(os.path.join(staged, file), os.path.join(path, file))
        finally:
            if os.path.lexists(staged):
                shutil.rmtree(staged)
    except OSError as error:
        refuse(
            "cannot_write", f"{visible(name, 200)} can't be written: {error.strerror}.", "Free space, or name another."
        )


def _there(path: str, name: str, force: bool) -> os.stat_result | None:
    """What is to be overwritten, if anything: never a device, nor what a link leads to. Raises Refused."""
    if not os.path.lexists(path):
        return None
    if not force:
        refuse("rule", f"{visible(name, 200)} exists already.", "--force overwrites it.")
    found = os.lstat(path)
    if not stat.S_ISREG(found.st_mode):
        refuse("cannot_write", f"{visible(name, 200)} is not a regular file, and is left alone.", "Name another file.")
    return found
