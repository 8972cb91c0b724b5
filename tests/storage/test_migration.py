"""A board that format 1 wrote (`files/format1`) opens in today's words, and goes on in today's format."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import FrozenClock
from tests.storage.boards import journal_of
from tuiboard.domain import commands as c
from tuiboard.domain.changes import Change
from tuiboard.domain.migrations import upgraded_change
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.exchange import board_json
from tuiboard.engine.ports import Actor
from tuiboard.engine.session import Done, Session
from tuiboard.storage import file_store
from tuiboard.storage.file_store import FileStore

FORMAT1 = Path(__file__).parent / "files" / "format1"
"""Thirteen entries: omar left, came back and left again; maria's leaving was undone; zoe came as someone who left, by
an import that tells of it. `earlier.json` is the board after entry 8, `export.json` its export."""
PEOPLE = {"ana": True, "omar": False, "maria": True, "zoe": False}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A copy of the old board."""
    for name in ("board.json", "board.journal.jsonl"):
        shutil.copyfile(FORMAT1 / name, tmp_path / name)
    return tmp_path / "board.json"


def opened(path: Path, clock: FrozenClock) -> Session:
    return Session(FileStore(str(path)), clock, Actor(1000, "ana"))


def done(outcome: Any) -> Done:
    assert isinstance(outcome, Done), outcome
    return outcome


def active(ws: Workspace) -> dict[str, bool]:
    return {person.handle: person.active for person in ws.people()}


def old_words(ws: Workspace) -> list[str]:
    return [handle for handle, doc in ws.table("person").items() if "inactive" in doc]


@pytest.mark.parametrize("checkpoint", ["board.json", "earlier.json", None])
def test_an_old_board_opens_from_its_file_from_an_earlier_one_and_from_its_journal(
    path: Path, clock: FrozenClock, checkpoint: str | None
) -> None:
    path.unlink()
    if checkpoint is not None:
        shutil.copyfile(FORMAT1 / checkpoint, path)
    session = opened(path, clock)
    ws = session.workspace
    assert (active(ws), old_words(ws)) == (PEOPLE, [])
    assert ws.doc("person", "maria") == {"handle": "maria", "name": "María Keller"}
    assert [(card.id, card.title, card.column, card.owner) for card in ws.cards()] == [
        (1, "Replace core switch", "doing", "omar"),
        (2, "Label patch panels", "backlog", "maria"),
        (3, "Old firewall", "done", "zoe"),
    ]
    assert ws.comments("card", 1)[0].text == "The part arrives on Friday."
    assert not session.store.read_only
    assert ws.person_by_login("omar") is None, "who left is nobody's login"


def test_its_history_is_told_in_todays_words(path: Path, clock: FrozenClock) -> None:
    session = opened(path, clock)
    fields = [entry.changes[0].after for entry in session.history("person", "omar")]
    assert fields[:3] == [{"active": False, "role": "network"}, {"active": None}, {"active": False}]
    told = [told.change.after for entry in session.history("person", "zoe") for told in entry.told]
    assert {"active": False} in told


def test_its_lines_stay_as_they_are_and_new_ones_follow_on_them(path: Path, clock: FrozenClock) -> None:
    before = journal_of(path).read_bytes()
    session = opened(path, clock)
    done(session.dispatch(c.EditPerson("ana", {"active": False})))
    lines = journal_of(path).read_bytes()
    assert lines.startswith(before)
    assert [json.loads(line)["v"] for line in lines.splitlines()] == [1] * 13 + [2]
    verdict = session.store.verify()
    assert (verdict.entries, verdict.broken) == (14, "")
    assert session.store.verify(json.loads(lines.splitlines()[6])["prev"]).expected_found


def test_its_file_has_todays_layout_after_the_next_change(path: Path, clock: FrozenClock) -> None:
    session = opened(path, clock)
    assert json.loads(path.read_bytes())["meta"]["1"]["schema"] == 1, "opening writes nothing"
    done(session.dispatch(c.EditCards([1], {"value": 4})))
    tables = json.loads(path.read_bytes())
    assert tables["meta"]["1"]["schema"] == 2
    assert [person.get("active") for person in tables["people"].values()] == [None, False, None, False]
    assert b"inactive" not in path.read_bytes()
    assert active(opened(path, clock).workspace) == PEOPLE


def test_an_old_entry_can_be_taken_back_and_done_again(path: Path, clock: FrozenClock) -> None:
    session = opened(path, clock)
    done(session.undo())  # the owner of card 2
    done(session.undo())  # the import of zoe
    assert "zoe" not in active(session.workspace)
    done(session.undo())  # omar's leaving: maria's was undone already
    assert session.workspace.doc("person", "omar") == {
        "handle": "omar", "name": "Omar Haddad", "login": "omar", "hours_per_week": 32,
    }  # fmt: skip
    for _ in range(3):
        done(session.redo())
    assert active(session.workspace) == PEOPLE
    assert active(opened(path, clock).workspace) == PEOPLE


def test_who_left_under_format_1_comes_back_under_format_2_and_that_can_be_undone(
    path: Path, clock: FrozenClock
) -> None:
    session = opened(path, clock)
    back = done(session.dispatch(c.EditPerson("omar", {"active": True})))
    assert back.entry.changes == (Change("person", "omar", {"active": False}, {"active": None}),)
    assert session.workspace.person_by_login("omar") is not None
    done(session.undo())
    assert active(session.workspace) == PEOPLE
    path.unlink()
    assert active(opened(path, clock).workspace) == PEOPLE


def test_a_program_of_format_1_reads_on_and_writes_nothing(
    path: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = opened(path, clock)
    done(opened(path, clock).dispatch(c.EditCards([1], {"value": 4})))
    monkeypatch.setattr(file_store, "VERSION", 1)
    outcome = old.dispatch(c.EditCards([1], {"value": 5}))
    assert "newer version" in str(outcome)
    assert "newer version" in opened(path, clock).store.read_only
    monkeypatch.setattr(file_store, "VERSION", 2)
    monkeypatch.setattr(file_store, "SCHEMA", 1)
    opened_again = opened(path, clock)
    assert "newer version" in opened_again.store.read_only
    assert opened_again.workspace.card(1).value == 4  # type: ignore[union-attr]


def test_an_export_of_format_1_is_imported_in_todays_words(clock: FrozenClock) -> None:
    value = json.loads((FORMAT1 / "export.json").read_bytes())
    assert "version" in value
    plan = board_json.plan(value, "export.json", Workspace())
    people = {ch.id: ch.after for ch in plan.command.changes if ch.kind == "person"}
    assert people["omar"]["active"] is False  # type: ignore[index]
    assert people["maria"] == {"handle": "maria", "name": "María Keller"}
    parts = [part for t in plan.command.told for part in (t.change.before, t.change.after) if t.change.kind == "person"]
    assert any((part or {}).get("active") is False for part in parts)
    assert not any("inactive" in (part or {}) for part in [*people.values(), *parts])


def test_a_copy_of_the_old_board_file_is_imported_in_todays_words() -> None:
    plan = board_json.plan(json.loads((FORMAT1 / "board.json").read_bytes()), "board.json", Workspace())
    people = {ch.id: (ch.after or {}).get("active") for ch in plan.command.changes if ch.kind == "person"}
    assert people == {"ana": None, "omar": False, "maria": None, "zoe": False}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (None, {"handle": "x", "inactive": False}, (None, {"handle": "x"})),
        (None, {"handle": "x", "inactive": True}, (None, {"handle": "x", "active": False})),
        ({"handle": "x", "inactive": False}, None, ({"handle": "x"}, None)),
        ({"inactive": None}, {"inactive": True}, ({"active": None}, {"active": False})),
        ({"inactive": True}, {"inactive": None}, ({"active": False}, {"active": None})),
        ({"role": "x"}, {"role": None}, ({"role": "x"}, {"role": None})),
    ],
)
def test_each_part_of_a_change_is_upgraded_so_that_it_still_fits(before: Any, after: Any, expected: Any) -> None:
    made = upgraded_change(Change("person", "x", before, after), 1)
    assert (made.before, made.after) == expected
    assert upgraded_change(made, 2) == made
    card = Change("card", 1, {"inactive": True}, {"inactive": None})
    assert upgraded_change(card, 1) == card, "a field of that name on something else is not ours"
