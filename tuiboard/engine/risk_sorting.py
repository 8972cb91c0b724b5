"""The orders that risks can be shown in."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tuiboard.domain.refusal import refuse
from tuiboard.domain.risk_money import emv
from tuiboard.domain.risk_states import state_on
from tuiboard.domain.risks import STATES, Risk
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace

SORTS = ("score", "emv", "review", "owner", "state", "id")
"""`score` is the order of the top risks: score, EMV, nearest proximity, id; unrated ones last."""

_LAST = "9999-99-99"


def sort_risks(ws: Workspace, risks: Iterable[Risk], sort: str, today: str) -> list[Risk]:
    """Return the risks in an order of SORTS; ties by id. Raises Refused (usage) for another word.

    `emv`: the largest amount first, threats and opportunities alike by what they would add to the costs; `review`: the
    next one first; `state`: as a risk goes through them. What has no value comes last.
    """
    return sorted(risks, key=sort_key(sort, today))


def sort_key(sort: str, today: str) -> Callable[[Risk], tuple[Any, ...]]:
    """Return what risks are compared by in an order of SORTS; it rests on the risk alone. Raises Refused (usage)."""
    keys: Mapping[str, Callable[[Risk], tuple[Any, ...]]] = {
        "score": lambda risk: _top(risk, today),
        "emv": lambda risk: _descending(emv(risk)),
        "review": lambda risk: (risk.next_review or _LAST,),
        "owner": lambda risk: (risk.owner is None, risk.owner or ""),
        "state": lambda risk: _place(state_on(risk, today)),
        "id": lambda risk: (),
    }
    key = keys.get(sort)
    if key is None:
        refuse("usage", f"There is no order “{visible(sort, 60)}”.", f"The orders are {', '.join(SORTS)}.")
    found = key
    return lambda risk: (*found(risk), risk.id)


def _top(risk: Risk, today: str) -> tuple[Any, ...]:
    score = risk.score()
    return (*_descending(None if score is None else score.value), *_descending(emv(risk)), _nearest(risk, today))


def _place(state: str) -> tuple[int]:
    return (STATES.index(state) if state in STATES else len(STATES),)


def _descending(value: float | None) -> tuple[bool, float]:
    return value is None, -(value or 0)


def _nearest(risk: Risk, today: str) -> str:
    """The first day on which it could happen: today, where its time has begun."""
    begins, ends = risk.proximity.get("from"), risk.proximity.get("to")
    return max(begins or today, today) if begins or ends else _LAST
