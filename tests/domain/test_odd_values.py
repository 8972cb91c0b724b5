"""Whatever value another program puts into a field of the board's file: it is taken in, or refused with a sentence."""

from copy import deepcopy
from itertools import product
from typing import Any

import pytest

from tests.conftest import make_workspace
from tests.domain.deciding import CONTEXT
from tuiboard.domain.board import COLUMN_KINDS
from tuiboard.domain.changes import Change
from tuiboard.domain.commands import TakeInEdit
from tuiboard.domain.decide import decide
from tuiboard.domain.decide.outside import sifted
from tuiboard.domain.differences import differences
from tuiboard.domain.refusal import Refusal
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.outside import OutsideChanges
from tuiboard.engine.ports import Edit
from tuiboard.view.outside import outside_lines, outside_summary

ODD: tuple[Any, ...] = (
    None, True, 0, -1, 5, 1.5, 10**400, "", "x", "a\nb", "\ud800", [], [[]], [["x"]], [{}], [None], [1, 1], [5, "x"],
    [{"text": ["x"]}], [{"text": None}], [{"text": {}}], {}, {"x": []}, {"since": 5}, {"reason": []}, {"5": {"y": [1]}},
)  # fmt: skip
FIELDS = {
    "card": (
        "id", "title", "body", "column", "rank", "project", "owner", "responsible", "consulted", "informed", "value",
        "effort", "start", "due", "promised_to", "tags", "depends_on", "checklist", "links", "milestone", "archived",
        "snoozed_until", "blocked", "created_at", "created_by", "entered_column_at", "started_at", "finished_at",
        "source", "extra", "own",
    ),
    "column": ("key", "name", "kind", "rank", "wip_limit", "wip_hard", "stale_after_days", "policy", "created_at"),
    "person": ("handle", "name", "login", "hours_per_week", "role", "active"),
    "project": ("key", "name", "sponsor", "deadline"),
    "milestone": ("id", "title", "due", "project"),
    "comment": ("id", "on", "author", "at", "text"),
    "board": ("name", "uuid", "settings", "filters"),
    "thing": ("id", "x"),
    "risk": (
        "id", "title", "kind", "category", "tags", "project", "cause", "owner", "inherent", "current", "quant",
        "confidence", "proximity", "strategy", "actions", "triggers", "contingency_plan", "state", "close_reason",
        "acceptance", "occurred", "escalated", "issue", "last_review", "next_review", "scored_at", "caused_by",
        "created_at", "source", "extra", "own",
    ),
    "issue": ("id", "text", "owner", "state", "risks", "cards", "created_at", "created_by"),
}  # fmt: skip
MORE: dict[str, dict[str, Any]] = {
    "milestone": {"id": 1, "title": "M"}, "comment": {"id": 1, "on": ["card", 1], "author": "ana", "text": "hi"},
    "board": {"name": "Team", "uuid": "u"}, "thing": {"x": 1}, "project": {"key": "p"},
    "risk": {"id": 1, "title": "R", "state": "identified"}, "issue": {"id": 1, "text": "It broke", "risks": [1]},
}  # fmt: skip


def with_everything() -> Workspace:
    """The small board, with one entity of each kind at least, of which card 1 has every list."""
    tables: dict[str, dict[Any, Any]] = deepcopy({kind: dict(table) for kind, table in make_workspace().tables.items()})
    for kind, doc in MORE.items():
        if not tables.get(kind):
            id = doc.get("key", "board" if kind == "board" else 1)
            tables[kind] = {id: doc}
    tables["card"][1].update(tags=["a", "b"], checklist=[{"text": "t"}], links=["l"], depends_on=[2])
    return Workspace(tables, 1, {"card": 5, "comment": 1, "milestone": 1, "risk": 1, "issue": 1})


def told(then: Workspace, ws: Workspace, tables: dict[str, dict[Any, Any]]) -> None:
    """What `outside show` and `outside take` do with it."""
    command = TakeInEdit(differences(then, Workspace(tables)), "board.json")
    fresh, clashes = sifted(ws, command.changes)
    problem = None
    for standing in ("", "board", "file"):
        outcome = decide(ws, command._replace(standing=standing, reason="because"), CONTEXT)  # type: ignore[arg-type]
        if isinstance(outcome, Refusal):
            problem = outcome
            assert outcome.message.endswith((".", ":"))
        else:
            ws.with_changes(outcome.changes).columns()
    found = OutsideChanges("board.json", Edit("", 1, then, Workspace(tables)), command, tuple(fresh),
                           tuple((clash, None) for clash in clashes), problem)  # fmt: skip
    assert outside_summary(found)
    assert all(line.text for line in outside_lines(found, ws, "2026-03-11"))


@pytest.mark.parametrize("kind", FIELDS)
def test_an_odd_value_in_any_field_is_taken_in_or_refused_with_a_sentence(kind: str) -> None:
    then = with_everything()
    id = next(iter(then.table(kind)))
    for field, value in product(FIELDS[kind], ODD):
        tables = deepcopy({name: dict(table) for name, table in then.tables.items()})
        tables[kind][id] = {**tables[kind][id], field: value}
        told(then, then, tables)
        del tables[kind][id]
        new: Any = 6 if kind == "card" else 2 if isinstance(id, int) else "new"
        needed = {
            "column": {"key": "new", "name": "New", "kind": COLUMN_KINDS[0]},
            "card": {"title": "T", "column": "doing"},
        }
        tables[kind] = {**then.table(kind), new: {**needed.get(kind, {**then.table(kind)[id]}), field: value}}
        told(then, then, tables)


@pytest.mark.parametrize(
    "field", ["tags", "checklist", "links", "depends_on", "responsible", "blocked", "title", "extra"]
)
def test_an_odd_value_in_a_field_that_the_board_has_changed_too(field: str) -> None:
    then = with_everything()
    own = {
        "tags": ["c"], "checklist": [{"text": "u"}], "links": ["m"], "depends_on": [3], "responsible": ["ana"],
        "blocked": {"reason": "r", "since": "2026-03-11T09:00:00Z"}, "title": "Mine", "extra": {"a": 1},
    }[field]  # fmt: skip
    ws = then.with_changes([Change("card", 1, {field: then.table("card")[1].get(field)}, {field: own})])
    for value in ODD:
        tables = deepcopy({name: dict(table) for name, table in then.tables.items()})
        tables["card"][1][field] = value
        told(then, ws, tables)


@pytest.mark.parametrize("kind", ["column", "person", "project", "thing"])
def test_an_odd_key(kind: str) -> None:
    then = with_everything()
    for id, value in product((5, -1, "", "a b", "\ud800", "\x1b"), (5, "x", None, [], {})):
        tables = deepcopy({name: dict(table) for name, table in then.tables.items()})
        tables[kind][id] = {"key": value, "handle": value, "name": "N", "kind": "queue"}
        told(then, then, tables)
