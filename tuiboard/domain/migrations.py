"""Documents of older versions, brought up to today's words while they are read; what is stored stays as it was written.

One number counts the formats: it is the `v` of a journal's line, the `schema` of `board.json` and the `version` of an
export. An upgrade leads from one format to the next and works on the fields of a document or of a change alike, so
that state, undo and history of an old board read as if today's version had written them.
"""

from collections.abc import Callable, Mapping
from typing import Any

from tuiboard.domain.changes import Change, Doc

CURRENT = 2
"""The format that this version writes."""

Fields = Mapping[str, Any]


def _active(fields: Fields) -> Fields:
    """Format 1 had `inactive: true` for someone who left; since 2 it is `active: false`."""
    if "inactive" not in fields:
        return fields
    kept = {name: value for name, value in fields.items() if name != "inactive"}
    return {**kept, "active": False if fields["inactive"] else None}


UPGRADES: Mapping[int, Mapping[str, Callable[[Fields], Fields]]] = {1: {"person": _active}}
"""Format → kind → what makes of its fields those of the next format; None stands for an absent field."""


def upgraded_fields(kind: str, fields: Fields, format: int) -> Fields:
    """Return fields as today's format has them. Raises ValueError for a format that never was."""
    for step in _steps(kind, format):
        fields = step(fields)
    return fields


def upgraded_doc(kind: str, doc: Fields, format: int) -> Doc:
    """Return a whole document as today's format has it, without what became absent. Raises ValueError."""
    return {name: value for name, value in upgraded_fields(kind, doc, format).items() if value is not None}


def upgraded_change(change: Change, format: int) -> Change:
    """Return a change as today's format has it. Raises ValueError."""
    kind, id, before, after = change
    if not needs_upgrade(kind, format):
        return change
    # What is made or removed is a whole document, an edit has the touched fields only.
    upgrade = upgraded_doc if before is None or after is None else upgraded_fields
    before, after = (None if part is None else upgrade(kind, part, format) for part in (before, after))
    return Change(kind, id, before, after)


def needs_upgrade(kind: str, format: int) -> bool:
    """True where documents of that kind are written in other words since. Raises ValueError."""
    return bool(_steps(kind, format))


def _steps(kind: str, format: int) -> list[Callable[[Fields], Fields]]:
    if format < 1:
        raise ValueError(f"there is no format {format}")
    return [UPGRADES[number][kind] for number in range(format, CURRENT) if kind in UPGRADES[number]]
