"""Several people on one board at once: terminals and commands see each other's changes, and nobody is disturbed."""

from pathlib import Path

from tests.e2e.program import done, holds, leave, quit, screen, small_board, state

MANY = [{"title": f"Task {number:02}", "column": "backlog"} for number in range(1, 31)]


def row_of(shown: str, words: str) -> int:
    return next(number for number, line in enumerate(shown.splitlines()) if words in line)


def test_a_move_in_one_terminal_is_seen_in_the_other_and_in_commands(own_world: Path) -> None:
    board = small_board(own_world)
    with screen(board) as one, screen(board) as two:
        one.send("L")
        one.wait("Moved 1")
        two.wait(r"Backlog 1\b")
        two.wait(r"Doing 2/3.*")
        done(board, "move", 2, "review")
        for terminal in (one, two):
            terminal.wait(r"Backlog 0\b")
            terminal.wait(r"Review 2/2")
        assert "moved 2" in two.screen()
        done(board, "undo")
        for terminal in (one, two):
            terminal.wait(r"Backlog 1\b")
            assert "Label patch" in terminal.screen()
        quit(one)
        quit(two)
    assert [entry.split()[1] for entry in done(board, "log").splitlines()]
    assert state(board).column_cards("doing") == [3, 1]
    holds(board)


def test_the_cursor_scroll_and_open_line_of_the_other_stay(own_world: Path) -> None:
    board = small_board(own_world, MANY)
    with screen(board) as reader:
        reader.wait("Task 01")
        reader.send("G")
        reader.wait("▌30 Task 30")
        reader.send("k", "k")
        before = reader.wait("▌28 Task 28")
        reader.send("a")
        reader.wait("into Backlog")
        reader.send("half a tit")
        reader.wait("half a tit")
        done(board, "move", 1, 2, 30, "doing")
        done(board, "add", "New at the end")
        shown = reader.wait(r"Backlog 28\b")
        assert "▌28 Task 28" in shown
        assert "half a tit" in shown
        assert abs(row_of(shown, "28 Task 28") - row_of(before, "28 Task 28")) <= 2 * 3
        reader.send("le", "enter")
        reader.wait("half a title")
        quit(reader)
    assert state(board).card(32).title == "half a title"  # type: ignore[union-attr]


def test_a_card_that_another_archives_under_the_cursor_is_said(own_world: Path) -> None:
    board = small_board(own_world)
    with screen(board) as reader:
        reader.send("enter")
        reader.wait("esc leave")
        done(board, "archive", 1)
        reader.wait("Card 1 was archived")
        leave(reader, "esc leave")
        reader.wait("▌ 2 Label patch")


def test_two_people_in_one_form_lose_nothing(own_world: Path) -> None:
    board = small_board(own_world)
    with screen(board) as writer:
        writer.send("e")
        writer.wait("O save")
        writer.send(" now")
        writer.wait("switch now")
        done(board, "edit", 1, "title=Theirs", "due=2026-05-05")
        writer.wait("changed this card meanwhile")
        writer.send("ctrl+o")
        shown = writer.wait("theirs: Theirs")
        assert "mine: Replace core switch now" in shown
        writer.send("enter")
        writer.wait("Saved 1")
        quit(writer)
    card = state(board).card(1)
    assert card is not None
    assert (card.title, card.due) == ("Replace core switch now", "2026-05-05")


def test_each_undo_takes_back_ones_own_latest_entry_wherever_it_was_made(own_world: Path) -> None:
    board = small_board(own_world)
    with screen(board) as terminal:
        terminal.send("L")
        terminal.wait("Moved 1")
        assert "moved 1" in done(board, "undo")
        terminal.wait(r"Backlog 2\b")
        done(board, "move", 2, "review")
        terminal.wait(r"Review 2/2")
        terminal.send("u")
        terminal.wait("Undone: moved 2")
        terminal.wait(r"Review 1/2")
        terminal.send("U")
        terminal.wait("Redone: moved 2")
    holds(board)
