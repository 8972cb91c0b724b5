"""The bytes of a journal on disk: whole lines forwards and backwards, and appending one."""

import os
from collections.abc import Iterator
from contextlib import suppress
from errno import EROFS

from tuiboard.storage.codec import BEGINNING, TORN, could_begin
from tuiboard.storage.place import Place, make_file, open_file, share, show
from tuiboard.storage.system import System, read_up_to, reason

_FORWARDS = 1 << 20
_BACKWARDS = 1 << 16
_APPENDING = os.O_RDWR | os.O_APPEND


class JournalFile:
    """The journal of one board, kept open. Methods raise OSError, and StoreError where the path is no regular file."""

    def __init__(self, place: Place, system: System) -> None:
        self._path = place.journal
        self._folder = place.folder
        self._system = system
        self._fd: int | None = None
        self._is_synced = False
        self.is_named = False
        """True where the file's name is known to be on the disk."""
        self.not_writable = ""
        """Why the file may only be read, as the end of a sentence; empty where it may be written."""

    @property
    def is_open(self) -> bool:
        """False for a journal that does not exist yet."""
        return self._fd is not None

    def open(self) -> bool:
        """Open the file, for reading only where writing is not allowed; False where there is none."""
        self.close()
        self.not_writable = ""
        try:
            try:
                self._fd = open_file(self._system, self._path, _APPENDING)
            except PermissionError as error:
                self.not_writable = self._why(error)
            except OSError as error:
                if error.errno != EROFS:
                    raise
                self.not_writable = self._why(error)
            if self._fd is None:
                self._fd = open_file(self._system, self._path, os.O_RDONLY)
        except FileNotFoundError:
            return False
        return True

    def _why(self, error: OSError) -> str:
        return f"{show(self._path)} may only be read: {reason(error)}"

    def make(self) -> None:
        """Make and open the file; where it exists, as another process made it just now or was killed then, open it."""
        self.close()
        try:
            self._fd = make_file(self._system, self._path, _APPENDING)
        except FileExistsError:
            self.open()
            if self.stat().st_uid == os.geteuid() and self._fd is not None:
                share(self._system, self._fd, self._system.stat(self._folder))

    def close(self) -> None:
        """Close the file."""
        self._is_synced = self.is_named = False
        if self._fd is not None:
            fd, self._fd = self._fd, None
            self._system.close(fd)

    def stat(self) -> os.stat_result:
        """What the file that is open is like now."""
        return self._system.fstat(self._open_fd())

    def stat_path(self) -> os.stat_result:
        """What the file that has the journal's name is like now; another one where it was replaced."""
        return self._system.stat(self._path)

    def read(self, start: int, end: int) -> bytes:
        """Return the bytes from `start` up to `end`, fewer where the file ends before."""
        return read_up_to(self._system, self._open_fd(), end - start, start)

    def blocks(self, start: int, end: int) -> Iterator[bytes]:
        """Yield the whole lines from `start`, which begins a line, in blocks, but for an unfinished one at `end`."""
        while start < end:
            data = self.read(start, min(start + _FORWARDS, end))
            whole = data.rfind(b"\n") + 1
            if not whole:
                # A line that is longer than a block. What begins no line is not read to be found damaged.
                after = self._after_newline(start + len(data), end)
                if not after:
                    return
                data = self.read(start, after) if could_begin(data) else data[:1] + b"\n"
                whole = len(data)
            self._is_synced = False
            yield data[:whole]
            start += whole

    def _after_newline(self, start: int, end: int) -> int:
        """Where the first line that begins after `start` and before `end` does; 0 where there is none."""
        while data := self.read(start, min(start + _FORWARDS, end)):
            if found := data.find(b"\n") + 1:
                return start + found
            start += len(data)
        return 0

    def backwards(self, needle: bytes = b"") -> Iterator[tuple[int, bytes]]:
        """Yield (offset, line) newest first: whole lines that hold `needle`. Reads a descriptor of its own."""
        fd = open_file(self._system, self._path, os.O_RDONLY)
        try:
            yield from lines_before(self._system, fd, self._system.fstat(fd).st_size, needle)
        finally:
            with suppress(OSError):  # what was read is right, and where the caller has stopped nobody would hear of it
                self._system.close(fd)

    def has_entries(self) -> bool:
        """False for a file that is empty, or has nothing but what killed processes left."""
        whole = (data.split(b"\n")[:-1] for data in self.blocks(0, self.stat().st_size))
        return any(not line.endswith(TORN[:-1]) for lines in whole for line in lines)

    @property
    def is_foreign(self) -> bool:
        """True for a file without entries that another program wrote."""
        return not could_begin(self.read(0, len(BEGINNING)))

    def last_before(self, end: int) -> bytes:
        """Return the last line before `end` that is not torn; empty where there is none, or `end` is inside a line."""
        if end == 0 or self.read(end - 1, end) != b"\n":
            return b""
        lines = lines_before(self._system, self._open_fd(), end, b"")
        return next((line for _, line in lines if not line.endswith(TORN)), b"")

    def append(self, line: bytes) -> None:
        """Write one line at the end. Where that fails half-way, what was written is sealed as torn."""
        written = 0
        fd = self._open_fd()
        self._is_synced = False
        try:
            while written < len(line):
                written += self._system.write(fd, line[written:] if written else line)
        except OSError:
            if written:
                self._seal_what_is_there(fd)
            raise

    def _seal_what_is_there(self, fd: int) -> None:
        try:
            self._system.write(fd, TORN)
        except OSError:
            # The disk is still full. An unfinished line is no entry for any reader, and the next writer seals it.
            return

    def sync(self) -> None:
        """Return when everything written is on the disk, by others too, and with it the name of the file."""
        self._system.fsync(self._open_fd())
        if not self.is_named:
            sync_folder(self._system, self._folder)
            self.is_named = True
        self._is_synced = True

    def settle(self) -> None:
        """Return when everything read is on the disk; whoever wrote it may have been killed before that."""
        if not self._is_synced:
            self.sync()

    def write_again(self, start: int) -> None:
        """Write what is behind `start` once more, byte for byte, and return when it is on the disk.

        After a sync that failed the system may take for written what isn't; only what is written anew is synced.
        """
        fd = open_file(self._system, self._path, os.O_RDWR)  # not for appending: that would write it a second time
        try:
            size = self._system.fstat(fd).st_size
            data = read_up_to(self._system, fd, size - start, start)
            while data:
                written = self._system.write_at(fd, data, start)
                data, start = data[written:], start + written
            self._system.fsync(fd)
        finally:
            self._system.close(fd)
        sync_folder(self._system, self._folder)

    def _open_fd(self) -> int:
        if self._fd is None:
            raise FileNotFoundError(2, "No such file or directory", self._path)
        return self._fd


def lines_before(system: System, fd: int, end: int, needle: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (offset, line) of whole lines before `end` that hold `needle`, last first, but for an unfinished one."""
    pieces: list[bytes] = []  # what is read of the line whose beginning is not, last first
    finished = False
    while end > 0:
        start = max(end - _BACKWARDS, 0)
        data = read_up_to(system, fd, end - start, start)
        end = start
        if not finished:
            data = data[: data.rfind(b"\n") + 1]
            finished = bool(data)
        whole = data.find(b"\n") + 1 if start else 0
        if start and not whole:
            pieces.append(data)
            continue
        lines = data[whole:] + b"".join(reversed(pieces))
        pieces = [data[:whole]]
        if needle in lines:
            yield from _backwards(start + whole, lines, needle)


def _backwards(offset: int, lines: bytes, needle: bytes) -> Iterator[tuple[int, bytes]]:
    offset += len(lines)
    for line in reversed(lines.split(b"\n")[:-1]):
        offset -= len(line) + 1
        if needle in line:
            yield offset, line + b"\n"


def sync_folder(system: System, folder: str) -> None:
    """Return when the names in a folder are on the disk."""
    fd = system.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        system.fsync(fd)
    finally:
        system.close(fd)
