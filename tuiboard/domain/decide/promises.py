"""Making, keeping, missing and renegotiating promises: who may say what, and when."""

from collections.abc import Mapping, Sequence
from typing import Any

from tuiboard.domain import promise_commands as p
from tuiboard.domain.board import Card
from tuiboard.domain.calendar import days_between, local_date
from tuiboard.domain.changes import Change, created
from tuiboard.domain.commands import Context
from tuiboard.domain.decide import checks
from tuiboard.domain.decide.checks import quoted, some_card
from tuiboard.domain.decide.decision import Decision, decision
from tuiboard.domain.decide.placing import set_fields
from tuiboard.domain.promises import REASONS, Promise, promise, promises_on
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace


def make(ws: Workspace, command: p.MakePromise, context: Context) -> Decision:
    """Promise, or ask for a promise."""
    card = some_card(ws, command.card)
    if card.archived or ws.is_done(card):
        refuse("rule", f"Card {card.id} is {'archived' if card.archived else 'done'}: there is nothing to promise.")
    performer = _performer(ws, card, command.performer, context)
    customer = _customer(ws, card, command.customer, performer, context)
    due = checks.date(command.due, "due") or checks.date(card.due, "due")
    if due is None:
        refuse("usage", "A promise needs a date.", "fri, +3d, eom, 2026-12-01.")
    _refuse_past(due, context)
    same = next((each for each in promises_on(ws, card.id) if each.is_open and each.performer == performer
                 and each.customer == customer), None)  # fmt: skip
    if same is not None:
        refuse("rule", f"{same.key} says so already: @{performer} to {_named(customer)}, due {same.due}.",
               f"`tuiboard promise renegotiate {same.key} DATE` agrees on another day.")  # fmt: skip
    id = ws.next_id("promise")
    given = performer == context.actor or is_alone(ws)
    doc = {
        "id": id, "on": ["card", card.id], "performer": performer, "customer": customer,
        "conditions": checks.short_text(command.conditions, "conditions"), "due": due,
        "state": "promised" if given else "requested", "created_at": context.now, "created_by": context.actor,
    }  # fmt: skip
    owing = [_owed(card, customer, due)] if given else []
    action = "promise.made" if given else "promise.requested"
    return decision(action, [created("promise", id, doc), *owing], None, _late_card(card, due))


def _performer(ws: Workspace, card: Card, given: str | None, context: Context) -> str:
    """Whoever is to do it: someone active, the owner of the card unless said."""
    handle = given or card.owner or (context.actor if ws.person(context.actor) is not None else None)
    if handle is None:
        refuse("usage", f"Nobody owns card {card.id}: say who promises.",
               "`tuiboard person list` shows everyone.")  # fmt: skip
    checks.person(ws, handle, "performer")
    person = ws.person(handle)
    if person is not None and not person.active:
        refuse("rule", f"@{visible(handle, 40)} is inactive and can't promise anything.", "Name someone else.")
    return handle


def _customer(ws: Workspace, card: Card, given: str | None, performer: str, context: Context) -> str:
    """Whom it is promised to: `@handle` for someone on the board, else a name."""
    text = given or card.promised_to or ""
    if not text and context.actor != performer and ws.person(context.actor) is not None:
        text = f"@{context.actor}"
    if not text:
        refuse("usage", "A promise is made to someone.", "A name, or @handle for someone on the board.")
    customer = checks.title(text, "customer")
    if customer.casefold() in ("me", "@me"):
        customer = f"@{context.actor}"
    if customer.startswith("@"):
        handle = customer[1:].casefold()
        if checks.person(ws, handle, "customer") is None:
            refuse("usage", "A promise is made to someone.", "A name, or @handle for someone on the board.")
        person = ws.person(handle)
        if person is not None and not person.active:
            refuse("rule", f"@{visible(handle, 40)} is inactive and can't accept anything.", "Name someone else.")
        if handle == performer:
            refuse("rule", f"@{visible(performer, 40)} can't promise something to themselves.",
                   "Name whoever needs it.")  # fmt: skip
        return f"@{handle}"
    if ws.person(customer.casefold()) is not None:  # who is here is no outsider, for whom anyone could accept
        return _customer(ws, card, f"@{customer}", performer, context)
    return customer


def _refuse_past(due: str, context: Context) -> None:
    if due < context.today:
        refuse("bad_data", f"Nothing can be promised for {due}, which is in the past.", "Name a day from today on.")


def _owed(card: Card | None, customer: str, due: str, was: str | None = None) -> Change | None:
    """What a promise that is given makes of its card: whom outside the team it is promised to, and its due date where
    it has none, or the one (`was`) of the promise before."""
    if card is None:
        return None
    fields: dict[str, Any] = {}
    if not customer.startswith("@") and card.promised_to is None:
        fields["promised_to"] = customer
    if card.due is None or (was is not None and card.due == was):
        fields["due"] = due
    return set_fields(card, fields)


def _late_card(card: Card, due: str) -> Sequence[str]:
    """A warning where the card is due only after the promise is."""
    return (
        [f"Card {card.id} is due on {card.due}, after the promise."] if card.due is not None and card.due > due else []
    )


def give(ws: Workspace, command: p.GivePromise, context: Context) -> Decision:
    """Promise what was asked for."""
    found = _some(ws, command.id)
    _refuse_unless(found, ("requested",), "promised")
    if context.actor != found.performer and not is_alone(ws):
        refuse("rule", f"{found.key} is @{visible(found.performer, 40)}'s to promise, and you are {_me(ws, context)}.")
    due = found.due
    if due is None or due < context.today:
        refuse("rule", f"{found.key} was asked for by {due}, which is in the past.",
               "Decline it, and make one for another day.")  # fmt: skip
    card = ws.card(found.card or 0)
    warnings = () if card is None else _late_card(card, due)
    given = _set(found, {"state": "promised", "note": None})
    old = None if found.renews is None else promise(ws, found.renews)
    if old is None or not old.is_given or old.due is None or old.due < context.today:
        return decision("promise.made", [given, _owed(card, found.customer, due)], None, warnings)
    ended = _set(old, {"state": "renegotiated", "note": found.note or None, "settled_at": context.now})
    owing = _owed(card, found.customer, due, old.due)
    return decision("promise.renegotiated", [ended, given, owing], None, warnings)


def decline(ws: Workspace, command: p.DeclinePromise, context: Context) -> Decision:
    """Don't promise what was asked for, or don't ask for it any more."""
    found = _some(ws, command.id)
    _refuse_unless(found, ("requested",), "declined")
    _refuse_stranger(ws, found, context)
    note = checks.short_text(command.note, "note")
    asked = context.actor == found.performer or (is_alone(ws) and context.actor != found.created_by)
    state = "declined" if asked else "withdrawn"
    return decision(f"promise.{state}", [_set(found, {"state": state, "note": note, "settled_at": context.now})])


def declare(ws: Workspace, command: p.DeclarePromise, context: Context) -> Decision:
    """The performer says that it is done; the customer has the last word."""
    found = _some(ws, command.id)
    _refuse_unless(found, ("promised",), "declared done")
    if context.actor != found.performer and not is_alone(ws):
        refuse(
            "rule", f"{found.key} is @{visible(found.performer, 40)}'s to declare done, and you are {_me(ws, context)}."
        )
    warnings = _overdue(found, context.today)
    # What was missing when it was handed back is there now.
    fields = {"state": "declared", "declared_at": context.now, "note": None}
    return decision("promise.declared", [_set(found, fields)], None, warnings)


def keep(ws: Workspace, command: p.KeepPromise, context: Context) -> Decision:
    """The customer accepts; for one outside the team, whoever is told."""
    found = _some(ws, command.id)
    _refuse_unless(found, ("promised", "declared"), "kept")
    customer = found.customer_handle
    if customer is not None and customer != context.actor and not is_alone(ws):
        person = ws.person(customer)
        if person is not None and person.active:
            refuse(
                "rule", f"{found.key} is kept once @{visible(customer, 40)} accepts it, and you are {_me(ws, context)}."
            )
    # What was declared in time is kept in time, however long the answer took.
    day = local_date(found.declared_at) if found.declared_at else context.today
    fields = {"state": "kept", "declared_at": found.declared_at or context.now, "settled_at": context.now, "note": None,
              "kept_by": None if customer == context.actor else context.actor}  # fmt: skip
    return decision("promise.kept", [_set(found, fields)], None, _overdue(found, day))


def hand_back(ws: Workspace, command: p.ReturnPromise, context: Context) -> Decision:
    """The customer is not satisfied with what was declared done: it is promised as before."""
    found = _some(ws, command.id)
    _refuse_unless(found, ("declared",), "handed back")
    _refuse_stranger(ws, found, context)
    if found.customer_handle is not None and context.actor == found.performer and not is_alone(ws):
        refuse(
            "rule",
            f"What is missing from {found.key} is for {_named(found.customer)} to say, and you are {_me(ws, context)}.",
        )
    note = checks.title(command.note, "note")
    fields = {"state": "promised", "declared_at": None, "note": note}
    return decision("promise.returned", [_set(found, fields)])


def miss(ws: Workspace, command: p.MissPromise, context: Context) -> Decision:
    """Its date has passed, and it was not done."""
    found = _some(ws, command.id)
    _refuse_unless(found, ("promised", "declared"), "missed")
    _refuse_stranger(ws, found, context)
    if found.due is not None and found.due >= context.today:
        refuse("rule", f"{found.key} is due on {found.due}: it can't have been missed yet.",
               "Until then it can be renegotiated, or broken.")  # fmt: skip
    _refuse_in_time(found)
    return decision("promise.missed", [_set(found, _failed("missed", command.reason, command.note, context))])


def _refuse_in_time(found: Promise) -> None:
    """Refuse to count as missed what was declared done in time: the customer answers that, however late."""
    if found.state == "declared" and found.days_over == 0:
        refuse("rule", f"{found.key} was declared done in time, on {local_date(found.declared_at)}: it was not missed.",
               "Whoever is not satisfied hands it back first, and says what is missing.")  # fmt: skip


def break_(ws: Workspace, command: p.BreakPromise, context: Context) -> Decision:
    """It will not be done; nobody outside is owed it any more."""
    found = _some(ws, command.id)
    _refuse_unless(found, ("promised", "declared"), "broken")
    _refuse_stranger(ws, found, context)
    changes = [_set(found, _failed("broken", command.reason, command.note, context))]
    card = ws.card(found.card or 0)
    if (
        card is not None
        and card.promised_to == found.customer
        and not any(
            other.is_given and other.customer == found.customer and other.id != found.id
            for other in promises_on(ws, card.id)
        )
    ):
        return decision("promise.broken", [*changes, set_fields(card, {"promised_to": None})])
    return decision("promise.broken", changes)


def renegotiate(ws: Workspace, command: p.RenegotiatePromise, context: Context) -> Decision:
    """Agree on another day: an outcome of its own while the date has not passed, a miss after that. By anyone but the
    performer it is asked for, and until they give it what was promised stands."""
    found = _some(ws, command.id)
    _refuse_unless(found, ("promised", "declared"), "renegotiated")
    _refuse_stranger(ws, found, context)
    due = checks.date(command.due, "due")
    if due is None:
        refuse("usage", "Renegotiating needs a date.", "fri, +3d, eom, 2026-12-01.")
    _refuse_past(due, context)
    if due == found.due:
        refuse("rule", f"{found.key} is due on {due} already.", "Name another day.")
    missed = found.due is not None and found.due < context.today
    note = checks.short_text(command.note, "note")
    fields: Mapping[str, Any] = {"state": "renegotiated", "note": note, "settled_at": context.now}
    if missed:
        _refuse_in_time(found)
        if command.reason is None:
            refuse("rule", f"{found.key} was due on {found.due}, which has passed: it counts as missed, and that needs "
                   "a reason.", f"One of {', '.join(REASONS)}.", {"needs": "miss-reason"})  # fmt: skip
        fields = _failed("missed", command.reason, command.note, context)
    given = context.actor == found.performer or is_alone(ws)
    asked = next((each for each in promises_on(ws, found.card or 0) if each.renews == found.id and each.is_open), None)
    if asked is not None:
        refuse("rule", f"{asked.key} asks for another day already: {asked.due}.",
               f"`tuiboard promise {'give' if given else 'decline'} {asked.key}` settles that.")  # fmt: skip
    id = ws.next_id("promise")
    renewed = created("promise", id, {
        "id": id, "on": found.doc.get("on"), "performer": found.performer, "customer": found.customer,
        "conditions": found.conditions or None, "due": due, "state": "promised" if given else "requested",
        "renews": found.id, "note": None if given or missed else note, "created_at": context.now,
        "created_by": context.actor,
    })  # fmt: skip
    warnings = [f"{found.key} counts as missed: its date had passed."] if missed else []
    if not given:
        return decision("promise.requested", [_set(found, fields) if missed else None, renewed], None, warnings)
    card = ws.card(found.card or 0)
    owing = _owed(card, found.customer, due, found.due)
    return decision("promise.renegotiated", [_set(found, fields), renewed, owing], None, warnings)


def is_alone(ws: Workspace) -> bool:
    """True for a board with one person at most, who then says everything themselves."""
    return sum(1 for person in ws.people() if person.active) <= 1


def _some(ws: Workspace, id: int) -> Promise:
    found = promise(ws, id)
    if found is None:
        refuse("not_found", f"There is no promise P{visible(id, 30)}.", "`tuiboard promise list --all` shows them.")
    return found


_IS = {"requested": "is asked for, not promised yet", "promised": "is promised already",
       "declared": "is declared done already", "kept": "is kept", "missed": "was missed", "broken": "was broken",
       "renegotiated": "was renegotiated", "declined": "was declined", "withdrawn": "was withdrawn"}  # fmt: skip


def _refuse_unless(found: Promise, states: Sequence[str], what: str) -> None:
    """Refuse what the state does not allow; who brought it there, and when, is in the log."""
    if found.state not in states:
        when = f" on {local_date(found.settled_at)}" if found.settled_at else ""
        refuse("rule", f"{found.key} {_IS[found.state]}{when}: it can't be {what}.")


def _refuse_stranger(ws: Workspace, found: Promise, context: Context) -> None:
    """What becomes of a promise is for those to say whom it is between, who asked for it, and who owns the card."""
    card = ws.card(found.card or 0)
    parties = {found.performer, found.customer_handle, found.created_by, None if card is None else card.owner}
    if context.actor not in parties and not is_alone(ws):
        refuse("rule", f"{found.key} is between @{visible(found.performer, 40)} and {_named(found.customer)}, "
               f"and you are {_me(ws, context)}.")  # fmt: skip


def _me(ws: Workspace, context: Context) -> str:
    who = visible(context.actor, 40)
    return f"@{who}" if ws.person(context.actor) is not None else f"{who}, who is not on this board"


def _named(customer: str) -> str:
    return visible(customer, 60) or "nobody"


def _overdue(found: Promise, day: str) -> Sequence[str]:
    days = days_between(found.due, day) if found.due is not None else 0
    return [f"{found.key} was due on {found.due}: it is {days} day{'' if days == 1 else 's'} late."] if days > 0 else []


def _failed(state: str, reason: object, note: str | None, context: Context) -> Mapping[str, Any]:
    if reason not in REASONS:
        said = "The reason is missing." if reason in (None, "") else f"{quoted(reason)} is no reason of the list."
        refuse("bad_data", said, f"Choose one of {', '.join(REASONS)}; a note can say more.")
    return {"state": state, "reason": reason, "note": checks.short_text(note, "note"), "settled_at": context.now}


def _set(found: Promise, fields: Mapping[str, Any]) -> Change:
    """The change of some fields; what the promise is on stands in it too, so that the card's history has it."""
    wanted = {name: value for name, value in fields.items() if found.doc.get(name) != value}
    before = {name: found.doc.get(name) for name in wanted}
    on = found.doc.get("on")
    return Change("promise", found.id, {"on": on, **before}, {"on": on, **wanted})
