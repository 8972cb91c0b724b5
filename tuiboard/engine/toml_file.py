"""Small TOML files that people write by hand: read with errors that name the file, changed without losing a word."""

import os
import re
import stat
from typing import Any

from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import visible

LARGEST_FILE = 256 * 1024
"""Bytes of a settings, theme or keymap file."""
_MOST_LINKS = 40


def read_toml(path: str) -> dict[str, Any]:
    """Return the table of a TOML file (UTF-8, at most LARGEST_FILE bytes).

    Raises Refused (bad_data) naming the file, and the line where there is one.
    """
    return _parsed(path, _read(path))


def set_text(path: str, name: str, value: str) -> None:
    """Set one text at the top level of a TOML file, which need not exist; all else in it stays.

    Raises Refused (bad_data) where the file can't be read or has the setting in a form that can't be replaced, OSError
    where it can't be written.
    """
    text = _read(path) if os.path.lexists(path) else ""
    wanted = {**_parsed(path, text), name: value}
    quoted = '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    old = re.compile(rf"""^[ \t]*{re.escape(name)}[ \t]*=[ \t]*("[^"\\\n]*"|'[^'\n]*')""", re.MULTILINE)
    changed, count = old.subn(lambda _: f"{name} = {quoted}", text, count=1)
    if not count:
        changed = f"{name} = {quoted}\n{text}"  # before the first table
    import tomllib

    try:
        safe = tomllib.loads(changed) == wanted
    except tomllib.TOMLDecodeError:
        safe = False
    if not safe:
        refuse("bad_data", f"{_shown(path)} can't be changed safely.", f"Write {name} = {visible(quoted, 80)} into it.")
    replace_file(_own_target(path), changed.encode())


def _own_target(path: str) -> str:
    """Return the file that one's own links lead to: dotfiles are often kept elsewhere. Raises Refused, OSError."""
    target = path
    for _ in range(_MOST_LINKS):
        if not os.path.islink(target):
            break
        maker = os.lstat(target).st_uid
        if maker not in (os.geteuid(), 0):
            refuse("cannot_write", f"{_shown(target)} is a symbolic link that someone else made (user {maker}).")
        target = os.path.join(os.path.dirname(target), os.readlink(target))
    folder = os.path.dirname(target)
    if is_anyones(os.stat(folder)):
        refuse("cannot_write", f"Anyone may replace files in {_shown(folder)}.", f"chmod o-w {_shown(folder)}")
    return target


def is_anyones(found: os.stat_result) -> bool:
    """True for a file that anyone may write, and for a folder where anyone may replace files."""
    return bool(found.st_mode & stat.S_IWOTH) and not found.st_mode & stat.S_ISVTX


def replace_file(path: str, data: bytes) -> None:
    """Write a file so that a reader sees the old one or the new one, which keeps the mode; a new one is private.

    Raises OSError. Not synced to the disk.
    """
    temporary = f"{path}.{os.urandom(6).hex()}.tmp"
    # O_EXCL: nobody else has it open, and no link is followed.
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
            if os.path.isfile(path) and not os.path.islink(path):
                os.fchmod(descriptor, stat.S_IMODE(os.stat(path).st_mode) & 0o644)
        os.replace(temporary, path)
    except OSError:
        os.unlink(temporary)
        raise


def read_small(path: str) -> bytes | None:
    """Return at most LARGEST_FILE + 1 bytes of a file; None for what is no regular file. Raises OSError."""
    # O_NONBLOCK: a FIFO put in the place of the file must not stop the program.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        return os.read(descriptor, LARGEST_FILE + 1) if stat.S_ISREG(os.fstat(descriptor).st_mode) else None
    finally:
        os.close(descriptor)


def _read(path: str) -> str:
    try:
        data = read_small(path)
    except OSError as error:
        refuse("bad_data", f"{_shown(path)} can't be read: {error.strerror}.")
    if data is None:
        refuse("bad_data", f"{_shown(path)} is not a regular file.")
    if len(data) > LARGEST_FILE:
        refuse("bad_data", f"{_shown(path)} is too large: more than {LARGEST_FILE // 1024} KiB.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        refuse("bad_data", f"{_shown(path)} is not UTF-8 text (byte {error.start + 1}).", "Save it as UTF-8.")


def _parsed(path: str, text: str) -> dict[str, Any]:
    import tomllib  # late: without a file it isn't needed

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        refuse("bad_data", f"{_shown(path)} is not valid TOML: {visible(error, 120)}.")
    except RecursionError:
        refuse("bad_data", f"{_shown(path)} is nested too deeply.")
    except ValueError:  # a whole number of thousands of digits
        refuse("bad_data", f"{_shown(path)} holds a number that is too long.")


def _shown(path: str) -> str:
    return visible(path, 200)
