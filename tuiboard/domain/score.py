"""What one card scores: the points of each part, and the sums in words (an idea of Taskwarrior's).

Each axis goes from 0 to 100 with the coefficients as they come.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from tuiboard.domain import calendar
from tuiboard.domain.board import VALUE_HIGHEST
from tuiboard.domain.coefficients import Coefficients
from tuiboard.domain.pins import Pin, Quadrant

_HIGHEST_RISK = 25
_MOST_DEPENDENTS = 3
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
    have a fraction; `through` the dependent card that sets it, None where it is the card's own date; `bound` the day by
    which those that depend on it need it, whatever its own date. `age` and `promise` are 0 to 1, `risk` the highest
    current score of its linked open risks, `unblocks` the highest value of the cards it blocks. `quadrant` is that of
    its `pin`, where one holds; `own_quadrant` is the one that it scores.
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
    bound: float | None = None

    @property
    def effective_due(self) -> str | None:
        """The date by which it has to be finished for all that waits for it to be in time."""
        return None if self.due_day is None else calendar.date_of(self.due_day)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The summands that are not 0; those of one axis add up to its total."""
        return tuple(part for part in self.all_parts if part.points)

    @property
    def all_parts(self) -> tuple[Part, ...]:
        """All eight summands, those that are 0 too."""
        named = zip(_NAMES, _points(self), _words(self), strict=True)
        return tuple(Part(axis, name, number, words) for (axis, name), number, words in named)


_NAMES: tuple[tuple[Literal["urgency", "importance"], str], ...] = (
    ("urgency", "due"), ("urgency", "blocking"), ("urgency", "age"), ("urgency", "promise"),
    ("importance", "value"), ("importance", "risk"), ("importance", "unblocks"), ("importance", "promised"),
)  # fmt: skip


Points = tuple[float, float, float, float, float, float, float, float]
"""Those of urgency (due, blocking, age, promise), then those of importance (value, risk, unblocks, promised)."""


def points_of(
    given: Coefficients, slack: float | None, dependents: int, age: float, promise: float,
    value: int, risk: float, unblocks: int, promised: bool,
) -> Points:  # fmt: skip
    """Return the points of each part, from the inputs of a Score."""
    # Comparisons instead of min and max, and one call for all: this is done ten thousand times at once.
    pressing = 0.0 if slack is None or slack >= given.window else 1.0 if slack <= 0 else 1 - slack / given.window
    counted = dependents if dependents < _MOST_DEPENDENTS else _MOST_DEPENDENTS
    return (
        given.due * pressing, given.blocking * counted / _MOST_DEPENDENTS, given.age * age, given.promise * promise,
        given.value * value / VALUE_HIGHEST, given.risk * risk / _HIGHEST_RISK,
        given.unblocks * unblocks / VALUE_HIGHEST, given.promised if promised else 0.0,
    )  # fmt: skip


def _points(score: Score) -> Points:
    return points_of(
        score.given, score.slack, score.dependents, score.age, score.promise,
        score.value, score.risk, score.unblocks, score.promised,
    )  # fmt: skip


def totals(points: Points) -> tuple[float, float]:
    """What the points of urgency and of importance add up to."""
    due, blocking, age, promise, value, risk, unblocks, promised = points
    return due + blocking + age + promise, value + risk + unblocks + promised


def totals_of(score: Score) -> tuple[float, float]:
    """The urgency and the importance that the inputs of a score add up to."""
    return totals(_points(score))


def quadrant_of(given: Coefficients, urgency: float, importance: float) -> Quadrant:
    """The quadrant of a card that scores so much."""
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
