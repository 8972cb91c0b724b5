"""What a move of a risk still needs, asked for there and then: one question after the other, then the move."""

from collections.abc import Callable

from tuiboard.domain import commands as c
from tuiboard.domain import risk_commands as r
from tuiboard.domain.refusal import refuse
from tuiboard.domain.risk_states import PASSIVE, Missing, missing, preventive_cards, state_on
from tuiboard.domain.risks import STRATEGIES, Risk
from tuiboard.domain.text import visible
from tuiboard.engine.session import Done
from tuiboard.tui.choices import Choice, Chosen
from tuiboard.tui.screens.risk_host import RiskHost

STRATEGY_WORDS = {
    "avoid": "don't do what brings it about", "reduce": "make it less probable or less bad",
    "transfer": "someone else bears it", "share": "bear it together", "accept": "live with it",
    "exploit": "make sure that it happens", "enhance": "make it more probable or better", "reject": "let it go",
}  # fmt: skip


class RiskFilling(RiskHost):
    """Questions that fill in what a risk lacks."""

    def advance(self, id: int, to: str) -> None:
        """Move it once nothing is missing; asked again after each answer, since others may have answered too."""
        risk = self.workspace.risk(id)
        if risk is None:
            self.say(f"R{id} is gone.", "warning")
            return
        lacking = missing(self.workspace, risk, to, self.today)
        if not lacking:
            self.run_command(r.AdvanceRisk(id, to))
            return
        fields = [lack.field for lack in lacking]
        told = [field for field in ("cause", "event", "effect") if field in fields]
        note = f"To become {to} it still needs {_listed(lacking)}."
        if told:
            self.ask_sentence(risk, names=told, note=note, then=lambda: self.advance(id, to))
        else:
            self._fill(risk, to, lacking[0], note)

    def _fill(self, risk: Risk, to: str, lack: Missing, note: str) -> None:
        """Ask for one thing that is missing."""

        def on() -> None:
            self.advance(risk.id, to)

        def left() -> None:
            self.say(f"{risk.key} stays {state_on(risk, self.today)}. {note}", "warning")

        if lack.field == "owner":
            title = f"Who answers for {risk.key}? {note}"
            self.ask_person(title, lambda handle: self.edit_risk(risk, {"owner": handle}, lambda _: on()),
                            nobody=False, left=left)  # fmt: skip
        elif lack.field == "current":
            self.ask_score(risk, note=note, then=lambda _: on(), left=left)
        elif lack.field == "strategy":
            self._ask_strategy(risk, on, left)
        elif lack.field == "preventive":
            self._ask_preventive(risk, note, on, left)
        elif lack.field == "done":
            self._ask_done(risk, lack, on, left)
        elif lack.field == "rescore":
            self.ask_rescore(risk, on, left)
        else:
            self.say(f"{risk.key} needs {lack.words}.", "warning")

    def _ask_strategy(self, risk: Risk, on: Callable[[], None], left: Callable[[], None]) -> None:
        words = [word for word in STRATEGIES[risk.does] if word not in PASSIVE]
        choices = [Choice(word, word, STRATEGY_WORDS[word], word in risk.strategy) for word in words]

        def chosen(answer: Chosen) -> None:
            wanted = [word for word in words if word in answer.ticked] or ([answer.key] if answer.key else [])
            if wanted:
                self.edit_risk(risk, {"strategy": wanted}, lambda _: on())
            else:
                left()

        self.choose(f"What is the response to {risk.key}?", choices, chosen, several=True, left=left)

    # A preventive action whose card has an owner and a due date

    def _ask_preventive(self, risk: Risk, note: str, on: Callable[[], None], left: Callable[[], None]) -> None:
        choices = []
        for card in preventive_cards(self.workspace, risk):
            lacks = [word for word, value in (("owner", card.owner), ("due date", card.due)) if not value]
            if lacks and not card.archived:
                choices.append(Choice(str(card.id), f"Give card {card.id} its {' and '.join(lacks)}", card.title))
        choices.append(Choice("new", "Make a card for it"))
        choices.append(Choice("link", "Link a card that is there"))

        def chosen(answer: Chosen) -> None:
            if answer.key == "new":
                self.make_action(risk, then=lambda _: on())
            elif answer.key == "link":
                self.choose_card(risk, "Which card prevents it?", lambda card: self._link(risk, card, on), left)
            else:
                self._complete_card(int(answer.key or 0), on, left)

        self.choose(f"{risk.key}: {note}", choices, chosen, left=left)

    def _link(self, risk: Risk, card: int, on: Callable[[], None]) -> None:
        self.run_command(r.LinkRisk(risk.id, card, "preventive"), lambda _: on())

    def choose_card(
        self, risk: Risk, title: str, then: Callable[[int], None], left: Callable[[], None] | None = None
    ) -> None:
        """A menu of cards that narrows as one types, those not done first; archived ones are left out."""
        ws = self.workspace
        cards = [card for card in ws.cards() if not card.archived]
        cards.sort(key=lambda card: (ws.is_done(card), card.id))
        names = {column.key: column.name for column in ws.columns()}
        choices = [
            Choice(str(card.id), f"{card.id} {visible(card.title, 60)}", names.get(card.column, "")) for card in cards
        ]
        self.choose(title, choices, lambda chosen: then(int(chosen.key or 0)), left=left)

    def make_action(self, risk: Risk, text: str = "", then: Callable[[Done], None] | None = None) -> None:
        """Ask for a card by quick line; it prevents the risk, so it has to have an owner and a due date."""
        from tuiboard.engine.quick_add import parse

        def command(line: str) -> c.AddCards:
            said = parse(line, self.workspace, self.today, self.tui.session.who)
            if said.problems:
                refuse("bad_data", said.problems[0].message)
            lacks = [word for word, name in (("@owner", "owner"), ("due:fri", "due")) if not said.fields.get(name)]
            if lacks:
                refuse("bad_data", f"It still needs {' and '.join(lacks)} to count as a preventive action.")
            return c.AddCards([{**said.fields, "risks": [risk.id]}])

        self.ask_text("risk.action", f"A card that prevents {self.named_risk(risk)}", command, risk, value=text,
                      hint="title @owner due:fri · enter take · esc leave", then=then)  # fmt: skip

    def _complete_card(self, id: int, on: Callable[[], None], left: Callable[[], None]) -> None:
        """Give a card the owner and the due date that it lacks, at once."""
        from tuiboard.tui.dialogs.date_picker import DatePicker, Picked

        card = self.workspace.card(id)
        if card is None:
            self.say(f"Card {id} is gone.", "warning")
            return
        seen = {id: card.doc}

        def record(owner: str | None, due: str | None) -> None:
            fields = {name: value for name, value in (("owner", owner), ("due", due)) if value}
            self.run_command(c.EditCards([id], fields, seen=seen), lambda _: on())

        def ask_due(owner: str | None) -> None:
            def picked(answer: Picked | None) -> None:
                if answer is not None and answer.date is not None:
                    record(owner, answer.date)
                else:
                    left()

            if card.due:
                record(owner, None)
            else:
                self.app.push_screen(DatePicker(f"Due of card {id}", None, self.today), picked)

        if card.owner:
            ask_due(None)
        else:
            self.ask_person(f"Owner of card {id}", ask_due, nobody=False, left=left)

    def _ask_done(self, risk: Risk, lack: Missing, on: Callable[[], None], left: Callable[[], None]) -> None:
        waiting = [card.id for card in preventive_cards(self.workspace, risk) if not self.workspace.is_done(card)]
        here = [id for id in waiting if (card := self.workspace.card(id)) is not None and not card.archived]
        many = f"card {here[0]}" if len(here) == 1 else f"cards {', '.join(map(str, here))}"
        choices = [Choice("no", "Leave it: there is work left"), Choice("yes", f"Complete {many} now")]

        def chosen(answer: Chosen) -> None:
            if answer.key == "yes":
                self.run_command(c.CompleteCards(here), lambda _: on(), quiet=True)
            else:
                left()

        self.choose(f"{risk.key} needs {lack.words}", choices if here else choices[:1], chosen, left=left)


def _listed(lacking: list[Missing]) -> str:
    words = [lack.words for lack in lacking]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
