"""Assumptions, issues and lessons: noted, edited, and moved from state to state; links of decisions."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tuiboard.domain import raid_commands as c
from tuiboard.domain.changes import Change, created, edited
from tuiboard.domain.commands import Context
from tuiboard.domain.decide import checks, risk_checks
from tuiboard.domain.decide.checks import quoted
from tuiboard.domain.decide.decision import Decision, decision
from tuiboard.domain.merging import clashes
from tuiboard.domain.names import LETTERS
from tuiboard.domain.raid import RAID_KINDS, STATES, RaidItem, newest_of, raid_item
from tuiboard.domain.refusal import refuse
from tuiboard.domain.shapes import is_id
from tuiboard.domain.text import one_line, visible
from tuiboard.domain.workspace import Workspace

MOST_LINKS = 100
LINKS = ("cards", "risks")

Check = Callable[[Workspace, Any], Any]


def links(ws: Workspace, value: object, field: str) -> list[int]:
    """Ids of cards or risks that exist, each once."""
    found = checks.some_list(value, field, MOST_LINKS)
    for number in found:
        if not is_id(number):
            refuse("bad_data", f"{quoted(number)} is no number of one of the {field}.")
        if field == "cards":
            checks.some_card(ws, number)
        else:
            risk_checks.some_risk(ws, number)
    return list(dict.fromkeys(found))


_SAID: dict[str, Check] = {
    "text": lambda ws, value: checks.title(value, "text"),
    "owner": lambda ws, value: checks.person(ws, value, "owner"),
}
_LINKED: dict[str, Check] = {
    "cards": lambda ws, value: links(ws, value, "cards"),
    "risks": lambda ws, value: links(ws, value, "risks"),
}
FIELDS: Mapping[str, Mapping[str, Check]] = {
    "decision": {**_LINKED, "review_on": lambda ws, value: checks.date(value, "review_on")},
    "assumption": {**_SAID, "validate_by": lambda ws, value: checks.date(value, "validate_by"), **_LINKED},
    "issue": {**_SAID, "due": lambda ws, value: checks.date(value, "due"), **_LINKED},
    "lesson": {**_SAID, "cause": lambda ws, value: checks.short_text(value, "cause"), **_LINKED},
}
"""Every field that a person may set, by kind, with its check. Of a decision these are all that ever change."""


def some_item(ws: Workspace, kind: str, id: int) -> RaidItem:
    """The decision, assumption, issue or lesson, or a refusal."""
    if kind not in RAID_KINDS:
        refuse("usage", f"{quoted(kind)} is none of {risk_checks.listed(RAID_KINDS)}.")
    found = raid_item(ws, kind, id) if is_id(id) else None
    if found is None:
        refuse("not_found", f"There is no {kind} {LETTERS[kind]}{visible(id, 30)}.",
               "`tuiboard raid list --all` shows every one.")  # fmt: skip
    return found


def _checked(ws: Workspace, kind: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    known = FIELDS[kind]
    for name in fields:
        if name in known:
            continue
        if kind == "decision":
            refuse("rule", f"A decision is never edited: its {quoted(name)} stays as it was decided.",
                   "A new one supersedes it: `tuiboard decide … --supersedes D1`.")  # fmt: skip
        article = "An" if kind[0] in "ai" else "A"
        refuse("usage", f"{article} {kind} has no field {quoted(name)} to set.", f"Fields: {', '.join(known)}.")
    return {name: known[name](ws, value) for name, value in fields.items()}


def add(ws: Workspace, command: c.AddRaid, context: Context) -> Decision:
    """Note an assumption, an issue or a lesson, in the first of its states."""
    kind = command.kind
    if kind not in RAID_KINDS or kind == "decision":
        refuse("usage", f"{quoted(kind)} can't be noted like this.", "An assumption, an issue or a lesson can.")
    doc = _checked(ws, kind, {"text": None, **command.fields})
    kept = {name: value for name, value in doc.items() if value not in (None, "", [])}
    id = ws.next_id(kind)
    first = {"id": id, **kept, "state": STATES[kind][0], "created_at": context.now, "created_by": context.actor}
    return decision(f"{kind}.added", [created(kind, id, first)])


def edit(ws: Workspace, command: c.EditRaid, context: Context) -> Decision:
    """Set, add and remove values on each."""
    if not command.ids:
        refuse("usage", "None was named.")
    changes: list[Change | None] = []
    for id in dict.fromkeys(command.ids):
        item = some_item(ws, command.kind, id)
        wanted = dict(command.set)
        state = wanted.pop("state", None)
        _refuse_clashes(item, clashes(item.doc, command.seen.get(id), wanted))
        for name in (*command.add, *command.remove):
            if name not in LINKS:
                refuse("usage", f"{quoted(name)} is not a list: it can be set, not added to.")
            now = list(wanted.get(name, item.cards if name == "cards" else item.risks) or [])
            gone = command.remove.get(name, ())
            table = ws.table(name.removesuffix("s"))  # what a foreign file left dangling is no reason to refuse another
            kept = [one for one in now if one not in gone and one in table]
            wanted[name] = kept + [one for one in command.add.get(name, ()) if one not in kept]
        fields = _checked(ws, item.kind, wanted)
        if state is not None and _word(item, state) != item.state:
            fields |= _moved(item, _word(item, state), None, context.today)
        changes.append(edited(item.kind, id, item.doc, fields))
    return decision(f"{command.kind}.edited", changes)


def _refuse_clashes(item: RaidItem, found: Mapping[str, Mapping[str, Any]]) -> None:
    if found:
        names = ", ".join(name.replace("_", " ") for name in found)
        refuse("conflict", f"Someone else changed {names} of {item.key} meanwhile.", "Choose which value stands.",
               {"kind": item.kind, "id": item.id, "fields": dict(found)})  # fmt: skip


def move(ws: Workspace, command: c.MoveRaid, context: Context) -> Decision:
    """Move one to another state; what proved false may become a risk in the same entry."""
    item = some_item(ws, command.kind, command.id)
    to = _word(item, command.to)
    note = one_line(command.note or "") or None
    if to == item.state:
        refuse("rule", f"{item.key} is {to.replace('-', ' ')} already.")
    if item.kind == "assumption" and item.is_over and to != "open":
        refuse("rule", f"{item.key} is {item.state}: it has to be open again first.",
               f"`tuiboard assumption reopen {item.key} …` opens it.")  # fmt: skip
    on = checks.date(command.on, "the day") or context.today
    if on > context.today:
        refuse("bad_data", f"{item.key} can't have become {to} on {on}, which is in the future.")
    fields = _moved(item, to, note, on)
    actions = {"confirmed": "confirmed", "false": "refuted", "resolved": "resolved", "applied": "applied",
               "in-work": "started"}  # fmt: skip
    action = f"{item.kind}.{actions.get(to, 'reopened')}"
    changes: list[Change | None] = []
    if command.risk is not None:
        if to != "false":
            refuse("usage", f"Only an assumption that proved false becomes a risk; {item.key} is to be {to}.")
        made = _risk_of(ws, item, command.risk, note, context)
        changes.append(made)
        fields["risks"] = [*item.risks, int(made.id)]
    changes.insert(0, edited(item.kind, item.id, item.doc, fields))
    why = note if to == STATES[item.kind][0] else None
    return decision(action, changes, why)


def _word(item: RaidItem, word: object) -> str:
    """The state that a word names; refuses what its kind doesn't know."""
    if item.kind == "decision":
        newest = f"{item.key} is superseded by D{item.newer} already." if item.newer else ""
        refuse("rule", f"A decision has no state to set: it stands until another supersedes it. {newest}".strip(),
               f"`tuiboard decide … --supersedes {item.key}` records that one.")  # fmt: skip
    states = STATES[item.kind]
    found = one_line(str(word)).casefold().replace(" ", "-") if isinstance(word, str) else ""
    found = "resolved" if item.kind == "issue" and found == "closed" else found
    if found not in states:
        refuse("bad_data", f"{quoted(word)} is no state of an {item.kind}." if item.kind != "lesson"
               else f"{quoted(word)} is no state of a lesson.", f"Choose {risk_checks.listed(states)}.")  # fmt: skip
    return found


_ASKED = {"confirmed": "how it is known", "false": "how it is known", "applied": "what was changed"}
"""What a note has to say, by state."""


def _moved(item: RaidItem, to: str, note: str | None, on: str) -> dict[str, Any]:
    """What a state brings with it, and takes away."""
    if to in _ASKED and not note:
        refuse("rule", f"{item.key} can't become {to} without a note: {_ASKED[to]}.", "It is kept with it.",
               {"id": item.id, "to": to, "missing": [{"field": "note", "text": _ASKED[to]}]})  # fmt: skip
    if to in ("confirmed", "false", "resolved", "applied"):
        return {"state": to, "note": None if note is None else checks.title(note, "note"), "settled_on": on}
    return {"state": to, "note": None, "settled_on": None}


def _risk_of(ws: Workspace, item: RaidItem, title: str, note: str | None, context: Context) -> Change:
    """The risk that an assumption which proved false has become."""
    from tuiboard.domain.decide import risks
    from tuiboard.domain.risk_commands import AddRisks

    owner = item.owner if item.owner is not None and ws.person(item.owner) is not None else None
    cause = f"{item.key} proved false: {item.text}" + (f" ({note})" if note else "")
    fields = {"title": one_line(title) or item.text, "owner": owner, "cause": cause}
    return risks.add(ws, AddRisks([fields]), context).changes[0]


# Decisions


def to_supersede(ws: Workspace, value: object) -> int | None:
    """The decision whose place a new one takes. Refuses one that has been superseded, naming the one that stands."""
    if value is None:
        return None
    if not is_id(value) or ws.doc("decision", value) is None:
        refuse("not_found", f"There is no decision D{visible(value, 30)}.", "`tuiboard decision list` shows them.")
    newest = newest_of(ws, value)
    if newest != value:
        refuse("rule", f"D{value} is superseded already: D{newest} stands in its place.", f"Supersede D{newest}.",
               {"id": value, "newest": newest})  # fmt: skip
    return value


def settled(kind: str) -> Mapping[str, Callable[[Workspace, Any, Any], Any]]:
    """The checks of the fields that a state brings, for documents of any origin."""
    states: Sequence[str] = (*STATES[kind], "closed") if kind == "issue" else STATES[kind]
    return {
        "state": lambda ws, id, value: risk_checks.one_of(value, "state", states),
        "note": lambda ws, id, value: checks.short_text(value, "note"),
        "settled_on": lambda ws, id, value: checks.date(value, "settled_on"),
    }
