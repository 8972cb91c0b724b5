"""Which day was the last that people worked on."""

from tuiboard.domain.calendar import add_days, weekday
from tuiboard.domain.workspace import Workspace


def last_working_day(ws: Workspace, today: str) -> str:
    """Return the last working day before a date: on a Monday the Friday."""
    day = add_days(today, -1)
    while weekday(day) > 4:
        day = add_days(day, -1)
    return day
