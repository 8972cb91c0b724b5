"""Red, amber, green: tolerances of a project by dimension, the colour of a figure held against one, and overrides.

A colour is only given to what is known. Schedule is the chance in percent that the deadline holds, so that more is
better: with 85 % and 50 % it is green where the p85 of the forecast is by the deadline, amber where the p50 is. Of all
others less is better: up to the first number is green, up to the second amber.
"""

from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any, Literal, NamedTuple

from tuiboard.domain import shapes

Rag = Literal["green", "amber", "red", "unknown"]
Colour = Literal["green", "amber", "red"]
COLOURS: tuple[Colour, ...] = ("green", "amber", "red")
DIMENSIONS = ("schedule", "money", "scope", "quality", "people")
LIMITS: Mapping[str, float] = {"schedule": 100, "money": 1e15, "scope": 1_000, "quality": 10_000, "people": 100}
"""The most that a number of a tolerance may be: percent, money, percent, a count, percent."""
PERCENT = frozenset({"schedule", "scope", "people"})
_ROUNDING = 1e-7


class Tolerance(NamedTuple):
    """What ends green, and what ends amber."""

    amber: float
    red: float


USUAL: Mapping[str, Tolerance] = {
    "schedule": Tolerance(85, 50),
    "scope": Tolerance(10, 25),
    "quality": Tolerance(1, 3),
    "people": Tolerance(20, 40),
}
"""What holds where nobody wrote another one; how much money may be at risk nobody can know but who gives it."""


def tolerance_of(dimension: str, value: object) -> Tolerance | None:
    """Return a tolerance as it is stored, [amber, red]; None for what is none or contradicts itself."""
    if not isinstance(value, list | tuple) or len(value) != 2 or not all(map(_is_number, value)):
        return None
    found = Tolerance(*value)
    return found if not contradiction(dimension, found) else None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def contradiction(dimension: str, given: Tolerance) -> str:
    """Return in a sentence what is wrong with a tolerance; an empty text where it makes sense."""
    most = LIMITS[dimension]
    for number in given:
        if not 0 <= number <= most:
            return f"{number:,g} can't be a tolerance of {dimension}: it goes from 0 to {most:,.0f}."
    if dimension == "schedule" and given.red > given.amber:
        return (
            f"Schedule can't be red below {given.red:g} % and amber below {given.amber:g} %: "
            "the first number is where green begins, the second where red ends, and so not larger."
        )
    if dimension != "schedule" and given.amber > given.red:
        name = dimension.capitalize()
        return (
            f"{name} can't be amber above {given.amber:,g} and red above {given.red:,g}: "
            "the first number is where green ends, the second where red begins, and so not smaller."
        )
    return ""


def tolerances(project: Mapping[str, Any], settings: Mapping[str, Any]) -> dict[str, Tolerance]:
    """Return what a project tolerates, by dimension: its own, else the board's (setting `rag`), else what is usual."""
    own, boards = shapes.mapping(project.get("tolerances")), shapes.mapping(settings.get("rag"))
    found: dict[str, Tolerance] = {}
    for name in DIMENSIONS:
        given = tolerance_of(name, own.get(name)) or tolerance_of(name, boards.get(name)) or USUAL.get(name)
        if given is not None:
            found[name] = given
    return found


def colour(dimension: str, value: float, given: Tolerance) -> Colour:
    """Return the colour of a figure (for schedule a chance in percent) held against a tolerance."""
    if dimension == "schedule":
        value, given = -value, Tolerance(-given.amber, -given.red)
    if value <= given.amber + _ROUNDING:
        return "green"
    return "amber" if value <= given.red + _ROUNDING else "red"


def worst(found: Iterable[Rag]) -> Rag:
    """Return the worst of the colours that are known; unknown where none is."""
    known = set(found)
    return next((each for each in reversed(COLOURS) if each in known), "unknown")


class Override(NamedTuple):
    """A colour that someone gave a project by hand, why, who, and its last day."""

    rag: Colour
    reason: str
    by: str
    until: str


def override_on(project: Mapping[str, Any], today: str) -> Override | None:
    """Return the override of a project that holds on a day: its last day still counts, then it lapses by itself."""
    given = shapes.mapping(project.get("override"))
    rag = next((each for each in COLOURS if each == given.get("rag")), None)
    until = shapes.day(given.get("until"))
    if rag is None or until is None or until < today:
        return None
    return Override(rag, shapes.text(given.get("reason")), shapes.text(given.get("by")), until)
