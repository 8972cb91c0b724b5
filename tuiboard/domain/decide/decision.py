"""What `decide` returns when it doesn't refuse."""

from collections.abc import Iterable
from typing import NamedTuple

from tuiboard.domain.changes import Change, Told


class Decision(NamedTuple):
    """The changes to record under `action`; `warnings` are told to the user and not recorded."""

    action: str
    changes: tuple[Change, ...]
    why: str | None = None
    warnings: tuple[str, ...] = ()
    told: tuple[Told, ...] = ()


def decision(
    action: str, changes: Iterable[Change | None], why: str | None = None, warnings: Iterable[str] = ()
) -> Decision:
    """Return a Decision without the changes that are None."""
    return Decision(action, tuple(c for c in changes if c is not None), why, tuple(dict.fromkeys(warnings)))
