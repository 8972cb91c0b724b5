"""Whether someone is there on the day that counts."""

from tuiboard.domain.calendar import short_date
from tuiboard.domain.spans import spans_of
from tuiboard.domain.workspace import Workspace


def absence(ws: Workspace, handle: str, today: str, due: str = "") -> str:
    """Return why a person is not there, as the end of a sentence: on `due`, or on `today` where that has passed or
    there is none.

    An empty text for someone who is.
    """
    person = ws.person(handle)
    if person is None:
        return "is not on the board"
    if not person.active:
        return "has left"
    off = person.off
    if not off:
        return ""
    day = max(due, today)
    span = next((span for span in spans_of(off) if span.holds(day)), None)
    if span is None:
        return ""
    back = f"away until {short_date(span.last, today)}"
    return f"{back}, when it is due ({short_date(due, today)})" if due > today else back
