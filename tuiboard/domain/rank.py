"""Fractional ranks: strings that sort, so that a move writes one card.

A rank is a non-empty string over the 62 digits 0-9A-Za-z that does not end in 0; the order is that of ASCII.
Source: the fractional-indexing scheme of D. Greenspan, "Implementing Fractional Indexing" (2020), midpoint part.
"""

from collections.abc import Iterable

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_VALUE = {digit: value for value, digit in enumerate(DIGITS)}
LONGEST = 60
"""A rank longer than this says that its column should be spread anew."""


def is_rank(text: object) -> bool:
    """True when `text` is a rank that `between` can work with."""
    return isinstance(text, str) and bool(text) and all(c in _VALUE for c in text) and text[-1] != "0"


def between(low: str | None, high: str | None) -> str:
    """Return a rank strictly between `low` and `high`; None stands for the open end.

    Raises ValueError unless low < high.
    """
    if low is not None and high is not None and low >= high:
        raise ValueError(f"no rank between {low!r} and {high!r}")
    return _middle(low or "", high)


def _middle(low: str, high: str | None) -> str:
    if high is not None:
        same = 0
        while same < len(high) and (low[same] if same < len(low) else "0") == high[same]:
            same += 1
        if same:
            return high[:same] + _middle(low[same:], high[same:])
    first = _VALUE[low[0]] if low else 0
    last = _VALUE[high[0]] if high is not None else len(DIGITS)
    if last - first > 1:
        # Appending at the end is the common act: a small step there keeps ranks short.
        step = first + 1 if high is None and first >= 31 else (first + last + 1) // 2
        return DIGITS[step]
    if high is not None and len(high) > 1:
        return high[0]
    return DIGITS[first] + _middle(low[1:], None)


def spread(count: int, low: str | None = None, high: str | None = None) -> list[str]:
    """Return `count` ranks in rising order between `low` and `high`, as short as halving makes them."""
    if count <= 0:
        return []
    if low is None and high is None and count > 1:
        return _even(count)
    middle = count // 2
    rank = between(low, high)
    return [*spread(middle, low, rank), rank, *spread(count - middle - 1, rank, high)]


def _even(count: int) -> list[str]:
    width = 1
    while 62**width < 2 * (count + 1):
        width += 1
    return [_digits(index * 62**width // (count + 1), width).rstrip("0") for index in range(1, count + 1)]


def _digits(value: int, width: int) -> str:
    text = ""
    for _ in range(width):
        value, digit = divmod(value, 62)
        text = DIGITS[digit] + text
    return text


def in_order(ranks: Iterable[str]) -> bool:
    """True when the ranks rise strictly."""
    seen = list(ranks)
    return all(seen[i] < seen[i + 1] for i in range(len(seen) - 1))
