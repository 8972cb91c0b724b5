"""The priorities as a frozen view: what stands in which quadrant, in which order, and what is said of the board."""

from collections.abc import Mapping
from typing import Any

from tests.conftest import NOW, make_workspace
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.filter import FilterContext, compile_filter
from tuiboard.view.priorities import SORTS, priorities_view, ranked_row, ranking

TODAY = NOW[:10]


def board(*cards: Mapping[str, Any]) -> Workspace:
    return make_workspace(cards=[{"title": f"card {n}", "column": "doing", **card} for n, card in enumerate(cards, 1)])


def urgent(**more: Any) -> dict[str, Any]:
    return {"due": TODAY, "value": 5, **more}


def test_each_open_card_stands_in_one_quadrant_and_a_filter_narrows_all_of_them() -> None:
    ws = board(urgent(), {"value": 5, "owner": "ana"}, {"due": TODAY, "value": 0}, {"value": 1}, {"archived": True})
    found = ranking(ws, "ana", TODAY)
    view = priorities_view(ws, found.priorities, None, "priority", None, TODAY)
    assert {q.name: (q.many, [id for id, _ in q.leading]) for q in view.quadrants} == {
        "Do now": (1, [1]), "Schedule": (1, [2]), "Delegate": (1, [3]), "Later": (1, [4]),
    }  # fmt: skip
    assert (list(view.ids), view.shown, view.total) == ([1, 3, 2, 4], 4, 4)
    mine = compile_filter("@ana", ws, FilterContext(TODAY, "ana"))
    view = priorities_view(ws, found.priorities, mine, "priority", None, TODAY)
    assert ([q.many for q in view.quadrants], list(view.ids), view.shown, view.total) == ([0, 1, 0, 0], [2], 1, 4)
    narrowed = priorities_view(ws, found.priorities, None, "priority", "Delegate", TODAY)
    assert (list(narrowed.ids), narrowed.shown) == ([3], 4), "a quadrant narrows the list, and not the counts"


def test_other_orders_are_those_of_the_board_s_list() -> None:
    ws = board(
        {"value": 5, "effort": 80, "rank": "c"}, {"value": 2, "effort": 1, "rank": "b"},
        {"value": 1, "due": TODAY, "rank": "a"},
    )  # fmt: skip
    found = ranking(ws, "ana", TODAY).priorities
    orders = {sort: list(priorities_view(ws, found, None, sort, None, TODAY).ids) for sort in SORTS}
    assert orders == {"priority": [3, 1, 2], "wsjf": [2, 3, 1], "due": [3, 1, 2], "rank": [3, 2, 1], "age": [1, 2, 3],
                      "id": [1, 2, 3]}  # fmt: skip


def test_a_row_says_why_and_what_it_is_pinned_to() -> None:
    pin = {"quadrant": "Later", "reason": "waits", "until": "2026-03-20", "by": "ana"}
    ws = board(urgent(owner="ana", blocked={"reason": "x", "since": NOW}), {"value": 3}, {"value": 3, "pin": pin},
               {"depends_on": [3]})  # fmt: skip
    found = ranking(ws, "ana", TODAY)

    def row(id: int, sort: str = "priority") -> Any:
        card, score = ws.card(id), found.priorities.of(id)
        assert card is not None
        assert score is not None
        return ranked_row(card, score, found.places[id], sort, TODAY)

    assert (row(1).owner, row(1).due, row(1).due_role) == ("ana", "today", "card-today")
    assert row(1).reasons == "blocked, 0 days of slack, value 5"
    assert (row(2).owner, row(2).due, row(2).pin) == ("nobody", "no date", "")
    assert row(3).pin == "pinned until 20 mar"
    assert "blocks 1 card" in row(3).reasons, "under Later it is said that others wait"
    quadrants = priorities_view(ws, found.priorities, None, "priority", None, TODAY).quadrants
    assert (3, "blocks 1: card 3") in quadrants[3].leading, "in the quadrant too"
    assert row(2, "wsjf").figure == "3.0?", "a weight without an estimate is marked"


def test_a_circle_from_a_foreign_file_is_reported_and_ranked() -> None:
    found = ranking(board({"depends_on": [2]}, {"depends_on": [1]}), "ana", TODAY)
    assert found.circle == "Cards wait in a circle, of which one link is not counted: 1 → 2 → 1."
    assert len(found.priorities) == 2
    assert "3 → 3" in ranking(board({}, {}, {"depends_on": [3]}), "ana", TODAY).circle
    away = [{"depends_on": [2], "archived": True}, {"depends_on": [1], "archived": True}]
    both = board(*away, {"depends_on": [4]}, {"depends_on": [3]})
    assert "3 → 4 → 3" in ranking(both, "ana", TODAY).circle, "the one that the ranking feels is named"
    assert ranking(board(*away, {"depends_on": [1]}), "ana", TODAY).circle == ""


def test_the_day_is_said_in_one_sentence() -> None:
    ws = board(
        {"owner": "ana", "due": "2026-03-10"}, {"owner": "ana", "due": TODAY},
        {"owner": "ana", "due": "2026-03-14", "promised_to": "City Hall"}, {"owner": "omar", "depends_on": [1]},
    )  # fmt: skip
    found = ranking(ws, "ana", TODAY)
    assert found.first == ("1", "3", "2")
    assert found.sentence == "3 open cards: 1 late, 1 due today, 1 that others wait for; 1 promised within 7 days."
