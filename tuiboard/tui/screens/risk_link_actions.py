"""What belongs to a risk, by keyboard: cards that answer it, planned actions, triggers, escalation."""

from collections.abc import Callable, Mapping
from typing import Any

from tuiboard.domain import risk_commands as r
from tuiboard.domain.calendar import local_date, short_date
from tuiboard.domain.risks import ROLES, Risk
from tuiboard.domain.text import visible
from tuiboard.engine.session import Done
from tuiboard.tui.choices import Choice, Chosen
from tuiboard.tui.screens.risk_state_actions import RiskStateActions

ROLE_WORDS = {
    "preventive": "makes it less probable or less bad",
    "contingency": "is done when it has occurred",
    "fallback": "is done when that was not enough",
}


class RiskLinkActions(RiskStateActions):
    """Actions about what is linked to a risk."""

    def do_risk_link(self) -> None:
        """Cards that answer it: link one, change a role, take one off; or plan an action by typing it."""
        risk = self.risk_meant()
        if risk is None:
            return
        linked = {action["card"]: str(action.get("role", "")) for action in risk.actions if action.get("card")}
        planned = [action for action in risk.actions if action.get("text")]
        choices = [self._card_choice(card, role) for card, role in linked.items()]
        choices += [
            Choice(f"planned {at}", f"planned, {action.get('role')}: {visible(action['text'], 60)}")
            for at, action in enumerate(planned)
        ]
        done = {column.key for column in self.workspace.columns() if column.does == "done"}
        cards = [card for card in self.workspace.cards() if not card.archived and card.id not in linked]
        cards.sort(key=lambda card: (card.column in done, card.id))
        choices += [self._card_choice(card.id) for card in cards]

        def chosen(answer: Chosen) -> None:
            key = answer.key or ""
            if not key:
                self._plan(risk, answer.typed)
            elif key.startswith("planned "):
                self._on_planned(risk, planned[int(key.removeprefix("planned "))])
            else:
                self.choose_role(risk, int(key), linked.get(int(key)))

        self.choose(f"Cards that answer {self.named_risk(risk)}", choices, chosen, create="plan the action",
                    placeholder="a card's number or words; or type an action to plan")  # fmt: skip

    def _card_choice(self, id: int, role: str = "") -> Choice:
        """A card; the role of one that is linked comes first, so that a long title hides nothing."""
        card = self.workspace.card(id)
        linked = f"linked, {role}: " if role else ""
        if card is None:
            return Choice(str(id), f"{linked}{id} (gone)")
        column = self.workspace.column(card.column)
        hint = column.name if column is not None and not role else ""
        return Choice(str(id), f"{linked}{id} {visible(card.title, 60)}", hint)

    def choose_role(
        self, risk: Risk, card: int, role: str | None = None, then: Callable[[Done], None] | None = None
    ) -> None:
        """Ask in which role a card is linked; one that is linked can be taken off too."""
        choices = [Choice(name, name, ROLE_WORDS[name]) for name in ROLES]
        if role is not None:
            choices.append(Choice("off", "take the link off", "the card stays"))

        def chosen(answer: Chosen) -> None:
            if answer.key == "off":
                self.run_command(r.UnlinkRisk(risk.id, card), then)
            else:
                self.run_command(r.LinkRisk(risk.id, card, answer.key or ""), then)

        self.choose(f"Card {card} and {risk.key}: the card …", choices, chosen, current=role)

    def _plan(self, risk: Risk, text: str) -> None:
        choices = [Choice(role, role, ROLE_WORDS[role]) for role in ROLES if role != "preventive"]
        choices.append(Choice("card", "make a card of it now", "a preventive action"))

        def chosen(answer: Chosen) -> None:
            if answer.key == "card":
                self.make_action(risk, text)
            else:
                self.run_command(r.PlanAction(risk.id, text, answer.key or ""))

        self.choose(f"“{visible(text, 40)}” …", choices, chosen)

    def _on_planned(self, risk: Risk, action: Mapping[str, Any]) -> None:
        text, role = str(action["text"]), str(action.get("role", ""))
        choices = [Choice("keep", "Leave it"), Choice("off", "Take it out of the plan")]

        def chosen(answer: Chosen) -> None:
            if answer.key == "off":
                self.run_command(r.PlanAction(risk.id, text, role, remove=True))

        self.choose(f"{role.capitalize()} action “{visible(text, 40)}”", choices, chosen)

    def do_risk_trigger(self) -> None:
        """Mark a trigger as seen, or take that back; a new one can be typed."""
        risk = self.risk_meant()
        if risk is None:
            return
        choices = [
            Choice(str(at), visible(trigger.get("text", ""), 80), self._seen_hint(trigger))
            for at, trigger in enumerate(risk.triggers)
        ]

        def chosen(answer: Chosen) -> None:
            if answer.key:
                at = int(answer.key)
                shown = risk.triggers[at]  # what the menu said is what is done, whatever has changed since
                self.run_command(r.FireTrigger(risk.id, at, not shown.get("fired_at"), shown.get("text")))
            else:
                self.run_command(r.EditRisks([risk.id], add={"triggers": [{"text": answer.typed}]}))

        title = f"What announces {self.named_risk(risk)}: which one was seen?"
        self.choose(title, choices, chosen, create="new trigger", placeholder="type to narrow, or a new trigger")

    def _seen_hint(self, trigger: Mapping[str, Any]) -> str:
        at = trigger.get("fired_at")
        return f"seen {short_date(local_date(str(at)), self.today)}; enter takes that back" if at else ""

    def do_risk_escalate(self) -> None:
        """Someone above has to know: recorded with a note."""
        risk = self.risk_meant()
        if risk is not None:
            self.escalate_risk(risk)

    def escalate_risk(self, risk: Risk, then: Callable[[Done], None] | None = None) -> None:
        """Ask for a note: to whom, and what is asked of them."""
        self.ask_text("risk.escalate", f"Escalate {self.named_risk(risk)}",
                      lambda note: r.ReviewRisk(risk.id, escalate=True, note=note or None), risk,
                      hint="to whom, and what they have to decide (may stay empty) · enter · esc leave",
                      empty=True, then=then)  # fmt: skip
