"""The RACI matrix: what is open down, people across, and what is wrong with who does what."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from tuiboard.domain import shapes
from tuiboard.domain.raci import CURES, KINDS, LETTER_WORDS, Key, Lack, Roles, key_of, lacks, roles_of
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace

PANES = ("all", "card", "milestone", "risk", "lint")
"""What the matrix can be narrowed to: a kind, or what is wrong."""
HEAD, LONGEST_HEAD = 4, 16
"""Letters of a person's heading, where there is no room for more and where there is."""


class Matrix(NamedTuple):
    """What is open, top first; everybody who is active or has a role in it, by handle (those who are not there last);
    what is wrong; and how many there are without the filter."""

    keys: tuple[Key, ...]
    people: tuple[str, ...]
    lacks: tuple[Lack, ...]
    total: int
    filter: str = ""

    def of(self, pane: str) -> tuple[Key, ...]:
        """The things of a kind, or all."""
        return self.keys if pane not in KINDS else tuple(key for key in self.keys if key[0] == pane)


def matrix(
    ws: Workspace, today: str, matches: Callable[[Key, Mapping[str, Any]], bool] | None = None, text: str = ""
) -> Matrix:
    """Return the matrix of everything open that matches; `text` is the filter that was typed."""
    keys: list[Key] = []
    named: set[str] = set()
    wrong: list[Lack] = []
    total = 0
    for key, doc in open_things(ws, today):
        total += 1
        if matches is not None and not matches(key, doc):
            continue
        keys.append(key)
        roles = roles_of(doc)
        named.update(roles.people())
        wrong += lacks(ws, key, doc, today, roles)
    return Matrix(tuple(keys), _across(ws, named), tuple(wrong), total, text)


def _across(ws: Workspace, named: Iterable[str]) -> tuple[str, ...]:
    here = [person.handle for person in ws.people() if person.active]
    return (*here, *sorted(set(named) - set(here)))


def open_things(ws: Workspace, today: str) -> Iterator[tuple[Key, Mapping[str, Any]]]:
    """Yield what someone has to answer for: cards that are neither done nor archived, in the board's order, milestones
    that are still to come or have such cards, and open risks."""
    table = ws.table("card")
    aims: set[int | None] = set()
    for column in ws.columns():
        if column.does == "done":
            continue
        for id in ws.column_cards(column.key):
            aims.add(shapes.whole(table[id].get("milestone")))
            yield ("card", id), table[id]
    for number, doc in sorted(ws.table("milestone").items()):
        due = shapes.day(doc.get("due"))
        if due is None or due >= today or number in aims:
            yield ("milestone", int(number)), doc
    if ws.table("risk"):
        from tuiboard.domain.risk_states import is_open_on  # late: many boards have none

        for risk in ws.risks():
            if is_open_on(risk, today):
                yield ("risk", risk.id), risk.doc


def title_of(doc: Mapping[str, Any]) -> str:
    """The title of a card, milestone or risk, to be shown."""
    return visible(shapes.text(doc.get("title")), 400)


def short_heads(people: Sequence[str], most: int = HEAD) -> dict[str, str]:
    """Return a heading of at most `most` letters for each person, all different: the beginning of the handle, with a
    number at its end where several begin so."""
    heads: dict[str, str] = {}
    taken: set[str] = set()
    for handle in sorted(people, key=lambda handle: (len(handle), handle)):
        shown = visible(handle, 40)
        head, number = shown[:most], 1
        while head in taken:
            number += 1
            head = f"{shown[: most - len(str(number))]}{number}"
        taken.add(head)
        heads[handle] = head
    return heads


def role_words(ws: Workspace, key: Key, doc: Mapping[str, Any], person: str) -> str:
    """Return what a person has to do with a thing, as a sentence."""
    letters = roles_of(doc).letters(person)
    who, about = f"@{visible(person, 40)}", f"{key_of(key)} “{visible(shapes.text(doc.get('title')), 40)}”"
    if not letters:
        return f"{who} has no role in {about}."
    words = [LETTER_WORDS[letter.upper()] for letter in letters]
    implied = " (as nobody else is named)" if "r" in letters else ""
    return f"{who} is {' and '.join(words)}{implied} for {about}."


def roles_document(key: Key, doc: Mapping[str, Any], wrong: Sequence[Lack]) -> dict[str, Any]:
    """Return the roles of one thing as JSON, with what is wrong with them."""
    roles = roles_of(doc)
    return {
        "key": key_of(key), "kind": key[0], "title": shapes.text(doc.get("title")), "accountable": roles.accountable,
        "responsible": list(roles.responsible), "responsible_implied": roles.implied,
        "consulted": list(roles.consulted), "informed": list(roles.informed),
        "lint": [lack_document(lack) for lack in wrong],
    }  # fmt: skip


def lack_document(lack: Lack) -> dict[str, Any]:
    """Return one finding as JSON."""
    return {"key": key_of(lack.key), "finding": lack.name, "words": lack.words, "cure": CURES[lack.cure],
            "people": list(lack.people)}  # fmt: skip


def role_cells(roles: Roles) -> tuple[str, str, str, str]:
    """Return the people of each role in words: A, R, C, I; who is responsible by owning it is in brackets."""
    named = [", ".join(f"@{visible(who, 24)}" for who in people)
             for people in (roles.responsible, roles.consulted, roles.informed)]  # fmt: skip
    owner = f"@{visible(roles.accountable, 24)}" if roles.accountable else "-"
    return owner, f"({named[0]})" if roles.implied else named[0] or "-", named[1], named[2]
