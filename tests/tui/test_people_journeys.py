"""Journeys by keyboard through the people view, at 80x24; an app, which costs most, serves several steps."""

from typing import Any

import pytest

from tests.tui.board_app import board_app, do, frame, press, session_of, settle
from tuiboard.domain import commands as c
from tuiboard.storage.memory import MemoryStore
from tuiboard.tui.app import TuiboardApp
from tuiboard.tui.dialogs.card_page import CardPage
from tuiboard.tui.dialogs.lines_form import LinesForm
from tuiboard.tui.screens import people_view
from tuiboard.tui.screens.people import PeopleScreen
from tuiboard.view.people import people_figures

pytestmark = pytest.mark.usefixtures("own_world")

CARDS = (
    {"title": "Replace core switch", "column": "doing", "owner": "ana", "due": "2026-03-12", "effort": 46},
    {"title": "Label patch panels", "column": "backlog", "owner": "ana", "due": "2026-03-18", "tags": ["network"]},
    {"title": "Order optics", "column": "backlog", "owner": "omar", "due": "2026-03-11", "effort": 8},
    {"title": "Nobody's", "column": "backlog", "effort": 5},
)


def view(app: TuiboardApp) -> PeopleScreen:
    shown = app.view
    assert isinstance(shown, PeopleScreen)
    return shown


async def test_people_are_walked_and_levelled_week_by_week(monkeypatch: pytest.MonkeyPatch) -> None:
    reckoned: list[int] = []

    def counted(ws: Any, *rest: Any) -> Any:
        reckoned.append(ws.seq)
        return people_figures(ws, *rest)

    monkeypatch.setattr(people_view, "people_figures", counted)
    session = session_of(cards=CARDS)
    assert isinstance(session.store, MemoryStore)
    other = session_of(MemoryStore(session.store.lines), "omar", 1001)
    async with board_app(session) as (app, pilot):
        await press(app, pilot, "4")
        text = frame(app)
        assert " 4 People " in text
        assert "▌ana    overload " in text
        assert "115%▲" in text
        assert " all 2   this week 1   16 mar 1 " in text

        await press(app, pilot, "d")
        assert "enter goes to those of the person" in frame(app)
        await press(app, pilot, "l", "l")
        assert "@ana, 16 mar: 0h of work on 40h: 0%. 1 card without an estimate." in frame(app)
        assert list(view(app).cards.state.ids) == [2]
        await press(app, pilot, "h", "j", "k", "G", "g", "enter", "enter")
        assert isinstance(app.screen, CardPage)
        await press(app, pilot, "escape", "s", "escape", "escape")
        app.board_changed([])
        do(other, c.AddComment(("card", 1), "Sent from elsewhere"))
        await settle(app, pilot)
        assert len(reckoned) == 1, "no step, no week and no comment reckons anew"

        await press(app, pilot, "enter", "d", "+9d", "enter")
        assert session.workspace.card(1).due == "2026-03-20"  # type: ignore[union-attr]
        assert "115%▲" in frame(app)
        assert view(app).person.load.weeks[0].hours == 0  # type: ignore[union-attr]
        await press(app, pilot, "u", "escape", "escape", "enter", "space", "space", "@", "omar", "enter")
        assert {card.owner for card in session.workspace.cards()} == {"omar", None}
        assert "▌ana    idle " in frame(app)
        await press(app, pilot, "u", "escape", "escape", "/", "#network", "enter")
        assert view(app).people.rows == 1
        assert "1 of 4 cards" in frame(app)
        await press(app, pilot, "escape", "s", "load", "enter", "G", "enter")
        assert "Nobody's: 5h of work." in frame(app)
        await press(app, pilot, "e", "escape", "escape", "X")
        assert "nobody on the board in this row" in frame(app)


async def test_people_and_the_calendar_are_edited_in_forms() -> None:
    session = session_of(cards=CARDS)
    async with board_app(session) as (app, pilot):
        await press(app, pilot, "4", "a", "zoe", "tab", "Zoe Lang", "tab", "ana", "ctrl+o")
        assert isinstance(app.screen, LinesForm)
        assert "is @ana's already" in frame(app), "two people can't have one login"
        await press(
            app, pilot, "backspace", "backspace", "backspace", "zoe", "tab", "tab", "32", "enter", "fri x", "enter"
        )
        zoe = session.workspace.person("zoe")
        assert zoe is not None
        assert (zoe.name, zoe.login, zoe.hours_per_week) == ("Zoe Lang", "zoe", 32)
        assert zoe.off == [{"from": "2026-03-13", "to": "2026-03-13", "word": "x"}]

        await press(app, pilot, "e", "tab", "tab", "tab", "tab", "2026-03-12..2026-03-1", "ctrl+o")
        assert "Off: 2026-03-01 is before 2026-03-12." in frame(app)
        do(session, c.EditPerson("ana", add={"off": [{"from": "2026-04-01", "to": "2026-04-01"}]}))
        await press(app, pilot, "3", "enter")
        ana = session.workspace.person("ana")
        assert ana is not None
        assert [span["from"] for span in ana.off] == ["2026-03-12", "2026-04-01"], "both people's changes hold"
        await press(app, pilot, "e", "tab", "tab", "tab", "tab", "end", ", 2026-05-01", "ctrl+o")
        ana = session.workspace.person("ana")
        assert ana is not None
        assert [span["from"] for span in ana.off] == ["2026-03-12", "2026-04-01", "2026-05-01"]
        assert "@ana, 40h a week, off tomorrow to fri." in frame(app)
        assert "192%▲" in frame(app), "46 h on 24, since two of five days are off"

        await press(app, pilot, "i", "mon tue wed thu", "tab", "2026-03-09 Fair", "ctrl+o")
        assert session.workspace.board.settings["calendar"]["working_days"] == ["mon", "tue", "wed", "thu"]
        assert "230%▲" in frame(app), "of four days one is a holiday and one off"
        await press(app, pilot, "X")
        assert "Set @ana inactive. @ana still owns 2 open cards." in frame(app)
