"""Which function decides which command about risks; loaded with the first of them."""

from collections.abc import Callable
from typing import Any

from tuiboard.domain import risk_commands as c
from tuiboard.domain.commands import Context
from tuiboard.domain.decide import risk_moves, risks
from tuiboard.domain.decide.decision import Decision
from tuiboard.domain.workspace import Workspace

DECIDERS: dict[type, Callable[[Workspace, Any, Context], Decision]] = {
    c.AddRisks: risks.add,
    c.EditRisks: risks.edit,
    c.ScoreRisk: risks.score,
    c.LinkRisk: risks.link,
    c.UnlinkRisk: risks.unlink,
    c.PlanAction: risks.plan,
    c.FireTrigger: risks.fire,
    c.ReviewRisk: risks.review,
    c.AdvanceRisk: risk_moves.advance,
    c.AcceptRisk: risk_moves.accept,
    c.OccurRisk: risk_moves.occur,
    c.CloseRisk: risk_moves.close,
}
