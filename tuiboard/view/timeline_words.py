"""The plan of a card, what is wrong with it, and what a change of dates would do, in sentences; and as JSON.

Texts from data have passed through `visible`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tuiboard.domain.board import Card
from tuiboard.domain.calendar import date_of, format_effort, short_date
from tuiboard.domain.schedule import Planned, Schedule, Target
from tuiboard.domain.schedule_faults import Fault
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.view.timeline import Plan

_NAMED = 4
"""Cards that are named in one sentence; of more, their number is said."""
_SENTENCES = 3
"""What is said of one thing below the rows, at most."""
_HOURS = 8


def day_words(day: int, today: str) -> str:
    """Return a day as it is shown: `fri`, `12 dec`."""
    return short_date(date_of(day), today)


def days(count: float) -> str:
    """Return `1 day`, `2.5 days`."""
    text = f"{count:,.1f}".removesuffix(".0")
    return f"{text} day" if text == "1" else f"{text} days"


def plan_words(planned: Planned, plan: Schedule, today: str) -> str:
    """Return when a card begins, is due and can be done, as one sentence without its subject."""
    parts = []
    if planned.start is not None:
        verb = {"given": "starts", "started": "was begun", "reckoned": "has to start by"}[planned.start_from or "given"]
        if planned.start_from == "given" and planned.start < plan.now:
            verb = "started"
        parts.append(f"{verb} {day_words(planned.start, today)}")
    if planned.due is not None:
        late = planned.due < plan.now
        parts.append(f"was due {days(plan.now - planned.due)} ago" if late else f"due {day_words(planned.due, today)}")
    if planned.through is not None and planned.effective is not None:
        parts.append(f"needed by {day_words(planned.effective, today)} ({planned.through} waits for it)")
    if planned.left:
        parts.append(f"{format_effort(planned.left * _HOURS)} left")
    if planned.slack is not None:
        parts.append(_slack(planned))
    if not planned.is_dated:
        parts.append("no date: neither a start nor a due day, and nothing with a date waits for it")
    chain = chain_words(planned, plan)
    return "; ".join([", ".join(parts), *([chain] if chain else [])])


def _slack(planned: Planned) -> str:
    """The days that are left over; of a card that is late by what it waits for, that they count from today."""
    slack = planned.slack or 0.0
    if slack <= -0.05:
        return f"{days(-slack)} short"
    words = f"{days(slack)} of slack" if slack >= 0.05 else "no slack"
    return f"{words} if it could begin today" if planned.late else words


def chain_words(planned: Planned, plan: Schedule) -> str:
    """Return which critical chains a card is on, or an empty text."""
    if not planned.is_critical:
        return ""
    names = [target_words(target) for target, chain in plan.chains.items() if planned.id in chain]
    return f"on the critical chain of {' and '.join(names[:2])}" + (" …" if len(names) > 2 else "")


def target_words(target: Target) -> str:
    """Return what a critical chain ends: `M1`, a project's key."""
    kind, id = target
    return f"M{id}" if kind == "milestone" else visible(id, 30) if kind == "project" else "the cards without a project"


def fault_words(fault: Fault, plan: Schedule, today: str) -> str:
    """Return what is wrong with the plan of a card, as a sentence."""
    card, other, on, by = fault.card, fault.other, day_words(fault.day, today), days(fault.days)
    match fault.kind:
        case "order":
            return f"{card} starts {by} after it is due."
        case "missing":
            return f"{card} needs {other}, which is not on this board."
        case "archived":
            return f"{card} needs {other}, which was archived and never done."
        case "due":
            return f"{card} needs {other}, which is due {by} later ({on})."
        case "late":
            return f"{card} needs {other}, which is {by} late."
        case "begun":
            return f"{card} is in work, and {other}, which it needs, isn't done."
        case "start":
            return f"{card} starts {by} before {other}, which it needs, is done ({on})."
        case "work":
            waits = f": it waits for {other}" if other is not None else ""
            return f"{card} can't be done before {on}, {by} late{waits}."
        case "milestone":
            return f"{card} is due {by} after M{other} ({on})."
        case "deadline":
            return f"{card} is due {by} after the deadline of {visible(other, 30)} ({on})."


def marks_of(card: Card, planned: Planned, plan: Plan) -> str:
    """Return four letters, each at its place: `L` late, `B` blocked, `C` on a critical chain, `V` something doesn't
    fit."""
    flags = (
        (planned.late > 0, "L"),
        (card.blocked is not None, "B"),
        (planned.is_critical, "C"),
        (card.id in plan.faults, "V"),
    )
    return "".join(letter if is_so else " " for is_so, letter in flags)


# A change of dates


def effect_words(before: Plan, after: Plan, today: str) -> str:
    """Return what other dates would do to the cards that get them and to others."""
    told = [*_lateness(before.schedule, after.schedule), *_new_faults(before, after, today)]
    return first_few(told) or "Nothing else becomes late by it."


def first_few(sentences: Sequence[str]) -> str:
    """Return some sentences as they fit below the rows: the first ones, and how many more there are."""
    if len(sentences) <= _SENTENCES:
        return " ".join(sentences)
    more = len(sentences) - _SENTENCES
    return f"{' '.join(sentences[:_SENTENCES])} And {more:,} thing{'' if more == 1 else 's'} more."


def given_words(ws: Workspace, dates: Mapping[int, Mapping[str, str | None]], today: str) -> str:
    """Return which dates some cards would get."""
    if len(dates) > _NAMED:
        return f"{len(dates):,} cards would have other dates."
    if len(dates) > 1:
        return f"New dates: {', '.join(_dates(id, dates[id], today) for id in sorted(dates))}."
    said = []
    id, fields = next(iter(dates.items()))
    if "start" in fields:
        start = fields["start"]
        said.append(f"start {short_date(start, today)}" if start else "have no start")
    if "due" in fields:
        due = fields["due"]
        said.append(f"be due {short_date(due, today)}" if due else "have no due date")
    card = ws.card(id)
    title = f" “{visible(card.title, 24)}”" if card is not None else ""
    return f"{id}{title} would {' and '.join(said)}."


def _dates(id: int, fields: Mapping[str, str | None], today: str) -> str:
    """`12 tue to fri`, `12 from tue`, `12 due fri`."""
    start, due = (short_date(day, today) if (day := fields.get(name)) else "" for name in ("start", "due"))
    if start and due:
        return f"{id} {start} to {due}"
    return f"{id} from {start}" if start else f"{id} due {due or 'never'}"


def _lateness(before: Schedule, after: Schedule) -> list[str]:
    """Who becomes late, later, and who is in time again."""
    later: dict[tuple[int, int], list[int]] = {}
    free = []
    for id, planned in after.cards.items():
        was = before.cards.get(id)
        old = was.late if was is not None else 0
        if planned.late > old:
            later.setdefault((planned.late, old), []).append(id)
        elif old and not planned.late:
            free.append(id)
    told = []
    for (late, old), ids in sorted(later.items(), key=lambda item: (-len(item[1]), item[0])):
        more = f", not {days(old)}" if old else ""
        told.append(f"{_listed(ids)} would then be late by {days(late)}{more}.")
    if free:
        told.append(f"{_listed(free)} would then be in time again.")
    return told


def _new_faults(before: Plan, after: Plan, today: str) -> list[str]:
    """What would be wrong then that isn't wrong now, besides lateness."""
    told = []
    for id in after.faults:
        known = {(fault.kind, fault.other) for fault in before.faults.get(id, ())}
        for fault in after.faults[id]:
            if fault.kind in ("due", "start", "milestone", "deadline") and (fault.kind, fault.other) not in known:
                told.append(f"Then {fault_words(fault, after.schedule, today)}")
    return told


def _listed(ids: Sequence[int]) -> str:
    if len(ids) > _NAMED:
        return f"{len(ids):,} cards"
    names = [str(id) for id in sorted(ids)]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


# JSON


def planned_document(planned: Planned, plan: Plan, today: str) -> dict[str, Any]:
    """Return the plan of a card with the keys of the domain; days are dates."""

    def date(day: int | None) -> str | None:
        return None if day is None else date_of(day)

    return {
        "start": date(planned.start), "start_from": planned.start_from or None, "due": date(planned.due),
        "effective_due": date(planned.effective), "needed_for": planned.through,
        "slack": None if planned.slack is None else round(planned.slack, 2), "days_left": round(planned.left, 2),
        "done_as_planned": date(planned.ends) if planned.is_dated else None, "days_late": planned.late,
        "critical": [target_words(t) for t, chain in plan.schedule.chains.items() if planned.id in chain],
        "violations": [
            {"kind": fault.kind, "about": fault.other, "text": fault_words(fault, plan.schedule, today)}
            for fault in plan.faults.get(planned.id, ())
        ],
    }  # fmt: skip
