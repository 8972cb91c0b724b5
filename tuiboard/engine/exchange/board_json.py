"""A whole board as one JSON file, its history included: written here and read back; TinyDB's `board.json` is read too.

    {"format": "tuiboard", "version": 2, "exported_at": "…", "tables": {"card": [{"id": 1, …}, …], …}, "history": [
     {"happened": "…", "who": "ana", "action": "card.moved", "kind": "card", "id": 1, "before": {…}, "after": {…}}, …]}

Into a board that never had a card, everything comes as it is, ids included. Into another, cards, comments and
milestones get new ids, and `source` says where a card came from.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from tuiboard.domain.changes import Change, Doc, Entry, Id, Told
from tuiboard.domain.migrations import CURRENT, upgraded_change
from tuiboard.domain.raid import raid_item
from tuiboard.domain.references import references
from tuiboard.domain.refusal import refuse
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.exchange.board_docs import KEY, check_fields, own_id, tables_of
from tuiboard.engine.exchange.board_merge import Incoming
from tuiboard.engine.exchange.document import Node
from tuiboard.engine.exchange.plan import Losses, Plan, make_plan

FORMAT = "tuiboard"
VERSION = CURRENT
IMPORTED = "board.imported"
"""The action of an import; what it says under `why` is its source."""

_NOT_SHOWN = re.compile(r"[^\x20-\x7e\n]")


def plan(value: Any, name: str, ws: Workspace) -> Plan:
    """Return what importing the parsed board `value` would do. Raises Refused bad_data naming the path."""
    root = Node(value)
    version = _version(root)
    losses = Losses()
    incoming = Incoming(tables_of(root, version), ws, losses)
    told = incoming.told(_history(root, version))
    changes = incoming.changes()
    return make_plan(f"tuiboard ({name})", changes, told if changes else (), losses, incoming.skipped)


def _version(root: Node) -> int:
    """The format of the file: an export says it itself, `board.json` in its table `meta`."""
    node, key = root, "version"
    if "version" not in root.value and isinstance(root.value.get("meta"), dict):
        node, key = root.node("meta").node("1"), "schema"
    version = node.number(key, 1)
    if version > VERSION:
        words = f"The file has version {version} of the format; this tuiboard reads up to {VERSION}."
        refuse("bad_data", words, "Update tuiboard.")
    if version < 1 or version != int(version):
        node.bad(key, "must be a whole number from 1 on")
    return int(version)


def _history(root: Node, version: int) -> list[Told]:
    found = []
    for item in root.nodes("history"):
        kind, id = item.text("kind"), item.value.get("id")
        if isinstance(id, bool) or not isinstance(id, (int, str)):
            item.bad("id", "must be an id")
        parts: dict[str, Doc | None] = {"before": None, "after": None}
        for key in parts:
            if item.value.get(key) is not None:
                part = item.node(key)
                check_fields(kind, part)
                if "id" in part.value and (type(part.value["id"]), part.value["id"]) != (type(id), id):
                    part.bad("id", "is not that of the record")
                parts[key] = part.value
        if parts["before"] is None and parts["after"] is None:
            item.bad("after", "is missing")
        happened = item.instant("happened") or item.bad("happened", "is missing")
        change = upgraded_change(Change(kind, id, parts["before"], parts["after"]), version)
        source, why = item.text("source", FORMAT), item.text("why", "") or None
        found.append(Told(happened, item.text("who"), item.text("action"), change, source, why))
    return found


def write(
    ws: Workspace,
    cards: Sequence[int] | None,
    entries: Iterable[Entry] | None,
    now: str,
    risks: Sequence[int] | None = None,
    items: Sequence[tuple[str, int]] | None = None,
) -> str:
    """Return the board as JSON, one document a line; with `cards`, only these with their comments and history; with
    `risks`, only these, their comments, issues and history, and whom and what they name; with `items` (kind and id),
    only these decisions, assumptions, issues and lessons.

    What a terminal would not show is escaped, so the text is harmless and any character comes back.
    """
    wanted: Wanted = None if cards is None else {"card": set(cards)}
    if risks is not None:
        wanted = _risks_only(ws, risks)
    if items is not None:
        wanted = _items_only(ws, items)
    parts = [f'{{\n"format": {_json(FORMAT)},\n"version": {VERSION},\n"exported_at": {_json(now)},\n"tables": {{']
    tables = []
    for kind in sorted(ws.tables):
        docs = [
            doc if own_id(kind, doc) == id else {**doc, KEY: id}
            for id, doc in sorted(ws.table(kind).items(), key=_by_id)
            if _is_wanted(kind, id, doc, wanted)
        ]
        if docs:
            tables.append(f"{_json(kind)}: {_array(docs)}")
    parts.append(",\n".join(tables))
    parts.append('},\n"history": ' + _array(_items(entries or (), ws, wanted)) + "\n}\n")
    return "\n".join(parts)


def _by_id(pair: tuple[Id, Doc]) -> tuple[bool, Id]:
    return isinstance(pair[0], str), pair[0]


Wanted = Mapping[str, set[Id]] | None
"""Ids by kind: a kind that is not in it is wanted whole. None is everything."""


def _risks_only(ws: Workspace, risks: Sequence[int]) -> Wanted:
    chosen = [risk for id in risks if (risk := ws.risk(id)) is not None]
    wanted: dict[str, set[Id]] = {kind: set() for kind in ws.tables if kind not in ("board", "comment")}
    wanted["risk"] = {risk.id for risk in chosen}
    issues = [issue for risk in chosen if (issue := raid_item(ws, "issue", risk.issue or 0)) is not None]
    wanted["issue"] = {issue.id for issue in issues}
    for doc in (*(risk.doc for risk in chosen), *(issue.doc for issue in issues)):
        for _, kind, id in references(doc):
            if kind in ("person", "project"):
                wanted.setdefault(kind, set()).add(id)
    return wanted


def _items_only(ws: Workspace, items: Sequence[tuple[str, int]]) -> Wanted:
    wanted: dict[str, set[Id]] = {kind: set() for kind in ws.tables if kind not in ("board", "comment")}
    for kind, id in items:
        wanted[kind].add(id)
        for _, named_kind, named in references(ws.doc(kind, id) or {}):
            if named_kind == "person":
                wanted.setdefault(named_kind, set()).add(named)
    return wanted


def _is_wanted(kind: str, id: Id, doc: Mapping[str, Any], wanted: Wanted) -> bool:
    if kind == "comment":
        kind, id = doc.get("on") or ("", 0)
    return wanted is None or kind not in wanted or id in wanted[kind]


def _items(entries: Iterable[Entry], ws: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
    """The history, oldest entry first: what each told of and what it did.

    The import of a board like this one did nothing that it did not tell of too.
    """
    for entry in sorted(entries, key=lambda entry: entry.seq):
        for told in entry.told:
            if _concerns(told.change, ws, wanted):
                item = _item(told.happened, told.who, told.action, told.change)
                more = {"source": None if told.source == FORMAT else told.source, "why": told.why}
                yield item | {name: text for name, text in more.items() if text}
        if entry.action == IMPORTED and any(told.source == FORMAT for told in entry.told):
            continue
        for change in entry.changes:
            if _concerns(change, ws, wanted):
                item = _item(entry.at, entry.who, entry.action, change)
                yield {**item, "why": entry.why} if entry.why and entry.action != IMPORTED else item


def _concerns(change: Change, ws: Workspace, wanted: Wanted) -> bool:
    doc = ws.doc(change.kind, change.id) or change.after or change.before or {}
    return _is_wanted(change.kind, change.id, doc, wanted)


def _item(happened: str, who: str, action: str, change: Change) -> dict[str, Any]:
    return {"happened": happened, "who": who, "action": action, **change._asdict()}


def _array(docs: Iterable[Mapping[str, Any]]) -> str:
    lines = ",\n".join(map(_json, docs))
    return f"[\n{lines}\n]" if lines else "[]"


def _json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False, default=dict)
    return _NOT_SHOWN.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    character = found[0]
    return character if character.isprintable() else json.dumps(character)[1:-1]
