"""What is used of the terminal is decided from the environment and the settings, before Textual is loaded."""

import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.events import Resize
from textual.geometry import Size

from tests.tui.board_app import board_app, session_of, settle
from tuiboard.engine.config import Config
from tuiboard.tui.terminal import (
    ASCII,
    COLOR_SYSTEMS,
    UNICODE,
    PasteGuard,
    TerminalProfile,
    accept_any_bytes,
    ascii_cells,
    glyphs,
    prepare,
    terminal_profile,
)

UTF8 = {"LANG": "en_GB.UTF-8", "TERM": "xterm-256color"}
ROOT = Path(__file__).resolve().parents[2]


def profile(**env: str) -> TerminalProfile:
    return terminal_profile({**UTF8, **env}, Config(), "utf-8")


class TestColors:
    @pytest.mark.parametrize(
        ("env", "color"),
        [
            ({"COLORTERM": "truecolor"}, "truecolor"),
            ({"COLORTERM": "24bit"}, "truecolor"),
            ({"TERM": "xterm-direct"}, "truecolor"),
            ({}, "256"),
            ({"TERM": "tmux-256color"}, "256"),
            ({"TERM": "xterm-kitty"}, "256"),
            ({"TERM": "xterm"}, "16"),
            ({"TERM": "screen"}, "16"),
            ({"TERM": "linux"}, "16"),
            ({"TERM": "vt220"}, "none"),
            ({"TERM": "dumb"}, "none"),
            ({"NO_COLOR": "1", "COLORTERM": "truecolor"}, "none"),
            ({"NO_COLOR": ""}, "256"),
            ({"TEXTUAL_COLOR_SYSTEM": "standard", "COLORTERM": "truecolor"}, "16"),
            ({"TEXTUAL_COLOR_SYSTEM": "auto"}, "256"),
        ],
    )
    def test_the_depth_is_read_from_the_environment(self, env: dict[str, str], color: str) -> None:
        assert profile(**env).color == color

    def test_a_setting_goes_before_it(self) -> None:
        env = {**UTF8, "COLORTERM": "truecolor", "NO_COLOR": "1"}
        assert terminal_profile(env, Config(colors="16"), "utf-8").color == "16"


class TestAscii:
    @pytest.mark.parametrize(
        "env",
        [
            {"LC_ALL": "C"},
            {"LC_ALL": "POSIX"},
            {"LANG": "C"},
            {"LANG": "de_CH.ISO-8859-1"},
            {"LC_CTYPE": "de_CH.iso885915@euro"},
            {"TERM": "linux"},
            {"TERM": "vt100"},
        ],
    )
    def test_a_terminal_that_is_not_unicode_gets_ascii(self, env: dict[str, str]) -> None:
        assert profile(**env).ascii is True

    @pytest.mark.parametrize(
        "env", [{}, {"LANG": ""}, {"LANG": "C.utf8"}, {"LC_ALL": "de_CH.UTF-8@euro", "LANG": "C"}, {"LANG": "de_CH"}]
    )
    def test_others_get_unicode(self, env: dict[str, str]) -> None:
        assert profile(**env).ascii is False

    def test_a_stream_that_is_not_utf8_gets_ascii(self) -> None:
        assert terminal_profile(UTF8, Config(), "iso8859-1").ascii is True

    @pytest.mark.parametrize("on", [True, False])
    def test_the_setting_decides_where_it_is_set(self, on: bool) -> None:
        for env in (UTF8, {"LC_ALL": "C"}):
            assert terminal_profile(env, Config(ascii=on), "utf-8").ascii is on


class TestPrepare:
    def test_over_ssh_nothing_is_animated(self) -> None:
        found = profile(SSH_CONNECTION="10.0.0.1 5 10.0.0.2 22")
        assert (found.over_ssh, found.animations) == (True, False)
        environ: dict[str, str] = {}
        prepare(found, environ)
        assert environ == {
            "TEXTUAL_COLOR_SYSTEM": "256",
            "TEXTUAL_ANIMATIONS": "none",
            "TEXTUAL_FPS": "30",
            "TEXTUAL_SMOOTH_SCROLL": "0",
        }

    def test_locally_only_the_colours_are_set(self) -> None:
        environ: dict[str, str] = {}
        prepare(profile(), environ)
        assert environ == {"TEXTUAL_COLOR_SYSTEM": "256"}

    def test_what_the_person_set_for_textual_stays(self) -> None:
        environ = {"TEXTUAL_FPS": "15", "TEXTUAL_ANIMATIONS": "full"}
        prepare(profile(SSH_TTY="/dev/pts/1"), environ)
        assert environ["TEXTUAL_FPS"] == "15"
        assert environ["TEXTUAL_ANIMATIONS"] == "full"

    def test_an_empty_no_color_is_taken_away_as_textual_would_obey_it(self) -> None:
        environ = {"NO_COLOR": ""}
        prepare(profile(), environ)
        assert "NO_COLOR" not in environ

    def test_a_flag_for_colours_takes_no_color_away(self) -> None:
        environ = {"NO_COLOR": "1"}
        prepare(terminal_profile({**UTF8, **environ}, Config(colors="256"), "utf-8"), environ)
        assert "NO_COLOR" not in environ

    def test_without_colour_textual_is_told_and_keeps_bold_and_reverse(self) -> None:
        environ: dict[str, str] = {}
        prepare(terminal_profile(UTF8, Config(colors="none"), "utf-8"), environ)
        assert environ == {"NO_COLOR": "1", "TEXTUAL_COLOR_SYSTEM": "standard"}

    def test_textual_knows_every_colour_system_and_variable(self) -> None:
        from rich.console import COLOR_SYSTEMS as RICHS
        from textual import constants

        assert set(COLOR_SYSTEMS.values()) <= set(RICHS)
        names = Path(constants.__file__).read_text()
        for name in ("TEXTUAL_COLOR_SYSTEM", "TEXTUAL_ANIMATIONS", "TEXTUAL_FPS", "TEXTUAL_SMOOTH_SCROLL"):
            assert f'"{name}"' in names

    def test_it_is_decided_without_loading_textual(self) -> None:
        code = "import sys, tuiboard.tui.terminal; print([m for m in sys.modules if m.startswith(('textual', 'rich'))])"
        done = subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=True
        )
        assert done.stdout.strip() == b"[]"


class TestGlyphs:
    def test_each_is_one_cell_in_both_sets(self) -> None:
        for signs in (UNICODE, ASCII):
            for name, sign in signs._asdict().items():
                if name not in ("ascii", "border"):
                    assert cell_len(sign) == 1, name
                    assert len(sign) == 1, name

    def test_the_ascii_set_is_ascii(self) -> None:
        assert all(str(sign).isascii() for sign in ASCII)
        assert ASCII.ascii
        assert not UNICODE.ascii

    def test_none_is_an_emoji(self) -> None:
        # Those of the Unicode emoji list that look like ours: terminals draw them two cells wide or in colour.
        assert not set("▶◀✔✖☑⚠▪▫◻◼◽◾⬛↔↕↩↪★⚡❗") & set("".join(map(str, UNICODE)))

    def test_the_profile_gives_its_set(self) -> None:
        assert profile().glyphs is UNICODE
        assert profile(LC_ALL="C").glyphs is ASCII is glyphs(True)

    def test_the_borders_are_known_to_textual(self) -> None:
        from textual.css.constants import VALID_BORDER

        assert {UNICODE.border, ASCII.border} <= set(VALID_BORDER)


class TestAsciiStream:
    def written(self, text: str) -> bytes:
        raw = io.BytesIO()
        stream = io.TextIOWrapper(raw, encoding="utf-8")
        prepare(terminal_profile(UTF8, Config(ascii=True), "utf-8"), {}, stream)
        stream.write(text)
        stream.flush()
        return raw.getvalue()

    def test_nothing_but_ascii_is_written_and_every_cell_stays(self) -> None:
        assert self.written("│ é ▁▂█ ╭─╮ ✓ … · 日本 ｱ → “x”") == b'| e -## +-+ x ~ - ???? ? > "x"'

    def test_what_has_no_width_has_none_in_ascii(self) -> None:
        assert self.written("e\u0301\u200d!") == b"e!"

    def test_a_character_is_as_wide_as_its_ascii(self) -> None:
        for code in (*range(0xA0, 0x3100), *range(0xFF00, 0xFFEF), *range(0x1F600, 0x1F640)):
            assert len(ascii_cells(chr(code))) == cell_len(chr(code)), hex(code)

    def test_a_terminal_with_unicode_keeps_its_stream(self) -> None:
        raw = io.BytesIO()
        stream = io.TextIOWrapper(raw, encoding="utf-8")
        prepare(profile(), {}, stream)
        stream.write("é")
        stream.flush()
        assert raw.getvalue() == "é".encode()


def test_a_byte_that_is_not_utf8_is_read_as_a_sign_that_it_was_there(monkeypatch: pytest.MonkeyPatch) -> None:
    from textual.drivers import linux_driver

    # By this name the driver makes its decoder; without it the cure would do nothing.
    monkeypatch.setattr(linux_driver, "getincrementaldecoder", linux_driver.getincrementaldecoder)
    accept_any_bytes()
    decode = linux_driver.getincrementaldecoder("utf-8")().decode
    assert decode(b"a\xe9b", final=True) == "a\ufffdb"
    assert decode("é日".encode()[:3]) + decode("é日".encode()[3:]) == "é日"


PASTED = "ab\x1b[200~x \x1b]52;c;\x07\x1b\x1b[20\rDDD\x1b[201~q\x1b[A"
HARMLESS = "ab\x1b[200~x ␛]52;c;\x07␛␛[20\rDDD\x1b[201~q\x1b[A"


@pytest.mark.parametrize("length", range(5, len(PASTED) + 1))
def test_an_escape_inside_a_paste_is_text_however_the_bytes_come(length: int) -> None:
    guard = PasteGuard()
    pieces = [PASTED[at : at + length] for at in range(0, len(PASTED), length)]
    assert "".join(map(guard.passed, pieces)) == HARMLESS


def test_keys_outside_a_paste_are_not_held_back() -> None:
    guard = PasteGuard()
    assert [guard.passed(key) for key in ("\x1b", "\x1b[A", "a", "\x1b")] == ["\x1b", "\x1b[A", "a", "\x1b"]


async def test_an_older_size_that_is_told_last_does_not_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    async with board_app(session_of()) as (app, pilot):
        with monkeypatch.context() as real:
            real.setattr(type(app), "is_headless", False)
            real.setattr(shutil, "get_terminal_size", lambda fallback: os.terminal_size((100, 30)))
            for size in (Size(100, 30), Size(30, 8)):  # in the wrong order
                await app.on_event(Resize(size, size))
        await settle(app, pilot)
        assert app.screen.size == Size(100, 30)
