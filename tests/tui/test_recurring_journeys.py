"""Cards that come again, by keyboard."""

import pytest

from tests.conftest import FrozenClock
from tests.tui.board_app import board_app, frame, press, session_of, settle

pytestmark = pytest.mark.usefixtures("own_world")


async def test_a_series_is_begun_goes_on_by_itself_when_a_card_comes_due_and_is_ended() -> None:
    session = session_of()
    clock = session.clock
    assert isinstance(clock, FrozenClock)
    async with board_app(session) as (app, pilot):
        await press(app, pilot, "&", "often", "enter")
        assert "“often” is no rule by which a card comes again" in frame(app)
        await press(app, pilot, "escape", "&", "month:2tue", "enter")
        assert session.workspace.table("card")[1]["every"] == "month:2tue"
        assert "fri  every" in frame(app)
        await press(app, pilot, "&")
        assert "Skip this date: due 14 apr instead" in frame(app)
        await press(app, pilot, "escape")
        clock.set("2026-03-13T09:00:00Z")
        app.bridge.poll()
        await settle(app, pilot)
        assert session.workspace.table("card")[6]["due"] == "2026-04-14"
        assert "1 came due: next is 6 “Replace core switch” due 2026-04-14." in frame(app)
        app.bridge.poll()
        await settle(app, pilot)
        assert 7 not in session.workspace.table("card")
        await press(app, pilot, "G", "&", "the series", "enter")
        assert "every" not in session.workspace.table("card")[6]
