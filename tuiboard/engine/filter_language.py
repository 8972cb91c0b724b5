"""What all filter languages share: words that have to hold, negation, alternatives, values compared, and words that are
still being typed. The words themselves, and what they mean, each language says."""

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn
from unicodedata import normalize

from tuiboard.domain import shapes
from tuiboard.domain.board import Entity
from tuiboard.domain.calendar import begins_date, parse_date
from tuiboard.domain.names import did_you_mean, find_person, find_project
from tuiboard.domain.refusal import Refused, refuse
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.filter_words import Term, Word, words_of
from tuiboard.engine.lens import Reading

if TYPE_CHECKING:
    from tuiboard.domain.risk_attention import Need
    from tuiboard.domain.risks import Risk

DATE_WORDS = ("late", "none", "any")
"""What can stand in place of a date."""


class FilterContext(NamedTuple):
    """The date where the person is, and the handle that `@me` stands for. `needs` tells what a risk of the workspace
    needs, where someone keeps that."""

    today: str
    who: str
    needs: "Callable[[Risk], Sequence[Need]] | None" = None


Meaning = Callable[[str, Workspace, FilterContext], Reading]
"""What a word says, from what stands behind its sign or key. Raises Refused."""


class Language(NamedTuple):
    """The words of one filter language.

    `table` is the kind of entity it finds. `meanings` are by sign (`@`) or key (`is`), each with an example in
    `examples`. `plain` is the meaning of a word without either. `elsewhere` has the right word for keys that people
    try. `choices` are the words that can follow a sign or key; `dates` are keys that take dates, `compared` signs and
    keys whose value may begin with `<` or `>=`.
    """

    table: str
    meanings: Mapping[str, Meaning]
    examples: Mapping[str, str]
    plain: Callable[[str], Reading]
    elsewhere: Mapping[str, str]
    choices: Callable[[str, Workspace], Iterable[str]]
    dates: frozenset[str]
    compared: frozenset[str]

    @property
    def signs(self) -> list[str]:
        """The marks of one character that are no key."""
        return [mark for mark in self.meanings if not mark.isalnum()]

    @property
    def keys(self) -> list[str]:
        """Words that take a value after a colon."""
        return [mark for mark in self.meanings if mark.isalnum()]


class Said(NamedTuple):
    """A word that was understood: its sign or key, what stands behind it, and whether it is not negated."""

    key: str
    value: str
    positive: bool


class EntityFilter:
    """A filter that was understood."""

    __slots__ = ("_readings", "text")

    def __init__(self, text: str, readings: Iterable[Reading]) -> None:
        self.text = text
        """What was typed."""
        self._readings = tuple(readings)

    def matches(self, entity: Entity) -> bool:
        """True when all words hold for the entity."""
        doc = entity.doc
        try:
            for reading in self._readings:  # half the time of all() with a generator
                if not reading(doc):
                    return False
        except (AttributeError, TypeError):
            # Another program wrote it: looking at each value beforehand would cost all other cards their time.
            doc = self.readable(doc)
            return all(reading(doc) for reading in self._readings)
        return True

    def readable(self, doc: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the document without values that can't be what they must be."""
        return doc


def understood(
    text: str, ws: Workspace, context: FilterContext, language: Language, typing: bool
) -> tuple[list[Reading], list[Said]]:
    """Return what has to hold for the filter `text`, cheapest first, and the words it says.

    With `typing`, a last word that can still become a valid one (`is:bl`, `due:`, `@`) is left out instead of refused.
    Raises Refused naming the first word that makes no sense: usage, or not_found for an unknown name.
    """
    return _Compilation(ws, context, language).read(text, typing)


class _Compilation:
    """One filter while it is understood."""

    def __init__(self, ws: Workspace, context: FilterContext, language: Language) -> None:
        self.ws, self.context, self.language = ws, context, language
        self.signs, self.keys = frozenset(language.signs), frozenset(language.keys)

    def read(self, text: str, typing: bool) -> tuple[list[Reading], list[Said]]:
        quick: list[Reading] = []
        slow: list[Reading] = []
        said: list[Said] = []
        words = list(words_of(text))
        for place, word in enumerate(words):
            last = typing and place == len(words) - 1 and not text[-1:].isspace()
            terms = list(self._terms(word, last))
            if not terms:
                continue
            reading = _either([reading for _, reading in terms])
            marks = [(self._key_of(term), term.negated == word.negated) for term, _ in terms]
            plain = any(not key for (key, _), _ in marks)
            (slow if plain else quick).append(negation(reading) if word.negated else reading)
            said += [Said(key, value, positive) for (key, value), positive in marks]
        return quick + slow, said

    def _terms(self, word: Word, last: bool) -> Iterator[tuple[Term, Reading]]:
        key = ""
        for place, found in enumerate(word.terms):
            term = self._carried(found, key)
            key = self._key_of(term)[0]
            typed = last and place == len(word.terms) - 1
            if typed and (term.text.strip("-") == "" or self._is_beginning_of_tag(term)):
                continue
            try:
                reading = self._reading(term)
            except Refused:
                if typed and self._is_beginning(term):
                    continue
                raise
            yield term, negation(reading) if term.negated else reading

    def _carried(self, term: Term, key: str) -> Term:
        """An alternative behind `key:…|`, which is of that key too where it is a value of it: `band:low|high`."""
        if not key.isalnum() or term.literal or self._key_of(term)[0]:
            return term
        values = {choice.casefold() for choice in self.language.choices(key, self.ws)}
        return term._replace(text=f"{key}:{term.text}") if term.text.casefold() in values else term

    def _key_of(self, term: Term) -> tuple[str, str]:
        """Return (sign or key, value) of a term; an empty key where it is a plain word."""
        text = term.text
        if term.literal or not text:
            return "", text
        if text[0] in self.signs:
            return text[0], text[1:]
        key, colon, value = text.partition(":")
        return (key.lower(), value) if colon and key.lower() in self.keys else ("", text)

    def _reading(self, term: Term) -> Reading:
        key, value = self._key_of(term)
        if not key:
            if not term.literal:
                self._check_key(value)
            return self.language.plain(value)
        if not value:
            hint = f"Write {self.language.examples[key]}; quotes make it a text to look for."
            refuse("usage", f"“{visible(term.text, 60)}” is unfinished.", hint)
        return self.language.meanings[key](value, self.ws, self.context)

    def _check_key(self, text: str) -> None:
        """Refuse `key:value` with an unknown key, which would find nothing and not say why; addresses pass."""
        key, colon, value = text.partition(":")
        if not colon or not value or value[0] in "/\\" or not (key.isascii() and key.isalpha()):
            return
        instead = self.language.elsewhere.get(key.lower())
        near = (
            f"It is written {instead}." if instead else did_you_mean(f"{key}:", [f"{k}:" for k in self.language.keys])
        )
        hint = f"{near} Quotes make it a text to look for.".strip()
        refuse("usage", f"“{visible(text, 60)}” is not a filter word.", hint)

    # Words that are still being typed

    def _is_beginning(self, term: Term) -> bool:
        key, value = self._key_of(term)
        if not key:
            return False
        if not value:
            return True
        if key in self.language.compared:
            value = compared(value)[1]
            if not value:
                return True
        if key in self.language.dates and begins_date(value):
            return True
        begun = value.casefold()
        return any(choice.casefold().startswith(begun) for choice in self.language.choices(key, self.ws))

    def _is_beginning_of_tag(self, term: Term) -> bool:
        key, value = self._key_of(term)
        if key != "#":
            return False
        begun = folded(value)
        tags = {
            folded(tag) for doc in self.ws.table(self.language.table).values() for tag in shapes.texts(doc.get("tags"))
        }
        return begun not in tags and any(tag.startswith(begun) for tag in tags)


def negation(reading: Reading) -> Reading:
    """Return what holds where `reading` doesn't."""
    return lambda doc: not reading(doc)


def _either(readings: list[Reading]) -> Reading:
    return readings[0] if len(readings) == 1 else lambda doc: any(reading(doc) for reading in readings)


def folded(text: str) -> str:
    """`text` as it is compared: case and the ways to write an accent ignored."""
    return text.lower() if text.isascii() else normalize("NFC", text.casefold())


# Words that several languages have


def owned(value: str, ws: Workspace, context: FilterContext) -> Reading:
    """`@ana @me @none`."""
    word = value.lower()
    if word == "none":
        return unowned
    owner = context.who if word == "me" else find_person(ws, value).handle
    return lambda doc: doc.get("owner") == owner


def unowned(doc: Mapping[str, Any]) -> bool:
    """True for what nobody owns."""
    return not doc.get("owner")


def tagged(value: str, ws: Workspace, context: FilterContext) -> Reading:
    """`#network`."""
    wanted = folded(value)
    return lambda doc: any(folded(tag) == wanted for tag in doc.get("tags", ()))


def in_project(value: str, ws: Workspace, context: FilterContext) -> Reading:
    """`p:refresh`."""
    key = find_project(ws, value).key
    return lambda doc: doc.get("project") == key


def owner_choices(ws: Workspace) -> Iterator[str]:
    """What can follow `@`."""
    yield from ("me", "none")
    for person in ws.people():
        yield from (person.handle, person.name)


def project_choices(ws: Workspace) -> Iterator[str]:
    """What can follow `p:`."""
    for project in ws.projects():
        yield from (project.key, project.name)


_COMPARED = re.compile(r"(<=|>=|<|>|=)?(.*)\Z", re.DOTALL)
COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def compared(value: str) -> tuple[str, str]:
    """Return the sign of COMPARISONS that a value begins with (`=` where there is none) and the rest."""
    found = _COMPARED.match(value)
    return (found[1] or "=", found[2]) if found else ("=", value)


def dated(key: str, field: str, value: str, today: str, late: Callable[[], Reading]) -> Reading:
    """What `due:<7d` says of a date field: compared, or a word of DATE_WORDS; `late` gives the meaning of `late`."""
    sign, word = compared(value.lower())
    if word in DATE_WORDS:
        if value.lower() != word:
            refuse("usage", f"“{key}:{visible(value, 60)}” compares with no date.", f"Write {key}:{word}.")
        if word == "late":
            return late()
        return lambda doc: (doc.get(field) is not None) == (word == "any")
    try:
        day = parse_date(word, today)
    except Refused as refused:
        refuse("usage", refused.refusal.message, did_you_mean(word, DATE_WORDS) or refused.refusal.hint)
    holds, limit = COMPARISONS[sign], day or ""

    def reading(doc: Mapping[str, Any]) -> bool:
        found = doc.get(field)
        return found is not None and holds(found, limit)

    return reading


def refuse_is(value: str, words: Iterable[str], example: str) -> NoReturn:
    """Refuse what `is:` doesn't take."""
    near = did_you_mean(f"is:{value.lower()}", [f"is:{known}" for known in words])
    refuse("usage", f"“is:{visible(value, 60)}” is not a filter word.", near or f"Write {example}.")
