"""Scores, bands, states with their guards, and what of a risk needs someone: the worked examples of the domain."""

from typing import Any

import pytest

from tests.conftest import make_workspace
from tests.domain.deciding import CONTEXT, decided, done, refused
from tuiboard.domain import commands as c
from tuiboard.domain import risk_commands as r
from tuiboard.domain.changes import Change
from tuiboard.domain.decide import Decision, decide
from tuiboard.domain.raid import raid_item
from tuiboard.domain.raid_commands import EditRaid
from tuiboard.domain.risk_attention import attention
from tuiboard.domain.risk_rules import RiskRules, risk_rules
from tuiboard.domain.risk_states import missing, state_on
from tuiboard.domain.risks import Score, score_of
from tuiboard.domain.workspace import Workspace

TODAY = CONTEXT.today
FULL = {
    "title": "Core switch fails", "cause": "It is ten years old", "event": "It stops", "effect": "The site is offline",
    "owner": "ana", "current": {"probability": 4, "impact": {"cost": 3, "time": 1, "scope": 2}},
}  # fmt: skip


@pytest.fixture
def board() -> Workspace:
    return make_workspace()


@pytest.fixture
def ws(board: Workspace) -> Workspace:
    return done(board, r.AddRisks([FULL]))


def risk(ws: Workspace, id: int = 1) -> Any:
    found = ws.risk(id)
    assert found is not None
    return found


def needs(ws: Workspace, id: int = 1, today: str = TODAY) -> list[str]:
    return [need.name for need in attention(ws, risk(ws, id), today, risk_rules(ws.board))]


def on(ws: Workspace, command: c.Command, today: str, actor: str = "ana") -> Workspace:
    found = decide(ws, command, c.Context(f"{today}T10:00:00Z", today, actor))
    assert isinstance(found, Decision), found
    return ws.with_changes(found.changes)


def treated(ws: Workspace, **card: Any) -> Workspace:
    ws = done(ws, r.AdvanceRisk(1, "assessed"))
    ws = done(ws, c.AddCards([{"title": "Replace it", "owner": "ana", "due": "2026-03-20", **card}]))
    ws = done(ws, r.LinkRisk(1, max(ws.table("card")), "preventive"))  # type: ignore[arg-type, type-var]
    ws = done(ws, r.EditRisks([1], {"strategy": ["reduce"]}))
    return done(ws, r.AdvanceRisk(1, "treating"))


# Scores


def test_the_score_is_probability_times_the_largest_impact() -> None:
    assert score_of(FULL["current"]) == Score(4, 3)  # type: ignore[arg-type]
    assert Score(4, 3).value == 12
    assert RiskRules().band(Score(4, 3)) == "high"
    assert Score(2, 5).value == Score(5, 2).value == 10


@pytest.mark.parametrize(
    ("score", "band"),
    [((1, 4), "low"), ((1, 5), "moderate"), ((3, 3), "moderate"), ((2, 5), "high"), ((3, 5), "high"),
     ((4, 4), "critical"), ((5, 5), "critical")],
)  # fmt: skip
def test_bands_have_the_limits_of_the_handbook(score: tuple[int, int], band: str) -> None:
    assert RiskRules().band(Score(*score)) == band


@pytest.mark.parametrize(
    "rating",
    [None, {}, {"probability": 4}, {"impact": {"cost": 3}}, {"probability": 9, "impact": {"cost": 3}},
     {"probability": 4, "impact": {"cost": "much"}}, {"probability": True, "impact": {"cost": 1}}, "4x5"],
)  # fmt: skip
def test_unrated_is_its_own_bucket(rating: Any) -> None:
    assert score_of(rating) is None
    assert RiskRules().band(None) == "unrated"
    assert not RiskRules().is_above_appetite(None)


def test_a_board_may_have_its_own_grid(ws: Workspace) -> None:
    rows = ["llllm", "lllmh", "llmhh", "mmhhc", "mhhcc"]
    ws = done(ws, c.EditBoard(settings={"risk": {"grid": rows, "appetite": 4}}))
    rules = risk_rules(ws.board)
    assert rules.band(Score(4, 3)) == "high"
    assert rules.band(Score(2, 5)) == "high"
    assert rules.band(Score(5, 1)) == "moderate"
    ws = done(ws, c.EditBoard(settings={"risk": {"grid": None}}))
    assert risk_rules(ws.board) == RiskRules(appetite=4)


@pytest.mark.parametrize(
    "rule",
    [{"appetite": 0}, {"appetite": 26}, {"appetite": 16}, {"escalation": 9}, {"grid": ["lll"]}, {"grid": "x"},
     {"review_days": {"high": 0}}, {"review_days": {"huge": 3}}, {"currency": "a long currency"}, {"unit": "beer"},
     {"currency": "EUR9"}, {"colour": 1}, "high"],
)  # fmt: skip
def test_a_rule_that_makes_no_sense_is_refused(ws: Workspace, rule: Any) -> None:
    assert refused(ws, c.EditBoard(settings={"risk": rule})).code in ("bad_data", "usage")


def test_rules_of_a_foreign_file_that_make_no_sense_have_their_defaults() -> None:
    from tuiboard.domain.board import Board

    odd = {"appetite": "high", "escalation": 99, "grid": ["x"], "review_days": {"low": -1}, "currency": 3, "unit": "x"}
    assert risk_rules(Board({"settings": {"risk": odd}})) == RiskRules()
    assert risk_rules(Board({"settings": {"risk": 7}})) == RiskRules()


@pytest.mark.parametrize(
    ("probability", "impact"),
    [(6, {"cost": 3}), (0, {"cost": 3}), (3, {"cost": 0}), (3, {"cost": 6}), (3, {"beauty": 3}), (2.5, {"cost": 3})],
)
def test_a_level_outside_one_to_five_is_refused(ws: Workspace, probability: Any, impact: Any) -> None:
    found = refused(ws, r.ScoreRisk(1, "current", probability, impact))
    assert found.code == "bad_data"
    assert "1 to 5" in found.message or "beauty" in found.message


@pytest.mark.parametrize(
    "quant",
    [{"p": 0.3, "low": 9, "mode": 5, "high": 7}, {"p": 0.3, "low": 9, "mode": 10, "high": 7},
     {"p": 1.3, "low": 1, "mode": 5, "high": 7}, {"p": 0.3, "low": 1, "mode": 5},
     {"p": 0.3, "low": -1, "mode": 5, "high": 7}, {"p": float("nan"), "low": 1, "mode": 5, "high": 7}, 7],
)  # fmt: skip
def test_an_estimate_that_contradicts_itself_is_refused(ws: Workspace, quant: Any) -> None:
    assert refused(ws, r.EditRisks([1], {"quant": quant})).code == "bad_data"


@pytest.mark.parametrize(
    "fields",
    [{"strategy": ["exploit"]}, {"strategy": ["pray"]}, {"kind": "danger"}, {"owner": "nobody"}, {"title": ""},
     {"caused_by": [9]}, {"caused_by": [1]}, {"state": "closed"}, {"current": {"probability": 1}}, {"project": "x"},
     {"proximity": {"from": "2026-05-01", "to": "2026-04-01"}}, {"confidence": "total"}],
)  # fmt: skip
def test_a_field_that_makes_no_sense_is_refused(ws: Workspace, fields: Any) -> None:
    assert refused(ws, r.EditRisks([1], fields)).message


def test_a_strategy_against_the_other_kind_is_refused_when_the_kind_changes(ws: Workspace) -> None:
    ws = done(ws, r.EditRisks([1], {"strategy": ["avoid"]}))
    assert "no strategy for an opportunity" in refused(ws, r.EditRisks([1], {"kind": "opportunity"})).message


def test_a_cycle_of_causes_is_named(ws: Workspace) -> None:
    ws = done(ws, r.AddRisks([{"title": "b", "caused_by": [1]}, {"title": "c"}]))
    ws = done(ws, r.EditRisks([3], {"caused_by": [2]}))
    assert (
        "R1 is caused by R3 is caused by R2 is caused by R1"
        in refused(ws, r.EditRisks([1], {"caused_by": [3]})).message
    )
    ws = done(ws, r.AddRisks([{"title": "d"}, {"title": "e"}]))
    assert "cycle" in refused(ws, r.EditRisks([4, 5], {"caused_by": [4, 5]})).message


# States


def test_assessing_says_everything_that_is_missing_at_once(board: Workspace) -> None:
    ws = done(board, r.AddRisks([{"title": "Something"}]))
    found = refused(ws, r.AdvanceRisk(1, "assessed"))
    assert found.code == "rule"
    assert [lack["field"] for lack in found.details["missing"]] == ["cause", "event", "effect", "owner", "current"]
    assert found.message.endswith("its cause; its event; its effect; an owner; a current probability and impact.")


def test_treating_needs_a_strategy_and_a_preventive_card_with_owner_and_date(ws: Workspace) -> None:
    ws = done(ws, r.AdvanceRisk(1, "assessed"))
    ws = done(ws, r.EditRisks([1], {"strategy": ["accept"]}))
    assert [m.field for m in missing(ws, risk(ws), "treating", TODAY)] == ["strategy", "preventive"]
    ws = done(ws, c.AddCards([{"title": "Replace it", "owner": "ana"}]))
    ws = done(ws, r.LinkRisk(1, max(ws.table("card")), "preventive"))  # type: ignore[arg-type, type-var]
    ws = done(ws, r.EditRisks([1], {"strategy": ["accept", "reduce"]}))
    assert "lacks a due date" in refused(ws, r.AdvanceRisk(1, "treating")).message
    ws = done(ws, c.EditCards([max(ws.table("card"))], {"due": "2026-03-20"}))  # type: ignore[list-item, type-var]
    assert risk(done(ws, r.AdvanceRisk(1, "treating"))).state == "treating"


def test_monitoring_needs_every_preventive_action_done_and_a_new_score(ws: Workspace) -> None:
    ws = treated(ws)
    card = risk(ws).cards("preventive")[0]
    assert [m.field for m in missing(ws, risk(ws), "monitoring", TODAY)] == ["done"]
    ws = on(ws, c.CompleteCards([card]), "2026-03-18")
    assert "re-score" in needs(ws, today="2026-03-18")
    assert [m.field for m in missing(ws, risk(ws), "monitoring", TODAY)] == ["rescore"]
    ws = on(ws, r.ScoreRisk(1, "current", 4, {"cost": 3}), "2026-03-19")  # the same again counts: someone looked
    assert risk(on(ws, r.AdvanceRisk(1, "monitoring"), "2026-03-19")).state == "monitoring"


def test_moves_that_do_not_exist_say_which_do(ws: Workspace) -> None:
    found = refused(ws, r.AdvanceRisk(1, "monitoring"))
    assert (found.code, found.hint) == ("rule", "From there it can become assessed, accepted, occurred or closed.")
    assert refused(ws, r.AdvanceRisk(1, "paradise")).code == "usage"


def test_acceptance_says_everything_that_is_missing(ws: Workspace) -> None:
    found = refused(ws, r.AcceptRisk(1, "", None, None))
    assert [lack["field"] for lack in found.details["missing"]] == ["rationale", "expires", "approver"]


def test_the_requester_cannot_approve(ws: Workspace) -> None:
    assert refused(ws, r.AcceptRisk(1, "cheap", "2026-06-01", "ana")).code == "rule"
    assert refused(ws, r.AcceptRisk(1, "cheap", "2026-06-01", "omar", "omar")).code == "rule"
    assert risk(done(ws, r.AcceptRisk(1, "cheap", "2026-06-01", "omar"))).acceptance["approver"] == "omar"


@pytest.mark.parametrize("day", ["2026-03-16", "2026-03-15", "soon"])
def test_an_expiry_that_is_not_in_the_future_is_refused(ws: Workspace, day: str) -> None:
    assert refused(ws, r.AcceptRisk(1, "cheap", day, "omar")).code == "bad_data"


def test_a_board_of_one_records_self_and_says_so(ws: Workspace) -> None:
    others = [person.handle for person in ws.people() if person.handle != "ana"]
    for handle in others:
        ws = done(ws, c.EditPerson(handle, {"active": False}))
    found = decided(ws, r.AcceptRisk(1, "cheap", "2026-06-01", None))
    assert found.warnings == ("This board has one person: the approval of R1 is recorded as self.",)
    assert risk(ws.with_changes(found.changes)).acceptance["approver"] == "self"


def test_an_acceptance_lapses_by_itself_after_its_last_day(ws: Workspace) -> None:
    ws = done(ws, r.AcceptRisk(1, "cheap", "2026-04-01", "omar"))
    assert state_on(risk(ws), "2026-04-01") == "accepted"
    assert "acceptance lapsed" not in needs(ws, today="2026-04-01")
    assert state_on(risk(ws), "2026-04-02") == "assessed"
    assert "acceptance lapsed" in needs(ws, today="2026-04-02")
    again = on(ws, r.AdvanceRisk(1, "assessed"), "2026-04-02")
    assert "acceptance lapsed" not in needs(again, today="2026-04-02")


def test_a_score_above_what_was_approved_ends_the_acceptance_for_good(ws: Workspace) -> None:
    ws = done(ws, r.AcceptRisk(1, "cheap", "2026-06-01", "omar"))
    same = done(ws, r.ScoreRisk(1, "current", 3, {"cost": 4}))
    assert risk(same).state == "accepted"
    found = decided(ws, r.ScoreRisk(1, "current", 4, {"cost": 4}))
    assert found.warnings == ("The acceptance of R1 has lapsed: its score passed what was approved.",)
    ws = done(ws.with_changes(found.changes), r.ScoreRisk(1, "current", 1, {"cost": 1}))
    assert risk(ws).state == "assessed"
    assert "acceptance lapsed" in needs(ws)


def test_revoking_an_acceptance_is_recorded_as_such(ws: Workspace) -> None:
    ws = done(ws, r.AcceptRisk(1, "cheap", "2026-06-01", "omar"))
    found = decided(ws, r.AdvanceRisk(1, "assessed", "the vendor went broke"))
    assert (found.action, found.why) == ("risk.revoked", "the vendor went broke")
    assert risk(ws.with_changes(found.changes)).acceptance is None


def test_occurrence_makes_an_issue_and_turns_contingency_actions_into_cards(ws: Workspace) -> None:
    ws = done(ws, r.PlanAction(1, "Rent a switch"))
    ws = done(ws, r.AddRisks([{"title": "Penalty", "caused_by": [1]}]))
    found = decided(ws, r.OccurRisk(1, "2026-03-15", 20_000))
    after = ws.with_changes(found.changes)
    made = max(after.table("card"))  # type: ignore[type-var]
    card = after.card(int(made))
    assert card is not None
    assert (card.title, card.owner, card.column) == ("Rent a switch", "ana", after.columns()[0].key)
    assert risk(after).occurred == {"on": "2026-03-15", "amount": 20_000, "unit": "money"}
    assert risk(after).cards("contingency") == [made]
    issue = raid_item(after, "issue", risk(after).issue or 0)
    assert issue is not None
    assert (issue.text, issue.owner, issue.state, issue.risks, issue.cards) == (
        "Core switch fails",
        "ana",
        "open",
        [1],
        [made],
    )
    assert found.warnings == ("R2 may follow: it is caused by R1.",)
    assert refused(after, r.OccurRisk(1)).code == "rule"


def test_a_plan_without_actions_becomes_one_card(ws: Workspace) -> None:
    ws = done(ws, r.EditRisks([1], {"contingency_plan": "Call the vendor.\nRent one."}))
    after = done(ws, r.OccurRisk(1))
    card = after.card(int(max(after.table("card"))))  # type: ignore[type-var]
    assert card is not None
    assert (card.title, card.body) == ("Contingency: Core switch fails", "Call the vendor.\nRent one.")


def test_what_has_happened_is_dealt_with_whatever_a_limit_says(ws: Workspace) -> None:
    queue = ws.columns()[0].key
    ws = done(ws, c.EditColumn(queue, {"wip_limit": 1, "wip_hard": True}))
    ws = done(ws, c.AddCards([{"title": "x"}], reason="full"))
    assert any(
        "over its limit" in w for w in decided(done(ws, r.PlanAction(1, "Rent a switch")), r.OccurRisk(1)).warnings
    )


@pytest.mark.parametrize(
    "command", [r.OccurRisk(1, "2026-03-17"), r.OccurRisk(1, None, -5), r.OccurRisk(1, None, 5, "beer")]
)
def test_an_occurrence_that_makes_no_sense_is_refused(ws: Workspace, command: c.Command) -> None:
    assert refused(ws, command).code == "bad_data"


def test_closing_needs_a_reason_of_the_list(ws: Workspace) -> None:
    assert refused(ws, r.CloseRisk(1, "")).details["missing"][0]["field"] == "reason"
    assert refused(ws, r.CloseRisk(1, "bored")).code == "bad_data"
    closed = done(ws, r.CloseRisk(1, "passed"))
    assert (risk(closed).state, risk(closed).close_reason) == ("closed", "passed")
    assert needs(closed) == []


def test_reopening_needs_a_note(ws: Workspace) -> None:
    closed = done(ws, r.CloseRisk(1, "passed"))
    assert refused(closed, r.AdvanceRisk(1, "assessed")).details["missing"][0]["field"] == "note"
    found = decided(closed, r.AdvanceRisk(1, "assessed", "it is back"))
    assert (found.action, found.why) == ("risk.reopened", "it is back")
    assert risk(closed.with_changes(found.changes)).close_reason == ""


def test_a_risk_that_occurred_can_be_closed_as_realised(ws: Workspace) -> None:
    assert decided(ws, r.CloseRisk(1, "realised")).warnings
    occurred = done(ws, r.OccurRisk(1, None, 5))
    assert decided(occurred, r.CloseRisk(1, "realised")).warnings == ("Its issue I1 is still open.",)
    settled = done(occurred, EditRaid("issue", [1], {"state": "closed"}))
    assert decided(settled, r.CloseRisk(1, "realised")).warnings == ()
    assert "says something else" in decided(settled, r.CloseRisk(1, "passed")).warnings[0]
    assert refused(occurred, r.ScoreRisk(1, "current", 1, {"cost": 1})).code == "rule"


def test_what_is_decided_about_a_score_that_has_changed_since_is_a_conflict(ws: Workspace) -> None:
    seen = {"current": risk(ws).rating("current")}
    ws = done(ws, r.ScoreRisk(1, "current", 5, {"cost": 5}))
    for command in (
        r.AcceptRisk(1, "small", "2026-06-01", "omar", seen=seen), r.ReviewRisk(1, seen=seen),
        r.CloseRisk(1, "passed", seen=seen),
    ):  # fmt: skip
        assert refused(ws, command).code == "conflict"
        decided(ws, command._replace(seen={"current": risk(ws).rating("current")}))


def test_a_trigger_that_is_another_one_by_now_is_not_marked(ws: Workspace) -> None:
    ws = done(ws, r.EditRisks([1], {"triggers": ["one", "two", "three"]}))
    ws = done(ws, r.EditRisks([1], remove={"triggers": [{"text": "one"}]}))
    assert refused(ws, r.FireTrigger(1, 1, text="two")).code == "conflict"
    assert risk(done(ws, r.FireTrigger(1, 0, text="two"))).triggers[0]["fired_at"]


def test_a_state_that_has_lost_its_ground_shows(ws: Workspace) -> None:
    ws = treated(ws)
    card = risk(ws).cards()[0]
    assert "state without ground" not in needs(ws)
    assert "state without ground" in needs(done(ws, r.UnlinkRisk(1, card)))
    assert "state without ground" in needs(done(ws, r.EditRisks([1], {"strategy": None})))
    assert "no review" in needs(done(ws, r.EditRisks([1], {"next_review": None})))
    bare = done(ws, r.AddRisks([{"title": "Bare", "strategy": ["avoid"]}], [(card, "preventive")]))
    bare = done(done(bare, r.CloseRisk(2, "passed")), r.AdvanceRisk(2, "assessed", "again"))
    found = refused(bare, r.AdvanceRisk(2, "treating")).details["missing"]
    assert [lack["field"] for lack in found] == ["cause", "event", "effect", "owner", "current"]


def test_an_inactive_person_and_a_stranger_have_no_say_in_an_acceptance(ws: Workspace) -> None:
    away = done(ws, c.EditPerson("omar", {"active": False}))
    assert "not active" in refused(away, r.AcceptRisk(1, "cheap", "2026-06-01", "omar")).message
    assert refused(ws, r.AcceptRisk(1, "cheap", "2026-06-01", "omar", "ghost")).code == "not_found"
    assert refused(ws, r.EditRisks([1], {"next_review": "2026-03-01"})).code == "bad_data"


# Links, plans, triggers, reviews


def test_a_link_to_a_card_that_is_not_there_is_refused(ws: Workspace) -> None:
    assert refused(ws, r.LinkRisk(1, 999, "preventive")).code == "not_found"
    assert refused(ws, r.AddRisks([{"title": "x"}], [(999, "preventive")])).code == "not_found"
    assert refused(ws, r.LinkRisk(1, 1, "decorative")).code == "bad_data"
    assert refused(ws, r.UnlinkRisk(1, 1)).code == "not_found"
    assert refused(ws, r.LinkRisk(9, 1, "preventive")).code == "not_found"


def test_cards_and_risks_are_linked_many_to_many(board: Workspace) -> None:
    ws = done(board, c.AddCards([{"title": "one"}, {"title": "two"}]))
    one, two = sorted(ws.table("card"))[-2:]
    ws = done(ws, r.AddRisks([{"title": "a"}, {"title": "b"}], [(int(one), "preventive")]))
    assert ws.risks_of(int(one)) == [1, 2]
    ws = done(ws, r.LinkRisk(1, int(two), "fallback"))
    assert (risk(ws).cards(), ws.risks_of(int(two))) == ([one, two], [1])
    ws = done(ws, r.LinkRisk(1, int(two), "contingency"))
    assert risk(ws).cards("contingency") == [two]
    ws = done(ws, r.UnlinkRisk(1, int(one)))
    assert ws.risks_of(int(one)) == [2]


def test_a_preventive_action_has_to_be_a_card(ws: Workspace) -> None:
    assert refused(ws, r.PlanAction(1, "Pray", "preventive")).code == "rule"
    assert refused(ws, r.PlanAction(1, "Pray", "fallback", remove=True)).code == "not_found"
    planned = done(ws, r.PlanAction(1, "Pray", "fallback"))
    assert risk(done(planned, r.PlanAction(1, "Pray", "fallback", remove=True))).actions == ()


def test_a_trigger_that_is_seen_keeps_its_instant(ws: Workspace) -> None:
    ws = done(ws, r.EditRisks([1], {"triggers": ["Fan alarm"]}))
    ws = done(ws, r.FireTrigger(1, 0))
    assert risk(ws).triggers[0] == {"text": "Fan alarm", "fired_at": CONTEXT.now}
    assert "trigger fired" in needs(ws)
    assert risk(done(ws, r.FireTrigger(1, 0, False))).triggers[0] == {"text": "Fan alarm"}
    assert refused(ws, r.FireTrigger(1, 1)).code == "not_found"


def test_the_next_review_follows_from_the_band_and_the_board(ws: Workspace) -> None:
    assert risk(ws).next_review == "2026-03-30"  # high: 14 days
    ws = done(ws, r.ScoreRisk(1, "current", 5, {"cost": 5}))
    assert (risk(ws).last_review, risk(ws).next_review) == (TODAY, "2026-03-23")  # critical: 7 days
    ws = done(ws, c.EditBoard(settings={"risk": {"review_days": {"critical": 2}}}))
    ws = done(ws, r.ReviewRisk(1, note="looked at it"))
    assert risk(ws).next_review == "2026-03-18"
    assert "review overdue" in needs(ws, today="2026-03-19")
    assert refused(ws, r.ReviewRisk(1, next_review="2026-03-01")).code == "bad_data"
    assert refused(done(ws, r.CloseRisk(1, "passed")), r.ReviewRisk(1)).code == "rule"


def test_escalating_says_who_when_and_why(ws: Workspace) -> None:
    ws = done(ws, r.ScoreRisk(1, "current", 4, {"cost": 4}))
    assert "escalate" in needs(ws)
    ws = done(ws, r.ReviewRisk(1, escalate=True, note="the board has to decide"))
    assert risk(ws).escalated == {"at": CONTEXT.now, "by": "ana", "note": "the board has to decide"}
    assert "escalate" not in needs(ws)


# Attention


def test_what_needs_someone_is_named_with_its_cure(board: Workspace) -> None:
    ws = done(board, r.AddRisks([{"title": "Bare"}]))
    found = {need.name: need.cure for need in attention(ws, risk(ws), TODAY, RiskRules())}
    assert found == {"unrated": "risk.score", "no owner": "risk.owner", "incomplete": "risk.edit"}
    ws = done(ws, r.ScoreRisk(1, "current", 4, {"cost": 3}))
    assert "above appetite" in needs(ws)
    ws = done(ws, r.ScoreRisk(1, "target", 2, {"cost": 3}))
    assert "target without action" in needs(ws)
    ws = done(ws, r.ScoreRisk(1, "target", 5, {"cost": 3}))
    assert "target above current" in needs(ws)


def test_late_and_blocked_actions_show_on_the_risk(ws: Workspace) -> None:
    ws = treated(ws, due="2026-03-10")
    ws = done(ws, c.BlockCards(risk(ws).cards(), "no spare part"))
    assert {"action overdue", "action blocked"} <= set(needs(ws))
    assert not {"action overdue", "action blocked"} & set(needs(done(ws, c.CompleteCards(risk(ws).cards()))))


def test_an_opportunity_wants_a_target_above_its_score(board: Workspace) -> None:
    early = {"title": "Early delivery", "kind": "opportunity", "strategy": ["exploit"]}
    ws = done(board, r.AddRisks([{**early, "current": {"probability": 4, "impact": {"time": 4}}}]))
    assert not {"above appetite", "escalate"} & set(needs(ws))
    assert "target above current" in needs(done(ws, r.ScoreRisk(1, "target", 1, {"time": 1})))
    assert "target without action" in needs(done(ws, r.ScoreRisk(1, "target", 5, {"time": 5})))


# Two people


def test_two_people_who_score_at_once_are_told(ws: Workspace) -> None:
    seen = risk(ws).rating("current")
    ws = done(ws, r.ScoreRisk(1, "current", 2, {"cost": 2}))
    found = refused(ws, r.ScoreRisk(1, "current", 5, {"cost": 5}, seen))
    assert (found.code, found.details["kind"], found.details["id"]) == ("conflict", "risk", 1)
    assert found.details["fields"]["current"]["theirs"] == {"probability": 2, "impact": {"cost": 2}}


def test_different_fields_of_a_risk_merge_and_the_same_one_asks(ws: Workspace) -> None:
    seen = {1: dict(risk(ws).doc)}
    ws = done(ws, r.EditRisks([1], {"cause": "It is twelve years old"}))
    merged = done(ws, r.EditRisks([1], {"effect": "All offline"}, seen=seen))
    assert (risk(merged).cause, risk(merged).effect) == ("It is twelve years old", "All offline")
    assert refused(ws, r.EditRisks([1], {"cause": "Rust"}, seen=seen)).code == "conflict"


# What a newer version has written


def newer(ws: Workspace, **fields: Any) -> Workspace:
    return ws.with_changes([Change("risk", 1, dict.fromkeys(fields), fields)])


def test_what_a_newer_version_says_of_an_action_stays_when_another_is_linked(ws: Workspace) -> None:
    later = {"role": "watching", "card": 2, "since": "then"}
    ws = newer(
        ws, actions=[later, {"role": "fallback", "text": "Wait", "by": "ana"}, {"role": "preventive", "card": 3}]
    )
    ws = done(ws, r.LinkRisk(1, 1, "preventive"))
    ws = done(ws, r.PlanAction(1, "Rent one"))
    assert risk(ws).doc["actions"][:2] == [later, {"role": "fallback", "text": "Wait", "by": "ana"}]
    assert risk(ws).cards() == [2, 3, 1]
    ws = done(ws, r.LinkRisk(1, 2, "fallback"))
    assert {"role": "fallback", "card": 2, "since": "then"} in risk(ws).doc["actions"]
    assert done(ws, c.AddCards([{"title": "New", "risks": [1]}])).risks_of(6) == [1]


def test_an_outside_edit_keeps_what_it_does_not_know_inside_a_field(ws: Workspace) -> None:
    later = {"role": "watching", "card": 2}
    ws = newer(ws, actions=[later])
    quant = {"p": 0.5, "low": 1, "mode": 2, "high": 3, "unit": "money", "curve": "flat"}
    fields = {"actions": [later, {"role": "preventive", "card": 1, "x": 1}], "quant": quant,
              "proximity": {"from": "2026-04-01", "why": "sale"}}  # fmt: skip
    change = Change("risk", 1, {name: risk(ws).doc.get(name) for name in fields}, fields)
    after = done(ws, c.TakeInEdit((change,), "board.json"))
    assert {name: risk(after).doc[name] for name in fields} == fields
    wrong = change._replace(after={"actions": [later, {"role": "listening", "card": 1}]}, before={"actions": [later]})
    assert "“listening” is no role" in refused(ws, c.TakeInEdit((wrong,), "board.json")).message


HOLDS = {"requester": "ana", "approver": "omar", "rationale": "dear", "expires": "2026-06-01"}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"state": "accepted"}, "has no approver"),
        ({"state": "accepted", "acceptance": {**HOLDS, "approver": "ana"}}, "is approved by who asked for it"),
        ({"state": "accepted", "acceptance": {**HOLDS, "approver": "ghost"}}, "“ghost”, who is not on the board"),
        ({"state": "accepted", "acceptance": {**HOLDS, "rationale": " "}}, "has no rationale"),
        ({"state": "accepted", "acceptance": {**HOLDS, "expires": "soon"}}, "has no expiry"),
        ({"state": "closed"}, "closed without a reason"),
        ({"state": "occurred"}, "without the day"),
        ({"state": "monitoring", "occurred": {"on": "yesterday", "amount": "lots"}}, "yesterday"),
        ({"state": "monitoring", "occurred": {"on": "2026-03-01", "amount": "lots"}}, "lots"),
        ({"state": "monitoring", "occurred": {"on": "2026-03-01", "amount": -1}}, "actual impact"),
        ({"occurred": {"amount": 1}}, "on which day"),
    ],
)
def test_an_outside_edit_needs_what_the_move_would_have_asked_for(
    ws: Workspace, fields: dict[str, Any], said: str
) -> None:
    change = Change("risk", 1, {name: risk(ws).doc.get(name) for name in fields}, fields)
    found = refused(ws, c.TakeInEdit((change,), "board.json"))
    assert said in found.message
    assert "Risk R1" in found.message


def test_an_acceptance_that_holds_is_taken_in_also_from_a_board_of_one(ws: Workspace) -> None:
    for approver in ("omar", "self"):
        fields = {"state": "accepted", "acceptance": {**HOLDS, "approver": approver}}
        change = Change("risk", 1, {"state": "identified", "acceptance": None}, fields)
        assert risk(done(ws, c.TakeInEdit((change,), "board.json"))).state == "accepted"


def test_a_rule_of_a_newer_version_blocks_no_other_and_stays() -> None:
    later = {"tolerance": {"cost": 5}, "review_days": {"extreme": 1, "critical": 5}, "appetite": "some"}
    ws = make_workspace(board={"settings": {"risk": later}})
    ws = done(ws, c.EditBoard(settings={"risk": {"currency": "CHF"}}))
    ws = done(ws, c.EditBoard(settings={"risk": {"review_days": {"extreme": 1, "critical": 9}}}))
    assert ws.board.settings["risk"] == {**later, "currency": "CHF", "review_days": {"extreme": 1, "critical": 9}}
    assert "no band" in refused(ws, c.EditBoard(settings={"risk": {"review_days": {"huge": 1}}})).message
    assert "no rule" in refused(ws, c.EditBoard(settings={"risk": {"tolerances": 1}})).message
    assert refused(ws, c.EditBoard(settings={"risk": {"escalation": 5}})).code == "bad_data"
