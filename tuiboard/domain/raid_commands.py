"""What a person can ask for about assumptions, issues and lessons, and the links of decisions. See domain.commands.

A decision is recorded by `priority_commands.AddDecision` and never edited: a newer one supersedes it.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

Fields = Mapping[str, Any]


class AddRaid(NamedTuple):
    """Note an assumption, an issue or a lesson; `text` is needed."""

    kind: str
    fields: Fields


class EditRaid(NamedTuple):
    """Set fields (None clears), and add to or remove from the lists `cards` and `risks`, on several of one kind. Of a
    decision only links and the day of its review change. `seen` is what the person saw of each, by its id."""

    kind: str
    ids: Sequence[int]
    set: Fields = {}
    add: Mapping[str, Sequence[Any]] = {}
    remove: Mapping[str, Sequence[Any]] = {}
    seen: Mapping[int, Fields] = {}


class MoveRaid(NamedTuple):
    """Move one to another state of its kind. `note` says how it is known, what resolved it, or what was changed; `on`
    is the day, today unless given. With `risk` an assumption that proved false becomes a risk with that title (its own
    text where it is empty), linked to it."""

    kind: str
    id: int
    to: str
    note: str | None = None
    on: str | None = None
    risk: str | None = None


RaidCommand = AddRaid | EditRaid | MoveRaid
