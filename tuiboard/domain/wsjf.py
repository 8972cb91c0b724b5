"""Weighted shortest job first: what waiting costs, by the effort that it takes (Reinertsen 2009; parts as in SAFe)."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from tuiboard.domain.calendar import HOURS_PER_DAY
from tuiboard.domain.priority import remaining_days
from tuiboard.domain.score import Score

LEAST_DAYS = 1 / HOURS_PER_DAY
"""An hour: what takes less is not worth a difference."""
ASSUMED_DAYS = 1.0
"""What a card without an estimate is taken to need."""


class Wsjf(NamedTuple):
    """(value + time criticality + risk) / days, each part 0 to 5; not `is_estimated` where the effort is assumed."""

    value: float
    is_estimated: bool


def wsjf(doc: Mapping[str, Any], score: Score) -> Wsjf:
    """Return the weight of a card: its value, urgency / 20 and highest risk / 5, by the remaining effort in days."""
    effort = doc.get("effort")
    days = max(remaining_days(doc), LEAST_DAYS) if effort else ASSUMED_DAYS
    return Wsjf((score.value + score.urgency / 20 + score.risk / 5) / days, bool(effort))
