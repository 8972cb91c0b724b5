"""Risks from where one is on the board: linking the card to one, or raising a new one from it."""

from tuiboard.domain.board import Card
from tuiboard.domain.risks import ROLES, Risk
from tuiboard.domain.text import visible
from tuiboard.tui.choices import Choice, Chosen
from tuiboard.tui.screens.card_host import CardHost
from tuiboard.tui.screens.risk_actions import RiskActions
from tuiboard.tui.screens.risk_link_actions import ROLE_WORDS

_NEW = "\0new"
TITLE_SHOWN = 34
"""Characters of a title beside which its score fits a menu at 80 columns."""


class CardRisks(RiskActions):
    """What is done about risks from the board: never shown itself, it asks over whatever is."""

    def __init__(self, board: CardHost) -> None:
        super().__init__("card-risks")
        self.board = board

    def do_card_risk(self) -> None:
        """Link the card to a risk, or raise a new one from it."""
        card = self.board.card
        if card is None:
            self.say("There is no card here.", "warning")
            return
        linked = set(self.workspace.risks_of(card.id))
        risks = [risk for risk in self.workspace.risks() if risk.is_open or risk.id in linked]
        risks.sort(key=lambda risk: (risk.id not in linked, -_value(risk), risk.id))
        choices = [
            Choice(str(risk.id), f"{risk.key} {visible(risk.title, TITLE_SHOWN)}", self._hint(risk, card))
            for risk in risks
        ]
        at = len(linked)
        choices.insert(at, Choice(_NEW, "Raise a new risk from this card"))

        def chosen(answer: Chosen) -> None:
            risk = self.workspace.risk(int(answer.key)) if answer.key and answer.key != _NEW else None
            if risk is not None:
                role = next((str(a.get("role")) for a in risk.actions if a.get("card") == card.id), None)
                self.choose_role(risk, card.id, role)
            else:
                self._choose_new_role(card, "" if answer.key == _NEW else answer.typed)

        self.choose(f"Risks of card {card.id} “{visible(card.title, 40)}”", choices, chosen, create="raise",
                    taken=[risk.key for risk in risks],
                    placeholder="a risk's number or words; or type a new risk")  # fmt: skip

    def _hint(self, risk: Risk, card: Card) -> str:
        roles = [str(action.get("role")) for action in risk.actions if action.get("card") == card.id]
        score = risk.score()
        rated = "unrated" if score is None else f"{score.value} {self.rules.band(score)}"
        return ", ".join([*(f"linked: {visible(role, 20)}" for role in roles), rated if risk.is_open else risk.state])

    def _choose_new_role(self, card: Card, text: str) -> None:
        choices = [Choice(role, role, ROLE_WORDS[role]) for role in ROLES]
        title = f"What card {card.id} does about the new risk: it …"
        self.choose(title, choices, lambda chosen: self.raise_from_card(card, chosen.key or "preventive", text))

    def raise_from_card(self, card: Card, role: str, text: str = "") -> None:
        """Ask for a new risk that the card is linked to in a role."""
        from tuiboard.engine.risk_quick_add import quote_title

        words = text or quote_title(card.title) + (f" p:{card.project}" if card.project else "")
        draft = self.draft(f"risk.raise {role}", f"A new risk from card {card.id}", [card.id])
        self.raise_risk(draft, words, (card.id, role), selected=not text)


def _value(risk: Risk) -> int:
    score = risk.score()
    return 0 if score is None else score.value
