"""A disk with a cache that forgets: what of a folder would be there if the power failed now."""

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.storage.boards import FaultySystem

LEFT: tuple[Callable[[bytes], bytes], ...] = (
    lambda cached: b"",
    lambda cached: cached[:1],
    lambda cached: cached[: len(cached) // 2],
    lambda cached: cached[:-1],
    lambda cached: cached,
    lambda cached: bytes(len(cached)),
)
"""What may be left of the bytes that were written but not synced: nothing, a part, all, or as many zeros."""


class File:
    """The bytes of a file that are on the disk, and those after them that are in the cache."""

    def __init__(self, synced: bytes = b"") -> None:
        self.synced = synced
        self.cached = b""


class Disk:
    """What is on the disk of one folder: bytes once their file was synced, names once the folder was.

    Processes (`CachedSystem`) share it as they share the kernel's cache, which survives them.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names = {file.name: File(file.read_bytes()) for file in folder.iterdir()}
        self.names_on_disk = dict(self.names)

    def state(self) -> object:
        """What tells one moment from another."""
        return tuple(
            tuple(sorted((anonymous(name), file.synced, file.cached) for name, file in names.items()))
            for names in (self.names_on_disk, self.names)
        )

    def after_a_power_cut(self) -> Iterator[dict[str, bytes]]:
        """Yield what may be found in the folder, by name; lock files are left out, for they hold nothing."""
        for names in (self.names_on_disk, self.names):
            for left in LEFT:
                yield {name: file.synced + left(file.cached) for name, file in names.items() if name != "board.lock"}


def anonymous(name: str) -> str:
    """A file's name without what is random in that of a temporary one."""
    return ".tmp" if name.endswith(".tmp") else name


class CachedSystem(FaultySystem):
    """The calls of one process, which the disk keeps track of. It is killed at the n-th, see `begin`."""

    def __init__(self, disk: Disk) -> None:
        self.disk = disk
        self.files: dict[int, File | None] = {}
        self.full_after: int | None = None
        """Writes that still fit on the disk; None for any number."""
        super().__init__(error=None)

    def _call(self, name: str, call: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if name == "write" and self.full_after is not None:
            if self.full_after == 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            self.full_after -= 1
        result = super()._call(name, call, args, kwargs)
        if name == "open":
            self.files[result] = self._opened(args[0])
        elif name == "write":
            file = self.files[args[0]]
            assert file is not None
            file.cached += bytes(args[1][:result])
        elif name == "fsync":
            self.sync(self.files[args[0]])
        elif name == "replace":
            self.disk.names[self._name(args[1])] = self.disk.names.pop(self._name(args[0]))
        elif name == "unlink":
            del self.disk.names[self._name(args[0])]
        return result

    def sync(self, file: File | None) -> None:
        """Bring a file, or the names of the folder, from the cache to the disk."""
        if file is None:
            self.disk.names_on_disk = dict(self.disk.names)
        else:
            file.synced, file.cached = file.synced + file.cached, b""

    def _opened(self, path: str) -> File | None:
        if path == str(self.disk.folder):
            return None
        return self.disk.names.setdefault(self._name(path), File())

    def _name(self, path: str) -> str:
        assert os.path.dirname(path) == str(self.disk.folder)
        return os.path.basename(path)
