"""Running the app until the person quits; a mistake in it becomes a sentence and a report in the log file."""

import io
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console

from tuiboard.engine.config import Config
from tuiboard.engine.error_log import log_text
from tuiboard.engine.session import Session
from tuiboard.tui.app import TuiboardApp
from tuiboard.tui.boards import Boards
from tuiboard.tui.terminal import TerminalProfile, accept_any_bytes

if TYPE_CHECKING:
    from tuiboard.domain.triage import Waiting
    from tuiboard.view.triage import Sitting

CRASHED = 70
"""Exit code after a mistake in the program, as on the command line."""


def run(
    boards: Boards, config: Config, profile: TerminalProfile, start: Session | str, warnings: Sequence[str] = ()
) -> int:
    """Show a board until the person quits; `start` is an open session, or the path where no board is yet."""
    return _shown(TuiboardApp(boards, config, profile, start, warnings), profile.mouse)


def run_triage(
    boards: Boards, config: Config, profile: TerminalProfile, session: Session, queue: "Sequence[Waiting]",
    warnings: Sequence[str] = (),
) -> "tuple[int, Sitting]":  # fmt: skip
    """Go through a queue below the shell's prompt; return the exit code, and what was decided in any case."""
    from tuiboard.tui.triage_app import TriageApp

    app = TriageApp(boards, config, profile, session, queue, warnings)
    # The mouse stays the terminal's: there is nothing to click, and what the shell printed above can be selected.
    code = _shown(app, mouse=False, inline=True)
    return code, app.sitting


def _shown(app: TuiboardApp, mouse: bool, inline: bool = False) -> int:
    accept_any_bytes()
    report = io.StringIO()
    app.error_console = Console(file=report, markup=False, highlight=False, width=160)
    result = app.run(mouse=mouse, inline=inline)
    if report.getvalue():
        where = log_text(report.getvalue())
        print(f"tuiboard: Something went wrong, and the screen had to close. {where} What was recorded is on the disk, "
              "and what you were typing is offered next time.", file=sys.stderr)  # fmt: skip
        return CRASHED
    return app.return_code or result or 0
