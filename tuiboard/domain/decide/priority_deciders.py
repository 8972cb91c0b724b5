"""Which function decides which command about what comes first; loaded with the first of them."""

from collections.abc import Callable
from typing import Any

from tuiboard.domain import priority_commands as c
from tuiboard.domain.commands import Context
from tuiboard.domain.decide import priorities
from tuiboard.domain.decide.decision import Decision
from tuiboard.domain.workspace import Workspace

DECIDERS: dict[type, Callable[[Workspace, Any, Context], Decision]] = {
    c.PinCards: priorities.pin,
    c.UnpinCards: priorities.unpin,
    c.TriageCard: priorities.triage,
    c.AddDecision: priorities.decide_on,
}
