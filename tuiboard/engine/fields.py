"""Fields as text: what `tuiboard edit ID FIELD=VALUE…` and the forms understand, and what a form starts with."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from tuiboard.domain.board import COLUMN_KINDS
from tuiboard.domain.calendar import format_effort, parse_date, parse_effort
from tuiboard.domain.decide import checks
from tuiboard.domain.names import did_you_mean, find_card, find_milestone, find_person, find_project
from tuiboard.domain.refusal import Refused, refuse
from tuiboard.domain.text import one_line, visible
from tuiboard.domain.workspace import Workspace

Kind = Literal["card", "column", "person", "project", "milestone"]


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


class Assignments(NamedTuple):
    """What `FIELD=VALUE…` says: values to set (None clears), to add to lists, and to remove from them."""

    set: dict[str, Any]
    add: dict[str, list[Any]]
    remove: dict[str, list[Any]]


def parse_assignments(words: Iterable[str], ws: Workspace, today: str, who: str, kind: Kind = "card") -> Assignments:
    """Return what words like `due=fri tags+=x owner=` say.

    Raises Refused: usage for what is no assignment, an unknown field, or one set twice; else as `parse_value`.
    """
    found = Assignments({}, {}, {})
    for word in words:
        parts = _ASSIGNMENT.fullmatch(word)
        if parts is None:
            refuse("usage", f"“{visible(word, 60)}” is not FIELD=VALUE.", "Write it like due=fri or tags+=network.")
        field = field_of(parts[1], kind)
        if parts[2] == "=":
            if field.name in found.set:
                refuse("usage", f"{field.name} is set twice.", "Keep one of them.")
            found.set[field.name] = parse_value(field.name, parts[3], ws, today, who, kind)
            continue
        if not field.many:
            refuse("usage", f"{field.name} is not a list.", f"Write {field.name}=VALUE to set it.")
        items = parse_value(field.name, parts[3], ws, today, who, kind)
        if not items:
            refuse("usage", f"“{visible(word, 60)}” names nothing.", f"Write what behind {parts[2]}, as in tags+=x.")
        if parts[2] == "-=" and field.name == "checklist":
            items = [{**item, "done": done} for item in items for done in (False, True)]
        (found.add if parts[2] == "+=" else found.remove).setdefault(field.name, []).extend(items)
    return found


def parse_value(field: str, text: str, ws: Workspace, today: str, who: str, kind: Kind = "card") -> Any:
    """Return the value of a field that `text` stands for, as it is stored; None for an empty text, which clears.

    Raises Refused: usage for an unknown field, not_found for an unknown person, project and so on, else bad_data.
    """
    found = field_of(field, kind)
    if not text.strip() and found.read not in (_title, _column_kind):
        return None
    return found.read(Reading(ws, today, who, found.name), text)


def parse_column(words: Iterable[str]) -> dict[str, Any]:
    """Return the fields of a column that words like `wip_limit=3` set. Raises Refused."""
    return parse_assignments(words, Workspace(), "", "", "column").set


def format_value(field: str, value: Any, kind: Kind | None = None) -> str:
    """Return the text that a form starts with: `parse_value` reads the same value from it. Not made visible.

    Without `kind`, a field that a card doesn't have is looked for in the others. Raises Refused (usage).
    """
    holders = [kind] if kind is not None else [each for each, fields in FIELDS.items() if field in fields]
    found = field_of(field, holders[0] if holders else "card")
    return "" if value is None else found.show(value)


def field_of(name: str, kind: Kind = "card") -> Field:
    """Return the field with that name, case ignored. Raises Refused (usage) for one that can't be set."""
    fields = FIELDS[kind]
    folded = name.lower().replace("-", "_")
    found = fields.get(folded)
    if found is None:
        if kind == "card" and folded in _ELSEWHERE:
            refuse("usage", f"{folded} is not set like a field.", f"{_ELSEWHERE[folded]}.")
        alias = _ALIASES.get(folded) if kind == "card" else None
        hint = f"Did you mean “{alias}”?" if alias else did_you_mean(folded, fields)
        refuse("usage", f"A {kind} has no field “{visible(name, 60)}”.", hint or f"Fields: {', '.join(fields)}.")
    return found


# Reading texts


def _title(at: Reading, text: str) -> str:
    return checks.title(text, at.field)


def _line(at: Reading, text: str) -> str | None:
    return checks.short_text(text, at.field)


def _body(at: Reading, text: str) -> str | None:
    return checks.body(text)


def _date(at: Reading, text: str) -> str | None:
    return parse_date(one_line(text), at.today)


def _effort(at: Reading, text: str) -> float | None:
    if _is_none(text):
        return None
    return checks.number(parse_effort(one_line(text).removeprefix("~")), at.field, 0, checks.MOST_EFFORT)


def _value(at: Reading, text: str) -> int | None:
    return _whole(at, text.strip().removeprefix("!"), 0, 5)


def _limit(at: Reading, text: str) -> int | None:
    return _whole(at, text, 1, 10_000)


def _whole(at: Reading, text: str, least: int, most: int) -> int | None:
    if _is_none(text):
        return None
    if not _INTEGER.fullmatch(text.strip()):
        refuse("bad_data", f"“{visible(text, 60)}” is not a whole number for {at.field}.", f"Write {least} to {most}.")
    return checks.whole(int(text), at.field, least, most)


def _hours(at: Reading, text: str) -> float | None:
    if _is_none(text):
        return None
    if not _NUMBER.fullmatch(text.strip()) or not 0 < float(text.replace(",", ".")) <= _HOURS_IN_WEEK:
        hint = f"Write a number above 0, at most {_HOURS_IN_WEEK}."
        refuse("bad_data", f"“{visible(text, 60)}” can't be {at.field}.", hint)
    return checks.number(float(text.replace(",", ".")), at.field, 0, _HOURS_IN_WEEK)


def _flag(at: Reading, text: str) -> bool:
    found = _FLAGS.get(text.strip().lower())
    if found is None:
        refuse("bad_data", f"“{visible(text, 60)}” is neither yes nor no for {at.field}.", "Write yes or no.")
    return found


def _column_kind(at: Reading, text: str) -> str:
    kind = text.strip().lower()
    if kind not in COLUMN_KINDS:
        refuse("bad_data", f"“{visible(text, 60)}” is not a kind of column.", "Kinds: queue, active, done.")
    return kind


def _person(at: Reading, text: str) -> str | None:
    return None if _is_none(text.removeprefix("@")) else find_person(at.ws, one_line(text), at.who).handle


def _people(at: Reading, text: str) -> list[str] | None:
    found = [_person(at, word) for word in text.split(",") if word.strip()]
    return list(dict.fromkeys(handle for handle in found if handle)) or None


def _project(at: Reading, text: str) -> str | None:
    return None if _is_none(text) else find_project(at.ws, one_line(text)).key


def _milestone(at: Reading, text: str) -> int | None:
    return None if _is_none(text) else find_milestone(at.ws, one_line(text).removeprefix("*")).id


def _tags(at: Reading, text: str) -> list[str] | None:
    tags = [tag.lstrip("#") for tag in _SEPARATOR.split(text)]
    return checks.tags([tag for tag in tags if tag]) or None


def _cards(at: Reading, text: str) -> list[int] | None:
    return list(dict.fromkeys(find_card(at.ws, word).id for word in _SEPARATOR.split(text) if word)) or None


def _links(at: Reading, text: str) -> list[str] | None:
    return checks.links(text.split()) or None


def _checklist(at: Reading, text: str) -> list[dict[str, Any]] | None:
    items = []
    for line in text.splitlines():
        item = _ITEM.fullmatch(line)
        if item is not None and item[2].strip():
            items.append({"text": item[2], "done": item[1] in ("x", "X")})
    return checks.checklist(items) or None


def _is_none(text: str) -> bool:
    return text.strip().lower() == "none"


# Showing values


def _show_effort(hours: float) -> str:
    text = format_effort(hours)
    try:
        if abs(parse_effort(text) - hours) < 1e-6:
            return text
    except Refused:  # more than an effort may be: shown, so that it can be corrected
        return text
    return f"{hours:.6f}".rstrip("0").rstrip(".") + "h"  # whole minutes would change it


def _show_list(values: Sequence[object]) -> str:
    return ", ".join(map(str, values))


def _show_checklist(items: Sequence[Mapping[str, Any]]) -> str:
    return "\n".join(f"- [{'x' if item.get('done') else ' '}] {item.get('text', '')}" for item in items)


def _show_flag(value: bool) -> str:
    return "yes" if value else "no"


_ASSIGNMENT = re.compile(r"\s*([A-Za-z]\w{0,40}(?:-\w{1,40})*)\s*(\+=|-=|=)(.*)", re.DOTALL)
_INTEGER = re.compile(r"[+-]?[0-9]{1,9}")
_NUMBER = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,6})?")
_SEPARATOR = re.compile(r"[\s,]+")
_ITEM = re.compile(r"\s*(?:[-*]\s+)?(?:\[([ xX]?)\](?:\s|\Z))?(.*)")
_HOURS_IN_WEEK = 168
_FLAGS = {"yes": True, "y": True, "true": True, "on": True, "1": True,
          "no": False, "n": False, "false": False, "off": False, "0": False}  # fmt: skip
_ALIASES = {"for": "promised_to", "after": "depends_on", "tag": "tags", "link": "links", "hours": "effort"}
_ELSEWHERE = {
    "column": "`tuiboard move ID COLUMN` moves a card",
    "rank": "`tuiboard move ID COLUMN` moves a card",
    "archived": "`tuiboard archive ID` takes a card off the board",
    "blocked": "`tuiboard block ID REASON` and `tuiboard unblock ID` do it",
    "id": "Ids never change",
}
_DATE_HINT = "fri, +3d, 1 dec, 2026-12-01"
_PEOPLE_HINT = "ana, omar"


def _named(*fields: Field) -> dict[str, Field]:
    return {field.name: field for field in fields}


FIELDS: Mapping[Kind, Mapping[str, Field]] = {
    "card": _named(
        Field("title", "Title", "one line", _title),
        Field("body", "Notes", "Markdown", _body, lines=True),
        Field("owner", "Owner", "ana, me or none", _person),
        Field("value", "Value", "0 to 5", _value),
        Field("due", "Due", _DATE_HINT, _date),
        Field("start", "Start", _DATE_HINT, _date),
        Field("effort", "Effort", "30m, 4h, 2d, 1w", _effort, _show_effort),
        Field("project", "Project", "its key or name", _project),
        Field("tags", "Tags", "network, urgent", _tags, _show_list, many=True),
        Field("promised_to", "Promised to", "someone outside the team", _line),
        Field("milestone", "Milestone", "M1", _milestone, lambda id: f"M{id}"),
        Field("responsible", "Responsible", _PEOPLE_HINT, _people, _show_list, many=True),
        Field("consulted", "Consulted", _PEOPLE_HINT, _people, _show_list, many=True),
        Field("informed", "Informed", _PEOPLE_HINT, _people, _show_list, many=True),
        Field("depends_on", "Depends on", "12, 14", _cards, _show_list, many=True),
        Field("links", "Links", "https://…", _links, " ".join, many=True),
        Field("checklist", "Checklist", "- [ ] one a line", _checklist, _show_checklist, many=True, lines=True),
        Field("snoozed_until", "Snoozed until", _DATE_HINT, _date),
    ),
    "column": _named(
        Field("name", "Name", "one line", _title),
        Field("kind", "Kind", "queue, active or done", _column_kind),
        Field("wip_limit", "WIP limit", "1 or more", _limit),
        Field("wip_hard", "Hard limit", "yes or no", _flag, _show_flag),
        Field("stale_after_days", "Stale after", "days", _limit),
        Field("policy", "Policy", "what a card needs to get in", _body, lines=True),
    ),
    "person": _named(
        Field("name", "Name", "full name", _line),
        Field("login", "Login", "operating-system user", _line),
        Field("hours_per_week", "Hours a week", "40", _hours, "{:g}".format),
        Field("role", "Role", "one line", _line),
        Field("active", "Active", "yes or no", _flag, _show_flag),
    ),
    "project": _named(
        Field("name", "Name", "one line", _line),
        Field("sponsor", "Sponsor", "one line", _line),
        Field("deadline", "Deadline", _DATE_HINT, _date),
    ),
    "milestone": _named(
        Field("title", "Title", "one line", _title),
        Field("due", "Due", _DATE_HINT, _date),
        Field("project", "Project", "its key or name", _project),
    ),
}
"""Every field that a person may set, by kind and stored name, in the order of a form."""
