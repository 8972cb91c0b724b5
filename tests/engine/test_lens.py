"""Overdue, stale, days in column, and the sort orders."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import NOW, make_workspace
from tuiboard.domain import calendar
from tuiboard.domain.board import Card
from tuiboard.domain.priority import scores
from tuiboard.domain.refusal import Refused
from tuiboard.domain.workspace import Workspace
from tuiboard.engine import lens

TODAY = NOW[:10]
COLUMNS = (
    {"key": "backlog", "name": "Backlog", "kind": "queue"},
    {"key": "doing", "name": "Doing", "kind": "active", "stale_after_days": 5},
    {"key": "done", "name": "Done", "kind": "done", "stale_after_days": 1},
)


def board(*cards: Mapping[str, Any]) -> Workspace:
    return make_workspace(cards=[{"title": "card", **card} for card in cards], columns=COLUMNS)


def only(ws: Workspace) -> Card:
    (card,) = ws.cards()
    return card


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"due": "2026-03-10"}, True),
        ({"due": "2026-03-11"}, False),
        ({}, False),
        ({"due": "2026-03-10", "column": "done"}, False),
        ({"due": "2026-03-10", "archived": True}, False),
        ({"due": "2026-03-10", "column": "gone"}, True),
    ],
)
def test_overdue_is_what_was_due_before_today_and_is_still_to_do(fields: Mapping[str, Any], expected: bool) -> None:
    ws = board(fields)
    assert lens.is_overdue(ws, only(ws), TODAY) is expected
    assert lens.overdue(ws, TODAY)(only(ws).doc) is expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"column": "doing", "entered_column_at": "2026-03-06T23:59:59Z"}, True),
        ({"column": "doing", "entered_column_at": "2026-03-07T00:00:00Z"}, False),
        ({"column": "doing", "entered_column_at": "2026-03-12T00:00:00Z"}, False),
        ({"column": "doing", "entered_column_at": "2026-03-01T00:00:00Z", "archived": True}, False),
        ({"column": "doing", "entered_column_at": None, "created_at": "2026-02-01T00:00:00Z"}, True),
        ({"column": "doing", "entered_column_at": None, "created_at": None}, False),
        ({"column": "backlog", "entered_column_at": "2020-03-01T00:00:00Z"}, False),
        ({"column": "gone", "entered_column_at": "2020-03-01T00:00:00Z"}, False),
    ],
)
def test_stale_is_what_stood_in_its_column_for_too_long(fields: Mapping[str, Any], expected: bool) -> None:
    ws = board(fields)
    assert lens.is_stale(ws, only(ws), TODAY) is expected
    assert lens.stale(ws, TODAY)(only(ws).doc) is expected


def test_a_limit_beyond_the_calendar_is_never_reached() -> None:
    columns = ({"key": "doing", "name": "Doing", "kind": "active", "stale_after_days": 10**9},)
    ws = make_workspace(cards=[{"title": "x", "entered_column_at": "2020-03-01T00:00:00Z"}], columns=columns)
    assert not lens.is_stale(ws, only(ws), TODAY)
    assert not lens.stale(ws, TODAY)(only(ws).doc)


def test_days_are_those_of_the_persons_calendar(in_zone: Callable[[str], None]) -> None:
    card = only(board({"entered_column_at": "2026-03-09T23:30:00Z", "created_at": "2026-03-01T12:00:00Z"}))
    assert (lens.column_days(card, TODAY), lens.age_days(card, TODAY)) == (2, 10)
    in_zone("Europe/Zurich")
    assert (lens.column_days(card, TODAY), lens.age_days(card, TODAY)) == (1, 10)


def test_the_orders() -> None:
    ws = board(
        {"column": "done", "rank": "A", "created_at": "2026-03-02T00:00:00Z"},
        {"column": "backlog", "rank": "C", "due": "2026-03-12", "created_at": "2026-03-01T00:00:00Z"},
        {"column": "backlog", "rank": "B", "value": 5, "created_at": "2026-03-03T00:00:00Z"},
        {"column": "gone", "rank": "A", "due": "2026-03-11", "created_at": "2026-03-01T00:00:00Z"},
        {"column": "backlog", "rank": "B", "created_at": "2026-03-03T00:00:00Z", "archived": True},
    )
    orders = {sort: [card.id for card in lens.sort_cards(ws, ws.cards(), sort, TODAY)] for sort in lens.SORTS}
    assert orders == {
        "rank": [3, 5, 2, 1, 4],
        "priority": [4, 2, 3, 1, 5],
        "wsjf": [4, 3, 2, 1, 5],
        "due": [4, 2, 1, 3, 5],
        "age": [2, 4, 1, 3, 5],
        "id": [1, 2, 3, 4, 5],
    }


def test_an_unknown_order_is_refused_by_name() -> None:
    ws = board()
    with pytest.raises(Refused, match=r"“size”.*rank, priority, wsjf, due, age, id") as caught:
        lens.sort_cards(ws, [], "size", TODAY)
    assert caught.value.refusal.code == "usage"


# Laws

dates = st.integers(-20, 20).map(lambda offset: calendar.add_days(TODAY, offset))
instants = st.tuples(dates, st.integers(0, 23)).map(lambda at: f"{at[0]}T{at[1]:02}:30:00Z")
boards = st.lists(
    st.fixed_dictionaries(
        {"column": st.sampled_from(["backlog", "doing", "done", "gone"]), "rank": st.sampled_from("ABC")},
        optional={
            "due": dates,
            "entered_column_at": instants,
            "created_at": instants,
            "archived": st.just(True),
            "value": st.integers(0, 5),
        },
    ),
    max_size=8,
).map(lambda cards: board(*cards))


@given(boards, st.sampled_from(lens.SORTS), st.randoms())
def test_a_sort_keeps_every_card_and_does_not_depend_on_the_order_before(ws: Workspace, sort: str, random: Any) -> None:
    cards = list(ws.cards())
    expected = lens.sort_cards(ws, cards, sort, TODAY)
    random.shuffle(cards)
    assert lens.sort_cards(ws, cards, sort, TODAY) == expected
    assert lens.sort_cards(ws, cards, sort, TODAY, scores(ws, TODAY)) == expected
    assert sorted(card.id for card in expected) == sorted(card.id for card in cards)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata", "America/Los_Angeles"])
def test_one_card_and_many_are_read_alike(in_zone: Callable[[str], None], zone: str) -> None:
    in_zone(zone)

    @given(boards)
    def alike(ws: Workspace) -> None:
        overdue, stale = lens.overdue(ws, TODAY), lens.stale(ws, TODAY)
        for card in ws.cards():
            assert overdue(card.doc) == lens.is_overdue(ws, card, TODAY)
            assert stale(card.doc) == lens.is_stale(ws, card, TODAY)

    alike()
