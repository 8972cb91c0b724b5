"""The timeline as rows: open cards by project, person or milestone, each group with its milestones, whatever has no
date at the end.

Texts from data have passed through `visible`.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from tuiboard.domain import shapes
from tuiboard.domain.board import Card
from tuiboard.domain.calendar import day_number, local_date
from tuiboard.domain.changes import Doc
from tuiboard.domain.schedule import Planned, Schedule, schedule
from tuiboard.domain.schedule_faults import Fault, faults
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace

GROUPINGS = ("project", "person", "milestone")
SORTS = ("due", "start", "slack", "id")
TABLES = ("card", "column", "person", "project", "milestone", "board")
"""Kinds of documents that a plan rests on."""
UNDATED = ("undated",)
"""What the group of cards that have no place in time is of."""
MILESTONES = ("milestones",)
"""What the group of all milestones is of, where cards stand by person."""
_NEVER = 1 << 30


class Plan(NamedTuple):
    """What takes a while on a large board, reckoned once for a state and a day."""

    schedule: Schedule
    faults: Mapping[int, tuple[Fault, ...]]

    def of(self, card: int) -> Planned | None:
        """The plan of an open card."""
        return self.schedule.cards.get(card)


def plan_of(ws: Workspace, today: str) -> Plan:
    """Return when every open card begins, is due and can be done, and what is wrong with that."""
    found = schedule(ws, today)
    return Plan(found, faults(ws, found))


class GroupRow(NamedTuple):
    """The heading of a group `of` a project, a person or a milestone: its name, how many cards it has, the deadline of
    a project or the due day of a milestone, and whose time off it shows."""

    of: Hashable
    name: str
    many: int
    is_folded: bool
    deadline: int | None = None
    milestone: int | None = None
    owner: str | None = None

    @property
    def key(self) -> Hashable:
        """What the row is known by."""
        return ("group", self.of)


class MilestoneRow(NamedTuple):
    """A milestone, its due day, and how many of its cards are done."""

    id: int
    title: str
    due: int | None
    done: int
    total: int

    @property
    def key(self) -> Hashable:
        """What the row is known by."""
        return ("milestone", self.id)


class CardRow(NamedTuple):
    """A card."""

    id: int

    @property
    def key(self) -> Hashable:
        """What the row is known by."""
        return self.id


Row = GroupRow | MilestoneRow | CardRow


class TimelineView(NamedTuple):
    """The rows, how many cards match of how many, how many of those that match have no date, and the cards shown."""

    rows: tuple[Row, ...]
    shown: int
    total: int
    undated: int
    cards: tuple[int, ...]


class Wanted(NamedTuple):
    """What is to be shown: the grouping, the order in a group, done cards or not, and the groups that are folded."""

    by: str = "project"
    sort: str = "due"
    done: bool = False
    folded: Collection[Hashable] = ()


def timeline_view(
    ws: Workspace, plan: Schedule, wanted: Wanted, matches: Callable[[Card], bool] | None = None
) -> TimelineView:
    """Return the rows of the cards that match; None shows all."""
    table = ws.table("card")
    known = [(id, table[id]) for id in plan.cards if id in table]
    if wanted.done:
        columns = {column.key for column in ws.columns() if column.does == "done"}
        known += [
            (int(id), doc) for id, doc in table.items()
            if id not in plan.cards and doc["column"] in columns and not doc.get("archived")
        ]  # fmt: skip
    chosen = [pair for pair in known if matches is None or matches(Card(pair[1]))]
    field = {"project": "project", "person": "owner", "milestone": "milestone"}[wanted.by]
    read: Callable[[Any], Hashable] = shapes.whole if wanted.by == "milestone" else shapes.name
    groups: dict[Hashable, list[int]] = {}
    undated: list[int] = []
    for id, doc in chosen:
        planned = plan.cards.get(id)
        if planned is not None and not planned.is_dated:
            undated.append(id)
        else:
            groups.setdefault(read(doc.get(field)), []).append(id)
    order = _order(plan, table, wanted.sort)
    rows: list[Row] = []
    shown: list[int] = []
    for head, marks in _heads(ws, groups, wanted, matches is not None):
        ids = sorted(groups.get(head.of, ()), key=order)
        rows.append(head)
        if not head.is_folded:
            rows += [*marks, *map(CardRow, ids)]
            shown += ids
    if undated:
        folded = ("group", UNDATED) in wanted.folded
        rows.append(GroupRow(UNDATED, "No date", len(undated), folded))
        if not folded:
            undated.sort()
            rows += map(CardRow, undated)
            shown += undated
    return TimelineView(tuple(rows), len(chosen), len(known), len(undated), tuple(shown))


def _order(plan: Schedule, table: Mapping[Any, Doc], sort: str) -> Callable[[int], tuple[float, ...]]:
    """What the cards of a group are ordered by; done cards by the day on which they were."""

    def key(id: int) -> tuple[float, ...]:
        planned = plan.cards.get(id)
        if planned is None:
            first, last = done_span(table[id])
            return (last or _NEVER, first or _NEVER, id) if sort != "start" else (first or _NEVER, last or _NEVER, id)
        due = _NEVER if planned.effective is None else planned.effective
        last = due if planned.effective is not None else planned.last or _NEVER
        start = _NEVER if planned.start is None else planned.start
        if sort == "start":
            return (start, last, id)
        if sort == "slack":
            return (_NEVER if planned.slack is None else planned.slack, last, id)
        return (last, start, id) if sort == "due" else (id,)

    return key


def done_span(doc: Mapping[str, Any], zone: str = "") -> tuple[int | None, int | None]:
    """Return the days on which work on a done card began and ended, in a time zone, where they are known."""
    last = day_number(local_date(shapes.instant(doc.get("finished_at")), zone) or None)
    begun = local_date(shapes.instant(doc.get("started_at")), zone) or shapes.day(doc.get("start"))
    first = day_number(begun)
    return (first if first is not None else last), last


def _heads(
    ws: Workspace, groups: Mapping[Hashable, Sequence[int]], wanted: Wanted, only_hits: bool
) -> Iterable[tuple[GroupRow, list[MilestoneRow]]]:
    """The headings of all groups in their order, each with the milestones that stand under it."""
    marks = _milestones(ws)
    if wanted.by == "milestone":
        for mark in marks:
            if mark.id in groups or not only_hits:
                name = f"M{mark.id} {mark.title}  {mark.done}/{mark.total} done"
                yield _head(mark.id, name, groups, wanted, milestone=mark.due), []
        unknown = sorted(key for key in groups if isinstance(key, int) and ws.milestone(key) is None)
        for key in unknown:
            yield _head(key, f"M{key}, which is not on this board", groups, wanted), []
        if None in groups:
            yield _head(None, "No milestone", groups, wanted), []
    elif wanted.by == "person":
        if marks and not only_hits:
            yield GroupRow(MILESTONES, "Milestones", len(marks), ("group", MILESTONES) in wanted.folded), marks
        for handle in sorted(key for key in groups if isinstance(key, str)):
            yield _head(handle, f"@{visible(handle, 40)}", groups, wanted, owner=handle), []
        if None in groups:
            yield _head(None, "Nobody", groups, wanted), []
    else:
        yield from _projects(ws, groups, wanted, only_hits, marks)


def _projects(
    ws: Workspace, groups: Mapping[Hashable, Sequence[int]], wanted: Wanted, only_hits: bool, marks: list[MilestoneRow]
) -> Iterable[tuple[GroupRow, list[MilestoneRow]]]:
    under: dict[str | None, list[MilestoneRow]] = {}
    for mark in marks:
        one = ws.milestone(mark.id)
        under.setdefault(one.project if one is not None else None, []).append(mark)
    projects = {project.key: project for project in ws.projects()}
    keys = sorted({*projects, *(key for key in groups if isinstance(key, str)), *(key for key in under if key)})
    for key in keys:
        project = projects.get(key)
        deadline = day_number(project.deadline) if project is not None else None
        if key in groups or (not only_hits and (under.get(key) or deadline is not None)):
            name = visible(project.name if project is not None else key, 60)
            yield _head(key, name, groups, wanted, deadline=deadline), under.get(key, [])
    rest = under.get(None, [])
    if None in groups or (rest and not only_hits):
        yield _head(None, "No project", groups, wanted), rest


def _head(
    of: Hashable, name: str, groups: Mapping[Hashable, Sequence[int]], wanted: Wanted, deadline: int | None = None,
    milestone: int | None = None, owner: str | None = None,
) -> GroupRow:  # fmt: skip
    folded = ("group", of) in wanted.folded
    return GroupRow(of, name, len(groups.get(of, ())), folded, deadline, milestone, owner)


def _milestones(ws: Workspace) -> list[MilestoneRow]:
    """All milestones, the earliest first."""
    if not ws.table("milestone"):
        return []
    counts: dict[int, list[int]] = {}
    done = {column.key for column in ws.columns() if column.does == "done"}
    for doc in ws.table("card").values():
        if "milestone" in doc and (id := shapes.whole(doc["milestone"])) is not None and not doc.get("archived"):
            count = counts.setdefault(id, [0, 0])
            count[0] += doc["column"] in done
            count[1] += 1
    found = [
        MilestoneRow(one.id, visible(one.title, 60), day_number(one.due), *counts.get(one.id, (0, 0)))
        for one in ws.milestones()
    ]
    return sorted(found, key=lambda row: (_NEVER if row.due is None else row.due, row.id))
