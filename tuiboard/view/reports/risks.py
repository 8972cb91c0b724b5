"""The report about risks: which count most, what they may cost and why that changed, and what has to be decided."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from tuiboard.domain.calendar import due_words, start_of_day
from tuiboard.domain.changes import Entry
from tuiboard.domain.risk_exposure import ExposureWeek, exposure
from tuiboard.domain.risk_history import RiskChange, risk_changes
from tuiboard.domain.risk_money import Reserve, emv, reserve
from tuiboard.domain.risk_rules import RiskRules, risk_rules
from tuiboard.domain.risk_states import is_open_on
from tuiboard.domain.risks import Risk, score_of
from tuiboard.domain.text import visible
from tuiboard.domain.working_days import team_zone
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.risk_sorting import sort_risks
from tuiboard.view.charts import Chart, Series
from tuiboard.view.report import Block, Figure, Figures, Listing, Paragraph, Report, Section, Table
from tuiboard.view.report_words import ended, full_date
from tuiboard.view.reports.standup import named_project
from tuiboard.view.risk_money import basis, exposure_sentences, figures, money_words, risk_sentence
from tuiboard.view.risk_register import NeedRow, needs_attention, state_words

MOST_TOP, MOST_NEEDS, MOST_CHANGES = 10, 12, 20
WEEKS_SHOWN = 12
PLAIN = 5
"""Risks that are told in sentences."""
_DECISIONS = frozenset({"acceptance lapsed", "trigger fired", "escalate", "above appetite"})
"""Needs that ask for a decision; the others are work that is left undone."""
_TOLD = {"expected": "On average", "P50": "Enough in 5 of 10 cases", "P80": "Enough in 8 of 10 cases",
         "P95": "Enough in 19 of 20 cases"}  # fmt: skip
"""Figures of the reserve that are told, with their names."""


class _Found(NamedTuple):
    """What was read for a report."""

    risks: Sequence[Risk]
    open: Sequence[Risk]
    needs: Sequence[NeedRow]
    changes: Sequence[RiskChange]
    reserve: Reserve
    delay: Reserve
    weeks: Sequence[ExposureWeek]
    rules: RiskRules


def risks_report(
    ws: Workspace, entries: Iterable[Entry], today: str, now: str, *, since: str, project: str | None = None,
    board: str, head: str, seq: int, who: str,
) -> Report:  # fmt: skip
    """Return the report of all risks, or of a project's: those that name it, and those that name none and are linked
    to cards of it. `entries` are those of the journal that are about risks, newest first."""
    found = _read(ws, list(entries), today, since, project)
    sections = (
        Section("Decisions needed", (_needs(found, True),)),
        Section(f"What changed since {full_date(since)}", tuple(_changes(found))),
        Section("The risks that count most", tuple(_top(found, ws, today))),
        Section("What they may cost", tuple(_money(found))),
        Section("Left undone", tuple(_undone(found, today))),
    )
    title = f"Risks{named_project(ws, project)}"
    return Report("risks", title, _lead(found), sections, board, since, now, head, seq, _document(found, today))


def _read(ws: Workspace, entries: list[Entry], today: str, since: str, project: str | None) -> _Found:
    rules = risk_rules(ws.board)
    risks = sort_risks(ws, [risk for risk in ws.risks() if _belongs(ws, risk, project)], "score", today)
    ids = {risk.id for risk in risks}
    zone = team_zone(ws)
    begin = start_of_day(since, zone)
    held = [risk for risk in risks if is_open_on(risk, today)]
    weeks = exposure(entries, today, "money", rules.unit, zone, None if project is None else ids)
    return _Found(
        risks, held, [need for need in needs_attention(ws, today) if need.risk in ids],
        [change for change in risk_changes(entries) if change.at >= begin and change.change.id in ids],
        reserve(held, "money", rules.unit), reserve(held, "days", rules.unit), weeks, rules,
    )  # fmt: skip


def _belongs(ws: Workspace, risk: Risk, project: str | None) -> bool:
    if project is None or risk.project == project:
        return True
    cards = [ws.card(id) for id in risk.cards()] if not risk.project else []
    return any(card is not None and card.project == project for card in cards)


def _lead(found: _Found) -> str:
    if not found.risks:
        return "No risk is on record; that says that nobody has written one down, not that there is none."
    many = len(found.open)
    above = sum(1 for risk in found.open if not risk.is_opportunity and found.rules.is_above_appetite(risk.score()))
    unrated = sum(1 for risk in found.open if risk.score() is None)
    words = [f"{many:,} risk{' is' if many == 1 else 's are'} open"]
    if many == 1:
        words.append(f"it is {'above' if above else 'not above'} what the board puts up with")
    elif many:
        some = f"{above or 'none'} of them {'is' if above in (0, 1) else 'are'}"
        words.append(f"{some} above what the board puts up with")
    if unrated:
        words.append(f"{'it' if many == 1 else f'{unrated:,}'} {'is' if unrated == 1 else 'are'} not rated yet")
    said = f"{'; '.join(words)}."
    money = exposure_sentences(found.weeks, found.rules)[:1] if any(week.exposure for week in found.weeks[-1:]) else ()
    return " ".join((said, *money))


def _needs(found: _Found, decisions: bool) -> Listing:
    """What needs someone, a line a risk: what asks for a decision, or the work that is left."""
    by_risk: dict[str, list[str]] = {}
    for row in found.needs:
        if (row.need.name in _DECISIONS) is decisions:
            by_risk.setdefault(f"{row.key} {visible(row.title, 80)}", []).append(row.need.words)
    lines = [f"{name}: {ended('; '.join(words))}" for name, words in by_risk.items()]
    more = len(lines) - MOST_NEEDS
    shown = lines[:MOST_NEEDS] + ([f"And {more:,} more risks."] if more > 0 else [])
    return Listing(tuple(shown), "No risk waits for a decision." if decisions else "Nothing is left undone.")


# What changed


def _changes(found: _Found) -> Iterable[Block]:
    lines = list(_changed(found))
    more = len(lines) - MOST_CHANGES
    shown = lines[:MOST_CHANGES] + ([f"And {more:,} more."] if more > 0 else [])
    yield Listing(tuple(shown), "Nothing changed: no risk was raised, scored again, closed, or came true.")


def _changed(found: _Found) -> Iterable[str]:
    """What became of each risk since: from what it was then to what it is now, however often it changed between."""
    by_risk: dict[int, list[RiskChange]] = {}
    for change in found.changes:
        by_risk.setdefault(int(change.change.id), []).append(change)
    known = {risk.id: risk for risk in found.risks}
    for id, changes in by_risk.items():
        words = list(_became(known[id], changes, found.rules))
        if words:
            yield f"{known[id].key} {visible(known[id].title, 80)} {' and '.join(words)}."


def _became(risk: Risk, changes: Sequence[RiskChange], rules: RiskRules) -> Iterable[str]:
    score = risk.score()
    if changes[0].change.before is None:
        rated = f"with a score of {score.value} ({rules.band(score)})" if score is not None else "and is not rated yet"
        yield f"was raised by @{visible(changes[0].who, 40)} {rated}"
    else:
        ratings = [before["current"] for one in changes if "current" in (before := one.change.before or {})]
        was = score_of(ratings[0]) if ratings else score
        if was != score:
            yield (f"is scored {score.value if score else 'no more'} ({rules.band(score)}), "
                   f"it was {was.value if was else 'unrated'}")  # fmt: skip
    states = [before["state"] for one in changes if "state" in (before := one.change.before or {})]
    if states and states[0] != risk.state:
        if risk.state == "occurred":
            yield "has come true"
        elif risk.state == "closed":
            yield f"was closed: {visible(risk.close_reason or 'without a reason', 40)}"
        else:
            yield f"is now {visible(risk.state, 40)}, it was {visible(states[0], 40)}"


# The risks


def _top(found: _Found, ws: Workspace, today: str) -> Iterable[Block]:
    top = [risk for risk in found.open if risk.score() is not None][:MOST_TOP]
    rows = tuple(_row(risk, found.rules, today) for risk in top)
    head = ("ID", "Risk", "Score", "Band", "Expected", "Owner", "Next review", "State")
    yield Table(head, rows, frozenset({2, 4}), "No open risk is rated.")
    for risk in top[:PLAIN]:
        yield Paragraph(f"{risk.key} {visible(risk.title, 120)}", "strong")
        yield Paragraph(plain_sentence(risk, found.rules, ws))
    unrated = [risk.key for risk in found.open if risk.score() is None]
    left = len(found.open) - len(unrated) - len(top)
    if left > 0:
        yield Paragraph(f"{left:,} more {'is' if left == 1 else 'are'} open, scored no higher than these.", "dim")
    if unrated and top:
        more = len(unrated) - MOST_TOP
        named = ", ".join(unrated[:MOST_TOP]) + (f" and {more:,} more" if more > 0 else "")
        yield Paragraph(f"Open and not rated yet: {named}.", "dim")


def _row(risk: Risk, rules: RiskRules, today: str) -> tuple[str, ...]:
    score, expected = risk.score(), emv(risk)
    unit = risk.quant.unit if risk.quant else "money"
    amount = "" if expected is None else money_words(expected, rules, unit, long=True)
    return (
        risk.key, visible(risk.title, 100), str(score.value) if score else "", rules.band(score), amount,
        f"@{visible(risk.owner, 40)}" if risk.owner else "nobody",
        due_words(risk.next_review, today) if risk.next_review else "none", state_words(risk, today),
    )  # fmt: skip


def plain_sentence(risk: Risk, rules: RiskRules, ws: Workspace) -> str:
    """Return why a risk is one, what it may cost, and what is done about it, in sentences without a formula."""
    parts = []
    cause, event, effect = (_clause(risk.doc.get(name)) for name in ("cause", "event", "effect"))
    if cause:
        parts.append(f"Why: {cause}.")
    if event or effect:
        parts.append(f"What could happen: {', and then: '.join(filter(None, (event, effect)))}.")
    parts.append(risk_sentence(risk, rules))
    cards = [card for id in risk.cards("preventive") if (card := ws.card(id)) is not None]
    if cards:
        done = sum(1 for card in cards if ws.is_done(card))
        named = ", ".join(f"card {card.id} “{visible(card.title, 60)}”" for card in cards[:3])
        more = f" and {len(cards) - 3:,} more" if len(cards) > 3 else ""
        parts.append(f"Against it: {named}{more}; {done or 'none'} of {len(cards)} done.")
    elif not risk.is_opportunity:
        parts.append("Nothing is planned against it.")
    return " ".join(parts)


def _clause(value: object) -> str:
    text = visible(value, 240) if isinstance(value, str) else ""
    return " ".join(text.split()).rstrip(".")


# Money


def _money(found: _Found) -> Iterable[Block]:
    yield from _reserve(found.reserve, found.rules)
    for text in basis(found.reserve):
        yield Paragraph(text, "dim")
    if found.delay.counted:
        yield Paragraph("Estimated in days, not in money", "strong")
        yield from _reserve(found.delay, found.rules)
    weeks = found.weeks[-WEEKS_SHOWN:]
    if any(week.exposure or week.realised_total for week in weeks):
        sentences = exposure_sentences(found.weeks, found.rules)
        yield exposure_chart(weeks, found.rules, " ".join(sentences))
        if any((week.new, week.rescored, week.closed, week.realised) != (0, 0, 0, 0) for week in weeks):
            yield _reasons_chart(weeks, found.rules)


def _reserve(total: Reserve, rules: RiskRules) -> Iterable[Block]:
    told = [one for one in figures(total, rules) if one.name in _TOLD]
    if told:
        yield Figures(tuple(Figure(_TOLD[one.name], one.value, one.text) for one in told))


def exposure_chart(weeks: Sequence[ExposureWeek], rules: RiskRules, says: str) -> Chart:
    """Return exposure week by week, and what has come true in all: a fall of the one beside a rise of the other is no
    success."""
    series = (
        Series("open threats, expected", tuple(week.exposure for week in weeks), "risk-high", "e"),
        Series("came true, in all", tuple(week.realised_total for week in weeks), "risk-critical", "x"),
    )
    return Chart("lines", "What the open threats are expected to cost, at the end of each week",
                 _mondays(weeks), series, unit=visible(rules.currency, 12) or "money", says=says)  # fmt: skip


def _reasons_chart(weeks: Sequence[ExposureWeek], rules: RiskRules) -> Chart:
    named = (
        ("raised", "risk-high", "n", [week.new for week in weeks]),
        ("estimated anew", "risk-moderate", "r", [week.rescored for week in weeks]),
        ("closed", "risk-low", "c", [week.closed for week in weeks]),
        ("came true", "risk-critical", "x", [week.realised for week in weeks]),
    )
    series = tuple(Series(name, tuple(values), role, mark) for name, role, mark, values in named if any(values))
    says = "Above the line the exposure grew, below it fell; what came true is gone from it, but it is no success."
    return Chart("bars", "Why it changed", _mondays(weeks), series, unit=visible(rules.currency, 12) or "money",
                 says=says)  # fmt: skip


def _mondays(weeks: Sequence[ExposureWeek]) -> tuple[str, ...]:
    return tuple(week.monday for week in weeks)


# What is left undone


def _undone(found: _Found, today: str) -> Iterable[Block]:
    late = [risk for risk in found.open if risk.next_review and risk.next_review < today]
    if late:
        oldest = min(late, key=lambda risk: risk.next_review or "")
        yield Paragraph(
            f"{len(late):,} review{' is' if len(late) == 1 else 's are'} overdue, the oldest one is of {oldest.key}, "
            f"which was due on {full_date(oldest.next_review or '')}.", "warning",
        )  # fmt: skip
    yield _needs(found, False)


def _document(found: _Found, today: str) -> dict[str, Any]:
    late = [risk.key for risk in found.open if risk.next_review and risk.next_review < today]
    return {
        "open": len(found.open),
        "top": [risk.key for risk in found.open if risk.score() is not None][:MOST_TOP],
        "needs": [{"risk": row.key, "need": row.need.name, "words": row.need.words} for row in found.needs],
        "overdue_reviews": late,
        "lapsed_acceptances": [row.key for row in found.needs if row.need.name == "acceptance lapsed"],
        "reserve": {figure.name: figure.amount for figure in figures(found.reserve, found.rules)},
        "days": {figure.name: figure.amount for figure in figures(found.delay, found.rules)},
        "currency": found.rules.currency,
        "weeks": [week._asdict() for week in found.weeks[-WEEKS_SHOWN:]],
        "changed": list(_changed(found)),
    }
