"""What becomes of Taskwarrior's tasks."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import make_workspace
from tests.engine.exchange.samples import EMPTY, bring, plan, refusal, take_in, task, titles

REAL = Path(__file__).parents[3] / "../shared/data/taskwarrior_export.json"


def the_card(**fields: Any) -> Any:
    return titles(bring([task("One", **fields)]))["One"]


def test_an_empty_board_gets_four_columns() -> None:
    ws = bring([task("One")])
    assert [(c.name, c.does) for c in ws.columns()] == [
        ("Backlog", "queue"),
        ("Doing", "active"),
        ("Review", "active"),
        ("Done", "done"),
    ]


def test_the_columns_of_a_board_are_used_and_only_a_missing_one_is_made() -> None:
    ws = make_workspace(columns=[{"key": "inbox", "name": "Inbox", "kind": "queue"}], cards=(), people=(), projects=())
    after = bring([task("One"), task("Two", status="completed", end="20260305T080000Z")], ws)
    assert [c.key for c in after.columns()] == ["inbox", "done"]


def test_on_a_board_without_active_columns_a_started_task_stays_in_the_queue() -> None:
    ws = make_workspace(columns=[{"key": "inbox", "name": "Inbox", "kind": "queue"}], cards=(), people=(), projects=())
    found = plan([task("One", start="20260302T080000Z")], ws)
    card = titles(take_in(found, ws)[0])["One"]
    assert (card.column, card.started_at, card.entered_column_at) == (
        "inbox",
        "2026-03-02T08:00:00Z",
        "2026-03-01T08:00:00Z",
    )
    assert [told.action for told in found.command.told] == ["card.created"]


def test_a_pending_task_waits_in_the_first_queue() -> None:
    card = the_card(priority="H", tags=["net", "Big Deal", "C++"])
    assert (card.column, card.value, card.tags) == ("backlog", 5, ["net", "big-deal", "C++"])
    assert card.created_at == card.entered_column_at == "2026-03-01T08:00:00Z"
    assert (card.created_by, card.started_at, card.finished_at) == ("ana", None, None)
    assert card.source == {"system": "taskwarrior", "id": "u-One"}


@pytest.mark.parametrize(("priority", "value"), [("H", 5), ("M", 3), ("L", 1), ("", None), (None, None)])
def test_priorities_become_values(priority: str | None, value: int | None) -> None:
    assert the_card(priority=priority).doc.get("value") == value


def test_a_priority_of_ones_own_stays_in_extra() -> None:
    assert plan([task("One", priority="urgent")]).lost == ("priorities other than H, M and L (in extra): 1",)
    card = the_card(priority="urgent")
    assert ("value" in card.doc, card.extra) == (False, {"priority": "urgent"})


def test_a_started_task_is_under_way() -> None:
    card = the_card(start="20260302T080000Z")
    assert (card.column, card.started_at, card.entered_column_at) == (
        "doing",
        "2026-03-02T08:00:00Z",
        "2026-03-02T08:00:00Z",
    )


def test_a_completed_task_is_done() -> None:
    card = the_card(status="completed", start="20260302T080000Z", end="20260305T170000Z")
    assert (card.column, card.started_at, card.finished_at) == ("done", "2026-03-02T08:00:00Z", "2026-03-05T17:00:00Z")
    assert card.entered_column_at == "2026-03-05T17:00:00Z"


def test_start_and_end_are_told_as_history() -> None:
    _, entry = take_in(plan([task("One", status="completed", start="20260302T080000Z", end="20260305T170000Z")]))
    assert [(t.happened, t.action, (t.change.after or {}).get("column"), t.source) for t in entry.told] == [
        ("2026-03-01T08:00:00Z", "card.created", "backlog", "taskwarrior"),
        ("2026-03-02T08:00:00Z", "card.moved", "doing", "taskwarrior"),
        ("2026-03-05T17:00:00Z", "card.moved", "done", "taskwarrior"),
    ]


def test_dates_are_those_where_the_person_is(in_zone: Any) -> None:
    in_zone("Europe/Zurich")
    card = the_card(due="20260331T220000Z", scheduled="20260319T230000Z", wait="20260309T230000Z", status="waiting")
    assert (card.due, card.start, card.snoozed_until) == ("2026-04-01", "2026-03-20", "2026-03-10")
    assert "extra" not in card.doc
    late = the_card(due="20260331T150000Z")
    assert (late.due, late.extra["due"]) == ("2026-03-31", "2026-03-31T15:00:00Z")


def test_annotations_become_comments() -> None:
    ws = bring([task("One", annotations=[{"entry": "20260303T090000Z", "description": "rang twice"}])])
    assert [(c.at, c.author, c.text) for c in ws.comments("card", 1)] == [("2026-03-03T09:00:00Z", "ana", "rang twice")]


def test_projects_are_made_once_under_a_key() -> None:
    ws = bring([task("a", project="Home.Kitchen"), task("b", project="Home.Kitchen"), task("c", project="Apollo 11")])
    assert [(p.key, p.name) for p in ws.projects()] == [("apollo-11", "Apollo 11"), ("home.kitchen", "Home.Kitchen")]
    assert titles(ws)["b"].project == "home.kitchen"
    again = bring([task("d", project="apollo 11")], ws)
    assert len(again.projects()) == 2


@pytest.mark.parametrize("depends", [["u-b", "u-c"], "u-b,u-c"])
def test_dependencies_come_as_a_list_or_with_commas(depends: Any) -> None:
    ws = bring([task("a", depends=depends), task("b"), task("c")])
    assert titles(ws)["a"].depends_on == [titles(ws)["b"].id, titles(ws)["c"].id]


def test_a_cycle_is_broken_and_reported() -> None:
    found = plan(
        [task("a", depends=["u-b"]), task("b", depends=["u-c"]), task("c", depends=["u-a"]), task("d", depends=["u-d"])]
    )
    needs = {title: card.depends_on for title, card in titles(take_in(found)[0]).items()}
    assert needs == {"a": [2], "b": [3], "c": (), "d": ()}
    assert "dependencies that close a cycle, dropped: 2" in found.lost


def test_deleted_tasks_and_recurring_patterns_are_left_out_and_counted() -> None:
    tasks = [
        task("a", depends=["u-gone"]),
        task("gone", status="deleted"),
        task("pay", status="recurring", recur="monthly"),
        task("pay 1", parent="u-pay", imask=0),
    ]
    found = plan(tasks)
    ws = take_in(found)[0]
    assert set(titles(ws)) == {"a", "pay 1"}
    assert titles(ws)["pay 1"].extra == {"parent": "u-pay", "imask": 0}
    words = "\n".join(found.lost)
    assert "deleted tasks, left out: 1" in words
    assert "recurring tasks: the pattern is left out, its single tasks come: 1" in words
    assert "dependencies on tasks that don't come along, dropped: 1" in words


def test_what_people_added_themselves_is_kept_and_reported() -> None:
    found = plan([task("One", estimate=3, until="20270101T000000Z", urgency=4.2)])
    assert titles(take_in(found)[0])["One"].extra == {"estimate": 3, "until": "20270101T000000Z"}
    words = "\n".join(found.lost)
    assert "tasks with “estimate” (in extra): 1" in words
    assert "urgency figures, not carried over (priorities are computed anew): 1" in words


def test_one_object_a_line_is_read_too() -> None:
    lines = "\n".join(json.dumps(task(name)) for name in "ab") + "\n"
    assert set(titles(bring(lines.encode()))) == {"a", "b"}
    assert set(titles(bring(lines.replace("}\n", "},\n").encode()))) == {"a", "b"}
    assert set(titles(bring(json.dumps(task("only")).encode()))) == {"only"}


def test_a_second_import_adds_nothing_a_later_one_only_what_is_new() -> None:
    tasks = [task("a", annotations=[{"entry": "20260303T090000Z", "description": "x"}]), task("b", depends=["u-a"])]
    ws = bring(tasks)
    again = plan(tasks, ws)
    assert (again.is_empty, again.skipped) == (True, 2)
    later = bring([*tasks, task("c", depends=["u-a"])], ws)
    assert titles(later)["c"].depends_on == [1]
    assert len(titles(later)) == 3


def test_no_tasks_are_nothing_to_do() -> None:
    found = plan(b"[\n]\n")
    assert found.is_empty
    assert take_in(found)[0].tables == EMPTY.tables


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ([{"description": "x", "status": "pending"}], "[0].uuid is missing."),
        ([task("a"), {**task("b"), "description": None}], "[1].description is missing."),
        ([task("a"), task("a")], "[1].uuid is the same as [0].uuid."),
        ([task("a", status="half")], "[0].status is “half”"),
        ([task("a", due="tomorrow")], "[0].due is not a date and time: “tomorrow”."),
        ([task("a", entry=20260301)], "[0].entry must be text, not a number."),
        ([task("a", tags="net")], "[0].tags must be a list, not text."),
        ([task("a", depends={"u": 1})], "[0].depends must be a list, not an object."),
        ([task("a", annotations=[{"description": 5}])], "[0].annotations[0].description must be text"),
        ([task("a"), 5], "[1] must be an object, not a number."),
    ],
)
def test_what_is_missing_or_of_the_wrong_type_is_named_by_its_path(broken: Any, words: str) -> None:
    assert words in refusal(broken, "taskwarrior")


@pytest.mark.skipif(not REAL.exists(), reason="the sample export is not here")
def test_a_real_export_of_2_6() -> None:
    data = REAL.read_bytes()
    found = plan(data)
    ws = take_in(found)[0]
    assert (found.counts["cards"], found.counts["projects"]) == (13, 1)
    assert {c.key: ws.count(c.key) for c in ws.columns()} == {"backlog": 12, "doing": 1, "review": 0, "done": 0}
    assert titles(ws)["Blocked by 6"].depends_on == [titles(ws)["Blocker, M"].id]
    assert titles(ws)["waiting"].snoozed_until == "2026-11-28"
    assert plan(data, ws).is_empty


def test_the_last_open_task_of_a_recurring_one_carries_its_rule() -> None:
    cards = titles(
        bring([
            task("paid", recur="monthly", parent="p", due="20260201T080000Z", status="completed"),
            task("now", recur="monthly", parent="p", due="20260301T080000Z"),
            task("next", recur="monthly", parent="p", due="20260401T080000Z"),
            task("alone", recur="2wks", due="20260316T080000Z"),
            task("odd", recur="5h", due="20260316T080000Z"),
        ])
    )  # fmt: skip
    assert {title: card.every for title, card in cards.items()} == {
        "paid": None, "now": None, "next": "month", "alone": "2w", "odd": None,
    }  # fmt: skip
    assert (cards["now"].extra["recur"], cards["odd"].extra["recur"]) == ("monthly", "5h")
    assert "recur" not in cards["next"].extra
