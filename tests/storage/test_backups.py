"""Rolling backups: which are kept, when one is taken, that none ever fails a commit; and a board made anew from one."""

import errno
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import NOW, FrozenClock
from tests.storage.boards import FaultySystem, Killed, board, card, commit, entry, journal_of, retitled, titles
from tuiboard.domain.calendar import days_between, instant_at, seconds_of
from tuiboard.domain.changes import created
from tuiboard.engine.ports import StoreError
from tuiboard.storage.backup_folders import folder_of, uuids_of
from tuiboard.storage.backups import Backup, Backups, backup_name, backups_of, found_in, read_backup, superfluous
from tuiboard.storage.file_store import FileStore
from tuiboard.storage.place import place_of
from tuiboard.storage.rebuilding import Rebuilding
from tuiboard.storage.system import System

UUID = "0b10359c-45b7-4c0b-b6b9-c4851cd11bed"
START = seconds_of(NOW) or 0


def at(seconds: int) -> Backup:
    """A backup taken so many seconds before NOW (after it, below 0)."""
    instant = instant_at(START - seconds)
    return Backup(f"/{backup_name(instant, 7)}", instant, 7, 100)


ages = st.lists(st.integers(-100_000, 60 * 86_400) | st.integers(0, 3000), unique=True, max_size=60)


@given(ages)
def test_the_last_ten_and_the_newest_of_each_day_of_a_month_are_kept_and_no_other(seconds: list[int]) -> None:
    backups = [at(age) for age in seconds]
    gone = superfluous(backups, NOW)
    kept = [backup for backup in backups if backup not in gone]
    past = sorted((backup for backup in backups if backup.at <= NOW), key=lambda backup: backup.at, reverse=True)
    assert set(past[:10]) <= set(kept)
    month = [backup for backup in past if backup.at >= instant_at(START - 30 * 86_400)]
    for day in {backup.at[:10] for backup in month}:
        assert next(backup for backup in past if backup.at[:10] == day) in kept
    for backup in set(past[10:]) & set(kept):
        assert days_between(backup.at[:10], NOW[:10]) <= 30
        assert max(other for other in past if other.at[:10] == backup.at[:10]) == backup
    assert all(backup in kept for backup in backups if backup.at > NOW)
    assert superfluous(kept, NOW) == []


class Kept:
    """A board whose backups go below a folder, at a clock."""

    def __init__(self, folder: Path) -> None:
        self.clock = FrozenClock()
        self.root = folder / "state" / "backups"
        self.path = folder / "team" / "board.json"
        self.path.parent.mkdir()
        self.folder = self.root / UUID
        self.store = self.opened(create=True)
        commit(self.store, created("board", "board", {"name": "Net", "uuid": UUID}), card(1))

    def opened(self, system: System | None = None, create: bool = False) -> FileStore:
        backups = Backups(str(self.root), self.clock.now, system)
        return FileStore(str(self.path), create=create, back_up=backups.take)

    def change(self, minutes: float = 0) -> None:
        """Let time go by and change the board."""
        self.clock.advance(minutes=minutes)
        commit(self.store, card(self.store.snapshot().next_id("card")))

    @property
    def names(self) -> list[str]:
        return [backup.name for backup in found_in(str(self.folder), System())]


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path)


def test_a_backup_is_exactly_the_file_and_ones_own(kept: Kept) -> None:
    (backup,) = found_in(str(kept.folder), System())
    assert (backup.name, backup.at, backup.seq) == ("20260311T090000Z-000001", NOW, 1)
    assert Path(backup.path).read_bytes() == kept.path.read_bytes()
    assert backup.size == kept.path.stat().st_size
    assert backup.head() == kept.store.head
    assert Path(backup.path).stat().st_mode & 0o777 == 0o600
    for folder in (kept.folder, kept.root, kept.root.parent):
        assert folder.stat().st_mode & 0o777 == 0o700
    assert (kept.folder / "board.txt").read_text() == str(kept.path)


def test_a_new_board_has_one_of_its_first_work_within_a_minute(kept: Kept) -> None:
    kept.change()
    kept.change(minutes=0.9)
    assert len(kept.names) == 1
    kept.change(minutes=0.1)
    assert kept.names == ["20260311T090100Z-000004", "20260311T090000Z-000001"]
    kept.store = kept.opened()
    kept.change(minutes=0.5)
    assert len(kept.names) == 2, "another process looks when the newest was taken"
    kept.change(minutes=0.5)
    assert len(kept.names) == 3


def test_where_there_are_ten_one_is_taken_every_ten_minutes_at_most(kept: Kept) -> None:
    for _ in range(9):
        kept.change(minutes=1)
    ten = kept.names
    assert len(ten) == 10
    kept.change(minutes=9.9)
    assert kept.names == ten
    kept.change(minutes=0.1)
    assert kept.names == ["20260311T091900Z-000012", *ten[:9]]
    kept.store = kept.opened()
    kept.change(minutes=5)
    assert len(kept.names) == 10
    assert kept.names[0] == "20260311T091900Z-000012", "another process looks how many there are"
    kept.change(minutes=5)
    assert kept.names[0] == "20260311T092900Z-000014"


def test_where_none_is_due_the_folder_is_looked_at_once_at_most(kept: Kept) -> None:
    calls: list[str] = []

    class Counting(System):
        def __getattribute__(self, name: str) -> Any:
            calls.append(name)
            return object.__getattribute__(self, name)

    kept.store = kept.opened(Counting())
    kept.change(minutes=0.5)
    assert calls.count("listdir") == 1
    calls.clear()
    kept.change(minutes=0.2)
    kept.change(minutes=0.2)
    assert calls == []


def test_a_clock_that_was_wrong_stops_no_backup(kept: Kept) -> None:
    kept.clock.set("2036-03-11T09:00:00Z")
    kept.change()
    assert kept.names[0] == "20360311T090000Z-000002"
    kept.clock.set("2026-03-11T10:00:00Z")
    kept.change()
    kept.store = kept.opened()
    kept.change(minutes=0.5)
    assert len(kept.names) == 3, "the one of half a minute ago counts, the one from the future does not"
    kept.change(minutes=10)
    assert kept.names == [
        "20360311T090000Z-000002", "20260311T101030Z-000005", "20260311T100000Z-000003", "20260311T090000Z-000001",
    ]  # fmt: skip


def test_what_need_not_be_kept_and_what_a_killed_process_left_is_removed(kept: Kept) -> None:
    data = kept.path.read_bytes()
    for hour in range(14):
        (kept.folder / backup_name(f"2026-03-10T{hour:02}:00:00Z", 1)).write_bytes(data)
    (kept.folder / backup_name("2026-01-01T00:00:00Z", 1)).write_bytes(data)
    (kept.folder / "repair-20260101T000000Z").mkdir()
    leftover = kept.folder / ".x.tmp"
    leftover.touch()
    os.utime(leftover, (0, 0))
    kept.change(minutes=10)
    assert len(kept.names) == 10
    assert "20260310T130000Z-000001" in kept.names
    assert not leftover.exists()
    assert (kept.folder / "repair-20260101T000000Z").exists()


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EACCES])
def test_a_backup_that_fails_is_a_warning_and_no_error_of_the_commit(kept: Kept, error: int) -> None:
    count, failed = 0, True
    while failed:
        count += 1
        shutil.rmtree(kept.root)
        kept.root.mkdir()
        system = FaultySystem(count, error)
        kept.store = kept.opened(system)
        kept.change()
        failed = system.failed is not None
        taken = found_in(str(kept.folder), System())
        assert kept.store.warning.startswith("No backup could be made in") or taken[0].seq == count + 1
        for backup in taken:
            read_backup(backup.path, System())
    assert count > 8
    assert kept.store.warning == ""
    assert kept.store.behind == 0
    assert kept.store.verify().broken == ""


def test_a_backup_that_failed_is_tried_again_a_minute_later(kept: Kept) -> None:
    calls: list[int] = []

    class Full(System):
        @staticmethod
        def fsync(fd: int) -> None:
            calls.append(fd)
            raise OSError(errno.ENOSPC, "No space left on device")

    kept.store = kept.opened(Full())
    kept.change(minutes=10)
    assert kept.store.warning.endswith("no space left on device")
    kept.change(minutes=0.5)
    assert len(calls) == 1
    kept.change(minutes=0.5)
    assert len(calls) == 2


def test_a_file_that_was_edited_meanwhile_is_not_taken_for_a_backup(kept: Kept) -> None:
    kept.path.write_bytes(kept.path.read_bytes().replace(b"Card 1", b"Card X"))
    kept.clock.advance(minutes=10)
    said = Backups(str(kept.root), kept.clock.now).take(str(kept.path), kept.store.snapshot())
    assert "was changed by another program" in said
    assert len(kept.names) == 1


def test_a_backup_is_used_only_as_it_was_written(kept: Kept) -> None:
    (backup,) = found_in(str(kept.folder), System())
    meta, workspace = read_backup(backup.path, System())
    assert (meta.at.head, workspace.tables) == (kept.store.head, kept.store.snapshot().tables)
    data = Path(backup.path).read_bytes()
    fifo = kept.folder / "fifo"
    os.mkfifo(fifo)
    for broken in (
        data[:-1],
        data.replace(b"Card 1", b"Card 2"),
        b"",
        b"{" * 100_000,
        data.replace(b'"seq": 1', b'"seq": 2'),
    ):
        Path(backup.path).write_bytes(broken)
        with pytest.raises(StoreError) as refused:
            read_backup(backup.path, System())
        assert refused.value.code == "bad_data"
    for path in (fifo, kept.folder):
        with pytest.raises(StoreError) as refused:
            read_backup(str(path), System())
        assert refused.value.code == "bad_data"


def found(kept: Kept) -> list[str]:
    place = place_of(str(kept.path), str(kept.path))
    return [backup.name for backup in backups_of(str(kept.root), place, System())]


def test_backups_are_found_whatever_became_of_the_board(kept: Kept) -> None:
    expected = ["20260311T090000Z-000001"]
    assert found(kept) == expected
    kept.path.write_bytes(b"{")
    assert found(kept) == expected, "by the journal"
    journal_of(kept.path).unlink()
    assert found(kept) == expected, "by the path"
    kept.path.unlink()
    assert found(kept) == expected


@pytest.mark.parametrize("uuid", ["", "../../elsewhere", "/etc", "x" * 36, UUID.upper(), "."])
def test_no_uuid_leads_out_of_the_folder(tmp_path: Path, uuid: str) -> None:
    folder = folder_of(str(tmp_path / "backups"), str(tmp_path / "board.json"), uuid)
    assert os.path.dirname(folder) == str(tmp_path / "backups")
    assert len(os.path.basename(folder)) == 32


def test_a_uuid_that_is_no_text_is_none(tmp_path: Path) -> None:
    path = tmp_path / "board.json"
    path.write_text('{"board": {"1": {"uuid": ["x"]}}}')
    assert uuids_of(place_of(str(path), str(path)), System()) == []


# A board made anew


def files_of(folder: Path) -> list[bytes]:
    return [file.read_bytes() for file in folder.iterdir() if file.suffix != ".lock"]


def rebuild(path: Path, system: System) -> list[str]:
    building = Rebuilding(str(path), system)
    try:
        commit(building.store, card(1, title="Anew"))
        return building.put_in_place(NOW)
    finally:
        building.discard()


def damaged(folder: Path) -> Path:
    """A board whose journal lacks a line, with the lock file of its writers."""
    folder.mkdir()
    path = board(folder / "board.json", 3)
    lines = journal_of(path).read_bytes().splitlines(True)
    journal_of(path).write_bytes(lines[0] + lines[2])
    return path


def test_what_was_there_is_kept_under_a_name_of_its_own(tmp_path: Path) -> None:
    path = damaged(tmp_path / "team")
    before = files_of(path.parent)
    moved = rebuild(path, System())
    stem = str(path.parent / "board.damaged-20260311T090000Z")
    assert moved == [f"{stem}.journal.jsonl", f"{stem}.json"]
    assert sorted(Path(file).read_bytes() for file in moved) == sorted(before)
    assert titles(path) == {1: "Anew"}
    assert not [name for name in os.listdir(path.parent) if name.startswith(".")]
    assert rebuild(path, System()) == [f"{stem}x.journal.jsonl", f"{stem}x.json"]


def test_who_had_the_old_board_open_writes_nothing_into_the_new_one(tmp_path: Path) -> None:
    path = board(tmp_path / "board.json", 2)
    other = FileStore(str(path))
    other.snapshot()
    rebuild(path, System())
    data = journal_of(path).read_bytes()
    outcome = other.append(2, entry(retitled(1, "Card 1", "Lost")))
    assert "another file took its place" in str(outcome) or "end is missing" in str(outcome)
    assert journal_of(path).read_bytes() == data


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # a generator that ends after the kill
@pytest.mark.parametrize("error", [None, errno.ENOSPC], ids=["killed", "full"])
def test_whatever_fails_while_a_board_is_made_anew_nothing_of_the_old_one_is_lost(
    tmp_path: Path, error: int | None
) -> None:
    count = 0
    while True:
        count += 2 if error is None else 5
        path = damaged(tmp_path / f"team{count}")
        before = files_of(path.parent)
        system = FaultySystem(count, error)
        with suppress(Killed, StoreError, OSError, AssertionError):  # commit asserts that it is acknowledged
            rebuild(path, system)
        system.die()
        after = files_of(path.parent)
        assert all(data in after for data in before), (count, system.failed)
        if system.failed is None:
            break
        rebuild(path, System())
        assert titles(path) == {1: "Anew"}
        assert all(data in files_of(path.parent) for data in before)
    assert count > 40


class NoRename(System):
    """Cannot give files certain numbers of new names: the first, the second, …"""

    def __init__(self, *failing: int) -> None:
        self.count = 0
        self.failing = failing

    def replace(self, source: str, target: str) -> None:  # type: ignore[override]
        if ".tmp" not in source:
            self.count += 1
            if self.count in self.failing:
                raise OSError(errno.EIO, "Input/output error")
        System.replace(source, target)


@pytest.mark.parametrize("failing", [1, 2, 3, 4])
def test_where_a_board_can_not_be_made_anew_the_old_files_are_where_they_were(tmp_path: Path, failing: int) -> None:
    path = damaged(tmp_path / "team")
    before = {file.name: file.read_bytes() for file in path.parent.iterdir() if file.suffix != ".lock"}
    with pytest.raises(StoreError, match="can't be made anew: input/output error") as refused:
        rebuild(path, NoRename(failing))
    assert refused.value.code == "cannot_write"
    assert {file.name: file.read_bytes() for file in path.parent.iterdir() if file.suffix != ".lock"} == before


def test_old_files_that_can_not_be_put_back_are_named(tmp_path: Path) -> None:
    path = damaged(tmp_path / "team")
    with pytest.raises(StoreError, match="could not be put back either") as refused:
        rebuild(path, NoRename(3, 4))
    aside = path.parent / "board.damaged-20260311T090000Z.json"
    assert aside.exists()
    assert str(aside) in str(refused.value)
