"""What the text of a field says, and how a value is shown so that it is read as the same again."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from tuiboard.domain import shapes
from tuiboard.domain.board import COLUMN_KINDS
from tuiboard.domain.calendar import format_effort, parse_date, parse_effort
from tuiboard.domain.decide import checks
from tuiboard.domain.names import find_card, find_milestone, find_person, find_project
from tuiboard.domain.refusal import Refused, refuse
from tuiboard.domain.text import one_line, visible
from tuiboard.domain.workspace import Workspace

DATE_HINT = "fri, +3d, 1 dec, 2026-12-01"
PEOPLE_HINT = "ana, omar"


_INTEGER = re.compile(r"[+-]?[0-9]{1,9}")
_NUMBER = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,6})?")
_SEPARATOR = re.compile(r"[\s,]+")
_ITEM = re.compile(r"\s*(?:[-*]\s+)?(?:\[([ xX]?)\](?:\s|\Z))?(.*)")
_HOURS_IN_WEEK = 168
_FLAGS = {"yes": True, "y": True, "true": True, "on": True, "1": True,
          "no": False, "n": False, "false": False, "off": False, "0": False}  # fmt: skip


class Field(NamedTuple):
    """One editable field: its stored name, its label in a form, what to type, how a text is read and a value shown.

    `many`: a list, to which `+=` adds and from which `-=` removes. `lines`: the text may have several lines.
    """

    name: str
    label: str
    hint: str
    read: "Callable[[Reading, str], Any]"
    show: Callable[[Any], str] = str
    many: bool = False
    lines: bool = False


class Reading(NamedTuple):
    """What a text is read against: the board, the date where the person is, the handle that `me` means, the field."""

    ws: Workspace
    today: str
    who: str
    field: str


# Reading texts


def title(at: Reading, text: str) -> str:
    """One line that is needed."""
    return checks.title(text, at.field)


def line(at: Reading, text: str) -> str | None:
    """One line."""
    return checks.short_text(text, at.field)


def body(at: Reading, text: str) -> str | None:
    """Text of several lines."""
    return checks.body(text)


def date(at: Reading, text: str) -> str | None:
    """A date word, or `none`."""
    return parse_date(one_line(text), at.today)


def rule(at: Reading, text: str) -> str | None:
    """A rule by which a card comes again, or `none`."""
    return None if is_none(text) else checks.rule(one_line(text))


def effort(at: Reading, text: str) -> float | None:
    """Hours from `2d`."""
    if is_none(text):
        return None
    return checks.number(parse_effort(one_line(text).removeprefix("~")), at.field, 0, checks.MOST_EFFORT)


def value(at: Reading, text: str) -> int | None:
    """0 to 5."""
    return whole(at, text.strip().removeprefix("!"), 0, 5)


def limit(at: Reading, text: str) -> int | None:
    """1 or more."""
    return whole(at, text, 1, 10_000)


def whole(at: Reading, text: str, least: int, most: int) -> int | None:
    """A whole number in [least, most]."""
    if is_none(text):
        return None
    if not _INTEGER.fullmatch(text.strip()):
        refuse("bad_data", f"“{visible(text, 60)}” is not a whole number for {at.field}.", f"Write {least} to {most}.")
    return checks.whole(int(text), at.field, least, most)


def hours(at: Reading, text: str) -> float | None:
    """Hours of a week."""
    if is_none(text):
        return None
    if not _NUMBER.fullmatch(text.strip()) or not 0 < float(text.replace(",", ".")) <= _HOURS_IN_WEEK:
        hint = f"Write a number above 0, at most {_HOURS_IN_WEEK}."
        refuse("bad_data", f"“{visible(text, 60)}” can't be {at.field}.", hint)
    return checks.number(float(text.replace(",", ".")), at.field, 0, _HOURS_IN_WEEK)


def flag(at: Reading, text: str) -> bool:
    """Yes or no."""
    found = _FLAGS.get(text.strip().lower())
    if found is None:
        refuse("bad_data", f"“{visible(text, 60)}” is neither yes nor no for {at.field}.", "Write yes or no.")
    return found


def column_kind(at: Reading, text: str) -> str:
    """What a column does."""
    kind = text.strip().lower()
    if kind not in COLUMN_KINDS:
        refuse("bad_data", f"“{visible(text, 60)}” is not a kind of column.", "Kinds: queue, active, done.")
    return kind


def person(at: Reading, text: str) -> str | None:
    """Handle of someone on the board; who is accountable is exactly one, so several are refused."""
    if is_none(text.removeprefix("@")):
        return None
    try:
        return find_person(at.ws, one_line(text), at.who).handle
    except Refused:
        if len([word for word in _SEVERAL.split(text) if word.strip()]) > 1:
            refuse("rule", f"Exactly one person is accountable: “{visible(text, 60)}” names several.",
                   "Name one owner; the others can be responsible, consulted or informed.")  # fmt: skip
        raise


def people(at: Reading, text: str) -> list[str] | None:
    """Handles."""
    found = [person(at, word) for word in text.split(",") if word.strip()]
    return list(dict.fromkeys(handle for handle in found if handle)) or None


def project(at: Reading, text: str) -> str | None:
    """Key of a project."""
    return None if is_none(text) else find_project(at.ws, one_line(text)).key


def milestone(at: Reading, text: str) -> int | None:
    """Id of a milestone."""
    return None if is_none(text) else find_milestone(at.ws, one_line(text).removeprefix("*")).id


def tags(at: Reading, text: str) -> list[str] | None:
    """Tags without #."""
    tags = [tag.lstrip("#") for tag in _SEPARATOR.split(text)]
    return checks.tags([tag for tag in tags if tag]) or None


def cards(at: Reading, text: str) -> list[int] | None:
    """Ids of cards."""
    return list(dict.fromkeys(find_card(at.ws, word).id for word in _SEPARATOR.split(text) if word)) or None


def card_numbers(text: str) -> list[int]:
    """Numbers of cards or risks, whether the board has them or not. Raises Refused (bad_data)."""
    words = [word.lstrip("#Rr") for word in _SEPARATOR.split(text) if word]
    wrong = next((word for word in words if not (word.isascii() and word.isdecimal() and len(word) < 10)), None)
    if wrong is not None:
        refuse("bad_data", f"“{visible(wrong, 60)}” is not the number of a card.", "Write it like 12.")
    return list(dict.fromkeys(map(int, words)))


def links(at: Reading, text: str) -> list[str] | None:
    """Addresses."""
    return checks.links(text.split()) or None


def checklist(at: Reading, text: str) -> list[dict[str, Any]] | None:
    """[{text, done}], one a line."""
    items = []
    for line in text.splitlines():
        item = _ITEM.fullmatch(line)
        if item is not None and item[2].strip():
            items.append({"text": item[2], "done": item[1] in ("x", "X")})
    return checks.checklist(items) or None


def spans(at: Reading, text: str) -> list[dict[str, str]] | None:
    """Days off."""
    from tuiboard.domain.spans import parse_spans  # late: rare

    return None if is_none(text) else parse_spans(text, at.today, at.field) or None


_SEVERAL = re.compile(r"[,;&+/]|\sand\s|\s(?=@)")


def is_none(text: str) -> bool:
    """True for the word that clears."""
    return text.strip().lower() == "none"


# Showing values


def show_number(value: object) -> str:
    """A number as it is typed; empty for what is none."""
    return f"{value:g}" if isinstance(value, int | float) else ""


def show_effort(hours: object) -> str:
    """Hours as `2d`; empty for what is no number."""
    if not isinstance(hours, int | float):
        return ""
    text = format_effort(hours)
    try:
        if abs(parse_effort(text) - hours) < 1e-6:
            return text
    except Refused:  # more than an effort may be: shown, so that it can be corrected
        return text
    return f"{hours:.6f}".rstrip("0").rstrip(".") + "h"  # whole minutes would change it


def show_list(values: object) -> str:
    """Values with commas."""
    return ", ".join(map(str, values)) if isinstance(values, list | tuple) else ""


def show_links(values: object) -> str:
    """Links with blanks."""
    return " ".join(shapes.texts(values))


def show_checklist(items: object) -> str:
    """Items, one a line."""
    found = shapes.mappings(items)
    return "\n".join(f"- [{'x' if item.get('done') else ' '}] {item.get('text', '')}" for item in found)


def show_spans(value: object) -> str:
    """Days off, with their words."""
    from tuiboard.domain.spans import format_spans

    return format_spans(value)


def show_flag(value: bool) -> str:
    """Yes or no."""
    return "yes" if value else "no"
