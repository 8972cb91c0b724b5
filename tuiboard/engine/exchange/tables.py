"""Every table of a board as rows for a spreadsheet: what a CSV file and a sheet of a workbook hold alike.

Values are texts, numbers, dates and instants as they are stored; how each is written is a matter of the format. The log
is no table of the board but a reading of its entries: see `tuiboard.view.sharing`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from tuiboard.domain import shapes
from tuiboard.domain.board import Comment
from tuiboard.domain.changes import Id
from tuiboard.domain.names import LETTERS
from tuiboard.domain.workspace import Workspace

CARD_TABLES = ("cards", "comments", "handoffs", "promises")
"""Tables of cards and of what is on them; a filter of cards chooses among their rows."""
RAID_TABLES = {"decisions": "decision", "assumptions": "assumption", "issues": "issue", "lessons": "lesson"}
TABLES = (
    "cards",
    "columns",
    "projects",
    "milestones",
    "people",
    "risks",
    *RAID_TABLES,
    "handoffs",
    "promises",
    "comments",
)
"""What a board has, by name."""
_NOT_OF = {
    "decision": {"kind", "settled_on", "note", "cause"},
    "assumption": {"kind", "cause", "decision", "context", "options", "consequences", "supersedes", "superseded_by"},
    "issue": {"kind", "cause", "decision", "context", "options", "consequences", "supersedes", "superseded_by"},
    "lesson": {"kind", "due", "decision", "context", "options", "consequences", "supersedes", "superseded_by"},
}
"""Columns of decisions, assumptions, issues and lessons that a kind has nothing for."""

Rows = Sequence[Sequence[object]]
_Reads = Mapping[str, Callable[[Any], object]]
_Cards = frozenset[int] | None


class Table(NamedTuple):
    """A table by its name, with what heads its columns; each row has as many values as there are heads."""

    name: str
    heads: Sequence[str]
    rows: Rows


def table(ws: Workspace, name: str, chosen: Sequence[int] | None = None) -> Table:
    """Return one of TABLES whole, or the rows that are `chosen`: the ids of cards for CARD_TABLES, else of what the
    table holds; columns, projects, milestones and people are always whole."""
    if name == "cards":
        from tuiboard.engine.exchange.csv_export import FIELDS, some_cards

        return _read(name, FIELDS, some_cards(ws, chosen))
    if name == "risks":
        from tuiboard.engine.exchange import risk_export

        return Table(name, *risk_export.table(ws, [risk.id for risk in ws.risks()] if chosen is None else chosen))
    if name in RAID_TABLES:
        return _raid(ws, name, chosen)
    if name in _ON_CARDS:
        return _ON_CARDS[name](ws, None if chosen is None else frozenset(chosen))
    return _READERS[name](ws)


def _read(name: str, reads: _Reads, found: Sequence[object]) -> Table:
    return Table(name, tuple(reads), [[read(item) for read in reads.values()] for item in found])


def _yes(value: bool) -> str:
    return "yes" if value else ""


def _columns(ws: Workspace) -> Table:
    counts = {column.key: ws.count(column.key) for column in ws.columns()}
    reads: _Reads = {
        "key": lambda column: column.key,
        "name": lambda column: column.name,
        "kind": lambda column: column.does,
        "cards": lambda column: counts[column.key],
        "wip_limit": lambda column: column.wip_limit,
        "wip_hard": lambda column: _yes(column.wip_hard),
        "stale_after_days": lambda column: column.stale_after_days,
        "policy": lambda column: column.policy,
    }
    return _read("columns", reads, ws.columns())


class _Progress:
    """How many cards a project or a milestone has, and how many of them are done; archived ones count for nothing, as
    everywhere."""

    def __init__(self, ws: Workspace, field: str) -> None:
        self._cards: dict[object, int] = {}
        self._done: dict[object, int] = {}
        for card in ws.cards():
            if not card.archived:
                of = getattr(card, field)
                self._cards[of] = self._cards.get(of, 0) + 1
                self._done[of] = self._done.get(of, 0) + ws.is_done(card)

    def reads(self, id: Callable[[Any], object]) -> _Reads:
        return {
            "cards": lambda item: self._cards.get(id(item), 0),
            "cards_done": lambda item: self._done.get(id(item), 0),
        }


def _projects(ws: Workspace) -> Table:
    from tuiboard.domain.rag import DIMENSIONS
    from tuiboard.engine.tolerances import format_tolerance

    def tolerance(name: str) -> Callable[[Any], object]:
        return lambda project: format_tolerance(name, shapes.mapping(project.doc.get("tolerances")).get(name))

    def override(name: str) -> Callable[[Any], object]:
        return lambda project: shapes.text(shapes.mapping(project.doc.get("override")).get(name))

    reads: _Reads = {
        "key": lambda project: project.key,
        "name": lambda project: project.name,
        "sponsor": lambda project: project.sponsor,
        "deadline": lambda project: project.deadline,
        **_Progress(ws, "project").reads(lambda project: project.key),
        **{f"tolerance_{name}": tolerance(name) for name in DIMENSIONS},
        **{f"override_{name}": override(name) for name in ("rag", "reason", "by", "until")},
    }
    return _read("projects", reads, ws.projects())


def _milestones(ws: Workspace) -> Table:
    reads: _Reads = {
        "id": lambda milestone: f"M{milestone.id}",
        "title": lambda milestone: milestone.title,
        "due": lambda milestone: milestone.due,
        "project": lambda milestone: milestone.project,
        **_Progress(ws, "milestone").reads(lambda milestone: milestone.id),
    }
    return _read("milestones", reads, ws.milestones())


def _people(ws: Workspace) -> Table:
    from tuiboard.domain.spans import format_spans

    reads: _Reads = {
        "handle": lambda person: person.handle,
        "name": lambda person: person.name,
        "role": lambda person: person.role,
        "login": lambda person: person.login,
        "hours_per_week": lambda person: person.hours_per_week,
        "off": lambda person: format_spans(person.off),
        "active": lambda person: _yes(person.active),
    }
    return _read("people", reads, ws.people())


_READERS = {"columns": _columns, "projects": _projects, "milestones": _milestones, "people": _people}


def _raid(ws: Workspace, name: str, chosen: Sequence[int] | None) -> Table:
    from tuiboard.domain.raid import raid_items
    from tuiboard.engine.exchange.raid_export import FIELDS

    kind = RAID_TABLES[name]
    items = {item.id: item for item in raid_items(ws, (kind,))}
    found = list(items.values()) if chosen is None else [items[id] for id in chosen if id in items]
    return _read(name, {head: read for head, read in FIELDS.items() if head not in _NOT_OF[kind]}, found)


_COMMENT: _Reads = {
    "id": lambda comment: comment.id,
    "on": lambda comment: _key_of(comment.on),
    "at": lambda comment: comment.at,
    "author": lambda comment: comment.author,
    "text": lambda comment: comment.text,
}


def _comments(ws: Workspace, cards: _Cards) -> Table:
    found = [Comment({**doc, "id": id}) for id, doc in sorted(ws.table("comment").items())]
    return _read("comments", _COMMENT, [comment for comment in found if _is_on(comment.on, cards)])


def _handoffs(ws: Workspace, cards: _Cards) -> Table:
    from tuiboard.domain.handoffs import handoffs

    reads: _Reads = {
        "id": lambda handoff: handoff.key,
        "on": lambda handoff: _key_of(handoff.on),
        "giver": lambda handoff: handoff.giver,
        "receiver": lambda handoff: handoff.receiver,
        "state": lambda handoff: handoff.state,
        "note": lambda handoff: handoff.note,
        "answer_by": lambda handoff: handoff.answer_by,
        "offered_at": lambda handoff: handoff.offered_at,
        "answered_at": lambda handoff: handoff.answered_at,
        "reason": lambda handoff: handoff.reason,
    }
    return _read("handoffs", reads, [found for found in handoffs(ws) if _is_on(found.on, cards)])


def _promises(ws: Workspace, cards: _Cards) -> Table:
    from tuiboard.domain.promises import promises

    reads: _Reads = {
        "id": lambda promise: promise.key,
        "card": lambda promise: promise.card,
        "performer": lambda promise: promise.performer,
        "customer": lambda promise: promise.customer,
        "conditions": lambda promise: promise.conditions,
        "due": lambda promise: promise.due,
        "state": lambda promise: promise.state,
        "reason": lambda promise: promise.reason,
        "note": lambda promise: promise.note,
        "created_at": lambda promise: promise.created_at,
        "created_by": lambda promise: promise.created_by,
        "declared_at": lambda promise: promise.declared_at,
        "settled_at": lambda promise: promise.settled_at,
        "renews": lambda promise: "" if promise.renews is None else f"P{promise.renews}",
    }
    found = [promise for promise in promises(ws) if _is_on(("card", promise.card or 0), cards)]
    return _read("promises", reads, found)


_ON_CARDS = {"comments": _comments, "handoffs": _handoffs, "promises": _promises}


def _is_on(on: tuple[str, Id], cards: _Cards) -> bool:
    return cards is None or (on[0] == "card" and on[1] in cards)


def _key_of(on: tuple[str, Id]) -> str:
    """What something is on, as it is shown: `12`, `R3`."""
    return f"{LETTERS.get(on[0], '')}{on[1]}" if on[0] else ""


TIME_HEADS = frozenset({"start", "due", "deadline", "at", "noted", "last_review", "next_review", "proximity_from",
                        "proximity_to", "acceptance_expires", "answer_by"})  # fmt: skip
_TIME_ENDS = ("_at", "_on", "_until", "_since")


def holds_times(head: str) -> bool:
    """True for a column whose values are dates or instants."""
    return head in TIME_HEADS or head.endswith(_TIME_ENDS)


def is_time(value: object) -> bool:
    """True for a date or an instant as it is stored."""
    return shapes.day(value) is not None or bool(shapes.instant(value))


def every_table(ws: Workspace, cards: Sequence[int] | None = None) -> Iterator[Table]:
    """Yield all of TABLES; with `cards` only CARD_TABLES, with the rows of these cards."""
    for name in TABLES if cards is None else CARD_TABLES:
        yield table(ws, name, cards)
