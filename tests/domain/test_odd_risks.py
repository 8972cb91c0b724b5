"""Whatever another program wrote into a risk or an issue: everything that shows or changes it works."""

import json
from typing import Any

import pytest

from tests.conftest import NOW, make_workspace
from tests.domain.deciding import CONTEXT
from tuiboard.domain import commands as c
from tuiboard.domain import risk_commands as r
from tuiboard.domain.changes import Change, Entry, created
from tuiboard.domain.decide import decide
from tuiboard.domain.priority import scores
from tuiboard.domain.raid import raid_items
from tuiboard.domain.raid_commands import EditRaid
from tuiboard.domain.references import cycles, dangling
from tuiboard.domain.refusal import Refusal
from tuiboard.domain.risk_exposure import exposure
from tuiboard.domain.risk_history import score_history, trends
from tuiboard.domain.risk_money import reserve
from tuiboard.domain.risk_rules import risk_rules
from tuiboard.domain.risks import Risk, readable
from tuiboard.domain.undo import cycles as undo_cycles
from tuiboard.domain.undo import obstacles, taking_back
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.completion import complete
from tuiboard.engine.exchange import write
from tuiboard.engine.fields import FIELDS, format_value
from tuiboard.engine.filter import compile_filter
from tuiboard.engine.filter_language import FilterContext
from tuiboard.engine.risk_filter import compile_risk_filter
from tuiboard.engine.risk_sorting import SORTS
from tuiboard.view import as_json
from tuiboard.view.card_details import card_details
from tuiboard.view.cards import card_view
from tuiboard.view.raid import raid_details
from tuiboard.view.risk_details import risk_details, score_lines
from tuiboard.view.risk_matrix import matrix_lines, path_words, risk_matrix
from tuiboard.view.risk_money import figures, risk_pieces
from tuiboard.view.risk_register import counts, needs_attention, register_view, risk_row
from tuiboard.view.risk_review import review_rows, since_review
from tuiboard.view.words import describe, history_lines

TODAY = CONTEXT.today
ODD: tuple[Any, ...] = (True, "x", [1], [{}], {}, {"x": []})
RATING = ({"probability": [], "impact": 5}, {"probability": 4, "impact": {"cost": "x"}})
MORE: dict[str, tuple[Any, ...]] = {
    "inherent": RATING, "current": RATING, "target": RATING, "quant": ({"p": "a"},), "proximity": ({"from": 5},),
    "actions": ([{"role": [], "card": []}], [{"role": "preventive", "card": "x"}], [{"role": "contingency"}]),
    "triggers": ([{"text": 5}],), "occurred": ({"on": "yesterday", "amount": "lots", "unit": []},),
    "acceptance": ({"expires": "soon", "snapshot": 5, "requester": []},), "escalated": ({"at": 5, "by": []},),
    "tags": ([[]],), "title": ("\ud800", 5), "next_review": (-1.5,),
}  # fmt: skip
RISK: dict[str, Any] = {
    "id": 1, "title": "T", "kind": "threat", "category": "c", "tags": ["a"], "project": "refresh", "cause": "x",
    "event": "y", "effect": "z", "owner": "ana", "inherent": {"probability": 4, "impact": {"cost": 4}},
    "current": {"probability": 4, "impact": {"cost": 3}}, "target": {"probability": 1, "impact": {"cost": 3}},
    "quant": {"p": 0.5, "low": 1, "mode": 2, "high": 3, "unit": "money"}, "confidence": "low",
    "proximity": {"from": "2026-03-01"}, "strategy": ["reduce"], "contingency_plan": "p", "fallback_plan": "f",
    "actions": [{"role": "preventive", "card": 1}, {"role": "contingency", "text": "Do it"}],
    "triggers": [{"text": "t", "fired_at": NOW}], "acceptance": None, "state": "treating", "close_reason": None,
    "occurred": None, "issue": None, "last_review": "2026-03-01", "next_review": "2026-03-10", "escalated": None,
    "caused_by": [2], "scored_at": NOW, "reviewed_at": NOW, "closed_at": None, "created_at": NOW, "created_by": "ana",
    "extra": None, "source": None,
}  # fmt: skip
ISSUE: dict[str, Any] = {
    "id": 1, "text": "It broke", "owner": "ana", "state": "open", "risks": [1], "cards": [1], "created_at": NOW,
    "created_by": "ana",
}  # fmt: skip
FILTERS = ("x 1 #a", "is:attention", "@none", "p:refresh", "review:<7d", "cat:c", "state:treating band:high")
COMMANDS: tuple[c.Command, ...] = (
    r.EditRisks([1], {"title": "New"}, {"tags": ["b"], "triggers": [{"text": "u"}]}, {"caused_by": [2]}),
    r.EditRisks([1], {"strategy": ["avoid"], "kind": "opportunity"}, seen={1: RISK}),
    r.ScoreRisk(1, "current", 5, {"cost": 5}), r.ScoreRisk(1, "target", None, {}, {"probability": 1}),
    r.LinkRisk(1, 2, "contingency"), r.UnlinkRisk(1, 1), r.PlanAction(1, "Do more"),
    r.PlanAction(1, "Do it", remove=True), r.FireTrigger(1, 0), r.FireTrigger(1, 0, False),
    *(r.AdvanceRisk(1, to, "because") for to in ("assessed", "treating", "monitoring")),
    r.AcceptRisk(1, "cheap", "2026-05-01", "omar"), r.OccurRisk(1, None, 5.0, None, "Bang"), r.CloseRisk(1, "passed"),
    r.ReviewRisk(1), r.ReviewRisk(1, True, "look"), EditRaid("issue", [1], {"state": "closed"}),
    c.AddCards([{"title": "N", "risks": [1]}]),
)  # fmt: skip


def board(kind: str, doc: dict[str, Any]) -> Workspace:
    docs = {"risk": RISK, "issue": ISSUE, kind: doc}
    other = created("risk", 2, {"id": 2, "title": "Other", "caused_by": []})
    return make_workspace().with_changes([*(created(name, 1, found) for name, found in docs.items()), other])


def journal(ws: Workspace, kind: str, changed: dict[str, Any]) -> list[Entry]:
    """The odd document as it was made, and as it came to be by an edit; newest first."""
    whole = RISK if kind == "risk" else ISSUE
    edit = Change(kind, 1, {name: whole.get(name) for name in changed}, changed)
    back = Change(kind, 1, changed, {name: whole.get(name) for name in changed})
    entries = [
        Entry(number, "t", NOW, "ana", 1, f"{kind}.edited", (change,))
        for number, change in enumerate((created(kind, 1, whole), edit, back, edit), 1)
    ]
    return entries[::-1]


def shown(ws: Workspace) -> None:
    """Everything that a terminal or the screen shows."""
    rules, risks = risk_rules(ws.board), ws.risks()
    for sort in SORTS:
        register_view(ws, None, sort, TODAY)
    for text in FILTERS:
        register_view(ws, compile_risk_filter(text, ws, FilterContext(TODAY, "ana")), "id", TODAY)
    found = ws.risk(1)
    assert found is not None
    risk_row(ws, found, TODAY, rules)
    details = risk_details(ws, found, TODAY, NOW)
    assert review_rows(details)
    counts(ws, TODAY)
    needs_attention(ws, TODAY)
    path_words(found)
    risk_pieces(found, rules)
    matrix_lines(risk_matrix(risks, rules, found))
    figures(reserve(risks), rules)
    json.dumps(
        [as_json.risk_documents(risks, ws, TODAY), [as_json.raid_document(issue, TODAY) for issue in raid_items(ws)]]
    )
    for issue in raid_items(ws):
        assert f"{issue.text}{issue.owner}{issue.state}{[*issue.risks, *issue.cards]}{issue.date}"
        raid_details(ws, issue, TODAY)
    card = ws.card(1)
    assert card is not None
    card_view(ws, card, TODAY)
    card_details(ws, card, TODAY, NOW)
    scores(ws, TODAY)
    compile_filter("risk:any", ws, FilterContext(TODAY, "ana")).matches(card)
    for field in FIELDS["risk"]:
        format_value(field, found.doc.get(field), "risk")
    for text in ("#", "cat:", "+", "card:"):
        complete(text, len(text), ws, "risk-add")
        complete(text, len(text), ws, "risk-filter")
    for format in ("risk-csv", "risk-md"):
        assert write(format, ws, None, None, NOW)
    list(dangling(ws))
    list(cycles(ws, "risk"))


def told(ws: Workspace, entries: list[Entry]) -> None:
    """What the journal says of it, and what undo does."""
    kinds = [entries[0].changes[0].kind]
    for entry in entries:
        assert describe(entry, ws)
    lines = history_lines(entries, kinds[0], 1, ws)
    if kinds == ["risk"]:
        found = ws.risk(1)
        assert found is not None
        since_review(lines, found)
        score_lines(score_history(entries, 1), TODAY)
        trends(entries)
        exposure(entries, TODAY)
    back = taking_back(entries[0])
    list(obstacles(ws, back))
    list(undo_cycles(ws, back))


def decided(ws: Workspace, commands: tuple[c.Command, ...]) -> None:
    """A command is carried out or refused with a sentence."""
    for command in commands:
        outcome = decide(ws, command, CONTEXT)
        if isinstance(outcome, Refusal):
            assert outcome.message.endswith((".", ":", "?")), outcome
        else:
            after = ws.with_changes(outcome.changes)
            assert describe(Entry(2, "t", NOW, "ana", 1, outcome.action, tuple(outcome.changes)), after)


@pytest.mark.parametrize("kind", ["risk", "issue"])
def test_an_odd_value_in_any_field_is_shown_told_and_changed(kind: str) -> None:
    whole = RISK if kind == "risk" else ISSUE
    texts = [field for field, value in whole.items() if isinstance(value, str) and field != "state"]
    groups = [texts, *([field] for field in whole if field not in texts)]
    values = [(group, value) for group in groups for value in (*ODD, *MORE.get(group[-1], ()))]
    for group, value in (*values, *(([field], value) for field in texts for value in MORE.get(field, ()))):
        odd = dict.fromkeys(group, value)
        try:
            ws = board(kind, {**whole, **odd})
            shown(ws)
            told(ws, journal(ws, kind, odd))
            decided(ws, COMMANDS if kind == "risk" else COMMANDS[-2:])
        except Exception as error:
            raise AssertionError(f"{kind} with {group}: {value!r}") from error


def test_what_is_odd_is_read_as_what_it_could_be() -> None:
    odd = Risk({"state": [], "tags": ["a", 5], "actions": [5, {"role": "x", "card": 3}, {"card": []}],
                "next_review": "soon", "quant": {"p": 2}, "kind": 5, "caused_by": "x", "acceptance": 5})  # fmt: skip
    assert (odd.state, odd.tags, odd.next_review, odd.quant, odd.does) == ("identified", ["a"], None, None, "threat")
    assert (odd.cards(), odd.caused_by, odd.acceptance) == ([3], [], None)
    assert readable(RISK) is RISK
