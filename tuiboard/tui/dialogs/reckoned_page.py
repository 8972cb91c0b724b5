"""Pages that are scrolled, and those whose text takes a while to reckon."""

from abc import abstractmethod
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tuiboard.domain.changes import Entry
from tuiboard.domain.refusal import Refusal
from tuiboard.tui.dialogs.dialog import Dialog
from tuiboard.tui.safe_text import safe_text
from tuiboard.tui.screens.recording import RecordingHost

_FAR = 100_000


class ScrolledPage(Dialog[None]):
    """A page with one VerticalScroll, which is scrolled by keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "scroll(1)", "Down", show=False),
        Binding("k,up", "scroll(-1)", "Up", show=False),
        Binding("pagedown,space", "scroll(10)", "Page down", show=False),
        Binding("pageup", "scroll(-10)", "Page up", show=False),
        Binding("g,home", f"scroll({-_FAR})", "Top", show=False),
        Binding("G,end", f"scroll({_FAR})", "End", show=False),
    ]

    @property
    def scroll_area(self) -> VerticalScroll:
        """What is scrolled."""
        return self.query_one(VerticalScroll)

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        self.scroll_area.scroll_relative(y=by, animate=False)


class ReckonedPage(ScrolledPage):
    """A page that follows every change, and comes when it is reckoned: no key waits for it."""

    NAME: ClassVar[str] = ""
    """What its parts are called in the stylesheet: `NAME-page`, `#NAME-scroll`, `#NAME-text`."""
    HINT: ClassVar[str] = "j k scroll · esc leave"

    def __init__(self, host: RecordingHost, title: str) -> None:
        super().__init__()
        self._host, self._title = host, title
        self._found: Any = None
        self._asked_for = 0

    @abstractmethod
    def work(self) -> Callable[[], object]:
        """What a worker's thread does; it returns None where there is nothing to show any more."""

    @abstractmethod
    def lines(self, found: Any, width: int) -> Iterable[Content]:
        """The lines of what was reckoned."""

    def show_title(self, text: str) -> None:
        """Say in the title what is shown, once that is known."""
        self.query_one("#dialog-title", Static).update(safe_text(text, 200))

    def gone(self) -> str:
        """What is said where there is nothing to show any more."""
        return ""

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog", classes=f"{self.NAME}-page"):
            yield Static(safe_text(self._title, 200), id="dialog-title")
            with VerticalScroll(id=f"{self.NAME}-scroll"):
                yield Static(safe_text("Reckoning …").stylize("dim"), id=f"{self.NAME}-text")
            yield Static(safe_text(self.HINT), id="dialog-hint")

    def on_mount(self) -> None:
        self._reckon()

    def on_resize(self) -> None:
        """Break the lines anew once the page has its size."""
        self.call_after_refresh(self._draw)

    def board_changed(self, by_others: list[Entry]) -> None:
        """Reckon again."""
        self._reckon()

    def _reckon(self) -> None:
        self._asked_for += 1
        number = self._asked_for

        def done(result: object) -> None:
            if not self.is_attached or number != self._asked_for:  # something else was asked for meanwhile
                return
            if result is None or isinstance(result, Refusal):
                self._found = None
                self._text.update(safe_text(result.text if result is not None else self.gone(), 400))
            else:
                self._found = result
                self._draw()

        self._host.tui.bridge.read(self.work(), done)

    def _draw(self) -> None:
        if self._found is not None and self.is_attached:
            width = max(self.query_one(VerticalScroll).scrollable_content_region.width - 1, 30)
            self._text.update(Content("\n").join(self.lines(self._found, width)))

    @property
    def _text(self) -> Static:
        return self.query_one(f"#{self.NAME}-text", Static)
