"""Which column of a risk register holds which field: headers differ, so that phrases are known, not names."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tuiboard.domain.risks import DIMENSIONS
from tuiboard.engine.exchange.csv_table import Row

_PHRASES: Mapping[str, str] = {
    "id": "id|risk id|ref|reference|risk ref|risk no|no|nr|number|risk number|key|code|identifier|#",
    "title": "title|risk title|name|risk name|summary|risk summary|headline|risk|short description",
    "event": "event|risk event|description|risk description|risk statement|statement|details",
    "cause": "cause|causes|root cause|risk cause|because of",
    "effect": "effect|effects|consequences|impact description|description of impact|consequence description",
    "kind": "kind|threat or opportunity|threat opportunity|risk or opportunity|nature",
    "category": "category|area|risk category|risk area|risk type|type|class|domain",
    "tags": "tags|labels|keywords",
    "project": "project|programme|program",
    "owner": "owner|risk owner|owned by|responsible|accountable|assignee|assigned to|responsible person|owner group",
    "probability": "probability|likelihood|likelyhood|chance|prob|p|l|current probability|current likelihood|"
    "probability of occurrence|likelihood of occurrence|risk probability|risk likelihood|probability level",
    "impact": "impact|severity|consequence|i|sev|current impact|impact level|impact rating|gravity|risk impact|"
    "seriousness|overall impact|impact overall|risk severity",
    "inherent_probability": "inherent probability|inherent likelihood|initial probability|initial likelihood|"
    "gross probability|gross likelihood|raw likelihood|raw probability|pre mitigation likelihood",
    "inherent_impact": "inherent impact|initial impact|gross impact|raw impact|inherent consequence|inherent severity|"
    "initial severity|pre mitigation impact|inherent impact overall",
    "residual_probability": "residual probability|residual likelihood|net probability|net likelihood",
    "residual_impact": "residual impact|residual consequence|residual severity|net impact",
    "target_probability": "target probability|target likelihood|post mitigation likelihood|post mitigation probability",
    "target_impact": "target impact|target consequence|target severity|post mitigation impact|target impact overall",
    "estimate_p": "estimate p|estimated probability",
    "estimate_low": "estimate low|low|minimum|min cost|cost min|cost low|minimum cost|best case|optimistic",
    "estimate_mode": "estimate mode|mode|most likely|cost most likely|most likely cost|likely cost|expected case",
    "estimate_high": "estimate high|high|maximum|max cost|cost max|cost high|maximum cost|worst case|pessimistic",
    "estimate_unit": "estimate unit|unit",
    "amount": "cost|amount|financial impact|monetary impact|potential loss|loss|exposure|financial exposure|"
    "estimated cost|potential cost|impact amount|value at risk|cost if it happens|delay|impact in days|delay in days",
    "emv": "emv|expected monetary value|expected value|expected loss|risk exposure|weighted cost|expected cost",
    "confidence": "confidence|confidence level",
    "proximity_from": "proximity from|earliest|window start|earliest date|could happen from",
    "proximity_to": "proximity to|latest|window end|latest date|could happen until",
    "strategy": "strategy|response strategy|response type|treatment option|risk strategy|treatment strategy",
    "preventive": "preventive|preventive actions|mitigation|mitigations|mitigation plan|mitigation strategy|"
    "mitigation actions|mitigation action|risk mitigation|fix|response|responses|risk response|response plan|"
    "treatment|treatment plan|risk treatment|action plan|action|actions|countermeasure|countermeasures|remediation|"
    "recommendation|preventive action|mitigating actions|planned response|planned actions",
    "contingency": "contingency actions|contingency action",
    "fallback": "fallback actions|fallback action",
    "contingency_plan": "contingency plan|contingency|plan b",
    "fallback_plan": "fallback plan|fallback",
    "triggers": "triggers|trigger|early warning|early warning signs|warning signs|indicators|risk trigger",
    "state": "state|status|risk status|risk state",
    "due": "due|due date|target date|deadline|action due|action due date|target completion date|fix by|resolve by|"
    "target resolution date|completion date",
    "next_review": "next review|next review date|review|review date|date of next review|review on",
    "last_review": "last review|last reviewed|last review date|reviewed on|date reviewed",
    "created_at": "created at|raised|raised on|date raised|date identified|identified on|opened|created|open date",
    "created_by": "created by|raised by|identified by|reporter",
    "url": "url|link|web link",
    "caused_by": "caused by|caused by risks",
    "close_reason": "close reason|reason for closing|closure reason",
    "closed_at": "closed at|closed on|date closed|closure date",
    "scored_at": "scored at",
    "reviewed_at": "reviewed at",
    "occurred_on": "occurred on|date occurred",
    "occurred_amount": "occurred amount|actual impact|actual cost",
    "occurred_unit": "occurred unit",
    "occurred_text": "occurred text",
    "escalated_at": "escalated at",
    "escalated_by": "escalated by",
    "escalated_note": "escalated note",
    "acceptance_requester": "acceptance requester",
    "acceptance_approver": "acceptance approver|accepted by|approved by|approver",
    "acceptance_rationale": "acceptance rationale|rationale for acceptance|rationale",
    "acceptance_expires": "acceptance expires|accepted until|acceptance expiry",
    "acceptance_signed_at": "acceptance signed at",
    "acceptance_snapshot": "acceptance snapshot",
    **{f"impact_{name}": f"impact {name}|{name} impact|impact on {name}" for name in DIMENSIONS},
    **{f"inherent_impact_{name}": f"inherent impact {name}" for name in DIMENSIONS},
    **{f"target_impact_{name}": f"target impact {name}" for name in DIMENSIONS},
}
"""Field → headers, the surest first."""
_RATINGS = frozenset({
    "rating", "score", "risk score", "risk rating", "risk level", "level", "rag", "rag status", "exposure rating",
    "risk exposure rating", "risk priority number", "rpn", "band",
})  # fmt: skip
"""Headers of what follows from probability and impact, and says neither."""
_ALSO = {
    "impact_time": ("schedule impact", "impact on schedule", "time impact"),
    "impact_quality": ("performance impact", "impact on performance"),
    "impact_reputation": ("reputational impact", "image impact"),
}
_KNOWN: dict[str, tuple[str, int]] = {
    phrase: (field, place)
    for field, phrases in _PHRASES.items()
    for place, phrase in enumerate((*phrases.split("|"), *_ALSO.get(field, ())))
}
_SURE = frozenset(
    {
        "probability", "impact", "contingency_plan", "emv", "triggers", "inherent_probability", "inherent_impact",
        "target_probability", "target_impact", "estimate_p", "fallback_plan", *(f"impact_{n}" for n in DIMENSIONS),
    }
)  # fmt: skip
_LIKELY = frozenset({"cause", "effect", "preventive", "strategy"})
"""Fields of which a register has one at least, and those that other tables may have too."""
_ELSEWHERE = frozenset({"issue key", "issue id", "issue type", "story points", "sprint", "epic link"})
"""Headers of issue trackers, which may have a severity too."""
LOOKED_FOR = (
    "a title, and a probability or likelihood, an impact, severity or consequence, a rating, a cause, an effect, "
    "or a response, mitigation or contingency"
)


class Column(NamedTuple):
    """One column: its place, its name, its field (empty where it has none), and what its header says in brackets."""

    place: int
    name: str
    field: str
    note: str


def columns_of(header: Sequence[str]) -> list[Column]:
    """Return the columns with their fields. A field has one column: the one named most exactly, else the first."""
    found = [(place, name, *_split(name)) for place, name in enumerate(header)]
    claims: dict[str, tuple[int, int]] = {}
    fields: dict[int, str] = {}
    for place, _, phrase, _ in found:
        field, rank = _KNOWN.get(phrase, ("", 0))
        if field and (field not in claims or rank < claims[field][0]):
            claims[field] = (rank, place)
    for field, (_, place) in claims.items():
        fields[place] = field
    _settle(fields)
    return [Column(place, name, fields.get(place, ""), note) for place, name, _, note in found]


def _settle(fields: dict[int, str]) -> None:
    """What depends on the other columns: residual scores, descriptions that serve as a title."""
    named = {field: place for place, field in fields.items()}
    residual = "target" if "probability" in named or "impact" in named else "current"
    for part in ("probability", "impact"):
        place = named.get(f"residual_{part}")
        if place is not None:
            wanted = f"target_{part}" if residual == "target" else part
            fields[place] = wanted if wanted not in named else ""
    if "due" in named and "next_review" not in named:
        fields[named["due"]] = "next_review"
    elif "due" in named:
        fields[named["due"]] = ""


def _split(name: str) -> tuple[str, str]:
    """A header as a phrase, and what it says in brackets: `Likelihood (1-5)` → `likelihood`, `1-5`."""
    note = " ".join(re.findall(r"[(\[]([^)\]]*)[)\]]", name)) + (" %" if "%" in name else "")
    bare = re.sub(r"[(\[][^)\]]*[)\]]", " ", name)
    bare = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", bare)
    phrase = " ".join(re.sub(r"[^\w#]+|_", " ", bare).lower().split())
    return phrase, note.strip()


def rate(header: Sequence[str]) -> int:
    """How much a row looks like the header of a register."""
    fields = {_KNOWN[phrase][0] for phrase in (_split(name)[0] for name in header) if phrase in _KNOWN}
    return len(fields)


def is_register(columns: Sequence[Column], said: bool) -> bool:
    """True where there is something to call a risk by, and something that risks have: one sign is enough where it is
    `said` to be a register, else it must be one that other tables don't have."""
    fields = {column.field for column in columns}
    if not fields & {"title", "event"}:
        return False
    phrases = [_split(column.name)[0] for column in columns]
    if said:
        return bool(fields & (_SURE | _LIKELY))
    if any(phrase in _ELSEWHERE for phrase in phrases):
        return False
    named = any("risk" in phrase.split() for phrase in phrases)
    likely = len(fields & _LIKELY) + any(phrase in _RATINGS for phrase in phrases)
    return bool(fields & _SURE) or likely > 1 or (named and likely > 0)


def is_rating(column: Column) -> bool:
    """True for a column of scores or bands."""
    return _split(column.name)[0] in _RATINGS


def cells(rows: Sequence[Row], column: Column) -> list[str]:
    """The cells of a column that hold something."""
    return [text for row in rows if (text := row.cells[column.place])]
