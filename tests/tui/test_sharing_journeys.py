"""Exporting by keyboard: what is found or selected goes out, and nothing is overwritten unasked."""

import csv
from pathlib import Path

import pytest
from textual.widgets import Input

from tests.tui.board_app import board_app, frame, press, session_of

pytestmark = pytest.mark.usefixtures("own_world")


async def test_what_a_filter_finds_is_exported_and_a_file_that_exists_is_asked_about() -> None:
    async with board_app(session_of()) as (app, pilot):
        await press(app, pilot, "/", "@maria", "enter", ":", "export", "enter")
        assert "Export 1 card as" in frame(app)
        assert "Risks" not in frame(app), "a filter of cards finds no risks"
        await press(app, pilot, "Cards", "enter")
        assert "network-refresh-2026-03-11.csv" in frame(app)
        await press(app, pilot, "enter")
        assert "Wrote 1 card to " in frame(app)
        found = Path("network-refresh-2026-03-11.csv")
        assert [row["title"] for row in csv.DictReader(found.read_text().splitlines())] == ["Replace core switch"]

        found.write_text("precious")
        await press(app, pilot, "escape", ":", "export", "enter", "Cards", "enter", "enter")
        assert "exists already" in frame(app)
        await press(app, pilot, "enter")
        assert found.read_text() == "precious"
        await press(app, pilot, ":", "export", "enter", "Cards", "enter", "enter", "down", "enter")
        assert len(list(csv.DictReader(found.read_text().splitlines()))) == 5, "without the filter all of them"

        await press(app, pilot, ":", "export", "enter", "Cards", "enter", "/proc/nope.csv", "enter")
        assert "/proc/nope.csv can't be written: No such file or directory." in frame(app)
        assert app.screen.query_one("#prompt-input", Input).value == "/proc/nope.csv", "it is there to be corrected"
        await press(app, pilot, "escape")

        await press(app, pilot, ":", "export", "enter", "folder", "enter", "enter")
        assert "Wrote 14 tables with " in frame(app)
        assert len(list(Path("network-refresh-2026-03-11").iterdir())) == 14
