"""Dispatch, undo and redo over a store, alone and with others on the same board."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import FrozenClock
from tests.tui.board_app import do, session_of
from tuiboard.domain import commands as c
from tuiboard.domain import risk_commands as r
from tuiboard.domain.changes import Entry, created
from tuiboard.domain.handoff_commands import AnswerHandoff, OfferHandoff
from tuiboard.domain.handoffs import offers
from tuiboard.domain.refusal import Refusal
from tuiboard.domain.risk_commands import AddRisks, EditRisks, LinkRisk
from tuiboard.domain.risks import ROLES, STATES
from tuiboard.engine.ports import Actor, Busy, Outcome, ReadOnly, Unknown
from tuiboard.engine.session import Done, Session
from tuiboard.storage.memory import MemoryStore


def lines_of(session: Session) -> list[bytes]:
    assert isinstance(session.store, MemoryStore)
    return session.store.lines


def another(session: Session, login: str = "omar", uid: int = 1001) -> Session:
    return Session(MemoryStore(lines_of(session)), FrozenClock(), Actor(uid, login))


def state(session: Session) -> dict[str, dict[Any, Any]]:
    return {kind: dict(table) for kind, table in session.workspace.tables.items() if table}


def test_the_actor_is_the_person_with_that_login_and_else_the_login() -> None:
    session = session_of(login="ana")
    assert session.who == "ana"
    assert another(session, "stranger").who == "stranger"
    do(session, c.AddComment(("card", 1), "hi"))
    assert session.log(1)[0].who == "ana"
    assert session.log(1)[0].uid == 1000


def test_a_command_that_changes_nothing_records_nothing() -> None:
    session = session_of()
    done = session.dispatch(c.EditCards([1], {"title": "Replace core switch"}))
    assert isinstance(done, Done)
    assert not done.changed
    assert len(lines_of(session)) == 1


def test_what_another_process_wrote_first_is_taken_in_and_the_command_decided_again() -> None:
    ana = session_of()
    omar = another(ana)
    do(ana, c.AddCards([{"title": "from ana"}]))
    done = do(omar, c.AddCards([{"title": "from omar"}]))
    assert done.entry.changes[-1].id == 7
    assert omar.workspace.card(6).title == "from ana"  # type: ignore[union-attr]
    assert [entry.who for entry in ana.refresh()] == ["omar"]
    assert state(ana) == state(omar)


def test_a_command_that_makes_no_sense_any_more_is_refused_when_it_is_decided_again() -> None:
    ana = session_of()
    omar = another(ana)
    do(ana, c.ArchiveCards([1]))
    refusal = omar.dispatch(c.MoveCards([1], "doing"))
    assert isinstance(refusal, Refusal)
    assert "archived" in refusal.message


def test_undo_takes_back_ones_own_latest_entry_and_not_anothers() -> None:
    ana = session_of()
    omar = another(ana)
    do(ana, c.EditCards([1], {"value": 5}))
    do(omar, c.EditCards([2], {"value": 1}))
    done = ana.undo()
    assert isinstance(done, Done)
    assert done.undone is not None
    assert done.undone.changes[0].id == 1
    assert ana.workspace.card(2).value == 1  # type: ignore[union-attr]


def test_undo_is_refused_naming_who_changed_the_field_since() -> None:
    ana = session_of()
    omar = another(ana)
    do(ana, c.EditCards([1], {"due": "2026-04-01"}))
    do(omar, c.EditCards([1], {"due": "2026-05-01"}))
    refusal = ana.undo()
    assert isinstance(refusal, Refusal)
    assert "card 1 (due)" in refusal.message
    assert "omar" in refusal.message
    assert ana.workspace.card(1).due == "2026-05-01"  # type: ignore[union-attr]


def test_undo_passes_where_only_another_field_has_changed() -> None:
    ana = session_of()
    do(ana, c.EditCards([1], {"due": "2026-04-01"}))
    do(another(ana), c.EditCards([1], {"title": "Else"}))
    assert isinstance(ana.undo(), Done)
    card = ana.workspace.card(1)
    assert card is not None
    assert (card.title, card.due) == ("Else", "2026-03-13")


def test_a_new_card_that_someone_commented_on_or_needs_stays() -> None:
    ana = session_of()
    do(ana, c.AddCards([{"title": "new"}]))
    do(another(ana), c.AddComment(("card", 6), "good idea"))
    refusal = ana.undo()
    assert isinstance(refusal, Refusal)
    assert "commented on since. omar" in refusal.message
    do(ana, c.AddCards([{"title": "newer"}]))
    do(another(ana), c.EditCards([1], add={"depends_on": [7]}))
    refusal = ana.undo()
    assert isinstance(refusal, Refusal)
    assert "used by card 1" in refusal.message


def test_undo_that_would_leave_a_card_in_a_column_that_is_gone_is_refused() -> None:
    ana = session_of()
    do(ana, c.MoveCards([3], "review"))
    do(another(ana), c.RemoveColumn("doing"))
    refusal = ana.undo()
    assert isinstance(refusal, Refusal)
    assert "column doing is gone" in refusal.message


def test_undo_and_redo_work_across_restarts() -> None:
    ana = session_of()
    do(ana, c.EditCards([1], {"value": 5}))
    do(ana, c.EditCards([1], {"value": 1}))
    assert isinstance(another(ana, "ana", 1000).undo(), Done)
    again = another(ana, "ana", 1000)
    assert isinstance(again.undo(), Done)
    assert again.workspace.card(1).value == 2  # type: ignore[union-attr]
    assert isinstance(another(ana, "ana", 1000).redo(), Done)
    last = another(ana, "ana", 1000)
    assert last.workspace.card(1).value == 5  # type: ignore[union-attr]
    do(last, c.EditCards([1], {"value": 3}))
    assert isinstance(last.redo(), Refusal)


def test_a_move_writes_its_reason_and_history_finds_it_with_the_comments() -> None:
    session = session_of()
    do(session, c.MoveCards([1], "doing", reason="go-live"))
    do(session, c.AddComment(("card", 1), "done"))
    do(session, c.EditCards([2], {"value": 0}))
    assert [entry.action for entry in session.history("card", 1)] == ["card.commented", "card.moved", "board.imported"]
    assert session.history("card", 1)[1].why == "go-live"


class Failing(MemoryStore):
    """A store whose next append ends in a given way."""

    ends: Outcome = 0

    def append(self, expected_seq: int, entry: Entry, again: Any = None) -> Outcome:
        return self.ends or super().append(expected_seq, entry, again)


def test_what_the_store_can_not_do_is_said_and_changes_nothing() -> None:
    lines = lines_of(session_of())
    for ends, code in (
        (Busy("omar"), "busy"),
        (ReadOnly("disk full"), "cannot_write"),
        (Unknown("EIO"), "cannot_write"),
    ):
        store = Failing(lines)
        session = Session(store, FrozenClock(), Actor(1000, "ana"))
        store.ends = ends
        refusal = session.dispatch(c.EditCards([1], {"value": 5}))
        assert isinstance(refusal, Refusal)
        assert refusal.code == code
        assert ends[0] in refusal.message
        assert session.workspace.card(1).value == 2  # type: ignore[union-attr]


# Whatever was done can be taken back and done again

CARD = st.integers(1, 8)
CARDS = st.lists(CARD, min_size=1)
KIND = st.sampled_from(["queue", "active", "done"])
RISK = st.integers(1, 3)
LEVEL = st.integers(1, 5)
COLUMN = st.sampled_from(["backlog", "doing", "review", "done", "new"])
COMMANDS = st.one_of(
    st.builds(lambda title: c.AddCards([{"title": title}]), st.text("ab [/]\x1b", min_size=1, max_size=6)),
    st.builds(lambda id, value: c.EditCards([id], {"value": value}), CARD, st.integers(0, 5)),
    st.builds(lambda id, tag: c.EditCards([id], add={"tags": [tag]}), CARD, st.sampled_from(["x", "y"])),
    st.builds(lambda id, on: c.EditCards([id], add={"depends_on": [on]}), CARD, CARD),
    st.builds(lambda ids, column, top: c.MoveCards(ids, column, top=top), CARDS, COLUMN, st.booleans()),
    st.builds(lambda id, column, after: c.MoveCards([id], column, after=after), CARD, COLUMN, CARD),
    st.builds(lambda ids: c.CompleteCards(ids), CARDS),
    st.builds(lambda ids: c.ArchiveCards(ids), CARDS),
    st.builds(lambda ids: c.RestoreCards(ids), CARDS),
    st.builds(lambda id: c.BlockCards([id], "why"), CARD),
    st.builds(lambda id: c.UnblockCards([id]), CARD),
    st.builds(lambda id: c.AddComment(("card", id), "text"), CARD),
    st.just(c.AddColumn({"name": "New"})),
    st.builds(lambda key, to: c.RemoveColumn(key, to), COLUMN, COLUMN),
    st.builds(lambda key, kind: c.EditColumn(key, {"kind": kind}), COLUMN, KIND),
    st.builds(lambda key, after: c.MoveColumn(key, after), COLUMN, COLUMN),
    st.builds(lambda title: r.AddRisks([{"title": title, "contingency_plan": "Rent one"}]), st.sampled_from("ab")),
    st.builds(lambda id, owner: r.EditRisks([id], {"owner": owner}), RISK, st.sampled_from(["ana", "omar", None])),
    st.builds(lambda id, on: r.EditRisks([id], add={"caused_by": [on]}), RISK, RISK),
    st.builds(lambda id, p, i: r.ScoreRisk(id, "current", p, {"cost": i}), RISK, LEVEL, LEVEL),
    st.builds(lambda id, card, role: r.LinkRisk(id, card, role), RISK, CARD, st.sampled_from(ROLES)),
    st.builds(lambda id, to: r.AdvanceRisk(id, to, "why"), RISK, st.sampled_from(STATES)),
    st.builds(lambda id: r.AcceptRisk(id, "cheap", "2026-12-01", "omar"), RISK),
    st.builds(lambda id: r.OccurRisk(id), RISK),
    st.builds(lambda id: r.CloseRisk(id, "passed"), RISK),
    st.builds(lambda id: r.ReviewRisk(id, escalate=True), RISK),
)  # fmt: skip


@given(st.lists(COMMANDS, max_size=12))
def test_undoing_everything_gives_the_board_as_it_was_and_redoing_everything_as_it_became(
    commands: list[c.Command],
) -> None:
    session = session_of()
    before = state(session)
    recorded = 0
    for command in commands:
        done = session.dispatch(command)
        recorded += isinstance(done, Done) and done.changed
    after = state(session)
    for _ in range(recorded):
        assert isinstance(session.undo(), Done)
    assert state(session) == before
    for _ in range(recorded):
        assert isinstance(session.redo(), Done)
    assert state(session) == after
    fresh = another(session)
    assert state(fresh) == after
    assert fresh.workspace.next_ids == session.workspace.next_ids


@given(st.lists(st.tuples(st.booleans(), COMMANDS), max_size=16))
def test_two_people_in_any_order_end_with_the_same_board_and_ranks_without_doubles(
    turns: list[tuple[bool, c.Command]],
) -> None:
    ana = session_of()
    omar = another(ana)
    for first, command in turns:
        (ana if first else omar).dispatch(command)
    ana.refresh()
    omar.refresh()
    assert state(ana) == state(omar)
    for column in ana.workspace.columns():
        ids = ana.workspace.column_cards(column.key)
        assert len(set(ids)) == len(ids)
        assert ids == another(ana).workspace.column_cards(column.key)
    verdict = ana.store.verify()
    assert not verdict.broken
    assert verdict.entries == len(lines_of(ana))


def test_an_undo_that_would_close_a_cycle_or_leave_a_name_dangling_is_refused() -> None:
    ana = session_of()
    omar = another(ana)
    do(ana, c.EditCards([1], {"depends_on": [2]}))
    do(ana, c.EditCards([1], {"depends_on": []}))
    do(omar, c.EditCards([2], {"depends_on": [1]}))
    refusal = ana.undo()
    assert isinstance(refusal, Refusal)
    assert "cycle" in refusal.message
    do(ana, c.AddPerson("li"))
    do(omar, c.EditCards([1], {"informed": ["li"]}))
    refusal = ana.undo()
    assert isinstance(refusal, Refusal)
    assert "person li" in refusal.message


def test_a_card_that_prevents_a_risk_is_undone_with_its_link_but_not_once_others_linked_it() -> None:
    ana = session_of()
    omar = another(ana)
    do(ana, AddRisks([{"title": "Switch fails"}]))
    do(ana, c.AddCards([{"title": "Order a spare", "risks": [1]}]))
    new = max(card.id for card in ana.workspace.cards())
    assert ana.workspace.risks_of(new) == [1]
    assert isinstance(ana.undo(), Done)
    assert ana.workspace.risk(1).cards() == []  # type: ignore[union-attr]
    assert isinstance(ana.redo(), Done)
    assert ana.workspace.risks_of(new) == [1]
    do(ana, c.AddCards([{"title": "Test it"}]))
    do(omar, LinkRisk(1, new + 1, "fallback"))
    refusal = ana.undo()
    assert isinstance(refusal, Refusal)
    assert f"card {new + 1} is used by risk R1 since" in refusal.message


def test_an_undo_that_would_close_a_circle_of_causes_is_refused() -> None:
    ana = session_of()
    omar = another(ana)
    do(ana, AddRisks([{"title": "a"}, {"title": "b"}]))
    do(ana, EditRisks([1], {"caused_by": [2]}))
    do(ana, EditRisks([1], {"caused_by": None}))
    do(omar, EditRisks([2], {"caused_by": [1]}))
    refusal = ana.undo()
    assert isinstance(refusal, Refusal)
    assert "risk R1 (caused_by) would close a cycle of causes" in refusal.message


def test_what_others_wrote_is_told_even_when_it_was_taken_in_on_the_way_to_writing() -> None:
    ana = session_of()
    do(another(ana), c.EditCards([2], {"value": 5}))
    do(ana, c.EditCards([1], {"value": 5}))
    assert [entry.who for entry in ana.taken_in()] == ["omar"]
    assert ana.taken_in() == []


def test_the_beginning_of_a_board_is_not_undone_and_an_import_only_when_one_is_sure() -> None:
    session = session_of()
    assert isinstance(session.undo(), Refusal)
    do(session, c.AddColumn({"name": "Later"}))
    from tuiboard.domain.changes import created

    do(session, c.Import([created("card", -1, {"title": "t", "column": "later"})], (), "trello"))
    refusal = session.undo(sure=False)
    assert isinstance(refusal, Refusal)
    assert refusal.details == {"needs": "sure"}
    assert refusal.message == "That takes back the import of 1 card."
    assert isinstance(session.undo(), Done)


# Taking back one entry, however old


def test_any_entry_of_mine_can_be_taken_back_unless_someone_built_on_it() -> None:
    ana = session_of()
    omar = another(ana)
    old = do(ana, c.EditCards([2], {"value": 5})).entry.seq
    built_on = do(ana, c.EditCards([1], {"due": "2026-04-01"})).entry.seq
    do(ana, c.EditCards([3], {"value": 1}))
    theirs = do(omar, c.EditCards([1], {"due": "2026-05-01"})).entry.seq
    done = ana.take_back(old)
    assert isinstance(done, Done)
    assert (done.entry.undoes, done.undone and done.undone.seq) == (old, old)
    assert ana.workspace.card(2).value == 2  # type: ignore[union-attr]
    for seq, said in (
        (built_on, f"card 1 (due) has changed since. omar did that (card edited, entry {theirs})"),
        (theirs, f"Entry {theirs} is what omar did"),
        (old, f"Entry {old} was taken back already, by entry {done.entry.seq}"),
        (done.entry.seq, "took something back itself"),
        (1, "the first entry is how the board began"),
        (99, "There is no entry 99"),
    ):
        refusal = ana.take_back(seq)
        assert isinstance(refusal, Refusal)
        assert said in refusal.message
    assert isinstance(ana.redo(), Done)
    assert ana.workspace.card(2).value == 5  # type: ignore[union-attr]
    assert isinstance(ana.take_back(old), Done)  # what was brought back can be taken back again


def test_an_import_is_not_taken_back_by_a_slip_of_the_finger() -> None:
    session = session_of()
    seq = do(session, c.Import([created("card", -1, {"title": "x", "column": "doing"})], (), "csv")).entry.seq
    refusal = session.take_back(seq, sure=False)
    assert isinstance(refusal, Refusal)
    assert refusal.details == {"needs": "sure"}
    assert isinstance(session.take_back(seq), Done)


def test_an_offer_ends_with_the_undo_that_leaves_nothing_to_hand_over() -> None:
    """Whoever owns a card again by an undo never offered it, and what is done again can't be taken."""
    people = [{"handle": name, "login": name} for name in ("ana", "omar", "carl")]
    ana = session_of(people=people, cards=[{"title": "A", "owner": "carl"}, {"title": "B", "column": "done"}])
    omar = another(ana)
    owned = do(ana, c.EditCards([1], {"owner": "ana"}))
    do(ana, OfferHandoff(("card", 1), "omar"))
    assert isinstance(ana.take_back(owned.entry.seq), Done)
    assert offers(ana.workspace) == []
    refusal = omar.dispatch(AnswerHandoff(1, "accept"))
    assert isinstance(refusal, Refusal)
    assert ana.workspace.doc("card", 1)["owner"] == "carl"  # type: ignore[index]
    assert isinstance(ana.redo(), Done)
    assert [each.key for each in offers(ana.workspace)] == ["H1"], "the same offer stands again"

    moved = do(ana, c.MoveCards([2], "doing"))
    do(ana, OfferHandoff(("card", 2), "omar"))
    assert isinstance(ana.take_back(moved.entry.seq), Done)
    assert [each.key for each in offers(ana.workspace)] == ["H1"]


def test_an_undo_opens_no_second_offer_of_a_card_and_none_of_what_is_done() -> None:
    people = [{"handle": name, "login": name} for name in ("ana", "omar", "carl")]
    ana = session_of(people=people, cards=[{"title": "A", "owner": "ana"}])
    do(ana, OfferHandoff(("card", 1), "omar"))
    withdrawn = do(ana, AnswerHandoff(1, "withdraw")).entry.seq
    do(ana, OfferHandoff(("card", 1), "carl"))
    refusal = ana.take_back(withdrawn)
    assert isinstance(refusal, Refusal)
    assert refusal.message == ("That can't be undone: handoff H2 offers card 1 to @carl. "
                               "ana did that (handoff offered, entry 4).")  # fmt: skip
    do(ana, AnswerHandoff(2, "withdraw"))
    do(ana, c.CompleteCards([1]))
    refusal = ana.take_back(withdrawn)
    assert isinstance(refusal, Refusal)
    assert "card 1 (column) is done. ana did that (card completed" in refusal.message
    do(ana, c.MoveCards([1], "doing"))
    assert isinstance(ana.take_back(withdrawn), Done)
    assert [each.key for each in offers(ana.workspace)] == ["H1"]
