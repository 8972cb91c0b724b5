"""Which function decides which command about the status of a project; loaded with the first of them."""

from collections.abc import Callable
from typing import Any

from tuiboard.domain import project_commands as c
from tuiboard.domain.commands import Context
from tuiboard.domain.decide import projects
from tuiboard.domain.decide.decision import Decision
from tuiboard.domain.workspace import Workspace

DECIDERS: dict[type, Callable[[Workspace, Any, Context], Decision]] = {
    c.SetTolerances: projects.set_tolerances,
    c.OverrideStatus: projects.override,
}
