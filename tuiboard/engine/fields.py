"""Fields as text: what `tuiboard edit ID FIELD=VALUE…` and the forms understand, and what a form starts with."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple

from tuiboard.domain.names import did_you_mean
from tuiboard.domain.refusal import refuse
from tuiboard.domain.risks import readable
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.engine import field_texts as texts
from tuiboard.engine.field_texts import Field, Reading
from tuiboard.engine.raid_fields import ASSUMPTION_FIELDS, DECISION_FIELDS, ISSUE_FIELDS, LESSON_FIELDS
from tuiboard.engine.risk_fields import RISK_FIELDS, numbered_risks

Kind = Literal[
    "card", "column", "person", "project", "milestone", "risk", "decision", "assumption", "issue", "lesson"
]  # fmt: skip


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
        if parts[2] == "-=" and field.read in (texts.cards, numbered_risks):
            items: Any = texts.card_numbers(parts[3])  # one that is gone from the board can be taken out too
        else:
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
    if not text.strip() and found.read not in (texts.title, texts.column_kind):
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
    if holders[:1] == ["risk"] and value is not None:
        value = readable({found.name: value})[found.name]
    return "" if value is None else found.show(value)


def field_of(name: str, kind: Kind = "card") -> Field:
    """Return the field with that name, case ignored. Raises Refused (usage) for one that can't be set."""
    fields = FIELDS[kind]
    folded = name.lower().replace("-", "_")
    found = fields.get(folded)
    if found is None:
        elsewhere = _ELSEWHERE.get(kind, {}).get(folded)
        if elsewhere is not None:
            refuse("usage", f"{folded} is not set like a field.", f"{elsewhere}.")
        alias = _ALIASES.get(folded) if kind == "card" else None
        hint = f"Did you mean “{alias}”?" if alias else did_you_mean(folded, fields)
        article = "An" if kind in ("assumption", "issue") else "A"
        words = f"{article} {kind} has no field “{visible(name, 60)}”."
        refuse("usage", words, hint or f"Fields: {', '.join(fields)}.")
    return found


_ASSIGNMENT = re.compile(r"\s*([A-Za-z]\w{0,40}(?:-\w{1,40})*)\s*(\+=|-=|=)(.*)", re.DOTALL)
_ALIASES = {
    "for": "promised_to",
    "after": "depends_on",
    "tag": "tags",
    "link": "links",
    "hours": "effort",
    "recur": "every",
    "repeat": "every",
}
_ELSEWHERE: Mapping[str, Mapping[str, str]] = {
    "card": {
        "column": "`tuiboard move ID COLUMN` moves a card",
        "rank": "`tuiboard move ID COLUMN` moves a card",
        "archived": "`tuiboard archive ID` takes a card off the board",
        "blocked": "`tuiboard block ID REASON` and `tuiboard unblock ID` do it",
        "help_wanted": "`tuiboard ask ID TEXT` asks for help, and `tuiboard ask ID --done` ends that",
        "id": "Ids never change",
    },
    "risk": {
        "state": "`tuiboard risk assess|treat|monitor|accept|occur|close|reopen ID` moves a risk",
        "inherent": "`tuiboard risk score ID inherent P IMPACT` scores it",
        "current": "`tuiboard risk score ID current P IMPACT` scores it",
        "target": "`tuiboard risk score ID target P IMPACT` scores it",
        "probability": "`%4` in the line of a new risk, or `tuiboard risk score ID current P IMPACT`, scores it",
        "impact": "`i3` or `cost3` in the line of a new risk, or `tuiboard risk score ID current P IMPACT`, scores it",
        "score": "`tuiboard risk score ID current P IMPACT` scores it",
        "actions": "`tuiboard risk link ID CARD ROLE` and `tuiboard risk plan ID TEXT` do it",
        "acceptance": "`tuiboard risk accept ID` asks for what it needs",
        "last_review": "`tuiboard risk review ID` records a review",
        "id": "Ids never change",
    },
    "decision": dict.fromkeys(
        ("title", "context", "decision", "consequences", "options", "supersedes", "decider", "date"),
        "A decision is never edited: `tuiboard decide TITLE --supersedes D1` records the one that takes its place",
    ),
    "assumption": {"state": "`tuiboard assumption confirm|refute|reopen ID NOTE` moves an assumption"},
    "lesson": {"state": "`tuiboard lesson apply|reopen ID NOTE` moves a lesson"},
}


def _named(*fields: Field) -> dict[str, Field]:
    return {field.name: field for field in fields}


FIELDS: Mapping[Kind, Mapping[str, Field]] = {
    "card": _named(
        Field("title", "Title", "one line", texts.title),
        Field("body", "Notes", "Markdown", texts.body, lines=True),
        Field("owner", "Owner", "ana, me or none", texts.person),
        Field("value", "Value", "0 to 5", texts.value),
        Field("due", "Due", texts.DATE_HINT, texts.date),
        Field("start", "Start", texts.DATE_HINT, texts.date),
        Field("every", "Every", "mon, 2w, month-end; none", texts.rule),
        Field("effort", "Effort", "30m, 4h, 2d, 1w", texts.effort, texts.show_effort),
        Field("project", "Project", "its key or name", texts.project),
        Field("tags", "Tags", "network, urgent", texts.tags, texts.show_list, many=True),
        Field("promised_to", "Promised to", "someone outside the team", texts.line),
        Field("milestone", "Milestone", "M1", texts.milestone, lambda id: f"M{id}"),
        Field("responsible", "Responsible", texts.PEOPLE_HINT, texts.people, texts.show_list, many=True),
        Field("consulted", "Consulted", texts.PEOPLE_HINT, texts.people, texts.show_list, many=True),
        Field("informed", "Informed", texts.PEOPLE_HINT, texts.people, texts.show_list, many=True),
        Field("depends_on", "Depends on", "12, 14", texts.cards, texts.show_list, many=True),
        Field("links", "Links", "https://…", texts.links, texts.show_links, many=True),
        Field(
            "checklist", "Checklist", "- [ ] one a line", texts.checklist, texts.show_checklist, many=True, lines=True
        ),
        Field("snoozed_until", "Snoozed until", texts.DATE_HINT, texts.date),
    ),
    "column": _named(
        Field("name", "Name", "one line", texts.title),
        Field("kind", "Kind", "queue, active or done", texts.column_kind),
        Field("wip_limit", "WIP limit", "1 or more", texts.limit),
        Field("wip_hard", "Hard limit", "yes or no", texts.flag, texts.show_flag),
        Field("stale_after_days", "Stale after", "days", texts.limit),
        Field("policy", "Policy", "what a card needs to get in", texts.body, lines=True),
    ),
    "person": _named(
        Field("name", "Name", "full name", texts.line),
        Field("login", "Login", "operating-system user", texts.line),
        Field("hours_per_week", "Hours a week", "40", texts.hours, texts.show_number),
        Field("role", "Role", "one line", texts.line),
        Field("off", "Time off", "2026-12-21..2027-01-02 vacation, fri", texts.spans, texts.show_spans, many=True),
        Field("active", "Active", "yes or no", texts.flag, texts.show_flag),
    ),
    "project": _named(
        Field("name", "Name", "one line", texts.line),
        Field("sponsor", "Sponsor", "one line", texts.line),
        Field("deadline", "Deadline", texts.DATE_HINT, texts.date),
    ),
    "milestone": _named(
        Field("title", "Title", "one line", texts.title),
        Field("due", "Due", texts.DATE_HINT, texts.date),
        Field("project", "Project", "its key or name", texts.project),
        Field("owner", "Owner", "ana, me or none", texts.person),
        Field("responsible", "Responsible", texts.PEOPLE_HINT, texts.people, texts.show_list, many=True),
        Field("consulted", "Consulted", texts.PEOPLE_HINT, texts.people, texts.show_list, many=True),
        Field("informed", "Informed", texts.PEOPLE_HINT, texts.people, texts.show_list, many=True),
    ),
    "risk": _named(*RISK_FIELDS),
    "decision": _named(*DECISION_FIELDS),
    "assumption": _named(*ASSUMPTION_FIELDS),
    "issue": _named(*ISSUE_FIELDS),
    "lesson": _named(*LESSON_FIELDS),
}
"""Every field that a person may set, by kind and stored name, in the order of a form."""
