"""Dates as tables write them. Whether `03/04/2026` begins with the day or with the month is read off the whole column;
where no row tells, it stays unread."""

import re
from collections.abc import Iterable

from tuiboard.domain.calendar import MONTHS, instant_of, is_date, local_date

_YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})\Z")
_DOTTED = re.compile(r"([0-9]{1,2})\.\s?([0-9]{1,2})\.\s?([0-9]{4}|[0-9]{2})\Z")
_SLASHED = re.compile(r"([0-9]{1,2})[-/]([0-9]{1,2})[-/]([0-9]{4}|[0-9]{2})\Z")
_DAY_NAME = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?[-/. ]+([a-z]{3,9})\.?[-/, ]+([0-9]{4}|[0-9]{2})\Z", re.IGNORECASE)
_NAME_DAY = re.compile(r"([a-z]{3,9})\.?[-/ ]+([0-9]{1,2})(?:st|nd|rd|th)?[-/, ]+([0-9]{4}|[0-9]{2})\Z", re.IGNORECASE)
_CLOCK = re.compile(r"[ ,T]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?\s*(?:[AaPp]\.?[Mm]\.?)?\Z")
_MONTH_OF = {name[:3]: number for number, name in enumerate(MONTHS, 1)}


class Dates:
    """How the texts of one column say dates."""

    def __init__(self, texts: Iterable[str]) -> None:
        pairs = [(int(m[1]), int(m[2])) for text in texts if (m := _SLASHED.match(_CLOCK.sub("", text)))]
        day_first = any(first > 12 for first, _ in pairs)
        month_first = any(second > 12 for _, second in pairs)
        self.order = "dmy" if day_first and not month_first else "mdy" if month_first and not day_first else ""
        """`dmy` or `mdy`, or empty where the column does not tell."""

    def day(self, text: str) -> str | None:
        """The date that a text says, `YYYY-MM-DD`; None for what says none or can be read in two ways."""
        instant = instant_of(text) if "T" in text and "-" in text else None
        if instant is not None:
            return local_date(instant)
        bare = _CLOCK.sub("", text)
        if found := _YEAR_FIRST.match(bare):
            return _date(found[1], int(found[2]), found[3])
        if found := _DOTTED.match(bare):
            return _date(found[3], int(found[2]), found[1])
        if found := _SLASHED.match(bare):
            if self.order == "mdy":
                return _date(found[3], int(found[1]), found[2])
            return _date(found[3], int(found[2]), found[1]) if self.order or found[1] == found[2] else None
        if found := _DAY_NAME.match(bare):
            return _date(found[3], _MONTH_OF.get(found[2][:3].lower(), 0), found[1])
        if found := _NAME_DAY.match(bare):
            return _date(found[3], _MONTH_OF.get(found[1][:3].lower(), 0), found[2])
        return None

    def instant(self, text: str) -> str | None:
        """The instant that a text says; of a date alone, its beginning where the person is."""
        if "T" in text and (found := instant_of(text)):
            return found
        day = self.day(text)
        return None if day is None else instant_of(day)


def _date(year: str, month: int, day: str) -> str | None:
    text = f"{year if len(year) == 4 else '20' + year}-{month:02}-{int(day):02}"
    return text if is_date(text) else None
