"""Hand-offs: offered, answered, and settled by themselves where there is nothing left to hand over."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from tuiboard.domain.absence import absence
from tuiboard.domain.board import Card, Person
from tuiboard.domain.calendar import local_date
from tuiboard.domain.changes import Change, Id, created, edited
from tuiboard.domain.commands import Context
from tuiboard.domain.decide import checks
from tuiboard.domain.decide.checks import quoted
from tuiboard.domain.decide.decision import Decision, decision
from tuiboard.domain.handoff_commands import ANSWERS, AnswerHandoff, OfferHandoff
from tuiboard.domain.handoffs import MOST_HOURS, Handoff, entity_key, handoff, offer_on, offers
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import visible
from tuiboard.domain.undo import Obstacle
from tuiboard.domain.workspace import Workspace


def offer(ws: Workspace, command: OfferHandoff, context: Context) -> Decision:
    """Offer a card or risk to someone; who has it keeps it until that is accepted."""
    change, warnings = offered(ws, command, context)
    return decision("handoff.offered", [change], command.note or None, warnings)


def offered(ws: Workspace, command: OfferHandoff, context: Context) -> tuple[Change, list[str]]:
    """The change that makes an offer, and what to warn of. Raises Refused."""
    kind, id = command.on
    doc, words = _open(ws, kind, id)
    receiver = checks.person(ws, command.receiver, "receiver")
    if receiver is None:
        refuse("usage", "A hand-off needs a person.", "`tuiboard person list` shows everyone.")
    giver = doc.get("owner") or context.actor
    if receiver in (giver, context.actor):
        whose = "yours already" if giver == receiver == context.actor else f"@{visible(giver, 40)}’s"
        hint = "Name someone else." if giver == receiver else f"@{visible(giver, 40)} can hand it over."
        refuse("rule", f"You can't hand {words} to @{receiver}: it is {whose}." if giver == receiver else
               f"You can't hand {words} to yourself: it is {whose}.", hint)  # fmt: skip
    person = refuse_inactive(ws, receiver, f"take {words}")
    if ws.person(giver) is None:
        refuse("rule", f"Nobody on this board owns {words}, so there is nobody to hand it over.",
               "Give it to someone directly: owner=….")  # fmt: skip
    standing = offer_on(ws, kind, id)
    if standing is not None:
        refuse("rule", f"{words[:1].upper()}{words[1:]} is offered to @{visible(standing.receiver, 40)} already"
               f" ({standing.key}).", f"Withdraw that first: tuiboard handoff withdraw {standing.key}")  # fmt: skip
    day = checks.date(command.answer_by, "answer_by")
    if day is not None and day < context.today:
        refuse("bad_data", f"It can't be answered by {day}, which is in the past.", "Name a day from today on.")
    number = ws.next_id("handoff")
    made = {
        "id": number, "on": [kind, id], "giver": giver, "receiver": receiver,
        "note": checks.short_text(command.note, "note"), "answer_by": day, "state": "offered",
        "offered_at": context.now, "created_by": context.actor if context.actor != giver else None,
    }  # fmt: skip
    unknown = f"@{receiver} has no login on this board: only a user called {receiver} can answer."
    warnings = [] if person.login else [unknown]
    away = absence(ws, receiver, context.today)
    if away:
        warnings.append(f"@{receiver} is {away} and may not answer before.")
    return created("handoff", number, made), warnings


def _open(ws: Workspace, kind: str, id: Id) -> tuple[Mapping[str, Any], str]:
    """The document of a card or risk that can be handed over, and what to call it."""
    if kind == "card" and isinstance(id, int):
        card = checks.some_card(ws, id)
        if card.archived or ws.is_done(card):
            refuse(
                "rule", f"Card {card.id} is {'archived' if card.archived else 'done'}: there is nothing to hand over."
            )
        return card.doc, f"card {id}"
    risk = ws.risk(id) if kind == "risk" and isinstance(id, int) else None
    if risk is None:
        refuse(
            "not_found", f"There is no {quoted(kind)} {quoted(id)} to hand over.", "Cards and risks are handed over."
        )
    if not risk.is_open:
        refuse("rule", f"Risk {risk.key} is {risk.state}: there is nothing to hand over.")
    return risk.doc, f"risk {risk.key}"


def answer(ws: Workspace, command: AnswerHandoff, context: Context) -> Decision:
    """Accept, decline or withdraw an offer."""
    state = ANSWERS.get(command.answer)
    if state is None:
        refuse("usage", f"{quoted(command.answer)} is no answer.", f"Choose {', '.join(ANSWERS)}.")
    found = handoff(ws, command.id)
    if found is None:
        refuse("not_found", f"There is no hand-off H{visible(command.id, 30)}.", "`tuiboard handoff list` shows them.")
    _refuse_settled(found, command.answer)
    _refuse_others(ws, found, command.answer, context)
    reason = checks.short_text(command.reason, "reason")
    if state == "declined" and reason is None:
        refuse("usage", f"Declining {found.key} needs a reason.", "It is recorded, and @"
               f"{visible(found.giver, 40)} sees it.")  # fmt: skip
    changes: list[Change | None] = [_settled(found, state, reason, context)]
    if state == "accepted":
        refuse_inactive(ws, found.receiver, f"take {found.key}")
        kind, id = found.on
        now = ws.doc(kind, id)
        if now is None:
            refuse("rule", f"What {found.key} hands over is gone.", f"tuiboard handoff withdraw {found.key}")
        _, moot = _moot(ws, found, now)
        if moot:
            refuse("rule", f"There is nothing left to accept: {kind} {entity_key(found.on)} {moot}.",
                   f"tuiboard handoff decline {found.key} REASON")  # fmt: skip
        fields = checks.one_role_each(now, {"owner": found.receiver}, entity_key(found.on))
        changes.append(edited(kind, id, now, fields))
    return decision(f"handoff.{state}", changes)


def refuse_inactive(ws: Workspace, handle: str, what: str) -> Person:
    """Someone who is still active. Raises Refused, which says `what` they can't do."""
    person = ws.person(handle)
    if person is None:
        refuse("rule", f"@{visible(handle, 40)} is not on this board and can't {what}.", "Name someone who is.")
    if not person.active:
        refuse("rule", f"@{visible(handle, 40)} is not active any more and can't {what}.", "Name someone who is.")
    return person


def _refuse_settled(found: Handoff, given: str) -> None:
    if found.state != "offered":
        by = found.receiver if found.state in ("accepted", "declined") else found.offered_by
        day = f" on {local_date(found.answered_at)}" if found.answered_at else ""
        refuse("rule", f"{found.key} was {found.state} by @{visible(by, 40)}{day}.",
               f"It can't be {'withdrawn' if given == 'withdraw' else 'answered'} any more.")  # fmt: skip


def _refuse_others(ws: Workspace, found: Handoff, given: str, context: Context) -> None:
    may = (found.giver, found.offered_by) if given == "withdraw" else (found.receiver,)
    if context.actor not in may:
        who = " or ".join(f"@{visible(handle, 40)}" for handle in dict.fromkeys(may))
        refuse("rule", f"Only {who} can {given} {found.key}; you are {visible(context.actor, 40)}.",
               f"`tuiboard person edit {visible(may[0], 40)} login=…` says whose login that is.")  # fmt: skip


def _settled(found: Handoff, state: str, reason: str | None, context: Context) -> Change:
    fields = {"state": state, "answered_at": context.now, "reason": reason}
    after = {name: value for name, value in fields.items() if found.doc.get(name) != value}
    after["on"] = found.doc.get("on")  # so that the answer is found in the history of the card
    return Change("handoff", found.id, {name: found.doc.get(name) for name in after}, after)


def moot_offers(ws: Workspace, changes: Sequence[Change], context: Context) -> list[Change]:
    """What withdraws the offers that these changes leave with nothing to hand over: another owner was set, or the card
    or risk is done, archived, closed or gone."""
    settled = {change.id for change in changes if change.kind == "handoff"}
    touched = {(change.kind, change.id): change.after for change in changes if change.kind in ("card", "risk")}
    found = []
    for each in offers(ws):
        if each.id in settled or each.on not in touched:
            continue
        after = touched[each.on]
        _, why = ("", "is gone") if after is None else _moot(ws, each, {**(ws.doc(*each.on) or {}), **after})
        if not why and after is not None and "owner" in after and after["owner"] != each.giver:
            why = "got another owner"
        if why:
            reason = f"{each.on[0]} {entity_key(each.on)} {why}"
            found.append(_settled(each, "withdrawn", reason, context))
    return found


def _moot(ws: Workspace, each: Handoff, doc: Mapping[str, Any]) -> tuple[str, str]:
    """The field that leaves nothing to hand over of a card or risk, and what it says; empty where there is something.
    What nobody owns can be taken."""
    if each.on[0] == "card" and doc.get("archived"):
        return "archived", "is archived"
    if each.on[0] == "card" and ws.is_done(Card(doc)):
        return "column", "is done"
    if each.on[0] == "risk" and doc.get("state") in ("closed", "occurred"):
        return "state", f"is {doc['state']}"
    if doc.get("owner") not in (None, "", each.giver):
        return "owner", "got another owner"
    return "", ""


def reopened(after: Workspace, changes: Iterable[Change]) -> Iterator[Obstacle]:
    """Yield what stands in the way of the offers that these changes open, in the workspace after them: another offer of
    the same card or risk, or that there is nothing left to hand over."""
    opened = {change.id for change in changes if change.kind == "handoff" and (change.after or {}).get("state")}
    for each in offers(after):
        if each.id not in opened:
            continue
        kind, id = each.on
        words = f"{kind} {entity_key(each.on)}"
        others = (other for other in offers(after) if other.on == each.on and other.id != each.id)
        other = next(others, None)
        field, why = _moot(after, each, after.doc(kind, id) or {})
        if other is not None:
            yield Obstacle("handoff", other.id, "", f"offers {words} to @{visible(other.receiver, 40)}")
        elif why:
            yield Obstacle(kind, id, field, why)


def settings(given: object, known: Mapping[str, Any]) -> dict[str, Any]:
    """The board's rules for hand-offs with those given; what is None is reset."""
    if not isinstance(given, Mapping):
        refuse("bad_data", f"The rules for hand-offs must be an object, not {quoted(given)}.")
    unknown = next((name for name in given if name != "hours"), None)
    if unknown is not None:
        refuse("usage", f"There is no rule {quoted(unknown)} for hand-offs.", "Rules: hours.")
    made = {**known, **{name: checks.number(hours, "handoff_hours", 1, MOST_HOURS) for name, hours in given.items()}}
    return {name: value for name, value in made.items() if value is not None}
