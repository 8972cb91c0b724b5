"""The register and the heatmap as text, without an app: what there is room for, and what is said without colour."""

from typing import Any

import pytest
from textual.geometry import Size

from tests.conftest import make_workspace
from tests.domain.deciding import CONTEXT, done
from tuiboard.domain import commands as c
from tuiboard.domain import risk_commands as r
from tuiboard.domain.risk_rules import risk_rules
from tuiboard.domain.workspace import Workspace
from tuiboard.tui.palette import Palette
from tuiboard.tui.terminal import glyphs
from tuiboard.tui.widgets.heatmap import Heatmap, shape
from tuiboard.tui.widgets.risk_lines import LEAST_TITLE, RiskLines, columns
from tuiboard.tui.widgets.risk_table import RiskTable, TableState
from tuiboard.view.risk_matrix import path_words, risk_matrix
from tuiboard.view.risk_register import needs_attention, risk_row

TODAY = CONTEXT.today
LONG = "Directory sync loses the rights of every group that was renamed since the spring"


def rated(p: int, i: int) -> dict[str, Any]:
    return {"probability": p, "impact": {"cost": i}}


@pytest.fixture(scope="module")
def ws() -> Workspace:
    quant = {"p": 0.3, "low": 60_000, "mode": 60_000, "high": 60_000}
    made = done(
        make_workspace(),
        r.AddRisks([
            {"title": "Core switch fails", "owner": "maria", "current": rated(4, 5), "inherent": rated(5, 5),
             "target": rated(2, 3), "quant": quant, "next_review": "2026-03-01"},
            {"title": LONG, "owner": "ana", "current": rated(3, 4), "next_review": "2027-03-15"},
            {"title": "Early delivery", "kind": "opportunity", "owner": "omar", "current": rated(3, 4), "quant": quant},
            {"title": "Cabling below spec"},
            {"title": "Vendor leaves", "owner": "ana", "current": rated(1, 1)},
        ]),
    )  # fmt: skip
    return done(made, r.CloseRisk(5, "passed"))


class SizedTable(RiskTable):
    """A table of a given size that no app lays out."""

    given = Size(80, 12)

    @property
    def size(self) -> Size:
        return self.given


class SizedMap(Heatmap):
    given = Size(80, 18)

    @property
    def size(self) -> Size:
        return self.given


def palette(mono: bool = True) -> Palette:
    return Palette({}, mono)


def table_text(ws: Workspace, width: int, ids: list[int], ascii: bool = False, needs: Any = None) -> list[str]:
    table = SizedTable(glyphs(ascii), palette())
    table.given = Size(width, 12)
    panes = [("All 4", needs is None), ("Needs attention 9", needs is not None)]
    table.show(TableState(ws, risk_rules(ws.board), TODAY, ids, needs, {1: 1, 2: -1}, panes, "by score", ("None.",)))
    return [table.render_line(y).text.rstrip() for y in range(12)]


def test_at_80_columns_a_row_has_all_that_matters_and_a_title_that_can_be_read(ws: Workspace) -> None:
    lines = table_text(ws, 80, [1, 2, 3, 4, 5])
    assert lines[0] == " All 4   Needs attention 9" + " " * 44 + " by score"
    assert lines[1].split() == ["Risk", "Score", "EMV", "Owner", "Review"]
    assert lines[2].startswith("▌R1  Core switch fails")
    assert lines[2].split()[-8:] == ["!", "20", "crit", "↑", "18k", "maria", "15d", "late"]
    assert "Directory sync loses the rights of…" in lines[3]
    assert lines[3].endswith("12 high ↓         ana    mar 2027"), "another year's day is left out"
    assert "12 opp" in lines[4]
    assert "−18k" in lines[4]
    assert "unrated" in lines[5]
    assert "nobody" in lines[5]
    assert lines[6].endswith("closed"), "without a column of its own the state stands where a review would"
    assert all(len(line) <= 80 for line in lines)


def test_with_more_room_the_state_has_a_column_and_the_title_is_whole(ws: Workspace) -> None:
    lines = table_text(ws, 140, [1, 2])
    assert lines[1].split()[-1] == "State"
    assert LONG in lines[3]
    assert lines[3].endswith("identified")


@pytest.mark.parametrize("width", [20, 40, 60, 80, 100, 120, 200])
def test_columns_go_before_the_title_does_and_the_score_never(width: int) -> None:
    cols = columns(width, 3)
    assert "score" in cols.shown
    assert cols.title >= LEAST_TITLE or cols.shown == ("score",)
    assert cols.title <= width


def test_in_ascii_nothing_else_is_drawn(ws: Workspace) -> None:
    for lines in (table_text(ws, 80, [1, 2, 3], ascii=True), map_text(ws, 80, ascii=True)):
        assert all(line.isascii() for line in lines)
    assert table_text(ws, 80, [1, 2], ascii=True)[2].startswith(">R1")


def test_what_needs_someone_stands_beside_the_key_that_cures_it(ws: Workspace) -> None:
    needs = [(row, "@ owner") for row in needs_attention(ws, TODAY) if row.need.name == "no owner"]
    lines = table_text(ws, 80, [], needs=needs)
    assert lines[2].startswith("▌R4  Cabling below spec")
    assert "nobody answers for it" in lines[2]
    assert lines[2].endswith("@ owner")
    assert len(lines[2]) <= 80


def test_an_empty_table_says_what_to_do(ws: Workspace) -> None:
    assert table_text(ws, 80, [])[3].strip() == "None."


def test_the_cursor_stays_on_its_risk_when_the_order_changes(ws: Workspace) -> None:
    table = SizedTable(glyphs(False), palette())
    state = TableState(ws, risk_rules(ws.board), TODAY, [1, 2, 3, 4])
    table.show(state)
    table.step(2)
    assert table.cursor == 3
    table.show(state._replace(ids=[3, 4, 1]))
    assert table.cursor == 3
    table.show(state._replace(ids=[4, 1]))
    assert table.cursor == 4, "the row at its place"
    table.show(state._replace(ids=[]))
    assert table.cursor is None


def test_only_the_rows_on_the_screen_are_made(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    monkeypatch.setattr(
        "tuiboard.tui.widgets.risk_table.risk_row",
        lambda ws, risk, *rest: made.append(risk.id) or risk_row(ws, risk, *rest),
    )
    many = done(ws, r.AddRisks([{"title": f"Risk {n}"} for n in range(300)]))
    lines = table_text(many, 80, [risk.id for risk in many.risks()])
    assert len(set(made)) == 10
    assert lines[2].endswith("┃"), "the scroll bar"


# The heatmap


def map_text(ws: Workspace, width: int, height: int = 18, ascii: bool = False, cell: Any = None) -> list[str]:
    heatmap = SizedMap(glyphs(ascii), palette())
    heatmap.given = Size(width, height)
    open_risks = [risk for risk in ws.risks() if risk.is_open]
    selected = ws.risk(1)
    assert selected is not None
    heatmap.show(risk_matrix(open_risks, risk_rules(ws.board), selected), cell, f"R1 {path_words(selected)}")
    return [heatmap.render_line(y).text.rstrip() for y in range(height)]


FRAME = """\
almost certain 5          5m┃        10h│        15h│        20c│i       25c
                            ┃           │           │           │
                 ───────────╋━━━━━━━━━━━╋───────────┼───────────┼───────────
        likely 4          4l│         8m┃        12h│        16c│[o     20c]
                            │           ┃           │           │[    R1   ]
                 ───────────┼───────────╋━━━━━━━━━━━╋───────────┼───────────
      possible 3          3l│         6m│         9m┃        12h│        15h
                            │           │           ┃   R2 R3+  │
                 ───────────┼───────────┼───────────╋━━━━━━━━━━━╋───────────
      unlikely 2          2l│         4l│t        6m│         8m┃        10h
                            │           │           │           ┃
                 ───────────┼───────────┼───────────┼───────────╋━━━━━━━━━━━
          rare 1          1l│         2l│         3l│         4l│         5m
                            │           │           │           │
                  1 slight     2 minor    3 serious    4 major    5 severe
  ↑ probability  → impact  ━━ appetite 9  unrated 1  + opportunity
  R1 inherent 5×5 = 25 → now 4×5 = 20 → target 2×3 = 6"""


def test_the_heatmap_tells_bands_appetite_path_and_cursor_without_colour(ws: Workspace) -> None:
    assert "\n".join(map_text(ws, 78, 17, cell=(4, 5))).rstrip() == FRAME


@pytest.mark.parametrize(("width", "height"), [(30, 12), (42, 17), (66, 17), (80, 17), (100, 24), (138, 60)])
def test_the_heatmap_fits_whatever_its_size(ws: Workspace, width: int, height: int) -> None:
    form = shape(width, height)
    assert form.width <= width
    lines = map_text(ws, width, height, cell=(4, 5))
    assert all(len(line) <= width for line in lines)
    text = "\n".join(lines)
    for score in ("1l", "5m", "10h", "20c" if height > 12 else "c"):
        assert score in text


def test_a_cell_that_is_too_full_says_how_many_there_are(ws: Workspace) -> None:
    many = done(ws, r.AddRisks([{"title": f"Risk {n}", "current": rated(2, 2)} for n in range(40)]))
    assert "40 risks" in "\n".join(map_text(many, 80))


def test_the_rules_of_the_board_move_the_line_and_the_letters(ws: Workspace) -> None:
    own = done(
        ws, c.EditBoard(settings={"risk": {"appetite": 3, "grid": ["lllll", "lllll", "lllll", "ccccc", "ccccc"]}})
    )
    lines = map_text(own, 80)
    assert "20c" in lines[3]
    assert "15l" in lines[6]
    assert "━" in lines[11]


def test_rows_are_drawn_with_the_roles_of_the_theme(ws: Workspace) -> None:
    colors = {"risk-critical": "#ff0000", "background": "#000000", "cursor-bg": "#222222"}
    lines = RiskLines(glyphs(False), Palette(colors))
    risk = ws.risk(1)
    assert risk is not None
    row = risk_row(ws, risk, TODAY, risk_rules(ws.board))
    strip = lines.risk(row, columns(80, 3), 80, cursor=False)
    (badge,) = (segment for segment in strip if "20 crit" in segment.text)
    assert badge.style is not None
    assert badge.style.color is not None
    assert badge.style.color.name == "#ff0000"
