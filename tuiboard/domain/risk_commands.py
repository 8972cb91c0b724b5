"""What a person can ask for about risks. `decide` turns a command into changes or a refusal; see domain.commands."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

Fields = Mapping[str, Any]


class AddRisks(NamedTuple):
    """Create risks from their fields (only `title` is needed); all or none.

    `current`, `inherent` and `target` are `{probability, impact {dimension: level}}`; `cards` are (card, role) pairs to
    link at once.
    """

    risks: Sequence[Fields]
    cards: Sequence[tuple[int, str]] = ()


class EditRisks(NamedTuple):
    """Set fields (None clears), and add to or remove from list fields, on each risk. State, scores, acceptance and
    linked cards have commands of their own. `seen` is what the person saw of each risk, by its id."""

    ids: Sequence[int]
    set: Fields = {}
    add: Mapping[str, Sequence[Any]] = {}
    remove: Mapping[str, Sequence[Any]] = {}
    seen: Mapping[int, Fields] = {}


class ScoreRisk(NamedTuple):
    """Set the score of a risk at a level (inherent, current, target); probability None clears it. `impact` replaces the
    whole impact; `seen` is the rating that the person saw, None where they didn't look."""

    id: int
    level: str
    probability: int | None
    impact: Mapping[str, int]
    seen: Fields | None = None


class LinkRisk(NamedTuple):
    """Link a card in a role (preventive, contingency, fallback), or change the role of a linked one."""

    id: int
    card: int
    role: str


class UnlinkRisk(NamedTuple):
    """Take the link to a card away."""

    id: int
    card: int


class PlanAction(NamedTuple):
    """Note a contingency or fallback action that becomes a card when the risk occurs; `remove` takes it away."""

    id: int
    text: str
    role: str = "contingency"
    remove: bool = False


class FireTrigger(NamedTuple):
    """Record that a trigger (0-based) has been seen, or take that back; with `text`, only if that is its text."""

    id: int
    trigger: int
    fired: bool = True
    text: str | None = None


class AdvanceRisk(NamedTuple):
    """Move a risk to assessed, treating or monitoring, where its guard lets it. A `note` is needed to reopen a closed
    one; from accepted to assessed it revokes the acceptance."""

    id: int
    to: str
    note: str | None = None


class AcceptRisk(NamedTuple):
    """Accept a risk: why, until when, approved by whom (a handle; never the requester, unless the board has only one
    person, which is recorded as `self`). The requester is who acts unless given. `seen` is what the person saw of the
    risk (`{"current": rating}`): a score that someone else has given since is not approved unseen."""

    id: int
    rationale: str
    expires: str | None
    approver: str | None
    requester: str | None = None
    seen: Fields | None = None


class OccurRisk(NamedTuple):
    """Record that a risk has happened: on which day (today unless given), with what actual impact."""

    id: int
    on: str | None = None
    amount: float | None = None
    unit: str | None = None
    text: str | None = None


class CloseRisk(NamedTuple):
    """Close a risk: passed, eliminated, transferred, duplicate or realised. Of what was `seen`, the current score
    counts."""

    id: int
    reason: str
    note: str | None = None
    seen: Fields | None = None


class ReviewRisk(NamedTuple):
    """Record that a risk was looked at and stays as it is, or is escalated; the next review follows from its band
    unless given. Of what was `seen`, the current score counts."""

    id: int
    escalate: bool = False
    note: str | None = None
    next_review: str | None = None
    seen: Fields | None = None


RiskCommand = (
    AddRisks | EditRisks | ScoreRisk | LinkRisk | UnlinkRisk | PlanAction | FireTrigger | AdvanceRisk | AcceptRisk
    | OccurRisk | CloseRisk | ReviewRisk
)  # fmt: skip
