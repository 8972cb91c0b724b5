"""Quick add of a risk: one line that says it."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import make_workspace
from tests.domain.deciding import CONTEXT
from tuiboard.domain.commands import AddCards
from tuiboard.domain.decide import Decision, decide
from tuiboard.domain.refusal import Refusal
from tuiboard.domain.text import one_line, visible
from tuiboard.engine import quick_add
from tuiboard.engine.risk_quick_add import RiskQuickAdd, join, parse, quote_title

TODAY = "2026-11-24"  # a Tuesday
WS = make_workspace(cards=[{"title": f"Card {number}"} for number in range(1, 15)])


def read(text: str) -> RiskQuickAdd:
    return parse(text, WS, TODAY, "ana")


def fields(text: str) -> dict[str, Any]:
    found = read(text)
    assert found.problems == ()
    return found.fields


def problem(text: str) -> str:
    (found,) = read(text).problems
    assert found.word in text
    return found.message


def test_the_line_of_the_manual() -> None:
    line = (
        "Core switch fails %4 cost3 time5 @ana #network due:fri +12 p:refresh cat:technical from:12-01 to:12-20 "
        "emv:30%x40k/60k/90k"
    )
    found = read(line)
    assert found.problems == ()
    assert found.cards == ((12, "preventive"),)
    assert found.fields == {
        "title": "Core switch fails",
        "current": {"probability": 4, "impact": {"cost": 3, "time": 5}},
        "owner": "ana",
        "tags": ["network"],
        "next_review": "2026-11-27",
        "project": "refresh",
        "category": "technical",
        "proximity": {"from": "2026-12-01", "to": "2026-12-20"},
        "quant": {"p": 0.3, "low": 40_000, "mode": 60_000, "high": 90_000, "unit": "money"},
    }
    assert [(word.kind, word.shown) for word in found.words[3:]] == [
        ("probability", "probability 4 (likely)"),
        ("cost", "cost 3 (needs approval)"),
        ("time", "time 5 (the deadline passes)"),
        ("owner", "owner Ana Ruiz"),
        ("tag", "#network"),
        ("review", "review fri 27 nov"),
        ("card", "prevented by 12 Card 12"),
        ("project", "project Network refresh"),
        ("category", "category technical"),
        ("from", "from tue 1 dec"),
        ("to", "to sun 20 dec"),
        ("estimate", "estimate 30% 40k/60k/90k"),
    ]
    decided = decide(WS, found.command, CONTEXT)
    assert isinstance(decided, Decision)
    made = decided.changes[0].after or {}
    assert made["actions"] == [{"role": "preventive", "card": 12}]
    assert {name: made[name] for name in found.fields} == found.fields


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("x %1 i5", "current", {"probability": 1, "impact": {"overall": 5}}),
        ("x i3", "current", {"impact": {"overall": 3}}),
        ("x scope:2 QUALITY1 reputation5", "current", {"impact": {"scope": 2, "quality": 1, "reputation": 5}}),
        ("x kind:opportunity", "kind", "opportunity"),
        ("x kind:opp", "kind", "opportunity"),
        ('x cat:"third party"', "category", "third party"),
        ("x review:+2w", "next_review", "2026-12-08"),
        ("x from:fri", "proximity", {"from": "2026-11-27"}),
        ('x emv:"30% 5/8/17 days"', "quant", {"p": 0.3, "low": 5, "mode": 8, "high": 17, "unit": "days"}),
        ('x "%4" \\i5', "title", "x %4 i5"),
    ],
)
def test_what_a_marked_word_means(line: str, name: str, value: object) -> None:
    assert fields(line)[name] == value


@pytest.mark.parametrize(
    "text",
    ["50% of users leave", "i18n is late", "a % b", "time is short", "costs explode", "at 5 i", "+3d late", "+49-89-1",
     "from: Bob", "to the sponsor", "cat: a pet", "iPhone5", "5 > 3", "C# course", "@3pm", "due: the thing"],
)  # fmt: skip
def test_what_only_looks_like_a_mark_is_title(text: str) -> None:
    assert fields(text) == {"title": text}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("x %6", "“%6” is no level of probability. It goes from %1 to %5."),
        ("x %0", "“%0” is no level of probability."),
        ("x %20%", "It goes from %1 to %5."),
        ("x i0", "“i0” is no level of impact. It goes from i1 to i5."),
        ("x cost9", "“cost9” is no level of cost. It goes from cost1 to cost5."),
        ("x %4 %5", "“%5” is a second probability. A risk has one: keep one of them."),
        ("x @maira", "Nobody here is called “maira”. Did you mean “maria”"),
        ("x p:nope", "There is no project “nope”."),
        ("x +99", "There is no card “99”."),
        ("x due:someday", "someday"),
        ("x kind:maybe", "“maybe” is no kind of risk."),
        ("x emv:30%", "“30%” is not an estimate."),
        ("x emv:30%x9k/4k/5k", "9k/4k/5k don't rise."),
        ("x from:12-20 to:12-01", "It can't end on 2026-12-01, before it begins on 2026-12-20."),
        ("x from: fri", "Nothing stands behind “from:”."),
    ],
)
def test_a_word_that_makes_no_sense_is_named_and_nothing_is_added(line: str, says: str) -> None:
    assert says in problem(line)


def test_a_risk_needs_a_title() -> None:
    (found,) = read("%4 i5").problems
    assert (found.word, found.message[:19]) == ("", "The title is empty.")


def test_a_shell_that_took_the_quotes_off_changes_nothing() -> None:
    assert fields(join(["x", "cat:third party", "due:1 dec"])) == fields('x cat:"third party" due:"1 dec"')


def test_a_card_added_with_a_risk_is_linked_to_it_in_the_same_entry() -> None:
    made = decide(WS, read("Core switch fails +12").command, CONTEXT)
    assert isinstance(made, Decision)
    ws = WS.with_changes(made.changes)
    line = quick_add.parse("Order a spare +R1", ws, TODAY, "ana")
    added = decide(ws, AddCards([line.fields, {"title": "Test it", "risks": [1]}]), CONTEXT)
    assert isinstance(added, Decision)
    assert [(change.kind, change.id) for change in added.changes] == [("card", 15), ("card", 16), ("risk", 1)]
    after = ws.with_changes(added.changes)
    risk = after.risk(1)
    assert risk is not None
    assert risk.cards("preventive") == [12, 15, 16]
    assert after.risks_of(15) == [1]
    refused = decide(ws, AddCards([{"title": "x", "risks": [9]}]), CONTEXT)
    assert isinstance(refused, Refusal)
    assert refused.code == "not_found"


MARKS = st.sampled_from(
    ["@", "@ana", "%", "%4", "%9", "i", "i5", "i0", "cost3", "time", "due:", "due:fri", "from:", "to:mon", "kind:", "o",
     "cat:", "p:", "#", "#t", "+", "+12", "emv:", "emv:.3x60k", '"', "\\", '\\"', " ", "  ", "\n", "none", "x", "-",
     "\ud800", "\x1b[2J"]
)  # fmt: skip
LINES = st.one_of(st.text(max_size=60), st.lists(st.one_of(MARKS, st.text(max_size=3)), max_size=14).map("".join))


@settings(max_examples=60)
@given(LINES)
def test_any_line_is_read_each_word_stands_where_it_says_and_what_has_no_problem_can_be_added(line: str) -> None:
    found = read(line)
    for word in found.words:
        assert line[word.start : word.end] == word.text
        assert word.shown == visible(word.shown)
    assert '"' in line or "".join(word.text for word in found.words) == "".join(line.split())
    if not found.problems:
        assert isinstance(decide(WS, found.command, CONTEXT), Decision)


@settings(max_examples=60)
@given(LINES)
def test_a_quoted_title_is_read_as_it_is(text: str) -> None:
    found = read(quote_title(text) + " @ana")
    assert found.fields.get("title", "") == one_line(text)
    assert found.fields["owner"] == "ana"
