"""What open risks may cost, in money or days: expected value, spread, and how much has to be set aside.

A risk that happens counts the PERT mean of its three points; risks are taken as independent of each other, and money
and days are never added up. Sources: PMBOK (expected monetary value), Malcolm et al. 1959 (PERT).
"""

from collections.abc import Iterable, Mapping, Sequence
from math import fsum, sqrt
from typing import Any, NamedTuple

from tuiboard.domain.risk_totals import Distribution, Part, distribution
from tuiboard.domain.risks import Risk, quant_of

PERCENTILES = (50, 80, 90, 95)
"""The reserves that are shown."""


class Estimate(NamedTuple):
    """Mean and standard deviation of three points, in their unit."""

    mean: float
    sd: float


def pert(low: float, mode: float, high: float) -> Estimate:
    """Return (low + 4·mode + high) / 6 and (high − low) / 6, the PERT mean and standard deviation."""
    return Estimate((low + 4 * mode + high) / 6, (high - low) / 6)


def triangular_mean(low: float, mode: float, high: float) -> float:
    """Return (low + mode + high) / 3, for comparison: it gives the extremes more weight."""
    return (low + mode + high) / 3


def has_bad_quant(doc: Mapping[str, Any]) -> bool:
    """True where something stands for an estimate that is none: not finite, below 0, low > high, p above 1."""
    return doc.get("quant") is not None and quant_of(doc) is None


def amount_of(risk: Risk) -> Estimate | None:
    """Return the PERT mean and deviation of what a risk would cost or bring, both positive; None without estimate."""
    quant = quant_of(risk.doc)
    return None if quant is None else pert(quant.low, quant.mode, quant.high)


def emv(risk: Risk) -> float | None:
    """Return the expected value: probability × PERT mean, negative for an opportunity; None without estimate."""
    quant = quant_of(risk.doc)
    if quant is None:
        return None
    value = quant.p * pert(quant.low, quant.mode, quant.high).mean
    return -value if risk.is_opportunity and value else value


class Reserve(NamedTuple):
    """The total of the open risks of one unit.

    `mean` is the sum of their expected values and `sd` the deviation of the total, both exact; `lowest` and `highest`
    are the least and the most that it can be. `counted`, `without` and `unreadable` are the ids of the open risks that
    are in it, that have no estimate (in whatever unit), and whose estimate is none; `dependent` of those in it that
    another one in it brings about.
    """

    unit: str
    mean: float
    sd: float
    lowest: float
    highest: float
    total: Distribution
    counted: tuple[int, ...]
    without: tuple[int, ...]
    unreadable: tuple[int, ...]
    dependent: tuple[int, ...] = ()

    @property
    def is_exact(self) -> bool:
        """True where all combinations were enumerated, False for drawn outcomes."""
        return self.total.trials == 0

    def percentile(self, percent: float) -> float:
        """The amount that suffices in so many of 100 cases."""
        return self.total.percentile(percent / 100)

    def above(self, amount: float) -> float:
        """The probability, 0 to 1, that the total is more than `amount`."""
        return self.total.above(amount)

    def exceedance(self, points: int) -> list[tuple[float, float]]:
        """Return (amount, probability of more) at so many amounts (2 or more), evenly from the lowest to the highest.

        The first has probability 1: that it is at least the lowest. Where only one total can be there are two points.
        """
        low, high = self.percentile(0), self.percentile(100)
        if low == high:
            return [(low, 1.0), (high, 0.0)]
        step = (high - low) / (points - 1)
        inner = [low + step * number for number in range(1, points - 1)]
        return [(low, 1.0), *((amount, self.above(amount)) for amount in inner), (high, 0.0)]


def reserve(risks: Iterable[Risk], unit: str = "money", default_unit: str = "money") -> Reserve:
    """Return the total of the open risks estimated in `unit`; `default_unit` is that of estimates that name none."""
    parts: list[Part] = []
    causes: dict[int, Sequence[int]] = {}
    without: list[int] = []
    unreadable: list[int] = []
    for risk in risks:
        if not risk.is_open:
            continue
        quant = quant_of(risk.doc, default_unit)
        if quant is None:
            (unreadable if has_bad_quant(risk.doc) else without).append(risk.id)
        elif quant.unit == unit:
            amount = pert(quant.low, quant.mode, quant.high).mean
            causes[risk.id] = risk.caused_by
            parts.append(Part(risk.id, quant.p, -amount if risk.is_opportunity else amount))
    possible = [part for part in parts if part.p > 0]
    sure = fsum(part.amount for part in possible if part.p >= 1)
    perhaps = [part.amount for part in possible if part.p < 1]
    return Reserve(
        unit,
        fsum(part.p * part.amount for part in parts),
        sqrt(fsum(part.p * (1 - part.p) * part.amount**2 for part in parts)),
        sure + fsum(amount for amount in perhaps if amount < 0),
        sure + fsum(amount for amount in perhaps if amount > 0),
        distribution(parts),
        tuple(sorted(part.id for part in parts)),
        tuple(sorted(without)),
        tuple(sorted(unreadable)),
        tuple(sorted(id for id, caused_by in causes.items() if any(other in causes for other in caused_by))),
    )
