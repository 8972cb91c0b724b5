"""What reaches the terminal: nothing from data that a terminal would obey, and columns that are measured in cells."""

import json
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.conftest import Homes, Shell, Stream
from tuiboard.cli.output import Output, Painted
from tuiboard.cli.table import aligned, cells, cut, padded, widest
from tuiboard.domain.changes import Change, created
from tuiboard.domain.refusal import Refusal
from tuiboard.view.as_json import touched_keys

HOSTILE = [
    "\x1b]52;c;aGVsbG8=\x07", "\x1b]0;title\x07", "\x1b]8;;file:///etc/passwd\x1b\\link\x1b]8;;\x1b\\", "\x1b[2J\x1b[H",
    "\x9b2J", "\x1bP+q544e\x1b\\", "\x1b_x\x1b\\", "nul\0del\x7fbs\x08", "\u202eevil\u2066", "zero\u200bwidth\ufeff",
    "tag\U000e0041", "e" + "\u0301" * 50, "[/red]", "[@click=app.quit]x[/]",
]  # fmt: skip
FORBIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e0fff]"
)
COMMANDS = [
    ["list"], ["list", "--all"], ["show", "1"], ["log"], ["log", "1"], ["board", "show"], ["person", "list"],
    ["column", "list"], ["project", "list"], ["milestone", "list"], ["filter", "list"], ["undo"], ["redo"], ["sync"],
    ["__complete", "--", "show", ""], ["__complete", "--", "list", "#"], ["__complete", "--", "move", "1", ""],
    ["export", "--to", "md"], ["export", "--to", "json"],
]  # fmt: skip


@pytest.fixture
def hostile(board: Shell, made_once: Homes) -> Shell:
    """A board whose every text is hostile, from the doors that take such texts."""
    made_once("hostile", lambda: _make_hostile(board))
    return board


def _make_hostile(board: Shell) -> None:
    text = " ".join(HOSTILE).replace("\0", "")[:190]
    board.done(
        "edit", "1", f"title={text}", f"body={text}\n{text}", f"promised_to={text}", f"tags={HOSTILE[0]},{HOSTILE[4]}"
    )
    board.done("edit", "1", f"checklist=- [ ] {text}")
    board.done("block", "1", text)
    board.done("comment", "1", f"{text}\n{text}")
    board.done("board", "edit", f"name={text}")
    board.done("person", "edit", "omar", f"name={text}", f"role={text}")
    board.done("column", "edit", "doing", f"name={text}", f"policy={text}")
    board.done("project", "edit", "refresh", f"name={text}", f"sponsor={text}")
    board.done("milestone", "add", text, "due=fri")
    board.done("filter", "save", text, f'"{HOSTILE[3]}"')
    board.done("move", "1", "doing", "--reason", text)


@pytest.mark.parametrize("terminal", [0, 80])
@pytest.mark.parametrize("argv", COMMANDS, ids=" ".join)
def test_nothing_from_data_is_obeyed(hostile: Shell, argv: list[str], terminal: int) -> None:
    for more in ([], ["--json"]):
        if argv == ["redo"]:
            hostile.done("undo")
        result = hostile.done(*argv[:1], *more, *argv[1:], terminal=terminal, env={"NO_COLOR": "1"})
        plain = result.out.replace("\t", " ") if argv[0] == "__complete" else result.out
        assert not FORBIDDEN.search(plain)
        assert not FORBIDDEN.search(result.err)


@pytest.mark.parametrize("terminal", [0, 80])
def test_hostile_words_in_errors_are_harmless_and_short(board: Shell, terminal: int) -> None:
    for text in [*(text.replace("\0", "") for text in HOSTILE), "x" * 10_000]:
        for argv in (
            ["show", text], ["list", f"in:{text}"], ["list", f"@x{text}"], ["add", f"a @x{text}"], [text],
            ["list", f"--{text}"], ["-b", f"{text}.json", "list"], ["import", f"{text}.json"],
            ["edit", "1", f"due={text}"], ["edit", "1", text], ["list", "--sort", text], ["list", "--filter", text],
            ["completion", text], ["verify", "--expect", text],
        ):  # fmt: skip
            result = board(*argv, terminal=terminal)
            assert result.code in (1, 2, 3, 65, 69), argv
            assert not FORBIDDEN.search(result.err.replace("\n", ""))
            assert len(result.err) < 900


def test_markup_is_shown_as_it_is(board: Shell) -> None:
    for text in ("[/red]", "[WIP] [1/3]", "[@click=app.quit]"):
        board.done("edit", "1", f"title={text}")
        assert text in board.done("list").out
        assert text in board.done("show", "1", terminal=80).out


def test_json_is_ascii_and_keeps_every_character(board: Shell) -> None:
    text = "Zürich 漢字 \x1b[2J \u202e"
    board.done("edit", "1", f"title={text}")
    result = board.done("show", "1", "--json")
    assert result.out.isascii()
    assert result.json["title"] == text
    assert result.out.count("\n") == 1


def test_lone_surrogates_do_no_harm(board: Shell) -> None:
    board.done("add", "caf\udce9 ole")
    assert "caf� ole" in board.done("list").out
    assert board.done("show", "6", "--json").json["title"] == "caf\udce9 ole"
    for name in ("x.md", "x.csv", "x.json"):
        board.done("export", "--to", name[2:], "-o", name)
        assert "caf" in Path(name).read_text(errors="replace")


def test_the_writer_lets_nothing_hostile_through_by_any_door() -> None:
    text = "".join(HOSTILE)
    out, err = Stream(True), Stream(True)
    for as_json in (False, True):
        writer = Output(out, err, {"NO_COLOR": "1"}, as_json)
        writer.line(text, Painted("head", text))
        writer.lines([text])
        writer.text(f"{text}\r\n{text}", text)
        writer.pairs([(text, text)])
        writer.document({text: [text]})
        writer.document([text])
        writer.note(text)
        writer.warning(text)
        writer.error(Refusal("rule", text, text, {text: text}))
    assert not FORBIDDEN.search(out.getvalue().replace("\t", " "))
    assert not FORBIDDEN.search(err.getvalue())


# Keys of what was touched


def test_keys_are_as_shown_and_without_cards_that_only_made_room() -> None:
    changes = [
        Change("card", 7, {"rank": "a"}, {"rank": "b"}),
        Change("card", 12, {"column": "a", "rank": "a"}, {"column": "b", "rank": "c"}),
        created("milestone", 1, {"id": 1}), created("person", "ana", {"handle": "ana"}),
        created("comment", 3, {"id": 3, "on": ["card", 12]}), created("column", "doing", {"key": "doing"}),
    ]  # fmt: skip
    assert touched_keys(changes) == ["12", "M1", "@ana", "doing"]
    assert touched_keys(changes[:1]) == ["7"]


# Cells


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("", 0), ("漢字", 4), ("e\u0301", 1), ("ｶﾅ", 2), ("Ａ", 2), ("é", 1)]
)
def test_cells(text: str, width: int) -> None:
    assert cells(text) == width


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=40), st.integers(0, 40))
def test_a_cut_text_fits(text: str, width: int) -> None:
    shown = cut(text, width)
    assert cells(shown) <= width
    assert shown == text or shown == "" or shown.endswith("…")
    if cells(text) <= width:
        assert cells(padded(text, width)) == cells(padded(text, width, right=True)) == width


@given(
    st.lists(
        st.tuples(st.text("abc漢é ", max_size=8), st.just(""), st.text("xyz字", min_size=1, max_size=8)), max_size=6
    )
)
def test_columns_are_aligned(rows: list[tuple[str, str, str]]) -> None:
    lines = aligned(rows)
    assert len(lines) == len(rows)
    indent = widest([row[0] for row in rows])
    for line, row in zip(lines, rows, strict=True):
        text = unicodedata.normalize("NFC", line)
        assert text.endswith(row[2])
        assert cells(line) == (indent + 2 if indent else 0) + cells(row[2])


def test_what_json_prints_is_one_document(board: Shell) -> None:
    for argv in (
        ["list"],
        ["log"],
        ["person", "list"],
        ["column", "list"],
        ["show", "1"],
        ["board", "show"],
        ["verify"],
    ):
        json.loads(board.done(*argv, "--json").out)
