"""One risk on a page of its own: read it, and go on to what can be done about it."""

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from tuiboard.domain.changes import Entry
from tuiboard.tui.actions import BY_ID
from tuiboard.tui.dialogs.dialog import Dialog
from tuiboard.tui.safe_text import safe_text
from tuiboard.tui.widgets.risk_panel import RiskPanel

if TYPE_CHECKING:
    from tuiboard.tui.screens.risks import RiskScreen

KEYS = (
    "j k scroll · p score · x state · e edit · w words · L link · C comment\n"
    '" go to what is linked · Y history · n N next · esc leave'
)
"""In two lines that fit 80 columns, as on the page of a card."""

HERE = (
    "risk.edit", "risk.score", "risk.target", "risk.state", "risk.owner", "risk.sentence", "risk.link", "risk.trigger",
    "risk.review_date", "risk.escalate", "risk.occur", "risk.close", "risk.tags", "risk.comment", "risk.copy",
    "risk.history", "risk.go", "edit.undo", "edit.redo", "app.help",
)  # fmt: skip
"""Actions of the register that concern the risk shown."""


class RiskPage(Dialog[None]):
    """The details of a risk over the register; keys of the register that concern the risk work here too."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "leave", "Leave", show=False),
        Binding("j,down", "scroll(1)", "Down", show=False),
        Binding("k,up", "scroll(-1)", "Up", show=False),
        Binding("pagedown,space", "scroll(10)", "Page down", show=False),
        Binding("pageup", "scroll(-10)", "Page up", show=False),
        Binding("g,home", "scroll(-100000)", "Top", show=False),
        Binding("G,end", "scroll(100000)", "End", show=False),
        Binding("n,right", "risk(1)", "Next risk", show=False),
        Binding("N,left", "risk(-1)", "Previous risk", show=False),
        # With the ids of the register's own actions, so that the person's keymap holds here too.
        *(Binding(BY_ID[id].keys, f"register('{id}')", BY_ID[id].label, id=id, show=False) for id in HERE),
    ]

    def __init__(self, risk: int, register: "RiskScreen") -> None:
        super().__init__()
        self._risk = risk
        self._register = register

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog", classes="card-page"):
            yield RiskPanel(self._register.tui, id="page-details")
            yield Static(safe_text(KEYS, keep="\n"), id="dialog-hint")

    def on_mount(self) -> None:
        self.query_one(RiskPanel).show_risk(self._risk)

    def board_changed(self, by_others: list[Entry]) -> None:
        """The risk may have changed, or be gone."""
        self.query_one(RiskPanel).board_changed()

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one(RiskPanel).scroll_relative(y=by, animate=False)

    def action_risk(self, by: int) -> None:
        """The next risk of the table."""
        self._register.table.step(by)
        if self._register.table.cursor is not None:
            self._risk = self._register.table.cursor
            self.on_mount()

    async def action_register(self, id: str) -> None:
        """Do what that key does in the register, to this risk."""
        if self._register.workspace.risk(self._risk) is None and id.startswith("risk."):
            self._register.say(f"R{self._risk} is gone.", "warning")
            return
        self._register.only_risk = self._risk
        try:
            await self._register.action_act(id)
        finally:
            self._register.only_risk = None

    def action_leave(self) -> None:
        """Back to the register."""
        self.dismiss(None)
