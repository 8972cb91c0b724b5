"""Every call may fail, and the process may be killed between any two: no acknowledged entry is ever lost."""

import errno
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.storage.boards import FaultySystem, Killed, board, card, entry, journal_of
from tuiboard.engine.ports import ReadOnly, StoreError, Unknown
from tuiboard.storage.file_store import FileStore

MOST_CALLS = 400
COMMITS = 2


class Run:
    """Opens a board, commits some entries with checkpoints, closes; remembers what was acknowledged."""

    def __init__(self, path: Path, system: FaultySystem, create: bool) -> None:
        self.acknowledged: list[str] = []
        self.refused: list[str] = []
        self.unknown: list[str] = []
        self.reached_the_end = False
        try:
            self._go(FileStore(str(path), create=create, system=system))
        except (StoreError, Killed):
            pass
        finally:
            system.die()

    def _go(self, store: FileStore) -> None:
        workspace = store.snapshot()
        for _ in range(COMMITS):
            new = entry(card(workspace.next_id("card")))
            outcome = store.append(workspace.seq, new)
            if isinstance(outcome, int):
                self.acknowledged.append(new.txid)
                workspace = workspace.apply([new._replace(seq=outcome)])
                store.checkpoint(workspace)
            elif isinstance(outcome, Unknown):
                self.unknown.append(new.txid)
                assert store.read_only
                assert isinstance(store.append(workspace.seq, entry(card(99))), ReadOnly)
            else:
                assert isinstance(outcome, ReadOnly)
                self.refused.append(new.txid)
        store.close()
        self.reached_the_end = True


def check(path: Path, run: Run, before: int) -> None:
    """Open the board anew: everything acknowledged is there, nothing that was refused, and it can be written."""
    if not before and not FileStore.exists(str(path)):
        assert run.acknowledged == []
        return
    store = FileStore(str(path))
    workspace = store.snapshot()
    found = [e.txid for e in store.scan()]
    assert not store.read_only
    assert set(run.acknowledged) <= set(found)
    assert not set(run.refused) & set(found)
    assert [e.txid for e in store.scan() if e.txid in run.acknowledged] == run.acknowledged[::-1]
    assert all(store.find(txid) for txid in run.acknowledged)
    assert len(workspace.table("card")) == workspace.seq == len(found)
    assert store.verify() == (workspace.seq, store.head, "", None, None)
    assert store.append(workspace.seq, entry(card(workspace.next_id("card")))) == workspace.seq + 1
    store.checkpoint(store.snapshot())
    assert store.warning == ""
    store.close()


@pytest.mark.parametrize("create", [True, False])
@pytest.mark.parametrize(("error", "half"), [(None, True), (errno.ENOSPC, True), (errno.EACCES, False)])
def test_nothing_acknowledged_is_lost_whichever_call_fails(
    tmp_path: Path, error: int | None, half: bool, create: bool
) -> None:
    calls: set[str] = set()
    for fail_at in range(1, MOST_CALLS):
        folder = tmp_path / str(fail_at)
        folder.mkdir()
        path = folder / "board.json"
        if not create:
            board(path, 1)
        system = FaultySystem(fail_at, error, half)
        run = Run(path, system, create)
        check(path, run, 0 if create else 1)
        assert error is None or system.failed == "unlink" or not list(folder.glob(".*.tmp"))
        if system.failed is None:
            assert run.reached_the_end
            assert len(run.acknowledged) == COMMITS
            break
        calls.add(system.failed)
    else:
        pytest.fail("the calls never ended")
    expected = {"open", "write", "fsync", "replace", "flock", "stat", "fstat", "close", "fchmod", "listdir"}
    assert expected <= calls if create else expected | {"read"} <= calls


def fails_at(path: Path, name: str, error: int, half: bool = False) -> FaultySystem:
    """Return a System whose next call of that name fails; it works until then."""

    class Waiting(FaultySystem):
        def _call(
            self, called: str, call: Callable[..., object], args: tuple[object, ...], kwargs: dict[str, object]
        ) -> object:
            self.left = 1 if called == name and not self.failed else 1_000_000
            return super()._call(called, call, args, kwargs)

    return Waiting(1_000_000, error, half)


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS])
@pytest.mark.parametrize("half", [False, True])
def test_a_full_disk_is_said_and_the_next_commit_may_try_again(tmp_path: Path, error: int, half: bool) -> None:
    path = board(tmp_path / "board.json")
    store = FileStore(str(path), system=fails_at(path, "write", error, half))
    store.snapshot()
    outcome = store.append(3, entry(card(4)))
    assert isinstance(outcome, ReadOnly)
    assert "board.journal.jsonl can't be written" in outcome.reason
    assert store.read_only == ""
    assert journal_of(path).read_bytes().endswith(b"~torn\n") is half
    assert store.append(3, entry(card(4))) == 4
    assert not store.verify().broken


def test_after_a_failed_fsync_the_outcome_is_unknown_until_the_board_is_opened_again(tmp_path: Path) -> None:
    path = board(tmp_path / "board.json")
    store = FileStore(str(path), system=fails_at(path, "fsync", errno.EIO))
    store.snapshot()
    new = entry(card(4))
    outcome = store.append(3, new)
    assert isinstance(outcome, Unknown)
    assert "input/output error" in outcome.reason
    assert "open the board again" in store.read_only
    assert store.append(3, entry(card(4))) == ReadOnly(store.read_only)
    assert store.changed(), "what is in the file can be looked at"
    again = FileStore(str(path))
    assert again.find(new.txid) == new._replace(seq=4)
    assert again.find("never heard of") is None
    assert again.append(again.snapshot().seq, entry(card(5))) == 5


def test_a_write_without_the_lock_by_another_program_is_noticed(tmp_path: Path) -> None:
    path = board(tmp_path / "board.json")

    class Intruded(FaultySystem):
        def _call(
            self, name: str, call: Callable[..., object], args: tuple[object, ...], kwargs: dict[str, object]
        ) -> object:
            if name == "write":
                with journal_of(path).open("ab") as file:
                    file.write(b"hello")
            return super()._call(name, call, args, kwargs)

    store = FileStore(str(path), system=Intruded(0))
    store.snapshot()
    assert isinstance(store.append(3, entry(card(4))), Unknown)
    assert "without its lock" in store.read_only


@pytest.mark.parametrize("name", ["read", "fstat"])
def test_a_disk_that_can_no_longer_be_read_is_said(tmp_path: Path, name: str) -> None:
    path = board(tmp_path / "board.json")
    store = FileStore(str(path))
    store._reader._system = store._reader.journal._system = fails_at(path, name, errno.EIO)
    with pytest.raises(StoreError, match=r"board\.json can't be read: input/output error") as caught:
        list(store.scan())
    assert caught.value.code == "unreachable"


class Recorded(FaultySystem):
    """Notes what is done to which file, so that the order can be looked at."""

    def __init__(self) -> None:
        super().__init__(0)
        self.names: dict[int, str] = {}
        self.done: list[str] = []

    def __getattribute__(self, name: str) -> Any:
        return object.__getattribute__(self, name) if name in ("names", "done") else super().__getattribute__(name)

    def _call(self, name: str, call: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        result = super()._call(name, call, args, kwargs)
        if name == "open":
            self.names[result] = os.path.basename(args[0])
        elif name in ("write", "fsync", "flock", "fchmod"):
            self.done.append(f"{name} {self.names[args[0]]}")
        elif name == "replace":
            self.done.append(f"replace {os.path.basename(args[1])}")
        return result

    def changes(self) -> list[str]:
        done, self.done = self.done, []
        return [re.sub(r"\.board\.json\.\w+\.tmp", "temporary", step) for step in done]


def test_what_is_acknowledged_is_on_the_disk_first_and_the_checkpoint_before_it_takes_its_place(tmp_path: Path) -> None:
    system = Recorded()
    store = FileStore(str(tmp_path / "board.json"), create=True, system=system)
    store.snapshot()
    folder = tmp_path.name
    journal = "board.journal.jsonl"
    assert store.append(0, entry(card(1))) == 1
    locked = ["flock board.lock", f"write {journal}", "flock board.lock"]
    assert system.changes() == [*locked, f"fsync {journal}", f"fsync {folder}"]
    assert store.append(1, entry(card(2))) == 2
    assert system.changes() == [*locked, f"fsync {journal}"]
    store.checkpoint(store.snapshot())
    assert system.changes() == [
        "write temporary", "fchmod temporary", "fsync temporary",
        "flock board.lock", "replace board.json", f"fsync {folder}", "flock board.lock",
    ]  # fmt: skip
