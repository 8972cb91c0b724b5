"""Draws the pictures of the documentation from the demo board, on a fixed date, so that the same program always draws
the same files: docs/board.svg at 120x36, table, heatmap and details of the register at 80x24, timeline and flow at
110x30.

`make picture` runs it; `python docs/make_picture.py FILE` draws the board to another file, and with the name of another
picture after it that one. The pictures fetch nothing: where Rich would load a font from the network, fonts that people
have are named.
"""

import asyncio
import os
import re
import sys
import tempfile
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from tuiboard.tui.app import TuiboardApp

SIZES = {
    "board": (120, 36), "risks": (80, 24), "risk-map": (80, 24), "risk-page": (80, 24), "timeline": (110, 30),
    "flow": (110, 30),
}  # fmt: skip
"""The pictures, with columns and rows; from 120 columns on the details stand beside the board."""
KEYS = {"risks": "2", "risk-map": "2m", "risk-page": "2\r", "timeline": "5", "flow": "6jjj"}
"""What is pressed on the board before the picture of another view is taken."""
NOW = "2026-03-11T09:00:00Z"
TODAY = "2026-03-11"
"""A Wednesday."""
LINES = 4
"""Lines a card: as many as there are, so that titles can be read."""
LOGIN = "maria"
CARD = 18
"""The card under the cursor: late, with a text and a checklist."""
FOLDER = os.path.dirname(os.path.abspath(__file__))
"""Where they go when no other file is named."""
FONTS = '"DejaVu Sans Mono", "Liberation Mono", Menlo, Consolas, "Courier New", monospace'

_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}\s*")
_RANDOM_ID = re.compile(r"terminal-[0-9]+")


class StillClock:
    """A Clock that stands at NOW."""

    def now(self) -> str:
        """The instant."""
        return NOW

    def today(self) -> str:
        """The date."""
        return TODAY


def picture(name: str) -> str:
    """Return a picture as SVG."""
    with tempfile.TemporaryDirectory() as home:
        _forget_this_machine(home)
        return tidy(asyncio.run(_screenshot(name)))


def _forget_this_machine(home: str) -> None:
    """Leave nothing of this person's settings, terminal and time zone. To be called before Textual is imported."""
    for name in list(os.environ):
        if name.startswith(("TUIBOARD_", "TEXTUAL", "XDG_", "SSH_")) or name in ("NO_COLOR", "COLORTERM"):
            del os.environ[name]
    os.environ.update(HOME=home, TZ="UTC", TEXTUAL_ANIMATIONS="none", TEXTUAL_COLOR_SYSTEM="truecolor")
    time.tzset()


async def _screenshot(name: str) -> str:
    from tuiboard import wiring
    from tuiboard.engine.config import Config
    from tuiboard.engine.ports import Actor
    from tuiboard.launch import FileBoards
    from tuiboard.tui.app import TuiboardApp
    from tuiboard.tui.terminal import TerminalProfile

    clock, actor = StillClock(), Actor(1000, LOGIN)
    session = wiring.open_session(wiring.demo_board(os.environ, clock, actor), clock=clock, actor=actor)
    profile = TerminalProfile(ascii=False, color="truecolor", mouse=True, animations=False, over_ssh=False)
    app = TuiboardApp(FileBoards(), Config(density=LINES), profile, session)
    async with app.run_test(size=SIZES[name]) as pilot:
        await pilot.pause()
        board = app.board
        assert board is not None
        board.canvas.move_cursor(CARD)
        await pilot.pause()
        if board.details is not None:
            board.details.show_card(CARD)  # now, without the rest that the cursor takes on the screen
        for key in KEYS.get(name, ""):
            await _settle(app, pilot)
            await pilot.press("enter" if key == "\r" else key)
        await _settle(app, pilot)
        return app.export_screenshot(title=f"tuiboard: {session.workspace.board.name}")


async def _settle(app: "TuiboardApp", pilot: "Pilot[int]") -> None:
    """Wait until what is read beside the screen (history, figures) is shown."""
    busy = True
    while busy:
        await pilot.pause(0.02)
        busy = bool(app.bridge.pending) or app.is_taking_keys
    view = app.view
    if view is not None and view.VIEW == "risks":
        view.show_map()  # type: ignore[attr-defined]  # now, without the rest of the cursor
    await pilot.pause()


def tidy(svg: str) -> str:
    """Return Rich's SVG without fonts from the network, and with names that are the same in each drawing."""
    svg = _FONT_FACE.sub("", svg)
    svg = svg.replace("Fira Code, monospace", FONTS).replace("font-family: arial", "font-family: sans-serif")
    svg = _RANDOM_ID.sub("board", svg)
    svg = svg.replace("<!-- Generated with Rich https://www.textualize.io -->", "")
    return "\n".join(line.rstrip() for line in svg.splitlines() if line.strip()) + "\n"


def main(path: str, name: str = "board") -> None:
    """Write a picture to `path`."""
    svg = picture(name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(svg)
    print(f"Wrote {path}, {len(svg):,} characters.")


if __name__ == "__main__":
    if sys.argv[1:]:
        main(*sys.argv[1:])
    else:
        for each in SIZES:
            main(os.path.join(FOLDER, f"{each}.svg"), each)
