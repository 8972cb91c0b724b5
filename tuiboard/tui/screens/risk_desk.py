"""The way from cards to what is done about risks, which is loaded when it is first wanted: most starts want none."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tuiboard.domain.board import Card
from tuiboard.engine.drafts import Draft
from tuiboard.tui.screens.card_host import CardHost

if TYPE_CHECKING:
    from tuiboard.tui.screens.card_risk_actions import CardRisks


class RiskDesk(CardHost):
    """Risks, from a view of cards."""

    _risks: "CardRisks | None" = None

    @property
    def risks(self) -> "CardRisks":
        """What is done about risks."""
        if self._risks is None:
            from tuiboard.tui.screens.card_risk_actions import CardRisks

            self._risks = CardRisks(self)
        return self._risks

    def do_card_risk(self) -> None:
        """Link the card to a risk, or raise a new one from it."""
        self.risks.do_card_risk()

    def ask_rescores(self, ids: Sequence[int]) -> None:
        """Ask for new scores of risks whose last preventive action is done."""
        self.risks.ask_rescores(ids)

    def reopen_about_risk(self, draft: Draft, kind: str, about: str, cards: Sequence[Card]) -> bool:
        """Open the form about a risk that a draft is of; False where what it was about is gone."""
        self.risks.resumed = draft
        if kind == "risk.raise" and cards:
            self.risks.raise_from_card(cards[0], about)
            return True
        return self.risks.reopen_risk_form(kind, about)
