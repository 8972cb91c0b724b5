"""Opens a board on the screen: settings and terminal first, then Textual."""

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tuiboard import wiring
from tuiboard.domain.commands import Context
from tuiboard.engine.config import Config, load_config, recent_boards, remember_board
from tuiboard.engine.ports import StoreError
from tuiboard.engine.session import Session
from tuiboard.tui.terminal import TerminalProfile, prepare, terminal_profile

if TYPE_CHECKING:
    from tuiboard.domain.triage import Waiting
    from tuiboard.view.triage import Sitting


class FileBoards:
    """Boards in files, for the screen."""

    def open(self, path: str) -> Session:
        """Open a board that exists, and remember it."""
        session = wiring.open_session(os.path.abspath(path))
        remember_board(os.path.abspath(path))
        return session

    def new(self, path: str) -> Session:
        """Make a board with four columns, and remember it."""
        session = wiring.new_board(path)
        remember_board(path)
        return session

    def imported(self, path: str, file: str) -> Session:
        """Make a board of what a file holds, and remember it."""
        from tuiboard.domain.workspace import Workspace
        from tuiboard.engine.exchange.files import read_file

        plan = read_file(file, None, Workspace(), self._context())
        session = wiring.imported_board(path, plan.command)
        remember_board(path)
        return session

    def demo(self) -> Session:
        """Make and open a private copy of the demo board."""
        return wiring.open_session(wiring.demo_board(os.environ))

    def near(self, path: str) -> list[str]:
        """Recent boards that still exist, then those in the folder of `path`."""
        found = [recent for recent in recent_boards() if _is_board(recent)]
        folder = os.path.dirname(path)
        try:
            names = sorted(os.listdir(folder))
        except OSError:
            names = []  # the folder may be gone or closed to us: then there is nothing near
        journals = [name for name in names if name.endswith(".journal.jsonl")]
        found += [os.path.join(folder, name.removesuffix(".journal.jsonl") + ".json") for name in journals]
        return [board for board in dict.fromkeys(found) if board != path]

    def _context(self) -> Context:
        clock, actor = wiring.system_clock(), wiring.system_actor()
        return Context(clock.now(), clock.today(), actor.login)


def open_screen(path: str, flags: Mapping[str, Any], demo: bool = False) -> int:
    """Show the board at `path`, the welcome where there is none, or a copy of the demo; return the exit code.

    Raises Refused and StoreError where the board can't be opened, before anything is drawn.
    """
    import gc

    config, profile, warnings = _settings(path, flags)
    # A large board is many objects that all stay: looking through them for garbage would double the time to load it.
    gc.disable()
    boards = FileBoards()
    start: Session | str = path
    if demo:
        start = boards.demo()
    elif wiring.board_exists(path):
        start = boards.open(path)
    from tuiboard.tui.program import run

    gc.freeze()
    gc.enable()
    return run(boards, config, profile, start, warnings)


def open_triage(
    session: Session, path: str, queue: "Sequence[Waiting]", flags: Mapping[str, Any]
) -> "tuple[int, Sitting]":
    """Go through the queue of an open board below the shell's prompt; return the exit code and what was decided."""
    config, profile, warnings = _settings(path, flags)
    remember_board(path)
    from tuiboard.tui.program import run_triage

    return run_triage(FileBoards(), config, profile, session, queue, warnings)


def _settings(path: str, flags: Mapping[str, Any]) -> tuple[Config, TerminalProfile, tuple[str, ...]]:
    """What is set for a board and its terminal; Textual, which reads the environment, may be imported after that."""
    config, warnings = load_config(os.environ, flags, path)
    profile = terminal_profile(os.environ, config)
    prepare(profile)
    return config, profile, warnings


def _is_board(path: str) -> bool:
    """True for a board that could be opened; what has become of a path since is no reason to fail."""
    try:
        return wiring.board_exists(path)
    except StoreError:
        return False
