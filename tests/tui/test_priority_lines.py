"""The quadrants, the ranked list, the sum and the comparison as text, without an app."""

from types import SimpleNamespace
from typing import Any

import pytest
from rich.cells import cell_len
from textual.geometry import Size

from tests.conftest import NOW, make_workspace
from tuiboard.domain.priority import scores
from tuiboard.domain.refusal import Refused
from tuiboard.domain.workspace import Workspace
from tuiboard.tui.dialogs.compare_page import compare_lines
from tuiboard.tui.dialogs.why_page import reckoned, why_lines
from tuiboard.tui.palette import Palette
from tuiboard.tui.screens.priority_rules_actions import parsed
from tuiboard.tui.screens.rank_sum import sum_text
from tuiboard.tui.terminal import glyphs
from tuiboard.tui.widgets.quadrants import Quadrants
from tuiboard.tui.widgets.rank_table import RankState, RankTable
from tuiboard.view.compare import compare
from tuiboard.view.priorities import priorities_view, ranking

TODAY = NOW[:10]
LONG = "Directory sync loses the rights of every group that was renamed since the spring, and nobody sees it"


@pytest.fixture(scope="module")
def ws() -> Workspace:
    pin = {"quadrant": "Do now", "rank": 1, "reason": "the auditor comes", "until": "2026-03-13", "by": "ana"}
    return make_workspace(
        cards=[
            {"title": LONG, "column": "doing", "owner": "maria", "due": "2026-03-09", "value": 5},
            {"title": "Label patch panels", "column": "backlog", "value": 1, "pin": pin},
            {"title": "Order optics", "column": "backlog", "value": 4, "due": "2027-02-03", "effort": 16},
            {"title": "Replace core switch", "column": "backlog", "depends_on": [2], "owner": "ana"},
        ]
    )


class SizedTable(RankTable):
    """A list of a given size that no app lays out."""

    given = Size(80, 12)

    @property
    def size(self) -> Size:
        return self.given


class SizedQuadrants(Quadrants):
    given = Size(80, 6)

    @property
    def size(self) -> Size:
        return self.given


def table(ws: Workspace, width: int, ascii: bool = False, **state: Any) -> SizedTable:
    shown = SizedTable(glyphs(ascii), Palette({}, True))
    shown.given = Size(width, 12)
    found = ranking(ws, "ana", TODAY)
    ids = priorities_view(ws, found.priorities, None, "priority", None, TODAY).ids
    given = {"ids": ids, "head": f"All {len(ids)}", "note": "by priority", **state}
    shown.show(RankState(ws, found, TODAY, **given))
    return shown


def text_of(shown: SizedTable) -> list[str]:
    return [shown.render_line(y).text.rstrip() for y in range(12)]


def test_at_80_columns_a_card_has_two_lines_and_its_reasons_are_whole(ws: Workspace) -> None:
    lines = text_of(table(ws, 80))
    assert lines[0] == " All 4" + " " * 61 + " by priority"
    assert lines[1].split() == ["P", "Card", "Owner", "Due"]
    assert lines[2].startswith("▌  2  ")
    assert lines[2].endswith("Label patch panels" + " " * 33 + "nobody no date")
    assert lines[3].split("Do now", 1)[1].strip() == "pinned to rank 1 until fri, value 1"
    assert "Directory sync loses the rights of every group th…" in lines[4]
    assert lines[4].endswith("maria  2d late")
    assert lines[5].strip() == "Do now   2 days behind, value 5"
    assert lines[6].endswith("nobody feb 2027"), "in another year the day is left out"
    assert all(len(line) <= 80 for line in lines)


def test_on_wide_terminals_a_card_has_one_line(ws: Workspace) -> None:
    lines = text_of(table(ws, 140))
    assert lines[1].split() == ["P", "Card", "Owner", "Due", "Because"]
    assert "Do now   Label patch panels" in lines[2]
    assert "pinned to rank 1 until fri" in lines[2]
    assert "3 feb 2027" in lines[4]
    assert all(len(line) <= 140 for line in lines)


def test_what_is_selected_is_marked_without_colour_and_in_ascii(ws: Workspace) -> None:
    shown = table(ws, 80, ascii=True)
    shown.marked = {1}
    lines = text_of(shown)
    assert lines[4].lstrip().startswith("* 1 ")
    assert all(line.isascii() for line in lines)


def test_the_cursor_stays_on_its_card_when_the_order_changes_and_marks_go_with_their_cards(ws: Workspace) -> None:
    shown = table(ws, 80)
    assert shown.move_cursor(1)
    shown.marked = {1, 3}
    shown.show(shown.state._replace(ids=(4, 3, 2, 1)))
    assert shown.cursor == 1
    assert shown.in_order(shown.marked) == [3, 1]
    shown.show(shown.state._replace(ids=(4, 3)))
    assert shown.cursor == 3
    assert shown.marked == {3}, "what is not shown is not selected"


def test_where_nothing_is_shown_it_is_said_why(ws: Workspace) -> None:
    lines = text_of(table(ws, 80, ids=(), empty=("No open card matches here.",)))
    assert lines[3] == "  No open card matches here."


def test_the_quadrants_stand_two_by_two_with_counts_and_leading_cards(ws: Workspace) -> None:
    shown = SizedQuadrants(glyphs(False), Palette({}, True))
    found = ranking(ws, "ana", TODAY).priorities
    shown.show(priorities_view(ws, found, None, "priority", None, TODAY).quadrants, "Schedule")
    lines = [shown.render_line(y).text for y in range(6)]
    assert lines[0].split() == ["Do", "now", "2", "urgent,", "important", "│", "Schedule", "0", "important"]
    assert lines[1].startswith(" 2 Label patch panels")
    assert lines[1].split("│")[1].strip() == "nothing"
    assert lines[3].split() == ["Delegate", "0", "urgent", "│", "Later", "2", "neither"]
    assert lines[4].split("│")[1].strip() == "3 Order optics"
    assert all(len(line) == 80 for line in lines)


def test_five_cards_side_by_side_fit_a_dialog_of_80_columns(ws: Workspace) -> None:
    wide = make_workspace(cards=[{"title": LONG, "column": "doing", "value": n, "due": TODAY} for n in range(1, 6)])
    found = compare(wide, [1, 2, 3, 4, 5], ranking(wide, "ana", TODAY).priorities, TODAY)
    lines = [line.plain for line in compare_lines(found, 73, 0, glyphs(False))]
    assert all(len(line) <= 73 for line in lines)
    assert lines[0].split() == ["1", "2", "3", "4", "5"] or lines[0].split()[:2] == ["1", "Directory"]
    assert lines[2].split()[-1].endswith("…"), "a title that is cut says so"
    value = next(line for line in lines if line.startswith("value"))
    assert value.split() == ["value", "1", "2", "3", "4", "5", "*"]


def test_the_sum_has_each_part_on_a_line_that_adds_up(ws: Workspace) -> None:
    store = SimpleNamespace(scan=lambda about: [])
    session: Any = SimpleNamespace(workspace=ws, clock=SimpleNamespace(today=lambda: TODAY), store=store)
    found = reckoned(session, 2, ascii=False)
    assert found is not None
    lines = [line.plain for line in why_lines(found, 70)]
    assert lines[:3] == ["2 Label patch panels", "Do now, rank 1 of 4", "P 10.4 = 0.4 × U + 0.6 × I: Later"]
    assert lines[4].split() == ["U", "5.0", "=", "blocking", "5.0", "(1", "card)"]
    assert [line.split() for line in lines[6:8]] == [
        ["I", "14.0", "=", "value", "8.0", "(value", "1)"], ["+", "unblocks", "6.0", "(a", "card", "of", "value", "2)"],
    ]  # fmt: skip
    assert "By its sum it would be under Later." in lines
    assert "What would change it" in lines
    assert reckoned(session, 99, ascii=False) is None


def test_the_two_shares_are_set_together() -> None:
    assert parsed("urgency_share", "0.25") == {"urgency_share": 0.25, "importance_share": 0.75}
    assert parsed("urgency_share", "") == {"urgency_share": None, "importance_share": None}
    assert parsed("urgent", "30") == {"urgent": 30}
    for name, text in (("urgency_share", "2"), ("urgency_share", "-0.5"), ("urgent", "much"), ("urgent", "1e3")):
        with pytest.raises(Refused):
            parsed(name, text)


@pytest.mark.parametrize("width", [24, 39, 58, 72])
def test_the_sum_among_the_details_fits_its_width_and_loses_nothing(ws: Workspace, width: int) -> None:
    score = scores(ws, TODAY).of(1)
    assert score is not None
    lines = sum_text(score, width).plain.split("\n")
    assert all(cell_len(line) <= width for line in lines)
    said = " ".join(" ".join(lines).split())
    for part in score.parts:
        assert f"{part.name} {part.points:.1f}" in said
        assert part.words in said
