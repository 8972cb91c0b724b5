"""Pins, triage and recorded decisions."""

from collections.abc import Mapping
from typing import Any

from tuiboard.domain import priority_commands as c
from tuiboard.domain.board import Card
from tuiboard.domain.calendar import add_days
from tuiboard.domain.changes import created
from tuiboard.domain.coefficients import Coefficients, coefficients, limits
from tuiboard.domain.commands import Context
from tuiboard.domain.decide import checks
from tuiboard.domain.decide.checks import quoted, some_card, some_cards
from tuiboard.domain.decide.decision import Decision, decision
from tuiboard.domain.decide.handoffs import offered, refuse_inactive
from tuiboard.domain.decide.placing import (
    check_limit,
    column_change,
    promise_warnings,
    ranks_at,
    set_fields,
    start_warnings,
)
from tuiboard.domain.handoff_commands import OfferHandoff
from tuiboard.domain.merging import clashes
from tuiboard.domain.pins import QUADRANTS
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import one_line
from tuiboard.domain.workspace import Workspace

PIN_DAYS = 14
"""Days for which a pin holds unless it says otherwise."""
LOWEST_RANK = 100_000
MOST_OPTIONS = 20


def pin(ws: Workspace, command: c.PinCards, context: Context) -> Decision:
    """Pin to a quadrant, a rank, or both."""
    cards = some_cards(ws, command.ids)
    quadrant = None if command.quadrant is None else _quadrant(command.quadrant)
    rank = checks.whole(command.rank, "rank", 1, LOWEST_RANK)
    if quadrant is None and rank is None:
        refuse("usage", "A pin needs a quadrant or a rank.", f"Quadrants: {', '.join(QUADRANTS)}.")
    reason = checks.title(command.reason, "reason")
    until = checks.date(command.until, "until") or add_days(context.today, PIN_DAYS)
    if until < context.today:
        refuse("bad_data", f"The pin would have ended on {until}, which is in the past.", "Name a day from today on.")
    for card in cards:
        if card.archived or ws.is_done(card):
            refuse("rule", f"Card {card.id} is {'archived' if card.archived else 'done'}: it has no rank to pin.")
    given = {"quadrant": quadrant, "rank": rank, "reason": reason, "until": until, "by": context.actor}
    pinned = {name: value for name, value in given.items() if value is not None}
    return decision("card.pinned", [set_fields(card, {"pin": {**pinned, "at": context.now}}) for card in cards])


def _quadrant(word: str) -> str:
    wanted = one_line(word).casefold().replace("-", " ")
    found = [quadrant for quadrant in QUADRANTS if quadrant.casefold() == wanted]
    found = found or [quadrant for quadrant in QUADRANTS if wanted and quadrant.casefold().startswith(wanted)]
    if len(found) != 1:
        refuse("bad_data", f"{quoted(word)} is no quadrant.", f"Choose {', '.join(QUADRANTS[:-1])} or {QUADRANTS[-1]}.")
    return found[0]


def unpin(ws: Workspace, command: c.UnpinCards, context: Context) -> Decision:
    """Take pins off; cards without one stay."""
    return decision("card.unpinned", [set_fields(card, {"pin": None}) for card in some_cards(ws, command.ids)])


# Triage


def triage(ws: Workspace, command: c.TriageCard, context: Context) -> Decision:
    """One decision about one card."""
    card = some_card(ws, command.id)
    if card.archived or ws.is_done(card):
        refuse("rule", f"Card {card.id} is {'archived' if card.archived else 'done'}: there is nothing to decide.")
    decide = _VERDICTS.get(command.verdict)
    if decide is None:
        refuse("usage", f"{quoted(command.verdict)} is no decision.", f"Choose {', '.join(c.VERDICTS)}.")
    note = one_line(command.note or "") or None
    fields, warnings, room = decide(ws, card, command.value, note, context)
    wanted = {name: value for name, value in fields.items() if name == _FIELD.get(command.verdict)}
    checks.refuse_clashes(card, clashes(card.doc, command.seen.get(card.id), wanted))
    change = set_fields(card, {**fields, "triaged_at": context.now})
    return decision("card.triaged", [*room, change], note, warnings)


def _now(ws: Workspace, card: Card, value: Any, note: str | None, context: Context) -> Any:
    """Into the first active column, unless it is in one; to whoever decides, unless someone owns it."""
    fields: dict[str, Any] = {"snoozed_until": None}
    if card.owner is None and ws.person(context.actor) is not None:
        fields["owner"] = context.actor
    active = [column for column in ws.columns() if column.does == "active"]
    if not active:
        refuse("rule", "This board has no column of kind active.", "`tuiboard column edit KEY kind=active` makes one.")
    if any(column.key == card.column for column in active):
        return fields, [], []
    warnings = [*check_limit(ws, active[0], 1, note), *start_warnings(ws, card, active[0])]
    ranks, room = ranks_at(ws, active[0].key, [card.id], None, None, True)
    return {**fields, **column_change(card, active[0], ranks[0], context.now)}, warnings, room


def _schedule(ws: Workspace, card: Card, value: Any, note: str | None, context: Context) -> Any:
    day = checks.date(value, "due")
    if day is None:
        refuse("usage", "Scheduling needs a date.", "fri, +3d, eom, 2026-12-01.")
    if day < context.today:
        refuse("bad_data", f"It can't be due on {day}, which is in the past.", "Name a day from today on.")
    return {"due": day, "snoozed_until": None}, [], []


def _delegate(ws: Workspace, card: Card, value: Any, note: str | None, context: Context) -> Any:
    person = checks.person(ws, value, "owner")
    if person is None:
        refuse("usage", "Delegating needs a person.", "`tuiboard person list` shows everyone.")
    if person == card.owner:
        refuse("rule", f"Card {card.id} is @{person}'s already.")
    receiver = refuse_inactive(ws, person, f"take card {card.id}")
    if card.owner and person != context.actor and receiver.login:
        # Who owns it stays accountable until it is taken.
        change, warnings = offered(ws, OfferHandoff(("card", card.id), person, note), context)
        return {}, warnings, [change]
    return checks.one_role_each(card.doc, {"owner": person}, str(card.id)), [], []


def _snooze(ws: Workspace, card: Card, value: Any, note: str | None, context: Context) -> Any:
    day = checks.date(value, "snoozed_until")
    if day is None or day <= context.today:
        refuse("bad_data", "It has to be hidden until a day after today.", "mon, +2w, 2026-12-01.")
    return {"snoozed_until": day}, [], []


def _drop(ws: Workspace, card: Card, value: Any, note: str | None, context: Context) -> Any:
    if note is None:
        refuse("usage", f"Dropping card {card.id} needs a reason.", "It is recorded, and undo brings the card back.")
    return {"archived": True}, list(promise_warnings(ws, [card])), []


def _weigh(ws: Workspace, card: Card, value: Any, note: str | None, context: Context) -> Any:
    found = checks.whole(value, "value", 0, 5)
    if found is None:
        refuse("usage", "A value is missing.", "It goes from 0 to 5.")
    return {"value": found}, [], []


_VERDICTS = {
    "now": _now, "schedule": _schedule, "delegate": _delegate, "snooze": _snooze, "drop": _drop, "value": _weigh,
}  # fmt: skip
_FIELD = {"now": "column", "schedule": "due", "delegate": "owner", "snooze": "snoozed_until", "value": "value"}
"""What a verdict sets above all: someone else's change of it is not overwritten unseen."""


# Decisions


def decide_on(ws: Workspace, command: c.AddDecision, context: Context) -> Decision:
    """Record a decision with what it was chosen from."""
    given = command.fields
    unknown = next((name for name in given if name not in _DECISION), None)
    if unknown is not None:
        refuse("usage", f"A decision has no field {quoted(unknown)} to set.", f"Fields: {', '.join(_DECISION)}.")
    from tuiboard.domain.decide import raid  # late: pins and triage have no links

    id = ws.next_id("decision")
    day = checks.date(given.get("date"), "date") or context.today
    if day > context.today:
        refuse("bad_data", f"It can't have been decided on {day}, which is in the future.", "Name a day up to today.")
    doc: dict[str, Any] = {
        "id": id, "title": checks.title(given.get("title")),
        "decision": checks.title(given.get("decision"), "decision"),
        "context": checks.body(given.get("context")), "consequences": checks.body(given.get("consequences")),
        "options": options(given.get("options")), "review_on": checks.date(given.get("review_on"), "review_on"),
        **{name: raid.links(ws, given.get(name), name) for name in raid.LINKS},
        "supersedes": raid.to_supersede(ws, given.get("supersedes")),
        "decider": checks.person(ws, given.get("decider"), "decider") or context.actor, "date": day,
        "created_at": context.now, "created_by": context.actor,
    }  # fmt: skip
    kept = {name: value for name, value in doc.items() if value not in (None, "", [])}
    return decision("decision.added", [created("decision", id, kept)])


_DECISION = (
    "title", "context", "options", "decision", "consequences", "decider", "date", "review_on", "cards", "risks",
    "supersedes",
)  # fmt: skip


def options(value: object) -> list[dict[str, Any]]:
    """[{name, pros, cons, cost}]: what a decision is chosen from, each with a name."""
    found = []
    for option in checks.some_list(value, "options", MOST_OPTIONS):
        if not isinstance(option, Mapping):
            refuse("bad_data", f"An option has a name, not {quoted(option)}.")
        made: dict[str, Any] = {"name": checks.title(option.get("name"), "option")}
        made |= {name: checks.short_text(option[name], name) for name in ("pros", "cons", "cost") if option.get(name)}
        found.append(made)
    return found


# Settings


def settings(given: object, known: Mapping[str, Any]) -> dict[str, Any]:
    """The board's numbers for priorities with those given; one that is None is reset. Refuses what makes no sense.

    Of what is there already nothing is checked: numbers of a newer version stay as they are.
    """
    if not isinstance(given, Mapping):
        refuse("bad_data", f"The numbers for priorities must be an object, not {quoted(given)}.")
    made: dict[str, Any] = {}
    for name, found in given.items():
        if name in known and found == known[name]:
            continue
        if name not in Coefficients._fields:
            refuse("usage", f"There is no number {quoted(name)} for priorities.",
                   f"Numbers: {', '.join(Coefficients._fields)}.")  # fmt: skip
        made[name] = checks.number(found, name, *limits(name))
    together = {name: value for name, value in {**known, **made}.items() if value is not None}
    numbers = coefficients({"priority": together})
    shares = numbers.urgency_share + numbers.importance_share
    if made.keys() & {"urgency_share", "importance_share"} and abs(shares - 1) > 1e-6:
        refuse("bad_data", f"The shares of urgency and importance add up to {shares:g}, not to 1.",
               "Set both at once: urgency_share=0.4 importance_share=0.6.")  # fmt: skip
    return together
