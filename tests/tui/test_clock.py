"""The board on the screen of someone whose clock is wrong."""

import pytest

from tests.tui.board_app import board_app, frame, press, session_of


@pytest.mark.parametrize(
    ("days", "overdue", "friday"), [(-1, "1 overdue", "2026-03-13"), (3653, "2 overdue", "2036-03-14")]
)
async def test_with_a_wrong_clock_the_board_its_details_and_new_cards_go_by_it(
    days: int, overdue: str, friday: str
) -> None:
    session = session_of()
    session.clock.advance(days=days)  # type: ignore[attr-defined]
    async with board_app(session, size=(120, 30)) as (app, pilot):
        assert overdue in frame(app)
        await press(app, pilot, "enter")
        assert "Replace core switch" in frame(app)
        await press(app, pilot, "escape", "a", "Fix door due:fri", "enter")
        card = session.workspace.card(6)
        assert card is not None
        assert card.due == friday
        await press(app, pilot, "u")
        assert session.workspace.card(6) is None
