"""Handing a card or a risk over, and answering an offer."""

from typing import TYPE_CHECKING

from tuiboard.domain.changes import Id
from tuiboard.domain.text import visible
from tuiboard.tui.choices import Choice, Chosen
from tuiboard.tui.screens.host import on_screen
from tuiboard.tui.screens.recording import RecordingHost, Told

if TYPE_CHECKING:
    from collections.abc import Callable

    from tuiboard.domain.handoff_commands import AnswerHandoff
    from tuiboard.domain.handoffs import Handoff


class HandoffActions(RecordingHost):
    """What a view of cards or risks does with hand-offs."""

    def hand_over(self, kind: str, id: Id) -> None:
        """Offer it to someone; where it is offered, answer that, or withdraw it."""
        from tuiboard.domain.handoffs import entity_key, offer_on

        on, me = (kind, id), self.tui.session.who
        offer = offer_on(self.workspace, kind, id)
        if offer is not None:
            self.settle_offer(offer)
            return
        doc = self.workspace.doc(kind, id) or {}
        owner = doc.get("owner")
        without = [handle for handle in (owner, me) if isinstance(handle, str)]
        if not any(p.active and p.handle not in without for p in self.workspace.people()):
            self.say("There is nobody else on the board to hand it to.", "warning")
            return
        self.ask_person(
            f"Hand {self._called(on)} over to", lambda handle: self.ask_offer(entity_key(on), handle or ""),
            nobody=False, without=without, create=False,
        )  # fmt: skip

    def _called(self, on: tuple[str, Id]) -> str:
        from tuiboard.view.words import name_of

        return name_of(*on, self.workspace)

    def ask_offer(self, key: str, receiver: str) -> None:
        """Ask for a note and by when to answer; both may stay empty. `key` is `12` or `R3`."""
        from tuiboard.domain.calendar import parse_date
        from tuiboard.domain.handoff_commands import OfferHandoff
        from tuiboard.domain.refusal import Refused
        from tuiboard.tui.dialogs.lines_form import FormLine, LinesForm, Texts

        on = ("risk", int(key[1:])) if key.startswith("R") else ("card", int(key))

        def command(texts: Texts) -> OfferHandoff:
            day = parse_date(texts["answer_by"], self.today) if texts["answer_by"] else None
            return OfferHandoff(on, receiver, texts["note"] or None, day)

        def trial(texts: Texts) -> str:
            try:
                return self.trial(command(texts))
            except Refused as refused:
                return on_screen(refused.refusal)

        def send(texts: Texts, told: Told) -> None:
            self.run_command(command(texts), told=told)

        def is_day(text: str) -> str:
            try:
                parse_date(text, self.today)
            except Refused as refused:
                return on_screen(refused.refusal)
            return ""

        lines = [
            FormLine("note", "Note", "what they need to know; may stay empty"),
            FormLine("answer_by", "Answer by", "empty for the board's limit; fri, +3d, 2026-12-01", check=is_day),
        ]
        title = f"Hand {self._called(on)} over to @{visible(receiver, 40)}"
        draft = self.draft(f"handoff {key} {receiver}", title)
        self.app.push_screen(LinesForm(title, lines, send, draft, trial=trial))

    def settle_offer(self, offer: "Handoff") -> None:
        """A menu of what I may say to an offer."""
        from tuiboard.domain.handoff_commands import AnswerHandoff
        from tuiboard.view.handoff_words import offer_words

        me = self.tui.session.who
        choices = []
        if offer.receiver == me:
            choices += [Choice("accept", "Accept", "it is yours then"),
                        Choice("decline", "Decline", "with a reason")]  # fmt: skip
        if me in (offer.giver, offer.offered_by):
            choices.append(Choice("withdraw", "Withdraw", "the offer is taken back"))
        if not choices:
            self.say(f"{offer_words(self.workspace, offer, self.tui.session.clock.now())}.", "warning")
            return

        def chosen(answer: Chosen) -> None:
            if answer.key == "decline":
                self.ask_decline(offer.id)
            else:
                self.run_command(AnswerHandoff(offer.id, answer.key or ""))

        words = offer_words(self.workspace, offer, self.tui.session.clock.now())
        self.choose(f"{self._called(offer.on)}: {words}", choices, chosen)

    def ask_decline(self, id: int, decide: "Callable[[AnswerHandoff, Told], None] | None" = None) -> None:
        """Ask why an offer is not taken; `decide` has the answer recorded where the view itself doesn't."""
        from tuiboard.domain.handoff_commands import AnswerHandoff
        from tuiboard.domain.handoffs import handoff
        from tuiboard.tui.dialogs.line_prompt import LinePrompt

        found = handoff(self.workspace, id)
        if found is None:
            return
        title = f"Why decline {self._called(found.on)}?"

        def send(text: str, told: Told) -> None:
            answer = AnswerHandoff(id, "decline", text)
            if decide is None:
                self.run_command(answer, told=told)
            else:
                decide(answer, told)

        self.app.push_screen(
            LinePrompt(
                title, hint="reason (recorded); who offers it sees it · enter take · esc leave", send=send,
                check=lambda text: self.trial(AnswerHandoff(id, "decline", text)),
                draft=self.draft(f"handoff.decline {id}", title),
            )
        )  # fmt: skip
