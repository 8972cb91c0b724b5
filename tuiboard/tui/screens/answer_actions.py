"""What waits for my answer, from any view: hand-offs to take, promises to give or to accept."""

from tuiboard.tui.choices import Choice, Chosen
from tuiboard.tui.screens.handoff_actions import HandoffActions
from tuiboard.tui.screens.promise_actions import PromiseActions


class AnswerActions(HandoffActions, PromiseActions):
    """The list behind the header's “2 to answer”."""

    def do_answers_open(self) -> None:
        """A menu of all that waits for my answer; the one chosen is answered."""
        from tuiboard.domain.handoffs import to_answer
        from tuiboard.domain.promises import waiting_for
        from tuiboard.view.handoff_words import offer_words
        from tuiboard.view.promises import summary
        from tuiboard.view.words import name_of

        ws, me = self.workspace, self.tui.session.who
        now = self.tui.session.clock.now()
        offers = {each.key: each for each in to_answer(ws, me)}
        promises = {each.key: each for each in waiting_for(ws, me)}
        choices = [Choice(key, f"{key}  {name_of(*each.on, ws)}", below=(f"    {offer_words(ws, each, now)}",))
                   for key, each in offers.items()]  # fmt: skip
        choices += [Choice(key, f"{key}  {name_of('card', each.card or 0, ws)}",
                           below=(f"    {summary(each, self.today).removeprefix(f'{key} ')}",))
                    for key, each in promises.items()]  # fmt: skip
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
