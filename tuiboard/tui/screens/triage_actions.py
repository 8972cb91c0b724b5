"""The way into triage from a view, and back."""

from collections.abc import Callable, Sequence

from tuiboard.domain.board import Card
from tuiboard.tui.screens.card_host import CardHost
from tuiboard.tui.screens.recording import RecordingHost
from tuiboard.view.triage import Sitting, summary


def open_triage(host: RecordingHost, matches: Callable[[Card], bool] | None) -> None:
    """Push the triage of the cards that match over a view; a word where none needs a decision."""
    from tuiboard.domain.priority import scores
    from tuiboard.domain.triage import Waiting, triage_queue
    from tuiboard.tui.screens.triage import TriageScreen

    ws, today, who = host.workspace, host.today, host.tui.session.who

    def left(sitting: Sitting) -> None:
        host.app.pop_screen()
        host.say(summary(sitting, host.workspace).sentence)

    def begin(queue: Sequence[Waiting]) -> None:
        if queue:
            host.app.push_screen(TriageScreen(queue, left))
        else:
            host.tui.not_recorded()
            host.say(f"{'None of the cards shown' if matches is not None else 'No card'} needs a decision.")

    host.look_up(lambda: triage_queue(ws, today, scores(ws, today), matches, who), begin)


class TriageActions(CardHost):
    """Triage from a view of cards."""

    def do_view_triage(self) -> None:
        """What needs a decision, card by card; under a filter only what it shows."""
        open_triage(self, None if self.filter is None else self.filter.matches)
