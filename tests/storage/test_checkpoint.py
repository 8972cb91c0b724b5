"""board.json: a TinyDB file that any script can read, that is never half written and never overwritten once edited."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tinydb import Query, TinyDB

from tests.storage.boards import FaultySystem, board, card, commit, entry, journal_of, retitled, titles
from tests.storage.test_codec import texts, values
from tuiboard.domain.changes import Change, created
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.ports import ReadOnly
from tuiboard.storage import checkpoint
from tuiboard.storage.chain import Position
from tuiboard.storage.checkpoint import SCHEMA
from tuiboard.storage.file_store import FileStore
from tuiboard.storage.system import System
from tuiboard.storage.tinydb_file import write_tables

EVERYTHING = (
    created("board", "board", {"name": "Netz", "uuid": "u"}),
    created("column", "in-progress", {"key": "in-progress", "name": "In progress", "kind": "active", "rank": "a"}),
    created("column", "todo", {"key": "todo", "name": "To do", "kind": "queue", "rank": "b"}),
    created("project", "refresh", {"key": "refresh"}),
    created("person", "ana", {"handle": "ana", "name": "Ana Ruíz \ud800\x00"}),
    created("milestone", 4, {"id": 4, "title": "Go live", "due": "2026-12-01"}),
    card(12, effort=1.5, tags=["a"], extra={"x": [1, None, True, 1e300]}),
    card(3),
    created("comment", 9, {"id": 9, "on": ["card", 12], "author": "ana", "at": "2026-03-11T09:00:00Z", "text": "hi"}),
    created("risk", 2, {"id": 2, "title": "Fire"}),
    Change("spaceship", "x/1", None, {"speed": 3}),
    Change("gauge", 5, None, {"level": 3}),
    Change("medley", 5, None, {"a": 1}),
    Change("medley", "5", None, {"b": 1}),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A board of one entry with entities of every kind."""
    store = FileStore(str(tmp_path / "board.json"), create=True)
    commit(store, *EVERYTHING)
    store.close()
    return tmp_path / "board.json"


def reopened(path: Path) -> FileStore:
    store = FileStore(str(path))
    store.snapshot()
    return store


def test_any_tinydb_script_can_read_every_table(path: Path) -> None:
    with TinyDB(path) as db:
        assert db.tables() == {
            "meta", "board", "columns", "projects", "people", "milestones", "cards", "comments", "risks",
            "spaceships", "gauges", "medleys",
        }  # fmt: skip
        assert db.table("cards").get(doc_id=12) == dict(EVERYTHING[6].after or {})
        assert db.table("cards").search(Query().column == "todo") != []
        assert [doc.doc_id for doc in db.table("columns")] == [1, 2]
        assert [doc["key"] for doc in db.table("columns")] == ["in-progress", "todo"]
        assert db.table("people").all() == [{"handle": "ana", "name": "Ana Ruíz \ud800\x00"}]
        assert db.table("board").all() == [{"name": "Netz", "uuid": "u"}]
        assert db.table("milestones").get(doc_id=4) is not None
        meta = db.table("meta").all()[0]
        assert {"schema", "seq", "offset", "head", "next_ids", "digest"} <= set(meta)
        assert meta["seq"] == 1
        assert meta["offset"] == journal_of(path).stat().st_size
        assert meta["next_ids"]["card"] == 13


def test_the_file_holds_exactly_the_state(path: Path) -> None:
    from_journal = Workspace().apply(FileStore(str(path)).read_since(0))
    data = path.read_bytes()
    held = checkpoint.read_workspace(data, checkpoint.read_meta(data))
    assert held.tables == from_journal.tables
    assert held.next_ids == from_journal.next_ids
    assert held.seq == 1


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(
    st.dictionaries(
        st.sampled_from(["card", "board", "column", "person", "comment", "spaceship", "s", "meta", "people"]),
        st.dictionaries(st.integers() | texts, st.dictionaries(texts, values, max_size=3), max_size=4),
        max_size=4,
    )
)
def test_any_state_is_read_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, tables: dict[str, Any]
) -> None:
    path = tmp_path_factory.mktemp("t") / "board.json"
    workspace = Workspace(tables, 5, {"card": 7})

    def exchange(temporary: str) -> bool:
        os.replace(temporary, path)
        return True

    made = checkpoint.tables(Position(5, 100, 6, "ab"), workspace)
    write_tables(str(path), made, System(), os.stat(path.parent), exchange)
    meta = checkpoint.read_meta(path.read_bytes())
    assert meta.at == Position(5, 100, 6, "ab")
    held = checkpoint.read_workspace(path.read_bytes(), meta)
    assert held.tables == {kind: table for kind, table in tables.items() if table}
    with TinyDB(path) as db:
        for name in db.tables():
            assert len(db.table(name).all()) == len(db.table(name))


def test_a_rewrite_by_tinydb_that_changes_nothing_is_no_edit(path: Path) -> None:
    before = path.read_bytes()
    with TinyDB(path) as db:
        assert db.table("cards").update({}, doc_ids=[12]) == [12]
        assert db.table("spaceships").update({}) == [1]
    assert path.read_bytes() == before
    store = reopened(path)
    assert store.read_only == ""
    assert store.behind == 0


def edit(path: Path) -> None:
    with TinyDB(path) as db:
        db.table("cards").update({"title": "edited by a script"}, doc_ids=[3])


def meta_edit(path: Path) -> None:
    with TinyDB(path) as db:
        db.table("meta").update({"next_ids": {"card": 1}})


def row_added(path: Path) -> None:
    with TinyDB(path) as db:
        db.table("meta").insert({"x": 1})


def table_added(path: Path) -> None:
    with TinyDB(path) as db:
        db.insert({"x": 1})


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def replaced(path: Path) -> None:
    path.write_bytes(b'{"_default": {}}')


def binary(path: Path) -> None:
    path.write_bytes(bytes(range(256)))


def indented(path: Path) -> None:
    path.write_text(json.dumps(json.loads(path.read_bytes()), indent=2))


def unescaped(path: Path) -> None:
    path.write_text(path.read_text().replace("Netz", "Nétz"))


EDITS = [edit, meta_edit, row_added, table_added, cut, emptied, replaced, binary, indented, unescaped]


@pytest.mark.parametrize("change", EDITS)
def test_an_edit_from_outside_is_noticed_said_and_never_overwritten(path: Path, change: Any) -> None:
    change(path)
    edited = path.read_bytes()
    store = FileStore(str(path))
    workspace = store.snapshot()
    assert workspace.table("card")[3]["title"] == "Card 3", "the journal is the truth"
    assert "board.json" in store.read_only
    assert "tuiboard outside show" in store.read_only
    assert store.append(1, entry(card(20))) == ReadOnly(store.read_only)
    store.checkpoint(workspace)
    assert path.read_bytes() == edited
    assert "board.json" in store.verify().broken


@pytest.mark.parametrize("change", EDITS)
def test_an_edit_while_the_board_is_open_is_not_overwritten_either(path: Path, change: Any) -> None:
    store = reopened(path)
    change(path)
    edited = path.read_bytes()
    assert store.append(1, entry(card(20))) == 2
    store.checkpoint(store.snapshot())
    assert path.read_bytes() == edited
    assert "board.json" in store.read_only


def test_an_edit_is_not_overwritten_after_the_board_was_verified(path: Path) -> None:
    store = reopened(path)
    state = store.snapshot().apply([])
    edit(path)
    edited = path.read_bytes()
    assert store.verify().broken
    new = entry(card(20))
    assert store.append(1, new) == 2
    store.checkpoint(state.apply([new._replace(seq=2)]))
    assert path.read_bytes() == edited


def test_moved_away_as_told_it_is_made_anew_from_the_journal(path: Path) -> None:
    before = path.read_bytes()
    edit(path)
    path.rename(path.with_suffix(".edited"))
    store = reopened(path)
    assert store.read_only == ""
    assert store.behind == 1
    store.checkpoint(store.snapshot())
    assert path.read_bytes() == before


def test_a_board_is_opened_from_where_its_file_stands(path: Path) -> None:
    store = reopened(path)
    for seq in range(1, 6):
        assert store.append(seq, entry(card(20 + seq))) == seq + 1
    assert store.behind == 5
    other = reopened(path)
    assert other.behind == 5
    assert other.snapshot().tables == Workspace().apply(other.read_since(0)).tables
    other.checkpoint(other.snapshot())
    assert other.behind == 0


def test_an_older_state_never_replaces_a_newer_one(path: Path) -> None:
    slow, fast = reopened(path), reopened(path)
    old = slow.snapshot()
    assert slow.append(1, entry(card(20))) == 2
    old = slow.snapshot()
    fast.read_since(1)
    assert fast.append(2, entry(card(21))) == 3
    fast.checkpoint(fast.snapshot())
    newest = path.read_bytes()
    slow.checkpoint(old)
    assert path.read_bytes() == newest
    assert slow.behind == 0
    assert not list(path.parent.glob(".*.tmp"))


def test_a_state_that_is_not_the_last_one_read_is_not_written(path: Path) -> None:
    store = reopened(path)
    old = store.snapshot()
    store.append(1, entry(card(20)))
    before = path.read_bytes()
    store.checkpoint(old)
    assert path.read_bytes() == before


def test_the_same_state_is_not_written_twice(path: Path) -> None:
    store = reopened(path)
    before = path.stat().st_ino
    store.checkpoint(store.snapshot())
    assert path.stat().st_ino == before


def test_a_reader_sees_the_old_file_or_the_new_one(path: Path) -> None:
    store = reopened(path)
    with path.open("rb") as old:
        store.append(1, entry(card(20)))
        store.checkpoint(store.snapshot())
        checkpoint.read_meta(old.read())
    assert checkpoint.read_meta(path.read_bytes()).at.seq == 2


def test_a_failure_to_write_it_loses_nothing_and_is_said(path: Path) -> None:
    before = path.read_bytes()
    store = reopened(path)
    store.append(1, entry(card(20)))
    state = store.snapshot()
    store._board._system = FaultySystem(1)
    store.checkpoint(state)
    assert path.read_bytes() == before
    assert "board.json can't be written" in store.warning
    store._board._system = System()
    store.checkpoint(state)
    assert store.warning == ""
    assert checkpoint.read_meta(path.read_bytes()).at.seq == 2


def test_what_killed_processes_left_is_cleared_away_after_an_hour(path: Path) -> None:
    old, new, other = (
        path.parent / ".board.json.0.tmp",
        path.parent / ".board.json.1.tmp",
        path.parent / ".other.json.2.tmp",
    )
    for file in (old, new, other):
        file.touch()
    for file in (old, other):
        os.utime(file, (1_000_000, 1_000_000))
    store = reopened(path)
    commit(store, card(20))
    assert not old.exists()
    assert new.exists()
    assert other.exists()


def test_a_newer_layout_is_shown_but_not_written(path: Path) -> None:
    with TinyDB(path) as db:
        tables = {
            name: {str(d.doc_id): dict(d) for d in db.table(name)} for name in ["meta", *sorted(db.tables() - {"meta"})]
        }
    tables["meta"]["1"]["schema"] = SCHEMA + 1
    tables["meta"]["1"]["mood"] = "good"

    def exchange(temporary: str) -> bool:
        os.replace(temporary, path)
        return True

    write_tables(str(path), tables, System(), path.stat(), exchange)
    store = FileStore(str(path))
    assert store.snapshot().table("card")[3]["title"] == "Card 3"
    assert "newer version" in store.read_only
    del tables["meta"]["1"]["offset"]
    write_tables(str(path), tables, System(), path.stat(), exchange)
    store = FileStore(str(path))
    assert store.snapshot().table("card")[3]["title"] == "Card 3"
    assert "newer version" in store.read_only
    assert "outside" not in store.read_only


def test_reading_a_board_does_not_load_tinydb(path: Path) -> None:
    script = (
        "import sys; from tuiboard.storage.file_store import FileStore; from tests.storage.boards import card, entry\n"
        f"s = FileStore({str(path)!r}); s.snapshot(); assert s.append(1, entry(card(20))) == 2; list(s.scan())\n"
        "assert 'tinydb' not in sys.modules; s.checkpoint(s.snapshot()); assert 'tinydb' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_the_state_survives_many_reopenings_with_and_without_checkpoints(tmp_path: Path) -> None:
    path = board(tmp_path / "b.json", 1)
    for number in range(30):
        store = FileStore(str(path))
        state = store.snapshot()
        before = state.table("card")[1]["title"]
        assert store.append(state.seq, entry(retitled(1, before, f"T{number}"))) == state.seq + 1
        if number % 3 == 0:
            store.checkpoint(store.snapshot())
        store.close()
    assert titles(path) == {1: "T29"}
