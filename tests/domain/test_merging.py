"""Two people on the same card: whatever can be put together is, and nobody's word is lost without being asked."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import make_workspace
from tests.domain.deciding import decided, done, refused
from tuiboard.domain import commands as c
from tuiboard.domain.board import Card
from tuiboard.domain.merging import CLASH, both, merged
from tuiboard.domain.workspace import Workspace

tags = st.lists(st.sampled_from("abcdefg"), unique=True)
items = st.lists(
    st.builds(lambda text, done: {"text": text, "done": done}, st.sampled_from("abcde"), st.booleans()), max_size=5
)
anything = st.none() | st.integers() | st.text(max_size=3) | tags | items


def card(ws: Workspace, id: int) -> Card:
    found = ws.card(id)
    assert found is not None
    return found


@given(anything, anything)
def test_where_only_one_changed_it_that_change_stands(was: Any, new: Any) -> None:
    absent = None if new in ("", []) else new
    assert merged(was, new, was) == absent
    assert merged(was, was, new) == absent
    assert merged(was, new, new) == absent


@given(tags, tags, tags)
def test_tags_that_either_added_are_there_and_those_that_either_took_out_are_gone(
    was: list[str], mine: list[str], theirs: list[str]
) -> None:
    found = merged(was, mine, theirs) or []
    wanted = (set(mine) | set(theirs)) - (set(was) - set(mine)) - (set(was) - set(theirs))
    assert set(found) == wanted
    assert len(found) == len(wanted)


@given(items, items, items)
def test_a_checklist_keeps_what_either_added_and_ticked_or_asks(was: Any, mine: Any, theirs: Any) -> None:
    found = merged(was, mine, theirs)
    if found is CLASH:
        return
    texts = [item["text"] for item in found or []]
    for side, other in ((mine, theirs), (theirs, mine)):
        for text in {item["text"] for item in side} - {item["text"] for item in was}:
            assert text in texts, "what one added is there"
        changed = [item for item in side if item not in was and any(one["text"] == item["text"] for one in was)]
        for item in changed:
            if item["text"] in {one["text"] for one in other}:
                assert item["text"] in texts, "what one ticked is not taken out unseen"


def test_ticks_new_items_and_an_order_of_ones_own_meet() -> None:
    was = [{"text": "plan", "done": False}, {"text": "order", "done": False}, {"text": "build", "done": False}]
    mine = [was[2], {**was[0], "done": True}, was[1]]
    theirs = [was[0], {"text": "check", "done": False}, {**was[1], "done": True}]
    assert merged(was, mine, theirs) == [
        {"text": "plan", "done": True}, {"text": "check", "done": False}, {"text": "order", "done": True},
    ]  # fmt: skip


def test_an_item_that_one_reworded_and_the_other_ticked_is_asked_about() -> None:
    was = [{"text": "plan", "done": False}]
    assert merged(was, [{"text": "plan it", "done": False}], [{"text": "plan", "done": True}]) is CLASH
    assert merged(was, [{"text": "plan", "done": True}], []) is CLASH


def test_both_values_of_a_clash_stand_together_where_that_makes_sense() -> None:
    assert both("body", "mine", "theirs") == "theirs\n\nmine"
    assert both("title", "Switch B", "Switch A") == "Switch A / Switch B"
    assert both("title", "x" * 150, "y" * 150) is None
    assert both("due", "2026-05-01", "2026-06-01") is None
    assert both("owner", "ana", "omar") is None
    one, two = {"text": "a", "done": False}, {"text": "b", "done": False}
    assert both("checklist", [one], [{**one, "done": True}, two]) == [{**one, "done": True}, two]


def test_lists_of_a_form_merge_item_by_item() -> None:
    ws = make_workspace()
    opened = {1: card(ws, 1).doc}
    ws = done(ws, c.EditCards([1], add={"tags": ["urgent"]}, set={"checklist": [{"text": "plan"}]}))
    mine = {"tags": ["network", "core"], "checklist": [{"text": "order"}], "title": "Mine"}
    ws = done(ws, c.EditCards([1], mine, seen=opened))
    found = card(ws, 1)
    assert set(found.tags) == {"network", "urgent", "core"}
    assert {item["text"] for item in found.checklist} == {"plan", "order"}
    assert found.title == "Mine"


def test_what_is_merged_is_checked_as_a_whole() -> None:
    ws = make_workspace()
    opened = {1: card(ws, 1).doc}
    ws = done(ws, c.EditCards([1], {"tags": [f"a{number}" for number in range(150)]}, seen={}))
    refusal = refused(ws, c.EditCards([1], {"tags": [f"b{number}" for number in range(150)]}, seen=opened))
    assert "300 items" in refusal.message or "at most 200" in refusal.message


def test_a_card_that_someone_moved_elsewhere_is_not_pulled_back_unseen() -> None:
    ws = make_workspace()
    seen = {1: card(ws, 1).doc, 2: card(ws, 2).doc}
    moved = done(ws, c.MoveCards([1], "done"))
    refusal = refused(moved, c.MoveCards([1, 2], "doing", seen=seen))
    assert refusal.code == "conflict"
    assert refusal.details == {
        "kind": "card", "id": 1, "fields": {"column": {"mine": "doing", "theirs": "done", "was": "backlog"}},
    }  # fmt: skip
    assert not decided(moved, c.MoveCards([1], "done", seen=seen)).changes
    assert decided(moved, c.MoveCards([1], "doing")).changes, "who saw nothing is not asked"


@pytest.mark.parametrize(("reason", "clash"), [("no part", True), ("on strike", False)])
def test_a_reason_for_a_block_is_not_overwritten_unseen(reason: str, clash: bool) -> None:
    ws = done(make_workspace(), c.BlockCards([1], "on strike"))
    command = c.BlockCards([1], reason, {1: {"blocked": None}})
    if clash:
        fields = refused(ws, command).details["fields"]
        assert fields == {"blocked": {"mine": "no part", "theirs": "on strike", "was": None}}
    else:
        assert not decided(ws, command).changes
