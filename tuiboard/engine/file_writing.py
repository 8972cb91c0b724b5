"""Writing a file that somebody asked for: whole or not at all, and never over another unasked."""

import os
import stat

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
