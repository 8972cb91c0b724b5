"""One project on a page: each dimension with its colour, its figure, what it is held against, and a sentence."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tuiboard.domain.changes import Entry
from tuiboard.domain.refusal import Refusal
from tuiboard.tui.dialogs.projects_page import read
from tuiboard.tui.dialogs.team_page import TeamPage
from tuiboard.tui.safe_text import safe_text
from tuiboard.tui.widgets.card_lines import wrap
from tuiboard.view.projects import LABELS, LETTERS, ROLES, Dimension, ProjectStatus, letter_words, overall_sentence
from tuiboard.view.promises import reliabilities

if TYPE_CHECKING:
    from tuiboard.tui.screens.project_actions import ProjectActions

_LABEL, _VALUE = 15, 11


class ProjectPage(TeamPage):
    """It comes when it is reckoned, and follows every change."""

    KEYS = "j k scroll · t tolerances · o override · e edit · u undo · esc leave"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "dismiss", "Leave", show=False),
        Binding("j,down", "scroll(1)", "Down", show=False),
        Binding("k,up", "scroll(-1)", "Up", show=False),
        Binding("pagedown,space", "scroll(12)", "Page down", show=False),
        Binding("pageup", "scroll(-12)", "Page up", show=False),
        Binding("g,home", "scroll(-100000)", "Top", show=False),
        Binding("G,end", "scroll(100000)", "End", show=False),
        Binding("t", "tolerances", "What it tolerates", show=False),
        Binding("o", "override", "A colour by hand", show=False),
        Binding("e", "edit", "Name, sponsor, deadline", show=False),
        Binding("u", "undo", "Undo", show=False),
        Binding("U", "redo", "Redo", show=False),
    ]
    host: "ProjectActions"

    def __init__(self, host: "ProjectActions", key: str) -> None:
        super().__init__(host)
        self._key = key
        self._found: ProjectStatus | None = None

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog", classes="team-page"):
            yield Static(safe_text("Project"), id="dialog-title")
            with VerticalScroll(id="team-scroll"):
                yield Static(safe_text("Reading …").stylize("dim"), id="team-text")
            yield Static(safe_text(self.KEYS), id="dialog-hint")

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()
        self._read()

    def on_resize(self) -> None:
        """Break the lines anew."""
        self.call_after_refresh(self._draw)

    def board_changed(self, by_others: list[Entry]) -> None:
        """Another figure, or another tolerance."""
        self._read()

    def _read(self) -> None:
        session = self.host.tui.session

        def done(result: object) -> None:
            if not self.is_attached:
                return
            if isinstance(result, Refusal):
                self.hear(result.text, "error")
            elif isinstance(result, list):
                self._found = next((each for each in result if each.id == self._key), None)
                if self._found is None:
                    self.query_one("#team-text", Static).update(safe_text("This project is gone."))
                self._draw()

        self.host.tui.bridge.read(lambda: read(session), done)

    def _draw(self) -> None:
        if self._found is None or not self.is_attached:
            return
        width = max(self.query_one(VerticalScroll).scrollable_content_region.width - 1, 30)
        self.query_one("#dialog-title", Static).update(safe_text(f"Project {self._found.name}", 200))
        self.query_one("#team-text", Static).update(Content("\n").join(self._lines(self._found, width)))

    def _lines(self, status: ProjectStatus, width: int) -> Iterator[Content]:
        today = self.host.today
        facts = [f"deadline {status.deadline}" if status.deadline else "no deadline",
                 f"sponsor {status.sponsor}" if status.sponsor else "no sponsor",
                 f"{len(status.facts.open):,} open, {status.facts.finished:,} done"]  # fmt: skip
        yield from (safe_text(line).stylize("dim") for line in wrap(f"{status.key}, {', '.join(facts)}", width))
        for row in reliabilities(self.host.workspace, today, project=status.id):
            if row.counts.settled:
                yield from (safe_text(line).stylize("dim") for line in wrap(row.sentence, width))
        yield Content("")
        yield self._coloured(f"Status  {letter_words(status)}", ROLES[status.rag]).stylize("bold")
        yield from (safe_text(f"  {line}") for line in wrap(overall_sentence(status, today), width - 2))
        for each in status.dimensions:
            yield Content("")
            yield from self._dimension(each, width)

    def _dimension(self, found: Dimension, width: int) -> Iterator[Content]:
        head = f"{LABELS[found.name]:<{_LABEL}}{LETTERS[found.rag]}  {found.value}"
        yield self._coloured(head, ROLES[found.rag]).stylize("bold")
        yield from (safe_text(f"  {line}") for line in wrap(found.sentence, width - 2))
        held = f"{found.tolerance[:1].upper()}{found.tolerance[1:]}."
        yield from (safe_text(f"  {line}").stylize("dim") for line in wrap(held, width - 2))

    def _coloured(self, text: str, role: str) -> Content:
        colour = "" if self.host.tui.mono else self.host.tui.get_css_variables().get(role, "")
        shown = safe_text(text)
        return shown.stylize(colour) if colour else shown

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    def action_tolerances(self) -> None:
        """The form of what it tolerates."""
        self.host.ask_tolerances(self._key)

    def action_override(self) -> None:
        """The form of a colour by hand."""
        self.host.ask_override(self._key)

    def action_edit(self) -> None:
        """Name, sponsor and deadline."""
        self.host.ask_project(self._key)
