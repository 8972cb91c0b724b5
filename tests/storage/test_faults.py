"""Every call may fail, and the process may be killed between any two: no acknowledged entry is ever lost."""

import errno
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.storage import trial
from tests.storage.boards import FaultySystem, board, card, entry, journal_of
from tests.storage.trial import Matrix, Prepared
from tuiboard.engine.ports import ReadOnly, StoreError, Unknown
from tuiboard.storage.file_store import FileStore

ERRORS = ("ENOSPC", "EDQUOT", "EFBIG", "EIO", "EROFS", "EACCES")


@pytest.fixture(params=trial.SCENARIOS)
def matrix(request: pytest.FixtureRequest, ready: Prepared, tmp_path: Path) -> Matrix:
    return Matrix(request.param, ready, tmp_path)


@pytest.mark.parametrize("error", ERRORS)
def test_nothing_acknowledged_is_lost_and_nothing_refused_is_there_whichever_call_fails(
    matrix: Matrix, error: str
) -> None:
    matrix.run_all(matrix.every(getattr(errno, error)))


def test_nothing_acknowledged_is_lost_and_nothing_is_half_there_wherever_the_process_is_killed(matrix: Matrix) -> None:
    matrix.run_all([*matrix.every(None), *matrix.writes(None)])


def test_nothing_is_half_there_where_the_disk_fills_up_in_the_middle_of_a_write(matrix: Matrix) -> None:
    matrix.run_all(matrix.writes(errno.ENOSPC))


def test_a_write_in_two_pieces_and_a_signal_at_any_call_change_nothing(matrix: Matrix) -> None:
    for fail_at, system in [*matrix.writes(0), *matrix.every(errno.EINTR)]:
        told = matrix.run(system, fail_at)
        assert told.acknowledged == matrix.told.acknowledged == list(told.written)
        assert told.warning == ""


def test_what_another_process_writes_between_any_two_calls_is_kept_or_it_is_told_to_wait(
    ready: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tuiboard.storage.board_file._PATIENCE", 0)
    assert trial.interleave(ready, tmp_path) == {"told", "to wait"}


def fails_at(path: Path, name: str, error: int, half: bool = False) -> FaultySystem:
    """Return a System whose next call of that name fails; it works until then."""

    class Waiting(FaultySystem):
        def _call(
            self, called: str, call: Callable[..., object], args: tuple[object, ...], kwargs: dict[str, object]
        ) -> object:
            self.left = 1 if called == name and not self.failed else 1_000_000
            return super()._call(called, call, args, kwargs)

    return Waiting(1_000_000, error, trial.SHORT["half"] if half else None)


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
    path = tmp_path / "board.json"
    store = FileStore(str(path), create=True, system=system)
    state = store.snapshot()
    folder = tmp_path.name
    journal = "board.journal.jsonl"
    locked = ["flock board.lock", f"write {journal}", "flock board.lock"]
    replaced = [
        "write temporary", "fchmod temporary", "fsync temporary",
        "flock board.lock", "replace board.json", f"fsync {folder}", "flock board.lock",
    ]  # fmt: skip
    first, second = entry(card(1)), entry(card(2))
    assert store.append(0, first) == 1
    assert system.changes() == [*locked, f"fsync {journal}", f"fsync {folder}"]
    assert store.append(1, second) == 2
    assert system.changes() == [*locked, f"fsync {journal}"]
    state = state.apply([first._replace(seq=1), second._replace(seq=2)])
    store.checkpoint(state)
    assert system.changes() == replaced

    other = FileStore(str(path), system=system)
    other.snapshot()
    assert other.append(2, entry(card(3))) == 3
    assert system.changes() == [*locked, f"fsync {journal}"], "the journal's name is there already"
    store.checkpoint(state.apply(store.read_since(2)))
    assert system.changes() == [f"fsync {journal}", *replaced], "who wrote it may not have come to that"


def test_a_checkpoint_of_what_cannot_be_brought_to_the_disk_is_not_written(tmp_path: Path) -> None:
    path = board(tmp_path / "board.json")
    before = path.read_bytes()
    FileStore(str(path)).append(3, entry(card(4)))
    store = FileStore(str(path), system=fails_at(path, "fsync", errno.EIO))
    store.checkpoint(store.snapshot())
    assert path.read_bytes() == before
    assert "input/output error" in store.read_only
    assert "open the board again" in store.read_only


def test_a_journal_on_a_read_only_file_system_can_be_read_and_the_board_says_so(tmp_path: Path) -> None:
    path = board(tmp_path / "board.json")

    class Mounted(FaultySystem):
        def _call(self, name: str, call: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
            if name == "open" and args[1] & (os.O_RDWR | os.O_WRONLY):
                raise OSError(errno.EROFS, os.strerror(errno.EROFS))
            return super()._call(name, call, args, kwargs)

    store = FileStore(str(path), system=Mounted())
    assert len(store.snapshot().table("card")) == 3
    assert "board.journal.jsonl may only be read: read-only file system" in store.read_only
    assert store.append(3, entry(card(4))) == ReadOnly(store.read_only)
    store.checkpoint(store.snapshot())
    assert store.warning == ""


def test_what_cannot_be_looked_at_is_not_taken_for_a_missing_board(tmp_path: Path) -> None:
    path = board(tmp_path / "board.json")
    before = {file.name: file.read_bytes() for file in tmp_path.glob("board.*")}
    for create in (True, False):
        with pytest.raises(StoreError, match="input/output error") as caught:
            FileStore(str(path), create=create, system=fails_at(path, "lexists", errno.EIO))
        assert caught.value.code == "unreachable"
    with pytest.raises(StoreError, match="input/output error"):
        FileStore.exists(str(path), fails_at(path, "lexists", errno.EIO))
    assert {file.name: file.read_bytes() for file in tmp_path.glob("board.*")} == before
