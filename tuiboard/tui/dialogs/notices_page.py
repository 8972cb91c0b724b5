"""What concerns one since one last looked, and what one read of the last fortnight; enter opens what it is about."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static

from tuiboard.domain.calendar import local_clock, local_date, short_date
from tuiboard.domain.refusal import Refusal, Refused
from tuiboard.engine.seen import Seen
from tuiboard.tui.dialogs.dialog import Dialog
from tuiboard.tui.news import inbox_of
from tuiboard.tui.opening import open_thing
from tuiboard.tui.safe_text import safe_text
from tuiboard.tui.screens.host import ViewHost
from tuiboard.tui.widgets.card_lines import wrap
from tuiboard.tui.widgets.menu_list import MenuList
from tuiboard.view.notices import FORTNIGHT, Inbox, Notice, unread

WHEN = 21
"""Cells of `new`, day and time."""
KEYS = "j k · enter open · r mark all as read · esc leave"


class NoticesPage(Dialog[None]):
    """The notices over any view, the new ones marked."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", "Leave", show=False),
        Binding("j", "step(1)", "Next", show=False),
        Binding("k", "step(-1)", "Previous", show=False),
        Binding("g", "step(-100000)", "First", show=False),
        Binding("G", "step(100000)", "Last", show=False),
        Binding("r", "mark_read", "Mark all as read", show=False),
    ]

    def __init__(self, host: ViewHost) -> None:
        super().__init__()
        self._host = host
        self._inbox: Inbox | None = None
        self._notices: list[Notice] = []

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog", classes="notices-page"):
            yield Static(safe_text("What concerns you"), id="dialog-title")
            yield Static(safe_text("Reading …"), id="notices-note")
            yield MenuList(id="notices-list")
            yield Static(safe_text(KEYS), id="dialog-hint")

    def on_mount(self) -> None:
        self.query_one(MenuList).focus()
        self._read()

    def _read(self) -> None:
        session = self._host.tui.session

        def work() -> list[Notice]:
            self._inbox = inbox_of(session, all=True)
            return self._inbox.refresh()

        def done(result: object) -> None:
            if not self.is_attached:
                return
            if isinstance(result, list):
                self._notices = result
                self._show()
            elif isinstance(result, Refusal):
                self._note(result.text)

        self._host.tui.bridge.read(work, done)

    def on_resize(self) -> None:
        """Break the lines anew once the page has its size."""
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        if self._inbox is None or not self.is_attached:
            return
        today, page = self._host.today, self.query_one(MenuList)
        room = max(page.scrollable_content_region.width - WHEN - 3, 20)
        page.show([_content(notice, today, room) for notice in self._notices], page.highlighted or 0)
        new = unread(self._notices)
        old = len(self._notices) - new
        said = f"{new:,} new" if new else "Nothing new"
        self._note(f"{said}, {old:,} read in the last {FORTNIGHT} days." if old else f"{said}.")

    def _note(self, text: str) -> None:
        self.query_one("#notices-note", Static).update(safe_text(text, 300))

    def action_step(self, by: int) -> None:
        """Move the cursor."""
        self.query_one(MenuList).step(by)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open what the notice is about."""
        event.stop()
        if 0 <= event.option_index < len(self._notices):
            open_thing(self._host.tui, [self._notices[event.option_index].about])

    def action_mark_read(self) -> None:
        """Everything up to now is read."""
        inbox = self._inbox
        if inbox is None:
            return

        def work() -> Seen | Refusal:
            try:
                return inbox.mark_read()
            except Refused as refused:
                return refused.refusal

        def done(result: object) -> None:
            if isinstance(result, Refusal):
                self._host.say(result.text, "error")
                return
            self._host.tui.news.all_read()
            if self.is_attached:
                self._notices = [notice._replace(read=True) for notice in self._notices]
                self._show()

        self._host.tui.bridge.read(work, done)


def _content(notice: Notice, today: str, room: int) -> Content:
    day = short_date(local_date(notice.at) or notice.at, today)
    clock = local_clock(notice.at) if "T" in notice.at and not day[-4:].isdecimal() else ""
    when = f"{'' if notice.read else 'new':<3} {f'{day} {clock}'.strip():>15}  "
    lines = wrap(notice.text, room)
    first = safe_text(when).stylize("dim") + safe_text(lines[0])
    text = Content("\n").join([first, *(safe_text(" " * WHEN + line) for line in lines[1:])])
    return text.stylize("dim") if notice.read else text
