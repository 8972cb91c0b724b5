"""Moving, completing and restoring cards."""

from collections.abc import Sequence

from tuiboard.domain.board import Card, Column
from tuiboard.domain.changes import Change
from tuiboard.domain.commands import CompleteCards, Context, MoveCards, RestoreCards
from tuiboard.domain.decide.checks import refuse_clashes, some_cards
from tuiboard.domain.decide.decision import Decision, decision
from tuiboard.domain.decide.placing import (
    check_limit,
    column_change,
    promise_warnings,
    ranks_at,
    set_fields,
    some_column,
    start_warnings,
)
from tuiboard.domain.merging import clashes
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import one_line
from tuiboard.domain.workspace import Workspace


def move(ws: Workspace, command: MoveCards, context: Context) -> Decision:
    """Move or reorder; cards that stand there already, with no place named, stay."""
    column = some_column(ws, command.column)
    placed = command.top or command.after is not None or command.before is not None
    named = _on_board(ws, command.ids)
    for card in named:
        refuse_clashes(card, clashes(card.doc, command.seen.get(card.id), {"column": column.key}))
    cards = [card for card in named if placed or card.column != column.key]
    action = "card.moved" if any(card.column != column.key for card in cards) else "card.reordered"
    return _enter(ws, cards, column, context, action, command.reason, command.after, command.before, command.top)


def complete(ws: Workspace, command: CompleteCards, context: Context) -> Decision:
    """Move to the first done column; cards in any done column stay."""
    cards = [card for card in _on_board(ws, command.ids) if not ws.is_done(card)]
    column = next((c for c in ws.columns() if c.does == "done"), None)
    if column is None:
        refuse("rule", "This board has no column of kind done.", "`tuiboard column edit KEY kind=done` makes one.")
    return _enter(ws, cards, column, context, "card.completed", command.reason)


def restore(ws: Workspace, command: RestoreCards, context: Context) -> Decision:
    """Bring archived cards back to the end of their column; the others stay."""
    cards = [card for card in some_cards(ws, command.ids) if card.archived]
    changes: list[Change | None] = []
    warnings: list[str] = []
    for column in ws.columns():
        coming = [card for card in cards if card.column == column.key]
        warnings.extend(check_limit(ws, column, len(coming), command.reason))
        ranks, room = ranks_at(ws, column.key, [card.id for card in coming], None, None, False)
        changes.extend(room)
        changes.extend(
            set_fields(card, {"archived": None, "rank": rank}) for card, rank in zip(coming, ranks, strict=True)
        )
    return decision("card.restored", changes, one_line(command.reason or "") or None, warnings)


def _on_board(ws: Workspace, ids: Sequence[int]) -> list[Card]:
    cards = some_cards(ws, ids)
    for card in cards:
        if card.archived:
            refuse("rule", f"Card {card.id} is archived.", f"`tuiboard archive --restore {card.id}` brings it back.")
    place = {column.key: index for index, column in enumerate(ws.columns())}
    return sorted(cards, key=lambda card: (place.get(card.column, 0), card.rank, card.id))


def _enter(
    ws: Workspace, cards: Sequence[Card], column: Column, context: Context, action: str, reason: str | None,
    after: int | None = None, before: int | None = None, top: bool = False,
) -> Decision:  # fmt: skip
    coming = [card for card in cards if card.column != column.key]
    warnings = list(check_limit(ws, column, len(coming), reason))
    for card in coming:
        warnings.extend(start_warnings(ws, card, column))
    if column.does == "done":
        warnings.extend(promise_warnings(ws, coming))
    ranks, room = ranks_at(ws, column.key, [card.id for card in cards], after, before, top)
    moved = (
        set_fields(card, column_change(card, column, rank, context.now))
        for card, rank in zip(cards, ranks, strict=True)
    )
    return decision(action, [*room, *moved], one_line(reason or "") or None, warnings)
