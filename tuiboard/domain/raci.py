"""Who is accountable (A), responsible (R), consulted (C) and informed (I), and what is wrong with that.

Exactly one person is accountable: the owner. Who is responsible is named, and is the owner where nobody is.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from tuiboard.domain import shapes
from tuiboard.domain.absence import absence
from tuiboard.domain.names import LETTERS
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace

Key = tuple[str, int]
"""Kind and id of what people have roles in: a card, a milestone or a risk."""
KINDS = ("card", "milestone", "risk")
FIELDS: Mapping[str, str] = {"A": "owner", "R": "responsible", "C": "consulted", "I": "informed"}
_LISTS = ("responsible", "consulted", "informed")
LETTER_WORDS: Mapping[str, str] = {"A": "accountable", "R": "responsible", "C": "consulted", "I": "informed"}


class Roles(NamedTuple):
    """Who has which role; handles without @, each once. `implied` says that the owner does it, as nobody is named."""

    accountable: str | None
    responsible: tuple[str, ...]
    consulted: tuple[str, ...]
    informed: tuple[str, ...]
    implied: bool = False

    def letters(self, person: str) -> str:
        """The roles of a person, as in `AR`; a small `r` where that only follows from being the owner."""
        found = "A" if person == self.accountable else ""
        if person in self.responsible:
            found += "r" if self.implied else "R"
        found += "C" if person in self.consulted else ""
        return found + ("I" if person in self.informed else "")

    def people(self) -> list[str]:
        """Everyone who has a role, each once."""
        owner = [self.accountable] if self.accountable else []
        return list(dict.fromkeys([*owner, *self.responsible, *self.consulted, *self.informed]))


def roles_of(doc: Mapping[str, Any]) -> Roles:
    """Return the roles in a document of a card, milestone or risk, whoever wrote it."""
    owner = shapes.name(doc.get("owner"))
    responsible, consulted, informed = (
        tuple(dict.fromkeys(shapes.texts(found))) if (found := doc.get(field)) else () for field in _LISTS
    )  # most have few of them
    implied = owner is not None and not responsible
    return Roles(owner, (owner,) if implied and owner else responsible, consulted, informed, implied)


def key_of(key: Key) -> str:
    """Return a thing as it is shown and typed: `12`, `M1`, `R3`."""
    return f"{LETTERS.get(key[0], '')}{key[1]}"


# What is wrong


class Lack(NamedTuple):
    """One thing that is wrong with the roles of something: its name, words, and what cures it. `people` are those whom
    the cure is about."""

    key: Key
    name: str
    words: str
    cure: str
    people: tuple[str, ...] = ()


CURES: Mapping[str, str] = {
    "owner": "choose an owner", "claim": "choose the owner", "inform": "move to informed",
    "remove": "take off", "do": "the owner does it", "one": "leave them the first role",
}  # fmt: skip
"""Cures by name, in words."""


def lacks(ws: Workspace, key: Key, doc: Mapping[str, Any], today: str, roles: Roles | None = None) -> Iterator[Lack]:
    """Yield what is wrong with the roles of one open thing, the worst first; `roles` spares reading them again."""
    roles = roles_of(doc) if roles is None else roles
    due = shapes.day(doc.get("due")) or ""
    yield from _accountable(ws, key, roles, due, today)
    yield from _responsible(ws, key, roles, today)
    if len(roles.consulted) > len(roles.responsible):
        asked, doing = len(roles.consulted), len(roles.responsible)
        words = f"{asked} are consulted and {doing or 'nobody'} {'is' if doing < 2 else 'are'} responsible"
        yield Lack(key, "more consulted than responsible", words, "inform", roles.consulted)
    yield from _several(key, roles)
    gone = [who for who in (*roles.consulted, *roles.informed) if not _is_here(ws, who)]
    if gone:
        words = f"{_named(gone)} {_are(gone)} told or asked, and not here"
        yield Lack(key, "absent others", words, "remove", tuple(gone))


def _accountable(ws: Workspace, key: Key, roles: Roles, due: str, today: str) -> Iterator[Lack]:
    owner = roles.accountable
    if owner is None:
        if roles.responsible:
            words = f"nobody is accountable; {_named(roles.responsible)} {_are(roles.responsible)} responsible"
            yield Lack(key, "no accountable", words, "claim", roles.responsible)
        else:
            yield Lack(key, "no accountable", "nobody is accountable or responsible", "owner")
    elif ws.person(owner) is None:
        yield Lack(key, "unknown owner", f"{_named([owner])} is accountable, and not on the board", "owner")
    elif why := absence(ws, owner, today, due):
        yield Lack(key, "absent owner", f"{_named([owner])} is accountable, and {why}", "owner")


def _several(key: Key, roles: Roles) -> Iterator[Lack]:
    """Who has more roles than one has; being accountable and responsible are two that go together."""
    for person in dict.fromkeys((*roles.consulted, *roles.informed)):
        letters = roles.letters(person).replace("r", "")
        if len(letters) > 1:
            words = f"{_named([person])} is {' and '.join(LETTER_WORDS[letter] for letter in letters)}"
            yield Lack(key, "several roles", words, "one", (person,))


def first_role(roles: Roles, person: str) -> Literal["R", "C", "I"] | None:
    """The role beside being accountable that stays with someone who has several: the first of R, C and I; None where
    being accountable is all."""
    if person in roles.responsible and not roles.implied:
        return "R"
    if person == roles.accountable:
        return None
    return "C" if person in roles.consulted else "I"


def _responsible(ws: Workspace, key: Key, roles: Roles, today: str) -> Iterator[Lack]:
    if roles.implied or not roles.responsible:
        return
    gone = tuple(who for who in roles.responsible if not _is_here(ws, who))
    if len(gone) == len(roles.responsible):
        cure = "do" if roles.accountable is not None and _is_here(ws, roles.accountable) else "remove"
        words = f"nobody is responsible: {_named(gone)} {_are(gone)} not here"
        yield Lack(key, "no responsible", words, cure, gone)
    elif gone:
        words = f"{_named(gone)} {_are(gone)} responsible, and not here"
        yield Lack(key, "absent responsible", words, "remove", gone)


def _is_here(ws: Workspace, handle: str) -> bool:
    person = ws.person(handle)
    return person is not None and person.active


def _named(people: Sequence[str]) -> str:
    shown = [f"@{visible(who, 24)}" for who in people[:3]]
    return ", ".join(shown) + (f" and {len(people) - 3} more" if len(people) > 3 else "")


def _are(people: Sequence[str]) -> str:
    return "is" if len(people) == 1 else "are"
