"""What is wrong with a plan, named: cards that are due or begin before what they need can be done, and what they need
that is late or will never be done; starts after the due date; due dates after the milestone or the deadline."""

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from tuiboard.domain import shapes
from tuiboard.domain.calendar import day_number
from tuiboard.domain.changes import Doc
from tuiboard.domain.schedule import Planned, Schedule, open_cards
from tuiboard.domain.workspace import Workspace

FaultKind = Literal["order", "missing", "archived", "due", "late", "begun", "start", "work", "milestone", "deadline"]


class Fault(NamedTuple):
    """One thing that is wrong with the plan of a card. `other` is the card it is about, a milestone's id or a project's
    key, `day` the day that doesn't fit, `days` by how many.

    `order` it starts after it is due · `missing`, `archived` what it needs is not on the board, or put away undone ·
    `due` it is due before what it needs · `late` what it needs is late · `begun` it is in work before what it needs is
    done · `start` it starts before what it needs is done as planned · `work` it can't be done by its due date (`other`:
    the card that it waits for, if any) · `milestone`, `deadline` it is due after that of its milestone or project.
    """

    kind: FaultKind
    card: int
    other: int | str | None
    day: int
    days: int = 0


def faults(ws: Workspace, plan: Schedule) -> dict[int, tuple[Fault, ...]]:
    """Return what is wrong with the plans of open cards, by card; the worst of each first."""
    cards = open_cards(ws)
    active = {column.key for column in ws.columns() if column.does == "active"}
    milestones = {one.id: day for one in ws.milestones() if (day := day_number(one.due)) is not None}
    deadlines = {one.key: day for one in ws.projects() if (day := day_number(one.deadline)) is not None}
    found: dict[int, tuple[Fault, ...]] = {}
    for id, doc in cards.items():
        planned = plan.cards[id]
        mine = list(_own(planned, doc, milestones, deadlines))
        if "depends_on" in doc:
            mine += _of_needs(ws, plan, planned, doc, doc["column"] in active)
        is_ahead = planned.due is not None and planned.due >= plan.now
        if planned.late and is_ahead and not any(fault.kind == "order" for fault in mine):
            mine.append(Fault("work", id, _latest(plan, planned), planned.ends, planned.late))
        if mine:
            found[id] = tuple(mine)
    return found


def _own(planned: Planned, doc: Doc, milestones: Mapping[int, int], deadlines: Mapping[str, int]) -> Iterator[Fault]:
    due = planned.due
    if planned.start_from == "given" and planned.start is not None and due is not None and planned.start > due:
        yield Fault("order", planned.id, None, planned.start, planned.start - due)
    until = due if due is not None else planned.start if planned.start_from == "given" else None
    if until is None:
        return
    milestone, project = shapes.whole(doc.get("milestone")), doc.get("project")
    if milestone is not None and milestone in milestones and until > milestones[milestone]:
        yield Fault("milestone", planned.id, milestone, milestones[milestone], until - milestones[milestone])
    if isinstance(project, str) and project in deadlines and until > deadlines[project]:
        yield Fault("deadline", planned.id, project, deadlines[project], until - deadlines[project])


def _of_needs(ws: Workspace, plan: Schedule, planned: Planned, doc: Doc, in_work: bool) -> Iterator[Fault]:
    """At most one fault for each card that it needs."""
    for needed in dict.fromkeys(shapes.ids(doc["depends_on"])):
        theirs = plan.cards.get(needed)
        if theirs is not None:
            fault = _of_need(plan, planned, theirs, in_work) if needed != planned.id else None
            if fault is not None:
                yield fault
            continue
        other = ws.card(needed)
        if other is None:
            yield Fault("missing", planned.id, needed, plan.now)
        elif other.archived and not ws.is_done(other):
            yield Fault("archived", planned.id, needed, plan.now)


def _of_need(plan: Schedule, planned: Planned, needed: Planned, in_work: bool) -> Fault | None:
    due = planned.due
    if due is not None and needed.due is not None and due < needed.due:
        return Fault("due", planned.id, needed.id, needed.due, needed.due - due)
    if needed.due is not None and needed.due < plan.now:
        return Fault("late", planned.id, needed.id, needed.due, plan.now - needed.due)
    if in_work:
        return Fault("begun", planned.id, needed.id, needed.ends)
    done = max(needed.ends, needed.due or 0)
    if planned.start_from == "given" and planned.start is not None and planned.start < done:
        return Fault("start", planned.id, needed.id, done, done - planned.start)
    return None


def _latest(plan: Schedule, planned: Planned) -> int | None:
    """The needed card that is planned to be done last, where the card has to wait for it."""
    needed = [plan.cards[id] for id in plan.needs.get(planned.id, ())]
    last = max(needed, key=lambda card: (max(card.ends, card.due or 0), card.id), default=None)
    return last.id if last is not None and max(last.ends, last.due or 0) >= plan.now else None
