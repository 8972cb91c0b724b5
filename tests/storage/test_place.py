"""Where a board may be, who may read and write its files, and what is said where that can't be."""

import os
import stat
from pathlib import Path

import pytest

from tests.storage.boards import as_user, board, card, commit, entry, journal_of, titles
from tuiboard.engine.ports import Busy, ReadOnly, StoreError
from tuiboard.storage.file_store import FileStore
from tuiboard.storage.system import System

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as other users")


def refused(path: Path | str, create: bool = False) -> StoreError:
    with pytest.raises(StoreError) as caught:
        FileStore(str(path), create=create)
    assert str(caught.value).endswith(".")
    return caught.value


def test_a_board_that_does_not_exist_is_not_found_and_nothing_is_made(tmp_path: Path) -> None:
    assert refused(tmp_path / "board.json").code == "not_found"
    assert not FileStore.exists(str(tmp_path / "board.json"))
    assert not FileStore.exists(str(tmp_path / "nowhere" / "board.json"))
    assert "no folder" in str(refused(tmp_path / "nowhere" / "board.json"))
    assert [name for name in os.listdir(tmp_path) if name != "home"] == []


def test_looking_at_a_board_makes_no_file(tmp_path: Path) -> None:
    path = board(tmp_path / "board.json")
    path.with_suffix(".lock").unlink()
    before = sorted(os.listdir(tmp_path))
    titles(path)
    assert sorted(os.listdir(tmp_path)) == before


def test_a_new_board_has_its_three_files_once_the_first_entry_is_in(tmp_path: Path) -> None:
    store = FileStore(str(tmp_path / "team.json"), create=True)
    store.snapshot()
    assert [name for name in os.listdir(tmp_path) if name != "home"] == []
    assert store.append(0, entry(card(1))) == 1
    store.checkpoint(store.snapshot())
    assert sorted(set(os.listdir(tmp_path)) - {"home"}) == ["team.journal.jsonl", "team.json", "team.lock"]
    assert FileStore.exists(str(tmp_path / "team.json"))


def test_a_name_without_json_works_as_well(tmp_path: Path) -> None:
    board(tmp_path / "team")
    assert titles(tmp_path / "team") == {1: "Card 1", 2: "Card 2", 3: "Card 3"}
    assert (tmp_path / "team.journal.jsonl").exists()


def test_an_existing_board_is_not_made_again(tmp_path: Path) -> None:
    path = board(tmp_path / "board.json")
    assert refused(path, create=True).code == "cannot_write"
    path.unlink()
    assert "already" in str(refused(path, create=True)), "its journal is there"
    assert FileStore.exists(str(path))


def test_of_two_that_make_a_board_at_once_the_second_follows_the_first(tmp_path: Path) -> None:
    path = str(tmp_path / "board.json")
    first, second = FileStore(path, create=True), FileStore(path, create=True)
    assert first.snapshot().seq == second.snapshot().seq == 0
    assert first.append(0, entry(card(1))) == 1
    assert second.changed()
    assert second.append(0, entry(card(2)), lambda newer: entry(card(2))) == 2
    assert sorted(titles(Path(path))) == [1, 2]


def test_what_a_first_commit_that_was_killed_left_is_no_board(tmp_path: Path) -> None:
    path = tmp_path / "board.json"
    for left in (b"", b'{"v":1,"seq"', b'{"v":1,"seq"~torn\n'):
        journal_of(path).write_bytes(left)
        assert refused(path).code == "not_found"
        assert not FileStore.exists(str(path))
    store = FileStore(str(path), create=True)
    assert store.snapshot().seq == 0
    assert store.append(0, entry(card(1))) == 1
    assert titles(path) == {1: "Card 1"}


@pytest.mark.parametrize("name", ["board.json", "board.journal.jsonl", "board.lock"])
def test_what_is_no_file_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "fifo")
    path = board(tmp_path / "board.json") if name != "board.json" else tmp_path / "board.json"
    for kind, target in (("a folder", tmp_path / "folder"), ("a FIFO", tmp_path / "fifo")):
        (tmp_path / name).unlink(missing_ok=True)
        target.rename(tmp_path / name)
        error = refused(path)
        assert error.code == "bad_data"
        assert kind in str(error)
        (tmp_path / name).rename(target)
    assert "a device" in str(refused("/dev/null"))


def test_a_journal_or_lock_that_is_a_symbolic_link_is_refused(tmp_path: Path) -> None:
    path = board(tmp_path / "board.json")
    for file in (journal_of(path), path.with_suffix(".lock")):
        file.rename(tmp_path / "real")
        file.symlink_to(tmp_path / "real")
        assert "a symbolic link" in str(refused(path))
        file.unlink()
        (tmp_path / "real").rename(file)


def test_ones_own_link_to_a_board_leads_to_its_files(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    path = board(tmp_path / "a" / "board.json")
    (tmp_path / "link.json").symlink_to("a/board.json")
    store = FileStore(str(tmp_path / "link.json"))
    assert commit(store, card(4)) == 4
    assert store.name == str(tmp_path / "link.json")
    assert (tmp_path / "link.json").is_symlink()
    assert sorted(titles(path)) == [1, 2, 3, 4]


def test_links_in_a_circle_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").symlink_to("b.json")
    (tmp_path / "b.json").symlink_to("a.json")
    assert "leads nowhere" in str(refused(tmp_path / "a.json"))


@needs_root
def test_a_link_of_someone_else_in_a_shared_folder_is_refused(tmp_path: Path) -> None:
    path = board(tmp_path / "board.json")
    (tmp_path / "link.json").symlink_to(path)
    os.lchown(tmp_path / "link.json", 4711, 4711)
    error = refused(tmp_path / "link.json")
    assert error.code == "cannot_write"
    assert "4711" in str(error)


def test_a_folder_where_anyone_may_replace_files_is_refused(tmp_path: Path) -> None:
    path = board(tmp_path / "board.json")
    tmp_path.chmod(0o777)
    error = refused(path)
    assert error.code == "cannot_write"
    assert "chmod o-w" in str(error)
    tmp_path.chmod(0o1777)
    assert len(titles(path)) == 3


@pytest.mark.parametrize("path", ["", "a\0b", "a\ud800b.json", "/" + "x" * 300 + ".json", "/dev/null/board.json"])
def test_what_is_no_path_is_said(path: str) -> None:
    refused(path)


def test_hostile_characters_of_a_path_are_shown_as_signs(tmp_path: Path) -> None:
    assert "\x1b" not in str(refused(tmp_path / "\x1b]0;x\x07.json"))


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"hello", b'{"cards": {"1": {}}}', b"\xff\xfe", b"[" * 100_000, b'{"meta": {"1": 5}}']
)
def test_a_file_that_is_no_board_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "board.json"
    path.write_bytes(content)
    for create in (False, True):
        refused(path, create)
    error = refused(path)
    assert error.code == "bad_data"
    assert "board.json" in str(error)
    assert path.read_bytes() == content


# Modes


@pytest.mark.parametrize(
    ("folder", "umask", "expected"),
    [(0o700, 0o022, 0o600), (0o755, 0o022, 0o644), (0o755, 0o077, 0o600), (0o770, 0o022, 0o660), (0o2770, 0o077, 0o660),
     (0o2775, 0o022, 0o664), (0o1777, 0o000, 0o664)],
)  # fmt: skip
def test_files_are_for_those_the_folder_is_for(tmp_path: Path, folder: int, umask: int, expected: int) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(folder)
    before = os.umask(umask)
    try:
        board(shared / "board.json")
    finally:
        os.umask(before)
    assert {name: stat.S_IMODE((shared / name).stat().st_mode) for name in os.listdir(shared)} == {
        "board.json": expected, "board.journal.jsonl": expected, "board.lock": expected,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("folder", "journal", "expected"),
    [(0o750, 0o640, 0o640), (0o755, 0o600, 0o600), (0o750, 0o666, 0o640), (0o2770, 0o666, 0o660),
     (0o700, 0o644, 0o600), (0o1777, 0o666, 0o664)],
)  # fmt: skip
def test_a_mode_that_someone_set_is_kept_and_the_other_file_gets_it_as_far_as_the_folder_goes(
    tmp_path: Path, folder: int, journal: int, expected: int
) -> None:
    path = board(tmp_path / "board.json")
    tmp_path.chmod(folder)
    journal_of(path).chmod(journal)
    commit(FileStore(str(path)), card(4))
    assert stat.S_IMODE(path.stat().st_mode) == expected
    assert stat.S_IMODE(journal_of(path).stat().st_mode) == journal


@needs_root
@pytest.mark.parametrize("umask", [0o022, 0o077])
def test_two_people_of_a_group_can_both_write_whatever_their_umask(umask: int) -> None:
    import shutil
    import tempfile

    shared = Path(tempfile.mkdtemp(dir="/tmp"))
    before = os.umask(umask)
    try:
        os.chown(shared, 0, 4800)
        shared.chmod(0o2770)
        path = shared / "board.json"
        with as_user(4711, 4800):
            board(path)
        with as_user(4712, 4800):
            assert commit(FileStore(str(path)), card(4)) == 4
        with as_user(4711, 4800):
            store = FileStore(str(path))
            assert commit(store, card(5)) == 5
            assert store.warning == ""
        assert sorted(titles(path)) == [1, 2, 3, 4, 5]
        assert path.stat().st_gid == 4800
    finally:
        os.umask(before)
        shutil.rmtree(shared)


@needs_root
def test_who_may_only_read_opens_the_board_read_only() -> None:
    import shutil
    import tempfile

    shared = Path(tempfile.mkdtemp(dir="/tmp"))
    try:
        shared.chmod(0o755)
        path = board(shared / "board.json")
        for file in os.listdir(shared):
            (shared / file).chmod(0o644)
        with as_user(4711, 4711):
            store = FileStore(str(path))
            assert len(store.snapshot().table("card")) == 3
            assert "may only be read" in store.read_only
            assert store.append(3, entry(card(4))) == ReadOnly(store.read_only)
            store.checkpoint(store.snapshot())
            assert store.warning == ""
        journal_of(path).chmod(0o666)
        with as_user(4711, 4711):
            assert "you may not write" in FileStore(str(path)).read_only
        shared.chmod(0o700)
        with as_user(4711, 4711):
            assert "ermission denied" in str(refused(path))
    finally:
        shutil.rmtree(shared)


# File systems that can't be relied on


class Network(System):
    """Says that every folder lies on a file system of that type, mounted without a disk."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def stat(self, path: str) -> os.stat_result:  # type: ignore[override]
        found = list(os.stat(path))
        found[2] = os.makedev(0, 77)
        return os.stat_result(found)

    def mounts(self) -> str:  # type: ignore[override]
        return (
            f"21 1 0:20 / / rw - ext4 /dev/x rw\n36 35 0:77 / /mnt/team rw,relatime shared:1 - {self.kind} srv:/x rw\n"
        )


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "fuse.sshfs"])
def test_on_a_network_file_system_a_board_is_read_only_unless_allowed(tmp_path: Path, kind: str) -> None:
    path = str(board(tmp_path / "board.json"))
    store = FileStore(path, system=Network(kind))
    assert kind in store.read_only
    assert FileStore(path, system=Network(kind), allow_nfs=True).read_only == ""


@pytest.mark.parametrize("kind", ["tmpfs", "overlay", "btrfs"])
def test_local_file_systems_without_a_disk_are_fine(tmp_path: Path, kind: str) -> None:
    assert FileStore(str(board(tmp_path / "board.json")), system=Network(kind)).read_only == ""


def test_a_busy_board_names_the_holder(tmp_path: Path) -> None:
    path = str(board(tmp_path / "board.json"))
    holder, store = FileStore(path), FileStore(path, named_after=0.01, given_up_after=0.02)
    holder.snapshot()
    state = store.snapshot()
    asked: list[object] = []

    def again(newer: object) -> None:
        asked.append(store.append(3, entry(card(5))))

    commit(FileStore(path), card(4))
    holder.append(3, entry(card(5)), again)
    assert isinstance(asked[0], Busy)
    assert f"process {os.getpid()}" in asked[0].holder
    assert store.append(state.seq + 1, entry(card(5))) == 5


def test_after_its_lock_file_was_replaced_a_board_that_is_open_is_still_written_in_turn(tmp_path: Path) -> None:
    path = str(board(tmp_path / "board.json"))
    first, second = FileStore(path), FileStore(path, given_up_after=0)
    for store in (first, second):
        store.snapshot()
    assert first.append(3, entry(card(4))) == 4
    lock = tmp_path / "board.lock"
    lock.rename(tmp_path / "old")
    lock.touch()
    asked: list[object] = []

    def again(newer: object) -> None:
        asked.append(second.append(5, entry(card(6))))

    assert second.append(4, entry(card(5))) == 5
    first.append(4, entry(card(6)), again)
    assert isinstance(asked[0], Busy)
    assert first.append(5, entry(card(6))) == 6
    assert not first.verify().broken
