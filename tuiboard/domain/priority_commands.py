"""What a person can ask for about what comes first: pins, triage, decisions. See domain.commands."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

Fields = Mapping[str, Any]
Verdict = Literal["now", "schedule", "delegate", "snooze", "drop", "value"]
VERDICTS: tuple[Verdict, ...] = ("now", "schedule", "delegate", "snooze", "drop", "value")


class PinCards(NamedTuple):
    """Pin cards to a quadrant, to a rank (from 1), or to both, with the reason, until a day (a fortnight from today
    unless given)."""

    ids: Sequence[int]
    quadrant: str | None
    rank: int | None
    reason: str
    until: str | None = None


class UnpinCards(NamedTuple):
    """Take pins off."""

    ids: Sequence[int]


class TriageCard(NamedTuple):
    """Decide about one card, as one entry. `now` starts it; `schedule` (a date) gives it its due date; `delegate` (a
    handle) its owner, or offers it where someone has it and the other has a login; `snooze` (a date) hides it until
    then; `drop` archives it (`note` says why); `value` (0–5) weighs it. A `note` also lets a start pass a hard limit.
    Of what was `seen`, the field that is set counts."""

    id: int
    verdict: str
    value: Any = None
    note: str | None = None
    seen: Mapping[int, Fields] = {}


class AddDecision(NamedTuple):
    """Record a decision: `title` and `decision` are needed; context, options [{name, pros, cons, cost}], consequences,
    review_on, cards (their ids), supersedes (a decision)."""

    fields: Fields


PriorityCommand = PinCards | UnpinCards | TriageCard | AddDecision
