"""A risk register as CSV: what is said comes, what is unclear keeps its text and is told, and twice is once."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import NOW, make_workspace
from tests.engine.exchange.samples import CONTEXT, bring, plan, refusal, take_in
from tuiboard.domain.changes import created
from tuiboard.domain.refusal import Refused
from tuiboard.domain.risks import Risk
from tuiboard.domain.workspace import Workspace
from tuiboard.engine import exchange
from tuiboard.engine.exchange.csv_dates import Dates
from tuiboard.engine.exchange.plan import summary
from tuiboard.engine.exchange.risk_scales import Scale

REAL = Path(__file__).parents[3] / "../shared/data/risk_register.csv"
BOARD = make_workspace()


def one(text: str, ws: Workspace = BOARD) -> Risk:
    """The first risk of a table; `/` stands for the end of a row."""
    found = bring(text.replace(" / ", "\n").encode(), ws).risks()
    return found[0]


def lost(text: str, ws: Workspace = BOARD) -> tuple[str, ...]:
    return plan(text.encode(), ws).lost


# The real one


def test_the_real_register_of_42_rows_comes_in_usefully_and_honestly() -> None:
    if not REAL.exists():
        pytest.skip("the sample is not here")
    found = plan(REAL.read_bytes(), BOARD)
    counts = found.counts
    assert (counts["risks"], counts["open_risks"], counts["unrated_risks"], counts["cards"]) == (42, 42, 42, 0)
    assert "severity as impact (S0 = 5, S1 = 4, S2 = 3, S3 = 2)" in found.read_as
    assert "due_date as next review" in found.read_as
    assert "as text only: evidence" in found.read_as
    assert found.lost[0] == "No column has a probability: what is said of the impact is kept, the risks are unrated"
    assert "Row 3, owner: “Security/DevOps” is kept as text: nobody on the board" in found.lost
    ws = take_in(found, BOARD)[0]
    assert ws.people() == BOARD.people(), "nobody is invented"
    first = ws.risk(1)
    assert first is not None
    assert first.title == "Critical Playwright RCE Vulnerability"
    assert first.event.startswith("Playwright 1.55.0 downloads browsers")
    assert (first.category, first.state, first.next_review, first.owner) == (
        "security", "identified", "2025-11-01", None,
    )  # fmt: skip
    assert (first.rating("current"), first.score()) == ({"impact": {"overall": 5}}, None)
    assert first.actions == [
        {"role": "preventive", "text": "Upgrade playwright to v1.56.0+ via artillery dependency update"}
    ]
    assert first.doc["extra"]["owner"] == "DevOps"
    assert first.doc["extra"]["severity"] == "S0"
    assert first.doc["extra"]["evidence"].startswith("https://")
    assert first.doc["source"] == {"system": "risk-csv", "id": "S0-001"}
    again = plan(REAL.read_bytes(), ws)
    assert (again.is_empty, again.skipped, again.lost) == (True, 42, ())


# Scales


@pytest.mark.parametrize(
    ("axis", "texts", "note", "levels"),
    [
        ("probability", ["1", "5", "0", "6?", "3.0"], "", [1, 5, None, None, 3]),
        ("probability", ["very low", "Low", "MEDIUM", "high", "Very-High"], "", [1, 2, 3, 4, 5]),
        ("probability", ["rare", "unlikely", "possible", "likely", "almost certain"], "", [1, 2, 3, 4, 5]),
        ("probability", ["20%", "21 %", "100%", "0%", "150%", "10-30%"], "", [1, 2, 5, 1, None, 1]),
        ("probability", ["20", "50"], "%", [1, 3]),
        ("probability", ["0.2", "1", "0,75"], "", [1, 5, 4]),
        ("probability", ["7", "1", "11", "12"], "", [None] * 4),
        ("probability", ["7", "1", "10", "11"], "", [4, 1, 5, None]),
        ("probability", ["7", "1", "4"], "", [None, 1, 4]),
        ("probability", ["7", "7", "1"], "", [4, 4, 1]),
        ("probability", ["7 - high", "1"], "", [None, 1]),
        ("probability", ["7", "1", "10"], "", [4, 1, 5]),
        ("probability", ["3", "4"], "1-10", [2, 2]),
        ("probability", ["4 - Likely", "High (3)", "2: low", "8/10", "4/5"], "", [4, 3, 2, 4, 4]),
        ("probability", ["maybe", "?", "S1", "٣", ""], "", [None] * 5),
        ("impact", ["S0", "s1", "S-2", "Sev 3", "S4", "S5"], "", [5, 4, 3, 2, 1, 1]),
        ("impact", ["S1", "S2", "S5"], "", [5, 4, 1]),
        ("impact", ["negligible", "minor", "moderate", "major", "catastrophic"], "", [1, 2, 3, 4, 5]),
        ("impact", ["low", "high", "critical"], "", [2, 4, 5]),
        ("impact", ["catastrophic", "critical"], "", [5, 4]),
        ("impact", ["20%"], "", [None]),
        ("time", ["a milestone slips", "the deadline passes"], "", [3, 5]),
    ],
)
def test_how_a_column_says_levels(axis: str, texts: list[str], note: str, levels: list[int | None]) -> None:
    scale = Scale(axis, texts, note)
    assert [scale.level(text) for text in texts] == levels


@settings(max_examples=60)
@given(
    st.sampled_from(["probability", "impact", "cost"]), st.lists(st.text(max_size=12), max_size=5), st.text(max_size=6)
)
def test_any_text_is_a_level_from_1_to_5_or_none(axis: str, texts: list[str], note: str) -> None:
    scale = Scale(axis, texts, note)
    assert all(scale.level(text) in (None, 1, 2, 3, 4, 5) for text in texts)


@pytest.mark.parametrize(
    ("texts", "days"),
    [
        (["2026-03-04", "2026/3/4", "4.3.2026", "4 Mar 2026", "March 4, 2026", "04/Mar/26", "2026-03-04 09:30"],
         ["2026-03-04"] * 7),
        (["03/04/2026", "13/04/2026"], ["2026-04-03", "2026-04-13"]),
        (["03/04/2026", "04/13/2026"], ["2026-03-04", "2026-04-13"]),
        (["03/04/2026", "05/05/2026"], [None, "2026-05-05"]),
        (["13/04/2026", "04/13/2026"], [None, None]),
        (["soon", "2026-02-30", "Q3", "31.12."], [None] * 4),
        (["2026-03-04T08:00:00Z"], ["2026-03-04"]),
    ],
)  # fmt: skip
def test_how_a_column_says_dates(texts: list[str], days: list[str | None]) -> None:
    dates = Dates(texts)
    assert [dates.day(text) for text in texts] == days


# Columns and fields


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("Risk,Likelihood,Severity / x,4,5", "current", {"probability": 4, "impact": {"overall": 5}}),
        ("Name;Chance;Consequence / x;high;minor", "current", {"probability": 4, "impact": {"overall": 2}}),
        ("Risk\tP\tI / x\t2\t3", "current", {"probability": 2, "impact": {"overall": 3}}),
        ("Risk|Probability|Cost impact / x|2|3", "current", {"probability": 2, "impact": {"cost": 3}}),
        ("title,Likelihood (1-10),Impact / x,8,2", "current", {"probability": 4, "impact": {"overall": 2}}),
        ("title,impact,inherent likelihood,inherent impact / x,1,5,4", "inherent",
         {"probability": 5, "impact": {"overall": 4}}),
        ("title,likelihood,impact,residual likelihood,residual impact / x,5,5,2,3", "target",
         {"probability": 2, "impact": {"overall": 3}}),
        ("title,inherent likelihood,residual likelihood,residual impact / x,5,2,3", "current",
         {"probability": 2, "impact": {"overall": 3}}),
        ("title,impact / x,The move is late by months", "effect", "The move is late by months"),
        ("title,likelihood,consequence / x,3,Customers leave", "effect", "Customers leave"),
        ("title,probability,cost / x,20%,\"300,000 CHF\"", "quant",
         {"p": 0.2, "low": 300_000, "mode": 300_000, "high": 300_000, "unit": "money"}),
        ("title,probability,EMV / x,20%,60k", "quant",
         {"p": 0.2, "low": 300_000, "mode": 300_000, "high": 300_000, "unit": "money"}),
        ("title,probability,best case,most likely,worst case / x,50%,1.2M,2M,3M", "quant",
         {"p": 0.5, "low": 1_200_000, "mode": 2_000_000, "high": 3_000_000, "unit": "money"}),
        ("title,probability,delay / x,50%,10 days", "quant",
         {"p": 0.5, "low": 10, "mode": 10, "high": 10, "unit": "days"}),
        ("title,impact,owner / x,3,Ana Ruiz", "owner", "ana"),
        ("title,impact,Risk Owner / x,3,@MARIA", "owner", "maria"),
        ("title,impact,project / x,3,Network refresh", "project", "refresh"),
        ("title,impact,due / x,3,13/04/2026", "next_review", "2026-04-13"),
        ("title,impact,review date,due date / x,3,2026-04-13,2026-05-01", "next_review", "2026-04-13"),
        ("title,impact,mitigation / x,3,Buy a spare", "actions", [{"role": "preventive", "text": "Buy a spare"}]),
        ("title,impact,response / x,3,Mitigate", "strategy", ["reduce"]),
        ("title,impact,strategy / x,3,transfer / y,2,share", "strategy", ["transfer"]),
        ("title,impact,contingency / x,3,Rent one", "contingency_plan", "Rent one"),
        ("title,impact,status / x,3,In Progress", "state", "treating"),
        ("title,impact,status / x,3,Open", "state", "identified"),
        ("title,impact,status / x,3,Closed", "state", "closed"),
        ("title,impact,status / x,3,Expired", "close_reason", "passed"),
        ("title,impact,nature / x,3,Opportunity", "kind", "opportunity"),
        ("title,impact,triggers / x,3,No answer", "triggers", [{"text": "No answer"}]),
        ("title,impact,tags / x,3,\"network, It ops\"", "tags", ["network", "It", "ops"]),
        ("title,impact,date raised / x,3,2026-01-02", "created_at", "2026-01-02T00:00:00Z"),
        ("title,impact,link / x,3,https://x.org/1", "source",
         {"system": "risk-csv", "id": "title: x", "url": "https://x.org/1"}),
        ("description,impact / The roof leaks,3", "title", "The roof leaks"),
        ("id,risk description,impact / 7,The roof leaks,3", "source", {"system": "risk-csv", "id": "7"}),
        ("title,impact / '=SUM(A1),3", "title", "=SUM(A1)"),
        ("﻿title,impact / x,3", "title", "x"),
        ("sep=; / title;impact / x;3", "title", "x"),
        ("Register of X,, / ,, / title,impact,owner / x,3,ana", "owner", "ana"),
    ],
)  # fmt: skip
def test_headers_and_values_as_people_write_them(text: str, field: str, value: object, in_zone: Any) -> None:
    in_zone("UTC")
    assert one(text).doc.get(field) == value


@pytest.mark.parametrize(
    ("text", "column", "kept", "why"),
    [
        ("title,likelihood,impact / x,maybe,3", "likelihood", "maybe", "no level from 1 to 5, left unrated"),
        ("title,impact,owner / x,3,Security/DevOps", "owner", "Security/DevOps", "nobody on the board"),
        ("title,impact,review / x,3,03/04/2026", "review", "03/04/2026",
         "no date, or one that can be read in two ways"),
        ("title,impact,status / x,3,Parked", "status", "Parked", "no state that is known, taken as identified"),
        ("title,impact,status / x,3,Accepted", "status", "Accepted",
         "without approver, rationale and expiry it is taken as identified"),
        ("title,impact,status / x,3,Occurred", "status", "Occurred",
         "without the date on which it happened it is taken as closed: realised"),
        ("title,probability,cost / x,20%,1.200", "cost", "1.200", "no amount, or one that can be read in two ways"),
        ("title,probability,cost / x,4,60k", "cost", "60k", "without a probability in per cent it makes no estimate"),
        ("title,probability,cost / x,20%,5k EUR / y,20%,5k CHF / z,20%,6k CHF", "cost", "5k EUR",
         "in another currency than CHF"),
        ("title,impact,strategy / x,3,hope", "strategy", "hope", "no strategy for a threat"),
        ("title,impact,project / x,3,Moon", "project", "Moon", "no project of the board"),
        ("title,impact,link / x,3,file:///etc", "link", "file:///etc", "no http(s) link"),
        ("title,impact,notes / x,3,Hm", "notes", "Hm", ""),
        ("title,impact,risk score / x,3,High", "risk score", "High", ""),
        ("title,impact,impact / x,3,Hm", "impact 2", "Hm", ""),
    ],
)  # fmt: skip
def test_what_can_not_be_read_keeps_its_text_and_is_told_by_row_and_column(
    text: str, column: str, kept: str, why: str
) -> None:
    rows = text.replace(" / ", "\n")
    assert one(text).doc["extra"][column] == kept
    told = lost(rows)
    assert f"Row 2, {column}: “{kept}” is kept as text: {why}" in told if why else told[1:] == ()


def test_a_score_that_follows_from_the_levels_is_not_kept_but_another_is() -> None:
    table = "title,probability,impact,score,band\nx,4,3,{},high\ny,1,,,unrated\n"
    assert "extra" not in one(table.format(12)).doc
    assert one(table.format(11)).doc["extra"] == {"score": "11"}


def test_how_the_columns_are_read_is_said_before_anything_is_done() -> None:
    table = "Register,,\nRef,Risk,Likelihood,Impact,Notes,Cost\n1,Roof leaks,20%,S1,Hm,5k CHF\n2,Vendor,likely,high,,\n"
    assert summary(plan(table.encode(), BOARD)) == [
        "From risk register (file.json): 2 risks (2 open, 0 of them unrated)",
        "How the columns were read:",
        "  Ref as id",
        "  Risk as title",
        "  Likelihood as probability (20% = 1, likely = 4)",
        "  Impact (S1 = 5, high = 4)",
        "  Cost as amount of the estimate",
        "  as text only: Notes",
        "What does not fit a risk, or needs a look:",
        "  rows above the header, left out: 1",
        "  Amounts are in CHF; the board has no currency: `tuiboard board edit currency=CHF` sets it",
    ]


def test_without_review_dates_the_first_review_follows_from_the_band() -> None:
    risk = one("title,probability,impact / x,4,4")
    assert risk.next_review == "2026-03-18"
    assert one("title,probability,impact,review / x,4,4,").next_review is None


def test_causes_are_found_by_their_ids_in_the_file() -> None:
    ws = bring(b"id,title,impact,caused by\nA,a,1,C\nB,b,1,a zz\nC,c,1,B\n", BOARD)
    assert [risk.caused_by for risk in ws.risks()] == [[3], (), [2]], "the circle is cut"
    assert ws.risks()[1].doc["extra"] == {"caused by": "zz"}


def test_titles_and_texts_that_are_too_long_are_cut_and_stand_whole() -> None:
    found = bring(f"title,impact,effect\n{'t' * 300},3,{'e' * 100}\n".encode(), BOARD).risks()[0]
    assert len(found.title) == 200
    assert found.event == "t" * 300
    assert found.effect == "e" * 100


def test_a_card_is_linked_only_where_number_and_title_fit() -> None:
    ws = make_workspace(cards=[{"title": "Order a spare"}, {"title": "Other"}])
    table = 'title,impact,mitigation\nx,3,"#1 Order a spare\n#2 Something\nTalk"\n'
    assert bring(table.encode(), ws).risks()[0].actions == [
        {"role": "preventive", "card": 1},
        {"role": "preventive", "text": "Something"},
        {"role": "preventive", "text": "Talk"},
    ]


# Again


def test_a_second_import_changes_nothing_and_a_longer_file_brings_what_is_new() -> None:
    table = "ref,risk,likelihood\n1,a,4\n2,b,3\n"
    ws = bring(table.encode(), BOARD)
    again = plan(table.encode(), ws)
    assert (again.is_empty, again.skipped, again.lost) == (True, 2, ())
    more = plan(f"{table}3,c,1\n".encode(), ws)
    assert (more.counts["risks"], more.skipped) == (1, 2)
    assert [risk.title for risk in take_in(more, ws)[0].risks()] == ["a", "b", "c"]


def test_a_risk_that_was_changed_here_is_left_alone_and_told() -> None:
    ws = bring(b"ref,risk,likelihood\n1,a,4\n", BOARD)
    other = plan(b"ref,risk,likelihood\n1,quite another,4\n", ws)
    assert other.is_empty
    assert other.lost == ("Row 2, ref: “1” is kept as text: on the board as R1 under another title, left alone",)


def test_numbers_of_the_file_are_kept_only_where_no_risk_ever_was() -> None:
    table = b"id,title,impact\nR7,a,1\nR3,b,1\n"
    assert [risk.id for risk in bring(table, BOARD).risks()] == [3, 7]
    ws = BOARD.with_changes([created("risk", 3, {"id": 3, "title": "mine", "created_at": NOW})])
    assert [(risk.id, risk.title) for risk in bring(table, ws).risks()] == [(3, "mine"), (4, "a"), (5, "b")]
    assert plan(table, bring(table, ws)).is_empty


# What is no register, and what is broken


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("Issue key,Summary,Status,Severity\nA-1,x,Done,High\n",
         "The table is no risk register: its columns are “Issue key”, “Summary”"),
        ("title,status,priority\nx,open,1\n", "Looked for: a title, and a probability or likelihood, an impact"),
        ("a,b\n1,2\n", "is no risk register"),
        ("title,impact\nx\n", "Row 2 has 1 cells where the header has 2."),
        ("title,impact\nx,3,4\n", "Row 2 has 3 cells where the header has 2."),
        ('title,impact\n"a\nb",3\n"x,3\n', "Row 3 can't be read"),
        ("id,title,impact\n1,x,3\n1,y,3\n", "Row 3 has the id “1”, and so has row 2."),
        ("title,impact\nx,3\0\n", "is NUL"),
        ("title,impact\n" + "x" * 200_000 + ",3\n", "Row 2 can't be read: field larger"),
    ],
)  # fmt: skip
def test_what_is_no_register_or_broken_is_refused_naming_the_row(data: str, says: str) -> None:
    assert says in refusal(data.encode())


def test_latin_1_is_refused_with_the_line_and_the_way_out() -> None:
    text = refusal("title,impact\nGebäude,3\n".encode("latin-1"))
    assert "line 2 looks like Latin-1" in text
    assert "iconv" in text


def test_utf_16_with_tabs_as_excel_writes_it_is_read() -> None:
    assert bring("title\timpact\r\nGebäude\t3\r\n".encode("utf-16"), BOARD).risks()[0].title == "Gebäude"


def test_a_tracker_is_taken_where_someone_says_that_it_is_a_register() -> None:
    data = b"Issue key,Summary,Severity\nA-1,x,High\n"
    with pytest.raises(Refused):
        exchange.read(None, data, "x.csv", BOARD, CONTEXT)
    assert exchange.read("risks", data, "x.csv", BOARD, CONTEXT).counts["risks"] == 1


CELLS = st.one_of(
    st.sampled_from(
        ["", "3", "20%", "high", "S0", "R1", "60k CHF", "2026-03-04", "closed", "accepted", "Ana Ruiz", "=1", "'=1",
         "\x1b[2J", "#1 x", "a\nb", "[WIP]", "1.200", "-5", "x" * 300]
    ),
    st.text(max_size=6),
)  # fmt: skip
HEADERS = st.lists(
    st.sampled_from(
        ["id", "title", "likelihood", "impact", "cost", "emv", "owner", "status", "review", "mitigation", "strategy",
         "caused by", "nature", "tags", "triggers", "acceptance expires", "occurred on", "estimate p",
         "proximity from", "proximity to", "residual impact", "notes", "", "cost impact"]
    ),
    min_size=1, max_size=8,
)  # fmt: skip


@settings(max_examples=60)
@given(st.data(), HEADERS)
def test_any_table_is_refused_or_comes_whole_and_only_once(data: st.DataObject, header: list[str]) -> None:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["title", "impact", *header])
    for _ in range(data.draw(st.integers(0, 3))):
        writer.writerow([data.draw(CELLS) for _ in range(len(header) + 2)])
    raw = text.getvalue().encode("utf-8", "surrogatepass")
    try:
        found = exchange.read("risks", raw, "x.csv", BOARD, CONTEXT)
    except Refused:
        return
    after, _ = take_in(found, BOARD)
    again = exchange.read("risks", raw, "x.csv", after, CONTEXT)
    assert again.is_empty
    shown = "\n".join(summary(found))
    assert "\x1b" not in shown
    for format in ("risk-csv", "risk-md", "risk-json"):
        assert "\x1b" not in exchange.write(format, after, None, None, NOW)
