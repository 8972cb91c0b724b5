"""One entry of the record whole: who, when, why, every field before and after, and its place in the chain."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from tuiboard.domain.calendar import local_clock, local_date
from tuiboard.domain.changes import Change, Entry, Told
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.ports import Link
from tuiboard.view.record import Place, told_of
from tuiboard.view.words import describe, describe_changes, label, name_of

MOST_CHANGES = 200
"""Changes, and things of the past, that are shown; of an import with more the number of the others is said."""
LONGEST_VALUE = 2_000
_CLAIMS = {"LOGNAME": "login name", "SUDO_USER": "used sudo as", "SSH_CONNECTION": "connection"}


class PageLine(NamedTuple):
    """A line of the page: a name and its value, or, where the name is empty, a text; `head` stands above a part."""

    name: str
    text: str
    head: bool = False


def entry_page(entry: Entry, link: Link | None, ws: Workspace, told: int = -1) -> list[PageLine]:
    """Return the lines of an entry; with `told`, of that one thing of the past that it tells of, the latest first."""
    past = told_of(entry)
    one = past[told] if 0 <= told < len(past) else None
    return list(_told_page(entry, one, ws) if one is not None else _page(entry, link, past, ws))


def title_of(place: Place) -> str:
    """What the page is called."""
    return f"Entry {place[0]:,}" if place[1] < 0 else f"Told by entry {place[0]:,}"


def _page(entry: Entry, link: Link | None, past: Sequence[Told], ws: Workspace) -> Iterator[PageLine]:
    yield PageLine("", describe(entry, ws), True)
    yield PageLine("When", _moment(entry.at))
    yield PageLine("Who", f"{visible(entry.who, 80)} (user id {entry.uid}, as the system knew it)")
    for name, value in entry.claimed.items():
        what = _CLAIMS.get(name, visible(name, 40))
        yield PageLine("Claimed", f"{what} {visible(value, 200)} ({visible(name, 40)}: anyone can set it)")
    yield PageLine("Action", visible(entry.action, 80))
    if entry.why:
        yield PageLine("Why", visible(entry.why, LONGEST_VALUE))
    if entry.undoes is not None:
        yield PageLine("Takes back", f"entry {entry.undoes:,}{', which was an undo' if entry.redo else ''}")
    yield from _changes(entry.changes, ws)
    if past:
        yield PageLine("", f"It tells of the past: {len(past):,}", True)
    for told in past[:MOST_CHANGES]:
        words = describe_changes([told.change], ws, told.action)
        yield PageLine("", f"{_moment(told.happened)}  {visible(told.who, 40)}  {visible(words, 200)}")
    yield from _others(len(past))
    yield PageLine("", "Place in the chain", True)
    if link is not None:
        yield PageLine("Hash", link.head)
        yield PageLine("Before it", link.prev)
    yield PageLine("Transaction", visible(entry.txid, 80))


def _told_page(entry: Entry, told: Told, ws: Workspace) -> Iterator[PageLine]:
    yield PageLine("", visible(describe_changes([told.change], ws, told.action), 200), True)
    yield PageLine("Told", f"by entry {entry.seq:,}, which {visible(entry.who, 80)} recorded {_moment(entry.at)}")
    yield PageLine("Happened", f"{_moment(told.happened)}, as it says")
    yield PageLine("Who", f"{visible(told.who, 80)}, as it says")
    yield PageLine("Action", visible(told.action, 80))
    if told.source:
        yield PageLine("Source", visible(told.source, 200))
    if told.why:
        yield PageLine("Why", visible(told.why, LONGEST_VALUE))
    yield from _changes([told.change], ws)


def _changes(changes: Sequence[Change], ws: Workspace) -> Iterator[PageLine]:
    for change in changes[:MOST_CHANGES]:
        did = "made" if change.before is None else "removed" if change.after is None else "changed"
        kind = f"{change.kind} " if change.kind in ("card", "risk") else ""
        yield PageLine("", f"{kind}{name_of(change.kind, change.id, ws, _fields(change))}: {did}", True)
        for name, before, after in _differences(change):
            if change.before is None:
                text = after
            elif change.after is None:
                text = f"{before} → none"
            else:
                text = f"{before} → {after}"
            yield PageLine(label(name), text)
    yield from _others(len(changes))


def _fields(change: Change) -> dict[str, Any]:
    return {**(change.before or {}), **(change.after or {})}


def _differences(change: Change) -> Iterator[tuple[str, str, str]]:
    before: Mapping[str, Any] = change.before or {}
    after: Mapping[str, Any] = change.after or {}
    for name in dict.fromkeys([*before, *after]):
        yield name, _value(before.get(name)), _value(after.get(name))


def _value(value: Any) -> str:
    """A value as it is stored, on one line; of a list of words or numbers its members."""
    if value is None:
        return "none"
    if isinstance(value, list | tuple) and value and all(isinstance(item, str | int) for item in value):
        return visible(", ".join(map(str, value)), LONGEST_VALUE)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return visible(text, LONGEST_VALUE)


def _others(many: int) -> Iterator[PageLine]:
    if many > MOST_CHANGES:
        yield PageLine("", f"and {many - MOST_CHANGES:,} more")


def _moment(instant: str) -> str:
    """Local date and time, and the instant as it is stored."""
    return f"{local_date(instant)} {local_clock(instant)} ({visible(instant, 40)})"
