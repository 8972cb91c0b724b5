"""Small TOML files that people write by hand: read with errors that name the file, changed without losing a word."""

import os
import re
import stat
from typing import Any

from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import visible

LARGEST_FILE = 256 * 1024
"""Bytes of a settings, theme or keymap file."""


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
    replace_file(os.path.realpath(path), changed.encode())


def replace_file(path: str, data: bytes) -> None:
    """Write a file so that a reader sees the old one or the new one. Raises OSError. Not synced to the disk."""
    temporary = f"{path}.{os.getpid()}"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
        os.replace(temporary, path)
    except OSError:
        os.unlink(temporary)
        raise


def _read(path: str) -> str:
    try:
        # O_NONBLOCK: a FIFO put in the place of the file must not stop the program.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        try:
            data = os.read(descriptor, LARGEST_FILE + 1) if stat.S_ISREG(os.fstat(descriptor).st_mode) else None
        finally:
            os.close(descriptor)
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
