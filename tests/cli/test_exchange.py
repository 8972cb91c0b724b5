"""`import` and `export` as commands; what the formats mean is tested with the formats."""

import csv
import io
import json
import os
from pathlib import Path

import pytest

from tests.cli.conftest import Shell

TRELLO = {
    "name": "Team",
    "lists": [
        {"id": "5f0000000000000000000001", "name": "To do", "closed": False, "pos": 1},
        {"id": "5f0000000000000000000002", "name": "Done", "closed": False, "pos": 2},
    ],
    "cards": [
        {"id": "5f0000000000000000000011", "name": "Fix printer", "idList": "5f0000000000000000000001", "pos": 1},
        {"id": "5f0000000000000000000012", "name": "Order toner", "idList": "5f0000000000000000000002", "pos": 2},
    ],
}
TASKS = [
    {"uuid": "00000000-0000-4000-8000-00000000000a", "description": "Fix printer", "status": "pending",
     "entry": "20260301T080000Z", "due": "20260320T110000Z", "tags": ["office"]},
]  # fmt: skip


@pytest.fixture
def trello() -> str:
    Path("trello.json").write_text(json.dumps(TRELLO))
    return "trello.json"


def test_an_import_makes_the_board_in_one_entry(run: Shell, trello: str) -> None:
    made = run.done("-b", "team.json", "import", trello, "--json").json
    assert made["seq"] == 1
    assert {"1", "2", "@ana", "board"} <= set(made["ids"])
    assert (made["counts"]["cards"], made["skipped"]) == (2, 0)
    cards = run.done("-b", "team.json", "list", "--json").json
    assert {card["title"] for card in cards} == {"Fix printer", "Order toner"}
    people = run.done("-b", "team.json", "person", "list", "--json").json
    assert [(person["handle"], person["login"]) for person in people] == [("ana", "ana")]


def test_a_dry_run_makes_nothing(run: Shell, trello: str) -> None:
    before = os.listdir(".")
    result = run.done("-b", "team.json", "import", trello, "--dry-run")
    assert "2 cards" in result.lines[0]
    assert result.lines[-1] == "Nothing was changed: this was a dry run."
    document = run.done("-b", "team.json", "import", trello, "--dry-run", "--json").json
    assert (document["dry_run"], document["counts"]["cards"]) == (True, 2)
    assert "seq" not in document
    assert os.listdir(".") == before


def test_a_second_import_adds_nothing(run: Shell, trello: str) -> None:
    run.done("-b", "team.json", "import", trello)
    again = run.done("-b", "team.json", "import", trello, "--json").json
    assert (again["seq"], again["ids"], again["skipped"]) == (0, [], 2)
    assert run.done("-b", "team.json", "board", "show", "--json").json["entries"] == 1


def test_an_import_into_a_board_can_be_undone(board: Shell, trello: str) -> None:
    said = board.done("import", trello).lines
    assert said[-1] == "Done as one entry, 7; tuiboard undo takes it back."
    assert len(board.done("list", "--json").json) == 7
    board.done("undo")
    assert len(board.done("list", "--json").json) == 5


def test_standard_input_and_a_named_format(run: Shell) -> None:
    run.done("-b", "team.json", "import", "-", "--from", "taskwarrior", stdin=json.dumps(TASKS))
    card = run.done("-b", "team.json", "list", "--json").json[0]
    assert (card["title"], card["tags"]) == ("Fix printer", ["office"])


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (b"", 65, "bad.json"),
        (b"\0\0", 65, "bad.json"),
        (b"[" * 100_000, 65, "bad.json"),
        (b'{"a": NaN}', 65, "bad.json"),
        (b"hello", 65, "bad.json"),
        (b'{"lists": [], "cards": [{"name": 3}]}', 65, "cards"),
    ],
)
def test_a_broken_file_changes_nothing(board: Shell, content: bytes, code: int, said: str) -> None:
    Path("bad.json").write_bytes(content)
    head = board.done("verify").out
    result = board("import", "bad.json")
    assert (result.code, result.out) == (code, "")
    assert said in result.err
    assert board.done("verify").out == head
    fresh = board("-b", "fresh.json", "import", "bad.json")
    assert fresh.code == code
    assert not Path("fresh.json").exists()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["nowhere.json"], 3, "There is no file"),
        (["."], 65, "is not a file"),
        (["/dev/zero"], 65, "is not a file"),
        (["trello.json", "--from", "excel"], 2, "excel"),
        (["trello.json", "--from", "taskwarrior"], 65, "trello.json"),
        (["trello.json", "more.json"], 2, "more.json"),
    ],
)
def test_a_file_that_can_not_be_imported(board: Shell, trello: str, words: list[str], code: int, said: str) -> None:
    result = board("import", *words)
    assert (result.code, result.out) == (code, "")
    assert said in result.err


def test_what_is_exported_can_be_imported(board: Shell) -> None:
    board.done("comment", "1", "Ordered")
    board.done("export", "-o", "copy.json")
    board.done("-b", "other.json", "import", "copy.json")
    fields = ("id", "title", "column", "owner", "due", "tags", "depends_on", "created_at")

    def cards(*where: str) -> list[list[object]]:
        return [[card[name] for name in fields] for card in board.done(*where, "list", "--json").json]

    assert cards("-b", "other.json") == cards()
    assert board.done("-b", "other.json", "show", "1", "--json").json["comments"][0]["text"] == "Ordered"


REGISTER = (
    "ref,risk,likelihood,severity,owner,due,status\n"
    "A1,Switch fails,20%,S0,Ana,2026-04-01,open\nA2,Vendor is late,maybe,S1,Somebody,,closed\n"
)


def test_a_risk_register_comes_in_and_goes_out(board: Shell) -> None:
    Path("register.csv").write_text(REGISTER)
    dry = board.done("import", "register.csv", "--dry-run", "--json").json
    assert (dry["counts"]["risks"], dry["counts"]["open_risks"], dry["counts"]["unrated_risks"]) == (2, 1, 0)
    assert "severity as impact (S0 = 5, S1 = 4)" in dry["read_as"]
    assert any("Row 3, likelihood: “maybe” is kept as text" in line for line in dry["lost"])
    made = board.done("import", "register.csv", "--json").json
    assert made["ids"] == ["R1", "R2"]
    assert board.done("import", "register.csv", "--json").json["ids"] == []
    assert board.done("risk", "list", "--json").json[0]["owner"] == "ana"
    out = board.done("export", "--to", "risk-csv", "is:open").out
    assert [row["id"] for row in csv.DictReader(io.StringIO(out))] == ["R1"]
    assert "## R2 Vendor is late" in board.done("export", "--to", "risk-md").out
    told = board.done("export", "--to", "risk-json", "-o", "risks.json", "state:closed")
    assert told.out == "Wrote 1 risk to risks.json.\n"
    assert [doc["id"] for doc in json.loads(Path("risks.json").read_text())["tables"]["risk"]] == [2]
    board.done("-b", "other.json", "import", "risks.json")
    assert board.done("-b", "other.json", "show", "R2", "--json").json["title"] == "Vendor is late"
    board.done("undo")
    assert board.done("risk", "list", "--all", "--json").json == []


def test_a_table_that_is_no_register_is_refused_with_what_was_looked_for(board: Shell) -> None:
    Path("jira.csv").write_text("Issue key,Summary,Severity\nA-1,x,High\n")
    result = board("import", "jira.csv")
    assert (result.code, result.out) == (65, "")
    assert "jira.csv: The table is no risk register" in result.err
    assert "a probability or likelihood" in result.err


def test_a_link_to_a_card_that_is_gone_can_be_taken_away(board: Shell) -> None:
    board.done("risk", "add", "x +1")
    assert board("risk", "unlink", "R1", "99").code == 3
    board.done("risk", "unlink", "R1", "1")


def test_export_writes_chosen_cards_in_a_format(board: Shell) -> None:
    rows = list(csv.reader(io.StringIO(board.done("export", "--to", "csv", "in:backlog").out)))
    assert [row[1] for row in rows] == ["title", "Replace core switch", "Label patch panels"]
    assert "Migrate LDAP users" in board.done("export", "--to", "md", "@ana").out
    result = board("export", "--to", "excel")
    assert (result.code, result.out) == (2, "")


def test_export_never_overwrites_unless_told(board: Shell) -> None:
    Path("mine.csv").write_text("precious")
    result = board("export", "--to", "csv", "-o", "mine.csv")
    assert result.code == 1
    assert result.err == "tuiboard: mine.csv exists already. --force overwrites it.\n"
    assert Path("mine.csv").read_text() == "precious"
    os.symlink("nowhere", "link.csv")
    assert board("export", "--to", "csv", "-o", "link.csv").code == 1
    told = board.done("export", "--to", "csv", "-o", "mine.csv", "--force", "#network")
    assert told.out == "Wrote 1 card to mine.csv.\n"
    assert Path("mine.csv").read_text().startswith("id,title")
    document = board.done("export", "-o", "new.json", "--json").json
    assert document == {"path": str(Path.cwd() / "new.json"), "format": "json", "cards": 5}
    assert sorted(path.name for path in Path().glob("*.tmp")) == []


def test_export_into_a_folder_that_is_missing(board: Shell) -> None:
    result = board("export", "-o", "no/where.json")
    assert result.code == 73
    assert "no/where.json can't be written" in result.err
