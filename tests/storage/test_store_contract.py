"""What every Store promises. Two stores opened on the same board stand for two processes."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.storage.boards import card, entry, retitled
from tuiboard.domain.changes import Change, Entry, Told
from tuiboard.domain.refusal import Refused
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.ports import GENESIS, Conflict, Extent, ReadOnly, Store, StoreError, Verdict
from tuiboard.storage.file_store import FileStore
from tuiboard.storage.memory import MemoryStore

Opener = Callable[[], Store]


def file_opener(folder: Path, opened: list[Store]) -> Opener:
    path = str(folder / "board.json")

    def open_store() -> Store:
        store = FileStore(path, create=not FileStore.exists(path))
        opened.append(store)
        return store

    return open_store


def memory_opener() -> Opener:
    lines: list[bytes] = []
    return lambda: MemoryStore(lines)


@pytest.fixture(params=["file", "memory"])
def open_store(request: pytest.FixtureRequest, on_disk: Path) -> Iterator[Opener]:
    opened: list[Store] = []
    yield file_opener(on_disk, opened) if request.param == "file" else memory_opener()
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: Opener) -> Store:
    """A board with two entries, opened."""
    first = open_store()
    first.snapshot()
    assert first.append(0, entry(card(1))) == 1
    assert first.append(1, entry(card(2))) == 2
    return first


def test_a_new_board_is_empty(open_store: Opener) -> None:
    store = open_store()
    assert store.snapshot().seq == 0
    assert store.read_since(0) == []
    assert list(store.scan()) == []
    assert store.verify() == Verdict(0, GENESIS)
    assert store.read_only == ""


def test_appended_entries_are_numbered_without_a_gap_whatever_seq_they_bring(open_store: Opener) -> None:
    store = open_store()
    store.snapshot()
    assert store.append(0, entry(card(1))._replace(seq=77)) == 1
    assert store.append(1, entry(card(2))) == 2
    assert [e.seq for e in store.read_since(0)] == [1, 2]


def test_the_state_is_the_entries_applied(store: Store, open_store: Opener) -> None:
    opened = open_store().snapshot()
    assert opened.seq == 2
    assert opened.tables == Workspace().apply(store.read_since(0)).tables
    assert opened.next_id("card") == 3


def test_another_process_sees_an_entry_once_it_asks(store: Store, open_store: Opener) -> None:
    other = open_store()
    seen = other.snapshot()
    assert not other.changed()
    new = entry(retitled(1, "Card 1", "Changed"))
    assert store.append(2, new) == 3
    assert other.changed()
    assert other.read_since(seen.seq) == [new._replace(seq=3)]
    assert not other.changed()
    assert other.read_since(3) == []


def test_ones_own_entries_are_no_news(store: Store) -> None:
    assert not store.changed()


def test_older_entries_can_be_asked_for_again(store: Store) -> None:
    assert [e.seq for e in store.read_since(0)] == [1, 2]
    assert [e.seq for e in store.read_since(1)] == [2]
    assert store.read_since(2) == []


def test_who_was_not_up_to_date_gets_the_newer_entries_and_writes_nothing(store: Store, open_store: Opener) -> None:
    other = open_store()
    other.snapshot()
    store.append(2, entry(card(3)))
    store.append(3, entry(card(4)))
    outcome = other.append(2, entry(card(3)))
    assert isinstance(outcome, Conflict)
    assert [e.seq for e in outcome.entries] == [3, 4]
    assert other.read_since(0) == store.read_since(0)
    assert not other.changed()
    assert other.append(4, entry(card(5))) == 5


def test_what_is_decided_again_under_the_lock_is_written_after_the_newer_entries(
    store: Store, open_store: Opener
) -> None:
    other = open_store()
    state = other.snapshot()
    store.append(2, entry(card(3)))

    def again(newer: list[Entry]) -> Entry:
        return entry(card(state.apply(newer).next_id("card"), title="second thought"))

    assert other.append(2, entry(card(3)), again) == 4
    assert other.snapshot().table("card")[4]["title"] == "second thought"


def test_deciding_again_may_give_up(store: Store, open_store: Opener) -> None:
    other = open_store()
    other.snapshot()
    store.append(2, entry(card(3)))
    outcome = other.append(2, entry(card(3)), lambda newer: None)
    assert isinstance(outcome, Conflict)
    assert [e.seq for e in outcome.entries] == [3]
    assert len(store.read_since(0)) == 3


def test_deciding_again_may_read_the_history(store: Store, open_store: Opener) -> None:
    other = open_store()
    other.snapshot()
    store.append(2, entry(card(3)))
    seqs: list[int] = []

    def again(newer: list[Entry]) -> None:
        seqs.extend(e.seq for e in other.scan())

    other.append(2, entry(card(3)), again)
    assert seqs == [3, 2, 1]


def test_an_error_while_deciding_again_writes_nothing_and_frees_the_board(store: Store, open_store: Opener) -> None:
    other = open_store()
    other.snapshot()
    store.append(2, entry(card(3)))

    def again(newer: list[Entry]) -> Entry:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        other.append(2, entry(card(3)), again)
    assert other.changed(), "the newer entries have not been taken in"
    assert [e.seq for e in other.read_since(2)] == [3]
    assert store.append(3, entry(card(4))) == 4


def test_what_json_cannot_hold_is_refused_and_nothing_is_written(store: Store, open_store: Opener) -> None:
    with pytest.raises(Refused):
        store.append(2, entry(card(3, effort=float("nan"))))
    assert len(open_store().read_since(0)) == 2
    assert store.append(2, entry(card(3))) == 3


def test_history_comes_newest_first(store: Store) -> None:
    assert [e.seq for e in store.scan()] == [2, 1]


def test_history_of_one_entity_is_found_without_reading_the_rest(store: Store) -> None:
    store.append(2, entry(retitled(1, "Card 1", "Changed")))
    store.append(3, entry(card(12)))
    assert [e.seq for e in store.scan(("card", 1))] == [3, 1]
    assert list(store.scan(("person", "ana"))) == []
    assert [e.seq for e in store.scan(("card", None))] == [4, 3, 2, 1]
    assert list(store.scan(("risk", None))) == []


def test_text_that_looks_like_an_entry_or_a_seal_changes_nothing(store: Store, open_store: Opener) -> None:
    for seq, text in enumerate(('["card",1,', "~torn\n", '","crc":"00000000"}\n', "\x00\ud800\x1b[2J"), 2):
        assert store.append(seq, entry(card(seq + 1, title=text))) == seq + 1
    assert [e.seq for e in open_store().read_since(0)] == [1, 2, 3, 4, 5, 6]
    assert open_store().snapshot().table("card")[6]["title"] == "\x00\ud800\x1b[2J"
    assert not store.verify().broken


def test_the_head_is_a_promise_that_later_entries_keep(store: Store) -> None:
    head = store.verify().head
    assert store.verify(head).expected_found is True
    store.append(2, entry(card(3)))
    later = store.verify(head.upper())
    assert (later.entries, later.broken, later.expected_found) == (3, "", True)
    assert later.head != head


@pytest.mark.parametrize("expect", ["0" * 64, "f" * 64, "", "not a hash"])
def test_a_head_that_is_no_line_of_the_journal_is_not_found(store: Store, expect: str) -> None:
    verdict = store.verify(expect)
    assert verdict.expected_found is False
    assert not verdict.broken


def test_kinds_of_a_newer_version_are_carried_along(store: Store, open_store: Opener) -> None:
    store.append(2, entry(Change("spaceship", "x/1", None, {"speed": 3}), Change("risk", 7, None, {"id": 7})))
    opened = open_store().snapshot()
    assert opened.table("spaceship") == {"x/1": {"speed": 3}}
    assert opened.next_id("risk") == 8


def test_a_read_only_store_says_why(tmp_path: Path) -> None:
    store = MemoryStore(read_only="the moon is full")
    assert store.append(0, entry(card(1))) == ReadOnly("the moon is full")


def take_in(taken: list[Entry], decided: Entry, newer: list[Entry]) -> Entry:
    taken.extend(newer)
    return decided


@pytest.mark.parametrize("kind", ["file", "memory"])
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=50)
@given(
    steps=st.lists(
        st.tuples(st.integers(0, 2), st.sampled_from(["append", "read", "reopen", "checkpoint"])), max_size=15
    )
)
def test_several_writers_end_up_with_one_history(
    kind: str, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, str]]
) -> None:
    opened: list[Store] = []
    opener = file_opener(tmp_path_factory.mktemp("b"), opened) if kind == "file" else memory_opener()
    stores = [opener() for _ in range(3)]
    states = [store.snapshot() for store in stores]
    count = 0
    for who, step in steps:
        store = stores[who]
        if step == "append":
            count += 1
            new, newer = entry(card(count)), list[Entry]()
            assert store.append(states[who].seq, new, partial(take_in, newer, new)) == count
            states[who] = states[who].apply([*newer, new._replace(seq=count)])
        elif step == "read":
            states[who] = states[who].apply(store.read_since(states[who].seq))
            assert states[who].seq == count
        elif step == "reopen":
            store.close()
            stores[who] = opener()
            states[who] = stores[who].snapshot()
            assert states[who].seq == count
        else:
            store.checkpoint(states[who])
    final = stores[0].snapshot()
    assert final.seq == count
    assert sorted(final.table("card")) == list(range(1, count + 1))
    assert not stores[0].verify().broken
    for store in opened:
        store.close()


# Any entry at once


def test_any_entry_is_read_by_its_number_while_others_write(store: Store, open_store: Opener) -> None:
    told = Told("2025-01-02T03:04:05Z", "zoe", "card.moved", retitled(1, "a", "b"), "trello")
    assert store.extent() == Extent(2)
    other = open_store()
    other.snapshot()
    assert other.append(2, entry(card(3), told=(told, told))) == 3
    assert other.append(3, entry(card(4))) == 4
    assert store.extent() == Extent(4, ((3, 2),))
    found = store.entries([4, 1, 3, 99, 0])
    assert [one.seq for one in found] == [4, 1, 3]
    assert found == [next(one for one in store.scan() if one.seq == number) for number in (4, 1, 3)]


def test_the_links_of_the_chain_are_those_that_verify_walks(store: Store) -> None:
    first, second = store.link(1), store.link(2)
    assert first is not None
    assert second is not None
    assert (first.prev, second.prev, second.head) == (GENESIS, first.head, store.verify().head)
    assert store.verify(first.head).expected_found
    assert store.link(3) is store.link(0) is None


def test_a_walk_along_the_chain_ends_when_nobody_waits_for_it(store: Store) -> None:
    with pytest.raises(StoreError):
        store.verify(None, lambda: True)
    assert not store.verify(None, lambda: False).broken


def test_a_board_without_entries_has_none_to_read(open_store: Opener) -> None:
    store = open_store()
    assert (store.extent(), store.entries([1]), store.link(1)) == (Extent(0), [], None)
