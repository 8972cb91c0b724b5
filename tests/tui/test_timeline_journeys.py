"""Journeys by keyboard through the timeline; an app, which costs most, serves several steps. Today is 11 March 2026."""

from typing import Any

import pytest

from tests.tui.board_app import board_app, do, frame, press, session_of, settle
from tuiboard.domain import commands as c
from tuiboard.engine.session import Session
from tuiboard.storage.memory import MemoryStore
from tuiboard.tui.app import TuiboardApp
from tuiboard.tui.dialogs.card_page import CardPage
from tuiboard.tui.dialogs.forecast_page import ForecastPage
from tuiboard.tui.screens import timeline_view
from tuiboard.tui.screens.card_side import REST
from tuiboard.tui.screens.timeline import TimelineScreen
from tuiboard.tui.terminal import TerminalProfile
from tuiboard.view.timeline import plan_of

pytestmark = pytest.mark.usefixtures("own_world")

CARDS = (
    {"title": "Core switch", "column": "doing", "owner": "ana", "start": "2026-03-09", "due": "2026-03-13",
     "effort": 16, "project": "refresh"},
    {"title": "Runbook", "owner": "omar", "due": "2026-03-17", "effort": 16, "depends_on": [1], "project": "refresh"},
    {"title": "Order optics", "due": "2026-03-10", "project": "refresh", "blocked": {"reason": "no money"}},
    {"title": "Some day"},
    {"title": "Old one", "column": "done", "started_at": "2026-03-03T09:00:00Z", "finished_at": "2026-03-05T09:00:00Z"},
)  # fmt: skip
MILESTONES = ({"title": "Go live", "due": "2026-03-20", "project": "refresh"},)


def view(app: TuiboardApp) -> TimelineScreen:
    shown = app.view
    assert isinstance(shown, TimelineScreen)
    return shown


def dates(session: Session, id: int) -> tuple[Any, Any]:
    card = session.workspace.card(id)
    assert card is not None
    return card.start, card.due


def line_of(app: TuiboardApp, text: str) -> str:
    return next(line for line in frame(app).splitlines() if text in line)


async def test_dates_are_tried_out_recorded_dropped_and_undone_and_others_never_move_the_cursor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reckoned: list[int] = []

    def counted(ws: Any, today: str) -> Any:
        reckoned.append(ws.seq)
        return plan_of(ws, today)

    monkeypatch.setattr(timeline_view, "plan_of", counted)
    session = session_of(cards=CARDS, milestones=MILESTONES)
    assert isinstance(session.store, MemoryStore)
    other = session_of(MemoryStore(session.store.lines), "omar", 1001)
    async with board_app(session) as (app, pilot):
        await press(app, pilot, "5")
        assert " 5 Time " in frame(app)
        assert "mtwtf··mtwtf··mt▼tf··" in frame(app)
        assert "◆ M1 Go live" in frame(app)
        assert view(app).table.cursor == 3, "the cursor begins on the first card"
        assert "3: was due 1 day ago, 1 day short. Blocked: no money." in frame(app)
        assert "  3 Order optics" in frame(app)
        assert " LB " in line_of(app, "Order optics")
        assert "]!" in line_of(app, "Order optics")

        await press(app, pilot, "j", ")")
        assert "1 “Core switch” would start mon and be due 20 mar." in frame(app)
        assert "2 would then be late by 7 days." in " ".join(frame(app).split())
        assert "→ 1 Core switch" in frame(app)
        assert "enter record" in frame(app)
        assert "esc drop" in frame(app)
        assert dates(session, 1) == ("2026-03-09", "2026-03-13"), "nothing is recorded yet"
        await press(app, pilot, "escape")
        assert "→" not in frame(app)
        await press(app, pilot, ")", "enter")
        assert dates(session, 1) == ("2026-03-16", "2026-03-20")
        await press(app, pilot, "u")
        assert dates(session, 1) == ("2026-03-09", "2026-03-13")

        await press(app, pilot, "z", "z", "{")
        assert "days" in frame(app).splitlines()[1]
        await press(app, pilot, "]", "]", "]", "]")
        assert "1 would start on 2026-03-13, after it is due (2026-03-12)" in frame(app)
        await press(app, pilot, "enter")
        assert dates(session, 1) == ("2026-03-12", "2026-03-12"), "what was refused was left out"
        await press(app, pilot, "space", "space", "}", "}", "enter")
        assert [dates(session, id)[1] for id in (1, 2)] == ["2026-03-14", "2026-03-19"]
        await press(app, pilot, "u", "escape")
        assert [dates(session, id)[1] for id in (1, 2)] == ["2026-03-12", "2026-03-17"], "one entry for both"

        await press(app, pilot, "g", "j", "j", "j", "}")
        cursor = view(app).table.cursor
        do(other, c.EditCards([3], {"due": "2026-03-30"}))
        app.bridge.poll()
        await settle(app, pilot)
        assert view(app).table.cursor == cursor, "the row of another card has moved"
        assert list(view(app).moved) == [cursor], "what is tried out stays"
        do(other, c.EditCards([cursor or 0], {"due": "2026-03-25"}))
        app.bridge.poll()
        await settle(app, pilot)
        assert not view(app).moved
        assert f"omar changed {cursor} meanwhile: what you tried out is dropped." in " ".join(frame(app).split())

        many = len(reckoned)
        await press(app, pilot, "h", "l", "j", "k", "z", "f", "f", "f", "0")
        assert len(reckoned) == many, "no step, no zoom and no grouping plans anew"
        do(other, c.AddComment(("card", 1), "The part arrives on Friday."))
        app.bridge.poll()
        await settle(app, pilot)
        assert len(reckoned) == many, "a comment changes no plan"
        await press(app, pilot, "/", "core", "enter")
        assert "/core  1 of 4" in frame(app)
        await press(app, pilot, "1", "5")
        assert "/core  1 of 4" in frame(app), "the filter was kept"
        await press(app, pilot, "enter")
        assert isinstance(app.screen, CardPage)
        await press(app, pilot, "escape", "escape")
        assert view(app).filter_text == ""


async def test_groups_fold_done_cards_come_and_go_and_everything_is_said_in_ascii_too() -> None:
    session = session_of(cards=CARDS, milestones=MILESTONES)
    ascii = TerminalProfile(ascii=True, color="none", mouse=False, animations=False, over_ssh=False)
    async with board_app(session, (130, 30), ascii) as (app, pilot):
        await press(app, pilot, "5")
        assert frame(app).isascii()
        assert "* M1 Go live" in frame(app)
        await press(app, pilot, "_")
        assert "> No date  1" in frame(app)
        assert "Some day" not in frame(app)
        await press(app, pilot, "G", "enter")
        assert "Some day" in frame(app), "enter on a heading unfolds it"
        await press(app, pilot, "Z")
        assert "@@@" in line_of(app, "Old one")
        await press(app, pilot, "G", ")")
        assert "Card 4 has no date to move. S gives it a start, d a due date." in frame(app)
        await press(app, pilot, "}", "enter")
        assert dates(session, 4) == (None, "2026-03-18")
        await press(app, pilot, "s", "slack", "enter")
        assert "by slack" in frame(app)
        await press(app, pilot, "f")
        assert "@ana  1" in frame(app)
        await press(app, pilot, "g")
        await pilot.pause(REST * 2)
        await settle(app, pilot)
        assert "Milestones: 1 milestone." in frame(app), "the words follow the cursor once it rests"
        await press(app, pilot, "j")
        await pilot.pause(REST * 2)
        await settle(app, pilot)
        assert "M1 Go live: due 20 mar, 0 of 0 cards done." in frame(app)
        await press(app, pilot, "enter")
        assert isinstance(app.screen, ForecastPage), "of a milestone enter opens the forecast"
        await press(app, pilot, "escape")
        do(session, c.ArchiveCards([1, 2, 3, 4, 5]))
        await press(app, pilot, "f")
        app.board_changed([])
        await settle(app, pilot)
        assert "M1 Go live" in frame(app)
