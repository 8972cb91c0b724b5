"""What a value must be before it is recorded. Every check refuses with a sentence that names the field and the word."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tuiboard.domain.board import Card
from tuiboard.domain.calendar import is_date
from tuiboard.domain.refusal import refuse
from tuiboard.domain.shapes import day
from tuiboard.domain.text import one_line, visible
from tuiboard.domain.workspace import Workspace

if TYPE_CHECKING:
    from tuiboard.domain.risks import Risk

LONGEST_TITLE = 200
LONGEST_TITLE_BYTES = 1024
LONGEST_BODY_BYTES = 256 * 1024
MOST_TAGS = 200
MOST_ITEMS = 1000
ROLE_FIELDS = frozenset({"owner", "responsible", "consulted", "informed"})
MOST_EFFORT = 100_000.0
"""Hours; more is a slip of the finger (and keeps sums finite)."""


def quoted(value: object) -> str:
    """`value` as it may stand in a message."""
    return f"“{visible(value, 60)}”"


def some_card(ws: Workspace, id: int) -> Card:
    """The card, or a refusal."""
    card = ws.card(id)
    if card is None:
        refuse("not_found", f"There is no card {visible(id, 30)}.", "`tuiboard list --all` shows every card.")
    return card


def some_cards(ws: Workspace, ids: Sequence[int]) -> list[Card]:
    """The cards, each once, or a refusal that names the first that doesn't exist."""
    if not ids:
        refuse("usage", "No card was named.")
    return [some_card(ws, id) for id in dict.fromkeys(ids)]


def refuse_clashes(entity: "Card | Risk", found: Mapping[str, Mapping[str, Any]]) -> None:
    """Refuse a change of fields that someone else has changed meanwhile; who that was, the session adds."""
    if found:
        names = ", ".join(name.replace("_", " ") for name in found)
        about = f"{entity.kind} {entity.key}"
        refuse("conflict", f"Someone else changed {names} of {about} meanwhile.", "Choose which value stands.",
               {"kind": entity.kind, "id": entity.id, "fields": dict(found)})  # fmt: skip


def size(text: str) -> int:
    """Bytes of `text` in UTF-8; lone surrogates count too."""
    return len(text.encode("utf-8", "surrogatepass"))


def title(value: object, what: str = "title") -> str:
    """A title on one line: newlines folded, 1–200 characters, at most 1 KiB; None is an empty one."""
    value = "" if value is None else value
    if not isinstance(value, str):
        refuse("bad_data", f"The {what} must be text, not {quoted(value)}.")
    text = one_line(value)
    if not text:
        refuse("bad_data", f"The {what} is empty.", "Give it at least one character.")
    if len(text) > LONGEST_TITLE:
        refuse(
            "bad_data",
            f"The {what} has {len(text):,} characters; at most {LONGEST_TITLE} fit.",
            "Put the rest into the body.",
        )
    if size(text) > LONGEST_TITLE_BYTES:
        refuse(
            "bad_data",
            f"The {what} has {size(text):,} bytes; at most {LONGEST_TITLE_BYTES:,} fit.",
            "Put the rest into the body.",
        )
    return text


def body(value: object) -> str | None:
    """Markdown text of at most 256 KiB, or None."""
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        refuse("bad_data", f"The body must be text, not {quoted(value)}.")
    if size(value) > LONGEST_BODY_BYTES:
        refuse(
            "bad_data",
            f"The body has {size(value):,} bytes; at most {LONGEST_BODY_BYTES:,} fit.",
            "Link to a document instead.",
        )
    return value


def short_text(value: object, field: str) -> str | None:
    """One line of at most 200 characters, or None."""
    if value is None or value == "":
        return None
    return title(value, field)


def date(value: object, field: str) -> str | None:
    """`YYYY-MM-DD` or None."""
    if value is None or value == "":
        return None
    if not isinstance(value, str) or not is_date(value):
        refuse("bad_data", f"{quoted(value)} is not a date for {field}.", "Write it like 2026-12-01.")
    return value


def dates_in_order(doc: Mapping[str, Any], fields: Mapping[str, Any], about: str) -> None:
    """Refuse a start after the due date, where either of them is to be set on `doc`."""
    if "start" not in fields and "due" not in fields:
        return
    start, due = (fields[name] if name in fields else day(doc.get(name)) for name in ("start", "due"))
    if start is not None and due is not None and start > due:
        hint = "Set the due date first, or both at once." if "due" not in fields else "Set an earlier start first."
        refuse("rule", f"{about} would start on {start}, after it is due ({due}).", hint)


def number(value: object, field: str, least: float, most: float) -> float | None:
    """A finite number in [least, most], or None; whole ones come back as int."""
    if value is None:
        return None
    # isfinite fails on a huge whole number, which the limits refuse.
    finite = not isinstance(value, float) or math.isfinite(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not finite:
        refuse("bad_data", f"{quoted(value)} is not a number for {field}.")
    if not least <= value <= most:
        refuse("bad_data", f"{field} must be between {least:g} and {most:g}, not {visible(value, 30)}.")
    return int(value) if float(value).is_integer() else float(value)


def flag(value: object, field: str) -> bool:
    """True or False; None is False."""
    if value is None or isinstance(value, bool):
        return bool(value)
    refuse("bad_data", f"{field} must be true or false, not {quoted(value)}.")


def person(ws: Workspace, value: object, field: str) -> str | None:
    """The handle of someone on the board, or None."""
    if value is None or value == "":
        return None
    if not isinstance(value, str) or ws.person(value) is None:
        refuse(
            "not_found",
            f"Nobody here is called {quoted(value)} ({field}).",
            f"`tuiboard person add {visible(value, 30)}` adds them.",
        )
    return value


def some_list(value: object, field: str, most: int) -> list[Any]:
    """A list of at most `most` items; None is empty."""
    if value is None:
        return []
    if isinstance(value, str) or not isinstance(value, Sequence):
        refuse("bad_data", f"{field} must be a list, not {quoted(value)}.")
    if len(value) > most:
        refuse("bad_data", f"{field} has {len(value):,} items; at most {most:,} fit.")
    return list(value)


def people_list(ws: Workspace, value: object, field: str) -> list[str]:
    """Handles, each once."""
    return list(dict.fromkeys(person(ws, item, field) or "" for item in some_list(value, field, 100)))


def one_role_each(doc: Mapping[str, Any], fields: dict[str, Any], about: str) -> dict[str, Any]:
    """`fields` to be set on `doc`, with earlier roles of those whom they name giving way; see roles.settled."""
    if fields.keys() & ROLE_FIELDS and any(fields.get(name) or doc.get(name) for name in ("consulted", "informed")):
        from tuiboard.domain.decide import roles  # late: most cards have an owner, and nothing to settle

        return roles.settled(doc, fields, about)
    return fields


def tags(value: object) -> list[str]:
    """Tags without #, each once: no blanks, at most 60 characters each."""
    found = some_list(value, "tags", MOST_TAGS)
    for tag in found:
        if not isinstance(tag, str) or not tag or len(tag) > 60 or any(c.isspace() for c in tag) or tag.startswith("#"):
            refuse(
                "bad_data", f"{quoted(tag)} can't be a tag.", "A tag is one word of at most 60 characters, without #."
            )
    return list(dict.fromkeys(found))


def checklist(value: object) -> list[dict[str, Any]]:
    """[{text, done}], at most 1,000."""
    items = []
    for item in some_list(value, "checklist", MOST_ITEMS):
        if not isinstance(item, Mapping):
            refuse("bad_data", f"A checklist item must have a text, not {quoted(item)}.")
        kept = {name: v for name, v in item.items() if name not in ("text", "done")}
        items.append({**kept, "text": title(item.get("text"), "checklist item"), "done": bool(item.get("done"))})
    return items


def links(value: object) -> list[str]:
    """Addresses as typed, one line each; only http(s) ones are ever opened."""
    return list(dict.fromkeys(item if isinstance(item, str) and 0 < size(item) <= 4096 and item == one_line(item)
                              else refuse("bad_data", f"{quoted(item)} can't be a link.", "A link is one line.")
                              for item in some_list(value, "links", 200)))  # fmt: skip


def rule(value: object) -> str | None:
    """A rule by which a card comes again, as it is stored, or None."""
    from tuiboard.domain.recurrence import checked_rule  # late: most cards come once

    return checked_rule(value)


def dependencies(ws: Workspace, id: int | None, value: object) -> list[int]:
    """Ids of cards that exist, each once, without a way back to `id`; refuses a cycle, naming it."""
    found = some_list(value, "depends_on", 200)
    for other in found:
        if isinstance(other, bool) or not isinstance(other, int):
            refuse("bad_data", f"{quoted(other)} is not a card's id.")
        some_card(ws, other)
    needed = list(dict.fromkeys(found))
    if id is not None:
        cycle = way_back(ws, id, needed)
        if cycle:
            refuse(
                "rule",
                "That would be a cycle: " + " needs ".join(map(str, cycle)) + ".",
                "Take one of these dependencies out first.",
            )
    return needed


def way_back(
    ws: Workspace, id: int, needed: Iterable[int], step: Callable[[Workspace, int], Sequence[int]] | None = None
) -> list[int]:
    """The cycle `[id, a, …, id]` that `id` needing `needed` would close, or an empty list.

    `step` says what another one needs; without it, cards and their dependencies are meant.
    """
    further = step or _needs
    came: dict[int, int] = {}
    stack = [(other, id) for other in needed]
    while stack:
        other, via = stack.pop()
        if other in came:
            continue
        came[other] = via
        if other == id:
            path = [id]
            back = via
            while back != id:
                path.append(back)
                back = came[back]
            return [id, *reversed(path[1:]), id]
        stack.extend((beyond, other) for beyond in further(ws, other))
    return []


def _needs(ws: Workspace, id: int) -> Sequence[int]:
    card = ws.card(id)
    return () if card is None else card.depends_on


def project(ws: Workspace, value: object) -> str | None:
    """Key of a project of the board, or None."""
    if value is None or value == "":
        return None
    if not isinstance(value, str) or ws.project(value) is None:
        refuse(
            "not_found",
            f"There is no project {quoted(value)}.",
            f"`tuiboard project add {visible(value, 30)}` makes it.",
        )
    return value


def milestone(ws: Workspace, value: object) -> int | None:
    """Id of a milestone of the board, or None."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or ws.milestone(value) is None:
        refuse("not_found", f"There is no milestone M{visible(value, 30)}.", "`tuiboard milestone list` shows them.")
    return value


Check = Callable[[Workspace, int | None, Any], Any]

CARD_FIELDS: dict[str, Check] = {
    "title": lambda ws, id, v: title(v),
    "body": lambda ws, id, v: body(v),
    "project": lambda ws, id, v: project(ws, v),
    "owner": lambda ws, id, v: person(ws, v, "owner"),
    "responsible": lambda ws, id, v: people_list(ws, v, "responsible"),
    "consulted": lambda ws, id, v: people_list(ws, v, "consulted"),
    "informed": lambda ws, id, v: people_list(ws, v, "informed"),
    "value": lambda ws, id, v: whole(v, "value", 0, 5),
    "effort": lambda ws, id, v: number(v, "effort", 0, MOST_EFFORT),
    "start": lambda ws, id, v: date(v, "start"),
    "due": lambda ws, id, v: date(v, "due"),
    "promised_to": lambda ws, id, v: short_text(v, "promised_to"),
    "tags": lambda ws, id, v: tags(v),
    "depends_on": dependencies,
    "checklist": lambda ws, id, v: checklist(v),
    "links": lambda ws, id, v: links(v),
    "milestone": lambda ws, id, v: milestone(ws, v),
    "snoozed_until": lambda ws, id, v: date(v, "snoozed_until"),
    "every": lambda ws, id, v: rule(v),
}
"""Every field of a card that a person may set, with its check."""
LIST_FIELDS = frozenset({"responsible", "consulted", "informed", "tags", "depends_on", "links", "checklist"})


def whole(value: object, field: str, least: int, most: int) -> int | None:
    """A whole number in [least, most], or None."""
    found = number(value, field, least, most)
    if found is not None and not isinstance(found, int):
        refuse("bad_data", f"{field} must be a whole number, not {visible(value, 30)}.")
    return found


def card_fields(ws: Workspace, id: int | None, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Check every field of a card; refuses a name that is not a field that a person may set."""
    checked = {}
    for name, value in fields.items():
        check = CARD_FIELDS.get(name)
        if check is None:
            refuse("usage", f"A card has no field {quoted(name)} to set.", "Fields: " + ", ".join(CARD_FIELDS) + ".")
        checked[name] = check(ws, id, value)
    return checked
