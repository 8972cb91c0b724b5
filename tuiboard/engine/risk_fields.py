"""The fields of risks and issues as text."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tuiboard.domain.calendar import parse_date
from tuiboard.domain.decide import risk_checks
from tuiboard.domain.names import did_you_mean, find_risk
from tuiboard.domain.refusal import refuse
from tuiboard.domain.risk_rules import risk_rules
from tuiboard.domain.risks import CONFIDENCES, RISK_KINDS, STRATEGIES, quant_of
from tuiboard.domain.text import one_line, visible
from tuiboard.engine import field_texts as texts
from tuiboard.engine.field_texts import Field, Reading

_SEPARATOR = re.compile(r"[\s,]+")
_SEEN = re.compile(r"(.*\S)\s+\(seen (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)\)\Z", re.DOTALL)


def _word(at: Reading, text: str, words: Sequence[str]) -> str | None:
    """One of a few words, or the only one that begins so."""
    word = text.strip().lower()
    found = [word] if word in words else [known for known in words if known.startswith(word)]
    if texts.is_none(text):
        return None
    if len(found) != 1:
        hint = did_you_mean(word, words) or f"Choose {risk_checks.listed(words)}."
        refuse("bad_data", f"“{visible(text, 60)}” is no {at.field}.", hint)
    return found[0]


def _kind(at: Reading, text: str) -> str | None:
    return _word(at, text, RISK_KINDS)


def _confidence(at: Reading, text: str) -> str | None:
    return _word(at, text, CONFIDENCES)


def _state(at: Reading, text: str) -> str | None:
    return _word(at, text, ("open", "closed"))


def _paragraph(at: Reading, text: str) -> str | None:
    return risk_checks.paragraph(text, at.field)


def _strategy(at: Reading, text: str) -> list[str] | None:
    every = list(dict.fromkeys(word for words in STRATEGIES.values() for word in words))
    if texts.is_none(text):
        return None
    found = [_word(at, word, every) or "" for word in _SEPARATOR.split(text) if word]
    return risk_checks.strategies(found) or None


def _proximity(at: Reading, text: str) -> dict[str, str] | None:
    """`2026-12-01..2026-12-20`, an open end too; one date is that day."""
    if texts.is_none(text):
        return None
    first, dots, last = (part.strip() for part in one_line(text).partition(".."))
    begins = parse_date(first, at.today) if first else None
    ends = (parse_date(last, at.today) if last else None) if dots else begins
    return risk_checks.proximity({"from": begins, "to": ends})


def _show_proximity(value: Mapping[str, Any]) -> str:
    return f"{value.get('from') or ''}..{value.get('to') or ''}"


def _quant(at: Reading, text: str) -> dict[str, Any] | None:
    if texts.is_none(text):
        return None
    from tuiboard.engine.amounts import parse_estimate  # late: few edits are about money

    rules = risk_rules(at.ws.board)
    return risk_checks.quant(parse_estimate(text, rules.unit, rules.currency))


def _show_quant(value: Mapping[str, Any]) -> str:
    from tuiboard.engine.amounts import format_estimate

    return format_estimate(value) if quant_of({"quant": value}) is not None else ""


def _triggers(at: Reading, text: str) -> list[dict[str, Any]] | None:
    """One a line; `(seen 2026-03-02T08:00:00Z)` at its end says that it was seen, and when."""
    found: list[dict[str, Any]] = []
    for line in text.splitlines():
        seen = _SEEN.match(line.strip())
        if seen is not None:
            found.append({"text": seen[1], "fired_at": seen[2]})
        elif line.strip():
            found.append({"text": line})
    return risk_checks.triggers(found) or None


def _show_triggers(value: Sequence[Mapping[str, Any]]) -> str:
    lines = []
    for trigger in value:
        seen = f" (seen {trigger['fired_at']})" if trigger.get("fired_at") else ""
        lines.append(f"{trigger.get('text', '')}{seen}")
    return "\n".join(lines)


def _causes(at: Reading, text: str) -> list[int] | None:
    if texts.is_none(text):
        return None
    return list(dict.fromkeys(find_risk(at.ws, word).id for word in _SEPARATOR.split(text) if word)) or None


def _show_causes(value: Sequence[int]) -> str:
    return ", ".join(f"R{id}" for id in value)


RISK_FIELDS = (
    Field("title", "Title", "one line", texts.title),
    Field("kind", "Kind", "threat or opportunity", _kind),
    Field("category", "Category", "technical, supplier …", texts.line),
    Field("owner", "Owner", "ana, me or none", texts.person),
    Field("cause", "Cause", "because of what", _paragraph, lines=True),
    Field("event", "Event", "what could happen", _paragraph, lines=True),
    Field("effect", "Effect", "what that would lead to", _paragraph, lines=True),
    Field("proximity", "When", "2026-12-01..2026-12-20", _proximity, _show_proximity),
    Field("strategy", "Strategy", "avoid, reduce, transfer, share or accept", _strategy, texts.show_list, many=True),
    Field("quant", "Estimate", "30% 60k, or 30% 40k/60k/90k", _quant, _show_quant),
    Field("confidence", "Confidence", "low, medium or high", _confidence),
    Field("triggers", "Triggers", "what announces it, one a line", _triggers, _show_triggers, many=True, lines=True),
    Field("contingency_plan", "Contingency", "what to do when it happens", _paragraph, lines=True),
    Field("fallback_plan", "Fallback", "what to do when that fails", _paragraph, lines=True),
    Field("next_review", "Next review", texts.DATE_HINT, texts.date),
    Field("caused_by", "Caused by", "R2, R3", _causes, _show_causes, many=True),
    Field("project", "Project", "its key or name", texts.project),
    Field("tags", "Tags", "network, urgent", texts.tags, texts.show_list, many=True),
    Field("responsible", "Responsible", texts.PEOPLE_HINT, texts.people, texts.show_list, many=True),
    Field("consulted", "Consulted", texts.PEOPLE_HINT, texts.people, texts.show_list, many=True),
    Field("informed", "Informed", texts.PEOPLE_HINT, texts.people, texts.show_list, many=True),
)
"""In the order of a form."""
ISSUE_FIELDS = (
    Field("text", "Text", "one line", texts.title),
    Field("owner", "Owner", "ana, me or none", texts.person),
    Field("state", "State", "open or closed", _state),
)
