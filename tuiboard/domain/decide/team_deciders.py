"""Which function decides which command about who does what; loaded with the first of them."""

from collections.abc import Callable
from typing import Any

from tuiboard.domain import team_commands as c
from tuiboard.domain.commands import Context
from tuiboard.domain.decide import team
from tuiboard.domain.decide.decision import Decision
from tuiboard.domain.workspace import Workspace

DECIDERS: dict[type, Callable[[Workspace, Any, Context], Decision]] = {
    c.AssignRole: team.assign,
    c.ShiftRoles: team.shift,
    c.AskForHelp: team.ask_for_help,
    c.EndHelp: team.end_help,
    c.EscalateCard: team.escalate,
}
