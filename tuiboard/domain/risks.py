"""Risks and issues: typed, read-only views of their documents, and how a risk is scored.

Sources: the entry of a risk register of PRINCE2 (A.25), ISO 31000 for the words. The score is probability × the largest
impact (never a sum over dimensions: five small impacts are no large one); on what such products hide see Cox 2008.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Literal, NamedTuple

from tuiboard.domain import shapes
from tuiboard.domain.board import Entity

RiskKind = Literal["threat", "opportunity"]
RISK_KINDS: tuple[RiskKind, ...] = ("threat", "opportunity")
State = Literal["identified", "assessed", "treating", "monitoring", "accepted", "occurred", "closed"]
STATES: tuple[State, ...] = ("identified", "assessed", "treating", "monitoring", "accepted", "occurred", "closed")
OPEN_STATES: frozenset[str] = frozenset(("identified", "assessed", "treating", "monitoring", "accepted"))
"""States of a risk that may still happen."""
Level = Literal["inherent", "current", "target"]
LEVELS: tuple[Level, ...] = ("inherent", "current", "target")
"""Before anything is done, now, and what the response aims at."""
DIMENSIONS = ("cost", "time", "scope", "quality", "reputation")
OVERALL = "overall"
"""Where one impact was given without saying on what."""
IMPACTS = (*DIMENSIONS, OVERALL)
Role = Literal["preventive", "contingency", "fallback"]
ROLES: tuple[Role, ...] = ("preventive", "contingency", "fallback")
STRATEGIES: Mapping[str, tuple[str, ...]] = {
    "threat": ("avoid", "reduce", "transfer", "share", "accept"),
    "opportunity": ("exploit", "enhance", "share", "reject"),
}
CLOSE_REASONS = ("passed", "eliminated", "transferred", "duplicate", "realised")
CONFIDENCES = ("low", "medium", "high")
UNITS = ("money", "days")
Band = Literal["low", "moderate", "high", "critical"]
BANDS: tuple[Band, ...] = ("low", "moderate", "high", "critical")
UNRATED = "unrated"
"""The bucket of what has no score: never 0 and never the maximum."""
HIGHEST = 5
"""Probability and impact go from 1 to this."""


class Score(NamedTuple):
    """Probability and the largest impact, 1 to 5 each."""

    probability: int
    impact: int

    @property
    def value(self) -> int:
        """Probability × impact, 1 to 25."""
        return self.probability * self.impact


class Quant(NamedTuple):
    """What a risk would cost or bring if it happened: probability 0–1 and three points in money or days."""

    p: float
    low: float
    mode: float
    high: float
    unit: str


def score_of(rating: Mapping[str, Any] | None) -> Score | None:
    """Return the score of `{probability, impact {…}}`, None where either is missing or no level."""
    if not isinstance(rating, Mapping):
        return None
    probability, impact = rating.get("probability"), rating.get("impact")
    levels = [level for level in impact.values() if _is_level(level)] if isinstance(impact, Mapping) else []
    return Score(int(probability), max(levels)) if _is_level(probability) and levels else None  # type: ignore[arg-type]


def _is_level(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= HIGHEST


LARGEST = 1e15
"""Amounts above it are no estimate."""


def quant_of(doc: Mapping[str, Any], unit: str = "money") -> Quant | None:
    """Return the estimate in a risk's document, None where there is none or it is no estimate.

    `unit` is that of estimates that name none.
    """
    found = doc.get("quant")
    if not isinstance(found, Mapping):
        return None
    p, low, mode, high = (shapes.amount(found.get(name), LARGEST) for name in ("p", "low", "mode", "high"))
    unit = found.get("unit") or unit
    if p is None or low is None or mode is None or high is None or unit not in UNITS:
        return None
    if p > 1 or not low <= mode <= high:
        return None
    return Quant(float(p), float(low), float(mode), float(high), unit)


# How the fields are read, whoever wrote them: a document may come from a newer version or another program


def _state(value: object) -> str:
    return value if isinstance(value, str) and value in STATES else "identified"


def _kind(value: object) -> str:
    return "opportunity" if value == "opportunity" else "threat"


def _rating(value: object) -> Mapping[str, Any]:
    return shapes.mapping(value, probability=lambda found: found if _is_level(found) else None, impact=_impact)


def _impact(value: object) -> object:
    return value if isinstance(value, Mapping) and all(map(_is_level, value.values())) else None


def _actions(value: object) -> Sequence[Mapping[str, Any]]:
    found = shapes.mappings(value)
    return found if all(map(_is_action, found)) else [_action(action) for action in found]


def _is_action(action: Mapping[str, Any]) -> bool:
    card = action.get("card")
    named = isinstance(action.get("text"), str) if card is None else shapes.is_id(card)
    return named and isinstance(action.get("role"), str)


def _action(action: Mapping[str, Any]) -> Mapping[str, Any]:
    card = shapes.whole(action.get("card"))
    named = {"text": shapes.text(action.get("text"))} if card is None else {}
    return {**action, "role": shapes.text(action.get("role")), "card": card, **named}


def _triggers(value: object) -> Sequence[Mapping[str, Any]]:
    found = shapes.mappings(value)
    if all(isinstance(trigger.get("text"), str) for trigger in found):
        return found
    return [{**trigger, "text": shapes.text(trigger.get("text"))} for trigger in found]


def _acceptance(value: object) -> Mapping[str, Any] | None:
    said = dict.fromkeys(("requester", "approver", "rationale", "signed_at"), shapes.text)
    return shapes.mapping(value, expires=shapes.day, snapshot=_rating, **said) if isinstance(value, Mapping) else None


def _escalated(value: object) -> Mapping[str, Any] | None:
    said = dict.fromkeys(("at", "by", "note"), shapes.text)
    return (shapes.mapping(value, **said) or None) if isinstance(value, Mapping) else None


def _occurred(value: object) -> Mapping[str, Any] | None:
    if not isinstance(value, Mapping):
        return None
    unit = lambda found: found if found in UNITS else None  # noqa: E731
    amount = lambda found: shapes.amount(found, LARGEST)  # noqa: E731
    return shapes.mapping(value, on=shapes.day, amount=amount, unit=unit, text=shapes.text)


def _window(value: object) -> Mapping[str, str]:
    return shapes.mapping(value, **{"from": shapes.day, "to": shapes.day})


_RISK: Mapping[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("title", "category", "cause", "event", "effect", "confidence", "contingency_plan",
                     "fallback_plan", "close_reason"), shapes.text),
    **dict.fromkeys(("owner", "project"), shapes.name),
    **dict.fromkeys(("tags", "strategy", "responsible", "consulted", "informed"), shapes.texts),
    **dict.fromkeys(("last_review", "next_review"), shapes.day),
    **dict.fromkeys(("created_at", "scored_at", "reviewed_at", "closed_at"), shapes.instant),
    **dict.fromkeys(LEVELS, _rating),
    "kind": _kind, "state": _state, "quant": shapes.mapping, "proximity": _window, "actions": _actions,
    "triggers": _triggers, "acceptance": _acceptance, "escalated": _escalated, "occurred": _occurred,
    "issue": shapes.whole, "caused_by": shapes.ids, "created_by": shapes.text,
}  # fmt: skip
_ISSUE: Mapping[str, Callable[[Any], Any]] = {
    "text": shapes.text, "owner": shapes.name, "state": lambda value: "closed" if value == "closed" else "open",
    "risks": shapes.ids, "cards": shapes.ids, "created_at": shapes.instant, "created_by": shapes.text,
}  # fmt: skip


def readable(doc: Mapping[str, Any], kind: str = "risk") -> Mapping[str, Any]:
    """Return a document, or some of its fields, of a risk or an issue as its properties read it: no field is of
    another type than it has to be. The very document where nothing about it is odd."""
    reads = _ISSUE if kind == "issue" else _RISK
    odd = {
        name: read
        for name, value in doc.items()
        if value is not None and name in reads and (read := reads[name](value)) is not value
    }
    return {**doc, **odd} if odd else doc


class Risk(Entity):
    """One risk, a threat or an opportunity; shown as `R3`. Dates are `YYYY-MM-DD`, instants ISO 8601 UTC.

    `doc` is the document as it is stored; the properties read it whatever stands in it.
    """

    __slots__ = ()
    kind: ClassVar[str] = "risk"

    @property
    def id(self) -> int:
        return shapes.whole(self.doc.get("id")) or 0

    @property
    def key(self) -> str:
        """The id as shown and typed."""
        return f"R{self.id}"

    @property
    def title(self) -> str:
        return shapes.text(self.doc.get("title"))

    @property
    def does(self) -> str:
        """`threat` or `opportunity` (field `kind`)."""
        return _kind(self.doc.get("kind"))

    @property
    def is_opportunity(self) -> bool:
        return self.does == "opportunity"

    @property
    def category(self) -> str:
        return shapes.text(self.doc.get("category"))

    @property
    def tags(self) -> Sequence[str]:
        """Without #."""
        return shapes.texts(self.doc.get("tags"))

    @property
    def project(self) -> str | None:
        return shapes.name(self.doc.get("project"))

    @property
    def cause(self) -> str:
        return shapes.text(self.doc.get("cause"))

    @property
    def event(self) -> str:
        return shapes.text(self.doc.get("event"))

    @property
    def effect(self) -> str:
        return shapes.text(self.doc.get("effect"))

    @property
    def owner(self) -> str | None:
        """Handle of the one accountable person, without @."""
        return shapes.name(self.doc.get("owner"))

    @property
    def created_at(self) -> str:
        return shapes.instant(self.doc.get("created_at"))

    @property
    def state(self) -> str:
        """As recorded, `identified` where it is none that is known; see `tuiboard.domain.risk_states.state_on` for what
        holds today."""
        return _state(self.doc.get("state"))

    @property
    def is_open(self) -> bool:
        """True for what may still happen."""
        return self.state in OPEN_STATES

    def rating(self, level: str) -> Mapping[str, Any]:
        """`{probability, impact {dimension: level}}` of inherent, current or target; empty where there is none."""
        return _rating(self.doc.get(level))

    def score(self, level: str = "current") -> Score | None:
        """The score at a level, None where it is unrated."""
        return score_of(self.doc.get(level))

    @property
    def scored_at(self) -> str:
        """Instant at which the current score was given."""
        return shapes.instant(self.doc.get("scored_at"))

    @property
    def quant(self) -> Quant | None:
        """The estimate in money or days."""
        return quant_of(self.doc)

    @property
    def confidence(self) -> str:
        """How sure the scores are: low, medium, high, or empty."""
        return shapes.text(self.doc.get("confidence"))

    @property
    def proximity(self) -> Mapping[str, str]:
        """{from?, to?}: the dates between which it could happen."""
        return _window(self.doc.get("proximity"))

    @property
    def strategy(self) -> Sequence[str]:
        return shapes.texts(self.doc.get("strategy"))

    @property
    def actions(self) -> Sequence[Mapping[str, Any]]:
        """[{role, card} or {role, text}]: cards that answer it, and what becomes a card when it occurs."""
        return _actions(self.doc.get("actions"))

    def cards(self, role: str | None = None) -> list[int]:
        """Ids of the linked cards, all or those in one role."""
        return [a["card"] for a in self.actions if a.get("card") is not None and role in (None, a.get("role"))]

    @property
    def triggers(self) -> Sequence[Mapping[str, Any]]:
        """[{text, fired_at?}]: what announces it."""
        return _triggers(self.doc.get("triggers"))

    @property
    def contingency_plan(self) -> str:
        return shapes.text(self.doc.get("contingency_plan"))

    @property
    def fallback_plan(self) -> str:
        return shapes.text(self.doc.get("fallback_plan"))

    @property
    def acceptance(self) -> Mapping[str, Any] | None:
        """{requester, approver, rationale, signed_at, expires, snapshot {probability, impact}} or None."""
        return _acceptance(self.doc.get("acceptance"))

    @property
    def last_review(self) -> str | None:
        return shapes.day(self.doc.get("last_review"))

    @property
    def next_review(self) -> str | None:
        return shapes.day(self.doc.get("next_review"))

    @property
    def escalated(self) -> Mapping[str, str] | None:
        """{at, by, note?} or None."""
        return _escalated(self.doc.get("escalated"))

    @property
    def close_reason(self) -> str:
        return shapes.text(self.doc.get("close_reason"))

    @property
    def occurred(self) -> Mapping[str, Any] | None:
        """{on, amount?, unit?, text?}: when it happened and what it did, or None."""
        return _occurred(self.doc.get("occurred"))

    @property
    def issue(self) -> int | None:
        """Id of the issue that it became."""
        return shapes.whole(self.doc.get("issue"))

    @property
    def caused_by(self) -> Sequence[int]:
        """Ids of the risks that bring it about."""
        return shapes.ids(self.doc.get("caused_by"))


class Issue(Entity):
    """Something that has happened and needs an answer; shown as `I1`. Read as tolerantly as a risk."""

    __slots__ = ()
    kind: ClassVar[str] = "issue"

    @property
    def id(self) -> int:
        return shapes.whole(self.doc.get("id")) or 0

    @property
    def text(self) -> str:
        return shapes.text(self.doc.get("text"))

    @property
    def owner(self) -> str | None:
        return shapes.name(self.doc.get("owner"))

    @property
    def created_at(self) -> str:
        return shapes.instant(self.doc.get("created_at"))

    @property
    def state(self) -> str:
        """`open` or `closed`."""
        return "closed" if self.doc.get("state") == "closed" else "open"

    @property
    def risks(self) -> Sequence[int]:
        return shapes.ids(self.doc.get("risks"))

    @property
    def cards(self) -> Sequence[int]:
        return shapes.ids(self.doc.get("cards"))
