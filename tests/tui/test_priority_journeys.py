"""Journeys by keyboard through the priorities, at 80x24; an app, which costs most, serves several steps."""

from typing import Any

import pytest

from tests.tui.board_app import board, board_app, do, frame, press, pressed, session_of, settle
from tuiboard.domain import commands as c
from tuiboard.engine.session import Session
from tuiboard.storage.memory import MemoryStore
from tuiboard.tui.app import TuiboardApp
from tuiboard.tui.dialogs.compare_page import ComparePage
from tuiboard.tui.dialogs.why_page import WhyPage
from tuiboard.tui.screens import priority_view
from tuiboard.tui.screens.card_side import REST
from tuiboard.tui.screens.priorities import PriorityScreen
from tuiboard.view.priorities import ranking

pytestmark = pytest.mark.usefixtures("own_world")

CARDS = (
    {"title": "Replace core switch", "column": "doing", "owner": "ana", "due": "2026-03-10", "value": 5},
    {"title": "Label patch panels", "column": "backlog", "value": 5},
    {"title": "Order optics", "column": "backlog", "owner": "omar", "due": "2026-03-11", "value": 0},
    {"title": "Write runbook", "column": "backlog", "owner": "ana", "value": 1, "depends_on": [1]},
    {"title": "Old one", "column": "done"},
)


def view(app: TuiboardApp) -> PriorityScreen:
    shown = app.view
    assert isinstance(shown, PriorityScreen)
    return shown


def cards(session: Session) -> dict[int, dict[str, Any]]:
    return {card.id: dict(card.doc) for card in session.workspace.cards()}


async def test_the_priorities_are_walked_explained_pinned_and_worked_on(monkeypatch: pytest.MonkeyPatch) -> None:
    reckoned: list[int] = []

    def counted(ws: Any, who: str, today: str) -> Any:
        reckoned.append(ws.seq)
        return ranking(ws, who, today)

    monkeypatch.setattr(priority_view, "ranking", counted)
    session = session_of(cards=CARDS)
    assert isinstance(session.store, MemoryStore)
    other = session_of(MemoryStore(session.store.lines), "omar", 1001)
    async with board_app(session) as (app, pilot):
        await press(app, pilot, "3")
        text = frame(app)
        assert " 3 Prio" in text
        assert "2 open cards: 1 late." in text
        assert "yours first: 1, 4 \n" in f"{text.splitlines()[1]} \n"
        assert " Do now 1 " in text
        assert " All 4 " in text
        assert view(app).table.cursor == 1
        assert "w why" in text.splitlines()[-1]

        await press(app, pilot, "j", "k", "j", "l", "l")
        assert view(app).quadrant == "Schedule"
        assert list(view(app).ranked.ids) == [2]
        await press(app, pilot, "escape", "f", "h", "h", "escape")
        assert view(app).quadrant is None
        app.board_changed([])
        await settle(app, pilot)
        assert reckoned == [session.workspace.seq], "no step and no quadrant ranks anew"

        await press(app, pilot, "g", "X")
        assert "no room at the side below 120 columns" in frame(app)
        await pilot.resize_terminal(120, 40)
        await settle(app, pilot)
        assert "P 51.8 = 0.4 × U + 0.6 × I: Do now" in frame(app), "the sum stands beside the list"
        await press(app, pilot, "j")
        await pilot.pause(REST * 2)
        await settle(app, pilot)
        assert "P 24.0 = 0.4 × U + 0.6 × I: Delegate" in frame(app), "and follows the cursor"
        await press(app, pilot, "X")
        assert "0.4 × U" not in frame(app)
        await pilot.resize_terminal(80, 24)

        await press(app, pilot, "g", "w")
        assert isinstance(app.screen, WhyPage)
        assert "Waits for it: 4." in frame(app)
        assert "Urgency over the last 14 days" in frame(app)
        await press(app, pilot, "-")
        assert cards(session)[1]["value"] == 4
        assert "one value higher" in frame(app), "the page follows"
        await press(app, pilot, "escape", "u")
        assert cards(session)[1]["value"] == 5

        await press(app, pilot, "P", "rank", "enter", "1", "enter", "the auditor comes", "enter", "fri", "enter")
        assert cards(session)[1]["pin"]["rank"] == 1
        assert cards(session)[1]["pin"]["until"] == "2026-03-13"
        await press(app, pilot, "P", "enter")
        assert "pin" not in cards(session)[1]
        await press(app, pilot, "P", "qqq", "enter")
        assert "Nothing here matches · esc leave" in frame(app), "enter has nothing to take"
        await press(app, pilot, "escape", "P", "later", "enter", "waits for parts", "enter", "enter")
        assert cards(session)[1]["pin"]["until"] == "2026-03-25"
        assert "Later    pinned until 25 mar" in frame(app)
        assert view(app).table.cursor == 1, "the cursor goes with its card"

        do(other, c.EditCards([3], {"title": "Order optics today"}))
        app.bridge.poll()
        await settle(app, pilot)
        assert "Order optics today" in frame(app)
        await press(app, pilot, "/", "@ana", "enter")
        assert list(view(app).ranked.ids) == [1, 4]
        await press(app, pilot, "1", "tab", "tab")
        assert "/@ana  2 of 4" in frame(app), "the filter was kept"
        await press(app, pilot, "escape", "g", "enter", "w")
        assert isinstance(app.screen, WhyPage), "the card page explains too"
        await press(app, pilot, "escape", "escape", "c")
        assert cards(session)[view(app).table.cursor or 0]["column"] != "done"
        assert len(view(app).ranked.ids) == 3, "what is done is not ranked"
        await press(app, pilot, "1", "w")
        assert isinstance(app.screen, WhyPage), "and the board"


async def test_alternatives_are_compared_and_the_choice_is_recorded_and_numbers_are_set() -> None:
    session = session_of(cards=CARDS)
    async with board_app(session) as (app, pilot):
        await press(app, pilot, "3", "=")
        assert "Select two to five cards" in frame(app)
        await press(app, pilot, "space", "space", "space")
        assert "3 selected" in frame(app)
        for key in "=l":
            app.post_message(pressed(key))
        await settle(app, pilot)
        assert isinstance(app.screen, ComparePage)
        assert "WSJF" in frame(app)
        await press(app, pilot, "enter", "the supplier waits", "enter", "tab", "soon", "enter")
        assert "“soon” is not a date" in frame(app), "it stays to be put right"
        await press(app, pilot, "ctrl+u", "+2w", "enter", "fast", "enter", "no spare", "ctrl+o")
        decision = session.workspace.doc("decision", 1)
        assert decision is not None
        ids = view(app).selected()
        chosen = cards(session)[ids[1]]
        assert decision["decision"] == f"{chosen['id']} {chosen['title']}"
        assert [option["name"].split()[0] for option in decision["options"]] == [str(id) for id in ids]
        assert (decision["cards"], decision["context"]) == (ids, "the supplier waits")
        assert decision["review_on"] == "2026-03-25"
        assert [decision["options"][0].get(name) for name in ("pros", "cons", "cost")] == ["fast", "no spare", None]
        await press(app, pilot, "=", "enter", "ctrl+o")
        assert session.workspace.doc("decision", 2) is not None, "all of it can be skipped by one key"

        await press(app, pilot, "escape", "s", "wsjf", "enter")
        assert "WSJF" in frame(app)
        assert "by wsjf" in frame(app)
        await press(app, pilot, "z")
        assert view(app).table.pitch == 1

        await press(app, pilot, "i", "urgent", "enter", "ctrl+u", "95", "enter")
        assert session.workspace.board.settings["priority"] == {"urgent": 95}
        assert next(q.many for q in view(app).ranked.quadrants if q.name == "Do now") == 0
        await press(app, pilot, "i", "share", "enter", "ctrl+u", "0.5", "enter")
        assert session.workspace.board.settings["priority"]["importance_share"] == 0.5

        await press(app, pilot, "a", "Buy cables !5 due:today", "enter")
        assert view(app).table.cursor == 6, "the new card is under the cursor once it is ranked"
        do(session, c.ArchiveCards(list(cards(session))))
        await press(app, pilot, "1", "3")
        app.board_changed([])
        await settle(app, pilot)
        assert "Nothing is open" in frame(app)
        assert board(app).selected() == []
