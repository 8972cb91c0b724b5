"""Roles of people in cards, milestones and risks; calls for help; escalations."""

from collections.abc import Mapping
from typing import Any

from tuiboard.domain import team_commands as c
from tuiboard.domain.changes import Change, Doc, created, edited
from tuiboard.domain.commands import Context
from tuiboard.domain.decide import checks
from tuiboard.domain.decide.checks import quoted, some_card, some_cards
from tuiboard.domain.decide.decision import Decision, decision
from tuiboard.domain.decide.placing import set_fields
from tuiboard.domain.raci import FIELDS, KINDS, LETTER_WORDS, key_of, roles_of
from tuiboard.domain.refusal import refuse
from tuiboard.domain.shapes import is_id
from tuiboard.domain.support import (
    MOST_LEVELS,
    escalation_hours,
    hours_waited,
    is_rising,
    level_of,
    waited_words,
    waits_of,
)
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace

# Roles


def assign(ws: Workspace, command: c.AssignRole, context: Context) -> Decision:
    """Give a role or take it off, as one change."""
    doc = _thing(ws, command.kind, command.id)
    if command.letter not in FIELDS:
        refuse("usage", f"{quoted(command.letter)} is no role.", "Roles: A, R, C and I.")
    if command.on:
        _check_here(ws, command.person, LETTER_WORDS[command.letter])
    fields = _accountable(doc, command) if command.letter == "A" else _other(doc, command)
    return decision(f"{command.kind}.edited", [edited(command.kind, command.id, doc, fields)])


def _thing(ws: Workspace, kind: str, id: int) -> Doc:
    doc = ws.doc(kind, id) if kind in KINDS and is_id(id) else None
    if doc is None:
        refuse("not_found", f"There is no {visible(kind, 20)} {visible(key_of((kind, id)), 30)}.",
               "`tuiboard raci` shows what there is.")  # fmt: skip
    return doc


def _check_here(ws: Workspace, handle: str, role: str) -> None:
    checks.person(ws, handle, role)
    person = ws.person(handle)
    if person is None or not person.active:
        refuse("rule", f"@{visible(handle, 40)} is not active any more and can't be {role}.",
               "Choose someone who is there.")  # fmt: skip


def _accountable(doc: Doc, command: c.AssignRole) -> dict[str, Any]:
    owner = roles_of(doc).accountable
    if command.seen is not None and command.seen != (owner or "") and owner != command.person:
        now = f"@{visible(owner, 40)} is" if owner else "nobody is"
        message = f"Someone else changed who is accountable for {key_of((command.kind, command.id))}: {now} now."
        refuse("conflict", message, "Decide again, knowing that.")
    if not command.on:
        return {"owner": None} if owner == command.person else {}
    return {"owner": command.person, **_without(doc, command.person, "CI")}


def _other(doc: Doc, command: c.AssignRole) -> dict[str, Any]:
    roles, field = roles_of(doc), FIELDS[command.letter]
    if command.on and command.letter in "CI" and command.person == roles.accountable:
        about = key_of((command.kind, command.id))
        who = visible(command.person, 40)
        refuse("rule", f"@{who} is accountable for {about}, and so is not {LETTER_WORDS[command.letter]} as well.",
               "Make someone else accountable first.")  # fmt: skip
    fields = _without(doc, command.person, "RCI")
    if command.on:
        named = [] if field == "responsible" and roles.implied else list(getattr(roles, field))
        fields[field] = [*(who for who in named if who != command.person), command.person]
    else:
        fields = {field: fields[field]} if field in fields else {}
    return fields


def _without(doc: Doc, person: str, letters: str) -> dict[str, Any]:
    """The lists of these roles without a person, those that have them."""
    roles = roles_of(doc)
    named = {FIELDS[letter]: getattr(roles, FIELDS[letter]) for letter in letters}
    if roles.implied:
        named.pop("responsible", None)
    return {field: [who for who in people if who != person] for field, people in named.items() if person in people}


def shift(ws: Workspace, command: c.ShiftRoles, context: Context) -> Decision:
    """Move people to another role, or take theirs off."""
    doc = _thing(ws, command.kind, command.id)
    if not command.people:
        refuse("usage", "Nobody was named.")
    if command.to is not None and command.to not in FIELDS:
        refuse("usage", f"{quoted(command.to)} is no role.", "Roles: R, C and I.")
    after: Mapping[str, Any] = doc
    for person in dict.fromkeys(command.people):
        if command.to is not None:
            moved = c.AssignRole(command.kind, command.id, person, command.to)
            _check_here(ws, person, LETTER_WORDS[command.to])
            after = {**after, **_other(dict(after), moved)}
        else:
            after = {**after, **_without(dict(after), person, "RCI")}
    fields = {field: after.get(field) for field in FIELDS.values() if after.get(field) != doc.get(field)}
    return decision(f"{command.kind}.edited", [edited(command.kind, command.id, doc, fields)])


# Help and escalation


def ask_for_help(ws: Workspace, command: c.AskForHelp, context: Context) -> Decision:
    """Say what help is wanted; the instant at which it was first asked for survives a change of the words."""
    what = checks.title(command.what, "help that is wanted")
    changes = []
    for card in some_cards(ws, command.ids):
        asked = card.help_wanted or {}
        wanted = {**asked, "reason": what, "since": asked.get("since") or context.now}
        changes.append(set_fields(card, {"help_wanted": wanted}))
    return decision("card.help_wanted", changes)


def end_help(ws: Workspace, command: c.EndHelp, context: Context) -> Decision:
    """No help is wanted; cards that don't ask for any stay."""
    cards = some_cards(ws, command.ids)
    return decision("card.help_ended", [set_fields(card, {"help_wanted": None}) for card in cards])


def escalate(ws: Workspace, command: c.EscalateCard, context: Context) -> Decision:
    """Note the level that waiting has come to with what the card waits for, and say it in a comment."""
    card = some_card(ws, command.id)
    to = checks.title(command.to, "name of whom it is escalated to")
    waits = waits_of(card.doc)
    if not waits or card.archived or ws.is_done(card):
        state = "is archived" if card.archived else "is done" if ws.is_done(card) else "waits for nobody"
        refuse("rule", f"Card {card.id} {state}: there is nothing to escalate.")
    wait, limits = waits[0], escalation_hours(ws.board)
    hours = hours_waited(wait.since, context.now)
    level = level_of(hours, limits)
    further = next((limit for limit in limits if hours < limit), None)
    if level <= wait.recorded:
        coming = "" if further is None else f"The next level is reached after {further:g} hours of waiting."
        done = f"Level {wait.recorded} of card {card.id} is recorded already." if wait.recorded else (
            f"Card {card.id} has waited for {hours:.0f} hours only."
        )  # fmt: skip
        refuse("rule", done, coming)
    noted = {**(card.doc.get(wait.field) or {}), "level": level}
    why = "blocked" if wait.field == "blocked" else "help wanted"
    text = f"Escalated to level {level} to {to}: {why} for {waited_words(hours)}, {wait.reason or 'no reason given'}"
    id = ws.next_id("comment")
    comment = {"id": id, "on": ["card", card.id], "author": context.actor, "at": context.now, "text": text}
    changes: list[Change | None] = [set_fields(card, {wait.field: noted}), created("comment", id, comment)]
    return decision("card.escalated", changes, f"level {level} to {to}")


# Settings


def settings(given: object, known: Mapping[str, Any]) -> dict[str, Any]:
    """The board's rules of support with those given; one that is None is reset. Refuses hours that make no sense."""
    if not isinstance(given, Mapping):
        refuse("bad_data", f"The rules of support must be an object, not {quoted(given)}.")
    for name, value in given.items():
        if name in known and value == known[name]:
            continue
        if name != "escalation_hours":
            refuse("usage", f"There is no rule {quoted(name)} of support.", "Rules: escalation_hours.")
        if value is not None and not is_rising(value):
            refuse("bad_data", f"{quoted(_listed(value))} can't be hours of escalation.",
                   f"One to {MOST_LEVELS} numbers above 0, each larger than the one before: 24,72,120.")  # fmt: skip
    return {name: value for name, value in {**known, **given}.items() if value is not None}


def _listed(value: object) -> object:
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else value
