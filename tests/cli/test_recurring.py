"""Cards that come again, from the command line: who makes the next, what is said, and what a script gets."""

from tests.cli.conftest import Shell
from tests.conftest import FrozenClock


def later(board: Shell, days: float) -> None:
    assert isinstance(board.clock, FrozenClock)
    board.clock.advance(days=days)


def test_a_card_that_comes_again_is_added_finished_and_followed(board: Shell) -> None:
    assert board.done("add", "Change board meeting @ana every:mon").out == "6\n"
    assert "comes again every Monday; the next 23 mar" in board.done("show", "6").out
    assert board.done("done", "6").out == (
        "Moved 6 “Change board meeting” to Done; next is 7 “Change board meeting” due 2026-03-23\n"
    )
    assert [card["id"] for card in board.done("list", "is:recurring", "-is:done", "--json").json] == [7]
    told = board.done("show", "7", "--json").json
    assert (told["every"], told["follows"], told["followed_by"], told["recurs_on"]) == ("mon", 6, None, "2026-03-23")
    board.done("undo")
    assert board("show", "7").code == 3
    assert board.done("edit", "6", "every=2w:tue").out == "Set every mon → 2w:tue on 6 “Change board meeting”\n"
    assert board.done("edit", "6", "every=").out == "Set every 2w:tue → none on 6 “Change board meeting”\n"


def test_add_prints_the_id_of_the_card_alone_and_says_beside_it_what_follows_at_once(board: Shell) -> None:
    result = board.done("add", "Backup test every:day")
    assert result.out == "6\n"
    assert result.err == "Added; next is 7 “Backup test” due 2026-03-12.\n"


def test_a_command_that_writes_makes_what_has_come_due_and_one_that_reads_does_not(board: Shell) -> None:
    board.done("add", "Backup test every:fri")
    later(board, 9)
    assert [card["id"] for card in board.done("list", "Backup", "--json").json] == [6]
    result = board.done("edit", "1", "value=5")
    assert result.out == "Set value → 5 on 1 “Replace core switch”\n"
    assert result.err == "6 came due: next are 7 “Backup test” due 2026-03-20 and 8 “Backup test” due 2026-03-27.\n"
    assert board.done("log", "--limit", "2").out.count("\n") == 2
    assert board.done("undo").out == "Undone: set value → 5 on 1 “Replace core switch”\n"
    assert len(board.done("list", "Backup", "--json").json) == 3


def test_recur_makes_what_has_come_due_for_a_script_and_skips_a_date(board: Shell) -> None:
    board.done("add", "Backup test every:month:15")
    assert board.done("recur").out == "Nothing to change, it is so already\n"
    later(board, 4)
    assert board.done("recur", "--json").json["ids"] == ["6", "7"]
    assert board.done("recur", "--skip", "7").out == "Set due 2026-04-15 → 2026-05-15 on 7 “Backup test”\n"
    assert board("recur", "--skip").code == 2
    assert board("recur", "7").code == 2
    assert board("recur", "--skip", "1").code == 1


def test_what_is_no_rule_is_refused_and_names_what_is_one(board: Shell) -> None:
    for words in (("add", "Backup every:often"), ("edit", "1", "every=often")):
        result = board(*words)
        assert result.code == 65
        assert "“often” is no rule by which a card comes again. Rules are written mon" in result.err
    offered = board.done("__complete", "--", "add", "every:month").lines
    assert "every:month:2tue\tevery month on the second Tuesday" in offered
    assert "every=workday\tevery working day" in board.done("__complete", "--", "edit", "1", "every=w").lines


def test_a_series_goes_through_the_export_of_a_board_and_comes_with_csv(board: Shell) -> None:
    board.done("add", "Backup test every:fri")
    board.done("done", "6")
    board.done("export", "-o", "all.json")
    board.done("export", "--to", "csv", "-o", "all.csv")
    assert "due 2026-03-20, every fri" in board.done("export", "--to", "md").out
    board.done("export", "-o", "open.json", "-is:done")
    brought = board.done("-b", "open-board.json", "import", "open.json").out
    assert "cards of a series that are not in the file" in brought
    assert "Nothing is wrong." in board.done("-b", "open-board.json", "doctor").out
    board.done("-b", "new.json", "import", "all.json")
    told = board.done("-b", "new.json", "show", "7", "--json").json
    assert (told["every"], told["follows"], told["due"]) == ("fri", 6, "2026-03-20")
    with open("all.csv", encoding="utf-8") as file:
        assert ",every,follows," in file.readline()
