"""The details of the card under the cursor beside a view of cards, where the terminal is wide enough."""

from typing import TYPE_CHECKING

from textual.content import Content
from textual.events import Resize
from textual.timer import Timer

from tuiboard.domain.board import Card
from tuiboard.domain.changes import Entry
from tuiboard.tui.screens.card_host import CardHost

if TYPE_CHECKING:
    from tuiboard.tui.widgets.details import Details

WIDE = 120
"""Columns of the terminal from which the details stand beside the cards."""
REST = 0.12
"""Seconds the cursor rests before the details follow: a held key doesn't send a panel with every step."""


class CardSide(CardHost):
    """A view with a container `#middle`, which takes the details on its right."""

    details: "Details | None" = None
    details_wanted = True
    _details_timer: Timer | None = None

    def on_resize(self, event: Resize) -> None:
        super().on_resize(event)
        self.call_after_refresh(self._place_details)

    async def _place_details(self) -> None:
        wide = self.size.width >= WIDE and self.details_wanted
        if wide and self.details is None:
            from tuiboard.tui.widgets.details import Details

            middle = self.query_one("#middle")
            if not middle.is_attached or self.tui.is_leaving:
                return
            details = Details(self.tui, id="details", sum_of=self.sum_of)
            await middle.mount(details)
            self.details = details  # not before: a cursor that moves meanwhile would ask for parts that are not there
            details.show_card(self.cursor_card)
        elif not wide and self.details is not None:
            details, self.details = self.details, None
            await details.remove()

    async def do_view_details(self) -> None:
        """Show or hide the details."""
        if self.size.width < WIDE:
            self.say(f"There is no room at the side below {WIDE} columns; enter opens the card.", "warning")
            return
        self.details_wanted = not self.details_wanted
        await self._place_details()

    def sum_of(self, card: Card, width: int) -> Content:
        """What is shown of a card's rank, in `width` cells; nothing unless the view is about that."""
        return Content("")

    def rest(self) -> None:
        """Let the details follow once the cursor rests."""
        if self.details is not None:
            if self._details_timer is not None:
                self._details_timer.stop()
            self._details_timer = self.set_timer(REST, self.show_details)

    def show_details(self) -> None:
        """Show the details of the card under the cursor."""
        if self.details is not None:
            self.details.show_card(self.cursor_card)

    def board_changed(self, by_others: list[Entry]) -> None:
        """Show the card as it is now."""
        super().board_changed(by_others)
        if self.details is not None:
            self.details.board_changed()
