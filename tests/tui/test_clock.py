"""The board on the screen of someone whose clock is wrong."""

import pytest

from tests.conftest import FrozenClock
from tests.tui.board_app import board_app, frame, press, session_of

pytestmark = pytest.mark.usefixtures("own_world")


async def test_with_a_wrong_clock_the_board_its_details_and_new_cards_go_by_it() -> None:
    session = session_of()
    clock = session.clock
    assert isinstance(clock, FrozenClock)
    clock.advance(days=-1)
    async with board_app(session, size=(120, 30)) as (app, pilot):
        assert "1 overdue" in frame(app)
        await press(app, pilot, "a", "Fix door due:fri", "enter")
        assert [card.due for card in session.workspace.cards()][-1] == "2026-03-13"
        clock.advance(days=3654)
        await press(app, pilot, "u")
        assert "2 overdue" in frame(app)
        await press(app, pilot, "enter")
        assert "3653 days here" in frame(app)
        await press(app, pilot, "escape", "a", "Fix door due:fri", "enter")
        assert [card.due for card in session.workspace.cards()][-1] == "2036-03-14"
