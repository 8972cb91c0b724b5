"""The board's rules about risks on the screen: appetite, escalation, bands, days between reviews, currency, unit."""

from collections.abc import Mapping
from typing import Any

from tuiboard.domain.commands import EditBoard
from tuiboard.domain.refusal import Refused, refuse
from tuiboard.domain.risks import BANDS, REVIEW_DAYS, UNRATED, RiskRules
from tuiboard.domain.text import visible
from tuiboard.tui.screens.host import on_screen
from tuiboard.tui.screens.recording import Told
from tuiboard.tui.screens.risk_host import RiskHost

_BANDS = (*BANDS, UNRATED)


class RiskRulesActions(RiskHost):
    """The form of the rules."""

    def do_risk_rules(self) -> None:
        """All rules in a form; an empty line gives a rule back to its default."""
        from tuiboard.tui.dialogs.lines_form import FormLine, LinesForm

        rules = self.rules
        texts = rule_texts(rules)
        usual = rule_texts(RiskRules())
        lines = [FormLine(name, label, hint or usual[name], texts[name]) for name, label, hint in _LINES]

        def command(typed: Mapping[str, str]) -> EditBoard:
            changed = {name: text for name, text in typed.items() if text != texts[name]}
            return EditBoard(settings={"risk": {name: parse_rule(name, text) for name, text in changed.items()}})

        def trial(typed: Mapping[str, str]) -> str:
            try:
                return self.trial(command(typed))
            except Refused as refused:
                return on_screen(refused.refusal)

        def send(typed: Mapping[str, str], told: Told) -> None:
            self.run_command(command(typed), told=told)

        title = "Rules about risks on this board"
        draft = self.draft("risk.rules", title)
        self.app.push_screen(LinesForm(title, lines, send, draft, trial=trial, note=_NOTE))


_NOTE = "An empty line gives the rule its usual value. u takes the change back."
_LINES = (
    ("appetite", "Appetite: scores above it need a response", ""),
    ("escalation", "Escalation: from this score on someone above has to know", ""),
    ("grid", "Bands of your own: rows for probability 1 to 5, letters l m h c by impact",
     "lllmm/lmmmh/lmmhh/lmhhc/mhhcc"),
    ("review_days", "Days until the next review: low moderate high critical unrated", ""),
    ("currency", "Currency", "EUR"),
    ("unit", "Unit of estimates that name none: money or days", ""),
)  # fmt: skip


def rule_texts(rules: RiskRules) -> dict[str, str]:
    """The rules as they are typed."""
    return {
        "appetite": str(rules.appetite),
        "escalation": str(rules.escalation),
        "grid": "/".join(rules.grid),
        "review_days": " ".join(str(rules.review_days.get(band, REVIEW_DAYS[band])) for band in _BANDS),
        "currency": rules.currency,
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
            refuse("usage", f"“{visible(text, 60)}” is not five numbers of days: {', '.join(_BANDS)}.")
        return {band: _number(word) for band, word in zip(_BANDS, days, strict=True)}
    return _number(text) if name in ("appetite", "escalation") else text


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        refuse("usage", f"“{visible(text, 60)}” is no whole number.")
    return int(text)
