"""Which function decides which command about assumptions, issues and lessons; loaded with the first of them."""

from collections.abc import Callable
from typing import Any

from tuiboard.domain import raid_commands as c
from tuiboard.domain.commands import Context
from tuiboard.domain.decide import raid
from tuiboard.domain.decide.decision import Decision
from tuiboard.domain.workspace import Workspace

DECIDERS: dict[type, Callable[[Workspace, Any, Context], Decision]] = {
    c.AddRaid: raid.add,
    c.EditRaid: raid.edit,
    c.MoveRaid: raid.move,
}
