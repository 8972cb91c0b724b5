"""Cards in a spreadsheet: every reader agrees on the cells, and none is taken for a formula."""

import csv
import io

import pytest

from tests.conftest import NOW, make_workspace
from tuiboard.domain.workspace import Workspace
from tuiboard.engine import exchange


def rows(ws: Workspace, cards: list[int] | None = None) -> list[dict[str, str]]:
    text = exchange.write("csv", ws, cards, None, NOW)
    return list(csv.DictReader(io.StringIO(text, newline="")))


def title_cell(title: str) -> str:
    return rows(make_workspace(cards=[{"title": title}]))[0]["title"]


def test_the_header_names_the_fields_and_lines_end_as_the_standard_says() -> None:
    text = exchange.write("csv", make_workspace(cards=()), None, None, NOW)
    assert text.startswith("id,title,body,column,project,owner,")
    assert text.endswith(",archived\r\n")


def test_a_card_as_a_row(workspace: Workspace) -> None:
    row = rows(workspace)[0]
    assert (row["id"], row["title"], row["column"], row["owner"]) == ("1", "Replace core switch", "backlog", "maria")
    assert (row["due"], row["tags"], row["value"], row["archived"]) == ("2026-03-13", "network", "", "")
    assert rows(workspace)[2]["value"] == "4"
    assert rows(workspace)[3]["depends_on"] == "3"
    ws = make_workspace(cards=[{"title": "a", "milestone": 1}, {"title": "b"}], milestones=[{"title": "m"}])
    assert [row["milestone"] for row in rows(ws)] == ["M1", ""]


def test_rows_stand_as_on_the_board_archived_ones_last() -> None:
    ws = make_workspace(cards=[{"title": "a", "archived": True}, {"title": "b", "column": "done"}, {"title": "c"}])
    assert [(row["title"], row["archived"]) for row in rows(ws)] == [("c", ""), ("b", ""), ("a", "yes")]
    assert [row["title"] for row in rows(ws, [2, 1])] == ["b", "a"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_a_cell_that_a_spreadsheet_would_calculate_is_quoted(start: str) -> None:
    assert title_cell(f"{start}HYPERLINK(1)").startswith("'")
    assert title_cell(f"1{start}1")[0] == "1"


def test_newlines_quotes_and_commas_stay_in_their_cell() -> None:
    ws = make_workspace(
        cards=[
            {
                "title": 'say "a, b"',
                "body": "one\r\ntwo\n",
                "links": ["https://a", "https://b"],
                "checklist": [{"text": "x", "done": True}, {"text": "y"}],
            }
        ]
    )
    row = rows(ws)[0]
    assert (row["title"], row["body"]) == ('say "a, b"', "one\ntwo\n")
    assert (row["links"], row["checklist"]) == ("https://a\nhttps://b", "[x] x\n[ ] y")


def test_no_control_character_gets_out_and_emoji_stay_whole() -> None:
    text = exchange.write(
        "csv", make_workspace(cards=[{"title": "\x1b]52;c;x\x07 \x9b \u202e \ud800 👩‍💻 ❤️"}]), None, None, NOW
    )
    assert "👩‍💻 ❤️" in text
    assert not any(c in text for c in "\x1b\x07\x9b\u202e\ud800")
    text.encode()


def test_a_long_body_is_not_cut() -> None:
    assert len(rows(make_workspace(cards=[{"title": "a", "body": "x" * 130_000}]))[0]["body"]) == 130_000
