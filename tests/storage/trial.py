"""A board is put through something, and afterwards what is on the disk is held against what people were told."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from tests.storage.boards import FaultySystem, Killed, card, entry
from tuiboard.domain.changes import Entry
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.ports import Outcome, ReadOnly, StoreError, Unknown, Verdict
from tuiboard.storage.file_store import FileStore


class Told:
    """What was to be written, in order, and what people were told. Where they were told nothing it may be there."""

    def __init__(self, before: tuple[Entry, ...] = ()) -> None:
        self.written: dict[str, Entry] = {one.txid: one for one in before}
        self.acknowledged: list[str] = [one.txid for one in before]
        self.refused: list[str] = []
        self.unknown: list[str] = []
        self.asked: list[str] = []
        """What nobody was told of yet."""
        self.overlapping: set[str] = set()
        """What was asked for before the one before it was answered: those two may stand in either order."""
        self.warning = ""

    def copy(self) -> "Told":
        """The same, for what is told from here on in one of several worlds."""
        twin = Told()
        twin.written = dict(self.written)
        twin.acknowledged, twin.refused, twin.unknown = self.acknowledged[:], self.refused[:], self.unknown[:]
        twin.overlapping = set(self.overlapping)
        return twin

    def commit(self, store: FileStore, workspace: Workspace) -> Workspace:
        """Write an entry of two cards and note the answer; return the state after it."""
        first = workspace.next_id("card")
        new = entry(card(first), card(first + 1), txid=f"change {len(self.written)}")  # the same in every run
        self.written[new.txid] = new
        self.overlapping.update([new.txid, *self.asked] if self.asked else ())
        self.asked.append(new.txid)
        try:
            outcome: Outcome = store.append(workspace.seq, new)
        finally:
            self.asked.remove(new.txid)
        if isinstance(outcome, int):
            self.acknowledged.append(new.txid)
            return workspace.apply([new._replace(seq=outcome)])
        (self.unknown if isinstance(outcome, Unknown) else self.refused).append(new.txid)
        return workspace

    def go_on(self, store: FileStore) -> None:
        """After the fault, where the process goes on: the next change is recorded, or the board is read-only."""
        self.warning = self.warning or store.warning
        workspace = store.snapshot()
        if store.read_only:
            assert store.append(workspace.seq, entry(card(99))) == ReadOnly(store.read_only)
        else:
            workspace = self.commit(store, workspace)
            assert workspace.seq == store.snapshot().seq, "the next attempt did not succeed"
            store.checkpoint(workspace)
            assert not store.warning


def check(path: Path, told: Told) -> None:
    """Open the board anew: all that was acknowledged is there in order, nothing refused is, and it can be written.

    A board of which nothing was acknowledged need not be there; then it can be made.
    """
    create = not told.acknowledged and not FileStore.exists(str(path))
    try:
        with closing(FileStore(str(path), create=create, system=FaultySystem())) as store:
            _check(store, told)
    except StoreError as error:
        raise AssertionError(f"it can't be opened: {error}") from error


def _check(store: FileStore, told: Told) -> None:
    workspace = store.snapshot()
    assert not store.read_only
    found = list(store.scan())[::-1]
    txids = [one.txid for one in found]
    assert set(told.acknowledged) <= set(txids), "acknowledged, yet lost"
    in_turn = [txid for txid in told.acknowledged if txid not in told.overlapping]
    assert [txid for txid in txids if txid in in_turn] == in_turn, "acknowledged, yet moved"
    assert not set(txids) & set(told.refused), "refused, yet there"
    assert found == [told.written[txid]._replace(seq=seq) for seq, txid in enumerate(txids, 1)], "not as it was written"
    assert len(workspace.table("card")) == 2 * len(found), "half there"
    assert store.verify() == Verdict(workspace.seq, store.head)
    told.go_on(store)


class Folders:
    """Folders for the boards of one test, one after the other."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._numbers = count(1)

    def board(self, files: dict[str, bytes]) -> Path:
        """A new folder with these files; return where its board is."""
        folder = self._root / str(next(self._numbers))
        folder.mkdir()
        for name, data in files.items():
            (folder / name).write_bytes(data)
        return folder / "board.json"


class Prepared(NamedTuple):
    """The files of a board, and its entries."""

    files: dict[str, bytes]
    entries: tuple[Entry, ...]

    def without_checkpoint(self) -> "Prepared":
        return Prepared({name: data for name, data in self.files.items() if name != "board.json"}, self.entries)

    def with_torn_tail(self) -> "Prepared":
        journal = self.files["board.journal.jsonl"]
        return Prepared({**self.files, "board.journal.jsonl": journal + journal[: len(journal) // 2]}, self.entries)


def prepared(folder: Path) -> Prepared:
    """A board of one entry with its checkpoint."""
    path = folder / "board.json"
    told = Told()
    with closing(FileStore(str(path), create=True)) as store:
        store.checkpoint(told.commit(store, store.snapshot()))
    files = {file.name: file.read_bytes() for file in folder.iterdir()}
    return Prepared(files, tuple(told.written.values()))


NOTHING = Prepared({}, ())
Scenario = Callable[[Path, FaultySystem, Told, int], None]


def commit(path: Path, system: FaultySystem, told: Told, fail_at: int) -> None:
    """A change to a board that is open already fails, and another follows."""
    with closing(FileStore(str(path), system=system)) as store:
        workspace = store.snapshot()
        system.begin(fail_at)
        told.commit(store, workspace)
        system.end()
        told.go_on(store)


def checkpoint(path: Path, system: FaultySystem, told: Told, fail_at: int) -> None:
    """Writing board.json fails, which loses nothing and is said; the next time it succeeds."""
    with closing(FileStore(str(path), system=system)) as store:
        workspace = told.commit(store, store.snapshot())
        system.begin(fail_at)
        store.checkpoint(workspace)
        system.end()
        told.go_on(store)


def creation(path: Path, system: FaultySystem, told: Told, fail_at: int) -> None:
    """The first entry of a new board, with its first checkpoint."""
    system.begin(fail_at)
    with closing(FileStore(str(path), create=True, system=system)) as store:
        store.checkpoint(told.commit(store, store.snapshot()))
        system.end()
        told.go_on(store)


def commit_and_checkpoint(path: Path, system: FaultySystem, told: Told, fail_at: int) -> None:
    """A change with its checkpoint, and another change."""
    with closing(FileStore(str(path), system=system)) as store:
        workspace = store.snapshot()
        system.begin(fail_at)
        store.checkpoint(told.commit(store, workspace))
        system.end()
        told.go_on(store)


def opening(path: Path, system: FaultySystem, told: Told, fail_at: int) -> None:
    """A board is opened, looked through, and written to."""
    system.begin(fail_at)
    with closing(FileStore(str(path), system=system)) as store:
        workspace = store.snapshot()
        assert [one.txid for one in store.scan()] == told.acknowledged[::-1]
        broken = store.verify().broken
        assert not broken or "can't be read" in broken
        told.commit(store, workspace)
        system.end()
        told.go_on(store)


def put_through(scenario: Scenario, path: Path, told: Told, system: FaultySystem, fail_at: int) -> None:
    """Run a scenario up to its end, to the error that ends it, or to the death of its process."""
    try:
        scenario(path, system, told, fail_at)
    except StoreError as error:
        if not system.failed:
            raise AssertionError(f"it can't be used: {error}") from error
    except Killed:
        pass
    if system.error is None:
        system.die()
    assert not system.fds, "left open"
    assert system.error is None or not list(path.parent.glob(".*.tmp")), "left behind"


SHORT: dict[str, Callable[[int], int]] = {
    "one byte": lambda length: 1, "half": lambda length: length // 2, "all but one": lambda length: length - 1
}  # fmt: skip
SCENARIOS: dict[str, tuple[Scenario, Callable[[Prepared], Prepared], set[str]]] = {
    "commit": (commit, lambda ready: ready, {"flock", "stat", "fstat", "write", "fsync"}),
    "checkpoint": (
        checkpoint, lambda ready: ready,
        {"open", "write", "fchmod", "fsync", "close", "flock", "stat", "replace", "listdir"},
    ),
    "creation": (
        creation, lambda ready: NOTHING,
        {"lstat", "lexists", "open", "fstat", "write", "fsync", "replace", "write_at"},
    ),
    "opening": (opening, lambda ready: ready, {"lstat", "lexists", "open", "read"}),
    "opening without board.json": (opening, Prepared.without_checkpoint, {"lstat", "lexists", "open", "read"}),
    "opening after a crash": (opening, Prepared.with_torn_tail, {"read", "write"}),
}  # fmt: skip


class Matrix:
    """One scenario, to be run again and again with another call failing; checked after each."""

    def __init__(self, name: str, ready: Prepared, root: Path, system: type[FaultySystem] = FaultySystem) -> None:
        self._system = system
        self._scenario, adapt, expected = SCENARIOS[name]
        self._start = adapt(ready)
        self._folders = Folders(root)
        healthy = system()
        self.told = self.run(healthy, 0)
        self.calls = healthy.counted
        assert expected <= set(self.calls)

    def run(self, system: FaultySystem, fail_at: int) -> Told:
        told = Told(self._start.entries)
        path = self._folders.board(self._start.files)
        put_through(self._scenario, path, told, system, fail_at)
        assert not fail_at or system.failed or system.was_short
        check(path, told)
        return told

    def run_all(self, faults: Iterable[tuple[int, FaultySystem]]) -> None:
        """Run with each of these."""
        for fail_at, system in faults:
            self.run(system, fail_at)

    def every(self, error: int | None) -> Iterator[tuple[int, FaultySystem]]:
        """Yield each call's number with a System in which that call will fail."""
        for number in range(1, len(self.calls) + 1):
            yield number, self._system(error=error)

    def writes(self, error: int | None, *lengths: str) -> Iterator[tuple[int, FaultySystem]]:
        """Yield each write's number with Systems in which it will write less than it should, and fail then."""
        for number, name in enumerate(self.calls, 1):
            if name == "write":
                for length in lengths or SHORT:
                    yield number, self._system(error=error, short=SHORT[length])


class Interleaved(FaultySystem):
    """Lets another process write before the n-th call; `fared` says how that went."""

    def __init__(self, other: FileStore, told: Told) -> None:
        super().__init__(error=0)
        self.fared = ""
        self._other = other
        self._told = told

    def _call(self, name: str, call: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if self.left == 1:
            self.left = 0
            before = self._other.snapshot()
            after = self._told.commit(self._other, before)
            self._other.checkpoint(after)
            self.fared = "told" if after.seq > before.seq else "to wait"
        return super()._call(name, call, args, kwargs)


def interleave(ready: Prepared, root: Path, other: type[FaultySystem] = FaultySystem) -> set[str]:
    """Let another process (with the calls of `other`) write between any two calls of a change and its checkpoint.

    Return how it fared: "told" that it was recorded, or "to wait".
    """
    folders = Folders(root)
    fared: set[str] = set()
    for number in count(1):
        path, told = folders.board(ready.files), Told(ready.entries)
        with closing(FileStore(str(path), given_up_after=0, system=other())) as second:
            system = Interleaved(second, told)
            put_through(commit_and_checkpoint, path, told, system, number)
        check(path, told)
        if not system.fared:
            break
        fared.add(system.fared)
    return fared
