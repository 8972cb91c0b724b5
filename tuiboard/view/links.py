"""What a card or a risk is linked to: risks and cards, decisions, assumptions, issues and lessons; to go there.

Texts from data have passed through `visible`.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tuiboard.domain.raid import linked_to
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.view.raid_words import state_words
from tuiboard.view.risk_register import state_words as risk_state
from tuiboard.view.why import blocks

SHOWN = 80


class Linked(NamedTuple):
    """Something that is linked: its kind and id, key and title, and what it is here and how it stands, in words."""

    kind: str
    id: int
    text: str
    state: str


def linked_of(ws: Workspace, kind: str, id: int, today: str) -> list[Linked]:
    """Return what a card or a risk is linked to and that is still there, each once."""
    found = [*(_of_card(ws, id, today) if kind == "card" else _of_risk(ws, id, today))]
    for item in linked_to(ws, kind, id):
        state = f"{item.kind}, {state_words(item.state)}"
        found.append(Linked(item.kind, item.id, f"{item.key} {visible(item.text, SHOWN)}", state))
    return list({(each.kind, each.id): each for each in found}.values())


def _of_card(ws: Workspace, id: int, today: str) -> Iterator[Linked]:
    card = ws.card(id)
    yield from _risks(ws, ws.risks_of(id), today, "risk")
    yield from _cards(ws, () if card is None else card.depends_on, "needed")
    yield from _cards(ws, sorted(blocks(ws, id)), "needs it")


def _of_risk(ws: Workspace, id: int, today: str) -> Iterator[Linked]:
    risk = ws.risk(id)
    if risk is not None:
        yield from _cards(ws, risk.cards(), "action")
        yield from _risks(ws, risk.caused_by, today, "cause")


def _cards(ws: Workspace, ids: Iterable[int], what: str) -> Iterator[Linked]:
    for id in ids:
        card = ws.card(id)
        column = None if card is None else ws.column(card.column)
        if card is not None:
            where = visible(column.name, 40) if column is not None else "gone column"
            yield Linked("card", id, f"{id} {visible(card.title, SHOWN)}", f"{what}, {where}")


def _risks(ws: Workspace, ids: Iterable[int], today: str, what: str) -> Iterator[Linked]:
    for id in ids:
        risk = ws.risk(id)
        if risk is not None:
            yield Linked("risk", id, f"{risk.key} {visible(risk.title, SHOWN)}", f"{what}, {risk_state(risk, today)}")
