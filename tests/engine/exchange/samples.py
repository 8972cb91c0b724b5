"""Small exports of other programs, and the way of an import through `decide` onto a board."""

import json
import time
from collections.abc import Iterable, Mapping
from typing import Any

from tuiboard.domain.changes import Entry
from tuiboard.domain.commands import Context
from tuiboard.domain.decide import Decision, decide
from tuiboard.domain.refusal import Refusal, Refused
from tuiboard.domain.workspace import Workspace
from tuiboard.engine import exchange
from tuiboard.engine.exchange.plan import Plan

CONTEXT = Context("2026-03-11T09:00:00Z", "2026-03-11", "ana")
FIRST_SECOND = 1553990400
"""2019-03-31T00:00:00Z, from which the hours of Trello's ids and actions count here."""

EMPTY = Workspace()


def as_bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else json.dumps(value).encode()


def plan(value: Any, ws: Workspace = EMPTY, format: str | None = None) -> Plan:
    data = as_bytes(value)
    return exchange.read(format, data, "file.json", ws, CONTEXT)


def attempt(value: Any, ws: Workspace = EMPTY, format: str | None = None) -> Plan | Refusal:
    """The plan, or why there is none."""
    try:
        return plan(value, ws, format)
    except Refused as refused:
        return refused.refusal


def take_in(plan: Plan, ws: Workspace = EMPTY) -> tuple[Workspace, Entry]:
    """The board after the import, and its entry."""
    made = decide(ws, plan.command, CONTEXT)
    assert isinstance(made, Decision), made
    entry = Entry(ws.seq + 1, "t", CONTEXT.now, "ana", 1000, made.action, made.changes, made.why, told=made.told)
    return ws.apply([entry]), entry


def bring(value: Any, ws: Workspace = EMPTY) -> Workspace:
    return take_in(plan(value, ws), ws)[0]


def refusal(value: Any, format: str | None = None) -> str:
    """The words with which an import is refused as bad data."""
    found = attempt(value, format=format)
    assert isinstance(found, Refusal), "it was taken"
    assert found.code == "bad_data"
    return found.text


def titles(ws: Workspace) -> dict[str, Any]:
    """Cards by title."""
    return {card.title: card for card in ws.cards()}


# Trello


def trello_id(number: int) -> str:
    """An id made `number` hours after the first."""
    return f"{FIRST_SECOND + 3600 * number:08x}{number:016x}"


def a_list(name: str, id: str | None = None, **fields: Any) -> dict[str, Any]:
    return {"id": id or name.lower(), "name": name, "closed": False, "pos": 0, **fields}


def a_card(number: int, name: str, in_list: str, **fields: Any) -> dict[str, Any]:
    return {"id": trello_id(number), "name": name, "idList": in_list, "closed": False, "pos": number, **fields}


def member(username: str, name: str = "") -> dict[str, Any]:
    return {"id": f"m-{username}", "username": username, "fullName": name or username.title()}


def action(kind: str, number: int, card: int | str, by: str | None = "ana", **data: Any) -> dict[str, Any]:
    """What happened to a card `number` hours after the first id was made."""
    date = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(FIRST_SECOND + 3600 * number))
    made = {
        "id": f"a{number}",
        "type": kind,
        "date": date,
        "data": {"card": {"id": trello_id(card) if isinstance(card, int) else card}, **data},
    }
    if by is not None:
        made |= {"idMemberCreator": f"m-{by}", "memberCreator": member(by)}
    return made


def move(number: int, card: int, before: str, after: str, by: str = "ana") -> dict[str, Any]:
    old, new = ({"id": name.lower(), "name": name} for name in (before, after))
    return action("updateCard", number, card, by, listBefore=old, listAfter=new, old={"idList": before.lower()})


def a_board(
    lists: Iterable[Mapping[str, Any]],
    cards: Iterable[Mapping[str, Any]] = (),
    actions: Iterable[Mapping[str, Any]] = (),
    **fields: Any,
) -> dict[str, Any]:
    """A Trello export; actions are given oldest first and exported newest first, as Trello does."""
    numbered = [{**found, "pos": found.get("pos") or number} for number, found in enumerate(lists, 1)]
    return {
        "name": "A board",
        "lists": numbered,
        "cards": list(cards),
        "actions": [*actions][::-1],
        "labels": [],
        "members": [],
        "checklists": [],
        **fields,
    }


THREE = (a_list("To Do"), a_list("In Progress"), a_list("Done"))


# Taskwarrior


def task(description: str, uuid: str | None = None, **fields: Any) -> dict[str, Any]:
    return {
        "uuid": uuid or f"u-{description}",
        "description": description,
        "status": "pending",
        "entry": "20260301T080000Z",
        **fields,
    }
