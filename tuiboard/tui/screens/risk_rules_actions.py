"""The board's rules about risks on the screen: appetite, escalation, bands, days between reviews, currency, unit."""

from typing import Any

from tuiboard.domain.commands import EditBoard
from tuiboard.domain.refusal import Refused, refuse
from tuiboard.domain.risk_rules import REVIEW_DAYS, RiskRules
from tuiboard.domain.risks import BANDS, UNITS, UNRATED
from tuiboard.domain.text import visible
from tuiboard.tui.choices import Choice
from tuiboard.tui.screens.host import on_screen
from tuiboard.tui.screens.risk_host import RiskHost, Texts

_BANDS = (*BANDS, UNRATED)
_SCORES = ("appetite", "escalation")
RULES = {
    "appetite": ("Appetite", "scores above it need a response"),
    "escalation": ("Escalation", "from this score on someone above has to know"),
    "grid": ("Bands", "rows for probability 1 to 5 of letters l m h c, as lllmm/lmmmh/lmmhh/lmhhc/mhhcc"),
    "review_days": ("Days until a review", "for low, moderate, high, critical, unrated"),
    "currency": ("Currency", "shown with amounts, as CHF"),
    "unit": ("Unit", "of estimates that name none"),
}
"""Names and explanations of the rules."""


class RiskRulesActions(RiskHost):
    """The menu of the rules, and the question for each."""

    def do_risk_rules(self) -> None:
        """What the board says about its risks; one of them is changed at a time."""
        texts = rule_texts(self.rules)
        choices = [
            Choice(name, f"{label}: {texts[name] or 'none'}", below=(words,)) for name, (label, words) in RULES.items()
        ]
        self.choose("Rules about risks on this board", choices, lambda chosen: self.ask_rule(chosen.key or ""))

    def ask_rule(self, name: str) -> None:
        """Ask for one rule; an empty line gives it its usual value."""
        if name == "unit":
            choices = [Choice(unit, unit) for unit in UNITS]
            self.choose("Unit of estimates that name none", choices, lambda chosen: self._set_rule(name, chosen.key),
                        current=self.rules.unit)  # fmt: skip
        elif name in _SCORES:
            self._ask_scores(name)
        elif name in RULES:
            label, words = RULES[name]
            usual = rule_texts(RiskRules())[name] or "none"
            self.ask_for(
                f"risk.rule {name}", f"{label}: {words}",
                lambda text: EditBoard(settings={"risk": {name: parse_rule(name, text)}}),
                value=rule_texts(self.rules)[name], empty=True, hint=f"empty for {usual} · enter take · esc leave",
            )  # fmt: skip

    def _ask_scores(self, name: str) -> None:
        """Ask for appetite and escalation together: the one has to stay below the other."""
        from tuiboard.tui.dialogs.lines_form import FormLine, LinesForm

        texts, usual = rule_texts(self.rules), rule_texts(RiskRules())
        names = sorted(_SCORES, key=lambda other: other != name)
        lines = [FormLine(each, ": ".join(RULES[each]), f"empty for {usual[each]}", texts[each]) for each in names]

        def command(typed: Texts) -> EditBoard:
            return EditBoard(settings={"risk": {each: parse_rule(each, typed[each]) for each in names}})

        def trial(typed: Texts) -> str:
            try:
                return self.trial(command(typed))
            except Refused as refused:
                return on_screen(refused.refusal)

        title = "Appetite and escalation of this board"
        self.app.push_screen(
            LinesForm(title, lines, lambda typed, told: self.run_command(command(typed), told=told),
                      self.draft("risk.rule appetite", title), trial=trial)
        )  # fmt: skip

    def _set_rule(self, name: str, value: Any) -> None:
        self.run_command(EditBoard(settings={"risk": {name: value}}))


def rule_texts(rules: RiskRules) -> dict[str, str]:
    """The rules as they are typed."""
    return {
        "appetite": str(rules.appetite),
        "escalation": str(rules.escalation),
        "grid": "/".join(rules.grid),
        "review_days": " ".join(str(rules.review_days.get(band, REVIEW_DAYS[band])) for band in _BANDS),
        "currency": visible(rules.currency, 40),
        "unit": rules.unit,
    }


def parse_rule(name: str, text: str) -> Any:
    """Return what a typed rule means, None for an empty one; whether it is one is decided later. Raises Refused."""
    text = text.strip()
    if not text:
        return None
    if name == "grid":
        return text.lower().replace("/", " ").split()
    if name == "review_days":
        days = text.replace(",", " ").split()
        if len(days) != len(_BANDS):
            refuse("usage", f"“{visible(text, 60)}” is not five numbers of days: for {', '.join(_BANDS)}.")
        return {band: _number(word) for band, word in zip(_BANDS, days, strict=True)}
    return _number(text) if name in ("appetite", "escalation") else text


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 6):
        refuse("usage", f"“{visible(text, 60)}” is no whole number.")
    return int(text)
