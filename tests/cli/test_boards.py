"""Boards as files: which one is meant, making one, checking it, bringing it up to date."""

import errno
import json
import os
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tuiboard.cli.main import main
from tuiboard.domain.changes import created
from tuiboard.domain.commands import Import
from tuiboard.domain.refusal import Refusal
from tuiboard.storage.system import System
from tuiboard.wiring import find_board, open_session


def test_which_board_is_meant(tmp_path: Path) -> None:
    cwd = tmp_path / "team" / "deep" / "er"
    cwd.mkdir(parents=True)
    env = {"XDG_DATA_HOME": str(tmp_path / "data"), "HOME": str(tmp_path)}
    assert find_board(None, env, str(cwd)) == str(tmp_path / "data/tuiboard/board.json")
    near = tmp_path / "team" / "tuiboard.json"
    near.touch()
    assert find_board(None, env, str(cwd)) == str(near)
    near.rename(near.with_suffix(".journal.jsonl"))
    assert find_board(None, env, str(cwd)) == str(near), "its file can be made anew from the journal"
    assert find_board(None, {**env, "TUIBOARD_BOARD": "mine.json"}, str(cwd)) == str(cwd / "mine.json")
    assert find_board("../x.json", {**env, "TUIBOARD_BOARD": "mine.json"}, str(cwd)) == str(cwd.parent / "x.json")
    assert find_board("/x.json", env, "") == "/x.json"
    assert find_board(None, {"HOME": "/h", "XDG_DATA_HOME": "relative"}, "/") == "/h/.local/share/tuiboard/board.json"
    assert find_board(None, {**env, "TUIBOARD_BOARD": ""}, "/") == str(tmp_path / "data/tuiboard/board.json")


@pytest.mark.parametrize(("argument", "code"), [("", 2), ("https://example.org/x", 2), ("a\0b", 2)])
def test_a_path_that_can_not_be(run: Shell, argument: str, code: int) -> None:
    result = run("-b", argument, "list")
    assert (result.code, result.out) == (code, "")
    assert "--board" in result.err


def test_init_makes_columns_and_a_person_in_one_entry(run: Shell) -> None:
    made = run.done("-b", "team.json", "init", "--columns", "To do, In progress:3,Review:2,Done", "--json").json
    assert made == {"seq": 1, "ids": ["to-do", "in-progress", "review", "done"]}
    columns = run.done("-b", "team.json", "column", "list", "--json").json
    assert [(c["name"], c["kind"], c["wip_limit"]) for c in columns] == [
        ("To do", "queue", None), ("In progress", "active", 3), ("Review", "active", 2), ("Done", "done", None),
    ]  # fmt: skip
    person = run.done("-b", "team.json", "person", "list", "--json").json[0]
    assert (person["handle"], person["login"]) == ("ana", "ana")
    assert run.done("-b", "team.json", "board", "show").lines[0] == "team"
    assert Path("team.json").exists()
    assert json.loads(Path("team.json").read_text())["columns"]["1"]["key"] == "to-do"


def test_init_has_four_columns_and_makes_the_persons_own_folder(run: Shell, own_world: Path) -> None:
    run.done("init")
    board = own_world / "data" / "tuiboard" / "board.json"
    assert board.exists()
    assert board.parent.stat().st_mode & 0o777 == 0o700
    assert [c["name"] for c in run.done("column", "list", "--json").json] == ["Backlog", "Doing", "Review", "Done"]
    assert run.done("board", "show").lines[0] == "Board"


def test_what_someone_else_made_meanwhile_is_not_made_twice(board: Shell) -> None:
    session = open_session(os.path.abspath("tuiboard.json"), clock=board.clock, actor=board.actor)
    for change in (
        created("column", "doing", {"key": "doing", "name": "Doing", "kind": "active"}),
        created("person", "ana", {"handle": "ana"}),
        created("board", "board", {"name": "Another"}),
    ):
        outcome = session.dispatch(Import([change], (), "trello"))
        assert isinstance(outcome, Refusal)
        assert outcome.code == "conflict"
    session.close()


def test_init_refuses_a_board_that_is_there(board: Shell) -> None:
    before = Path("tuiboard.json").read_bytes()
    result = board("init")
    assert result.code == 1
    assert "There is a board at" in result.err
    assert Path("tuiboard.json").read_bytes() == before


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ("", "“” can't be a column"),
        ("Backlog", "two columns at least"),
        ("Backlog,,Done", "“” can't be a column"),
        ("A,B:x,C", "“x” is not a limit for B"),
        ("A,B:0,C", "“0” is not a limit for B"),
        ("A,B:99999999999,C", "is not a limit for B"),
        ("To do,to-do", "Two columns would be called to-do"),
        ("A," + "x" * 500, "can't be a column"),
    ],
)
def test_columns_that_can_not_be(run: Shell, columns: str, said: str) -> None:
    result = run("-b", "x.json", "init", "--columns", columns)
    assert result.code == 2
    assert said in result.err
    assert os.listdir(".") == []


def test_reading_never_makes_a_board(run: Shell) -> None:
    for words in (
        ["list"],
        ["show", "1"],
        ["log"],
        ["verify"],
        ["sync"],
        ["export"],
        ["add", "x"],
        ["column", "list"],
        [],
    ):
        result = run("-b", "nowhere.json", *words)
        assert (result.code, result.out) == (3, ""), words
        assert "nowhere.json" in result.err
    assert run("list").err.startswith("tuiboard: There is no board at ")
    assert "`tuiboard init` makes an empty board" in run("list").err
    assert os.listdir(".") == []


@pytest.mark.parametrize("content", [b"", b"not json", b"[" * 100_000, b'{"_default": {}}', b"\xff\xfe\0"])
def test_a_file_that_is_no_board(run: Shell, content: bytes) -> None:
    Path("bad.json").write_bytes(content)
    for words in (["list"], ["add", "x"], ["list", "--json"]):
        result = run("-b", "bad.json", *words)
        assert (result.code, result.out) == (65, ""), result
        assert "bad.json" in result.err
    assert os.listdir(".") == ["bad.json"]


def test_without_a_terminal_the_cards_are_printed(board: Shell) -> None:
    result = board.done()
    assert result.out == board.done("list").out
    assert result.err == "This is no terminal, so the cards are printed instead of shown on the screen.\n"
    assert board.done("--json").json == board.done("list", "--json").json


def test_the_demo_is_a_private_copy_each_time(run: Shell, own_world: Path) -> None:
    first = run.done("demo", "--json").json
    assert len(first) > 40
    run.done("demo")
    copies = sorted((own_world / "state" / "tuiboard" / "demo").iterdir())
    assert len(copies) == 2
    assert {copy.stat().st_mode & 0o777 for copy in copies} == {0o700}
    for file in copies[0].iterdir():
        os.utime(file, (0, 0))
    os.utime(copies[0], (0, 0))
    run.done("demo")
    left = sorted((own_world / "state" / "tuiboard" / "demo").iterdir())
    assert len(left) == 2
    assert copies[0] not in left


def test_verify_prints_the_head(board: Shell) -> None:
    head, told = board.done("verify").lines
    assert len(head) == 64
    assert told == "6 entries, every one follows on the one before."
    board.done("add", "One more")
    assert board.done("verify", "--expect", head.upper()).lines[0] != head
    document = board.done("verify", "--expect", head, "--json").json
    assert (document["ok"], document["entries"], document["expected_found"]) == (True, 7, True)


def test_verify_misses_a_head(board: Shell) -> None:
    result = board("verify", "--expect", "0" * 63 + "1")
    assert result.code == 1
    assert "not a link of this chain" in result.err
    assert board("verify", "--expect", "beef").code == 2
    assert board("verify", "--expect", "0" * 63 + "1", "--json").json["ok"] is False


def test_verify_names_the_line_that_is_broken(board: Shell) -> None:
    journal = Path("tuiboard.journal.jsonl")
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join([*lines[:2], lines[2].replace(b"omar", b"0mar"), *lines[3:]]))
    result = board("verify")
    assert result.code == 1
    assert "ine 3" in result.err
    broken = board("verify", "--json")
    assert (broken.code, broken.json["line"], broken.json["ok"]) == (1, 3, False)


def test_sync_brings_the_file_up_to_date(board: Shell) -> None:
    assert board.done("sync").out == "tuiboard.json is up to date with entry 6 already.\n"
    older = Path("tuiboard.json").read_bytes()
    board.done("add", "One more")
    Path("tuiboard.json").write_bytes(older)
    assert board.done("sync").out == "tuiboard.json is up to date with entry 7, 1 more than before.\n"
    assert "One more" in Path("tuiboard.json").read_text()
    assert board.done("sync", "--json").json == {"seq": 7, "ids": []}


def test_a_file_that_can_not_be_written_is_a_warning_and_for_sync_an_error(
    board: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(System, "replace", staticmethod(full))
        result = board.done("add", "One more")
        assert result.out == "6\n"
        assert result.err.startswith("Warning: ")
        assert "no space left on device. The journal has everything." in result.err
        refused = board("sync")
        assert (refused.code, refused.out) == (73, "")
        assert "Nothing is lost" in refused.err
    assert len(board.done("list").lines) == 6


def test_the_folder_one_is_in_may_be_gone(run: Shell, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    os.chdir(gone)
    gone.rmdir()
    assert main(["-b", "x.json", "list"]) == 3
    assert "the folder you are in is gone" in capsys.readouterr().err
    assert main(["-b", str(tmp_path / "x.json"), "init"]) == 0
