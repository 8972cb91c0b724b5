"""The filter language: words that say which cards are meant, the same on the screen and on the command line.

    printer #network @ana @me @none !>=4 due:<7d due:late in:doing is:blocked risk:R2 p:refresh *M1 -word a|b "in: it"

All words have to hold. `-` negates a whole word, alternatives included (`-a|b` is neither a nor b); further on it
negates one alternative (`a|-b`). Quotes or a backslash before a word make it literal; quotes also hold blanks
(`in:"In progress"`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tuiboard.domain import shapes
from tuiboard.domain.board import VALUE_UNSET, Card
from tuiboard.domain.names import did_you_mean, find_column, find_milestone
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.engine import filter_language as shared
from tuiboard.engine.filter_language import DATE_WORDS, EntityFilter, FilterContext, Language, folded
from tuiboard.engine.lens import Reading, done_columns, overdue, stale

__all__ = ["IS_WORDS", "Filter", "FilterContext", "compile_filter"]

IS_WORDS = ("blocked", "help", "stale", "overdue", "unowned", "promised", "recurring", "done", "archived")
"""What can follow `is:`."""

_LETTERS = re.compile(r"[\w ]+")
_RISK = re.compile(r"[Rr]?([0-9]{1,9})\Z")


class Filter(EntityFilter):
    """A filter of cards. `wants_archived` is true when it says `is:archived`: then archived ones are to be looked at
    too."""

    __slots__ = ("wants_archived",)

    def __init__(self, text: str, readings: Iterable[Reading], wants_archived: bool) -> None:
        super().__init__(text, readings)
        self.wants_archived = wants_archived

    def readable(self, doc: Mapping[str, Any]) -> Mapping[str, Any]:
        card = Card(doc)
        read = {
            "title": card.title, "body": card.body, "tags": card.tags, "due": card.due, "created_at": card.created_at,
            "entered_column_at": card.entered_column_at,
        }  # fmt: skip
        value = shapes.whole(doc.get("value"))
        return {**doc, **read, "value": VALUE_UNSET if value is None else value}

    def narrows(self, wider: "Filter") -> bool:
        """True when plain letters were typed on, so that each card it matches is one that `wider` matches."""
        typed = self.text.removeprefix(wider.text)
        # More than ASCII may change the letter before it: two Korean letters are one syllable.
        return self.text.startswith(wider.text) and typed.isascii() and bool(_LETTERS.fullmatch(self.text))


def compile_filter(text: str, ws: Workspace, context: FilterContext, *, typing: bool = False) -> Filter:
    """Return the filter that `text` says; an empty one matches every card.

    With `typing`, a last word that can still become a valid one (`is:bl`, `due:`, `@`) is left out instead of refused.
    Raises Refused naming the first word that makes no sense: usage, or not_found for an unknown name.
    """
    readings, said = shared.understood(text, ws, context, _LANGUAGE, typing)
    archived = any(word.key == "is" and word.value.lower() == "archived" and word.positive for word in said)
    return Filter(text.strip(), readings, archived)


# What a word means


def _plain(text: str) -> Reading:
    wanted = folded(text)
    number = wanted if wanted.isascii() and wanted.isdigit() else None

    def reading(doc: Mapping[str, Any]) -> bool:
        if wanted in folded(doc["title"]):
            return True
        body = doc.get("body")
        if body and wanted in folded(body):
            return True
        for tag in doc.get("tags", ()):
            if wanted in folded(tag):
                return True
        return number is not None and number in str(doc["id"])

    return reading


def _valued(value: str, ws: Workspace, context: FilterContext) -> Reading:
    sign, number = shared.compared(value)
    if number not in ("0", "1", "2", "3", "4", "5"):
        refuse("usage", f"“!{visible(value, 60)}” is not a value.", "Values go from 0 to 5: !3, !>=4 or !<2.")
    holds, wanted = shared.COMPARISONS[sign], int(number)
    return lambda doc: holds(doc.get("value", VALUE_UNSET), wanted)


def _due(value: str, ws: Workspace, context: FilterContext) -> Reading:
    return shared.dated("due", "due", value, context.today, lambda: overdue(ws, context.today))


def _in_column(value: str, ws: Workspace, context: FilterContext) -> Reading:
    key = find_column(ws, value).key
    return lambda doc: bool(doc["column"] == key)


def _for_milestone(value: str, ws: Workspace, context: FilterContext) -> Reading:
    id = find_milestone(ws, value).id
    return lambda doc: doc.get("milestone") == id


def _is(value: str, ws: Workspace, context: FilterContext) -> Reading:
    word = value.lower()
    if word == "stale":
        return stale(ws, context.today)
    if word == "overdue":
        return overdue(ws, context.today)
    if word == "done":
        done = done_columns(ws)
        return lambda doc: doc["column"] in done
    if word == "unowned":
        return shared.unowned
    if word in ("blocked", "archived"):
        return lambda doc: bool(doc.get(word))
    if word == "help":
        return lambda doc: bool(doc.get("help_wanted"))
    if word == "recurring":
        return lambda doc: bool(doc.get("every"))
    if word == "promised":
        return _promised(ws)
    shared.refuse_is(value, IS_WORDS, _EXAMPLES["is"])


def _promised(ws: Workspace) -> Reading:
    """Promised to someone outside the team, or by a promise that holds."""
    if not ws.table("promise"):
        return lambda doc: bool(doc.get("promised_to"))
    from tuiboard.domain.promises import promised_cards  # late: many boards have none

    cards = promised_cards(ws)
    return lambda doc: bool(doc.get("promised_to")) or doc["id"] in cards


def _linked(value: str, ws: Workspace, context: FilterContext) -> Reading:
    if value.lower() == "any":
        risks = ws.risks()
    else:
        numbered = _RISK.match(value)
        found = ws.risk(int(numbered[1])) if numbered else None
        if found is None:
            hint = (
                did_you_mean(value, [f"R{id}" for id in ws.table("risk")])
                or "A risk is named by its number, as in risk:R2."
            )
            refuse("not_found", f"There is no risk “{visible(value, 60)}”.", hint)
        risks = [found]
    cards = frozenset(card for risk in risks for card in risk.cards())
    return lambda doc: doc["id"] in cards


def _choices(key: str, ws: Workspace) -> Iterator[str]:
    if key == "@":
        yield from shared.owner_choices(ws)
    elif key == "in":
        for column in ws.columns():
            yield from (column.key, column.name)
    elif key == "p":
        yield from shared.project_choices(ws)
    elif key == "*":
        for milestone in ws.milestones():
            yield from (f"M{milestone.id}", milestone.title)
    elif key == "risk":
        yield from ("any", *(f"R{id}" for id in ws.table("risk")))
    else:
        yield from {"is": IS_WORDS, "due": DATE_WORDS}.get(key, ())


_EXAMPLES = {
    "@": "@ana, @me or @none", "#": "#network", "!": "!3 or !>=4", "*": "*M1", "in": "in:doing", "p": "p:refresh",
    "is": ", ".join(f"is:{word}" for word in IS_WORDS), "due": "due:fri, due:<7d, due:late or due:none",
    "risk": "risk:R2 or risk:any",
}  # fmt: skip
_LANGUAGE = Language(
    "card",
    {
        "@": shared.owned, "#": shared.tagged, "!": _valued, "*": _for_milestone, "is": _is, "in": _in_column,
        "due": _due, "p": shared.in_project, "risk": _linked,
    },
    _EXAMPLES,
    _plain,
    {
        "owner": "@ana", "person": "@ana", "assignee": "@ana", "tag": "#network", "tags": "#network", "value": "!>=4",
        "column": "in:doing", "status": "is:blocked", "project": "p:refresh", "milestone": "*M1",
    },
    _choices,
    frozenset({"due"}),
    frozenset({"!", "due"}),
)  # fmt: skip
