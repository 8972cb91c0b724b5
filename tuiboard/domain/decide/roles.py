"""One role each: of those who do, are asked about or are told of something nobody is named twice.

It holds for every command that names people, whichever way it is given; what another program wrote is left to the lint.
"""

from typing import Any

from tuiboard.domain import shapes
from tuiboard.domain.changes import Change, stored
from tuiboard.domain.decide.decision import Decision
from tuiboard.domain.raci import FIELDS, KINDS, LETTER_WORDS, key_of
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace

NAMING = frozenset(FIELDS.values())
"""The fields that name people."""
_WORDS = {FIELDS[letter]: words for letter, words in LETTER_WORDS.items()}
_LISTS = ("responsible", "consulted", "informed")


def with_one_role_each(ws: Workspace, made: Decision) -> Decision:
    """The same decision, with people taken off the role that they had before they got another by it. Refuses to make
    whoever is accountable consulted or informed as well, and to give someone two of the other roles at once."""
    changes = tuple(_single(ws, change) for change in made.changes)
    return made if changes == made.changes else made._replace(changes=changes)


def _single(ws: Workspace, change: Change) -> Change:
    if change.kind not in KINDS or change.after is None or NAMING.isdisjoint(change.after):
        return change
    before = ws.doc(change.kind, change.id) or {}
    after = {**before, **change.after}
    owner = shapes.name(after.get("owner"))
    named = {field: shapes.texts(after.get(field)) for field in _LISTS}
    new = {field: set(named[field]).difference(shapes.texts(before.get(field))) for field in _LISTS}
    where = key_of((change.kind, int(change.id))) if change.before is not None else "it"
    off: dict[str, set[str]] = {}
    for field in _LISTS:
        if field != "responsible" and owner is not None:
            if owner in new[field]:
                who = visible(owner, 40)
                refuse("rule", f"@{who} is accountable for {where}, and so is not {_WORDS[field]} as well.",
                       "Make someone else accountable first.")  # fmt: skip
            if owner in named[field] and "owner" in change.after:
                off.setdefault(field, set()).add(owner)
        for who in sorted(new[field]):
            for other in _LISTS:
                if other == field or who not in named[other]:
                    continue
                if who in new[other]:
                    both = f"both {_WORDS[field]} and {_WORDS[other]}"
                    refuse("rule", f"@{visible(who, 40)} can't be {both} for {where}.",
                           "Of these roles a person has one.")  # fmt: skip
                off.setdefault(other, set()).add(who)
    if not off or change.before is None:
        return change
    fields: dict[str, Any] = {
        field: stored(field, [who for who in named[field] if who not in gone]) for field, gone in off.items()
    }
    was = {field: change.before.get(field, before.get(field)) for field in fields}
    return change._replace(before={**change.before, **was}, after={**change.after, **fields})
