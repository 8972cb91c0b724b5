"""The states of a risk: which moves there are, and what each of them still needs.

    identified → assessed → treating → monitoring → closed, and accepted, occurred

The guards are those of PRINCE2's risk procedure: nobody treats what nobody has assessed, and nothing is monitored whose
response isn't there.
"""

from collections.abc import Iterator
from typing import NamedTuple

from tuiboard.domain.board import Card
from tuiboard.domain.risks import OPEN_STATES, Risk, score_of
from tuiboard.domain.workspace import Workspace

_MOVES: dict[str, tuple[str, ...]] = {
    "identified": ("assessed", "accepted", "occurred", "closed"),
    "assessed": ("treating", "accepted", "occurred", "closed"),
    "treating": ("monitoring", "assessed", "accepted", "occurred", "closed"),
    "monitoring": ("treating", "assessed", "accepted", "occurred", "closed"),
    "accepted": ("assessed", "accepted", "occurred", "closed"),
    "occurred": ("closed",),
    "closed": ("assessed",),
}
PASSIVE = frozenset({"accept", "reject"})
"""Strategies that do nothing about a risk."""


class Missing(NamedTuple):
    """What a move still needs: the field, and words for people."""

    field: str
    words: str


def moves_from(state: str) -> tuple[str, ...]:
    """The states that a risk can be moved to from a state."""
    return _MOVES.get(state, ())


def state_on(risk: Risk, today: str) -> str:
    """The state that holds on a day: an acceptance that has lapsed leaves the risk assessed."""
    return "assessed" if risk.state == "accepted" and _is_over(risk, today) else risk.state


def is_open_on(risk: Risk, today: str) -> bool:
    """True for what may still happen."""
    return state_on(risk, today) in OPEN_STATES


def has_lapsed(risk: Risk, today: str) -> bool:
    """True where an acceptance has ended by itself and nobody has decided since what happens next."""
    if risk.acceptance is None:
        return False
    return risk.state == "assessed" or (risk.state == "accepted" and _is_over(risk, today))


def _is_over(risk: Risk, today: str) -> bool:
    acceptance = risk.acceptance or {}
    return str(acceptance.get("expires", "")) < today or exceeds_snapshot(risk, risk.rating("current"))


def exceeds_snapshot(risk: Risk, rating: object) -> bool:
    """True where a rating is above what was approved: what nobody has rated then is nothing that was approved."""
    acceptance = risk.acceptance
    now = score_of(rating) if isinstance(rating, dict) else None
    if acceptance is None or now is None:
        return False
    approved = score_of(acceptance.get("snapshot"))
    return approved is None or now.value > approved.value


def missing(ws: Workspace, risk: Risk, to: str, today: str) -> list[Missing]:
    """What the move of a risk to a state still needs, in the order in which it is asked for.

    What only the move itself can bring (a rationale, a reason, a note) is in it too.
    """
    now = state_on(risk, today)
    if to == "assessed":
        if now == "closed":
            return [Missing("note", "a note on why it is open again")]
        return list(_unassessed(risk)) if now == "identified" else []
    if to == "treating":
        return list(_untreated(ws, risk))
    if to == "monitoring":
        return list(_unfinished(ws, risk))
    if to == "accepted":
        return [Missing("rationale", "a rationale"), Missing("expires", "an expiry in the future"),
                Missing("approver", "an approver other than the requester")]  # fmt: skip
    return [Missing("reason", "a reason")] if to == "closed" else []


def _unassessed(risk: Risk) -> Iterator[Missing]:
    for field in ("cause", "event", "effect"):
        if not risk.doc.get(field):
            yield Missing(field, f"its {field}")
    if risk.owner is None:
        yield Missing("owner", "an owner")
    if risk.score() is None:
        yield Missing("current", "a current probability and impact")


def _untreated(ws: Workspace, risk: Risk) -> Iterator[Missing]:
    yield from _unassessed(risk)  # what got to be assessed by being opened again, say, may lack it
    if not set(risk.strategy) - PASSIVE:
        yield Missing("strategy", "a strategy other than " + ("reject" if risk.is_opportunity else "accept"))
    cards = preventive_cards(ws, risk)
    if not any(card.owner and card.due and not card.archived for card in cards):
        what = "an owner and a due date" if not cards else _lacking(cards)
        yield Missing("preventive", f"a preventive action whose card has {what}")


def _lacking(cards: list[Card]) -> str:
    """What the nearest candidate lacks."""
    card = min(cards, key=lambda card: (card.archived, (card.owner is None) + (card.due is None), card.id))
    if card.archived:
        return f"an owner and a due date and is not archived ({card.id} is)"
    lacks = [word for word, value in (("an owner", card.owner), ("a due date", card.due)) if not value]
    return f"an owner and a due date ({card.id} lacks {' and '.join(lacks)})"


def _unfinished(ws: Workspace, risk: Risk) -> Iterator[Missing]:
    cards = preventive_cards(ws, risk)
    waiting = [card for card in cards if not ws.is_done(card)]
    if not cards:
        yield Missing("preventive", "a preventive action")
    if waiting:
        ids = ", ".join(card.key for card in waiting)
        yield Missing("done", f"every preventive action done ({ids} {'is' if len(waiting) == 1 else 'are'} not)")
    if needs_rescoring(ws, risk) or risk.score() is None:
        yield Missing("rescore", "the current score given again since then")


def ungrounded(ws: Workspace, risk: Risk, today: str) -> list[Missing]:
    """What the state that a risk stands in needs and has lost since: strategy, preventive actions, their being done."""
    state = state_on(risk, today)
    if state == "treating":
        return [lack for lack in _untreated(ws, risk) if lack.field in ("strategy", "preventive")]
    if state == "monitoring":
        return [lack for lack in _unfinished(ws, risk) if lack.field in ("preventive", "done")]
    return []


def preventive_cards(ws: Workspace, risk: Risk) -> list[Card]:
    """The cards whose work makes the risk smaller; those that are gone from the board are left out."""
    found = (ws.card(id) for id in risk.cards("preventive"))
    return [card for card in found if card is not None]


def needs_rescoring(ws: Workspace, risk: Risk) -> bool:
    """True where every preventive action is done and the current score is older than the last of them.

    While some are not done, True where the score is older than the last that is: it will have to be given again.
    """
    finished = [card.finished_at or card.entered_column_at for card in preventive_cards(ws, risk) if ws.is_done(card)]
    return bool(finished) and risk.scored_at < max(finished)


def is_mitigated(ws: Workspace, risk: Risk) -> bool:
    """True where there are preventive actions and every one of them is done."""
    cards = preventive_cards(ws, risk)
    return bool(cards) and all(ws.is_done(card) for card in cards)
