"""A newer version's board: shown, not written; and what only that version knows comes through everything unharmed."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Shell
from tests.conftest import FrozenClock
from tests.storage.boards import entry, journal_of
from tests.storage.test_codec import line_of
from tests.tui.board_app import board_app, frame, press, settle
from tuiboard.domain import commands as c
from tuiboard.domain.changes import Change, created
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.exchange import board_json
from tuiboard.engine.ports import Actor
from tuiboard.engine.session import Done, Session
from tuiboard.storage import checkpoint
from tuiboard.storage.chain import Position
from tuiboard.storage.codec import VERSION, encode, line_hash
from tuiboard.storage.file_store import FileStore
from tuiboard.storage.system import System
from tuiboard.storage.tinydb_file import write_tables

NEW_CARD = {
    "id": 1, "title": "Card", "column": "todo", "rank": "V", "owner": "ana", "created_at": "2026-03-02T08:00:00Z",
    "created_by": "ana", "entered_column_at": "2026-03-02T08:00:00Z",
    "mood": {"good": [1, None, {"x": "é\ud800"}]}, "seen": False, "crew": [], "note": "", "zero": 0,
}  # fmt: skip
FROM_THE_FUTURE = (
    created("board", "board", {"name": "Team", "uuid": "u", "sky": "blue"}),
    created("column", "todo", {"key": "todo", "name": "To do", "kind": "queue", "rank": "V", "light": "red"}),
    created("column", "done", {"key": "done", "name": "Done", "kind": "done", "rank": "a"}),
    created("person", "ana", {"handle": "ana", "login": "ana", "badge": 7}),
    created("card", 1, NEW_CARD),
    created("comment", 1, {"id": 1, "on": ["card", 1], "author": "ana", "at": "2026-03-02T08:00:00Z", "text": "x",
                           "likes": ["omar"]}),
    created("risk", 1, {"id": 1, "title": "Fire", "matrix": [[1, 2], [3, 4]]}),
    created("spaceship", 3, {"speed": 3}),
    created("sprint", "s/1", {"goal": "ship it", "cards": [1]}),
)  # fmt: skip
UNKNOWN = ("mood", "seen", "crew", "note", "zero")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A board with fields and kinds that this version does not know, in today's format."""
    path = tmp_path / "team.json"
    store = FileStore(str(path), create=True)
    store.snapshot()
    assert store.append(0, entry(*FROM_THE_FUTURE, action="board.imported")) == 1
    store.checkpoint(store.snapshot())
    store.close()
    return path


def opened(path: Path, clock: FrozenClock) -> Session:
    return Session(FileStore(str(path)), clock, Actor(1000, "ana"))


def unknown(ws: Workspace) -> dict[str, Any]:
    doc = ws.doc("card", 1) or {}
    return {name: doc[name] for name in UNKNOWN}


def done(outcome: Any) -> Done:
    assert isinstance(outcome, Done), outcome
    return outcome


def test_unknown_fields_and_kinds_come_through_journal_file_edit_undo_export_and_import(
    path: Path, clock: FrozenClock
) -> None:
    given = Workspace().with_changes(FROM_THE_FUTURE).tables
    session = opened(path, clock)
    assert session.workspace.tables == given, "from the file"
    done(session.dispatch(c.EditCards([1], {"title": "Other", "due": "2026-05-01"})))
    done(session.dispatch(c.MoveCards([1], "done")))
    done(session.dispatch(c.EditPerson("ana", {"role": "lead"})))
    assert unknown(session.workspace) == {name: NEW_CARD[name] for name in UNKNOWN}
    assert (session.workspace.doc("person", "ana") or {})["badge"] == 7
    for _ in range(3):
        done(session.undo())
    assert session.workspace.tables == given, "after edit, move and undo"
    path.unlink()
    assert opened(path, clock).workspace.tables == given, "from the journal alone"
    text = board_json.write(session.workspace, None, session.log(None), clock.now())
    plan = board_json.plan(json.loads(text), "export.json", Workspace())
    assert Workspace().with_changes(plan.command.changes).tables == given, "exported and imported"


def newer_line(path: Path) -> None:
    """A newer version appends a line in its own format."""
    last = journal_of(path).read_bytes().splitlines(keepends=True)[-1]
    line = json.loads(
        encode(entry(Change("card", 1, {"title": "Card"}, {"title": "Newer"}))._replace(seq=2), line_hash(last))
    )
    del line["crc"]
    with journal_of(path).open("ab") as journal:
        journal.write(line_of({**line, "v": VERSION + 1, "colour": "blue"}))


def newer_file(path: Path) -> None:
    """A newer version writes board.json in its own layout."""
    data = path.read_bytes()
    meta = checkpoint.read_meta(data)
    tables = checkpoint.tables(Position(*meta.at[:4]), checkpoint.read_workspace(data, meta))
    tables["meta"]["1"]["schema"] = checkpoint.SCHEMA + 1

    def exchange(temporary: str) -> bool:
        os.replace(temporary, path)
        return True

    write_tables(str(path), tables, System(), path.stat(), exchange)


def newer_digest(path: Path) -> None:
    """A newer version counts its digest in another way: that is no edit by another program."""
    newer_file(path)
    path.write_bytes(path.read_bytes().replace(b'"digest": "', b'"digest": "2:'))


NEWER = [newer_line, newer_file, newer_digest]


@pytest.mark.parametrize("write", NEWER)
def test_the_command_line_reads_it_and_refuses_to_write_it(path: Path, clock: FrozenClock, write: Any) -> None:
    run = Shell(clock)
    write(path)
    before = [file.read_bytes() for file in (path, journal_of(path))]
    for command in (["list"], ["show", "1"], ["log"], ["export"]):
        assert run("-b", str(path), *command).code == 0
    shown = run.done("-b", str(path), "board", "show").out
    assert "Read-only: a newer version of tuiboard has written to it" in shown
    assert "newer version" in run.done("-b", str(path), "board", "show", "--json").json["read_only"]
    for command in (["add", "x"], ["edit", "1", "value=4"], ["move", "1", "done"], ["comment", "1", "x"],
                    ["column", "add", "x"], ["person", "edit", "ana", "active=no"]):  # fmt: skip
        result = run("-b", str(path), *command)
        assert result.code == 73, command
        assert "a newer version of tuiboard has written to it" in result.err
    for command in (["outside", "take"], ["outside", "refuse"]):
        assert run("-b", str(path), *command).code == 3
    assert [file.read_bytes() for file in (path, journal_of(path))] == before


@pytest.mark.parametrize("write", NEWER)
async def test_the_screen_says_at_once_why_it_is_read_only(path: Path, clock: FrozenClock, write: Any) -> None:
    write(path)
    async with board_app(opened(path, clock)) as (app, pilot):
        await settle(app, pilot)
        assert "The board is read-only: a newer version of tuiboard has written to it" in frame(app)
        assert "read-only" in frame(app).splitlines()[0]
        await press(app, pilot, "L")
        assert "can't be written: a newer version of tuiboard" in frame(app)
        assert app.session.workspace.card(1).column == "todo"  # type: ignore[union-attr]


async def test_a_board_that_a_newer_version_writes_to_while_it_is_open_becomes_read_only_and_says_so(
    path: Path, clock: FrozenClock
) -> None:
    async with board_app(opened(path, clock)) as (app, pilot):
        newer_line(path)
        app._poll()
        await settle(app, pilot)
        assert "Newer" in frame(app)
        assert "The board is read-only: a newer version of tuiboard has written to it" in frame(app)


async def test_another_board_that_is_opened_says_it_too(path: Path, clock: FrozenClock) -> None:
    newer_file(path)
    async with board_app() as (app, pilot):
        app.open_board(opened(path, clock))
        await settle(app, pilot)
        assert "The board is read-only: a newer version of tuiboard has written to it" in frame(app)
