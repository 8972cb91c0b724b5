"""Which function decides which command about the schedule; loaded with the first of them."""

from collections.abc import Callable
from typing import Any

from tuiboard.domain.commands import Context
from tuiboard.domain.decide import schedule
from tuiboard.domain.decide.decision import Decision
from tuiboard.domain.schedule_commands import PlanCards
from tuiboard.domain.workspace import Workspace

DECIDERS: dict[type, Callable[[Workspace, Any, Context], Decision]] = {PlanCards: schedule.plan}
