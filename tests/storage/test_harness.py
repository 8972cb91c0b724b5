"""The tests of faults would find them: with a safeguard taken out, they report what is lost or wrong."""

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.storage import test_power_cut, trial
from tests.storage.boards import FaultySystem
from tests.storage.power_cut import CachedSystem, File, Outage
from tests.storage.trial import Matrix, Prepared
from tuiboard.storage.codec import TORN
from tuiboard.storage.journal_file import JournalFile


class Unsynced(CachedSystem):
    """fsync does nothing."""

    def sync(self, file: File | None) -> None:
        pass


class UnsyncedNames(CachedSystem):
    """fsync does nothing for a folder."""

    def sync(self, file: File | None) -> None:
        if file is not None:
            super().sync(file)


class Unlocked(FaultySystem):
    """Everyone has the lock at once."""

    def _call(self, name: str, call: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        return None if name == "flock" else super()._call(name, call, args, kwargs)


class BareSeal(FaultySystem):
    """An unfinished line is ended by a newline and nothing else."""

    def _call(self, name: str, call: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if name == "write" and args[1] == TORN:
            super()._call(name, call, (args[0], b"\n"), kwargs)
            return len(TORN)
        return super()._call(name, call, args, kwargs)


def test_without_fsync_a_power_cut_is_found_to_lose_what_was_acknowledged(ready: Prepared, tmp_path: Path) -> None:
    outage = Outage(tmp_path, Unsynced)
    with pytest.raises(AssertionError, match="acknowledged, yet lost"):
        outage.cut_at_every_moment(ready, test_power_cut.committing_once)


@pytest.mark.parametrize("system", [Unsynced, UnsyncedNames])
def test_without_fsync_a_power_cut_is_found_to_lose_a_new_board(system: type[CachedSystem], tmp_path: Path) -> None:
    outage = Outage(tmp_path, system)
    with pytest.raises(AssertionError, match="There is no board"):
        outage.cut_at_every_moment(trial.NOTHING, test_power_cut.creating)


def test_a_checkpoint_of_what_nobody_synced_is_found_to_leave_board_json_ahead_of_the_journal(
    ready: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(JournalFile, "settle", lambda journal: None)
    outage = Outage(tmp_path)
    with pytest.raises(AssertionError, match="its end is missing"):
        outage.one_after_the_other(ready, test_power_cut.committing_once, test_power_cut.bringing_up_to_date)


@pytest.mark.parametrize(("length", "found"), [("all but one", "refused, yet there"), ("half", "is damaged: line 2 ")])
def test_with_a_bare_newline_as_seal_a_refused_entry_is_found_to_be_there_or_to_break_the_board(
    ready: Prepared, tmp_path: Path, length: str, found: str
) -> None:
    matrix = Matrix("commit", ready, tmp_path, BareSeal)
    with pytest.raises(AssertionError, match=found):
        matrix.run_all(matrix.writes(errno.ENOSPC, length))


def test_with_a_bare_newline_as_seal_a_line_that_was_cut_off_is_found_to_break_the_board(
    ready: Prepared, tmp_path: Path
) -> None:
    with pytest.raises(AssertionError, match="is damaged: line 2 "):
        Matrix("opening after a crash", ready, tmp_path, BareSeal)


def test_without_the_lock_two_processes_are_found_to_break_the_board(
    ready: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tuiboard.storage.board_file._PATIENCE", 0)
    with pytest.raises(AssertionError, match="line 3 is entry 2 where entry 3 belongs"):
        trial.interleave(ready, tmp_path, Unlocked)
