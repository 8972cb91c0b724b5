"""What a person can ask for about hand-offs. See domain.commands."""

from collections.abc import Mapping
from typing import NamedTuple

from tuiboard.domain.changes import Id


class OfferHandoff(NamedTuple):
    """Offer the accountability for a card or risk, `("card", 12)`, to someone: with a note, to be answered by a day."""

    on: tuple[str, Id]
    receiver: str
    note: str | None = None
    answer_by: str | None = None


class AnswerHandoff(NamedTuple):
    """Settle an offer: `accept`, `decline` (with a reason) or `withdraw`. One that is settled already is refused, with
    who did it."""

    id: int
    answer: str
    reason: str | None = None


ANSWERS: Mapping[str, str] = {"accept": "accepted", "decline": "declined", "withdraw": "withdrawn"}
"""Answers, and the state each leads to."""

HandoffCommand = OfferHandoff | AnswerHandoff
