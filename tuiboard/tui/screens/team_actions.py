"""The pages about who does what, from any view; each is loaded when it is first opened."""

from tuiboard.tui.screens.recording import RecordingHost


class TeamActions(RecordingHost):
    """Actions whose ids begin with `team.`."""

    def do_team_raci(self) -> None:
        """Who is accountable, responsible, consulted and informed."""
        from tuiboard.tui.dialogs.raci_page import RaciPage

        self.app.push_screen(RaciPage(self))

    def do_team_standup(self) -> None:
        """Per person: since the last working day, now, blocked, ageing, promised."""
        from tuiboard.tui.dialogs.standup_page import StandupPage

        self.app.push_screen(StandupPage(self))

    def do_team_support(self) -> None:
        """What is blocked or asks for help, by how long it has waited."""
        from tuiboard.tui.dialogs.support_page import SupportPage

        self.app.push_screen(SupportPage(self))

    def show_risk(self, id: int) -> None:
        """Go to a risk in the register."""
        self.tui.show_view("risks")
        self.tui.call_later(self._to_risk, id)

    def _to_risk(self, id: int) -> None:
        from tuiboard.tui.screens.risk_view import RiskView

        view = self.tui.view
        if not isinstance(view, RiskView):
            return

        def put() -> None:
            if not view.table.move_cursor(id):
                view.say(f"R{id} is not among the risks shown: esc clears the filter, f shows all.", "warning")

        view.call_after_refresh(put)  # where it is shown for the first time, it has to be made before

    def ask_escalation(self, card: int) -> None:
        """Ask to whom a card was escalated."""
        from tuiboard.domain.team_commands import EscalateCard

        title, hint = f"To whom is card {card} escalated?", "its project has no sponsor · esc leaves it"
        self.ask_for("escalate", title, lambda text: EscalateCard(card, text), hint=hint, cards=[card])

    def ask_escalation_hours(self) -> None:
        """Ask after how many hours of waiting each level of escalation is reached."""
        from tuiboard.domain.commands import EditBoard
        from tuiboard.domain.support import ESCALATION_HOURS, escalation_hours, parse_hours

        usual = ",".join(f"{hours:g}" for hours in ESCALATION_HOURS)
        now = ",".join(f"{hours:g}" for hours in escalation_hours(self.workspace.board))

        def command(text: str) -> EditBoard:
            return EditBoard(settings={"support": {"escalation_hours": parse_hours(text)}})

        title = "Hours of waiting until each level of escalation"
        self.ask_for("escalation.hours", title, command, value=now, hint=f"rising; empty: {usual}", empty=True)
