"""What a decision asks for: a day, or a reason; checked while one types, and kept as a draft until it is recorded."""

from collections.abc import Callable, Mapping
from typing import Any

from tuiboard.domain.calendar import parse_date, short_date
from tuiboard.domain.handoff_commands import AnswerHandoff
from tuiboard.domain.priority_commands import TriageCard
from tuiboard.domain.promise_commands import DeclinePromise, GivePromise, KeepPromise, ReturnPromise
from tuiboard.domain.refusal import Refused
from tuiboard.domain.text import visible
from tuiboard.domain.triage import Asked, questions
from tuiboard.domain.workspace import Workspace
from tuiboard.tui.screens.host import on_screen
from tuiboard.tui.screens.recording import RecordingHost, Told
from tuiboard.view.triage import Deciding

QUESTIONS: Mapping[str, str] = {
    "schedule": "When is {} due?", "snooze": "Until when is {} put off?", "drop": "Why drop {}?",
    "decline": "Why decline {}?",
}  # fmt: skip
"""By verdict. The form of a draft is `triage.` and the verdict."""
_DAY_HINT = "fri  +3d  next-mon  12-24  eom · enter take · esc leave"
_REASON_HINTS = {
    "drop": "reason (recorded); undo brings the card back · enter take · esc leave",
    "decline": "reason (recorded); who offers it sees it · enter take · esc leave",
}

Send = Callable[[Deciding, Told], None]
"""Has a decision recorded."""


def accepting(asked: Asked) -> Deciding:
    """The command that says yes."""
    if asked.kind == "handoff":
        return AnswerHandoff(asked.id, "accept")
    return GivePromise(asked.id) if asked.state == "requested" else KeepPromise(asked.id)


def declining(ws: Workspace, card: int, who: str, reason: str) -> Deciding:
    """The command that says no to what of a card waits for someone's answer, with the reason."""
    asked = questions(ws, who).get(("card", card), Asked("handoff", 0, "offered"))  # one that is gone is refused
    if asked.kind == "handoff":
        return AnswerHandoff(asked.id, "decline", reason)
    return DeclinePromise(asked.id, reason) if asked.state == "requested" else ReturnPromise(asked.id, reason)


class TriageQuestions(RecordingHost):
    """Asks for what makes a decision."""

    def ask_verdict(self, id: int, verdict: str, send: Send) -> None:
        """Ask for the day or the reason of a verdict about a card."""
        from tuiboard.tui.dialogs.line_prompt import LinePrompt

        takes_reason = verdict in _REASON_HINTS
        seen = self.seen_card(id)

        def command(text: str) -> Deciding:
            if verdict == "decline":
                return declining(self.workspace, id, self.tui.session.who, text)
            if takes_reason:
                return TriageCard(id, verdict, None, text)
            return TriageCard(id, verdict, parse_date(text, self.today))

        def check(text: str) -> str:
            try:
                return self.trial(command(text))
            except Refused as refused:
                return on_screen(refused.refusal)

        def preview(text: str) -> str:
            day: Any = None if takes_reason or not text.strip() else parse_date(text, self.today)
            return f"{day}  {short_date(day, self.today)}" if day is not None else ""

        def record(text: str, told: Told) -> None:
            def answered(trouble: str) -> None:
                nonlocal seen
                seen = self.seen_card(id)  # whoever was told of another's change knows of it
                told(trouble)

            made = command(text)
            send(made._replace(seen=seen) if isinstance(made, TriageCard) else made, answered)

        title = QUESTIONS[verdict].format(self.named_card(id))
        self.app.push_screen(
            LinePrompt(
                title, hint=_REASON_HINTS.get(verdict, _DAY_HINT), check=check, preview=preview,
                draft=self.draft(f"triage.{verdict}", title, [id]), send=record,
            )
        )  # fmt: skip

    def seen_card(self, id: int) -> Mapping[int, Mapping[str, Any]]:
        """The card as it is shown now: it is decided on by that."""
        card = self.workspace.card(id)
        return {} if card is None else {id: card.doc}

    def named_card(self, id: int) -> str:
        """`12 “Replace core switch”`."""
        card = self.workspace.card(id)
        return f"{id} “{visible(card.title, 40)}”" if card is not None else str(id)
