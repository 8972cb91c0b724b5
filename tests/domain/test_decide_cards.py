"""What commands do to cards, and what they refuse."""

from typing import Any

import pytest

from tests.conftest import NOW, make_workspace
from tests.domain.deciding import CONTEXT, LATER, card, decided, done, refused
from tuiboard.domain import commands as c
from tuiboard.domain.decide import Decision, decide
from tuiboard.domain.refusal import Refusal


def test_a_new_card_gets_the_next_id_the_first_queue_and_its_author() -> None:
    ws = done(make_workspace(), c.AddCards([{"title": " Fix\n the  door "}]))
    new = card(ws, 6)
    assert (new.title, new.column, new.created_by, new.created_at, new.entered_column_at) == (
        "Fix the door",
        "backlog",
        "ana",
        LATER,
        LATER,
    )
    assert ws.column_cards("backlog")[-1] == 6
    assert new.started_at is None


def test_a_card_added_below_another_stands_right_below_it_in_its_column() -> None:
    ws = done(make_workspace(), c.AddCards([{"title": "a"}, {"title": "b"}], below=1))
    assert ws.column_cards("backlog") == [1, 6, 7, 2]


def test_ids_are_never_given_out_twice_even_after_the_last_card_is_undone() -> None:
    ws = make_workspace()
    added = decided(ws, c.AddCards([{"title": "x"}]))
    after = ws.with_changes(added.changes)
    gone = after.with_changes([change.swapped() for change in reversed(added.changes)])
    assert gone.card(6) is None
    assert decided(gone, c.AddCards([{"title": "y"}])).changes[-1].id == 7


@pytest.mark.parametrize(
    ("fields", "code", "names"),
    [
        ({"title": ""}, "bad_data", "title is empty"),
        ({"title": " \n\t "}, "bad_data", "title is empty"),
        ({"title": "x" * 10_000}, "bad_data", "10,000 characters"),
        ({"title": "界" * 200 + "x"}, "bad_data", "201 characters"),
        ({"title": "\U0001f600" * 200, "body": ""}, None, ""),
        ({"title": "x", "owner": "nobody"}, "not_found", "nobody"),
        ({"title": "x", "column": "nowhere"}, "not_found", "nowhere"),
        ({"title": "x", "project": "ghost"}, "not_found", "ghost"),
        ({"title": "x", "milestone": 9}, "not_found", "M9"),
        ({"title": "x", "due": "2026-02-30"}, "bad_data", "2026-02-30"),
        ({"title": "x", "due": "friday"}, "bad_data", "friday"),
        ({"title": "x", "value": 6}, "bad_data", "between 0 and 5"),
        ({"title": "x", "value": 2.5}, "bad_data", "whole number"),
        ({"title": "x", "value": True}, "bad_data", "not a number"),
        ({"title": "x", "effort": float("nan")}, "bad_data", "not a number"),
        ({"title": "x", "effort": float("inf")}, "bad_data", "not a number"),
        ({"title": "x", "effort": -1}, "bad_data", "between 0"),
        ({"title": "x", "tags": ["two words"]}, "bad_data", "two words"),
        ({"title": "x", "tags": [f"t{i}" for i in range(201)]}, "bad_data", "201 items"),
        ({"title": "x", "checklist": [{"text": "t", "done": False}] * 1001}, "bad_data", "1,001 items"),
        ({"title": "x", "body": "b" * (256 * 1024 + 1)}, "bad_data", "262,145 bytes"),
        ({"title": "x", "depends_on": [99]}, "not_found", "99"),
        ({"title": "x", "colour": "red"}, "usage", "colour"),
        ({"title": "x", "created_at": "2020-01-01T00:00:00Z"}, "usage", "created_at"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(fields: dict[str, Any], code: str | None, names: str) -> None:
    found = decide(make_workspace(), c.AddCards([fields]), CONTEXT)
    if code is None:
        assert isinstance(found, Decision)
    else:
        assert isinstance(found, Refusal)
        assert found.code == code
        assert names in found.message


def test_a_title_with_control_characters_is_refused_nowhere_but_named_visibly() -> None:
    refusal = refused(make_workspace(), c.AddCards([{"title": "x", "owner": "\x1b]52;c;x\x07"}]))
    assert "\x1b" not in refusal.text
    assert "\x07" not in refusal.text


def test_all_cards_of_a_command_are_added_or_none() -> None:
    refusal = refused(make_workspace(), c.AddCards([{"title": "good"}, {"title": "bad", "owner": "nobody"}]))
    assert "nobody" in refusal.message


def test_moving_into_an_active_column_starts_a_card_once() -> None:
    ws = done(make_workspace(), c.MoveCards([2], "doing"))
    assert card(ws, 2).started_at == LATER
    assert card(ws, 2).entered_column_at == LATER
    back = ws.with_changes(decided(ws, c.MoveCards([2], "backlog")).changes)
    assert card(back, 2).started_at == LATER


def test_moving_into_done_finishes_and_moving_out_clears_it() -> None:
    ws = done(make_workspace(), c.MoveCards([3], "done"))
    assert card(ws, 3).finished_at == LATER
    ws = done(ws, c.MoveCards([3], "review"))
    assert card(ws, 3).finished_at is None


def test_days_in_column_survive_edits_comments_and_reordering() -> None:
    ws = done(make_workspace(), c.EditCards([1], {"title": "New", "due": "2026-04-01"}))
    ws = done(ws, c.AddComment(("card", 1), "hello"))
    ws = done(ws, c.MoveCards([1], "backlog", after=2))
    ws = done(ws, c.BlockCards([1], "waiting"))
    assert card(ws, 1).entered_column_at == NOW


def test_a_move_writes_one_card() -> None:
    many = make_workspace(cards=[{"title": f"c{i}"} for i in range(100)])
    found = decided(many, c.MoveCards([100], "backlog", after=50))
    assert [change.id for change in found.changes] == [100]
    assert many.with_changes(found.changes).column_cards("backlog")[50] == 100


def test_several_cards_keep_their_order_when_they_move_together() -> None:
    ws = done(make_workspace(), c.MoveCards([3, 2, 1], "review", top=True))
    assert ws.column_cards("review") == [1, 2, 3, 4]


def test_equal_ranks_are_spread_so_that_a_card_can_stand_between() -> None:
    ws = make_workspace(cards=[{"title": "a", "rank": "V"}, {"title": "b", "rank": "V"}, {"title": "c", "rank": "k"}])
    ws = done(ws, c.MoveCards([3], "backlog", after=1))
    assert ws.column_cards("backlog") == [1, 3, 2]


def test_a_soft_limit_warns_and_lets_pass() -> None:
    ws = done(make_workspace(), c.MoveCards([1], "review"))
    found = decided(ws, c.MoveCards([2], "review"))
    assert found.warnings == ("“Review” is over its limit: 3 of 2.",)
    assert found.changes


def test_a_hard_limit_refuses_without_a_reason_and_records_the_reason() -> None:
    ws = make_workspace()
    ws = done(ws, c.EditColumn("review", {"wip_hard": True, "wip_limit": 1}))
    refusal = refused(ws, c.MoveCards([1], "review"))
    assert refusal.code == "rule"
    assert "1 of 1" in refusal.message
    assert decided(ws, c.MoveCards([1], "review", reason="Go-live is tonight")).why == "Go-live is tonight"
    assert refused(ws, c.MoveCards([1], "review", reason="  ")).code == "rule"
    assert refused(ws, c.AddCards([{"title": "x", "column": "review"}])).code == "rule"


def test_archived_cards_dont_count_against_a_limit() -> None:
    ws = done(make_workspace(), c.EditColumn("review", {"wip_hard": True, "wip_limit": 1}))
    ws = done(ws, c.ArchiveCards([4]))
    assert decided(ws, c.MoveCards([1], "review")).changes


def test_starting_before_a_dependency_is_finished_warns() -> None:
    ws = done(make_workspace(), c.EditCards([1], {"depends_on": [3]}))
    assert decided(ws, c.MoveCards([1], "doing")).warnings == ("1 starts before what it depends on is finished: 3.",)


def test_a_cycle_of_dependencies_is_refused_and_named() -> None:
    ws = done(make_workspace(), c.EditCards([3], {"depends_on": [1]}))
    refusal = refused(ws, c.EditCards([1], add={"depends_on": [4]}))
    assert refusal.message == "That would be a cycle: 1 needs 4 needs 3 needs 1."
    assert "1 needs 1" in refused(ws, c.EditCards([1], {"depends_on": [1]})).message


def test_two_cards_cant_come_to_need_each_other_in_one_command() -> None:
    refusal = refused(make_workspace(), c.EditCards([1, 2], add={"depends_on": [1]}))
    assert "cycle" in refusal.message


def test_archiving_keeps_the_column_and_restoring_brings_back_to_its_end() -> None:
    ws = done(make_workspace(), c.ArchiveCards([1]))
    assert ws.column_cards("backlog") == [2]
    assert refused(ws, c.MoveCards([1], "doing")).code == "rule"
    ws = done(ws, c.RestoreCards([1]))
    assert ws.column_cards("backlog") == [2, 1]


def test_a_block_keeps_its_first_day_when_the_reason_changes() -> None:
    ws = done(make_workspace(), c.BlockCards([1], "waiting for the vendor"))
    found = decide(ws, c.BlockCards([1], "vendor is bankrupt"), CONTEXT._replace(now="2026-03-20T10:00:00Z"))
    assert isinstance(found, Decision)
    assert card(ws.with_changes(found.changes), 1).blocked == {"reason": "vendor is bankrupt", "since": LATER}
    assert refused(ws, c.BlockCards([1], " ")).code == "bad_data"


def test_ticking_an_item_and_naming_one_that_isnt_there() -> None:
    ws = done(make_workspace(), c.EditCards([1], {"checklist": [{"text": "one"}, {"text": "two"}]}))
    ws = done(ws, c.CheckItem(1, 1))
    assert [item["done"] for item in card(ws, 1).checklist] == [False, True]
    assert "no checklist item 3" in refused(ws, c.CheckItem(1, 2)).message
    assert not decided(ws, c.CheckItem(1, 1, True)).changes


def test_an_edit_holds_only_the_touched_fields() -> None:
    change = decided(make_workspace(), c.EditCards([3], {"value": 4, "due": "2026-04-01"})).changes[0]
    assert change.after == {"due": "2026-04-01"}
    assert change.before == {"due": "2026-03-09"}


def test_a_field_that_someone_changed_meanwhile_is_a_conflict_and_others_merge() -> None:
    ws = make_workspace()
    opened = dict(card(ws, 1).doc)
    ws = done(ws, c.EditCards([1], {"due": "2026-05-01"}))
    merged = done(ws, c.EditCards([1], {"title": "Mine"}, seen={1: opened}))
    assert (card(merged, 1).title, card(merged, 1).due) == ("Mine", "2026-05-01")
    refusal = refused(ws, c.EditCards([1], {"due": "2026-06-01"}, seen={1: opened}))
    assert refusal.code == "conflict"
    assert refusal.details["fields"]["due"] == {"mine": "2026-06-01", "theirs": "2026-05-01", "was": "2026-03-13"}
    assert not decided(ws, c.EditCards([1], {"due": "2026-05-01"}, seen={1: opened})).changes


def test_an_empty_comment_and_an_unknown_card_are_refused() -> None:
    assert refused(make_workspace(), c.AddComment(("card", 1), " \n ")).code == "bad_data"
    assert refused(make_workspace(), c.AddComment(("card", 77), "x")).code == "not_found"


def test_completing_goes_to_the_first_done_column_and_leaves_done_cards_alone() -> None:
    ws = done(make_workspace(), c.CompleteCards([1, 5]))
    assert ws.column_cards("done") == [5, 1]
    assert card(ws, 5).finished_at == "2026-03-06T15:00:00Z"


def test_a_step_of_the_value_is_each_cards_own_and_stops_at_the_ends() -> None:
    ws = done(make_workspace(), c.StepValue([1, 3], 1))
    assert (card(ws, 1).value, card(ws, 3).value) == (3, 5)
    assert card(done(ws, c.StepValue([3], 1)), 3).value == 5


def test_zero_is_a_value_that_someone_else_may_have_given() -> None:
    ws = make_workspace()
    opened = dict(card(ws, 1).doc)
    ws = done(ws, c.EditCards([1], {"value": 0}))
    assert refused(ws, c.EditCards([1], {"value": 5}, seen={1: opened})).code == "conflict"


def test_a_tick_of_an_item_that_has_moved_is_a_conflict() -> None:
    ws = done(make_workspace(), c.EditCards([1], {"checklist": [{"text": "zero"}, {"text": "one"}]}))
    assert refused(ws, c.CheckItem(1, 0, True, "one")).code == "conflict"
    assert decided(ws, c.CheckItem(1, 1, True, "one")).changes
