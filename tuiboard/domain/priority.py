"""How urgent and how important each open card is, and the ranked list.

Days are calendar days; remaining effort counts 8 hours as one. A value that no card can have counts as absent.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from tuiboard.domain import calendar, shapes
from tuiboard.domain.board import EFFORT_HIGHEST, VALUE_HIGHEST, VALUE_UNSET
from tuiboard.domain.changes import Doc, Id
from tuiboard.domain.coefficients import Coefficients, coefficients
from tuiboard.domain.cycle_times import Ages
from tuiboard.domain.pins import Quadrant, pin_on, with_pins
from tuiboard.domain.score import Score, points_of, quadrant_of, totals
from tuiboard.domain.workspace import Workspace

_PROMISE_NOW, _PROMISE_SOON = 2, 5
_NUMBERS = frozenset({int, float})
_NO_DATE = "9999-99-99"


class Priorities:
    """The scores of all ranked cards: those that are neither done nor archived nor snoozed.

    `is_circular` where open cards depend on each other in a circle: then a link of it is not counted.
    """

    __slots__ = ("_order", "_scores", "is_circular")

    def __init__(self, scores: Mapping[int, Score], is_circular: bool = False) -> None:
        self._scores, self.is_circular = scores, is_circular
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
            found = self._scores.values()
            places = [(-round(s.priority, 9), s.due or _NO_DATE, -s.value, s.id) for s in found]
            places.sort()
            ranked = [place[3] for place in places]
            pins = {s.id: s.pin.rank for s in found if s.pin is not None and s.pin.rank is not None}
            self._order = with_pins(ranked, pins) if pins else tuple(ranked)
        return self._order

    def in_quadrant(self, quadrant: Quadrant) -> list[int]:
        """Ids of the cards of a quadrant, in the order of the list."""
        return [id for id in self.order if self._scores[id].quadrant == quadrant]


class Grounds(NamedTuple):
    """What the scores of all cards of a board rest on: its numbers, the kinds of its columns, the highest current score
    of each card's linked open risks, and how long past cards took."""

    given: Coefficients
    kinds: Mapping[str, str]
    risk: Mapping[int, float]
    ages: Ages


def grounds(ws: Workspace, risk: Mapping[int, float] | None = None) -> Grounds:
    """Return what the scores rest on; `risk` is read off the board where it isn't given."""
    kinds = {column.key: column.does for column in ws.columns()}
    finished = [doc for doc in ws.table("card").values() if kinds.get(doc["column"]) == "done"]
    return Grounds(coefficients(ws.board.settings), kinds, _risk_of(ws) if risk is None else risk, Ages(finished))


def _risk_of(ws: Workspace) -> Mapping[int, float]:
    if not ws.table("risk"):
        return {}
    from tuiboard.domain.risks_of_cards import highest_scores  # late: many boards have no risks

    return highest_scores(ws)


def scores(ws: Workspace, today: str, risk: Mapping[int, float] | None = None) -> Priorities:
    """Return the scores of all open cards on the day `today`; `risk` as for `grounds`."""
    on = grounds(ws, risk)
    done = {key for key, kind in on.kinds.items() if kind == "done"}
    cards: dict[int, Doc] = {
        id: doc  # type: ignore[misc]
        for id, doc in ws.table("card").items()
        if doc["column"] not in done and not doc.get("archived")
    }
    scoring = _Scoring(on, today, cards)
    scoring.carry_back()
    awake = [item for item in cards.items() if "snoozed_until" not in item[1] or not _snoozed(item[1], today)]
    return Priorities(scoring.scored(awake), scoring.is_circular)


def score_of_card(on: Grounds, docs: Mapping[Id, Doc], card: int, today: str) -> Score | None:
    """Return what one card scores on a day where the cards were `docs`, None where it is not ranked then.

    Only what waits for the card is looked at.
    """

    def is_open(doc: Doc | None) -> bool:
        return doc is not None and not doc.get("archived") and on.kinds.get(doc["column"]) != "done"

    doc = docs.get(card)
    if doc is None or not is_open(doc) or _snoozed(doc, today):
        return None
    waiting: dict[Id, list[Id]] = {}
    for id, other in docs.items():
        if "depends_on" in other:
            for needed in shapes.ids(other["depends_on"]):
                waiting.setdefault(needed, []).append(id)
    reached: dict[int, Doc] = {}
    stack: list[Id] = [card]
    while stack:
        id = stack.pop()
        found = docs.get(id)
        if id not in reached and found is not None and is_open(found):
            reached[int(id)] = found
            stack += waiting.get(id, ())
    scoring = _Scoring(on, today, reached)
    scoring.carry_back()
    return scoring.scored([(card, doc)])[card]


def _snoozed(doc: Doc, today: str) -> bool:
    until = doc.get("snoozed_until")
    return isinstance(until, str) and until > today


def remaining_days(doc: Mapping[str, Any]) -> float:
    """Return the remaining effort of a card in days of 8 hours: its effort × the unchecked share of its checklist."""
    effort: Any = doc.get("effort")
    kind: type = effort.__class__
    if kind not in _NUMBERS or not 0 < effort <= EFFORT_HIGHEST:
        return 0.0
    items: Sequence[Mapping[str, Any]] = shapes.mappings(doc["checklist"]) if "checklist" in doc else ()
    left = len([item for item in items if not item.get("done")]) / len(items) if items else 1.0
    return float(effort) * left / calendar.HOURS_PER_DAY


class Dues:
    """The deadlines of open cards on one day: of each its own due day, its value, its remaining days and what waits for
    it; once they are carried back, of those that another depends on also the effective due. Days are counted as by
    `calendar.day_number`."""

    def __init__(self, today: str, cards: Mapping[int, Doc]) -> None:
        self.today = today
        self.now = calendar.day_number(today) or 0
        self.cards = cards
        self.due: dict[int, int] = {}
        self.value: dict[int, int] = {}
        self.left: dict[int, float] = {}
        self.dependents: dict[int, list[int]] = {}
        self.carried: dict[int, tuple[float | None, int | None, float | None]] = {}
        self.is_circular = False
        numbers: dict[str, int | None] = {}
        for id, doc in cards.items():
            due = doc.get("due")
            if due.__class__ is str:
                if due not in numbers:
                    numbers[due] = calendar.day_number(due)
                number = numbers[due]
                if number is not None:
                    self.due[id] = number
            if "value" in doc and (value := doc["value"]).__class__ is int and 0 <= value <= VALUE_HIGHEST:
                self.value[id] = value
            if "effort" in doc:
                self.left[id] = remaining_days(doc)
            if "depends_on" in doc:
                self._wait(id, doc["depends_on"])

    def _wait(self, id: int, needed: object) -> None:
        if not isinstance(needed, list | tuple):
            return
        for other in needed:
            if other == id:
                self.is_circular = True
            elif other.__class__ is int and other in self.cards:
                waiting = self.dependents.get(other)
                if waiting is None:
                    self.dependents[other] = [id]
                elif waiting[-1] != id:
                    waiting.append(id)

    def carry_back(self) -> None:
        """Set (effective due, through which card, by which day the others need it) of each card that another depends
        on, dependents first.

        Most cards depend on older ones: from the newest on, what waits for a card is nearly always settled before it.
        """
        settled, dependents = self.carried, self.dependents
        rest = []
        for id in sorted(dependents, reverse=True):
            for other in dependents[id]:
                if other in dependents and other not in settled:
                    rest.append(id)
                    break
            else:
                settled[id] = self._effective(id, dependents[id])
        if rest:
            self._carry_through(reversed(rest))

    def _carry_through(self, starts: Iterable[int]) -> None:
        """Settle these cards, however they depend on each other.

        Without recursion, since chains may be long. Cycles can't be made, but a damaged or hostile file may hold one:
        there the dependent that closes it is not counted.
        """
        entered: set[int] = set()
        for start in starts:
            stack = [start]
            while stack:
                id = stack[-1]
                if id not in self.carried and id not in entered:
                    entered.add(id)
                    waiting = [
                        other
                        for other in self.dependents[id]
                        if other in self.dependents and other not in self.carried and other not in entered
                    ]
                    stack += waiting
                    if waiting:
                        continue
                stack.pop()
                if id not in self.carried:
                    self.carried[id] = self._effective(id, self.dependents[id])

    def _effective(self, id: int, waiting: Iterable[int]) -> tuple[float | None, int | None, float | None]:
        due: float | None = self.due.get(id)
        through, bound = None, None
        for other in waiting:
            if other in self.carried:
                theirs = self.carried[other][0]
            elif other in self.dependents:
                theirs, self.is_circular = None, True
            else:
                theirs = self.due.get(other)
            if theirs is not None:
                needed = theirs - self.left.get(other, 0.0)
                if bound is None or needed < bound:
                    bound = needed
                if due is None or needed < due:
                    due, through = needed, other
        return due, through, bound


class _Scoring(Dues):
    """What all scores of one day are made from."""

    def __init__(self, on: Grounds, today: str, cards: Mapping[int, Doc]) -> None:
        super().__init__(today, cards)
        self.on = on

    def scored(self, cards: Iterable[tuple[int, Doc]]) -> dict[int, Score]:
        """Return the scores of cards."""
        # Ten thousand at once: what they share is looked up once, and a tuple is made without going through its names.
        made: dict[int, Score] = {}
        new: Callable[[type[Score], tuple[Any, ...]], Score] = tuple.__new__
        given, now, ages, risks = self.on.given, self.now, self.on.ages, self.on.risk
        dues, values, left, carried, dependents = self.due, self.value, self.left, self.carried, self.dependents
        active = {key for key, kind in self.on.kinds.items() if kind == "active"}
        urgent_share, important_share = given.urgency_share, given.importance_share
        for id, doc in cards:
            own_due = dues.get(id)
            due: float | None = own_due
            through, bound, many, unblocks = None, None, 0, 0
            if id in dependents:
                waiting = dependents[id]
                due, through, bound = carried[id]
                many, unblocks = len(waiting), max([values.get(other, VALUE_UNSET) for other in waiting])
            slack = None if due is None else due - now - left.get(id, 0.0)
            age = ages.of(doc, now) if doc["column"] in active else 0.0
            promised = bool(doc.get("promised_to"))
            promise = promise_share(own_due - now) if promised and own_due is not None else 0.0
            value, risk = values.get(id, VALUE_UNSET), risks.get(id, 0)
            points = points_of(given, slack, many, age, promise, value, risk, unblocks, promised)
            urgency, importance = totals(points)
            own = quadrant = quadrant_of(given, urgency, importance)
            pin = pin_on(doc, self.today) if "pin" in doc else None
            if pin is not None and pin.quadrant is not None:
                quadrant = pin.quadrant
            made[id] = new(Score, (
                id, urgency, importance, urgent_share * urgency + important_share * importance, quadrant,
                None if own_due is None else doc["due"], due, through, slack, many, age, promise, value, risk, unblocks,
                promised, given, own, pin, bound,
            ))  # fmt: skip
        return made


def promise_share(days: int) -> float:
    """How much of the points of a promise a card has that is due in so many days, 0 to 1."""
    return 1.0 if days <= _PROMISE_NOW else 0.5 if days <= _PROMISE_SOON else 0.0
