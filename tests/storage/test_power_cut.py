"""The power may fail at any moment: what was acknowledged was on the disk, and the board opens with what is left."""

from contextlib import closing
from pathlib import Path

import pytest

from tests.storage import trial
from tests.storage.boards import journal_of
from tests.storage.power_cut import CachedSystem, Outage
from tests.storage.trial import Prepared, Told
from tuiboard.storage.codec import TORN
from tuiboard.storage.file_store import FileStore


def committing(path: Path, system: CachedSystem, told: Told, fail_at: int) -> None:
    """A change with its checkpoint."""
    with closing(FileStore(str(path), system=system)) as store:
        workspace = store.snapshot()
        system.begin(fail_at)
        store.checkpoint(told.commit(store, workspace))


def creating(path: Path, system: CachedSystem, told: Told, fail_at: int) -> None:
    """The first entry of a board, with its checkpoint; where a process was killed doing that, again."""
    system.begin(fail_at)
    with closing(FileStore(str(path), create=not FileStore.exists(str(path)), system=system)) as store:
        store.checkpoint(told.commit(store, store.snapshot()))


def bringing_up_to_date(path: Path, system: CachedSystem, told: Told, fail_at: int) -> None:
    """No change, only a checkpoint of what others wrote."""
    system.begin(fail_at)
    with closing(FileStore(str(path), system=system)) as store:
        store.checkpoint(store.snapshot())


def committing_once(path: Path, system: CachedSystem, told: Told, fail_at: int) -> None:
    """A change without a checkpoint, as on a larger board."""
    with closing(FileStore(str(path), system=system)) as store:
        workspace = store.snapshot()
        system.begin(fail_at)
        told.commit(store, workspace)


def committing_half(path: Path, system: CachedSystem, told: Told, fail_at: int) -> None:
    """A change of which half a line is written where the process is killed at that."""
    system.short = lambda length: length // 2
    committing_once(path, system, told, fail_at)


def committing_if_there(path: Path, system: CachedSystem, told: Told, fail_at: int) -> None:
    """A change to the board if there is one."""
    system.begin(fail_at)
    if FileStore.exists(str(path)):
        with closing(FileStore(str(path), system=system)) as store:
            told.commit(store, store.snapshot())


def bringing_up_to_date_if_there(path: Path, system: CachedSystem, told: Told, fail_at: int) -> None:
    """A checkpoint of the board if there is one, and a change by a third process."""
    system.begin(fail_at)
    if FileStore.exists(str(path)):
        bringing_up_to_date(path, system, told, fail_at)
        if not system.failed:
            trial.put_through(committing_once, path, told, type(system)(system.disk), 0)


def test_what_was_acknowledged_is_there_after_a_power_cut_at_any_moment_of_a_change(
    ready: Prepared, tmp_path: Path
) -> None:
    Outage(tmp_path).cut_at_every_moment(ready, committing)


def test_a_power_cut_while_a_board_is_made_leaves_none_or_all_that_was_acknowledged(tmp_path: Path) -> None:
    Outage(tmp_path).cut_at_every_moment(trial.NOTHING, creating)


@pytest.mark.parametrize("second", [committing, committing_once, bringing_up_to_date])
def test_who_goes_on_from_what_a_killed_process_had_not_synced_loses_nothing(
    ready: Prepared, tmp_path: Path, second: trial.Scenario
) -> None:
    outage = Outage(tmp_path)
    for first in (committing_once, committing_half):
        outage.one_after_the_other(ready, first, second)


@pytest.mark.parametrize("second", [creating, committing_if_there, bringing_up_to_date_if_there])
def test_who_goes_on_from_a_board_that_a_killed_process_was_making_loses_nothing(
    tmp_path: Path, second: trial.Scenario
) -> None:
    Outage(tmp_path).one_after_the_other(trial.NOTHING, creating, second)


def test_board_json_does_not_count_a_seal_that_is_not_on_the_disk(ready: Prepared, tmp_path: Path) -> None:
    outage = Outage(tmp_path)
    path, disk, told = outage.start(ready)
    system = outage.system(disk)
    with closing(FileStore(str(path), system=system)) as store:
        workspace = told.commit(store, store.snapshot())
        journal = disk.names["board.journal.jsonl"]
        torn = b'{"v":1,'  # of a process that was killed
        with journal_of(path).open("ab") as file:
            file.write(torn)
        journal.cached += torn
        system.full_after = 1  # the seal fits, the new line does not
        told.commit(store, workspace)
        assert journal.cached == torn + TORN
        system.full_after = None
        store.checkpoint(workspace)
    assert disk.names["board.json"].synced != ready.files["board.json"]
    outage.cut(disk, told)
