"""How work flows: cycle times and ages from the cards, days and waits from the journal."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import FrozenClock, make_workspace
from tuiboard.domain import commands as c
from tuiboard.domain.changes import Change, Told, created
from tuiboard.domain.flow import Percentiles, flow_figures, percentiles
from tuiboard.domain.flow_history import History, cards_at, flow_history
from tuiboard.domain.flow_log import FlowLog
from tuiboard.domain.refusal import Refusal
from tuiboard.engine.ports import Actor
from tuiboard.engine.session import Session
from tuiboard.storage.memory import MemoryStore

TODAY = "2026-03-11"
FIRST = "2026-02-23"
"""The Monday two whole weeks before."""


def at(day: str, clock: str = "09:00") -> str:
    return f"2026-{day}T{clock}:00Z"


class Life:
    """A board on which something happens day by day."""

    def __init__(self, **board: Any) -> None:
        self.clock = FrozenClock(at("02-20"))
        self.store = MemoryStore()
        self.session = Session(self.store, self.clock, Actor(1000, "ana"))
        tables = make_workspace(**{"cards": (), **board}).tables
        self.do(
            c.Import([created(kind, id, doc) for kind, table in tables.items() for id, doc in table.items()], (), "x")
        )

    def do(self, command: c.Command) -> None:
        done = self.session.dispatch(command)
        assert not isinstance(done, Refusal), done

    def on(self, day: str, *commands: c.Command, clock: str = "09:00") -> None:
        self.clock.set(at(day, clock))
        for command in commands:
            self.do(command)

    def add(self, day: str, *titles: str, column: str = "backlog") -> None:
        self.on(day, *(c.AddCards([{"title": title, "column": column}]) for title in titles))

    def move(self, day: str, id: int, column: str, clock: str = "09:00") -> None:
        self.on(day, c.MoveCards([id], column), clock=clock)

    def history(self, wanted: frozenset[int] | None = None, log: FlowLog | None = None, first: str = FIRST) -> History:
        log = log or FlowLog()
        log.follow(self.store.scan(("card", None)), first)
        return flow_history(self.session.workspace, log, first, TODAY, at("03-11", "21:00"), wanted)


@pytest.fixture
def life() -> Life:
    """Card 1 takes the whole way, 2 skips the work, 3 goes back, 4 is dropped in work, 5 is still in work."""
    life = Life()
    life.add("02-21", "one", "two", "three", "four", "five")
    life.move("02-24", 1, "doing")
    life.move("02-26", 1, "review")
    life.move("03-02", 1, "done")
    life.move("03-03", 2, "done")
    life.move("02-25", 3, "doing")
    life.move("02-27", 3, "backlog")
    life.move("02-27", 4, "doing")
    life.on("03-04", c.ArchiveCards([4]))
    life.move("03-05", 5, "doing")
    return life


def day(found: History, date: str) -> int:
    from tuiboard.domain.calendar import days_between

    return days_between(found.first, f"2026-{date}")


# From the cards


def test_the_percentiles_of_the_worked_example() -> None:
    assert percentiles(sorted([1, 2, 2, 3, 5, 8, 13, 21, 3, 4])) == Percentiles(3, 13, 21)
    assert percentiles([]) is None


def test_cards_without_a_start_are_counted_and_named_and_have_no_time(life: Life) -> None:
    found = flow_figures(life.session.workspace, TODAY, 2)
    assert [(card.id, card.time) for card in found.finished] == [(1, 7), (2, None)]
    assert found.skipped == (2,)
    assert found.percentiles == Percentiles(7, 7, 7)
    assert [(card.id, card.days) for card in found.in_work] == [(5, 7)]
    assert found.pace.finished == (0, 2)
    assert (found.first, found.weeks) == (FIRST, 2)


def test_a_filter_and_the_window_apply_to_all_figures(life: Life) -> None:
    ws = life.session.workspace
    assert flow_figures(ws, TODAY, 2, {5}).finished == ()
    assert [card.id for card in flow_figures(ws, TODAY, 2, {5, 99}).in_work] == [5]
    assert flow_figures(ws, "2026-05-11", 2).finished == (), "what was finished before the window"
    assert flow_figures(ws, "2026-03-02", 2).skipped == (), "what is finished later"


def test_a_card_in_work_or_done_whose_dates_nobody_knows_gets_none() -> None:
    cards: list[dict[str, Any]] = [
        {"title": "a", "column": "doing"},
        {"title": "b", "column": "done"},
        {"title": "c", "column": "done", "started_at": at("03-09"), "finished_at": at("03-08")},
        {"title": "d", "column": "doing", "started_at": 7},
        {"title": "e", "column": ["doing"], "finished_at": {}},
    ]
    found = flow_figures(make_workspace(cards=cards), TODAY)
    assert [(card.id, card.days) for card in found.in_work] == [(1, None), (4, None)]
    assert found.undated == (2,)
    assert found.skipped == (3,), "finished before it began is no time either"


# From the journal


def test_arrivals_and_departures_are_those_of_each_day(life: Life) -> None:
    found = life.history()
    assert found.days == 17
    assert found.active == (0, 1, 2, 2, 2, 2, 2, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1)
    assert found.queue[day(found, "02-24")] == 4
    last = -1
    assert (found.arrivals[last], found.departures[last]) == (5, 4)
    assert (found.done[last], found.dropped[last], found.returned[last], found.reopened[last]) == (2, 1, 1, 0)
    assert found.columns["doing"][day(found, "02-26")] == 1
    assert found.columns["review"][day(found, "02-26")] == 1


def test_the_cards_behind_a_day_are_those_that_were_there(life: Life) -> None:
    found, ws = life.history(), life.session.workspace
    assert cards_at(ws, found, day(found, "02-26"), "active") == [1, 3]
    assert cards_at(ws, found, day(found, "03-11"), "active") == [5]
    assert cards_at(ws, found, day(found, "03-11"), "done") == [1, 2]
    assert cards_at(ws, found, day(found, "02-23"), "queue") == [1, 2, 3, 4, 5]
    assert cards_at(ws, found, day(found, "02-26"), "active", frozenset({3})) == [3]


def test_what_came_before_the_window_is_there_when_it_begins(life: Life) -> None:
    found = life.history(first="2026-03-09")
    assert (found.active[0], found.arrivals[0], found.departures[0]) == (1, 1, 0)
    assert found.queue[0] == 1


def test_what_was_undone_never_happened_and_what_was_redone_did(life: Life) -> None:
    before = life.history()
    life.move("03-06", 3, "doing")
    log = FlowLog()
    assert life.history(log=log).active[-1] == 2
    life.session.undo()
    assert life.history(log=log) == before, "the log that follows"
    assert life.history() == before, "and one that reads anew"
    life.session.redo()
    for found in (life.history(log=log), life.history()):
        assert found.active[-1] == 2
        assert found.active[day(found, "03-05") :][:2] == (1, 2), "at the time at which it was done first"


def test_an_older_state_is_not_shown_what_came_later(life: Life) -> None:
    ws = life.session.workspace
    before = life.history()
    life.move("03-06", 3, "doing")
    log = FlowLog()
    log.follow(life.store.scan(("card", None)), FIRST)
    assert flow_history(ws, log, FIRST, TODAY, at("03-11", "21:00")) == before


def test_the_log_reads_only_what_is_new_and_further_back_where_it_has_to(life: Life) -> None:
    log = FlowLog()
    life.history(log=log, first="2026-03-09")
    life.move("03-06", 3, "doing")
    read: list[int] = []

    def counted() -> Any:
        for entry in life.store.scan(("card", None)):
            read.append(entry.seq)
            yield entry

    log.follow(counted(), "2026-03-09")
    assert len(read) == 2, "the new one, and the one known already"
    assert life.history(log=log) == life.history(), "a longer window is read anew"


def test_a_card_reopened_comes_in_again_and_nothing_ever_falls(life: Life) -> None:
    life.move("03-09", 1, "doing")
    life.move("03-10", 1, "done")
    found = life.history()
    assert found.active[day(found, "03-09")] == 2
    assert (found.reopened[-1], found.done[-1]) == (1, 3)


def test_to_and_fro_within_a_day_is_no_arrival(life: Life) -> None:
    before = life.history()
    life.move("03-10", 3, "doing")
    life.move("03-10", 3, "backlog", clock="10:00")
    assert life.history().arrivals == before.arrivals


def test_days_are_those_of_the_persons_time_zone(life: Life, in_zone: Callable[[str], None]) -> None:
    life.move("03-09", 3, "doing", clock="23:30")
    found = life.history()
    assert found.active[day(found, "03-09")] == 2
    in_zone("Europe/Zurich")
    found = life.history()
    assert found.active[day(found, "03-09")] == 1
    assert found.active[day(found, "03-10")] == 2


def test_time_blocked_is_summed_by_card_and_spread_over_the_days(life: Life) -> None:
    life.on("03-05", c.BlockCards([5], "no parts"), clock="21:00")
    life.on("03-07", c.UnblockCards([5]))
    life.on("03-09", c.BlockCards([3], "waits"))
    found = life.history()
    assert [(wait.card, round(wait.days, 3), wait.is_now) for wait in found.waits] == [(3, 2.5, True), (5, 1.5, False)]
    assert found.waits[1].spans == ((day(found, "03-05"), day(found, "03-07")),)
    assert found.blocked[day(found, "03-06")] == 1
    assert found.blocked[day(found, "03-05")] == pytest.approx(3 / 24)
    assert sum(found.blocked) == pytest.approx(4)


def test_a_card_blocked_since_before_the_window_counts_from_its_beginning(life: Life) -> None:
    life.on("02-20", c.BlockCards([3], "waits"))
    assert life.history().waits[0].days == pytest.approx(16 + 21 / 24)


def test_a_card_that_came_blocked_is_blocked_since_it_says_or_since_it_came() -> None:
    life = Life()
    life.clock.set(at("03-10"))
    for number, since in enumerate(({"since": at("03-05")}, {}, {"since": at("02-26")}), 1):
        doc = {"title": "x", "column": "backlog", "created_at": at("03-01"), "blocked": {"reason": "parts", **since}}
        life.do(c.Import([created("card", -number, doc)], (), "x"))
    half = 0.5
    assert {wait.card: wait.days for wait in life.history().waits} == {1: 6 + half, 2: 10 + half, 3: 10 + half}


def test_a_block_that_nothing_but_the_card_tells_of_counts_since_it_says() -> None:
    cards: list[dict[str, Any]] = [
        {"title": "a", "blocked": {"reason": "x", "since": at("03-09", "21:00")}},
        {"title": "b", "blocked": "?"},
    ]
    found = flow_history(make_workspace(cards=cards), FlowLog(), FIRST, TODAY, at("03-11", "21:00"))
    assert [(wait.card, wait.days) for wait in found.waits] == [(2, 16 + 21 / 24), (1, 2)]


def test_a_finished_card_that_is_archived_stays_finished(life: Life) -> None:
    before = life.history()
    life.on("03-09", c.ArchiveCards([1]))
    assert life.history()[1:-1] == before[1:-1]


def test_flow_efficiency_takes_waiting_from_the_time_from_start_to_finish() -> None:
    life = Life()
    life.add("02-21", "one", "two")
    life.move("03-01", 1, "doing")
    life.on("03-02", c.BlockCards([1], "no parts"))
    life.on("03-04", c.UnblockCards([1]))
    life.move("03-05", 1, "backlog")
    life.move("03-06", 1, "review")
    life.move("03-11", 1, "done")
    (worked,) = life.history().worked
    assert (worked.card, worked.days, worked.waited) == (1, 10, 3), "two days blocked and one in a queue"
    assert life.history(first="2026-03-05").worked[0][2:] == (6 + 9 / 24, 1), "only what lies in the window"


def test_told_history_counts_by_when_it_happened() -> None:
    life = Life()
    life.clock.set(at("03-10"))
    doc = {
        "title": "told",
        "column": "done",
        "created_at": at("02-20"),
        "started_at": at("02-24"),
        "finished_at": at("03-03"),
    }
    told = (
        Told(at("02-24"), "ana", "card.moved", Change("card", -1, {"column": "backlog"}, {"column": "doing"}), "x"),
        Told(at("03-03"), "ana", "card.moved", Change("card", -1, {"column": "doing"}, {"column": "done"}), "x"),
    )
    life.do(c.Import([created("card", -1, doc)], told, "x"))
    found = life.history()
    assert found.queue[0] == 1, "made before the window"
    assert found.active[1:9] == (1,) * 7 + (0,)
    assert found.done[-1] == 1
    life.session.undo(sure=True)
    assert life.history().done[-1] == 0


def test_what_is_imported_without_a_past_goes_by_its_own_dates() -> None:
    life = Life()
    life.clock.set(at("03-10"))
    docs = (
        {
            "title": "a",
            "column": "done",
            "created_at": at("02-20"),
            "started_at": at("02-24"),
            "finished_at": at("03-03"),
        },
        {"title": "b", "column": "done", "created_at": at("02-25"), "finished_at": at("03-03")},
        {"title": "c", "column": "doing", "created_at": at("02-25"), "entered_column_at": at("03-02")},
        {"title": "d", "column": "backlog", "created_at": at("02-25")},
    )
    life.do(c.Import([created("card", -number, doc) for number, doc in enumerate(docs, 1)], (), "x"))
    found = life.history()
    assert found.active[day(found, "02-24")] == 1
    assert found.active[day(found, "03-02")] == 2
    assert found.active[-1] == 1
    assert found.queue[day(found, "02-26")] == 3
    assert found.done[-1] == 2


def test_a_clock_that_goes_wrong_changes_no_order(life: Life) -> None:
    life.move("03-09", 2, "doing")
    life.move("03-06", 2, "backlog")
    found = life.history()
    assert (found.active[-1], found.queue[-1]) == (1, 2), "where the cards are today"
    assert found.arrivals[-1] - found.departures[-1] == found.active[-1]


def test_a_card_that_was_deleted_and_brought_back_has_been_there_all_the_time(life: Life) -> None:
    doc = dict(life.session.workspace.table("card")[5])
    entries = list(reversed(list(life.store.scan())))
    last = entries[-1]._replace(undoes=None, redo=False)
    gone = last._replace(seq=100, at=at("03-06"), changes=(Change("card", 5, doc, None),))
    back = last._replace(seq=101, at=at("03-10"), changes=(Change("card", 5, None, doc),))
    log = FlowLog()
    log.follow([back, gone, *reversed(entries)], FIRST)
    ws = life.session.workspace
    ws.seq = 101
    found = flow_history(ws, log, FIRST, TODAY, at("03-11", "21:00"))
    assert found.active[day(found, "03-05") :] == (1,) * 7


# Whatever happens

ODD: tuple[Any, ...] = (
    None, "", "x", 7, [], {}, {"since": []}, {"since": at("03-01")}, "2026-13-01T00:00:00Z", "0001-01-01T00:00:00Z",
    True,
)  # fmt: skip
_STEPS = st.lists(
    st.tuples(
        st.integers(1, 3),
        st.sampled_from(("column", "archived", "blocked", "started_at", "finished_at", "created_at")),
        st.sampled_from((*ODD, "backlog", "doing", "done", "doing", "done")),
        st.integers(0, 30),
    ),
    max_size=12,
)


@settings(max_examples=60)
@given(_STEPS)
def test_nothing_that_is_written_in_a_journal_breaks_the_reading_or_its_sums(steps: Any) -> None:
    from tuiboard.domain.calendar import add_days
    from tuiboard.domain.changes import Entry, merged

    ws = make_workspace(cards=[{"title": "a"}, {"title": "b", "column": "doing"}, {"title": "c"}])
    entries = []
    for seq, (id, field, value, days) in enumerate(steps, 1):
        doc = dict(ws.table("card")[id])
        change = Change("card", id, {field: doc.get(field)}, {field: value})
        instant = f"{add_days('2026-02-15', days)}T09:00:00Z"
        entries.append(Entry(seq, "", instant, "x", 1, "card.edited", (change,)))
        ws.tables["card"][id] = merged(doc, {field: value})  # type: ignore[index]
    ws.seq = len(entries)
    log = FlowLog()
    log.follow(reversed(entries), FIRST)
    found = flow_history(ws, log, FIRST, TODAY, at("03-11"))
    flow_figures(ws, TODAY)
    for rising in (found.arrivals, found.departures, tuple(map(sum, zip(found.arrivals, found.queue, strict=True)))):
        assert list(rising) == sorted(rising)
    assert [a - d for a, d in zip(found.arrivals, found.departures, strict=True)] == list(found.active)
    assert min(found.queue + found.active) >= 0
    assert all(0 <= worked.waited <= worked.days for worked in found.worked)
