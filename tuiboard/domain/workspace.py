"""The state of one board: all entities after the entries applied so far. Immutable from outside."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tuiboard.domain import shapes
from tuiboard.domain.board import Board, Card, Column, Comment, Milestone, Person, Project
from tuiboard.domain.changes import Change, Doc, Entry, Id, merged
from tuiboard.domain.shelves import Shelves

if TYPE_CHECKING:
    from tuiboard.domain.risks import Risk

Table = Mapping[Id, Doc]
NO_TABLE: Table = {}
NUMBERED = frozenset(
    {"card", "comment", "milestone", "risk", "handoff", "promise", "decision", "assumption", "issue", "lesson"}
)
"""Kinds whose ids are small integers, given out in order and never reused. The others have a key."""


LARGE = 20_000
"""Documents above which a table is kept on shelves: copying 20,000 takes 0.2 ms, putting them on shelves 4 ms."""


class Inconsistent(Exception):
    """An entry does not fit the state it is applied to: the journal and the checkpoint disagree."""


class Workspace:
    """Every entity of a board at one sequence number.

    `apply` returns a new workspace that shares the untouched tables. Kinds that this version does not know are
    carried along.
    """

    __slots__ = ("_children", "_columns", "_comments", "_order", "_risks", "next_ids", "seq", "tables")

    def __init__(
        self, tables: Mapping[str, Table] | None = None, seq: int = 0, next_ids: Mapping[str, int] | None = None
    ) -> None:
        self.tables: Mapping[str, Table] = tables or {}
        self.seq = seq
        self.next_ids: Mapping[str, int] = next_ids or {}
        self._order: dict[str, list[tuple[str, int]]] = {}
        self._columns: tuple[Column, ...] | None = None
        self._comments: dict[tuple[str, Id], list[int]] | None = None
        self._children: dict[int, list[int]] | None = None
        self._risks: dict[int, list[int]] | None = None

    # Entities

    def table(self, kind: str) -> Table:
        """All documents of a kind, by id."""
        return self.tables.get(kind, NO_TABLE)

    def doc(self, kind: str, id: Id) -> Doc | None:
        """The document of one entity, or None."""
        return self.table(kind).get(id)

    def next_id(self, kind: str) -> int:
        """The id that the next entity of a numbered kind gets."""
        return self.next_ids.get(kind, 1)

    @property
    def board(self) -> Board:
        """The board's name and settings."""
        return Board(self.doc("board", "board") or {})

    def card(self, id: int) -> Card | None:
        """One card, archived or not."""
        doc = self.table("card").get(id)
        return None if doc is None else Card(doc)

    def cards(self) -> Iterator[Card]:
        """All cards, archived ones too, in no promised order."""
        return map(Card, self.table("card").values())

    def columns(self) -> tuple[Column, ...]:
        """The columns from left to right."""
        if self._columns is None:
            found = map(Column, self.table("column").values())
            self._columns = tuple(sorted(found, key=lambda column: (column.rank, column.key)))
        return self._columns

    def column(self, key: str) -> Column | None:
        """One column by its exact key."""
        doc = self.doc("column", key)
        return None if doc is None else Column(doc)

    def people(self) -> list[Person]:
        """Everyone, by handle."""
        return sorted(map(Person, self.table("person").values()), key=lambda person: person.handle)

    def person(self, handle: str) -> Person | None:
        """One person by exact handle."""
        doc = self.doc("person", handle)
        return None if doc is None else Person(doc)

    def person_by_login(self, login: str) -> Person | None:
        """The active person with that operating-system user; a handle that equals the login serves too."""
        for doc in self.table("person").values():
            if doc.get("login") == login and doc.get("active", True):
                return Person(doc)
        found = self.person(login)
        return found if found is not None and found.login is None else None

    def projects(self) -> list[Project]:
        """All projects, by key."""
        return sorted(map(Project, self.table("project").values()), key=lambda project: project.key)

    def project(self, key: str) -> Project | None:
        """One project by exact key."""
        doc = self.doc("project", key)
        return None if doc is None else Project(doc)

    def milestones(self) -> list[Milestone]:
        """All milestones, by id."""
        return [Milestone(doc) for _, doc in sorted(self.table("milestone").items())]

    def milestone(self, id: int) -> Milestone | None:
        """One milestone."""
        doc = self.doc("milestone", id)
        return None if doc is None else Milestone(doc)

    def risk(self, id: int) -> "Risk | None":
        """One risk."""
        from tuiboard.domain.risks import Risk  # late: not every command needs them

        doc = self.table("risk").get(id)
        return None if doc is None else Risk(_numbered(doc, id))

    def risks(self) -> "list[Risk]":
        """All risks, by id."""
        from tuiboard.domain.risks import Risk

        return [Risk(_numbered(doc, id)) for id, doc in sorted(self.table("risk").items())]

    # Readings that are kept up to date

    def ranked(self, column: str) -> list[tuple[str, int]]:
        """(rank, id) of the unarchived cards of a column, top first. Not to be changed by the caller."""
        found = self._order.get(column)
        if found is None:
            table = self.table("card")
            found = [
                (doc["rank"], int(id))
                for id, doc in table.items()
                if doc["column"] == column and not doc.get("archived")
            ]
            found.sort()
            self._order[column] = found
        return found

    def rank_all(self) -> None:
        """Order every column in one pass over the cards: cheaper than one after the other where all are shown."""
        if self._order:
            return
        order: dict[str, list[tuple[str, int]]] = {key: [] for key in map(str, self.table("column"))}
        for id, doc in self.table("card").items():
            if not doc.get("archived"):
                order.setdefault(doc["column"], []).append((doc["rank"], int(id)))
        for cards in order.values():
            cards.sort()
        self._order = order

    def column_cards(self, column: str) -> list[int]:
        """Ids of the unarchived cards of a column, top first."""
        return [id for _, id in self.ranked(column)]

    def count(self, column: str) -> int:
        """How many unarchived cards a column holds: what its WIP limit counts."""
        return len(self.ranked(column))

    def comments(self, kind: str, id: Id) -> list[Comment]:
        """Comments on one entity, oldest first."""
        if self._comments is None:
            found: dict[tuple[str, Id], list[int]] = {}
            for number, doc in sorted(self.table("comment").items()):
                found.setdefault(shapes.target(doc.get("on")), []).append(number)  # type: ignore[arg-type]
            self._comments = found
        table = self.table("comment")
        return [Comment(table[number]) for number in self._comments.get((kind, id), ())]

    def dependents(self, card: int) -> list[int]:
        """Ids of the cards that depend directly on `card`."""
        if self._children is None:
            children: dict[int, list[int]] = {}
            for id, doc in self.table("card").items():
                for needed in shapes.ids(doc["depends_on"]) if "depends_on" in doc else ():
                    children.setdefault(needed, []).append(id)  # type: ignore[arg-type]
            self._children = children
        return self._children.get(card, [])

    def risks_of(self, card: int) -> list[int]:
        """Ids of the risks that a card is linked to, in whatever role."""
        if self._risks is None:
            risks: dict[int, list[int]] = {}
            for risk in self.risks() if self.table("risk") else ():
                for linked in dict.fromkeys(risk.cards()):
                    risks.setdefault(linked, []).append(risk.id)
            self._risks = risks
        return self._risks.get(card, [])

    def recurring(self) -> list[Card]:
        """The cards that come again and have none after them yet, done and archived ones too, in no promised order."""
        return [Card(doc) for doc in self.table("card").values() if "every" in doc and not doc.get("followed_by")]

    def is_done(self, card: Card) -> bool:
        """True for a card in a done column."""
        column = self.table("column").get(card.column)
        return column is not None and column.get("kind") == "done"

    # Applying

    def apply(self, entries: Iterable[Entry]) -> "Workspace":
        """Return the workspace after `entries`, which must follow on `seq` without a gap.

        Raises Inconsistent for an entry that does not fit.
        """
        building = _Building(self)
        for entry in entries:
            if entry.seq != building.seq + 1:
                raise Inconsistent(f"entry {entry.seq} follows entry {building.seq}")
            building.take(entry.changes)
            building.seq = entry.seq
        return building.done()

    def with_changes(self, changes: Iterable[Change]) -> "Workspace":
        """Return the workspace as it would be after `changes`, at the same sequence: for looking ahead in `decide`."""
        building = _Building(self)
        building.take(changes)
        return building.done()


def _numbered(doc: Doc, id: Id) -> Doc:
    """A document under its own number, whatever it says of itself."""
    return doc if (own := doc.get("id")) is id or (own == id and own is not True) else {**doc, "id": id}


class _Building:
    """A workspace in the making: each touched table is copied once."""

    def __init__(self, base: Workspace) -> None:
        self.base = base
        self.seq = base.seq
        self.tables: dict[str, Table] = dict(base.tables)
        self.own: dict[str, Any] = {}
        self.next_ids = dict(base.next_ids)
        self.order = dict(base._order)
        self.own_columns: set[str] = set()
        self.same_comments = self.same_children = self.same_columns = self.same_risks = True

    def take(self, changes: Iterable[Change]) -> None:
        for change in changes:
            kind, id = change.kind, change.id
            table = self.own.get(kind)
            if table is None:
                held = self.tables.get(kind, NO_TABLE)
                if kind in NUMBERED and (isinstance(held, Shelves) or len(held) > LARGE):
                    held = held if isinstance(held, Shelves) else Shelves.of(held)
                    table = self.own[kind] = held.editing()
                else:
                    table = self.own[kind] = dict(held)
                self.tables[kind] = table
            old = table.get(id)
            new = self._changed(change, old)
            if new is None:
                del table[id]
            else:
                table[id] = new
            if kind == "card":
                self._reorder(id, old, new)  # type: ignore[arg-type]
                if change.before is None or change.after is None or "depends_on" in change.after:
                    self.same_children = False
            elif kind == "comment":
                self.same_comments = False
            elif kind == "column":
                self.same_columns = False
            elif kind == "risk" and (change.before is None or change.after is None or "actions" in change.after):
                self.same_risks = False

    def _changed(self, change: Change, old: Doc | None) -> Doc | None:
        name = f"{change.kind} {change.id}"
        if change.before is None:
            if old is not None:
                raise Inconsistent(f"{name} is created twice")
            if change.kind in NUMBERED:
                self.next_ids[change.kind] = max(self.next_ids.get(change.kind, 1), int(change.id) + 1)
            return dict(change.after or {})
        if old is None:
            raise Inconsistent(f"{name} is changed but does not exist")
        return None if change.after is None else merged(old, change.after)

    def _reorder(self, id: int, old: Doc | None, new: Doc | None) -> None:
        if not self.order:
            return
        was = None if old is None or old.get("archived") else (old["column"], old["rank"])
        now = None if new is None or new.get("archived") else (new["column"], new["rank"])
        if was == now:
            return
        if was is not None and was[0] in self.order:
            cards = self._own_column(was[0])
            del cards[bisect_left(cards, (was[1], id))]
        if now is not None and now[0] in self.order:
            insort(self._own_column(now[0]), (now[1], id))

    def _own_column(self, key: str) -> list[tuple[str, int]]:
        if key not in self.own_columns:
            self.own_columns.add(key)
            self.order[key] = list(self.order.get(key, ()))
        return self.order[key]

    def done(self) -> Workspace:
        made = Workspace(self.tables, self.seq, self.next_ids)
        made._order = self.order
        if self.same_columns:
            made._columns = self.base._columns
        if self.same_comments:
            made._comments = self.base._comments
        if self.same_children:
            made._children = self.base._children
        if self.same_risks:
            made._risks = self.base._risks
        return made


def find_source(workspace: Workspace, kind: str, system: str) -> dict[str, Id]:
    """Return the ids of entities of `kind` imported from `system`, by the id they have there."""
    found: dict[str, Id] = {}
    for id, doc in workspace.table(kind).items():
        source: Any = doc.get("source")
        if isinstance(source, dict) and source.get("system") == system:
            found[str(source.get("id"))] = id
    return found
