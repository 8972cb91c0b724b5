"""What another program changed in the board's file, in words: the same lines on the screen and on the command line."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from tuiboard.domain.calendar import local_clock, local_date, short_date
from tuiboard.domain.changes import Change
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.outside import Author, OutsideChanges
from tuiboard.view.words import label, name_of, value_in_words

_NOT_SAID = frozenset({"id", "key", "handle", "rank", "title"})
"""Fields of something new that its name says already, or that say nothing to a person."""


class OutsideLine(NamedTuple):
    """One line; `role` is `clash` for what the board has otherwise since, else empty."""

    role: str
    text: str


def outside_summary(found: OutsideChanges) -> str:
    """Return what was found in one sentence."""
    name = found.name
    if found.edit.held is None:
        return f"{name} was changed by another program."
    if found.is_nothing:
        return f"{name} was changed by another program, but the board has all that is in it."
    count = len(found.fresh)
    said = f"{count:,} change{'' if count == 1 else 's'}"
    if found.clashes:
        said += f", and {len(found.clashes):,} that the board has otherwise since"
    stood = f"It stood for entry {found.edit.since}." if found.edit.since else (
        "It doesn't say which entry it stood for, so it is compared with the board as it is now."
    )  # fmt: skip
    return f"{name} was changed by another program: {said}. {stood}"


def outside_lines(found: OutsideChanges, ws: Workspace, today: str) -> Iterator[OutsideLine]:
    """Yield what the file has and the board doesn't, field by field, then what clashes, with both values."""
    for change in found.fresh:
        yield from _change(change, ws)
    for clash, author in found.clashes:
        it = name_of(clash.kind, clash.id, ws, clash.board or clash.file if not clash.field else None)
        yield OutsideLine("clash", f"! {it}{f'  {label(clash.field)}' if clash.field else ''}")
        for side, value in (("file", clash.file), ("board", clash.board)):
            by = _by(author, today) if side == "board" else ""
            yield OutsideLine("clash", f"    {side + ':':<6} {_side(clash.field, value)}{by}")


def _change(change: Change, ws: Workspace) -> Iterator[OutsideLine]:
    kind, id, before, after = change
    if before is None:
        yield OutsideLine("", f"+ {name_of(kind, id, ws, after)}{_fields(after or {})}")
    elif after is None:
        yield OutsideLine("", f"- {name_of(kind, id, ws, before)}")
    else:
        it = name_of(kind, id, ws)
        for field, value in after.items():
            was, now = value_in_words(field, before.get(field)), value_in_words(field, value)
            yield OutsideLine("", f"~ {it}  {label(field)}: {was} → {now}")


def _fields(doc: Mapping[str, Any]) -> str:
    told = [f"{label(field)} {value_in_words(field, value)}" for field, value in doc.items() if field not in _NOT_SAID]
    return visible(f"  {', '.join(told)}", 300) if told else ""


def _side(field: str, value: Any) -> str:
    if field:
        return value_in_words(field, value)
    return "removed it" if value is None else "changed it"


def _by(author: Author | None, today: str) -> str:
    if author is None:
        return ""
    when = f"{short_date(local_date(author.at), today)} {local_clock(author.at)}"
    return f"  ({visible(author.who, 40)}, {when}, entry {author.seq})"
