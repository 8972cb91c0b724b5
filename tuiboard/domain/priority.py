"""How urgent and how important each open card is, as sums that explain themselves (an idea of Taskwarrior's).

Days are calendar days; remaining effort counts 8 hours as one. Each axis goes from 0 to 100 with the coefficients as
they come.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import isfinite
from typing import Any, Literal, NamedTuple

from tuiboard.domain import calendar
from tuiboard.domain.board import VALUE_UNSET
from tuiboard.domain.changes import Doc
from tuiboard.domain.workspace import Workspace

Quadrant = Literal["Do now", "Schedule", "Delegate", "Later"]
QUADRANTS: tuple[Quadrant, ...] = ("Do now", "Schedule", "Delegate", "Later")

_HIGHEST_VALUE = 5
_HIGHEST_RISK = 25
_MOST_DEPENDENTS = 3
_PROMISE_NOW, _PROMISE_SOON = 2, 5
_EPSILON = 1e-9


class Coefficients(NamedTuple):
    """The points of each part, the window of days before a due date, the thresholds and the shares of the rank.

    The board setting `priority` may hold any of them by name.
    """

    due: float = 60
    blocking: float = 15
    age: float = 15
    promise: float = 10
    value: float = 40
    risk: float = 35
    unblocks: float = 15
    promised: float = 10
    window: float = 14
    urgent: float = 35
    important: float = 40
    urgency_share: float = 0.4
    importance_share: float = 0.6


class Part(NamedTuple):
    """One summand of a score: `axis` is `urgency` or `importance`; `words` say where its points come from."""

    axis: Literal["urgency", "importance"]
    name: str
    points: float
    words: str = ""


class Score(NamedTuple):
    """What one card scores, and from what.

    `slack` is in days, None without a due date; `due_day` the effective due date as a `calendar.day_number` that may
    have a fraction; `through` the dependent card that sets it, None where it is the card's own date. `age` and
    `promise` are 0 to 1, `risk` the highest current score of its linked open risks, `unblocks` the highest value of the
    cards it blocks.
    """

    id: int
    urgency: float
    importance: float
    priority: float
    quadrant: Quadrant
    due: str | None
    due_day: float | None
    through: int | None
    slack: float | None
    dependents: int
    age: float
    promise: float
    value: int
    risk: float
    unblocks: int
    promised: bool
    given: Coefficients

    @property
    def effective_due(self) -> str | None:
        """The date by which it has to be finished for all that waits for it to be in time."""
        return None if self.due_day is None else calendar.date_of(self.due_day)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The summands that are not 0; those of one axis add up to its total."""
        urgency = _urgency_points(self.given, self.slack, self.dependents, self.age, self.promise)
        importance = _importance_points(self.given, self.value, self.risk, self.unblocks, self.promised)
        named = zip(_NAMES, urgency + importance, _words(self), strict=True)
        return tuple(Part(axis, name, number, words) for (axis, name), number, words in named if number)


_NAMES: tuple[tuple[Literal["urgency", "importance"], str], ...] = (
    ("urgency", "due"), ("urgency", "blocking"), ("urgency", "age"), ("urgency", "promise"),
    ("importance", "value"), ("importance", "risk"), ("importance", "unblocks"), ("importance", "promised"),
)  # fmt: skip


class Priorities:
    """The scores of all ranked cards: those that are neither done nor archived nor snoozed."""

    __slots__ = ("_order", "_scores")

    def __init__(self, scores: Mapping[int, Score]) -> None:
        self._scores = scores
        self._order: tuple[int, ...] | None = None

    def __len__(self) -> int:
        return len(self._scores)

    def of(self, card: int) -> Score | None:
        """The score of a card, None where it is not ranked."""
        return self._scores.get(card)

    @property
    def order(self) -> tuple[int, ...]:
        """Ids by falling priority; ties: earlier due, higher value, lower id."""
        if self._order is None:
            self._order = tuple(score.id for score in sorted(self._scores.values(), key=_rank))
        return self._order


def _rank(score: Score) -> tuple[float, str, int, int]:
    return (-round(score.priority, 9), score.due or "9999-99-99", -score.value, score.id)


def coefficients(settings: Mapping[str, Any]) -> Coefficients:
    """Return the defaults with the numbers of the board setting `priority`; what can't be a coefficient is left out."""
    given = settings.get("priority")
    if not isinstance(given, Mapping):
        return Coefficients()
    known = {name: given[name] for name in Coefficients._fields if _is_coefficient(given.get(name))}
    if not known.get("window", 1):
        del known["window"]
    return Coefficients(**known)


def _is_coefficient(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value) and value >= 0


def scores(ws: Workspace, today: str, risk: Mapping[int, float] | None = None) -> Priorities:
    """Return the scores of all open cards on the day `today`; `risk` holds the highest current score of a card's linked
    open risks, by card id, and is read off the board where it isn't given."""
    if risk is None:
        risk = _risk_of(ws)
    kinds = {column.key: column.does for column in ws.columns()}
    open_cards: dict[int, Doc] = {}
    finished: list[Doc] = []
    for id, doc in ws.table("card").items():
        if kinds.get(doc["column"]) == "done":
            finished.append(doc)
        elif not doc.get("archived"):
            open_cards[id] = doc  # type: ignore[index]
    scoring = _Scoring(coefficients(ws.board.settings), today, risk, open_cards)
    scoring.active = frozenset(key for key, kind in kinds.items() if kind == "active")
    scoring.past = _age_steps(cycle_times(finished))
    scoring.carry_back()
    return Priorities({id: scoring.score(id, doc) for id, doc in open_cards.items() if not _snoozed(doc, today)})


def _risk_of(ws: Workspace) -> Mapping[int, float]:
    if not ws.table("risk"):
        return {}
    from tuiboard.domain.risks_of_cards import highest_scores  # late: many boards have no risks

    return highest_scores(ws)


def _snoozed(doc: Doc, today: str) -> bool:
    until = doc.get("snoozed_until")
    return until is not None and until > today


def cycle_times(finished: Iterable[Doc]) -> list[int]:
    """Return finish date − start date + 1 day of each finished card that was ever started, in rising order."""
    times = []
    for doc in finished:
        if (started := doc.get("started_at")) and (ended := doc.get("finished_at")):
            first = calendar.day_number(calendar.local_date(started))
            last = calendar.day_number(calendar.local_date(ended))
            if first is not None and last is not None and last >= first:
                times.append(last - first + 1)
    times.sort()
    return times


def nearest_rank(rising: Sequence[int], percent: int) -> int:
    """Return the nearest-rank percentile (1 to 100) of numbers in rising order, of which there is at least one."""
    return rising[-(-percent * len(rising) // 100) - 1]


def _age_steps(times: Sequence[int]) -> tuple[int, int, int] | None:
    return (nearest_rank(times, 50), nearest_rank(times, 85), nearest_rank(times, 95)) if times else None


def remaining_days(doc: Mapping[str, Any]) -> float:
    """Return the remaining effort of a card in days of 8 hours: its effort × the unchecked share of its checklist."""
    effort = doc.get("effort")
    if not effort:
        return 0.0
    items = doc.get("checklist")
    left = sum(1 for item in items if not item.get("done")) / len(items) if items else 1.0
    return float(effort) * left / calendar.HOURS_PER_DAY


class _Scoring:
    """What all scores of one day are made from."""

    def __init__(self, given: Coefficients, today: str, risk: Mapping[int, float], cards: Mapping[int, Doc]) -> None:
        self.given = given
        self.today = today
        self.now = calendar.day_number(today) or 0
        self.risk = risk
        self.cards = cards
        self.active: frozenset[str] = frozenset()
        self.past: tuple[int, int, int] | None = None
        self.dependents: dict[int, list[int]] = {}
        self.carried: dict[int, tuple[float | None, int | None]] = {}
        for id, doc in cards.items():
            for needed in dict.fromkeys(doc.get("depends_on", ())):
                if needed in cards and needed != id:
                    self.dependents.setdefault(needed, []).append(id)

    def carry_back(self) -> None:
        """Set (effective due, through which card) of each card that another depends on, dependents first.

        Without recursion, since chains may be long. Cycles can't be made, but a damaged or hostile file may hold one:
        there the dependent that closes it is not counted.
        """
        entered: set[int] = set()
        for start in sorted(self.dependents):
            stack = [start]
            while stack:
                id = stack[-1]
                if id not in self.carried and id not in entered:
                    entered.add(id)
                    waiting = [other for other in self.dependents.get(id, ()) if other not in entered]
                    stack += waiting
                    if waiting:
                        continue
                stack.pop()
                if id not in self.carried:
                    self.carried[id] = self._effective(id)

    def _effective(self, id: int) -> tuple[float | None, int | None]:
        due: float | None = calendar.day_number(self.cards[id].get("due"))
        through = None
        for other in self.dependents.get(id, ()):
            theirs, _ = self.carried.get(other, (None, None))
            if theirs is not None:
                needed = theirs - remaining_days(self.cards[other])
                if due is None or needed < due:
                    due, through = needed, other
        return due, through

    def score(self, id: int, doc: Doc) -> Score:
        """Return the score of one card."""
        given = self.given
        own_due = calendar.day_number(doc.get("due"))
        due, through = self.carried.get(id, (own_due, None))
        slack = None if due is None else due - self.now - remaining_days(doc)
        waiting = self.dependents.get(id, ())
        age = self._age(doc) if doc["column"] in self.active else 0.0
        promised = bool(doc.get("promised_to"))
        promise = _promise(own_due - self.now) if promised and own_due is not None else 0.0
        value = doc.get("value", VALUE_UNSET)
        unblocks = max((self.cards[other].get("value", VALUE_UNSET) for other in waiting), default=0)
        risk = self.risk.get(id, 0)
        urgency = sum(_urgency_points(given, slack, len(waiting), age, promise))
        importance = sum(_importance_points(given, value, risk, unblocks, promised))
        return Score(
            id, urgency, importance, given.urgency_share * urgency + given.importance_share * importance,
            _quadrant(given, urgency, importance), doc.get("due"), due, through, slack, len(waiting), age, promise,
            value, risk, unblocks, promised, given,
        )  # fmt: skip

    def _age(self, doc: Doc) -> float:
        if self.past is None:
            return 0.0
        since = doc.get("started_at") or doc.get("entered_column_at") or doc.get("created_at", "")
        days = calendar.days_since(since, self.today) + 1
        half, most, nearly_all = self.past
        if days < half:
            return 0.0
        return 0.5 if days <= most else 0.75 if days <= nearly_all else 1.0


def _promise(days: int) -> float:
    return 1.0 if days <= _PROMISE_NOW else 0.5 if days <= _PROMISE_SOON else 0.0


def _urgency_points(
    given: Coefficients, slack: float | None, dependents: int, age: float, promise: float
) -> tuple[float, float, float, float]:
    pressing = 0.0 if slack is None else min(max(1 - slack / given.window, 0.0), 1.0)
    blocking = given.blocking * min(dependents, _MOST_DEPENDENTS) / _MOST_DEPENDENTS
    return given.due * pressing, blocking, given.age * age, given.promise * promise


def _importance_points(
    given: Coefficients, value: int, risk: float, unblocks: int, promised: bool
) -> tuple[float, float, float, float]:
    return (
        given.value * value / _HIGHEST_VALUE,
        given.risk * risk / _HIGHEST_RISK,
        given.unblocks * unblocks / _HIGHEST_VALUE,
        given.promised if promised else 0.0,
    )


def _quadrant(given: Coefficients, urgency: float, importance: float) -> Quadrant:
    # A sum of thirds may miss a threshold that it reaches on paper by a rounding error.
    if importance >= given.important - _EPSILON:
        return "Do now" if urgency >= given.urgent - _EPSILON else "Schedule"
    return "Delegate" if urgency >= given.urgent - _EPSILON else "Later"


# The sum in words


def explained(score: Score) -> tuple[str, str, str]:
    """Return the sums in words: `U 75.7 = due 55.7 (1 day of slack) + blocking 10.0 (2 cards)`, the same for I, and P.

    The figures of a line add up as they stand.
    """
    given = score.given
    parts = score.parts
    urgency = _sum("U", score.urgency, [part for part in parts if part.axis == "urgency"])
    importance = _sum("I", score.importance, [part for part in parts if part.axis == "importance"])
    shares = f"{given.urgency_share:g} × U + {given.importance_share:g} × I"
    return urgency, importance, f"P {score.priority:.1f} = {shares}: {score.quadrant}"


def _sum(sign: str, total: float, parts: Sequence[Part]) -> str:
    tenths = [int(part.points * 10 + _EPSILON) for part in parts]
    missing = round(total * 10) - sum(tenths)
    by_rest = sorted(range(len(parts)), key=lambda i: tenths[i] - parts[i].points * 10)
    for index in by_rest[:missing]:
        tenths[index] += 1
    words = [
        f"{part.name} {number / 10:.1f}" + (f" ({part.words})" if part.words else "")
        for part, number in zip(parts, tenths, strict=True)
    ]
    return f"{sign} {total:.1f} = {' + '.join(words) or 'nothing'}"


_AGE_WORDS = {
    0.5: "older than half of the past cards",
    0.75: "older than 85 % of the past cards",
    1.0: "older than 95 % of the past cards",
}


def _words(score: Score) -> tuple[str, ...]:
    cards = f"{score.dependents} card{'' if score.dependents == 1 else 's'}"
    return (
        _slack_words(score),
        cards,
        _AGE_WORDS.get(score.age, ""),
        "due within 5 days" if score.promise == 0.5 else "",
        f"value {score.value}",
        f"score {score.risk:g}",
        f"a card of value {score.unblocks}",
        "",
    )


def _slack_words(score: Score) -> str:
    if score.slack is None:
        return ""
    days = round(abs(score.slack), 1)
    text = f"{days:g} day{'' if days == 1 else 's'} {'of slack' if score.slack >= 0 else 'behind'}"
    return text if score.through is None else f"{text}, for card {score.through}"
