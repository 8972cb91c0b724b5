"""A promise from the key on its card to its outcome, at 80x24; one app serves it all."""

import pytest

from tests.conftest import FrozenClock
from tests.tui.board_app import board_app, frame, press, session_of
from tuiboard.domain.promises import promise

pytestmark = pytest.mark.usefixtures("own_world")

CARDS = ({"title": "Migrate LDAP users", "column": "doing", "owner": "ana"},)


async def test_a_promise_is_made_on_its_card_handed_back_and_missed_with_a_reason() -> None:
    session = session_of(cards=CARDS)
    clock = session.clock
    assert isinstance(clock, FrozenClock)
    async with board_app(session) as (app, pilot):
        await press(app, pilot, "O")  # there is none: the form opens at once
        await press(app, pilot, "ana", "enter", "fri", "enter", "enter", "enter")
        assert "@ana can't promise something to themselves." in frame(app)
        await press(app, pilot, "up", "up", "up", "backspace", "backspace", "backspace", "City", "f2")
        made = promise(session.workspace, 1)
        assert made is not None
        assert (made.customer, made.due, made.performer, made.state) == ("City", "2026-03-13", "ana", "promised")
        await press(app, pilot, "O")
        assert "P1 @ana to City" in frame(app)
        assert "due fri" in frame(app)
        await press(app, pilot, "enter")
        assert "It was missed" not in frame(app)  # only what the rules allow today is offered
        await press(app, pilot, "enter")
        assert "Declared P1 of 1 “Migrate LDAP users” done." in frame(app)
        await press(app, pilot, "O", "enter", "down", "enter", "two can not", "enter")
        assert "Handed back P1 of 1 “Migrate LDAP users”: two can not." in frame(app)
        clock.advance(days=4)
        await press(app, pilot, "O")
        assert "2d late: settle it" in frame(app)
        await press(app, pilot, "enter", "missed", "enter", "2")
        assert "P1 was missed: a note?" in frame(app)
        await press(app, pilot, "enter")
        missed = promise(session.workspace, 1)
        assert missed is not None
        assert (missed.state, missed.reason) == ("missed", "underestimated")
