"""A board written as JSON and read back: nothing is lost, and reading twice adds nothing."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import NOW, make_workspace
from tests.engine.exchange.samples import (
    CONTEXT,
    THREE,
    a_board,
    a_card,
    action,
    bring,
    move,
    plan,
    refusal,
    take_in,
    task,
    titles,
)
from tuiboard.domain.changes import Change, Doc, Entry, created
from tuiboard.domain.commands import Context, Import
from tuiboard.domain.decide import decide
from tuiboard.domain.raid import raid_item
from tuiboard.domain.rank import spread
from tuiboard.domain.references import dangling
from tuiboard.domain.refusal import Refusal
from tuiboard.domain.text import one_line
from tuiboard.domain.workspace import Workspace
from tuiboard.engine import exchange
from tuiboard.storage.chain import Position
from tuiboard.storage.checkpoint import tables


def written(ws: Workspace, entries: Any = None, cards: Any = None, now: str = NOW) -> str:
    return exchange.write("json", ws, cards, entries, now)


def a_full_board() -> Workspace:
    """A board with something in every field and of every kind, a kind of a later version included."""
    card = {
        "title": "Everything",
        "body": "**b**",
        "column": "doing",
        "project": "refresh",
        "owner": "ana",
        "responsible": ["omar"],
        "consulted": ["maria"],
        "informed": ["omar"],
        "value": 4,
        "effort": 1.5,
        "start": "2026-03-01",
        "due": "2026-03-20",
        "promised_to": "City Hall",
        "tags": ["net"],
        "blocked": {"reason": "parts", "since": NOW},
        "depends_on": [2, 3],
        "checklist": [{"text": "a", "done": True}],
        "links": ["https://x.org"],
        "milestone": 1,
        "snoozed_until": "2026-03-15",
        "started_at": NOW,
        "archived": True,
        "source": {"system": "trello", "id": "x"},
        "extra": {"k": [1, {"l": None}]},
        "field_of_a_later_version": {"a": 1},
    }
    ws = make_workspace(
        cards=[card, {"title": "two"}, {"title": "seven", "id": 7, "depends_on": [2]}, {"title": "three", "id": 3}],
        milestones=[{"title": "Go live", "due": "2026-04-01", "project": "refresh"}],
        comments=[
            {"on": ["card", 1], "author": "ana", "at": NOW, "text": "Hm"},
            {"on": ["risk", 5], "author": "x", "at": NOW, "text": "R"},
        ],
        board={"filters": {"mine": "@me"}, "settings": {"window": 14}},
    )
    return ws.with_changes([created("risk", 5, {"id": 5, "title": "R"}), created("gadget", "g", {"n": 1})])


HISTORY = (
    Entry(
        1,
        "a",
        "2026-01-01T00:00:00Z",
        "ana",
        1,
        "card.added",
        (Change("card", 2, None, {"id": 2, "title": "two", "column": "doing"}),),
    ),
    Entry(
        2,
        "b",
        "2026-01-02T00:00:00Z",
        "omar",
        1,
        "card.moved",
        (Change("card", 2, {"column": "doing"}, {"column": "backlog"}),),
    ),
    Entry(
        3,
        "c",
        "2026-01-03T00:00:00Z",
        "ana",
        1,
        "column.edited",
        (Change("column", "done", {"name": "x"}, {"name": "Done"}),),
    ),
)


def test_a_board_comes_back_the_same() -> None:
    ws = a_full_board()
    text = written(ws, HISTORY)
    found = plan(text.encode())
    back, entry = take_in(found)
    assert back.tables == ws.tables
    assert found.lost == ()
    assert written(back, [entry]) == text
    assert json.loads(text)["exported_at"] == NOW


def test_history_comes_back_as_told() -> None:
    _, entry = take_in(plan(written(a_full_board(), reversed(HISTORY)).encode()))
    assert [(t.happened, t.who, t.action, t.change, t.source) for t in entry.told] == [
        (e.at, e.who, e.action, e.changes[0], "tuiboard") for e in HISTORY
    ]


def test_history_that_was_told_before_keeps_its_source() -> None:
    ws, entry = take_in(plan(a_board(THREE, [a_card(1, "One", "done")], [move(2, 1, "To Do", "Done")])))
    text = written(ws, [entry])
    back, again = take_in(plan(text.encode()))
    assert [t.source for t in again.told][:1] == ["trello"]
    assert written(back, [again]) == text


def test_a_reason_comes_back_with_its_history() -> None:
    entry = HISTORY[1]._replace(why="over the limit")
    text = written(a_full_board(), [entry])
    assert json.loads(text)["history"][0]["why"] == "over the limit"
    back = plan(text.encode())
    assert back.lost == ()
    assert [told.why for told in back.command.told] == ["over the limit"]


def test_reading_a_file_twice_adds_nothing() -> None:
    data = written(a_full_board(), HISTORY).encode()
    ws = bring(data)
    again = plan(data, ws)
    assert (again.is_empty, again.skipped, again.command.told) == (True, 5, ())
    onto_other = bring(data, make_workspace())
    again = plan(data, onto_other)
    assert (again.is_empty, again.command.told) == (True, ())


def test_a_board_with_columns_but_no_cards_keeps_ids_and_its_own_name() -> None:
    fresh = make_workspace(cards=(), people=(), projects=(), board={"name": "Mine"})
    found = plan(written(a_full_board()).encode(), fresh)
    after = take_in(found, fresh)[0]
    assert sorted(after.table("card")) == [1, 2, 3, 7]
    assert after.board.name == "Mine"
    assert found.lost == ("The board keeps its own name, saved filters and settings: those of the file stay there",)
    assert plan(written(a_full_board()).encode(), after).is_empty


def test_another_board_joins_with_new_ids_that_refer_to_each_other() -> None:
    ws = bring([task("mine"), task("mine too")])
    found = plan(written(a_full_board(), HISTORY).encode(), ws)
    after, entry = take_in(found, ws)
    by_title = titles(after)
    card = by_title["Everything"]
    assert {title: found_card.id for title, found_card in by_title.items()} == {
        "mine": 1,
        "mine too": 2,
        "Everything": 3,
        "two": 4,
        "three": 5,
        "seven": 6,
    }
    assert card.depends_on == [4, 5]
    assert by_title["seven"].depends_on == [4]
    assert [c.text for c in after.comments("card", card.id)] == ["Hm"]
    assert after.milestone(card.milestone or 0).title == "Go live"  # type: ignore[union-attr]
    assert card.source == {"system": "trello", "id": "x"}
    assert by_title["two"].source == {"system": "tuiboard", "id": "00000000-0000-4000-8000-000000000001:2"}
    assert [(t.change.id, t.change.after) for t in entry.told] == [
        (4, {"id": 4, "title": "two", "column": "doing"}),
        (4, {"column": "backlog"}),
    ]
    assert after.column_cards("backlog")[-3:] == [4, 6, 5], "in the order they had, below what was there"
    assert [(risk.id, risk.title) for risk in after.risks()] == [(1, "R")]
    assert [c.text for c in after.comments("risk", 1)] == ["R"]
    assert "entries of “gadget”, which come only into an empty board: 1" in found.lost
    assert plan(written(a_full_board(), HISTORY).encode(), after).is_empty


def with_risks() -> Workspace:
    risks: list[Doc] = [
        {"title": "Switch fails", "owner": "ana", "project": "refresh", "caused_by": [2], "issue": 1,
         "actions": [{"role": "preventive", "card": 2}, {"role": "contingency", "text": "Rent one"}]},
        {"title": "Old parts", "caused_by": [1], "actions": [{"role": "fallback", "card": 99}]},
    ]  # fmt: skip
    said = {"on": ["risk", 2], "author": "ana", "at": NOW, "text": "Hm"}
    issue = {"id": 1, "text": "It failed", "owner": "omar", "risks": [1, 9], "cards": [3, 99], "created_at": NOW}
    return make_workspace().with_changes(
        [created("risk", id, {"id": id, "created_at": NOW, **doc}) for id, doc in enumerate(risks, 1)]
        + [created("issue", 1, issue), created("comment", 1, {"id": 1, **said})]
    )


def test_risks_and_issues_of_another_board_join_and_name_each_other_by_their_new_numbers() -> None:
    ws = bring(written(with_risks()).encode())
    long_ago = "2026-01-01T00:00:00Z"
    mine = make_workspace(cards=[{"title": "Mine", "created_at": long_ago}] * 5).with_changes(
        [created("risk", id, {"id": id, "title": "Mine", "created_at": long_ago}) for id in (1, 2, 3)]
    )
    found = plan(written(with_risks()).encode(), mine)
    after, _ = take_in(found, mine)
    switch, parts = (after.risk(id) for id in (4, 5))
    issue = raid_item(after, "issue", 1)
    assert switch is not None
    assert parts is not None
    assert issue is not None
    assert (switch.title, switch.caused_by, switch.issue, switch.owner) == ("Switch fails", [5], 1, "ana")
    assert switch.actions == [{"role": "preventive", "card": 7}, {"role": "contingency", "text": "Rent one"}]
    assert after.risks_of(7) == [4]
    assert (parts.caused_by, parts.actions) == ((), ()), "the circle is cut, the card that doesn't come is let go"
    assert (issue.risks, issue.cards) == ([4], [8])
    assert [c.text for c in after.comments("risk", 5)] == ["Hm"]
    assert switch.doc["source"] == {"system": "tuiboard", "id": "00000000-0000-4000-8000-000000000001:1"}
    assert {
        "links to cards that are not in the file, dropped: 2", "links to risks that are not in the file, dropped: 1",
        "causes that close a cycle, dropped: 1",
    } <= set(found.lost)  # fmt: skip
    assert plan(written(with_risks()).encode(), after).is_empty
    assert list(dangling(after)) == []
    assert [risk.title for risk in ws.risks()] == ["Switch fails", "Old parts"]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"current": {"probability": 6}}, "tables.risk[0].current: A probability goes from 1 to 5, not 6."),
        ({"current": {"impact": {"cost": 0}}}, "tables.risk[0].current: An impact on cost goes from 1 to 5, not 0."),
        ({"quant": {"p": 0.5, "low": 3, "mode": 2, "high": 9}}, "The estimate contradicts itself"),
        ({"state": "lost"}, "“lost” is not a state"),
        ({"actions": [{"role": "hero", "card": 1}]}, "“hero” is not a role"),
        ({"caused_by": ["R1"]}, "tables.risk[0].caused_by"),
        ({"title": None}, "tables.risk[0].title is missing."),
        ({"strategy": ["exploit"]}, "“exploit” is no strategy for a threat."),
    ],
)
def test_a_risk_that_makes_no_sense_is_refused_naming_where(fields: Doc, says: str) -> None:
    value = {"format": "tuiboard", "version": 2, "tables": {"risk": [{"id": 1, "title": "x", **fields}]}}
    assert says in refusal(value)


def test_a_rule_of_the_board_that_makes_no_sense_is_refused_naming_where() -> None:
    for number in (1e308, -1):
        settings = {"priority": {"due": number}, "later": 5}
        says = refusal({"format": "tuiboard", "version": 2, "tables": {"board": [{"name": "B", "settings": settings}]}})
        assert "tables.board[0].settings: due must be between 0 and 100, not" in says
        made = created("board", "board", {"name": "B", "settings": settings})
        outcome = decide(Workspace({}), Import((made,), (), "a file"), Context(NOW, NOW[:10], "ana"))
        assert isinstance(outcome, Refusal)
        assert outcome.message.startswith("The board, settings: due must be")


def test_a_later_copy_brings_only_what_is_new() -> None:
    first = make_workspace()
    ws = bring(written(first).encode())
    grown = first.with_changes(
        [
            created(
                "card",
                6,
                {"id": 6, "title": "new", "column": "doing", "rank": "zz", "created_at": NOW, "depends_on": [1]},
            )
        ]
    )
    found = plan(written(grown).encode(), ws)
    after = take_in(found, ws)[0]
    assert (found.counts["cards"], found.skipped) == (1, 5)
    assert titles(after)["new"].depends_on == [1]


def test_some_cards_only_with_their_comments_and_history() -> None:
    text = written(a_full_board(), HISTORY, [1])
    back, entry = take_in(plan(text.encode()))
    assert list(titles(back)) == ["Everything"]
    assert back.card(1).depends_on == ()  # type: ignore[union-attr]
    assert [c["id"] for c in json.loads(text)["tables"]["comment"]] == [1, 2]
    assert [t.change.kind for t in entry.told] == ["column"]
    assert "dependencies on cards that are not in the file, dropped: 2" in plan(text.encode()).lost


def test_history_of_what_is_gone_is_not_taken_for_that_of_a_later_card() -> None:
    changes = [Change("card", id, None, {"id": id, "title": "gone", "depends_on": [8]}) for id in (5, 9)]
    gone = Entry(4, "d", NOW, "ana", 1, "card.added", tuple(changes))
    data = written(a_full_board(), [*HISTORY, gone]).encode()
    found = plan(data)
    assert [told.change.id for told in found.command.told] == [2, 2, "done", 5], "5 will not be given out again"
    assert found.lost == ("records of the history about what is not in the file, dropped: 1",)
    merging = plan(data, bring([task("mine")]))
    assert {told.change.id for told in merging.command.told} == {-2}
    assert "records of the history about what is not in the file, dropped: 2" in merging.lost


def test_a_plain_tinydb_file_is_read() -> None:
    tables = {
        "meta": {"1": {"seq": 3}},
        "boards": {"1": {"name": "B", "uuid": "u"}},
        "columns": {"1": {"key": "todo", "name": "To do", "kind": "queue", "rank": "V"}},
        "people": {"1": {"handle": "ana"}},
        "cards": {"4": {"id": 4, "title": "four", "column": "todo", "rank": "V", "owner": "ana"}},
        "_default": {},
    }
    ws = bring(tables)
    assert (ws.board.name, titles(ws)["four"].id, ws.card(4).owner) == ("B", 4, "ana")  # type: ignore[union-attr]
    assert "tables.card" not in refusal({**tables, "cards": {"4": {"id": 4, "title": 5, "column": "todo"}}})
    assert "cards.4.title: The title must be text" in refusal(
        {**tables, "cards": {"4": {"id": 4, "title": 5, "column": "todo"}}}
    )


def test_a_board_json_as_the_program_keeps_it_is_read() -> None:
    ws = a_full_board()
    stored = tables(Position(7), ws)
    back = bring(json.dumps(stored).encode())
    assert back.tables == ws.tables


def test_a_person_whom_only_a_card_names_is_added() -> None:
    board = {
        "format": "tuiboard",
        "tables": {"column": [COLUMN], "card": [{"id": 1, "title": "a", "column": "todo", "owner": "zoe"}]},
    }
    found = plan(board)
    assert take_in(found)[0].person("zoe").active is False  # type: ignore[union-attr]
    assert found.lost == ("names of a person that the file does not list, added: 1",)


def test_cycles_are_broken() -> None:
    cards = [
        {"id": 1, "title": "a", "column": "todo", "depends_on": [2]},
        {"id": 2, "title": "b", "column": "todo", "depends_on": [1]},
    ]
    found = plan({"format": "tuiboard", "tables": {"column": [COLUMN], "card": cards}})
    assert [card.depends_on for card in titles(take_in(found)[0]).values()] == [[2], ()]
    assert found.lost == ("dependencies that close a cycle, dropped: 1",)


COLUMN = {"key": "todo", "name": "To do", "kind": "queue", "rank": "V"}


@pytest.mark.parametrize(
    ("kind", "doc", "words"),
    [
        ("card", {"id": 1, "column": "todo"}, "tables.card[0].title is missing."),
        ("card", {"id": 1, "title": "x" * 201, "column": "todo"}, "tables.card[0].title: The title has 201 characters"),
        (
            "card",
            {"id": 1, "title": "x", "column": "nowhere"},
            "tables.card[0].column names “nowhere”, which is no column.",
        ),
        ("card", {"id": 0, "title": "x", "column": "todo"}, "tables.card[0].id must be a whole number from 1 on."),
        ("card", {"id": 1.5, "title": "x", "column": "todo"}, "tables.card[0].id must be a whole number"),
        (
            "card",
            {"id": 1, "title": "x", "column": "todo", "due": "2026-02-30"},
            "tables.card[0].due: “2026-02-30” is not a date",
        ),
        (
            "card",
            {"id": 1, "title": "x", "column": "todo", "value": 9},
            "tables.card[0].value: value must be between 0 and 5",
        ),
        ("card", {"id": 1, "title": "x", "column": "todo", "tags": "net"}, "tables.card[0].tags: tags must be a list"),
        ("card", {"id": 1, "title": "x", "column": "todo", "rank": "a0"}, "tables.card[0].rank: “a0” is not a rank."),
        (
            "card",
            {"id": 1, "title": "x", "column": "todo", "started_at": "today"},
            "tables.card[0].started_at: “today” is not an instant",
        ),
        (
            "card",
            {"id": 1, "title": "x", "column": "todo", "blocked": {"reason": "x"}},
            "tables.card[0].blocked: blocked.since is missing",
        ),
        ("card", {"id": 1, "title": "x", "column": "todo", "depends_on": ["2"]}, "tables.card[0].depends_on: "),
        ("card", {"id": 1, "title": "x", "column": "todo", "owner": "no one"}, "tables.card[0].owner names “no one”"),
        (
            "column",
            {**COLUMN, "key": "b", "kind": "x"},
            "tables.column[1].kind: “x” is not a kind of column (queue, active, done).",
        ),
        ("column", COLUMN, "tables.column[1] has the same id as tables.column[0]."),
        ("column", {**COLUMN, "key": "b", "wip_limit": "3"}, "tables.column[1].wip_limit: “3” is not a number"),
        ("person", {"handle": "a b"}, "tables.person[0].handle: “a b” is not a handle."),
        (
            "comment",
            {"id": 1, "on": "card 1", "author": "a", "at": NOW, "text": "x"},
            "tables.comment[0].on: It must be a kind and an id",
        ),
        (
            "comment",
            {"id": 1, "on": ["card", 9], "author": "a", "at": NOW, "text": "x"},
            "tables.comment[0].on names card 9",
        ),
        ("board", {"filters": ["x"]}, "tables.board[0].filters: filters must be an object, not a list."),
        ("card", "x", "tables.card[0] must be an object, not text."),
    ],
)
def test_a_field_that_is_not_what_it_must_be_is_named_by_its_path(kind: str, doc: Any, words: str) -> None:
    tables: dict[str, list[Any]] = {"column": [COLUMN]}
    tables.setdefault(kind, []).append(doc)
    assert words in refusal({"format": "tuiboard", "version": 1, "tables": tables})


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ({"id": 1}, "history[0].kind is missing."),
        ({"kind": "card", "id": [1]}, "history[0].id must be an id."),
        ({"kind": "card", "id": 1}, "history[0].after is missing."),
        ({"kind": "card", "id": 1, "after": {"title": 5}}, "history[0].after.title: The title must be text"),
        ({"kind": "card", "id": 1, "after": {"id": True}}, "history[0].after.id is not that of the record."),
        ({"kind": "card", "id": 1, "after": {}, "who": "a", "action": "x"}, "history[0].happened is missing."),
        ({"kind": "card", "id": 1, "after": {}, "happened": "soon"}, "history[0].happened is not a date and time"),
    ],
)
def test_a_broken_record_of_the_history_is_named(item: Any, words: str) -> None:
    assert words in refusal({"format": "tuiboard", "tables": {"column": [COLUMN]}, "history": [item]})


def test_a_file_of_a_newer_version_is_refused() -> None:
    said = "version 3 of the format; this tuiboard reads up to 2. Update tuiboard."
    assert said in refusal({"format": "tuiboard", "version": 3})
    assert said in refusal({"meta": {"1": {"schema": 3}}, "cards": {}})


def test_the_text_is_harmless_to_a_terminal_and_one_document_a_line() -> None:
    text = written(make_workspace(cards=[{"title": "Zürich \x1b[2J \x9b \u202e \ud800 \x7f"}]))
    assert "Zürich" in text
    assert all(c.isprintable() or c == "\n" for c in text)
    assert len([line for line in text.splitlines() if '"title"' in line]) == 1


def test_the_text_is_the_same_whatever_the_order_of_fields() -> None:
    one = make_workspace(cards=[{"title": "a", "value": 3, "due": "2026-03-01"}])
    other = make_workspace(cards=[{"due": "2026-03-01", "value": 3, "title": "a"}])
    assert written(one) == written(other)


def test_ids_follow_those_of_the_file_whatever_its_order() -> None:
    cards = [{"id": id, "title": str(id), "column": "todo", "created_at": NOW} for id in (9, 2, 30)]
    milestones = [{"id": id, "title": f"m{id}"} for id in (5, 1)]
    board = {"format": "tuiboard", "tables": {"column": [COLUMN], "card": cards, "milestone": milestones}}
    after = bring(board, bring([task("mine")]))
    assert {title: card.id for title, card in titles(after).items()} == {"mine": 1, "2": 2, "9": 3, "30": 4}
    assert [m.title for m in after.milestones()] == ["m1", "m5"]


def test_a_login_that_is_someone_elses_here_is_dropped() -> None:
    ws = make_workspace()
    people = [{"handle": "anna", "login": "ana"}, {"handle": "bo", "login": "bo"}]
    found = plan({"format": "tuiboard", "tables": {"person": people}}, ws)
    after = take_in(found, ws)[0]
    assert {p.handle: p.login for p in after.people() if p.handle in ("anna", "bo")} == {"anna": None, "bo": "bo"}
    assert found.lost == ("logins that belong to someone else here, dropped: 1",)


def test_a_milestone_that_is_not_in_the_file_is_dropped() -> None:
    card = {"id": 1, "title": "a", "column": "todo", "milestone": 4}
    found = plan({"format": "tuiboard", "tables": {"column": [COLUMN], "card": [card]}})
    assert titles(take_in(found)[0])["a"].milestone is None
    assert found.lost == ("milestones that are not in the file, dropped: 1",)


TEXT = st.text(
    st.characters() | st.sampled_from("\x00\x1b\x7f\x9b\u200b\u202e\ufeff\ud800[]<>`'\"\\="), min_size=1, max_size=40
)
TITLES = TEXT.filter(one_line)
DATES = st.dates().map(str)
CARDS = st.fixed_dictionaries(
    {"title": TITLES, "column": st.sampled_from(["backlog", "doing", "done"])},
    optional={
        "body": TEXT,
        "owner": st.sampled_from(["ana", "omar"]),
        "value": st.integers(0, 5),
        "due": DATES,
        "start": DATES,
        "tags": st.lists(st.from_regex(r"\A\w{1,9}\Z"), min_size=1, unique=True),
        "promised_to": TITLES,
        "checklist": st.lists(st.fixed_dictionaries({"text": TITLES, "done": st.booleans()}), min_size=1, max_size=3),
        "effort": st.floats(0.5, 100_000),
        "archived": st.just(True),
        "extra": st.dictionaries(TEXT, TEXT | st.integers(), min_size=1),
        "blocked": st.fixed_dictionaries({"reason": TITLES, "since": st.just(NOW)}),
    },
)


@settings(max_examples=30)
@given(st.lists(CARDS, min_size=1, max_size=4), st.lists(TITLES, max_size=2))
def test_any_cards_come_back_the_same(cards: list[dict[str, Any]], said: list[str]) -> None:
    comments = [{"on": ["card", 1], "author": "ana", "at": NOW, "text": text} for text in said]
    ws = make_workspace(cards=cards, comments=comments)
    entry = Entry(1, "t", NOW, "ana", 1, "x", tuple(created("card", id, doc) for id, doc in ws.table("card").items()))
    text = written(ws, [entry])
    back, told = take_in(plan(text.encode()))
    assert back.tables == ws.tables
    assert written(back, [told], now="2027-01-01T00:00:00Z") == text.replace(NOW, "2027-01-01T00:00:00Z", 1)
    for format in ("csv", "md"):
        exchange.write(format, ws, None, None, NOW).encode()


def test_ranks_stay_so_that_the_order_stays() -> None:
    ws = make_workspace(cards=[{"title": str(n), "rank": rank} for n, rank in enumerate(reversed(spread(9)))])
    assert bring(written(ws).encode()).column_cards("backlog") == ws.column_cards("backlog") == [*range(9, 0, -1)]


def test_what_a_comment_says_comes_with_trello_boards_too() -> None:
    ws = bring(a_board(THREE, [a_card(1, "One", "to do")], [action("commentCard", 2, 1, text="x")]))
    assert bring(written(ws).encode()).tables == ws.tables


def test_hand_offs_and_promises_come_back_with_everyone_whom_they_name() -> None:
    file: Any = {"format": "tuiboard", "version": 2, "tables": {
        "column": [{"key": "todo", "name": "To do", "kind": "queue"}],
        "card": [{"id": 1, "title": "a", "column": "todo", "created_at": NOW}],
        "handoff": [{"id": 1, "on": ["card", 1], "giver": "ana", "receiver": "omar", "state": "accepted"}],
        "promise": [{"id": 1, "on": ["card", 1], "performer": "maria", "customer": "@li", "due": "2026-03-01",
                     "state": "kept"}],
    }}  # fmt: skip
    ws = bring(file)
    assert sorted(person.handle for person in ws.people()) == ["ana", "li", "maria", "omar"]
    assert list(dangling(ws)) == []
    assert bring(written(ws).encode()).tables == ws.tables
    for kind, fields, words in (
        ("promise", {"on": ["card", 99]}, "names card 99, which is no card of the file"),
        ("promise", {"customer": "@no body"}, "names “no body”, which can't be a person"),
        ("promise", {"customer": "@"}, "which can't be a person"),
        ("promise", {"renews": 3}, "names promise 3, which is not in the file"),
        ("handoff", {"on": ["column", "todo"]}, "is no card or risk of the file"),
        ("handoff", {"on": [[1], 2]}, "It must be a kind and an id"),
        ("handoff", {"on": 5}, "It must be a kind and an id"),
    ):
        wrong = {**file, "tables": {**file["tables"], kind: [{**file["tables"][kind][0], **fields}]}}
        assert words in refusal(wrong)


def test_hand_offs_promises_and_comments_join_another_board_with_what_they_are_on() -> None:
    file: Any = {"format": "tuiboard", "version": 2, "tables": {
        "column": [{"key": "todo", "name": "To do", "kind": "queue"}],
        "card": [{"id": 1, "title": "a", "column": "todo", "created_at": "2026-02-01T09:00:00Z"}],
        "risk": [{"id": 1, "title": "r", "created_at": "2026-02-01T09:00:00Z"}],
        "decision": [{"id": 1, "title": "d", "decision": "x", "created_at": "2026-02-01T09:00:00Z"}],
        "comment": [{"id": 1, "on": ["decision", 1], "author": "ana", "at": NOW, "text": "Hm"}],
        "handoff": [{"id": 4, "on": ["risk", 1], "giver": "ana", "receiver": "kim", "state": "offered"}],
        "promise": [
            {"id": 1, "on": ["card", 1], "performer": "omar", "customer": "@lea", "due": "2026-03-01",
             "state": "renegotiated"},
            {"id": 2, "on": ["card", 1], "performer": "omar", "customer": "@lea", "due": "2026-03-09",
             "state": "kept", "renews": 1},
        ],
    }}  # fmt: skip
    own = {"on": ["card", 1], "performer": "ana", "customer": "x", "due": "2026-03-01", "state": "kept"}
    ws = make_workspace().with_changes([
        created("promise", 1, {**own, "id": 1}), created("decision", 1, {"id": 1, "title": "own", "decision": "y"}),
        created("handoff", 1, {"id": 1, "on": ["card", 1], "giver": "ana", "receiver": "omar", "state": "accepted"}),
    ])  # fmt: skip
    found = plan(json.dumps(file).encode(), ws)
    after, _ = take_in(found, ws)
    card = titles(after)["a"].id
    assert after.doc("promise", 1) == ws.doc("promise", 1)
    assert [(doc["on"], doc.get("renews")) for _, doc in sorted(after.table("promise").items())][1:] == [
        (["card", card], None), (["card", card], 2),
    ]  # fmt: skip
    assert after.table("handoff")[2]["on"] == ["risk", 1]
    assert [comment.text for comment in after.comments("decision", 2)] == ["Hm"]
    assert {"kim", "lea"} < {person.handle for person in after.people()}
    assert list(dangling(after)) == []
    assert plan(json.dumps(file).encode(), after).is_empty
    assert not any("left there" in words for words in plan(json.dumps(file).encode(), after).lost)
    file["tables"]["promise"].append({**file["tables"]["promise"][0], "id": 3, "performer": "ana"})
    assert "promises on what was here already, left there: 1" in plan(json.dumps(file).encode(), after).lost


def test_a_promise_that_names_nobody_is_refused_however_it_comes() -> None:
    doc = {"id": 1, "on": ["card", 1], "performer": "ana", "customer": "@nobody", "due": "2026-03-01", "state": "kept"}
    for fields, words in (({}, "customer: Nobody here"), ({"customer": "x", "on": ["card", 99]}, "no card 99")):
        found = decide(make_workspace(), Import([created("promise", 1, {**doc, **fields})], (), "x"), CONTEXT)
        assert isinstance(found, Refusal)
        assert words in found.message
