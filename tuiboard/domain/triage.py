"""Triage: which cards need a decision, and why, and which risks an answer; a pure reading of the board.

A card that someone has decided about rests: what was so when it was decided on comes back after a week, or where it was
stale after as many days as its column allows; what has gone wrong since comes back at once; and nothing comes back on
the same day.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from tuiboard.domain import calendar, shapes
from tuiboard.domain.board import Card, Column
from tuiboard.domain.cycle_times import LocalDays
from tuiboard.domain.handoffs import entity_key, handoff, to_answer
from tuiboard.domain.priority import Priorities
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace

NEW_DAYS = 7
"""Days for which a card that nobody has decided about is new."""
REST_DAYS = 7
"""Days after a decision for which a card is left alone about what was already so, but for being stale."""
REASONS = ("answer", "overdue", "blocked", "stale", "unowned", "undated", "new")
"""Why a card is in the queue, the most pressing first."""


class Reason(NamedTuple):
    """Why a card needs a decision: its name in REASONS, and words."""

    name: str
    words: str


class Asked(NamedTuple):
    """What waits for an answer: a `handoff` or a `promise`, and the state in which it does."""

    kind: str
    id: int
    state: str


Thing = tuple[str, int]
"""Kind and id of what waits: a card or a risk."""


class Waiting(NamedTuple):
    """A card in the queue, with all its reasons, the most pressing first, and what of it is to be answered; or a risk
    that is to be answered."""

    on: Thing
    reasons: tuple[Reason, ...]
    asked: Asked | None = None

    @property
    def card(self) -> int | None:
        """The id of the card; None for a risk."""
        return self.on[1] if self.on[0] == "card" else None

    @property
    def key(self) -> str:
        """`12` or `R3`."""
        return entity_key(self.on)

    @property
    def words(self) -> str:
        """`card 12` or `risk R3`."""
        return f"{self.on[0]} {self.key}"


class Day:
    """The day on which a queue is made."""

    __slots__ = ("_local", "_number", "_oldest_new", "date")

    def __init__(self, date: str) -> None:
        self.date = date
        self._number = calendar.day_number(date) or 0
        self._local = LocalDays()
        self._oldest_new = calendar.date_of(self._number - NEW_DAYS - 1)

    def since(self, instant: str) -> int:
        """Days since an instant; 0 for one in the future and for none."""
        then = self._local.of(instant)
        return 0 if then is None else max(self._number - then, 0)

    def is_new(self, created: str) -> bool:
        """True for what was made within NEW_DAYS."""
        # Most cards are older in every time zone, which the text says already.
        if created < self._oldest_new:
            return False
        then = self._local.of(created)
        return then is not None and 0 <= self._number - then < NEW_DAYS


def triage_queue(
    ws: Workspace, today: str, priorities: Priorities, matches: Callable[[Card], bool] | None = None, who: str = ""
) -> list[Waiting]:
    """Return what needs a decision: by the most pressing reason, then by rank; `matches` narrows it.

    What is offered to `who`, asked of them or declared done for them waits for their answer, done or put off as it may
    be, and counts as theirs for `matches`. A risk that is offered is matched by what it has of a card.
    """
    waiting = questions(ws, who) if who else {}
    columns = {column.key: column for column in ws.columns()}
    places = {id: place for place, id in enumerate(priorities.order)}
    day = Day(today)
    found = []
    for id, doc in ws.table("card").items():
        column = columns.get(doc["column"])
        asked = waiting.pop(("card", int(id)), None) if waiting else None
        if doc.get("archived") or column is None:
            continue
        rests = column.does == "done" or ("snoozed_until" in doc and shapes.text(doc["snoozed_until"]) > today)
        if rests and asked is None:
            continue
        reasons = () if rests else reasons_for(doc, column, today, day)
        answer = None if asked is None else asked_reason(ws, asked)
        if answer is not None:
            reasons = (answer, *reasons)
        if reasons and (matches is None or matches(Card(doc if answer is None else {**doc, "owner": who}))):
            found.append(Waiting(("card", int(id)), reasons, asked))
    found += _risks_asked(ws, waiting, matches, who)
    return sorted(found, key=lambda w: (REASONS.index(w.reasons[0].name), places.get(w.card or 0, len(places)), w.on))


def _risks_asked(
    ws: Workspace, waiting: Mapping[Thing, Asked], matches: Callable[[Card], bool] | None, who: str
) -> Iterator[Waiting]:
    """The risks that someone is asked about; for a filter one is a card without a column that is theirs."""
    for (kind, id), asked in waiting.items():
        risk = ws.risk(id) if kind == "risk" else None
        reason = None if risk is None else asked_reason(ws, asked)
        if risk is None or reason is None:
            continue
        fields = {"title": risk.title, "tags": risk.tags, "project": risk.project, "created_at": risk.created_at}
        if matches is None or matches(Card({**fields, "id": id, "column": "", "owner": who})):
            yield Waiting((kind, id), (reason,), asked)


def questions(ws: Workspace, who: str) -> dict[Thing, Asked]:
    """What waits for the answer of one person, by card or risk; of several, the hand-off."""
    found: dict[Thing, Asked] = {}
    if ws.table("promise"):
        from tuiboard.domain.promises import waiting_for  # late: many boards have none

        asked = (each for each in waiting_for(ws, who) if each.card)
        found = {("card", each.card or 0): Asked("promise", each.id, each.state) for each in asked}
    for each in to_answer(ws, who) if ws.table("handoff") else ():
        kind, id = each.on
        if kind in ("card", "risk") and isinstance(id, int):
            found[kind, id] = Asked("handoff", each.id, each.state)
    return found


def asked_reason(ws: Workspace, asked: Asked) -> Reason | None:
    """Why a card or risk needs the answer of someone; None once that is not waited for any more."""
    if asked.kind == "handoff":
        offer = handoff(ws, asked.id)
        if offer is None or offer.state != asked.state:
            return None
        note = f": “{visible(offer.note, 80)}”" if offer.note else ""
        return Reason("answer", f"@{visible(offer.giver, 40)} hands it to you{note}")
    from tuiboard.domain.promises import promise

    found = promise(ws, asked.id)
    if found is None or found.state != asked.state:
        return None
    what = f": {visible(found.conditions, 80)}" if found.conditions else ""
    if asked.state == "requested":
        return Reason("answer", f"promise it to {visible(found.customer, 40)} by {found.due}?{what}")
    return Reason("answer", f"@{visible(found.performer, 40)} declares it done for you{what}")


def reasons_for(doc: Mapping[str, Any], column: Column, today: str, day: Day | None = None) -> tuple[Reason, ...]:
    """Return why an open card needs a decision on a day; none where it rests."""
    day = day or Day(today)
    decided = shapes.instant(doc["triaged_at"]) if "triaged_at" in doc else ""
    rested = day.since(decided) if decided else None
    if rested is None:
        return (*_gone_wrong(doc, column, day, "", True), *_missing(doc), *_new(doc, day))
    if rested <= 0:
        return ()
    if rested < REST_DAYS:
        return tuple(_gone_wrong(doc, column, day, decided, False))
    return (*_gone_wrong(doc, column, day, decided, True), *_missing(doc))


def _gone_wrong(doc: Mapping[str, Any], column: Column, day: Day, decided: str, is_rested: bool) -> Sequence[Reason]:
    found = []
    due = doc.get("due")
    if due and (due := shapes.day(due)) and due < day.date and (is_rested or due >= calendar.local_date(decided)):
        late = calendar.days_between(due, day.date)
        found.append(Reason("overdue", f"{late} day{'' if late == 1 else 's'} late"))
    block = doc.get("blocked")
    if block and isinstance(block, Mapping) and (is_rested or shapes.text(block.get("since")) > decided):
        found.append(Reason("blocked", f"blocked: {visible(block.get('reason', ''), 60)}"))
    limit = column.stale_after_days
    if limit:
        entered = shapes.text(doc.get("entered_column_at") or doc.get("created_at"))
        if day.since(max(entered, decided)) >= limit:
            found.append(Reason("stale", f"{day.since(entered)} days in {visible(column.name, 40)}"))
    return found


def _missing(doc: Mapping[str, Any]) -> Sequence[Reason]:
    found = []
    if not doc.get("owner"):
        found.append(Reason("unowned", "nobody owns it"))
    if not doc.get("due"):
        found.append(Reason("undated", "no due date"))
    return found


def _new(doc: Mapping[str, Any], day: Day) -> Sequence[Reason]:
    created = doc.get("created_at")
    if not isinstance(created, str) or not day.is_new(created):
        return ()
    days = day.since(created)
    age = "today" if days == 0 else "yesterday" if days == 1 else f"{days} days ago"
    return (Reason("new", f"new, added {age}"),)
