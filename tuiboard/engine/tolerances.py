"""Tolerances as people write them: `85%/50%` of schedule, `50k/100k` of money, `10%/25%` of scope, `1/3` of quality."""

from typing import Any

from tuiboard.domain import shapes
from tuiboard.domain.rag import DIMENSIONS, PERCENT, tolerance_of
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import one_line, visible
from tuiboard.engine.amounts import format_amount, parse_amount

LABELS = {
    "schedule": ("Schedule", "certainty that the deadline holds, as in 85%/50%"),
    "money": ("Money at risk", "expected loss of its open risks, as in 50k/100k"),
    "scope": ("Scope", "cards added in four weeks against those there, as in 10%/25%"),
    "quality": ("Quality", "cards taken up again and open issues, as in 1/3"),
    "people": ("People", "pressing cards without someone who has time, as in 20%/40%"),
}
"""Labels of the dimensions, and what their numbers mean."""


def parse_tolerance(dimension: str, text: str, currency: str = "") -> list[float] | None:
    """Return the two numbers that a text says, [amber, red]; None for an empty one, which resets.

    Whether they contradict each other is decided later. Raises Refused (usage, bad_data).
    """
    if dimension not in DIMENSIONS:
        words = f"There is no tolerance “{visible(dimension, 60)}”."
        refuse("usage", words, f"Tolerances: {', '.join(DIMENSIONS)}.")
    line = one_line(text)
    if not line or line.lower() == "none":
        return None
    parts = [part.strip() for part in line.split("/")]
    if len(parts) != 2 or not all(parts):
        hint = f"Write two numbers: {LABELS[dimension][1]}."
        refuse("bad_data", f"“{visible(text, 60)}” can't be the tolerance of {dimension}.", hint)
    return [_number(dimension, part, currency) for part in parts]


def _number(dimension: str, text: str, currency: str) -> float:
    if dimension == "money":
        return parse_amount(text, currency).number
    digits = text.removesuffix("%").strip() if dimension in PERCENT else text
    whole, point, rest = digits.partition(".")
    if not (f"{whole}{rest}".isascii() and f"{whole}{rest}".isdecimal() and len(digits) < 9 and (rest or not point)):
        hint = f"Write it as in {LABELS[dimension][1].rpartition(' ')[2]}."
        refuse("bad_data", f"“{visible(text, 60)}” is no number for {dimension}.", hint)
    number = float(digits)
    return int(number) if number.is_integer() else number


def format_tolerance(dimension: str, value: Any) -> str:
    """Return the text that `parse_tolerance` reads the same tolerance from; empty for what is none."""
    found = tolerance_of(dimension, value)
    if found is None:
        return ""
    sign = "%" if dimension in PERCENT else ""
    return "/".join(format_amount(each) if dimension == "money" else f"{each:g}{sign}" for each in found)


def tolerance_texts(given: object) -> dict[str, str]:
    """Return the tolerances of a project or of the board's setting as texts, empty where there are none."""
    found = shapes.mapping(given)
    return {name: format_tolerance(name, found.get(name)) for name in DIMENSIONS}
