"""When cards begin and are due: several cards, each with its own dates, in one entry."""

from tuiboard.domain.commands import Context
from tuiboard.domain.decide import checks
from tuiboard.domain.decide.checks import quoted, refuse_clashes, some_cards
from tuiboard.domain.decide.decision import Decision, decision
from tuiboard.domain.decide.placing import set_fields
from tuiboard.domain.merging import clashes
from tuiboard.domain.refusal import refuse
from tuiboard.domain.schedule_commands import PlanCards
from tuiboard.domain.workspace import Workspace

_FIELDS = ("start", "due")


def plan(ws: Workspace, command: PlanCards, context: Context) -> Decision:
    """Set the dates of cards, all or none."""
    changes = []
    for card in some_cards(ws, list(command.dates)):
        wanted = dict(command.dates[card.id])
        for name in wanted:
            if name not in _FIELDS:
                refuse("usage", f"{quoted(name)} is not a date of a plan.", "A plan sets start and due.")
        if card.archived:
            refuse("rule", f"Card {card.id} is archived: it is not planned any more.", "Restore it first.")
        refuse_clashes(card, clashes(card.doc, command.seen.get(card.id), wanted))
        fields = {name: checks.date(value, name) for name, value in wanted.items()}
        checks.dates_in_order(card.doc, fields, str(card.id))
        changes.append(set_fields(card, fields))
    return decision("card.edited", changes)
