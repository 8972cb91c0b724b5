"""Words that several reports use: names, counts, and lists that are cut."""

from collections.abc import Sequence

from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace


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


def few(lines: Sequence[str], most: int, where: str = "") -> tuple[str, ...]:
    """Return at most so many lines; the last says how many more there are, and `where`."""
    if len(lines) <= most:
        return tuple(lines)
    return (*lines[: most - 1], f"And {len(lines) - most + 1:,} more{where}.")
