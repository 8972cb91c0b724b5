"""Every file that the program writes: who may read it, and that no link, FIFO or device is ever written through."""

import os
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cli.conftest import Shell
from tuiboard import wiring
from tuiboard.engine import config
from tuiboard.engine.error_log import log_error

pytestmark = pytest.mark.usefixtures("own_world")

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to someone else")


class Opened(NamedTuple):
    path: str
    flags: int


_opened: list[Opened] | None = None


def _hook(event: str, args: Sequence[object]) -> None:
    """An audit hook can't be taken out again, so it looks away unless it is asked."""
    if _opened is not None and event == "open" and isinstance(args[0], str) and isinstance(args[2], int):
        _opened.append(Opened(args[0], args[2]))


sys.addaudithook(_hook)


@contextmanager
def watched() -> Iterator[list[Opened]]:
    """Every file that is opened to be written meanwhile, by whatever call."""
    global _opened
    found: list[Opened] = []
    _opened = []
    try:
        yield found
    finally:
        found += [opened for opened in _opened if opened.flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)]
        _opened = None


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def write_everything(board: Shell, folder: Path) -> None:
    """Have every file written that there is, but for those of the editor (tests/e2e/test_editor.py)."""
    board.done("-b", str(folder / "team.json"), "init")
    board.done("-b", str(folder / "team.json"), "add", "a card")
    board.done("-b", str(folder / "team.json"), "export", "-o", str(folder / "team.csv"), "--to", "csv")
    board.done("demo", "--json")
    assert config.save_setting("theme", "nord") == ""
    assert config.remember_board("/a.json") == ""
    assert "The details are in" in log_error(ValueError("x"))


def modes(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*")}


def test_no_file_is_opened_for_writing_through_a_link_or_where_someone_else_has_it_open(
    run: Shell, own_world: Path
) -> None:
    folder = own_world / "team"
    folder.mkdir()
    with watched() as opened:
        write_everything(run, folder)
    names = {os.path.basename(found.path).rpartition(".")[2] for found in opened}
    assert {"jsonl", "lock", "tmp", "log"} <= names
    for found in opened:
        assert found.flags & (os.O_EXCL | os.O_NOFOLLOW), found
        assert found.flags & os.O_CLOEXEC, f"{found}: an editor would inherit it"


def test_what_is_ones_own_is_private_whatever_the_umask(run: Shell, own_world: Path) -> None:
    folder = own_world / "team"
    folder.mkdir()
    with umask(0):
        write_everything(run, folder)
    own = {name: mode for name, mode in modes(own_world).items() if name.startswith(("state", "config"))}
    assert {"state/tuiboard/log", "state/tuiboard/recent.json", "config/tuiboard/config.toml"} <= own.keys()
    assert len(own) > 8, "the demo's files"
    for name, mode in own.items():
        if name not in ("state", "config"):
            assert mode == (0o700 if (own_world / name).is_dir() else 0o600), name


@pytest.mark.parametrize(
    ("folder", "mask", "expected"),
    [(0o700, 0, 0o600), (0o750, 0, 0o640), (0o755, 0, 0o644), (0o755, 0o077, 0o600), (0o2770, 0o007, 0o660),
     (0o1777, 0, 0o664)],
)  # fmt: skip
def test_an_export_is_no_more_open_than_its_folder(
    board: Shell, own_world: Path, folder: int, mask: int, expected: int
) -> None:
    place = own_world / "out"
    place.mkdir()
    place.chmod(folder)
    with umask(mask):
        board.done("export", "--to", "csv", "-o", "out/cards.csv")
    assert modes(place) == {"cards.csv": expected}


def test_an_export_that_overwrites_keeps_the_mode_of_what_was_there(board: Shell, own_world: Path) -> None:
    board.done("export", "--to", "csv", "-o", "cards.csv")
    os.chmod("cards.csv", 0o600)
    board.done("export", "--to", "csv", "-o", "cards.csv", "--force")
    assert stat.S_IMODE(os.stat("cards.csv").st_mode) == 0o600


def as_it_is() -> dict[str, tuple[int, ...]]:
    """Everything in this folder that would change if someone wrote; reading changes the time of access only."""
    found = {name: os.lstat(name) for name in os.listdir()}
    return {name: (*file[:7], file.st_mtime_ns, file.st_ctime_ns) for name, file in found.items()}


def test_an_export_goes_through_no_link_and_replaces_neither_fifo_nor_folder(board: Shell, own_world: Path) -> None:
    Path("kept").write_text("kept")
    os.symlink("kept", "link")
    os.symlink("nowhere", "dangling")
    os.mkfifo("fifo")
    os.mkdir("folder")
    before = as_it_is()
    for name in ("link", "dangling", "fifo", "folder"):
        for more in ((), ("--force",)):
            result = board("export", "--to", "csv", "-o", name, *more)
            assert result.code == (73 if more else 1), (name, more)
            assert name in result.err
            assert result.err.count("\n") == 1
    assert as_it_is() == before
    assert Path("kept").read_text() == "kept"


def test_a_log_that_is_a_link_or_a_fifo_is_not_written(own_world: Path) -> None:
    folder = Path(config.state_dir())
    folder.mkdir(parents=True)
    (own_world / "kept").write_text("kept")
    (folder / "log").symlink_to(own_world / "kept")
    assert "can't be logged" in log_error(ValueError("x"))
    assert (own_world / "kept").read_text() == "kept"
    (folder / "log").unlink()
    os.mkfifo(folder / "log")
    assert "can't be logged" in log_error(ValueError("x"))


def test_the_list_of_boards_is_replaced_where_it_is_a_link_or_a_fifo(own_world: Path) -> None:
    recent = Path(config.state_dir()) / "recent.json"
    recent.parent.mkdir(parents=True)
    (own_world / "kept").write_text("[]")
    recent.symlink_to(own_world / "kept")
    assert config.remember_board("/a.json") == ""
    assert not recent.is_symlink()
    assert (own_world / "kept").read_text() == "[]"
    recent.unlink()
    os.mkfifo(recent)
    assert config.recent_boards() == []
    assert config.remember_board("/b.json") == ""
    assert config.recent_boards() == ["/b.json"]


class TestConfigToml:
    """The person's settings, which may be kept elsewhere and linked to."""

    @pytest.fixture
    def path(self) -> Path:
        path = Path(config.config_dir()) / "config.toml"
        path.parent.mkdir(parents=True)
        return path

    def test_its_mode_is_kept(self, path: Path) -> None:
        path.write_text("density = 4\n")
        path.chmod(0o640)
        assert config.save_setting("theme", "nord") == ""
        assert stat.S_IMODE(path.stat().st_mode) == 0o640
        assert [found.name for found in path.parent.iterdir()] == ["config.toml"]

    @needs_root
    def test_someone_elses_link_is_not_followed(self, path: Path, own_world: Path) -> None:
        kept = own_world / "kept.toml"
        kept.write_text("density = 4\n")
        path.symlink_to(kept)
        os.lchown(path, 4711, 4711)
        assert "is a symbolic link that someone else made (user 4711)" in config.save_setting("theme", "nord")
        assert kept.read_text() == "density = 4\n"

    def test_nothing_is_written_where_anyone_may_replace_files(self, path: Path, own_world: Path) -> None:
        shared = own_world / "shared"
        shared.mkdir()
        shared.chmod(0o777)
        (shared / "kept.toml").write_text("density = 4\n")
        path.symlink_to(shared / "kept.toml")
        assert "Anyone may replace files in" in config.save_setting("theme", "nord")
        assert (shared / "kept.toml").read_text() == "density = 4\n"

    @pytest.mark.parametrize("place", ["file", "folder", "target's folder"])
    def test_no_editor_is_taken_from_where_anyone_may_write(self, path: Path, own_world: Path, place: str) -> None:
        shared = own_world / "shared"
        shared.mkdir()
        (shared / "kept.toml").write_text('editor = "evil"\ndensity = 4\n')
        path.symlink_to(shared / "kept.toml")
        assert config.load_config({}, {})[0].editor == "vi", "another home"
        assert config.load_config(os.environ, {})[0].editor == "evil", "it is one's own"
        {"file": path, "folder": path.parent, "target's folder": shared}[place].chmod(0o777)
        found, problems = config.load_config({**os.environ, "EDITOR": "nano"}, {})
        assert (found.editor, found.density) == ("nano", 4)
        assert problems == (
            f"{path}: editor is not taken from a file that anyone may write or replace; chmod o-w it and its folder.",
        )


def test_old_copies_of_the_demo_are_removed_and_nothing_else(run: Shell, own_world: Path) -> None:
    kept = own_world / "kept"
    kept.mkdir()
    (kept / "file").write_text("kept")
    folder = Path(config.state_dir()) / "demo"
    (folder / "0123456789ab").mkdir(parents=True)
    (folder / "0123456789ab" / "board.json").write_text("")
    (folder / "0123456789ac").symlink_to(kept)
    (folder / "0123456789ad").write_text("")
    for name in os.listdir(folder):
        os.utime(folder / name, (0, 0), follow_symlinks=False)
    os.utime(kept, (0, 0))
    new = Path(wiring.demo_board(os.environ)).parent.name
    assert sorted(os.listdir(folder)) == sorted({new, "0123456789ac", "0123456789ad"})
    assert (kept / "file").read_text() == "kept"
