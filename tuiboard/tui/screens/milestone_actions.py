"""Milestones and forecasts in any view: their pages, the form of a milestone, and removing one."""

from collections.abc import Callable, Mapping
from typing import Any

from tuiboard.domain import commands as c
from tuiboard.domain.refusal import Refused
from tuiboard.engine.fields import FIELDS, format_value, parse_value
from tuiboard.tui.screens.host import on_screen
from tuiboard.tui.screens.person_forms import PersonForms
from tuiboard.tui.screens.team_actions import TeamActions

Texts = Mapping[str, str]
ASKED = ("title", "due", "project", "owner")
"""Fields that the form asks for; the other roles are set in the RACI matrix."""


class MilestoneActions(PersonForms, TeamActions):
    """Actions whose ids begin with `milestone.` and `forecast.`."""

    def do_milestone_open(self) -> None:
        """How far each milestone is, and by when it is expected to be reached."""
        from tuiboard.tui.dialogs.milestones_page import MilestonesPage

        self.app.push_screen(MilestonesPage(self))

    def do_forecast_open(self) -> None:
        """When the milestone under the cursor, or what is shown, will be done, and how sure that is."""
        from tuiboard.tui.screens.card_host import CardFilterHost

        here = self.milestone_here
        if here is not None:
            self.show_forecast(f"*M{here}")
        else:
            self.show_forecast(self.filter_text if isinstance(self, CardFilterHost) else "")

    @property
    def milestone_here(self) -> int | None:
        """The milestone under the cursor, where the view has one."""
        return None

    def show_forecast(self, text: str) -> None:
        """Open the forecast of what a filter finds; an empty one is everything."""
        from tuiboard.tui.dialogs.forecast_page import ForecastPage

        self.app.push_screen(ForecastPage(self, text))

    def do_milestone_add(self) -> None:
        """Add a milestone."""
        self.ask_milestone(None)

    def ask_milestone(self, id: int | None) -> None:
        """Ask for the fields of a milestone, or of a new one."""
        from tuiboard.tui.dialogs.lines_form import FormLine, LinesForm

        milestone = self.workspace.milestone(id) if id is not None else None
        doc: Mapping[str, Any] = milestone.doc if milestone is not None else {}
        fields = [FIELDS["milestone"][name] for name in ASKED]
        before = {field.name: format_value(field.name, doc.get(field.name), "milestone") for field in fields}

        def check_of(name: str) -> Callable[[str], str]:
            def check(text: str) -> str:
                try:
                    self._milestone_value(name, text)
                except Refused as refused:
                    return on_screen(refused.refusal)
                return ""

            return check

        lines = [
            FormLine(field.name, field.label, field.hint, before[field.name], check_of(field.name)) for field in fields
        ]

        def command(texts: Texts) -> c.Command:
            changed = {name: self._milestone_value(name, texts[name]) for name in ASKED if texts[name] != before[name]}
            if milestone is None:
                return c.AddMilestone({name: value for name, value in changed.items() if value is not None})
            return c.EditMilestone(milestone.id, changed)

        title = f"Milestone M{milestone.id}" if milestone is not None else "A new milestone"
        form = f"milestone.edit {id}" if milestone is not None else "milestone.add"
        self.app.push_screen(
            LinesForm(title, lines, lambda texts, told: self.run_command(command(texts), told=told),
                      self.draft(form, title), trial=self._trial_of(command))
        )  # fmt: skip

    def remove_milestone(self, id: int) -> None:
        """Take a milestone off the board; its cards stay."""
        from tuiboard.domain.milestone_commands import RemoveMilestone

        self.run_command(RemoveMilestone(id))

    def reopen_milestone_form(self, form: str, about: str) -> bool:
        """Open a form about a milestone again whose text was left behind; False for what is none, or about none."""
        if form == "milestone.add":
            self.do_milestone_add()
            return True
        if form != "milestone.edit" or not about.isdecimal() or self.workspace.milestone(int(about)) is None:
            return False
        self.ask_milestone(int(about))
        return True

    def _milestone_value(self, name: str, text: str) -> Any:
        return parse_value(name, text, self.workspace, self.today, self.tui.session.who, "milestone")
