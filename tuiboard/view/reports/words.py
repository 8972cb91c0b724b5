"""Words that several reports use: dates in full, names, counts, and lists that are cut."""

from collections.abc import Sequence

from tuiboard.domain.calendar import MONTHS, is_date
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace


def long_date(day: str) -> str:
    """Return a date as a page has it, `24 November 2026`; what is no date as it is."""
    return f"{int(day[8:])} {MONTHS[int(day[5:7]) - 1].title()} {int(day[:4])}" if is_date(day) else visible(day, 20)


def person_name(ws: Workspace, handle: str | None) -> str:
    """Return the name of someone by their handle; `nobody` for none, the handle for who is not on the board."""
    if not handle:
        return "nobody"
    person = ws.person(handle)
    return visible(handle if person is None else person.name, 60)


def count(many: int, noun: str, more: str = "") -> str:
    """Return `1 card`, `3 cards`, `no cards`."""
    return f"{f'{many:,}' if many else 'no'} {noun if many == 1 else more or f'{noun}s'}"


def joined(parts: Sequence[str]) -> str:
    """Return `a, b and c`."""
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def first_up(text: str) -> str:
    """Return a sentence with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def few(lines: Sequence[str], most: int) -> tuple[str, ...]:
    """Return at most so many lines; the last says how many more there are."""
    if len(lines) <= most:
        return tuple(lines)
    return (*lines[: most - 1], f"And {len(lines) - most + 1:,} more.")
