"""What a person can ask for about who does what: roles, calls for help, escalations. See domain.commands."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

Letter = Literal["A", "R", "C", "I"]


class AssignRole(NamedTuple):
    """Give a person a role in a thing (a card, milestone or risk), or take it off them.

    Exactly one is accountable (A): whoever takes that over takes it from the one who was; `seen` is who that was, an
    empty text for nobody, None where it wasn't looked at. Of R, C and I a person has one at most.
    """

    kind: str
    id: int
    person: str
    letter: Letter
    on: bool = True
    seen: str | None = None


class ShiftRoles(NamedTuple):
    """Move people of a thing to one role of R, C and I, or (None) take whichever of these they have off them; people
    who are not on the board, too."""

    kind: str
    id: int
    people: Sequence[str]
    to: Letter | None


class AskForHelp(NamedTuple):
    """Say on cards what help is wanted; on a card that asks already only the words change."""

    ids: Sequence[int]
    what: str


class EndHelp(NamedTuple):
    """No help is wanted any more."""

    ids: Sequence[int]


class EscalateCard(NamedTuple):
    """Record that a card which waits was escalated, to whom, at the level that it has come to by waiting; once a
    level."""

    id: int
    to: str


TeamCommand = AssignRole | ShiftRoles | AskForHelp | EndHelp | EscalateCard
