"""Rules in words by which a card comes again, and the dates they name: the one place that knows dateutil.

    day · workday · 3d · week · mon · mon,thu · 2w · 2w:tue
    month · month:15 · month-end · month:2tue · month:last-fri · 4m · quarter · year

A rule without a day of its own keeps the rhythm of the last date. Dates are `YYYY-MM-DD`. dateutil is loaded late.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice, takewhile
from typing import Any, Literal, NamedTuple

from tuiboard.domain import shapes
from tuiboard.domain.board import Card
from tuiboard.domain.calendar import WEEKDAYS, add_days, days_between, short_date
from tuiboard.domain.refusal import Refused, refuse
from tuiboard.domain.text import visible
from tuiboard.domain.working_days import WorkCalendar, work_calendar
from tuiboard.domain.workspace import Workspace

RULE_WORDS = (
    "day", "workday", "week", *(day[:3] for day in WEEKDAYS), "2w", "month", "month-end", "month:1", "month:15",
    "month:2tue", "quarter", "year",
)  # fmt: skip
"""What a completion or a menu offers; `parse_rule` takes more."""
HINT = "Rules are written mon, mon,thu, 2w, 2w:tue, day, workday, month, month:15, month-end, month:2tue, year."

Unit = Literal["d", "workday", "w", "m"]
LAST = -1
"""The last day of a month, and the last Friday of one."""

_DAYS = tuple(day[:3] for day in WEEKDAYS)
_MONTHS_OF = {"month": 1, "quarter": 3, "year": 12}
_OTHER = {
    "daily": "day", "1d": "day", "weekday": "workday", "weekdays": "workday", "workdays": "workday", "weekly": "week",
    "1w": "week", "fortnight": "2w", "fortnightly": "2w", "biweekly": "2w", "monthly": "month", "1m": "month",
    "quarterly": "quarter", "3m": "quarter", "yearly": "year", "annual": "year", "annually": "year",
    "semiannual": "6m", "1y": "year", "12m": "year",
    "eom": "month-end", "month:end": "month-end", "month:last": "month-end",
}  # fmt: skip
_STEP = re.compile(
    r"([1-9][0-9]{0,2})\s*(?:(d)(?:ays?)?|(w)(?:ee)?(?:ks?)?|(m)(?:o|onths?)?|(q)(?:trs?|uarters?)?|(y)(?:rs?|ears?)?)"
)
_NTH = re.compile(r"([1-5]|last-?)([a-z]{3,9})")
_MOST_STEPS = {"d": 999, "w": 520, "m": 1200}
_LOOKED_AHEAD = 1000
"""Days in which a working day is looked for."""
MOST_MISSED = 1000
"""Dates that went by and are counted."""


class Rule(NamedTuple):
    """`step` units from one date to the next. `days` are weekdays, 0 for Monday: of a week, or with `nth` the one of a
    month (2 is the second, LAST the last). `day` is the day of a month, 0 for that of the last date."""

    unit: Unit
    step: int = 1
    days: tuple[int, ...] = ()
    day: int = 0
    nth: int = 0


class Upcoming(NamedTuple):
    """The next date of a rule, and the dates that went by without one."""

    day: str
    missed: tuple[str, ...] = ()


# Rules in words


def parse_rule(text: str) -> Rule:
    """Return the rule that a text says. Raises Refused (bad_data), naming it."""
    said = " ".join(text.lower().replace(", ", ",").split()).removeprefix("every ").removeprefix("every:")
    word, colon, rest = said.partition(":")
    word = _stepped(_OTHER.get(word, word))
    said = f"{word}{colon}{rest}"
    found = _simple(_OTHER.get(said, said)) or (_with_days(word, rest) if rest else None)
    if found is None:
        from tuiboard.domain.names import did_you_mean  # late: only a mistake needs it

        near = did_you_mean(said[:60], (*RULE_WORDS, *WEEKDAYS, *_OTHER))
        refuse("bad_data", f"“{visible(text, 60)}” is no rule by which a card comes again.", f"{near} {HINT}".strip())
    return found


def _stepped(word: str) -> str:
    """`2 weeks` is `2w`, `2q` is `6m`, `2y` is `24m`; anything else stays."""
    found = _STEP.fullmatch(word)
    if found is None:
        return word
    unit = next(letter for letter in found.groups()[1:] if letter)
    count, unit = int(found[1]) * {"q": 3, "y": 12}.get(unit, 1), "m" if unit in "qy" else unit
    return _OTHER.get(f"{count}{unit}", f"{count}{unit}")


def _simple(word: str) -> Rule | None:
    if word in ("day", "workday", "week"):
        return Rule("d" if word == "day" else "w" if word == "week" else "workday")
    if word == "month-end":
        return Rule("m", 1, (), LAST)
    if word in _MONTHS_OF:
        return Rule("m", _MONTHS_OF[word])
    if word[:-1].isascii() and word[:-1].isdecimal() and word[-1] in _MOST_STEPS:
        step = int(word[:-1])
        return Rule(word[-1], step) if 0 < step <= _MOST_STEPS[word[-1]] else None  # type: ignore[arg-type]
    days = _weekdays(word)
    return Rule("w", 1, days) if days else None


def _with_days(word: str, rest: str) -> Rule | None:
    """`2w:tue`, `month:15`, `quarter:31`, `month:2tue`, `month:last-fri`."""
    rule = _simple(word)
    if rule is None or rule.days or rule.day:
        return None
    if rule.unit == "w":
        days = _weekdays(rest)
        return rule._replace(days=days) if days else None
    if rule.unit != "m":
        return None
    if rest in ("end", "last"):
        return rule._replace(day=LAST)
    if rest.isascii() and rest.isdecimal() and 1 <= int(rest[:3]) <= 31 and len(rest) < 3:
        return rule._replace(day=int(rest))
    nth = _NTH.fullmatch(rest)
    days = _weekdays(nth[2]) if nth else ()
    if nth is None or len(days) != 1:
        return None
    return rule._replace(days=days, nth=int(nth[1]) if nth[1].isdecimal() else LAST)


def _weekdays(text: str) -> tuple[int, ...]:
    """Weekdays with commas, in their order; empty where one of the words is none."""
    found = set()
    for word in text.split(","):
        day = next((i for i, day in enumerate(WEEKDAYS) if len(word) > 2 and day.startswith(word)), None)
        if day is None:
            return ()
        found.add(day)
    return tuple(sorted(found))


def rule_text(rule: Rule) -> str:
    """Return a rule as it is stored and typed; `parse_rule` reads the same from it."""
    named = ",".join(_DAYS[day] for day in rule.days)
    if rule.unit == "workday":
        return "workday"
    if rule.unit == "d":
        return "day" if rule.step == 1 else f"{rule.step}d"
    if rule.unit == "w":
        if rule.step == 1:
            return named or "week"
        return f"{rule.step}w" + (f":{named}" if named else "")
    many = f"{rule.step}m" if rule.step % 12 else f"{rule.step // 12}y"
    months = next((word for word, step in _MONTHS_OF.items() if step == rule.step), many)
    if rule.nth:
        return f"{months}:{'last-' if rule.nth == LAST else rule.nth}{named}"
    if rule.day == LAST:
        return "month-end" if rule.step == 1 else f"{months}:end"
    return months + (f":{rule.day}" if rule.day else "")


_NTH_WORDS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", LAST: "last"}


def rule_words(rule: Rule) -> str:
    """Return a rule in a sentence: `every 2 weeks on Tuesday`, `every month on the last day`."""
    named = [WEEKDAYS[day].capitalize() for day in rule.days]
    days = " and ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)
    if rule.unit == "workday":
        return "every working day"
    if rule.unit == "w" and rule.step == 1 and days:
        return f"every {days}"
    many, noun = rule.step, {"d": "day", "w": "week", "m": "month"}[rule.unit]
    if noun == "month" and many % 12 == 0:
        many, noun = many // 12, "year"
    elif many == 3 and noun == "month":
        many, noun = 1, "quarter"
    rhythm = f"every {noun}" if many == 1 else f"every {many} {noun}s"
    if rule.nth:
        return f"{rhythm} on the {_NTH_WORDS[rule.nth]} {days}"
    if rule.day:
        return f"{rhythm} on the last day" if rule.day == LAST else f"{rhythm} on day {rule.day}"
    return f"{rhythm} on {days}" if days else rhythm


def rule_of(card: Card) -> Rule | None:
    """The rule of a card; None where it has none, or one that another program wrote and nobody understands."""
    text = card.every
    try:
        return parse_rule(text) if text is not None and len(text) <= 100 else None
    except Refused:
        return None


def checked_rule(value: object) -> str | None:
    """Return a rule as it is stored, or None for an empty one. Raises Refused."""
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        refuse("bad_data", f"“{visible(value, 60)}” is no rule by which a card comes again.", HINT)
    return rule_text(parse_rule(value))


# Dates


def first_date(rule: Rule, today: str, days: WorkCalendar) -> str | None:
    """The first date of a rule from today on; today itself where the rule only has a rhythm. None beyond the
    calendar."""
    return next(_dates(rule, today, today, days, inclusive=True), None)


def upcoming(rule: Rule, last: str, past: str, today: str, days: WorkCalendar) -> Upcoming | None:
    """Return the next date after `past`, in the rhythm of the date `last`, that is not gone by today; those that are
    gone are named, the first MOST_MISSED of them. None where the calendar ends before."""
    missed: tuple[str, ...] = ()
    if past < today:
        gone = takewhile(lambda day: day < today, _dates(rule, last, past, days))
        missed = tuple(islice(gone, MOST_MISSED))
        past = max(past, add_days(today, -1))
    found = next(_dates(rule, last, past, days), None)
    return None if found is None else Upcoming(found, missed)


def kept_rhythm(rule: Rule, last: str) -> Rule:
    """Return the rule with the day of `last` where a shorter month would lose it: from 31 January a month on is 28
    February, and then 31 March."""
    if rule.unit == "m" and not rule.day and not rule.nth and int(last[8:]) > 28:
        return rule._replace(day=int(last[8:]))
    return rule


def _dates(rule: Rule, last: str, past: str, days: WorkCalendar, inclusive: bool = False) -> Iterator[str]:
    """Dates of a rule after `past` (from it on, with `inclusive`), in the rhythm of `last`, as far as the calendar."""
    if rule.unit == "workday":
        yield from _working_days(past, days, inclusive)
        return
    from dateutil import rrule

    start = _shifted(rule, last, past)
    if start is None:
        return
    parts: dict[str, Any] = {"interval": rule.step, "dtstart": start, "cache": False}
    if rule.unit == "m":
        parts |= _of_month(rule, int(last[8:]))
    elif rule.unit == "w":
        parts["byweekday"] = rule.days or (datetime.fromisoformat(last).weekday(),)
    frequency = {"d": rrule.DAILY, "w": rrule.WEEKLY, "m": rrule.MONTHLY}[rule.unit]
    for found in rrule.rrule(frequency, **parts):
        day = found.date().isoformat()
        if day > past or (inclusive and day == past):
            yield day


def _of_month(rule: Rule, last: int) -> dict[str, Any]:
    """What dateutil needs to know of the day of a month."""
    from dateutil import rrule

    if rule.nth:
        return {"byweekday": rrule.weekday(rule.days[0], rule.nth)}
    day = rule.day or last
    if day <= 28:
        return {"bymonthday": day}
    # In a shorter month it is the last day: of those from the 28th on the last that there is.
    return {"bymonthday": range(28, day + 1), "bysetpos": -1}


def _shifted(rule: Rule, last: str, past: str) -> datetime | None:
    """Where the rhythm of `last` stands shortly before `past`: walking there from year 1 would take seconds."""
    start = datetime.fromisoformat(last)
    if rule.unit == "m":
        start = start.replace(day=1)
        months = (int(past[:4]) - start.year) * 12 + int(past[5:7]) - start.month
        months = start.month - 1 + max(months // rule.step, 0) * rule.step
        year = start.year + months // 12
        return start.replace(year=year, month=months % 12 + 1) if year <= 9999 else None
    period = rule.step * (7 if rule.unit == "w" else 1)
    # One period before: a week that has begun may hold a date yet.
    periods = max(days_between(last, past) // period - 1, 0)
    return datetime.fromisoformat(add_days(last, periods * period))


def _working_days(past: str, days: WorkCalendar, inclusive: bool) -> Iterator[str]:
    free = 0
    day = past
    while free < _LOOKED_AHEAD:
        if (day != past or inclusive) and days.is_working_day(day):
            free = 0
            yield day
        else:
            free += 1
        try:
            day = add_days(day, 1)
        except OverflowError:
            return


# Series


def predecessor(card: Card) -> int | None:
    """The card of its series that came before it."""
    return shapes.whole(card.doc.get("follows"))


def successor(card: Card) -> int | None:
    """The card of its series that comes after it: each has at most one."""
    return shapes.whole(card.doc.get("followed_by"))


def pending(ws: Workspace, today: str) -> list[Card]:
    """The open cards that have come due and whose next is not made, by id."""
    found = [card for card in ws.recurring() if card.due is not None and card.due <= today and not card.archived]
    return sorted((card for card in found if not ws.is_done(card) and rule_of(card)), key=lambda card: card.id)


def next_of(ws: Workspace, card: Card, today: str) -> Upcoming | None:
    """The date of the card that follows on this one; None where nothing follows."""
    rule = rule_of(card)
    if rule is None:
        return None
    last = card.due or today
    meant = shapes.day(card.doc.get("recurs_on")) or last  # its due date may have been moved since
    return upcoming(rule, last, max(last, meant), today, work_calendar(ws.board.settings))


def missed_words(missed: Sequence[str], today: str) -> str:
    """Return the dates that went by in words: `9 nov, 16 nov and 23 nov`; empty where none did."""
    if not missed:
        return ""
    shown = [short_date(day, today) for day in missed]
    if len(shown) > 4:
        return f"{shown[0]}, {shown[1]} … {shown[-1]}"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def working_day_words(ws: Workspace, days: Iterable[str], today: str) -> list[str]:
    """A sentence for each date that is no working day of the board."""
    settings: Mapping[str, Any] = ws.board.settings
    worked = work_calendar(settings)
    return [f"{short_date(day, today)} is no working day." for day in days if not worked.is_working_day(day)]
