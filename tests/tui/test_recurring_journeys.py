"""Cards that come again, by keyboard."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import FrozenClock
from tests.tui.board_app import board_app, frame, press, session_of, settle
from tuiboard.domain.changes import Entry
from tuiboard.domain.refusal import Refusal
from tuiboard.tui.bridge import Bridge

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


class Listener:
    """What the screen would be told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def board_changed(self, by_others: list[Entry]) -> None:
        self.told.append("changed")

    def failed(self, refusal: Refusal) -> None:
        self.told.append(refusal.message)

    def happened(self, text: str) -> None:
        self.told.append(text)

    def write_done(self) -> None:
        pass

    def outside_changed(self) -> None:
        pass

    def waiting(self, holder: str) -> None:
        pass

    def deliver(self, call: Callable[..., None], *arguments: Any) -> None:
        call(*arguments)


async def test_what_can_not_be_made_because_the_board_is_busy_is_said_once_and_made_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = session_of(cards=[{"title": "Backup", "column": "backlog", "every": "week", "due": "2026-03-11"}])
    front = Listener()
    bridge = Bridge(session, front)
    serving = asyncio.create_task(bridge.serve())

    async def look() -> None:
        bridge.poll()
        while bridge.pending:
            await asyncio.sleep(0.001)

    with monkeypatch.context() as busy:
        busy.setattr(session, "dispatch", lambda command: Refusal("busy", "The board is busy."))
        for _ in range(3):
            await look()
            bridge._series_again = 0.0
    assert front.told == ["The board is busy."]
    await look()
    await look()
    assert front.told[1:] == ["changed", "1 came due: next is 2 “Backup” due 2026-03-18."]
    assert sorted(session.workspace.table("card")) == [1, 2]
    serving.cancel()
