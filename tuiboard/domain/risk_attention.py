"""What of a risk needs someone, and which action of the screen cures it. Shown, never enforced."""

from collections.abc import Iterator
from typing import NamedTuple

from tuiboard.domain.calendar import short_date
from tuiboard.domain.risk_rules import RiskRules
from tuiboard.domain.risk_states import (
    has_lapsed,
    is_mitigated,
    is_open_on,
    needs_rescoring,
    preventive_cards,
    state_on,
    ungrounded,
)
from tuiboard.domain.risks import Risk
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace


class Need(NamedTuple):
    """One thing that needs someone: its name, a sentence's worth of words, the curing action's id, and the card it is
    about, if any."""

    name: str
    words: str
    cure: str
    card: int | None = None


def attention(ws: Workspace, risk: Risk, today: str, rules: RiskRules) -> list[Need]:
    """What an open risk needs, the most pressing first; nothing for one that is closed or has occurred."""
    if not is_open_on(risk, today):
        return []
    return [*_lapsed(risk, today), *_levels(risk, today, rules), *_actions(ws, risk, today), *_care(risk, today)]


def _lapsed(risk: Risk, today: str) -> Iterator[Need]:
    if has_lapsed(risk, today):
        acceptance = risk.acceptance or {}
        expires = str(acceptance.get("expires", ""))
        why = (
            f"on {short_date(expires, today)}" if expires < today else "because its score rose above what was approved"
        )
        who = risk.owner or acceptance.get("requester") or "someone"
        yield Need("acceptance lapsed", f"acceptance lapsed {why}: {visible(who, 40)} has to decide", "risk.state")
    fired = [trigger for trigger in risk.triggers if trigger.get("fired_at")]
    if fired:
        yield Need("trigger fired", f"trigger seen: {visible(fired[0].get('text', ''), 60)}", "risk.state")


def _levels(risk: Risk, today: str, rules: RiskRules) -> Iterator[Need]:
    now, aim = risk.score(), risk.score("target")
    if now is None:
        yield Need("unrated", "it has no current score", "risk.score")
        return
    if not risk.is_opportunity:
        if rules.needs_escalation(now) and not risk.escalated:
            words = f"score {now.value}: from {rules.escalation} on someone above has to know"
            yield Need("escalate", words, "risk.escalate")
        answered = bool(risk.strategy or risk.cards("preventive")) or state_on(risk, today) == "accepted"
        if rules.is_above_appetite(now) and not answered:
            words = f"score {now.value} is above the appetite of {rules.appetite}, and there is no response"
            yield Need("above appetite", words, "risk.state")
    if aim is None:
        return
    away = now.value - aim.value if risk.is_opportunity else aim.value - now.value
    if away > 0:
        side = "below" if risk.is_opportunity else "above"
        words = f"its target {aim.value} is {side} its current score {now.value}"
        yield Need("target above current", words, "risk.target")
    elif away < 0 and not risk.cards("preventive"):
        words = f"nothing is planned that leads from {now.value} to {aim.value}"
        yield Need("target without action", words, "risk.link")


def _actions(ws: Workspace, risk: Risk, today: str) -> Iterator[Need]:
    for card in preventive_cards(ws, risk):
        if ws.is_done(card) or card.archived:
            continue
        if card.due and card.due < today:
            yield Need("action overdue", f"card {card.id} was due {short_date(card.due, today)}", "risk.card", card.id)
        if card.blocked is not None:
            reason = visible(card.blocked.get("reason", ""), 60)
            yield Need("action blocked", f"card {card.id} is blocked: {reason}", "risk.card", card.id)
    for lack in ungrounded(ws, risk, today):
        cure = "risk.link" if lack.field == "preventive" else "risk.state"
        yield Need("state without ground", f"it is {state_on(risk, today)} without {lack.words}", cure)
    if is_mitigated(ws, risk) and needs_rescoring(ws, risk):
        yield Need("re-score", "every preventive action is done: score it again", "risk.score")


def _care(risk: Risk, today: str) -> Iterator[Need]:
    if risk.owner is None:
        yield Need("no owner", "nobody answers for it", "risk.owner")
    if not risk.next_review:
        yield Need("no review", "no review is planned", "risk.review_date")
    elif risk.next_review < today:
        yield Need("review overdue", f"its review was due {short_date(risk.next_review, today)}", "risk.review")
    lacking = [field for field in ("cause", "event", "effect") if not risk.doc.get(field)]
    if lacking:
        *first, last = lacking
        named = f"{', '.join(first)} and {last}" if first else last
        yield Need("incomplete", f"{named} {'are' if first else 'is'} missing", "risk.edit")
