"""`list`: which cards, in which order, and how they look on a pipe and on a terminal."""

import re

import pytest

from tests.cli.conftest import Shell, ids
from tuiboard.cli.table import cells

SGR = re.compile(r"\x1b\[[0-9;]*m")


def listed(board: Shell, *words: str) -> list[int]:
    return ids(board.done("list", "--json", *words).json)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), [1, 2, 3, 4, 5]),
        (("@ana",), [3]),
        (("@me",), [3]),
        (("#network",), [1]),
        (("-#network", "in:backlog"), [2]),
        (("due:late",), [3]),
        (("core", "switch"), [1]),
        (("core switch",), [1]),
        (("in:doing|in:review",), [3, 4]),
        (("is:done",), [5]),
        (("-is:done", "--sort", "due"), [3, 1, 2, 4]),
        (("--sort", "id", "--limit", "2"), [1, 2]),
        (("--sort", "priority", "--limit", "1"), [3]),
        (("nothing like it",), []),
    ],
)
def test_filters_and_sorts(board: Shell, words: tuple[str, ...], expected: list[int]) -> None:
    assert listed(board, *words) == expected


def test_archived_cards_only_when_asked_for(board: Shell) -> None:
    board.done("archive", "1")
    assert listed(board) == [2, 3, 4, 5]
    assert listed(board, "--all") == [2, 3, 4, 5, 1]
    assert listed(board, "is:archived") == [1]
    assert board.done("list", "is:archived").out == "1  backlog  fri  @maria  archived  Replace core switch  #network\n"


def test_a_column_with_a_blank_in_its_name(board: Shell) -> None:
    board.done("column", "add", "In progress", "--after", "doing")
    board.done("move", "1", "In progress")
    assert listed(board, "in:In progress") == [1]
    assert listed(board, "-in:In progress", "#network") == []
    assert listed(board, 'in:"In progress" #network') == [1]


def test_a_saved_filter(board: Shell) -> None:
    board.done("filter", "save", "mine", "@me", "-is:done")
    assert listed(board, "--filter", "mine") == [3]
    assert listed(board, "--filter", "mine", "due:none") == []
    result = board("list", "--filter", "mien")
    assert result.code == 3
    assert "Did you mean “mine”?" in result.err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("@nobody",), 3, "nobody"),
        (("in:nowhere",), 3, "nowhere"),
        (("is:blue",), 2, "is:blue"),
        (("due:someday",), 2, "someday"),
        (("--sort", "colour"), 2, "colour"),
        (("--limit", "many"), 2, "many"),
    ],
)
def test_a_word_that_makes_no_sense_is_named(board: Shell, words: tuple[str, ...], code: int, said: str) -> None:
    result = board("list", *words)
    assert (result.code, result.out) == (code, "")
    assert said in result.err


def test_on_a_pipe_it_is_plain_and_aligned(board: Shell) -> None:
    board.done("block", "2", "no paint")
    board.done("edit", "2", "title=" + "x" * 199 + "ß")
    result = board.done("list")
    assert result.lines == [
        "1  backlog  fri      @maria               Replace core switch  #network",
        f"2  backlog                       blocked  {'x' * 199}ß",
        "3  doing    2d late  @ana    !4           Migrate LDAP users",
        "4  review            @omar                Firewall rule audit",
        "5  done                                   Order new cables",
    ]
    assert result.err == ""


def test_a_long_column_is_cut_on_a_terminal_only(board: Shell) -> None:
    board.done("column", "add", "Waiting for the spare parts to arrive")
    board.done("move", "1", "waiting")
    assert "waiting-for-the-spare-parts-to-arrive  fri" in board.done("list", "@maria").out
    assert "waiting-for-the-spare-p…  fri" in SGR.sub("", board.done("list", "@maria", terminal=100).out)


def test_nothing_found_prints_nothing_on_a_pipe(board: Shell) -> None:
    assert board.done("list", "xyzzy")[1:] == ("", "")
    assert board.done("list", "xyzzy", terminal=80)[1:] == ("", "No card matches.\n")
    assert board.done("list", "xyzzy", "--json").out == "[]\n"


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_on_a_terminal_no_line_is_wider(board: Shell, width: int) -> None:
    board.done("edit", "2", "title=" + "漢字" * 60)
    board.done("edit", "4", "title=" + "e\u0301" * 90)
    shown = board.done("list", terminal=width).out
    assert "\x1b[31m2d" in shown
    for line in SGR.sub("", shown).splitlines():
        assert cells(line) <= width
    heading = SGR.sub("", shown).splitlines()[0]
    assert heading.split()[:2] == ["ID", "COLUMN"]


def test_colour_is_left_out_where_it_is_not_wanted(board: Shell) -> None:
    assert "\x1b[" in board.done("list", terminal=80).out
    assert "\x1b[" in board.done("list", terminal=80, env={"NO_COLOR": ""}).out
    assert "\x1b[" not in board.done("list", terminal=80, env={"NO_COLOR": "1"}).out
    assert "\x1b[" not in board.done("list", terminal=80, env={"TERM": "dumb"}).out
    assert "\x1b[" not in board.done("list").out


def test_wide_characters_stay_aligned(board: Shell) -> None:
    board.done("person", "add", "hana", "花")
    board.done("column", "add", "進行中")
    board.done("move", "1", "進行中")
    rows = board.done("list", "--sort", "id").lines[:3]
    starts = [cells(row[: row.index(title)]) for row, title in zip(rows, ("Replace", "Label", "Migrate"), strict=True)]
    assert len(set(starts)) == 1
