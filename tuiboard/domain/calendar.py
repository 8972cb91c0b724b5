"""Dates, instants and effort: the one place that knows calendars, time zones and the words for them.

A date is a text `YYYY-MM-DD` in the person's time zone, an instant a text `YYYY-MM-DDTHH:MM:SSZ` in UTC, an effort a
number of hours. The time zone is that of the C library: `TZ`, else the machine's. Pendulum is loaded late: 53 ms.
"""

import re
import time
from datetime import date

from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import visible

HOURS_PER_DAY = 8.0
DAYS_PER_WEEK = 5
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
DATE_WORDS = (
    "today", "tomorrow", *(day[:3] for day in WEEKDAYS), "next-mon", "+3d", "+2w", "+1m", "eow", "eom", "none"
)  # fmt: skip
"""What a completion or a help text offers; `parse_date` takes more."""

_LONGEST_EFFORT = 100_000.0
_FRIDAY = 4
_SECONDS_PER_DAY = 86_400
_EPOCH = date(1970, 1, 1).toordinal()
_HINT = "Dates are written 2026-12-01, 12-01, 1 dec, today, tomorrow, fri, next-mon, +3d, +2w, +1m, eow, eom or none."

_WEEKDAY_OF = {name: i for i, day in enumerate(WEEKDAYS) for name in (day, day[:3])}
_WEEKDAY_OF |= {"tues": 1, "thur": 3, "thurs": 3}
_MONTH_OF = {name: i for i, month in enumerate(MONTHS, 1) for name in (month, month[:3])} | {"sept": 9}

_STEP = re.compile(r"([+-]?)([0-9]{1,5})([dwmy])\Z")
_YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})\Z")
_MONTH_DAY = re.compile(r"([0-9]{1,2})-([0-9]{1,2})\Z")
_DAY_NAME = re.compile(r"([0-9]{1,2})[ .-]*([a-z]{3,9})(?:[ ,-]+([0-9]{4}))?\Z")
_NAME_DAY = re.compile(r"([a-z]{3,9})[ -]*([0-9]{1,2})(?:[ ,-]+([0-9]{4}))?\Z")
_OTHER_ISO = re.compile(r"[0-9]{8}\Z|[0-9]{4}-?[0-9]{3}\Z|[0-9]{4}-?w[0-9]{2}(?:-?[0-9])?\Z")
_BEGUN = re.compile(r"[+-]?[0-9]{0,5}\Z|[0-9]{1,2}-[0-9]{0,2}\Z|[0-9]{4}-[0-9]{0,2}(?:-[0-9]{0,2})?\Z")
_BEGUN_NAME = re.compile(r"[0-9]{1,2}[ .-]*([a-z]*)\Z|([a-z]{3,9})[ -]+[0-9]?\Z")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z\Z")
_NUMBER = r"[0-9]{1,6}(?:\.[0-9]{1,6})?"
_PLAIN_NUMBER = re.compile(_NUMBER + r"\Z")
_EFFORT = re.compile(
    rf"(?:(?P<w>{_NUMBER})w\s*)?(?:(?P<d>{_NUMBER})d\s*)?(?:(?P<h>{_NUMBER})h\s*)?(?:(?P<m>{_NUMBER})m(?:in)?)?\Z"
)


# Dates


def is_date(text: object) -> bool:
    """True for a real date written strictly `YYYY-MM-DD`."""
    if not isinstance(text, str) or len(text) != 10 or text[4] != "-" or text[7] != "-":
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def add_days(day: str, count: int) -> str:
    """Return the date `count` days later. Raises OverflowError beyond the years 1 to 9999."""
    moved = date.fromisoformat(day).toordinal() + count
    if not 1 <= moved <= date.max.toordinal():
        raise OverflowError(f"{count} days from {day} is beyond the calendar")
    return date.fromordinal(moved).isoformat()


def add_months(day: str, count: int) -> str:
    """Return the same day `count` months later, or the last of that month where it is shorter. Raises OverflowError."""
    import pendulum

    first = date.fromisoformat(day)
    try:
        return pendulum.date(first.year, first.month, first.day).add(months=count).isoformat()
    except ValueError as error:
        raise OverflowError(f"{count} months from {day} is beyond the calendar") from error


def days_between(first: str, second: str) -> int:
    """Return how many days `second` is after `first`."""
    return date.fromisoformat(second).toordinal() - date.fromisoformat(first).toordinal()


def day_number(day: str | None) -> int | None:
    """Return a date as a count of days, for sums over many cards; None for what is no date."""
    if day is None:
        return None
    try:
        return date.fromisoformat(day).toordinal()
    except ValueError:
        return None


def date_of(number: float) -> str:
    """Return the date that a count of days (of `day_number`; a part of a day is cut off) stands for."""
    return date.fromordinal(min(max(int(number // 1), 1), date.max.toordinal())).isoformat()


def weekday(day: str) -> int:
    """Return 0 for a Monday to 6 for a Sunday."""
    return date.fromisoformat(day).weekday()


def month_grid(year: int, month: int) -> list[list[int]]:
    """Return the weeks of a month, Monday first, as days of the month; 0 is a day of another month."""
    before = date(year, month, 1).weekday()
    days = [0] * before + list(range(1, _month_length(year, month) + 1))
    days += [0] * (-len(days) % 7)
    return [days[start : start + 7] for start in range(0, len(days), 7)]


def _month_length(year: int, month: int) -> int:
    if month == 12:
        return 31
    return date(year, month + 1, 1).toordinal() - date(year, month, 1).toordinal()


# Date words


def parse_date(word: str, today: str) -> str | None:
    """Return the date that `word` stands for on the day `today`; None for `none`.

    `fri` or `friday` is the coming one, never today; `next-fri` the one in the next calendar week (Monday to Sunday);
    `eow` the Friday of this working week (on a weekend, of the coming one); `12-01`, `1 dec` the next such day, today
    included; `+1m` the same day next month. Raises Refused (bad_data) naming the word.
    """
    text = " ".join(word.split()).lower()
    try:
        if text == "none":
            return None
        found = _named(text, today) or _stepped(text, today) or _written(text, today)
    except (ValueError, OverflowError):
        found = None
    if found is None:
        refuse("bad_data", f"“{visible(word, 60)}” is not a date.", _hint(text))
    return found


def begins_date(text: str) -> bool:
    """True when `text` is empty or the beginning of a date word: someone is still typing."""
    text = text.lower()
    words = (*DATE_WORDS, *_WEEKDAY_OF, *_MONTH_OF, "yesterday", *(f"next-{day}" for day in WEEKDAYS))
    if any(word.startswith(text) for word in words) or _BEGUN.match(text):
        return True
    named = _BEGUN_NAME.match(text)
    if named is None:
        return False
    return named[2] in _MONTH_OF if named[2] else any(month.startswith(named[1]) for month in MONTHS)


def _named(text: str, today: str) -> str | None:
    if text in ("today", "tomorrow", "yesterday"):
        return add_days(today, ("yesterday", "today", "tomorrow").index(text) - 1)
    now = weekday(today)
    if text in _WEEKDAY_OF:
        return add_days(today, (_WEEKDAY_OF[text] - now - 1) % 7 + 1)
    if text[:5] in ("next-", "next ") and text[5:] in _WEEKDAY_OF:
        return add_days(today, 7 - now + _WEEKDAY_OF[text[5:]])
    if text == "eow":
        return add_days(today, (_FRIDAY - now) % 7)
    if text == "eom":
        year, month = int(today[:4]), int(today[5:7])
        return date(year, month, _month_length(year, month)).isoformat()
    return None


def _stepped(text: str, today: str) -> str | None:
    step = _STEP.match(text)
    if step is None:
        return None
    count = int(step[1] + step[2])
    if step[3] in "dw":
        return add_days(today, count * (7 if step[3] == "w" else 1))
    return add_months(today, count * (12 if step[3] == "y" else 1))


def _written(text: str, today: str) -> str | None:
    if found := _YEAR_FIRST.match(text):
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    if found := _MONTH_DAY.match(text):
        return _next_such(int(found[1]), int(found[2]), today)
    found = _DAY_NAME.match(text)
    day, name, year = found.groups() if found else (None, None, None)
    if found is None and (found := _NAME_DAY.match(text)):
        name, day, year = found.groups()
    if day is not None and name in _MONTH_OF:
        month = _MONTH_OF[name]
        return date(int(year), month, int(day)).isoformat() if year else _next_such(month, int(day), today)
    if _OTHER_ISO.match(text):
        import pendulum

        other = pendulum.parse(text.upper(), exact=True)
        return other.isoformat() if isinstance(other, date) else None
    return None


def _next_such(month: int, day: int, today: str) -> str | None:
    year = int(today[:4])
    # Eight years on from a leap year there is always another one, 1900 and 2100 included.
    for candidate in range(year, min(year + 9, date.max.year + 1)):
        if 1 <= month <= 12 and 1 <= day <= _month_length(candidate, month):
            found = date(candidate, month, day).isoformat()
            if found >= today:
                return found
    return None


def _hint(text: str) -> str:
    from tuiboard.domain.names import did_you_mean  # late: only a mistake needs it

    words = (*WEEKDAYS, *DATE_WORDS)
    begun = [word for word in words if len(text) > 1 and word.startswith(text.lower())]
    return f"{did_you_mean(begun[0], begun[:1]) if begun else did_you_mean(text, words)} {_HINT}".strip()


# Dates in words


def short_date(day: str, today: str) -> str:
    """Return a date as a card shows it: `today`, `fri` within the next six days, `12 dec`, `12 dec 2027`.

    What is no date (a file edited by hand) is returned as it is, made visible.
    """
    try:
        found = date.fromisoformat(day)
        away = days_between(today, day)
    except ValueError:
        return visible(day, 20)
    if -1 <= away <= 1:
        return ("yesterday", "today", "tomorrow")[away + 1]
    if 1 < away <= 6:
        return WEEKDAYS[found.weekday()][:3]
    text = f"{found.day} {MONTHS[found.month - 1][:3]}"
    return text if day[:4] == today[:4] else f"{text} {found.year}"


def due_words(day: str, today: str) -> str:
    """Return a due date as a card shows it: `2d late`, from two years on `7y late`, else as `short_date`."""
    if day < today and is_date(day):
        days = days_between(day, today)
        return f"{days}d late" if days < 730 else f"{days // 365}y late"
    return short_date(day, today)


# Effort


def parse_effort(word: str) -> float:
    """Return the hours of `30m 4h 2d 1w 1.5d 2h30m`; a plain number is hours, a day has 8, a week 5 days.

    Raises Refused (bad_data) naming the word.
    """
    text = word.strip().lower().replace(",", ".")
    found = _EFFORT.match(text + "h" if _PLAIN_NUMBER.match(text) else text)
    if not text or found is None:
        refuse("bad_data", f"“{visible(word, 60)}” is not an effort.", "Efforts are written 30m, 4h, 2d, 1w or 2h30m.")
    hours = {"w": DAYS_PER_WEEK * HOURS_PER_DAY, "d": HOURS_PER_DAY, "h": 1.0, "m": 1 / 60}
    total = sum(float(number) * hours[unit] for unit, number in found.groupdict().items() if number)
    if total > _LONGEST_EFFORT:
        refuse("bad_data", f"“{visible(word, 60)}” is too long an effort.", f"At most {_LONGEST_EFFORT:.0f} hours.")
    return total


def format_effort(hours: float) -> str:
    """Return hours as `30m`, `6h`, `2d`, `1d 4h`: whole minutes, a day of 8 hours; `?` for what is no effort."""
    if not 0 <= hours <= _LONGEST_EFFORT * 10:
        return "?"
    minutes = max(round(hours * 60), 1 if hours else 0)
    days, minutes = divmod(minutes, int(HOURS_PER_DAY) * 60)
    parts = ((days, "d"), (minutes // 60, "h"), (minutes % 60, "m"))
    return " ".join(f"{count}{unit}" for count, unit in parts if count) or "0h"


# Instants


def is_instant(text: str) -> bool:
    """True for an instant written strictly `YYYY-MM-DDTHH:MM:SSZ`; its date may be none."""
    return _INSTANT.match(text) is not None


def local_date(instant: str, zone: str = "") -> str:
    """Return the date of an instant in a time zone, without one in the person's; an empty text for what is none."""
    seconds = seconds_of(instant)
    return "" if seconds is None else date_at(seconds, zone)


def date_at(seconds: int, zone: str) -> str:
    """Return the date of Unix seconds, as for `local_date`; an empty text where the zone is none."""
    if zone:
        import pendulum

        try:
            return pendulum.from_timestamp(seconds, zone).date().isoformat()
        except (ValueError, KeyError, OSError, OverflowError):  # files of the system are looked at: a folder is none
            return ""
    local = time.localtime(seconds)
    return f"{local.tm_year:04}-{local.tm_mon:02}-{local.tm_mday:02}"


def local_clock(instant: str) -> str:
    """Return `HH:MM` of an instant in the person's time zone; an empty text for what is no instant."""
    seconds = seconds_of(instant)
    return "" if seconds is None else time.strftime("%H:%M", time.localtime(seconds))


def start_of_day(day: str, zone: str = "") -> str:
    """Return the instant at which a date begins in a time zone, without one in the person's."""
    found = date.fromisoformat(day)
    if zone:
        import pendulum

        seconds = (found.toordinal() - _EPOCH) * _SECONDS_PER_DAY
        seconds -= pendulum.from_timestamp(seconds, zone).offset or 0
    else:
        seconds = int(time.mktime((found.year, found.month, found.day, 0, 0, 0, 0, 0, -1)))
    # Where clocks change at midnight, it is passed over (look an hour later) or comes twice (an hour earlier).
    around = (seconds - 3600, seconds, seconds + 3600)
    return instant_at(next((start for start in around if date_at(start, zone) == day), seconds))


def days_since(instant: str, today: str, zone: str = "") -> int:
    """Return the days from the date of `instant` (see `local_date`) to `today`; 0 for one in the future or for none."""
    day = local_date(instant, zone)
    return max(days_between(day, today), 0) if day else 0


def ago(instant: str, now: str) -> str:
    """Return how long ago an instant was: `just now`, `5min ago`, `3h ago`, `yesterday`, `4d ago`, then `19 nov`."""
    then, at = seconds_of(instant), seconds_of(now)
    if then is None or at is None:
        return ""
    gone = at - then
    # A neighbour's clock may run ahead by some minutes: that is now, not the future.
    if -600 < gone < 60:
        return "just now"
    if 0 <= gone < 3600:
        return f"{gone // 60}min ago"
    today, day = local_date(now), local_date(instant)
    days = days_between(day, today)
    if gone > 0 and days < 7:
        return ("yesterday" if days == 1 else f"{days}d ago") if days else f"{gone // 3600}h ago"
    return short_date(day, today)


def instant_of(text: str) -> str | None:
    """Return the instant that `text` writes in any ISO form or as Unix seconds or milliseconds; None for anything else.

    Without a zone it is the person's; a date alone is the beginning of that day.
    """
    text = text.strip()
    if _INSTANT.match(text):
        return text if seconds_of(text) is not None else None
    if not text[:4].isdecimal() or not text.isascii() or not 8 <= len(text) <= 40:
        return None
    try:
        if text.isdecimal() and len(text) in (9, 10, 12, 13):
            return instant_at(int(text) // (1000 if len(text) > 10 else 1))
        return start_of_day(text) if is_date(text) else _parsed_instant(text)
    except (ValueError, OverflowError, OSError):
        return None


def _parsed_instant(text: str) -> str | None:
    import pendulum

    found = pendulum.parse(text, exact=True)
    if not isinstance(found, pendulum.DateTime):
        return start_of_day(found.isoformat()) if isinstance(found, date) else None
    clock = re.split("[Tt ]", text, maxsplit=1)[-1]
    if re.search("[Zz+-]", clock):
        return instant_at(found.int_timestamp)
    return instant_at(int(time.mktime((*found.timetuple()[:8], -1))))


def seconds_of(instant: str) -> int | None:
    """Return the Unix seconds of an instant; None for what is none."""
    try:
        day = date.fromisoformat(instant[:10]).toordinal() - _EPOCH
        hour, minute, second = int(instant[11:13]), int(instant[14:16]), int(instant[17:19])
    except ValueError:
        return None
    return day * _SECONDS_PER_DAY + hour * 3600 + minute * 60 + second


def instant_at(seconds: int) -> str:
    """Return the instant of Unix seconds. Raises OverflowError beyond the years 1 to 9999."""
    at = time.gmtime(seconds)
    if not 1 <= at.tm_year <= date.max.year:
        raise OverflowError(f"{seconds} s is beyond the calendar")
    return f"{at.tm_year:04}-{at.tm_mon:02}-{at.tm_mday:02}T{at.tm_hour:02}:{at.tm_min:02}:{at.tm_sec:02}Z"
