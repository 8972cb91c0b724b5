"""How much is due from whom in which week, against the hours they have then.

Work is the remaining hours of open cards in the week of their due date; what is overdue counts in the first week.
Capacity is hours_per_week × the days worked in the week, holidays and time off left out / the usual ones of a week.
What nobody estimated or dated is counted by itself and never given a number.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from tuiboard.domain.board import Person
from tuiboard.domain.calendar import HOURS_PER_DAY, add_days, day_number
from tuiboard.domain.priority import remaining_days
from tuiboard.domain.shapes import amount, mappings, name
from tuiboard.domain.spans import Span, spans_of
from tuiboard.domain.working_days import WorkCalendar
from tuiboard.domain.workspace import Workspace

OVERLOAD = 1.0
"""Share of the capacity above which someone has too much to do."""
_MOST_HOURS = 100_000


class Load(NamedTuple):
    """What is due from someone in one week: `hours` of work against `capacity`; ids of the `cards`, earliest first,
    those of them without an estimate in `unestimated`."""

    hours: float = 0.0
    capacity: float = 0.0
    cards: tuple[int, ...] = ()
    unestimated: tuple[int, ...] = ()

    @property
    def share(self) -> float | None:
        """Work / capacity; None where there is no capacity."""
        return self.hours / self.capacity if self.capacity > 0 else None

    @property
    def is_over(self) -> bool:
        """True for more work than there are hours for it."""
        return self.hours > self.capacity * OVERLOAD + 1e-9

    @property
    def is_away(self) -> bool:
        """True for someone who has no hours in that week."""
        return self.capacity <= 0


class Workload(NamedTuple):
    """What one person has to do: by week, in the order of the `weeks` asked for; what is due `later`; what has no date
    (`undated`). In both of them, capacity is 0 and says nothing."""

    weeks: tuple[Load, ...]
    later: Load
    undated: Load

    @property
    def cards(self) -> tuple[int, ...]:
        """All open cards of the person."""
        return tuple(id for load in (*self.weeks, self.later, self.undated) for id in load.cards)

    @property
    def unestimated(self) -> tuple[int, ...]:
        """Those that nobody estimated."""
        return tuple(id for load in (*self.weeks, self.later, self.undated) for id in load.unestimated)


def hours_left(doc: Mapping[str, Any]) -> float | None:
    """Return the remaining hours of a card: its effort × the unchecked share of its checklist; None without effort."""
    effort = amount(doc.get("effort"), _MOST_HOURS)
    if effort is None:
        return None
    return remaining_days({"effort": effort, "checklist": mappings(doc.get("checklist"))}) * HOURS_PER_DAY


def weekly_hours(person: Person) -> float:
    """Return the hours that someone works in a week without holidays and time off; none once they left."""
    return float(person.hours_per_week) if person.active else 0.0


def capacity(person: Person, work: WorkCalendar, week: str) -> float:
    """Return the hours that someone has in the week that begins on a day."""
    return _capacity(weekly_hours(person), spans_of(person.doc.get("off")), _worked(work, week), work)


def _worked(work: WorkCalendar, week: str) -> list[str]:
    try:
        days = [add_days(week, step) for step in range(7)]
    except OverflowError:
        return []
    return [day for day in days if work.is_working_day(day)]


def _capacity(hours: float, off: Sequence[Span], worked: Sequence[str], work: WorkCalendar) -> float:
    there = sum(1 for day in worked if not any(span.holds(day) for span in off))
    return hours * there / len(work.days)


class _Sum:
    """One load in the making."""

    def __init__(self) -> None:
        self.cards: list[tuple[str, int, float | None]] = []

    def load(self, hours: float) -> Load:
        self.cards.sort(key=lambda card: card[:2])
        known = sum(left for _, _, left in self.cards if left is not None)
        ids = tuple(id for _, id, _ in self.cards)
        return Load(known, hours, ids, tuple(id for _, id, left in self.cards if left is None))


def workloads(ws: Workspace, work: WorkCalendar, weeks: Sequence[str]) -> dict[str | None, Workload]:
    """Return what everyone on the board has to do in weeks that follow on each other, by handle.

    Owners who are not on the board are there too where they own open cards, and under None what nobody owns.
    """
    first = day_number(weeks[0]) or 0
    sums: dict[str | None, list[_Sum]] = {}
    for id, doc in _open_cards(ws):
        due = name(doc.get("due"))
        number = day_number(due)
        place = len(weeks) + 1 if number is None else min(max((number - first) // 7, 0), len(weeks))
        owner = name(doc.get("owner"))
        mine = sums.get(owner)
        if mine is None:
            mine = sums[owner] = _sums(weeks)
        mine[place].cards.append((due or "", id, hours_left(doc)))
    people = {person.handle: person for person in ws.people()}
    worked = [_worked(work, week) for week in weeks]
    found: dict[str | None, Workload] = {}
    for handle in [*people, *(owner for owner in sums if owner not in people)]:
        loads = sums.get(handle) or _sums(weeks)
        person = people.get(handle) if handle is not None else None
        hours, off = (weekly_hours(person), spans_of(person.doc.get("off"))) if person is not None else (0.0, ())
        there = [_capacity(hours, off, days, work) for days in worked]
        by_week = tuple(load.load(has) for load, has in zip(loads, there, strict=False))
        found[handle] = Workload(by_week, loads[-2].load(0), loads[-1].load(0))
    return found


def _sums(weeks: Sequence[str]) -> list[_Sum]:
    """One for each week, for what is due later, and for what has no date."""
    return [_Sum() for _ in range(len(weeks) + 2)]


def _open_cards(ws: Workspace) -> Iterable[tuple[int, Mapping[str, Any]]]:
    done = {column.key for column in ws.columns() if column.does == "done"}
    for id, doc in ws.table("card").items():
        if not doc.get("archived") and doc["column"] not in done:
            yield int(id), doc
