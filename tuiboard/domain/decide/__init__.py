"""`decide`: the one pure function from a command to changes, or to the reason why not."""

from collections.abc import Callable
from typing import Any

from tuiboard.domain import commands as c
from tuiboard.domain.changes import Change
from tuiboard.domain.decide import cards, columns, importing, moves, people, restoring
from tuiboard.domain.decide.decision import Decision
from tuiboard.domain.refusal import Refusal, Refused
from tuiboard.domain.workspace import Workspace


def _take_in_edit(workspace: Workspace, command: c.TakeInEdit, context: c.Context) -> Decision:
    from tuiboard.domain.decide import outside  # rare, and it needs the checks of everything

    return outside.take_in(workspace, command, context)


_DECIDERS: dict[type, Callable[[Workspace, Any, c.Context], Decision]] = {
    c.AddCards: cards.add,
    c.EditCards: cards.edit,
    c.ArchiveCards: cards.archive,
    c.RestoreCards: moves.restore,
    c.BlockCards: cards.block,
    c.UnblockCards: cards.unblock,
    c.CheckItem: cards.check,
    c.StepValue: cards.step_value,
    c.AddComment: cards.comment,
    c.MoveCards: moves.move,
    c.CompleteCards: moves.complete,
    c.AddColumn: columns.add,
    c.EditColumn: columns.edit,
    c.MoveColumn: columns.move,
    c.RemoveColumn: columns.remove,
    c.AddPerson: people.add_person,
    c.EditPerson: people.edit_person,
    c.AddProject: people.add_project,
    c.EditProject: people.edit_project,
    c.AddMilestone: people.add_milestone,
    c.EditMilestone: people.edit_milestone,
    c.EditBoard: people.edit_board,
    c.Import: importing.take_in,
    c.RestoreBoard: restoring.restore,
    c.TakeInEdit: _take_in_edit,
}


def _decider(command: type) -> Callable[[Workspace, Any, c.Context], Decision]:
    if command not in _DECIDERS:  # late: most commands are about cards
        from tuiboard.domain.decide import (
            handoff_deciders,
            milestone_deciders,
            priority_deciders,
            project_deciders,
            promise_deciders,
            raid_deciders,
            recurrences,
            risk_deciders,
            schedule_deciders,
            team_deciders,
        )

        _DECIDERS.update(handoff_deciders.DECIDERS)
        _DECIDERS.update(risk_deciders.DECIDERS)
        _DECIDERS.update(priority_deciders.DECIDERS)
        _DECIDERS.update(raid_deciders.DECIDERS)
        _DECIDERS.update(promise_deciders.DECIDERS)
        _DECIDERS.update(team_deciders.DECIDERS)
        _DECIDERS.update(project_deciders.DECIDERS)
        _DECIDERS.update(milestone_deciders.DECIDERS)
        _DECIDERS.update(recurrences.DECIDERS)
        _DECIDERS.update(schedule_deciders.DECIDERS)
    return _DECIDERS[command]


def _may_recur(workspace: Workspace, change: Change) -> bool:
    """True for a change of a card that comes again, or shall."""
    if change.kind != "card" or change.after is None:
        return False
    return "every" in change.after or "every" in (workspace.doc("card", change.id) or ())


def decide(workspace: Workspace, command: c.Command, context: c.Context) -> Decision | Refusal:
    """Return the changes that carry out `command` on `workspace`, or why it is refused; nothing else happens."""
    try:
        made = _decider(type(command))(workspace, command, context)
        if any(_may_recur(workspace, change) for change in made.changes):
            from tuiboard.domain.decide import recurrences  # late: most cards come once

            made = recurrences.followed(workspace, command, made, context)
        if workspace.table("handoff"):
            from tuiboard.domain.decide import handoffs  # late: most boards have none

            moot = handoffs.moot_offers(workspace, made.changes, context)
            made = made._replace(changes=(*made.changes, *moot)) if moot else made
        return made
    except Refused as refused:
        return refused.refusal
    except (TypeError, ValueError, KeyError, AttributeError):
        from tuiboard.domain.decide.shape import misshapen  # late: nothing of the program's own is

        refusal = misshapen(command)
        if refusal is None:
            raise
        return refusal


__all__ = ["Decision", "decide"]
