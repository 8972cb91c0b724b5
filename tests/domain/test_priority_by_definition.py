"""Every score beside a slow reading of its definition, whatever cards depend on, and whatever stands in a field."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import make_workspace
from tuiboard.domain.calendar import add_days, day_number, days_since
from tuiboard.domain.cycle_times import LocalDays, cycle_times, nearest_rank
from tuiboard.domain.priority import Priorities, grounds, score_of_card, scores
from tuiboard.domain.references import cycles
from tuiboard.domain.triage import triage_queue
from tuiboard.domain.workspace import Workspace
from tuiboard.view.compare import compare
from tuiboard.view.priorities import SORTS, priorities_view, ranking
from tuiboard.view.why import why

TODAY = "2026-03-02"
Doc = dict[str, Any]


def days_left(card: Doc) -> float:
    items = card.get("checklist") or [{}]
    return card.get("effort", 0) * (len([item for item in items if not item.get("done")]) / len(items)) / 8


def by_definition(cards: dict[int, Doc], risk: dict[int, int]) -> dict[int, tuple[float, float, float | None]]:
    """Urgency, importance and effective due day, each put as the definition says it."""
    past = cycle_times(doc for doc in cards.values() if doc["column"] == "done")
    live = {id: doc for id, doc in cards.items() if doc["column"] != "done" and not doc.get("archived")}

    def waits(id: int) -> list[int]:
        return [other for other, doc in live.items() if id in doc.get("depends_on", ())]

    def effective(id: int) -> float | None:
        own = day_number(live[id].get("due"))
        carried = [due - days_left(live[other]) for other in waits(id) if (due := effective(other)) is not None]
        return min([*carried, *([own] if own is not None else [])], default=None)

    found = {}
    for id, doc in live.items():
        if doc.get("snoozed_until", "") > TODAY:
            continue
        due, slack = effective(id), None
        if due is not None:
            slack = due - (day_number(TODAY) or 0) - days_left(doc)
        age = 0.0
        if doc["column"] == "doing" and past:
            days = days_since(doc.get("started_at") or doc["entered_column_at"], TODAY) + 1
            p50, p85, p95 = (nearest_rank(past, percent) for percent in (50, 85, 95))
            age = 0 if days < p50 else 0.5 if days <= p85 else 0.75 if days <= p95 else 1
        promise = 0.0
        if "promised_to" in doc and "due" in doc:
            left = (day_number(doc["due"]) or 0) - (day_number(TODAY) or 0)
            promise = 1 if left <= 2 else 0.5 if left <= 5 else 0
        pressing = 0 if slack is None else min(max(1 - slack / 14, 0), 1)
        urgency = 60 * pressing + 15 * min(len(waits(id)), 3) / 3 + 15 * age + 10 * promise
        highest = max((live[other].get("value", 2) for other in waits(id)), default=0)
        importance = 40 * doc.get("value", 2) / 5 + 35 * risk.get(id, 0) / 25 + 15 * highest / 5
        found[id] = (urgency, importance + 10 * ("promised_to" in doc), due)
    return found


BESIDE = {"body": "new", "tags": ["x"], "title": "y", "owner": "omar", "rank": "z", "links": ["https://x.org"]}
"""Fields that say nothing about what comes first."""


clocks = st.sampled_from(["T00:00:00Z", "T11:30:00Z", "T22:59:59Z", "T23:59:59Z"])
instants = st.builds(lambda back, clock: add_days(TODAY, back) + clock, st.integers(-30, 1), clocks)
fields = st.fixed_dictionaries(
    {"title": st.just("x"), "column": st.sampled_from(["backlog", "doing", "doing", "done"]), "created_at": instants},
    optional={
        "due": st.integers(-3, 30).map(lambda days: add_days(TODAY, days)),
        "effort": st.sampled_from([0.5, 4, 20.0]), "value": st.integers(0, 5), "promised_to": st.just("City Hall"),
        "started_at": instants, "finished_at": instants, "archived": st.sampled_from([False, True]),
        "depends_on": st.lists(st.integers(1, 9), max_size=3),
        "checklist": st.lists(st.sampled_from([{"text": "a"}, {"text": "b", "done": True}]), max_size=3),
        "snoozed_until": st.sampled_from([TODAY, add_days(TODAY, 1)]),
    },
)  # fmt: skip


@given(st.lists(fields, min_size=2, max_size=9), st.dictionaries(st.integers(1, 9), st.integers(1, 25)),
       st.permutations(range(9)))  # fmt: skip
@settings(max_examples=40)
def test_every_score_is_what_its_definition_says_in_whatever_order_cards_depend(
    cards: list[Doc], risk: dict[int, int], older: list[int]
) -> None:
    for number, card in enumerate(cards, 1):  # any order in which none depends on itself in the end
        card["depends_on"] = [id for id in card.get("depends_on", ()) if older[id - 1] < older[number - 1]]
    ws = make_workspace(cards=cards)
    found = scores(ws, TODAY, risk)
    expected = by_definition(ws.tables["card"], risk)  # type: ignore[arg-type]
    assert set(found.order) == set(expected)
    others = {id: {**doc, **BESIDE} for id, doc in reversed(ws.table("card").items())}
    elsewhere = scores(Workspace({**ws.tables, "card": others}), TODAY, risk)
    assert elsewhere.order == found.order, "only its inputs and the day change a rank"
    on = grounds(ws, risk)
    for id, (urgency, importance, due) in expected.items():
        score = found.of(id)
        assert score is not None
        assert (score.urgency, score.importance) == pytest.approx((urgency, importance), abs=1e-9)
        assert score.due_day == due
        assert score_of_card(on, ws.table("card"), id, TODAY) == score


@pytest.mark.parametrize("zone", ["UTC", "Europe/Zurich", "America/St_Johns", "Pacific/Kiritimati", "Africa/Cairo"])
def test_local_days_are_those_of_the_calendar_on_the_days_when_clocks_change_too(zone: str, in_zone: Any) -> None:
    in_zone(zone)
    days = LocalDays()
    for date, hour, minute in product(
        ["2011-03-13", "2011-11-06", "2026-03-29", "2026-04-24", "2026-10-25", "2026-10-29", "2026-01-01"],
        range(24), (0, 29, 31, 59),
    ):  # fmt: skip
        instant = f"{date}T{hour:02}:{minute:02}:00Z"
        assert days_since(instant, "2027-01-01") == (day_number("2027-01-01") or 0) - (days.of(instant) or 0)
    assert [days.of(odd) for odd in ("", "yesterday", "2026-99-99T00:00:00Z", None, 5)] == [None] * 5


ODD: tuple[Any, ...] = (
    None, True, -3, 7, 1.5, 10**400, float("nan"), "x", "2026-99-99", [], [1], [["a"]], [{}], [None, "2", 2, 2], {},
    {"a": 1},
)  # fmt: skip
READ = (
    "value", "effort", "due", "depends_on", "checklist", "promised_to", "snoozed_until", "started_at", "created_at",
    "entered_column_at", "pin", "archived", "owner", "blocked", "triaged_at", "title",
)  # fmt: skip


@pytest.mark.parametrize("field", READ)
def test_whatever_another_program_wrote_into_a_card_it_is_ranked_explained_and_triaged(field: str) -> None:
    for odd in ODD:
        ws = make_workspace(cards=[
            {"title": "a", "depends_on": [2], "value": 5},
            {"title": "b", "column": "doing", "due": "2026-03-04", "effort": 3.0, "promised_to": "c", field: odd},
            {"title": "done", "column": "done", "started_at": "2026-02-01T09:00:00Z",
             "finished_at": "2026-02-03T09:00:00Z"},
        ])  # fmt: skip
        found = everything(ws)
        for id in found.order:
            score = found.of(id)
            assert score is not None
            assert 0 <= score.urgency <= 100
            assert 0 <= score.importance <= 100


def everything(ws: Workspace) -> Priorities:
    """Have all that shows priorities read a board."""
    shown = ranking(ws, "ana", TODAY)
    found = shown.priorities
    for sort in SORTS:
        priorities_view(ws, found, None, sort, None, TODAY)
    triage_queue(ws, TODAY, found)
    list(cycles(ws))
    for id in found.order:
        card, score = ws.card(id), found.of(id)
        assert card is not None
        assert score is not None
        why(ws, card, score, 1, len(found), TODAY)
    if len(found) == 2:
        compare(ws, [1, 2], found, TODAY)
    return found
