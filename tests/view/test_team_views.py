"""What is shown of who does what: the matrix, the stand-up read from the journal, the support queue."""

from collections.abc import Sequence
from typing import Any

import pytest

from tests.conftest import NOW, FrozenClock, make_workspace
from tests.tui.board_app import do, session_of
from tuiboard.domain import commands as c
from tuiboard.domain import team_commands as t
from tuiboard.domain.changes import Change, Entry, Told, created
from tuiboard.domain.handoff_commands import AnswerHandoff, OfferHandoff
from tuiboard.domain.promise_commands import MakePromise
from tuiboard.domain.refusal import Refused
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.filter_language import FilterContext
from tuiboard.engine.ports import Actor
from tuiboard.engine.raci_filter import compile_raci_filter
from tuiboard.engine.session import Session
from tuiboard.storage.memory import MemoryStore
from tuiboard.view.raci import matrix, role_words, short_heads
from tuiboard.view.standup import Report, Standup, happened_since, markdown, parts_of, standup, standup_document
from tuiboard.view.support import helper_words, level_words, queue_sentence, sponsor_of, support_queue, why_words

TODAY = "2026-03-11"


# RACI


def board() -> Workspace:
    ws = make_workspace(
        cards=[
            {"title": "Replace core switch", "column": "doing", "owner": "ana", "project": "refresh", "tags": ["net"]},
            {"title": "Label panels", "column": "backlog", "responsible": ["left"], "milestone": 2},
            {"title": "Done", "column": "done", "owner": "omar"},
        ],
        milestones=[
            {"title": "Past", "due": "2026-01-01"},
            {"title": "Go live", "due": "2026-01-01", "project": "refresh"},
        ],
    )
    return ws.with_changes([
        created("risk", 1, {"id": 1, "title": "Flood", "state": "assessed", "owner": "omar",
                            "current": {"probability": 4, "impact": {"cost": 4}}}),
        created("risk", 2, {"id": 2, "title": "Over", "state": "closed"}),
    ])  # fmt: skip


def found_by(text: str) -> list[tuple[str, int]]:
    ws = board()
    return list(matrix(ws, TODAY, compile_raci_filter(text, ws, FilterContext(TODAY, "ana")), text).keys)


def test_everything_open_stands_in_the_matrix_cards_first_in_the_order_of_the_board() -> None:
    found = matrix(board(), TODAY)
    assert found.keys == (("card", 2), ("card", 1), ("milestone", 2), ("risk", 1))
    assert found.of("risk") == (("risk", 1),)
    assert found.people == ("ana", "maria", "omar", "left"), "who is not there, and yet named, comes last"
    assert [lack.key for lack in found.lacks] == [("card", 2), ("card", 2), ("milestone", 2)]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("p:refresh", [("card", 1), ("milestone", 2)]),
        ("in:doing", [("card", 1)]),
        ("band:critical", [("risk", 1)]),
        ("*M2", [("card", 2), ("milestone", 2)]),
        ("@omar", [("risk", 1)]),
        ("is:unowned", [("card", 2), ("milestone", 2)]),
        ("due:late", [("milestone", 2)]),
        ("#net", [("card", 1)]),
        ("live", [("milestone", 2)]),
        ("-in:doing", [("card", 2)]),
    ],
)
def test_each_kind_is_filtered_by_its_own_words(text: str, keys: list[tuple[str, int]]) -> None:
    assert found_by(text) == keys


def test_a_word_that_makes_no_sense_for_anything_is_refused() -> None:
    with pytest.raises(Refused, match="is:nonsense"):
        found_by("is:nonsense")


def test_headings_have_four_letters_at_most_and_are_all_different() -> None:
    heads = short_heads(["annabel", "anna", "annalena", "jo", "anna2"])
    assert heads["anna"] == "anna"
    assert len(set(heads.values())) == 5
    assert max(map(len, heads.values())) == 4
    assert short_heads(["annabel", "annalena"], 7) == {"annabel": "annabel", "annalena": "annalen"}


def test_a_cell_is_a_sentence() -> None:
    ws = board()
    said = role_words(ws, ("card", 1), ws.doc("card", 1) or {}, "ana")
    assert said == "@ana is accountable and responsible (as nobody else is named) for 1 “Replace core switch”."
    assert role_words(ws, ("risk", 1), ws.doc("risk", 1) or {}, "ana") == "@ana has no role in R1 “Flood”."


# Stand-up


def reports(found: Standup) -> dict[str, Report]:
    return {report.person: report for report in found.reports}


def said(found: Standup, person: str, part: str) -> list[str]:
    return [item.text for item in parts_of(reports(found)[person], part)]


def stand(session: Session, person: str | None = None) -> Standup:
    now = session.clock.now()
    return standup(session.workspace, session.store.scan(), session.clock.today(), now, person)


def test_the_last_working_day_is_that_of_the_boards_calendar() -> None:
    assert standup(make_workspace(), [], "2026-03-09", NOW).since == "2026-03-06", "of a Monday the Friday"
    off = {"calendar": {"holidays": [{"from": "2026-03-06", "to": "2026-03-06"}]}}
    assert standup(make_workspace(board={"settings": off}), [], "2026-03-09", NOW).since == "2026-03-05"


def test_what_happened_since_the_last_working_day_is_told_once_and_by_where_it_came_to() -> None:
    session = session_of()
    clock = session.clock
    assert isinstance(clock, FrozenClock)
    clock.set("2026-03-05T09:00:00Z")
    do(session, c.MoveCards([2], "doing"))  # on a Thursday: too old for Monday's stand-up
    clock.set("2026-03-06T09:00:00Z")
    do(session, c.MoveCards([3], "review"))
    do(session, c.MoveCards([3], "done"))
    do(session, c.MoveCards([1], "doing"))
    do(session, c.MoveCards([1], "backlog"))  # to and fro: nothing
    do(session, c.BlockCards([4], "the auditors"))
    do(session, t.AskForHelp([4], "a second pair of eyes"))
    do(session, c.EditCards([2], {"owner": "maria"}))
    do(session, c.AddComment(("card", 4), "Called them."))
    clock.set("2026-03-09T09:00:00Z")
    found = stand(session)
    assert found.since == "2026-03-06"
    assert said(found, "ana", "Since") == ["finished 3 “Migrate LDAP users”", "commented 1 time"]
    assert said(found, "omar", "Since") == [
        "4 “Firewall rule audit” was blocked: the auditors (by @ana)",
        "4 “Firewall rule audit” asks for help: a second pair of eyes (by @ana)",
    ]
    assert said(found, "maria", "Since") == ["took over 2 “Label patch panels” (by @ana)"]
    assert said(found, "omar", "Blocked") == [
        "4 “Firewall rule audit”, for 3 d, blocked: the auditors; help wanted: a second pair of eyes",
    ]  # fmt: skip
    assert said(found, "maria", "Now") == ["2 “Label patch panels”"]
    assert stand(session, "omar").reports == (reports(found)["omar"],)
    do(session, c.UnblockCards([4]))
    assert "4 “Firewall rule audit” was blocked: the auditors (by @ana)" not in said(stand(session), "omar", "Since")
    session.undo()
    assert said(stand(session), "omar", "Since") == said(found, "omar", "Since"), "what was undone did not happen"


def test_each_is_credited_with_what_they_did_whoever_touched_or_took_the_card_afterwards() -> None:
    ana = session_of()
    assert isinstance(ana.store, MemoryStore)
    omar = Session(MemoryStore(ana.store.lines), ana.clock, Actor(2000, "omar"))
    for command in (c.AddCards([{"title": "New", "owner": "ana"}]), c.AddCards([{"title": "Free"}]),
                    c.MoveCards([6], "doing"), c.MoveCards([7], "done"), OfferHandoff(("card", 6), "omar"),
                    c.MoveCards([3], "review")):  # fmt: skip
        do(ana, command)
    omar.refresh()
    for command in (AnswerHandoff(1, "accept"), c.BlockCards([7], "a part"), c.MoveCards([3], "done"),
                    c.ArchiveCards([2])):  # fmt: skip
        do(omar, command)
    omar.undo()
    do(omar, c.MoveCards([2], "doing"))
    omar.undo()
    ana.refresh()
    found = stand(ana)
    assert said(found, "ana", "Since") == [
        "finished 3 “Migrate LDAP users” (by @omar)", "moved 6 “New” from Backlog to Doing", "finished 7 “Free”",
    ]  # fmt: skip
    assert said(found, "omar", "Since") == ["took over 6 “New” from @ana"]
    do(omar, c.ArchiveCards([2]))
    omar.undo()
    assert 2 not in happened_since(omar.store.scan(), TODAY).cards
    since_undo = entries((NOW, Change("card", 3, {"column": "done"}, {"column": "doing"})))[0]._replace(undoes=1)
    assert list(happened_since([since_undo], TODAY).cards) == [3], "what is older was taken back today"


def test_what_ages_and_what_is_promised_is_told() -> None:
    columns = [
        {"key": "doing", "name": "Doing", "kind": "active", "stale_after_days": 5},
        {"key": "done", "name": "Done", "kind": "done"},
    ]
    past = {"column": "done", "started_at": "2026-03-01T09:00:00Z", "finished_at": "2026-03-02T09:00:00Z"}
    session = session_of(columns=columns, cards=[
        {"title": "Stale", "owner": "ana", "entered_column_at": "2026-03-01T09:00:00Z"},
        {"title": "Long", "owner": "omar", "started_at": "2026-03-01T09:00:00Z"},
        {"title": "Promised", "owner": "maria", "due": "2026-03-13", "promised_to": "City Hall"},
        {"title": "Promised for later", "owner": "maria", "due": "2026-05-13", "promised_to": "City Hall"},
        *({"title": "past", **past},) * 5,
    ])  # fmt: skip
    found = stand(session)
    assert said(found, "ana", "Ageing") == ["1 “Stale”, 10 days in its column, stale after 5"]
    assert said(found, "omar", "Ageing") == ["2 “Long”, in work for 11 days; 85 % of the finished cards took at most 2"]
    assert said(found, "maria", "Promised") == ["3 “Promised” to City Hall, fri"]
    do(session, MakePromise(1, "City Hall", "2026-03-13", "ana"))
    do(session, MakePromise(1, "The board", "2026-05-13", "ana"))
    assert said(stand(session), "ana", "Promised") == ["P1 to City Hall about 1 “Stale”, due fri"], (
        "once, and not yet P2"
    )


def entries(*changes: tuple[str, Change], told: Sequence[Told] = ()) -> list[Entry]:
    """Entries, newest first as given: (instant, change)."""
    made = [Entry(9, "t", at, "ana", 1, "card.moved", (change,)) for at, change in changes]
    return [*made, Entry(1, "t", NOW, "ana", 1, "board.imported", (), told=tuple(told))] if told else made


def test_the_journal_is_read_no_further_than_that_day_and_a_clock_that_was_wrong_hides_little() -> None:
    moved = Change("card", 3, {"column": "doing"}, {"column": "done"})
    assert set(happened_since(entries((NOW, moved), ("2026-02-01T00:00:00Z", moved), (NOW, moved)), TODAY).cards) == {3}

    def endless() -> Any:
        yield from entries((NOW, moved))
        for read in range(1_000):
            assert read < 300, "read on through a journal that is older"
            yield from entries(("2026-02-01T00:00:00Z", moved))

    assert list(happened_since(endless(), TODAY).cards) == [3]


def test_what_an_import_tells_of_since_that_day_counts() -> None:
    moved = Change("card", 3, {"column": "doing"}, {"column": "done"})
    told = [
        Told("2026-03-11T08:00:00Z", "omar", "card.moved", moved),
        Told("2025-01-01T08:00:00Z", "omar", "x", moved._replace(id=4)),
    ]
    found = happened_since(entries(told=told), TODAY)
    assert {id: seen.deeds["column"].who for id, seen in found.cards.items()} == {3: "omar"}


def test_markdown_and_json_say_the_same_and_no_text_is_markup() -> None:
    session = session_of(cards=[{"title": "*bold* <b> [x](y)", "column": "doing", "owner": "ana"}])
    found = stand(session)
    text = markdown(found, "Board #1")
    assert text.startswith("# Board \\#1: stand-up of 2026-03-11\n\n## @ana Ana Ruiz\n")
    assert "- 1 “\\*bold\\* &lt;b&gt; \\[x\\](y)”" in text
    assert text.endswith("Nothing from @maria, @omar.\n")
    assert standup_document(found) == {
        "since": "2026-03-10", "today": "2026-03-11", "quiet": ["maria", "omar"],
        "people": [{"person": "ana", "now": [{"card": 1, "text": "1 “*bold* <b> [x](y)”"}]}],
    }  # fmt: skip


# Support


def test_the_queue_has_the_longest_first_and_says_who_could_help() -> None:
    ws = make_workspace(
        projects=[{"key": "refresh", "sponsor": "Maria Keller"}, {"key": "out", "sponsor": "The board"}],
        cards=[
            {"title": "short", "blocked": {"reason": "x", "since": "2026-03-11T05:00:00Z"}, "owner": "ana"},
            {"title": "both", "tags": ["net"], "project": "refresh",
             "blocked": {"reason": "part", "since": "2026-03-09T09:00:00Z", "level": 1},
             "help_wanted": {"reason": "OSPF", "since": "2026-03-08T08:00:00Z"}},
            {"title": "done", "column": "done", "tags": ["net"], "owner": "omar", "blocked": {"reason": "x"}},
            {"title": "no instant", "blocked": {"reason": "x", "since": "soon"}},
        ],
    )  # fmt: skip
    rows = support_queue(ws, NOW)
    assert [row.id for row in rows] == [2, 1, 4]
    assert why_words(rows[0]) == "help wanted: OSPF; blocked: part"
    assert level_words(rows[0]) == "level 2, not escalated"
    assert [helper_words(helper) for helper in rows[0].helpers] == ["@omar finished 1 #net card"]
    off = Change("person", "omar", {}, {"off": [{"from": "2026-03-09", "to": "2026-03-30"}]})
    (away,) = support_queue(ws.with_changes([off]), NOW, [2])[0].helpers
    assert helper_words(away) == "@omar (away until 30 mar) finished 1 #net card"
    assert queue_sentence(rows) == "3 cards wait, the longest for 3 d 1 h; 1 to be escalated."
    assert sponsor_of(ws, "refresh") == "@maria"
    assert sponsor_of(ws, "out") == "The board"
    assert sponsor_of(ws, None) == sponsor_of(ws, "gone") == ""
    assert queue_sentence([]) == "Nothing waits: no card is blocked, and nobody asks for help."
