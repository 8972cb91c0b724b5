"""What waits for my answer, from any view: hand-offs to take, promises to give or to accept."""

from typing import TYPE_CHECKING

from tuiboard.tui.choices import Choice, Chosen
from tuiboard.tui.screens.handoff_actions import HandoffActions
from tuiboard.tui.screens.promise_actions import PromiseActions

if TYPE_CHECKING:
    from tuiboard.domain.promises import Promise


class AnswerActions(HandoffActions, PromiseActions):
    """The list behind the header's “2 to answer”."""

    def do_answers_open(self) -> None:
        """A menu of all that waits for my answer; the one chosen is answered."""
        from tuiboard.domain.handoffs import to_answer
        from tuiboard.domain.promises import waiting_for
        from tuiboard.view.handoff_words import offer_words
        from tuiboard.view.words import name_of

        ws, me = self.workspace, self.tui.session.who
        now = self.tui.session.clock.now()
        offers = {each.key: each for each in to_answer(ws, me)}
        promises = {each.key: each for each in waiting_for(ws, me)}
        choices = [Choice(key, f"{key}  {name_of(*each.on, ws)}", below=(f"    {offer_words(ws, each, now)}",))
                   for key, each in offers.items()]  # fmt: skip
        choices += map(self._promise_line, promises.values())
        if not choices:
            self.say("Nothing waits for your answer.")
            return

        def chosen(answer: Chosen) -> None:
            key = answer.key or ""
            if key in offers:
                self.settle_offer(offers[key])
            else:
                self.choose_move(promises[key].id)

        self.choose("What waits for your answer", choices, chosen)

    def do_promises_open(self) -> None:
        """A menu of all promises that are open, the first due first, and below it how many were kept."""
        from tuiboard.domain.promises import promises
        from tuiboard.view.promises import reliabilities

        ws = self.workspace
        found = sorted((each for each in promises(ws) if each.is_open), key=lambda each: (each.due or "9", each.id))
        rows = reliabilities(ws, self.today)
        if not rows:
            self.say("Nothing was promised yet; O on a card makes a promise.")
            return
        choices = [*map(self._promise_line, found)]
        for row in rows:
            first, *more = row.sentence.split("; ")
            choices.append(Choice(f"{row.kind} {row.key}", first, below=tuple(f"    {text}" for text in more)))

        def chosen(answer: Chosen) -> None:
            key = answer.key or ""
            about = next((each for each in found if each.key == key), None)
            if about is not None:
                self.choose_move(about.id)

        self.choose("Promises, and how many were kept", choices, chosen)

    def _promise_line(self, found: "Promise") -> Choice:
        from tuiboard.domain.text import visible
        from tuiboard.view.promises import standing_short
        from tuiboard.view.words import name_of

        name = name_of("card", found.card or 0, self.workspace)
        who = f"@{visible(found.performer, 24)} to {visible(found.customer, 24)}"
        return Choice(found.key, f"{found.key}  {name}", below=(f"    {who}, {standing_short(found, self.today)}",))
