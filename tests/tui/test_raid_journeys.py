"""Journeys by keyboard through decisions, assumptions, issues and lessons, at 80x24; one app serves several steps."""

import pytest

from tests.tui.board_app import board_app, do, frame, press, session_of, settle
from tuiboard.domain import commands as c
from tuiboard.domain import raid_commands as q
from tuiboard.domain import risk_commands as r
from tuiboard.domain.priority_commands import AddDecision
from tuiboard.domain.raid import RaidItem, raid_item
from tuiboard.engine.session import Session
from tuiboard.storage.memory import MemoryStore
from tuiboard.tui.app import TuiboardApp
from tuiboard.tui.dialogs.raid_page import RaidPage
from tuiboard.tui.dialogs.risk_page import RiskPage
from tuiboard.tui.screens.raid import RaidScreen

pytestmark = pytest.mark.usefixtures("own_world")


def view_of(app: TuiboardApp) -> RaidScreen:
    assert isinstance(app.view, RaidScreen)
    return app.view


def item(session: Session, kind: str, id: int = 1) -> RaidItem:
    found = raid_item(session.workspace, kind, id)
    assert found is not None
    return found


async def test_what_is_noted_by_key_is_settled_linked_superseded_and_undone() -> None:
    session = session_of()
    do(session, r.AddRisks([{"title": "Switch fails"}]))
    async with board_app(session) as (app, pilot):
        await press(app, pilot, "8")
        assert "a notes one." in frame(app), "an empty view says what to press"
        await press(app, pilot, "a", "as", "enter", "Fast", "enter", "enter", "fri", "enter", "1, R1", "enter")
        noted = item(session, "assumption")
        assert (noted.text, noted.owner, noted.due, noted.cards, noted.risks) == (
            "Fast", "ana", "2026-03-13", [1], [1],
        )  # fmt: skip
        assert "▌A1 Fast" in frame(app)
        assert all(len(line) <= 80 for line in frame(app).splitlines())

        await press(app, pilot, "x", "bec", "enter", "300", "enter", "enter")
        assert (item(session, "assumption").state, item(session, "assumption").risks) == ("false", [1, 2])
        assert session.workspace.table("risk")[2]["title"] == "Fast"
        await press(app, pilot, "u")
        assert (item(session, "assumption").state, 2 in session.workspace.table("risk")) == ("open", False)
        assert view_of(app).table.cursor == ("assumption", 1), "undo brings back the cursor too"

        await press(app, pilot, "f", "a", "Switch", "enter", "Small", "ctrl+o")
        assert view_of(app).kind == "decision"
        await press(app, pilot, "e")
        assert "D1 stays as it was decided" in frame(app)
        await press(app, pilot, "enter", "Large", "ctrl+o")
        assert (item(session, "decision").newer, item(session, "decision", 2).doc["decision"]) == (2, "Large")
        assert view_of(app).table.cursor == ("decision", 2)
        await press(app, pilot, "L", "R1", "space", "enter", "o")
        assert "Open what is linked" in frame(app)
        await press(app, pilot, "R1", "enter")
        assert isinstance(app.screen, RiskPage), "what is linked is one key away"
        await press(app, pilot, '"')
        text = frame(app)
        assert "Go to what is linked to R1" in text
        assert "D2 Switch" in text
        await press(app, pilot, "D2", "enter")
        assert isinstance(app.screen, RaidPage), "and so is the way back"
        await press(app, pilot, "C", "Agreed in the board", "ctrl+o")
        assert [comment.text for comment in session.workspace.comments("decision", 2)] == ["Agreed in the board"]
        assert "Agreed in the board" in frame(app)
        await press(app, pilot, "escape", "1", '"')
        assert "A1 Fast" in frame(app), "the card's page of what is linked"


async def test_the_view_is_filtered_and_opened_and_what_others_do_moves_no_cursor() -> None:
    session = session_of()
    assert isinstance(session.store, MemoryStore)
    do(session, q.AddRaid("assumption", {"text": "The line is enough", "validate_by": "2026-03-01", "owner": "ana"}))
    do(session, q.AddRaid("issue", {"text": "The vendor is late"}))
    do(session, q.AddRaid("lesson", {"text": "Order [red]first[/red]"}))
    do(session, AddDecision({"title": "Which switch", "decision": "small", "options": [{"name": "small"}]}))
    other = session_of(MemoryStore(session.store.lines), "omar", 1001)
    async with board_app(session) as (app, pilot):
        await press(app, pilot, "8")
        text = frame(app)
        assert "1 overdue" in text
        assert [line.split()[0].lstrip("▌") for line in text.splitlines()[3:7]] == ["A1", "I1", "L1", "D1"]
        assert "Order [red]first[/red]" in text
        await press(app, pilot, "j")
        do(other, q.MoveRaid("assumption", 1, "confirmed", "asked"))
        app.bridge.poll()
        await settle(app, pilot)
        assert view_of(app).table.cursor == ("issue", 1)
        assert "A1 The line" not in frame(app)
        await press(app, pilot, "/", "is:over")
        assert "1 of" in frame(app)
        await press(app, pilot, "enter", "enter")
        assert isinstance(app.screen, RaidPage)
        assert "asked" in frame(app)
        await press(app, pilot, "x", "enter", "again", "enter", "escape", "escape")
        assert item(session, "assumption").state == "open"
        assert view_of(app).filter is None
        await press(app, pilot, "G", "x")
        assert "stands until another supersedes it" in " ".join(frame(app).split())


async def test_a_card_that_closes_late_offers_a_lesson_that_one_key_notes() -> None:
    session = session_of(cards=[{"title": "Cables", "due": "2026-03-09"}, {"title": "Racks"}])
    async with board_app(session) as (app, pilot):
        await press(app, pilot, "c")
        assert "* notes a lesson from it." in frame(app)
        assert isinstance(app.lesson_offer, tuple), "nothing is asked: the next key goes on with the work"
        await press(app, pilot, "*", "Order first", "enter", "enter")
        noted = item(session, "lesson")
        assert (noted.text, noted.doc["cause"], noted.cards, noted.owner) == (
            "Order first", "Card 1 closed 2 days late: Cables", [1], "ana",
        )  # fmt: skip
        assert app.lesson_offer is None
        do(session, c.EditCards([2], {"due": "2026-12-01"}))
        await press(app, pilot, "*")
        assert "closed" not in frame(app).replace("notes", ""), "noted once, it is not offered again"
