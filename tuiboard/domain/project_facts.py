"""What is known of each project: read in one pass from the board and from what happened in the last weeks.

Nothing is judged here; see domain.rag for colours. Cards that were archived undone are left out, and so is what no
project has.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from tuiboard.domain import shapes
from tuiboard.domain.calendar import add_days, local_date
from tuiboard.domain.happenings import Happening
from tuiboard.domain.outlook import Outlook, outlook
from tuiboard.domain.raid import raid_items
from tuiboard.domain.risk_money import emv
from tuiboard.domain.risk_rules import risk_rules
from tuiboard.domain.risk_states import is_open_on
from tuiboard.domain.risks import Risk, quant_of
from tuiboard.domain.throughput import throughput
from tuiboard.domain.working_days import team_today, team_zone, work_calendar
from tuiboard.domain.workload import Workload, workloads
from tuiboard.domain.workspace import Table, Workspace

Doc = Mapping[str, Any]
Docs = Mapping[int, Doc]

WEEKS = 4
"""Weeks that scope and quality look back on."""
SOON = 14
"""Days within which a card that is due needs someone who has the time."""


class Money(NamedTuple):
    """What the open threats may cost: the sum of their expected values; ids of those that are in it, of those that have
    no estimate in money, and whether there was ever a risk at all."""

    expected: float
    counted: tuple[int, ...]
    without: tuple[int, ...]
    is_looked_at: bool


class Facts(NamedTuple):
    """A project in figures; all but the counts are ids. `pressing` are the cards in work or due soon: of them nobody
    owns the `unowned`, whoever owns the `away` is not there in this week and the next, and whoever owns the `crowded`
    has more work than hours in them. `added` and `removed` are of the last weeks, `before` is how many there were;
    `returned` were done and taken up again in them, `finished` ever."""

    open: tuple[int, ...]
    finished: int
    schedule: Outlook
    money: Money
    before: int
    added: tuple[int, ...]
    removed: tuple[int, ...]
    returned: tuple[int, ...]
    issues: tuple[int, ...]
    pressing: tuple[int, ...]
    unowned: tuple[int, ...]
    away: tuple[int, ...]
    crowded: tuple[int, ...]
    risks: tuple[int, ...]


class _History(NamedTuple):
    """What happened to cards in the last weeks: the project each was in at first (by its id), those that left a project
    or the board (project, card), and those that were done and taken up again."""

    was_in: Mapping[int, str | None]
    removed: frozenset[tuple[str, int]]
    returned: frozenset[int]


def first_day(today: str) -> str:
    """The first of the days that scope and quality look back on."""
    return add_days(today, -7 * WEEKS)


def project_facts(ws: Workspace, happened: Iterable[Happening], now: str, today: str) -> dict[str, Facts]:
    """Return the facts of every project by its key. `happened` are the changes since `first_day`, newest first."""
    cards: dict[str, dict[int, Doc]] = {key: {} for key in map(str, ws.table("project"))}
    for id, doc in ws.table("card").items():
        project = shapes.name(doc.get("project"))
        if project is not None and project in cards:
            cards[project][int(id)] = doc
    history = _read(ws, happened)
    risks = _risks(ws, cards)
    issues = _issues(ws, risks)
    work, today, zone = work_calendar(ws.board.settings), team_today(ws, now, today), team_zone(ws)
    loads = workloads(ws, work, work.weeks_from(today, 2))
    absent = {handle for handle, load in loads.items() if handle is not None and all(w.is_away for w in load.weeks)}
    crowded = {who for who, load in loads.items() if who is not None and who not in absent and _is_crowded(load)}
    done = {column.key for column in ws.columns() if column.does == "done"}
    active = {column.key for column in ws.columns() if column.does == "active"}
    soon, begin = add_days(today, SOON), first_day(today)
    found: dict[str, Facts] = {}
    for key, docs in cards.items():
        # What is done stays part of it where it was tidied away since.
        kept = {id: doc for id, doc in docs.items() if doc["column"] in done or not doc.get("archived")}
        left = {id: doc for id, doc in kept.items() if doc["column"] not in done}
        pressing = {id: doc for id, doc in left.items() if doc["column"] in active or _is_due(doc, soon)}
        added = tuple(id for id, doc in kept.items() if _is_added(id, doc, key, begin, history, zone))
        removed = tuple(id for project, id in sorted(history.removed) if project == key)
        found[key] = Facts(
            tuple(left), len(kept) - len(left), outlook(throughput(ws, docs.values(), today), len(left), today),
            _money(ws, risks[key], today),
            len(kept) - len(added) + len(removed), added, removed, tuple(id for id in kept if id in history.returned),
            issues[key], tuple(pressing), _owned_by(pressing, {None}), _owned_by(pressing, absent),
            _owned_by(pressing, crowded), tuple(risk.id for risk in risks[key]),
        )  # fmt: skip
    return found


# History


def _read(ws: Workspace, happened: Iterable[Happening]) -> _History:
    done = {column.key for column in ws.columns() if column.does == "done"}
    was_in: dict[int, str | None] = {}
    gone: dict[int, bool] = {}
    returned: set[int] = set()
    for _, _, change in happened:
        before, after = change.before, change.after
        if change.kind != "card" or not isinstance(change.id, int) or after is None:
            continue
        if before is None:  # since when it is there, its document says: an import may tell of an older one
            continue
        if "project" in after:
            was_in[change.id] = shapes.name(before.get("project"))  # an older change knows better where it was at first
        if "archived" in after:
            gone[change.id] = bool(before.get("archived"))
        if shapes.name(before.get("column")) in done and shapes.name(after.get("column")) not in {None, *done}:
            returned.add(change.id)
    removed = set()
    for id in {*was_in, *gone}:
        doc = ws.doc("card", id) or {}
        now = None if doc.get("archived") else shapes.name(doc.get("project"))
        was = was_in[id] if id in was_in else shapes.name(doc.get("project"))
        if was is not None and was != now and not gone.get(id, False) and doc.get("column") not in done:
            removed.add((was, id))
    return _History(was_in, frozenset(removed), frozenset(returned))


def _is_added(id: int, doc: Doc, project: str, begin: str, history: _History, zone: str) -> bool:
    """True for a card that was not in the project on the first of the days looked back on."""
    if id in history.was_in and history.was_in[id] != project:
        return True
    created = local_date(shapes.text(doc.get("created_at")), zone)
    return created >= begin if created else False


# Money


def _risks(ws: Workspace, cards: Mapping[str, Docs]) -> dict[str, list[Risk]]:
    """The risks of each project: those that name it, and those that name none and are linked to cards of it."""
    found: dict[str, list[Risk]] = {key: [] for key in cards}
    table = ws.table("card")
    for risk in ws.risks() if ws.table("risk") else ():
        named = [risk.project] if risk.project else [_project_of(table, id) for id in risk.cards()]
        for key in dict.fromkeys(named):
            if key in found:
                found[key].append(risk)
    return found


def _project_of(cards: Table, id: int) -> str:
    """The project of a card; empty where it has none."""
    return shapes.text((cards.get(id) or {}).get("project"))


def _money(ws: Workspace, risks: Sequence[Risk], today: str) -> Money:
    unit = risk_rules(ws.board).unit
    threats = [risk for risk in risks if not risk.is_opportunity and is_open_on(risk, today)]
    amounts: dict[int, float] = {}
    for risk in threats:
        quant, expected = quant_of(risk.doc, unit), emv(risk)
        if quant is not None and quant.unit == "money" and expected is not None:
            amounts[risk.id] = expected
    without = tuple(risk.id for risk in threats if risk.id not in amounts)
    return Money(sum(amounts.values()), tuple(amounts), without, bool(risks))


def _issues(ws: Workspace, risks: Mapping[str, Sequence[Risk]]) -> dict[str, tuple[int, ...]]:
    """The open issues of each project: those linked to a card or a risk of it."""
    found: dict[str, dict[int, None]] = {key: {} for key in risks}
    of_risk: dict[int, list[str]] = {}
    for key, mine in risks.items():
        for risk in mine:
            of_risk.setdefault(risk.id, []).append(key)
    table = ws.table("card")
    for issue in raid_items(ws, ("issue",)) if ws.table("issue") else ():
        if issue.is_over:
            continue
        keys = [_project_of(table, id) for id in issue.cards]
        for key in (*keys, *(key for id in issue.risks for key in of_risk.get(id, ()))):
            if key in found:
                found[key][issue.id] = None
    return {key: tuple(ids) for key, ids in found.items()}


# People


def _is_due(doc: Doc, day: str) -> bool:
    due = shapes.day(doc.get("due"))
    return due is not None and due <= day


def _is_crowded(load: Workload) -> bool:
    """True for more work than hours in this week and the next together."""
    return sum(week.hours for week in load.weeks) > sum(week.capacity for week in load.weeks) + 1e-9


def _owned_by(docs: Docs, owners: Container[str | None]) -> tuple[int, ...]:
    """Ids of the cards that one of these owns; None is nobody."""
    return tuple(id for id, doc in docs.items() if shapes.name(doc.get("owner")) in owners)
