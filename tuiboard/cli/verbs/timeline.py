"""`timeline`: when open cards begin, are due and can be done, in groups, and what of that doesn't fit."""

from collections.abc import Iterable, Sequence
from typing import Any

from tuiboard.cli.call import Call
from tuiboard.cli.output import Painted
from tuiboard.cli.table import aligned, cells, cut, padded
from tuiboard.cli.verbs.listing import card_filter
from tuiboard.domain.board import Card
from tuiboard.domain.calendar import date_of, day_number
from tuiboard.domain.refusal import refuse
from tuiboard.domain.schedule import Planned
from tuiboard.domain.text import visible
from tuiboard.view.timeline import GROUPINGS, CardRow, GroupRow, MilestoneRow, Plan, Row, Wanted, plan_of, timeline_view
from tuiboard.view.timeline_bars import ZOOMS, Axis, bar_of, card_cells, first_day, ground_cells, head_cells, signs
from tuiboard.view.timeline_words import day_words, fault_words, marks_of, planned_document, target_words

_CALENDAR_FROM = 110
"""Cells of a terminal from which a calendar is drawn."""
_LEAST_TITLE = 24
_RIGHT = frozenset({0, 4, 5})


def show(call: Call) -> int:
    """Print the timeline."""
    by = call.request.option("by") or "project"
    if by not in GROUPINGS:
        refuse("usage", f"--by “{visible(by, 30)}” is no grouping.", f"There are {', '.join(GROUPINGS)}.")
    ws = call.workspace
    matches, _ = card_filter(call)
    plan = plan_of(ws, call.session.team_today)
    found = timeline_view(ws, plan.schedule, Wanted(by, done=call.request.flag("done")), matches)
    if call.out.as_json:
        call.out.document(_document(call, plan, found.rows, by))
        return 0
    if found.cards or not call.out.is_terminal:
        _print(call, plan, found.rows)
        _print_faults(call, plan, found.cards)
    else:
        call.out.note("No open card matches." if call.request.words["FILTER"] else "Nothing is open.")
    return 0


# As text


def _print(call: Call, plan: Plan, rows: Sequence[Row]) -> None:
    """A table under headings, with a calendar beside it where the terminal is wide enough."""
    out, today = call.out, call.today
    texts = [_texts(call, plan, row) for row in rows if isinstance(row, CardRow)]
    late = "LATE" if any(text[5] for text in texts) else ""
    texts.insert(0, ("ID", "START", "DUE", "NEEDED", "SLACK", late, ""))
    lines = iter(aligned(texts, _RIGHT))
    head = next(lines)
    size = max(map(cells, aligned(texts, _RIGHT)))
    width = (out.width or 0) if out.is_terminal else 0
    axis = None
    if width >= _CALENDAR_FROM:
        many = min(width - size - 4 - max(_LEAST_TITLE, width // 4), 84) // 7 * 7
        start = first_day(ZOOMS[1], plan.schedule.now, many, plan.schedule.team.calendar.week_start)
        axis = Axis(ZOOMS[1], start, many)
    room = max(width - size - 2 - (axis.cells + 2 if axis is not None else 0), _LEAST_TITLE) if width else 0
    if out.is_terminal:
        _print_head(call, plan, head, size, axis)
    for row in rows:
        if isinstance(row, CardRow):
            card = call.workspace.card(row.id)
            title = visible(card.title) if card is not None else ""
            bar = f"{_calendar(call, plan, card, axis)}  " if axis is not None and card is not None else ""
            text = f"{padded(next(lines), size)}  {bar}{cut(title, room) if room else title}"
            planned = plan.of(row.id)
            out.line(Painted("card-late" if planned is not None and planned.late else "", text))
        elif isinstance(row, GroupRow):
            deadline = f", deadline {day_words(row.deadline, today)}" if row.deadline is not None else ""
            due = f", due {day_words(row.milestone, today)}" if row.milestone is not None else ""
            out.line(Painted("head", f"{row.name}  {row.many}{deadline}{due}"))
        else:
            out.line(Painted("card-dim", _milestone(row, today)))


def _print_head(call: Call, plan: Plan, head: str, size: int, axis: Axis | None) -> None:
    out = call.out
    if axis is None:
        out.line(Painted("card-dim", f"{padded(head, size)}  TITLE"))
        return
    team = plan.schedule.team
    dates, days = head_cells(axis, team.everyone, team.holidays, plan.schedule.now, signs(out.is_ascii))
    out.line(Painted("card-dim", f"{' ' * size}  {dates.rstrip()}"))
    out.line(Painted("card-dim", f"{padded(head, size)}  {days}  TITLE"))


def _milestone(row: MilestoneRow, today: str) -> str:
    due = f", due {day_words(row.due, today)}" if row.due is not None else ""
    return f"M{row.id} {row.title}{due}, {row.done} of {row.total} done"


def _texts(call: Call, plan: Plan, row: CardRow) -> tuple[str, ...]:
    planned, card = plan.of(row.id), call.workspace.card(row.id)
    if planned is None or card is None:
        return str(row.id), "", "", "", "", "", "done"

    def day(number: int | None) -> str:
        return "" if number is None else day_words(number, call.today)

    start = f"{'~' if planned.start_from == 'reckoned' else ''}{day(planned.start)}"
    needed = day(planned.effective) if planned.through is not None else ""
    slack = "" if planned.slack is None else f"{planned.slack:.1f}d"
    late = f"{planned.late}d" if planned.late else ""
    return card.key, start, day(planned.due), needed, slack, late, marks_of(card, planned, plan).replace(" ", "")


def _calendar(call: Call, plan: Plan, card: Card, axis: Axis) -> str:
    sign, team, now = signs(call.out.is_ascii), plan.schedule.team, plan.schedule.now
    drawn = ground_cells(axis, team.of(card.owner), now, sign, team.off(card.owner))
    bar = bar_of(card.doc, plan.of(card.id), team.zone)
    for place, cell in card_cells(bar, axis, team.of(card.owner), now, sign).items():
        drawn[place] = cell
    return "".join(text for text, _ in drawn)


def _print_faults(call: Call, plan: Plan, ids: Iterable[int]) -> None:
    """What doesn't fit, and the critical chains."""
    shown = set(ids)
    told = [fault_words(f, plan.schedule, call.today) for id in plan.faults if id in shown for f in plan.faults[id]]
    if told:
        call.out.line()
        call.out.line(Painted("head", "What doesn't fit"))
        call.out.lines(f"  {words}" for words in told)
    chains = [
        f"  {target_words(target)}: {' → '.join(map(str, chain))}"
        for target, chain in plan.schedule.chains.items() if not shown.isdisjoint(chain)
    ]  # fmt: skip
    if chains:
        call.out.line()
        call.out.line(Painted("head", "Critical chains"))
        call.out.lines(chains)


# As JSON


def _document(call: Call, plan: Plan, rows: Sequence[Row], by: str) -> dict[str, Any]:
    group: str | int | None = None
    documents = []
    for row in rows:
        if isinstance(row, GroupRow):
            group = row.of if isinstance(row.of, str | int) else None
        elif isinstance(row, CardRow) and (card := call.workspace.card(row.id)) is not None:
            documents.append(_card(card, plan.of(row.id), plan, call.today) | {"group": group})
    chains = [{"of": target_words(target), "cards": list(chain)} for target, chain in plan.schedule.chains.items()]
    milestones = [
        {"key": f"M{one.id}", "title": one.title, "due": one.due, "project": one.project}
        for one in call.workspace.milestones()
    ]
    return {
        "today": call.session.team_today,
        "by": by,
        "cards": documents,
        "critical_chains": chains,
        "milestones": milestones,
    }


def _card(card: Card, planned: Planned | None, plan: Plan, today: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": card.id, "key": card.key, "title": card.title, "column": card.column, "owner": card.owner,
        "project": card.project, "milestone": card.milestone,
    }  # fmt: skip
    if planned is not None:
        return {**found, **planned_document(planned, plan, today), "done": False}
    first, last = bar_of(card.doc, None, plan.schedule.team.zone).span
    spans = {name: None if day is None else date_of(day) for name, day in (("start", first), ("finished", last))}
    return {**found, **spans, "due": card.due if day_number(card.due) else None, "done": True}
