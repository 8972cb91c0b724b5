"""The doctor finds each known trouble and changes nothing; the repair does what is safe, once, after a copy."""

import errno
import fcntl
import json
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from tinydb import TinyDB

from tests.conftest import NOW, make_workspace
from tests.storage.boards import FaultySystem, Killed, board, card, commit, entry, journal_of
from tuiboard.domain.changes import Change, created
from tuiboard.domain.differences import differences
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.ports import Finding, StoreError
from tuiboard.storage import checkpoint, codec
from tuiboard.storage.doctor import examine, files
from tuiboard.storage.doctor.repair import repair
from tuiboard.storage.file_store import FileStore
from tuiboard.storage.system import System
from tuiboard.storage.tinydb_file import write_tables

WELL = {"files", "journal", "board", "content", "no_backup"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A sound board of three entries, in a folder of its own."""
    folder = tmp_path / "team"
    folder.mkdir(mode=0o755)
    path = folder / "board.json"
    store = FileStore(str(path), create=True)
    commit(store, *differences(Workspace(), make_workspace()))
    commit(store, Change("card", 1, {"title": "Replace core switch"}, {"title": "Replace the core switch"}))
    commit(store, Change("card", 2, {"value": None}, {"value": 4}))
    store.close()
    return path


def look(path: Path, **more: Any) -> list[Finding]:
    return examine(str(path), NOW, str(path.parent.parent / "backups"), **more)


def mend(path: Path, **more: Any) -> Any:
    return repair(str(path), NOW, str(path.parent.parent / "backups"), **more)


def as_it_is(path: Path) -> dict[str, Any]:
    """Every file of the folder with all that a change would change."""
    found: dict[str, Any] = {}
    for file in sorted(path.parent.rglob("*")):
        stat = file.lstat()
        data = file.read_bytes() if file.is_file() else b""
        found[file.name] = data, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_mode, stat.st_ino, stat.st_uid, stat.st_gid
    return found


def add(path: Path, *changes: Change, save: bool = True, **fields: Any) -> None:
    """Append an entry; without `save`, board.json stays behind."""
    store = FileStore(str(path))
    assert type(store.append(store.snapshot().seq, entry(*changes, **fields))) is int
    if save:
        store.checkpoint(store.snapshot())
    store.close()


def rewrite(path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change board.json in such a way that its digest fits."""
    tables = json.loads(path.read_text())
    del tables["meta"]["1"]["digest"]
    change(tables)

    def exchange(temporary: str) -> bool:
        os.replace(temporary, path)
        return True

    write_tables(str(path), tables, System(), path.stat(), exchange)


def set_schema(path: Path) -> None:
    rewrite(path, lambda tables: tables["meta"]["1"].update(schema=checkpoint.SCHEMA + 1))


def set_title(path: Path) -> None:
    rewrite(path, lambda tables: tables["cards"]["1"].update(title="Never said"))


def edit(path: Path) -> None:
    with TinyDB(path) as db:
        db.table("cards").update({"title": "By a script"}, doc_ids=[1])


def touch(path: Path, name: str, age: int) -> None:
    file = path.parent / name
    file.write_text("half")
    at = path.stat().st_mtime - age
    os.utime(file, (at, at))


def flip(path: Path) -> None:
    data = bytearray(journal_of(path).read_bytes())
    data[data.index(b"\n") + 200] ^= 1
    journal_of(path).write_bytes(data)


def drop(path: Path, *lines: int) -> None:
    """Take lines, counted from 0, out of the journal."""
    kept = [line for at, line in enumerate(journal_of(path).read_bytes().splitlines(True)) if at not in lines]
    journal_of(path).write_bytes(b"".join(kept))


def tear(path: Path) -> None:
    with journal_of(path).open("ab") as file:
        file.write(b'{"v":1,"se')


def damage_the_end(path: Path) -> None:
    journal_of(path).write_bytes(journal_of(path).read_bytes()[:-1] + b"\x0b")


def seal(path: Path) -> None:
    tear(path)
    add(path, card(9, column="doing", rank="zz", created_at=NOW))


def exchange(path: Path) -> None:
    other = board(path.parent.parent / "other.json", 3)
    shutil.copy(journal_of(other), journal_of(path))


def move_away(path: Path) -> None:
    path.rename(path.with_name("real.json"))
    journal_of(path).rename(path.with_name("real.journal.jsonl"))
    path.symlink_to("real.json")


def link_journal(path: Path) -> None:
    journal_of(path).rename(path.parent / "elsewhere")
    journal_of(path).symlink_to("elsewhere")


def give(mode: int, folder: int) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        path.parent.chmod(folder)
        journal_of(path).chmod(mode)

    return change


def future(path: Path) -> None:
    add(path, Change("card", 2, {"value": 4}, {"value": 3}), at="2036-03-11T09:00:00Z")


def back(path: Path) -> None:
    add(path, Change("card", 2, {"value": 4}, {"value": 3}), at="2026-03-10T09:00:00Z")
    add(path, Change("card", 2, {"value": 3}, {"value": 2}), at=NOW)


def says(*changes: Change) -> Callable[[Path], None]:
    return lambda path: add(path, *changes)


def field(name: str, before: object, after: object) -> Callable[[Path], None]:
    return says(Change("card", 2, {name: before}, {name: after}))


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:60])


def leave(name: str, age: int) -> Callable[[Path], None]:
    """A file that was last written so many seconds before the board."""
    return lambda path: touch(path, name, age)


def needing(id: int, *others: int) -> Change:
    before = [3] if id == 4 else None
    return Change("card", id, {"depends_on": before}, {"depends_on": list(others)})


def a_risk(**fields: Any) -> Callable[[Path], None]:
    return says(created("risk", 1, {"id": 1, "title": "x", **fields}))


TROUBLES: dict[str, tuple[Callable[[Path], Any], str, str, int | None, bool]] = {
    # what happened: how, code, level, line, repairable
    "a write was cut off": (tear, "torn_tail", "warning", 4, True),
    "a write was cut off long ago": (seal, "sealed", "note", None, False),
    "a bit flipped": (flip, "chain_broken", "trouble", 2, False),
    "a line is missing": (lambda path: drop(path, 1), "chain_broken", "trouble", 2, False),
    "the last newline was damaged": (damage_the_end, "chain_broken", "trouble", 3, False),
    "the end was cut off": (lambda path: drop(path, 2), "journal_short", "trouble", None, False),
    "another journal": (exchange, "journal_other", "trouble", None, False),
    "no journal": (lambda path: journal_of(path).unlink(), "journal_missing", "trouble", None, False),
    "no board.json": (lambda path: path.unlink(), "board_missing", "warning", None, True),
    "board.json is behind": (
        lambda path: add(path, Change("card", 2, {"value": 4}, {"value": 3}), save=False),
        "board_behind", "note", None, True,
    ),
    "a script edited": (edit, "board_edited", "warning", None, False),
    "board.json is cut off": (cut_short, "board_unreadable", "trouble", None, False),
    "board.json is empty": (lambda path: path.write_bytes(b""), "board_unreadable", "trouble", None, False),
    "board.json of a newer version": (set_schema, "board_newer", "warning", None, False),
    "board.json says something else": (set_title, "board_differs", "trouble", None, False),
    "a process was killed": (leave(".board.json.0a.tmp", 4000), "leftover", "warning", None, True),
    "a restore was killed": (leave(".board.restoring-0a.lock", 4000), "leftover", "warning", None, True),
    "someone is writing": (leave(".board.json.0a.tmp", 0), "in_writing", "note", None, False),
    "anyone may write the journal": (give(0o646, 0o755), "world_writable", "trouble", None, True),
    "the group may not write the journal": (give(0o644, 0o775), "not_shared", "warning", None, True),
    "the wrong group may write": (give(0o664, 0o755), "group_writable", "warning", None, True),
    "more may read than the folder says": (give(0o644, 0o700), "readable", "note", None, True),
    "anyone may replace files": (give(0o644, 0o757), "folder_open", "trouble", None, False),
    "anyone may make files": (give(0o644, 0o1757), "folder_open", "warning", None, False),
    "a link to the board": (move_away, "link", "note", None, False),
    "a link to the journal": (link_journal, "no_file", "trouble", None, False),
    "the clock is ahead": (future, "clock_ahead", "warning", 4, False),
    "the clock went back": (back, "clock_back", "note", 4, False),
    "a name of nobody": (field("owner", None, "bob"), "dangling", "warning", None, False),
    "a comment on nothing": (
        says(created("comment", 1, {"id": 1, "on": ["card", 99], "author": "ana", "at": NOW, "text": "?"})),
        "dangling", "note", None, False,
    ),
    "a risk of nobody": (a_risk(owner="bob"), "dangling", "warning", None, False),
    "a risk is linked to a card that is gone": (
        a_risk(actions=[{"role": "preventive", "card": 99}]), "dangling", "warning", None, False,
    ),
    "an issue of a risk that is gone": (
        says(created("issue", 1, {"id": 1, "text": "x", "risks": [9]})), "dangling", "warning", None, False,
    ),
    "risks cause each other in a circle": (a_risk(caused_by=[1]), "cycle", "warning", None, False),
    "a risk with a score that can't be": (a_risk(current={"probability": 6}), "value", "warning", None, False),
    "cards wait in a circle": (says(needing(3, 4)), "cycle", "warning", None, False),
    "a value that can't be": (field("due", None, "someday"), "value", "warning", None, False),
    "a card without a column": (field("column", "backlog", None), "missing", "warning", None, False),
    "an unknown field": (field("mood", None, "good"), "unknown_field", "note", None, False),
    "an unknown kind": (says(created("spaceship", "x", {"speed": 3})), "unknown_kind", "note", None, False),
}  # fmt: skip


def test_a_sound_board_is_said_to_be_sound(path: Path) -> None:
    found = look(path)
    assert {finding.code for finding in found} == WELL
    assert all(finding.level in ("ok", "note") for finding in found)


@pytest.mark.parametrize("name", TROUBLES)
def test_each_trouble_is_named_with_its_cure_and_nothing_is_changed(path: Path, name: str) -> None:
    happens, code, level, line, repairable = TROUBLES[name]
    happens(path)
    before = as_it_is(path)
    found = look(path)
    assert as_it_is(path) == before
    finding = next((finding for finding in found if finding.code == code), None)
    assert finding is not None, found
    assert (finding.level, finding.line, finding.repairable) == (level, line, repairable)
    assert finding.cure
    others = {other.code for other in found if other.level not in ("ok", "note")} - {code}
    allowed = {"unchecked"} if code == "no_file" else {"dangling", "missing"} if code == "journal_other" else set()
    assert others <= allowed, found


@pytest.mark.parametrize("name", TROUBLES)
def test_the_repair_does_what_is_safe_and_a_second_one_changes_nothing(path: Path, name: str) -> None:
    happens, code, _, _, repairable = TROUBLES[name]
    happens(path)
    journal = journal_of(path).read_bytes() if journal_of(path).exists() else b""
    before = as_it_is(path)
    done, copy, left = mend(path)
    assert bool(done) == bool(copy) == repairable
    if repairable:
        assert code not in {finding.code for finding in left}
        kept = {file.name: file.read_bytes() for file in Path(copy).iterdir()}
        assert kept == {name: before[name][0] for name in before if name in kept}
        assert {"board.journal.jsonl"} <= set(kept)
        assert Path(copy).stat().st_mode & 0o777 == 0o700
        assert {file.stat().st_mode & 0o777 for file in Path(copy).iterdir()} == {0o600}
        assert journal_of(path).read_bytes().startswith(journal)
    else:
        assert as_it_is(path) == before
    again = as_it_is(path)
    second = mend(path)
    assert (second.done, second.copy, as_it_is(path)) == ((), "", again)


def test_a_board_of_a_newer_program_is_noted(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(codec, "VERSION", codec.VERSION + 1)
        add(path, Change("card", 2, {"value": 4}, {"value": 3}), save=False)
    assert "journal_newer" in {finding.code for finding in look(path)}


@pytest.mark.parametrize("happens", [lambda path: drop(path, 2), edit, set_schema, flip, exchange])
def test_nothing_is_sealed_where_a_writer_would_not_write(path: Path, happens: Callable[[Path], None]) -> None:
    happens(path)
    tear(path)
    touch(path, ".board.json.0a.tmp", 4000)
    before = as_it_is(path)
    assert mend(path)[:2] == ((), "")
    assert as_it_is(path) == before


def test_a_board_that_one_may_only_read_is_left_alone(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tear(path)
    monkeypatch.setattr(System, "access", staticmethod(lambda file, *_, **__: not str(file).endswith("jsonl")))
    assert "read_only" in {finding.code for finding in look(path)}
    assert mend(path).done == ()


def test_several_troubles_are_found_at_once(path: Path) -> None:
    edit(path)
    flip(path)
    touch(path, ".board.json.0a.tmp", 4000)
    journal_of(path).chmod(0o666)
    codes = {finding.code for finding in look(path)}
    assert {"board_edited", "chain_broken", "leftover", "world_writable", "group_writable"} <= codes


def test_who_holds_the_lock_is_named_and_a_cut_off_line_may_be_in_writing(path: Path) -> None:
    tear(path)
    lock = path.with_suffix(".lock")
    lock.write_text("ana (process 4711 on build1)\x1b[2J")
    with lock.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        found = {finding.code: finding for finding in look(path)}
    assert "ana (process 4711 on build1)" in found["locked"].message
    assert "\x1b" not in found["locked"].message
    assert (found["torn_tail"].level, found["torn_tail"].repairable) == ("note", False)


def test_no_lock_file_is_made(path: Path) -> None:
    path.with_suffix(".lock").unlink()
    assert {finding.code for finding in look(path)} == WELL
    assert not path.with_suffix(".lock").exists()


def test_a_network_file_system_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "network_file_system", lambda system, folder: "nfs4")
    assert [f.level for f in look(path) if f.code == "network"] == ["warning"]
    assert [f.level for f in look(path, allow_nfs=True) if f.code == "network"] == ["note"]


def test_many_of_a_kind_are_counted(path: Path) -> None:
    add(path, *[card(id, column="doing", rank=f"z{id}", created_at=NOW, owner="bob") for id in range(11, 61)])
    found = [finding for finding in look(path) if finding.code == "dangling"]
    assert len(found) == 21
    assert "30 more" in found[-1].message


def test_where_there_is_no_board_there_is_nothing_to_look_at(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as refused:
        look(tmp_path / "no" / "board.json")
    assert refused.value.code == "not_found"
    with pytest.raises(StoreError) as refused:
        look(tmp_path / "board.json")
    assert refused.value.code == "not_found"


def test_a_disk_that_can_not_be_read_stops_no_other_check(path: Path) -> None:
    count = 0
    while True:
        count += 1
        system = FaultySystem(count)
        found = look(path, system=system)
        if system.failed is None:
            break
        assert len(found) >= 3, (count, system.failed)
        assert not {f.code for f in found} & {"chain_broken", "state", "cycle", "dangling"}
    assert count > 30


class Failing(FaultySystem):
    """Every call of one name fails."""

    def __init__(self, name: str, error: int) -> None:
        super().__init__(0, error)
        self.die_of = name

    def _call(self, name: str, call: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if name == object.__getattribute__(self, "die_of"):
            raise OSError(self.error or 0, os.strerror(self.error or 0))
        return call(*args, **kwargs)


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EROFS])
def test_without_a_copy_nothing_is_repaired(path: Path, error: int) -> None:
    tear(path)
    path.unlink()
    journal_of(path).chmod(0o646)
    before = as_it_is(path)
    for call in ("mkdir", "write", "fsync"):
        with pytest.raises(StoreError, match="Nothing was repaired") as refused:
            mend(path, system=Failing(call, error))
        assert refused.value.code == "cannot_write"
        assert as_it_is(path) == before


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # a generator that ends after the kill
def test_a_repair_killed_at_any_call_leaves_the_board_as_good_as_before(tmp_path: Path, path: Path) -> None:
    tear(path)
    path.unlink()
    touch_at = journal_of(path).stat().st_mtime - 4000
    (path.parent / ".board.json.0a.tmp").write_text("half")
    os.utime(path.parent / ".board.json.0a.tmp", (touch_at, touch_at))
    count = 0
    while True:
        count += 7  # every call would take long; the steps of a commit are tested call by call elsewhere
        trial = tmp_path / f"trial{count}" / "team"
        shutil.copytree(path.parent, trial)
        system = FaultySystem(count, None)
        with suppress(Killed):
            mend(trial / "board.json", system=system)
        system.die()
        done = system.failed is None
        store = FileStore(str(trial / "board.json"))
        assert store.snapshot().seq == 3
        assert not store.verify().broken
        store.close()
        shutil.rmtree(trial.parent)
        if done:
            break


def test_a_cut_inside_an_entry_that_was_reported_as_done_is_said_once_and_as_it_is(path: Path) -> None:
    journal_of(path).write_bytes(journal_of(path).read_bytes()[:-20])
    found = {finding.code: finding for finding in look(path)}
    assert "its end is missing" in found["journal_short"].message
    assert "torn_tail" not in found
    assert not any("Nothing is missing" in finding.cure for finding in found.values())
    assert "content" not in found, "what is left of a board is not called well"


def test_of_a_damaged_journal_nothing_is_called_well(path: Path) -> None:
    lines = journal_of(path).read_bytes().splitlines(True)
    journal_of(path).write_bytes(b"".join([b"x" + lines[0], *lines[1:]]))
    found = look(path)
    assert {finding.code for finding in found if finding.level == "ok"} <= {"files", "backups"}
    assert not any(" 0 " in finding.message for finding in found)


@pytest.mark.parametrize("mode", [0o000, 0o040, 0o066, 0o440])
def test_the_mode_advised_leaves_its_owner_what_the_group_has(path: Path, mode: int) -> None:
    give(mode, 0o770)(path)
    finding = next(finding for finding in look(path) if finding.code in files.MODES and ".jsonl" in finding.message)
    assert finding.cure == f"`chmod 0660 {journal_of(path)}`"


def test_of_a_folder_that_one_may_not_look_into_that_alone_is_said(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(System, "access", staticmethod(lambda file, *_, **__: False))
    assert [finding.code for finding in look(path)] == ["unchecked"]


def test_the_cure_of_a_file_that_one_may_not_read_is_the_right_to_read_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_file = System.open

    def opened(file: str, *arguments: Any) -> int:
        if file == str(path):
            raise PermissionError(errno.EACCES, "Permission denied", file)
        return open_file(file, *arguments)

    monkeypatch.setattr(System, "open", staticmethod(opened))
    finding = next(finding for finding in look(path) if finding.code == "board_unreadable")
    assert f"`chmod u+r {path}`" in finding.cure
    assert "outside refuse" not in finding.cure


def test_without_a_journal_nothing_is_advised_that_needs_one(path: Path) -> None:
    path.write_text("{}")
    journal_of(path).unlink()
    assert not any("outside" in finding.cure for finding in look(path))


def test_a_full_disk_is_no_trouble_with_reading(path: Path) -> None:
    tear(path)

    def write(fd: int, data: bytes) -> int:
        if bytes(data) == codec.TORN:
            raise OSError(errno.ENOSPC, "No space left on device")
        return os.write(fd, data)

    system = System()
    system.write = write  # type: ignore[method-assign]
    with pytest.raises(StoreError, match="The repair stopped: no space left on device"):
        mend(path, system=system)
