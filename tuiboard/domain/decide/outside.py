"""Taking in what another program changed in the board's file: every value checked, all or nothing, as one entry."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from tuiboard.domain import merging
from tuiboard.domain.board import Card
from tuiboard.domain.changes import Change, Id, created
from tuiboard.domain.commands import EXTERNAL_EDIT, Context, TakeInEdit
from tuiboard.domain.decide import checks, columns, documents
from tuiboard.domain.decide.arriving import placed
from tuiboard.domain.decide.checks import quoted
from tuiboard.domain.decide.decision import Decision
from tuiboard.domain.decide.documents import KEPT, name_of
from tuiboard.domain.decide.placing import check_limit, start_warnings
from tuiboard.domain.rank import is_rank
from tuiboard.domain.references import dangling
from tuiboard.domain.refusal import Refusal, Refused, refuse
from tuiboard.domain.text import one_line
from tuiboard.domain.workspace import NUMBERED, Workspace

MOST_TOLD = 5
"""Values that can't be, of which each is told."""

_CLOCKS = ("entered_column_at", "started_at", "finished_at")
_INSTANTS = frozenset({
    *_CLOCKS, "created_at", "created_by", "offered_at", "answered_at", "declared_at", "settled_at",
})  # fmt: skip
"""What a new document doesn't bring: who made it when, and what has not happened yet."""


class Clash(NamedTuple):
    """A field that the file and the board both set otherwise since `was`, or with an empty `field` a whole entity that
    one removed and the other changed. None stands for absent."""

    kind: str
    id: Id
    field: str
    was: Any
    file: Any
    board: Any


def sifted(ws: Workspace, changes: Iterable[Change]) -> tuple[list[Change], list[Clash]]:
    """Return what of the changes the board does not have yet, leading on from `ws`, and what clashes with it.

    Lists (tags, people, links, checklists) that both changed are merged item by item.
    """
    fresh: list[Change] = []
    clashes: list[Clash] = []
    for change in changes:
        doc = ws.doc(change.kind, change.id)
        if change.after is None:
            if doc is not None and doc == change.before:
                fresh.append(change)
            elif doc is not None:
                clashes.append(Clash(change.kind, change.id, "", change.before, None, doc))
        elif change.before is None and (doc is None or change.kind in NUMBERED):
            if doc is None or not _is_there(change.kind, change.after, doc):
                fresh.append(change)
        elif doc is None:
            clashes.append(Clash(change.kind, change.id, "", change.before, change.after, None))
        else:
            _sift(change, doc, fresh, clashes)
    return fresh, clashes


def _sift(change: Change, doc: Mapping[str, Any], fresh: list[Change], clashes: list[Clash]) -> None:
    """Sort the fields of one entity that is there."""
    kind, id, before, after = change
    wanted: dict[str, Any] = {}
    for name, file in (after or {}).items():
        was, board = (before or {}).get(name), doc.get(name)
        if before is None and name in KEPT.get(kind, ()):
            continue
        value = merging.merged(was, file, board) if documents.is_known(kind, name) else _exactly(was, file, board)
        if value is merging.CLASH:
            clashes.append(Clash(kind, id, name, was, file, board))
        elif value != board and (value is not None or merging.given(board) is not None):
            wanted[name] = value
    if wanted:
        fresh.append(Change(kind, id, {name: doc.get(name) for name in wanted}, wanted))


def _exactly(was: Any, file: Any, board: Any) -> Any:
    """The value that stands of a field that nothing is known about: an empty list there is not an absent one."""
    if file in (was, board):
        return board
    return file if board == was else merging.CLASH


def take_in(ws: Workspace, command: TakeInEdit, context: Context) -> Decision:
    """Take an edit in; what does not pass is refused, naming the entity and the field."""
    _check_numbers(ws, command.changes)
    fresh, clashes = sifted(ws, command.changes)
    if clashes and not command.standing:
        refuse("conflict", f"{command.source} and the board have changed the same since: {_list(clashes)}.",
               "Choose which stands.", {"clashes": [clash._asdict() for clash in clashes]})  # fmt: skip
    if command.standing == "file":
        fresh = _joined([*fresh, *(_chosen(clash) for clash in clashes)])
    warnings: list[str] = []
    wanted = [_without_clocks(change, warnings) for change in fresh]
    changes = placed(ws, wanted, context)
    _check_places(ws, changes)
    after = ws.with_changes(changes)
    changes = _all_checked(after, changes)
    after = ws.with_changes(changes)
    _check_whole(after, changes)
    warnings += _warnings(ws, after, changes, command.reason)
    why = f"{command.source} was changed outside"
    reason = one_line(command.reason or "")
    return Decision(EXTERNAL_EDIT, tuple(changes), f"{why}: {reason}" if reason else why, tuple(warnings))


def _list(clashes: Sequence[Clash]) -> str:
    named = [f"{clash.field or 'all'} of {name_of(clash.kind, clash.id)}" for clash in clashes[:5]]
    return ", ".join(named) + (f" and {len(clashes) - 5} more" if len(clashes) > 5 else "")


def _chosen(clash: Clash) -> Change:
    """The change that makes of the board what the file has."""
    if clash.field:
        return Change(clash.kind, clash.id, {clash.field: clash.board}, {clash.field: clash.file})
    if clash.file is not None:
        refuse(
            "rule", f"{name_of(clash.kind, clash.id)} is gone from the board, so the file's changes to it can't stand.",
            "Let the board's side stand, and add it anew.",
        )  # fmt: skip
    return Change(clash.kind, clash.id, clash.board, None)


def _joined(changes: Iterable[Change]) -> list[Change]:
    """One change an entity: an undo looks at each as it was left."""
    found: dict[tuple[str, Id], Change] = {}
    for change in changes:
        other = found.get((change.kind, change.id))
        if other is not None:
            before = {**(other.before or {}), **(change.before or {})}
            change = change._replace(before=before, after={**(other.after or {}), **(change.after or {})})
        found[change.kind, change.id] = change
    return list(found.values())


def _check_numbers(ws: Workspace, changes: Iterable[Change]) -> None:
    """New numbers follow on the last one given out: they are never used again, and none is left out."""
    following: dict[str, int] = {}
    for change in changes:
        kind, id = change.kind, change.id
        if kind not in NUMBERED:
            continue
        if type(id) is not int:
            refuse("bad_data", f"{name_of(kind, id)}, id: it must be a whole number.")
        doc = change.after or {}
        if change.before is None and doc.get("id") not in (None, id):
            refuse("bad_data", f"{name_of(kind, id)}, id: the document says {quoted(doc['id'])}.")
        own = ws.doc(kind, id)
        if change.before is not None or (own is not None and _is_there(kind, doc, own)):
            continue
        free = following.get(kind, ws.next_id(kind))
        if id != free:
            used = "is or was in use" if id < free else "is out of order"
            refuse("bad_data", f"{name_of(kind, id)}, id: that number {used}.", f"The next free one is {free}.")
        following[kind] = free + 1


def _is_there(kind: str, doc: Mapping[str, Any], own: Mapping[str, Any]) -> bool:
    """True where the board's own document is what was taken in of `doc`: it has its place and instants from there."""
    kept = {"id", "rank", "created_at", "created_by", *(_CLOCKS if kind == "card" else ())}
    return all(own.get(name) == value for name, value in doc.items() if name not in kept)


def _without_clocks(change: Change, warnings: list[str]) -> Change:
    """Who did what when is for the program to say; a script that moves a card may have guessed it."""
    kind, id, before, after = change
    kept = KEPT.get(kind, frozenset())
    if after is None:
        return change
    mine = sorted(name for name in kept & after.keys())
    if before is None:
        told = set(mine) & _INSTANTS
        if kind == "comment":
            told &= {"created_at", "created_by"}
    elif kind == "card" and "column" in after and set(mine) <= set(_CLOCKS):
        told = set(mine)
    elif mine:
        refuse("bad_data", f"{name_of(kind, id)}, {mine[0]}: that is kept by tuiboard and can't be set from outside.",
               "Leave it as it was.")  # fmt: skip
    else:
        return change
    if told:
        warnings.append(
            f"{name_of(kind, id)}: {', '.join(sorted(told))} say when it was taken in, not what the file says."
        )
    rest = {name: value for name, value in after.items() if name not in told}
    return Change(kind, id, before and {name: before[name] for name in rest}, rest)


def _check_places(ws: Workspace, changes: Iterable[Change]) -> None:
    """What the state itself is ordered by must be right before anything can be looked at as it will be."""
    for kind, id, _, after in changes:
        if kind in ("card", "column") and after is not None and "rank" in after and not is_rank(after["rank"]):
            refuse("bad_data", f"{name_of(kind, id)}, rank: {quoted(after['rank'])} is not a rank.",
                   "Leave it out to put it at the end.")  # fmt: skip
        if kind == "column" and after is not None and not isinstance(after.get("name", ""), str):
            refuse("bad_data", f"{name_of(kind, id)}, name: it must be text, not {quoted(after['name'])}.")
        if kind == "card" and after is not None:
            archived = after.get("archived")
            if archived is not None and not isinstance(archived, bool):
                refuse("bad_data", f"{name_of(kind, id)}, archived: it must be true or false, not {quoted(archived)}.")


_NEEDED = {
    "card": ("title", "column", "rank"), "column": ("key", "name", "kind", "rank"), "person": ("handle",),
    "project": ("key",), "milestone": ("title",), "comment": ("on", "author", "at", "text"),
    "handoff": ("on", "giver", "receiver", "state"),
    "promise": ("on", "performer", "customer", "due", "state"),
}  # fmt: skip


def _all_checked(after: Workspace, changes: Iterable[Change]) -> list[Change]:
    """The changes with their values as they are stored. Raises Refused, which says all that is wrong."""
    made: list[Change] = []
    wrong: list[Refusal] = []
    for change in changes:
        try:
            checked = _checked(after, change)
        except Refused as refused:
            wrong.append(refused.refusal)
        else:
            made += [] if checked is None else [checked]
    if len(wrong) == 1:
        raise Refused(wrong[0])
    if wrong:
        more = f" And {len(wrong) - MOST_TOLD:,} more." if len(wrong) > MOST_TOLD else ""
        message = " ".join(refusal.message for refusal in wrong[:MOST_TOLD]) + more
        refuse(wrong[0].code, message, "Correct that in the file, or leave the edit out.", wrong[0].details)
    return made


def _checked(after: Workspace, change: Change) -> Change | None:
    """The change with its values as they are stored; None where nothing of it is left."""
    kind, id, before, fields = change
    if fields is None:
        return change
    if before is None:
        fields = {**dict.fromkeys(_NEEDED.get(kind, ())), **fields}
        return created(kind, id, documents.checked(after, kind, id, fields))
    made = documents.checked(after, kind, id, fields, before)
    kept = {name: value for name, value in made.items() if before.get(name) != value}
    return Change(kind, id, {name: before.get(name) for name in kept}, kept) if kept else None


_STATED = frozenset({"state", "acceptance", "close_reason", "occurred"})
"""Fields of a risk that belong together."""


def _check_whole(after: Workspace, changes: Sequence[Change]) -> None:
    """Nothing refers to what is gone, no two columns have one name, and there is a column."""
    if not after.columns():
        refuse("rule", "The file has no column left.", "A board needs at least one.")
    for change in changes:
        if change.kind == "column" and change.after is not None:
            columns.check_name(after, str(change.id), str(change.after.get("name", "")))
        if change.kind == "risk" and change.after is not None and _STATED & change.after.keys():
            documents.check_state(after, change.id)
        if change.before is None and change.after is not None and change.kind in _BEGINNINGS:
            _check_beginning(change)
    _check_offers(after, changes)
    gone = {(c.kind, c.id) for c in changes if c.after is None}
    for found in dangling(after) if gone else ():
        if (found.named_kind, found.named) in gone:
            what, holder = name_of(found.named_kind, found.named), name_of(found.kind, found.id)
            refuse("rule", f"{what} is gone from the file, but {holder} refers to it.",
                   "Take that out too, or leave it there.")  # fmt: skip


_BEGINNINGS = {"handoff": "offered", "promise": "requested"}
"""The state of what is still to be answered by the other one."""


def _check_beginning(change: Change) -> None:
    """Nobody's word is given from outside: what is new there is offered or asked for."""
    state, wanted = (change.after or {}).get("state"), _BEGINNINGS[change.kind]
    if state != wanted:
        refuse("rule", f"{name_of(change.kind, change.id)}, state: it is {wanted} until it is answered on the board, "
               f"not {quoted(state)}.", f"Write {quoted(wanted)}.")  # fmt: skip


def _check_offers(after: Workspace, changes: Sequence[Change]) -> None:
    """What is offered is the giver's, and offered once."""
    made = [change for change in changes if change.kind == "handoff" and change.before is None]
    if made:
        from tuiboard.domain.decide import handoffs  # late: rare

        for found in handoffs.reopened(after, made):
            refuse("rule", f"{name_of(found.kind, found.id)} {found.reason}, so it can't be offered from outside too.",
                   "Take the hand-off out of the file.")  # fmt: skip


def _warnings(ws: Workspace, after: Workspace, changes: Iterable[Change], reason: str | None) -> Iterator[str]:
    """What a person who did the same on the board would be told; a hard limit refuses here as there."""
    for column in after.columns():
        yield from check_limit(ws, column, after.count(column.key) - ws.count(column.key), reason)
    for change in changes:
        if change.kind == "card" and change.after is not None and "column" in change.after:
            card = checks.some_card(after, int(change.id))
            column_now = after.column(card.column)
            was = ws.card(card.id) or Card({**card.doc, "column": ""})
            if column_now is not None:
                moved = Card({**card.doc, "column": was.column})
                yield from start_warnings(after, moved, column_now)
