"""What independent happenings cost together: the distribution of their total, exact for a few, simulated for many.

Each part happens with its probability and then counts its whole amount, negative for a gain. Up to 16 uncertain parts
every combination is enumerated; above that 65,536 outcomes are drawn, always the same ones for the same parts.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate
from math import ceil, floor, fsum, log10
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from random import Random

MOST_ENUMERATED = 16
"""Uncertain parts up to which all combinations are enumerated: 65,536 at most."""
TRIALS = 1 << 16
"""Outcomes drawn above that. By the inequality of Dvoretzky, Kiefer and Wolfowitz (Massart 1990) every probability is
within .01 of the exact one but for one case in 250,000."""
TOLERANCE = 1e-9
"""Probabilities nearer than this, and totals nearer than this part of their range, are the same."""
_SEED = 4
_PROBABILITY_BITS = 20
_MOST_STEPS = 10**9
"""The range of simulated totals is divided into steps of a power of ten, at most so many."""
_ROUNDING = 0.01
"""Part of a step that a division may be short by."""


class Part(NamedTuple):
    """One thing that may happen: its number, probability 0 to 1, and amount (negative: a gain)."""

    id: int
    p: float
    amount: float


class Enumerated(NamedTuple):
    """The exact distribution: `totals` rising, each with the probability `at_most` of it or less."""

    totals: tuple[float, ...]
    at_most: tuple[float, ...]

    @property
    def trials(self) -> int:
        """0: nothing was drawn."""
        return 0

    def above(self, amount: float) -> float:
        """P(total > amount)."""
        place = bisect_right(self.totals, amount + TOLERANCE * max(abs(amount), 1.0))
        return max(1.0 - self.at_most[place - 1], 0.0) if place else 1.0

    def percentile(self, q: float) -> float:
        """The smallest total that is not exceeded with probability `q`, 0 to 1."""
        place = bisect_left(self.at_most, q - TOLERANCE)
        return self.totals[min(place, len(self.totals) - 1)]


class Simulated(NamedTuple):
    """Outcomes drawn at random, as bit planes: bit t of plane i is bit i of the total of trial t, counted in steps.

    A total is `lowest` plus so many times `step`. Adding an amount to the totals of all trials in which a part happens
    is then some thirty operations on long integers, and counting is `bit_count`.
    """

    planes: tuple[int, ...]
    lowest: int
    step: float

    @property
    def trials(self) -> int:
        """How many outcomes were drawn."""
        return TRIALS

    def above(self, amount: float) -> float:
        """P(total > amount), to the nearest step."""
        limit = floor(amount / self.step + _ROUNDING) - self.lowest
        if limit < 0:
            return 1.0
        if limit.bit_length() > len(self.planes):
            return 0.0
        more, same = 0, (1 << TRIALS) - 1
        for bit in range(len(self.planes) - 1, -1, -1):
            ones = same & self.planes[bit]
            if limit >> bit & 1:
                same = ones
            else:
                more += ones.bit_count()
                same ^= ones
        return more / TRIALS

    def percentile(self, q: float) -> float:
        """The smallest drawn total that a part `q` (0 to 1) of all outcomes does not exceed."""
        rank = min(max(ceil((q - TOLERANCE) * TRIALS), 1), TRIALS)
        found, left = 0, (1 << TRIALS) - 1
        for bit in range(len(self.planes) - 1, -1, -1):
            ones = left & self.planes[bit]
            zeros = left ^ ones
            if rank <= (count := zeros.bit_count()):
                left = zeros
            else:
                rank -= count
                left = ones
                found |= 1 << bit
        return _steps_to_amount(self.lowest + found, self.step)


Distribution = Enumerated | Simulated


def distribution(parts: Iterable[Part]) -> Distribution:
    """Return the distribution of the total; the order of the parts makes no difference."""
    found = [part for part in parts if part.p > 0 and part.amount]
    sure = fsum(part.amount for part in found if part.p >= 1)
    uncertain = [part for part in found if part.p < 1]
    return _enumerate(uncertain, sure) if len(uncertain) <= MOST_ENUMERATED else _simulate(uncertain, sure)


def _enumerate(parts: list[Part], sure: float) -> Enumerated:
    outcomes = [(sure, 1.0)]
    near = TOLERANCE * (fsum(abs(part.amount) for part in parts) + abs(sure))
    for _, p, amount in sorted(parts, key=itemgetter(2, 1)):
        both = [(total, chance * (1 - p)) for total, chance in outcomes]
        both += [(total + amount, chance * p) for total, chance in outcomes]
        both.sort(key=itemgetter(0))  # two runs that are sorted already
        outcomes = _merged(both, near)
    chances = list(accumulate(chance for _, chance in outcomes))
    chances[-1] = 1.0
    return Enumerated(tuple(total for total, _ in outcomes), tuple(chances))


def _merged(outcomes: list[tuple[float, float]], near: float) -> list[tuple[float, float]]:
    """Equal totals as one: 0.1 + 0.2 is 0.3, and ten risks of the same amount have eleven outcomes."""
    merged: list[tuple[float, float]] = []
    last, sum_ = outcomes[0][0], 0.0
    for total, chance in outcomes:
        if total - last > near:
            merged.append((last, sum_))
            last, sum_ = total, chance
        else:
            sum_ += chance
    merged.append((last, sum_))
    return merged


def _simulate(parts: list[Part], sure: float) -> Simulated:
    from random import Random  # late: few boards have so many estimates

    span = fsum(abs(part.amount) for part in parts) + abs(sure)
    step = 10.0 ** ceil(log10(span / _MOST_STEPS))
    full = (1 << TRIALS) - 1
    lowest = round(sure / step)
    planes: list[int] = []
    for id, p, amount in sorted(parts, key=lambda part: abs(part.amount)):
        # Drawn from the part's own number: what is changed elsewhere doesn't move this one, so a figure that moves
        # tells of the change and not of luck.
        happens = _drawn(Random(_SEED << 64 | id), p)
        steps = round(abs(amount) / step)
        if amount < 0:  # the gain is in all trials, and taken out where it doesn't happen
            lowest -= steps
            happens ^= full
        _add(planes, steps, happens)
    return Simulated(tuple(planes), lowest, step)


def _drawn(chance: "Random", p: float) -> int:
    """The trials in which something of probability `p` (to a millionth) happens, as bits."""
    wanted = min(max(round(p * (1 << _PROBABILITY_BITS)), 1), (1 << _PROBABILITY_BITS) - 1)
    happens = 0
    started = False
    for bit in range(_PROBABILITY_BITS):
        # A coin for each binary digit of p, the last one first: heads and a 1 happens, tails and a 0 doesn't.
        if wanted >> bit & 1:
            happens |= chance.getrandbits(TRIALS)
            started = True
        elif started:
            happens &= chance.getrandbits(TRIALS)
    return happens


def _add(planes: list[int], amount: int, happens: int) -> None:
    """Add `amount` to the totals of the trials in `happens`, all at once, as one adds on paper."""
    carry, bit = 0, 0
    while amount or carry:
        if bit == len(planes):
            planes.append(0)
        plane = planes[bit]
        if amount & 1:
            half = plane ^ happens
            planes[bit] = half ^ carry
            carry = (plane & happens) | (carry & half)
        elif carry:
            planes[bit] = plane ^ carry
            carry &= plane
        amount >>= 1
        bit += 1


def _steps_to_amount(steps: int, step: float) -> float:
    """So many steps as an amount without the noise of multiplying by 0.001."""
    return float(steps * round(step)) if step >= 1 else steps / round(1 / step)
