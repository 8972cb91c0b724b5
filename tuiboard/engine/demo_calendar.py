"""The days of the demo board: they count from today, in working days."""

import re
import time
from collections.abc import Mapping
from typing import Any

from tuiboard.domain.calendar import add_days, weekday
from tuiboard.domain.changes import Doc
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import visible

HINT = "demo_data/README.md says how the file is written."
DATE_FIELDS = frozenset({"due", "start", "snoozed_until", "deadline", "from", "to", "until"})
_DAY = re.compile(r"[+-][0-9]{1,3}\Z")


def workday(today: str, offset: int) -> str:
    """Return the date `offset` working days from `today`.

    0 is today, on a weekend the Monday after it; what is below 0 is always before today.
    """
    day = weekday(today)
    # A weekend stands for the Monday after it, as far as counting goes.
    monday, index = (add_days(today, -day), day) if day < 5 else (add_days(today, 7 - day), 0)
    weeks, rest = divmod(index + offset, 5)
    return add_days(monday, 7 * weeks + rest)


class Calendar:
    """Days and times of the file as dates and instants; each day is worked out once."""

    def __init__(self, today: str, now: str) -> None:
        self.today = today
        self.now = now
        self._dates: dict[str, str] = {}

    def date(self, offset: str) -> str:
        """`-3` or `+5`, in working days, as a date."""
        found = self._dates.get(offset)
        if found is None:
            if not _DAY.match(offset):
                refuse("bad_data", f"“{visible(offset, 60)}” is not a day of the demo board, as in -3 or +5.", HINT)
            found = self._dates[offset] = workday(self.today, int(offset))
        return found

    def instant(self, offset: str, clock: str) -> str:
        """A day and a local time `HH:MM` as an instant, which is never later than now."""
        year, month, day = map(int, self.date(offset).split("-"))
        hour, _, minute = clock.partition(":")
        at = time.gmtime(time.mktime((year, month, day, int(hour), int(minute), 0, 0, 0, -1)))
        return min(f"{at.tm_year:04}-{at.tm_mon:02}-{at.tm_mday:02}T{at.tm_hour:02}:{at.tm_min:02}:00Z", self.now)

    def dated(self, fields: Mapping[str, Any]) -> Doc:
        """A copy of `fields` in which the days are dates."""
        return {name: self.date(value) if name in DATE_FIELDS else value for name, value in fields.items()}
