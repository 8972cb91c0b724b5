"""One decision, assumption, issue or lesson on a page of its own: read it, and go on to what can be done about it."""

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from tuiboard.domain.changes import Entry
from tuiboard.tui.actions import BY_ID
from tuiboard.tui.dialogs.dialog import Dialog
from tuiboard.tui.safe_text import safe_text
from tuiboard.tui.widgets.raid_panel import Key, RaidPanel

if TYPE_CHECKING:
    from tuiboard.tui.screens.raid import RaidScreen

KEYS = "x state · e edit · @ owner · d due · L link\nC comment · o go to · Y history · n N next · esc leave"
DECISION_KEYS = "e supersede · d review · L link · C comment\no go to · Y history · n N next · esc leave"

HERE = (
    "raid.edit", "raid.state", "raid.owner", "raid.due", "raid.link", "raid.comment", "raid.history", "raid.copy",
    "edit.undo", "edit.redo", "app.help",
)  # fmt: skip
"""Actions of the view that concern the one shown."""


class RaidPage(Dialog[None]):
    """The details over the table; keys of the view that concern the one shown work here too."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "leave", "Leave", show=False),
        Binding("j,down", "scroll(1)", "Down", show=False),
        Binding("k,up", "scroll(-1)", "Up", show=False),
        Binding("pagedown,space", "scroll(10)", "Page down", show=False),
        Binding("pageup", "scroll(-10)", "Page up", show=False),
        Binding("g,home", "scroll(-100000)", "Top", show=False),
        Binding("G,end", "scroll(100000)", "End", show=False),
        Binding("n,right", "step(1)", "Next", show=False),
        Binding("N,left", "step(-1)", "Previous", show=False),
        # With the ids of the view's own actions, so that the person's keymap holds here too.
        *(Binding(BY_ID[id].keys, f"view('{id}')", BY_ID[id].label, id=id, show=False) for id in HERE),
        Binding(BY_ID["raid.go"].keys, "go", BY_ID["raid.go"].label, id="raid.go", show=False),
    ]

    def __init__(self, key: Key, view: "RaidScreen") -> None:
        super().__init__()
        self._key = key
        self._view = view

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog", classes="card-page"):
            yield RaidPanel(self._view.tui, id="page-details")
            yield Static(id="dialog-hint")

    def on_mount(self) -> None:
        self.query_one(RaidPanel).show_item(self._key)
        keys = DECISION_KEYS if self._key[0] == "decision" else KEYS
        self.query_one("#dialog-hint", Static).update(safe_text(keys, keep="\n"))

    def board_changed(self, by_others: list[Entry]) -> None:
        """It may have changed, or be gone."""
        self.query_one(RaidPanel).board_changed()

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one(RaidPanel).scroll_relative(y=by, animate=False)

    def action_step(self, by: int) -> None:
        """The next one of the table."""
        self._view.table.step(by)
        if self._view.table.cursor is not None:
            self._key = self._view.table.cursor
            self.on_mount()

    async def action_view(self, id: str) -> None:
        """Do what that key does in the view, to the one shown."""
        if self._view.workspace.doc(*self._key) is None and id.startswith("raid."):
            self._view.say("It is gone.", "warning")
            return
        self._view.only = self._key
        try:
            await self._view.action_act(id)
        finally:
            self._view.only = None

    def action_go(self) -> None:
        """Leave for what is linked."""
        view, key = self._view, self._key
        view.go_to(key)
        self.dismiss(None)
        view.call_after_refresh(view.do_raid_go)

    def action_leave(self) -> None:
        """Back to the view."""
        self.dismiss(None)
