"""How many notices are new, for the header of every view: found out after the first frame, and when others write."""

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tuiboard.engine.session import Session
    from tuiboard.tui.app import TuiboardApp
    from tuiboard.view.notices import Inbox, Notice

AFTER = 0.5
"""Seconds after a board is shown: what is asked for by key comes first."""


class News:
    """The count of new notices about the board that is open."""

    def __init__(self, app: "TuiboardApp") -> None:
        self._app = app
        self._inbox: Inbox | None = None
        self._of: Session | None = None
        self._is_looking = self._again = False
        self.count = 0

    def start(self) -> None:
        """Look soon: another board is shown."""
        self._inbox, self.count, self._again = None, 0, False
        if not self._app.is_headless:  # a test says itself when it is to look
            self._app.set_timer(AFTER, self.look)

    def look(self) -> None:
        """Look for what is new, in the background; asked for meanwhile, once more afterwards."""
        if self._is_looking:
            self._again = True
            return
        session = self._app.session
        self._is_looking = True

        def work() -> "list[Notice]":
            if self._inbox is None or self._of is not session:
                self._inbox, self._of = inbox_of(session), session
            return self._inbox.refresh()

        def done(result: object) -> None:
            self._is_looking = False
            if isinstance(result, list) and self._app.session is session:
                self._show(len(result))
            if self._again:
                self._again = False
                self.look()

        self._app.bridge.read(work, done)

    def all_read(self) -> None:
        """Everything counts as read: begin anew from here."""
        self._inbox = None
        self._again = self._is_looking  # what it finds was new before
        self._show(0)

    def _show(self, count: int) -> None:
        if count != self.count:
            self.count = count
            self._app.show_news()


def inbox_of(session: "Session", all: bool = False) -> "Inbox":
    """The notices of whoever acts, with how far they were read; to be made in a worker's thread."""
    from tuiboard.engine.config import state_dir
    from tuiboard.engine.seen import SeenFile
    from tuiboard.view.notices import Inbox

    return Inbox(session, SeenFile(os.path.join(state_dir(), "notices"), session), all)
