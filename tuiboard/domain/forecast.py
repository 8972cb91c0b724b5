"""When will it be done: exact chances from how many cards were finished in past weeks, nothing is drawn by chance.

Each coming week is taken to be like one of the past weeks, all equally likely and independent of the week before. The
chances of several weeks are the convolution of the chances of one.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from tuiboard.domain.refusal import refuse

FEW = 8
"""Weeks of history below which a forecast comes with a warning."""
MOST_WEEKS = 260
"""Weeks ahead beyond which nothing is said."""
CLOSE = 1e-9
"""Difference of two chances that is an error of rounding."""
_NEVER = 1e-18
"""Chances below this are left out; over all weeks ahead that changes no chance by as much as CLOSE."""

Chances = Mapping[int, float]
"""Number of cards → its chance."""


def finished_by_week(history: Sequence[int], items: int) -> list[float]:
    """Return the chance that `items` cards are finished after 1, 2, 3 … weeks, until it is (nearly) certain or
    MOST_WEEKS are over. Raises Refused (rule) where nothing was finished in the past weeks."""
    one = _one_week(history)
    if items <= 0:
        return [1.0]
    total = _Total(0, [1.0])
    done = 0.0
    found: list[float] = []
    while len(found) < MOST_WEEKS and done < 1 - CLOSE:
        total = _convolved(total, one)
        over = max(items - total.first, 0)
        done += sum(total.chances[over:])
        total = _trimmed(total.first, total.chances[:over])
        found.append(min(done, 1.0))
    return found


def week_of(chances: Sequence[float], percent: int) -> int | None:
    """Return the first week (from 1) by whose end it is done with a chance of `percent`; None beyond MOST_WEEKS."""
    return next((week for week, chance in enumerate(chances, 1) if chance >= percent / 100 - CLOSE), None)


def finished_in(history: Sequence[int], weeks: int) -> Chances:
    """Return the chances of how many cards are finished in so many weeks. Raises Refused as `finished_by_week`."""
    one = _one_week(history)
    total = _Total(0, [1.0])
    for _ in range(min(weeks, MOST_WEEKS)):
        total = _trimmed(*_convolved(total, one))
    return {many: chance for many, chance in enumerate(total.chances, total.first) if chance}


def at_least(chances: Chances, percent: int) -> int:
    """Return the largest number of cards that is reached with a chance of `percent`."""
    falling = sorted(chances, reverse=True)
    sums = accumulate(chances[many] for many in falling)
    return next((many for many, chance in zip(falling, sums, strict=True) if chance >= percent / 100 - CLOSE), 0)


def held(history: Sequence[int], weeks: int, percent: int) -> tuple[int, int]:
    """Return how many earlier forecasts held, and how many there were: at the end of each past week that had FEW weeks
    before it, how many cards would be finished in the next `weeks` with a chance of `percent`, and were as many?"""
    kept = made = 0
    for now in range(FEW, len(history) - weeks + 1):
        if not any(history[:now]):
            continue
        made += 1
        kept += sum(history[now : now + weeks]) >= at_least(finished_in(history[:now], weeks), percent)
    return kept, made


class _Total(NamedTuple):
    """The chances that `first`, `first` + 1, … cards are finished."""

    first: int
    chances: list[float]


def _convolved(total: _Total, one: Chances) -> _Total:
    """The chances after one more week."""
    least, width = min(one), len(total.chances)
    found = [0.0] * (width + max(one) - least)
    for many, share in one.items():
        at = many - least
        found[at : at + width] = [
            before + chance * share for before, chance in zip(found[at : at + width], total.chances, strict=True)
        ]
    return _Total(total.first + least, found)


def _trimmed(first: int, chances: list[float]) -> _Total:
    """Without what is next to nothing at either end."""
    start, end = 0, len(chances)
    while start < end and chances[start] <= _NEVER:
        start += 1
    while end > start and chances[end - 1] <= _NEVER:
        end -= 1
    return _Total(first + start, chances[start:end])


def _one_week(history: Sequence[int]) -> Chances:
    if not any(count > 0 for count in history):
        weeks = f"the last {len(history)} weeks" if len(history) > 1 else "the weeks looked at"
        refuse(
            "rule",
            f"There is no forecast: nothing was finished in {weeks}, so there is no pace to go by.",
            "It comes when the week is over in which the first card is done.",
        )
    return {many: count / len(history) for many, count in Counter(history).items()}
