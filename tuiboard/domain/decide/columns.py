"""Adding, changing, ordering and removing columns."""

from collections.abc import Mapping
from typing import Any

from tuiboard.domain import rank
from tuiboard.domain.board import COLUMN_KINDS, Card, Column
from tuiboard.domain.changes import Change, created, edited
from tuiboard.domain.commands import AddColumn, Context, EditColumn, MoveColumn, RemoveColumn
from tuiboard.domain.decide import checks
from tuiboard.domain.decide.checks import quoted
from tuiboard.domain.decide.decision import Decision, decision
from tuiboard.domain.decide.placing import check_limit, column_change, progress, ranks_at, set_fields, some_column
from tuiboard.domain.names import column_key
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import one_line
from tuiboard.domain.workspace import Workspace

FIELDS = ("name", "kind", "wip_limit", "wip_hard", "stale_after_days", "policy")


def column_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Check every field of a column."""
    checked: dict[str, Any] = {}
    for name, value in fields.items():
        if name == "name":
            checked[name] = checks.title(value, "column's name")
        elif name == "kind":
            if value not in COLUMN_KINDS:
                refuse("bad_data", f"{quoted(value)} is not a kind of column.", "Kinds: queue, active, done.")
            checked[name] = value
        elif name in ("wip_limit", "stale_after_days"):
            checked[name] = checks.whole(value, name, 1, 10_000)
        elif name == "wip_hard":
            checked[name] = checks.flag(value, name)
        elif name == "policy":
            checked[name] = checks.body(value)
        else:
            refuse("usage", f"A column has no field {quoted(name)}.", "Fields: " + ", ".join(FIELDS) + ".")
    return checked


def add(ws: Workspace, command: AddColumn, context: Context) -> Decision:
    """Add a column; its key is made from its name."""
    fields = {"kind": "active", **column_fields({"name": None, **command.fields})}
    key = column_key(fields["name"])
    if ws.column(key) is not None:
        refuse("rule", f"There is a column {quoted(key)} already.", "Choose another name.")
    check_name(ws, key, fields["name"])
    columns = ws.columns()
    after = columns[-1].key if columns else None
    if command.after is not None:
        after = some_column(ws, command.after).key
    low, high = _gap([(c.key, c.rank) for c in columns], after)
    return decision("column.added", [created("column", key, {"key": key, **fields, "rank": rank.between(low, high)})])


def check_name(ws: Workspace, key: str, name: str) -> None:
    """Refuse a name that another column has."""
    for other in ws.columns():
        if other.key != key and other.name.casefold() == name.casefold():
            refuse("rule", f"There is a column {quoted(other.name)} already.", "Choose another name.")


def edit(ws: Workspace, command: EditColumn, context: Context) -> Decision:
    """Change a column; a change of kind starts, finishes or reopens the cards in it."""
    column = some_column(ws, command.key)
    fields = column_fields(command.set)
    check_name(ws, column.key, str(fields.get("name", "")))
    changes: list[Change | None] = [edited("column", column.key, column.doc, fields)]
    if fields.get("kind", column.does) != column.does:
        new = Column({**column.doc, **fields})
        for card in _cards_of(ws, column.key):
            changes.append(set_fields(card, progress(card.started_at, card.finished_at, new, context.now)))
    return decision("column.edited", changes)


def move(ws: Workspace, command: MoveColumn, context: Context) -> Decision:
    """Put a column right of another, or first."""
    column = some_column(ws, command.key)
    if command.after is not None:
        some_column(ws, command.after)
    if command.after == command.key:
        return decision("column.moved", [])
    others = [(c.key, c.rank) for c in ws.columns() if c.key != column.key]
    low, high = _gap(others, command.after)
    new = rank.between(low, high)
    if len(new) <= rank.LONGEST:
        return decision("column.moved", [edited("column", column.key, column.doc, {"rank": new})])
    at = 0 if command.after is None else [key for key, _ in others].index(command.after) + 1
    order = [key for key, _ in others]
    order.insert(at, column.key)
    table = ws.table("column")
    fresh = zip(order, rank.spread(len(order)), strict=True)
    return decision("column.moved", [edited("column", key, table[key], {"rank": r}) for key, r in fresh])


def _gap(others: list[tuple[str, str]], after: str | None) -> tuple[str | None, str | None]:
    """The ranks around the place right of `after`, or at the front."""
    keys = [key for key, _ in others]
    at = 0 if after is None else keys.index(after) + 1
    return (others[at - 1][1] if at else None), (others[at][1] if at < len(others) else None)


def remove(ws: Workspace, command: RemoveColumn, context: Context) -> Decision:
    """Remove a column; its cards go to the end of another."""
    column = some_column(ws, command.key)
    if len(ws.columns()) == 1:
        refuse("rule", f"{quoted(column.name)} is the only column.", "A board needs at least one.")
    cards = _cards_of(ws, column.key)
    changes: list[Change | None] = []
    warnings: list[str] = []
    if cards:
        if command.to is None:
            refuse(
                "rule",
                f"{quoted(column.name)} holds {len(cards)} cards, archived ones counted.",
                "Say which column they go to.",
            )
        to = some_column(ws, command.to)
        if to.key == column.key:
            refuse("usage", "The cards can't go to the column that is removed.", "Name another column.")
        warnings.extend(check_limit(ws, to, sum(not card.archived for card in cards), command.reason))
        ranks, room = ranks_at(ws, to.key, [card.id for card in cards], None, None, False)
        changes.extend(room)
        for card, new_rank in zip(cards, ranks, strict=True):
            changes.append(set_fields(card, column_change(card, to, new_rank, context.now)))
    changes.append(Change("column", column.key, dict(column.doc), None))
    return decision("column.removed", changes, one_line(command.reason or "") or None, warnings)


def _cards_of(ws: Workspace, key: str) -> list[Card]:
    cards = [card for card in ws.cards() if card.column == key]
    return sorted(cards, key=lambda card: (card.archived, card.rank, card.id))
