"""Whatever a text holds, a widget shows it literally and the terminal gets no command from it."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter
from textual.geometry import Region
from textual.widgets import Input, Markdown, Static, TextArea

from tuiboard.tui.safe_text import HarmlessLines, is_ascii, safe_field, safe_label, safe_text, set_ascii

OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b-\u200f\ud800-\udfff]")
MARKUP = [
    "[/red]",
    "[WIP]",
    "[1/3]",
    "[@click=app.quit]x[/]",
    "[link=file:///]x",
    "[b",
    "\\",
    "[/",
    "$accent",
    "[PROJ-12] fix",
]
SEQUENCES = [
    "\x1b]52;c;ZXZpbA==\x07", "\x1b]0;title\x1b\\", "\x1b]8;;http://x\x1b\\", "\x1b[2J", "\x9b31m", "\x90q",
    "\x9e", "\x9f", "\0", "\x7f", "\r", "\b", "\u202e", "\u200b", "\U000e0041", "\ud800",
]  # fmt: skip


@pytest.fixture
def ascii_terminal() -> Iterator[None]:
    set_ascii(True)
    yield
    set_ascii(False)


@pytest.mark.parametrize("text", MARKUP)
def test_markup_is_shown_not_read(text: str) -> None:
    content = safe_text(text)
    assert content.plain == text
    assert content.spans == []


@pytest.mark.parametrize("text", SEQUENCES)
def test_nothing_of_a_sequence_reaches_the_terminal(text: str) -> None:
    for shown in (safe_text(f"a{text}b").plain, safe_label(f"a{text}b"), safe_field(f"a{text}b")):
        assert not OBEYED.search(shown)
        assert shown[0] == "a"
        assert shown[-1] == "b"


@given(st.text())
def test_no_text_is_obeyed_and_the_limit_holds(text: str) -> None:
    for on in (False, True):
        set_ascii(on)
        shown = safe_label(text, 12)
        assert not OBEYED.search(shown)
        assert len(shown) <= 12
        assert shown.isascii() or not on
    set_ascii(False)


def test_a_newline_passes_only_where_it_is_asked_for() -> None:
    assert safe_text("a\nb").plain == "a␊b"
    assert safe_text("a\nb\t", keep="\n").plain == "a\nb␉"


def test_a_long_text_ends_in_a_sign_that_it_was_cut() -> None:
    assert safe_label("abcdef", 4) == "abc…"
    assert len(safe_text("x" * 1_000_000).plain) == 100_000


def test_anything_can_be_shown() -> None:
    assert safe_text(12).plain == "12"
    assert safe_text(None).plain == "None"


def test_an_ascii_terminal_gets_ascii(ascii_terminal: None) -> None:
    assert is_ascii()
    assert safe_label("Zürich · 3 → 4 …") == "Zurich - 3 > 4 ~"
    assert safe_label("日\x1b") == "??"
    assert safe_label("½½½½", 3).isascii()
    assert len(safe_label("½½½½", 3)) <= 3


def test_a_field_keeps_everything_that_can_be_edited(ascii_terminal: None) -> None:
    text = "# Überschrift\n\n\t- [x] 日本\n" + "x" * 200_000
    assert safe_field(text) == text
    assert safe_field("a\x1b[2Jb") == "a␛[2Jb"


class TestHarmlessLines:
    """The net: for what a person pastes, and for what someone forgot."""

    def drawn(self, *segments: Segment) -> list[Segment]:
        return HarmlessLines().apply(list(segments), Color.parse("black"))

    @given(st.text())
    def test_nothing_obeyed_is_drawn_and_every_cell_stays(self, text: str) -> None:
        [segment] = self.drawn(Segment(text, Style(bold=True)))
        assert not OBEYED.search(segment.text)
        assert cell_len(segment.text) == cell_len(text)
        assert segment.style == Style(bold=True)

    def test_a_harmless_line_is_not_copied(self) -> None:
        segments = [Segment("│ é 日 ✓"), Segment("", None)]
        assert HarmlessLines().apply(segments, Color.parse("black")) is segments

    async def test_it_covers_the_widgets_that_draw_raw_text(self) -> None:
        bad = "A\x1b]52;c;eHh4\x07B\x9b31mC\u202eD"

        class Unsafe(App[None]):
            def get_line_filters(self) -> list[LineFilter]:
                return [*super().get_line_filters(), HarmlessLines()]

            def compose(self) -> ComposeResult:
                yield Input(value=bad)
                yield Input(placeholder=bad)
                yield TextArea(bad)
                yield Markdown(f"{bad}\n\n`{bad}`\n\n```\n{bad}\n```\n")
                yield Static(Content(bad))

        app = Unsafe()
        async with app.run_test(size=(60, 40)) as pilot:
            await pilot.pause()
            seen = ""
            for widget in app.screen.walk_children():
                if widget.is_attached and widget.size.width:  # type: ignore[attr-defined]
                    area = Region(0, 0, *widget.outer_size)  # type: ignore[attr-defined]
                    seen += "".join(strip.text for strip in widget.render_lines(area))  # type: ignore[attr-defined]
        assert seen.count("]52;c;eHh4") >= 6
        assert not OBEYED.search(seen)
