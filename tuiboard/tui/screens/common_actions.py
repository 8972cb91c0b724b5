"""What the keys do in any view: undo, people and projects, other boards."""

import os

from tuiboard.domain.changes import Entry
from tuiboard.domain.refusal import Refusal, Refused
from tuiboard.engine.session import Done
from tuiboard.tui.choices import Choice, Chosen
from tuiboard.tui.screens.host import on_screen
from tuiboard.tui.screens.lesson_actions import LessonActions
from tuiboard.tui.screens.milestone_actions import MilestoneActions
from tuiboard.tui.screens.program_actions import ProgramActions
from tuiboard.tui.screens.project_actions import ProjectActions
from tuiboard.tui.screens.report_actions import ReportActions
from tuiboard.tui.screens.sharing_actions import SharingActions
from tuiboard.view.words import describe, describe_changes


class CommonActions(
    SharingActions, ProjectActions, MilestoneActions, ReportActions, LessonActions, ProgramActions
):  # fmt: skip
    """Actions that do not depend on what is shown."""

    # Undo

    def do_edit_undo(self) -> None:
        """Take back my last change and say what it was."""
        self._undo(sure=False)

    def _undo(self, sure: bool) -> None:
        def answered(result: Done | Refusal) -> None:
            details = result.details if isinstance(result, Refusal) else None
            if isinstance(result, Refusal) and isinstance(details, dict) and details.get("needs") == "sure":
                choices = [Choice("no", "Leave it"), Choice("yes", "Take it back")]
                self.choose(result.message, choices, lambda chosen: self._undo(True) if chosen.key == "yes" else None)
            else:
                self._undone(result, "Undone")

        self.tui.bridge.undo(answered, sure)

    def do_edit_redo(self) -> None:
        """Take back my last undo."""
        self.tui.bridge.redo(lambda result: self._undone(result, "Redone"))

    def _undone(self, result: Done | Refusal, word: str) -> None:
        if isinstance(result, Refusal):
            self.say(on_screen(result), "warning")
            return
        if word == "Undone" and result.undone is not None:
            words = describe(result.undone, self.workspace)
        else:
            words = describe_changes(result.entry.changes, self.workspace)
        self.say(f"{word}: {words}.")
        self.show_undone(result.entry)

    def show_undone(self, entry: Entry) -> None:
        """Bring what an undo or redo touched under the cursor, where it is shown."""

    # Notices

    def do_notices_open(self) -> None:
        """What concerns me since I last looked."""
        from tuiboard.tui.dialogs.notices_page import NoticesPage

        self.app.push_screen(NoticesPage(self))

    # Other boards

    def do_board_switch(self) -> None:
        """Recent boards and those near this one."""
        paths = self.tui.boards.near(self.tui.session.store.name)
        choices = [Choice(path, os.path.basename(path), os.path.dirname(path)) for path in paths]
        self.choose(
            "Open another board", choices, self._open_other, create="open", placeholder="its path, or type to narrow"
        )

    def _open_other(self, chosen: Chosen) -> None:
        path = chosen.key or os.path.expanduser(chosen.typed)
        if path:
            self.tui.switch_board(path)

    def do_board_import(self) -> None:
        """Take in a file."""
        self.ask("File to import", self._import, hint="Trello JSON, Taskwarrior JSON or a tuiboard export · esc leave")

    def _import(self, name: str) -> None:
        from tuiboard.engine.exchange.files import read_file
        from tuiboard.engine.exchange.plan import summary

        try:
            plan = read_file(os.path.expanduser(name), None, self.workspace, self.tui.session.context())
        except Refused as refused:
            self.say(refused.refusal.text, "error")
            return
        if plan.is_empty:
            self.say("Everything in that file is on the board already.")
            return
        choices = [Choice("yes", "Import it"), Choice("no", "Leave")]

        def chosen(answer: Chosen) -> None:
            if answer.key == "yes":
                self.run_command(plan.command)

        self.choose("\n".join(summary(plan)[:12]), choices, chosen)
