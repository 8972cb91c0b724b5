"""Whatever another program wrote into a card, a column, a person and the like: everything that shows it works."""

from typing import Any

import pytest

from tests.conftest import NOW, make_workspace
from tests.domain.deciding import CONTEXT
from tuiboard.domain.board import Column, Person
from tuiboard.domain.changes import Change, Entry, Id, created
from tuiboard.domain.names import find_card, find_column, find_milestone, find_person, find_project
from tuiboard.domain.promises import promises
from tuiboard.domain.refusal import Refused
from tuiboard.domain.undo import obstacles, taking_back
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.completion import complete
from tuiboard.engine.fields import FIELDS, format_value
from tuiboard.engine.filter import compile_filter
from tuiboard.engine.filter_language import FilterContext
from tuiboard.engine.lens import SORTS, sort_cards
from tuiboard.view import as_json
from tuiboard.view.board_view import board_view, tally
from tuiboard.view.card_details import card_details
from tuiboard.view.cards import card_view
from tuiboard.view.people import people_figures
from tuiboard.view.promises import document, facts, reliabilities, summary
from tuiboard.view.words import describe, history_lines

TODAY = CONTEXT.today
ODD: tuple[Any, ...] = (True, 5, "x", ["x"], ["card", [1]], {"x": []})
FILTERS = (
    "x 1",
    "#a",
    "!>=4",
    "due:<7d",
    "due:late",
    "is:stale",
    "is:blocked",
    "*M1",
    "p:refresh",
    "@none",
    "in:doing",
)
DOCS: dict[str, dict[str, Any]] = {
    "card": {
        "id": 1, "title": "T", "body": "B", "column": "doing", "rank": "a1", "project": "refresh", "owner": "ana",
        "responsible": ["omar"], "consulted": ["omar"], "informed": ["omar"], "value": 3, "effort": 2,
        "start": "2026-03-01", "due": "2026-03-10", "promised_to": "City Hall", "tags": ["a"],
        "blocked": {"reason": "r", "since": NOW}, "help_wanted": {"reason": "r", "since": NOW}, "depends_on": [2],
        "checklist": [{"text": "t"}], "links": ["https://x.org"], "milestone": 1, "snoozed_until": "2026-03-01",
        "pin": {"rank": 1, "reason": "r", "until": "2026-04-01"}, "triaged_at": NOW, "created_at": NOW,
        "created_by": "ana", "entered_column_at": "2026-03-01T00:00:00Z", "started_at": NOW, "finished_at": NOW,
    },
    "column": {"key": "doing", "name": "Doing", "kind": "active", "rank": "a1", "wip_limit": 1, "wip_hard": True,
               "stale_after_days": 3, "policy": "P"},
    "person": {"handle": "ana", "name": "Ana", "login": "ana", "hours_per_week": 40, "role": "R", "off": [],
               "active": True},
    "project": {"key": "refresh", "name": "R", "sponsor": "S", "deadline": "2026-04-01"},
    "milestone": {"id": 1, "title": "M", "due": "2026-04-01", "project": "refresh", "owner": "ana"},
    "comment": {"id": 1, "on": ["card", 1], "author": "omar", "at": NOW, "text": "Hi"},
    "promise": {"id": 1, "on": ["card", 1], "performer": "ana", "customer": "City Hall", "due": "2026-03-10",
                "state": "promised", "created_at": NOW, "created_by": "ana"},
    "board": {"name": "B", "uuid": "u", "settings": {}, "filters": {"mine": "@me"}},
}  # fmt: skip
KEPT = {"id", "key", "handle", "column", "rank"}
"""What a document is found and ordered by."""


def board(kind: str, doc: dict[str, Any]) -> tuple[Workspace, Id]:
    tables: dict[str, dict[Any, Any]] = {name: dict(table) for name, table in make_workspace().tables.items()}
    for name, found in {**DOCS, kind: doc}.items():
        key: Any = next((found[field] for field in ("id", "key", "handle") if field in found), "board")
        tables.setdefault(name, {})[key] = found
    id: Any = next((doc[field] for field in ("id", "key", "handle") if field in doc), "board")
    return Workspace(tables, 1, {"card": 9, "comment": 9, "milestone": 9, "promise": 9}), id


def shown(ws: Workspace) -> None:
    """What the board, the details of a card, the people view, filters and forms show."""
    for column in board_view(ws, None, "rank", TODAY).columns:
        assert f"{column.name}{column.tally}{column.over}"
    tally(ws, TODAY)
    card = ws.card(1)
    assert card is not None
    card_view(ws, card, TODAY)
    card_details(ws, card, TODAY, NOW)
    as_json.card_document(card, TODAY)
    for sort in SORTS:
        sort_cards(ws, ws.cards(), sort, TODAY)
    for text in FILTERS:
        found = compile_filter(text, ws, FilterContext(TODAY, "ana"))
        for each in ws.cards():
            found.matches(each)
    assert people_figures(ws, "ana", NOW, TODAY).rows
    for find in (find_card, find_column, find_person, find_project, find_milestone):
        with pytest.raises(Refused):
            find(ws, "nothing like it")
    for text in ("#", "@", "in:", "p:", "*M"):
        complete(text, len(text), ws, "filter")
    for each in promises(ws):
        assert summary(each, TODAY)
        facts(ws, each, TODAY)
        document(each, ws, TODAY)
    assert reliabilities(ws, TODAY)


def told(ws: Workspace, kind: str, id: Id, doc: dict[str, Any], odd: dict[str, Any]) -> None:
    """What the journal says of it, and what undo looks at."""
    edit = Change(kind, id, {name: DOCS[kind].get(name) for name in odd}, odd)
    back = Change(kind, id, odd, edit.before)
    for number, change in enumerate((created(kind, id, doc), edit, back, Change(kind, id, doc, None)), 1):
        entry = Entry(number, "t", NOW, "ana", 1, f"{kind}.edited", (change,))
        assert describe(entry, ws)
        assert history_lines([entry], kind, id, ws) is not None
        list(obstacles(ws, taking_back(entry)))


@pytest.mark.parametrize("kind", DOCS)
def test_an_odd_value_in_any_field_is_shown_and_told(kind: str) -> None:
    for field in DOCS[kind].keys() - KEPT:
        for value in ODD:
            doc = {**DOCS[kind], field: value}
            ws, id = board(kind, doc)
            try:
                shown(ws)
                told(ws, kind, id, doc, {field: value})
                if kind in FIELDS and field in FIELDS[kind]:  # type: ignore[index]
                    assert isinstance(format_value(field, value, kind), str)  # type: ignore[arg-type]
            except Exception as error:
                raise AssertionError(f"{kind} with {field}: {value!r}") from error


def test_what_is_odd_is_read_as_what_it_could_be() -> None:
    column = Column({"key": "x", "name": 5, "kind": "fast", "rank": "a1", "wip_limit": "3", "stale_after_days": [3]})
    assert (column.name, column.does, column.wip_limit, column.stale_after_days) == ("x", "queue", None, None)
    person = Person({"handle": "x", "name": [5], "login": 5, "hours_per_week": {}, "active": "no", "off": 5})
    assert (person.name, person.login, person.hours_per_week, person.active) == ("x", None, 40, True)
