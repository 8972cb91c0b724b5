"""Taking in what an importer prepared: ids for placeholders, places for cards, all checked; all or nothing."""

from collections.abc import Mapping
from typing import Any

from tuiboard.domain import rank
from tuiboard.domain.changes import Change, Id, Told, created
from tuiboard.domain.commands import Context, Import
from tuiboard.domain.decide import checks
from tuiboard.domain.decide.decision import Decision
from tuiboard.domain.raid import RAID_KINDS
from tuiboard.domain.references import renumbered
from tuiboard.domain.refusal import Refused, refuse
from tuiboard.domain.shapes import is_id
from tuiboard.domain.workspace import NUMBERED, Workspace

Ids = dict[tuple[str, Id], Id]


def take_in(ws: Workspace, command: Import, context: Context) -> Decision:
    """Create what the import holds. References are checked against the board as it will be."""
    _check_keys(ws, command)
    ids = _ids(ws, command)
    changes = [_mapped(change, ids) for change in command.changes]
    told = tuple(Told(t.happened, t.who, t.action, _mapped(t.change, ids), t.source, t.why) for t in command.told)
    changes = _placed(ws, changes, context)
    after = ws.with_changes(changes)
    for change in changes:
        if change.before is None and change.kind in _CHECKS:
            _CHECKS[change.kind](after, change)
    return Decision("board.imported", tuple(changes), f"from {command.source}", (), told)


def _check_keys(ws: Workspace, command: Import) -> None:
    """Refuse what someone else made since the import was planned: a column, a person, the board itself."""
    for change in command.changes:
        if change.before is None and change.kind not in NUMBERED and ws.doc(change.kind, change.id) is not None:
            name = "a board here" if change.kind == "board" else f"a {change.kind} {checks.quoted(change.id)}"
            refuse("conflict", f"Meanwhile there is {name} already.", "Import again.")


def _ids(ws: Workspace, command: Import) -> Ids:
    """Give every placeholder its id: -1 first, after the ids that the import wants to keep."""
    wanted: dict[str, list[int]] = {}
    for change in command.changes:
        if change.before is None and change.kind in NUMBERED:
            wanted.setdefault(change.kind, []).append(int(change.id))
    ids: Ids = {}
    for kind, numbers in wanted.items():
        kept = [n for n in numbers if n > 0]
        for number in kept:
            if number < ws.next_id(kind):
                refuse(
                    "bad_data",
                    f"The import brings {kind} {number}, and that number is or was in use here.",
                    "Import into an empty board.",
                )
        free = max([ws.next_id(kind) - 1, *kept]) + 1
        for place, number in enumerate(sorted((n for n in numbers if n <= 0), reverse=True)):
            ids[kind, number] = free + place
    return ids


def _mapped(change: Change, ids: Ids) -> Change:
    id = ids.get((change.kind, change.id), change.id)
    return Change(
        change.kind, id, _mapped_fields(change.kind, change.before, ids), _mapped_fields(change.kind, change.after, ids)
    )


def _mapped_fields(kind: str, fields: Mapping[str, Any] | None, ids: Ids) -> Mapping[str, Any] | None:
    if fields is None:
        return None
    new = {**fields, **renumbered(fields, lambda named, id: ids.get((named, id), id))}
    if kind in NUMBERED and is_id(new.get("id")):
        new["id"] = ids.get((kind, new["id"]), new["id"])
    return new


def _placed(ws: Workspace, changes: list[Change], context: Context) -> list[Change]:
    """Give a rank to the columns and cards that came without one, after those that are there, in the order given."""
    made = list(changes)
    columns = [
        i for i, c in enumerate(made) if c.kind == "column" and c.before is None and not (c.after or {}).get("rank")
    ]
    low = max((c.rank for c in ws.columns()), default=None)
    for index, new_rank in zip(columns, rank.spread(len(columns), low, None), strict=True):
        made[index] = _with(made[index], {"rank": new_rank})
    waiting: dict[str, list[int]] = {}
    for index, change in enumerate(made):
        if change.kind == "card" and change.before is None and not (change.after or {}).get("rank"):
            waiting.setdefault(str((change.after or {}).get("column")), []).append(index)
    for key, indexes in waiting.items():
        taken = [r for r, _ in ws.ranked(key)]
        taken += [(c.after or {})["rank"] for c in made if c.kind == "card" and c.before is None
                  and (c.after or {}).get("column") == key and (c.after or {}).get("rank")]  # fmt: skip
        for index, new_rank in zip(indexes, rank.spread(len(indexes), max(taken, default=None), None), strict=True):
            made[index] = _with(made[index], {"rank": new_rank})
    return [_stamped(change, context) if change.before is None else change for change in made]


def _with(change: Change, fields: Mapping[str, Any]) -> Change:
    return Change(change.kind, change.id, change.before, {**(change.after or {}), **fields})


def _stamped(change: Change, context: Context) -> Change:
    """A created entity carries its own id, and a card the instants that nothing can do without."""
    doc = dict(change.after or {})
    if change.kind in NUMBERED:
        doc["id"] = change.id
    if change.kind == "card":
        doc.setdefault("created_at", context.now)
        doc.setdefault("created_by", context.actor)
        doc.setdefault("entered_column_at", doc["created_at"])
    return created(change.kind, change.id, doc)


def _check_card(after: Workspace, change: Change) -> None:
    doc = change.after or {}
    checks.card_fields(
        after, int(change.id), {name: doc.get(name) for name in checks.CARD_FIELDS if name == "title" or name in doc}
    )
    if after.column(str(doc.get("column"))) is None:
        refuse(
            "bad_data",
            f"Card {change.id} is in a column that the import doesn't bring: {checks.quoted(doc.get('column'))}.",
        )
    if not rank.is_rank(doc.get("rank")):
        refuse("bad_data", f"Card {change.id} has a rank that can't be used: {checks.quoted(doc.get('rank'))}.")


def _check_document(after: Workspace, change: Change) -> None:
    """Check every field of a risk, a decision and the like by what it must be on the board as it will be."""
    from tuiboard.domain.decide import documents, risk_checks  # late: most imports hold cards only

    checked = documents.checked(after, change.kind, change.id, change.after or {})
    if change.kind == "risk":
        try:
            risk_checks.fits_kind(checked.get("kind") or "threat", checked.get("strategy") or ())
        except Refused as refused:
            words = f"{documents.name_of(change.kind, change.id)}: {refused.refusal.message}"
            refuse("bad_data", words, refused.refusal.hint)


_CHECKS = {
    "card": _check_card,
    **dict.fromkeys(("board", "risk", *RAID_KINDS, "handoff", "promise"), _check_document),
}
