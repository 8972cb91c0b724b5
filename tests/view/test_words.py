"""Entries in words."""

from tests.tui.board_app import do, session_of
from tuiboard.domain import commands as c
from tuiboard.domain.changes import Change, Told, created
from tuiboard.domain.priority_commands import PinCards, TriageCard, UnpinCards
from tuiboard.view.words import describe, history_lines


def said(*commands: c.Command) -> str:
    session = session_of()
    for command in commands:
        last = do(session, command)
    return describe(last.entry, session.workspace)


def test_a_decision_in_triage_is_said_by_what_it_did() -> None:
    assert said(TriageCard(2, "value", 4)) == "set value → 4 on 2 “Label patch panels”"
    assert said(TriageCard(2, "delegate", "omar")) == "gave 2 “Label patch panels” to @omar"
    assert said(TriageCard(2, "now")) == "moved 2 “Label patch panels” to Doing"
    assert said(TriageCard(2, "drop", None, "not ours")) == "archived 2 “Label patch panels” (not ours)"
    assert said(TriageCard(2, "snooze", "2026-03-20")) == "put 2 “Label patch panels” off until 2026-03-20"
    assert said(TriageCard(3, "now")) == "decided to go on with 3 “Migrate LDAP users”"


def test_a_pin_is_said_with_its_place_its_reason_and_its_last_day() -> None:
    pin = PinCards([2], "Do now", None, "the auditor comes", "2026-03-20")
    assert said(pin) == "pinned 2 “Label patch panels” to Do now until 2026-03-20: the auditor comes"
    assert said(pin._replace(ids=[1, 2], quadrant=None, rank=3)) == (
        "pinned 2 cards (1, 2) to rank 3 until 2026-03-20: the auditor comes"
    )
    assert said(pin, UnpinCards([2])) == "took the pin off 2 “Label patch panels”"


def test_what_was_done_is_said_with_number_and_title() -> None:
    assert said(c.AddCards([{"title": "Fix door"}])) == "added 6 “Fix door”"
    assert said(c.MoveCards([1], "review", reason="go-live")) == "moved 1 “Replace core switch” to Review (go-live)"
    assert said(c.EditCards([1], {"owner": "omar"})) == "gave 1 “Replace core switch” to @omar"
    assert said(c.EditCards([1], {"owner": None})) == "took the owner off 1 “Replace core switch”"
    assert said(c.EditCards([1], {"due": None})) == "set due 2026-03-13 → none on 1 “Replace core switch”"
    assert said(c.EditCards([1], {"effort": 12.0})) == "set effort → 1d 4h on 1 “Replace core switch”"
    assert said(c.BlockCards([1], "vendor")) == "blocked 1 “Replace core switch”: vendor"
    assert said(c.BlockCards([1], "x"), c.UnblockCards([1])) == "unblocked 1 “Replace core switch”"
    assert said(c.ArchiveCards([1])) == "archived 1 “Replace core switch”"
    assert said(c.AddComment(("card", 1), "hi")) == "commented on 1 “Replace core switch”"
    assert (
        said(c.EditCards([1], {"checklist": [{"text": "a"}]}), c.CheckItem(1, 0))
        == "ticked “a” of 1 “Replace core switch”"
    )
    assert said(c.AddColumn({"name": "Ready"})) == "added column Ready"
    assert said(c.AddPerson("li")) == "added @li"
    assert said(c.EditBoard(filters={"mine": "@me"})) == "changed filters of the board"


def test_the_same_thing_done_to_several_cards_is_said_once() -> None:
    assert said(c.MoveCards([1, 2], "review")) == "moved 2 cards (1, 2) to Review"
    assert said(c.ArchiveCards([1, 2])) == "archived 2 cards (1, 2)"
    assert said(c.EditCards([1, 2], {"value": 5})) == "set value → 5 on 2 cards (1, 2)"


def test_undo_says_what_it_took_back() -> None:
    session = session_of()
    do(session, c.MoveCards([1], "review"))
    done = session.undo()
    assert describe(done.entry, session.workspace) == "undid entry 2: moved 1 “Replace core switch” to Backlog"  # type: ignore[union-attr]


def test_hostile_texts_are_harmless_in_words() -> None:
    text = said(c.AddCards([{"title": "\x1b]0;x\x07[red]\u202e"}]), c.BlockCards([6], "\x9b2J"))
    assert text.isprintable()


def test_the_history_of_a_card_has_what_an_import_tells_of_it_in_its_own_time() -> None:
    session = session_of()
    told = [
        Told(
            "2025-01-02T03:04:05Z",
            "zoe",
            "card.moved",
            Change("card", -1, {"column": "doing"}, {"column": "review"}),
            "trello",
        )
    ]
    do(session, c.Import([created("card", -1, {"title": "Old", "column": "review"})], told, "trello"))
    do(session, c.EditCards([6], {"value": 4}))
    lines = history_lines(session.history("card", 6), "card", 6, session.workspace)
    assert [(line.who, line.text, line.told) for line in lines] == [
        ("ana", "set value → 4 on it", False),
        ("ana", "imported it from trello", False),
        ("zoe", "moved it to Review", True),
    ]


def test_an_entry_says_what_it_did_and_not_what_became_of_it() -> None:
    session = session_of()
    for title in ("First name", "Second name"):
        do(session, c.EditCards([2], {"title": title}))
    do(session, c.AddCards([{"title": "As it was added"}]))
    do(session, c.EditCards([6], {"title": "As it is now"}))
    said = [describe(entry, session.workspace) for entry in session.log(4)]
    assert said == [
        "renamed 6 “As it is now” (was “As it was added”)",
        "added 6 “As it was added”",
        "renamed 2 “Second name” (was “First name”)",
        "renamed 2 “First name” (was “Label patch panels”)",
    ]
