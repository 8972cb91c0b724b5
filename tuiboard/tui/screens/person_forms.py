"""The form of a person, and that of the board's calendar: working days, holidays, weeks, time zone."""

from collections.abc import Callable, Mapping
from typing import Any

from tuiboard.domain import commands as c
from tuiboard.domain.refusal import Refused
from tuiboard.domain.text import visible
from tuiboard.engine.fields import FIELDS, format_value, parse_value
from tuiboard.tui.screens.host import on_screen
from tuiboard.tui.screens.recording import RecordingHost, Told

Texts = Mapping[str, str]
_PERSON = ("name", "login", "role", "hours_per_week", "off")
"""Fields of the form; whether someone is active is a key of its own."""
CALENDAR = {
    "working_days": ("Working days", "empty for mon, tue, wed, thu, fri"),
    "holidays": ("Holidays", "2026-12-25 Christmas, 2026-12-28..2026-12-31"),
    "week_start": ("Weeks begin on", "empty for mon"),
    "time_zone": ("Time zone of the team", "empty for everyone's own; Europe/Zurich"),
}
"""Labels and hints of the lines of the calendar."""


class PersonForms(RecordingHost):
    """Forms about people, in any view."""

    def do_person_add(self) -> None:
        """Add someone: a handle, and whatever is known of them."""
        self.ask_person_fields(None)

    def ask_person_fields(self, handle: str | None) -> None:
        """Ask for the fields of someone on the board, or of someone new."""
        from tuiboard.tui.dialogs.lines_form import FormLine, LinesForm

        person = self.workspace.person(handle) if handle is not None else None
        doc: Mapping[str, Any] = person.doc if person is not None else {}
        before = {name: format_value(name, doc.get(name), "person") for name in _PERSON}
        fields = [FIELDS["person"][name] for name in _PERSON]
        lines = [
            FormLine(field.name, field.label, field.hint, before[field.name], self._checked(field.name))
            for field in fields
        ]
        if person is None:
            lines[0] = lines[0]._replace(beside=True)
            lines.insert(0, FormLine("handle", "Handle, and the full name", "short name, as in ana"))
        title = f"Person @{visible(handle, 40)}" if person is not None else "A new person"
        form = f"person.edit {handle}" if person is not None else "person.add"

        def command(texts: Texts) -> c.Command:
            changed = {name: self._read(name, texts[name]) for name in _PERSON if texts[name] != before[name]}
            if person is None:
                given = {name: value for name, value in changed.items() if value is not None}
                return c.AddPerson(texts["handle"].lstrip("@"), given)
            return _edit(person.handle, changed, doc)

        self.app.push_screen(
            LinesForm(title, lines, lambda texts, told: self.run_command(command(texts), told=told),
                      self.draft(form, title), trial=self._trial_of(command))
        )  # fmt: skip

    def _read(self, name: str, text: str) -> Any:
        return parse_value(name, text, self.workspace, self.today, self.tui.session.who, "person")

    def _checked(self, name: str) -> Callable[[str], str]:
        def check(text: str) -> str:
            try:
                self._read(name, text)
            except Refused as refused:
                return on_screen(refused.refusal)
            return ""

        return check

    def _trial_of(self, command: Callable[[Texts], c.Command]) -> Callable[[Texts], str]:
        def trial(texts: Texts) -> str:
            try:
                return self.trial(command(texts))
            except Refused as refused:
                return on_screen(refused.refusal)

        return trial

    def ask_calendar(self) -> None:
        """Ask for the board's calendar; an empty line gives it what is usual."""
        from tuiboard.domain.working_days import calendar_texts, parse_setting
        from tuiboard.tui.dialogs.lines_form import FormLine, LinesForm

        before = calendar_texts(self.workspace.board.settings)
        lines = [FormLine(name, label, hint, before[name]) for name, (label, hint) in CALENDAR.items()]
        title = "Calendar of this board"

        def command(texts: Texts) -> c.EditBoard:
            changed = {name: parse_setting(name, text, self.today) for name, text in texts.items()
                       if text != before[name]}  # fmt: skip
            return c.EditBoard(settings={"calendar": changed} if changed else {})

        def send(texts: Texts, told: Told) -> None:
            self.run_command(command(texts), told=told)

        self.app.push_screen(
            LinesForm(title, lines, send, self.draft("calendar.rules", title), trial=self._trial_of(command))
        )


def _edit(handle: str, changed: dict[str, Any], doc: Mapping[str, Any]) -> c.EditPerson:
    """The command for what was changed; days off that someone else adds meanwhile stay."""
    from tuiboard.domain.spans import span_documents, spans_of

    if "off" not in changed:
        return c.EditPerson(handle, changed)
    known, typed = span_documents(spans_of(doc.get("off"))), changed.pop("off") or []
    added = [span for span in typed if span not in known]
    gone = [span for span in known if span not in typed]
    return c.EditPerson(handle, changed, {"off": added} if added else {}, {"off": gone} if gone else {})
