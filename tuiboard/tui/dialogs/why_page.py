"""The whole sum of a card's rank on a page: its parts, what they come from, and what would change it."""

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tuiboard.domain.changes import Entry
from tuiboard.domain.priority import scores
from tuiboard.domain.refusal import Refusal
from tuiboard.domain.urgency_history import DAYS, urgency_history
from tuiboard.engine.session import Session
from tuiboard.tui.actions import BY_ID
from tuiboard.tui.dialogs.dialog import Dialog
from tuiboard.tui.safe_text import safe_text
from tuiboard.tui.screens.card_host import CardHost
from tuiboard.tui.screens.rank_sum import sum_lines
from tuiboard.tui.widgets.card_lines import wrap
from tuiboard.view.why import Why, why

HERE = ("card.value", "card.value_up", "card.value_down", "card.due", "card.pin", "edit.undo")
"""Actions on the card that change its sum."""


class WhyPage(Dialog[None]):
    """The sum of one card; it follows every change, and comes when it is reckoned: no key waits for it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter,w", "dismiss", "Leave", show=False),
        Binding("j,down", "scroll(1)", "Down", show=False),
        Binding("k,up", "scroll(-1)", "Up", show=False),
        Binding("pagedown,space", "scroll(10)", "Page down", show=False),
        Binding("pageup", "scroll(-10)", "Page up", show=False),
        Binding("g,home", "scroll(-100000)", "Top", show=False),
        Binding("G,end", "scroll(100000)", "End", show=False),
        # With the ids of the view's own actions, so that the person's keymap holds here too.
        *(Binding(BY_ID[id].keys, f"host('{id}')", BY_ID[id].label, id=id, show=False) for id in HERE),
    ]

    def __init__(self, card: int, host: CardHost) -> None:
        super().__init__()
        self._card, self._host = card, host
        self._found: Why | None = None

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog", classes="why-page"):
            yield Static(safe_text(f"Why card {self._card} stands where it does"), id="dialog-title")
            with VerticalScroll(id="why-scroll"):
                yield Static(safe_text("Reckoning …").stylize("dim"), id="why-text")
            yield Static(safe_text("j k scroll · p + - value · d due · P pin · u undo · esc leave"), id="dialog-hint")

    def on_mount(self) -> None:
        self._reckon()

    def on_resize(self) -> None:
        """Break the lines anew once the page has its size."""
        self.call_after_refresh(self._draw)

    def board_changed(self, by_others: list[Entry]) -> None:
        """Reckon again."""
        self._reckon()

    def _reckon(self) -> None:
        session, card, ascii = self._host.tui.session, self._card, self._host.tui.glyphs.ascii

        def done(result: object) -> None:
            if not self.is_attached:
                return
            if isinstance(result, Why):
                self._found = result
                self._draw()
            else:
                text = result.text if isinstance(result, Refusal) else f"Card {card} has no rank any more."
                self._found = None
                self.query_one("#why-text", Static).update(safe_text(text, 400))

        self._host.tui.bridge.read(lambda: reckoned(session, card, ascii), done)

    def _draw(self) -> None:
        if self._found is not None and self.is_attached:
            width = max(self.query_one("#why-scroll").scrollable_content_region.width - 1, 30)
            self.query_one("#why-text", Static).update(Content("\n").join(why_lines(self._found, width)))

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    async def action_host(self, id: str) -> None:
        """Do what that key does in the view, to this card alone."""
        before, self._host.only = self._host.only, self._card
        try:
            await self._host.action_act(id)
        finally:
            self._host.only = before


def why_lines(found: Why, width: int) -> Iterator[Content]:
    """The lines of the page."""
    for line in wrap(f"{found.id} {found.title}", width):
        yield safe_text(line).stylize("bold")
    yield safe_text(found.place)
    urgency, importance, rank = found.sums
    yield from (safe_text(line) for line in wrap(rank, width))
    for text in (urgency, importance):
        yield Content("")
        yield from sum_lines(text, width)
    if found.notes:
        yield Content("")
        yield from (safe_text(line) for note in found.notes for line in wrap(note, width))
    if found.curve:
        yield Content("")
        yield safe_text(f"Urgency over the last {DAYS} days  {found.curve}", 200)
    if found.changes:
        yield Content("")
        yield safe_text("What would change it").stylize("bold")
        yield from (safe_text(f"  {line}") for change in found.changes for line in wrap(change, width - 2))


def reckoned(session: Session, id: int, ascii: bool) -> Why | None:
    """Reckon the sum and its history, in a worker's thread; None for a card without a rank."""
    ws, today = session.workspace, session.clock.today()
    found = scores(ws, today)
    card, score = ws.card(id), found.of(id)
    if card is None or score is None:
        return None
    evenings = urgency_history(ws, session.store.scan(("card", None)), id, today)
    return why(ws, card, score, found.order.index(id) + 1, len(found), today, evenings, ascii)
