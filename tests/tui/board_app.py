"""The app on a board in memory, for journeys by keyboard."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from textual.app import App
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.screen import Screen

from tests.conftest import FrozenClock, make_workspace
from tuiboard.domain.changes import created
from tuiboard.domain.commands import Command, Import
from tuiboard.engine.config import Config
from tuiboard.engine.ports import Actor
from tuiboard.engine.session import Done, Session
from tuiboard.storage.memory import MemoryStore
from tuiboard.tui.app import TuiboardApp
from tuiboard.tui.screens.board import BoardScreen
from tuiboard.tui.terminal import TerminalProfile

PROFILE = TerminalProfile(ascii=False, color="truecolor", mouse=True, animations=False, over_ssh=False)


class NoBoards:
    """No other boards."""

    def near(self, path: str) -> list[str]:
        return []


def session_of(store: MemoryStore | None = None, login: str = "ana", uid: int = 1000, **board: Any) -> Session:
    """A session on a small board in memory (see make_workspace); a store given already has one."""
    fresh = store is None
    session = Session(store or MemoryStore(), FrozenClock(), Actor(uid, login))
    if fresh:
        tables = make_workspace(**board).tables
        changes = [created(kind, id, doc) for kind, table in tables.items() for id, doc in table.items()]
        assert isinstance(session.dispatch(Import(changes, (), "test")), Done)
    return session


@asynccontextmanager
async def board_app(
    session: Session | None = None, size: tuple[int, int] = (80, 24), profile: TerminalProfile = PROFILE, **config: Any
) -> AsyncIterator[tuple[TuiboardApp, "Pilot[int]"]]:
    """The app with a board on the screen, ready for keys."""
    app = TuiboardApp(NoBoards(), Config(**config), profile, session or session_of())  # type: ignore[arg-type]
    async with app.run_test(size=size) as pilot:
        await at_rest(app)
        yield app, pilot


_draw = Screen._compositor_refresh


def _draw_at_rest(screen: Screen[Any]) -> None:
    """Leave out what nobody looks at: the frames on the way are a fifth of the time that these tests take. What has
    changed adds up, and is drawn once the app is at rest; the tests in a terminal see every frame."""
    if screen is not screen.app.screen:
        _draw(screen)


Screen._compositor_refresh = _draw_at_rest  # type: ignore[method-assign]


_parse = Stylesheet._parse_rules
_parsed: dict[tuple[Any, ...], list[RuleSet]] = {}


def _parse_once(sheet: Stylesheet, css: str, read_from: tuple[str, str], *more: Any, **named: Any) -> list[RuleSet]:
    """Parse each stylesheet once for all apps; the same text in the same colours gives the same rules."""
    key = (css, read_from, more, *sorted(named.items()), *sorted(sheet._variables.items()))
    if key not in _parsed:
        _parsed[key] = _parse(sheet, css, read_from, *more, **named)
    return _parsed[key]


Stylesheet._parse_rules = _parse_once  # type: ignore[method-assign]


NEVER = 40.0
"""Seconds after which an app that hasn't come to rest never will: a test that hangs says nothing."""
_THREAD = 0.001
"""Seconds until it is looked again whether a thread is done."""


async def settle(app: TuiboardApp, pilot: "Pilot[int]") -> None:
    """Wait until every key is dealt with and every command is recorded and shown."""
    end = time.monotonic() + NEVER
    await at_rest(app)
    while app.is_taking_keys or app.bridge.pending or app.bridge._readings:
        await asyncio.sleep(_THREAD)
        await at_rest(app)
        assert time.monotonic() < end, f"no rest: keys {app.is_taking_keys}, pending {app.bridge.pending}"
    _draw(app.screen)


async def at_rest(app: App[Any]) -> None:
    """Wait until nothing is left to be done: no message anywhere, nothing to lay out, no animation on its way.

    `Pilot.pause` sends a message to every widget and sleeps until the process has used little time, which takes as
    long as the journey itself, and depends on how busy the machine is.
    """
    loop: Any = asyncio.get_running_loop()
    end = time.monotonic() + NEVER
    busy = True
    while busy:
        await asyncio.sleep(0)
        if not loop._ready:  # nobody else has anything to do
            await app.animator.wait_for_idle()
            app.screen._on_timer_update()  # instead of waiting for its timer, 60 times a second
            busy = bool(loop._ready)
        assert time.monotonic() < end, "there is always something to do"


async def press(app: TuiboardApp, pilot: "Pilot[int]", *keys: str) -> None:
    """Press keys and wait until their effect is shown; a text is typed, unless it is a key's name."""
    for key in keys:
        names: Sequence[str] = [key] if key in NAMED or len(key) == 1 or "+" in key[1:] else list(key)
        for name in names:
            app.post_message(pressed(name))
        await settle(app, pilot)


def pressed(name: str) -> Key:
    """The event of a key, as a terminal's driver sends it."""
    named = _character_to_key(name) if len(name) == 1 else name
    return Key(named, name if len(name) == 1 else {"space": " ", "enter": "\r", "tab": "\t"}.get(name))


ARROWS = {"down", "up", "left", "right", "pagedown", "pageup", "home", "end"}
NAMED = ARROWS | {"enter", "escape", "tab", "space", "delete", "backspace", "f2"}


def board(app: TuiboardApp) -> BoardScreen:
    """The board screen."""
    assert app.board is not None
    return app.board


def frame(app: TuiboardApp) -> str:
    """What is on the screen, as text: one line a row."""
    width, height = app.size
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text[:width].rstrip() for strip in strips[:height])


def do(session: Session, command: Command) -> Done:
    """Record a command that must succeed."""
    done = session.dispatch(command)
    assert isinstance(done, Done), done
    return done
