"""What a menu offers and what comes back; apart from the menu itself, which is loaded only when one opens."""

from typing import NamedTuple


class Choice(NamedTuple):
    """One line of a menu: what is returned, what is shown, a quiet hint, and whether it is ticked (several may be).
    `below` are quiet lines of its own under it."""

    key: str
    label: str
    hint: str = ""
    ticked: bool = False
    below: tuple[str, ...] = ()


class Chosen(NamedTuple):
    """What was chosen: `key` of the line entered, empty for a new one; all `ticked` ones; the text `typed`."""

    key: str | None
    ticked: tuple[str, ...] = ()
    typed: str = ""
