"""What a person can ask for about the status of a project: tolerances and overrides. See domain.commands."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class SetTolerances(NamedTuple):
    """Set what a project tolerates, by dimension: [amber, red], or None for what the board says (see domain.rag)."""

    key: str
    set: Mapping[str, Sequence[float] | None]


class OverrideStatus(NamedTuple):
    """Give a project a colour by hand until a day, with the reason; without a colour, take the override off."""

    key: str
    rag: str | None
    reason: str = ""
    until: str | None = None


ProjectCommand = SetTolerances | OverrideStatus
