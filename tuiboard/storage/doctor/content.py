"""The doctor's look at what a board says: names of nothing, circles, values that can't be, unknown fields."""

from collections.abc import Iterator
from itertools import islice

from tuiboard.domain.changes import Id
from tuiboard.domain.names import LETTERS, is_handle
from tuiboard.domain.raid import RAID_KINDS
from tuiboard.domain.references import Dangling, cycles, dangling
from tuiboard.domain.refusal import Refused
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import NUMBERED, Table, Workspace
from tuiboard.engine.exchange.board_docs import FIELDS, NEEDED
from tuiboard.engine.ports import Finding
from tuiboard.storage.doctor.case import Findings, counted

MOST = 20
"""Findings of one kind that are told one by one."""

_LISTS = frozenset({"depends_on", "responsible", "consulted", "informed"})


def content(ws: Workspace, is_whole: bool = True) -> Findings:
    """What is wrong with a state; of one that is not the whole board, nothing is said to be well."""
    found = False
    for findings in (_names(ws), _circles(ws), _values(ws)):
        for finding in _cut(findings):
            found = found or finding.level != "note"
            yield finding
    if not found and is_whole:
        cards, comments = len(ws.table("card")), len(ws.table("comment"))
        message = f"{counted(cards, 'card')} and {counted(comments, 'comment')}: every name leads somewhere."
        yield Finding("content", "ok", message)
    yield from _unknown(ws)


def _cut(findings: Iterator[Finding]) -> Findings:
    first = list(islice(findings, MOST))
    yield from first
    more = sum(1 for _ in findings)
    if more:
        yield first[-1]._replace(message=f"… and {more:,} more like that.", cure="")


def _called(kind: str, id: Id) -> str:
    return f"{kind} {LETTERS.get(kind, '')}{visible(id, 40)}"


def _names(ws: Workspace) -> Findings:
    for found in dangling(ws):
        message = (
            f"{_called(found.kind, found.id)}: {found.field} names {_called(found.named_kind, found.named)}, "
            "which does not exist."
        )
        level = "note" if found.kind == "comment" or _cure(found) == _HARMLESS else "warning"
        yield Finding("dangling", level, message[:1].upper() + message[1:], _cure(found))  # type: ignore[arg-type]


_HARMLESS = "It is shown as it is and does no harm."


def _cure(found: Dangling) -> str:
    if found.kind == "comment":
        return "It is shown nowhere and does no harm."
    if found.kind == "promise" or found.field in ("issue", "supersedes", "follows", "followed_by"):
        return _HARMLESS
    if found.kind in RAID_KINDS:
        key = f"{LETTERS[found.kind]}{found.id}"
        value = "=" if found.field == "owner" else f"-={LETTERS.get(found.named_kind, '')}{visible(found.named, 40)}"
        return f"`tuiboard {found.kind} edit {key} {found.field}{value}`"
    if found.field == "actions":
        return f"`tuiboard risk unlink R{found.id} {visible(found.named, 40)}`"
    if found.kind == "risk":
        return f"`tuiboard risk edit R{found.id} {found.field}=`"
    if found.kind == "milestone":
        return f"`tuiboard milestone edit M{found.id} {found.field}=`"
    if found.field == "column":
        return f"`tuiboard move {found.id} COLUMN`"
    value = f"-={visible(found.named, 40)}" if found.field in _LISTS else "="
    return f"`tuiboard edit {found.id} {found.field}{value}`"


def _circles(ws: Workspace) -> Findings:
    for circle in cycles(ws, "risk"):
        names = " is caused by ".join(f"R{id}" for id in circle[:10]) + (" …" if len(circle) > 10 else "")
        yield Finding("cycle", "warning", f"Risks cause each other in a circle: {names}.",
                      f"`tuiboard risk edit R{circle[0]} caused_by-=R{circle[1]}`")  # fmt: skip
    for circle in cycles(ws):
        names = " needs ".join(map(str, circle[:10])) + (" …" if len(circle) > 10 else "")
        yield Finding("cycle", "warning", f"Cards wait for each other in a circle: {names}.",
                      f"`tuiboard edit {circle[0]} depends_on-={circle[1]}`")  # fmt: skip


def _values(ws: Workspace) -> Findings:
    """Fields that are missing or hold what they must not: any view may fail at such a card."""
    for kind, checks in FIELDS.items():
        needed = (*NEEDED.get(kind, ()), *(("rank",) if kind in ("card", "column") else ()))
        for id, doc in ws.table(kind).items():
            missing = [field for field in needed if doc.get(field) is None]
            if missing:
                message = f"{_called(kind, id)} has no {' and no '.join(missing)}."
                yield Finding("missing", "warning", message[:1].upper() + message[1:], _set(kind, id, missing[0]))
            for field, value in doc.items():
                check = checks.get(field)
                if check is not None and value is not None:
                    try:
                        check(value)
                    except Refused as refused:
                        message = f"{_called(kind, id)}: {field}: {refused.refusal.message}"
                        yield Finding("value", "warning", message[:1].upper() + message[1:], _set(kind, id, field))


def _set(kind: str, id: Id, field: str) -> str:
    if kind == "card" and field == "rank":
        return f"`tuiboard move {id} COLUMN` gives it a new one."
    if kind == "card" and type(id) is int:
        return f"`tuiboard edit {id} {field}=…`"
    if kind == "risk" and type(id) is int and field in ("current", "inherent", "target"):
        return f"`tuiboard risk score R{id} {field} none`"
    if kind == "decision":
        return "A decision is never edited: one that supersedes it says it anew."
    if (kind == "risk" or kind in RAID_KINDS) and type(id) is int:
        return f"`tuiboard {kind} edit {LETTERS[kind]}{id} {field}=…`"
    if kind == "person" and is_handle(str(id)):
        return f"`tuiboard person edit {id} {field}=…`"
    return "Set it anew."


def _unknown(ws: Workspace) -> Findings:
    kinds = sorted(kind for kind, table in ws.tables.items() if table and kind not in FIELDS)
    if kinds:
        names = ", ".join(visible(kind, 40) for kind in kinds[:MOST])
        yield Finding("unknown_kind", "note", f"This version does not know what these are: {names}.",
                      "They are kept as they are.")  # fmt: skip
    for kind, checks in FIELDS.items():
        fields = sorted(_strange(ws.table(kind), checks.keys() | ({"id"} if kind in NUMBERED else set())))
        if fields:
            names = ", ".join(visible(field, 40) for field in fields[:MOST])
            yield Finding("unknown_field", "note", f"This version does not know these fields of a {kind}: {names}.",
                          "They are kept as they are.")  # fmt: skip


def _strange(table: Table, known: set[str]) -> set[str]:
    return {field for doc in table.values() for field in doc if field not in known}
