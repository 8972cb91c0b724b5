"""Cards, columns, people, projects, milestones and comments: typed, read-only views of their documents.

A view wraps the document instead of copying it: opening 100,000 cards costs nothing until a card is looked at,
and fields of a newer version survive untouched. Absent fields have the default named here.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal

from tuiboard.domain import shapes
from tuiboard.domain.changes import Id

ColumnKind = Literal["queue", "active", "done"]
COLUMN_KINDS: tuple[ColumnKind, ...] = ("queue", "active", "done")
VALUE_UNSET, VALUE_HIGHEST = 2, 5
"""The value of a card that nobody gave one, and the highest."""
EFFORT_HIGHEST = 1e6
"""Hours above which an effort is none."""
HOURS_USUAL, HOURS_HIGHEST = 40, 168
"""Hours a week of someone whose own nobody gave, and those that a week has."""


class Entity:
    """A read-only view of one document."""

    __slots__ = ("doc",)
    kind: ClassVar[str] = ""

    def __init__(self, doc: Mapping[str, Any]) -> None:
        self.doc = doc

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.doc == other.doc

    def __hash__(self) -> int:
        return hash((self.kind, self.doc.get("id", self.doc.get("key"))))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({dict(self.doc)!r})"

    @property
    def created_at(self) -> str:
        """Instant of creation, UTC."""
        return str(self.doc.get("created_at", ""))

    @property
    def created_by(self) -> str:
        """Who created it."""
        return str(self.doc.get("created_by", ""))

    @property
    def source(self) -> Mapping[str, Any]:
        """Where it was imported from: system, id, url."""
        return shapes.mapping(self.doc.get("source"))

    @property
    def extra(self) -> Mapping[str, Any]:
        """What an import could not map."""
        return shapes.mapping(self.doc.get("extra"))


def _positive(value: object) -> int | None:
    return value if shapes.is_id(value) and value > 0 else None


class Card(Entity):
    """One card. Dates are `YYYY-MM-DD`, instants ISO 8601 UTC, effort hours."""

    __slots__ = ()
    kind: ClassVar[str] = "card"

    @property
    def id(self) -> int:
        return self.doc["id"]

    @property
    def key(self) -> str:
        """The id as shown and typed."""
        return str(self.doc["id"])

    @property
    def title(self) -> str:
        return shapes.text(self.doc.get("title"))

    @property
    def body(self) -> str:
        """Markdown."""
        return shapes.text(self.doc.get("body"))

    @property
    def column(self) -> str:
        """Key of its column."""
        return self.doc["column"]

    @property
    def rank(self) -> str:
        return self.doc["rank"]

    @property
    def project(self) -> str | None:
        return shapes.name(self.doc.get("project"))

    @property
    def owner(self) -> str | None:
        """Handle of the one accountable person, without @."""
        return shapes.name(self.doc.get("owner"))

    @property
    def responsible(self) -> Sequence[str]:
        return shapes.texts(self.doc.get("responsible"))

    @property
    def consulted(self) -> Sequence[str]:
        return shapes.texts(self.doc.get("consulted"))

    @property
    def informed(self) -> Sequence[str]:
        return shapes.texts(self.doc.get("informed"))

    @property
    def value(self) -> int:
        """0–5; 2 when unset."""
        value = self.doc.get("value")
        return value if shapes.is_id(value) and 0 <= value <= VALUE_HIGHEST else VALUE_UNSET

    @property
    def effort(self) -> float | None:
        """Estimated hours."""
        return shapes.amount(self.doc.get("effort"), EFFORT_HIGHEST)

    @property
    def start(self) -> str | None:
        return shapes.day(self.doc.get("start"))

    @property
    def due(self) -> str | None:
        return shapes.day(self.doc.get("due"))

    @property
    def promised_to(self) -> str | None:
        """Someone outside the team."""
        return shapes.name(self.doc.get("promised_to"))

    @property
    def tags(self) -> Sequence[str]:
        """Without #."""
        return shapes.texts(self.doc.get("tags"))

    @property
    def blocked(self) -> Mapping[str, str] | None:
        """{reason, since} or None."""
        return shapes.mapping(self.doc.get("blocked"), reason=shapes.text, since=shapes.instant) or None

    @property
    def help_wanted(self) -> Mapping[str, Any] | None:
        """{reason, since} where someone asked for help, or None; of another shape where another program wrote it."""
        return shapes.mapping(self.doc.get("help_wanted"), reason=shapes.text, since=shapes.instant) or None

    @property
    def depends_on(self) -> Sequence[int]:
        return shapes.ids(self.doc.get("depends_on"))

    @property
    def checklist(self) -> Sequence[Mapping[str, Any]]:
        """[{text, done}]."""
        return shapes.mappings(self.doc.get("checklist"))

    @property
    def links(self) -> Sequence[str]:
        return shapes.texts(self.doc.get("links"))

    @property
    def milestone(self) -> int | None:
        return shapes.whole(self.doc.get("milestone"))

    @property
    def snoozed_until(self) -> str | None:
        return shapes.day(self.doc.get("snoozed_until"))

    @property
    def pin(self) -> Mapping[str, Any] | None:
        """{quadrant?, rank?, reason, until, by, at} as recorded; see `tuiboard.domain.pins.pin_on` for today's."""
        return self.doc.get("pin")

    @property
    def triaged_at(self) -> str:
        """Instant of the last decision in triage."""
        return shapes.instant(self.doc.get("triaged_at"))

    @property
    def every(self) -> str | None:
        """The rule by which it comes again, as stored; see `tuiboard.domain.recurrence.rule_of`."""
        return shapes.name(self.doc.get("every"))

    @property
    def entered_column_at(self) -> str:
        """Instant of its last change of column; no other edit touches it."""
        return shapes.instant(self.doc.get("entered_column_at")) or self.created_at

    @property
    def started_at(self) -> str | None:
        return shapes.instant(self.doc.get("started_at")) or None

    @property
    def finished_at(self) -> str | None:
        return shapes.instant(self.doc.get("finished_at")) or None

    @property
    def archived(self) -> bool:
        return bool(self.doc.get("archived"))

    @property
    def checked(self) -> int:
        """Checklist items that are done."""
        return sum(1 for item in self.checklist if item.get("done"))


class Column(Entity):
    """One column of the board."""

    __slots__ = ()
    kind: ClassVar[str] = "column"

    @property
    def key(self) -> str:
        return self.doc["key"]

    @property
    def name(self) -> str:
        return shapes.name(self.doc.get("name")) or self.key

    @property
    def rank(self) -> str:
        return shapes.text(self.doc.get("rank"))

    @property
    def does(self) -> ColumnKind:
        """`queue`, `active` or `done` (field `kind`); what can't be one is a queue."""
        return next((kind for kind in COLUMN_KINDS if kind == self.doc.get("kind")), "queue")

    @property
    def wip_limit(self) -> int | None:
        return _positive(self.doc.get("wip_limit"))

    @property
    def wip_hard(self) -> bool:
        return self.doc.get("wip_hard") is True

    @property
    def stale_after_days(self) -> int | None:
        return _positive(self.doc.get("stale_after_days"))

    @property
    def policy(self) -> str:
        return shapes.text(self.doc.get("policy"))


class Person(Entity):
    """Someone who can own cards."""

    __slots__ = ()
    kind: ClassVar[str] = "person"

    @property
    def handle(self) -> str:
        return self.doc["handle"]

    @property
    def name(self) -> str:
        return shapes.name(self.doc.get("name")) or self.handle

    @property
    def login(self) -> str | None:
        """Operating-system user."""
        return shapes.name(self.doc.get("login"))

    @property
    def hours_per_week(self) -> float:
        hours = shapes.amount(self.doc.get("hours_per_week"), HOURS_HIGHEST)
        return HOURS_USUAL if hours is None else hours

    @property
    def role(self) -> str:
        return shapes.text(self.doc.get("role"))

    @property
    def off(self) -> Sequence[Mapping[str, Any]]:
        """Time off, as stored: [{from, to, word?}]; see `tuiboard.domain.spans.spans_of`."""
        return shapes.mappings(self.doc.get("off"))

    @property
    def active(self) -> bool:
        """False for someone who left."""
        return self.doc.get("active") is not False


class Project(Entity):
    """A project that cards belong to."""

    __slots__ = ()
    kind: ClassVar[str] = "project"

    @property
    def key(self) -> str:
        return self.doc["key"]

    @property
    def name(self) -> str:
        return shapes.name(self.doc.get("name")) or self.key

    @property
    def sponsor(self) -> str | None:
        return shapes.name(self.doc.get("sponsor"))

    @property
    def deadline(self) -> str | None:
        return shapes.day(self.doc.get("deadline"))


class Milestone(Entity):
    """A date that cards lead up to; shown as `M1`."""

    __slots__ = ()
    kind: ClassVar[str] = "milestone"

    @property
    def id(self) -> int:
        return self.doc["id"]

    @property
    def title(self) -> str:
        return shapes.text(self.doc.get("title"))

    @property
    def due(self) -> str | None:
        return shapes.day(self.doc.get("due"))

    @property
    def project(self) -> str | None:
        return shapes.name(self.doc.get("project"))


class Comment(Entity):
    """What someone said on a card."""

    __slots__ = ()
    kind: ClassVar[str] = "comment"

    @property
    def id(self) -> int:
        return self.doc["id"]

    @property
    def on(self) -> tuple[str, Id]:
        """(kind, id) of what it is on; ("", 0) where that can't be read."""
        return shapes.target(self.doc.get("on"))

    @property
    def author(self) -> str:
        return shapes.text(self.doc.get("author"))

    @property
    def at(self) -> str:
        """Instant, UTC."""
        return shapes.instant(self.doc.get("at"))

    @property
    def text(self) -> str:
        return shapes.text(self.doc.get("text"))


class Board(Entity):
    """The board itself: its name and settings (kind `board`, id `board`)."""

    __slots__ = ()
    kind: ClassVar[str] = "board"

    @property
    def name(self) -> str:
        return shapes.name(self.doc.get("name")) or "Board"

    @property
    def uuid(self) -> str:
        """Never changes; names this board in drafts and recent lists."""
        return shapes.text(self.doc.get("uuid"))

    @property
    def filters(self) -> Mapping[str, str]:
        """Saved filters: name → filter text."""
        found = shapes.mapping(self.doc.get("filters"))
        return found if all(map(shapes.name, found.values())) else {k: v for k, v in found.items() if shapes.name(v)}

    @property
    def settings(self) -> Mapping[str, Any]:
        """Coefficients, thresholds and the like; absent ones have the program's defaults."""
        return shapes.mapping(self.doc.get("settings"))
