"""After an fsync that failed: what became of the change is found out by its txid, and nothing is claimed before."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import FrozenClock
from tests.storage.boards import board, card, entry, journal_of, titles
from tuiboard.domain import commands as c
from tuiboard.domain.refusal import Refusal
from tuiboard.engine.ports import Actor
from tuiboard.engine.session import Done, Session, is_unknown
from tuiboard.storage.file_store import FileStore
from tuiboard.storage.system import System


class FailingSync(System):
    """A disk whose next syncs of the journal fail; with `drops`, what was not synced is gone then."""

    def __init__(self, journal: Path, times: int = 1, drops: bool = False) -> None:
        self.journal, self.times, self.drops = journal, times, drops
        self.synced = 0
        self.again: list[tuple[bytes, int]] = []
        self.written: list[bytes] = []
        self.fsync = self._fsync  # type: ignore[method-assign, assignment]
        self.write_at = self._write_at  # type: ignore[method-assign, assignment]

    def _is_journal(self, fd: int) -> bool:
        return os.path.samestat(os.fstat(fd), self.journal.stat())

    def _fsync(self, fd: int) -> None:
        if self._is_journal(fd):
            if self.times:
                self.times -= 1
                if self.drops:
                    os.truncate(self.journal, self.synced)
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            self.synced = os.fstat(fd).st_size
        os.fsync(fd)

    def _write_at(self, fd: int, data: bytes, offset: int) -> int:
        if self._is_journal(fd):
            self.again.append((bytes(data), offset))
            data = data[: max(len(data) // 2, 1)]  # a short write is gone on with
        return os.pwrite(fd, data, offset)


def opened(path: Path, system: System) -> Session:
    return Session(FileStore(str(path), system=system), FrozenClock(), Actor(1000, "ana"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = board(tmp_path / "board.json")
    session = opened(path, System())
    assert isinstance(session.dispatch(c.AddColumn({"name": "To do"})), Done)
    session.close()
    return path


EDIT = c.EditCards([1], {"title": "Changed"})


def test_it_is_unknown_until_the_journal_was_written_again_and_synced(path: Path) -> None:
    before = journal_of(path).stat().st_size
    system = FailingSync(journal_of(path))
    session = opened(path, system)
    refusal = session.dispatch(EDIT)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "cannot_write"
    assert "unknown whether the change reached the disk" in refusal.message
    assert "input/output error" in refusal.message
    assert session.store.read_only
    assert session.workspace.card(1).title == "Card 1", "nothing is claimed"  # type: ignore[union-attr]
    line = journal_of(path).read_bytes()[before:]
    settled = session.settle(is_unknown(refusal))
    assert isinstance(settled, Done)
    assert settled.entry.seq == session.workspace.seq == 5
    assert "unknown for a moment" in settled.warnings[0]
    assert system.again[0] == (line, before), "the very bytes were written again, and only then synced"
    assert system.synced == before + len(line)
    assert journal_of(path).read_bytes()[before:] == line
    assert not session.store.read_only
    assert isinstance(session.dispatch(c.EditCards([2], {"title": "Next"})), Done)
    assert titles(path) == {1: "Changed", 2: "Next", 3: "Card 3"}
    assert not session.store.verify().broken


def test_it_stays_unknown_while_the_disk_fails(path: Path) -> None:
    session = opened(path, FailingSync(journal_of(path), times=3))
    refusal = session.dispatch(EDIT)
    txid = is_unknown(refusal)
    for _ in range(2):
        again = session.settle(txid)
        assert is_unknown(again) == txid
        assert session.store.read_only
        other = session.dispatch(c.EditCards([2], {"title": "Next"}))
        assert isinstance(other, Refusal)
        assert "can't be written" in other.message
    assert isinstance(session.settle(txid), Done)
    assert titles(path)[1] == "Changed"


def test_what_the_disk_dropped_is_said_not_to_be_recorded(path: Path) -> None:
    system = FailingSync(journal_of(path), drops=True)
    system.synced = journal_of(path).stat().st_size
    session = opened(path, system)
    refusal = session.dispatch(EDIT)
    settled = session.settle(is_unknown(refusal))
    assert isinstance(settled, Refusal)
    assert "not recorded" in settled.message
    assert not is_unknown(settled)
    assert not session.store.read_only
    assert isinstance(session.dispatch(EDIT), Done)
    assert titles(path)[1] == "Changed"


def test_what_others_wrote_meanwhile_is_taken_in(path: Path) -> None:
    session = opened(path, FailingSync(journal_of(path)))
    refusal = session.dispatch(EDIT)
    other = opened(path, System())
    assert isinstance(other.dispatch(c.EditCards([2], {"title": "Theirs"})), Done)
    settled = session.settle(is_unknown(refusal))
    assert isinstance(settled, Done)
    assert settled.entry.seq == 5
    assert session.workspace.seq == 6
    assert [entry.seq for entry in session.taken_in()] == [6]


def test_a_board_that_someone_holds_stays_unknown(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = opened(path, FailingSync(journal_of(path)))
    refusal = session.dispatch(EDIT)
    store: Any = session.store
    monkeypatch.setattr(store._lock, "acquire", lambda seconds: "omar (process 1 on x)")
    again = session.settle(is_unknown(refusal))
    assert isinstance(again, Refusal)
    assert "omar (process 1 on x) holds the board" in again.message
    assert is_unknown(again)


def test_what_a_killed_process_left_unsynced_is_made_good_before_the_board_is_written_again(path: Path) -> None:
    start = journal_of(path).stat().st_size
    killed = FileStore(str(path))
    killed.append(4, entry(card(9)))  # whether that was synced nobody knows any more
    system = FailingSync(journal_of(path))
    store = FileStore(str(path), system=system)
    store.checkpoint(store.snapshot())
    assert store.unsure
    assert store.read_only
    assert store.behind == 1
    assert store.reopen() == ""
    assert system.again[0][1] == start, "from where board.json stands"
    assert not store.unsure
    store.checkpoint(store.snapshot())
    assert store.behind == 0
    assert store.append(5, entry(card(10))) == 6


def test_a_journal_that_was_cut_meanwhile_is_said_to_be_cut(path: Path) -> None:
    system = FailingSync(journal_of(path))
    session = opened(path, system)
    outcome = session.dispatch(c.AddColumn({"name": "Doing"}))
    assert is_unknown(outcome) or isinstance(outcome, Refusal)
    os.truncate(journal_of(path), 10)
    for _ in range(2):
        assert "was cut: the end of what was on the disk is missing" in session.store.reopen()
    assert journal_of(path).stat().st_size == 10


def test_closing_lets_go_of_the_journal_even_where_the_lock_can_not_be_closed(path: Path) -> None:
    system, closed = System(), []

    def close(fd: int) -> None:
        closed.append(os.readlink(f"/proc/self/fd/{fd}"))
        os.close(fd)
        if closed[-1].endswith(".lock"):
            raise OSError(errno.EIO, "Input/output error")

    session = opened(path, system)
    assert isinstance(session.dispatch(c.AddColumn({"name": "Doing"})), Done)
    system.close = close  # type: ignore[method-assign, assignment]
    session.close()
    assert any(name.endswith(".lock") for name in closed)
    assert str(journal_of(path)) in closed
