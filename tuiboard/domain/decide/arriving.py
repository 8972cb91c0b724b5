"""What documents that another program wrote get on their way in: numbers, places, and the instants of now."""

from collections.abc import Iterable, Mapping
from typing import Any

from tuiboard.domain.board import Card, Column
from tuiboard.domain.changes import Change, Id
from tuiboard.domain.commands import Context
from tuiboard.domain.decide.checks import quoted
from tuiboard.domain.decide.documents import name_of
from tuiboard.domain.decide.placing import progress, ranks_at
from tuiboard.domain.rank import between
from tuiboard.domain.refusal import refuse
from tuiboard.domain.workspace import NUMBERED, Workspace

Key = tuple[str, Id]
Columns = Mapping[Id, Mapping[str, Any]]


def placed(ws: Workspace, changes: Iterable[Change], context: Context) -> list[Change]:
    """Return the changes with what a document came without, and with what follows from them for other cards.

    A card that is new in its column stands at its end, unless the document has a rank, and its clocks begin; a column
    whose kind changes starts, finishes or reopens its cards. Raises Refused for a card in no column.
    """
    found = {(change.kind, change.id): change for change in changes}
    fields = {key: dict(change.after) for key, change in found.items() if change.after is not None}
    made = {key for key in fields if found[key].before is None}
    for key in made:
        _complete(key, fields[key], context)
    _place_columns(ws, fields, made)
    columns: dict[Id, Mapping[str, Any]] = dict(ws.table("column"))
    for (kind, id), doc in fields.items():
        if kind == "column":
            columns[id] = {**columns.get(id, {}), **doc}
    follow: dict[int, dict[str, Any]] = {}
    _place_cards(ws, fields, made, columns, context.now, follow)
    _restart_cards(ws, fields, columns, context.now, follow)
    for id, more in follow.items():
        if ("card", id) in fields or ("card", id) not in found:  # not of a card that goes
            fields["card", id] = {**more, **fields.get(("card", id), {})}
    for key, doc in fields.items():
        old = ws.doc(*key) or {}
        found[key] = Change(*key, None if key in made else {name: old.get(name) for name in doc}, doc)
    return list(found.values())


def _complete(key: Key, doc: dict[str, Any], context: Context) -> None:
    kind, id = key
    if kind in NUMBERED:
        doc["id"] = id
    if kind in ("card", "promise"):
        doc.update(created_at=context.now, created_by=context.actor)
    elif kind == "handoff":
        doc["offered_at"] = context.now
        if doc.get("giver") != context.actor:
            doc["created_by"] = context.actor
    elif kind == "comment":
        doc.setdefault("author", context.actor)
        doc.setdefault("at", context.now)


def _place_columns(ws: Workspace, fields: Mapping[Key, dict[str, Any]], made: set[Key]) -> None:
    last = max((column.rank for column in ws.columns()), default=None)
    for key, doc in fields.items():
        if key[0] == "column" and key in made and doc.get("rank") is None:
            last = doc["rank"] = between(last, None)


def _place_cards(
    ws: Workspace, fields: Mapping[Key, dict[str, Any]], made: set[Key], columns: Columns, now: str,
    follow: dict[int, dict[str, Any]],
) -> None:  # fmt: skip
    coming: dict[str, list[int]] = {}
    for key, doc in fields.items():
        kind, id = key
        if kind != "card" or not isinstance(id, int) or (key not in made and "column" not in doc):
            continue
        column = doc.get("column")
        if not isinstance(column, str) or column not in columns:
            names = ", ".join(map(quoted, columns))
            refuse("bad_data", f"{name_of(*key)}, column: There is no column {quoted(column)}.", f"Columns: {names}.")
        old = Card(ws.doc(*key) or {})
        doc.update(entered_column_at=now, **progress(old.started_at, old.finished_at, _column(columns, column), now))
        if doc.get("rank") is None:
            coming.setdefault(column, []).append(id)
    for column, ids in coming.items():
        ranks, room = ranks_at(ws, column, sorted(ids), None, None, False)
        for id, rank in zip(sorted(ids), ranks, strict=True):
            fields["card", id]["rank"] = rank
        for change in room:
            follow.setdefault(int(change.id), {}).update(change.after or {})


def _restart_cards(
    ws: Workspace, fields: Mapping[Key, Mapping[str, Any]], columns: Columns, now: str,
    follow: dict[int, dict[str, Any]],
) -> None:  # fmt: skip
    changing = {id for (kind, id), doc in fields.items() if kind == "column" and "kind" in doc and ws.doc(kind, id)}
    if not changing:
        return
    for card in ws.cards():
        if card.column in changing and "column" not in fields.get(("card", card.id), {}):
            clocks = progress(card.started_at, card.finished_at, _column(columns, card.column), now)
            changed = {name: value for name, value in clocks.items() if card.doc.get(name) != value}
            if changed:
                follow.setdefault(card.id, {}).update(changed)


def _column(columns: Columns, key: str) -> Column:
    """A column as it will be; one whose kind is missing or strange is refused once it is checked."""
    return Column({"kind": None, **columns[key]})
