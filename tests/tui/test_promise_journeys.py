"""A promise from the key on its card to its outcome, at 80x24; one app serves it all."""

import pytest

from tests.conftest import FrozenClock
from tests.tui.board_app import board_app, do, frame, press, session_of
from tuiboard.domain.commands import EditCards
from tuiboard.domain.promise_commands import MakePromise
from tuiboard.domain.promises import promise
from tuiboard.storage.memory import MemoryStore

pytestmark = pytest.mark.usefixtures("own_world")

CARDS = ({"title": "Migrate LDAP users", "column": "doing", "owner": "ana"},)


async def test_a_promise_is_asked_for_made_handed_back_and_missed_with_a_reason() -> None:
    session = session_of(cards=CARDS)
    clock, store = session.clock, session.store
    assert isinstance(clock, FrozenClock)
    assert isinstance(store, MemoryStore)
    do(session_of(MemoryStore(store.lines), "omar", 1001), MakePromise(1, due="2026-03-20"))
    session.refresh()
    async with board_app(session) as (app, pilot):
        assert "1 to answer" in frame(app)
        await press(app, pilot, ".")
        assert "@ana to @omar, asked, due 20 mar" in frame(app).lower()
        await press(app, pilot, "enter", "enter")
        assert "to answer" not in frame(app)
        await press(app, pilot, "O", "down", "enter")
        await press(app, pilot, "ana", "enter", "fri", "enter", "enter", "enter")
        assert "@ana can't promise something to themselves." in frame(app)
        await press(app, pilot, "up", "up", "up", "backspace", "backspace", "backspace", "City", "f2")
        made = promise(session.workspace, 2)
        assert made is not None
        assert (made.customer, made.due, made.performer, made.state) == ("City", "2026-03-13", "ana", "promised")
        await press(app, pilot, "O", "down")
        assert "P2 @ana to City" in frame(app)
        assert "due fri" in frame(app)
        await press(app, pilot, "enter")
        assert "It was missed" not in frame(app)  # only what the rules allow today is offered
        await press(app, pilot, "enter")
        assert "Declared P2 of 1 “Migrate LDAP users” done." in frame(app)
        await press(app, pilot, "O", "down", "enter", "down", "enter", "two can not", "enter")
        assert "Handed back P2 of 1 “Migrate LDAP users”: two can not." in frame(app)
        clock.advance(days=4)
        await press(app, pilot, "O", "down")
        assert "2d late: settle it" in frame(app)
        await press(app, pilot, "enter")
        assert "the old one counts as a miss" in frame(app)
        await press(app, pilot, "missed", "enter", "2")
        assert "P2 was missed: a note?" in frame(app)
        await press(app, pilot, "enter")
        missed = promise(session.workspace, 2)
        assert missed is not None
        assert (missed.state, missed.reason) == ("missed", "underestimated")
        do(session, EditCards([1], {"due": "2026-03-13"}))
        await press(app, pilot, "O", "down", "enter")
        assert "City, unless you say another" in frame(app)
        assert "2026-03-13, unless" not in frame(app), "the card’s date has passed, and nothing is promised for it"
        await press(app, pilot, "escape")
        await press(app, pilot, ":", "how many were kept", "enter")
        assert "P1  1 “Migrate LDAP users”" in frame(app)
        assert "Ana Ruiz kept 0 of 1 promise: too few to say, under 5." in frame(app)
