"""What a review of one risk looks at, and what a whole review came to, in words."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from tuiboard.domain.calendar import due_words, local_date, short_date
from tuiboard.domain.risk_attention import attention
from tuiboard.domain.risk_states import has_lapsed, state_on
from tuiboard.domain.risks import Risk, RiskRules, Score
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.view.card_details import Row
from tuiboard.view.words import HistoryLine

_ROLE_SHOWN = 12


def review_rows(ws: Workspace, risk: Risk, today: str, rules: RiskRules) -> list[Row]:
    """Return what is known of a risk, for a person who decides whether it still stands; only what exists."""
    rows = [Row("state", _state(risk, today)), Row("score", _scores(risk, rules), _band_role(risk, rules))]
    worth = _worth(risk, rules)
    if worth:
        rows.append(Row("estimate", worth))
    rows.append(Row("owner", visible(risk.owner, 60) if risk.owner else "nobody",
                    "card-owner" if risk.owner else "card-dim"))  # fmt: skip
    for name in ("cause", "event", "effect"):
        text = risk.doc.get(name)
        if text:
            rows.append(Row(name, visible(text, 400)))
    if risk.strategy:
        rows.append(Row("response", visible(", ".join(risk.strategy), 100)))
    rows += [_action(ws, action, today) for action in risk.actions]
    for trigger in risk.triggers:
        at = trigger.get("fired_at")
        seen = f" (seen {short_date(local_date(str(at)), today)})" if at else ""
        rows.append(
            Row("trigger", f"{visible(trigger.get('text', ''), 200)}{seen}", "card-late" if at else "foreground")
        )
    if risk.contingency_plan:
        rows.append(Row("if it occurs", visible(risk.contingency_plan, 300)))
    rows += [Row("needs", need.words, "card-late") for need in attention(ws, risk, today, rules)]
    return rows


def _state(risk: Risk, today: str) -> str:
    words = state_on(risk, today)
    if has_lapsed(risk, today):
        words += ", its acceptance has lapsed"
    elif risk.acceptance is not None:
        words += f" until {short_date(str(risk.acceptance.get('expires', '')), today)}"
    if risk.escalated:
        words += ", escalated"
    return words


def _scores(risk: Risk, rules: RiskRules) -> str:
    parts = []
    for level in ("inherent", "current", "target"):
        score = risk.score(level)
        if score is not None or level == "current":
            parts.append(f"{level} {in_words(score, rules)}")
    return " → ".join(parts)


def in_words(score: Score | None, rules: RiskRules) -> str:
    """`12 high`, or `unrated`."""
    return "unrated" if score is None else f"{score.value} {rules.band(score)}"


def _band_role(risk: Risk, rules: RiskRules) -> str:
    return "risk-opportunity" if risk.is_opportunity else f"risk-{rules.band(risk.score())}"


def _worth(risk: Risk, rules: RiskRules) -> str:
    if risk.quant is None:
        return ""
    from tuiboard.domain.risk_money import emv
    from tuiboard.engine.amounts import format_estimate

    value = emv(risk)
    unit = "days" if risk.quant.unit == "days" else rules.currency
    words = visible(format_estimate(risk.doc["quant"]), 80)
    return words if value is None else f"{words}, expected {value:,.0f} {visible(unit, 20)}".rstrip()


def _action(ws: Workspace, action: Any, today: str) -> Row:
    role = visible(action.get("role", ""), _ROLE_SHOWN)
    card = ws.card(action["card"]) if action.get("card") is not None else None
    if card is None:
        gone = (
            f"card {action['card']} is gone" if action.get("card") is not None else visible(action.get("text", ""), 200)
        )
        return Row(role, gone, "foreground" if action.get("text") else "card-dim")
    words = f"{card.id} {visible(card.title, 80)}"
    if ws.is_done(card):
        return Row(role, f"{words} (done)", "card-dim")
    facts = [visible(card.owner, 40) if card.owner else "unowned"]
    if card.archived:
        facts.append("archived")
    if card.blocked is not None:
        facts.append("blocked")
    if card.due:
        facts.append(due_words(card.due, today))
    bad = card.blocked is not None or bool(card.due and card.due < today)
    return Row(role, f"{words} ({', '.join(facts)})", "card-late" if bad else "foreground")


def since_review(history: Sequence[HistoryLine], risk: Risk) -> list[HistoryLine]:
    """Return what happened to a risk since its last review, newest first; all of it where it was never reviewed."""
    return [line for line in history if not risk.last_review or local_date(line.at) >= risk.last_review]


class Reviewed(NamedTuple):
    """What was decided about one risk: kept, re-scored, closed or escalated; `words` add to it. It took so many
    entries."""

    id: int
    what: str
    words: str = ""
    entries: int = 1


def review_summary(done: Sequence[Reviewed], skipped: Sequence[int], total: int) -> list[str]:
    """Return what a review came to: a sentence, and a line for each decision that changed something."""
    counts = {
        what: sum(1 for each in done if each.what == what) for what in ("kept", "re-scored", "closed", "escalated")
    }
    parts = [f"{many} {what}" for what, many in counts.items() if many]
    lines = [f"{len(done)} of {total} reviewed: {', '.join(parts)}." if done else "Nothing was reviewed."]
    lines += [
        f"R{each.id} {each.what}{f': {each.words}' if each.words else ''}" for each in done if each.what != "kept"
    ]
    kept = [f"R{each.id}" for each in done if each.what == "kept"]
    if kept:
        lines.append(f"Kept as they are: {', '.join(kept)}.")
    if skipped:
        lines.append(f"Skipped, still due: {', '.join(f'R{id}' for id in skipped)}.")
    return lines
