"""One card on a page of its own: read it, tick its checklist, and go on to its forms."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from tuiboard.domain.changes import Entry
from tuiboard.domain.commands import CheckItem
from tuiboard.tui.actions import BY_ID
from tuiboard.tui.dialogs.dialog import Dialog
from tuiboard.tui.safe_text import safe_text
from tuiboard.tui.screens.card_host import CardHost
from tuiboard.tui.widgets.details import Details

KEYS = (
    "j k item · space tick · e edit · C comment · @ owner · o hand over\n"
    'O promises · d due · w why · Y log · " links · n N next · esc leave'
)
"""In two lines that fit 80 columns: broken anywhere, a key would part from its word."""

HERE = (
    "card.edit", "card.editor", "card.comment", "card.owner", "card.due", "card.start", "card.tags", "card.value",
    "card.milestone", "card.block", "card.help", "card.risk", "card.handoff", "card.promises", "card.why", "card.pin",
    "card.move_to", "card.complete", "card.archive",
    "card.move_left", "card.move_right", "card.history", "card.go", "edit.undo", "edit.redo", "card.copy", "app.help",
)  # fmt: skip
"""Actions of the board that concern the card shown."""


class CardPage(Dialog[None]):
    """The details of a card over the board; keys of the board that concern the card work here too."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "leave", "Leave", show=False),
        Binding("j,down", "item(1)", "Next item", show=False),
        Binding("k,up", "item(-1)", "Previous item", show=False),
        Binding("space,x", "tick", "Tick", show=False),
        Binding("pagedown", "scroll(10)", "Down", show=False),
        Binding("pageup", "scroll(-10)", "Up", show=False),
        Binding("g,home", "scroll(-100000)", "Top", show=False),
        Binding("G,end", "scroll(100000)", "End", show=False),
        Binding("n,right", "card(1)", "Next card", show=False),
        Binding("N,left", "card(-1)", "Previous card", show=False),
        # With the ids of the board's own actions, so that the person's keymap holds here too.
        *(Binding(BY_ID[id].keys, f"host('{id}')", BY_ID[id].label, id=id, show=False) for id in HERE),
    ]

    def __init__(self, card: int, host: CardHost) -> None:
        super().__init__()
        self._card = card
        self._host = host
        self._item: int | None = None

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog", classes="card-page"):
            yield Details(self._host.tui, id="page-details")
            yield Static(safe_text(KEYS, keep="\n"), id="dialog-hint")

    def on_mount(self) -> None:
        card = self._host.workspace.card(self._card)
        self._item = 0 if card is not None and card.checklist else None
        self._show()

    def _show(self) -> None:
        self.query_one(Details).show_card(self._card, self._item)

    def board_changed(self, by_others: list[Entry]) -> None:
        """The card may have changed, or be gone."""
        self.query_one(Details).board_changed()

    def action_item(self, by: int) -> None:
        """Go to another item of the checklist; without one, scroll."""
        card = self._host.workspace.card(self._card)
        if card is None or not card.checklist:
            self.action_scroll(by)
            return
        self._item = min(max((self._item or 0) + by, 0), len(card.checklist) - 1)
        self._show()
        details = self.query_one(Details)
        details.call_after_refresh(details.reveal_item)

    def action_tick(self) -> None:
        """Tick or untick the item."""
        card = self._host.workspace.card(self._card)
        if card is not None and self._item is not None and self._item < len(card.checklist):
            item = card.checklist[self._item]
            tick = CheckItem(self._card, self._item, not item.get("done"), item.get("text", ""))
            self._host.run_command(tick)

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one(Details).scroll_relative(y=by, animate=False)

    def action_card(self, by: int) -> None:
        """The next card of the view."""
        self._host.step_card(by)
        if self._host.cursor_card is not None:
            self._card = self._host.cursor_card
            self.on_mount()

    async def action_host(self, id: str) -> None:
        """Do what that key does in the view, to this card alone."""
        if self._host.workspace.card(self._card) is None and id.startswith("card."):
            self._host.say(f"Card {self._card} is gone.", "warning")
            return
        self._host.only = self._card
        try:
            await self._host.action_act(id)
        finally:
            self._host.only = None

    def action_leave(self) -> None:
        """Back to the view."""
        self.dismiss(None)
