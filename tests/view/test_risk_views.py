"""The register, the heatmap and one risk as they are shown, as text without an app."""

from typing import Any

import pytest

from tests.conftest import make_workspace
from tests.domain.deciding import CONTEXT, done
from tuiboard.domain import commands as c
from tuiboard.domain import risk_commands as r
from tuiboard.domain.risk_attention import attention
from tuiboard.domain.risk_history import ScorePoint
from tuiboard.domain.risk_rules import RiskRules, risk_rules
from tuiboard.domain.risks import Score
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.filter import FilterContext
from tuiboard.engine.risk_filter import compile_risk_filter
from tuiboard.view.risk_details import risk_details, score_curve, score_lines
from tuiboard.view.risk_matrix import matrix_lines, path_words, risk_matrix
from tuiboard.view.risk_register import RegisterReading, counts, needs_attention, register_view, risk_row, top_risks

TODAY = CONTEXT.today


def risk(title: str, p: int | None, i: int | None, **fields: Any) -> dict[str, Any]:
    current = {} if p is None else {"current": {"probability": p, "impact": {"cost": i}}}
    return {"title": title, "owner": "ana", **current, **fields}


QUANT = {"p": 0.3, "low": 60_000, "mode": 60_000, "high": 60_000}


@pytest.fixture
def ws() -> Workspace:
    return done(
        make_workspace(),
        r.AddRisks([
            risk("Core switch fails", 4, 5, quant=QUANT, inherent={"probability": 5, "impact": {"cost": 5}},
                 target={"probability": 2, "impact": {"cost": 3}}),
            risk("LDAP loses groups", 3, 4),
            risk("Early delivery", 3, 4, kind="opportunity", quant={**QUANT, "p": 0.4}),
            risk("Cabling below spec", None, None),
            risk("Firmware slips", 2, 2),
            risk("Vendor leaves", 4, 5),
        ]),
    )  # fmt: skip


def some(ws: Workspace, id: int) -> Any:
    found = ws.risk(id)
    assert found is not None
    return found


FRAME = """\
                 ----------- ----------- ----------- ----------- -----------
5 almost certain|  5 m      # 10 h      | 15 h      | 20 c      | 25 c i    |
                |           #           |           |           |           |
                 ----------- =========== ----------- ----------- -----------
4 likely        |  4 l      |  8 m      # 12 h      | 16 c      | 20 c o    |
                |           |           #           |           | R1 R6     |
                 ----------- ----------- =========== ----------- -----------
3 possible      |  3 l      |  6 m      |  9 m      # 12 h      | 15 h      |
                |           |           |           # R2 R3+    |           |
                 ----------- ----------- ----------- =========== -----------
2 unlikely      |  2 l      |  4 l      |  6 m t    |  8 m      # 10 h      |
                |           | R5        |           |           #           |
                 ----------- ----------- ----------- ----------- ===========
1 rare          |  1 l      |  2 l      |  3 l      |  4 l      |  5 m      |
                |           |           |           |           |           |
                 ----------- ----------- ----------- ----------- -----------
                 1 slight    2 minor     3 serious   4 major     5 severe
Probability upwards, impact to the right; l m h c: low moderate high critical.
The heavy line is the appetite: scores up to 9 need no response.
Unrated: R4"""


def test_every_cell_of_the_heatmap_is_readable_without_colour(ws: Workspace) -> None:
    assert "\n".join(matrix_lines(risk_matrix(ws.risks(), RiskRules(), some(ws, 1)), 80, ascii=True)) == FRAME


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_the_heatmap_fits_its_width(ws: Workspace, width: int) -> None:
    assert max(map(len, matrix_lines(risk_matrix(ws.risks(), RiskRules()), width)[:-3])) <= width


def test_a_full_cell_says_how_many_more_there_are() -> None:
    ws = done(make_workspace(), r.AddRisks([risk("x", 3, 3) for _ in range(120)]))
    matrix = risk_matrix(ws.risks(), RiskRules())
    assert matrix.names(matrix.cell(3, 3), 10) == "R1 R2 +118"
    assert matrix.names(matrix.cell(3, 3), 4) == "120"
    assert matrix.names(matrix.cell(1, 1), 10) == ""


def test_the_path_of_a_risk_leaves_out_what_nobody_scored(ws: Workspace) -> None:
    assert path_words(some(ws, 1)) == "inherent 5×5 = 25 → now 4×5 = 20 → target 2×3 = 6"
    assert path_words(some(ws, 2)) == "now 3×4 = 12"
    assert path_words(some(ws, 4)) == "unrated"


def test_top_risks_go_by_score_then_expected_value_then_number(ws: Workspace) -> None:
    assert top_risks(ws, TODAY) == [1, 6, 3, 2, 5]


def test_the_register_shows_open_risks_unless_closed_ones_are_asked_for(ws: Workspace) -> None:
    ws = done(ws, r.CloseRisk(5, "passed"))
    assert register_view(ws, None, "score", TODAY) == ([1, 6, 3, 2, 4], 5)
    closed = compile_risk_filter("is:closed", ws, FilterContext(TODAY, "ana"))
    assert register_view(ws, closed, "id", TODAY).ids == [5]


def test_a_row_says_in_words_what_colour_says_too(ws: Workspace) -> None:
    row = risk_row(ws, some(ws, 1), TODAY, risk_rules(ws.board), 1)
    assert (row.key, row.score, row.band, row.emv, row.owner, row.state) == (
        "R1",
        "20",
        "critical",
        "18k",
        "ana",
        "identified",
    )
    assert risk_row(ws, some(ws, 3), TODAY, RiskRules()).band == "opportunity"
    assert risk_row(ws, some(ws, 4), TODAY, RiskRules())[3:5] == ("", "unrated")
    accepted = done(ws, r.AcceptRisk(1, "cheap", "2026-04-01", "omar"))
    assert risk_row(accepted, some(accepted, 1), "2026-04-02", RiskRules()).state == "lapsed"


def test_what_needs_someone_is_listed_with_the_most_pressing_first(ws: Workspace) -> None:
    rows = needs_attention(ws, TODAY)
    assert [(row.key, row.need.name) for row in rows][:5] == [
        ("R1", "escalate"), ("R6", "escalate"),
        ("R1", "above appetite"), ("R6", "above appetite"), ("R2", "above appetite"),
    ]  # fmt: skip
    assert counts(ws, TODAY) == (6, 3, 1, 0, 6)
    assert counts(ws, "2027-03-16").late == 6


def test_one_risk_tells_what_is_missing_and_how_its_cards_stand(ws: Workspace) -> None:
    ws = done(ws, c.AddCards([{"title": "Replace it", "owner": "ana", "due": "2026-03-10"}]))
    ws = done(ws, r.LinkRisk(1, 6, "preventive"))
    ws = done(ws, r.PlanAction(1, "Rent a switch"))
    ws = done(ws, c.AddComment(("risk", 1), "I talked to the vendor"))
    found = risk_details(ws, some(ws, 1), TODAY, CONTEXT.now)
    assert found.where == "threat · identified · 20 critical · above appetite"
    assert [(part.name, part.text) for part in found.sentence] == [
        ("Cause", "missing"), ("Event", "missing"), ("Effect", "missing"),
    ]  # fmt: skip
    assert [tuple(action)[:4] for action in found.actions] == [
        (6, "preventive", "Replace it", "Backlog, @ana, 6d late"),
        (None, "contingency", "Rent a switch", "becomes a card if it occurs"),
    ]
    assert found.remarks[0].text == "I talked to the vendor"
    assert "card 6 was due 10 mar" in found.needs
    assert found.money == "With a chance of 30% it would cost 60,000: expected 18,000. Its score is 20 (critical)."


def test_what_an_import_kept_as_text_is_shown(ws: Workspace) -> None:
    kept = {"owner": "Sec/Ops", "evidence": "see\nwiki", "links": ["x"]}
    imported = type(some(ws, 1))({**some(ws, 1).doc, "extra": kept})
    rows = [tuple(row)[:2] for row in risk_details(ws, imported, TODAY, CONTEXT.now).rows]
    assert rows[-2:] == [("As imported", "owner: Sec/Ops"), ("As imported", "evidence: see wiki")]


@pytest.mark.parametrize("text", ["\x1b[2J", "[/red]", "\u202ex", "a\nb"])
def test_no_control_character_of_a_risk_is_shown(ws: Workspace, text: str) -> None:
    doc = {**some(ws, 1).doc, "title": text, "cause": text, "owner": text, "category": text, "confidence": text,
           "triggers": [{"text": text}], "actions": [{"role": text, "text": text}], "state": text, "tags": [text],
           "acceptance": {"approver": text, "requester": text, "rationale": text, "expires": text},
           "escalated": {"by": text, "at": text, "note": text}, "occurred": {"on": text, "text": text},
           "extra": {text: text}}  # fmt: skip
    odd = type(some(ws, 1))(doc)
    shown = repr((risk_details(ws, odd, TODAY, CONTEXT.now), risk_row(ws, odd, TODAY, RiskRules())))
    assert "\\x1b" not in shown
    assert "\\u202e" not in shown


def test_scores_over_time_are_told_newest_first_and_drawn() -> None:
    points = [
        ScorePoint("2026-03-01T10:00:00Z", "ana", "current", Score(5, 4), "identified"),
        ScorePoint("2026-03-05T10:00:00Z", "ana", "target", Score(2, 2), "assessed"),
        ScorePoint("2026-03-09T10:00:00Z", "omar", "current", Score(3, 4), "assessed"),
        ScorePoint("2026-03-10T10:00:00Z", "omar", "current", None, "assessed"),
    ]
    assert [line.split()[2:] for line in score_lines(points, TODAY)] == [
        ["now", "unrated", "omar"], ["now", "3×4", "=", "12", "(was", "20)", "omar"],
        ["target", "2×2", "=", "4", "ana"], ["now", "5×4", "=", "20", "ana"],
    ]  # fmt: skip
    assert score_curve(points, ascii=True) == "64  20 → 12"
    assert score_curve(points[:2]) == ""


def test_what_is_kept_of_the_register_follows_every_change(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    reading, read = RegisterReading(), []
    monkeypatch.setattr(
        "tuiboard.view.risk_register.attention",
        lambda ws, risk, *rest: read.append(risk.id) or attention(ws, risk, *rest),
    )
    changed = done(ws, r.ScoreRisk(4, "current", 5, {"cost": 5}))
    moved = done(changed, c.EditCards([1], {"due": "2026-01-02"}))
    for each in (ws, ws, changed, moved, ws):
        for sort in ("score", "review"):
            view = register_view(each, None, sort, TODAY)
            risks, total = reading.shown(each, None, sort, TODAY)
            assert ([risk.id for risk in risks], total) == view
        kept = needs_attention(each, TODAY, reading)
        assert kept == needs_attention(each, TODAY)
    read.clear()
    needs_attention(ws, TODAY, reading)
    assert read == [], "nothing is read twice"
    needs_attention(changed, TODAY, reading)
    assert read == [4], "only the risk that changed is"
    assert needs_attention(changed, "2027-01-01", reading) == needs_attention(changed, "2027-01-01")
