"""The log on the screen, and the notices, by keyboard."""

from pathlib import Path

import pytest

from tests.tui.board_app import board_app, do, frame, press, session_of, settle
from tuiboard.domain import commands as c
from tuiboard.engine.ports import Actor
from tuiboard.engine.session import Session
from tuiboard.tui.screens.log import LogScreen


def rows(text: str) -> list[str]:
    """The rows of the table."""
    return [line for line in text.splitlines()[4:-1] if line.strip()]


async def test_the_log_is_filtered_opened_and_undone_from(monkeypatch: pytest.MonkeyPatch) -> None:
    session = session_of()
    do(session, c.EditCards([2], {"value": 5}))
    do(session, c.MoveCards([1], "doing"))
    do(Session(session.store, session.clock, Actor(2000, "omar")), c.AddComment(("card", 3), "hello"))
    async with board_app(session) as (app, pilot):
        copied: list[str] = []
        monkeypatch.setattr(app, "copy_to_clipboard", copied.append)
        await press(app, pilot, "7")
        shown = frame(app)
        head = session.store.verify().head
        assert "The chain holds up to entry 4, checked 09:00" in shown
        assert f"head {head[:12]}…" in shown
        assert [line.split()[-1] for line in rows(shown)] == ["users”", "Doing", "panels”", "test"]
        await press(app, pilot, "y", "u")
        assert copied == [head]
        assert "one takes back only what one did oneself" in frame(app)
        await press(app, pilot, "/", "is:edited 2", "enter")
        assert rows(frame(app)) == ["▌   2      today 09:00  ana    set value → 5 on 2 “Label patch panels”"]
        await press(app, pilot, "enter")
        shown = frame(app)
        assert "value         none → 5" in shown
        assert "ana (user id 1000, as the system knew it)" in shown
        await press(app, pilot, "escape", "u")
        assert "Undone: set value" in frame(app)
        assert session.workspace.card(2).value == 2  # type: ignore[union-attr]
        await press(app, pilot, "escape")
        assert "undid entry 2" in rows(frame(app))[0]
        assert isinstance(app.view, LogScreen)
        await press(app, pilot, "escape", "enter", "Y")
        assert [line.removeprefix("▌").split()[0] for line in rows(frame(app))] == ["5", "2", "1"]
        assert "/2" in frame(app).splitlines()[0]


async def test_the_header_counts_what_is_new_and_the_page_marks_it_read(own_world: Path) -> None:
    session = session_of()
    do(Session(session.store, session.clock, Actor(2000, "omar")), c.EditCards([2], {"owner": "ana"}))
    session.refresh()
    async with board_app(session) as (app, pilot):
        app.news.look()
        await settle(app, pilot)
        assert "1 new" in frame(app).splitlines()[0]
        await press(app, pilot, "I")
        assert "omar gave you 2 “Label patch panels”" in frame(app)
        await press(app, pilot, "r")
        assert "Nothing new, 1 read in the last 14 days." in frame(app)
        await press(app, pilot, "enter")
        assert "2 Label patch panels" in frame(app)
        assert " new" not in frame(app).splitlines()[0]
