"""Why, today, comparison, WSJF and the urgency of two weeks, as they are shown."""

import pytest

from tests.conftest import FrozenClock, make_workspace
from tests.domain.deciding import CONTEXT, done
from tuiboard.domain import commands as c
from tuiboard.domain import priority_commands as p
from tuiboard.domain.decide import Decision, decide
from tuiboard.domain.handoff_commands import OfferHandoff
from tuiboard.domain.priority import scores
from tuiboard.domain.refusal import Refused
from tuiboard.domain.urgency_history import curve, urgency_history
from tuiboard.domain.workspace import Workspace
from tuiboard.domain.wsjf import wsjf
from tuiboard.engine.ports import Actor
from tuiboard.engine.session import Session
from tuiboard.storage.memory import MemoryStore
from tuiboard.view.compare import compare
from tuiboard.view.today import brief, today_of
from tuiboard.view.why import reasons, why

TODAY = CONTEXT.today
CARDS = (
    {"title": "Replace core switch", "owner": "ana", "due": "2026-03-18", "value": 4, "effort": 16,
     "promised_to": "City Hall"},
    {"title": "Label patch panels", "owner": "omar", "depends_on": [1]},
    {"title": "Migrate users", "owner": "ana", "due": "2026-03-10"},
    {"title": "Idea"},
    {"title": "Cables", "column": "done", "finished_at": "2026-03-06T15:00:00Z"},
)  # fmt: skip


@pytest.fixture
def ws() -> Workspace:
    return make_workspace(cards=CARDS)


def test_the_two_largest_reasons_are_in_words(ws: Workspace) -> None:
    found = scores(ws, TODAY)
    assert [reasons(found.of(id)) for id in (1, 3, 4)] == [  # type: ignore[arg-type]
        "0 days of slack, value 4", "6 days behind, value 2", "value 2",
    ]  # fmt: skip


def test_whoever_blocks_others_is_never_under_later_without_saying_so() -> None:
    ws = make_workspace(cards=[{"title": "a", "value": 1}, {"title": "b", "depends_on": [1], "value": 1}])
    score = scores(ws, TODAY).of(1)
    assert score is not None
    assert score.quadrant == "Later"
    assert reasons(score).startswith("blocks 1 card, "), "where no narrow column cuts it off"


def test_the_whole_sum_says_each_part_its_input_and_what_would_change_it(ws: Workspace) -> None:
    ws = done(ws, p.PinCards([1], "later", None, "wait for the vendor", "2026-03-20"))
    found = scores(ws, TODAY)
    card, score = ws.card(1), found.of(1)
    assert card is not None
    assert score is not None
    page = why(ws, card, score, 2, 4, TODAY)
    assert page.place == "Later, rank 2 of 4"
    assert [part.name for part in page.parts] == ["due", "blocking", "promise", "value", "unblocks", "promised"]
    assert sum(part.points for part in page.parts if part.axis == "urgency") == pytest.approx(score.urgency)
    assert page.notes == (
        "Pinned to Later until fri by ana: wait for the vendor.",
        f"By its sum it would be under {score.own_quadrant}.",
        "Waits for it: 2.",
    )
    assert page.changes[0].startswith("without a date: ")


def test_a_day_fits_twenty_four_lines_and_says_what_others_wait_for(ws: Workspace) -> None:
    page = today_of(ws, scores(ws, TODAY), "ana", TODAY)
    assert page.sentence == "2 open cards: 1 late, 1 that others wait for; 1 promised within 7 days."
    assert [(part.name, [line.key for line in part.lines]) for part in page.parts] == [
        ("Due", ["3"]), ("Promised", ["1"]), ("Others wait for", ["1"]), ("First by rank", ["1", "3"]),
    ]  # fmt: skip
    many = make_workspace(cards=[
        {"title": "x", "owner": "ana", "due": "2026-03-01", "promised_to": "y"} for _ in range(50)
    ])  # fmt: skip
    full = today_of(many, scores(many, TODAY), "ana", TODAY)
    assert sum(1 + len(part.lines) + (part.more > 0) for part in full.parts) + 2 <= 24
    assert today_of(ws, scores(ws, TODAY), "maria", TODAY).sentence == "You have no open cards."


def test_cards_are_compared_side_by_side_with_the_best_of_each_row(ws: Workspace) -> None:
    rows = {name: (texts, best) for name, texts, best in compare(ws, [1, 3], scores(ws, TODAY), TODAY).rows}
    assert rows["value"] == (("4", "2"), {0})
    assert rows["unblocks"] == (("2", "nothing"), {0})
    assert rows["effort"][0] == ("2d", "unknown")
    assert rows["WSJF"][0][1].endswith("(effort assumed)")


@pytest.mark.parametrize("ids", [[1], [1, 5], [1, 99], [1, 2, 3, 4, 1, 2]])
def test_one_card_six_cards_and_cards_without_a_rank_are_no_comparison(ws: Workspace, ids: list[int]) -> None:
    with pytest.raises(Refused):
        compare(ws, ids, scores(ws, TODAY), TODAY)


def test_wsjf_divides_what_waiting_costs_by_the_days_it_takes(ws: Workspace) -> None:
    score = scores(ws, TODAY).of(1)
    assert score is not None
    weight = wsjf(CARDS[0], score)
    assert weight.value == pytest.approx((4 + score.urgency / 20) / 2)
    assert weight.is_estimated
    assert not wsjf({}, score).is_estimated


def test_urgency_of_two_weeks_is_that_of_each_evening() -> None:
    clock = FrozenClock("2026-03-01T10:00:00Z")
    session = Session(MemoryStore(), clock, Actor(1000, "ana"))
    for command in (
        c.AddColumn({"name": "Backlog", "kind": "queue"}),
        c.AddCards([{"title": "x", "due": "2026-03-20"}]),
    ):
        session.dispatch(command)
    days = []
    for day in range(1, 15):
        clock.set(f"2026-03-{day:02}T18:00:00Z")
        if day == 5:
            session.dispatch(c.EditCards([1], {"due": "2026-03-08"}))
        if day == 9:
            session.dispatch(c.EditCards([1], {"snoozed_until": "2026-03-11"}))
        score = scores(session.workspace, f"2026-03-{day:02}").of(1)
        days.append(None if score is None else round(score.urgency, 6))
    evenings = urgency_history(session.workspace, session.store.scan(("card", None)), 1, "2026-03-14", 13)
    assert [None if e.score is None else round(e.score.urgency, 6) for e in evenings] == days
    assert [e.day for e in evenings] == [f"2026-03-{day:02}" for day in range(1, 15)]
    assert curve(evenings, ascii=True) == "".join("." if u is None else str(min(int(u * 8 / 100), 7) + 1) for u in days)


def test_a_narrow_terminal_says_the_day_in_fewer_words() -> None:
    said = "1 to answer; 6 open cards: 1 late, 1 that others wait for; 1 promised within 7 days."
    assert brief(said) == "1 to answer; 6 open: 1 late, 1 waited for; 1 promised."


def test_a_full_day_still_names_the_first_three_and_fits() -> None:
    people = [{"handle": "ana", "login": "ana"}, {"handle": "omar", "login": "omar"}]
    cards = [{"title": "x", "owner": "ana", "due": f"2026-03-{10 + n % 9}", "promised_to": "y"} for n in range(30)]
    cards += [{"title": "his", "owner": "omar", "depends_on": [n]} for n in range(1, 9)]
    ws = make_workspace(cards=cards, people=people)
    for n in range(31, 37):
        found = decide(ws, OfferHandoff(("card", n), "ana"), CONTEXT._replace(actor="omar"))
        assert isinstance(found, Decision)
        ws = ws.with_changes(found.changes)
    page = today_of(ws, scores(ws, TODAY), "ana", TODAY, CONTEXT.now)
    sizes = {part.name: len(part.lines) for part in page.parts}
    assert sizes["First by rank"] == 3
    assert len(sizes) >= 5
    assert sum(1 + len(part.lines) + (part.more > 0) for part in page.parts) + 2 <= 24
