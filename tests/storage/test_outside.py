"""board.json changed by a TinyDB script: shown as a difference, taken in or left out; kept, never overwritten."""

import errno
import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from tinydb import TinyDB

from tests.conftest import FrozenClock
from tests.storage.boards import FaultySystem, Killed, journal_of
from tuiboard.domain import commands as c
from tuiboard.domain.changes import Change, created
from tuiboard.domain.refusal import Refusal
from tuiboard.engine.outside import OutsideChanges, Settled, leave_out, outside_changes, take_in
from tuiboard.engine.ports import Actor, StoreError
from tuiboard.engine.session import Done, Session
from tuiboard.storage import foreign
from tuiboard.storage.checkpoint import read_meta
from tuiboard.storage.file_store import FileStore
from tuiboard.storage.system import System

START = [
    created("board", "board", {"name": "Team", "uuid": "u"}),
    created("column", "todo", {"key": "todo", "name": "To do", "kind": "queue"}),
    created("column", "done", {"key": "done", "name": "Done", "kind": "done"}),
    created("person", "ana", {"handle": "ana", "login": "ana"}),
    *(created("card", -id, {"title": f"Card {id}", "column": "todo"}) for id in (1, 2, 3)),
]


@pytest.fixture
def path(tmp_path: Path, clock: FrozenClock) -> Path:
    """A board of three cards, by ana."""
    path = tmp_path / "team.json"
    session = Session(FileStore(str(path), create=True), clock, Actor(1000, "ana"))
    assert isinstance(session.dispatch(c.Import(START, (), "test")), Done)
    session.close()
    return path


def opened(path: Path, clock: FrozenClock, login: str = "ana", uid: int = 1000) -> Session:
    return Session(FileStore(str(path)), clock, Actor(uid, login))


def script(path: Path) -> None:
    """What a script does: one card done, one renamed, one new, a field and a table of its own."""
    with TinyDB(path) as db:
        db.table("cards").update({"column": "done"}, doc_ids=[1])
        db.table("cards").update({"title": "By a script", "mood": {"good": True}}, doc_ids=[2])
        db.table("cards").insert({"title": "New one", "column": "todo"})
        db.insert({"x": 1})


def looked(session: Session) -> OutsideChanges:
    found = outside_changes(session)
    assert found is not None
    return found


def settled(outcome: Settled | Refusal) -> Settled:
    assert isinstance(outcome, Settled), outcome
    return outcome


def refused(outcome: Settled | Refusal) -> Refusal:
    assert isinstance(outcome, Refusal), outcome
    return outcome


def copies(path: Path) -> list[Path]:
    return sorted(path.parent.glob("team.edited-*.json"))


def test_a_board_that_nobody_changed_has_no_outside_edit(path: Path, clock: FrozenClock) -> None:
    session = opened(path, clock)
    assert outside_changes(session) is None
    with TinyDB(path) as db:
        db.table("cards").update({}, doc_ids=[1])
    assert outside_changes(session) is None
    assert not session.store.read_only


def test_the_difference_is_that_of_the_script_and_nothing_is_written_by_looking(path: Path, clock: FrozenClock) -> None:
    script(path)
    edited = path.read_bytes()
    session = opened(path, clock)
    found = looked(session)
    assert found.fresh == (
        Change("card", 4, None, {"title": "New one", "column": "todo"}),
        Change("table:_default", 1, None, {"x": 1}),
        Change("card", 1, {"column": "todo"}, {"column": "done"}),
        Change("card", 2, {"title": "Card 2", "mood": None}, {"title": "By a script", "mood": {"good": True}}),
    )
    assert (found.clashes, found.problem, found.edit.since) == ((), None, 1)
    assert path.read_bytes() == edited
    assert not copies(path)


def test_taken_in_it_is_one_entry_that_can_be_undone_and_the_board_is_writable_again(
    path: Path, clock: FrozenClock
) -> None:
    script(path)
    edited = path.read_bytes()
    session = opened(path, clock)
    assert "outside" in session.store.read_only
    clock.advance(days=1)
    outcome = settled(take_in(session, looked(session)))
    assert outcome.entry is not None
    assert (outcome.entry.seq, outcome.entry.action, outcome.entry.who) == (2, "external-edit", "ana")
    assert outcome.entry.why == "team.json was changed outside"
    assert session.store.read_only == ""
    assert [copy.read_bytes() for copy in copies(path)] == [edited]
    assert copies(path)[0].name == outcome.copy
    again = opened(path, clock)
    assert outside_changes(again) is None
    assert read_meta(path.read_bytes()).at.seq == 2
    ws = again.workspace
    card = ws.card(1)
    assert card is not None
    assert (card.column, card.finished_at, card.entered_column_at) == ("done", clock.now(), clock.now())
    assert ws.doc("table:_default", 1) == {"x": 1}
    with TinyDB(path) as db:
        assert db.all() == [{"x": 1}]
        assert db.table("cards").get(doc_id=2)["mood"] == {"good": True}
    assert again.store.verify().broken == ""
    assert isinstance(again.undo(), Done)
    assert again.workspace.tables["card"] == session_before(path, clock)


def session_before(path: Path, clock: FrozenClock) -> Any:
    """The cards as the first entry left them."""
    from tuiboard.domain.workspace import Workspace

    return Workspace().apply(opened(path, clock).store.read_since(0)[:1]).tables["card"]


def test_left_out_it_is_kept_as_a_copy_and_nothing_is_recorded(path: Path, clock: FrozenClock) -> None:
    before = path.read_bytes()
    script(path)
    edited = path.read_bytes()
    session = opened(path, clock)
    outcome = settled(leave_out(session, looked(session).edit))
    assert path.read_bytes() == before
    assert (path.parent / outcome.copy).read_bytes() == edited
    assert session.store.read_only == ""
    assert len(journal_of(path).read_bytes().splitlines()) == 1
    assert isinstance(session.dispatch(c.EditCards([1], {"value": 4})), Done)


def test_the_copy_is_as_private_as_the_file(path: Path, clock: FrozenClock) -> None:
    os.chmod(path, 0o600)
    script(path)
    settled(leave_out(session := opened(path, clock), looked(session).edit))
    assert copies(path)[0].stat().st_mode & 0o777 == 0o600


def test_an_edit_of_an_older_file_is_joined_with_what_was_done_since(path: Path, clock: FrozenClock) -> None:
    old = path.read_bytes()
    session = opened(path, clock)
    assert isinstance(session.dispatch(c.EditCards([3], {"title": "Renamed here"})), Done)
    path.write_bytes(old)
    script(path)
    found = looked(session)
    assert found.edit.since == 1
    assert all(change.id != 3 for change in found.fresh)
    settled(take_in(session, found))
    assert session.workspace.card(3).title == "Renamed here"  # type: ignore[union-attr]
    assert session.workspace.card(2).title == "By a script"  # type: ignore[union-attr]


def test_a_clash_says_both_values_and_who_did_that_when_and_nothing_is_done(path: Path, clock: FrozenClock) -> None:
    old = path.read_bytes()
    session = opened(path, clock)
    omar = opened(path, clock, "omar", 1001)
    clock.advance(hours=2)
    assert isinstance(omar.dispatch(c.EditCards([2], {"title": "By Omar"})), Done)
    path.write_bytes(old)
    script(path)
    edited = path.read_bytes()
    found = looked(session)
    clash, author = found.clashes[0]
    assert (clash.field, clash.file, clash.board) == ("title", "By a script", "By Omar")
    assert author is not None
    assert (author.who, author.at, author.seq) == ("omar", clock.now(), 2)
    refusal = refused(take_in(session, found))
    assert refusal.code == "conflict"
    assert refusal.details == {"clashes": [{
        "kind": "card", "id": 2, "field": "title", "was": "Card 2", "file": "By a script", "board": "By Omar",
        "who": "omar", "at": clock.now(), "seq": 2,
    }]}  # fmt: skip
    assert path.read_bytes() == edited
    assert not copies(path)
    settled(take_in(session, found, "board"))
    assert session.workspace.card(2).title == "By Omar"  # type: ignore[union-attr]
    assert session.workspace.card(1).column == "done"  # type: ignore[union-attr]


def test_what_is_no_value_for_a_field_is_refused_before_anything_is_written(path: Path, clock: FrozenClock) -> None:
    with TinyDB(path) as db:
        db.table("cards").update({"due": "soon"}, doc_ids=[2])
        db.table("cards").update({"title": "Fine"}, doc_ids=[1])
    edited = path.read_bytes()
    session = opened(path, clock)
    found = looked(session)
    assert found.problem is not None
    assert "Card 2, due" in found.problem.message
    assert "Card 2, due" in refused(take_in(session, found)).message
    assert path.read_bytes() == edited
    assert not copies(path)
    assert len(journal_of(path).read_bytes().splitlines()) == 1


def test_a_file_that_is_changed_again_is_looked_at_again(path: Path, clock: FrozenClock) -> None:
    script(path)
    session = opened(path, clock)
    found = looked(session)
    with TinyDB(path) as db:
        db.table("cards").update({"title": "Later"}, doc_ids=[3])
    edited = path.read_bytes()
    for outcome in (take_in(session, found), leave_out(session, found.edit)):
        assert "changed again" in refused(outcome).message
        assert refused(outcome).code == "conflict"
    assert path.read_bytes() == edited
    assert len(journal_of(path).read_bytes().splitlines()) == 1
    assert "Later" in str(looked(session).fresh)


def test_a_file_changed_between_the_entry_and_its_replacement_is_not_overwritten(
    path: Path, clock: FrozenClock
) -> None:
    script(path)
    session = opened(path, clock)

    class Late(System):
        """The script comes back just before the file is replaced."""

        @staticmethod
        def replace(old: str, new: str) -> None:
            os.replace(old, new)
            if "edited-" in new:  # the copy is made
                with TinyDB(path) as db:
                    db.table("cards").update({"title": "Later"}, doc_ids=[3])

    found = looked(session)
    session.store._outside._system = Late()  # type: ignore[attr-defined]
    outcome = settled(take_in(session, found))
    assert outcome.entry is not None
    assert "changed again" in outcome.warnings[-1]
    left = looked(session)
    assert left.fresh == (Change("card", 3, {"title": "Card 3"}, {"title": "Later"}),), "the rest was taken in"
    settled(take_in(session, left))
    assert session.workspace.card(3).title == "Later"  # type: ignore[union-attr]
    assert outside_changes(opened(path, clock)) is None


@pytest.mark.parametrize("error", [errno.EIO, None], ids=["an error", "killed"])
def test_whatever_call_fails_the_edit_is_in_the_file_in_the_copy_or_in_the_journal(
    path: Path, clock: FrozenClock, error: int | None
) -> None:
    """Each call of the system fails in turn, or is the last one that the process makes."""
    script(path)
    edited, journal = path.read_bytes(), journal_of(path).read_bytes()
    for fails in range(1, 200):
        path.write_bytes(edited)
        journal_of(path).write_bytes(journal)
        for copy in copies(path):
            copy.unlink()
        session = opened(path, clock)
        found = looked(session)
        faulty = FaultySystem(fails, error)
        for part in (session.store._outside, session.store._board, session.store._reader.journal, session.store._lock):  # type: ignore[attr-defined]
            part._system = faulty
        outcome: Any = None
        with suppress(StoreError, Killed):
            outcome = take_in(session, found)
        faulty.die()
        entries = journal_of(path).read_bytes().count(b"external-edit")
        if path.read_bytes() != edited:
            assert entries == 1, fails
            assert [copy.read_bytes() for copy in copies(path)] == [edited], fails
        if entries:
            assert copies(path)[0].read_bytes() == edited, "the copy is on the disk before the entry"
        if isinstance(outcome, Settled) and not outcome.warnings:
            break
        after = opened(path, clock)
        again = outside_changes(after)
        if again is not None:
            assert again.is_nothing == bool(entries), fails
            settled(take_in(after, again))
        assert after.workspace.card(4).title == "New one"  # type: ignore[union-attr]
        assert sum(1 for card in after.workspace.cards() if card.title == "New one") == 1
        assert after.store.verify().broken == ""
        after.close()
    else:
        pytest.fail("it never succeeded")
    assert fails > 15


def no_json(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def binary(path: Path) -> None:
    path.write_bytes(bytes(range(256)))


def empty(path: Path) -> None:
    path.write_bytes(b"")


def a_list(path: Path) -> None:
    path.write_bytes(b"[1]")


def other_database(path: Path) -> None:
    path.write_bytes(b'{"_default": {"1": {"x": 1}}}')


def deep(path: Path) -> None:
    path.write_bytes(b'{"columns": {"1": {"key": "a", "x": ' + b"[" * 99 + b"]" * 99 + b"}}}")


def very_deep(path: Path) -> None:
    path.write_bytes(b"[" * 100_000)


def infinite(path: Path) -> None:
    path.write_bytes(b'{"columns": {"1": {"key": "a", "x": 1e999}}}')


def not_a_number(path: Path) -> None:
    path.write_bytes(b'{"columns": {"1": {"key": "a", "x": NaN}}}')


def endless(path: Path) -> None:
    path.write_bytes(b'{"columns": {"1": {"key": "a", "x": ' + b"9" * 5000 + b"}}}")


def twice(path: Path) -> None:
    path.write_bytes(b'{"columns": {"1": {"key": "a"}}, "cards": {"1": {"id": 1}, "1": {"id": 1}}}')


def same_key(path: Path) -> None:
    with TinyDB(path) as db:
        db.table("people").insert({"handle": "ana"})


def no_key(path: Path) -> None:
    with TinyDB(path) as db:
        db.table("people").insert({"name": "Nobody"})


def no_document(path: Path) -> None:
    tables = json.loads(path.read_bytes())
    tables["cards"]["2"] = 5
    path.write_text(json.dumps(tables))


def newer(path: Path) -> None:
    tables = json.loads(path.read_bytes())
    tables["meta"]["1"]["schema"] = 99
    path.write_text(json.dumps(tables, indent=1))


JUNK: dict[Callable[[Path], None], str] = {
    no_json: "no JSON", binary: "no text", empty: "no JSON", a_list: "tables", other_database: "no column",
    deep: "deeper than 50", very_deep: "nested too deep", infinite: "no number", not_a_number: "NaN",
    endless: "5,000 digits", twice: "twice", same_key: "a second one for person ana",
    no_key: "document 2 of the table “people” does not say which person it is",
    no_document: "document 2 of the table “cards”", newer: "newer version",
}  # fmt: skip


@pytest.mark.parametrize("junk", JUNK, ids=lambda junk: junk.__name__)
def test_what_is_no_board_is_said_to_be_none_and_can_be_left_out(
    path: Path, clock: FrozenClock, junk: Callable[[Path], None]
) -> None:
    before = path.read_bytes()
    junk(path)
    edited = path.read_bytes()
    session = opened(path, clock)
    found = looked(session)
    assert found.problem is not None
    assert "can't be read as a board" in found.problem.message
    assert JUNK[junk] in found.problem.message
    assert refused(take_in(session, found)) == found.problem
    assert path.read_bytes() == edited
    settled(leave_out(session, found.edit))
    assert path.read_bytes() == before
    assert copies(path)[0].read_bytes() == edited


def test_a_file_too_large_to_be_a_board_is_not_read(
    path: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tuiboard.storage import board_file

    script(path)
    monkeypatch.setattr(board_file, "LARGEST", 100)
    session = opened(path, clock)
    found = looked(session)
    assert found.problem is not None
    assert "larger than" in found.problem.message
    assert "larger than" in refused(leave_out(session, found.edit)).message
    assert path.exists()


def test_a_file_that_does_not_say_what_it_stood_for_is_compared_with_today(path: Path, clock: FrozenClock) -> None:
    tables = json.loads(path.read_bytes())
    del tables["meta"]
    tables["cards"]["2"]["title"] = "By hand"
    path.write_text(json.dumps(tables, ensure_ascii=False, indent=1), encoding="utf-8-sig")
    session = opened(path, clock)
    found = looked(session)
    assert found.edit.base is None
    assert found.fresh == (Change("card", 2, {"title": "Card 2"}, {"title": "By hand"}),)
    settled(take_in(session, found))
    tables["meta"] = {"1": {"seq": 1, "head": "0" * 64}}
    path.write_text(json.dumps(tables))
    assert looked(session).edit.base is None, "that entry has another head"


def test_a_file_of_format_1_that_a_script_changed_is_read_in_todays_words(path: Path, clock: FrozenClock) -> None:
    tables = json.loads(path.read_bytes())
    tables["meta"]["1"]["schema"] = 1
    tables["people"]["2"] = {"handle": "omar", "inactive": True}
    path.write_text(json.dumps(tables))
    assert looked(opened(path, clock)).fresh == (Change("person", "omar", None, {"handle": "omar", "active": False}),)


# Noticed while the board is open


def test_an_edit_is_noticed_while_the_board_is_open_once_it_has_settled(path: Path, clock: FrozenClock) -> None:
    session = opened(path, clock)
    outside = session.store.outside
    assert outside is not None
    assert not any(outside.touched() for _ in range(3))
    script(path)
    assert not outside.touched(), "it may still be writing"
    assert outside.touched()
    assert outside.look()
    assert outside.is_edited
    assert not outside.touched()
    refusal = session.dispatch(c.EditCards([1], {"value": 4}))
    assert isinstance(refusal, Refusal)
    assert "outside" in refusal.message


def test_an_edit_met_on_the_way_to_writing_is_said_too(path: Path, clock: FrozenClock) -> None:
    session = opened(path, clock)
    outside = session.store.outside
    assert outside is not None
    script(path)
    edited = path.read_bytes()
    assert isinstance(session.dispatch(c.EditCards([3], {"value": 4})), Done), "nobody has looked yet"
    assert path.read_bytes() == edited
    assert outside.is_edited
    assert outside.touched()
    assert outside.look()
    assert not outside.touched()


def test_what_other_processes_of_the_program_write_is_no_edit(path: Path, clock: FrozenClock) -> None:
    session, other = opened(path, clock), opened(path, clock, "omar", 1001)
    outside = session.store.outside
    assert outside is not None
    assert isinstance(other.dispatch(c.EditCards([1], {"value": 4})), Done)
    assert [outside.touched() for _ in range(2)] == [False, True]
    assert not outside.look()
    assert not outside.is_edited
    assert not any(outside.touched() for _ in range(3))
    assert isinstance(session.dispatch(c.EditCards([2], {"value": 4})), Done)
    assert not any(outside.touched() for _ in range(3)), "nor what this one writes"


def test_put_right_by_someone_else_the_board_is_writable_without_a_restart(path: Path, clock: FrozenClock) -> None:
    session, other = opened(path, clock), opened(path, clock, "omar", 1001)
    outside = session.store.outside
    assert outside is not None
    script(path)
    assert outside.look()
    settled(take_in(other, looked(other)))
    done = session.dispatch(c.EditCards([3], {"value": 4}))
    assert isinstance(done, Done)
    assert session.workspace.card(2).title == "By a script"  # type: ignore[union-attr]
    assert not outside.is_edited


def test_moved_away_the_file_is_made_anew_at_the_next_change(path: Path, clock: FrozenClock) -> None:
    session = opened(path, clock)
    outside = session.store.outside
    assert outside is not None
    script(path)
    assert outside.look()
    path.rename(path.with_name("away.json"))
    assert [outside.touched() for _ in range(2)] == [False, True]
    assert outside.look()
    assert isinstance(session.dispatch(c.EditCards([3], {"value": 4})), Done)
    assert read_meta(path.read_bytes()).at.seq == 2
    assert not any(outside.touched() for _ in range(3))


def test_a_read_only_board_can_not_be_put_right_and_says_why(path: Path, clock: FrozenClock) -> None:
    script(path)
    session = opened(path, clock)
    session.store._read_only = "you may not"  # type: ignore[attr-defined]
    found = looked(session)
    for outcome in (take_in(session, found), leave_out(session, found.edit)):
        assert "you may not" in refused(outcome).message
        assert refused(outcome).code == "cannot_write"
    assert not copies(path)


def test_any_table_name_comes_back_as_it_was() -> None:
    from tuiboard.storage.checkpoint import kind_of, table_name

    for name in ("cards", "people", "board", "_default", "stuff", "s", "ss", "table:x", "table:xs", "spaceships", "é"):
        assert table_name(kind_of(name)) == name
    assert foreign.DEEPEST < 100


def test_what_a_kill_leaves_of_the_copy_is_found_by_the_doctor(path: Path, clock: FrozenClock) -> None:
    script(path)
    system, made = System(), []

    def opening(file: str, flags: int, mode: int = 0o777) -> int:
        made.extend([os.path.basename(file)] if flags & os.O_CREAT else [])
        return os.open(file, flags, mode)

    system.open = opening  # type: ignore[method-assign, assignment]
    session = Session(FileStore(str(path), system=system), clock, Actor(1000, "ana"))
    settled(leave_out(session, looked(session).edit))
    assert [name for name in made if ".tmp" in name]
    assert all(name.startswith(".team.json.") for name in made if ".tmp" in name)
