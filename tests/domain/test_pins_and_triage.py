"""Pins, what would change a priority, the triage queue and its decisions, recorded decisions, the numbers' checks."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import make_workspace
from tests.domain.deciding import CONTEXT, card, decided, done, refused
from tuiboard.domain import commands as c
from tuiboard.domain import priority_commands as p
from tuiboard.domain.calendar import add_days
from tuiboard.domain.coefficients import Coefficients, coefficients
from tuiboard.domain.pins import with_pins
from tuiboard.domain.priority import scores
from tuiboard.domain.priority_changes import WhatIf, in_words, what_if
from tuiboard.domain.score import totals_of
from tuiboard.domain.triage import triage_queue
from tuiboard.domain.workspace import Workspace

TODAY = CONTEXT.today


def queue(ws: Workspace, today: str = TODAY) -> dict[int, list[str]]:
    return {w.card: [r.name for r in w.reasons] for w in triage_queue(ws, today, scores(ws, today))}


# Pins


def test_a_pin_moves_a_card_to_a_quadrant_until_its_last_day_and_leaves_the_sum_alone() -> None:
    ws = make_workspace()
    own = scores(ws, TODAY).of(2)
    ws = done(ws, p.PinCards([2], "do now", None, "the boss asked", "2026-03-20"))
    pinned = scores(ws, "2026-03-20").of(2)
    assert own is not None
    assert pinned is not None
    assert pinned.pin is not None
    assert (pinned.quadrant, pinned.own_quadrant, pinned.pin.by) == ("Do now", own.quadrant, "ana")
    assert pinned.importance == own.importance
    lapsed = scores(ws, "2026-03-21").of(2)
    assert lapsed is not None
    assert (lapsed.quadrant, lapsed.pin) == (own.quadrant, None)


def test_a_card_pinned_to_a_rank_stands_there() -> None:
    ws = make_workspace()
    order = scores(ws, TODAY).order
    ws = done(ws, p.PinCards([order[-1]], None, 1, "promised by phone"))
    assert scores(ws, TODAY).order == (order[-1], *order[:-1])
    assert scores(done(ws, p.UnpinCards([order[-1]])), TODAY).order == order


@given(st.lists(st.integers(1, 30), unique=True, max_size=12), st.dictionaries(st.integers(1, 30), st.integers(1, 15)))
@settings(max_examples=60)
def test_pinning_keeps_every_card_once_and_the_others_in_their_order(order: list[int], pins: dict[int, int]) -> None:
    pinned = {id: rank for id, rank in pins.items() if id in order}
    found = with_pins(order, pinned)
    assert sorted(found) == sorted(order)
    assert [id for id in found if id not in pinned] == [id for id in order if id not in pinned]
    if len(set(pinned.values())) == len(pinned) and all(rank <= len(order) for rank in pinned.values()):
        assert all(found[rank - 1] == id for id, rank in pinned.items())


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (p.PinCards([2], None, None, "x"), "usage"),
        (p.PinCards([2], "sometime", None, "x"), "bad_data"),
        (p.PinCards([2], "Do now", None, ""), "bad_data"),
        (p.PinCards([2], "Do now", None, "x", "2026-03-15"), "bad_data"),
        (p.PinCards([2], None, 0, "x"), "bad_data"),
        (p.PinCards([5], "Do now", None, "x"), "rule"),
        (p.PinCards([99], "Do now", None, "x"), "not_found"),
    ],
)
def test_a_pin_that_makes_no_sense_is_refused(command: c.Command, code: str) -> None:
    assert refused(make_workspace(), command).code == code


# What would change it


def test_one_week_more_takes_thirty_points_of_urgency() -> None:
    ws = make_workspace(cards=[{"title": "x", "due": "2026-03-20", "value": 3}])
    score = scores(ws, TODAY).of(1)
    assert score is not None
    later = next(change for change in what_if(score, TODAY) if change.words == "due one week later")
    assert round(later.urgency, 2) == -30.0
    assert in_words(later) == "due one week later: −30.0 urgency, −12.0 priority"


FIELDS = st.fixed_dictionaries(
    {"title": st.just("x")},
    optional={"due": st.sampled_from(["2026-03-01", "2026-03-20", "2026-06-01"]), "value": st.integers(0, 5),
              "promised_to": st.just("City Hall"), "effort": st.integers(0, 99),
              "depends_on": st.lists(st.integers(1, 4), max_size=2, unique=True)},
)  # fmt: skip


@given(st.lists(FIELDS, min_size=1, max_size=4))
@settings(max_examples=60)
def test_what_a_change_would_do_is_the_difference_of_the_whole_sums(cards: list[dict[str, Any]]) -> None:
    for place, fields in enumerate(cards, 1):  # only later cards, so that no circle is made
        fields["depends_on"] = [id for id in fields.get("depends_on", ()) if place < id <= len(cards)]
    ws = make_workspace(cards=cards)
    found = scores(ws, TODAY)
    for id in found.order:
        score = found.of(id)
        assert score is not None
        assert totals_of(score) == (score.urgency, score.importance)
        changes = what_if(score, TODAY)
        told = {change.words.split(" cards that")[0]: change for change in changes}
        for words, command in really(ws, id):
            other = scores(done(ws, command), TODAY).of(id)
            assert other is not None
            change = told.pop(words, WhatIf(words, 0.0, 0.0, 0.0))
            assert change[1:3] == pytest.approx((other.urgency - score.urgency, other.importance - score.importance))
        assert not told, "each was compared"
        for change in changes:
            assert change.priority == pytest.approx(0.4 * change.urgency + 0.6 * change.importance)
            assert 0 - 1e-9 <= score.urgency + change.urgency <= 100 + 1e-9


def really(ws: Workspace, id: int) -> Iterator[tuple[str, c.Command]]:
    """What can be changed about a card, and the command that does it."""
    it, waiting = card(ws, id), ws.dependents(id)
    if it.due:
        yield "due one week later", c.EditCards([id], {"due": add_days(it.due, 7)})
        yield "due one week earlier", c.EditCards([id], {"due": add_days(it.due, -7)})
        yield "without a date", c.EditCards([id], {"due": None})
    if waiting:
        words = "the card that waits for it" if len(waiting) == 1 else f"the {len(waiting)}"
        yield f"without {words}", c.EditCards(list(waiting), {}, {}, {"depends_on": [id]})
    yield "promised to nobody", c.EditCards([id], {"promised_to": None})
    for words, value in (("one value higher", it.value + 1), ("one value lower", it.value - 1)):
        if 0 <= value <= 5:
            yield words, c.EditCards([id], {"value": value})


def test_a_date_that_a_waiting_card_sets_is_not_moved_by_the_cards_own() -> None:
    ws = make_workspace(cards=[
        {"title": "first", "due": "2026-03-20"},
        {"title": "then", "due": "2026-03-20", "effort": 60, "depends_on": [1]},
    ])  # fmt: skip
    score = scores(ws, TODAY).of(1)
    assert score is not None
    assert score.through == 2
    changes = {change.words: change.urgency for change in what_if(score, TODAY)}
    assert "due one week later" not in changes
    assert "without a date" not in changes
    assert "without the card that waits for it" in changes


# The queue


def test_every_card_that_needs_a_decision_is_in_the_queue_with_its_reasons() -> None:
    cards = [
        {"title": "late", "owner": "ana", "due": "2026-03-10"},
        {"title": "blocked", "owner": "ana", "due": "2026-04-10", "created_at": "2026-01-01T09:00:00Z",
         "blocked": {"reason": "no part", "since": "2026-03-12T09:00:00Z"}},
        {"title": "stale", "owner": "ana", "due": "2026-04-10", "created_at": "2026-01-01T09:00:00Z",
         "entered_column_at": "2026-01-01T09:00:00Z"},
        {"title": "bare", "created_at": "2026-03-16T09:00:00Z"},
        {"title": "done", "column": "done"},
        {"title": "away", "archived": True},
        {"title": "asleep", "snoozed_until": "2026-03-17"},
        {"title": "fine", "owner": "ana", "due": "2026-04-10", "created_at": "2026-01-01T09:00:00Z", "column": "doing"},
    ]  # fmt: skip
    columns = [
        {"key": "backlog", "name": "Backlog", "kind": "queue", "stale_after_days": 20},
        {"key": "doing", "name": "Doing", "kind": "active"}, {"key": "done", "name": "Done", "kind": "done"},
    ]  # fmt: skip
    ws = make_workspace(cards=cards, columns=columns)
    found = queue(ws)
    assert list(found) == [1, 2, 3, 4]
    assert found[1][0] == "overdue"
    assert found[2][0] == "blocked"
    assert found[3] == ["stale"]
    assert found[4] == ["unowned", "undated", "new"]


def test_a_decided_card_rests_unless_something_goes_wrong() -> None:
    ws = make_workspace(cards=[{"title": "bare"}])
    ws = done(ws, p.TriageCard(1, "value", 4))
    assert queue(ws) == {}
    assert queue(ws, "2026-03-20") == {}
    assert queue(ws, "2026-03-23") == {1: ["unowned", "undated"]}
    ws = done(ws, p.TriageCard(1, "schedule", "2026-03-18"))
    assert queue(ws, "2026-03-18") == {}
    assert queue(ws, "2026-03-19") == {1: ["overdue"]}
    blocked = ws.with_changes(decided(ws, c.BlockCards([1], "no part")).changes)
    assert "blocked" not in queue(blocked, TODAY).get(1, [])


def rests(fields: dict[str, Any], days: range, stale: int | None = None) -> list[tuple[int, list[str]]]:
    """What a card decided on today is in the queue for, so many days later; only days on which that changes."""
    whole = {"title": "x", "owner": "ana", "due": "2026-09-01", "created_at": "2026-01-01T09:00:00Z", **fields}
    entered = {"entered_column_at": fields.get("entered_column_at", "2026-03-15T09:00:00Z")}
    columns = [
        {"key": "backlog", "name": "Backlog", "kind": "queue", "stale_after_days": stale},
        {"key": "doing", "name": "Doing", "kind": "active"},
    ]
    ws = done(make_workspace(cards=[{**whole, **entered}], columns=columns), p.TriageCard(1, "value", 4))
    found: list[tuple[int, list[str]]] = []
    for later in days:
        reasons = queue(ws, add_days(TODAY, later)).get(1, [])
        if reasons != (found[-1][1] if found else []):
            found.append((later, reasons))
    return found


def test_what_was_so_when_it_was_decided_on_comes_back_after_a_week() -> None:
    assert rests({"due": "2026-03-10"}, range(20)) == [(7, ["overdue"])]
    assert rests({"blocked": {"reason": "no part", "since": "2026-03-12T09:00:00Z"}}, range(20)) == [(7, ["blocked"])]


def test_what_has_gone_wrong_since_comes_back_at_once() -> None:
    assert rests({"due": "2026-03-16"}, range(20)) == [(1, ["overdue"])]
    assert rests({"due": "2026-03-18"}, range(20)) == [(3, ["overdue"])]
    assert rests({"blocked": {"reason": "no part", "since": "2026-03-16T23:00:00Z"}}, range(20)) == [(1, ["blocked"])]


def test_a_stale_card_that_was_decided_on_is_stale_again_after_as_many_days_as_its_column_allows() -> None:
    long_ago = {"entered_column_at": "2026-01-01T09:00:00Z"}
    assert rests(long_ago, range(40), 20) == [(20, ["stale"])]
    assert rests(long_ago, range(40), 3) == [(3, ["stale"])]
    assert rests({}, range(40), 20) == [(20, ["stale"])]
    assert rests({"entered_column_at": "2026-03-17T09:00:00Z"}, range(40), 20) == [(21, ["stale"])]


def test_a_verdict_is_one_entry_and_remembers_that_it_was_made() -> None:
    ws = make_workspace()
    found = decided(ws, p.TriageCard(2, "now"))
    after = ws.with_changes(found.changes)
    assert (found.action, card(after, 2).column, card(after, 2).owner) == ("card.triaged", "doing", "ana")
    assert card(after, 2).triaged_at == CONTEXT.now
    assert card(after, 2).started_at == CONTEXT.now
    assert card(done(ws, p.TriageCard(3, "now")), 3).column == "doing"
    assert card(done(ws, p.TriageCard(2, "delegate", "omar")), 2).owner == "omar"
    assert card(done(ws, p.TriageCard(2, "snooze", "2026-03-23")), 2).snoozed_until == "2026-03-23"
    dropped = decided(ws, p.TriageCard(2, "drop", None, "nobody misses it"))
    assert (dropped.why, card(ws.with_changes(dropped.changes), 2).archived) == ("nobody misses it", True)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (p.TriageCard(2, "schedule", "2026-03-15"), "bad_data"),
        (p.TriageCard(2, "schedule"), "usage"),
        (p.TriageCard(2, "delegate", "nobody"), "not_found"),
        (p.TriageCard(1, "delegate", "maria"), "rule"),
        (p.TriageCard(2, "snooze", TODAY), "bad_data"),
        (p.TriageCard(2, "drop"), "usage"),
        (p.TriageCard(2, "value", 6), "bad_data"),
        (p.TriageCard(2, "burn"), "usage"),  # type: ignore[arg-type]
        (p.TriageCard(5, "now"), "rule"),
        (p.TriageCard(99, "now"), "not_found"),
    ],
)
def test_a_verdict_that_makes_no_sense_changes_nothing(command: c.Command, code: str) -> None:
    assert refused(make_workspace(), command).code == code


@pytest.mark.parametrize(
    ("verdict", "value", "theirs"),
    [("now", None, c.MoveCards([2], "review")), ("schedule", "2026-03-20", c.EditCards([2], {"due": "2026-03-19"})),
     ("delegate", "omar", c.EditCards([2], {"owner": "maria"})), ("value", 5, c.EditCards([2], {"value": 1})),
     ("snooze", "2026-03-20", c.EditCards([2], {"snoozed_until": "2026-03-19"}))],
)  # fmt: skip
def test_what_someone_else_set_meanwhile_is_not_overwritten_unseen(verdict: str, value: Any, theirs: Any) -> None:
    before = done(make_workspace(), c.EditColumn("review", {"kind": "queue"}))
    after = done(before, theirs)
    command = p.TriageCard(2, verdict, value, seen={2: before.table("card")[2]})
    assert refused(after, command).code == "conflict"
    assert decided(after, command._replace(seen={2: after.table("card")[2]})).changes
    assert decided(after, p.TriageCard(2, "drop", None, "no", seen=command.seen)).changes


def test_starting_past_a_hard_limit_needs_a_note() -> None:
    ws = done(make_workspace(), c.EditColumn("doing", {"wip_limit": 1, "wip_hard": True}))
    assert refused(ws, p.TriageCard(2, "now")).details["needs"] == "reason"
    assert card(done(ws, p.TriageCard(2, "now", None, "the site is down")), 2).column == "doing"


# Decisions and numbers


def test_a_decision_is_recorded_with_what_it_was_chosen_from() -> None:
    options = [{"name": "small", "cost": "9k"}, {"name": "large"}]
    fields = {"title": "Which switch", "decision": "The small one", "options": options, "cards": [1, 2]}
    ws = done(make_workspace(), p.AddDecision(fields))
    doc = ws.doc("decision", 1)
    assert doc is not None
    assert (doc["decider"], doc["date"], doc["options"][0]) == ("ana", TODAY, {"name": "small", "cost": "9k"})
    assert refused(ws, p.AddDecision({"title": "x"})).code == "bad_data"
    assert refused(ws, p.AddDecision({**fields, "cards": [99]})).code == "not_found"
    assert refused(ws, p.AddDecision({**fields, "supersedes": 7})).code == "not_found"
    assert refused(ws, p.AddDecision({**fields, "mood": "good"})).code == "usage"


@pytest.mark.parametrize(
    "numbers",
    [{"urgent": 101}, {"important": -1}, {"window": 0}, {"due": "much"}, {"urgency_share": 0.9}, {"colour": 1}, 5],
)
def test_numbers_outside_their_range_are_refused(numbers: Any) -> None:
    assert refused(make_workspace(), c.EditBoard(settings={"priority": numbers})).code in ("bad_data", "usage")


def test_the_numbers_of_the_board_count_and_can_be_reset() -> None:
    ws = done(make_workspace(), c.EditBoard(settings={"priority": {"urgent": 50, "due": 40}}))
    ws = done(ws, c.EditBoard(settings={"priority": {"due": None}}))
    assert coefficients(ws.board.settings) == Coefficients(urgent=50)
