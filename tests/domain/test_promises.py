"""Promises: who may say what and when, what becomes of the card, and how many were kept."""

from typing import Any

import pytest

from tests.conftest import make_workspace
from tests.domain.deciding import CONTEXT, card, refused
from tuiboard.domain import commands as c
from tuiboard.domain import priority_commands as t
from tuiboard.domain import promise_commands as p
from tuiboard.domain.changes import Change, created
from tuiboard.domain.decide import Decision, decide
from tuiboard.domain.promises import REASONS, Promise, promise, promises_on, reliability, waiting_for
from tuiboard.domain.undo import obstacles, past_promise
from tuiboard.domain.workspace import Workspace
from tuiboard.view.promises import document, facts, phrase, reliabilities, standing, summary

CARDS: tuple[dict[str, Any], ...] = (
    {"title": "Migrate LDAP users", "owner": "ana", "project": "refresh"},
    {"title": "Firewall rule audit", "owner": "omar", "due": "2026-03-20"},
    {"title": "Order cables", "column": "done"},
)
TODAY = CONTEXT.today


@pytest.fixture
def ws() -> Workspace:
    people = ({"handle": "ana", "name": "Ana Ruiz"}, {"handle": "maria"}, {"handle": "omar"},
              {"handle": "eve", "active": False})  # fmt: skip
    return make_workspace(cards=CARDS, people=people)


def by(who: str, today: str = TODAY) -> c.Context:
    return c.Context(f"{today}T10:00:00Z", today, who)


def said(ws: Workspace, command: c.Command, who: str = "ana", today: str = TODAY) -> Workspace:
    found = decide(ws, command, by(who, today))
    assert isinstance(found, Decision), found
    return ws.with_changes(found.changes)


def why_not(ws: Workspace, command: c.Command, who: str = "ana", today: str = TODAY) -> str:
    found = decide(ws, command, by(who, today))
    assert not isinstance(found, Decision), found
    return found.text


def one(ws: Workspace, id: int = 1) -> Promise:
    found = promise(ws, id)
    assert found is not None
    return found


def promised(ws: Workspace, due: str = "2026-03-18", to: str = "City Hall") -> Workspace:
    return said(ws, p.MakePromise(1, to, due, conditions="all can log in"))


# From a request to an outcome


def test_what_one_promises_oneself_holds_at_once_and_what_one_asks_of_others_once_they_say_so(ws: Workspace) -> None:
    made = promised(ws)
    assert (one(made).state, one(made).performer, one(made).conditions) == ("promised", "ana", "all can log in")
    asked = said(ws, p.MakePromise(2), "maria")
    found = one(asked)
    assert (found.state, found.performer, found.customer, found.due) == ("requested", "omar", "@maria", "2026-03-20")
    assert "@omar's to promise, and you are @maria" in why_not(asked, p.GivePromise(1), "maria")
    assert one(said(asked, p.GivePromise(1), "omar")).state == "promised"
    assert one(said(asked, p.DeclinePromise(1, "not before May"), "omar")).note == "not before May"


def test_a_promise_is_kept_once_the_customer_accepts_what_was_declared_done(ws: Workspace) -> None:
    declared = said(promised(ws, to="@maria"), p.DeclarePromise(1))
    assert "once @maria accepts it, and you are @ana" in why_not(declared, p.KeepPromise(1))
    kept = said(declared, p.KeepPromise(1), "maria")
    assert one(kept).state == "kept"
    assert "is kept on 2026-03-16: it can't be declared done" in why_not(kept, p.DeclarePromise(1))


def test_a_customer_who_is_not_satisfied_hands_it_back(ws: Workspace) -> None:
    declared = said(promised(ws, to="@maria"), p.DeclarePromise(1))
    assert "is for @maria to say" in why_not(declared, p.ReturnPromise(1, "two can not"))
    back = said(declared, p.ReturnPromise(1, "two can not"), "maria")
    assert (one(back).state, one(back).declared_at, one(back).note) == ("promised", "", "two can not")


def test_what_was_missing_is_not_said_any_more_once_it_is_declared_again(ws: Workspace) -> None:
    back = said(said(promised(ws, to="@maria"), p.DeclarePromise(1)), p.ReturnPromise(1, "two can not"), "maria")
    assert [fact.value for fact in facts(back, one(back), TODAY) if fact.name == "missing"] == ["two can not"]
    again = said(back, p.DeclarePromise(1))
    assert "two can not" not in str(facts(again, one(again), TODAY))
    assert standing(one(said(again, p.KeepPromise(1), "maria")), TODAY) == "kept today"
    assert standing(one(said(back, p.KeepPromise(1), "maria")), TODAY) == "kept today"


def test_a_promise_kept_late_says_so_wherever_it_is_told_and_on_whose_word(ws: Workspace) -> None:
    made = said(promised(ws), p.MakePromise(1, "@maria", "2026-03-18"))
    found = decide(made, p.DeclarePromise(1), by("ana", "2026-03-19"))
    assert isinstance(found, Decision)
    assert found.warnings == ("P1 was due on 2026-03-18: it is 1 day late.",)
    late = made
    for command in (p.DeclarePromise(1), p.KeepPromise(1), p.DeclarePromise(2)):
        late = said(late, command, today="2026-03-19")
    late = said(late, p.KeepPromise(2), "maria", "2026-03-25")
    assert standing(one(late), "2026-03-19") == "kept today, 1 day late, on @ana’s own word"
    assert standing(one(late, 2), "2026-03-25") == "kept today, 1 day late", "not later than it was declared"
    assert (one(late).kept_by, one(late, 2).kept_by) == ("ana", "")
    assert document(one(late), late, "2026-03-25")["days_late"] == 1
    assert sentences(late)[0] == "Ana Ruiz kept 2 of 2 promises, 2 of them late: too few to say, under 5."
    told = said(said(made, p.DeclarePromise(1)), p.KeepPromise(1), "omar")
    assert standing(one(told), TODAY) == "kept today, as @omar says"
    assert sentences(told)[0] == "Ana Ruiz kept 1 of 1 promise: too few to say, under 5."


def test_what_is_not_asked_for_any_more_is_withdrawn_and_not_declined(ws: Workspace) -> None:
    asked = said(ws, p.MakePromise(2), "maria")
    withdrawn = decide(asked, p.DeclinePromise(1), by("maria"))
    assert isinstance(withdrawn, Decision)
    assert one(asked.with_changes(withdrawn.changes)).state == "withdrawn"
    assert phrase(withdrawn.changes[0], asked, "it") == "withdrew the request for P1 of it"
    assert one(said(asked, p.DeclinePromise(1), "omar")).state == "declined"


@pytest.mark.parametrize("outcome", [p.BreakPromise(1, "outside"), p.KeepPromise(1)])
def test_an_outcome_that_is_taken_back_is_told_as_that(ws: Workspace, outcome: Any) -> None:
    made = promised(ws)
    found = decide(made, outcome, by("ana"))
    assert isinstance(found, Decision)
    back = [change.swapped() for change in found.changes if change.kind == "promise"]
    after = made.with_changes(found.changes).with_changes(back)
    assert phrase(back[0], after, "it") == "took back the outcome of P1 of it"
    declared = decide(made, p.DeclarePromise(1), by("ana"))
    assert isinstance(declared, Decision)
    assert phrase(declared.changes[0].swapped(), made, "it") == "took back that P1 of it was done"


def test_nothing_is_missed_before_its_date_and_a_miss_has_a_reason_of_the_list(ws: Workspace) -> None:
    made = promised(ws)
    assert "can't have been missed yet" in why_not(made, p.MissPromise(1, "absent"), today="2026-03-18")
    assert "is no reason of the list" in why_not(made, p.MissPromise(1, "lazy"), today="2026-03-19")
    for reason in REASONS:
        found = one(said(made, p.MissPromise(1, reason, "so"), today="2026-03-19"))
        assert (found.state, found.reason, found.note) == ("missed", reason, "so")


def test_renegotiating_before_the_date_is_an_outcome_of_its_own_and_another_promise(ws: Workspace) -> None:
    made = said(promised(ws), p.RenegotiatePromise(1, "2026-03-25", "part late"), today="2026-03-18")
    assert (one(made).state, one(made, 2).state, one(made, 2).due) == ("renegotiated", "promised", "2026-03-25")
    assert (one(made, 2).renews, one(made, 2).conditions, one(made, 2).customer) == (1, "all can log in", "City Hall")
    assert card(made, 1).due == "2026-03-25"


def test_renegotiating_after_the_date_counts_as_missed(ws: Workspace) -> None:
    late = p.RenegotiatePromise(1, "2026-03-25")
    assert "counts as missed, and that needs a reason" in why_not(promised(ws), late, today="2026-03-19")
    made = said(promised(ws), late._replace(reason="unclear"), today="2026-03-19")
    assert (one(made).state, one(made).reason, one(made, 2).state) == ("missed", "unclear", "promised")


def test_another_day_that_others_want_is_asked_for_and_the_promise_stands_until_it_is_given(ws: Workspace) -> None:
    made = promised(ws, "2026-03-20", to="@omar")
    asked = said(made, p.RenegotiatePromise(1, TODAY, "sooner"), "omar")
    assert (one(asked).state, one(asked, 2).state, one(asked, 2).renews) == ("promised", "requested", 1)
    assert card(asked, 1).due == "2026-03-20"
    assert "P2 asks for another day already" in why_not(asked, p.RenegotiatePromise(1, "2026-03-25"), "omar")
    given = said(asked, p.GivePromise(2))
    assert (one(given).state, one(given).note, one(given, 2).state) == ("renegotiated", "sooner", "promised")
    assert card(given, 1).due == TODAY
    assert one(said(said(asked, p.DeclinePromise(2)), p.DeclarePromise(1))).state == "declared"
    late = p.RenegotiatePromise(1, "2026-03-25", None, "absent")
    missed = said(made, late, "omar", "2026-03-21")
    assert (one(missed).state, one(missed, 2).state) == ("missed", "requested")
    outlived = said(said(made, p.RenegotiatePromise(1, "2026-03-25"), "omar"), p.GivePromise(2), "ana", "2026-03-21")
    assert (one(outlived).state, one(outlived, 2).state) == ("promised", "promised"), "past its date it has no excuse"


def test_what_was_declared_done_in_time_was_not_missed_however_late_the_answer(ws: Workspace) -> None:
    declared = said(promised(ws, to="@maria"), p.DeclarePromise(1))
    for command in (p.MissPromise(1, "absent"), p.RenegotiatePromise(1, "2026-03-25", None, "absent")):
        assert "was declared done in time" in why_not(declared, command, "maria", "2026-03-19")
    back = said(declared, p.ReturnPromise(1, "two can not"), "maria", "2026-03-19")
    assert one(said(back, p.MissPromise(1, "absent"), "maria", "2026-03-19")).state == "missed"
    late = said(promised(ws, to="@maria"), p.DeclarePromise(1), today="2026-03-19")
    assert one(said(late, p.MissPromise(1, "absent"), "maria", "2026-03-19")).state == "missed"


def test_who_is_on_the_board_is_no_outsider_however_they_are_written(ws: Workspace) -> None:
    assert one(promised(ws, to="Omar")).customer == one(promised(ws, to="@OMAR")).customer == "@omar"
    assert "to themselves" in why_not(ws, p.MakePromise(1, "Ana", "2026-03-20"))
    assert one(said(ws, p.MakePromise(1, "me", "2026-03-20"), "maria")).customer == "@maria"
    assert "@eve is inactive" in why_not(ws, p.MakePromise(1, "@eve", "2026-03-20"))
    assert "is made to someone" in why_not(ws, p.MakePromise(1, "@", "2026-03-20"))


def test_a_promise_that_holds_past_its_date_can_not_be_unmade(ws: Workspace) -> None:
    made = decide(ws, p.MakePromise(1, "City Hall", "2026-03-18"), CONTEXT)
    asked = said(ws, p.MakePromise(2), "maria")
    given = decide(asked, p.GivePromise(1), by("omar"))
    for before, found, due in ((ws, made, "2026-03-18"), (asked, given, "2026-03-20")):
        assert isinstance(found, Decision)
        after, back = before.with_changes(found.changes), [change.swapped() for change in found.changes]
        assert past_promise(after, back, due) == ""
        assert past_promise(after, back, "2026-03-21") == "P1"


def test_only_those_whom_it_concerns_say_what_becomes_of_it(ws: Workspace) -> None:
    made = promised(ws)
    for command in (p.BreakPromise(1, "absent"), p.RenegotiatePromise(1, "2026-03-25")):
        assert "is between @ana and City Hall, and you are @omar" in why_not(made, command, "omar")
        assert "and you are root, who is not on this board" in why_not(made, command, "root")
    alone = make_workspace(cards=CARDS, people=({"handle": "ana"},))
    assert one(said(promised(alone), p.DeclarePromise(1), "root")).state == "declared"


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (p.MakePromise(1, "City Hall", "2026-03-15"), "2026-03-15, which is in the past"),
        (p.MakePromise(1, "City Hall"), "A promise needs a date"),
        (p.MakePromise(1, None, "2026-03-20"), "A promise is made to someone"),
        (p.MakePromise(1, "@ana", "2026-03-20"), "can't promise something to themselves"),
        (p.MakePromise(1, "ana", "2026-03-20"), "can't promise something to themselves"),
        (p.MakePromise(1, "@bob", "2026-03-20"), "Nobody here is called “bob”"),
        (p.MakePromise(1, "City", "2026-03-20", "eve"), "@eve is inactive"),
        (p.MakePromise(3, "City", "2026-03-20"), "Card 3 is done"),
        (p.MakePromise(9, "City", "2026-03-20"), "There is no card 9"),
        (p.KeepPromise(9), "There is no promise P9"),
    ],
)
def test_what_can_not_be_promised_is_refused_in_a_sentence(ws: Workspace, command: Any, words: str) -> None:
    assert words in refused(ws, command).text


def test_the_same_promise_is_not_made_twice(ws: Workspace) -> None:
    assert "P1 says so already: @ana to City Hall, due 2026-03-18" in why_not(
        promised(ws), p.MakePromise(1, "City Hall", "2026-03-30")
    )


# The card


def test_a_promise_to_someone_outside_makes_the_card_promised_and_gives_it_its_date(ws: Workspace) -> None:
    made = promised(ws)
    assert (card(made, 1).promised_to, card(made, 1).due) == ("City Hall", "2026-03-18")
    inside = promised(ws, to="@maria")
    assert card(inside, 1).promised_to is None
    broken = said(made, p.BreakPromise(1, "outside"))
    assert card(broken, 1).promised_to is None


def test_a_promise_due_before_its_card_is_warned_of(ws: Workspace) -> None:
    found = decide(ws, p.MakePromise(2, "City Hall", "2026-03-18"), by("omar"))
    assert isinstance(found, Decision)
    assert found.warnings == ("Card 2 is due on 2026-03-20, after the promise.",)


@pytest.mark.parametrize(
    "command", [c.CompleteCards([1]), c.ArchiveCards([1]), t.TriageCard(1, "drop", note="not needed")]
)
def test_a_card_that_is_done_or_put_away_says_that_a_promise_about_it_still_holds(ws: Workspace, command: Any) -> None:
    told = "P1 to City Hall still holds: declare it done or say what became of it."
    found = decide(promised(ws), command, CONTEXT)
    assert isinstance(found, Decision)
    assert found.warnings == (told,)
    again = decide(said(promised(ws), p.DeclarePromise(1)), command, CONTEXT)
    assert isinstance(again, Decision)
    assert again.warnings == ()


def test_making_one_is_undone_as_a_whole_and_a_card_that_is_promised_is_not_unmade(ws: Workspace) -> None:
    found = decide(ws, p.MakePromise(1, "City Hall", "2026-03-18"), CONTEXT)
    assert isinstance(found, Decision)
    made = ws.with_changes(found.changes)
    back = tuple(change.swapped() for change in reversed(found.changes))
    assert (promise(made.with_changes(back), 1), card(made.with_changes(back), 1).due) == (None, None)
    unmade = created("card", 1, ws.table("card")[1]).swapped()
    reasons = [o.reason for o in obstacles(promised(ws, to="@maria"), [unmade])]
    assert "is used by promise P1 since" in reasons


# How it stands, and how many were kept


def test_a_promise_past_its_date_that_nobody_settled_says_so(ws: Workspace) -> None:
    found = one(promised(ws))
    assert standing(found, "2026-03-18") == "due today"
    assert standing(found, "2026-03-20") == "2d late: settle it"
    assert summary(found, "2026-03-17") == "P1 @ana to City Hall, due tomorrow"
    assert document(found, promised(ws), "2026-03-20")["days_late"] == 2


def of(ws: Workspace, **outcomes: int) -> Workspace:
    states = [state for state, count in outcomes.items() for _ in range(count)]
    changes = [
        created("promise", id, {"id": id, "on": ["card", 1], "performer": "ana", "customer": "City", "state": state,
                                "due": "2026-03-01"})
        for id, state in enumerate(states, 1)
    ]  # fmt: skip
    return ws.with_changes(changes)


def sentences(ws: Workspace) -> list[str]:
    return [row.sentence for row in reliabilities(ws, TODAY)]


def test_seven_kept_two_missed_and_one_renegotiated_in_time_are_77_8_percent(ws: Workspace) -> None:
    found = of(ws, kept=7, missed=2, renegotiated=1)
    row = reliabilities(found, TODAY)[0]
    assert row.counts.share == pytest.approx(7 / 9)
    assert sentences(found) == [
        "Ana Ruiz kept 7 of 9 promises (77.8 %); one more was renegotiated in time.",
        "In Network refresh, 7 of 9 promises were kept (77.8 %); one more was renegotiated in time.",
    ]


def test_under_five_there_are_too_few_to_say(ws: Workspace) -> None:
    assert sentences(of(ws, kept=3, broken=1))[0] == "Ana Ruiz kept 3 of 4 promises: too few to say, under 5."
    assert sentences(of(ws, kept=4, broken=1))[0] == "Ana Ruiz kept 4 of 5 promises (80.0 %)."
    assert sentences(of(ws, promised=2, declined=1))[0] == (
        "Ana Ruiz has no promise that came to an end; 2 are past the date and not settled."
    )
    assert reliability([], TODAY).share is None


def test_what_waits_for_a_word_of_mine(ws: Workspace) -> None:
    asked = said(ws, p.MakePromise(2), "maria")
    assert [f.key for f in waiting_for(asked, "omar")] == ["P1"]
    declared = said(said(asked, p.GivePromise(1), "omar"), p.DeclarePromise(1), "omar")
    assert ([f.key for f in waiting_for(declared, "omar")], [f.key for f in waiting_for(declared, "maria")]) == (
        [],
        ["P1"],
    )


# From another program


@pytest.mark.parametrize(
    "odd",
    [
        {}, {"id": "x", "on": "card", "performer": 3, "customer": ["a"], "due": "soon", "state": 7, "renews": "P1"},
        {"on": ["card", "12"], "state": None, "due": 5, "note": {}, "settled_at": "x"}, {"on": ["risk", 1]},
        {"on": ["card", 99], "state": "kept", "settled_at": "2026-13-45"},
    ],
)  # fmt: skip
def test_a_document_of_whatever_shape_is_read(ws: Workspace, odd: dict[str, Any]) -> None:
    found = ws.with_changes([created("promise", 4, odd)])
    read = one(found, 4)
    assert read.key == "P4"
    assert document(read, found, TODAY)["key"] == "P4"
    for text in (standing(read, TODAY), summary(read, TODAY), phrase(created("promise", 4, odd), found, "it")):
        assert text
    assert facts(found, read, TODAY)
    assert reliabilities(found, TODAY) is not None
    assert promises_on(found, 1) == []


def test_another_program_does_not_set_what_a_promise_can_not_be(ws: Workspace) -> None:
    for field, value, words in (("state", "done", "“done” is no state."), ("performer", "bob", "Nobody here")):
        doc = {**(promised(ws).doc("promise", 1) or {}), "state": "requested", field: value}
        found = refused(ws, c.TakeInEdit([created("promise", 1, doc)], "board.json"))
        assert f"Promise P1, {field}: {words}" in found.text
    edit = [Change("promise", 1, {"state": "promised"}, {"state": "kept"})]
    assert "Promise P1, state: that is kept by" in refused(promised(ws), c.TakeInEdit(edit, "board.json")).text
