"""The operating-system calls that a board on disk needs, in one object, so that a test can make any of them fail."""

import fcntl
import os
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def uninterrupted(call: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Return `call`, made again where a signal came in between.

    Python does that itself for the calls on descriptors (PEP 475), but not for those on paths, which a file system in
    user space may interrupt as well.
    """

    @wraps(call)
    def made(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        while True:
            try:
                return call(*args, **kwargs)
            except InterruptedError:
                continue

    return made


def _lexists(path: str) -> bool:
    """True where something has that name. Unlike its namesake it raises where that can't be known."""
    try:
        os.lstat(path)
    except FileNotFoundError:
        return False
    return True


PIECE = 1 << 24
"""Bytes written in one call."""


class System:
    """The real calls, with the arguments, results and errors of their namesakes in `os` and `fcntl`."""

    open = staticmethod(os.open)
    close = staticmethod(os.close)
    read = staticmethod(os.pread)
    write = staticmethod(os.write)
    write_at = staticmethod(os.pwrite)
    fsync = staticmethod(os.fsync)
    replace = staticmethod(uninterrupted(os.replace))
    unlink = staticmethod(uninterrupted(os.unlink))
    listdir = staticmethod(uninterrupted(os.listdir))
    mkdir = staticmethod(uninterrupted(os.mkdir))
    flock = staticmethod(fcntl.flock)
    lexists = staticmethod(uninterrupted(_lexists))
    stat = staticmethod(uninterrupted(os.stat))
    lstat = staticmethod(uninterrupted(os.lstat))
    fstat = staticmethod(os.fstat)
    readlink = staticmethod(uninterrupted(os.readlink))
    access = staticmethod(os.access)
    fchmod = staticmethod(os.fchmod)
    fchown = staticmethod(os.fchown)

    @staticmethod
    def mounts() -> str:
        """Return the table of mounted file systems (`/proc/self/mountinfo`); empty where there is none."""
        try:
            with open("/proc/self/mountinfo", encoding="utf-8", errors="replace") as table:
                return table.read()
        except FileNotFoundError:
            return ""


def read_up_to(system: System, fd: int, count: int, offset: int) -> bytes:
    """Return `count` bytes from `offset`, fewer only where the file ends before."""
    data = system.read(fd, count, offset)
    if len(data) == count or not data:
        return data
    pieces = [data]
    count -= len(data)
    while count and data:
        offset += len(data)
        data = system.read(fd, count, offset)
        count -= len(data)
        pieces.append(data)
    return b"".join(pieces)


def write_all(system: System, fd: int, content: bytes) -> None:
    """Write all of `content`."""
    for start in range(0, len(content), PIECE):
        piece = content[start : start + PIECE]
        while piece:
            piece = piece[system.write(fd, piece) :]


def reason(error: OSError) -> str:
    """Return the system's words for an error, as the end of a sentence: "no space left on device"."""
    words = error.strerror or str(error)
    return words[:1].lower() + words[1:] if words[1:2].islower() else words
