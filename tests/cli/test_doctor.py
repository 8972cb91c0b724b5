"""`doctor` and `backup` as people and scripts type them."""

import json
import os
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tests.conftest import FrozenClock

JOURNAL = Path("tuiboard.journal.jsonl")
BOARD = Path("tuiboard.json")
FIRST = "20260311T090000Z-000001"


def lose_a_line() -> None:
    lines = JOURNAL.read_bytes().splitlines(True)
    JOURNAL.write_bytes(b"".join(lines[:2] + lines[3:]))


@pytest.fixture
def later(board: Shell) -> Shell:
    """The small board, with a second backup an hour after the first, and two changes after that."""
    assert isinstance(board.clock, FrozenClock)
    board.clock.advance(hours=1)
    board.done("move", "1", "doing")
    board.done("move", "2", "review")
    board.done("add", "Made later")
    return board


# doctor


def test_a_sound_board_ends_with_0_and_says_so(board: Shell) -> None:
    result = board.done("doctor")
    assert result.lines[-1] == "Nothing is wrong."
    assert result.lines[0].startswith("ok       ")
    told = board.done("doctor", "--json").json
    assert told["ok"] is True
    assert {finding["level"] for finding in told["findings"]} == {"ok"}
    assert set(told["findings"][0]) == {"code", "level", "message", "cure", "line", "repairable"}


def test_a_trouble_ends_with_1_and_names_line_and_cure(board: Shell) -> None:
    lose_a_line()
    result = board("doctor")
    assert (result.code, result.err) == (1, "")
    (at,) = (at for at, line in enumerate(result.lines) if line.startswith("trouble  "))
    assert "line 3" in result.lines[at]
    assert result.lines[at + 1].startswith("         Cure: Put back the journal")
    assert "`tuiboard backup restore" in result.lines[at + 1]
    assert result.lines[-1].startswith("1 trouble.")
    told = board("doctor", "--json")
    finding = next(finding for finding in told.json["findings"] if finding["level"] == "trouble")
    assert (told.code, told.json["ok"], finding["code"], finding["line"]) == (1, False, "chain_broken", 3)


def test_repair_says_what_it_did_where_the_copy_is_and_ends_with_0(board: Shell) -> None:
    with JOURNAL.open("ab") as journal:
        journal.write(b'{"v":1')
    assert "`tuiboard doctor --repair` cures that." in board("doctor").lines[-1]
    told = board.done("doctor", "--repair", "--json").json
    assert told["ok"] is True
    assert told["done"] == [f"Sealed 6 bytes at the end of {JOURNAL.resolve()}."]
    assert sorted(os.listdir(told["copy"])) == ["tuiboard.journal.jsonl", "tuiboard.json", "tuiboard.lock"]
    again = board.done("doctor", "--repair")
    assert again.lines[0] == "Nothing needs repair."


def test_without_room_for_a_copy_nothing_is_repaired(board: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    BOARD.unlink()
    Path("in-the-way").write_text("no folder")
    monkeypatch.setenv("XDG_STATE_HOME", os.path.abspath("in-the-way"))
    result = board("-b", "tuiboard.json", "doctor", "--repair")
    assert result.code == 73
    assert "Nothing was repaired." in result.err
    assert not BOARD.exists()


def test_there_has_to_be_a_board(run: Shell) -> None:
    assert run("doctor").code == 3
    assert run("-b", "no/folder/board.json", "doctor", "--repair").code == 3


def test_a_hostile_board_shows_nothing_that_acts_on_a_terminal(board: Shell) -> None:
    board.done("edit", "1", "tags+=\x1b[2J")
    tables = json.loads(BOARD.read_text())
    tables["\x1b]52;c;x\x07s"] = {"1": {"\x9b2J": 1}}
    BOARD.write_text(json.dumps(tables))
    for words in (["doctor"], ["backup", "restore", "tuiboard.json"], ["backup", "restore", "\x1b[2J"]):
        result = board(*words, terminal=80, env={"NO_COLOR": "1"})
        assert result.code != 0
        assert not {c for c in result.out + result.err if (c < " " and c != "\n") or "\x7f" <= c <= "\x9f"}


# backup


def test_backups_are_listed_newest_first(later: Shell) -> None:
    result = later.done("backup", "list")
    second, first = (line.split() for line in result.lines)
    assert first[:5] == [FIRST, "2026-03-11", "09:00", "entry", "1"]
    assert second[0].startswith("20260311T100000Z-")
    told = later.done("backup", "list", "--json").json
    assert [backup["name"] for backup in told] == [second[0], first[0]]
    assert set(told[0]) == {"name", "at", "seq", "size", "head", "path"}
    assert told[0]["head"].startswith(second[-1])
    assert later.done("-b", "other.json", "backup", "list", "--json").json == []


def test_restoring_is_one_entry_that_undo_takes_back(later: Shell) -> None:
    before = later.done("list", "--all", "--json").json
    count = len(JOURNAL.read_bytes().splitlines())
    name = later.done("backup", "list", "--json").json[0]["name"]
    told = later.done("backup", "restore", name, "--json").json
    assert told == {"seq": count + 1, "ids": ["2", "6"]}
    assert [card["column"] for card in later.done("list", "--all", "--sort", "id", "--json").json] == [
        "doing", "backlog", "doing", "review", "done",
    ]  # fmt: skip
    entry = later.done("log", "--json").json[0]
    assert entry["action"] == "board.restored"
    assert entry["why"].startswith(f"backup {name}, head ")
    assert later.done("add", "Next").lines[0].split()[0] == "7", "a number is never given out again"
    later.done("undo")
    later.done("undo")
    assert later.done("list", "--all", "--json").json == before
    assert later.done("verify").code == 0


def test_a_dry_run_says_what_would_change(later: Shell) -> None:
    journal = JOURNAL.read_bytes()
    name = later.done("backup", "list", "--json").json[0]["name"]
    lines = later.done("backup", "restore", name, "--dry-run").lines
    assert lines[0].startswith("moved 2 “Label patch panels” to Backlog")
    assert lines[1:] == [
        "removed 6 “Made later”", "Nothing was changed: this was a dry run (0 made, 1 changed, 1 removed).",
    ]  # fmt: skip
    told = later.done("backup", "restore", name, "--dry-run", "--json").json
    assert told == {"dry_run": True, "ids": ["2", "6"], "counts": {"made": 0, "changed": 1, "removed": 1}}
    assert JOURNAL.read_bytes() == journal


def test_a_backup_is_named_by_a_beginning_that_is_its_own(later: Shell) -> None:
    assert later("backup", "restore", "20260311").code == 2
    assert later("backup", "restore", "nothing").code == 3
    assert later.done("backup", "restore", "20260311T09", "--dry-run").code == 0


def test_a_backup_that_was_changed_is_not_used(later: Shell) -> None:
    backup = Path(later.done("backup", "list", "--json").json[0]["path"])
    backup.write_bytes(backup.read_bytes().replace(b"Replace", b"Remove."))
    before = JOURNAL.read_bytes()
    result = later("backup", "restore", backup.stem)
    assert result.code == 65
    assert "was changed by another program" in result.err
    assert JOURNAL.read_bytes() == before


@pytest.mark.parametrize("damage", ["a line", "the journal", "everything"])
def test_a_board_that_is_damaged_is_made_anew_beside_what_is_left(later: Shell, damage: str) -> None:
    if damage == "a line":
        lose_a_line()
    if damage != "a line":
        JOURNAL.unlink()
    if damage == "everything":
        BOARD.unlink()
    left = {file.name: file.read_bytes() for file in Path().glob("tuiboard.*") if file.suffix != ".lock"}
    name = later.done("-b", "tuiboard.json", "backup", "list", "--json").json[0]["name"]
    dry = later.done("-b", "tuiboard.json", "backup", "restore", name, "--dry-run")
    assert "would be made anew with 5 cards" in dry.out
    told = later.done("-b", "tuiboard.json", "backup", "restore", name, "--json").json
    assert (told["seq"], told["anew"]) == (1, True)
    assert [Path(file).read_bytes() for file in told["moved"]] == [left[file] for file in sorted(left)]
    assert all(Path(file).name.startswith("tuiboard.damaged-20260311T100000Z.") for file in told["moved"])
    assert later.done("doctor").lines[-1] == "Nothing is wrong."
    assert [entry["action"] for entry in later.done("log", "--json").json] == ["board.restored"]
    assert later.done("add", "Next").lines[0].split()[0] == "6"
    assert later("undo").code == 0


def test_the_state_of_board_json_itself_can_be_begun_anew_with(later: Shell) -> None:
    cards = later.done("list", "--all", "--json").json
    JOURNAL.unlink()
    later.done("backup", "restore", "tuiboard.json")
    assert later.done("list", "--all", "--json").json == cards
    assert "file tuiboard.json, head " in later.done("log").out


def test_a_backup_can_become_another_board(later: Shell) -> None:
    files = {file.name: file.read_bytes() for file in Path().glob("tuiboard.*")}
    name = later.done("backup", "list", "--json").json[1]["name"]
    assert "Would make" in later.done("backup", "restore", name, "--to", "copy.json", "--dry-run").out
    assert not Path("copy.json").exists()
    assert later.done("backup", "restore", name, "--to", "copy.json").out.startswith("Made ")
    assert {file.name: file.read_bytes() for file in Path().glob("tuiboard.*")} == files
    assert later.done("-b", "copy.json", "list", "--json").json == []
    uuids = {json.loads(Path(file).read_text())["board"]["1"]["uuid"] for file in ("copy.json", "tuiboard.json")}
    assert len(uuids) == 2, "the backups of one are not those of the other"
    assert later("backup", "restore", name, "--to", "copy.json").code == 1


def test_a_board_that_was_edited_from_outside_is_not_written(later: Shell) -> None:
    BOARD.write_bytes(BOARD.read_bytes().replace(b"Replace", b"Remove."))
    result = later("backup", "restore", FIRST)
    assert result.code == 73
    assert "was changed by another program" in result.err


def test_the_demo_has_no_backups(run: Shell, own_world: Path) -> None:
    run.done("demo")
    assert not (own_world / "state" / "tuiboard" / "backups").exists()


def test_where_no_backup_can_be_made_the_change_is_made_and_a_warning_said(
    board: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("in-the-way").write_text("no folder")
    monkeypatch.setenv("XDG_STATE_HOME", os.path.abspath("in-the-way"))
    result = board("add", "One more")
    assert (result.code, result.lines[0].split()[0]) == (0, "6")
    assert "Warning: No backup could be made in" in result.err


def test_the_shell_completes_the_names_of_backups(later: Shell) -> None:
    lines = later.done("__complete", "--", "backup", "restore", "2026").lines
    assert lines[0] == "files"
    assert f"{FIRST}\t2026-03-11T09:00:00Z" in lines
