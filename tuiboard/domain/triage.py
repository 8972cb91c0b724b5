"""Triage: which cards need a decision, and why; a pure reading of the board.

A card that someone has decided about rests: what was only missing something comes back after a week, what has gone
wrong since comes back at once, and nothing comes back on the same day.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from tuiboard.domain import calendar
from tuiboard.domain.board import Card, Column
from tuiboard.domain.priority import Priorities
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace

NEW_DAYS = 7
"""Days for which a card that nobody has decided about is new."""
REST_DAYS = 7
"""Days after a decision for which a card that lacks something is left alone."""
REASONS = ("overdue", "blocked", "stale", "unowned", "undated", "new")
"""Why a card is in the queue, the most pressing first."""


class Reason(NamedTuple):
    """Why a card needs a decision: its name in REASONS, and words."""

    name: str
    words: str


class Waiting(NamedTuple):
    """A card in the queue, with all its reasons, the most pressing first."""

    card: int
    reasons: tuple[Reason, ...]


def triage_queue(
    ws: Workspace, today: str, priorities: Priorities, matches: Callable[[Card], bool] | None = None
) -> list[Waiting]:
    """Return the cards that need a decision: by their most pressing reason, then by rank; `matches` narrows them."""
    columns = {column.key: column for column in ws.columns()}
    places = {id: place for place, id in enumerate(priorities.order)}
    found = []
    for doc in ws.table("card").values():
        column = columns.get(doc["column"])
        if doc.get("archived") or column is None or column.does == "done" or doc.get("snoozed_until", "") > today:
            continue
        reasons = reasons_for(doc, column, today)
        if reasons and (matches is None or matches(Card(doc))):
            found.append(Waiting(doc["id"], reasons))
    return sorted(found, key=lambda w: (REASONS.index(w.reasons[0].name), places.get(w.card, len(places)), w.card))


def reasons_for(doc: Mapping[str, Any], column: Column, today: str) -> tuple[Reason, ...]:
    """Return why an open card needs a decision on a day; none where it rests."""
    decided = doc.get("triaged_at")
    rested = calendar.days_since(decided, today) if isinstance(decided, str) and decided else None
    if rested is not None and rested <= 0:
        return ()
    wrong = list(_gone_wrong(doc, column, today, str(decided or "")))
    if rested is not None and rested < REST_DAYS:
        return tuple(wrong)
    return (*wrong, *_missing(doc, today, rested is None))


def _gone_wrong(doc: Mapping[str, Any], column: Column, today: str, decided: str) -> Sequence[Reason]:
    found = []
    due = doc.get("due")
    if due and due < today:
        days = calendar.days_between(due, today)
        found.append(Reason("overdue", f"{days} day{'' if days == 1 else 's'} late"))
    block = doc.get("blocked")
    if block and (not decided or str(block.get("since", "")) > decided):
        found.append(Reason("blocked", f"blocked: {visible(block.get('reason', ''), 60)}"))
    entered = doc.get("entered_column_at") or doc.get("created_at", "")
    if column.stale_after_days and (not decided or entered > decided):
        days = calendar.days_since(entered, today)
        if days >= column.stale_after_days:
            found.append(Reason("stale", f"{days} days in {visible(column.name, 40)}"))
    return found


def _missing(doc: Mapping[str, Any], today: str, never: bool) -> Sequence[Reason]:
    found = []
    if not doc.get("owner"):
        found.append(Reason("unowned", "nobody owns it"))
    if not doc.get("due"):
        found.append(Reason("undated", "no due date"))
    created = str(doc.get("created_at") or "")
    if never and created >= _first_new(today) and 0 <= (days := calendar.days_since(created, today)) < NEW_DAYS:
        age = "today" if days == 0 else "yesterday" if days == 1 else f"{days} days ago"
        found.append(Reason("new", f"new, added {age}"))
    return found


@lru_cache(maxsize=4)
def _first_new(today: str) -> str:
    """A date before which no card is new in any time zone: reckoning the local date of every old card takes longer."""
    return calendar.add_days(today, -NEW_DAYS - 1)
