"""The numbers that the two axes of priority are made from: points, window, thresholds and shares."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from tuiboard.domain import shapes
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import visible


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


def coefficients(settings: Mapping[str, Any]) -> Coefficients:
    """Return the defaults with the numbers of the board setting `priority`; what can't be a coefficient is left out."""
    given = settings.get("priority")
    if not isinstance(given, Mapping):
        return Coefficients()
    read = {name: shapes.amount(given.get(name), limits(name)[1]) for name in Coefficients._fields}
    known = {name: number for name, number in read.items() if number is not None}
    if not known.get("window", 1):
        del known["window"]
    return Coefficients(**known)


def limits(name: str) -> tuple[int, int]:
    """Return the least and the most that a coefficient may be."""
    return (1, 3650) if name == "window" else (0, 1) if name.endswith("_share") else (0, 100)


def parse_coefficient(name: str, text: str) -> float | None:
    """Return the number that is typed for a coefficient, None for an empty text; whether it fits is decided later.
    Raises Refused (bad_data)."""
    text = text.strip()
    if not text:
        return None
    whole, point, rest = text.removeprefix("-").partition(".")
    digits = whole + rest
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 9 and (rest or not point)):
        refuse("bad_data", f"“{visible(text, 60)}” is no number for {visible(name, 40)}.", "Write it as 35 or 0.4.")
    number = float(text)
    return int(number) if number.is_integer() else number
