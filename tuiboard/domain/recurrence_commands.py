"""What can be asked for about cards that come again. See domain.commands."""

from collections.abc import Sequence
from typing import NamedTuple


class ContinueSeries(NamedTuple):
    """Make the next card of each series whose card has come due by today."""


class SkipDates(NamedTuple):
    """Put cards that come again off to the next date of their rule; no card is made for the date that is skipped."""

    ids: Sequence[int]


RecurrenceCommand = ContinueSeries | SkipDates
