"""One role each: what giving someone a role does to those that they have already."""

from collections.abc import Mapping
from typing import Any

from tuiboard.domain.raci import FIELDS, LETTER_WORDS, Roles, roles_of
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import visible


def settled(doc: Mapping[str, Any], fields: Mapping[str, Any], about: str) -> dict[str, Any]:
    """Return checked `fields` to be set on `doc`, so that everybody whom they name anew has one role afterwards (who is
    accountable can be responsible too); earlier roles give way. `about` names the thing, as `3` or `M1`.

    Raises Refused where one person is named for several, or who is accountable as consulted or informed.
    """
    was, after = _given(doc), _given({**doc, **fields})
    made = dict(fields)
    for person in after.people():
        now = [letter for letter in after.letters(person) if letter.isupper()]
        if not _clash(now):
            continue
        new = [letter for letter in now if letter not in was.letters(person)]
        if not new:
            continue  # another program wrote that; the matrix has a cure
        staying = [letter for letter in now if letter in new or letter == "A"]
        if _clash(staying):
            _refuse(person, staying, about)
        dropped = "CI" if new == ["A"] else "RCI"
        for letter in (letter for letter in now if letter in dropped and letter not in new):
            field = FIELDS[letter]
            made[field] = [who for who in made.get(field, getattr(after, field)) if who != person]
    return made


def _given(doc: Mapping[str, Any]) -> Roles:
    return roles_of({field: doc.get(field) for field in FIELDS.values()})


def _clash(letters: list[str]) -> bool:
    """True for roles that one person doesn't have at once."""
    return len(letters) > 1 and letters != ["A", "R"]


def _refuse(person: str, letters: list[str], about: str) -> None:
    who = f"@{visible(person, 40)}"
    if "A" in letters:
        other = next(letter for letter in letters if letter in "CI")
        refuse("rule", f"{who} is accountable for {about}, and so is not {LETTER_WORDS[other]} as well.",
               "Make someone else accountable first.")  # fmt: skip
    words = " and ".join(LETTER_WORDS[letter] for letter in letters)
    refuse("rule", f"{who} can't be {words} for {about} at once.",
           "Of responsible, consulted and informed a person has one.")  # fmt: skip
