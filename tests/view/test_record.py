"""The record as rows: all of it, what a filter finds, and one entry whole."""

from collections.abc import Iterable, Iterator

import pytest

from tests.tui.board_app import do, session_of
from tuiboard.domain import commands as c
from tuiboard.domain.changes import Change, Entry, Told, created
from tuiboard.engine.filter_language import FilterContext
from tuiboard.engine.log_filter import compile_log_filter
from tuiboard.engine.ports import Actor, StoreError
from tuiboard.engine.session import Session
from tuiboard.storage.memory import MemoryStore
from tuiboard.view.entry_page import MOST_CHANGES, entry_page
from tuiboard.view.record import PAGE, Record, RecordRow


def told_session(many: int = 3) -> Session:
    """A board whose second entry is an import that tells of so many moves, the last of them in May 2025."""
    session = session_of()
    told = [
        Told(f"2025-0{number % 5 + 1}-02T03:04:05Z", "zoe", "card.moved",
             Change("card", -1, {"column": "doing"}, {"column": "review"}), "trello")
        for number in range(many)
    ]  # fmt: skip
    do(session, c.Import([created("card", -1, {"title": "Old", "column": "review"})], told, "trello"))
    do(session, c.EditCards([6], {"value": 4}))
    return session


def rows_of(session: Session, text: str = "") -> list[RecordRow]:
    """Every row that the log shows under a filter."""
    context = FilterContext(session.clock.today(), session.who)
    found = compile_log_filter(text, session.workspace, context) if text else None
    record = Record(session, session.store.extent(), found)
    while not record.done:
        record.go_on()
    for page in range((record.rows + PAGE - 1) // PAGE):
        record.load(page)
    rows = [record.row(index) for index in range(record.rows)]
    return [row for row in rows if row is not None]


def said(session: Session, text: str) -> list[str]:
    return [row.text for row in rows_of(session, text)]


def test_the_log_is_newest_first_and_an_import_is_followed_by_what_it_tells_marked_as_told() -> None:
    rows = rows_of(told_session())
    assert [(row.seq, row.who, row.text, row.told) for row in rows] == [
        (3, "ana", "set value → 4 on 6 “Old”", False),
        (2, "ana", "imported 1 card from trello", False),
        (2, "zoe", "moved 6 “Old” to Review", True),
        (2, "zoe", "moved 6 “Old” to Review", True),
        (2, "zoe", "moved 6 “Old” to Review", True),
        (1, "ana", "imported 5 cards from test", False),
    ]
    assert [row.at[:7] for row in rows if row.told] == ["2025-03", "2025-02", "2025-01"]


def test_every_row_is_found_again_by_what_it_is_about_whatever_the_import_tells() -> None:
    session = told_session(2 * PAGE + 5)
    do(session, c.EditCards([6], {"value": 5}))
    for text in ("", "6"):
        found = compile_log_filter(text, session.workspace, FilterContext("2026-03-11", "ana")) if text else None
        record = Record(session, session.store.extent(), found)
        record.go_on()
        assert record.rows == 2 * PAGE + 5 + (3 if text else 4)
        assert [record.row_at(record.place(row)) for row in range(record.rows)] == list(range(record.rows))
    assert record.row_at((1, -1)) is None
    assert record.row_at((99, 0)) is None


def test_the_filter_finds_by_person_thing_action_time_and_words() -> None:
    session = told_session()
    do(session, c.MoveCards([1], "doing", reason="the Auditor comes"))
    do(session, c.AddComment(("card", 1), "done soon"))
    moved = "moved 1 “Replace core switch” to Doing (the Auditor comes)"
    commented = "commented on 1 “Replace core switch”"
    imported = "imported 5 cards from test"
    assert said(session, "1") == [commented, moved, imported]
    assert said(session, "1 is:moved") == [moved]
    assert said(session, "is:mov @ana") == [moved]
    assert said(session, "auditor") == [moved]
    assert said(session, "-is:card -is:board") == []
    assert len(said(session, "ZOE")) == 3
    assert said(session, "is:commented|is:moved -@zoe") == [commented, moved]
    assert len(said(session, "@ZOE")) == len(said(session, "is:past")) == 3
    assert len(said(session, "until:2025-02-02")) == 2
    assert said(session, "<1d 6") == ["set value → 4 on 6 “Old”", "imported 1 card from trello"]
    assert len(said(session, ">1d")) == len(said(session, "until:yesterday")) == 3
    assert said(session, "since:mon @me 1") == said(session, "since:03-11 1") == [commented, moved, imported]


def test_a_long_search_is_done_in_steps_that_say_how_far_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    session = session_of()
    for value in (1, 3, 4, 5, 0):
        do(session, c.EditCards([1], {"value": value}))
    found = compile_log_filter("is:edited", session.workspace, FilterContext("2026-03-11", "ana"))
    record = Record(session, session.store.extent(), found)
    monkeypatch.setattr("tuiboard.view.record.STEP", 2)
    progress = []
    while not record.done:
        record.go_on()
        progress.append((record.rows, record.seen, record.done))
    assert progress == [(2, 2, False), (4, 4, False), (5, 6, False), (5, 6, True)]


def test_a_search_takes_in_what_is_written_meanwhile_and_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tuiboard.view.record.STEP", 2)
    session = session_of()
    for value in (1, 3, 4):
        do(session, c.EditCards([1], {"value": value}))
    found = compile_log_filter("is:edited", session.workspace, FilterContext("2026-03-11", "ana"))
    record = Record(session, session.store.extent(), found)
    record.go_on()
    do(session, c.EditCards([1], {"value": 5}))
    do(session, c.MoveCards([1], "doing"))
    grown = record.grown(session.store.extent())
    assert ([grown.place(row) for row in range(grown.rows)], grown.seen) == ([(5, -1), (4, -1), (3, -1)], 4)
    while not grown.done:
        grown.go_on()
    assert [grown.place(row)[0] for row in range(grown.rows)] == [5, 4, 3, 2]


def test_the_newest_rows_come_first_while_the_rest_is_not_known_yet() -> None:
    session = told_session(2 * PAGE)
    record = Record.newest(session)
    first = [record.row(index) for index in range(record.rows)]
    assert first == rows_of(session)[:PAGE]


def test_a_claimed_name_stands_as_claimed_and_never_for_who() -> None:
    session = session_of()
    claims = {"LOGNAME": "ana", "SUDO_USER": "mallory\x1b[31m", "SSH_CONNECTION": "10.0.0.9 1 2 3"}
    root = Session(session.store, session.clock, Actor(0, "root", claims))
    done = do(root, c.EditCards([1], {"value": 5}))
    row = rows_of(root)[0]
    assert (row.who, row.claimed) == ("root", "mallory␛[31m")
    link = root.store.link(done.entry.seq)
    page = entry_page(done.entry, link, root.workspace)
    lines = [f"{line.name}: {line.text}" for line in page]
    assert "Who: root (user id 0, as the system knew it)" in lines
    assert "Claimed: used sudo as mallory␛[31m (SUDO_USER: anyone can set it)" in lines
    assert "value: none → 5" in lines
    assert link is not None
    assert f"Hash: {link.head}" in lines
    assert f"Before it: {link.prev}" in lines
    own = Session(session.store, session.clock, Actor(1000, "ana", {"LOGNAME": "ana"}))
    do(own, c.EditCards([1], {"value": 4}))
    assert rows_of(own)[0].claimed == ""


def test_the_page_of_an_import_shows_a_part_and_counts_the_rest() -> None:
    session = session_of()
    many = MOST_CHANGES + 7
    changes = [created("card", -number, {"title": "x", "column": "doing"}) for number in range(1, many + 1)]
    entry = do(session, c.Import(changes, [], "csv")).entry
    page = entry_page(entry, None, session.workspace)
    assert "and 7 more" in [line.text for line in page]
    assert sum(line.head for line in page) == MOST_CHANGES + 2


def test_the_page_of_what_is_told_says_who_told_it_and_that_it_only_says_so() -> None:
    session = told_session()
    entry = session.log(2)[1]
    lines = [f"{line.name}: {line.text}" for line in entry_page(entry, None, session.workspace, 0)]
    assert lines[:5] == [
        ": moved 6 “Old” to Review",
        "Told: by entry 2, which ana recorded 2026-03-11 09:00 (2026-03-11T09:00:00Z)",
        "Happened: 2025-03-02 03:04 (2025-03-02T03:04:05Z), as it says",
        "Who: zoe, as it says",
        "Action: card.moved",
    ]


def test_a_list_on_the_page_is_its_members_and_no_code() -> None:
    session = session_of()
    do(session, c.EditCards([1], {"consulted": ["omar", "ana"], "owner": "maria"}))
    entry = do(session, c.EditCards([1], {"consulted": []})).entry
    texts = [line.text for line in entry_page(entry, None, session.workspace) if line.name == "consulted"]
    assert texts == ["omar, ana → none"]


def test_a_damaged_entry_hides_none_of_those_beside_it() -> None:
    session = session_of()
    for value in (1, 3, 4):
        do(session, c.EditCards([1], {"value": value}))

    class Damaged(MemoryStore):
        def entries(self, numbers: Iterable[int]) -> list[Entry]:
            wanted = list(numbers)
            if 3 in wanted:
                raise StoreError("The journal is damaged: the line at byte 99 is not an entry.", "bad_data")
            return super().entries(wanted)

    assert isinstance(session.store, MemoryStore)
    session.store = Damaged(session.store.lines)
    texts = [row.text for row in rows_of(session)]
    assert texts[0] == "set value 3 → 4 on 1 “Replace core switch”"
    assert texts[1] == "This entry can't be read: the journal is damaged here."
    assert texts[3] == "imported 5 cards from test"


def test_a_search_that_meets_damage_keeps_what_it_found_and_says_how_far_it_came() -> None:
    session = session_of()
    for value in (1, 3, 4):
        do(session, c.EditCards([1], {"value": value}))
    assert isinstance(session.store, MemoryStore)
    later = MemoryStore(session.store.lines[2:])
    found = compile_log_filter("is:edited", session.workspace, FilterContext("2026-03-11", "ana"))
    record = Record(session, session.store.extent(), found)

    def scan() -> Iterator[Entry]:
        yield from later.scan()
        raise StoreError("damaged", "bad_data")

    record._scan = scan()
    with pytest.raises(StoreError):
        record.go_on()
    assert (record.rows, record.seen, record.done, record.is_cut) == (2, 2, True, True)
    assert record.go_on() == 2
