"""The details of a decision, an assumption, an issue or a lesson: beside the table, or on a page of its own."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tuiboard.domain.raid import raid_item
from tuiboard.tui.safe_text import safe_text
from tuiboard.tui.widgets.card_lines import wrap
from tuiboard.view.card_details import history_words
from tuiboard.view.raid import RaidDetails, raid_details
from tuiboard.view.words import HistoryLine, history_lines

if TYPE_CHECKING:
    from tuiboard.tui.app import TuiboardApp

HISTORY_SHOWN = 30
_NAME = 14
"""Cells of the name of a fact, with the blanks after it."""

Key = tuple[str, int]


class RaidPanel(VerticalScroll, can_focus=False):
    """Everything about the one it was told to show; what the journal tells of it follows."""

    DEFAULT_CSS = "RaidPanel Static { height: auto; }"

    def __init__(self, tui: "TuiboardApp", id: str | None = None) -> None:
        super().__init__(id=id)
        self._tui = tui
        self._shown: Key | None = None
        self._doc: object = None
        self._history: list[HistoryLine] = []
        self._colors: Mapping[str, str] = {}

    def compose(self) -> ComposeResult:
        yield Static(id="raid-text")

    def on_resize(self) -> None:
        """Break the lines anew."""
        self._draw()

    def show_item(self, key: Key | None) -> None:
        """Show one, or say that there is none."""
        if key != self._shown:
            self._shown, self._history, self._doc = key, [], None
            self.scroll_home(animate=False)
        self._draw()
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
                self._draw()

        self._tui.bridge.read(work, done)

    def _draw(self) -> None:
        if not self.is_attached or self._tui.is_leaving:
            return
        text = next(iter(self.query("#raid-text").results(Static)), None)
        if text is None:  # the panel is being taken away
            return
        session = self._tui.session
        item = None if self._shown is None else raid_item(session.workspace, *self._shown)
        if item is None:
            text.update(safe_text("Nothing here." if self._shown is None else "It is gone.").stylize("dim"))
            return
        self._colors = self._tui.get_css_variables()  # once: they are put together anew each time
        details = raid_details(session.workspace, item, session.clock.today(), session.clock.now())
        text.update(Content("\n").join([*self._facts(details), *self._told()]))

    def _facts(self, details: RaidDetails) -> Iterable[Content]:
        yield self._wrapped(f"{details.key} {details.text}").stylize("bold")
        yield self._wrapped(details.where, "card-late" if details.where.endswith("overdue") else "card-dim")
        yield Content("")
        for row in details.rows:
            yield self._row(row.name, row.value, row.role)
        for link in details.links:
            yield self._row(link.name, link.text)
            yield self._row("", link.state or "gone", link.role)
        for section in details.sections:
            yield from self._head(section.name)
            yield self._wrapped(section.value)
        for remark in details.remarks:
            yield from self._head(remark.head)
            yield self._wrapped(remark.text)

    def _told(self) -> Iterable[Content]:
        if self._history:
            yield from self._head("History")
            for told in self._history:
                yield self._wrapped(history_words(told, self._tui.session.clock.now()), "card-dim")

    def _head(self, text: str) -> Iterable[Content]:
        yield Content("")
        yield safe_text(text, 200).stylize("bold")

    @property
    def _room(self) -> int:
        return max(self.scrollable_content_region.width - 1, 20)

    def _row(self, name: str, value: str, role: str = "foreground") -> Content:
        """A name, and a value whose further lines stand below its first."""
        text = ("\n" + " " * _NAME).join(wrap(value, self._room - _NAME))
        return self._toned(f"{name:<{_NAME - 1}} ", "card-dim") + self._toned(text, role)

    def _wrapped(self, text: str, role: str = "foreground") -> Content:
        return self._toned("\n".join(line for part in text.split("\n") for line in wrap(part, self._room)), role)

    def _toned(self, text: str, role: str) -> Content:
        content = safe_text(text, 8000, keep="\n")
        color = self._colors.get(role, "")
        return content if self._tui.mono or not color else content.stylize(color)
