"""The shape of a command: whether each of its fields holds what it is declared to hold.

Commands are made by the program itself; but a form that is opened again, a script and another front end hand in what
they have. The deciders check values, with the words for them; this is asked where one could not even be looked at.
"""

from collections.abc import Mapping, Sequence
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from tuiboard.domain.decide.checks import quoted
from tuiboard.domain.refusal import Refusal


def misshapen(command: Any) -> Refusal | None:
    """The refusal of a command by its first field that holds what it can't; None where all of them hold what they
    may."""
    kind = type(command)
    for (field, hint), value in zip(get_type_hints(kind).items(), command, strict=True):
        if not _fits(value, hint):
            return Refusal("bad_data", f"{quoted(value)} can't be the “{field}” of {kind.__name__}.")
    return None


def _fits(value: Any, hint: Any) -> bool:
    if hint is Any:
        return True
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return any(_fits(value, each) for each in args)
    if origin is Literal:
        return any(type(value) is type(each) for each in args)
    if origin is tuple:
        return _is_list(value) and len(value) == len(args) and all(map(_fits, value, args))
    if origin is Sequence:
        return _is_list(value) and all(_fits(each, args[0]) for each in value)
    if origin is Mapping:
        return isinstance(value, Mapping) and all(_fits(k, args[0]) and _fits(v, args[1]) for k, v in value.items())
    if hint in (int, float):
        return isinstance(value, int | hint) and not isinstance(value, bool)
    return isinstance(value, hint)


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)
