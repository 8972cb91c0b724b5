"""Removing milestones."""

import re

from tuiboard.domain import shapes
from tuiboard.domain.changes import Change
from tuiboard.domain.commands import Context
from tuiboard.domain.decide.checks import quoted
from tuiboard.domain.decide.decision import Decision, decision
from tuiboard.domain.decide.people import some_milestone
from tuiboard.domain.milestone_commands import RemoveMilestone
from tuiboard.domain.workspace import Workspace


def remove(ws: Workspace, command: RemoveMilestone, context: Context) -> Decision:
    """Take a milestone off the board and off its cards, in one entry, so that one undo brings both back."""
    milestone = some_milestone(ws, command.id)
    table = ws.table("card")
    ids = sorted(int(id) for id, doc in table.items() if shapes.whole(doc.get("milestone")) == milestone.id)
    cards = [Change("card", id, {"milestone": milestone.id}, {"milestone": None}) for id in ids]
    comments = [Change("comment", each.id, each.doc, None) for each in ws.comments("milestone", milestone.id)]
    gone = Change("milestone", milestone.id, milestone.doc, None)
    word = re.compile(rf"\*M{milestone.id}(?![0-9])", re.IGNORECASE)
    left = [name for name, text in ws.board.filters.items() if word.search(text)]
    warnings = [f"The saved filter {quoted(name)} still asks for M{milestone.id}." for name in left]
    return decision("milestone.removed", [*cards, *comments, gone], None, warnings)
