"""The risk register as a Markdown page: a table of all, then each risk with everything known about it.

Nothing in a text is taken for Markdown or HTML.
"""

from collections.abc import Iterator, Sequence

from tuiboard.domain.calendar import local_date
from tuiboard.domain.risk_money import emv
from tuiboard.domain.risk_rules import RiskRules, risk_rules
from tuiboard.domain.risk_states import has_lapsed, state_on
from tuiboard.domain.risks import IMPACTS, LEVELS, ROLES, Risk
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.exchange.markdown import inert

_HEAD = ("ID", "Risk", "Score", "Band", "Expected value", "Owner", "Next review", "State")


def write(ws: Workspace, risks: Sequence[int], now: str) -> str:
    """Return the risks with these ids as Markdown, in that order."""
    chosen = [risk for id in risks if (risk := ws.risk(id)) is not None]
    rules, today = risk_rules(ws.board), local_date(now)
    count = f"{len(chosen):,} {'risk' if len(chosen) == 1 else 'risks'}"
    lines = [f"# Risks of {inert(ws.board.name)}", "", f"{count}, {today}"]
    if chosen:
        lines += ["", f"| {' | '.join(_HEAD)} |", f"|{' --- |' * len(_HEAD)}"]
        lines += [f"| {' | '.join(_row(risk, rules, today))} |" for risk in chosen]
    for risk in chosen:
        lines += ["", f"## {risk.key} {inert(risk.title)}", "", *_details(ws, risk, rules, today)]
    return "\n".join(lines) + "\n"


def _row(risk: Risk, rules: RiskRules, today: str) -> list[str]:
    score = risk.score()
    return [
        risk.key, inert(risk.title), "" if score is None else str(score.value), rules.band(score),
        _expected(risk, rules), f"@{inert(risk.owner)}" if risk.owner else "", inert(risk.next_review or ""),
        _state(risk, today),
    ]  # fmt: skip


def _state(risk: Risk, today: str) -> str:
    return inert(state_on(risk, today)) + (" (acceptance lapsed)" if has_lapsed(risk, today) else "")


def _expected(risk: Risk, rules: RiskRules) -> str:
    found = emv(risk)
    return "" if found is None or risk.quant is None else _amount(found, risk.quant.unit, rules)


def _amount(number: float, unit: str, rules: RiskRules) -> str:
    shown = f"{number:,.2f}".removesuffix(".00")
    return f"{shown} {'days' if unit == 'days' else inert(rules.currency)}".strip()


def _details(ws: Workspace, risk: Risk, rules: RiskRules, today: str) -> Iterator[str]:
    """A list of what there is; what there is not is left out."""
    for name, text in (("Because of", risk.cause), ("Could happen", risk.event), ("Would lead to", risk.effect)):
        if text:
            yield f"- {name}: {inert(text)}"
    facts = [f"{'Opportunity' if risk.is_opportunity else 'Threat'}, {_state(risk, today)}"]
    named = (("category", risk.category), ("project", risk.project))
    facts += [f"{name} {inert(text)}" for name, text in named if text]
    facts += [f"\\#{inert(tag)}" for tag in risk.tags]
    yield f"- {', '.join(facts)}"
    for level in LEVELS:
        rating, score = risk.rating(level), risk.score(level)
        impact = rating.get("impact") or {}
        words = ", ".join(f"{name} {impact[name]}" for name in IMPACTS if impact.get(name))
        if score is not None:
            product = f"{score.probability} × {score.impact} = {score.value}, {rules.band(score)}"
            yield f"- {level.capitalize()}: {product} ({words})"
        elif words:
            yield f"- {level.capitalize()}: unrated, without a probability ({words})"
    yield from _money(risk, rules)
    yield from _responses(ws, risk)
    yield from _dates(risk, rules)
    extra = risk.doc.get("extra")
    for name, text in extra.items() if isinstance(extra, dict) else ():
        if isinstance(text, str):
            yield f"- {inert(name)}, as imported: {inert(text)}"


def _money(risk: Risk, rules: RiskRules) -> Iterator[str]:
    quant = risk.quant
    if quant is not None:
        points = [_amount(point, quant.unit, rules) for point in (quant.low, quant.mode, quant.high)]
        amounts = points[0] if len(set(points)) == 1 else " / ".join(points)
        yield f"- Estimate: {quant.p * 100:g} % × {amounts}, expected {_expected(risk, rules)}"
    if risk.confidence:
        yield f"- Confidence: {inert(risk.confidence)}"


def _responses(ws: Workspace, risk: Risk) -> Iterator[str]:
    if risk.strategy:
        yield f"- Strategy: {inert(', '.join(map(str, risk.strategy)))}"
    order: dict[str, int] = {role: place for place, role in enumerate(ROLES)}
    for action in sorted(risk.actions, key=lambda action: order.get(str(action.get("role")), len(order))):
        card = None if action.get("card") is None else ws.card(action["card"])
        what = str(action.get("text") or f"card {action.get('card')}")
        if card is not None:
            what = f"card {card.id} {card.title}{', done' if ws.is_done(card) else ''}"
        yield f"- {inert(str(action.get('role', ''))).capitalize()}: {inert(what)}"
    for name, text in (("Contingency plan", risk.contingency_plan), ("Fallback plan", risk.fallback_plan)):
        if text:
            yield f"- {name}: {inert(text)}"
    for trigger in risk.triggers:
        seen = f", seen {inert(str(trigger['fired_at'])[:10])}" if trigger.get("fired_at") else ""
        yield f"- Trigger: {inert(str(trigger.get('text', '')))}{seen}"
    if risk.caused_by:
        yield f"- Caused by {', '.join(f'R{id}' for id in risk.caused_by)}"


def _dates(risk: Risk, rules: RiskRules) -> Iterator[str]:
    window = risk.proximity
    if window:
        yield f"- When: {inert(window.get('from') or '…')} to {inert(window.get('to') or '…')}"
    for name, day in (("Last review", risk.last_review), ("Next review", risk.next_review)):
        if day:
            yield f"- {name}: {inert(day)}"
    acceptance, occurred, escalated = risk.acceptance, risk.occurred, risk.escalated
    if acceptance is not None:
        until, by = inert(str(acceptance.get("expires", "?"))), inert(str(acceptance.get("approver", "?")))
        yield f"- Accepted until {until}, approved by {by}: {inert(str(acceptance.get('rationale', '')))}"
    if occurred is not None:
        amount = occurred.get("amount")
        cost = f", {_amount(amount, str(occurred.get('unit')), rules)}" if isinstance(amount, int | float) else ""
        text = f": {inert(str(occurred['text']))}" if occurred.get("text") else ""
        yield f"- Occurred on {inert(str(occurred.get('on', '?')))}{cost}{text}"
    if risk.close_reason:
        yield f"- Closed: {inert(risk.close_reason)}"
    if escalated is not None:
        yield f"- Escalated by {inert(str(escalated.get('by', '?')))}"
