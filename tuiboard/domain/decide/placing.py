"""Where cards stand in a column: ranks, limits, and what a change of column does to a card."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

from tuiboard.domain import rank
from tuiboard.domain.board import Card, Column
from tuiboard.domain.changes import Change, edited
from tuiboard.domain.decide.checks import quoted
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace


def some_column(ws: Workspace, key: str) -> Column:
    """The column, or a refusal that names those there are."""
    column = ws.column(key)
    if column is None:
        names = ", ".join(c.key for c in ws.columns()) or "none"
        refuse("not_found", f"There is no column {quoted(key)}.", f"Columns: {names}.")
    return column


def ranks_at(
    ws: Workspace, column: str, moving: Sequence[int], after: int | None, before: int | None, top: bool
) -> tuple[list[str], list[Change]]:
    """Return ranks for the cards `moving` at a place in `column`, and the changes that make room for them.

    There are such changes only where neighbours share a rank or ranks have grown too long: then all are spread anew.
    """
    leaving = set(moving)
    ranked = ws.ranked(column)
    place = _place(ws, ranked, leaving, column, after, before, top)
    low = next((ranked[i][0] for i in range(place - 1, -1, -1) if ranked[i][1] not in leaving), None)
    high = next((ranked[i][0] for i in range(place, len(ranked)) if ranked[i][1] not in leaving), None)
    if low is None or high is None or low < high:
        ranks = rank.spread(len(moving), low, high)
        if max(map(len, ranks), default=0) <= rank.LONGEST:
            return ranks, []
    others = [pair for pair in ranked if pair[1] not in leaving]
    at = place - sum(id in leaving for _, id in ranked[:place])
    fresh = rank.spread(len(others) + len(moving))
    ranks = fresh[at : at + len(moving)]
    room = fresh[:at] + fresh[at + len(moving) :]
    changes = [Change("card", id, {"rank": old}, {"rank": new})
               for (old, id), new in zip(others, room, strict=True) if old != new]  # fmt: skip
    return ranks, changes


def _place(
    ws: Workspace, ranked: Sequence[tuple[str, int]], leaving: Set[int], column: str, after: int | None,
    before: int | None, top: bool,
) -> int:  # fmt: skip
    """How many of the column's cards stand above the place that is meant; found by rank, without a walk."""
    for anchor, step in ((after, 1), (before, 0)):
        card = ws.card(anchor) if anchor is not None and anchor not in leaving else None
        if card is not None and card.column == column and not card.archived:
            return bisect_left(ranked, (card.rank, card.id)) + step
    return 0 if top else len(ranked)


def column_change(card: Card, column: Column, new_rank: str, now: str) -> dict[str, Any]:
    """The fields that a card gets by entering `column`: the clock of the column, started and finished."""
    fields: dict[str, Any] = {"column": column.key, "rank": new_rank}
    if column.key != card.column:
        fields["entered_column_at"] = now
        fields.update(progress(card.started_at, card.finished_at, column, now))
    return fields


def progress(started_at: str | None, finished_at: str | None, column: Column, now: str) -> dict[str, Any]:
    """started_at is set once, by the first active column; finished_at stands while the card is in a done column."""
    return {
        "started_at": now if column.does == "active" and started_at is None else started_at,
        "finished_at": (finished_at or now) if column.does == "done" else None,
    }


def check_limit(ws: Workspace, column: Column, coming: int, reason: str | None) -> Iterator[str]:
    """Refuse what a hard limit forbids without a reason; yield a warning where the column will be over its limit."""
    if column.wip_limit is None or coming <= 0:
        return
    after = ws.count(column.key) + coming
    if after <= column.wip_limit:
        return
    if column.wip_hard and not (reason or "").strip():
        held = f"{ws.count(column.key)} of {column.wip_limit}"
        refuse("rule", f"{quoted(column.name)} holds {held}, and its limit is hard.",
               "Finish something first, or give a reason, which is recorded.",
               {"limit": column.wip_limit, "column": column.key, "needs": "reason"})  # fmt: skip
    yield f"{quoted(column.name)} is over its limit: {after} of {column.wip_limit}."


def unfinished_needs(ws: Workspace, card: Card) -> list[int]:
    """Ids of the cards that `card` depends on and that are neither done nor archived."""
    needs = (ws.card(id) for id in card.depends_on)
    return [n.id for n in needs if n is not None and not n.archived and not ws.is_done(n)]


def start_warnings(ws: Workspace, card: Card, column: Column) -> Iterator[str]:
    """Yield a warning where `card` starts, by entering an active column, before what it depends on is finished."""
    if column.does == "active" and column.key != card.column:
        needs = unfinished_needs(ws, card)
        if needs:
            yield f"{card.id} starts before what it depends on is finished: {', '.join(map(str, needs))}."


def inactive_warnings(ws: Workspace, fields: Mapping[str, Any]) -> Iterator[str]:
    """Yield a warning where fields give a card to someone who is not active any more."""
    person = ws.person(fields["owner"]) if fields.get("owner") else None
    if person is not None and not person.active:
        yield f"@{person.handle} is not active any more."


def promise_warnings(ws: Workspace, cards: Sequence[Card]) -> Iterator[str]:
    """Yield a warning for each promise about cards that are done or put away which nobody has declared done."""
    if not ws.table("promise"):
        return
    from tuiboard.domain.promises import promises_on  # late: many boards have none

    for found in (found for card in cards for found in promises_on(ws, card.id)):
        if found.state == "promised":
            yield f"{found.key} to {visible(found.customer, 40)} still holds: declare it done or say what became of it."


def set_fields(card: Card, fields: dict[str, Any]) -> Change | None:
    """The change that sets `fields` on a card, or None."""
    return edited("card", card.id, card.doc, fields)
