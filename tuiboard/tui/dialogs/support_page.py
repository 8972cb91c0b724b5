"""The support queue on a page: what waits for someone, who could help, and one key to have them do it."""

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tuiboard.domain import commands as c
from tuiboard.domain import team_commands as t
from tuiboard.domain.changes import Entry
from tuiboard.domain.refusal import Refusal
from tuiboard.domain.text import visible
from tuiboard.engine.session import Session
from tuiboard.tui.choices import Choice, Chosen
from tuiboard.tui.dialogs.team_page import TeamPage
from tuiboard.tui.safe_text import safe_text
from tuiboard.tui.widgets.line_table import LineTable
from tuiboard.tui.widgets.support_table import SupportTable
from tuiboard.view.support import (
    SupportRow,
    helper_words,
    helpers_words,
    queue_sentence,
    sponsor_of,
    support_queue,
    wait_words,
)

if TYPE_CHECKING:
    from tuiboard.tui.screens.team_actions import TeamActions

READ_EVERY = 60.0
"""Seconds after which waiting times are reckoned anew."""


class SupportPage(TeamPage):
    """Cards that wait, the longest first; it follows every change, and the clock."""

    KEYS = "b unblock · @ help · E escalate · C comment · enter open · i hours · u undo · esc leave"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,Q", "dismiss", "Leave", show=False),
        Binding("j,down,n", "step(1)", "Down", show=False),
        Binding("k,up,N", "step(-1)", "Up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("g,home", "step(-10000000)", "Top", show=False),
        Binding("G,end", "step(10000000)", "End", show=False),
        Binding("b", "end", "Unblock, or no more help wanted", show=False),
        Binding("at", "help", "Have someone help", show=False),
        Binding("E", "escalate", "Escalate", show=False),
        Binding("C", "comment", "Comment", show=False),
        Binding("enter", "open", "Open the card", show=False),
        Binding("i", "hours", "Hours of escalation", show=False),
        Binding("u", "undo", "Undo", show=False),
        Binding("U", "redo", "Redo", show=False),
    ]

    def __init__(self, host: "TeamActions") -> None:
        super().__init__(host)
        self._rows: list[SupportRow] = []

    def compose(self) -> ComposeResult:
        tui = self.host.tui
        with Vertical(id="dialog", classes="team-page"):
            yield Static(safe_text("Support queue"), id="dialog-title")
            yield SupportTable(tui.glyphs, tui.palette, id="support-table")
            yield Static(id="team-words")
            yield Static(safe_text(self.KEYS), id="dialog-hint")

    @property
    def _table(self) -> SupportTable:
        return self.query_one(SupportTable)

    def on_mount(self) -> None:
        self._table.focus()
        self._table.show((), "Reading …")
        self._read()
        self.set_interval(READ_EVERY, self._read)

    def board_changed(self, by_others: list[Entry]) -> None:
        """Something may wait, or not any more."""
        self._read()

    def _read(self) -> None:
        session = self.host.tui.session

        def done(result: object) -> None:
            if not self.is_attached:
                return
            if isinstance(result, list):
                self._rows = result
                words = queue_sentence(result)
                self._table.show(result, words)
                title = "Support queue" if not result else f"Support queue: {words}"
                self.query_one("#dialog-title", Static).update(safe_text(title, 200))
            elif isinstance(result, Refusal):
                self.hear(result.text, "error")

        self.host.tui.bridge.read(lambda: read(session), done)

    def on_support_table_cursor_moved(self, event: SupportTable.CursorMoved) -> None:
        """Say all of the card under the cursor."""
        row = self._table.here
        lines = []
        if row is not None:
            lines = [safe_text(wait_words(wait), 400) for wait in row.waits]
            helped = helpers_words(row.helpers)
            words = f"could help: {helped}" if helped else "nobody else has finished cards with its tags"
            lines.append(safe_text(words, 300).stylize("dim"))
        self.query_one("#team-words", Static).update(Content("\n").join(lines))

    # The cursor

    def action_step(self, by: int) -> None:
        """Another card."""
        self._table.step(by)

    def action_page(self, by: int) -> None:
        """A page of cards."""
        self._table.step(by * self._table.page)

    def on_line_table_activated(self, event: LineTable.Activated) -> None:
        """A row was clicked twice."""
        self.action_open()

    def action_open(self) -> None:
        """The page of the card."""
        if self._table.here is not None:
            self.open_card(self._table.here.id)

    # What can be done about it

    def action_end(self) -> None:
        """Unblock it; where it only asks for help, it does so no more."""
        row = self._table.here
        if row is None:
            return
        blocked = any(wait.field == "blocked" for wait in row.waits)
        self.host.run_command(c.UnblockCards([row.id]) if blocked else t.EndHelp([row.id]))

    def action_help(self) -> None:
        """Have someone help, who is responsible for it too from then on; who finished such cards stands first."""
        row = self._table.here
        card = self.workspace.card(row.id) if row is not None else None
        if row is None or card is None:
            return
        known = {helper.person: helper_words(helper).partition(" ")[2] for helper in row.helpers}
        people = [p for p in self.workspace.people() if p.active and p.handle not in (card.owner, *card.responsible)]
        people.sort(key=lambda person: list(known).index(person.handle) if person.handle in known else 99)
        names = {p.handle: p.name if p.name != p.handle else "" for p in people}
        choices = [Choice(handle, f"@{handle}", known.get(handle, name)) for handle, name in names.items()]
        if not choices:
            self.hear("Everybody who is here works on it already.", "warning")
            return

        def chosen(answer: Chosen) -> None:
            if answer.key:
                named = list(card.responsible) or ([card.owner] if card.owner else [])
                self.host.run_command(c.EditCards([card.id], add={"responsible": [*named, answer.key]}))

        self.host.choose(f"Who helps with {card.id} “{visible(card.title, 40)}”?", choices, chosen)

    def action_escalate(self) -> None:
        """Record that it was escalated: to the sponsor of its project, else to whom is asked for."""
        row = self._table.here
        if row is None:
            return
        to = sponsor_of(self.workspace, row.project)
        if to or not row.is_to_escalate:
            self.host.run_command(t.EscalateCard(row.id, to or "nobody"))
            return
        self.host.ask_escalation(row.id)

    def action_hours(self) -> None:
        """Set the hours after which each level of escalation is reached."""
        self.host.ask_escalation_hours()

    def action_comment(self) -> None:
        """Say something on the card."""
        row = self._table.here
        board = self.host.tui.board
        if row is not None and board is not None:
            self.host.tui.call_later(self._on_card, row.id, "card.comment")

    async def _on_card(self, id: int, action: str) -> None:
        board = self.host.tui.board
        if board is None:
            return
        board.only = id
        try:
            await board.action_act(action)
        finally:
            board.only = None


def read(session: Session) -> list[SupportRow]:
    """Read the queue, in a worker's thread."""
    return support_queue(session.workspace, session.clock.now())
