"""Making the board again what it was: one entry, its own uuid, and no number given out twice."""

from tests.conftest import make_workspace
from tests.domain.deciding import decided, done
from tuiboard.domain.changes import Entry
from tuiboard.domain.commands import AddCards, CompleteCards, RestoreBoard
from tuiboard.domain.undo import obstacles, taking_back
from tuiboard.domain.workspace import Workspace

SOURCE = "backup 20260311T090000Z-000001, head 00"


def test_the_board_is_what_it_was_and_undo_takes_that_back() -> None:
    old = make_workspace()
    now = done(done(old, CompleteCards([1])), AddCards([{"title": "New"}]))
    restored = decided(now, RestoreBoard(old, SOURCE))
    assert (restored.action, restored.why) == ("board.restored", SOURCE)
    again = now.with_changes(restored.changes)
    assert again.tables == old.tables
    assert again.next_id("card") == 7, "the number of a card that is gone is not given out again"
    back = taking_back(Entry(9, "x", "", "ana", 1, restored.action, restored.changes))
    assert list(obstacles(again, back)) == []
    assert again.with_changes(back).tables == now.tables


def test_nothing_is_recorded_where_nothing_differs() -> None:
    assert decided(make_workspace(), RestoreBoard(make_workspace(), SOURCE)).changes == ()


def test_the_board_stays_the_one_it_is() -> None:
    mine = make_workspace(board={"name": "Mine"})
    theirs = make_workspace(board={"name": "Theirs", "uuid": "00000000-0000-4000-8000-00000000000f"})
    restored = done(mine, RestoreBoard(theirs, SOURCE))
    assert (restored.board.name, restored.board.uuid) == ("Theirs", mine.board.uuid)
    assert done(mine, RestoreBoard(Workspace(), SOURCE)).board.name == "Mine"


def test_a_board_made_anew_gives_out_no_number_that_was_ever_in_use() -> None:
    old = make_workspace()
    state = Workspace(old.tables, 30, {**old.next_ids, "card": 9, "milestone": 4, "comment": 1})
    made = done(Workspace(), RestoreBoard(state, SOURCE))
    assert made.tables == {**old.tables, "milestone": {}}
    assert (made.next_id("card"), made.next_id("milestone"), made.next_id("comment")) == (9, 4, 1)
