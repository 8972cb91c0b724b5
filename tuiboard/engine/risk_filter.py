"""The filter language for risks: words that say which ones are meant, in the grammar of the cards' filter.

    switch #network @ana @me @none is:above state:treating band:high score:>=10 emv:>10k review:<7d cat:security
    cell:4x5 card:12 p:refresh -word a|b

Nothing is hidden unless a word says so: whether closed risks are shown is the caller's to decide, and `wants_closed`
tells when a filter asks for them.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from tuiboard.domain.board import Entity
from tuiboard.domain.names import did_you_mean, find_card
from tuiboard.domain.refusal import Refused, refuse
from tuiboard.domain.risk_attention import attention
from tuiboard.domain.risk_money import emv
from tuiboard.domain.risk_rules import risk_rules
from tuiboard.domain.risk_states import has_lapsed, is_open_on, state_on
from tuiboard.domain.risks import BANDS, HIGHEST, OPEN_STATES, STATES, UNRATED, Risk, readable, score_of
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.engine import filter_language as shared
from tuiboard.engine.filter_language import DATE_WORDS, EntityFilter, FilterContext, Language, Said, folded
from tuiboard.engine.lens import Reading

IS_WORDS = (
    "open", "closed", "late", "unrated", "above", "lapsed", "unowned", "attention", "escalated", "threat",
    "opportunity",
)  # fmt: skip
"""What can follow `is:`."""

_NUMBERED = re.compile(r"r?([0-9]{1,9})\Z")
_CELL = re.compile(r"([0-9]+)\s*[x×*,]\s*([0-9]+)\Z", re.IGNORECASE)
_TEXTS = ("title", "cause", "event", "effect", "category")


class RiskFilter(EntityFilter):
    """A filter of risks. `wants_closed` is true when it asks for closed or occurred ones."""

    __slots__ = ("wants_closed",)

    def __init__(self, text: str, readings: Iterable[Reading], wants_closed: bool) -> None:
        super().__init__(text, readings)
        self.wants_closed = wants_closed

    def matches(self, entity: Entity) -> bool:
        """True when all words hold for the risk, as it is read."""
        return super().matches(Risk(readable(entity.doc)))


def compile_risk_filter(text: str, ws: Workspace, context: FilterContext, *, typing: bool = False) -> RiskFilter:
    """Return the filter that `text` says; an empty one matches every risk.

    With `typing`, a last word that can still become a valid one (`is:la`, `score:>`, `@`) is left out instead of
    refused. Raises Refused naming the first word that makes no sense: usage, or not_found for an unknown name.
    """
    readings, said = shared.understood(text, ws, context, _LANGUAGE, typing)
    return RiskFilter(text.strip(), readings, any(map(_asks_for_closed, said)))


def _asks_for_closed(word: Said) -> bool:
    value = word.value.lower()
    if word.key == "is":
        return value == ("closed" if word.positive else "open")
    return word.key == "state" and word.positive and _one_of(value, "state", STATES) not in OPEN_STATES


# What a word means


def _plain(text: str) -> Reading:
    wanted = folded(text)
    numbered = _NUMBERED.match(wanted)
    number = numbered[1] if numbered else None
    is_key = wanted.startswith("r")

    def reading(doc: Mapping[str, Any]) -> bool:
        if any(wanted in folded(doc.get(name) or "") for name in _TEXTS):
            return True
        if any(wanted in folded(tag) for tag in doc.get("tags", ())):
            return True
        return number is not None and (number == str(doc["id"]) if is_key else number in str(doc["id"]))

    return reading


def _is(value: str, ws: Workspace, context: FilterContext) -> Reading:
    word = value.lower()
    if word not in IS_WORDS:
        shared.refuse_is(value, IS_WORDS, _EXAMPLES["is"])
    if word == "unowned":
        return shared.unowned
    rules, today = risk_rules(ws.board), context.today
    needs = context.needs or (lambda risk: attention(ws, risk, today, rules))
    meanings: Mapping[str, Callable[[Risk], bool]] = {
        "open": lambda risk: is_open_on(risk, today),
        "closed": lambda risk: not is_open_on(risk, today),
        "late": lambda risk: _is_late(risk, today),
        "unrated": lambda risk: risk.score() is None,
        "above": lambda risk: not risk.is_opportunity and rules.is_above_appetite(risk.score()),
        "lapsed": lambda risk: has_lapsed(risk, today),
        "attention": lambda risk: bool(needs(risk)),
        "escalated": lambda risk: risk.escalated is not None,
        "threat": lambda risk: not risk.is_opportunity,
        "opportunity": lambda risk: risk.is_opportunity,
    }
    return _of(meanings[word])


def _of(holds: Callable[[Risk], bool]) -> Reading:
    return lambda doc: holds(Risk(doc))


def _is_late(risk: Risk, today: str) -> bool:
    """True for an open risk whose review was due before today."""
    return risk.next_review is not None and risk.next_review < today and is_open_on(risk, today)


def _state(value: str, ws: Workspace, context: FilterContext) -> Reading:
    state, today = _one_of(value, "state", STATES), context.today
    return _of(lambda risk: state_on(risk, today) == state)


def _band(value: str, ws: Workspace, context: FilterContext) -> Reading:
    band, rules = _one_of(value, "band", (*BANDS, UNRATED)), risk_rules(ws.board)
    return _of(lambda risk: rules.band(risk.score()) == band)


def _one_of(value: str, key: str, words: Iterable[str]) -> str:
    """The word that `value` is, or the only one that begins so."""
    known = list(words)
    found = [word for word in known if word == value.lower()] or [w for w in known if w.startswith(value.lower())]
    if len(found) != 1:
        hint = did_you_mean(value, known) or f"Choose {', '.join(known)}."
        refuse("usage", f"“{key}:{visible(value, 60)}” is not a filter word.", hint)
    return found[0]


def _score(value: str, ws: Workspace, context: FilterContext) -> Reading:
    sign, number = shared.compared(value)
    if value.lower() in ("none", "any"):
        return _of(lambda risk: (risk.score() is not None) == (value.lower() == "any"))
    if not (number.isascii() and number.isdigit()) or not 1 <= int(number[:9]) <= HIGHEST**2:
        hint = f"Scores go from 1 to {HIGHEST**2}: score:>=10, score:none."
        refuse("usage", f"“score:{visible(value, 60)}” is not a score.", hint)
    holds, wanted = shared.COMPARISONS[sign], int(number)

    def reading(doc: Mapping[str, Any]) -> bool:
        score = score_of(doc.get("current"))
        return score is not None and holds(score.value, wanted)

    return reading


def _emv(value: str, ws: Workspace, context: FilterContext) -> Reading:
    sign, text = shared.compared(value)
    if value.lower() in ("none", "any"):
        return _of(lambda risk: (risk.quant is not None) == (value.lower() == "any"))
    from tuiboard.engine.amounts import parse_amount  # late: few filters are about money

    rules = risk_rules(ws.board)
    try:
        amount = parse_amount(text.removeprefix("-"), rules.currency)
    except Refused as refused:
        words = f"“emv:{visible(value, 60)}” is not a filter word: {refused.refusal.message}"
        refuse("usage", words, f"Write {_EXAMPLES['emv']}.")
    wanted = -amount.number if text.startswith("-") else amount.number
    holds, unit = shared.COMPARISONS[sign], amount.unit or rules.unit

    def holds_for(risk: Risk) -> bool:
        found = emv(risk)
        return found is not None and risk.quant is not None and risk.quant.unit == unit and holds(found, wanted)

    return _of(holds_for)


def _review(value: str, ws: Workspace, context: FilterContext) -> Reading:
    def late() -> Reading:
        return _of(lambda risk: _is_late(risk, context.today))

    due = shared.dated("review", "next_review", value, context.today, late)
    # What can't happen any more has no review due, whatever day stands in it.
    return lambda doc: due(doc if is_open_on(Risk(doc), context.today) else {**doc, "next_review": None})


def _category(value: str, ws: Workspace, context: FilterContext) -> Reading:
    wanted = folded(value)
    if wanted == "none":
        return lambda doc: not doc.get("category")
    return lambda doc: folded(doc.get("category") or "").startswith(wanted)


def _cell(value: str, ws: Workspace, context: FilterContext) -> Reading:
    found = _CELL.match(value)
    cell = (int(found[1][:9]), int(found[2][:9])) if found else (0, 0)
    if not all(1 <= level <= HIGHEST for level in cell):
        hint = f"Write probability x impact, 1 to {HIGHEST} each, as in cell:4x5."
        refuse("usage", f"“cell:{visible(value, 60)}” is no cell of the matrix.", hint)
    return lambda doc: score_of(doc.get("current")) == cell


def _card(value: str, ws: Workspace, context: FilterContext) -> Reading:
    if value.lower() in ("none", "any"):
        return _of(lambda risk: bool(risk.cards()) == (value.lower() == "any"))
    card = find_card(ws, value).id
    return _of(lambda risk: card in risk.cards())


def _choices(key: str, ws: Workspace) -> Iterator[str]:
    if key == "@":
        yield from shared.owner_choices(ws)
    elif key == "p":
        yield from shared.project_choices(ws)
    elif key == "cat":
        yield from ("none", *(risk.category for risk in ws.risks()))
    elif key == "card":
        yield from ("none", "any", *map(str, ws.table("card")))
    else:
        yield from choices(key)


def choices(key: str) -> list[str]:
    """The words that can follow a key and don't depend on the board; `cell` has the worst first."""
    levels = range(HIGHEST, 0, -1)
    known: dict[str, list[str]] = {
        "is": list(IS_WORDS), "review": list(DATE_WORDS), "state": list(STATES), "band": [*BANDS, UNRATED],
        "score": ["none", "any"], "emv": ["none", "any"],
        "cell": [f"{probability}x{impact}" for probability in levels for impact in levels],
    }  # fmt: skip
    return known.get(key, [])


_EXAMPLES = {
    "@": "@ana, @me or @none", "#": "#network", "p": "p:refresh", "is": ", ".join(f"is:{word}" for word in IS_WORDS),
    "state": "state:treating", "band": "band:high", "score": "score:>=10 or score:none", "emv": "emv:>10k",
    "review": "review:<7d, review:late or review:none", "cat": "cat:security", "cell": "cell:4x5",
    "card": "card:12, card:any or card:none",
}  # fmt: skip
_LANGUAGE = Language(
    "risk",
    {
        "@": shared.owned, "#": shared.tagged, "p": shared.in_project, "is": _is, "state": _state, "band": _band,
        "score": _score, "emv": _emv, "review": _review, "cat": _category, "cell": _cell, "card": _card,
    },
    _EXAMPLES,
    _plain,
    {
        "owner": "@ana", "person": "@ana", "tag": "#network", "tags": "#network", "project": "p:refresh",
        "category": "cat:security", "status": "state:treating", "kind": "is:opportunity", "due": "review:<7d",
        "probability": "cell:4x5", "impact": "cell:4x5",
    },
    _choices,
    frozenset({"review"}),
    frozenset({"score", "emv", "review"}),
)  # fmt: skip
