"""Commands that change cards: what they do, what they print, and that several ids are one entry, all or none."""

import os

import pytest

from tests.cli.conftest import Shell


def titles(board: Shell, *words: str) -> list[str]:
    return [card["title"] for card in board.done("list", "--json", *words).json]


def card(board: Shell, id: int) -> dict[str, object]:
    found = board.done("show", str(id), "--json").json
    assert isinstance(found, dict)
    return found


def seq(board: Shell) -> int:
    return int(board.done("board", "show", "--json").json["entries"])


# add


def test_add_prints_the_id(board: Shell) -> None:
    assert board.done("add", "Ship", "it", "@omar", "!5", "due:fri", "~2d", "#net", ">doing").out == "6\n"
    made = card(board, 6)
    assert (made["title"], made["owner"], made["value"], made["due"]) == ("Ship it", "omar", 5, "2026-03-13")
    assert (made["effort"], made["tags"], made["column"]) == (16, ["net"], "doing")


def test_add_on_a_terminal_says_what_was_understood(board: Shell) -> None:
    out = board.done("add", "Ship it @omar due:fri", terminal=80, env={"NO_COLOR": "1"}).out
    assert out.split() == ["6", "Backlog", "Ship", "it", "omar", "fri"]


def test_add_as_json(board: Shell) -> None:
    before = seq(board)
    assert board.done("add", "Ship it", "--json").json == {"seq": before + 1, "ids": ["6"]}


def test_quotes_that_the_shell_took_off_are_understood(board: Shell) -> None:
    board.done("add", "Ship it", "for:City Hall")
    assert card(board, 6)["promised_to"] == "City Hall"


def test_add_reads_one_card_a_line_as_one_entry(board: Shell) -> None:
    before = seq(board)
    assert board.done("add", "-", stdin="\ufeffone #a\r\n\n  two !5\nthree").out == "6\n7\n8\n"
    assert seq(board) == before + 1
    assert titles(board, "--sort", "id")[-3:] == ["one", "two", "three"]
    board.done("undo")
    assert len(titles(board)) == 5


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("Ship it @nobody", 3, "nobody"),
        ("Ship it >nowhere", 3, "nowhere"),
        ("Ship it due:someday", 65, "someday"),
        ("Ship it !9", 65, "!9"),
        ("#net", 65, "title is empty"),
        ("x" * 10_000, 65, "10,000"),
    ],
)
def test_what_is_wrong_in_a_line_is_named_and_nothing_is_added(board: Shell, line: str, code: int, said: str) -> None:
    before = seq(board)
    one = board("add", line)
    assert (one.code, one.out) == (code, "")
    assert said in one.err
    many = board("add", "-", stdin=f"fine\n\n{line}\nfine too\n")
    assert (many.code, many.out) == (code, "")
    assert many.err.startswith("tuiboard: Line 3: ")
    assert said in many.err
    assert "Nothing was added." in many.err
    assert seq(board) == before


@pytest.mark.parametrize("stdin", ["", "\n \n"])
def test_nothing_on_standard_input_is_a_mistake(board: Shell, stdin: str) -> None:
    result = board("add", "-", stdin=stdin)
    assert (result.code, result.err) == (2, "tuiboard: There is no card on standard input. Write one a line.\n")


def test_standard_input_that_is_no_text(board: Shell) -> None:
    result = board("add", "-", stdin=b"caf\xe9\n")
    assert result.code == 65
    assert "Standard input is not UTF-8 text" in result.err


# move, done


def test_move_several_cards_as_one_entry(board: Shell) -> None:
    before = seq(board)
    assert board.done("move", "1", "2", "rev").out == "Moved 2 cards (1, 2) to Review\n"
    assert seq(board) == before + 1
    assert (card(board, 1)["column"], card(board, 2)["column"]) == ("review", "review")
    assert board.done("undo").out == "Undone: moved 2 cards (1, 2) to Review\n"
    assert (card(board, 1)["column"], card(board, 2)["column"]) == ("backlog", "backlog")


def test_a_soft_limit_is_passed_with_a_warning(board: Shell) -> None:
    result = board.done("move", "1", "2", "review")
    assert result.err == "Warning: “Review” is over its limit: 3 of 2.\n"
    board.done("undo")
    result = board.done("move", "1", "2", "review", "--json")
    assert result.json["ids"] == ["1", "2"]
    assert '"warning"' in result.err


def test_a_hard_limit_refuses_without_a_reason(board: Shell) -> None:
    board.done("column", "edit", "review", "wip_hard=yes")
    result = board("move", "1", "2", "review")
    assert result.code == 1
    assert "its limit is hard" in result.err
    board.done("move", "1", "2", "review", "--reason", "the auditor waits")
    assert "the auditor waits" in board.done("log", "--limit", "1").out


@pytest.mark.parametrize(
    "argv", [["move", "1", "99", "doing"], ["done", "1", "99"], ["edit", "1", "99", "due=fri"], ["archive", "1", "99"]]
)
def test_an_unknown_id_stops_all_of_them(board: Shell, argv: list[str]) -> None:
    before = seq(board)
    result = board(*argv)
    assert (result.code, result.out) == (3, "")
    assert "99" in result.err
    assert seq(board) == before


def test_done_moves_to_the_done_column(board: Shell) -> None:
    assert board.done("done", "1", "3", "--json").json["ids"] == ["1", "3"]
    assert card(board, 3)["finished_at"] == "2026-03-11T09:00:00Z"


def test_what_is_so_already_is_no_entry(board: Shell) -> None:
    before = seq(board)
    assert board.done("done", "5").out == "Nothing to change, it is so already\n"
    assert board.done("done", "5", "--json").json == {"seq": 0, "ids": []}
    assert seq(board) == before


# edit


def test_edit_sets_adds_removes_and_clears(board: Shell) -> None:
    board.done(
        "edit", "1", "owner=omar", "due=", "tags+=urgent", "tags-=network", "title=New core switch", "effort=1.5d"
    )
    edited = card(board, 1)
    assert (edited["owner"], edited["due"], edited["tags"]) == ("omar", None, ["urgent"])
    assert (edited["title"], edited["effort"]) == ("New core switch", 12)


@pytest.mark.parametrize(
    ("assignment", "code", "said"),
    [
        ("colour=red", 2, "colour"),
        ("due=someday", 65, "someday"),
        ("owner=nobody", 3, "nobody"),
        ("value=9", 65, "9"),
        ("depends_on=1", 1, "1 needs 1"),
        ("title=", 65, "title is empty"),
        ("title=" + "x" * 10_000, 65, "10,000"),
    ],
)
def test_a_wrong_value_is_named_and_nothing_changes(board: Shell, assignment: str, code: int, said: str) -> None:
    before = seq(board)
    result = board("edit", "1", "start=mon", assignment)
    assert (result.code, result.out) == (code, "")
    assert said in result.err
    assert seq(board) == before


# The others


def test_block_and_unblock(board: Shell) -> None:
    board.done("block", "1", "waiting", "for", "3", "parts")
    assert card(board, 1)["blocked"] == {"reason": "waiting for 3 parts", "since": "2026-03-11T09:00:00Z"}
    board.done("unblock", "1", "2")
    assert card(board, 1)["blocked"] is None


def test_comment_with_words_or_standard_input(board: Shell) -> None:
    assert board.done("comment", "1", "Part", "arrives", "Friday", "--json").json["ids"] == ["1"]
    board.done("comment", "1", "-", stdin="Two\nlines\n")
    assert [comment["text"] for comment in card(board, 1)["comments"]] == ["Part arrives Friday", "Two\nlines"]  # type: ignore[attr-defined]
    assert board("comment", "1", " ").code == 65


def test_check_counts_from_1_and_toggles(board: Shell) -> None:
    board.done("edit", "1", "checklist=- [ ] order\n- [ ] unpack")

    def ticks() -> list[bool]:
        return [item["done"] for item in card(board, 1)["checklist"]]  # type: ignore[attr-defined]

    board.done("check", "1", "2")
    assert ticks() == [False, True]
    board.done("check", "1", "2")
    assert ticks() == [False, False]
    board.done("check", "1", "1", "--undone")
    board.done("check", "1", "2", "--done")
    board.done("check", "1", "2", "--done")
    assert ticks() == [False, True]
    for number, code in (("3", 3), ("0", 2), ("x", 2), ("-1", 2)):
        assert board("check", "1", number).code == code
    assert board("check", "1", "1", "--done", "--undone").code == 2


def test_archive_and_restore(board: Shell) -> None:
    board.done("archive", "1", "2")
    assert len(titles(board)) == 3
    assert len(titles(board, "--all")) == 5
    assert board("move", "1", "doing").code == 1
    board.done("archive", "--restore", "1")
    assert len(titles(board)) == 4


def test_undo_and_redo_say_what(board: Shell) -> None:
    board.done("move", "1", "doing")
    assert board.done("undo").out == "Undone: moved 1 “Replace core switch” to Doing\n"
    assert board.done("redo").out == "Redone: moved 1 “Replace core switch” to Doing\n"
    assert board.done("undo", "--json").json["ids"] == ["1"]


def test_undo_is_refused_where_someone_else_went_on(board: Shell) -> None:
    board.done("edit", "1", "due=mon")
    board.actor = board.actor._replace(uid=4242, login="omar")
    board.done("edit", "1", "due=tue")
    board.actor = board.actor._replace(uid=4243, login="maria")
    assert board("undo").err == "tuiboard: There is nothing of yours to undo.\n"
    board.actor = board.actor._replace(uid=os.getuid(), login="ana")
    result = board("undo")
    assert result.code == 1
    assert "omar did that" in result.err


def test_the_numbers_of_priority_are_set_and_reset_and_refused_as_a_sentence(board: Shell) -> None:
    def settings() -> object:
        return board.done("board", "show", "--json").json.get("settings", {}).get("priority")

    board.done("board", "edit", "urgent=20", "window=21", "urgency_share=0.5", "importance_share=0.5")
    assert settings() == {"urgent": 20, "window": 21, "urgency_share": 0.5, "importance_share": 0.5}
    board.done("board", "edit", "window=", "appetite=8")
    assert settings() == {"urgent": 20, "urgency_share": 0.5, "importance_share": 0.5}
    for word, said in (
        ("urgent=101", "urgent"), ("urgent=-1", "urgent must be between 0 and 100, not -1."), ("window=0", "window"),
        ("urgency_share=0.9", "add up to 1.4"), ("urgnt=3", "“urgnt=3” can't be set on the board."),
    ):  # fmt: skip
        refused = board("board", "edit", word)
        assert (refused.code != 0, said in refused.err) == (True, True), refused.err
    assert settings() == {"urgent": 20, "urgency_share": 0.5, "importance_share": 0.5}


def test_cards_are_listed_by_their_worth_for_the_effort(board: Shell) -> None:
    board.done("edit", "2", "value=5", "effort=1h")
    board.done("edit", "1", "effort=2w")
    ids = [card["key"] for card in board.done("list", "--sort", "wsjf", "--json").json]
    assert ids[0] == "2"
    assert ids.index("2") < ids.index("1")
