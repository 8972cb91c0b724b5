"""Entities and entries as JSON documents: the contract that scripts rely on.

Keys are the field names of the domain, always all of them (absent ones null, empty or their default), plus `key` as it
is shown and typed. Fields of a newer version are passed on. Dates and instants are ISO 8601 texts.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from tuiboard.domain.board import VALUE_UNSET, Board, Card, Column, Comment, Milestone, Person, Project
from tuiboard.domain.calendar import days_since
from tuiboard.domain.changes import Change, Entry, Id, Told, touched
from tuiboard.domain.names import LETTERS

if TYPE_CHECKING:
    from tuiboard.domain.priority import Priorities
    from tuiboard.domain.raid import RaidItem
    from tuiboard.domain.risks import Risk
    from tuiboard.domain.score import Score
    from tuiboard.domain.workspace import Workspace

Document = dict[str, Any]

_CARD: Mapping[str, Any] = {
    "key": "", "id": 0, "title": "", "body": "", "column": "", "rank": "", "project": None, "owner": None,
    "responsible": (), "consulted": (), "informed": (), "value": VALUE_UNSET, "effort": None, "start": None,
    "due": None, "promised_to": None, "tags": (), "blocked": None, "help_wanted": None, "depends_on": (),
    "checklist": (), "links": (), "milestone": None, "snoozed_until": None, "every": None, "recurs_on": None,
    "follows": None, "followed_by": None, "created_at": None, "created_by": None, "entered_column_at": None,
    "started_at": None, "finished_at": None, "archived": False,
}  # fmt: skip
_COLUMN: Mapping[str, Any] = {
    "key": "", "name": "", "kind": "", "wip_limit": None, "wip_hard": False, "stale_after_days": None, "policy": "",
    "rank": "",
}  # fmt: skip
_PERSON: Mapping[str, Any] = {
    "key": "",
    "handle": "",
    "name": "",
    "login": None,
    "hours_per_week": 40,
    "role": "",
    "off": (),
    "active": True,
}
_PROJECT: Mapping[str, Any] = {"key": "", "name": "", "sponsor": None, "deadline": None}
_MILESTONE: Mapping[str, Any] = {
    "key": "", "id": 0, "title": "", "due": None, "project": None, "owner": None, "responsible": (), "consulted": (),
    "informed": (),
}  # fmt: skip


_RISK: Mapping[str, Any] = {
    "key": "", "id": 0, "title": "", "kind": "threat", "category": "", "tags": (), "project": None, "cause": "",
    "event": "", "effect": "", "owner": None, "responsible": (), "consulted": (), "informed": (),
    "inherent": None, "current": None, "target": None, "quant": None,
    "confidence": None, "proximity": None, "strategy": (), "actions": (), "triggers": (), "contingency_plan": "",
    "fallback_plan": "", "acceptance": None, "last_review": None, "next_review": None, "state": "identified",
    "close_reason": None, "closed_at": None, "occurred": None, "issue": None, "caused_by": (), "escalated": None,
    "created_at": None, "created_by": None, "scored_at": None, "reviewed_at": None,
}  # fmt: skip
_RAID: Mapping[str, Mapping[str, Any]] = {
    "decision": {"title": "", "context": "", "options": (), "decision": "", "decider": None, "date": None,
                 "consequences": "", "review_on": None, "supersedes": None},
    "assumption": {"text": "", "owner": None, "validate_by": None, "note": None, "settled_on": None},
    "issue": {"text": "", "owner": None, "due": None, "note": None, "settled_on": None},
    "lesson": {"text": "", "owner": None, "cause": None, "note": None, "settled_on": None},
}  # fmt: skip
_LINKED: Mapping[str, Any] = {"cards": (), "risks": (), "created_at": None, "created_by": None}


def shown_key(kind: str, id: Id) -> str:
    """Return an entity's key as it is shown and typed: `12`, `M1`, `R3`, `@ana`, a column's or project's key."""
    letter = LETTERS.get(kind)
    if letter is not None:
        return f"{letter}{id}"
    return f"@{id}" if kind == "person" else str(id)


def card_document(card: Card, today: str, priorities: "Priorities | None" = None) -> Document:
    """Return a card with its ages in days and, where it is ranked, its score."""
    return card_documents([card], today, priorities)[0]


def card_documents(cards: Iterable[Card], today: str, priorities: "Priorities | None" = None) -> list[Document]:
    """Return `card_document` of each card."""
    ages: dict[str, int] = {}  # by minute: many cards share one, and reckoning local dates takes half the time

    def days(instant: str) -> int:
        minute = instant[:16]
        if minute not in ages:
            ages[minute] = days_since(instant, today)
        return ages[minute]

    documents = []
    for card in cards:
        document = {**_CARD, **card.doc, "key": card.key}
        document["age_days"] = days(card.created_at)
        document["column_days"] = days(card.entered_column_at)
        score = None if priorities is None else priorities.of(card.id)
        if score is not None:
            document["urgency"] = round(score.urgency, 2)
            document["importance"] = round(score.importance, 2)
            document["priority"] = round(score.priority, 2)
            document["quadrant"] = score.quadrant
        documents.append(document)
    return documents


def score_document(score: "Score", place: int, of: int) -> Document:
    """Return every part of a card's score: its place in the list, inputs, all summands, the share that each axis has in
    the priority, and its pin where one holds."""
    return {
        "place": place, "of": of, "own_quadrant": score.own_quadrant,
        "pin": None if score.pin is None else score.pin._asdict(),
        "effective_due": score.effective_due, "through": score.through,
        "inputs": {name: getattr(score, name) for name in _INPUTS},
        "parts": [part._asdict() for part in score.all_parts],
        "shares": {"urgency": score.given.urgency_share, "importance": score.given.importance_share},
    }  # fmt: skip


_INPUTS = ("slack", "dependents", "age", "promise", "value", "risk", "unblocks", "promised")


def comment_document(comment: Comment) -> Document:
    """Return a comment."""
    return dict(comment.doc)


def column_document(column: Column, ws: "Workspace") -> Document:
    """Return a column with `cards`, the number that its limit counts."""
    return {**_COLUMN, **column.doc, "cards": ws.count(column.key)}


def person_document(person: Person) -> Document:
    """Return a person."""
    return {
        **_PERSON,
        **person.doc,
        "key": shown_key("person", person.handle),
        "name": person.name,
        "active": person.active,
    }


def project_document(project: Project) -> Document:
    """Return a project."""
    return {**_PROJECT, **project.doc, "name": project.name}


def milestone_document(milestone: Milestone) -> Document:
    """Return a milestone."""
    return {**_MILESTONE, **milestone.doc, "key": shown_key("milestone", milestone.id)}


def risk_documents(risks: "Iterable[Risk]", ws: "Workspace", today: str) -> list[Document]:
    """Return risks with what follows from them: scores, band, whether an acceptance has lapsed, EMV, what they need."""
    from tuiboard.domain.risk_attention import attention
    from tuiboard.domain.risk_money import emv
    from tuiboard.domain.risk_rules import risk_rules
    from tuiboard.domain.risk_states import has_lapsed, state_on
    from tuiboard.domain.risks import LEVELS

    rules = risk_rules(ws.board)
    documents = []
    for risk in risks:
        document = {**_RISK, **risk.doc, "key": risk.key}
        for level in LEVELS:
            score = risk.score(level)
            document["score" if level == "current" else f"{level}_score"] = None if score is None else score.value
        document["band"] = rules.band(risk.score())
        document["above_appetite"] = not risk.is_opportunity and rules.is_above_appetite(risk.score())
        document["state"] = state_on(risk, today)
        document["lapsed"] = has_lapsed(risk, today)
        document["emv"] = emv(risk)
        document["attention"] = [need.name for need in attention(ws, risk, today, rules)]
        documents.append(document)
    return documents


def raid_document(item: "RaidItem", today: str) -> Document:
    """Return a decision, an assumption, an issue or a lesson, with its kind, its state and whether it is overdue; a
    decision with the one that superseded it."""
    document = {"key": item.key, "id": item.id, "kind": item.kind, **_RAID[item.kind], **_LINKED, **item.doc}
    document |= {"key": item.key, "id": item.id, "state": item.state, "late": item.is_late(today)}
    if item.kind == "decision":
        document["superseded_by"] = item.newer
    return document


def board_document(board: Board) -> Document:
    """Return the board's name, id, saved filters and settings."""
    return {"name": board.name, "uuid": board.uuid, "filters": dict(board.filters), "settings": dict(board.settings)}


def entry_document(entry: Entry, text: str) -> Document:
    """Return an entry of the journal, with `text` saying in words what it did."""
    return {
        "seq": entry.seq, "at": entry.at, "who": entry.who, "uid": entry.uid, "action": entry.action, "text": text,
        "why": entry.why, "undoes": entry.undoes, "redo": entry.redo, "ids": touched_keys(entry.changes),
        "txid": entry.txid, "claimed": dict(entry.claimed),
        "changes": [_change_document(change) for change in entry.changes],
        "told": [_told_document(told) for told in entry.told],
    }  # fmt: skip


def _change_document(change: Change) -> Document:
    return {"kind": change.kind, "id": change.id, "before": change.before, "after": change.after}


def _told_document(told: Told) -> Document:
    return {
        "happened": told.happened,
        "who": told.who,
        "action": told.action,
        "source": told.source,
        **_change_document(told.change),
    }


def touched_keys(changes: Iterable[Change]) -> list[str]:
    """Return the shown keys of what was made or touched, each once.

    A comment counts as its card. Cards that only made room for others by a new rank are left out.
    """
    made = list(changes)
    meant = [change for change in made if not _makes_room(change)] or made
    keys: dict[str, None] = {}
    for kind, id in touched(meant):
        if kind == "comment":
            on = next((change.after or change.before or {}).get("on") for change in meant if change[:2] == (kind, id))
            kind, id = on if on else (kind, id)
        keys[shown_key(kind, id)] = None
    return list(keys)


def _makes_room(change: Change) -> bool:
    return (
        change.kind == "card"
        and change.before is not None
        and change.after is not None
        and set(change.after) == {"rank"}
    )
