"""The filter of decisions, assumptions, issues and lessons, their orders, and what is written of them to a file."""

import csv
import io
from typing import Any

import pytest

from tests.conftest import NOW, make_workspace
from tuiboard.domain.changes import created
from tuiboard.domain.raid import raid_items
from tuiboard.domain.refusal import Refused
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.completion import complete
from tuiboard.engine.exchange import WRITE_FORMATS, write, write_raid
from tuiboard.engine.filter_language import FilterContext
from tuiboard.engine.raid_filter import SORTS, compile_raid_filter, sort_raid

TODAY = "2026-03-11"
CONTEXT = FilterContext(TODAY, "ana")
DOCS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("decision", {"title": "Which switch", "decision": "The small one", "decider": "ana", "date": "2026-03-02",
                  "context": "The core is old", "options": [{"name": "Huge one", "cost": "9k"}], "cards": [1]}),
    ("decision", {"title": "Which day", "decision": "Sunday", "decider": "omar", "date": "2026-03-05",
                  "review_on": "2026-03-10"}),
    ("decision", {"title": "Which vendor", "decision": "Both", "date": "2026-02-01"}),
    ("assumption", {"text": "The line is enough", "owner": "ana", "validate_by": "2026-03-09", "risks": [1]}),
    ("assumption", {"text": "Nobody moves", "state": "confirmed", "note": "asked", "settled_on": "2026-03-10",
                    "validate_by": "2026-03-01"}),
    ("issue", {"text": "The vendor is late", "owner": "omar", "due": "2026-03-13", "cards": [1, 2]}),
    ("issue", {"text": "Old one", "state": "closed"}),
    ("lesson", {"text": "Order spares first", "cause": "Card 2 closed late"}),
    ("lesson", {"text": "Label cables", "state": "applied", "note": "=done"}),
)  # fmt: skip


@pytest.fixture
def ws() -> Workspace:
    numbers: dict[str, int] = {}
    changes = [created("risk", 1, {"id": 1, "title": "Slow"})]
    for place, (kind, doc) in enumerate(DOCS):
        id = numbers[kind] = numbers.get(kind, 0) + 1
        stamped = {"id": id, "created_at": f"2026-03-0{1 + place % 9}T08:00:00Z", **doc}
        changes.append(created(kind, id, stamped))
    changes.append(created("decision", 4, {"id": 4, "title": "Which vendor", "decision": "One", "supersedes": 3,
                                           "date": "2026-03-08"}))  # fmt: skip
    return make_workspace().with_changes(changes)


def found(ws: Workspace, text: str) -> list[str]:
    filter = compile_raid_filter(text, ws, CONTEXT)
    return [item.key for item in raid_items(ws) if filter.matches(item)]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("switch", ["D1"]), ("huge", ["D1"]), ("core", ["D1"]), ("closed late", ["L1"]), ("d2", ["D2"]),
        ("@me", ["D1", "A1"]), ("@none", ["D3", "D4", "A2", "I2", "L1", "L2"]), ("@omar", ["D2", "I1"]),
        ("kind:assumption", ["A1", "A2"]), ("kind:i|kind:l -is:over", ["I1", "L1"]),
        ("state:open", ["A1", "I1"]), ("state:standing", ["D1", "D2", "D4"]), ("state:superseded", ["D3"]),
        ("state:resolved", ["I2"]), ("is:over", ["D3", "A2", "I2", "L2"]), ("is:open", ["A1", "I1", "L1"]),
        ("is:late", ["D2", "A1"]), ("due:late", ["D2", "A1"]), ("due:<7d -is:late", ["A2", "I1"]),
        ("due:none", ["D1", "D3", "D4", "I2", "L1", "L2"]), ("date:<2026-03-01", ["D3"]),
        ("card:2", ["I1"]), ("card:any", ["D1", "I1"]), ("risk:R1", ["A1"]), ("-risk:none", ["A1"]), ("", [
            "D1", "D2", "D3", "D4", "A1", "A2", "I1", "I2", "L1", "L2"]),
    ],
)  # fmt: skip
def test_a_word_finds_what_it_says(ws: Workspace, text: str, keys: list[str]) -> None:
    assert found(ws, text) == keys


@pytest.mark.parametrize(("text", "code"), [
    ("kind:cheese", "usage"), ("is:red", "usage"), ("state:gone", "usage"), ("due:someday", "usage"),
    ("date:late", "usage"), ("card:99", "not_found"), ("risk:R9", "not_found"), ("@nobody", "not_found"),
    ("status:open", "usage"), ("kind:", "usage"),
])  # fmt: skip
def test_a_word_that_makes_no_sense_is_named(ws: Workspace, text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        compile_raid_filter(text, ws, CONTEXT)
    assert refused.value.refusal.code == code
    assert text.strip(":@").partition(":")[2] in refused.value.refusal.message


def test_a_word_that_is_still_being_typed_is_left_out_and_offered(ws: Workspace) -> None:
    for text in ("kind:", "is:la", "@", "state:sup", "due:<", "risk:"):
        compile_raid_filter(text, ws, CONTEXT, typing=True)
        assert complete(text, len(text), ws, "raid-filter").candidates, text
    assert dict(complete("kind:d", 6, ws, "raid-filter").candidates) == {"kind:decision": "decision "}


@pytest.mark.parametrize(("text", "wants"), [
    ("is:over", True), ("-is:open", True), ("state:false", True), ("-state:false", False), ("is:open", False),
    ("state:open", False), ("x", False),
])  # fmt: skip
def test_a_filter_says_whether_it_asks_for_what_is_over(ws: Workspace, text: str, wants: bool) -> None:
    assert compile_raid_filter(text, ws, CONTEXT).wants_over is wants


def test_what_is_urgent_stands_first_and_what_is_over_last(ws: Workspace) -> None:
    def order(sort: str) -> list[str]:
        return [item.key for item in sort_raid(raid_items(ws), sort, TODAY)]

    assert order("urgent") == ["A1", "D2", "I1", "L1", "D4", "D1", "L2", "I2", "A2", "D3"]
    assert order("newest")[0] == "L2"
    assert order("due")[:3] == ["A1", "D2", "I1"]
    assert order("kind")[:3] == ["D4", "D2", "D1"]
    assert all(sorted(order(sort)) == sorted(order("kind")) for sort in SORTS)
    with pytest.raises(Refused):
        order("size")


# Files


def test_a_spreadsheet_gets_one_a_row_and_takes_nothing_for_a_formula(ws: Workspace) -> None:
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(write("raid-csv", ws, None, None, NOW)))}
    assert len(rows) == 10
    assert (rows["D1"]["decision"], rows["D1"]["options"]) == ("The small one", "Huge one (cost: 9k)")
    assert (rows["D3"]["state"], rows["D3"]["superseded_by"], rows["D4"]["supersedes"]) == ("superseded", "D4", "D3")
    assert (rows["I1"]["cards"], rows["A1"]["risks"], rows["I2"]["state"]) == ("1 2", "R1", "resolved")
    assert rows["L2"]["note"] == "'=done"


def test_the_page_and_the_json_hold_only_what_was_chosen(ws: Workspace) -> None:
    chosen = [item for item in raid_items(ws) if item.key in ("D4", "A1")]
    page = write_raid("raid-md", ws, chosen, None, NOW)
    assert "| A1 | The line is enough | open | @ana | 2026-03-09 (overdue) | 2026-03-04 | R1 |" in page
    assert "- Supersedes D3" in page
    assert "## Issues" not in page
    text = write_raid("raid-json", ws, chosen, [], NOW)
    assert ('"The line is enough"' in text, '"Which day"' in text, '"cards": [' in text) == (True, False, False)
    assert {"raid-csv", "raid-md", "raid-json"} < set(WRITE_FORMATS)
