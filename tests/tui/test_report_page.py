"""A journey by keyboard: choose a report, read it, change it, save and copy it."""

import os

import pytest

from tests.tui.board_app import board_app, do, frame, press, session_of
from tests.view.reports import HOSTILE, of_everything
from tuiboard.domain import commands as c
from tuiboard.domain import risk_commands as r
from tuiboard.domain.text import visible
from tuiboard.tui.dialogs.report_page import ReportPage
from tuiboard.tui.widgets.report_lines import Ink, report_lines

pytestmark = pytest.mark.usefixtures("own_world")


async def test_a_report_is_chosen_read_changed_saved_and_copied() -> None:
    session = session_of()
    do(session, r.AddRisks([{"title": "Core [/red] fails", "owner": "ana",
                             "current": {"probability": 5, "impact": {"cost": 5}}}]))  # fmt: skip
    do(session, c.EditCards([1], {"project": "refresh"}))
    async with board_app(session) as (app, pilot):
        await press(app, pilot, "%", "risks", "enter")
        page = app.screen
        assert isinstance(page, ReportPage)
        assert "since 4 March 2026" in frame(app)
        assert "1 risk is open; it is above what the board puts up with." in " ".join(frame(app).split())
        await press(app, pilot, "n", "n")
        assert "What changed since 4 March 2026" in frame(app).splitlines()[2]
        assert "Core [/red] fails was raised" in frame(app)

        await press(app, pilot, "d", "+1d", "enter")
        assert "is to come" in frame(app)
        await press(app, pilot, "escape", "d", "-1d", "enter")
        assert "since 10 March 2026" in frame(app)
        await press(app, pilot, "p", "refresh", "enter")
        assert "Risks: Network refresh" in frame(app)
        assert "No risk is on record" in frame(app)

        await press(app, pilot, "y")
        assert app.clipboard.startswith("# Risks: Network refresh\n")
        assert "Copied as Markdown." in frame(app)
        await press(app, pilot, "s")
        assert "risks-refresh-2026-03-11.html" in frame(app)
        await press(app, pilot, "enter")
        with open("risks-refresh-2026-03-11.html", encoding="utf-8") as file:
            assert file.read().startswith("<!DOCTYPE html>")
        assert "Wrote " in frame(app)

        await press(app, pilot, "s", "enter")
        assert "exists already" in frame(app)
        await press(app, pilot, "down", "enter")
        assert "Wrote " in frame(app), "overwritten, as told"
        await press(app, pilot, "s", "no/r.md", "enter")
        assert "can't be written" in frame(app)
        assert not os.path.exists("no")
        await press(app, pilot, "r", "flow", "enter")
        assert "Flow: Network refresh" in frame(app)
        await press(app, pilot, "escape")
        assert app.screen is app.board


@pytest.mark.parametrize("width", [30, 74, 200])
@pytest.mark.parametrize("ascii", [False, True])
def test_every_block_fits_its_width_and_is_shown_as_it_is(width: int, ascii: bool) -> None:
    for text in ("Replace core switch", visible(HOSTILE), "x" * 300, "北京" * 40):
        drawn = report_lines(of_everything(text), width, Ink({}, ascii))
        assert max(line.cell_length for line in drawn.lines) <= width
        assert drawn.lines[drawn.starts[0]].plain[:3] == text[:3], "there the section begins"
        assert any(line.plain.startswith("---" if ascii else "───") for line in drawn.lines)
        assert not any("\x1b" in line.plain for line in drawn.lines)
