"""The details of a decision, an assumption, an issue or a lesson: beside the table, or on a page of its own."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.content import Content

from tuiboard.domain.raid import raid_item
from tuiboard.tui.widgets.detail_panel import DetailPanel
from tuiboard.view.raid import RaidDetails, raid_details
from tuiboard.view.words import HistoryLine, history_lines

if TYPE_CHECKING:
    from tuiboard.tui.app import TuiboardApp

HISTORY_SHOWN = 30
Key = tuple[str, int]


class RaidPanel(DetailPanel):
    """Everything about the one it was told to show; what the journal tells of it follows."""

    def __init__(self, tui: "TuiboardApp", id: str | None = None) -> None:
        super().__init__(tui, id)
        self._shown: Key | None = None
        self._doc: object = None
        self._history: list[HistoryLine] = []

    def show_item(self, key: Key | None) -> None:
        """Show one, or say that there is none."""
        if key != self._shown:
            self._shown, self._history, self._doc = key, [], None
            self.scroll_home(animate=False)
        self.draw()
        doc = None if key is None else self._tui.session.workspace.doc(*key)
        if key is not None and doc is not None and self._doc is not doc:
            self._doc = doc
            self._ask_history(key)

    def board_changed(self) -> None:
        """Show it as it is now."""
        self._doc = None
        self.show_item(self._shown)

    def _ask_history(self, key: Key) -> None:
        session = self._tui.session

        def work() -> list[HistoryLine]:
            return history_lines(session.history(*key, HISTORY_SHOWN), *key, session.workspace)

        def done(result: object) -> None:
            if key == self._shown and isinstance(result, list) and self.is_attached:
                self._history = result
                self.draw()

        self._tui.bridge.read(work, done)

    def lines(self) -> Iterable[Content] | str:
        session = self._tui.session
        item = None if self._shown is None else raid_item(session.workspace, *self._shown)
        if item is None:
            return "Nothing here." if self._shown is None else "It is gone."
        details = raid_details(session.workspace, item, session.clock.today(), session.clock.now())
        return [*self._facts(details), *self.remarks(details.remarks), *self.history(self._history)]

    def _facts(self, details: RaidDetails) -> Iterable[Content]:
        yield self.wrapped(f"{details.key} {details.text}").stylize("bold")
        yield self.wrapped(details.where, "card-late" if details.where.endswith("overdue") else "card-dim")
        yield Content("")
        for row in details.rows:
            yield self.row(row.name, row.value, row.role)
        for link in details.links:
            yield self.row(link.name, link.text)
            yield self.row("", link.state or "gone", link.role)
        for section in details.sections:
            yield from self.head(section.name)
            yield self.wrapped(section.value)
