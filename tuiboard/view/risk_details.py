"""Everything about one risk, in words, as lines with roles: the panel, the page on the screen, and `show R3`."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tuiboard.domain import shapes
from tuiboard.domain.board import Card
from tuiboard.domain.calendar import due_words, local_date, short_date
from tuiboard.domain.risk_attention import attention
from tuiboard.domain.risk_history import ScorePoint
from tuiboard.domain.risk_rules import RiskRules, risk_rules
from tuiboard.domain.risk_states import has_lapsed, is_open_on
from tuiboard.domain.risks import LEVELS, Risk
from tuiboard.domain.text import one_line, visible
from tuiboard.domain.workspace import Workspace
from tuiboard.view.card_details import Remark, Row, remarks_on
from tuiboard.view.raid import raid_rows_of
from tuiboard.view.risk_matrix import path_words
from tuiboard.view.risk_money import risk_sentence
from tuiboard.view.risk_register import state_words
from tuiboard.view.risk_words import impact_words

_TEXT_SHOWN = 4000
MISSING = "missing"
"""What stands where cause, event or effect is not there."""


class Section(NamedTuple):
    """A heading and a text of several lines; `role` colours the text."""

    name: str
    text: str
    role: str = "foreground"


class ActionLine(NamedTuple):
    """A linked card, or what will become one (`card` None): its role, title, and how it stands."""

    card: int | None
    role: str
    title: str
    state: str
    state_role: str


class RiskDetails(NamedTuple):
    """A risk with all that exists of it. `sentence` tells cause, event and effect; `needs` what needs someone."""

    id: int
    key: str
    title: str
    where: str
    needs: tuple[str, ...]
    sentence: tuple[Section, ...]
    rows: tuple[Row, ...]
    money: str
    actions: tuple[ActionLine, ...]
    triggers: tuple[tuple[str, bool], ...]
    plans: tuple[Section, ...]
    remarks: tuple[Remark, ...]


def risk_details(ws: Workspace, risk: Risk, today: str, now: str) -> RiskDetails:
    """Return what is shown of a risk where there is room for all of it."""
    rules = risk_rules(ws.board)
    score = risk.score()
    badge = "unrated" if score is None else f"{score.value} {rules.band(score)}"
    above = " · above appetite" if not risk.is_opportunity and rules.is_above_appetite(score) else ""
    where = f"{risk.does} · {state_words(risk, today)} · {badge}{above}"
    parts = [_part(risk, name) for name in ("cause", "event", "effect")]
    plans = [Section(name.replace("_", " ").capitalize(), visible(text, _TEXT_SHOWN, keep="\n"))
             for name in ("contingency_plan", "fallback_plan") if (text := risk.doc.get(name))]  # fmt: skip
    return RiskDetails(
        risk.id, risk.key, visible(risk.title), where,
        tuple(need.words for need in attention(ws, risk, today, rules)), tuple(parts),
        tuple(_rows(ws, risk, today, rules)), risk_sentence(risk, rules), tuple(_actions(ws, risk, today)),
        tuple((visible(trigger.get("text", ""), 300), bool(trigger.get("fired_at"))) for trigger in risk.triggers),
        tuple(plans), remarks_on(ws, "risk", risk.id, now),
    )  # fmt: skip


def _part(risk: Risk, name: str) -> Section:
    text = visible(risk.doc.get(name) or "", _TEXT_SHOWN, keep="\n")
    return Section(name.capitalize(), text or MISSING, "foreground" if text else "card-late")


def _rows(ws: Workspace, risk: Risk, today: str, rules: RiskRules) -> Iterable[Row]:
    yield Row("Owner", visible(risk.owner, 40), "card-owner") if risk.owner else Row("Owner", "nobody", "card-late")
    for name in ("responsible", "consulted", "informed"):
        if people := shapes.texts(risk.doc.get(name)):
            yield Row(name.capitalize(), visible(" ".join(people), 200), "card-owner")
    yield Row("Scores", path_words(risk), f"risk-{rules.band(risk.score())}")
    for level in LEVELS:
        impact = risk.rating(level).get("impact")
        if isinstance(impact, dict) and impact:
            yield Row("Impact" if level == "current" else f"Impact {level}", visible(impact_words(impact), 200))
    if risk.confidence:
        yield Row("Confidence", visible(risk.confidence, 20))
    begins, ends = (risk.proximity.get(name) for name in ("from", "to"))
    if begins or ends:
        words = [f"from {short_date(begins, today)}" if begins else "", f"to {short_date(ends, today)}" if ends else ""]
        yield Row("Proximity", " ".join(word for word in words if word))
    if risk.strategy:
        yield Row("Strategy", visible(", ".join(risk.strategy), 80))
    yield from _acceptance(risk, today)
    yield from _reviews(risk, today)
    yield from _outcome(risk, today, rules)
    yield from _causes(ws, risk)
    for row in raid_rows_of(ws, "risk", risk.id, today):
        yield row._replace(name=row.name.capitalize())
    for name, text in (("Category", risk.category), ("Project", risk.project or "")):
        if text:
            yield Row(name, visible(text, 60))
    if risk.tags:
        yield Row("Tags", visible(" ".join(f"#{tag}" for tag in risk.tags), 200), "card-tag")
    yield Row(
        "Raised", f"{short_date(local_date(risk.created_at), today)} by {visible(risk.created_by, 40)}", "card-dim"
    )
    extra = risk.doc.get("extra")
    for name, text in extra.items() if isinstance(extra, dict) else ():
        if isinstance(text, str):
            yield Row("As imported", f"{visible(name, 40)}: {visible(one_line(text), 300)}", "card-dim")


def _acceptance(risk: Risk, today: str) -> Iterable[Row]:
    acceptance = risk.acceptance
    if acceptance is None:
        return
    lapsed = has_lapsed(risk, today)
    if not lapsed and risk.state != "accepted":
        return
    in_time = str(acceptance.get("expires", "")) >= today
    until = short_date(str(acceptance.get("expires", "")), today)
    by = visible(acceptance.get("approver", "?"), 40)
    asked = visible(acceptance.get("requester", "?"), 40)
    verb = "until" if not lapsed else "lapsed when its score rose, would have held to" if in_time else "lapsed after"
    role = "card-late" if lapsed else "foreground"
    yield Row("Accepted", f"{verb} {until}, asked by {asked}, approved by {by}", role)
    yield Row("Rationale", visible(acceptance.get("rationale", ""), 300))


def _reviews(risk: Risk, today: str) -> Iterable[Row]:
    if is_open_on(risk, today) and risk.next_review:
        role = "card-late" if risk.next_review < today else "foreground"
        last = f", last {short_date(risk.last_review, today)}" if risk.last_review else ""
        yield Row("Review", f"{due_words(risk.next_review, today)}{last}", role)
    if risk.escalated:
        note = visible(risk.escalated.get("note", ""), 200)
        day = short_date(local_date(str(risk.escalated.get("at", ""))), today)
        by = visible(risk.escalated.get("by", "?"), 40)
        yield Row("Escalated", f"{day} by {by}" + (f": {note}" if note else ""))


def _outcome(risk: Risk, today: str, rules: RiskRules) -> Iterable[Row]:
    from tuiboard.view.risk_money import money_words

    happened = risk.occurred
    if happened is not None:
        amount = happened.get("amount")
        cost = "impact not recorded"
        if isinstance(amount, int | float) and not isinstance(amount, bool):
            cost = f"impact {money_words(amount, rules, str(happened.get('unit', 'money')), long=True)}"
        yield Row("Occurred", f"{short_date(str(happened.get('on', '')), today)}, {cost}", "card-late")
        if happened.get("text"):
            yield Row("What", visible(happened["text"], 300))
    if risk.close_reason:
        yield Row("Closed", visible(risk.close_reason, 40))


def _causes(ws: Workspace, risk: Risk) -> Iterable[Row]:
    for name, ids in (
        ("Caused by", risk.caused_by),
        ("Brings about", [other.id for other in ws.risks() if risk.id in other.caused_by]),
    ):
        if ids:
            found = ((id, ws.risk(id)) for id in ids)
            words = (f"R{visible(id, 20)}" + (f" {visible(r.title, 40)}" if r else "") for id, r in found)
            yield Row(name, ", ".join(words))


def _actions(ws: Workspace, risk: Risk, today: str) -> Iterable[ActionLine]:
    for action in risk.actions:
        role, id = visible(action.get("role", ""), 20), action.get("card")
        if id is None:
            words = "becomes a card if it occurs" if role == "contingency" else "not a card yet"
            yield ActionLine(None, role, visible(action.get("text", ""), 200), words, "card-dim")
            continue
        card = ws.card(id)
        if card is None:
            yield ActionLine(id, role, "a card that is gone", "", "card-late")
        else:
            state, state_role = card_state(ws, card, today)
            yield ActionLine(id, role, visible(card.title, 200), state, state_role)


def card_state(ws: Workspace, card: Card, today: str) -> tuple[str, str]:
    """Return how a linked card stands, in words with a role: done, blocked, late, due, unowned …"""
    if ws.is_done(card):
        return "done", "success"
    if card.archived:
        return "archived unfinished", "card-late"
    column = ws.column(card.column)
    words = [visible(column.name if column else card.column, 40)]
    role = "foreground"
    words.append(f"@{visible(card.owner, 20)}" if card.owner else "unowned")
    words.append(due_words(card.due, today) if card.due else "no date")
    if card.due and card.due < today:
        role = "card-late"
    if card.blocked is not None:
        words.append("blocked")
        role = "card-blocked"
    return ", ".join(words), role


def score_lines(points: Sequence[ScorePoint], today: str) -> tuple[str, ...]:
    """Return the scores over time, the newest first: `12 mar  now 4×3 = 12 (was 20)  ana`."""
    last: dict[str, int] = {}
    lines = []
    for point in points:
        name = "now" if point.level == "current" else point.level
        if point.score is None:
            text = f"{name} unrated"
        else:
            was = last.get(point.level)
            text = f"{name} {point.score.probability}×{point.score.impact} = {point.score.value}"
            text += f" (was {was})" if was is not None and was != point.score.value else ""
            last[point.level] = point.score.value
        lines.append(f"{short_date(local_date(point.at), today):<11} {text}  {visible(point.who, 40)}")
    return tuple(reversed(lines))


_BLOCKS = ("▁▂▃▄▅▆▇█", "12345678")


def score_curve(points: Sequence[ScorePoint], ascii: bool = False) -> str:
    """Return the current score over time as one line of bars, a bar for each time it was given; empty under two."""
    values = [point.score.value for point in points if point.level == "current" and point.score is not None]
    if len(values) < 2:
        return ""
    signs = _BLOCKS[ascii]
    bars = "".join(signs[(value - 1) * (len(signs) - 1) // 24] for value in values[-40:])
    return f"{bars}  {' → '.join(map(str, values[-6:]))}"
