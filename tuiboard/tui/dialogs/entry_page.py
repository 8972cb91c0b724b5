"""One entry of the log on a page of its own; the entries beside it come with a key."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tuiboard.domain.refusal import Refusal
from tuiboard.engine.session import Session
from tuiboard.tui.dialogs.dialog import Dialog
from tuiboard.tui.safe_text import safe_text
from tuiboard.tui.widgets.card_lines import wrap
from tuiboard.view.entry_page import PageLine, entry_page, title_of
from tuiboard.view.record import Place

if TYPE_CHECKING:
    from tuiboard.tui.screens.log import LogScreen

NAME = 13
"""Cells of the names."""


class EntryPage(Dialog[None]):
    """An entry over the log, read in the background."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "dismiss", "Leave", show=False),
        Binding("j,down", "scroll(1)", "Down", show=False),
        Binding("k,up", "scroll(-1)", "Up", show=False),
        Binding("pagedown,space", "scroll(10)", "Page down", show=False),
        Binding("pageup", "scroll(-10)", "Page up", show=False),
        Binding("g,home", "scroll(-100000)", "Top", show=False),
        Binding("G,end", "scroll(100000)", "End", show=False),
        Binding("n,right", "entry(1)", "The one before", show=False),
        Binding("N,left", "entry(-1)", "The one after", show=False),
        Binding("o", "thing", "What it is about", show=False),
    ]

    def __init__(self, place: Place, log: "LogScreen") -> None:
        super().__init__()
        self._place, self._log = place, log
        self._lines: Sequence[PageLine] = ()

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog", classes="why-page"):
            yield Static(safe_text(title_of(self._place)), id="dialog-title")
            with VerticalScroll(id="why-scroll"):
                yield Static(safe_text("Reading …").stylize("dim"), id="why-text")
            yield Static(safe_text("j k scroll · n N next entry · o open card or risk · esc leave"), id="dialog-hint")

    def on_mount(self) -> None:
        self._read()

    def on_resize(self) -> None:
        """Break the lines anew once the page has its size."""
        self.call_after_refresh(self._draw)

    def _read(self) -> None:
        session, place = self._log.tui.session, self._place

        def done(result: object) -> None:
            if not self.is_attached or place != self._place:
                return
            if isinstance(result, list):
                self._lines = result
            else:
                self._lines = [PageLine("", result.text if isinstance(result, Refusal) else "It can't be read.")]
            self.query_one("#dialog-title", Static).update(safe_text(title_of(place)))
            self._draw()
            self.query_one(VerticalScroll).scroll_home(animate=False)

        self._log.tui.bridge.read(lambda: _page_of(session, place), done)

    def _draw(self) -> None:
        if self._lines and self.is_attached:
            width = max(self.query_one("#why-scroll").scrollable_content_region.width - 1, 30)
            self.query_one("#why-text", Static).update(Content("\n").join(_contents(self._lines, width)))

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    def action_entry(self, by: int) -> None:
        """The next row of the log."""
        self._log.table.step(by)
        place = self._log.cursor_place
        if place is not None and place != self._place:
            self._place = place
            self._read()

    def action_thing(self) -> None:
        """Open the card or risk that the entry is about."""
        self._log.open_thing(self._place)


def _page_of(session: Session, place: Place) -> list[PageLine] | None:
    """Read an entry, in a worker's thread; None where there is none."""
    entry = next(iter(session.store.entries([place[0]])), None)
    if entry is None:
        return None
    return entry_page(entry, session.store.link(place[0]), session.workspace, place[1])


def _contents(lines: Sequence[PageLine], width: int) -> Iterator[Content]:
    for number, line in enumerate(lines):
        if line.head and number:
            yield Content("")
        if not line.name:
            for text in wrap(line.text, width):
                yield safe_text(text).stylize("bold") if line.head else safe_text(text)
            continue
        for row, text in enumerate(wrap(line.text, width - NAME - 1)):
            name = line.name[: NAME - 1] if row == 0 else ""
            yield safe_text(f"{name:<{NAME}} ").stylize("dim") + safe_text(text)
