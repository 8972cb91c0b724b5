"""Journeys by keyboard through the pages about who does what; one app serves them all."""

import pytest

from tests.conftest import FrozenClock
from tests.tui.board_app import board_app, do, frame, press, session_of
from tuiboard.domain import commands as c
from tuiboard.domain import risk_commands as r
from tuiboard.domain.raci import roles_of
from tuiboard.tui.dialogs.card_page import CardPage
from tuiboard.tui.dialogs.raci_page import RaciPage
from tuiboard.tui.dialogs.standup_page import StandupPage
from tuiboard.tui.dialogs.support_page import SupportPage
from tuiboard.tui.screens.risks import RiskScreen

pytestmark = pytest.mark.usefixtures("own_world")

CARDS = (
    {"title": "Replace core switch", "owner": "maria", "consulted": ["ana", "omar"], "tags": ["net"],
     "project": "refresh"},
    {"title": "Label [/red] panels"},
    {"title": "Order optics", "column": "done", "owner": "omar", "tags": ["net"]},
)  # fmt: skip


async def test_roles_are_set_wrongs_are_cured_help_is_found_and_the_standup_is_copied() -> None:
    session = session_of(cards=CARDS)
    clock = session.clock
    assert isinstance(clock, FrozenClock)
    do(session, r.AddRisks([{"title": "Fire", "owner": "ana"}, {"title": "Flood", "owner": "ana"}]))
    do(session, c.EditProject("refresh", {"sponsor": "@ana"}))

    def letters(card: int, person: str) -> str:
        return roles_of(session.workspace.table("card")[card]).letters(person)

    async with board_app(session) as (app, pilot):
        await press(app, pilot, "M")
        assert isinstance(app.screen, RaciPage)
        lines = frame(app).splitlines()
        assert "All 4   Cards 2   Milestones 0   Risks 2   To put right 2" in lines[2]
        assert lines[3].split()[-4:-1] == ["ana", "maria", "omar"], "there is room for whole handles"
        assert "[C  ]" in lines[4]
        assert "Ar" in lines[4]
        assert "@ana is consulted for 1 “Replace core switch”." in frame(app)

        await press(app, pilot, "l", "r")
        assert letters(1, "maria") == "AR"
        assert "Set responsible → maria" in frame(app).splitlines()[-2], "what was done is said on the page"
        await press(app, pilot, "r", "c")
        assert "@maria is accountable for 1, and so is not consulted as well." in frame(app)
        await press(app, pilot, "l", "i")
        assert (letters(1, "omar"), letters(1, "maria")) == ("I", "Ar")
        await press(app, pilot, "u")
        assert letters(1, "omar") == "C"
        await press(app, pilot, "j", "a")
        assert letters(2, "omar") == "Ar"
        await press(app, pilot, "a")
        assert letters(2, "omar") == ""

        await press(app, pilot, "F")
        assert "nobody is accountable or responsible" in frame(app)
        await press(app, pilot, "g", "enter", "enter")
        assert [letters(1, who) for who in ("ana", "maria", "omar")] == ["C", "Ar", "I"], "as many as were too many"
        await press(app, pilot, "enter", "mar", "enter")
        assert letters(2, "maria") == "Ar"
        assert "Nothing is wrong" in frame(app)
        await press(app, pilot, "f", "/", "in:b", "enter")
        assert "/in:b  2 of 4" in frame(app)
        await press(app, pilot, "escape", "o", "enter")
        assert isinstance(app.screen, CardPage)
        await press(app, pilot, "escape", "escape", "f", "f", "f", "j", "enter")
        assert isinstance(app.view, RiskScreen)
        assert app.screen is app.view
        assert app.view.table.cursor == 2

        await press(app, pilot, "1", "g", "b", "part", "enter")
        clock.advance(hours=30)
        await press(app, pilot, "j", "!", "two", "enter")
        assert "help" in frame(app)
        await press(app, pilot, "Q")
        assert isinstance(app.screen, SupportPage)
        assert "2 cards wait, the longest for 1 d 6 h; 1 to be escalated." in frame(app)
        assert "could help: @omar finished 1 #net card" in frame(app)
        await press(app, pilot, "i", "9,8")
        assert "can't be hours of escalation" in frame(app)
        await press(app, pilot, "escape", "E")
        assert session.workspace.table("card")[1]["blocked"]["level"] == 1
        assert "level 1, escalated" in frame(app)
        await press(app, pilot, "@", "enter")
        assert session.workspace.table("card")[1]["responsible"] == ["maria", "omar"]
        await press(app, pilot, "C", "ok", "ctrl+o")
        assert "ok" in [comment.text for comment in session.workspace.comments("card", 1)]
        await press(app, pilot, "j", "b")
        assert "help_wanted" not in session.workspace.table("card")[2]
        assert "1 card waits" in frame(app)

        await press(app, pilot, "q", "W")
        assert isinstance(app.screen, StandupPage)
        assert "1 “Replace core switch” was blocked: part (by @ana)" in frame(app)
        await press(app, pilot, "y")
        assert app.clipboard.startswith("# Network refresh: stand-up of 2026-03-12\n")
        assert "Copied as Markdown." in frame(app)
        await press(app, pilot, "@", "om", "enter")
        assert "@maria Maria Keller" not in frame(app)
        await press(app, pilot, "escape", "escape")
        assert app.screen is app.board
