"""The risks of the demo board: every state is there in its own right, and the past that led to it obeys the rules."""

from collections import Counter
from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.engine.test_demo import MONDAY, Demo, board, on_any_day
from tuiboard.domain.calendar import days_since, local_date
from tuiboard.domain.changes import Entry, Told
from tuiboard.domain.raid import raid_item, raid_items
from tuiboard.domain.references import cycles, dangling
from tuiboard.domain.risk_attention import attention
from tuiboard.domain.risk_exposure import exposure
from tuiboard.domain.risk_history import score_history, trends
from tuiboard.domain.risk_money import emv, reserve
from tuiboard.domain.risk_rules import RiskRules
from tuiboard.domain.risk_states import has_lapsed, is_open_on, missing, moves_from, state_on
from tuiboard.domain.risks import ROLES, STATES, Risk
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.demo import _read, demo_board_fields

RULES = RiskRules(**demo_board_fields(MONDAY)["settings"]["risk"])


def risk(there: Demo, id: int) -> Risk:
    found = there.workspace.risk(id)
    assert found is not None
    return found


def of_risks(there: Demo) -> list[Told]:
    return [event for event in there.told if event.change.kind == "risk"]


@cache
def entry(today: str) -> Entry:
    """The journal's one entry of a demo board."""
    there = board(today)
    now = f"{today}T12:00:00Z"
    return Entry(1, "t", now, "root", 0, "board.imported", tuple(there.command.changes), told=there.told)


# What is there


@on_any_day
def test_the_risks_are_in_the_same_states_whatever_day_it_is(today: str) -> None:
    there = board(today)
    found: dict[str, list[int]] = {state: [] for state in STATES}
    for one in there.workspace.risks():
        found[one.state].append(one.id)
    assert found == {
        "identified": [14], "assessed": [8, 9, 13], "treating": [1, 2, 7, 11, 12], "monitoring": [3],
        "accepted": [6, 10], "occurred": [5], "closed": [4],
    }  # fmt: skip
    assert [one.id for one in there.workspace.risks() if one.is_opportunity] == [12, 13]


@on_any_day
def test_the_same_risks_need_someone_whatever_day_it_is(today: str) -> None:
    there = board(today)
    needs: dict[str, list[int]] = {}
    for one in there.workspace.risks():
        for need in attention(there.workspace, one, today, RULES):
            needs.setdefault(need.name, []).append(one.id)
    assert needs == {
        "trigger fired": [1, 2, 11], "action overdue": [1, 10, 11], "action blocked": [1, 7, 10], "above appetite": [8],
        "target without action": [9], "review overdue": [9], "acceptance lapsed": [10], "unrated": [14],
        "no owner": [14], "incomplete": [14],
    }  # fmt: skip


@on_any_day
def test_one_acceptance_ends_in_a_few_days_and_one_has_ended(today: str) -> None:
    there = board(today)
    soon, over = risk(there, 6), risk(there, 10)
    assert soon.acceptance is not None
    assert over.acceptance is not None
    assert 1 <= days_since(f"{today}T12:00:00Z", soon.acceptance["expires"]) <= 5
    assert not has_lapsed(soon, today)
    assert over.acceptance["expires"] < today
    assert state_on(over, today) == "assessed"


@on_any_day
def test_what_occurred_has_its_day_its_price_its_issue_and_its_card(today: str) -> None:
    there = board(today)
    one = risk(there, 5)
    assert one.occurred is not None
    assert 14 <= days_since(f"{one.occurred['on']}T12:00:00Z", today) <= 28
    assert (one.occurred["amount"], one.occurred["unit"]) == (4180, "money")
    issue = raid_item(there.workspace, "issue", one.issue or 0)
    assert issue is not None
    assert (issue.state, list(issue.risks), list(issue.cards)) == ("open", [5], [47])
    assert one.cards("contingency") == [47]


def test_one_is_escalated_and_critical_and_one_was_closed_for_good() -> None:
    there = board(MONDAY)
    worst = max((one for one in there.workspace.risks() if one.score()), key=lambda one: one.score().value)  # type: ignore[union-attr]
    assert worst.id == 2
    assert worst.escalated
    assert worst.escalated["by"] == "maria"
    assert RULES.band(worst.score()) == "critical"
    assert risk(there, 4).close_reason == "eliminated"


def test_paths_lead_from_inherent_over_current_to_target() -> None:
    risks = board(MONDAY).workspace.risks()
    whole = [one for one in risks if all(one.score(level) for level in ("inherent", "current", "target"))]
    assert len(whole) >= 6
    assert any(len({one.score(level) for level in ("inherent", "current", "target")}) == 3 for one in whole)


def test_cards_are_linked_in_every_role_and_know_it() -> None:
    there = board(MONDAY).workspace
    roles = {action["role"] for one in there.risks() for action in one.actions if action.get("card")}
    assert roles == set(ROLES)
    assert there.risks_of(2) == [2]
    assert any(action.get("text") for one in there.risks() for action in one.actions)
    assert list(dangling(there)) == []
    assert sum(1 for one in there.risks() if one.caused_by) >= 2
    assert list(cycles(there, "risk")) == []


def test_several_people_have_a_say_about_risks() -> None:
    said = [doc for doc in board(MONDAY).workspace.table("comment").values() if doc["on"][0] == "risk"]
    assert len(said) >= 12
    assert {doc["author"] for doc in said} == {"maria", "ana", "jonas", "li", "omar", "priya", "tomas"}


# Money


def test_enough_is_estimated_for_a_reserve_that_says_something() -> None:
    there = board(MONDAY)
    open_risks = [one for one in there.workspace.risks() if is_open_on(one, MONDAY)]
    total = reserve(open_risks, "money")
    assert len(total.counted) >= 8
    assert total.is_exact
    assert total.mean == pytest.approx(42_600)
    p50, p80, p90, p95 = (total.percentile(percent) for percent in (50, 80, 90, 95))
    assert 0 < p50 < p80 < p90 < p95 < 200_000
    assert [one.id for one in open_risks if one.quant and one.quant.unit == "days"] == [1]
    assert emv(risk(there, 12)) == -12_000


@on_any_day
def test_exposure_rose_and_fell_for_every_reason(today: str) -> None:
    weeks = exposure([entry(today)], today)
    assert len(weeks) in (11, 12)
    assert all(any(getattr(week, reason) for week in weeks) for reason in ("new", "rescored", "closed", "realised"))
    threats = [one for one in board(today).workspace.risks() if is_open_on(one, today) and not one.is_opportunity]
    expected = sum(emv(one) or 0 for one in threats if one.quant and one.quant.unit == "money")
    assert weeks[-1].exposure == pytest.approx(expected)
    assert weeks[-1].realised_total == 4180
    assert weeks[-1].unpriced == 0


def test_scores_went_both_ways() -> None:
    assert trends([entry(MONDAY)]) == {1: 1, 2: 1, 3: -1, 4: -1, 6: -1, 7: -1, 8: 1, 11: 1}
    points = score_history([entry(MONDAY)], 2)
    assert [point.score.value for point in points if point.level == "current" and point.score] == [20, 15, 20]


# The rules, today and on the way


@on_any_day
def test_every_risk_is_rightly_in_its_state(today: str) -> None:
    """The guards of the state it is in hold today, too."""
    ws = board(today).workspace
    for one in ws.risks():
        as_new = Risk({**one.doc, "state": "identified", "acceptance": None})
        if one.state != "identified":
            assert missing(ws, as_new, "assessed", today) == [], one.key
        if one.state in ("treating", "monitoring"):
            assert missing(ws, one, one.state, today) == [], one.key
        assert (one.acceptance is not None) == (one.state == "accepted")
        assert (one.occurred is not None) == (one.state == "occurred")
        assert bool(one.close_reason) == (one.state == "closed")


@on_any_day
def test_every_move_was_allowed_when_it_was_made(today: str) -> None:
    """Replayed with the cards as they were then: no move was made that the risk lacked something for."""
    there = board(today)
    columns = [change for change in there.command.changes if change.kind in ("column", "person", "project")]
    ws = Workspace().with_changes(columns)
    moves = 0
    for event in there.told:
        change = event.change
        to = (change.after or {}).get("state")
        if change.kind == "risk" and to is not None and change.before is not None:
            before = ws.risk(int(change.id))
            assert before is not None
            day = local_date(event.happened)
            assert to in moves_from(state_on(before, day)), (before.key, to)
            if to not in ("accepted", "closed"):
                assert missing(ws, before, to, day) == [], (before.key, to)
            moves += 1
        ws = ws.with_changes([change])
    assert moves >= 20


@on_any_day
def test_nobody_approved_what_they_asked_for_and_nothing_was_accepted_for_the_past(today: str) -> None:
    accepted = [(event, a) for event in of_risks(board(today)) if (a := (event.change.after or {}).get("acceptance"))]
    assert len(accepted) == 3
    for event, acceptance in accepted:
        assert acceptance["requester"] == event.who
        assert acceptance["approver"] == "maria" != event.who
        assert acceptance["expires"] > local_date(event.happened)
        assert acceptance["snapshot"]["probability"] == 3
        assert acceptance["rationale"]


def test_each_risk_begins_by_being_raised_and_ends_with_what_it_is() -> None:
    there = board(MONDAY)
    for one in there.workspace.risks():
        mine = [event for event in of_risks(there) if event.change.id == one.id]
        first = mine[0]
        assert first.action == "risk.added"
        assert (first.who, first.happened) == (one.doc["created_by"], one.doc["created_at"])
        assert (first.change.after or {})["state"] == "identified"
        assert "risk.added" not in {event.action for event in mine[1:]}
        states = [after["state"] for event in mine if "state" in (after := event.change.after or {})]
        assert states[-1] == one.state
        assert all(a != b for a, b in pairwise(states))


def test_risks_were_raised_in_most_of_ten_weeks_and_someone_looked_at_them() -> None:
    weeks = {days_since(event.happened, MONDAY) // 7 for event in of_risks(board(MONDAY))}
    assert len(weeks) >= 9
    actions = Counter(event.action for event in of_risks(board(MONDAY)))
    assert actions["risk.reviewed"] >= 10
    assert actions["risk.scored"] >= 30


# The file


def verbs() -> dict[str, Any]:
    """Verb → a line that has it, of what is written of the risks."""
    return {line.split(" ", 4)[3]: line for one in _read()["risks"] for line in one["history"]}


@pytest.mark.parametrize("verb", verbs())
def test_the_readme_explains_every_line_of_a_risk(verb: str) -> None:
    _, _, part = (ROOT / "demo_data" / "README.md").read_text(encoding="utf-8").partition("**Risks**")
    assert f"`{verb} " in part or f"`{verb}`" in part


def test_the_demo_has_decisions_one_superseded_and_an_assumption_that_became_a_risk() -> None:
    today = "2026-03-11"
    found = {item.key: item for item in raid_items(board(today).workspace)}
    assert (found["D2"].state, found["D4"].supersedes) == ("superseded", 2)
    assert (found["A1"].state, list(found["A1"].risks)) == ("false", [6])
    assert found["A4"].is_late(today)
    assert {found["I2"].state, found["I3"].state} == {"resolved", "in-work"}
    assert [found[key].state for key in ("L1", "L2", "L3")] == ["noted", "applied", "noted"]
