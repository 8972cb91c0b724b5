"""Columns, people, projects, milestones and the board itself."""

from typing import Any

import pytest

from tests.conftest import make_workspace
from tests.domain.deciding import LATER, card, decided, done, refused
from tuiboard.domain import commands as c


def keys(ws: Any) -> list[str]:
    return [column.key for column in ws.columns()]


def test_a_column_is_added_at_the_end_or_right_of_another() -> None:
    ws = done(make_workspace(), c.AddColumn({"name": "In progress"}))
    ws = done(ws, c.AddColumn({"name": "Ready", "kind": "queue", "wip_limit": 5}, after="backlog"))
    assert keys(ws) == ["backlog", "ready", "doing", "review", "done", "in-progress"]
    assert refused(ws, c.AddColumn({"name": "in PROGRESS"})).code == "rule"


def test_a_column_moves_and_is_renamed_without_changing_its_key() -> None:
    ws = done(make_workspace(), c.MoveColumn("done", None))
    assert keys(ws) == ["done", "backlog", "doing", "review"]
    ws = done(ws, c.MoveColumn("done", "review"))
    assert keys(ws) == ["backlog", "doing", "review", "done"]
    ws = done(
        ws, c.EditColumn("doing", {"name": "Now", "policy": "Has an owner", "wip_limit": None, "stale_after_days": 5})
    )
    column = ws.column("doing")
    assert column is not None
    assert (column.name, column.policy, column.wip_limit, column.stale_after_days) == ("Now", "Has an owner", None, 5)


def test_a_change_of_kind_finishes_and_reopens_the_cards_in_the_column() -> None:
    ws = done(make_workspace(), c.EditColumn("review", {"kind": "done"}))
    assert card(ws, 4).finished_at == LATER
    assert card(done(ws, c.EditColumn("review", {"kind": "active"})), 4).finished_at is None


def test_removing_a_column_sends_its_cards_archived_ones_too_to_another() -> None:
    ws = done(make_workspace(), c.ArchiveCards([2]))
    refusal = refused(ws, c.RemoveColumn("backlog"))
    assert "2 cards" in refusal.message
    ws = done(ws, c.RemoveColumn("backlog", "review"))
    assert keys(ws) == ["doing", "review", "done"]
    assert ws.column_cards("review") == [4, 1]
    assert card(ws, 2).column == "review"
    assert card(ws, 2).archived


def test_the_only_column_stays() -> None:
    ws = make_workspace(columns=[{"key": "all", "name": "All", "kind": "queue"}], cards=[])
    assert refused(ws, c.RemoveColumn("all")).code == "rule"


@pytest.mark.parametrize(
    ("fields", "names"),
    [({"kind": "odd"}, "odd"), ({"wip_limit": 0}, "between 1"), ({"name": ""}, "empty"), ({"color": "red"}, "color")],
)
def test_column_fields_are_checked(fields: dict[str, Any], names: str) -> None:
    assert names in refused(make_workspace(), c.EditColumn("doing", fields)).message


def test_people_have_a_handle_and_at_most_one_shares_a_login() -> None:
    ws = done(make_workspace(), c.AddPerson("Li", {"name": "Li Wei", "login": "lwei"}))
    assert ws.person_by_login("lwei").handle == "li"  # type: ignore[union-attr]
    assert refused(ws, c.AddPerson("li")).code == "rule"
    assert refused(ws, c.AddPerson("a b")).code == "bad_data"
    assert refused(ws, c.AddPerson("me")).code == "bad_data"
    assert "@li" in refused(ws, c.EditPerson("maria", {"login": "lwei"})).message
    ws = done(ws, c.EditPerson("li", {"active": False, "hours_per_week": 20}))
    assert not ws.person("li").active  # type: ignore[union-attr]
    assert ws.person_by_login("lwei") is None


def test_projects_and_milestones() -> None:
    ws = done(make_workspace(), c.AddProject("identity", {"name": "Identity", "deadline": "2026-12-01"}))
    ws = done(ws, c.AddMilestone({"title": "Cut-over", "due": "2026-11-01", "project": "identity"}))
    assert ws.milestone(1).title == "Cut-over"  # type: ignore[union-attr]
    ws = done(ws, c.EditMilestone(1, {"due": None}))
    assert ws.milestone(1).due is None  # type: ignore[union-attr]
    assert refused(ws, c.AddProject("identity")).code == "rule"
    assert refused(ws, c.EditProject("ghost", {})).code == "not_found"
    assert refused(ws, c.EditMilestone(7, {})).code == "not_found"


def test_saved_filters_come_and_go_with_the_board() -> None:
    ws = done(make_workspace(), c.EditBoard(filters={"mine": "@me", "late": "is:overdue"}))
    ws = done(ws, c.EditBoard(name="Refresh", filters={"late": None}))
    assert dict(ws.board.filters) == {"mine": "@me"}
    assert ws.board.name == "Refresh"


def test_an_import_gives_out_ids_in_order_and_maps_every_reference() -> None:
    from tuiboard.domain.changes import Change, Told, created

    changes = [
        created("column", "later", {"key": "later", "name": "Later", "kind": "queue"}),
        created("card", -2, {"title": "second", "column": "later", "depends_on": [-1]}),
        created("card", -1, {"title": "first", "column": "backlog"}),
        created("comment", -1, {"on": ["card", -2], "author": "x", "at": LATER, "text": "hi"}),
    ]
    told = [
        Told(
            "2020-01-01T00:00:00Z",
            "x",
            "card.moved",
            Change("card", -2, {"column": "a"}, {"column": "later"}),
            "trello",
        )
    ]
    found = decided(make_workspace(), c.Import(changes, told, "test"))
    ws = make_workspace().with_changes(found.changes)
    assert card(ws, 6).title == "first"
    assert card(ws, 7).depends_on == [6]
    assert ws.comments("card", 7)[0].text == "hi"
    assert found.told[0].change.id == 7
    assert keys(ws)[-1] == "later"
    assert ws.column_cards("backlog") == [1, 2, 6]


def test_an_import_that_breaks_a_rule_changes_nothing() -> None:
    from tuiboard.domain.changes import created

    for doc in (
        {"title": "", "column": "backlog"},
        {"title": "x", "column": "nowhere"},
        {"title": "x", "column": "backlog", "owner": "ghost"},
    ):
        refused(make_workspace(), c.Import([created("card", -1, doc)], (), "test"))
    assert (
        "in use"
        in refused(
            make_workspace(), c.Import([created("card", 3, {"title": "x", "column": "backlog"})], (), "test")
        ).message
    )


def test_a_hard_limit_holds_for_adding_restoring_and_removing_too_and_a_reason_passes_it() -> None:
    ws = done(make_workspace(), c.EditColumn("review", {"wip_hard": True, "wip_limit": 1}))
    assert refused(ws, c.RemoveColumn("doing", "review")).code == "rule"
    assert decided(ws, c.RemoveColumn("doing", "review", "reorganised")).why == "reorganised"
    assert decided(ws, c.AddCards([{"title": "x", "column": "review"}], reason="urgent")).why == "urgent"


def test_columns_keep_names_of_their_own_and_ranks_of_bounded_length() -> None:
    ws = make_workspace()
    assert refused(ws, c.EditColumn("doing", {"name": "review"})).code == "rule"
    ws = done(ws, c.EditColumn("doing", {"name": "In work"}))
    assert refused(ws, c.AddColumn({"name": "In Work"})).code == "rule"
    for turn in range(400):
        ws = done(ws, c.MoveColumn(("doing", "review")[turn % 2], "backlog"))
    assert max(len(column.rank) for column in ws.columns()) <= 61
    assert len(keys(ws)) == 4
