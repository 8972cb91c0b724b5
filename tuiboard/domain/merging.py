"""What two people made of the same field, put together where that can be done without losing a word of either."""

from collections.abc import Mapping
from typing import Any

CLASH: Any = object()
"""The two wanted different things: someone has to choose."""

LONGEST_LINE = 200
"""Characters of a line that holds both values."""
_LINES = ("title", "promised_to", "blocked")
"""Fields of one line of free text, where both values can stand behind each other."""

_TEXTS = ("body", "cause", "event", "effect", "contingency_plan", "fallback_plan")
"""Fields of several lines, where one can stand below the other."""


def given(value: Any) -> Any:
    """Return a value, or None for what counts as absent; 0 is a value."""
    return None if value in (None, "", []) else value


def merged(was: Any, mine: Any, theirs: Any) -> Any:
    """Return the value that has both changes to `was`, or CLASH.

    Lists (tags, people, links, checklists) merge item by item; of any other value one side must be as it was.
    """
    was, mine, theirs = given(was), given(mine), given(theirs)
    if theirs in (was, mine):
        return mine
    if mine == was:
        return theirs
    if any(isinstance(value, list) for value in (was, mine, theirs)):
        return _merged_items(_keyed(was), _keyed(mine), _keyed(theirs))
    return CLASH


def _keyed(items: Any) -> dict[Any, Any]:
    """Items by what they are: the text of a checklist item, else the item itself; the second of the same comes second.

    Something that is no list has no items.
    """
    found: dict[Any, Any] = {}
    for item in items if isinstance(items, list) else ():
        name = item.get("text") if isinstance(item, Mapping) else item
        if isinstance(name, (list, Mapping)):  # no item that passes, but whoever checks it has to be able to say so
            name = (repr(name),)
        count = 0
        while (name, count) in found:
            count += 1
        found[name, count] = item
    return found


def _merged_items(was: Mapping[Any, Any], mine: Mapping[Any, Any], theirs: Mapping[Any, Any]) -> Any:
    """My order and what I took out, with what they added and took out; CLASH where one changed what the other took
    out, or both changed it."""
    kept: dict[Any, Any] = {}
    for key, item in mine.items():
        if key in theirs:
            kept[key] = merged(was.get(key), item, theirs[key])
        elif key not in was:
            kept[key] = item
        elif item != was[key]:
            return CLASH
    if any(item is CLASH for item in kept.values()):
        return CLASH
    order = list(kept)
    before: Any = None
    for key, item in theirs.items():
        if key not in mine:
            if key in was:
                if item != was[key]:
                    return CLASH
                continue
            order.insert(order.index(before) + 1 if before in kept else 0, key)
            kept[key] = item
        if key in kept:
            before = key
    return [kept[key] for key in order]


def both(field: str, mine: Any, theirs: Any) -> Any:
    """Return both values of a clash as one, theirs first; None where that makes no sense (a date, an owner)."""
    mine, theirs = given(mine), given(theirs)
    if isinstance(mine, list) and isinstance(theirs, list):
        there = _keyed(theirs)
        return [*theirs, *(item for key, item in _keyed(mine).items() if key not in there)]
    if not isinstance(mine, str) or not isinstance(theirs, str):
        return None
    if field in _TEXTS:
        return f"{theirs}\n\n{mine}"
    line = f"{theirs} / {mine}"
    return line if field in _LINES and len(line) <= LONGEST_LINE else None


def clashes(
    doc: Mapping[str, Any], seen: Mapping[str, Any] | None, wanted: dict[str, Any]
) -> dict[str, dict[str, Any]]:
    """Put what others did to the fields of `wanted` since they were `seen` into it; return what clashes.

    A clash is `{"mine", "theirs", "was"}` under the name of its field. None was not seen: then nothing clashes.
    """
    found: dict[str, dict[str, Any]] = {}
    if seen is None:
        return found
    for name, mine in wanted.items():
        was, theirs = seen.get(name), doc.get(name)
        value = merged(was, mine, theirs)
        if value is CLASH:
            found[name] = {"mine": mine, "theirs": theirs, "was": was}
        elif value != given(mine):
            wanted[name] = value
    return found
