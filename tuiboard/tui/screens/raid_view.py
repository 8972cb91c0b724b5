"""What the view of decisions, assumptions, issues and lessons shows: which of them, of which kind, in which order."""

from typing import TYPE_CHECKING

from textual.timer import Timer

from tuiboard.domain.changes import Entry
from tuiboard.domain.raid import RAID_KINDS, RaidItem, raid_item
from tuiboard.domain.text import visible
from tuiboard.engine.filter_language import FilterContext
from tuiboard.engine.raid_filter import RaidFilter, compile_raid_filter
from tuiboard.tui.screens.lines import FilterHost
from tuiboard.tui.widgets.bars import Piece
from tuiboard.tui.widgets.raid_panel import RaidPanel
from tuiboard.tui.widgets.raid_table import Key, RaidState, RaidTable
from tuiboard.view.raid import RaidReading

if TYPE_CHECKING:
    from tuiboard.engine.completion import Completion

PANES = ("", *RAID_KINDS)
REST = 0.12
"""Seconds the cursor rests before the details follow: a held key doesn't send a panel with every step."""


class RaidView(FilterHost[RaidFilter]):
    """The view without its actions."""

    VIEW = "raid"
    FILTER_HINT = "words @owner kind:decision state:open is:late is:over due:<7d card:12 risk:R3"
    table: RaidTable
    panel: RaidPanel

    def __init__(self) -> None:
        super().__init__(id="raid-screen")
        self.sort = "urgent"
        self.kind = ""
        """The kind that is shown, or an empty text for all."""
        self.only: Key | None = None
        """The one that actions are about while they are called from its page."""
        self._reading = RaidReading()
        self._counted = (0, 0)
        self._rest_timer: Timer | None = None
        self._stale = True

    @property
    def home(self) -> RaidTable:
        return self.table

    @property
    def listed(self) -> RaidTable:
        return self.table

    @property
    def item(self) -> RaidItem | None:
        """The one under the cursor, or whose page is open."""
        key = self.only or self.table.cursor
        return None if key is None else raid_item(self.workspace, *key)

    def item_meant(self) -> RaidItem | None:
        """The one that is meant; says so where there is none."""
        found = self.item
        if found is None:
            self.say("There is nothing here; a notes the first one.", "warning")
        return found

    def named_item(self, item: RaidItem) -> str:
        """`A1 “The line is fast enough”`."""
        return f"{item.key} “{visible(item.text, 40)}”"

    # The filter

    def compiled(self, text: str, typing: bool) -> RaidFilter:
        context = FilterContext(self.today, self.tui.session.who)
        return compile_raid_filter(text, self.workspace, context, typing=typing)

    def show_matches(self) -> None:
        self.show()

    def filter_tally(self) -> tuple[int, int, str]:
        return (*self._counted, "open")

    def filter_completion(self, text: str, cursor: int) -> "Completion":
        from tuiboard.engine.completion import complete

        return complete(text, cursor, self.workspace, "raid-filter")

    # What is shown

    def show(self) -> None:
        """Show the workspace as it is now, under the filter, the kind and the order."""
        self._stale = False
        self.filter_anew()
        items, total = self._reading.shown(self.workspace, self.filter, self.sort, self.today, self.kind)
        self._counted = len(items), total
        self.table.show(RaidState(items, self.today, self._panes(), self._note(), self._empty()))
        self.rest()
        self.show_status()

    def _panes(self) -> list[tuple[str, bool]]:
        many = self._reading.counts
        words = {"": f"All {sum(many.values())}", **{kind: f"{kind.capitalize()}s {many[kind]}" for kind in RAID_KINDS}}
        return [(words[kind], kind == self.kind) for kind in PANES]

    def _note(self) -> str:
        order = {"urgent": "urgent first", "newest": "newest first"}.get(self.sort, f"by {self.sort}")
        if not self.filter_text:
            return order
        return f"{self._counted[0]} of {self._counted[1]}"

    def _empty(self) -> tuple[str, ...]:
        kinds = (self.kind,) if self.kind else RAID_KINDS
        if not any(self.workspace.table(kind) for kind in kinds):
            return _BEGINNING.get(self.kind, _BEGINNING[""])
        if self.filter_text:
            return ("Nothing matches here.", "esc clears the filter")
        return ("Nothing is open. / and is:over finds what is settled, superseded or applied.", "a notes something")

    def show_details(self) -> None:
        """Show the details of the one under the cursor, where they stand beside the table."""
        if self.panel.display:
            self.panel.show_item(self.table.cursor)

    def show_status(self) -> None:
        """The header: the views, and how many are overdue."""
        right: list[Piece] = [*self.notices()]
        if self.filter_text:
            right.append(("foot-key", f" /{visible(self.filter_text, 30)} "))
        if self._reading.late:
            right.append(("card-late", f" {self._reading.late} overdue "))
        self.show_header(right + self.warnings())

    # Following

    def rest(self) -> None:
        """Let the details follow once the cursor rests."""
        if self._rest_timer is not None:
            self._rest_timer.stop()
        self._rest_timer = self.set_timer(REST, self.show_details)

    def board_changed(self, by_others: list[Entry]) -> None:
        """Show the new state where it is seen; cursor, scroll, filter and open forms stay as they are."""
        super().board_changed(by_others)
        if self.tui.view is not self:
            self._stale = True
            return
        self.show()
        self.panel.board_changed()

    def on_screen_resume(self) -> None:
        """It is shown again: what happened meanwhile, and another day, are shown too."""
        if self._stale or self.table.state.today != self.today:
            self.show()
        self.show_status()


_BEGINNING = {
    "": ("Nothing is noted yet: no decision, no assumption, no issue, no lesson.", "",
         "a notes one. Which assumption would hurt most if it were false?"),
    "decision": ("No decision is recorded yet.", "", "a records one: what was chosen, from what, and why."),
    "assumption": ("No assumption is noted yet.", "", "a notes one, and the day by which it has to be validated."),
    "issue": ("No issue is noted. One comes by itself when a risk occurs.", "", "a notes what is wrong now."),
    "lesson": ("No lesson is noted yet. One is offered when a card closes late or a risk occurs.", "",
               "a notes what was learned."),
}  # fmt: skip
"""What is said where nothing of a kind was ever noted."""
