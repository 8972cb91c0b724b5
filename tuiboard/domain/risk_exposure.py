"""Exposure over weeks: what the open threats are expected to cost, and why that changed (a risk burndown, Cohn 2010).

A fall because a threat came true is told apart from one because something was done: the former is no success.
"""

from collections.abc import Container, Iterable, Mapping
from math import fsum
from typing import Any, NamedTuple

from tuiboard.domain.calendar import add_days, date_of, is_date, weekday
from tuiboard.domain.changes import Change, Doc, Entry, Id, merged
from tuiboard.domain.cycle_times import LocalDays
from tuiboard.domain.risk_history import risk_changes
from tuiboard.domain.risk_money import pert
from tuiboard.domain.risks import LARGEST, Risk, quant_of

REASONS = ("new", "rescored", "closed", "realised")
"""Why exposure changes: raised, estimated or opened again; estimated anew; closed or removed; come true."""

_FIELDS = frozenset({"kind", "state", "close_reason", "quant", "occurred"})
"""Those of a risk that bear on exposure; a change of others is passed over."""


class ExposureWeek(NamedTuple):
    """A week that begins on a Monday, in the unit asked for.

    `exposure` is that at its end: that of the week before plus the four changes, each with its sign. `realised_total`
    is what came true has cost up to then, as recorded; `unpriced` how many of those have no amount (they count 0).
    """

    monday: str
    new: float
    rescored: float
    closed: float
    realised: float
    exposure: float
    realised_total: float
    unpriced: int


class _Week:
    """The sums of a week in the making."""

    def __init__(self) -> None:
        self.deltas: dict[str, list[float]] = {reason: [] for reason in REASONS}
        self.cost: list[float] = []
        self.unpriced = 0


def exposure_weeks(
    changes: Iterable[tuple[str, Change]], today: str, unit: str = "money", default_unit: str = "money"
) -> list[ExposureWeek]:
    """Return every week from the first with exposure to that of `today`, oldest first, quiet ones too.

    `changes` are (date, Change) of kind `risk` in the order in which they were recorded. A date after `today` is a
    clock that was wrong, and counts as today; what is no date counts with the one before it. `default_unit` is that of
    estimates that name none.
    """
    this_monday = monday_of(today)
    mondays: dict[str, str] = {}
    weeks: dict[str, _Week] = {}
    docs: dict[Id, Doc] = {}
    monday = this_monday
    for day, change in changes:
        if day not in mondays and is_date(day):
            mondays[day] = min(monday_of(day), this_monday)
        monday = mondays.get(day, monday)
        if change.before is not None and change.after is not None and _FIELDS.isdisjoint(change.after):
            continue
        old = docs.get(change.id)
        new = None if change.after is None else merged(old or {}, change.after)
        if new is None:
            docs.pop(change.id, None)
        else:
            docs[change.id] = new
        _count(weeks, monday, old, new, unit, default_unit)
    return _summed(weeks, this_monday)


def exposure(
    newest_first: Iterable[Entry],
    today: str,
    unit: str = "money",
    default_unit: str = "money",
    zone: str = "",
    only: Container[Id] | None = None,
) -> list[ExposureWeek]:
    """Return the weeks of a journal (what a store's `scan` yields), in a time zone, without one in the person's; see
    exposure_weeks. `only` are the risks that count."""
    days = LocalDays(zone)
    dated = [(_day(days, at), change) for at, _, change in risk_changes(newest_first)
             if only is None or change.id in only]  # fmt: skip
    return exposure_weeks(dated, today, unit, default_unit)


def _day(days: LocalDays, at: str) -> str:
    number = days.of(at)
    return "" if number is None else date_of(number)


def monday_of(day: str) -> str:
    """Return the Monday of the week that a date is in."""
    back = weekday(day)
    return add_days(day, -back) if day > "0001-01-07" else "0001-01-01"


def _count(
    weeks: dict[str, _Week], monday: str, old: Doc | None, new: Doc | None, unit: str, default_unit: str
) -> None:
    was, now = (_exposure(doc, unit, default_unit) for doc in (old, new))
    cost, unpriced = _cost(old, new, unit, default_unit)
    if was is None and now is None and not cost and not unpriced:
        return
    week = weeks.setdefault(monday, _Week())
    if was != now:
        week.deltas[_reason(old, new, was, now)].append((now or 0.0) - (was or 0.0))
    week.cost.append(cost)
    week.unpriced += unpriced


def _exposure(doc: Doc | None, unit: str, default_unit: str) -> float | None:
    """The expected value of an open threat estimated in `unit`, None for anything else."""
    if doc is None or Risk(doc).is_opportunity or not _is_open(doc):
        return None
    quant = quant_of(doc, default_unit)
    return quant.p * pert(quant.low, quant.mode, quant.high).mean if quant is not None and quant.unit == unit else None


def _is_open(doc: Mapping[str, Any]) -> bool:
    return Risk(doc).is_open


def _reason(old: Doc | None, new: Doc | None, was: float | None, now: float | None) -> str:
    if was is None:
        return "new"
    if now is not None:
        return "rescored"
    if new is not None and _has_come_true(new):
        return "realised"
    # Still open, but its estimate was taken away, or is in another unit.
    return "rescored" if new is not None and _is_open(new) else "closed"


def _has_come_true(doc: Mapping[str, Any]) -> bool:
    state = doc.get("state")
    return state == "occurred" or (state == "closed" and doc.get("close_reason") == "realised")


def _cost(old: Doc | None, new: Doc | None, unit: str, default_unit: str) -> tuple[float, int]:
    """What a change adds to what came true, and how many without an amount; a correction adds the difference.

    What was closed or opened again after it came true has cost what it has cost.
    """
    if new is None or new.get("kind") == "opportunity" or not _has_come_true(new):
        return 0.0, 0
    if old is not None and _has_come_true(old):
        (amount, count), (earlier, counted) = (_price(doc, unit, default_unit) for doc in (new, old))
        return amount - earlier, count - counted
    # What was recorded of an earlier time, before it was opened again, is in the total already.
    stale = old is not None and old.get("occurred") == new.get("occurred")
    return _price({**new, "occurred": None} if stale else new, unit, default_unit)


def _price(doc: Mapping[str, Any], unit: str, default_unit: str) -> tuple[float, int]:
    """The recorded cost of what came true, (0, 1) where it is in this unit and nobody recorded it."""
    occurred = doc.get("occurred")
    occurred = occurred if isinstance(occurred, Mapping) else {}
    quant = quant_of(doc, default_unit)
    if (occurred.get("unit") or (quant.unit if quant is not None else default_unit)) != unit:
        return 0.0, 0
    amount = occurred.get("amount")
    if isinstance(amount, bool) or not isinstance(amount, int | float) or not 0 <= amount <= LARGEST:
        return 0.0, 1
    return float(amount), 0


def _summed(weeks: Mapping[str, _Week], last: str) -> list[ExposureWeek]:
    found: list[ExposureWeek] = []
    if not weeks:
        return found
    exposure, total, unpriced = 0.0, 0.0, 0
    quiet = _Week()
    monday = min(weeks)
    while monday <= last:
        week = weeks.get(monday, quiet)
        new, rescored, closed, realised = (fsum(week.deltas[reason]) for reason in REASONS)
        exposure = fsum((exposure, *(delta for reason in REASONS for delta in week.deltas[reason])))
        total = fsum((total, *week.cost))
        unpriced += week.unpriced
        found.append(ExposureWeek(monday, new, rescored, closed, realised, _clean(exposure), total, unpriced))
        monday = add_days(monday, 7)
    return found


def _clean(amount: float) -> float:
    """Without the dust of adding and subtracting: nothing left is 0."""
    return round(amount, 6) + 0.0
