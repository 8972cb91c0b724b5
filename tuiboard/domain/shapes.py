"""What a value of a document is taken for that may come from a newer version or another program: read, never refused.

Each returns the value itself where it is what it must be, and else what stands for absent.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeGuard

from tuiboard.domain.calendar import is_date, seconds_of

NOTHING: Mapping[str, Any] = {}


def text(value: object) -> str:
    """A text, or an empty one."""
    return value if isinstance(value, str) else ""


def name(value: object) -> str | None:
    """A text that says something, or None."""
    return value if isinstance(value, str) and value else None


def day(value: object) -> str | None:
    """A date `YYYY-MM-DD`, or None."""
    return value if isinstance(value, str) and is_date(value) else None


def instant(value: object) -> str:
    """An instant, or an empty text."""
    return value if isinstance(value, str) and seconds_of(value) is not None else ""


def is_id(value: object) -> TypeGuard[int]:
    """True for a whole number."""
    return isinstance(value, int) and not isinstance(value, bool)


def whole(value: object) -> int | None:
    """A whole number, or None."""
    return value if is_id(value) else None


def amount(value: object, most: float) -> float | None:
    """A finite number from 0 to `most`, or None."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        return None
    return value


def target(value: object) -> tuple[str, int | str]:
    """A kind and an id that something is on, as `("card", 12)`; `("", 0)` for what is none."""
    if isinstance(value, list | tuple) and len(value) == 2:
        kind, id = value
        if isinstance(kind, str) and (isinstance(id, str) or is_id(id)):
            return kind, id
    return "", 0


def texts(value: object) -> Sequence[str]:
    """A list of texts, without what is none."""
    return _list(value, lambda item: isinstance(item, str))


def ids(value: object) -> Sequence[int]:
    """A list of whole numbers, without what is none."""
    return _list(value, is_id)


def mappings(value: object) -> Sequence[Mapping[str, Any]]:
    """A list of objects, without what is none."""
    return _list(value, lambda item: isinstance(item, Mapping))


def _list(value: object, accepts: Callable[[object], bool]) -> Sequence[Any]:
    if not isinstance(value, list | tuple):
        return [] if value is not None else ()
    return value if all(map(accepts, value)) else [item for item in value if accepts(item)]


def mapping(value: object, **accepts: Callable[[Any], object]) -> Mapping[str, Any]:
    """An object, empty where it is none; without the values that `accepts`, by name, returns something else for."""
    if not isinstance(value, Mapping):
        return NOTHING
    odd = [key for key, read in accepts.items() if key in value and read(value[key]) is not value[key]]
    return {key: found for key, found in value.items() if key not in odd} if odd else value
