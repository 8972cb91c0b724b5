"""A journey by keyboard through the flow view; one app, which costs most, serves all steps."""

import pytest

from tests.domain.test_flow import Life
from tests.tui.board_app import board_app, do, frame, press, settle
from tuiboard.domain import commands as c
from tuiboard.tui.app import TuiboardApp
from tuiboard.tui.dialogs.card_page import CardPage
from tuiboard.tui.screens.flow import FlowScreen

pytestmark = pytest.mark.usefixtures("own_world")


def view(app: TuiboardApp) -> FlowScreen:
    shown = app.view
    assert isinstance(shown, FlowScreen)
    return shown


async def test_the_charts_are_walked_their_cards_opened_and_all_of_it_kept() -> None:
    life = Life()
    life.add("02-21", "one", "two", "three #net", "four")
    life.move("02-24", 1, "doing")
    life.move("02-26", 1, "done")
    life.move("03-02", 2, "done")
    life.move("03-03", 3, "doing")
    life.clock.set("2026-03-11T09:00:00Z")
    async with board_app(life.session) as (app, pilot):
        await press(app, pilot, "6")
        text = frame(app)
        assert " 6 Flow " in text
        assert "One card was finished, after 3 days. 1 card without a start" in text
        assert "26 feb: 1 card finished after 3 days" in text.lower()
        await press(app, pilot, "enter")
        assert "1 one" in frame(app)
        await press(app, pilot, "enter")
        assert isinstance(app.screen, CardPage)
        await press(app, pilot, "escape")
        assert "26 feb: 1 card finished" in frame(app).lower(), "behind the card is the list it was opened from"
        await press(app, pilot, "escape", "w")
        assert "1 card without a start or a finish" in frame(app)
        await press(app, pilot, "escape", "k", "k", "k")
        assert view(app).chart == "wip"
        assert "Today: 1 in work, 1 waiting" in frame(app)
        await press(app, pilot, "pageup", "h")
        assert "3 mar: 1 in work" in frame(app)
        await press(app, pilot, "/", "two", "enter")
        assert "3 mar: 0 in work" in frame(app)
        await press(app, pilot, "1", "6")
        assert (view(app).chart, view(app).filter_text) == ("wip", "two")
        assert "3 mar: 0 in work" in frame(app), "chart, cursor and filter are as they were left"
        await press(app, pilot, "escape", "escape")
        assert view(app).filter_text == ""
        do(life.session, c.MoveCards([4], "review"))
        app.board_changed([])
        await settle(app, pilot)
        assert "Today: 2 in work, 0 waiting" in frame(app), "what happens is followed"
        await press(app, pilot, "f", "f")
        assert view(app).weeks == 52
        await press(app, pilot, "g", "G", "j", "j", "j")
        assert view(app).chart == "cycle"
        await press(app, pilot, "/", "nothing-like-it", "enter")
        assert "No card matches here." in frame(app)
        await pilot.resize_terminal(140, 40)
        await press(app, pilot, "escape")
        assert "Flow efficiency by week" in frame(app), "wide terminals show all figures"
