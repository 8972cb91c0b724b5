"""Cards that come again on a board that several open at once: the next is made once, whoever comes first."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import FrozenClock
from tests.tui.board_app import do, session_of
from tuiboard.domain import commands as c
from tuiboard.domain.recurrence_commands import ContinueSeries, SkipDates
from tuiboard.domain.refusal import Refusal
from tuiboard.engine.ports import Actor
from tuiboard.engine.session import Done, Session
from tuiboard.storage.memory import MemoryStore
from tuiboard.view.words import describe, history_lines
from tuiboard.wiring import open_session

MEETING = {"title": "Change board meeting", "every": "mon", "due": "2026-03-09", "column": "backlog"}
"""Two days late: the tests take place on a Wednesday."""


def another(session: Session) -> Session:
    assert isinstance(session.store, MemoryStore)
    return Session(MemoryStore(session.store.lines), session.clock, Actor(1001, "omar"))


def cards(session: Session) -> dict[Any, dict[str, Any]]:
    return {id: dict(doc) for id, doc in session.workspace.table("card").items()}


def test_two_who_finish_a_card_at_once_make_one_that_follows() -> None:
    ana = session_of(cards=[MEETING])
    omar = another(ana)
    do(ana, c.CompleteCards([1]))
    late = omar.dispatch(c.CompleteCards([1]))
    assert isinstance(late, Done)
    assert not late.changed
    assert sorted(cards(omar)) == [1, 2]


def test_what_comes_due_is_made_by_whoever_looks_first_and_not_again_by_the_other() -> None:
    ana = session_of(cards=[MEETING])
    omar = another(ana)
    assert ana.series_due()
    assert omar.series_due()
    made = do(ana, ContinueSeries())
    assert describe(made.entry, ana.workspace) == "1 came due: next is 2 “Change board meeting” due 2026-03-16"
    for command in (ContinueSeries(), c.CompleteCards([1])):
        late = omar.dispatch(command)
        assert isinstance(late, Done)
        assert sorted(cards(omar)) == [1, 2]
    assert not omar.series_due()


def test_two_programs_that_look_at_the_same_moment_make_it_once(own_world: Path) -> None:
    path = str(own_world / "board.json")
    first = open_session(path, True, FrozenClock(), Actor(1000, "ana"))
    do(first, c.AddColumn({"name": "Backlog", "kind": "queue"}))
    do(first, c.AddCards([{"title": "Backup", "due": "2026-03-12", "every": "2d"} for _ in range(5)]))
    sessions = [first, *(open_session(path, False, FrozenClock("2026-03-12T08:00:00Z"), Actor(1, "b")) for _ in "123")]
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda session: session.dispatch(ContinueSeries()), sessions[1:] * 4))
    assert [isinstance(each, Done) and each.changed for each in made].count(True) == 1
    first.refresh()
    assert sorted(cards(first)) == list(range(1, 11))
    for session in sessions:
        session.close()


def test_the_day_that_brings_a_card_is_that_of_the_person() -> None:
    session = session_of(cards=[{**MEETING, "due": "2026-03-16"}])
    assert not session.series_due()
    clock = session.clock
    assert isinstance(clock, FrozenClock)
    clock.set("2026-03-16T00:00:00Z")
    assert session.series_due()


def test_undo_takes_the_next_back_with_what_finished_the_card_unless_someone_went_on_with_it() -> None:
    ana = session_of(cards=[MEETING])
    before = cards(ana)
    do(ana, c.CompleteCards([1]))
    after = cards(ana)
    assert isinstance(ana.undo(), Done)
    assert cards(ana) == before
    assert isinstance(ana.redo(), Done)
    assert cards(ana) == after
    do(another(ana), c.AddComment(("card", 2), "Room 4"))
    refusal = ana.undo()
    assert isinstance(refusal, Refusal)
    assert "card 2 was commented on since" in refusal.message


def test_undo_passes_over_what_was_made_by_itself_and_redo_still_finds_its_way() -> None:
    ana = session_of(cards=[{**MEETING, "due": "2026-03-16"}, {"title": "other"}])
    do(ana, c.EditCards([2], {"value": 5}))
    clock = ana.clock
    assert isinstance(clock, FrozenClock)
    clock.set("2026-03-16T09:00:00Z")
    made = do(ana, ContinueSeries())
    undone = ana.undo()
    assert isinstance(undone, Done)
    assert undone.undone is not None
    assert undone.undone.action == "card.edited"
    clock.set("2026-03-23T09:00:00Z")
    do(ana, ContinueSeries())
    assert isinstance(ana.redo(), Done)
    assert cards(ana)[2]["value"] == 5
    refusal = ana.take_back(made.entry.seq)
    assert isinstance(refusal, Refusal)
    assert "every=" in refusal.hint


def test_a_late_rule_and_what_follows_at_once_are_taken_back_together() -> None:
    ana = session_of(cards=[{"title": "Backup", "column": "backlog", "due": "2026-03-10"}])
    do(ana, c.EditCards([1], {"every": "day"}))
    assert [doc["due"] for doc in cards(ana).values()] == ["2026-03-10", "2026-03-11", "2026-03-12"]
    assert isinstance(ana.undo(), Done)
    assert sorted(cards(ana)) == [1]


def test_the_history_of_each_card_says_what_it_follows_and_what_follows_on_it() -> None:
    ana = session_of(cards=[MEETING])
    do(ana, ContinueSeries())
    first, second = (
        [line.text for line in history_lines(ana.history("card", id), "card", id, ana.workspace)] for id in (1, 2)
    )
    assert first == ["it is followed by 2", "imported it from test"]
    assert second == ["made it to follow on 1"]


STEPS = st.one_of(
    st.builds(lambda id: c.CompleteCards([id]), st.integers(1, 6)),
    st.builds(lambda id, to: c.MoveCards([id], to), st.integers(1, 6), st.sampled_from(["backlog", "doing", "done"])),
    st.builds(lambda id, to: c.EditCards([id], {"every": to}), st.integers(1, 6), st.sampled_from(["day", "2w", None])),
    st.builds(lambda id, day: c.EditCards([id], {"due": f"2026-03-{day}"}), st.integers(1, 6), st.integers(10, 20)),
    st.builds(lambda id: c.ArchiveCards([id]), st.integers(1, 6)),
    st.builds(lambda id: c.RestoreCards([id]), st.integers(1, 6)),
    st.builds(lambda id: SkipDates([id]), st.integers(1, 6)),
    st.sampled_from([ContinueSeries(), "undo", "redo", "a day later"]),
)


@settings(max_examples=25)
@given(st.lists(st.tuples(st.booleans(), STEPS), max_size=14))
def test_whatever_two_people_do_no_card_is_followed_twice_nor_a_date_repeated(
    turns: list[tuple[bool, Any]],
) -> None:
    ana = session_of(cards=[MEETING, {**MEETING, "title": "Backup", "every": "day"}])
    omar = another(ana)
    for first, step in turns:
        session = ana if first else omar
        clock = session.clock
        assert isinstance(clock, FrozenClock)
        if step == "a day later":
            clock.advance(days=1)
        elif step in ("undo", "redo"):
            session.undo() if step == "undo" else session.redo()
        else:
            session.dispatch(step)
    do(omar, ContinueSeries())
    assert isinstance(again := ana.dispatch(ContinueSeries()), Done)
    assert not again.changed
    found = cards(omar)
    following = [doc["follows"] for doc in found.values() if "follows" in doc]
    assert len(set(following)) == len(following)
    for id, doc in found.items():
        if "follows" in doc:
            assert found[doc["follows"]]["followed_by"] == id
            assert doc["recurs_on"] > found[doc["follows"]].get("recurs_on", "")
        if "followed_by" in doc:
            assert found[doc["followed_by"]]["follows"] == id
