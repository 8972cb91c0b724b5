"""Promises in words: how one stands, how many were kept, what the log says of them, and what JSON carries.

The texts hold names and notes that have passed through `visible`, so they can be shown anywhere.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from tuiboard.domain.calendar import days_between, due_words, local_date, short_date
from tuiboard.domain.changes import Change
from tuiboard.domain.promises import (
    FEW,
    REASON_WORDS,
    SETTLED,
    Promise,
    Reliability,
    project_of,
    promise,
    promises,
    promises_on,
    reliability,
)
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace

NAME_SHOWN, NOTE_SHOWN = 60, 120


def standing(found: Promise, today: str) -> str:
    """How a promise stands, in words: `due fri`, `2d late: settle it`, `kept`, `missed: was absent`."""
    state, due = found.state, found.due or today
    if state == "requested":
        past = due < today
        return f"asked of @{visible(found.performer, 40)}, {'for' if past else 'due'} {due_words(due, today)}"
    if state == "promised":
        return f"{due_words(due, today)}: settle it" if found.is_late(today) else f"due {due_words(due, today)}"
    if state == "declared":
        return f"declared done {_day(found.declared_at, today)}{_over(found)}: does {_customer(found)} accept it?"
    why = REASON_WORDS.get(found.reason, "") if state in ("missed", "broken") else ""
    said = ", ".join(text for text in (why, visible(found.note, NOTE_SHOWN)) if text)
    came = f"{state} {_day(found.settled_at, today)}".strip() + _over(found) + _whose(found)
    return came + (f": {said}" if said else "")


def standing_short(found: Promise, today: str) -> str:
    """How a promise stands, where there is little room: `due fri`, `asked, due fri`, `declared today`, `kept 2 mar`."""
    if found.state == "requested":
        return f"asked, due {due_words(found.due or today, today)}"
    if found.state == "promised":
        return standing(found, today)
    day = _day(found.declared_at if found.is_open else found.settled_at, today)
    return f"{found.state} {day}".strip() + _over(found)


def word_wanted(found: Promise, today: str) -> str:
    """What a promise waits for, for whoever is to say it: `P2 for @maria, due fri: will you?`."""
    if found.state == "requested":
        return f"{found.key} for {_customer(found)}, due {due_words(found.due or today, today)}: will you?"
    return f"{found.key} @{visible(found.performer, 40)} declared it done: is it?"


def role_of(found: Promise, today: str) -> str:
    """The role that colours how it stands."""
    if found.is_late(today):
        return "card-late"
    return "card-promise" if found.is_open else "card-dim"


def summary(found: Promise, today: str) -> str:
    """A promise on one line: `P5 @ana to City Hall, due fri`."""
    return f"{found.key} @{visible(found.performer, 40)} to {_customer(found)}, {standing(found, today)}"


def _customer(found: Promise) -> str:
    return visible(found.customer, NAME_SHOWN) or "nobody"


def _over(found: Promise) -> str:
    """By how much what is declared or kept was late: `, 2 days late`; empty in time."""
    days = found.days_over
    return f", {days} day{'' if days == 1 else 's'} late" if days else ""


def _whose(found: Promise) -> str:
    """Whose word it is that it was kept: `, on @ana’s own word`; empty for the customer's."""
    if found.state != "kept" or not found.kept_by:
        return ""
    who = f"@{visible(found.kept_by, 40)}"
    return f", on {who}’s own word" if found.kept_by == found.performer else f", as {who} says"


def _day(instant: str, today: str) -> str:
    return short_date(local_date(instant), today) if instant else ""


class Fact(NamedTuple):
    """One fact of a promise: its name, its value in words, and the role that colours the value."""

    name: str
    value: str
    role: str = "foreground"


def facts(ws: Workspace, found: Promise, today: str) -> list[Fact]:
    """Everything about a promise, one fact a line."""
    doc = None if found.card is None else ws.doc("card", found.card)
    title = visible(doc.get("title", ""), 200) if doc is not None else "gone"
    rows = [
        Fact("stands", standing(found, today), role_of(found, today)),
        Fact("card", f"{found.card if found.card is not None else '?'} {title}"),
        Fact("performer", f"@{visible(found.performer, 40)}"), Fact("customer", _customer(found)),
        Fact("due", found.due or "no date"),
    ]  # fmt: skip
    if found.conditions:
        rows.append(Fact("to satisfy", visible(found.conditions, 400)))
    if found.is_open and found.note:
        rows.append(Fact("missing", visible(found.note, 400)))
    if found.renews is not None:
        before = promise(ws, found.renews)
        rows.append(Fact("before", f"P{found.renews}" + ("" if before is None else f", {standing(before, today)}")))
    after = next((other for other in promises_on(ws, found.card or 0) if other.renews == found.id), None)
    if after is not None:
        rows.append(Fact("asked" if after.state == "requested" else "now", summary(after, today)))
    return rows


def document(found: Promise, ws: Workspace, today: str) -> dict[str, Any]:
    """A promise as JSON, with what follows from it: its card and project, and whether it waits to be settled."""
    fields: dict[str, Any] = {
        "key": found.key, "id": found.id, "card": found.card, "performer": None, "customer": None, "conditions": "",
        "due": None, "state": found.state, "reason": None, "note": None, "renews": None, "declared_at": None,
        "settled_at": None, "kept_by": None, "created_at": None, "created_by": None,
    }  # fmt: skip
    late = found.is_late(today)
    days = days_between(found.due, today) if late and found.due is not None else found.days_over
    return {**fields, **found.doc, "state": found.state, "project": project_of(ws, found), "late": late,
            "days_late": days}  # fmt: skip


# Reliability


class Row(NamedTuple):
    """The reliability of one person or project, with the sentence that explains it."""

    kind: str
    key: str
    name: str
    counts: Reliability
    sentence: str


def reliabilities(ws: Workspace, today: str, performer: str | None = None, project: str | None = None) -> list[Row]:
    """Return one row a person and one a project that has promises; with a performer or a project only that one."""
    found = promises(ws)
    rows = []
    handles = dict.fromkeys(each.performer for each in found) if performer is None else {performer: None}
    for handle in sorted(handles) if project is None else ():
        person = ws.person(handle)
        name = visible(person.name if person is not None else handle, NAME_SHOWN)
        counts = reliability((each for each in found if each.performer == handle), today)
        rows.append(Row("person", handle, name, counts, f"{name} {_kept(counts, 'kept')}"))
    keys = {key for each in found if (key := project_of(ws, each)) is not None} if project is None else {project}
    for key in sorted(keys) if performer is None else ():
        about = ws.project(key)
        name = visible(about.name if about is not None else key, NAME_SHOWN)
        counts = reliability((each for each in found if project_of(ws, each) == key), today)
        rows.append(Row("project", key, name, counts, f"In {name}, {_kept(counts, 'were kept')}"))
    return rows


def kept_words(counts: Reliability) -> str:
    """`kept 7 of 9 promises (77.8 %)`, without what was renegotiated or is late; empty where none came to an end."""
    return _kept(counts, "kept").rstrip(".").partition(";")[0] if counts.settled else ""


def _kept(counts: Reliability, verb: str) -> str:
    """`kept 7 of 9 promises (77.8 %); one more was renegotiated in time.`"""
    of, share = counts.settled, counts.share
    many = f"{counts.kept} of {of} promise{'' if of == 1 else 's'}"
    said = f"kept {many}" if verb == "kept" else f"{many} {'was' if counts.kept == 1 else 'were'} kept"
    if not of:
        said = "has no promise that came to an end" if verb == "kept" else "no promise has come to an end"
    if counts.kept_late:
        said += ", late" if of == 1 else f", {counts.kept_late} of them late"
    if share is not None:
        said += f" ({share:.1%})".replace("%", " %")
    elif of:
        said += f": too few to say, under {FEW}"
    if counts.renegotiated == 1:
        said += f"; one{' more' if of else ''} was renegotiated in time"
    elif counts.renegotiated:
        said += f"; {counts.renegotiated}{' more' if of else ''} were renegotiated in time"
    if counts.late:
        said += f"; {counts.late} {'is' if counts.late == 1 else 'are'} past the date and not settled"
    return said + "."


def reliability_document(row: Row) -> dict[str, Any]:
    """A row as JSON: every count, the denominator, and the share (null under FEW)."""
    return {
        "kind": row.kind,
        "key": row.key,
        "name": row.name,
        **row.counts._asdict(),
        "settled": row.counts.settled,
        "share": None if row.counts.share is None else round(row.counts.share, 4),
        "sentence": row.sentence,
    }


# In the log


def told(changes: Iterable[Change], ws: Workspace) -> str:
    """What an entry did to promises; what its card got by that goes without saying."""
    found = [change for change in changes if change.kind == "promise"]
    return "; ".join(phrase(change, ws, _named_card(change, ws)) for change in found)


def _named_card(change: Change, ws: Workspace) -> str:
    from tuiboard.view.words import name_of

    card = Promise(_whole(change, ws)).card
    return "a card that is gone" if card is None else name_of("card", card, ws)


def _whole(change: Change, ws: Workspace) -> dict[str, Any]:
    return {**(ws.doc("promise", change.id) or {}), **(change.before or {}), **(change.after or {})}


_DID = {
    "requested": "took back what was said of {key} of {it}", "declared": "declared {key} of {it} done",
    "kept": "accepted {key} of {it}: kept", "renegotiated": "renegotiated {key} of {it}",
    "declined": "declined {key} of {it}", "withdrawn": "withdrew the request for {key} of {it}",
}  # fmt: skip


def phrase(change: Change, ws: Workspace, it: str) -> str:
    """What a change did to a promise: `promised 12 “Replace core switch” to City Hall by 2026-03-13 (P5)`."""
    doc = _whole(change, ws)
    found = Promise({**doc, "id": change.id})
    made = f"{it} to {_customer(found)} by {found.due or 'no date'} ({found.key})"
    if change.after is None:
        return f"took back {found.key} of {it}"
    was: Mapping[str, Any] = change.before or {}
    if found.is_open and was.get("state") in SETTLED:
        return f"took back the outcome of {found.key} of {it}"
    if found.state == "promised" and was.get("state") in (None, "requested"):
        if found.renews is not None and change.before is None:
            return f"promised it anew by {found.due or 'no date'} ({found.key})"
        by = "" if found.performer in (doc.get("created_by"), "") or change.before is not None else _for(found)
        return f"promised {made}{by}"
    if found.state == "requested" and change.before is None:
        return f"asked @{visible(found.performer, 40)} to promise {made}"
    if found.state == "promised" and was.get("state") == "declared":
        if not change.after.get("note"):  # who hands it back says what is missing
            return f"took back that {found.key} of {it} was done"
        return f"handed back {found.key} of {it}: {visible(found.note, NOTE_SHOWN)}"
    if found.state in ("missed", "broken"):
        why = REASON_WORDS.get(found.reason, "")
        said = ", ".join(text for text in (why, visible(found.note, NOTE_SHOWN)) if text)
        return f"noted {found.key} of {it} as {found.state}" + (f": {said}" if said else "")
    done = _DID.get(found.state, "changed {key} of {it}").format(key=found.key, it=it)
    if found.state == "kept":
        return done + _over(found) + (_whose(found) if change.after.get("kept_by") else "")
    note = visible(found.note, NOTE_SHOWN) if found.state in ("renegotiated", "declined", "withdrawn") else ""
    return done + (f" ({note})" if note else "")


def _for(found: Promise) -> str:
    return f" for @{visible(found.performer, 40)}"
