"""The risk register as CSV, Markdown and JSON; what the CSV says comes back."""

import csv
import io
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import NOW, make_workspace
from tests.engine.exchange.samples import CONTEXT, bring, plan, take_in
from tuiboard.domain.changes import created
from tuiboard.domain.workspace import Workspace
from tuiboard.engine import exchange

EMPTY = make_workspace(cards=())


def board(*risks: dict[str, Any], ws: Workspace = EMPTY) -> Workspace:
    docs = ({"id": id, "created_at": NOW, "created_by": "ana", **doc} for id, doc in enumerate(risks, 1))
    return ws.with_changes(created("risk", doc["id"], doc) for doc in docs)


def written(ws: Workspace, format: str = "risk-csv", chosen: Any = None) -> str:
    return exchange.write(format, ws, chosen, None, NOW)


def back(ws: Workspace) -> dict[Any, dict[str, Any]]:
    """The risks of the CSV of a board, on an empty one with the same people, without where they came from."""
    found = exchange.read("risks", written(ws).encode(), "r.csv", EMPTY, CONTEXT)
    assert found.lost == ()
    table = take_in(found, EMPTY)[0].table("risk")
    return {id: {name: value for name, value in doc.items() if name != "source"} for id, doc in table.items()}


FULL: dict[str, Any] = {
    "title": "Core switch fails",
    "category": "technical",
    "tags": ["network", "old"],
    "project": "refresh",
    "cause": "It is old.\nVery.",
    "event": "=It stops",
    "effect": "'+Nothing works; \"nothing\"",
    "owner": "maria",
    "current": {"probability": 4, "impact": {"cost": 3, "time": 5}},
    "inherent": {"probability": 5, "impact": {"overall": 5}},
    "target": {"probability": 2, "impact": {"time": 3}},
    "quant": {"p": 0.3, "low": 40_000, "mode": 60_000.5, "high": 90_000, "unit": "money"},
    "confidence": "medium",
    "proximity": {"from": "2026-04-01", "to": "2026-05-01"},
    "strategy": ["reduce", "transfer"],
    "actions": [{"role": "preventive", "text": "Order a spare"}, {"role": "contingency", "text": "Rent one"}],
    "triggers": [{"text": "Fan fails", "fired_at": NOW}, {"text": "Smoke"}],
    "contingency_plan": "Rent one",
    "fallback_plan": "Go home",
    "state": "accepted",
    "acceptance": {
        "requester": "ana", "approver": "omar", "rationale": "Too dear", "signed_at": NOW, "expires": "2026-06-01",
        "snapshot": {"probability": 4, "impact": {"cost": 3, "time": 5}},
    },
    "last_review": "2026-03-01",
    "next_review": "2026-03-20",
    "scored_at": NOW,
    "escalated": {"at": NOW, "by": "ana", "note": "to the sponsor"},
    "caused_by": [2],
}  # fmt: skip


def test_every_field_comes_back_the_same_numbers_included() -> None:
    ws = board(
        FULL,
        {"title": "Discount", "kind": "opportunity", "strategy": ["exploit"], "state": "closed",
         "close_reason": "passed", "closed_at": NOW},
        {"title": "Cable cut", "state": "occurred", "quant": {"p": 0.5, "low": 1, "mode": 8, "high": 9, "unit": "days"},
         "occurred": {"on": "2026-03-02", "amount": 8, "unit": "days", "text": "A digger"}},
        {"title": "Only a title", "state": "identified"},
        {"title": "Cheap ducts", "kind": "opportunity", "state": "treating",
         "quant": {"p": 0.4, "low": 20_000, "mode": 30_000, "high": 40_000, "unit": "money"}},
        {"title": "Early", "kind": "opportunity", "state": "identified",
         "quant": {"p": 0.5, "low": 2, "mode": 2, "high": 4, "unit": "days"}},
        {"title": "Again", "state": "monitoring", "occurred": {"on": "2026-02-02", "amount": 500, "unit": "money"}},
        {"title": "Over", "state": "closed", "close_reason": "realised", "occurred": {"on": "2026-02-02"}},
    )  # fmt: skip
    assert back(ws) == ws.table("risk")
    assert plan(written(ws).encode(), ws).is_empty, "on its own board nothing is new"


def test_what_an_import_could_not_read_goes_out_and_comes_back_as_text() -> None:
    table = "ref,risk,likelihood,severity,owner,notes\n1,a,maybe,S0,DevOps,Hm\n2,b,20%,S2,ana,\n"
    ws = bring(table.encode(), EMPTY)
    out = list(csv.DictReader(io.StringIO(written(ws))))
    assert [(row["owner"], row["likelihood"], row["severity"], row["notes"]) for row in out] == [
        ("DevOps", "maybe", "S0", "Hm"), ("ana", "20%", "S2", ""),
    ]  # fmt: skip
    again = bring(written(ws).encode(), EMPTY)
    assert written(again) == written(ws)
    assert [risk.rating("current") for risk in again.risks()] == [risk.rating("current") for risk in ws.risks()]


def test_linked_cards_go_out_by_number_and_title() -> None:
    ws = make_workspace(cards=[{"title": "Order a spare"}])
    ws = board({"title": "x", "actions": [{"role": "preventive", "card": 1}]}, ws=ws)
    (row,) = csv.DictReader(io.StringIO(written(ws)))
    assert row["preventive_actions"] == "#1 Order a spare"


def test_a_linked_card_comes_to_a_board_without_it_as_words_and_that_is_told_once() -> None:
    ws = make_workspace(cards=[{"title": "Order a spare"}, {"title": "Rent one"}])
    ws = board({"title": "x", "actions": [{"role": "preventive", "card": 1}, {"role": "fallback", "card": 2}]}, ws=ws)
    found = plan(written(ws).encode(), EMPTY)
    assert found.lost == ("linked cards that are not on the board, now actions in words: 2",)
    (risk,) = take_in(found, EMPTY)[0].risks()
    assert [action["text"] for action in risk.actions] == ["Order a spare", "Rent one"]
    assert len(found.read_as) < 12, "columns that mean themselves are told in one line"


def test_an_expected_value_is_no_reason_against_an_estimate() -> None:
    head = "title,kind,estimate_p,estimate_low,estimate_mode,estimate_high,emv\n"
    for emv in ("-12000", "'-12000", "lots", "1.200", "5 days", "7"):
        (risk,) = bring(f"{head}x,opportunity,0.4,20000,30000,40000,{emv}\n".encode(), EMPTY).risks()
        assert risk.quant == (0.4, 20000, 30000, 40000, "money"), emv
    (risk,) = bring(b"title,kind,probability,emv\nx,opportunity,50%,-600\n", EMPTY).risks()
    assert risk.quant == (0.5, 1200, 1200, 1200, "money")
    found = plan(f"{head}x,threat,0.4,20000,30k?,40000,9\n".encode(), EMPTY)
    assert "Row 2, estimate_low: “20000” is kept as text: without an amount in estimate_mode it makes no estimate" in (
        found.lost
    )


def test_an_acceptance_that_does_not_hold_is_taken_as_identified_and_told() -> None:
    head = "title,impact,state,acceptance_requester,acceptance_approver,acceptance_rationale,acceptance_expires\n"
    for cells, why in (
        ("ana,ana,cheap,2026-06-01", "is approved by who asked for it"),
        ("ana,nobody,cheap,2026-06-01", "is approved by “nobody”, who is not on the board"),
    ):
        found = plan(f"{head}x,3,accepted,{cells}\n".encode(), EMPTY)
        assert f"Row 2, state: “accepted” is kept as text: taken as identified, as its acceptance {why}" in found.lost
        (risk,) = take_in(found, EMPTY)[0].risks()
        assert (risk.state, risk.acceptance, risk.extra["acceptance_rationale"]) == ("identified", None, "cheap")


def test_a_board_s_own_json_brings_no_acceptance_that_does_not_hold() -> None:
    holds = {"requester": "ana", "approver": "omar", "rationale": "dear", "expires": "2026-06-01"}
    ws = board(
        {"title": "a", "state": "accepted", "acceptance": holds},
        {"title": "b", "state": "accepted", "acceptance": {**holds, "approver": "ana"}},
        {"title": "c", "state": "accepted", "acceptance": {**holds, "approver": "ghost"}},
        {"title": "d", "state": "accepted"},
    )
    found = plan(written(ws, "json").encode(), Workspace())
    states = [(risk.state, risk.acceptance is None) for risk in take_in(found, Workspace())[0].risks()]
    assert states == [("accepted", False), *[("identified", True)] * 3]
    assert "R2: its acceptance is approved by who asked for it: taken as identified" in found.lost


def test_no_cell_is_a_formula_or_a_control_sequence() -> None:
    ws = board({"title": "=1+1", "cause": "\x1b[2J", "extra": {"=evil": "@x"}})
    text = written(ws)
    header, row = csv.reader(io.StringIO(text))
    assert "\x1b" not in text
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in (*header, *row))


def test_only_the_chosen_in_the_order_given() -> None:
    ws = board({"title": "a"}, {"title": "b"}, {"title": "c"})
    assert [row["id"] for row in csv.DictReader(io.StringIO(written(ws, chosen=[3, 1])))] == ["R3", "R1"]


def test_the_page_has_a_table_and_every_risk_with_what_is_known() -> None:
    ws = board(FULL, {"title": "[/red] <b>| x"})
    page = written(ws, "risk-md")
    assert page.splitlines()[:7] == [
        "# Risks of Network refresh",
        "",
        "2 risks, 2026-03-11",
        "",
        "| ID | Risk | Score | Band | Expected value | Owner | Next review | State |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
        "| R1 | Core switch fails | 20 | critical | 18,500.10 | @maria | 2026-03-20 | accepted |",
    ]
    assert page.splitlines()[7].startswith("| R2 | \\[/red\\] &lt;b&gt;\\| x |")
    for line in (
        "- Current: 4 × 5 = 20, critical (cost 3, time 5)",
        "- Estimate: 30 % × 40,000 / 60,000.50 / 90,000, expected 18,500.10",
        "- Preventive: Order a spare",
        "- Trigger: Fan fails, seen 2026-03-11",
        "- Accepted until 2026-06-01, approved by omar: Too dear",
        "- Caused by R2",
    ):
        assert line in page.splitlines()


def test_the_json_of_risks_is_complete_and_joins_another_board_without_its_cards() -> None:
    issue = {"id": 1, "text": "It failed", "risks": [1], "created_at": NOW}
    ws = board({**FULL, "issue": 1, "actions": [{"role": "preventive", "card": 1}], "caused_by": []}, {"title": "b"},
               ws=make_workspace(board={"settings": {"risk": {"currency": "CHF"}}}))  # fmt: skip
    ws = ws.with_changes([created("issue", 1, issue)])
    text = written(ws, "risk-json", [1])
    tables = json.loads(text)["tables"]
    assert sorted(tables) == ["board", "issue", "person", "project", "risk"]
    assert [doc["id"] for doc in tables["risk"]] == [1]
    assert [doc["handle"] for doc in tables["person"]] == ["maria"]
    mine = board({"title": "mine", "created_at": "2026-01-01T00:00:00Z"}, ws=EMPTY)
    found = plan(text.encode(), mine)
    after = take_in(found, mine)[0]
    assert [risk.title for risk in after.risks()] == ["mine", "Core switch fails"]
    assert after.risks()[1].issue == 1
    assert "links to cards that are not in the file, dropped: 1" in found.lost


TEXT = st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=12).map(
    lambda text: " ".join(text.split())
)
LINE = TEXT.filter(lambda text: bool(text) and len(text.encode()) == len(text.encode("utf-8", "ignore")))
LEVEL = st.integers(1, 5)
RATING = st.builds(
    lambda probability, impact: {"probability": probability, "impact": impact},
    LEVEL,
    st.dictionaries(st.sampled_from(["cost", "time", "scope", "quality", "reputation", "overall"]), LEVEL, min_size=1),
)
RISK = st.fixed_dictionaries(
    {"title": LINE, "state": st.sampled_from(["identified", "assessed", "treating", "monitoring"])},
    optional={
        "category": LINE, "cause": LINE, "event": LINE, "effect": LINE, "owner": st.sampled_from(["ana", "maria"]),
        "current": RATING, "inherent": RATING, "target": RATING, "confidence": st.sampled_from(["low", "high"]),
        "quant": st.builds(
            lambda p, points, unit: {
                "p": round(p, 4), "low": min(points), "mode": sorted(points)[1], "high": max(points), "unit": unit
            },
            st.floats(0, 1), st.lists(st.integers(0, 10**9), min_size=3, max_size=3),
            st.sampled_from(["money", "days"]),
        ),
        "proximity": st.dates().map(lambda day: {"from": str(day)}), "next_review": st.dates().map(str),
        "contingency_plan": LINE,
    },
)  # fmt: skip


@settings(max_examples=60)
@given(st.lists(RISK, min_size=1, max_size=4))
def test_any_register_comes_back_as_it_was(risks: list[dict[str, Any]]) -> None:
    ws = board(*risks)
    assert back(ws) == ws.table("risk")
