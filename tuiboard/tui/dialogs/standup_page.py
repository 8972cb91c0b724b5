"""The stand-up on a page, read from the journal: one key copies it as Markdown."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tuiboard.domain.changes import Entry
from tuiboard.domain.refusal import Refusal
from tuiboard.engine.session import Session
from tuiboard.tui.choices import Choice, Chosen
from tuiboard.tui.dialogs.team_page import TeamPage
from tuiboard.tui.safe_text import safe_text
from tuiboard.tui.widgets.card_lines import wrap
from tuiboard.view.standup import Report, Standup, markdown, part_name, quiet_words, report_name, sentence, standup

if TYPE_CHECKING:
    from tuiboard.tui.screens.team_actions import TeamActions

_EVERYBODY = "\0all"


class StandupPage(TeamPage):
    """Everybody's report, or one person's; it comes when it is read, and follows every change."""

    KEYS = "j k scroll · n N next person · @ only one · y copy as Markdown · esc leave"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Leave", show=False),
        Binding("q,enter,W", "dismiss", "Leave", show=False),
        Binding("j,down", "scroll(1)", "Down", show=False),
        Binding("k,up", "scroll(-1)", "Up", show=False),
        Binding("pagedown,space", "scroll(12)", "Page down", show=False),
        Binding("pageup", "scroll(-12)", "Page up", show=False),
        Binding("g,home", "scroll(-100000)", "Top", show=False),
        Binding("G,end", "scroll(100000)", "End", show=False),
        Binding("n", "report(1)", "Next person", show=False),
        Binding("N", "report(-1)", "Person before", show=False),
        Binding("at", "person", "Only one person", show=False),
        Binding("y", "copy", "Copy as Markdown", show=False),
    ]

    def __init__(self, host: "TeamActions") -> None:
        super().__init__(host)
        self._person: str | None = None
        self._found: Standup | None = None
        self._starts: list[int] = []
        """The lines at which the reports begin."""

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog", classes="team-page"):
            yield Static(safe_text("Stand-up"), id="dialog-title")
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
        """Something happened."""
        self._read()

    def _read(self) -> None:
        session, person = self.host.tui.session, self._person

        def done(result: object) -> None:
            if not self.is_attached or person != self._person:
                return
            if isinstance(result, Standup):
                self._found = result
                self.query_one("#dialog-title", Static).update(safe_text(sentence(result)))
                self._draw()
            elif isinstance(result, Refusal):
                self.query_one("#team-text", Static).update(safe_text(result.text, 400))

        self.host.tui.bridge.read(lambda: read(session, person), done)

    def _draw(self) -> None:
        if self._found is None or not self.is_attached:
            return
        width = max(self.query_one("#team-scroll").scrollable_content_region.width - 1, 30)
        lines: list[Content] = []
        self._starts = []
        for report in self._found.reports:
            self._starts.append(len(lines))
            lines += self._report(report, width)
        quiet = quiet_words(self._found)
        lines += [safe_text(line).stylize("dim") for line in wrap(quiet, width)] if quiet else []
        if not lines:
            lines = [safe_text("Nothing happened, and nobody has a card in work.").stylize("dim")]
        self.query_one("#team-text", Static).update(Content("\n").join(lines))

    def _report(self, report: Report, width: int) -> Iterator[Content]:
        assert self._found is not None
        colors = {} if self.host.tui.mono else self.host.tui.get_css_variables()
        yield safe_text(report_name(report)).stylize("bold")
        for part in report.parts:
            yield safe_text(f"  {part_name(part, self._found)}").stylize("dim")
            for item in part.items:
                deeper = "  " if item.text.startswith("  ") else ""
                first, *rest = wrap(item.text.strip(), width - 6 - len(deeper))
                color = colors.get(item.role, "")
                for line in (f"    {deeper}{first}", *(f"      {deeper}{text}" for text in rest)):
                    shown = safe_text(line)
                    yield shown.stylize(color) if color else shown
        yield Content("")

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    def action_report(self, by: int) -> None:
        """To the report of the next person, or of the one before."""
        scroll = self.query_one(VerticalScroll)
        at = round(scroll.scroll_y)
        places = [line for line in self._starts if (line > at if by > 0 else line < at)]
        if places:
            scroll.scroll_to(y=places[0] if by > 0 else places[-1], animate=False)

    def action_person(self) -> None:
        """One person's report, or everybody's."""
        people = [person for person in self.workspace.people() if person.active]
        choices = [Choice(_EVERYBODY, "everybody"), *(Choice(p.handle, f"@{p.handle}", p.name) for p in people)]

        def chosen(answer: Chosen) -> None:
            self._only(None if answer.key in (None, "", _EVERYBODY) else answer.key)

        self.host.choose("Whose stand-up", choices, chosen, current=self._person)

    def _only(self, person: str | None) -> None:
        self._person = person
        self._read()

    def action_back(self) -> None:
        """From one person to everybody, then away."""
        if self._person is not None:
            self._only(None)
        else:
            self.dismiss(None)

    def action_copy(self) -> None:
        """What is shown, as Markdown, to the terminal's clipboard (OSC 52)."""
        if self._found is not None:
            self.app.copy_to_clipboard(markdown(self._found, self.workspace.board.name))
            self.hear("Copied as Markdown.", "done")


def read(session: Session, person: str | None) -> Standup:
    """Read the journal back to the last working day, in a worker's thread."""
    now = session.clock.now()
    return standup(session.workspace, session.store.scan(), session.clock.today(), now, person)
