"""The filter of the log: `@ana 12 R3 is:moved since:mon until:fri <7d words`, with `-word` and `a|b` as in any filter.

`@` is who did it, a number or a key with its letter is the thing that it was about, `is:` the beginning of the action
or of its kind, and plain words are looked for in the line that the log shows: who, and what.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from tuiboard.domain.calendar import MONTHS, WEEKDAYS, add_days, is_date, parse_date, start_of_day
from tuiboard.domain.changes import Change, Entry, Id
from tuiboard.domain.names import LETTERS, did_you_mean
from tuiboard.domain.refusal import Refused, refuse
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.filter_language import FilterContext, Language, Said, folded, understood
from tuiboard.engine.filter_words import words_of
from tuiboard.engine.lens import Reading

EXAMPLE = "@ana 12 R3 is:moved since:mon <7d words"
IS_WORDS = ("added", "moved", "edited", "completed", "commented", "blocked", "unblocked", "archived", "undone",
            "redone", "imported", "card", "risk", "past")  # fmt: skip
"""What is offered behind `is:`; any other action that the log has can be named too."""
_OTHER_WORDS = (
    "accepted", "assessed", "board", "broken", "checked", "closed", "column", "created", "declared", "declined",
    "escalated", "external", "help_ended", "help_wanted", "kept", "linked", "made", "missed", "monitored",
    "occurred", "offered", "overridden", "override_removed", "person", "pinned", "planned", "project", "refuted",
    "removed", "renegotiated", "reopened", "reordered", "requested", "restored", "returned", "reviewed", "revoked",
    "scored", "settled", "superseded", "supported", "tolerances_set", "treated", "triaged", "triggered", "unlinked",
    "unpinned", "withdrawn",
)  # fmt: skip
"""The other parts of actions; those of other programs and of later versions are found in the log itself."""
_THING = re.compile(r"([A-Za-z]?)([0-9]{1,9})\Z")
_SPAN = re.compile(r"([0-9]{1,5})([dwm]?)\Z")
_DAYS = {"d": 1, "w": 7, "m": 30, "": 1}
_MONTH_DAY = re.compile(r"[0-9]{1,2}-[0-9]{1,2}\Z")
_WEEKDAYS = frozenset(name for day in WEEKDAYS for name in (day, day[:3]))
_WORD = re.compile(r"[a-z][a-z_-]*\Z")


class Happening(NamedTuple):
    """One thing that the log tells: an entry, or (`told`) one thing of the past that an import tells of.

    `words` makes the sentence, which is not needed unless someone looks for a word.
    """

    seq: int
    at: str
    who: str
    action: str
    changes: tuple[Change, ...]
    told: bool
    words: Callable[[], str]


class LogFilter:
    """A filter of the log that was understood; `about` is the one thing that everything it finds is about, if any."""

    def __init__(
        self, text: str, readings: list[Reading], about: tuple[str, Id] | None, said: Sequence[Said] = ()
    ) -> None:
        self.text = text
        self.about = about
        self._readings = readings
        self._said = said

    def matches(self, happening: Happening) -> bool:
        """True when all words hold."""
        doc = {"it": happening}
        return all(reading(doc) for reading in self._readings)

    @property
    def unknown(self) -> list[str]:
        """What stands after `is:` and begins no action that this version records."""
        known = (*IS_WORDS, *_OTHER_WORDS, *LETTERS)
        said = (said.value for said in self._said if said.key == "is")
        return [value for value in said if not any(word.startswith(value.lower()) for word in known)]

    def strangers(self, ws: Workspace, entries: Iterable[Entry]) -> list[str]:
        """The words after `@` and `is:` that are of nobody on the board and of no known action, and that no entry has
        either; for a filter that found nothing."""
        people = {folded(name) for person in ws.people() for name in (person.handle, person.login) if name} | {"me"}
        sought = {said.value: folded(said.value) for said in self._said if said.key == "@"}
        sought = {value: name for value, name in sought.items() if name not in people}
        actions = {value: value.lower() for value in self.unknown}
        for entry in entries if sought or actions else ():
            done = [entry.action, *(told.action for told in entry.told)]
            parts = [part for action in done for part in action.split(".")]
            whos = {folded(who) for who in (entry.who, *(told.who for told in entry.told))}
            sought = {value: name for value, name in sought.items() if name not in whos}
            actions = {v: word for v, word in actions.items() if not any(part.startswith(word) for part in parts)}
            if not sought and not actions:
                break
        return [*(f"@{value}" for value in sought), *(f"is:{value}" for value in actions)]


def compile_log_filter(text: str, ws: Workspace, context: FilterContext, typing: bool = False) -> LogFilter:
    """Return the filter `text`; with `typing`, a last word that is still being typed is left out.

    Raises Refused (usage) naming the word that makes no sense.
    """
    readings, said = understood(text, ws, context, _LANGUAGE, typing)
    return LogFilter(text, readings, _only_thing(text), said)


def _only_thing(text: str) -> tuple[str, Id] | None:
    """The first word that names a thing, without negation or alternatives."""
    for word in words_of(text):
        term = word.terms[0]
        if len(word.terms) == 1 and not (word.negated or term.negated or term.literal) and (found := thing(term.text)):
            return found
    return None


def thing(word: str) -> tuple[str, Id] | None:
    """Return the kind and id that `12`, `R3` or `H2` names; None for any other word."""
    found = _THING.match(word)
    if found is None:
        return None
    letter = found[1].upper()
    kind = "card" if not letter else next((kind for kind, sign in LETTERS.items() if sign == letter), None)
    return None if kind is None else (kind, int(found[2]))


def _plain(value: str) -> Reading:
    about = thing(value)
    if about is not None:
        return lambda doc: any(change.is_about(*about) for change in doc["it"].changes)
    wanted = folded(value)
    return lambda doc: wanted in folded(doc["it"].who) or wanted in folded(doc["it"].words())


def _by(value: str, ws: Workspace, context: FilterContext) -> Reading:
    """`@ana @me`: the log has people too who left the board, or were never on it."""
    wanted = folded(context.who if value.lower() == "me" else value)
    known = {folded(person.login): folded(person.handle) for person in ws.people() if person.login}
    names = {wanted, known.get(wanted, wanted)}
    return lambda doc: folded(doc["it"].who) in names


def _is(value: str, ws: Workspace, context: FilterContext) -> Reading:
    word = value.lower()
    if not _WORD.match(word):
        near = did_you_mean(f"is:{word}", [f"is:{known}" for known in IS_WORDS])
        refuse("usage", f"“is:{visible(value, 60)}” is not a filter word.", near or "Write is:moved or is:risk.")
    if word == "past":
        return lambda doc: bool(doc["it"].told)
    return lambda doc: any(part.startswith(word) for part in doc["it"].action.split("."))


def _since(value: str, ws: Workspace, context: FilterContext) -> Reading:
    begin = start_of_day(_past_day(value, context.today))
    return lambda doc: bool(doc["it"].at >= begin)


def _until(value: str, ws: Workspace, context: FilterContext) -> Reading:
    try:
        end = start_of_day(add_days(_past_day(value, context.today), 1))
    except OverflowError:  # the last day that there is
        return lambda doc: True
    return lambda doc: bool(doc["it"].at < end)


def _newer(value: str, ws: Workspace, context: FilterContext) -> Reading:
    begin = start_of_day(_days_ago(value, "<", context.today))
    return lambda doc: bool(doc["it"].at >= begin)


def _older(value: str, ws: Workspace, context: FilterContext) -> Reading:
    begin = start_of_day(_days_ago(value, ">", context.today))
    return lambda doc: bool(doc["it"].at < begin)


def _days_ago(value: str, sign: str, today: str) -> str:
    found = _SPAN.match(value.lower())
    if found is None:
        hint = f"Write {sign}7d or {sign}2w; quotes make it a text to look for."
        refuse("usage", f"“{sign}{visible(value, 60)}” is no time.", hint)
    try:
        return add_days(today, -int(found[1]) * _DAYS[found[2]])
    except OverflowError:
        return "0001-01-02"


def _past_day(value: str, today: str) -> str:
    """A date of the past: `mon` is the last Monday, today included, `7d` a week ago, `12-01` the last such day."""
    word = value.lower()
    if _SPAN.match(word) and word[-1] in _DAYS:
        return _days_ago(word, "since:", today)
    try:
        found = parse_date(word, today)
    except Refused as refused:
        refuse("usage", refused.refusal.message, refused.refusal.hint)
    if found is None:
        refuse("usage", f"“{visible(value, 60)}” is no date of the past.", "Write since:mon, since:7d or a date.")
    if found > today and word in _WEEKDAYS:
        return add_days(found, -7)
    if found > today and (_MONTH_DAY.match(word) or any(month[:3] in word for month in MONTHS)):
        years = range(int(found[:4]) - 1, max(int(found[:4]) - 10, 0), -1)
        return next((day for year in years if is_date(day := f"{year:04}{found[4:]}") and day <= today), found)
    return found


def _choices(key: str, ws: Workspace) -> Iterator[str]:
    if key == "@":
        yield "me"
        for person in ws.people():
            yield from (person.handle, person.name)
    elif key == "is":
        yield from IS_WORDS


_MEANINGS: dict[str, Any] = {"@": _by, "<": _newer, ">": _older, "is": _is, "since": _since, "until": _until}
_LANGUAGE = Language(
    "card",
    _MEANINGS,
    {
        "@": "@ana or @me", "<": "<7d", ">": ">2w", "is": "is:moved or is:risk",
        "since": "since:mon or since:2026-03-01", "until": "until:fri or until:2026-03-01",
    },
    _plain,
    {
        "who": "@ana", "by": "@ana", "person": "@ana", "action": "is:moved", "after": "since:mon", "from": "since:mon",
        "before": "until:fri", "to": "until:fri", "card": "12", "risk": "R3",
    },
    _choices,
    frozenset({"since", "until"}),
    frozenset(),
)  # fmt: skip
