"""The dialog for what another program changed: asked for, scrolled, answered; then the board goes on."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tinydb import TinyDB

from tests.conftest import FrozenClock, make_workspace
from tests.tui.board_app import board, board_app, frame, press, settle
from tuiboard.domain import commands as c
from tuiboard.domain.changes import created
from tuiboard.domain.commands import Import
from tuiboard.engine.outside import Settled, leave_out, outside_changes, take_in
from tuiboard.engine.ports import Actor
from tuiboard.engine.session import Done, Session
from tuiboard.storage.file_store import FileStore
from tuiboard.tui.app import TuiboardApp
from tuiboard.tui.bridge import Bridge
from tuiboard.tui.dialogs.outside_edit import OutsideEdit

pytestmark = pytest.mark.usefixtures("own_world")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The small board, on disk."""
    path = tmp_path / "team.json"
    session = Session(FileStore(str(path), create=True), FrozenClock(), Actor(1000, "ana"))
    tables = make_workspace().tables
    changes = [created(kind, id, doc) for kind, table in tables.items() for id, doc in table.items()]
    assert isinstance(session.dispatch(Import(changes, (), "test")), Done)
    session.close()
    return path


def opened(path: Path) -> Session:
    return Session(FileStore(str(path)), FrozenClock(), Actor(1000, "ana"))


def script(path: Path, *ids: int, **fields: Any) -> None:
    with TinyDB(path) as db:
        db.table("cards").update({"title": "By [/red] \x1b[2J a script", **fields}, doc_ids=list(ids or [2]))


async def look(app: TuiboardApp, pilot: Any) -> None:
    """Ask for the dialog."""
    await settle(app, pilot)
    await press(app, pilot, ":", "outside", "enter")
    assert isinstance(app.screen, OutsideEdit)


async def poll(app: TuiboardApp, pilot: Any) -> None:
    """What happens in the second after a change: the file is looked at twice, then read."""
    for _ in range(3):
        app._poll()
        await settle(app, pilot)


async def test_an_edit_found_at_the_start_is_said_and_shown_and_taken_in_where_one_asks(path: Path) -> None:
    script(path)
    edited = path.read_bytes()
    async with board_app(opened(path)) as (app, pilot):
        await settle(app, pilot)
        assert app.screen is board(app)
        said = " ".join(frame(app).split())
        assert "team.json was changed by another program: “Changes from outside” in the palette (:) shows what" in said
        await press(app, pilot, "t", "escape")
        assert path.read_bytes() == edited, "no key that was meant for the board takes anything"
        await look(app, pilot)
        text = frame(app)
        assert "team.json was changed by another program: 1 change." in text
        assert "~ 2 “Label patch panels”  title: Label patch panels →" in text
        assert "[/red] ␛[2J" in text
        assert "t take in · r refuse" in text
        assert all(len(line) <= 80 for line in text.splitlines())
        await press(app, pilot, "t")
        assert app.screen is board(app)
        assert "Took in 1 change; u takes that back." in frame(app)
        assert "read-only" not in frame(app)
        await press(app, pilot, "L")
        assert app.session.workspace.card(1).column == "doing"  # type: ignore[union-attr]
        await press(app, pilot, "u", "u")
        assert app.session.workspace.card(2).title == "Label patch panels"  # type: ignore[union-attr]


async def test_later_leaves_the_board_read_only_and_the_palette_brings_it_back(path: Path) -> None:
    script(path)
    edited = path.read_bytes()
    async with board_app(opened(path)) as (app, pilot):
        await look(app, pilot)
        await press(app, pilot, "escape")
        assert "changed outside" in frame(app).splitlines()[0]
        assert "read-only" in frame(app).splitlines()[0]
        await press(app, pilot, "L")
        assert "team.json was changed by another program" in frame(app)
        assert path.read_bytes() == edited
        await press(app, pilot, ":", "outside", "enter")
        assert isinstance(app.screen, OutsideEdit)
        await press(app, pilot, "r")
        assert "is kept as team.edited-" in " ".join(frame(app).split())
        assert "changed outside" not in frame(app).splitlines()[0]
        await press(app, pilot, "L")
        assert app.session.workspace.card(1).column == "doing"  # type: ignore[union-attr]


async def test_an_edit_is_noticed_while_the_board_is_open_and_takes_no_key(path: Path) -> None:
    async with board_app(opened(path)) as (app, pilot):
        await poll(app, pilot)
        assert app.screen is board(app)
        script(path)
        await poll(app, pilot)
        assert app.screen is board(app)
        assert "team.json was changed by another program" in frame(app)
        await press(app, pilot, "t")
        assert not isinstance(app.screen, OutsideEdit)
        assert app.session.store.outside.is_edited  # type: ignore[union-attr]
        assert "changed outside" in frame(app).splitlines()[0]


async def test_who_is_typing_is_not_interrupted(path: Path) -> None:
    async with board_app(opened(path)) as (app, pilot):
        await press(app, pilot, "e", "x")
        form = app.screen
        script(path)
        await poll(app, pilot)
        assert app.screen is form
        await press(app, pilot, "escape")
        assert "changed outside" in frame(app).splitlines()[0]


async def test_what_other_processes_of_the_program_write_offers_nothing(path: Path) -> None:
    async with board_app(opened(path)) as (app, pilot):
        other = opened(path)
        assert isinstance(other.dispatch(c.EditCards([1], {"value": 5})), Done)
        await poll(app, pilot)
        assert app.screen is board(app)
        assert app.session.workspace.card(1).value == 5  # type: ignore[union-attr]


@pytest.mark.parametrize("takes", [True, False])
async def test_put_right_by_someone_else_the_dialog_closes_and_says_who(path: Path, takes: bool) -> None:
    script(path)
    async with board_app(opened(path)) as (app, pilot):
        await look(app, pilot)
        other = Session(FileStore(str(path)), FrozenClock(), Actor(1001, "omar"))
        found = outside_changes(other)
        assert found is not None
        settled = take_in(other, found) if takes else leave_out(other, found.edit)
        assert isinstance(settled, Settled)
        await poll(app, pilot)
        assert app.screen is board(app)
        assert "changed outside" not in frame(app).splitlines()[0]
        said = "omar took in what was changed in team.json (entry 2)" if takes else "what another program changed in it"
        assert said in " ".join(frame(app).split())


async def test_looking_at_an_edit_shows_what_others_wrote_meanwhile(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Bridge, "poll", lambda bridge: None)
    script(path)
    async with board_app(opened(path)) as (app, pilot):
        other = opened(path)
        found = outside_changes(other)
        assert found is not None
        assert isinstance(take_in(other, found), Settled)
        assert isinstance(other.dispatch(c.EditCards([1], {"title": "By omar"})), Done)
        script(path, 3)
        await look(app, pilot)
        await press(app, pilot, "escape")
        assert "By omar" in frame(app)


@pytest.mark.parametrize(("key", "title"), [("b", "By omar"), ("f", "By [/red] \x1b[2J a script")])
async def test_a_clash_shows_both_values_and_asks_which_stands(path: Path, key: str, title: str) -> None:
    old = path.read_bytes()
    other = opened(path)
    assert isinstance(other.dispatch(c.EditCards([2], {"title": "By omar"})), Done)
    path.write_bytes(old)
    script(path, 2)
    async with board_app(opened(path)) as (app, pilot):
        await look(app, pilot)
        text = frame(app)
        assert "board: By omar  (ana," in text
        assert "file:  By [/red]" in text
        assert "b take in, board's side stands · f take in, file's side stands" in text
        await press(app, pilot, "t")
        assert isinstance(app.screen, OutsideEdit), "without a choice there is nothing to take in"
        await press(app, pilot, key)
        assert app.session.workspace.card(2).title == title  # type: ignore[union-attr]


def wrong_date(path: Path) -> None:
    script(path, due="soon")


def no_board(path: Path) -> None:
    path.write_text("{")


@pytest.mark.parametrize(
    ("change", "words"), [(wrong_date, "Card 2, due: “soon”"), (no_board, "can't be read as a board")]
)
async def test_what_can_not_be_taken_in_says_why_and_can_be_refused(
    path: Path, change: Callable[[Path], None], words: str
) -> None:
    change(path)
    async with board_app(opened(path)) as (app, pilot):
        await look(app, pilot)
        assert words in " ".join(frame(app).replace("│", " ").split())
        assert "t take in" not in frame(app)
        await press(app, pilot, "t")
        assert isinstance(app.screen, OutsideEdit)
        await press(app, pilot, "r")
        assert "is kept as team.edited-" in " ".join(frame(app).split())


async def test_a_long_difference_scrolls_at_80_by_24_and_keeps_its_keys_in_sight(path: Path) -> None:
    with TinyDB(path) as db:
        db.table("cards").insert_multiple({"title": f"New {number}", "column": "backlog"} for number in range(600))
    async with board_app(opened(path)) as (app, pilot):
        await look(app, pilot)
        assert "+ 6 “New 0”" in frame(app)
        assert "esc later" in frame(app)
        await press(app, pilot, "G")
        assert "and 100 lines more" in frame(app)
        assert "esc later" in frame(app)


async def test_a_hard_limit_asks_for_the_reason(path: Path) -> None:
    session = opened(path)
    assert isinstance(session.dispatch(c.EditColumn("review", {"wip_limit": 1, "wip_hard": True})), Done)
    session.close()
    script(path, 1, column="review")
    async with board_app(opened(path)) as (app, pilot):
        await look(app, pilot)
        await press(app, pilot, "t", "the fire", "enter")
        assert app.session.workspace.card(1).column == "review"  # type: ignore[union-attr]
        assert app.session.log(1)[0].why == "team.json was changed outside: the fire"
