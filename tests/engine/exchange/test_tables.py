"""Every table as rows: what a spreadsheet gets of a board, as CSV and as a workbook that opens unasked."""

import io
import zipfile
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.conftest import NOW, make_workspace
from tuiboard.domain.changes import Change, Entry, Told, created
from tuiboard.domain.refusal import Refused
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.exchange import workbook
from tuiboard.engine.exchange.tables import CARD_TABLES, TABLES, Table, table
from tuiboard.view import sharing

PAST = "2026-03-01T08:00:00Z"
SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def ws() -> Workspace:
    made = make_workspace(
        cards=[
            {"title": "=1+1", "due": "2026-04-01", "effort": 4.5, "milestone": 1, "project": "refresh", "owner": "ana"},
            {"title": "Second", "column": "done", "finished_at": NOW, "milestone": 1, "project": "refresh"},
            {"title": "Dropped", "archived": True, "milestone": 1, "project": "refresh"},
        ],
        milestones=[{"title": "Live", "due": "2026-05-01", "project": "refresh"}],
        projects=[{"key": "refresh", "deadline": "2026-06-01", "tolerances": {"money": [50000, 100000]},
                   "override": {"rag": "amber", "reason": "why", "by": "ana", "until": "2026-04-01"}}],
        comments=[{"on": ["card", 1], "author": "ana", "at": NOW, "text": "on it"},
                  {"on": ["risk", 1], "author": "omar", "at": NOW, "text": "hm"}],
    )  # fmt: skip
    return made.with_changes(
        [
            created("risk", 1, {"id": 1, "title": "Late", "created_at": NOW, "created_by": "ana"}),
            created("decision", 1, {"id": 1, "title": "Buy", "created_at": NOW}),
            created("issue", 1, {"id": 1, "text": "Broken", "created_at": NOW, "due": "2026-03-20"}),
            created("handoff", 1, {"id": 1, "on": ["card", 1], "giver": "ana", "receiver": "omar", "state": "offered",
                                   "offered_at": NOW}),
            created("promise", 1, {"id": 1, "on": ["card", 2], "performer": "ana", "customer": "Trams",
                                   "due": "2026-03-20", "state": "promised"}),
        ]
    )  # fmt: skip


def records(found: Table) -> list[dict[str, Any]]:
    return [dict(zip(found.heads, row, strict=True)) for row in found.rows]


def test_every_table_has_a_row_for_everything(ws: Workspace) -> None:
    rows = {name: len(table(ws, name).rows) for name in TABLES}
    assert rows == {
        "cards": 3, "columns": 4, "projects": 1, "milestones": 1, "people": 3, "risks": 1, "decisions": 1,
        "assumptions": 0, "issues": 1, "lessons": 0, "handoffs": 1, "promises": 1, "comments": 2,
    }  # fmt: skip
    for name in TABLES:
        assert len(set(table(ws, name).heads)) == len(table(ws, name).heads), name


def test_projects_and_milestones_say_how_far_they_are(ws: Workspace) -> None:
    [project], [milestone] = records(table(ws, "projects")), records(table(ws, "milestones"))
    assert (project["cards"], project["cards_done"], project["deadline"]) == (2, 1, "2026-06-01")
    assert (project["tolerance_money"], project["override_rag"], project["override_by"]) == ("50k/100k", "amber", "ana")
    assert (milestone["id"], milestone["cards"], milestone["cards_done"]) == ("M1", 2, 1)


def test_what_is_on_something_names_it(ws: Workspace) -> None:
    assert [row["on"] for row in records(table(ws, "comments"))] == ["1", "R1"]
    assert [(row["id"], row["on"]) for row in records(table(ws, "handoffs"))] == [("H1", "1")]
    assert [(row["id"], row["card"]) for row in records(table(ws, "promises"))] == [("P1", 2)]


def test_chosen_cards_come_with_what_is_on_them_alone(ws: Workspace) -> None:
    found = {name: [row["id"] for row in records(table(ws, name, [1]))] for name in CARD_TABLES}
    assert found == {"cards": [1], "comments": [1], "handoffs": ["H1"], "promises": []}
    assert sharing.all_tables("csv-all", ws, [], NOW, [2]).counts == {
        "cards": 1, "comments": 0, "handoffs": 0, "promises": 1,
    }  # fmt: skip


def test_the_log_is_a_table_with_what_an_import_tells_of_the_past(ws: Workspace) -> None:
    moved = Change("card", 1, {"column": "backlog"}, {"column": "doing"})
    told = Told(PAST, "omar", "card.added", created("card", 1, {"title": "x", "column": "backlog"}), "trello")
    entries = [
        Entry(2, "b", NOW, "ana", 1, "card.moved", (moved,)),
        Entry(1, "a", NOW, "ana", 1, "board.imported", tuple(created("card", n, {"title": "x"}) for n in range(60)),
              told=(told,)),
    ]  # fmt: skip
    first, second, past = records(sharing.log_table(ws, entries))
    assert (first["entry"], first["who"], first["action"], first["about"]) == (2, "ana", "card.moved", "1")
    assert first["what"] == "moved 1 “=1+1” to Doing"
    assert second["about"].endswith(" 49 … and 10 more")
    assert (past["entry"], past["at"], past["who"], past["past"]) == (1, PAST, "omar", "yes")


@pytest.mark.parametrize("odd", [7, None, ["x"], {"a": 1}, "2026-02-30", True, -1.5])
def test_odd_documents_of_other_programs_break_no_table(odd: Any) -> None:
    fields = ("title", "text", "on", "giver", "receiver", "state", "due", "deadline", "owner", "milestone", "project",
              "policy", "name", "role", "off", "hours_per_week", "wip_limit", "tolerances", "override", "effort",
              "checklist", "blocked", "at", "author", "customer", "options", "settled_at", "current", "quant",
              "tags")  # fmt: skip
    doc = dict.fromkeys(fields, odd)
    ws = make_workspace(
        cards=[doc], columns=[{**doc, "key": "backlog", "name": odd}], people=[{**doc, "handle": "ana"}],
        projects=[{**doc, "key": "p"}], milestones=[doc], comments=[doc],
    )  # fmt: skip
    ws = ws.with_changes(
        created(kind, 1, {**doc, "id": 1})
        for kind in ("risk", "decision", "assumption", "issue", "lesson", "handoff", "promise")
    )
    found = sharing.all_tables("xlsx", ws, [], NOW)
    assert [count for name, count in found.counts.items() if name not in ("log",)] == [1] * 13
    assert sharing.all_tables("csv-all", ws, [], NOW).counts == found.counts


def test_a_table_that_there_is_not_is_refused_with_those_that_are(ws: Workspace) -> None:
    with pytest.raises(Refused) as refused:
        sharing.one_table(ws, "sprints", [])
    assert refused.value.refusal.message == "“sprints” is no table of the board."
    assert "cards, columns" in refused.value.refusal.hint


# The workbook, as Excel reads it


def opened(data: bytes | str) -> zipfile.ZipFile:
    assert isinstance(data, bytes)
    return zipfile.ZipFile(io.BytesIO(data))


def cells(book: zipfile.ZipFile, sheet: int = 1) -> dict[str, tuple[str, str]]:
    """Reference of a cell → its type (`n` is a number) and its value, texts in words."""
    strings: list[str] = []
    if "xl/sharedStrings.xml" in book.namelist():
        root = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        strings = ["".join(part.text or "" for part in item.iter(f"{SPACE}t")) for item in root]
    found = {}
    for cell in ElementTree.fromstring(book.read(f"xl/worksheets/sheet{sheet}.xml")).iter(f"{SPACE}c"):
        kind, value = cell.get("t", "n"), cell.findtext(f"{SPACE}v", "")
        assert cell.find(f"{SPACE}f") is None, "a formula"
        found[str(cell.get("r"))] = ("s", strings[int(value)]) if kind == "s" else (kind, value)
    return found


def one_sheet(heads: list[str], *rows: list[object]) -> dict[str, tuple[str, str]]:
    return cells(opened(workbook.write([Table("cards", heads, rows)], "Board", NOW)))


def test_a_sheet_for_each_table_with_a_head_that_stays_and_a_filter(ws: Workspace) -> None:
    book = opened(sharing.all_tables("xlsx", ws, [], NOW).files[""])
    root = ElementTree.fromstring(book.read("xl/workbook.xml"))
    names = [sheet.get("name") for sheet in root.iter(f"{SPACE}sheet")]
    assert names == ["Cards", "Columns", "Projects", "Milestones", "People", "Risks", "Decisions", "Assumptions",
                     "Issues", "Lessons", "Hand-offs", "Promises", "Comments", "Log"]  # fmt: skip
    for number in range(1, 15):
        sheet = book.read(f"xl/worksheets/sheet{number}.xml").decode()
        assert '<pane ySplit="1"' in sheet
        assert "<autoFilter ref=" in sheet
    assert cells(book)["A1"] == ("s", "id")


def test_numbers_dates_and_instants_are_such(in_zone: Any) -> None:
    in_zone("Europe/Zurich")
    found = one_sheet(["effort", "due", "at", "title"], [4.5, "2026-04-01", "2026-04-01T22:30:00Z", "2026-04-01"])
    assert (found["A2"], found["B2"], found["D2"]) == (("n", "4.5"), ("n", "46113"), ("s", "2026-04-01"))
    assert found["C2"] == ("n", "46114.02083333334")  # half past midnight of the next day, there


def test_what_excel_has_no_number_for_stays_a_text() -> None:
    heads = ["due", "due_at", "a", "b", "c", "d"]
    found = one_sheet(heads, ["1899-12-31", "9999-12-31T23:59:59Z", 10**15, float("inf"), True, -(10**20)])
    assert found["A2"] == ("s", "1899-12-31")
    assert [found[f"{c}2"] for c in "CDEF"] == [("s", str(10**15)), ("s", "inf"), ("s", "True"), ("s", str(-(10**20)))]


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+1", "http://x.org", "mailto:a@b", "internal:A1", "{=1}"])
def test_nothing_from_the_board_becomes_a_formula_or_a_link(text: str) -> None:
    book = opened(workbook.write([Table("cards", ["title"], [[text]])], "Board", NOW))
    assert cells(book)["A2"] == ("s", text)
    assert not any("rels/sheet" in name for name in book.namelist())


def test_a_text_with_control_characters_or_without_end_still_opens() -> None:
    found = one_sheet(["a", "b", "c"], ["x\x00\x1b[31m\ud800", "y" * 40_000, "👩" * 20_000])
    assert found["A2"] == ("s", "x␀␛[31m�")
    assert (len(found["B2"][1]), found["B2"][1][-1]) == (32_767, "…")
    assert len(found["C2"][1].encode("utf-16-le")) // 2 <= 32_767
    assert found["C2"][1][-1] == "…"


def test_an_empty_board_makes_a_workbook_too() -> None:
    assert cells(opened(sharing.all_tables("xlsx", Workspace(), [], NOW).files[""]))["A1"] == ("s", "id")


def test_a_table_with_more_rows_than_a_sheet_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 2)
    with pytest.raises(Refused) as refused:
        workbook.write([Table("log", ["a"], [[1], [2], [3]])], "Board", NOW)
    assert refused.value.refusal.text == (
        "log has 3 rows; a sheet has room for 2. The table log as a CSV file has room for all of them."
    )


def test_without_the_extra_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "xlsxwriter", None)
    with pytest.raises(Refused) as refused:
        workbook.write([], "Board", NOW)
    assert (refused.value.refusal.code, "pip install 'tuiboard[excel]'" in refused.value.refusal.hint) == (
        "unreachable", True,
    )  # fmt: skip
