"""The filter language: words that say which cards are meant, the same on the screen and on the command line.

    printer #network @ana @me @none !>=4 due:<7d due:late in:doing is:blocked risk:R2 p:refresh *M1 -word a|b "in: it"

All words have to hold. `-` negates a whole word, alternatives included (`-a|b` is neither a nor b); further on it
negates one alternative (`a|-b`). Quotes or a backslash before a word make it literal; quotes also hold blanks
(`in:"In progress"`).
"""

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from unicodedata import normalize

from tuiboard.domain.board import VALUE_UNSET, Card
from tuiboard.domain.calendar import begins_date, parse_date
from tuiboard.domain.names import did_you_mean, find_column, find_milestone, find_person, find_project
from tuiboard.domain.refusal import Refused, refuse
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.filter_words import SIGNS, Term, Word, words_of
from tuiboard.engine.lens import Reading, done_columns, overdue, stale

IS_WORDS = ("blocked", "stale", "overdue", "unowned", "promised", "done", "archived")
"""What can follow `is:`."""
DUE_WORDS = ("late", "none", "any")
"""What can follow `due:` besides dates."""
KEYS = ("is", "in", "due", "p", "risk")
"""Words that take a value after a colon."""

_COMPARED = re.compile(r"(<=|>=|<|>|=)?(.*)\Z", re.DOTALL)
_RISK = re.compile(r"[Rr]?([0-9]{1,9})\Z")
_ELSEWHERE = {
    "owner": "@ana", "person": "@ana", "assignee": "@ana", "tag": "#network", "tags": "#network", "value": "!>=4",
    "column": "in:doing", "status": "is:blocked", "project": "p:refresh", "milestone": "*M1",
}  # fmt: skip


class FilterContext(NamedTuple):
    """The date where the person is, and the handle that `@me` stands for."""

    today: str
    who: str


class Filter:
    """A filter that was understood."""

    __slots__ = ("_readings", "text", "wants_archived")

    def __init__(self, text: str, readings: Iterable[Reading], wants_archived: bool) -> None:
        self.text = text
        """What was typed."""
        self.wants_archived = wants_archived
        """True when it says `is:archived`: then the archived cards are to be looked at too."""
        self._readings = tuple(readings)

    def matches(self, card: Card) -> bool:
        """True when all words hold for the card."""
        doc = card.doc
        for reading in self._readings:  # noqa: SIM110 - half the time of all() with a generator
            if not reading(doc):
                return False
        return True


def compile_filter(text: str, ws: Workspace, context: FilterContext, *, typing: bool = False) -> Filter:
    """Return the filter that `text` says; an empty one matches every card.

    With `typing`, a last word that can still become a valid one (`is:bl`, `due:`, `@`) is left out instead of refused.
    Raises Refused naming the first word that makes no sense: usage, or not_found for an unknown name.
    """
    quick: list[Reading] = []
    slow: list[Reading] = []
    wants_archived = False
    words = list(words_of(text))
    for place, word in enumerate(words):
        last = typing and place == len(words) - 1 and not text[-1:].isspace()
        terms = list(_understood(word, ws, context, last))
        if not terms:
            continue
        reading = _either([reading for _, reading in terms])
        plain = any(_is_plain(term) for term, _ in terms)
        (slow if plain else quick).append(_not(reading) if word.negated else reading)
        wants_archived |= any(_says_archived(term) and term.negated == word.negated for term, _ in terms)
    return Filter(text.strip(), quick + slow, wants_archived)


def _understood(word: Word, ws: Workspace, context: FilterContext, last: bool) -> Iterator[tuple[Term, Reading]]:
    for place, term in enumerate(word.terms):
        typed = last and place == len(word.terms) - 1
        if typed and (term.text.strip("-") == "" or _is_beginning_of_tag(term, ws)):
            continue
        try:
            reading = _reading(term, ws, context)
        except Refused:
            if typed and _is_beginning(term, ws):
                continue
            raise
        yield term, _not(reading) if term.negated else reading


def _not(reading: Reading) -> Reading:
    return lambda doc: not reading(doc)


def _either(readings: list[Reading]) -> Reading:
    return readings[0] if len(readings) == 1 else lambda doc: any(reading(doc) for reading in readings)


# What a word means


def _key_of(term: Term) -> tuple[str, str]:
    """Return (sign or key, value) of a term; an empty key where it is a plain word."""
    text = term.text
    if term.literal or not text:
        return "", text
    if text[0] in SIGNS:
        return text[0], text[1:]
    key, colon, value = text.partition(":")
    return (key.lower(), value) if colon and key.lower() in KEYS else ("", text)


def _is_plain(term: Term) -> bool:
    return not _key_of(term)[0]


def _says_archived(term: Term) -> bool:
    key, value = _key_of(term)
    return key == "is" and value.lower() == "archived"


def _reading(term: Term, ws: Workspace, context: FilterContext) -> Reading:
    key, value = _key_of(term)
    if not key:
        if not term.literal:
            _check_key(value)
        return _plain(value)
    if not value:
        hint = f"Write {_EXAMPLES[key]}; quotes make it a text to look for."
        refuse("usage", f"“{visible(term.text, 60)}” is unfinished.", hint)
    return _MEANINGS[key](value, ws, context)


def _check_key(text: str) -> None:
    """Refuse `key:value` with an unknown key, which would find nothing and not say why; addresses and paths pass."""
    key, colon, value = text.partition(":")
    if not colon or not value or value[0] in "/\\" or not (key.isascii() and key.isalpha()):
        return
    instead = _ELSEWHERE.get(key.lower())
    near = f"It is written {instead}." if instead else did_you_mean(f"{key}:", [f"{known}:" for known in KEYS])
    hint = f"{near} Quotes make it a text to look for.".strip()
    refuse("usage", f"“{visible(text, 60)}” is not a filter word.", hint)


_EXAMPLES = {
    "@": "@ana, @me or @none", "#": "#network", "!": "!3 or !>=4", "*": "*M1", "in": "in:doing", "p": "p:refresh",
    "is": ", ".join(f"is:{word}" for word in IS_WORDS), "due": "due:fri, due:<7d, due:late or due:none",
    "risk": "risk:R2 or risk:any",
}  # fmt: skip


def _folded(text: str) -> str:
    return text.lower() if text.isascii() else normalize("NFC", text.casefold())


def _plain(text: str) -> Reading:
    wanted = _folded(text)
    number = wanted if wanted.isascii() and wanted.isdigit() else None

    def reading(doc: Mapping[str, Any]) -> bool:
        if wanted in _folded(doc["title"]):
            return True
        body = doc.get("body")
        if body and wanted in _folded(body):
            return True
        for tag in doc.get("tags", ()):
            if wanted in _folded(tag):
                return True
        return number is not None and number in str(doc["id"])

    return reading


def _owned(value: str, ws: Workspace, context: FilterContext) -> Reading:
    word = value.lower()
    if word == "none":
        return _unowned
    owner = context.who if word == "me" else find_person(ws, value).handle
    return lambda doc: doc.get("owner") == owner


def _unowned(doc: Mapping[str, Any]) -> bool:
    return not doc.get("owner")


def _tagged(value: str, ws: Workspace, context: FilterContext) -> Reading:
    wanted = _folded(value)
    return lambda doc: any(_folded(tag) == wanted for tag in doc.get("tags", ()))


def _valued(value: str, ws: Workspace, context: FilterContext) -> Reading:
    sign, number = _compared(value)
    if number not in ("0", "1", "2", "3", "4", "5"):
        refuse("usage", f"“!{visible(value, 60)}” is not a value.", "Values go from 0 to 5: !3, !>=4 or !<2.")
    holds, wanted = _COMPARISONS[sign], int(number)
    return lambda doc: holds(doc.get("value", VALUE_UNSET), wanted)


def _due(value: str, ws: Workspace, context: FilterContext) -> Reading:
    sign, word = _compared(value.lower())
    if word in DUE_WORDS:
        if value.lower() != word:
            refuse("usage", f"“due:{visible(value, 60)}” compares with no date.", f"Write due:{word}.")
        if word == "late":
            return overdue(ws, context.today)
        return lambda doc: (doc.get("due") is not None) == (word == "any")
    try:
        day = parse_date(word, context.today)
    except Refused as refused:
        refuse("usage", refused.refusal.message, did_you_mean(word, DUE_WORDS) or refused.refusal.hint)
    holds, limit = _COMPARISONS[sign], day or ""

    def reading(doc: Mapping[str, Any]) -> bool:
        due = doc.get("due")
        return due is not None and holds(due, limit)

    return reading


def _compared(value: str) -> tuple[str, str]:
    found = _COMPARED.match(value)
    return (found[1] or "=", found[2]) if found else ("=", value)


_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def _in_column(value: str, ws: Workspace, context: FilterContext) -> Reading:
    key = find_column(ws, value).key
    return lambda doc: bool(doc["column"] == key)


def _in_project(value: str, ws: Workspace, context: FilterContext) -> Reading:
    key = find_project(ws, value).key
    return lambda doc: doc.get("project") == key


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
        return _unowned
    if word in ("blocked", "archived"):
        return lambda doc: bool(doc.get(word))
    if word == "promised":
        return lambda doc: bool(doc.get("promised_to"))
    near = did_you_mean(f"is:{word}", [f"is:{known}" for known in IS_WORDS])
    refuse("usage", f"“is:{visible(value, 60)}” is not a filter word.", near or f"Write {_EXAMPLES['is']}.")


def _linked(value: str, ws: Workspace, context: FilterContext) -> Reading:
    table = ws.table("risk")
    if value.lower() == "any":
        risks = list(table.values())
    else:
        numbered = _RISK.match(value)
        found = table.get(int(numbered[1])) if numbered else None
        if found is None:
            hint = did_you_mean(value, [f"R{id}" for id in table]) or "A risk is named by its number, as in risk:R2."
            refuse("not_found", f"There is no risk “{visible(value, 60)}”.", hint)
        risks = [found]
    cards = frozenset(action.get("card") for risk in risks for action in risk.get("actions", ()))
    return lambda doc: doc["id"] in cards


_MEANINGS: Mapping[str, Callable[[str, Workspace, FilterContext], Reading]] = {
    "@": _owned, "#": _tagged, "!": _valued, "*": _for_milestone,
    "is": _is, "in": _in_column, "due": _due, "p": _in_project, "risk": _linked,
}  # fmt: skip


# Words that are still being typed


def _is_beginning(term: Term, ws: Workspace) -> bool:
    key, value = _key_of(term)
    if not key:
        return False
    if not value:
        return True
    if key == "!":
        return value in ("<", ">", "<=", ">=", "=")
    if key == "due" and begins_date(_compared(value)[1]):
        return True
    begun = value.casefold()
    return any(choice.casefold().startswith(begun) for choice in _choices(key, ws))


def _is_beginning_of_tag(term: Term, ws: Workspace) -> bool:
    key, value = _key_of(term)
    if key != "#":
        return False
    begun = _folded(value)
    tags = {_folded(tag) for doc in ws.table("card").values() for tag in doc.get("tags", ())}
    return begun not in tags and any(tag.startswith(begun) for tag in tags)


def _choices(key: str, ws: Workspace) -> Iterator[str]:
    if key == "@":
        yield from ("me", "none")
        for person in ws.people():
            yield from (person.handle, person.name)
    elif key == "in":
        for column in ws.columns():
            yield from (column.key, column.name)
    elif key == "p":
        for project in ws.projects():
            yield from (project.key, project.name)
    elif key == "*":
        for milestone in ws.milestones():
            yield from (f"M{milestone.id}", milestone.title)
    elif key == "risk":
        yield from ("any", *(f"R{id}" for id in ws.table("risk")))
    else:
        yield from {"is": IS_WORDS, "due": DUE_WORDS}.get(key, ())
