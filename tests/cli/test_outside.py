"""`tuiboard outside`: what a script did to the board's file is shown, taken in or refused."""

import json
from pathlib import Path

import pytest
from tinydb import TinyDB

from tests.cli.conftest import Shell

FILE = Path("tuiboard.json")


def script(**fields: object) -> None:
    with TinyDB(FILE) as db:
        db.table("cards").update({"column": "done", **fields}, doc_ids=[1])
        db.table("cards").insert({"title": "From a script \x1b]0;x\x07", "column": "backlog"})


def test_without_an_edit_there_is_nothing_to_show_and_nothing_to_take(board: Shell) -> None:
    assert board.done("outside", "show").out == "tuiboard.json is as tuiboard wrote it.\n"
    assert board.done("outside", "show", "--json").json["edited"] is False
    for verb in ("take", "refuse"):
        result = board("outside", verb)
        assert result.code == 3
        assert "as tuiboard wrote it" in result.err


def test_every_writing_command_says_what_to_do_and_the_reading_ones_go_on(board: Shell) -> None:
    script()
    for command in (["add", "x"], ["edit", "1", "value=4"], ["undo"]):
        result = board(*command)
        assert result.code == 73
        assert "tuiboard outside show" in result.err
    for reading in (["list"], ["show", "1"]):
        result = board(*reading)
        assert result.code == 0
        assert "without what was changed outside: tuiboard.json was changed" in result.err
        assert len(result.err.splitlines()) == 1
        assert board.done(*reading, "--json").err == ""
    assert len(board("list").lines) == 5


def test_checking_the_board_says_that_the_file_was_changed_and_that_the_journal_holds(board: Shell) -> None:
    script()
    checked = board("verify")
    assert checked.code == 1
    assert "tuiboard.json was changed by another program. The journal holds: 6 entries" in checked.err
    assert "broken" not in checked.err
    synced = board("sync")
    assert synced.code == 73
    assert "tuiboard outside show" in synced.err


def test_the_difference_is_shown_field_by_field_and_harmless(board: Shell) -> None:
    script(due="2026-03-20")
    shown = board.done("outside", "show").out
    assert "tuiboard.json was changed by another program: 2 changes." in shown
    assert "~ 1 “Replace core switch”  column: backlog → done" in shown
    assert "~ 1 “Replace core switch”  due: 2026-03-13 → 2026-03-20" in shown
    assert "+ 6 “From a script ␛]0;x␇”  column backlog" in shown
    assert "`tuiboard outside take` takes it in" in shown
    assert "\x1b" not in shown
    found = board.done("outside", "show", "--json").json
    assert (found["edited"], found["file"], found["problem"]) == (True, "tuiboard.json", None)
    assert found["changes"][1] == {
        "kind": "card", "id": 1, "before": {"column": "backlog", "due": "2026-03-13"},
        "after": {"column": "done", "due": "2026-03-20"},
    }  # fmt: skip


def test_taken_in_it_is_an_entry_that_undo_takes_back(board: Shell) -> None:
    with TinyDB(FILE) as db:
        db.table("cards").update({"column": "done"}, doc_ids=[1])
    made = board.done("outside", "take", "--json").json
    assert made["ids"] == ["1"]
    assert Path(made["copy"]).exists()
    entry = board.done("log", "--json").json[0]
    assert (entry["action"], entry["who"], entry["why"]) == (
        "external-edit",
        "ana",
        "tuiboard.json was changed outside",
    )
    assert "took in an outside edit: moved 1" in board.done("log").lines[0]
    assert board.done("show", "1", "--json").json["column"] == "done"
    board.done("undo")
    assert board.done("show", "1", "--json").json["column"] == "backlog"
    assert board.done("outside", "show").out == "tuiboard.json is as tuiboard wrote it.\n"


def test_refused_the_board_goes_on_without_it(board: Shell) -> None:
    script()
    edited = FILE.read_bytes()
    said = board.done("outside", "refuse").out
    assert "kept as tuiboard.edited-" in said
    kept = next(Path().glob("tuiboard.edited-*.json"))
    assert kept.read_bytes() == edited
    board.done("edit", "1", "value=4")
    assert len(board.done("list", "--all").lines) == 5


def test_a_clash_exits_with_75_and_both_values_until_one_is_chosen(board: Shell) -> None:
    old = FILE.read_bytes()
    board.done("edit", "1", "title=Here")
    FILE.write_bytes(old)
    script(title="There")
    assert "file:  There" in board.done("outside", "show").out
    assert "board: Here  (ana, " in board.done("outside", "show").out
    result = board("outside", "take", "--json")
    assert result.code == 75
    clash = result.error["details"]["clashes"][0]
    assert (clash["file"], clash["board"], clash["who"]) == ("There", "Here", "ana")
    assert "--prefer board" in result.error["hint"]
    assert board("outside", "take", "--prefer", "mine").code == 2
    board.done("outside", "take", "--prefer", "file")
    assert board.done("show", "1", "--json").json["title"] == "There"


def test_a_value_that_can_not_be_is_named_and_nothing_is_taken_in(board: Shell) -> None:
    script(due="soon")
    shown = board.done("outside", "show").out
    assert "It can't be taken in: Card 1, due: “soon” is not a date" in shown
    assert "outside take" not in shown
    result = board("outside", "take")
    assert result.code == 65
    assert "Card 1, due" in result.err
    assert not list(Path().glob("*.edited-*"))


def test_a_hard_limit_wants_a_reason_which_is_recorded(board: Shell) -> None:
    board.done("column", "edit", "review", "wip_limit=1", "wip_hard=yes")
    with TinyDB(FILE) as db:
        db.table("cards").update({"column": "review"}, doc_ids=[1])
    assert board("outside", "take").code == 1
    board.done("outside", "take", "--reason", "the fire")
    assert board.done("log", "--json").json[0]["why"] == "tuiboard.json was changed outside: the fire"


def test_a_file_that_is_no_board_can_be_refused_only(board: Shell) -> None:
    FILE.write_text("{}")
    assert "can't be read as a board" in board.done("outside", "show").out
    assert board("outside", "take").code == 65
    board.done("outside", "refuse")
    assert json.loads(FILE.read_text())["cards"]["1"]["title"] == "Replace core switch"


@pytest.mark.parametrize("verb", ["show", "take", "refuse"])
def test_where_there_is_no_board_there_is_none(run: Shell, verb: str) -> None:
    assert run("-b", "none.json", "outside", verb).code == 3


def test_whatever_the_file_holds_there_is_a_way_out(board: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    script(depends_on=[{}], tags=[["x"]], checklist=[{"text": ["x"]}])
    assert "can't be taken in" in board.done("outside", "show").out
    assert board("outside", "take").code == 65
    monkeypatch.setattr("tuiboard.engine.outside.decide", None)
    monkeypatch.setattr("tuiboard.engine.outside.sifted", None)
    assert "kept as tuiboard.edited-" in board.done("outside", "refuse").out
