"""The RACI matrix on a page: people across, work down, one key a role, and what is wrong with its cure."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from tuiboard.domain import team_commands as t
from tuiboard.domain.changes import Entry
from tuiboard.domain.raci import Key, Lack, first_role, key_of, roles_of
from tuiboard.domain.refusal import Refusal, Refused
from tuiboard.domain.text import visible
from tuiboard.engine.filter_language import FilterContext
from tuiboard.engine.raci_filter import Matches, compile_raci_filter
from tuiboard.tui.choices import Choice, Chosen
from tuiboard.tui.dialogs.team_page import TeamPage
from tuiboard.tui.safe_text import safe_text
from tuiboard.tui.screens.host import on_screen
from tuiboard.tui.widgets.line_table import LineTable
from tuiboard.tui.widgets.raci_table import RaciState, RaciTable
from tuiboard.view.raci import PANES, Matrix, matrix, role_words

if TYPE_CHECKING:
    from tuiboard.tui.screens.team_actions import TeamActions

TITLE = "RACI: who is accountable, responsible, consulted, informed"
_PANE_WORDS = {"all": "All", "card": "Cards", "milestone": "Milestones", "risk": "Risks", "lint": "To put right"}
_EVERYTHING = "\0all"


class RaciPage(TeamPage):
    """The matrix. a, r, c and i set or take the role of the person under the cursor; each is one entry."""

    KEYS = "a r c i roles · enter open · f pane · o theirs · / find · p project · u undo · esc leave"
    LINT_KEYS = "enter cure · f pane · / find · p project · u undo · esc leave"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Leave", show=False),
        Binding("q,M", "dismiss", "Leave", show=False),
        Binding("j,down", "step(1)", "Down", show=False),
        Binding("k,up", "step(-1)", "Up", show=False),
        Binding("h,left", "person(-1)", "Person on the left", show=False),
        Binding("l,right", "person(1)", "Person on the right", show=False),
        Binding("0", "person(-100000)", "First person", show=False),
        Binding("dollar_sign", "person(100000)", "Last person", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("g,home", "step(-10000000)", "Top", show=False),
        Binding("G,end", "step(10000000)", "End", show=False),
        *(Binding(letter, f"role('{letter.upper()}')", letter.upper(), show=False) for letter in "arci"),
        Binding("f,tab", "pane(1)", "Next pane", show=False),
        Binding("F,shift+tab", "pane(-1)", "Pane before", show=False),
        Binding("o", "only", "Only where this person has a role", show=False),
        Binding("slash", "filter", "Find", show=False),
        Binding("p", "project", "Project", show=False),
        Binding("enter", "open", "Open, or cure", show=False),
        Binding("u", "undo", "Undo", show=False),
        Binding("U", "redo", "Redo", show=False),
    ]

    def __init__(self, host: "TeamActions") -> None:
        super().__init__(host)
        self._pane = "all"
        self._filter = ""
        self._only: str | None = None
        self._found: Matrix | None = None

    def compose(self) -> ComposeResult:
        tui = self.host.tui
        with Vertical(id="dialog", classes="team-page"):
            yield Static(safe_text(TITLE), id="dialog-title")
            yield RaciTable(tui.glyphs, tui.palette, id="raci-table")
            yield Static(id="team-words")
            yield Static(id="team-legend")
            yield Static(safe_text(self.KEYS), id="dialog-hint")

    @property
    def _table(self) -> RaciTable:
        return self.query_one(RaciTable)

    def on_mount(self) -> None:
        self._table.focus()
        self._show()
        self._read()

    def on_resize(self) -> None:
        """Others are on the screen now."""
        self.call_after_refresh(self._say_cell)

    def board_changed(self, by_others: list[Entry]) -> None:
        """Show what is so now, at once; what is open or wrong is read anew."""
        self._show()
        self._read()

    def show_keys(self) -> None:
        """Name the keys that work on this pane."""
        self.tell(self.LINT_KEYS if self._pane == "lint" else self.KEYS, False)

    # What is shown

    def _matches(self) -> Matches | None:
        if not self._filter:
            return None
        context = FilterContext(self.host.today, self.host.tui.session.who)
        return compile_raci_filter(self._filter, self.workspace, context)

    def _read(self) -> None:
        ws, today, text = self.workspace, self.host.today, self._filter

        def work() -> Matrix | Refusal:
            try:
                return matrix(ws, today, self._matches(), text)
            except Refused as refused:  # what the filter names may be gone
                return refused.refusal

        def done(result: object) -> None:
            if not self.is_attached or text != self._filter:
                return
            if isinstance(result, Matrix):
                self._found = result
                self._show()
            elif isinstance(result, Refusal):
                self.hear(on_screen(result), "error")

        self.host.tui.bridge.read(work, done)

    def _show(self) -> None:
        found, ws = self._found, self.workspace
        if found is None:
            self._table.show(RaciState(ws, empty=("Reading …",)))
            return
        keys = found.of(self._pane)
        lacks: Sequence[Lack] | None = found.lacks if self._pane == "lint" else None
        if self._only is not None and lacks is None:
            keys = tuple(key for key in keys if roles_of(ws.doc(*key) or {}).letters(self._only))
        people = found.people
        absent = frozenset(who for who in people if (person := ws.person(who)) is None or not person.active)
        self._table.show(RaciState(
            ws, keys, people, absent, lacks, self._panes(found), self._empty(),
        ))  # fmt: skip
        self.query_one("#dialog-title", Static).update(safe_text(self._title(found)))

    def _panes(self, found: Matrix) -> list[tuple[str, bool]]:
        counts = {pane: len(found.lacks) if pane == "lint" else len(found.of(pane)) for pane in PANES}
        return [(f"{_PANE_WORDS[pane]} {counts[pane]}", pane == self._pane) for pane in PANES]

    def _title(self, found: Matrix) -> str:
        """What is shown, and what it is narrowed to."""
        words = [f"/{visible(self._filter, 40)}  {len(found.keys)} of {found.total}"] if self._filter else []
        if self._only is not None and self._pane != "lint":
            words.append(f"only where @{visible(self._only, 24)} has a role")
        return f"RACI: {', '.join(words)}" if words else TITLE

    def _empty(self) -> tuple[str, ...]:
        if self._pane == "lint":
            return ("Nothing is wrong: each has one who is accountable, and somebody who does it.",)
        if self._filter or self._only is not None:
            return ("Nothing that is open matches.", "esc shows everything again")
        return ("Nothing is open here.", "Cards that are not done, milestones and open risks stand here.")

    def on_raci_table_cursor_moved(self, event: RaciTable.CursorMoved) -> None:
        """Say in words what the cell under the cursor says."""
        self._say_cell()

    def _say_cell(self) -> None:
        if not self.is_attached:
            return
        table, ws = self._table, self.workspace
        words, legend = "", ""
        lack = table.lack
        if lack is not None:
            title = visible((ws.doc(*lack.key) or {}).get("title", ""), 100)
            words = f"{key_of(lack.key)} “{title}”: {lack.words}."
        elif table.thing is not None and table.person is not None:
            words = role_words(ws, table.thing, ws.doc(*table.thing) or {}, table.person)
        if lack is None and self._found is not None:
            heads = table.heads
            cut = [f"{heads[who]} @{visible(who, 24)}" + (" (not here)" if who in table.state.absent else "")
                   for who in table.shown_people() if heads[who] != who or who in table.state.absent]  # fmt: skip
            legend = "  ".join([*cut, "r: as nobody else is named"])
        self.query_one("#team-words", Static).update(safe_text(words, 300))
        self.query_one("#team-legend", Static).update(safe_text(legend, 400))

    # The cursor

    def action_step(self, by: int) -> None:
        """Another row."""
        self._table.step(by)

    def action_page(self, by: int) -> None:
        """A page of rows."""
        self._table.step(by * self._table.page)

    def action_person(self, by: int) -> None:
        """Another person."""
        self._table.step_person(by)

    def action_pane(self, by: int) -> None:
        """Another pane."""
        self._show_pane(PANES[(PANES.index(self._pane) + by) % len(PANES)])

    def on_raci_table_pane_clicked(self, event: RaciTable.PaneClicked) -> None:
        """A tab was clicked."""
        self._show_pane(PANES[event.pane])

    def _show_pane(self, pane: str) -> None:
        self._pane = pane
        self._show()
        self.show_keys()

    def action_back(self) -> None:
        """First what narrows the matrix goes, then the page."""
        if self._only is not None:
            self._only = None
            self._show()
        elif self._filter:
            self._filter_by("")
        else:
            self.dismiss(None)

    # Narrowing

    def action_only(self) -> None:
        """Only what the person under the cursor has a role in, or everything again."""
        self._only = None if self._only is not None else self._table.person
        self._show()

    def action_filter(self) -> None:
        """Ask for a filter."""

        def check(text: str) -> str:
            context = FilterContext(self.host.today, self.host.tui.session.who)
            try:
                compile_raci_filter(text, self.workspace, context, typing=True)
            except Refused as refused:
                return on_screen(refused.refusal)
            return ""

        hint = "words @owner #tag p:project due:<7d in:doing band:high · empty shows all"
        self.host.ask("Find", self._take_filter, value=self._filter, hint=hint, empty=True, check=check)

    def _take_filter(self, text: str) -> None:
        context = FilterContext(self.host.today, self.host.tui.session.who)
        try:
            compile_raci_filter(text, self.workspace, context)
        except Refused as refused:
            self.hear(on_screen(refused.refusal), "error")
            return
        self._filter_by(text)

    def _filter_by(self, text: str) -> None:
        self._filter = text
        self._read()

    def action_project(self) -> None:
        """A menu of projects."""
        choices = [Choice(_EVERYTHING, "All projects")]
        choices += [Choice(p.key, visible(p.name, 60), visible(p.key, 40)) for p in self.workspace.projects()]

        def chosen(answer: Chosen) -> None:
            self._filter_by("" if answer.key in (None, "", _EVERYTHING) else f"p:{answer.key}")

        self.host.choose("Project", choices, chosen)

    # Roles

    def action_role(self, letter: t.Letter) -> None:
        """Give the person under the cursor a role, or take it off them."""
        table = self._table
        key, person = table.thing, table.person
        if self._pane == "lint" or key is None or person is None:
            return
        roles = roles_of(self.workspace.doc(*key) or {})
        has = letter in roles.letters(person)
        command = t.AssignRole(*key, person, letter, not has, (roles.accountable or "") if letter == "A" else None)
        self.host.run_command(command)

    def on_line_table_activated(self, event: LineTable.Activated) -> None:
        """A row was clicked twice."""
        self.action_open()

    def action_open(self) -> None:
        """Open the card or risk; among what is wrong: cure it."""
        lack, key = self._table.lack, self._table.thing
        if lack is not None:
            self._cure(lack)
        elif key is not None:
            self._open(key)

    def _open(self, key: Key) -> None:
        kind, id = key
        if kind == "card":
            self.open_card(id)
        elif kind == "risk":
            self.dismiss(None)
            self.host.call_after_refresh(self.host.show_risk, id)
        else:
            self.hear(f"{key_of(key)}: a r c i set its roles here.", "done")

    # Cures

    def _cure(self, lack: Lack) -> None:
        kind, id = lack.key
        about = key_of(lack.key)
        if lack.cure in ("owner", "claim"):
            self._choose_owner(lack)
        elif lack.cure == "inform":
            self._choose_informed(lack)
        elif lack.cure == "remove":
            self.host.run_command(t.ShiftRoles(kind, id, lack.people, None))
        elif lack.cure == "one":
            roles = roles_of(self.workspace.doc(*lack.key) or {})
            self.host.run_command(t.ShiftRoles(kind, id, lack.people, first_role(roles, lack.people[0])))
        else:
            done = f"The owner of {about} does it: {', '.join(f'@{visible(p, 24)}' for p in lack.people)} taken off."
            self.host.run_command(
                t.ShiftRoles(kind, id, lack.people, None), lambda _: self.hear(done, "done"), quiet=True
            )

    def _choose_owner(self, lack: Lack) -> None:
        """Of those who are responsible already, the first is offered."""
        roles = roles_of(self.workspace.doc(*lack.key) or {})

        def chosen(handle: str | None) -> None:
            if handle is not None:
                self.host.run_command(t.AssignRole(*lack.key, handle, "A", True, roles.accountable or ""))

        first = next((who for who in lack.people if (p := self.workspace.person(who)) is not None and p.active), None)
        title = f"Who is accountable for {key_of(lack.key)}?"
        self.host.ask_person(title, chosen, current=first, nobody=False)

    def _choose_informed(self, lack: Lack) -> None:
        """As many as are too many are ticked, the last ones named."""
        roles = roles_of(self.workspace.doc(*lack.key) or {})
        spare = len(roles.consulted) - len(roles.responsible)
        first = [who for who in roles.consulted if who == roles.accountable]
        ticked = (first + [who for who in reversed(roles.consulted) if who not in first])[: max(spare, 0)]
        choices = [Choice(who, f"@{visible(who, 40)}", "", who in ticked) for who in roles.consulted]

        def chosen(answer: Chosen) -> None:
            moved = [who for who in answer.ticked if who in roles.consulted]
            owner = [who for who in moved if who == roles.accountable]
            told = [who for who in moved if who not in owner and (p := self.workspace.person(who)) and p.active]
            gone = [who for who in moved if who not in told]
            for people, to in ((gone, None), (told, "I")):
                if people:
                    self.host.run_command(t.ShiftRoles(*lack.key, people, to))  # type: ignore[arg-type]

        self.host.choose(f"Only informed about {key_of(lack.key)}, from now on", choices, chosen, several=True)
