"""Reports from any view: which one, and the page that shows it."""

from tuiboard.tui.choices import Choice, Chosen
from tuiboard.tui.screens.recording import RecordingHost


class ReportActions(RecordingHost):
    """Actions whose ids begin with `report.`."""

    def do_report_open(self) -> None:
        """Choose a report, and see it as it would be handed on."""
        from tuiboard.view.report_kinds import KINDS

        def chosen(answer: Chosen) -> None:
            if answer.key:
                from tuiboard.tui.dialogs.report_page import ReportPage

                self.app.push_screen(ReportPage(self, answer.key))

        self.choose("Which report", [Choice(kind.name, kind.title, kind.does) for kind in KINDS], chosen)
