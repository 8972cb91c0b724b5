"""The whole sum of a card's rank on a page: its parts, what they come from, and what would change it."""

from collections.abc import Callable, Iterable, Iterator
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from tuiboard.domain.priority import scores
from tuiboard.domain.urgency_history import DAYS, urgency_history
from tuiboard.engine.session import Session
from tuiboard.tui.actions import BY_ID
from tuiboard.tui.dialogs.reckoned_page import ReckonedPage
from tuiboard.tui.safe_text import safe_text
from tuiboard.tui.screens.card_host import CardHost
from tuiboard.tui.screens.rank_sum import sum_lines
from tuiboard.tui.widgets.card_lines import wrap
from tuiboard.view.why import Why, why

HERE = ("card.value", "card.value_up", "card.value_down", "card.due", "card.pin", "edit.undo")
"""Actions on the card that change its sum."""


class WhyPage(ReckonedPage):
    """The sum of one card."""

    NAME = "why"
    HINT = "j k scroll · p + - value · d due · P pin · u undo · esc leave"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter,w", "dismiss", "Leave", show=False),
        # With the ids of the view's own actions, so that the person's keymap holds here too.
        *(Binding(BY_ID[id].keys, f"host('{id}')", BY_ID[id].label, id=id, show=False) for id in HERE),
    ]

    def __init__(self, card: int, host: CardHost) -> None:
        super().__init__(host, f"Why card {card} stands where it does")
        self._card, self._cards = card, host

    def work(self) -> Callable[[], object]:
        session, card, ascii = self._host.tui.session, self._card, self._host.tui.glyphs.ascii
        return lambda: reckoned(session, card, ascii)

    def lines(self, found: Why, width: int) -> Iterable[Content]:
        return why_lines(found, width)

    def gone(self) -> str:
        return f"Card {self._card} has no rank any more."

    async def action_host(self, id: str) -> None:
        """Do what that key does in the view, to this card alone."""
        before, self._cards.only = self._cards.only, self._card
        try:
            await self._cards.action_act(id)
        finally:
            self._cards.only = before


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
