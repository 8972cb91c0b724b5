"""Completion: what the word under the cursor of a quick-add or filter line could become."""

import heapq
import re
from collections.abc import Callable, Iterable
from itertools import chain, islice
from typing import Literal, NamedTuple

from tuiboard.domain import shapes
from tuiboard.domain.calendar import DATE_WORDS
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace

Mode = Literal["add", "filter", "risk-add", "risk-filter", "log-filter", "raid-filter"]
"""What the line is: a card or a filter of cards, a risk or a filter of risks, a filter of the log or of RAID."""
MOST_CANDIDATES = 8
LONGEST_SHOWN = 40
"""Characters of one candidate as shown."""


class Completion(NamedTuple):
    """What may stand in place of `text[start:end]`: (what to insert, what to show) pairs, best first, 8 at most."""

    start: int
    end: int
    candidates: tuple[tuple[str, str], ...]


class _Option(NamedTuple):
    """What a value can become: its key and name, found by the beginning of either or of a word of the name."""

    key: str
    name: str = ""


def complete(text: str, cursor: int, ws: Workspace, mode: Mode = "add") -> Completion:
    """Return what the word of `text` around `cursor` could become in a quick-add line or a filter; case is ignored.

    Words that carry no mark yet are titles or searches and have no candidates.
    """
    cursor = min(max(cursor, 0), len(text))
    filters = mode.endswith("filter")
    start, end = _word_at(text, cursor, filters)
    if filters:
        start += len(text[start:cursor]) - len(text[start:cursor].lstrip("-"))
    marks, sources = _MARKS[mode], _SOURCES[mode]
    found = marks.match(text, start, cursor)
    if found is None:
        return Completion(start, end, ())
    mark = found[0].lower()
    pairs = [(mark + value, shown) for value, shown in sources[mark](ws, text[found.end() : cursor].removeprefix('"'))]
    if len(pairs) == 1 and pairs[0][0].casefold() == text[start:end].casefold():
        pairs = []
    return Completion(start, end, tuple(pairs))


_WORDS = re.compile(r'(?:-*(?:[@>#!*+~]|[a-z]+:))?"[^"]*(?:"\S*|\Z)|\S+', re.IGNORECASE)
_MARKS: dict[Mode, re.Pattern[str]] = {
    "add": re.compile(r"[@#>*+]|(?:p|for|after|due|start|every):", re.IGNORECASE),
    "filter": re.compile(r"[@#*]|(?:p|in|is|due|risk):", re.IGNORECASE),
    "risk-add": re.compile(r"[@#+%]|(?:p|cat|due|review|from|to|kind):", re.IGNORECASE),
    "risk-filter": re.compile(r"[@#]|(?:p|is|state|band|score|review|cat|cell|card):", re.IGNORECASE),
    "raid-filter": re.compile(r"@|(?:is|kind|state|due|date|card|risk):", re.IGNORECASE),
    "log-filter": re.compile(r"@|(?:is|since|until):", re.IGNORECASE),
}


def _word_at(text: str, cursor: int, filters: bool) -> tuple[int, int]:
    """Return where the word around the cursor starts and ends: quotes hold blanks, and in a filter `|` parts words."""
    for word in _WORDS.finditer(text):
        start, end = word.span()
        if start <= cursor <= end:
            if filters:
                start = text.rfind("|", start, cursor) + 1 or start
                bar = text.find("|", cursor, end)
                end = bar if bar >= 0 else end
            return start, end
    return cursor, cursor


def _matching(value: str, options: Iterable[_Option]) -> list[_Option]:
    """Return the best options for what is typed: beginnings of the key, of the name, of a word of it; else in order."""
    typed = value.casefold()

    def fit(option: _Option) -> int:
        name = option.name.casefold()
        if option.key.casefold().startswith(typed):
            return 0 if len(option.key) == len(typed) else 1
        if name.startswith(typed):
            return 2
        return 3 if any(word.startswith(typed) for word in name.split()) else 4

    fitting = ((fit(option), place, option) for place, option in enumerate(options))
    return [option for _, _, option in heapq.nsmallest(MOST_CANDIDATES, (f for f in fitting if f[0] < 4))]


def _shown(text: str) -> str:
    return visible(text, LONGEST_SHOWN)


_Pairs = Iterable[tuple[str, str]]
"""(what to insert behind the mark, what to show)."""


def _named(sign: str, value: str, options: Iterable[_Option]) -> _Pairs:
    for option in _matching(value, options):
        name = "" if option.name.casefold() == option.key.casefold() else f" {option.name}"
        yield option.key, _shown(f"{sign}{option.key}{name}")


def _words(words: Iterable[str]) -> Callable[[Workspace, str], _Pairs]:
    options = [_Option(word) for word in words]
    return lambda ws, value: _named("", value, options)


def _people(ws: Workspace, value: str) -> _Pairs:
    yield from _named("@", value, [*(_Option(p.handle, p.name) for p in ws.people() if p.active), _Option("me")])


def _owners(ws: Workspace, value: str) -> _Pairs:
    people = [_Option(p.handle, p.name) for p in ws.people() if p.active]
    yield from _named("@", value, [_Option("me"), _Option("none"), *people])


def _by_use(counts: dict[str, int]) -> dict[str, int]:
    """Return texts with how often they are used, the most frequent first, the same ones by their letters."""
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _tags(ws: Workspace, value: str, tables: Iterable[str] = ("card",)) -> _Pairs:
    before, comma, value = value.rpartition(",")
    found: dict[str, int] = {}
    for table in tables:
        for doc in ws.table(table).values():
            for tag in shapes.texts(doc.get("tags")) if "tags" in doc else ():
                found[tag] = found.get(tag, 0) + 1
    counts = _by_use(found)
    for option in _matching(value, map(_Option, counts)):
        yield before + comma + option.key, _shown(f"#{option.key} {counts[option.key]}")


def _customers(ws: Workspace, value: str) -> _Pairs:
    yield from _texts(ws, value, "card", "promised_to")


def _categories(ws: Workspace, value: str) -> _Pairs:
    yield from _texts(ws, value, "risk", "category")


def _texts(ws: Workspace, value: str, table: str, field: str) -> _Pairs:
    found: dict[str, int] = {}
    for doc in ws.table(table).values():
        if text := shapes.text(doc.get(field)):
            found[text] = found.get(text, 0) + 1
    for option in _matching(value, (_Option(text, text) for text in _by_use(found) if '"' not in text)):
        yield f'"{option.key}"' if " " in option.key else option.key, _shown(option.key)


def _columns(ws: Workspace, value: str) -> _Pairs:
    for option in _matching(value, (_Option(column.key, column.name) for column in ws.columns())):
        yield option.key, _shown(option.name)


def _projects(ws: Workspace, value: str) -> _Pairs:
    yield from _named("", value, [_Option(project.key, project.name) for project in ws.projects()])


def _milestones(ws: Workspace, value: str) -> _Pairs:
    yield from _named("", value, [_Option(f"M{milestone.id}", milestone.title) for milestone in ws.milestones()])


def _risks(ws: Workspace, value: str) -> _Pairs:
    risks = sorted(ws.table("risk").items())
    yield from _named("", value, [_Option(f"R{id}", str(doc.get("title", ""))) for id, doc in risks])


def _risks_or_any(ws: Workspace, value: str) -> _Pairs:
    yield from [("any", "any")] if "any".startswith(value.casefold()) else ()
    yield from _risks(ws, value)


def _cards(ws: Workspace, value: str) -> _Pairs:
    """Cards by the beginning of their id, or of a word of the title; unfinished ones first, then the newest."""
    before, comma, value = value.rpartition(",")
    typed = value.casefold()
    table = ws.table("card")
    done = {column.key for column in ws.columns() if column.does == "done"}
    exact: list[int] = []
    open_ones: list[int] = []
    done_ones: list[int] = []
    for id in sorted(map(int, table), reverse=True):
        doc = table[id]
        if doc.get("archived"):
            continue
        if str(id).startswith(typed) or f" {typed}" in f" {doc['title']}".casefold():
            fitting = exact if str(id) == typed else done_ones if doc["column"] in done else open_ones
            fitting.append(id)
            if len(open_ones) == MOST_CANDIDATES and not typed.isdigit():
                break
    for id in (*exact, *open_ones, *done_ones)[:MOST_CANDIDATES]:
        yield f"{before}{comma}{id}", _shown(f"{id} {table[id]['title']}")


def _risk_tags(ws: Workspace, value: str) -> _Pairs:
    """Tags of risks; where there are none yet, those of cards."""
    yield from _tags(ws, value, ("risk", "card"))


def _levels(ws: Workspace, value: str) -> _Pairs:
    from tuiboard.domain.risk_rules import PROBABILITY_WORDS  # late: few lines are about risks

    for level, words in enumerate(PROBABILITY_WORDS, 1):
        if str(level).startswith(value):
            yield str(level), _shown(f"%{level} {words}")


def _risk_words(key: str) -> Callable[[Workspace, str], _Pairs]:
    """What can follow a key of a risk filter."""

    def source(ws: Workspace, value: str) -> _Pairs:
        from tuiboard.engine.risk_filter import choices  # late, as above

        yield from _named("", value, map(_Option, choices(key)))

    return source


def _raid_words(key: str) -> Callable[[Workspace, str], _Pairs]:
    """What can follow a key of a filter of decisions, assumptions, issues and lessons."""

    def source(ws: Workspace, value: str) -> _Pairs:
        from tuiboard.engine.raid_filter import choices  # late, as above

        yield from _named("", value, map(_Option, choices(key)))

    return source


def _risk_cards(ws: Workspace, value: str) -> _Pairs:
    words = _words(("any", "none"))(ws, value) if value else ()
    yield from islice(chain(words, _cards(ws, value)), MOST_CANDIDATES)


def _limits(ws: Workspace, value: str) -> _Pairs:
    """Dates of a filter: words like `late`, and date words, behind `<` or `>=` too."""
    sign = value[: len(value) - len(value.lstrip("<>="))]
    if sign:
        pairs = _matching(value[len(sign) :], map(_Option, ("7d", "14d", *_FILTER_DATES)))
    else:
        pairs = _matching(value, map(_Option, ("late", "none", "<7d", *_FILTER_DATES)))
    for option in pairs:
        yield sign + option.key, sign + option.key


def _rules(ws: Workspace, value: str) -> _Pairs:
    """Rules by which a card comes again, those that the board has first."""
    from tuiboard.domain.recurrence import RULE_WORDS  # late: most cards come once

    used = sorted({shapes.text(doc.get("every")) for doc in ws.table("card").values() if "every" in doc} - {""})
    yield from _named("", value, map(_Option, dict.fromkeys((*used, *RULE_WORDS))))


def _states(ws: Workspace, value: str) -> _Pairs:
    from tuiboard.engine.filter import IS_WORDS  # late: adding a card needs no filter

    yield from _named("", value, map(_Option, IS_WORDS))


def _log_words(ws: Workspace, value: str) -> _Pairs:
    from tuiboard.engine.log_filter import IS_WORDS  # late, as above

    yield from _named("", value, map(_Option, IS_WORDS))


_USUAL_DATES = ("today", "tomorrow", "fri", "mon", "+3d", "+2w", "eow", "eom")
_DATES = (*_USUAL_DATES, *(word for word in DATE_WORDS if word not in _USUAL_DATES))
_FILTER_DATES = tuple(word for word in _DATES if word != "none")
_dates = _words(_DATES)
_past_dates = _words(("today", "yesterday", "mon", "fri", "7d", "2w", "1m"))
_SOURCES: dict[Mode, dict[str, Callable[[Workspace, str], _Pairs]]] = {
    "add": {
        "@": _people, "#": _tags, ">": _columns, "*": _milestones, "+": _risks, "p:": _projects, "for:": _customers,
        "after:": _cards, "due:": _dates, "start:": _dates, "every:": _rules,
    },
    "filter": {
        "@": _owners, "#": _tags, "*": _milestones, "p:": _projects, "in:": _columns, "is:": _states, "due:": _limits,
        "risk:": _risks_or_any,
    },
    "risk-add": {
        "@": _people, "#": _risk_tags, "+": _cards, "%": _levels, "p:": _projects, "cat:": _categories, "due:": _dates,
        "review:": _dates, "from:": _dates, "to:": _dates, "kind:": _words(("threat", "opportunity")),
    },
    "risk-filter": {
        "@": _owners, "#": _risk_tags, "p:": _projects, "review:": _limits, "cat:": _categories, "card:": _risk_cards,
        **{f"{key}:": _risk_words(key) for key in ("is", "state", "band", "score", "cell")},
    },
    "raid-filter": {
        "@": _owners, "due:": _limits, "date:": _limits, "card:": _risk_cards, "risk:": _risks_or_any,
        **{f"{key}:": _raid_words(key) for key in ("is", "kind", "state")},
    },
    "log-filter": {"@": _people, "is:": _log_words, "since:": _past_dates, "until:": _past_dates},
}  # fmt: skip
