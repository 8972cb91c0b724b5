"""A journey by keyboard through the milestones and the forecast."""

import pytest

from tests.tui.board_app import board_app, frame, press, session_of
from tuiboard.tui.dialogs.forecast_page import ForecastPage
from tuiboard.tui.dialogs.milestones_page import MilestonesPage

pytestmark = pytest.mark.usefixtures("own_world")


def told(text: str) -> str:
    return " ".join(text.replace("│", " ").split())


async def test_milestones_are_made_given_cards_forecast_and_removed() -> None:
    past = [{"title": "past", "column": "done", "finished_at": f"2026-{day}T10:00:00Z"} for day in ("02-24", "03-03")]
    session = session_of(cards=[{"title": "Order"}, {"title": "Mount"}, *past])

    async with board_app(session) as (app, pilot):
        await press(app, pilot, "'")
        assert "There is no milestone yet" in told(frame(app))
        await press(app, pilot, ";", "a", "Go [/red] live", "enter", "never", "enter")
        assert "“never” is not a date." in told(frame(app))
        await press(app, pilot, "ctrl+u", "+4w", "enter", "refresh", "ctrl+o")
        milestone = session.workspace.milestone(1)
        assert milestone is not None
        assert (milestone.title, milestone.due, milestone.project) == ("Go [/red] live", "2026-04-08", "refresh")
        assert isinstance(app.screen, MilestonesPage)
        assert "There is nothing to forecast." in frame(app)

        await press(app, pilot, "escape", "'", "enter", ";")
        assert "0/1" in frame(app)
        assert "With 85 % certainty by 18 mar, 21 days before it is due." in told(frame(app))
        await press(app, pilot, "enter")
        assert isinstance(app.screen, ForecastPage)
        assert "Forecast: M1 Go [/red] live" in frame(app)
        assert "The card will be done by 18 mar with 85 % certainty." in told(frame(app))
        await press(app, pilot, "n", "3", "enter", "d", "+3d")
        assert "is less than a week away" in told(frame(app))
        await press(app, pilot, "ctrl+u", "+2w", "enter", "g", "50", "enter")
        assert "at least 2 cards will be finished by 25 mar; that all 5 are has a chance of 0 %." in told(frame(app))
        assert "Asked: for 3 cards, 50 % more, by +2w." in told(frame(app))
        await press(app, pilot, "/", "Order", "enter")
        assert "There is no forecast: nothing was finished in the weeks looked at" in told(frame(app))
        assert "p goes by the pace of the whole board." in told(frame(app))

        await press(app, pilot, "escape", "D")
        assert session.workspace.milestones() == []
        await press(app, pilot, "u", "b", ",")
        assert app.board is not None
        assert app.board.filter_text == "*M1"
        assert "Forecast: M1" in frame(app)
