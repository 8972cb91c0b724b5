"""Which function decides which command about milestones; loaded with the first of them."""

from collections.abc import Callable
from typing import Any

from tuiboard.domain import milestone_commands as c
from tuiboard.domain.commands import Context
from tuiboard.domain.decide import milestones
from tuiboard.domain.decide.decision import Decision
from tuiboard.domain.workspace import Workspace

DECIDERS: dict[type, Callable[[Workspace, Any, Context], Decision]] = {c.RemoveMilestone: milestones.remove}
