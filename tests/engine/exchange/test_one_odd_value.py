"""Whatever stands in the place of one value of a good file: it is taken in whole or refused in words, nothing else."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import NOW, make_workspace
from tests.engine.exchange.samples import (
    EMPTY,
    THREE,
    a_board,
    a_card,
    a_list,
    action,
    attempt,
    member,
    move,
    plan,
    take_in,
    task,
    trello_id,
)
from tuiboard.domain.references import MANY, ONE
from tuiboard.domain.refusal import Refusal
from tuiboard.engine import exchange
from tuiboard.engine.exchange.board_docs import FIELDS
from tuiboard.engine.exchange.plan import summary

TRELLO = a_board(
    [*THREE, a_list("Old", closed=True)],
    [
        a_card(
            1,
            "One",
            "to do",
            desc="x",
            due="2026-03-01T00:00:00Z",
            start="2026-01-01T00:00:00Z",
            idMembers=["m-ana"],
            labels=[{"id": "l", "name": "x"}],
            idLabels=["l"],
            url="https://x.org",
            cover={"color": "red"},
            attachments=[{"url": "https://x.org", "name": "n"}],
            customFieldItems=[{"idCustomField": "f", "value": {"n": "1"}}],
        ),
        a_card(2, "two", "old", closed=True),
        a_card(3, "three", "done"),
    ],
    [
        action("createCard", 1, 1, list={"id": "to do", "name": "To Do"}),
        move(2, 1, "To Do", "Done"),
        action("commentCard", 3, 1, "zoe", text="x"),
        action("updateCard", 4, 1, old={"closed": False}),
        action("addAttachmentToCard", 5, 2, attachment={"id": "1", "url": "https://a"}),
    ],
    members=[member("ana")],
    labels=[{"id": "l", "name": "", "color": "x"}],
    customFields=[{"id": "f", "name": "P"}],
    checklists=[{"id": "c", "idCard": trello_id(1), "name": "x", "checkItems": [{"name": "a", "state": "complete"}]}],
)
TASKS = [
    task(
        "a",
        depends=["u-b"],
        tags=["x"],
        annotations=[{"entry": "20260301T080000Z", "description": "d"}],
        project="P",
        priority="H",
        start="20260301T080000Z",
        due="20260301T080000Z",
        estimate={"h": 1},
    ),
    task("b", status="completed", end="20260301T080000Z"),
]
CARD = {
    "id": 1,
    "title": "a",
    "column": "todo",
    "rank": "V",
    "owner": "ana",
    "depends_on": [2],
    "milestone": 1,
    "project": "p",
    "blocked": {"reason": "x", "since": NOW},
    "created_at": NOW,
    "created_by": "ana",
    "tags": ["t"],
    "checklist": [{"text": "x"}],
    "due": "2026-03-01",
    "links": ["https://x"],
    "source": {"system": "x", "id": "y"},
}
RISK = {
    "id": 3,
    "title": "r",
    "kind": "threat",
    "category": "c",
    "tags": ["t"],
    "project": "p",
    "owner": "ana",
    "cause": "x",
    "current": {"probability": 4, "impact": {"cost": 3}},
    "quant": {"p": 0.3, "low": 1, "mode": 2, "high": 3, "unit": "days"},
    "proximity": {"from": "2026-03-01"},
    "strategy": ["reduce"],
    "actions": [{"role": "preventive", "card": 1}, {"role": "contingency", "text": "x"}],
    "triggers": [{"text": "x", "fired_at": NOW}],
    "acceptance": {"expires": "2026-03-01", "approver": "ana", "snapshot": {"probability": 1}},
    "state": "occurred",
    "occurred": {"on": "2026-03-01", "amount": 5},
    "issue": 1,
    "caused_by": [4],
    "created_at": NOW,
    "source": {"system": "risk-csv", "id": "y"},
}
HANDOFF = {
    "id": 1, "on": ["card", 1], "giver": "ana", "receiver": "ana", "state": "withdrawn", "created_at": NOW,
    "offered_at": NOW, "answer_by": "2026-03-01",
}  # fmt: skip
PROMISE = {
    "id": 1, "on": ["card", 1], "performer": "ana", "customer": "City", "due": "2026-03-01", "state": "kept",
    "created_at": NOW,
}  # fmt: skip
BOARD = {
    "format": "tuiboard",
    "version": 1,
    "tables": {
        "board": [{"name": "B", "uuid": "u", "filters": {"f": "@me"}, "settings": {}}],
        "column": [{"key": "todo", "name": "To do", "kind": "queue", "rank": "V", "wip_limit": 2}],
        "person": [{"handle": "ana", "login": "ana", "hours_per_week": 40}],
        "project": [{"key": "p"}],
        "milestone": [{"id": 1, "title": "m", "project": "p"}],
        "card": [CARD, {"id": 2, "title": "b", "column": "todo", "created_at": NOW}],
        "comment": [{"id": 1, "on": ["card", 1], "author": "ana", "at": NOW, "text": "x"}],
        "risk": [RISK, {"id": 4, "title": "r", "created_at": NOW}],
        "issue": [
            {"id": 1, "text": "i", "owner": "ana", "state": "open", "risks": [3], "cards": [2], "created_at": NOW}
        ],
        "handoff": [HANDOFF],
        "promise": [PROMISE, {**PROMISE, "id": 2, "customer": "@ana", "performer": "omar", "renews": 1}],
        "gadget": [{"key": "g"}],
    },
    "history": [
        {"happened": NOW, "who": "ana", "action": "x", "kind": "card", "id": 1, "before": None, "after": CARD},
        {
            "happened": NOW,
            "who": "ana",
            "action": "x",
            "kind": "card",
            "id": 2,
            "before": {"title": "x"},
            "after": {"title": "b"},
        },
    ],
}
ODD: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    1,
    1.5,
    10**30,
    1e300,
    "",
    "x",
    NOW,
    "2026-03-01",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "\ud800\x1b",
    "ana",
    "todo",
    "to do",
    "card",
    [],
    [1],
    ["x"],
    [[]],
    [None],
    [{}],
    {},
    {"a": 1},
    "x" * 300,
    "-1",
    ["card", 1],
    "99999999999999",
]


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(value, dict):
        for key in value:
            yield from _paths(value[key], (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _paths(item, (*path, index))


def _with(good: Any, path: tuple[Any, ...], odd: Any) -> Any:
    if not path:
        return odd
    made = copy.deepcopy(good)
    holder = made
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = odd
    return made


@pytest.mark.parametrize(("format", "good"), [("trello", TRELLO), ("taskwarrior", TASKS), ("json", BOARD)])
@settings(max_examples=120)
@given(data=st.data(), odd=st.sampled_from(ODD), ws=st.sampled_from([EMPTY, make_workspace()]))
def test_one_odd_value(format: str, good: Any, data: st.DataObject, odd: Any, ws: Any) -> None:
    value = _with(good, data.draw(st.sampled_from(list(_paths(good)))), odd)
    found = attempt(value, ws, format)
    if isinstance(found, Refusal):
        assert found.code == "bad_data"
        assert found.message.startswith("file.json: ")
        return
    after, entry = take_in(found, ws)
    assert plan(value, after, format).is_empty, "a second import adds nothing"
    text = exchange.write("json", after, None, [entry], NOW)
    assert take_in(plan(text.encode()))[0].tables == after.tables
    for harmless in (
        "\n".join(summary(found)),
        text,
        *(exchange.write(to, after, None, None, NOW) for to in ("csv", "md")),
    ):
        assert "\x1b" not in harmless
        harmless.encode()


@pytest.mark.parametrize(("format", "good"), [("trello", TRELLO), ("taskwarrior", TASKS), ("json", BOARD)])
def test_the_good_files_are_good(format: str, good: Any) -> None:
    assert exchange.guess(good) == format
    assert plan(good).counts["cards"] == len(good["cards"] if format == "trello" else TASKS)


NAMES = [field for field, _ in (*ONE, *MANY)] + ["actions", "on"]
"""Fields that name something, on any kind."""


@pytest.mark.parametrize(
    "odd", [5, True, "x", [5], [1, 2, 3], [[1], 2], [[1]], ["card", [1]], {"a": 1}, [{"card": []}]]
)
@pytest.mark.parametrize("ws", [EMPTY, make_workspace()])
def test_a_name_in_a_field_that_its_kind_does_not_have_stays_as_it_is(odd: Any, ws: Any) -> None:
    tables = {**BOARD["tables"], "lesson": [{"id": 1, "text": "l", "owner": "ana", "created_at": NOW}]}
    for kind in tables.keys() - {"board"}:
        own = FIELDS.get(kind, {})
        more = {name: odd for name in NAMES if name not in own}
        board = {**BOARD, "tables": {**tables, kind: [{**tables[kind][0], **more}, *tables[kind][1:]]}}
        board["history"] = [*BOARD["history"], {**BOARD["history"][1], "kind": kind, "after": more}]
        after, entry = take_in(plan(board, ws), ws)
        assert entry.changes
        if ws is EMPTY and kind in ("card", "comment", "person", "gadget", "handoff"):
            kept = after.table(kind)[{"person": "ana", "gadget": "g"}.get(kind, 1)]
            assert {name: kept.get(name) for name in more} == more
