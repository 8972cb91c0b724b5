"""Text and files beyond every limit, by every door: a sentence, fast, in little memory, and nothing is changed."""

import json
import os
import re
import resource
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Shell
from tests.engine.exchange.samples import THREE, a_board, a_card
from tuiboard.engine import config

pytestmark = pytest.mark.usefixtures("own_world")

HUGE = 100 * 1024 * 1024
LITTLE = 60 * 1024 * 1024
"""Bytes that refusing may take, where the file has 100 MB."""

needs_limit = pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its address space")


@contextmanager
def little_memory() -> Iterator[None]:
    """Whatever asks for more memory meanwhile gets a MemoryError."""
    with open("/proc/self/statm", encoding="ascii") as statm:
        now = int(statm.read().split()[0]) * resource.getpagesize()
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (now + LITTLE, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def huge(path: str, beginning: bytes = b"", end: bytes = b"", repeat: bytes = b"") -> None:
    """A file of 100 MB; where `repeat` is not given it is mostly a hole, which takes no room."""
    with open(path, "wb") as file:
        file.write(beginning)
        if repeat:
            file.write(repeat * (HUGE // len(repeat)))
        file.truncate(HUGE)
        file.seek(0, os.SEEK_END)
        file.write(end)


def refused(run: Shell, *argv: str, code: int = 65) -> str:
    """Run a command that must be refused in one sentence; return it."""
    result = run(*argv)
    assert result.code == code, result.err
    assert result.out == ""
    assert result.err.startswith("tuiboard: ")
    assert result.err.count("\n") == 1
    assert len(result.err) < 500
    return result.err


# Large files


def test_the_harness_notices_who_reads_it_all() -> None:
    if sys.platform == "linux":
        huge("file")
        with little_memory(), pytest.raises(MemoryError), open("file", "rb") as file:
            file.read()


@needs_limit
@pytest.mark.parametrize("beginning", [b"", b"this is no board", b'{"cards": [', b"\x7fELF"])
def test_a_huge_file_that_is_no_board_is_refused_by_its_first_bytes(run: Shell, beginning: bytes) -> None:
    huge("b.json", beginning)
    for words in (["list"], ["verify"], ["add", "x"], ["log"]):
        with little_memory():
            assert "b.json is not the file of a tuiboard board." in refused(run, "-b", "b.json", *words)
    assert os.path.getsize("b.json") == HUGE
    assert not os.path.exists("b.journal.jsonl")


@needs_limit
def test_a_file_larger_than_any_board_is_not_read(board: Shell) -> None:
    os.rename("tuiboard.journal.jsonl", "kept")
    os.truncate("tuiboard.json", 1 << 40)
    with little_memory():
        assert "it is larger than" in refused(board, "list")
    os.rename("kept", "tuiboard.journal.jsonl")
    with little_memory():
        assert "Replace core switch" in board.done("list").out
        said = refused(board, "-b", "tuiboard.json", "add", "x", code=73)
    assert "larger than 256 MiB" in said


@needs_limit
@pytest.mark.parametrize("end", [b"", b"\n"])
@pytest.mark.parametrize("beginning", [b"this is no journal", b"[["])
def test_a_huge_journal_that_is_none_is_refused_and_not_written_into(run: Shell, beginning: bytes, end: bytes) -> None:
    huge("b.journal.jsonl", beginning, end)
    for words, code in ((["list"], 65), (["init"], 1 if end else 65), (["verify"], 1 if end else 65)):
        with little_memory():
            said = refused(run, "-b", "b.json", *words, code=code)
        assert re.search("b.journal.jsonl is (damaged: line 1|not the journal)|Line 1 of the journal|already", said)
    assert os.path.getsize("b.journal.jsonl") == HUGE + len(end)
    assert sorted(os.listdir()) == ["b.journal.jsonl"]


@needs_limit
def test_a_huge_line_in_a_journal_is_located_without_being_kept(board: Shell) -> None:
    lines = Path("tuiboard.journal.jsonl").read_bytes().count(b"\n")
    os.unlink("tuiboard.json")
    with open("tuiboard.journal.jsonl", "ab") as journal:
        journal.write(b"x")
        journal.truncate(HUGE)
        journal.seek(0, os.SEEK_END)
        journal.write(b"\n")
    for words, code in ((["list"], 65), (["verify"], 1)):
        with little_memory():
            assert f"ine {lines + 1}" in refused(board, "-b", "tuiboard.json", *words, code=code)


@needs_limit
def test_a_journal_that_a_power_cut_filled_with_nothing_goes_on(board: Shell) -> None:
    os.truncate("tuiboard.journal.jsonl", HUGE)
    with little_memory():
        board.done("add", "after the power cut")
        assert "after the power cut" in board.done("list").out


@needs_limit
@pytest.mark.parametrize("beginning", [b"", b"this is no JSON", b"<html>", b"\xff\xfe", b"NaN", b"9" * 5000])
def test_a_huge_file_that_is_no_json_is_not_imported(board: Shell, beginning: bytes) -> None:
    huge("huge.json", beginning)
    before = Path("tuiboard.journal.jsonl").read_bytes()
    with little_memory():
        assert "huge.json is not JSON: it begins with " in refused(board, "import", "huge.json")
        result = board("import", "-", stdin=beginning + bytes(100_000))
    assert (result.code, "Standard input is not JSON" in result.err) == (65, True)
    assert Path("tuiboard.journal.jsonl").read_bytes() == before


def test_deep_nesting_is_found_without_reading_on(board: Shell) -> None:
    Path("deep.json").write_bytes(b"[" * 100_000)
    assert "deep.json: The file nests more than 50 levels deep" in refused(board, "import", "deep.json")
    Path("deep.json").write_bytes(b'{"a": ' * 100_000 + b"1" + b"}" * 100_000)
    assert "nests more than 50 levels" in refused(board, "import", "deep.json")


@pytest.mark.parametrize("name", ["huge.json", "huge.journal.jsonl"])
def test_a_title_of_10_mb_in_a_foreign_file_is_refused(run: Shell, name: str) -> None:
    Path(name).write_text(json.dumps({"v": 1, "cards": {"1": {"title": "x" * 10_000_000}}}) + "\n")
    said = refused(run, "-b", "huge.json", "list")
    assert name in said


def test_a_setting_a_keymap_or_a_list_of_boards_that_is_too_large_is_not_read(board: Shell) -> None:
    folder = Path(config.config_dir())
    folder.mkdir(parents=True, exist_ok=True)
    huge(str(folder / "config.toml"))
    assert "too large" in config.load_config(os.environ, {})[1][0]
    state = Path(config.state_dir())
    state.mkdir(parents=True, exist_ok=True)
    huge(str(state / "recent.json"), b'["')
    assert config.recent_boards() == []


# What is no file


def a_fifo(path: str) -> None:
    os.mkfifo(path)


def a_socket(path: str) -> None:
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(path)


KINDS: dict[str, Callable[[str], Any]] = {"fifo": a_fifo, "socket": a_socket, "folder": os.mkdir}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["tuiboard.json", "tuiboard.journal.jsonl", "tuiboard.lock", "import.json"])
def test_what_is_no_file_is_refused_at_once(board: Shell, name: str, kind: str) -> None:
    if os.path.exists(name):
        os.rename(name, "kept")
    KINDS[kind](name)
    words = ["import", name] if name == "import.json" else ["list"]
    said = refused(board, *words)
    assert name in said
    assert "is not a file" in said or "can't be read" in said or f"is a {kind.replace('fifo', 'FIFO')}" in said


# Text through the command line


OVER: dict[str, tuple[list[str], str]] = {
    "title": (["add", "x" * 201], "The title has 201 characters; at most 200 fit."),
    "body": (["edit", "1", "body=" + "x" * (256 * 1024 + 1)], "The body has 262,145 bytes; at most 262,144 fit."),
    "tags": (["edit", "1", "tags=" + ",".join(f"t{n}" for n in range(201))], "tags has 201 items; at most 200 fit."),
    "a tag": (["edit", "1", "tags=" + "x" * 61], "can't be a tag"),
    "checklist": (["edit", "1", "checklist=" + "\n".join(["- [ ] x"] * 1001)], "checklist has 1,001 items; at most"),
    "an item": (["edit", "1", "checklist=- [ ] " + "x" * 201], "checklist item has 201 characters"),
    "reason": (["block", "1", "x" * 201], "The reason has 201 characters"),
    "comment": (["comment", "1", "x" * (64 * 1024 + 1)], "The comment has 65,537 bytes; at most 65,536 fit."),
}  # fmt: skip


@pytest.mark.parametrize("what", OVER)
def test_what_is_too_long_is_refused_by_name(board: Shell, what: str) -> None:
    words, said = OVER[what]
    before = Path("tuiboard.journal.jsonl").read_bytes()
    assert said in refused(board, *words)
    assert said in board(*words[:1], "--json", *words[1:]).error["message"]
    assert Path("tuiboard.journal.jsonl").read_bytes() == before


def test_what_just_fits_is_taken(board: Shell) -> None:
    board.done("add", "x" * 200)
    board.done("edit", "1", "title=" + "\U0001f004" * 200, "body=" + "x" * 256 * 1024)
    board.done("edit", "1", "checklist=" + "\n".join(["- [ ] x"] * 1000))
    board.done("edit", "1", "tags=" + ",".join(f"t{n}" for n in range(200)))
    board.done("comment", "1", "-", stdin="x" * 64 * 1024)
    said = refused(board, "edit", "1", "tags+=one-more")
    assert "tags has 201 items; at most 200 fit." in said
    said = refused(board, "edit", "1", "checklist+=one more")
    assert "checklist has 1,001 items; at most 1,000 fit." in said


def test_of_many_lines_the_one_that_is_too_long_is_named_and_none_is_added(board: Shell) -> None:
    result = board("add", "-", stdin="fine\n\n" + "x" * 201 + "\n")
    assert result.code == 65
    assert "201 characters" in result.err
    assert "Line 3: " in result.err
    assert board.done("list", "--json").out.count('"id"') == 5
    result = board("add", "-", stdin="x" * (4 * 1024 * 1024 + 1))
    assert "Standard input is larger than 4 MiB" in result.err


# Text in imports: it is cut to what fits, what was cut is kept in `extra`, and the report counts it


def test_an_import_cuts_what_is_too_long_and_says_so(board: Shell) -> None:
    cards = [a_card(1, "x" * 10_000_000, "to do"), a_card(2, "fine", "to do", desc="y" * 300_000)]
    Path("trello.json").write_text(json.dumps(a_board(THREE, cards)))
    report = board.done("import", "trello.json").out
    assert "titles over 200 characters, cut" in report
    assert "bodies over 256 KiB, cut" in report
    shown = board.done("list", "--json").json
    assert max(len(card["title"]) for card in shown) == 200
    tasks = [{"uuid": "6b3b4cc4-2e70-498e-8b0a-0967c0000001", "description": "z" * 5000, "status": "pending",
              "entry": "20260301T090000Z", "tags": [f"t{n}" for n in range(300)]}]  # fmt: skip
    Path("tasks.json").write_text(json.dumps(tasks))
    report = board.done("import", "tasks.json").out
    assert "titles over 200 characters, cut" in report
    assert "tags beyond 200 on a card (in extra): 100" in report


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", "x" * 201), ("body", "x" * 262_145), ("tags", [f"t{n}" for n in range(201)]),
     ("checklist", [{"text": "x"}] * 1001), ("effort", float("1e300")), ("due", "2026-13-45")],
)  # fmt: skip
def test_a_board_of_tuiboard_with_what_no_tuiboard_writes_is_refused_whole_naming_the_path(
    board: Shell, run: Shell, field: str, value: object
) -> None:
    document = json.loads(board.done("export", "--to", "json").out)
    document["tables"]["card"][2][field] = value
    Path("other.json").write_text(json.dumps(document))
    said = refused(run, "-b", "new.json", "import", "other.json")
    assert f"other.json: tables.card[2].{field}" in said
    assert not os.path.exists("new.json")
