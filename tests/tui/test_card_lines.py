"""Cards, headers and rails as frames of text."""

from typing import Any

import pytest
from rich.cells import cell_len

from tests.conftest import make_workspace
from tuiboard.tui.palette import Palette
from tuiboard.tui.terminal import glyphs
from tuiboard.tui.widgets.card_lines import CardLines, wrap
from tuiboard.view.board_view import ColumnView

TODAY = "2026-03-11"


def lines(ascii: bool = False, **card: Any) -> CardLines:
    drawn = CardLines(glyphs(ascii), Palette({}, mono=True))
    columns = [
        {"key": "doing", "name": "Doing", "kind": "active", "stale_after_days": 3},
        {"key": "done", "name": "Done", "kind": "done"},
    ]
    drawn.show(make_workspace(cards=[{"title": "Replace core switch", **card}], columns=columns), TODAY)
    return drawn


def card(
    width: int = 30, density: int = 2, cursor: bool = False, marked: bool = False, ascii: bool = False, **fields: Any
) -> list[str]:
    strips = lines(ascii, **fields).card(1, width, density, cursor, marked, False)
    assert [strip.cell_length for strip in strips] == [width] * density
    return [strip.text.rstrip() for strip in strips]


def test_a_card_shows_its_title_and_only_the_facts_that_exist() -> None:
    assert card(owner="maria", due="2026-03-13") == ["  1 Replace core switch", "    maria  fri"]
    assert card() == ["  1 Replace core switch", "    unowned"]


def test_cursor_and_selection_are_marked_by_a_sign_too() -> None:
    assert card(cursor=True)[0].startswith("▌ 1")
    assert card(marked=True)[0].startswith("● 1")
    assert card(cursor=True, ascii=True)[0].startswith("> 1")
    assert card(marked=True, ascii=True)[0].startswith("* 1")


def test_late_blocked_stale_and_checked_say_so_in_words() -> None:
    assert card(60, owner="ana", due="2026-03-09")[1] == "    ana  2d late"
    assert card(60, owner="ana", due="2026-03-11")[1] == "    ana  today"
    assert card(60, owner="ana", blocked={"reason": "x", "since": "2026-03-08T10:00:00Z"})[1] == "    ana  blocked 3d"
    assert card(60, owner="ana", entered_column_at="2026-03-06T10:00:00Z")[1] == "    ana  5d here"
    assert (
        card(60, owner="ana", checklist=[{"text": "a", "done": True}, {"text": "b", "done": False}])[1]
        == "    ana  1/2"
    )
    assert card(60, owner="ana", value=5)[1] == "    ana  !5"


def test_where_there_is_little_room_the_owner_and_what_is_wrong_stay() -> None:
    fields = {
        "owner": "maria",
        "due": "2026-03-09",
        "value": 5,
        "blocked": {"reason": "x", "since": "2026-03-08T10:00:00Z"},
    }
    assert card(28, **fields)[1] == "    maria  blocked  2d late"
    assert card(23, **fields)[1] == "    blocked  2d late"


def test_densities_of_one_and_four_lines() -> None:
    title = "Replace the core switch in the old building before winter"
    assert card(30, 1, title=title, due="2026-03-01") == ["  1 Replace the core switch… !"]
    four = card(30, 4, title=title, tags=["network"], promised_to="City Hall", owner="ana")
    assert four == [
        "  1 Replace the core switch in",
        "    the old building before w…",
        "    ana",
        "    for City Hall  #network",
    ]


def test_wide_characters_are_cut_by_cells() -> None:
    assert card(16, title="北斗電機の交換機を入れ替える")[0] == "  1 北斗電機の…"
    assert "?" in card(16, title="北斗電機", ascii=True)[0]


@pytest.mark.parametrize("title", ["[WIP] fix", "[/red]", "[1/3]", "[@click=app.quit]x", "[link=file:///]"])
def test_brackets_are_shown_as_they_are(title: str) -> None:
    assert title in card(60, title=title)[0]


@pytest.mark.parametrize(
    "title", ["a\x1b]52;c;eA==\x07b", "\x9b2J", "a\u202eb", "\ud800", "x\u200b\U000e0041", "\x00\x7f\r\b"]
)
def test_nothing_that_a_terminal_would_obey_is_in_a_strip(title: str) -> None:
    for density in (1, 2, 4):
        for strip in lines(title=title, owner="ana").card(1, 30, density, True, False, False):
            assert all(character.isprintable() for character in strip.text)


def column(holds: int, limit: int | None = None, hard: bool = False, name: str = "Doing") -> ColumnView:
    return ColumnView("doing", name, range(holds), holds, limit, hard)


def header(view: ColumnView, width: int = 24, hidden: tuple[int, int] = (0, 0)) -> str:
    return lines().header(view, width, True, hidden, False).text.rstrip()


def test_a_header_has_name_count_limit_and_a_word_when_it_is_over() -> None:
    assert header(column(12)) == " Doing 12"
    assert header(column(3, 3)) == " Doing 3/3"
    assert header(column(4, 3)) == " Doing 4/3 ▲ over"
    assert header(column(4, 3, True)) == " Doing 4/3! ▲ over"
    assert header(column(4, 3, name="Waiting for the vendor")) == " Waiting fo… 4/3 ▲ over"
    assert header(column(1), hidden=(2, 0)) == " ‹2 Doing 1"
    assert header(column(1), hidden=(0, 3)).endswith("3›")


def test_a_rail_keeps_the_count_and_the_name_readable() -> None:
    text = [lines().rail(column(42, name="Done"), 3, y, 8, False).text for y in range(8)]
    assert text == [" 42", " D ", " o ", " n ", " e ", "   ", "   ", "   "]
    long = [lines().rail(column(1, name="In progress"), 3, y, 6, False).text.strip() for y in range(6)]
    assert long == ["1", "I", "n", "", "…", ""]


@pytest.mark.parametrize("blank", ["\u3000", "\xa0", "\u2003", "北"])
@pytest.mark.parametrize("room", [-5, 0, 1, 2, 3, 10])
def test_a_text_is_broken_into_lines_whatever_blanks_it_has_and_however_little_room(blank: str, room: int) -> None:
    lines = wrap(f"a {blank * 50} b", room)
    assert all(cell_len(line) <= max(room, 2) for line in lines)
    assert (lines[0][0], lines[-1][-1]) == ("a", "b")


def test_a_card_that_asks_for_help_says_so_in_a_word_and_on_one_line_with_a_mark() -> None:
    asked = {"reason": "OSPF", "since": "2026-03-11T08:00:00Z"}
    assert card(60, owner="ana", help_wanted=asked)[1] == "    ana  help"
    assert card(density=1, owner="ana", help_wanted=asked)[0].endswith(" ?")
    assert not card(density=1, column="done", help_wanted=asked)[0].endswith("?")
