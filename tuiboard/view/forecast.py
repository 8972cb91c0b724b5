"""A forecast in words: the pace it goes by, the days by which all is done, and how far it can be trusted."""

from collections.abc import Mapping
from math import ceil
from typing import Any, NamedTuple

from tuiboard.domain.calendar import add_days, days_between, parse_date, short_date
from tuiboard.domain.forecast import FEW, MOST_WEEKS, at_least, finished_by_week, finished_in, held, week_of
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import visible
from tuiboard.domain.throughput import Throughput

PERCENTS = (50, 70, 85, 95)
SURE = 85
"""Percent that the sentences speak of."""
MOST_ITEMS = 1_000_000
MOST_GROWTH = 1_000
"""Percent that may be assumed to be added."""
MOST_LOOKED_BACK = 520
"""Weeks of history that may be asked for."""
_LEAST, _NEARLY = 0.005, 0.995
"""Chances from which a week is shown, and at which the last one is."""
FEW_BUSY = 3
"""Weeks in which something was finished, below which it says so."""
TESTED_WEEKS = 4
"""Weeks ahead that the earlier forecasts are tested for."""


class Row(NamedTuple):
    """With a chance of `percent`, all is done by the end of `week`, which is `day`; None: not within five years."""

    percent: int
    week: int | None
    day: str | None


class ByDate(NamedTuple):
    """How many cards are finished by a day: (percent, at least so many), and the chance that all are, 0–1."""

    day: str
    weeks: int
    many: tuple[tuple[int, int], ...]
    all_done: float


class Forecast(NamedTuple):
    """What is said of `items` cards: those `left`, and `growth` percent more. `kept` of `tested` earlier ones held.
    `whose` pace it goes by, where that is not the one of these cards."""

    left: int
    items: int
    growth: int
    pace: Throughput
    rows: tuple[Row, ...]
    by: ByDate | None
    kept: int
    tested: int
    chances: tuple[float, ...]
    whose: str = ""


def forecast_day(text: str, today: str) -> tuple[str, int]:
    """Return the day that a text says, and how many whole weeks it is away. Raises Refused for what is no date, and for
    a day that is less than a week or more than MOST_WEEKS away."""
    day = parse_date(text, today)
    weeks = 0 if day is None else days_between(today, day) // 7
    if day is None or weeks < 1:
        refuse("usage", f"“{visible(text, 60)}” is less than a week away.", "A forecast counts in whole weeks.")
    if weeks > MOST_WEEKS:
        refuse("usage", f"“{visible(text, 60)}” is too far away.", f"Forecasts go {MOST_WEEKS // 52} years ahead.")
    return day, weeks


def forecast(
    left: int, pace: Throughput, today: str, growth: int = 0, by: tuple[str, int] | None = None, whose: str = ""
) -> Forecast:
    """Return the forecast for `left` cards at a pace; `by` is a day and how many whole weeks it is away.

    Raises Refused (rule) where nothing was finished in the past weeks.
    """
    items = ceil(left * (100 + growth) / 100)
    chances = finished_by_week(pace.finished, items)
    rows = []
    for percent in PERCENTS:
        week = week_of(chances, percent) if items else 0
        rows.append(Row(percent, week, None if week is None else add_days(today, 7 * week)))
    kept, tested = held(pace.finished, TESTED_WEEKS, SURE)
    by_date = None
    if by is not None:
        day, weeks = by
        many = finished_in(pace.finished, weeks)
        done = chances[min(weeks, len(chances)) - 1] if items else 1.0
        by_date = ByDate(day, weeks, tuple((percent, at_least(many, percent)) for percent in PERCENTS), done)
    return Forecast(left, items, growth, pace, tuple(rows), by_date, kept, tested, tuple(chances), whose)


def pace_words(pace: Throughput, whose: str = "") -> str:
    """`In the last 6 weeks 12 cards were finished, 2.0 a week: 2 0 3 1 4 2.` With `whose`, of what they are."""
    weeks, total = len(pace.finished), sum(pace.finished)
    span = "the last week" if weeks == 1 else f"the last {weeks} weeks"
    each = " ".join(str(count) for count in pace.finished)
    of = f" of {whose}" if whose else ""
    return (
        f"In {span} {_cards(total)}{of} {'was' if total == 1 else 'were'} finished, {total / weeks:.1f} a week: {each}."
    )


def answer_words(found: Forecast, today: str) -> str:
    """The answer in a sentence: by when all is done, or how many are by the day asked for."""
    if not found.left:
        return "Nothing is left to do."
    if found.by is not None:
        many = dict(found.by.many)[SURE]
        return (
            f"With {SURE} % certainty at least {_cards(many)} will be finished by {short_date(found.by.day, today)}; "
            f"that all {found.items} are has a chance of {percent_words(found.by.all_done)}."
        )
    sure = next(row for row in found.rows if row.percent == SURE)
    what = "The card" if found.items == 1 else f"All {found.items} cards"
    if sure.day is None:
        return f"{what} will not be done within {MOST_WEEKS // 52} years at this pace."
    return f"{what} will be done by {short_date(sure.day, today)} with {SURE} % certainty."


def chance_rows(found: Forecast, today: str, most: int) -> list[tuple[int, str, float]]:
    """Return weeks with their last day and the chance that all is done by then: from the first that has one to the
    first that is nearly certain, at most so many of them, evenly spread."""
    weeks = [week for week, chance in enumerate(found.chances, 1) if chance >= _LEAST]
    sure = next((week for week in weeks if found.chances[week - 1] >= _NEARLY), weeks[-1] if weeks else 0)
    shown = [week for week in weeks if week <= sure]
    step = max(-(-len(shown) // max(most, 1)), 1)
    return [(week, add_days(today, 7 * week), found.chances[week - 1]) for week in shown[::-step][::-1]]


def notes(found: Forecast) -> list[str]:
    """What has to be known to trust it: few weeks, how earlier forecasts did, what it assumes, what it leaves out."""
    pace, said = found.pace, []
    weeks = len(pace.finished)
    if weeks < FEW:
        said.append(
            f"Take it with care: {weeks} weeks of history are fewer than {FEW}.".replace("1 weeks of", "1 week of")
        )
    elif (busy := sum(1 for count in pace.finished if count)) < FEW_BUSY:
        said.append(f"Take it with care: in only {busy} of {weeks} weeks anything was finished.")
    if found.tested:
        said.append(
            f"Looking back, {found.kept} of {found.tested} such forecasts ({SURE} %, for {TESTED_WEEKS} weeks) held."
        )
    elif weeks:
        said.append(f"Whether such forecasts hold can be tested from {FEW + TESTED_WEEKS} weeks of history on.")
    added = pace.added[1:] or pace.added  # in its first week a board is filled
    grown = f"{sum(added) / len(added):.1f} a week were added{' since the first week' if weeks > 1 else ''}"
    if found.growth:
        said.append(f"Assumes {found.growth} % more cards than the {found.left} that are known; {grown}.")
    else:
        said.append(f"Assumes that no cards are added; {grown}.")
    if pace.undated:
        said.append(
            f"{_cards(pace.undated)} without a day of finishing {'is' if pace.undated == 1 else 'are'} left out."
        )
    return said


def forecast_document(found: Forecast) -> Mapping[str, Any]:
    """The forecast as JSON."""
    document: dict[str, Any] = {
        "left": found.left,
        "items": found.items,
        "growth": found.growth,
        "history": {
            "first": found.pace.first,
            "finished": list(found.pace.finished),
            "added": list(found.pace.added),
            "undated": found.pace.undated,
        },
        "done": [row._asdict() for row in found.rows],
        "chances": [round(chance, 6) for chance in found.chances],
        "tested": {"held": found.kept, "of": found.tested, "percent": SURE, "weeks": TESTED_WEEKS},
        "pace_of": found.whose or None,
        "few": len(found.pace.finished) < FEW,
    }
    if found.by is not None:
        many = [{"percent": percent, "at_least": count} for percent, count in found.by.many]
        document["by"] = {
            "date": found.by.day,
            "weeks": found.by.weeks,
            "finished": many,
            "all": round(found.by.all_done, 6),
        }
    return document


def _cards(many: int) -> str:
    return "1 card" if many == 1 else f"{many} cards"


def percent_words(chance: float) -> str:
    """A chance in percent; what is hardly none or all is never said to be either."""
    if 0 < chance < 0.01:
        return "under 1 %"
    return "over 99 %" if 0.99 < chance < 1 else f"{chance * 100:.0f} %"
