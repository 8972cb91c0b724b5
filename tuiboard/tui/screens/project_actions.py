"""Projects in any view: the page of how they stand, and the forms of a project, its tolerances and its override."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tuiboard.domain import commands as c
from tuiboard.domain.refusal import Refused
from tuiboard.domain.text import visible
from tuiboard.engine.fields import FIELDS, format_value, parse_value
from tuiboard.tui.screens.host import on_screen
from tuiboard.tui.screens.person_forms import PersonForms
from tuiboard.tui.screens.team_actions import TeamActions

if TYPE_CHECKING:
    from tuiboard.tui.dialogs.lines_form import FormLine

Texts = Mapping[str, str]
_USUAL = "project.tolerances"
"""The form of the board's own tolerances; those of a project have its key behind."""


class ProjectActions(PersonForms, TeamActions):
    """Actions whose ids begin with `project.`, and what the pages of projects ask for."""

    def do_project_open(self) -> None:
        """How the projects stand: schedule, money at risk, scope, quality, people."""
        from tuiboard.tui.dialogs.projects_page import ProjectsPage

        self.app.push_screen(ProjectsPage(self))

    def do_project_add(self) -> None:
        """Add a project: a key, and whatever is known of it."""
        self.ask_project(None)

    def ask_project(self, key: str | None) -> None:
        """Ask for the fields of a project, or of a new one."""
        from tuiboard.tui.dialogs.lines_form import FormLine

        project = self.workspace.project(key) if key is not None else None
        doc: Mapping[str, Any] = project.doc if project is not None else {}
        fields = FIELDS["project"]
        before = {name: format_value(name, doc.get(name), "project") for name in fields}
        lines = [
            FormLine(field.name, field.label, field.hint, before[field.name], self._wrong_in(self._field, field.name))
            for field in fields.values()
        ]
        if project is None:
            lines[0] = lines[0]._replace(beside=True)
            lines.insert(0, FormLine("key", "Key, and the full name", "short name, as in refresh"))
        title = f"Project {visible(key, 60)}" if project is not None else "A new project"

        def command(texts: Texts) -> c.Command:
            changed = {name: self._field(name, texts[name]) for name in fields if texts[name] != before[name]}
            if project is None:
                return c.AddProject(texts["key"], {name: value for name, value in changed.items() if value is not None})
            return c.EditProject(project.key, changed)

        self._push(title, f"project.edit {key}" if project is not None else "project.add", lines, command)

    def ask_tolerances(self, key: str | None) -> None:
        """Ask for what a project tolerates, or what any one does that says nothing itself; empty lines reset."""
        from tuiboard.domain.project_commands import SetTolerances
        from tuiboard.domain.rag import USUAL
        from tuiboard.engine.tolerances import LABELS, format_tolerance, tolerance_texts
        from tuiboard.tui.dialogs.lines_form import FormLine

        project = self.workspace.project(key) if key is not None else None
        boards = tolerance_texts(self.workspace.board.settings.get("rag"))
        before = boards if project is None else tolerance_texts(project.doc.get("tolerances"))
        usual = {name: format_tolerance(name, USUAL.get(name)) for name in LABELS}
        without = usual if project is None else {name: boards[name] or usual[name] for name in LABELS}
        lines = [
            FormLine(name, f"{label}: {words}", f"empty for {without[name] or 'none'}", before[name],
                     self._wrong_in(self._tolerance, name))
            for name, (label, words) in LABELS.items()
        ]  # fmt: skip
        title = "What any project tolerates" if project is None else f"What {visible(project.name, 60)} tolerates"

        def command(texts: Texts) -> c.Command:
            changed = {name: self._tolerance(name, texts[name]) for name in LABELS if texts[name] != before[name]}
            if project is None:
                return c.EditBoard(settings={"rag": changed} if changed else {})
            return SetTolerances(project.key, changed) if changed else c.EditProject(project.key, {})

        self._push(title, _USUAL if project is None else f"{_USUAL} {project.key}", lines, command)

    def ask_override(self, key: str) -> None:
        """Ask for a colour by hand, why, and its last day; `none` takes it off."""
        from tuiboard.domain.project_commands import OverrideStatus
        from tuiboard.domain.rag import override_on
        from tuiboard.tui.dialogs.lines_form import FormLine

        project = self.workspace.project(key)
        if project is None:
            self.say("This project is gone.", "warning")
            return
        given = override_on(project.doc, self.today)
        now = ("", "", "") if given is None else (given.rag, given.reason, given.until)
        lines = [
            FormLine("rag", "Colour", "green, amber, red; none takes it off", now[0]),
            FormLine("reason", "Why", "shown beside the colour that is computed", now[1]),
            FormLine(
                "until", "Until", "its last day: fri, +2w, 2026-12-01", now[2], self._wrong_in(self._date, "until")
            ),
        ]

        def command(texts: Texts) -> c.Command:
            word = texts["rag"].strip().lower()
            if word in ("", "none"):
                return OverrideStatus(project.key, None)
            return OverrideStatus(project.key, word, texts["reason"], self._date("until", texts["until"]))

        self._push(f"Status of {visible(project.name, 60)} by hand", f"project.override {key}", lines, command)

    def reopen_project_form(self, form: str, key: str) -> bool:
        """Open a form about a project again whose text was left behind; False for what is none, or about none."""
        if form == "project.add":
            self.do_project_add()
        elif form == _USUAL and not key:
            self.ask_tolerances(None)
        elif self.workspace.project(key) is None:
            return False
        elif form == "project.edit":
            self.ask_project(key)
        elif form == _USUAL:
            self.ask_tolerances(key)
        elif form == "project.override":
            self.ask_override(key)
        else:
            return False
        return True

    # Reading what is typed

    def _push(self, title: str, form: str, lines: Sequence["FormLine"], command: Callable[[Texts], c.Command]) -> None:
        from tuiboard.tui.dialogs.lines_form import LinesForm

        self.app.push_screen(
            LinesForm(title, lines, lambda texts, told: self.run_command(command(texts), told=told),
                      self.draft(form, title), trial=self._trial_of(command))
        )  # fmt: skip

    def _wrong_in(self, reads: Callable[[str, str], Any], name: str) -> Callable[[str], str]:
        def check(text: str) -> str:
            try:
                reads(name, text)
            except Refused as refused:
                return on_screen(refused.refusal)
            return ""

        return check

    def _field(self, name: str, text: str) -> Any:
        return parse_value(name, text, self.workspace, self.today, self.tui.session.who, "project")

    def _tolerance(self, name: str, text: str) -> Any:
        from tuiboard.domain.risk_rules import risk_rules
        from tuiboard.engine.tolerances import parse_tolerance

        return parse_tolerance(name, text, risk_rules(self.workspace.board).currency)

    def _date(self, name: str, text: str) -> str | None:
        return parse_value("deadline", text, self.workspace, self.today, self.tui.session.who, "project")  # type: ignore[no-any-return]
