"""Which function decides which command about promises; loaded with the first of them."""

from collections.abc import Callable
from typing import Any

from tuiboard.domain import promise_commands as p
from tuiboard.domain.commands import Context
from tuiboard.domain.decide import promises
from tuiboard.domain.decide.decision import Decision
from tuiboard.domain.workspace import Workspace

DECIDERS: dict[type, Callable[[Workspace, Any, Context], Decision]] = {
    p.MakePromise: promises.make,
    p.GivePromise: promises.give,
    p.DeclinePromise: promises.decline,
    p.DeclarePromise: promises.declare,
    p.KeepPromise: promises.keep,
    p.ReturnPromise: promises.hand_back,
    p.MissPromise: promises.miss,
    p.BreakPromise: promises.break_,
    p.RenegotiatePromise: promises.renegotiate,
}
