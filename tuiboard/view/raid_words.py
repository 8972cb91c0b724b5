"""What happened to an assumption, an issue or a lesson, in words."""

from collections.abc import Mapping
from typing import Any

from tuiboard.domain.raid import stored_state
from tuiboard.domain.text import visible

_VERBS = {
    "confirmed": "confirmed {it}", "false": "found {it} false", "resolved": "resolved {it}", "applied": "applied {it}",
    "in-work": "began with {it}", "open": "opened {it} again", "noted": "took back that {it} was applied",
}  # fmt: skip


def state_phrase(kind: str, before: Mapping[str, Any], after: Mapping[str, Any], it: str) -> str:
    """Return a move to another state: `found assumption A1 “The line is enough” false: the test showed 300 ms`."""
    words = _VERBS[stored_state(kind, after.get("state"))].format(it=it)
    return f"{words}: {visible(after['note'], 120)}" if after.get("note") else words


def state_words(state: str) -> str:
    """A state as people say it."""
    return state.replace("-", " ")
