"""Hand-offs: who may offer, who may answer, and that the giver has it until it is taken."""

from typing import Any

import pytest

from tests.conftest import make_workspace
from tests.domain.deciding import CONTEXT, card
from tuiboard.domain import commands as c
from tuiboard.domain import priority_commands as p
from tuiboard.domain.changes import created
from tuiboard.domain.decide import Decision, decide
from tuiboard.domain.handoff_commands import AnswerHandoff, OfferHandoff
from tuiboard.domain.handoffs import Handoff, hours_of, is_overdue, offer_on, offers, to_answer
from tuiboard.domain.names import find_handoff
from tuiboard.domain.priority import scores
from tuiboard.domain.promise_commands import DeclarePromise, GivePromise, MakePromise
from tuiboard.domain.references import dangling
from tuiboard.domain.refusal import Refusal, Refused
from tuiboard.domain.risk_commands import AddRisks
from tuiboard.domain.triage import Asked, asked_reason, questions, triage_queue
from tuiboard.domain.workspace import Workspace
from tuiboard.view.triage import settled_words
from tuiboard.view.words import describe_changes

TODAY = CONTEXT.today
OFFER = OfferHandoff(("card", 1), "omar", "as we said")
PEOPLE = (
    {"handle": "ana", "login": "ana"}, {"handle": "omar", "login": "omar"}, {"handle": "li", "active": False},
    {"handle": "lea"},
)  # fmt: skip


@pytest.fixture
def ws() -> Workspace:
    cards = [{"title": "Core switch", "owner": "ana"}, {"title": "Cables"}, {"title": "Over", "column": "done"}]
    return make_workspace(cards=cards, people=PEOPLE)


def by(who: str, ws: Workspace, command: c.Command) -> Decision | Refusal:
    return decide(ws, command, CONTEXT._replace(actor=who))


def done(who: str, ws: Workspace, command: c.Command) -> Workspace:
    found = by(who, ws, command)
    assert isinstance(found, Decision), found
    return ws.with_changes(found.changes)


def refused(who: str, ws: Workspace, command: c.Command) -> str:
    found = by(who, ws, command)
    assert isinstance(found, Refusal), found
    return found.message


def state(ws: Workspace, id: int = 1) -> str:
    return Handoff(ws.doc("handoff", id) or {}).state


def test_the_giver_has_it_until_it_is_accepted_and_then_the_receiver_in_one_entry(ws: Workspace) -> None:
    offered = done("ana", ws, OFFER)
    assert card(offered, 1).owner == "ana"
    assert [each.key for each in to_answer(offered, "omar")] == ["H1"]
    taken = by("omar", offered, AnswerHandoff(1, "accept"))
    assert isinstance(taken, Decision)
    after = offered.with_changes(taken.changes)
    assert (card(after, 1).owner, state(after)) == ("omar", "accepted")
    assert to_answer(after, "omar") == []
    assert describe_changes(taken.changes, after, taken.action) == "accepted 1 “Core switch” from @ana"
    undone = after.with_changes([change.swapped() for change in reversed(taken.changes)])
    assert (card(undone, 1).owner, state(undone)) == ("ana", "offered")


def test_a_number_names_the_card_and_its_offer_and_a_risk_likewise(ws: Workspace) -> None:
    offered = done("ana", ws.with_changes([created("handoff", 1, {"on": ["card", 9], "state": "withdrawn"})]), OFFER)
    assert find_handoff(offered, "1").key == "H2", "and not H1"
    with pytest.raises(Refused, match="No offer of card 2 waits for an answer"):
        find_handoff(offered, "2")
    with pytest.raises(Refused, match="No offer of risk R1 waits"):
        find_handoff(offered, "R1")


def test_an_offer_to_someone_who_is_away_is_warned_of(ws: Workspace) -> None:
    off = ws.with_changes([c.Change("person", "omar", {}, {"off": [{"from": TODAY, "to": "2026-03-30"}]})])
    found = by("ana", off, OFFER)
    assert isinstance(found, Decision)
    assert found.warnings == ("@omar is away until 30 mar and may not answer before.",)


def test_what_is_settled_can_be_neither_answered_nor_withdrawn(ws: Workspace) -> None:
    taken = done("omar", done("ana", ws, OFFER), AnswerHandoff(1, "accept"))
    for who, given, words in (("omar", "accept", "It can't be answered any more."),
                              ("ana", "withdraw", "It can't be withdrawn any more.")):  # fmt: skip
        found = by(who, taken, AnswerHandoff(1, given))
        assert isinstance(found, Refusal)
        assert found.hint == words


def test_declining_needs_a_reason_and_changes_no_owner(ws: Workspace) -> None:
    offered = done("ana", ws, OFFER)
    assert "needs a reason" in refused("omar", offered, AnswerHandoff(1, "decline"))
    after = done("omar", offered, AnswerHandoff(1, "decline", "on leave"))
    assert (card(after, 1).owner, state(after)) == ("ana", "declined")
    assert offer_on(done("ana", after, OFFER), "card", 1) is not None, "it can be offered again"


def test_of_two_answers_the_first_wins_and_the_second_is_told_who_answered(ws: Workspace) -> None:
    taken = done("omar", done("ana", ws, OFFER), AnswerHandoff(1, "accept"))
    assert refused("omar", taken, AnswerHandoff(1, "decline", "no")) == f"H1 was accepted by @omar on {TODAY}."
    withdrawn = done("ana", done("ana", ws, OFFER), AnswerHandoff(1, "withdraw"))
    assert refused("omar", withdrawn, AnswerHandoff(1, "accept")) == f"H1 was withdrawn by @ana on {TODAY}."


@pytest.mark.parametrize(
    ("who", "command", "words"),
    [
        ("ana", OFFER._replace(receiver="ana"), "to @ana: it is yours already"),
        ("omar", OFFER, "to yourself: it is @ana’s"),
        ("ana", OFFER._replace(receiver="maria"), "Nobody here is called “maria”"),
        ("ana", OFFER._replace(receiver="li"), "@li is not active"),
        ("ana", OFFER._replace(receiver=""), "needs a person"),
        ("ana", OFFER._replace(answer_by="2026-03-15"), "in the past"),
        ("ana", OFFER._replace(answer_by="soon"), "not a date"),
        ("ana", OFFER._replace(on=("card", 3)), "Card 3 is done"),
        ("ana", OFFER._replace(on=("card", 9)), "no card 9"),
        ("ana", OFFER._replace(on=("risk", 9)), "There is no “risk” “9”"),
        ("stranger", OFFER._replace(on=("card", 2)), "Nobody on this board owns card 2"),
        ("omar", AnswerHandoff(9, "accept"), "no hand-off H9"),
        ("omar", AnswerHandoff(1, "keep"), "“keep” is no answer"),
    ],
)
def test_what_makes_no_hand_off_is_refused_in_a_sentence(ws: Workspace, who: str, command: Any, words: str) -> None:
    assert words in refused(who, ws, command)


def test_only_the_receiver_answers_and_only_the_giver_withdraws(ws: Workspace) -> None:
    offered = done("ana", ws, OFFER)
    assert refused("ana", offered, AnswerHandoff(1, "accept")) == "Only @omar can accept H1; you are ana."
    assert "Only @ana can withdraw H1" in refused("omar", offered, AnswerHandoff(1, "withdraw"))
    assert "is offered to @omar already (H1)" in refused("ana", offered, OFFER)


def test_a_card_without_an_owner_is_handed_over_by_whoever_offers_it(ws: Workspace) -> None:
    offered = done("ana", ws, OFFER._replace(on=("card", 2)))
    assert Handoff(offered.doc("handoff", 1) or {}).giver == "ana"
    assert card(done("omar", offered, AnswerHandoff(1, "accept")), 2).owner == "omar"


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (c.EditCards([1], {"owner": "omar"}), "card 1 got another owner"),
        (c.CompleteCards([1]), "card 1 is done"),
        (c.ArchiveCards([1]), "card 1 is archived"),
    ],
)
def test_an_offer_with_nothing_left_to_hand_over_is_withdrawn_in_the_same_entry(
    ws: Workspace, command: c.Command, reason: str
) -> None:
    offered = done("ana", ws, OFFER)
    found = by("ana", offered, command)
    assert isinstance(found, Decision)
    after = offered.with_changes(found.changes)
    assert offers(after) == []
    assert Handoff(after.doc("handoff", 1) or {}).reason == reason
    untouched = done("ana", offered, c.EditCards([1], {"title": "Core switches"}))
    assert len(offers(untouched)) == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"owner": "carl"}, "card 1 got another owner"), ({"column": "done"}, "card 1 is done"),
        ({"archived": True}, "card 1 is archived"),
    ],
)  # fmt: skip
def test_nothing_is_taken_that_the_giver_does_not_have_any_more(
    ws: Workspace, fields: dict[str, Any], words: str
) -> None:
    offered = done("ana", ws, OFFER)
    behind = offered.with_changes([c.Change("card", 1, {}, fields)])  # as another program leaves it
    assert refused("omar", behind, AnswerHandoff(1, "accept")) == f"There is nothing left to accept: {words}."
    unowned = offered.with_changes([c.Change("card", 1, {}, {"owner": None})])
    assert card(done("omar", unowned, AnswerHandoff(1, "accept")), 1).owner == "omar"


def test_nobody_who_has_left_takes_a_card(ws: Workspace) -> None:
    offered = done("ana", ws, OFFER)
    left = done("ana", offered, c.EditPerson("omar", {"active": False}))
    assert refused("omar", left, AnswerHandoff(1, "accept")) == "@omar is not active any more and can't take H1."
    assert state(done("omar", left, AnswerHandoff(1, "decline", "I left"))) == "declined"
    assert refused("ana", ws, p.TriageCard(2, "delegate", "li")) == "@li is not active any more and can't take card 2."
    for command in (c.EditCards([2], {"owner": "li"}), c.AddCards([{"title": "x", "owner": "li"}])):
        found = by("ana", ws, command)
        assert isinstance(found, Decision)
        assert found.warnings == ("@li is not active any more.",)
    there = done("ana", ws, c.EditCards([2], {"owner": "li"}))
    untouched = by("ana", there, c.EditCards([2], {"owner": "li", "title": "Cables!"}))
    assert isinstance(untouched, Decision)
    assert untouched.warnings == (), "that is known"


def test_who_leaves_is_told_with_what_is_not_settled_with_them(ws: Workspace) -> None:
    held = done("ana", done("ana", ws, OFFER), MakePromise(1, "@omar", "2026-04-01"))
    for who, words in (("omar", ["Not settled with @omar: H1, P1."]), ("ana", ["@ana still owns 1 open card.",
                       "Not settled with @ana: H1, P1."])):  # fmt: skip
        found = by("ana", held, c.EditPerson(who, {"active": False}))
        assert isinstance(found, Decision)
        assert list(found.warnings) == words
    many = held
    for _ in range(6):
        many = done("ana", many, c.AddCards([{"title": "x", "owner": "ana"}]))
        many = done("ana", many, MakePromise(max(card.id for card in many.cards()), "@omar", "2026-04-01"))
    found = by("ana", many, c.EditPerson("omar", {"active": False}))
    assert isinstance(found, Decision)
    assert found.warnings == ("Not settled with @omar: H1, P1, P2, P3, P4 and 3 more.",)


def test_unanswered_for_longer_than_the_board_allows_needs_an_answer(ws: Workspace) -> None:
    offer = to_answer(done("ana", ws, OFFER), "omar")[0]
    assert not is_overdue(ws, offer, "2026-03-18T09:00:00Z")
    assert is_overdue(ws, offer, "2026-03-18T10:00:01Z")
    quick = done("ana", ws, c.EditBoard(settings={"handoff": {"hours": 2}}))
    assert hours_of(quick) == 2
    assert is_overdue(quick, offer, "2026-03-16T13:00:00Z")
    dated = to_answer(done("ana", ws, OFFER._replace(answer_by="2026-03-20")), "omar")[0]
    assert not is_overdue(ws, dated, "2026-03-20T10:00:00Z")
    assert is_overdue(ws, dated, "2026-03-21T10:00:00Z")
    for wrong in ({"hours": 0}, {"hours": "x"}, {"days": 1}, 3):
        refused("ana", ws, c.EditBoard(settings={"handoff": wrong}))


def test_triage_asks_for_my_answer_first_and_delegating_what_someone_has_is_an_offer(ws: Workspace) -> None:
    offered = done("ana", ws, p.TriageCard(1, "delegate", "omar"))
    assert card(offered, 1).owner == "ana"
    queue = triage_queue(offered, TODAY, scores(offered, TODAY), lambda card: card.owner == "omar", "omar")
    assert [(each.card, each.reasons[0].words) for each in queue] == [(1, "@ana hands it to you")]
    assert card(done("ana", ws, p.TriageCard(2, "delegate", "omar")), 2).owner == "omar", "nobody had it"


def test_odd_documents_of_another_program_are_read_as_nothing() -> None:
    odd: list[dict[str, Any]] = [
        {"on": 3, "state": ["x"], "giver": 1}, {"on": ["card"], "receiver": None, "state": "offered"},
        {"on": ["card", [1]], "state": "offered", "offered_at": 5, "answer_by": []}, {},
    ]  # fmt: skip
    ws = make_workspace()
    for number, doc in enumerate(odd, 1):
        ws = ws.with_changes([c.Change("handoff", number, None, {"id": number, **doc})])
    assert offers(ws) == []
    assert offer_on(ws, "card", 1) is None
    assert done("ana", ws, c.CompleteCards([1])).card(1) is not None
    assert [each.field for each in dangling(ws)] == ["giver"]
    for number in range(1, 5):
        found = Handoff(ws.doc("handoff", number) or {})
        assert found.state in ("withdrawn", "offered")
        assert not c.Change("handoff", number, None, ws.doc("handoff", number)).is_about("card", 1)
        assert describe_changes([c.Change("handoff", number, None, ws.doc("handoff", number))], ws)


def test_an_offer_that_does_not_say_its_own_number_is_answered_all_the_same() -> None:
    bare = {"on": ["card", 1], "giver": "ana", "receiver": "omar", "state": "offered"}
    ws = make_workspace().with_changes([created("handoff", 4, bare)])
    assert [each.key for each in to_answer(ws, "omar")] == ["H4"]
    assert find_handoff(ws, "h4").key == "H4"


def test_triage_asks_for_the_promise_that_is_wanted_of_me_and_takes_what_was_done_for_me(ws: Workspace) -> None:
    asked = done("ana", ws, MakePromise(1, "@ana", "2026-03-20", "omar", "it boots"))
    queue = triage_queue(asked, TODAY, scores(asked, TODAY), None, "omar")
    assert [(each.asked, each.reasons[0].words) for each in queue if each.asked] == [
        (Asked("promise", 1, "requested"), "promise it to @ana by 2026-03-20?: it boots")
    ]
    given = done("omar", asked, GivePromise(1))
    assert asked_reason(given, Asked("promise", 1, "requested")) is None, "it is answered"
    assert questions(given, "omar") == {}
    declared = done("omar", given, DeclarePromise(1))
    assert questions(declared, "ana") == {("card", 1): Asked("promise", 1, "declared")}
    reason = asked_reason(declared, Asked("promise", 1, "declared"))
    assert reason is not None
    assert reason.words == "@omar declares it done for you: it boots"


def test_a_risk_that_is_offered_waits_in_triage_for_whoever_is_to_take_it(ws: Workspace) -> None:
    risky = done("ana", ws, AddRisks([{"title": "It melts", "owner": "ana", "tags": ["heat"]}]))
    offered = done("ana", risky, OfferHandoff(("risk", 1), "omar", "you know racks"))

    def waits(who: str, ws: Workspace, **fields: Any) -> list[str]:
        matches = None if not fields else lambda card: all(card.doc.get(name) == it for name, it in fields.items())
        queue = triage_queue(ws, TODAY, scores(ws, TODAY), matches, who)
        return [f"{each.key}: {each.reasons[0].words}" for each in queue if each.asked is not None]

    assert waits("omar", offered) == ["R1: @ana hands it to you: “you know racks”"]
    assert waits("omar", offered, owner="omar") == waits("omar", offered), "a filter for what is mine finds it"
    assert waits("omar", offered, tags=["heat"]) == waits("omar", offered)
    assert waits("omar", offered, tags=[]) == waits("lea", offered) == []
    waiting = triage_queue(offered, TODAY, scores(offered, TODAY), None, "omar")[0]
    assert settled_words(offered, waiting, TODAY) == ""
    taken = done("omar", offered, AnswerHandoff(1, "accept"))
    assert (settled_words(taken, waiting, TODAY), waits("omar", taken)) == ("needs no answer any more", [])


def test_triage_asks_whether_what_is_done_already_keeps_the_promise(ws: Workspace) -> None:
    asked = done("ana", ws, MakePromise(1, "@ana", "2026-03-20", "omar", "it boots"))
    declared = done("omar", done("omar", asked, GivePromise(1)), DeclarePromise(1))
    over = done("omar", declared, c.CompleteCards([1]))
    queue = triage_queue(over, TODAY, scores(over, TODAY), None, "ana")
    assert [(each.key, len(each.reasons)) for each in queue if each.asked] == [("1", 1)]
    assert settled_words(over, queue[0], TODAY) == ""
