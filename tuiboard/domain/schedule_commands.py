"""What a person can ask for about when cards begin and are due. See domain.commands."""

from collections.abc import Mapping
from typing import NamedTuple

from tuiboard.domain.commands import Fields, Seen


class PlanCards(NamedTuple):
    """Give each card its own `start` or `due` (None clears), all as one entry."""

    dates: Mapping[int, Fields]
    seen: Seen = {}
