"""When will it be done: exact chances from how many cards were finished in past weeks, nothing is drawn by chance.

Each coming week is taken to be like one of the past weeks, all equally likely and independent of the week before. The
chances of several weeks are the convolution of the chances of one.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple, NoReturn

from tuiboard.domain.refusal import refuse

FEW = 8
"""Weeks of history below which a forecast comes with a warning."""
MOST_WEEKS = 260
"""Weeks ahead beyond which nothing is said."""
CLOSE = 1e-9
"""Difference of two chances that is an error of rounding."""
Chances = Mapping[int, float]
"""Number of cards → its chance."""


def finished_by_week(history: Sequence[int], items: int) -> list[float]:
    """Return the chance that `items` cards are finished after 1, 2, 3 … weeks, until it is (nearly) certain or
    MOST_WEEKS are over. Raises Refused (rule) where nothing was finished in the past weeks."""
    week = _Week(history)
    if items <= 0:
        return [1.0]
    total = _START
    done = 0.0
    found: list[float] = []
    while len(found) < MOST_WEEKS and done < 1 - CLOSE:
        total, over = _parted(week.added_to(total), items)
        done += over
        found.append(min(done, 1.0))
    return found


def week_of(chances: Sequence[float], percent: int) -> int | None:
    """Return the first week (from 1) by whose end it is done with a chance of `percent`; None beyond MOST_WEEKS."""
    return next((week for week, chance in enumerate(chances, 1) if chance >= percent / 100 - CLOSE), None)


def finished_in(history: Sequence[int], weeks: int) -> Chances:
    """Return the chances of how many cards are finished in so many weeks. Raises Refused as `finished_by_week`."""
    week = _Week(history)
    total = _START
    for _ in range(min(weeks, MOST_WEEKS)):
        total = week.added_to(total)
    return _unpacked(total)


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


# The chances of all numbers of cards stand side by side in one long whole number. A week is added to it by shifting and
# adding it once for each different week of the past: a hundred times faster than one number after the other.

_ROOM = 80
"""Bits from one chance to the next: those of a chance, and room for the sum over all past weeks."""
_BITS = 64
"""Bits of a chance."""
_ALL = (1 << _ROOM) - 1


class _Total(NamedTuple):
    """The chances that `first`, `first` + 1, … cards are finished, packed: each is so many 2**-_BITS times `scale`,
    which is from 1 to 2."""

    first: int
    packed: int
    scale: float


_START = _Total(0, 1 << _BITS, 1.0)


class _Week:
    """What one more week does to the chances. Raises Refused where nothing was finished in the past ones."""

    def __init__(self, history: Sequence[int]) -> None:
        if not any(count > 0 for count in history):
            _refuse(len(history))
        times = Counter(history)
        self._least, self._weeks = min(times), len(history)
        self._shifts = [((many - self._least) * _ROOM, often) for many, often in times.items()]

    def added_to(self, total: _Total) -> _Total:
        """The chances after one more week."""
        packed = sum((total.packed * often if often > 1 else total.packed) << shift for shift, often in self._shifts)
        # To divide by the number of weeks would carry the rest of one chance into the next; bits can be cut off.
        bits, scale = 0, total.scale / self._weeks
        while scale < 1:
            bits, scale = bits + 1, scale * 2
        if bits:
            packed = (packed >> bits) & _repeated(_ALL >> bits, packed.bit_length() // _ROOM + 1)
        nothing = ((packed & -packed).bit_length() - 1) // _ROOM if packed else 0
        return _Total(total.first + self._least + nothing, packed >> nothing * _ROOM, scale)


def _repeated(bits: int, times: int) -> int:
    return int.from_bytes(bits.to_bytes(_ROOM // 8, "little") * times, "little")


def _parted(total: _Total, items: int) -> tuple[_Total, float]:
    """The chances of fewer cards than `items`, and the chance of as many or more."""
    at = max(items - total.first, 0) * _ROOM
    over = (total.packed >> at) % _ALL  # the sum of all of them, which is less than that
    return total._replace(packed=total.packed & ((1 << at) - 1)), over * total.scale / (1 << _BITS)


def _unpacked(total: _Total) -> dict[int, float]:
    size, share = _ROOM // 8, total.scale / (1 << _BITS)
    data = total.packed.to_bytes(-(-total.packed.bit_length() // _ROOM) * size, "little")
    counts = (int.from_bytes(data[at : at + size], "little") for at in range(0, len(data), size))
    return {many: count * share for many, count in enumerate(counts, total.first) if count}


def _refuse(past: int) -> NoReturn:
    weeks = f"the last {past} weeks" if past > 1 else "the weeks looked at"
    refuse(
        "rule",
        f"There is no forecast: nothing was finished in {weeks}, so there is no pace to go by.",
        "It comes when the week is over in which the first card is done.",
    )
