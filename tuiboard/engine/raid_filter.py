"""The filter language for decisions, assumptions, issues and lessons, in the grammar of the cards' filter, and orders.

    switch @ana @me @none kind:decision state:open is:late due:<7d date:>=-30d card:12 risk:R3 -word a|b

Nothing is hidden unless a word says so: whether what is over is shown is the caller's to decide, and `wants_over` tells
when a filter asks for it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from tuiboard.domain import shapes
from tuiboard.domain.names import did_you_mean, find_card, find_risk
from tuiboard.domain.raid import OVER, RAID_KINDS, STATES, RaidItem
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.engine import filter_language as shared
from tuiboard.engine.filter_language import DATE_WORDS, FilterContext, Language, Said, folded
from tuiboard.engine.lens import Reading

IS_WORDS = ("open", "over", "late", "unowned")
"""What can follow `is:`."""
SORTS = ("urgent", "newest", "due", "owner", "kind")
"""`urgent`: what is overdue, then what waits, the nearest day first; decisions that stand, the newest first; what is
over."""
_STATES = tuple(dict.fromkeys(state for states in STATES.values() for state in states))
_TEXTS = ("title", "text", "context", "decision", "consequences", "cause", "note")
_LAST = "9999-99-99"


class RaidFilter:
    """A filter that was understood. `wants_over` is true when it asks for what is over."""

    __slots__ = ("_readings", "text", "wants_over")

    def __init__(self, text: str, readings: Iterable[Reading], wants_over: bool) -> None:
        self.text = text
        """What was typed."""
        self._readings = tuple(readings)
        self.wants_over = wants_over

    def matches(self, item: RaidItem, facts: Mapping[str, Any] | None = None) -> bool:
        """True when all words hold; `facts` are those of the item, where someone keeps them."""
        known = facts_of(item) if facts is None else facts
        return all(reading(known) for reading in self._readings)


def facts_of(item: RaidItem) -> Mapping[str, Any]:
    """What the words of a filter read of one; it takes longer than reading it."""
    options = (shapes.text(part) for option in item.options for part in option.values())
    said = (*(shapes.text(item.doc.get(name)) for name in _TEXTS), *options)
    return {
        "item": item, "owner": item.owner, "due": item.due, "date": item.date or None, "key": item.key.lower(),
        "kind": item.kind, "state": item.state, "said": folded("\n".join(said)), "cards": item.cards,
        "risks": item.risks,
    }  # fmt: skip


def compile_raid_filter(text: str, ws: Workspace, context: FilterContext, *, typing: bool = False) -> RaidFilter:
    """Return the filter that `text` says; an empty one matches everything.

    With `typing`, a last word that can still become a valid one (`is:la`, `kind:`, `@`) is left out instead of refused.
    Raises Refused naming the first word that makes no sense: usage, or not_found for an unknown name.
    """
    readings, said = shared.understood(text, ws, context, _LANGUAGE, typing)
    return RaidFilter(text.strip(), readings, any(map(_asks_for_over, said)))


def _asks_for_over(word: Said) -> bool:
    value = word.value.lower()
    if word.key == "is":
        return value == ("over" if word.positive else "open")
    return word.key == "state" and word.positive and _one_of(value, "state", _STATES) in OVER


def sort_raid(items: Iterable[RaidItem], sort: str, today: str) -> list[RaidItem]:
    """Return them in an order of SORTS; ties by kind and the newest first. Raises Refused (usage) for another word."""
    places = {kind: place for place, kind in enumerate(RAID_KINDS)}
    keys: Mapping[str, Callable[[RaidItem], tuple[Any, ...]]] = {
        "urgent": lambda item: _urgency(item, today),
        "newest": lambda item: (),
        "due": lambda item: (item.is_over, item.due or _LAST),
        "owner": lambda item: (item.owner is None, item.owner or ""),
        "kind": lambda item: (places[item.kind], item.is_over),
    }
    key = keys.get(sort)
    if key is None:
        refuse("usage", f"There is no order “{visible(sort, 60)}”.", f"The orders are {', '.join(SORTS)}.")
    newest = sorted(items, key=lambda item: (item.date, item.id), reverse=True)
    return sorted(newest, key=key)


def _urgency(item: RaidItem, today: str) -> tuple[int, str]:
    """How pressing it is, then its day, where that counts."""
    if item.is_over:
        return 4, ""
    if item.is_late(today):
        return 0, item.due or ""
    if item.kind == "decision":
        return 3, ""
    return 1 if item.kind == "issue" else 2, item.due or _LAST


# What a word means


def _plain(text: str) -> Reading:
    wanted = folded(text)

    def reading(facts: Mapping[str, Any]) -> bool:
        if wanted in facts["said"] or wanted == facts["key"]:
            return True
        return wanted.isdigit() and wanted in facts["key"]

    return reading


def _is(value: str, ws: Workspace, context: FilterContext) -> Reading:
    word = value.lower()
    if word not in IS_WORDS:
        shared.refuse_is(value, IS_WORDS, _EXAMPLES["is"])
    if word == "unowned":
        return shared.unowned
    meanings: Mapping[str, Callable[[RaidItem], bool]] = {
        "open": lambda item: item.is_waiting,
        "over": lambda item: item.is_over,
        "late": lambda item: item.is_late(context.today),
    }
    holds = meanings[word]
    return lambda facts: holds(facts["item"])


def _one_of(value: str, key: str, words: Iterable[str]) -> str:
    """The word that `value` is, or the only one that begins so; `closed` is what issues were called once."""
    known = list(words)
    word = value.lower().replace(" ", "-")
    found = [each for each in known if each == word] or [each for each in known if each.startswith(word)]
    if len(found) != 1:
        hint = did_you_mean(value, known) or f"Choose {', '.join(known)}."
        refuse("usage", f"“{key}:{visible(value, 60)}” is not a filter word.", hint)
    return found[0]


def _kind(value: str, ws: Workspace, context: FilterContext) -> Reading:
    kind = _one_of(value, "kind", RAID_KINDS)
    return lambda facts: bool(facts["kind"] == kind)


def _state(value: str, ws: Workspace, context: FilterContext) -> Reading:
    state = _one_of(value, "state", _STATES)
    return lambda facts: bool(facts["state"] == state)


def _due(value: str, ws: Workspace, context: FilterContext) -> Reading:
    def late() -> Reading:
        return lambda facts: bool(facts["item"].is_late(context.today))

    return shared.dated("due", "due", value, context.today, late)


def _date(value: str, ws: Workspace, context: FilterContext) -> Reading:
    def late() -> Reading:
        refuse("usage", "“date:late” is not a filter word.", f"Write {_EXAMPLES['date']}; due:late finds what is late.")

    return shared.dated("date", "date", value, context.today, late)


def _card(value: str, ws: Workspace, context: FilterContext) -> Reading:
    if value.lower() in ("none", "any"):
        return lambda facts: bool(facts["cards"]) == (value.lower() == "any")
    card = find_card(ws, value).id
    return lambda facts: card in facts["cards"]


def _risk(value: str, ws: Workspace, context: FilterContext) -> Reading:
    if value.lower() in ("none", "any"):
        return lambda facts: bool(facts["risks"]) == (value.lower() == "any")
    risk = find_risk(ws, value).id
    return lambda facts: risk in facts["risks"]


def _choices(key: str, ws: Workspace) -> Iterator[str]:
    if key == "@":
        yield from shared.owner_choices(ws)
    elif key == "card":
        yield from ("none", "any", *map(str, ws.table("card")))
    elif key == "risk":
        yield from ("none", "any", *(f"R{id}" for id in ws.table("risk")))
    else:
        yield from choices(key)


def choices(key: str) -> list[str]:
    """The words that can follow a key and don't depend on the board."""
    known: dict[str, list[str]] = {
        "is": list(IS_WORDS), "kind": list(RAID_KINDS), "state": list(_STATES), "due": list(DATE_WORDS),
        "date": ["none", "any"],
    }  # fmt: skip
    return known.get(key, [])


_EXAMPLES = {
    "@": "@ana, @me or @none", "is": ", ".join(f"is:{word}" for word in IS_WORDS), "kind": "kind:decision",
    "state": "state:open", "due": "due:<7d, due:late or due:none", "date": "date:>=2026-03-01",
    "card": "card:12, card:any or card:none", "risk": "risk:R3, risk:any or risk:none",
}  # fmt: skip
_LANGUAGE = Language(
    "decision",
    {
        "@": shared.owned, "is": _is, "kind": _kind, "state": _state, "due": _due, "date": _date, "card": _card,
        "risk": _risk,
    },
    _EXAMPLES,
    _plain,
    {
        "owner": "@ana", "person": "@ana", "status": "state:open", "type": "kind:decision", "review": "due:<7d",
        "noted": "date:>=2026-03-01", "in": "state:open",
    },
    _choices,
    frozenset({"due", "date"}),
    frozenset({"due", "date"}),
)  # fmt: skip
