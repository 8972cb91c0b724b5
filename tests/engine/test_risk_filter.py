"""The filter language for risks, and the orders of a register."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import make_workspace
from tuiboard.domain.changes import created
from tuiboard.domain.refusal import Refused
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.completion import complete
from tuiboard.engine.filter import FilterContext
from tuiboard.engine.risk_filter import choices, compile_risk_filter
from tuiboard.engine.risk_sorting import SORTS, sort_risks

TODAY = "2026-03-11"  # a Wednesday
CONTEXT = FilterContext(TODAY, "ana")


def rated(probability: int, impact: int) -> Mapping[str, Any]:
    return {"probability": probability, "impact": {"time": impact, "cost": 1}}


def estimate(p: float, amount: float, unit: str = "money") -> Mapping[str, Any]:
    return {"p": p, "low": amount, "mode": amount, "high": amount, "unit": unit}


RISKS: tuple[Mapping[str, Any], ...] = (
    {"title": "Core switch fails", "cause": "It is old", "owner": "ana", "current": rated(4, 5), "tags": ["network"],
     "category": "technical", "next_review": "2026-03-09", "quant": estimate(0.3, 60_000), "state": "treating",
     "actions": [{"card": 2, "role": "preventive"}, {"text": "Rent one", "role": "contingency"}]},
    {"title": "Vendor is late", "effect": "The switch comes late", "owner": "omar", "current": rated(2, 5),
     "category": "Supplier", "next_review": "2026-03-13", "project": "refresh", "quant": estimate(0.1, 250_000),
     "strategy": ["reduce"]},
    {"title": "Unrated one", "event": "Something"},
    {"title": "Discount", "kind": "opportunity", "current": rated(3, 5), "quant": estimate(0.4, 30_000),
     "owner": "maria", "proximity": {"from": "2026-04-01"}},
    {"title": "Accepted too long", "state": "accepted", "owner": "ana", "current": rated(3, 5), "tags": ["net"],
     "cause": "c", "event": "e", "effect": "f", "next_review": "2026-05-01",
     "acceptance": {"expires": "2026-03-01", "approver": "omar", "snapshot": rated(3, 5)}},
    {"title": "Long past", "state": "closed", "close_reason": "passed", "current": rated(1, 1), "owner": "ana",
     "next_review": "2026-01-01"},
    {"title": "Cable cut", "state": "occurred", "current": rated(5, 2), "owner": "ana",
     "quant": estimate(0.5, 8, "days")},
    {"title": "Quiet", "owner": "maria", "current": rated(1, 2), "cause": "c", "event": "e", "effect": "f",
     "next_review": "2026-04-01", "escalated": {"at": "2026-03-01T08:00:00Z", "by": "ana"}},
)  # fmt: skip
EVERYTHING = set(range(1, len(RISKS) + 1))


def board() -> Workspace:
    ws = make_workspace(cards=[{"title": "Order a spare"}, {"title": "Test it"}])
    return ws.with_changes(created("risk", id, {"id": id, **doc}) for id, doc in enumerate(RISKS, 1))


WS = board()


def found(text: str, *, typing: bool = False) -> set[int]:
    made = compile_risk_filter(text, WS, CONTEXT, typing=typing)
    return {risk.id for risk in WS.risks() if made.matches(risk)}


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", EVERYTHING),
        # Plain words: title, cause, event, effect, category, tags, id
        ("switch", {1, 2}),
        ("OLD", {1}),
        ("something", {3}),
        ("supplier", {2}),
        ("network", {1}),
        ("R3", {3}),
        ("3", {3}),
        # People, tags, projects, categories
        ("@ana", {1, 5, 6, 7}),
        ("@me is:open", {1, 5}),
        ("@none", {3}),
        ("#network", {1}),
        ("p:refresh", {2}),
        ("cat:supp", {2}),
        ("cat:none", {3, 4, 5, 6, 7, 8}),
        # States
        ("is:open", {1, 2, 3, 4, 5, 8}),
        ("is:closed", {6, 7}),
        ("is:late", {1}),
        ("is:unrated", {3}),
        ("is:above", {1, 2, 5, 7}),
        ("is:lapsed", {5}),
        ("is:unowned", {3}),
        ("is:escalated", {8}),
        ("is:threat", EVERYTHING - {4}),
        ("is:opportunity", {4}),
        ("is:attention", {1, 2, 3, 4, 5}),
        ("state:treating", {1}),
        ("state:occ", {7}),
        # Scores and money
        ("band:critical", {1}),
        ("band:unrated", {3}),
        ("score:20", {1}),
        ("score:>=10", {1, 2, 4, 5, 7}),
        ("score:<5", {6, 8}),
        ("score:none", {3}),
        ("score:any", EVERYTHING - {3}),
        ("emv:>=18k", {1, 2}),
        ("emv:18000", {1}),
        ("emv:<0", {4}),
        ("emv:=-12k", {4}),
        ("emv:>3d", {7}),
        ("emv:none", {3, 5, 6, 8}),
        # Review
        ("review:<7d", {1, 2}),
        ("review:fri", {2}),
        ("review:late", {1}),
        ("review:none", {3, 4, 6, 7}),
        ("band:low|critical", {1, 6, 8}),
        ("state:treating|closed", {1, 6}),
        ("-band:low|critical", {2, 3, 4, 5, 7}),
        ("band:critical|vendor", {1, 2}),
        ('band:critical|"low"', {1}),
        # Cells and cards
        ("cell:4x5", {1}),
        ("cell:5×2", {7}),
        ("card:2", {1}),
        ("card:1", set()),
        ("card:any", {1}),
        # Negation and alternatives
        ("-is:open", {6, 7}),
        ("switch|discount", {1, 2, 4}),
        ("-switch|discount", {3, 5, 6, 7, 8}),
        ("band:critical|is:unrated", {1, 3}),
        ('"is:open"', set()),
    ],
)
def test_what_a_filter_finds(text: str, ids: set[int]) -> None:
    assert found(text) == ids


@pytest.mark.parametrize(
    ("text", "wants"),
    [
        ("", False), ("switch", False), ("is:open", False), ("is:closed", True), ("-is:open", True),
        ("-is:closed", False), ("state:closed", True), ("state:occ", True), ("state:treating", False),
        ('"is:closed"', False),
    ],
)  # fmt: skip
def test_closed_risks_are_wanted_only_where_the_filter_says_so(text: str, wants: bool) -> None:
    assert compile_risk_filter(text, WS, CONTEXT).wants_closed is wants


@pytest.mark.parametrize(
    ("text", "code", "named", "hint"),
    [
        ("@zed", "not_found", "zed", "ana"),
        ("p:refrehs", "not_found", "refrehs", "refresh"),
        ("is:lasped", "usage", "is:lasped", "is:lapsed"),
        ("is:zzz", "usage", "is:zzz", "is:open"),
        ("state:trating", "usage", "state:trating", "treating"),
        ("state:m", "", "", ""),
        ("band:hihg", "usage", "band:hihg", "high"),
        ("score:26", "usage", "score:26", "1 to 25"),
        ("score:0", "usage", "score:0", "1 to 25"),
        ("emv:lots", "usage", "emv:lots", "emv:>10k"),
        ("score:>none", "usage", ">none", "score:none"),
        ("review:frii", "usage", "frii", "fri"),
        ("cell:6x1", "usage", "cell:6x1", "4x5"),
        ("cell:4", "usage", "cell:4", "4x5"),
        ("card:99", "not_found", "99", "list"),
        ("owner:ana", "usage", "owner:ana", "@ana"),
        ("due:fri", "usage", "due:fri", "review:<7d"),
        ("in:doing", "usage", "in:doing", ""),
        ("score:", "usage", "score:", "score:>=10"),
    ],
)
def test_a_word_that_makes_no_sense_is_named(text: str, code: str, named: str, hint: str) -> None:
    if not code:
        assert found(text) == set()
        return
    with pytest.raises(Refused) as caught:
        compile_risk_filter(text, WS, CONTEXT)
    refusal = caught.value.refusal
    assert named in refusal.message
    assert hint in refusal.hint
    assert refusal.code == code


@pytest.mark.parametrize(
    "word",
    ["is:", "is:la", "state:tr", "state:", "band:h", "score:", "score:>", "score:>=", "emv:<", "review:<", "review:la",
     "cell:", "cell:4", "cell:4x", "card:", "@m", "p:ref", "#net", "#n", "-is:l", "cat:", "band:critical|is:"],
)  # fmt: skip
def test_a_word_still_being_typed_is_no_error(word: str) -> None:
    assert found(f"switch {word}", typing=True) <= {1, 2}


# Orders


def order(sort: str) -> list[int]:
    return [risk.id for risk in sort_risks(WS, WS.risks(), sort, TODAY)]


def test_the_top_risks_go_by_score_then_money_then_time_and_the_unrated_come_last() -> None:
    assert order("score") == [1, 4, 5, 2, 7, 8, 6, 3]
    more: list[Mapping[str, Any]] = [
        {}, {"proximity": {"from": "2026-06-01"}}, {"proximity": {"to": "2026-04-01"}}, {"quant": estimate(1, 5)}
    ]  # fmt: skip
    same = ({"title": "x", "current": rated(3, 3), **doc} for doc in more)
    ws = Workspace().with_changes(created("risk", id, {"id": id, **doc}) for id, doc in enumerate(same, 1))
    assert [risk.id for risk in sort_risks(ws, ws.risks(), "score", TODAY)] == [4, 3, 2, 1]


def test_other_orders() -> None:
    assert order("emv") == [2, 1, 7, 4, 3, 5, 6, 8]
    assert order("review") == [6, 1, 2, 8, 5, 3, 4, 7]
    assert order("owner") == [1, 5, 6, 7, 4, 8, 2, 3]
    assert order("state") == [2, 3, 4, 8, 5, 1, 7, 6]
    assert order("id") == sorted(EVERYTHING)
    with pytest.raises(Refused, match="The orders are score, emv"):
        order("rank")
    assert {tuple(sorted(order(sort))) for sort in SORTS} == {tuple(sorted(EVERYTHING))}


# Completion


@pytest.mark.parametrize(
    ("mode", "text", "offered"),
    [
        ("risk-filter", "is:la", ["is:late", "is:lapsed"]),
        ("risk-filter", "switch -state:t", ["state:treating"]),
        ("risk-filter", "cell:5x", ["cell:5x5", "cell:5x4", "cell:5x3", "cell:5x2", "cell:5x1"]),
        ("risk-filter", "cat:s", ["cat:Supplier"]),
        ("risk-filter", "#ne", ["#net", "#network"]),
        ("risk-filter", "card:t", ["card:2"]),
        ("risk-filter", "@m", ["@me", "@maria"]),
        ("risk-filter", "review:l", ["review:late"]),
        ("risk-filter", "score:n", ["score:none"]),
        ("risk-filter", "score:>n", []),
        ("risk-add", "x %4", []),
        ("risk-add", "x kind:o", ["kind:opportunity"]),
        ("risk-add", "x +2", []),
        ("risk-add", "x +ord", ["+1"]),
        ("risk-add", "x cat:tech", ["cat:technical"]),
    ],
)
def test_what_completes_a_line(mode: Any, text: str, offered: list[str]) -> None:
    assert [insert for insert, _ in complete(text, len(text), WS, mode).candidates] == offered


def test_every_offered_word_is_understood() -> None:
    for key in ("is", "state", "band", "score", "emv", "review", "cell"):
        for choice in choices(key):
            found(f"{key}:{choice}")


# Laws

WORDS = st.sampled_from(
    ["switch", "@ana", "@none", "#network", "is:open", "is:late", "is:above", "is:attention", "state:treating",
     "band:high", "score:>=10", "score:none", "emv:>10k", "review:<7d", "review:none", "cat:technical", "cell:4x5",
     "card:any", "p:refresh", "R1"]
)  # fmt: skip
TERMS = st.builds("|".join, st.lists(WORDS, min_size=1, max_size=3))


@settings(max_examples=60)
@given(st.lists(TERMS, min_size=1, max_size=3))
def test_negation_divides_alternatives_add_up_and_all_words_have_to_hold(terms: list[str]) -> None:
    expected = set(EVERYTHING)
    for term in terms:
        assert found(term) | found(f"-{term}") == EVERYTHING
        assert found(term) & found(f"-{term}") == set()
        assert found(term) == set().union(*(found(word) for word in term.split("|")))
        expected &= found(term)
    assert found(" ".join(terms)) == expected


@settings(max_examples=60)
@given(st.text(alphabet=st.sampled_from('ab1 -|:"\\@#<>=isscorecellx'), max_size=15), st.booleans())
def test_any_line_is_a_filter_or_refused(text: str, typing: bool) -> None:
    try:
        assert found(text, typing=typing) <= EVERYTHING
    except Refused:
        return
