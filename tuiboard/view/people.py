"""People and what they have to do: now, blocked, ageing, and by week against their hours; for the screen and `who`.

Texts from data have passed through `visible`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from tuiboard.domain.board import Person
from tuiboard.domain.calendar import add_days, due_words, short_date
from tuiboard.domain.handoffs import offers
from tuiboard.domain.promises import Promise, Reliability, promises, reliability
from tuiboard.domain.shapes import name
from tuiboard.domain.spans import spans_of
from tuiboard.domain.text import visible
from tuiboard.domain.working_days import WorkCalendar, team_today, team_zone, work_calendar
from tuiboard.domain.workload import Load, Workload, hours_left, weekly_hours, workloads
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.lens import stale

WEEKS = 12
"""Weeks that are reckoned; a screen shows as many of them as it has room for."""
PROMISED_DAYS = 7
OVERLOAD = "overload"
"""State of someone who is here this week and has more work than hours."""
NOBODY = "nobody"
SORTS = ("name", "load", "now")
TABLES = ("person", "card", "column", "board", "promise", "handoff")
"""Kinds of documents that the figures rest on."""


class PersonRow(NamedTuple):
    """One person, someone who owns cards and is not on the board, or (`handle` None) what nobody owns.

    `now`, `blocked` and `ageing` are ids of open cards: in active columns, blocked, and longer in their column than it
    allows. `state` says in a word what stands out, `off` when they are away next; `hours` are those of a usual week.
    """

    handle: str | None
    name: str
    role: str
    is_active: bool
    hours: float
    now: tuple[int, ...]
    blocked: tuple[int, ...]
    ageing: tuple[int, ...]
    promises: int
    handoffs: int
    load: Workload
    state: str
    off: str
    kept: Reliability = Reliability()
    """What became of their promises."""

    @property
    def shown(self) -> str:
        """The handle as it is shown."""
        return NOBODY if self.handle is None else visible(self.handle, 40)

    @property
    def is_idle(self) -> bool:
        """True for someone with hours this week who has nothing in work and nothing due."""
        this = self.load.weeks[0]
        return self.is_active and not this.is_away and not self.now and not this.cards


class PeopleFigures(NamedTuple):
    """Everyone, and the first days of the weeks. `today` is the date where the team is."""

    rows: tuple[PersonRow, ...]
    weeks: tuple[str, ...]
    today: str

    @property
    def overloads(self) -> int:
        """How many have too much to do this week; who is away has it said in their row."""
        return sum(1 for row in self.rows if row.state == OVERLOAD)

    def row(self, handle: str | None) -> PersonRow | None:
        """The row of a person, or of nobody."""
        return next((row for row in self.rows if row.handle == handle), None)


def people_figures(ws: Workspace, who: str, now: str, today: str, weeks: int = WEEKS) -> PeopleFigures:
    """Return everyone on the board, `who` first, then by handle; those who left only where they own open cards."""
    work = work_calendar(ws.board.settings)
    today = team_today(ws, now, today)
    starts = work.weeks_from(today, weeks)
    found = workloads(ws, work, starts)
    active, blocked, old = _standing(ws, today)
    people = {person.handle: person for person in ws.people()}
    given: dict[str, list[Promise]] = {}
    for each in promises(ws):
        given.setdefault(each.performer, []).append(each)
    promised, waiting = _promised(ws, given, today), [offer.receiver for offer in offers(ws)]
    open_cards = frozenset(id for load in found.values() for id in load.cards)
    rows = []
    for handle, load in found.items():
        person = people.get(handle) if handle is not None else None
        if not load.cards and (person is None or not person.active):
            continue
        about = person or Person({"handle": handle or "", "active": False})
        owed = {id for id in promised.get(handle or "", ()) if id < 0 or id in open_cards}
        row = PersonRow(
            handle, visible(about.doc.get("name") or "", 60), visible(about.doc.get("role") or "", 60), about.active,
            weekly_hours(about), _among(load, active), _among(load, blocked), _among(load, old),
            len(owed), waiting.count(handle or ""), load, "", _next_off(about, today),
            reliability(given.get(handle or "", ()), today),
        )  # fmt: skip
        rows.append(row._replace(state=_state(row, person, work, today, starts)))
    rows.sort(key=lambda row: (*_last(row), row.handle != who, row.handle or ""))
    return PeopleFigures(tuple(rows), starts, today)


def _among(load: Workload, some: set[int]) -> tuple[int, ...]:
    return tuple(id for id in load.cards if id in some)


def _standing(ws: Workspace, today: str) -> tuple[set[int], set[int], set[int]]:
    """Ids of the cards that are in active columns, blocked, and ageing."""
    kinds = {column.key: column.does for column in ws.columns()}
    ages = stale(ws, today, team_zone(ws))
    active: set[int] = set()
    blocked: set[int] = set()
    old: set[int] = set()
    for id, doc in ws.table("card").items():
        if kinds.get(doc["column"]) == "active":
            active.add(int(id))
        if doc.get("blocked"):
            blocked.add(int(id))
        if ages(doc):
            old.add(int(id))
    return active, blocked, old


def _promised(ws: Workspace, given: Mapping[str, Iterable[Promise]], today: str) -> Mapping[str, set[int]]:
    """By performer: the cards that they promised within a week or late; a promise about no card as a number below 0."""
    found: dict[str, set[int]] = {}
    soon = add_days(today, PROMISED_DAYS)
    for performer, theirs in given.items():
        for each in theirs:
            if each.state == "promised" and each.due is not None and each.due <= soon:
                found.setdefault(performer, set()).add(-each.id if each.card is None else each.card)
    for id, doc in ws.table("card").items():
        due, owner = doc.get("due"), doc.get("owner")
        if doc.get("promised_to") and isinstance(owner, str) and isinstance(due, str) and due <= soon:
            found.setdefault(owner, set()).add(int(id))
    return found


def _next_off(person: Person, today: str) -> str:
    """When someone is away now or next: `off 2 dec to 8 dec, vacation`."""
    span = next((span for span in spans_of(person.doc.get("off")) if span.last >= today), None)
    if span is None:
        return ""
    first, last = short_date(span.first, today), short_date(span.last, today)
    word = f", {visible(span.word, 40)}" if span.word else ""
    return f"off {first}{'' if first == last else f' to {last}'}{word}"


def _state(row: PersonRow, person: Person | None, work: WorkCalendar, today: str, weeks: Sequence[str]) -> str:
    """What stands out about someone, in a word or two."""
    if row.handle is None:
        return ""
    if person is None:
        return "unknown"
    if not person.active:
        return "inactive"
    over = next((i for i, load in enumerate(row.load.weeks) if load.is_over and not load.is_away), None)
    if over == 0:
        return OVERLOAD
    if any(span.holds(today) for span in spans_of(person.doc.get("off"))) or row.load.weeks[0].is_away:
        return "away"
    if over is not None and over <= 3:
        return f"over {_day(weeks[over])}"
    return "idle" if row.is_idle else ""


def sorted_rows(rows: Iterable[PersonRow], sort: str) -> list[PersonRow]:
    """Return the rows in an order of SORTS: as they come; the most loaded this week first; most in work first. Who
    left, and what nobody owns, stays last."""
    rows = list(rows)
    if sort == "load":
        return sorted(rows, key=lambda row: (*_last(row), -_weight(row.load.weeks[0])))
    if sort == "now":
        return sorted(rows, key=lambda row: (*_last(row), -len(row.now)))
    return rows


def _last(row: PersonRow) -> tuple[bool, bool]:
    return row.handle is None, not row.is_active


def _weight(load: Load) -> float:
    return 1e9 + load.hours if load.share is None and load.hours else load.share or 0.0


# In words


def week_words(week: str, today: str) -> str:
    """Return a week as the heading of a column: `this week`, `16 mar`."""
    return "this week" if week <= today <= add_days(week, 6) else _day(week)


def _day(day: str) -> str:
    """A day by its number and month, whatever today is."""
    return short_date(day, f"{day[:4]}-{'12' if day[5:7] < '07' else '01'}-01")


def hours_words(hours: float) -> str:
    """Return hours as `46h`, `7.5h`."""
    return f"{hours:,.1f}".removesuffix(".0") + "h"


def percent(share: float) -> str:
    """Return a share as `115%`; what is above all hours never reads as all of them."""
    if 1 + 1e-9 < share <= 1.005:
        return ">100%"
    return f"{round(share * 100)}%" if share < 9.995 else ">999%"


def cell_words(load: Load) -> str:
    """Return one week of someone in at most nine characters: `115%`, `away`, `away 8h`; `?` behind it says that more is
    due that nobody estimated."""
    more = "?" if load.unestimated else ""
    if load.share is not None:
        return percent(load.share) + more
    return "away" if not load.cards else f"away {hours_words(load.hours)}{more}"


def load_sentence(load: Load, is_person: bool = True) -> str:
    """Return one week of someone as a sentence."""
    unknown = unestimated_words(load)
    if not load.cards:
        return "Away: no hours, and nothing is due." if is_person and load.is_away else "Nothing is due."
    due = hours_words(load.hours)
    if not is_person:
        words = f"{due} of work"
    elif load.share is None:
        words = f"Away, and {due} of work due"
    else:
        over = f", {hours_words(load.hours - load.capacity)} too much" if load.is_over else ""
        words = f"{due} of work on {hours_words(load.capacity)}: {percent(load.share)}{over}"
    return f"{words}. {unknown}".strip() if unknown else f"{words}."


def unestimated_words(load: Load | Workload) -> str:
    """Return `3 cards without an estimate.`, or an empty text."""
    many = len(load.unestimated)
    return f"{many} card{'' if many == 1 else 's'} without an estimate." if many else ""


def joined_load(loads: Sequence[Load]) -> Load:
    """Return several loads as one; its capacity says nothing."""
    return Load(
        sum(load.hours for load in loads), 0.0, tuple(id for load in loads for id in load.cards),
        tuple(id for load in loads for id in load.unestimated),
    )  # fmt: skip


class Cell(NamedTuple):
    """Some of the cards of a person: of one week, of all, of later, without a date. `words` name it."""

    words: str
    load: Load
    is_week: bool = False


def cells_of(row: PersonRow, figures: PeopleFigures, shown: int) -> list[Cell]:
    """Return all cards of a person, those of each week shown, what is due later, and what has no date."""
    load = row.load
    weeks = [
        Cell(week_words(week, figures.today), found, True)
        for week, found in zip(figures.weeks[:shown], load.weeks, strict=False)
    ]
    later = joined_load([*load.weeks[shown:], load.later])
    return [Cell("all", joined_load([*load.weeks, load.later, load.undated])), *weeks, Cell("later", later),
            Cell("no date", load.undated)]  # fmt: skip


def figures_document(row: PersonRow, figures: PeopleFigures) -> dict[str, Any]:
    """Return a person's figures as JSON."""
    return {
        "key": None if row.handle is None else f"@{row.handle}", "handle": row.handle, "name": row.name,
        "active": row.is_active, "state": row.state or None, "hours_per_week": row.hours,
        "now": list(row.now), "blocked": list(row.blocked), "ageing": list(row.ageing),
        "promises_due": row.promises, "handoffs_waiting": row.handoffs,
        "promises_kept": row.kept.kept, "promises_settled": row.kept.settled,
        "reliability": None if row.kept.share is None else round(row.kept.share, 4),
        "weeks": [
            {"week": week, **_load_document(load), "capacity": round(load.capacity, 2),
             "share": None if load.share is None else round(load.share, 4), "overload": load.is_over}
            for week, load in zip(figures.weeks, row.load.weeks, strict=True)
        ],
        "later": _load_document(row.load.later), "undated": _load_document(row.load.undated),
        "unestimated": list(row.load.unestimated),
    }  # fmt: skip


def _load_document(load: Load) -> dict[str, Any]:
    return {"hours": round(load.hours, 2), "cards": list(load.cards), "unestimated": list(load.unestimated)}


class CardLine(NamedTuple):
    """A card of someone on one line; `hours` are those left, `note` says what it waits for."""

    key: str
    title: str
    column: str
    due: str
    due_role: str
    hours: str
    note: str


def card_line(ws: Workspace, id: int, today: str) -> CardLine | None:
    """Return a card as it stands in someone's list; None for one that is gone."""
    card = ws.card(id)
    if card is None:
        return None
    column = ws.column(card.column)
    left = hours_left(card.doc)
    hours = "no estimate" if left is None else f"{hours_words(left)} left"
    due = name(card.doc.get("due")) or ""
    role = "card-dim" if not due else "card-late" if due < today else "card-today" if due == today else "card-due"
    return CardLine(
        card.key, visible(card.title, 300), visible(column.name if column is not None else card.column, 30),
        due_words(due, today) if due else "no date", role, hours,
        "blocked" if card.blocked else "",
    )  # fmt: skip
