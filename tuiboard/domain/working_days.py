"""Which days are worked: the board's working days and holidays, a person's time off, weeks, and the team's time zone.

Figures of a team count days and weeks where the board says that the team is, so that everybody sees the same; what is
one's own (`today`, due dates, the words for a day) goes by one's own clock. `team_zone` and `team_today` are that rule.

The board setting `calendar` may hold `working_days` (mon … sun), `holidays` (see `tuiboard.domain.spans`), `week_start`
and `time_zone`. Dates are `YYYY-MM-DD`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from tuiboard.domain import calendar
from tuiboard.domain.calendar import WEEKDAYS
from tuiboard.domain.refusal import refuse
from tuiboard.domain.shapes import mapping, name, texts
from tuiboard.domain.spans import Span, checked_spans, edited_spans, format_spans, parse_spans, spans_of
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace

DAY_NAMES = tuple(day[:3] for day in WEEKDAYS)
SETTINGS = ("working_days", "holidays", "week_start", "time_zone")
"""What the board setting `calendar` may hold."""
ADDED, REMOVED = "holidays_added", "holidays_removed"
"""What a change of the calendar may say instead of all holidays, so that two people's changes both hold."""
_LOOKED_BACK = 400
"""Days in which a working day is looked for."""


class WorkCalendar(NamedTuple):
    """A board's calendar. `days` are the weekdays that are worked, 0 for Monday; `week_start` is one too."""

    days: frozenset[int] = frozenset(range(5))
    holidays: tuple[Span, ...] = ()
    week_start: int = 0

    def is_working_day(self, day: str, off: Sequence[Span] = ()) -> bool:
        """True for a day that is worked: by everyone, or by a person whose time `off` is given."""
        worked = calendar.weekday(day) in self.days
        return worked and not any(span.holds(day) for span in self.holidays) and not any(s.holds(day) for s in off)

    def working_days_between(self, first: str, last: str, off: Sequence[Span] = ()) -> int:
        """How many days are worked from `first` to `last`, both included; 0 where `last` comes before."""
        count = calendar.days_between(first, last) + 1
        return sum(self.is_working_day(calendar.add_days(first, step), off) for step in range(max(count, 0)))

    def last_working_day(self, day: str, off: Sequence[Span] = ()) -> str:
        """The last day before `day` that was worked; the day before where there was none for more than a year, and
        `day` itself where the calendar begins."""
        before = min(calendar.days_between("0001-01-01", day), _LOOKED_BACK - 1)
        earlier = [calendar.add_days(day, -step) for step in range(1, before + 1)]
        return next((day for day in earlier if self.is_working_day(day, off)), earlier[0] if earlier else day)

    def week_of(self, day: str) -> str:
        """The first day of the week that a day is in."""
        return calendar.add_days(day, -((calendar.weekday(day) - self.week_start) % 7))

    def weeks_from(self, day: str, count: int) -> tuple[str, ...]:
        """The first days of so many weeks, beginning with that of a day; fewer at the end of the calendar."""
        first = self.week_of(day)
        try:
            return tuple(calendar.add_days(first, 7 * week) for week in range(count))
        except OverflowError:
            return (first,)


def team_zone(ws: Workspace) -> str:
    """The time zone in which a board counts days and weeks; empty where everyone goes by their own."""
    zone = name(mapping(ws.board.settings.get("calendar")).get("time_zone"))
    return zone if zone is not None and _is_time_zone(zone) else ""


def team_today(ws: Workspace, now: str, today: str) -> str:
    """The date where the team is at an instant; `today`, that of the person, where the board names no zone."""
    zone = team_zone(ws)
    return calendar.local_date(now, zone) if zone else today


def work_calendar(settings: Mapping[str, Any]) -> WorkCalendar:
    """Return the calendar that the settings of a board say; what can't be one is left out."""
    given = mapping(settings.get("calendar"))
    usual = WorkCalendar()
    days = frozenset(DAY_NAMES.index(day) for day in texts(given.get("working_days")) if day in DAY_NAMES)
    start = given.get("week_start")
    return WorkCalendar(
        days or usual.days, spans_of(given.get("holidays")),
        DAY_NAMES.index(start) if isinstance(start, str) and start in DAY_NAMES else usual.week_start,
    )  # fmt: skip


def checked_calendar(given: object, known: Mapping[str, Any]) -> dict[str, Any]:
    """Return the board setting `calendar` with what is given; what is None is reset. Refuses what makes no sense."""
    if not isinstance(given, Mapping):
        refuse("bad_data", f"The calendar must be an object, not “{visible(given, 60)}”.")
    made: dict[str, Any] = {}
    if given.keys() & {ADDED, REMOVED}:
        days = edited_spans(known.get("holidays"), given.get(ADDED), given.get(REMOVED), "holidays")
        made["holidays"] = days
    for field, value in given.items():
        if field in (ADDED, REMOVED):
            continue
        if field not in SETTINGS:
            words = f"A calendar has no “{visible(field, 60)}”."
            refuse("usage", words, f"It has {', '.join(SETTINGS)}.")
        made[field] = None if value is None else _CHECKS[field](value)
    return {field: value for field, value in {**known, **made}.items() if value not in (None, [])}


def _working_days(value: object) -> list[str]:
    found = texts(value)
    if not isinstance(value, list | tuple) or not found or len(found) != len(value) or set(found) - set(DAY_NAMES):
        named = ", ".join(map(str, value)) if isinstance(value, list | tuple) else value
        words = f"“{visible(named, 60)}” are no working days."
        refuse("bad_data", words, f"Name at least one of {', '.join(DAY_NAMES)}.")
    return [day for day in DAY_NAMES if day in found]


def _week_start(value: object) -> str:
    if not isinstance(value, str) or value not in DAY_NAMES:
        words = f"“{visible(value, 60)}” is no day that weeks begin on."
        refuse("bad_data", words, f"Days: {', '.join(DAY_NAMES)}.")
    return value


def _is_time_zone(name: str) -> bool:
    return bool(calendar.date_at(0, name))


def _time_zone(value: object) -> str:
    if not isinstance(value, str) or not _is_time_zone(value):
        words = f"“{visible(value, 60)}” is no time zone."
        refuse("bad_data", words, "Write it like Europe/Zurich or America/New_York.")
    return value


_CHECKS: Mapping[str, Callable[[object], Any]] = {
    "working_days": _working_days, "week_start": _week_start, "time_zone": _time_zone,
    "holidays": lambda value: checked_spans(value, "holidays"),
}  # fmt: skip


def parse_setting(field: str, text: str, today: str) -> Any:
    """Return what a typed setting of the calendar means, None for an empty one: `mon,tue,wed`, `2026-12-25 Christmas`,
    `sun`, `Europe/Zurich`. Raises Refused where it can't be read."""
    text = text.strip()
    if not text:
        return None
    if field == "holidays":
        return parse_spans(text, today, "holidays")
    if field == "working_days":
        return [_day_name(word) for word in text.replace(",", " ").split()]
    return _day_name(text) if field == "week_start" else text


def _day_name(word: str) -> str:
    """`Monday` and `mo` are `mon`; what is no day stays as it is, to be named where it is refused."""
    found = [day[:3] for day in WEEKDAYS if len(word) > 1 and day.startswith(word.lower())]
    return found[0] if found else word.lower()


def calendar_texts(settings: Mapping[str, Any]) -> dict[str, str]:
    """Return the settings of a board's calendar as they are typed; empty where it says nothing."""
    given = mapping(settings.get("calendar"))
    return {
        "working_days": ", ".join(day for day in texts(given.get("working_days")) if day in DAY_NAMES),
        "holidays": format_spans(given.get("holidays")),
        "week_start": given["week_start"] if given.get("week_start") in DAY_NAMES else "",
        "time_zone": name(given.get("time_zone")) or "",
    }
