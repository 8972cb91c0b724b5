"""Triage by itself, from the shell: some lines below the prompt, which are gone when it ends."""

from collections.abc import Sequence

from textual.screen import Screen

from tuiboard.domain.triage import Waiting
from tuiboard.engine.config import Config
from tuiboard.engine.session import Session
from tuiboard.tui.app import TuiboardApp
from tuiboard.tui.boards import Boards
from tuiboard.tui.bridge import Bridge
from tuiboard.tui.screens.triage import TriageScreen
from tuiboard.tui.terminal import TerminalProfile
from tuiboard.view.triage import Sitting


class TriageApp(TuiboardApp):
    """The app with triage in the board's place. `sitting` is how far it came."""

    INLINE_PADDING = 0

    def __init__(
        self, boards: Boards, config: Config, profile: TerminalProfile, session: Session, queue: Sequence[Waiting],
        warnings: Sequence[str] = (),
    ) -> None:  # fmt: skip
        super().__init__(boards, config, profile, session, warnings)
        self.triage = TriageScreen(queue, self._left)

    @property
    def sitting(self) -> Sitting:
        """What was decided."""
        return self.triage.sitting

    def first_styles(self, start: Session | str) -> list[str]:
        """Those of triage."""
        return ["screens/triage.tcss"]

    def get_default_screen(self) -> Screen[None]:
        """Triage."""
        self._bridge = Bridge(self.session, self)
        return self.triage

    def _left(self, sitting: Sitting) -> None:
        self.triage.sitting = sitting
        self.do_app_quit()
