"""A disk with a cache that forgets: what of a folder would be there if the power failed now."""

import errno
import os
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tests.storage import trial
from tests.storage.boards import FaultySystem
from tests.storage.trial import Folders, Prepared, Told

MOST_CALLS = 300

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
            for of_journal, of_rest in product(LEFT, LEFT):
                yield {
                    name: file.synced + (of_journal if name.endswith(".jsonl") else of_rest)(file.cached)
                    for name, file in names.items()
                    if name != "board.lock"
                }


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


class Outage:
    """Cuts the power, and looks at everything that may then be on the disk. What was looked at once is not again."""

    def __init__(self, root: Path, system: type[CachedSystem] = CachedSystem) -> None:
        self.folders = Folders(root)
        self.system = system
        self.looked_at: set[object] = set()

    def cut(self, disk: Disk, told: Told) -> None:
        for files in disk.after_a_power_cut():
            content = sorted((anonymous(name), data) for name, data in files.items())
            known = (tuple(content), tuple(told.acknowledged), tuple(told.refused))
            if known not in self.looked_at:
                self.looked_at.add(known)
                trial.check(self.folders.board(files), told.copy())

    def cut_at_every_moment(self, start: Prepared, scenario: trial.Scenario) -> None:
        """Kill a process at any of its calls, and cut the power."""
        for _, disk, told in self.moments(start, scenario):
            self.cut(disk, told)

    def start(self, start: Prepared) -> tuple[Path, Disk, Told]:
        """A board whose files are on the disk."""
        path = self.folders.board(start.files)
        return path, Disk(path.parent), Told(start.entries)

    def moments(self, start: Prepared, scenario: trial.Scenario) -> Iterator[tuple[Path, Disk, Told]]:
        """Yield the board after each call of a process that is killed then, and once more after the last."""
        for fail_at in range(1, MOST_CALLS):
            path, disk, told = self.start(start)
            system = self.system(disk)
            trial.put_through(scenario, path, told, system, fail_at)
            yield path, disk, told
            if not system.failed:
                return
        pytest.fail("the calls never ended")

    def one_after_the_other(self, start: Prepared, first: trial.Scenario, second: trial.Scenario) -> None:
        """A process is killed at any call, another goes on from there and is killed at any; then the power is cut."""
        seen = set()
        for fail_at, (_, reached, _) in enumerate(self.moments(start, first), 1):
            if reached.state() not in seen:
                seen.add(reached.state())
                for after in range(1, MOST_CALLS):
                    path, disk, told = self.start(start)
                    trial.put_through(first, path, told, self.system(disk), fail_at)
                    system = self.system(disk)
                    trial.put_through(second, path, told, system, after)
                    self.cut(disk, told)
                    if not system.failed:
                        break
                else:
                    pytest.fail("the calls never ended")
        assert len(seen) > 1
