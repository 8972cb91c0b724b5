"""What a person can ask for about when cards begin and are due. See domain.commands."""

from collections.abc import Mapping
from typing import Any, NamedTuple

Fields = Mapping[str, Any]


class PlanCards(NamedTuple):
    """Give each card its own `start` or `due` (None clears), all as one entry; of what was `seen`, these count."""

    dates: Mapping[int, Fields]
    seen: Mapping[int, Fields] = {}
