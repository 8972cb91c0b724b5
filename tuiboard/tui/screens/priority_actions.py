"""What the keys do about what comes first: the whole sum of a card, pins, and weighing cards against each other."""

from collections.abc import Mapping, Sequence

from tuiboard.domain import priority_commands as p
from tuiboard.domain.board import Card
from tuiboard.domain.calendar import format_effort, parse_date, short_date
from tuiboard.domain.pins import QUADRANTS, pin_on
from tuiboard.domain.refusal import Refusal, Refused, refuse
from tuiboard.domain.text import visible
from tuiboard.tui.choices import Choice, Chosen
from tuiboard.tui.screens.card_host import CardHost
from tuiboard.tui.screens.host import on_screen, refused_by
from tuiboard.tui.screens.recording import Told

QUADRANT_WORDS = {"Do now": "urgent and important", "Schedule": "important, not urgent",
                  "Delegate": "urgent, not important", "Later": "neither"}  # fmt: skip
TO_RANK = "rank"
_UNPIN = "unpin"
_LONGEST_TITLE = 180


class PriorityActions(CardHost):
    """The actions `card.why`, `card.pin` and `card.compare`."""

    def do_card_why(self) -> None:
        """The whole sum of a card, and what would change it."""
        card = self.card
        if card is None:
            self.say("There is no card here.", "warning")
            return
        state = "archived" if card.archived else "done" if self.workspace.is_done(card) else ""
        if not state and card.snoozed_until and card.snoozed_until > self.today:
            state = f"snoozed until {short_date(card.snoozed_until, self.today)}"
        if state:
            self.say(f"Card {card.id} is {state}: it has no rank.", "warning")
            return
        from tuiboard.tui.dialogs.why_page import WhyPage

        self.app.push_screen(WhyPage(card.id, self))

    # Pins

    def do_card_pin(self) -> None:
        """Pin the cards to a quadrant or a rank, or take their pins off."""
        ids = self.targets()
        cards = [card for id in ids if (card := self.workspace.card(id)) is not None]
        if not cards:
            return
        pins = [pin for card in cards if (pin := pin_on(card.doc, self.today)) is not None]
        choices = [Choice(name, name, QUADRANT_WORDS[name]) for name in QUADRANTS]
        choices.append(Choice(TO_RANK, "A rank in the list", "1 is the first"))
        if any(card.doc.get("pin") for card in cards):
            until = f"it holds until {short_date(pins[0].until, self.today)}" if len(pins) == 1 else ""
            choices.insert(0, Choice(_UNPIN, "Take the pin off", until))

        def chosen(answer: Chosen) -> None:
            if answer.key == _UNPIN:
                self.run_command(p.UnpinCards(ids))
            elif answer.key:
                self.ask_pin(ids, answer.key)

        self.choose(f"Pin {self.named(ids)} to", choices, chosen)

    def ask_pin(self, ids: Sequence[int], to: str) -> None:
        """Ask for the reason of a pin and its last day; for the rank too where it goes to one."""
        from tuiboard.tui.dialogs.lines_form import FormLine, LinesForm, Texts

        def command(texts: Texts) -> p.PinCards:
            rank = _rank(texts["rank"]) if to == TO_RANK else None
            until = parse_date(texts["until"], self.today) if texts["until"] else None
            return p.PinCards(ids, None if to == TO_RANK else to, rank, texts["reason"], until)

        def trial(texts: Texts) -> str:
            try:
                return self.trial(command(texts))
            except Refused as refused:
                return on_screen(refused.refusal)

        def send(texts: Texts, told: Told) -> None:
            self.run_command(command(texts), told=told)

        lines = [
            FormLine("reason", "Why", "recorded with it: “the auditor comes”"),
            FormLine("until", "Until, that day included", "empty for two weeks; fri, +3d, eom, 2026-12-01",
                     check=refused_by(lambda text: parse_date(text, self.today))),
        ]  # fmt: skip
        if to == TO_RANK:
            lines.insert(0, FormLine("rank", "Rank", "1 is the first", check=refused_by(_rank)))
        title = f"Pin {self.named(list(ids))} to {'a rank' if to == TO_RANK else to}"
        draft = self.draft(f"pin {to}", title, ids)
        self.app.push_screen(LinesForm(title, lines, send, draft, trial=trial))

    # Weighing alternatives

    def do_card_compare(self) -> None:
        """The selected cards side by side; one of them may be chosen, and the decision recorded."""
        ids = self.selected()
        if len(ids) < 2:
            self.say("Select two to five cards with space first; then they are compared.", "warning")
            return
        from tuiboard.domain.priority import scores
        from tuiboard.view.compare import Comparison, compare

        ws, today = self.workspace, self.today

        def work() -> Comparison | Refusal:
            try:
                return compare(ws, ids, scores(ws, today), today)
            except Refused as refused:
                return refused.refusal

        def opened(found: Comparison) -> None:
            from tuiboard.tui.dialogs.compare_page import ComparePage

            self.app.push_screen(ComparePage(found, self))

        self.look_up(work, opened)

    def ask_decision(self, ids: Sequence[int], chosen: int) -> None:
        """Ask why one of the cards is chosen and what speaks for and against each, and record the decision; one key
        records it as it stands."""
        from tuiboard.tui.dialogs.lines_form import FormLine, LinesForm, Texts

        cards = [card for id in ids if (card := self.workspace.card(id)) is not None]
        found = next((card for card in cards if card.id == chosen), None)
        if found is None or len(cards) < 2:
            self.say("One of the cards is gone.", "warning")
            return

        def command(texts: Texts) -> p.AddDecision:
            return decision_of(cards, found, texts, self.today)

        lines = [
            FormLine("context", "Why", "recorded with it; empty lines are left out"),
            FormLine("consequences", "What follows, and when to look at it again", "what follows from it"),
            FormLine(
                "review_on", "", "+2w, eom", check=refused_by(lambda text: parse_date(text, self.today)), beside=True
            ),
        ]
        for card in cards:
            cost = "" if card.effort is None else format_effort(card.effort)
            label = f"{_name(card)}{' (chosen)' if card.id == chosen else ''}"
            lines += [
                FormLine(f"pros-{card.id}", label, "pros"), FormLine(f"cons-{card.id}", "", "cons", beside=True),
                FormLine(f"cost-{card.id}", "", "cost", cost, beside=True),
            ]  # fmt: skip
        title = f"Record: of {_listed(ids)} first {self.named([chosen])}"
        self.app.push_screen(
            LinesForm(
                title, lines, lambda texts, told: self.run_command(command(texts), told=told),
                self.draft(f"decision {chosen}", title, ids), trial=lambda texts: self.trial(command(texts)),
            )
        )  # fmt: skip


def decision_of(cards: Sequence[Card], chosen: Card, texts: Mapping[str, str], today: str) -> p.AddDecision:
    """The decision for one of several cards. Raises Refused for a date that is none."""
    review = texts.get("review_on", "")
    fields = {
        "title": f"What first: {_listed([card.id for card in cards])}?",
        "decision": _name(chosen),
        "options": [_option(card, texts) for card in cards],
        "cards": [card.id for card in cards],
        "context": texts.get("context", ""),
        "consequences": texts.get("consequences", ""),
        "review_on": parse_date(review, today) if review else None,
    }
    return p.AddDecision({name: value for name, value in fields.items() if value})


def _name(card: Card) -> str:
    return f"{card.id} {visible(card.title, _LONGEST_TITLE)}"


def _option(card: Card, texts: Mapping[str, str]) -> dict[str, str]:
    told = {name: texts.get(f"{name}-{card.id}", "") for name in ("pros", "cons", "cost")}
    return {"name": _name(card), **{name: text for name, text in told.items() if text}}


def _listed(ids: Sequence[int]) -> str:
    return f"{', '.join(map(str, ids[:-1]))} or {ids[-1]}"


def _rank(text: str) -> int:
    if not text:
        refuse("usage", "A rank is missing.", "1 is the first.")
    if not (text.isascii() and text.isdecimal() and len(text) < 7):
        refuse("bad_data", f"“{visible(text, 40)}” is no rank.", "1 is the first.")
    return int(text)
