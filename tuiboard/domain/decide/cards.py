"""Adding, editing, archiving, blocking, ticking and commenting cards."""

from collections.abc import Mapping
from typing import Any

from tuiboard.domain.board import Card, Column
from tuiboard.domain.changes import Change, created
from tuiboard.domain.commands import (
    AddCards,
    AddComment,
    ArchiveCards,
    BlockCards,
    CheckItem,
    Context,
    EditCards,
    StepValue,
    UnblockCards,
)
from tuiboard.domain.decide import checks
from tuiboard.domain.decide.checks import quoted, refuse_clashes, some_card, some_cards
from tuiboard.domain.decide.decision import Decision, decision
from tuiboard.domain.decide.placing import (
    check_limit,
    inactive_warnings,
    progress,
    promise_warnings,
    ranks_at,
    set_fields,
    some_column,
    unfinished_needs,
)
from tuiboard.domain.merging import clashes
from tuiboard.domain.refusal import refuse
from tuiboard.domain.shapes import is_id
from tuiboard.domain.text import one_line, visible
from tuiboard.domain.workspace import Workspace

LONGEST_COMMENT_BYTES = 64 * 1024


def add(ws: Workspace, command: AddCards, context: Context) -> Decision:
    """Create cards, all or none, each in its column in the order given, and link them to the risks they prevent."""
    if not command.cards:
        refuse("usage", "There is no card to add.")
    below = None if command.below is None else ws.card(command.below)
    by_column: dict[str, list[dict[str, Any]]] = {}
    for fields in command.cards:
        column = _column_for(ws, fields.get("column"), below)
        own = {k: v for k, v in fields.items() if k not in ("column", "risks")}
        doc = checks.one_role_each({}, checks.card_fields(ws, None, {"title": None, **own}), "a new card")
        checks.dates_in_order({}, doc, "The new card")
        by_column.setdefault(column.key, []).append({**doc, "risks": fields.get("risks")})
    warnings: list[str] = []
    changes: list[Change] = []
    prevented: dict[int, list[int]] = {}
    next_id = ws.next_id("card")
    for key, docs in by_column.items():
        column = some_column(ws, key)
        warnings.extend(check_limit(ws, column, len(docs), command.reason))
        ids = range(next_id, next_id + len(docs))
        next_id += len(docs)
        anchor = below.id if below is not None and below.column == key and not below.archived else None
        ranks, room = ranks_at(ws, key, ids, anchor, None, False)
        changes.extend(room)
        for id, rank, doc in zip(ids, ranks, docs, strict=True):
            for risk in doc.pop("risks") or ():
                prevented.setdefault(risk, []).append(id)
            made = _new_card(id, doc, column, rank, context)
            warnings += inactive_warnings(ws, made)
            needs = unfinished_needs(ws, Card(made)) if column.does == "active" else []
            if needs:
                warnings.append(f"{id} starts before what it depends on is finished: {', '.join(map(str, needs))}.")
            changes.append(created("card", id, made))
    if prevented:
        from tuiboard.domain.decide.risks import prevent  # late: most cards prevent nothing

        changes += prevent(ws.with_changes(changes), prevented)
    return decision("card.added", changes, one_line(command.reason or "") or None, warnings)


def _column_for(ws: Workspace, key: str | None, below: Card | None) -> Column:
    if key is not None:
        return some_column(ws, key)
    if below is not None and not below.archived:
        return some_column(ws, below.column)
    columns = ws.columns()
    if not columns:
        refuse("rule", "This board has no column to put a card in.", "`tuiboard column add NAME` makes one.")
    return next((c for c in columns if c.does == "queue"), columns[0])


def _new_card(id: int, fields: Mapping[str, Any], column: Column, rank: str, context: Context) -> dict[str, Any]:
    kept = {name: value for name, value in fields.items() if value not in (None, "", [])}
    return {
        "id": id, **kept, "column": column.key, "rank": rank, "created_at": context.now, "created_by": context.actor,
        "entered_column_at": context.now, **progress(None, None, column, context.now),
    }  # fmt: skip


def edit(ws: Workspace, command: EditCards, context: Context) -> Decision:
    """Set, add and remove values on each card."""
    changes: list[Change | None] = []
    for card in some_cards(ws, command.ids):
        wanted = dict(command.set)
        refuse_clashes(card, clashes(card.doc, command.seen.get(card.id), wanted))
        for name in (*command.add, *command.remove):
            if name not in checks.LIST_FIELDS:
                refuse("usage", f"{quoted(name)} is not a list: it can be set, not added to.")
            now = list(wanted.get(name, card.doc.get(name)) or [])
            gone = command.remove.get(name, ())
            kept = [item for item in now if item not in gone]
            wanted[name] = kept + [item for item in command.add.get(name, ()) if item not in kept]
        fields = checks.card_fields(ws, card.id, wanted)
        checks.dates_in_order(card.doc, fields, str(card.id))
        changes.append(set_fields(card, checks.one_role_each(card.doc, fields, str(card.id))))
    off_board = [card.id for card in some_cards(ws, command.ids) if card.archived]
    warnings = [f"Card {id} is archived: it is not on the board." for id in off_board]
    warnings += [warning for change in changes if change for warning in inactive_warnings(ws, change.after or {})]
    done = decision("card.edited", changes, warnings=warnings)
    _check_joint_cycle(ws, done.changes)
    return done


def _check_joint_cycle(ws: Workspace, changes: tuple[Change, ...]) -> None:
    """Several cards that get a dependency in one command may close a cycle that none of them closes alone."""
    giving = [c for c in changes if c.after and "depends_on" in c.after]
    if len(giving) > 1:
        after = ws.with_changes(changes)
        for change in giving:
            checks.dependencies(after, int(change.id), (change.after or {}).get("depends_on"))


def archive(ws: Workspace, command: ArchiveCards, context: Context) -> Decision:
    """Take cards off the board; archived ones stay so."""
    cards = some_cards(ws, command.ids)
    changes = [set_fields(card, {"archived": True}) for card in cards]
    return decision("card.archived", changes, None, promise_warnings(ws, cards))


def block(ws: Workspace, command: BlockCards, context: Context) -> Decision:
    """Block with a reason; the day it began survives a change of reason."""
    reason = checks.title(command.reason, "reason")
    cards = some_cards(ws, command.ids)
    for card in cards:
        now = {"blocked": (card.blocked or {}).get("reason")}
        refuse_clashes(card, clashes(now, command.seen.get(card.id), {"blocked": reason}))
    return decision(
        "card.blocked",
        [set_fields(card, {"blocked": {**(card.blocked or {}), "reason": reason,
                                       "since": (card.blocked or {}).get("since") or context.now}})
         for card in cards],
    )  # fmt: skip


def unblock(ws: Workspace, command: UnblockCards, context: Context) -> Decision:
    """Take the block off; cards that aren't blocked stay."""
    return decision("card.unblocked", [set_fields(card, {"blocked": None}) for card in some_cards(ws, command.ids)])


def check(ws: Workspace, command: CheckItem, context: Context) -> Decision:
    """Tick or untick one item."""
    card = some_card(ws, command.id)
    items = [dict(item) for item in card.checklist]
    if not 0 <= command.item < len(items):
        many = f"items 1 to {len(items)}" if items else "no checklist"
        refuse("not_found", f"Card {card.id} has no checklist item {command.item + 1}.", f"It has {many}.")
    chosen = items[command.item]
    if command.text is not None and chosen.get("text") != command.text:
        refuse(
            "conflict", f"Someone else changed the checklist of card {card.id} meanwhile.", "Look at it and tick again."
        )
    chosen["done"] = not chosen.get("done") if command.done is None else command.done
    return decision("card.checked", [set_fields(card, {"checklist": items})])


def step_value(ws: Workspace, command: StepValue, context: Context) -> Decision:
    """Each card's own value, one step further."""
    cards = some_cards(ws, command.ids)
    return decision(
        "card.edited", [set_fields(card, {"value": min(max(card.value + command.by, 0), 5)}) for card in cards]
    )


COMMENTED = ("card", "risk", "decision", "assumption", "issue", "lesson")
"""What can be commented on."""


def comment(ws: Workspace, command: AddComment, context: Context) -> Decision:
    """Add a comment by the actor."""
    kind, on = command.on
    if kind == "card" and is_id(on):
        some_card(ws, on)
    elif kind not in COMMENTED or not is_id(on) or ws.doc(kind, on) is None:
        refuse("not_found", f"There is no {visible(kind, 20)} {visible(on, 30)} to comment on.",
               f"There are comments on each {', '.join(COMMENTED)}.")  # fmt: skip
    text = command.text.strip()
    if not one_line(text):
        refuse("bad_data", "The comment is empty.", "Type what you want to say.")
    if checks.size(text) > LONGEST_COMMENT_BYTES:
        refuse("bad_data", f"The comment has {checks.size(text):,} bytes; at most {LONGEST_COMMENT_BYTES:,} fit.")
    id = ws.next_id("comment")
    doc = {"id": id, "on": [kind, on], "author": context.actor, "at": context.now, "text": text}
    return decision(f"{kind}.commented", [created("comment", id, doc)])
