"""How urgent and how important each open card is, as sums that explain themselves (an idea of Taskwarrior's).

Days are calendar days; remaining effort counts 8 hours as one. Each axis goes from 0 to 100 with the coefficients as
they come.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from tuiboard.domain import calendar
from tuiboard.domain.board import VALUE_UNSET
from tuiboard.domain.changes import Doc, Id
from tuiboard.domain.coefficients import Coefficients, coefficients
from tuiboard.domain.pins import QUADRANTS as QUADRANTS
from tuiboard.domain.pins import Pin, Quadrant, pin_on, with_pins
from tuiboard.domain.workspace import Workspace

_HIGHEST_VALUE = 5
_HIGHEST_RISK = 25
_MOST_DEPENDENTS = 3
_PROMISE_NOW, _PROMISE_SOON = 2, 5
_EPSILON = 1e-9


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
    cards it blocks. `quadrant` is that of its `pin`, where one holds; `own_quadrant` is the one that it scores.
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
    own_quadrant: Quadrant
    pin: Pin | None = None

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
        """Ids by falling priority; ties: earlier due, higher value, lower id. Those pinned to a rank stand there."""
        if self._order is None:
            ranked = [score.id for score in sorted(self._scores.values(), key=_rank)]
            pins = {id: s.pin.rank for id, s in self._scores.items() if s.pin is not None and s.pin.rank is not None}
            self._order = with_pins(ranked, pins) if pins else tuple(ranked)
        return self._order

    def in_quadrant(self, quadrant: Quadrant) -> list[int]:
        """Ids of the cards of a quadrant, in the order of the list."""
        return [id for id in self.order if self._scores[id].quadrant == quadrant]


def _rank(score: Score) -> tuple[float, str, int, int]:
    return (-round(score.priority, 9), score.due or "9999-99-99", -score.value, score.id)


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
    awake = {id: doc for id, doc in open_cards.items() if "snoozed_until" not in doc or not _snoozed(doc, today)}
    return Priorities({id: scoring.score(id, doc) for id, doc in awake.items()})


def score_of_card(ws: Workspace, docs: Mapping[Id, Doc], card: int, today: str) -> Score | None:
    """Return what one card scores on a day where the cards were `docs`, None where it is not ranked then.

    Columns, numbers, risks and the times of past cards are those of `ws`. Only what waits for the card is looked at.
    """
    kinds = {column.key: column.does for column in ws.columns()}

    def is_open(doc: Doc | None) -> bool:
        return doc is not None and not doc.get("archived") and kinds.get(doc["column"]) != "done"

    doc = docs.get(card)
    if doc is None or not is_open(doc) or _snoozed(doc, today):
        return None
    waiting: dict[Id, list[Id]] = {}
    for id, other in docs.items():
        for needed in other.get("depends_on", ()):
            waiting.setdefault(needed, []).append(id)
    reached: dict[int, Doc] = {}
    stack: list[Id] = [card]
    while stack:
        id = stack.pop()
        found = docs.get(id)
        if id not in reached and found is not None and is_open(found):
            reached[int(id)] = found
            stack += waiting.get(id, ())
    scoring = _Scoring(coefficients(ws.board.settings), today, _risk_of(ws), reached)
    scoring.active = frozenset(key for key, kind in kinds.items() if kind == "active")
    done = (doc for doc in ws.table("card").values() if kinds.get(doc["column"]) == "done")
    scoring.past = _age_steps(cycle_times(done))
    scoring.carry_back()
    return scoring.score(card, doc)


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
        unblocks = max([self.cards[other].get("value", VALUE_UNSET) for other in waiting]) if waiting else 0
        risk = self.risk.get(id, 0)
        urgency = _total(_urgency_points(given, slack, len(waiting), age, promise))
        importance = _total(_importance_points(given, value, risk, unblocks, promised))
        own = _quadrant(given, urgency, importance)
        pin = pin_on(doc, self.today) if "pin" in doc else None
        return Score(
            id, urgency, importance, given.urgency_share * urgency + given.importance_share * importance,
            own if pin is None or pin.quadrant is None else pin.quadrant, doc.get("due"), due, through, slack,
            len(waiting), age, promise, value, risk, unblocks, promised, given, own, pin,
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
    # Comparisons instead of min and max: this is done ten thousand times at once.
    pressing = 0.0 if slack is None or slack >= given.window else 1.0 if slack <= 0 else 1 - slack / given.window
    counted = dependents if dependents < _MOST_DEPENDENTS else _MOST_DEPENDENTS
    return given.due * pressing, given.blocking * counted / _MOST_DEPENDENTS, given.age * age, given.promise * promise


def _importance_points(
    given: Coefficients, value: int, risk: float, unblocks: int, promised: bool
) -> tuple[float, float, float, float]:
    return (
        given.value * value / _HIGHEST_VALUE,
        given.risk * risk / _HIGHEST_RISK,
        given.unblocks * unblocks / _HIGHEST_VALUE,
        given.promised if promised else 0.0,
    )


def _total(points: tuple[float, float, float, float]) -> float:
    return points[0] + points[1] + points[2] + points[3]


def urgency_of(score: Score) -> float:
    """The urgency that the inputs of a score add up to."""
    return _total(_urgency_points(score.given, score.slack, score.dependents, score.age, score.promise))


def importance_of(score: Score) -> float:
    """The importance that the inputs of a score add up to."""
    return _total(_importance_points(score.given, score.value, score.risk, score.unblocks, score.promised))


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
    return urgency, importance, f"P {score.priority:.1f} = {shares}: {score.own_quadrant}"


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
