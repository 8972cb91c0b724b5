"""The app: opens a board on the screen, keeps the views, theme and keymap, and says what comes from outside."""

import asyncio
import os
import shutil
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import BindingType
from textual.events import Event, Resize
from textual.filter import LineFilter
from textual.geometry import Size
from textual.screen import Screen

from tuiboard.domain.changes import Entry
from tuiboard.domain.refusal import Refusal, Refused
from tuiboard.domain.text import visible
from tuiboard.engine.config import Config, state_dir
from tuiboard.engine.drafts import Drafts
from tuiboard.engine.ports import StoreError
from tuiboard.engine.session import Session
from tuiboard.tui.boards import Boards
from tuiboard.tui.bridge import Bridge
from tuiboard.tui.key_gate import KeyGate
from tuiboard.tui.keymap import resolved_keymap
from tuiboard.tui.news import News
from tuiboard.tui.palette import Palette
from tuiboard.tui.safe_text import HarmlessLines, set_ascii
from tuiboard.tui.screens.board import BoardScreen
from tuiboard.tui.screens.host import ViewHost
from tuiboard.tui.terminal import TerminalProfile
from tuiboard.tui.themes import DEFAULT_THEME, MONO_THEME, ThemeError, load_theme, role_defaults, theme_for
from tuiboard.tui.views import make_view

if TYPE_CHECKING:
    from tuiboard.domain.lesson_offers import LessonOffer

POLL_SECONDS = 0.25
LONGEST_GOODBYE = 3.0
"""Seconds that ending on a signal may take."""


class TuiboardApp(KeyGate):
    """The whole screen. `session` is the open board."""

    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = []
    TITLE = "tuiboard"

    def __init__(
        self,
        boards: Boards,
        config: Config,
        profile: TerminalProfile,
        start: "Session | str",
        warnings: Sequence[str] = (),
    ) -> None:
        super().__init__(profile.color == "none" or None, [self.CSS_PATH, *self.first_styles(start)])
        self.boards = boards
        self.config = config
        self.profile = profile
        self.glyphs = profile.glyphs
        set_ascii(profile.ascii)
        self._net = HarmlessLines()
        self._warnings = list(warnings)
        self._start = start
        self._session: Session | None = start if isinstance(start, Session) else None
        self._bridge: Bridge | None = None
        self._serving: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.board: BoardScreen | None = None
        self._views: dict[str, ViewHost] = {}
        """Those that have been looked at, by name."""
        self._drafts: Drafts | None = None
        self.lesson_offer: LessonOffer | None = None
        """What there is to learn from the last thing done that teaches something."""
        self.news = News(self)
        self.keymap: Mapping[str, str] = {}
        self._load_theme(theme_for(config.theme, "theme" in config.origins, profile.color))
        self.palette = Palette(self.get_css_variables(), self.mono)

    def first_styles(self, start: "Session | str") -> list[str]:
        """The stylesheet of the first screen, which Textual doesn't read by itself as it does that of later ones."""
        return ["screens/welcome.tcss"] if isinstance(start, str) else []

    @property
    def mono(self) -> bool:
        """True where colour is not to be used."""
        return self.profile.color == "none" or self.theme == MONO_THEME

    @property
    def session(self) -> Session:
        """The open board."""
        assert self._session is not None
        return self._session

    @property
    def bridge(self) -> Bridge:
        """The way to the open board."""
        assert self._bridge is not None
        return self._bridge

    @property
    def drafts(self) -> Drafts:
        """What is being typed about the open board."""
        if self._drafts is None:
            self._drafts = Drafts(os.path.join(state_dir(), "drafts"), self.session.store.name)
        return self._drafts

    def _leave_drafts(self) -> None:
        if self._drafts is not None:
            self._drafts.close()
            self._drafts = None

    @property
    def is_writing(self) -> bool:
        """True while a command is not recorded yet."""
        return self._bridge is not None and self._bridge.writing > 0

    @property
    def holds_keys(self) -> bool:
        """True while a form waits for what was typed to be recorded."""
        pending = getattr(self.screen, "is_pending", False)
        return bool(pending) or (self.view is not None and self.view.line_is_pending)

    @property
    def is_leaving(self) -> bool:
        """True once the program ends: widgets may be gone already."""
        return self._bridge is not None and self._bridge.stopped

    # Theme

    def _load_theme(self, name: str) -> None:
        try:
            theme = load_theme(name)
        except ThemeError as error:
            self._warnings.append(str(error))
            theme = load_theme(DEFAULT_THEME)
        self.register_theme(theme)
        self.theme = theme.name

    def use_theme(self, name: str) -> str:
        """Change the theme; returns what is wrong with it, or an empty text."""
        try:
            theme = load_theme(name)
        except ThemeError as error:
            return str(error)
        self.register_theme(theme)
        self.theme = theme.name
        self.palette = Palette(self.get_css_variables(), self.mono)
        self.set_class(self.mono, "-mono")
        for view in self._views.values():
            view.use_palette()
        return ""

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our roles, for the stylesheets that are read before the theme is set."""
        return role_defaults()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """The last net: no control sequence from data reaches the terminal, whatever widget it went through."""
        return [*super().get_line_filters(), self._net]

    # Start and end

    def get_default_screen(self) -> Screen[None]:
        """The board, or the welcome where there is none yet."""
        if self._session is None:
            from tuiboard.tui.screens.welcome import WelcomeScreen

            assert isinstance(self._start, str)
            return WelcomeScreen(self._start)
        return self._board_screen()

    def _board_screen(self) -> BoardScreen:
        self.board = BoardScreen()
        self._views["board"] = self.board
        self._bridge = Bridge(self.session, self)
        return self.board

    # Views

    @property
    def view(self) -> ViewHost | None:
        """The view that is on top, below any dialog."""
        return next((screen for screen in reversed(self.screen_stack) if isinstance(screen, ViewHost)), None)

    def show_view(self, name: str) -> None:
        """Show a view as it was left; the board stands below every other one."""
        on_top = self.view
        if on_top is None or self.screen is not on_top or name == on_top.VIEW:
            return  # nothing is shown yet, or a dialog asks something
        if name == "board":
            self.pop_screen()
        elif on_top is self.board:
            self.push_screen(self._view(name))
        else:
            self.switch_screen(self._view(name))

    def _view(self, name: str) -> ViewHost:
        """A view, made when it is first wanted."""
        found = self._views.get(name)
        if found is None:
            found = self._views[name] = make_view(name)
            self.install_screen(found, name)
        return found

    async def on_event(self, event: Event) -> None:
        """Take the size that the terminal has now: the handler of a signal may be interrupted by that of the next, and
        then the older size is told last."""
        if isinstance(event, Resize) and not self.is_headless:
            now = Size(*shutil.get_terminal_size(event.size))
            event = event if event.size == now else Resize(now, now)
        await super().on_event(event)

    def on_mount(self) -> None:
        if self.glyphs.ascii:
            self.add_class("-ascii")
        self.set_class(self.mono, "-mono")
        keymap, problems = resolved_keymap(self.config.keymap)
        self.keymap = keymap
        self._warnings += problems
        if keymap:
            self.set_keymap(keymap)
        self.set_interval(POLL_SECONDS, self._poll)
        self._end_on_signals()
        if self._session is not None:
            self._serve()

    def _end_on_signals(self) -> None:
        """A signal, or the end of the line, ends the program as `q` does: the terminal is given back as it was."""
        if self.is_headless:
            return
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._end, 128 + number)

    def _end(self, code: int) -> None:
        if self._bridge is not None:
            self._bridge.stopped = True
        # Where the terminal itself is gone, giving it back never ends. All that was acknowledged is on the disk.
        last = threading.Timer(LONGEST_GOODBYE, os._exit, (code,))
        last.daemon = True
        last.start()
        self.exit(code, return_code=code)

    def _serve(self) -> None:
        self._serving = asyncio.create_task(self.bridge.serve())
        self.news.start()
        if self._warnings and self.view is not None:
            self.view.call_after_refresh(self.view.say, " ".join(self._warnings), "warning")
            self._warnings = []

    def _poll(self) -> None:
        if self._bridge is not None:
            self._bridge.poll()

    def open_board(self, session: Session) -> None:
        """Show another board instead of the one shown."""
        old, bridge, serving = self._session, self._bridge, self._serving
        self._session = session
        self._leave_drafts()
        if self.board is None:
            self.push_screen(self._board_screen())
        else:
            self._bridge = Bridge(session, self)
            for view in self._views.values():
                view.start_anew()
        self._serve()
        if old is not None and bridge is not None and serving is not None:
            bridge.stopped = True
            self._tasks.add(asyncio.create_task(self._retire(old, bridge, serving)))

    async def _retire(self, session: Session, bridge: Bridge, serving: "asyncio.Task[None]") -> None:
        """Write what was still asked for on a board that is left, then close it."""
        bridge.leaving = True
        while bridge.pending:
            await asyncio.sleep(0.01)
        serving.cancel()
        await asyncio.to_thread(session.checkpoint)
        session.close()

    def switch_board(self, path: str) -> None:
        """Open the board at `path`, or say why not."""
        try:
            session = self.boards.open(path)
        except StoreError as error:
            self._say(str(error))
        except Refused as refused:
            self._say(refused.refusal.text)
        else:
            self.open_board(session)

    def _say(self, text: str, kind: str = "error") -> None:
        if self.view is not None:
            self.view.say(text, kind)

    def happened(self, text: str) -> None:
        """Something was done that nobody asked for."""
        self._say(text, "done")

    def board_changed(self, by_others: list[Entry]) -> None:
        """The workspace is another one now."""
        for screen in dict.fromkeys([*self._views.values(), *self.screen_stack]):
            told = getattr(screen, "board_changed", None)
            if callable(told):
                told(by_others)
        if by_others:
            self.news.look()

    def show_news(self) -> None:
        """The count of new notices is another one."""
        for view in self._views.values():
            if view.is_mounted:
                view.show_status()

    def failed(self, refusal: Refusal) -> None:
        """Something in the background went wrong."""
        self._say(refusal.text)

    def outside_changed(self) -> None:
        """Another program changed the board's file, or it has been put right."""
        if self.board is not None:
            self.board.outside_changed()
        if self.view is not None:
            self.view.show_status()

    def waiting(self, holder: str) -> None:
        """Say who holds the board, in the dialog too that waits."""
        if self.is_writing and self.view is not None:
            text = f"Waiting for {visible(holder, 100)}, who is writing to the board …"
            self.view.say(text, "warning")
            told = getattr(self.screen, "tell", None)
            if callable(told):
                told(text, False)

    def deliver(self, call: Callable[..., None], *arguments: Any) -> None:
        """Call something in the app's own turn."""
        self.call_later(call, *arguments)

    def do_app_quit(self) -> None:
        """Quit once everything asked for is on the disk."""
        self._tasks.add(asyncio.create_task(self._quit()))

    async def _quit(self) -> None:
        # A task of its own: the answers that are waited for come through the app's own queue.
        if self._bridge is not None:
            self._bridge.leaving = True
        while self._bridge is not None and self._bridge.pending:
            await asyncio.sleep(0.01)
        if self._bridge is not None:
            self._bridge.stopped = True
        self.exit(0)

    async def action_quit(self) -> None:
        """Textual's own way out is ours too."""
        self.do_app_quit()

    def on_unmount(self) -> None:
        if self._serving is not None:
            self._serving.cancel()
        if self._bridge is not None:
            self._bridge.stopped = True
        self._leave_drafts()
        if self._session is not None:
            self._session.checkpoint()
            self._session.close()

    async def do_action(self, id: str) -> None:
        """Carry out an action of the registry in the view on top, whatever dialog is above it."""
        if self.view is not None:
            await self.view.action_act(id)
