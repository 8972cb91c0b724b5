"""What a person can ask for. `decide` turns a command into changes or a refusal.

Values are typed already (dates `YYYY-MM-DD`, effort in hours, handles without @, tags without #): texts are understood
by `engine.quick_add` and `engine.fields`. A command names what it wants relative to entities, never to positions, so it
can be decided again when someone else wrote first.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from tuiboard.domain.changes import Change, Id, Told
from tuiboard.domain.workspace import Workspace

if TYPE_CHECKING:
    from tuiboard.domain.handoff_commands import HandoffCommand
    from tuiboard.domain.milestone_commands import MilestoneCommand
    from tuiboard.domain.priority_commands import PriorityCommand
    from tuiboard.domain.project_commands import ProjectCommand
    from tuiboard.domain.promise_commands import PromiseCommand
    from tuiboard.domain.raid_commands import RaidCommand
    from tuiboard.domain.recurrence_commands import RecurrenceCommand
    from tuiboard.domain.risk_commands import RiskCommand
    from tuiboard.domain.schedule_commands import PlanCards
    from tuiboard.domain.team_commands import TeamCommand

Fields = Mapping[str, Any]
Seen = Mapping[int, Fields]
"""What the person saw of each card, by its id, when they decided: a field to be set that someone else has set otherwise
since is a conflict, unless both changes can be merged. A field that is not in it was absent; a card that is not in it
was not looked at."""


class AddCards(NamedTuple):
    """Create cards from their fields (only `title` is needed). Column: the first queue unless given; at its end, or
    right below the card `below`. `risks` among the fields are ids of risks that the card is to prevent."""

    cards: Sequence[Fields]
    below: int | None = None
    reason: str | None = None


class EditCards(NamedTuple):
    """Set fields (None clears), and add to or remove from list fields, on each card."""

    ids: Sequence[int]
    set: Fields = {}
    add: Mapping[str, Sequence[Any]] = {}
    remove: Mapping[str, Sequence[Any]] = {}
    seen: Seen = {}


class MoveCards(NamedTuple):
    """Move cards to a column in their order: right below `after`, right above `before`, to the top, or to the end.

    `reason` lets a move pass a hard WIP limit and is recorded. Of what was `seen`, the column counts.
    """

    ids: Sequence[int]
    column: str
    after: int | None = None
    before: int | None = None
    top: bool = False
    reason: str | None = None
    seen: Seen = {}


class CompleteCards(NamedTuple):
    """Move cards to the end of the first done column."""

    ids: Sequence[int]
    reason: str | None = None


class ArchiveCards(NamedTuple):
    """Take cards off the board; they keep their column."""

    ids: Sequence[int]


class RestoreCards(NamedTuple):
    """Bring archived cards back to the end of their column."""

    ids: Sequence[int]
    reason: str | None = None


class BlockCards(NamedTuple):
    """Mark cards as blocked, with the reason; on a blocked card only the reason changes. `seen` has it as `blocked`."""

    ids: Sequence[int]
    reason: str
    seen: Seen = {}


class UnblockCards(NamedTuple):
    """Take the block off."""

    ids: Sequence[int]


class CheckItem(NamedTuple):
    """Tick item `item` (0-based) of a checklist; `done` None toggles. With `text`, only if that is the item's text."""

    id: int
    item: int
    done: bool | None = None
    text: str | None = None


class StepValue(NamedTuple):
    """Raise or lower the value of each card by `by`, between 0 and 5."""

    ids: Sequence[int]
    by: int


class AddComment(NamedTuple):
    """Say something on a card."""

    on: tuple[str, Id]
    text: str


class AddColumn(NamedTuple):
    """Add a column with its fields (`name` needed, `kind` active unless given), right of `after` or at the end."""

    fields: Fields
    after: str | None = None


class EditColumn(NamedTuple):
    """Set fields of a column: name, kind, wip_limit, wip_hard, stale_after_days, policy. The key stays."""

    key: str
    set: Fields


class MoveColumn(NamedTuple):
    """Put a column right of `after`, or first."""

    key: str
    after: str | None


class RemoveColumn(NamedTuple):
    """Remove a column; all its cards, archived ones too, go to column `to` (needed unless it is empty)."""

    key: str
    to: str | None = None
    reason: str | None = None


class AddPerson(NamedTuple):
    """Add someone: handle, and fields name, login, hours_per_week, role, off (spans of days)."""

    handle: str
    fields: Fields = {}


class EditPerson(NamedTuple):
    """Set fields of a person, `active` (true/false) too; add to time off, or remove from it."""

    handle: str
    set: Fields = {}
    add: Mapping[str, Sequence[Any]] = {}
    remove: Mapping[str, Sequence[Any]] = {}


class AddProject(NamedTuple):
    """Add a project: key, and fields name, sponsor, deadline."""

    key: str
    fields: Fields = {}


class EditProject(NamedTuple):
    """Set fields of a project."""

    key: str
    set: Fields


class AddMilestone(NamedTuple):
    """Add a milestone: fields title, due, project, owner, responsible, consulted, informed."""

    fields: Fields


class EditMilestone(NamedTuple):
    """Set fields of a milestone, and add to or remove from its lists of people."""

    id: int
    set: Fields
    add: Mapping[str, Sequence[Any]] = {}
    remove: Mapping[str, Sequence[Any]] = {}


class EditBoard(NamedTuple):
    """Set the board's name, add saved filters (name → text, None removes), set settings (None resets)."""

    name: str | None = None
    filters: Mapping[str, str | None] = {}
    settings: Fields = {}


class Import(NamedTuple):
    """Take in what an importer prepared: creates with placeholder ids, what the source tells of the past, its name.

    Placeholder ids are negative integers for numbered kinds, unique per kind within the import; every reference to one,
    in `depends_on`, `milestone`, `on` and `told`, uses the same number. `decide` gives out the real ids in descending
    order of the placeholders (-1 first). Card documents carry `column` (an existing key or one created here) and may
    carry `rank`; without one they go to the end of their column in the order given.
    """

    changes: Sequence[Change]
    told: Sequence[Told]
    source: str


class RestoreBoard(NamedTuple):
    """Make the board what it was in `state`, which comes from `source` (a backup and its head, for the record)."""

    state: Workspace
    source: str


Standing = Literal["", "board", "file"]
"""Which value stands where the board and a file edited outside differ: the board's, the file's, or neither (empty)."""


EXTERNAL_EDIT = "external-edit"
"""The action of an entry that takes in what another program changed."""


BY_ITSELF = "card.recurred"
"""The action of an entry that no one asked for: cards of series that had come due, made by whoever looked first. An
undo passes it over."""


TEACHING = frozenset({"card.moved", "card.completed", "risk.occurred", "promise.missed", "promise.renegotiated"})
"""Actions of entries after which there may be something to learn."""


class TakeInEdit(NamedTuple):
    """Take in what another program changed in the board's file `source`, as one entry.

    `changes` lead from the state that the file stood for to what it holds. Where the board has changed the same since,
    `standing` says what stands; empty refuses, with both values. `reason` lets it pass a hard limit and is recorded.
    """

    changes: Sequence[Change]
    source: str
    standing: Standing = ""
    reason: str | None = None


_Command = (
    AddCards | EditCards | MoveCards | CompleteCards | ArchiveCards | RestoreCards | BlockCards | UnblockCards
    | CheckItem | StepValue | AddComment | AddColumn | EditColumn | MoveColumn | RemoveColumn | AddPerson | EditPerson
    | AddProject | EditProject | AddMilestone | EditMilestone | EditBoard | Import | RestoreBoard | TakeInEdit
)  # fmt: skip
if TYPE_CHECKING:  # the others are loaded with the first of them
    Command = (
        _Command | RiskCommand | PriorityCommand | HandoffCommand | PromiseCommand | RaidCommand | TeamCommand
        | ProjectCommand | RecurrenceCommand | PlanCards | MilestoneCommand
    )  # fmt: skip
else:
    Command = _Command

Aimed = EditCards | MoveCards | BlockCards
"""Commands that set what someone else may have set meanwhile."""
Reasoned = AddCards | MoveCards | CompleteCards | RestoreCards | RemoveColumn | TakeInEdit
"""Commands whose `reason` lets them pass a hard limit."""


class Context(NamedTuple):
    """What `decide` may know of the world: the instant (UTC), the date where the person is, and who acts."""

    now: str
    today: str
    actor: str
