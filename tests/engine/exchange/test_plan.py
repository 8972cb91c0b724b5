"""What `import --dry-run` shows."""

from tests.conftest import make_workspace
from tests.engine.exchange.samples import THREE, a_board, a_card, member, move, plan, take_in
from tuiboard.engine.exchange.plan import summary

BOARD = a_board(
    THREE,
    [a_card(1, "a", "to do"), a_card(2, "b", "done", closed=True), a_card(3, " ", "in progress")],
    [move(4, 1, "Done", "To Do")],
    members=[member("ana")],
)


def test_the_summary_says_what_comes_where_to_and_what_is_lost() -> None:
    assert summary(plan(BOARD)) == [
        "From Trello (file.json): 3 cards (2 open, 1 archived), 3 new columns, 1 person, 1 move of the past",
        "  new column To Do (queue): 1 open",
        "  new column In Progress (active): 1 open",
        "  new column Done (done): 0 open, 1 archived",
        "What does not fit a card, or needs a look:",
        "  cards without a title, now called “(no title)”: 1",
        "  cards without a create action: who made them is not known: 3",
    ]


def test_what_is_there_already_is_said() -> None:
    ws = take_in(plan(BOARD))[0]
    assert summary(plan(BOARD, ws)) == ["Nothing new in Trello (file.json)", "On the board already, left alone: 3"]


def test_columns_of_the_board_are_named_by_their_key() -> None:
    assert "  column done: 0 open, 1 archived" in summary(plan(BOARD, make_workspace()))
