"""A journey by keyboard through the pages of the projects."""

import pytest

from tests.conftest import FrozenClock
from tests.tui.board_app import board_app, frame, press, session_of
from tuiboard.domain import commands as c
from tuiboard.tui.dialogs.project_page import ProjectPage
from tuiboard.tui.dialogs.projects_page import ProjectsPage
from tuiboard.tui.screens.board import BoardScreen

pytestmark = pytest.mark.usefixtures("own_world")


async def test_projects_are_added_judged_and_overridden_and_their_cards_shown_on_the_board() -> None:
    session = session_of()
    assert isinstance(session.clock, FrozenClock)
    session.dispatch(c.EditProject("refresh", {"name": "Net [/red] refresh", "sponsor": "@maria"}))

    def project(key: str) -> dict[str, object]:
        return dict(session.workspace.table("project")[key])

    async with board_app(session) as (app, pilot):
        await press(app, pilot, "#")
        assert isinstance(app.screen, ProjectsPage)
        lines = frame(app).splitlines()
        assert lines[2].split()[1:8] == ["Project", "Status", "Time", "Money", "Scope", "Qual.", "People"]
        assert "Net [/red]" in lines[3]
        assert "sponsor @maria" in frame(app)

        await press(app, pilot, "a", "vpn", "enter", "VPN for all", "enter", "enter", "eom", "enter")
        assert (project("vpn")["name"], project("vpn")["deadline"]) == ("VPN for all", "2026-03-31")
        await press(app, pilot, "j", "t", "50/90", "enter")
        await press(app, pilot, "enter", "enter", "enter", "enter")
        assert "can't be red below 90 %" in " ".join(frame(app).split())
        await press(app, pilot, "escape", "escape", "t", "enter", "10k/20k", "ctrl+o")
        assert project("vpn")["tolerances"] == {"money": [10_000, 20_000]}
        await press(app, pilot, "o", "amber", "enter", "the part is late", "enter", "+2w", "enter")
        assert "A (computed ?)" in frame(app)
        assert "Amber by @ana until 25 mar: the part is late." in frame(app)
        await press(app, pilot, "u")
        assert "override" not in project("vpn")

        await press(app, pilot, "enter")
        assert isinstance(app.screen, ProjectPage)
        assert "It has no cards, so nothing says how far it is." in frame(app)
        await press(app, pilot, "e", "ctrl+o", "escape")
        await press(app, pilot, "k", "b")
        assert isinstance(app.screen, BoardScreen)
        assert app.screen.filter_text == 'p:"refresh"'
        for form in ("project.add ", "project.edit vpn", "project.tolerances ", "project.override vpn"):
            assert app.screen.reopen_project_form(*form.split(" "))
            await press(app, pilot, "escape")
        assert not app.screen.reopen_project_form("project.edit", "gone")
