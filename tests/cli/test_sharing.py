"""`export` for calendars and spreadsheets: one table, all of them, files that are whole or not there."""

import csv
import io
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Shell
from tuiboard.cli.output import Output
from tuiboard.engine import file_writing


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_calendar_of_the_cards_that_a_filter_finds(board: Shell) -> None:
    everything = board.done("export", "--to", "ics").out
    assert everything.startswith("BEGIN:VCALENDAR\r\n")
    count = everything.count("BEGIN:VEVENT")
    assert board.done("export", "--to", "ics", "-o", "all.ics").out == f"Wrote {count} dates to all.ics.\n"
    document = board.done("export", "--to", "ics", "-o", "maria.ics", "--json", "@maria").json
    assert document == {"path": str(Path.cwd() / "maria.ics"), "format": "ics", "dates": 1}
    assert "SUMMARY:Replace core switch" in Path("maria.ics").read_text()


@pytest.mark.parametrize("name", ["columns", "people", "log", "risks", "lessons"])
def test_any_table_as_csv(board: Shell, name: str) -> None:
    found = board.done("export", "--table", name).out
    assert found == board.done("export", "--to", "csv", "--table", name).out
    told = board.done("export", "--table", name, "-o", "t.csv", "--json").json
    assert told == {
        "path": str(Path.cwd() / "t.csv"), "format": "csv", "table": name, "rows": len(rows(found)),
    }  # fmt: skip
    assert Path("t.csv").read_bytes().decode() == found


def test_a_filter_chooses_rows_in_the_language_of_the_table(board: Shell) -> None:
    board.done("risk", "add", "Late @ana")
    board.done("risk", "add", "Lost")
    board.done("lesson", "add", "Ask early")
    board.done("comment", "1", "Ordered")
    assert [row["id"] for row in rows(board.done("export", "--table", "risks", "@ana").out)] == ["R1"]
    assert [row["id"] for row in rows(board.done("export", "--table", "cards", "in:doing").out)] == ["3"]
    assert [row["on"] for row in rows(board.done("export", "--table", "comments", "in:backlog").out)] == ["1"]
    assert rows(board.done("export", "--table", "comments", "in:doing").out) == []
    assert [row["id"] for row in rows(board.done("export", "--table", "lessons", "early").out)] == ["L1"]
    log = rows(board.done("export", "--table", "log", "is:commented").out)
    assert [(row["about"], row["who"]) for row in log] == [("1", "ana")]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--table", "people", "@ana"], 2, "A filter chooses cards"),
        (["--table", "sprints"], 2, "no table of the board"),
        (["--table", "cards", "--to", "md"], 2, "--table chooses a table to be written as CSV"),
        (["--to", "csv-all"], 2, "Name a folder"),
        (["--to", "csv-all", "-o", "-"], 2, "Name a folder"),
        (["--to", "excel"], 2, "xlsx"),
        (["--to", "csv-all", "nonsense:1", "-o", "x"], 2, "nonsense"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_written(
    board: Shell, words: list[str], code: int, said: str
) -> None:
    before = sorted(os.listdir("."))
    result = board("export", *words)
    assert (result.code, result.out) == (code, "")
    assert said in result.err
    assert sorted(os.listdir(".")) == before


def test_a_workbook_is_a_file_and_never_printed_on_a_terminal(board: Shell) -> None:
    result = board("export", "--to", "xlsx", terminal=80)
    assert (result.code, result.out) == (2, "")
    assert "-o FILE.xlsx" in result.err
    told = board.done("export", "--to", "xlsx", "-o", "board.xlsx").out
    assert told.startswith("Wrote 14 tables with ")
    assert "xl/worksheets/sheet14.xml" in zipfile.ZipFile("board.xlsx").namelist()
    assert board("export", "--to", "xlsx", "-o", "board.xlsx").code == 1
    document = board.done("export", "--to", "xlsx", "-o", "board.xlsx", "--force", "--json", "@maria").json
    assert document["tables"] == {"cards": 1, "comments": 0, "handoffs": 0, "promises": 0}


def test_a_workbook_goes_through_a_pipe_as_it_is() -> None:
    pipe = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    Output(pipe, io.StringIO(), {}).binary(b"PK\x03\x04\r\n\xff")
    assert pipe.buffer.getvalue() == b"PK\x03\x04\r\n\xff"  # type: ignore[attr-defined]


def test_all_tables_are_a_new_folder_of_files(board: Shell) -> None:
    told = board.done("export", "--to", "csv-all", "-o", "out", "--json").json
    assert (told["format"], len(told["tables"])) == ("csv-all", 14)
    assert {path.stem: len(rows(path.read_text())) for path in Path("out").iterdir()} == told["tables"]
    assert rows(Path("out/cards.csv").read_text())[0]["title"] == "Replace core switch"
    assert [path for path in os.listdir(".") if path.endswith(".tmp")] == []


def test_a_folder_that_exists_is_written_into_with_force_alone(board: Shell) -> None:
    Path("out").mkdir()
    Path("out/mine.txt").write_text("precious")
    Path("out/cards.csv").write_text("old")
    result = board("export", "--to", "csv-all", "-o", "out/")
    assert (result.code, result.err) == (1, "tuiboard: out/ exists already. --force writes into it.\n")
    assert Path("out/cards.csv").read_text() == "old"
    board.done("export", "--to", "csv-all", "-o", "out/", "--force")
    assert Path("out/mine.txt").read_text() == "precious"
    assert rows(Path("out/cards.csv").read_text())[0]["title"] == "Replace core switch"
    assert len(os.listdir("out")) == 15


def test_all_of_the_files_or_none_are_written(board: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    written = file_writing.write_file
    count = 0

    def full(path: str, name: str, content: Any, force: bool = False) -> None:
        nonlocal count
        count += 1
        if count == 9:
            raise OSError(28, "No space left on device")
        written(path, name, content, force)

    monkeypatch.setattr(file_writing, "write_file", full)
    for there in (False, True):
        count = 0
        if there:
            Path("out").mkdir()
        result = board("export", "--to", "csv-all", "-o", "out", *(["--force"] if there else []))
        assert result.code == 73
        assert "out can't be written: No space left on device." in result.err
        assert (os.listdir("out") if there else [p for p in os.listdir(".") if "out" in p or "tmp" in p]) == []


def test_a_folder_never_replaces_a_file_or_what_a_link_leads_to(board: Shell) -> None:
    Path("out").write_text("precious")
    assert board("export", "--to", "csv-all", "-o", "out", "--force").code == 73
    assert Path("out").read_text() == "precious"
    Path("more").mkdir()
    os.symlink("../out", "more/cards.csv")
    assert board("export", "--to", "csv-all", "-o", "more", "--force").code == 73
    assert Path("out").read_text() == "precious"
    assert os.listdir("more") == ["cards.csv"]
    assert board("export", "--to", "csv-all", "-o", "no/where").code == 73
