"""One line that says a whole entity: marked words are fields, the others its title. What the marks are, a grammar says.

A backslash or quotes make a word literal; a word that can't be understood is a problem that names it.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from tuiboard.domain.calendar import MONTHS, WEEKDAYS, parse_date, weekday
from tuiboard.domain.decide import checks
from tuiboard.domain.names import find_card, find_person, find_project
from tuiboard.domain.refusal import Code, Refused, refuse
from tuiboard.domain.text import one_line, visible
from tuiboard.domain.workspace import Workspace


class Word(NamedTuple):
    """One word of the line: as typed, what it is (the name of its mark; `title`, `literal` for a part of the title that
    quotes or a backslash made so, or `problem`), what was understood (or what is wrong), and `line[start:end]`."""

    text: str
    kind: str
    shown: str
    start: int
    end: int


class Problem(NamedTuple):
    """What can't be understood: the word (empty when it is the title), and in one text what is wrong and what to do."""

    word: str
    message: str
    code: Code


Reader = Callable[["Line", str], tuple[Any, str]]
"""What a mark means: (line, what stands behind the mark) → (value, in words). Raises Refused."""


class Grammar:
    """The marks of one kind of line.

    `marks` are patterns by name, the first that fits counts; `begins` is what a backslash counts before, so that
    `\\\\server\\share` stays what it is. `lists` are marks that may stand several times, with the field they add to;
    `fields` those whose field has another name; `nouns` those with another name in messages. `dates` and `ids` are
    marks that are a slip, not text, where such a value follows behind a blank. Where `loose` marks name nobody and a
    digit follows, they are text: `@3pm`. `split` marks can hold blanks, so the shell may have taken their quotes off.
    Behind a mark that is in `never_none`, `none` is a name; elsewhere it clears.
    """

    def __init__(
        self,
        entity: str,
        marks: Mapping[str, str],
        begins: str,
        readers: Mapping[str, Reader],
        *,
        lists: Mapping[str, str],
        fields: Mapping[str, str],
        nouns: Mapping[str, str],
        dates: Iterable[str] = (),
        ids: Iterable[str] = (),
        loose: Iterable[str] = (),
        split: Iterable[str] = (),
        never_none: Iterable[str] = (),
    ) -> None:
        self.entity, self.readers, self.lists, self.fields, self.nouns = entity, readers, lists, fields, nouns
        self.dates, self.ids, self.loose = frozenset(dates), frozenset(ids), frozenset(loose)
        self.split, self.never_none = frozenset(split), frozenset(never_none)
        self.mark = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in marks.items()), re.IGNORECASE)
        self.escape = re.compile(rf"\\+(?={begins})", re.IGNORECASE)
        self._not_plain = re.compile(rf"(?<!\S)\\*{begins}", re.IGNORECASE)

    def quote_title(self, title: str) -> str:
        """Return `title` on one line, in quotes where a line would not take each of its words for the title."""
        folded = one_line(title)
        return folded if folded and not self._not_plain.search(folded) else _in_quotes(folded)

    def join(self, arguments: Sequence[str]) -> str:
        """Return the line that the arguments of a command stand for.

        A single argument is the whole line. Of several, `for:City Hall` gets back the quotes that the shell took off.
        """
        if len(arguments) == 1:
            return arguments[0]
        return " ".join(self._requoted(argument) for argument in arguments)

    def _requoted(self, argument: str) -> str:
        mark = self.mark.match(argument)
        if mark is None or mark.lastgroup not in self.split:
            return argument
        value = argument[mark.end() :]
        return argument if value.startswith('"') or len(value.split()) < 2 else mark[0] + _in_quotes(value)


_WORD = re.compile(r"\S+")


def _in_quotes(text: str) -> str:
    # Backslashes count only before a quote: there, and before the closing one, they are doubled.
    inside = re.sub(r'(?<!\\)(\\*)"', r'\1\1\\"', text)
    tail = len(inside) - len(inside.rstrip("\\"))
    return f'"{inside}{inside[len(inside) - tail :]}"'


class Line:
    """One line while it is read."""

    def __init__(self, grammar: Grammar, text: str, ws: Workspace, today: str, who: str) -> None:
        self.grammar, self.text, self.ws, self.today, self.who = grammar, text, ws, today, who
        self.fields: dict[str, Any] = {}
        self.title: list[str] = []
        self.words: list[Word] = []
        self.problems: list[Problem] = []
        self.seen: set[str] = set()

    def read(self) -> None:
        """Fill `fields`, `words` and `problems`."""
        at = 0
        while found := _WORD.search(self.text, at):
            at = self._word(found.start(), found.end())
        try:
            self.fields["title"] = checks.title(" ".join(self.title))
        except Refused as refused:
            self.problems.append(Problem("", refused.refusal.text, refused.refusal.code))

    def _word(self, start: int, end: int) -> int:
        """Read the word at `start` and return where it ends: at the next blank, `end`, unless it has quotes."""
        text = self.text
        if text[start] == '"' and end - start > 1:
            value, end = _quoted(text, start + 1)
            self._plain(start, end, "literal", value)
        elif escape := self.grammar.escape.match(text, start, end):
            self._plain(start, end, "literal", escape[0][1:] + text[escape.end() : end])
        elif mark := self.grammar.mark.match(text, start):
            value = text[mark.end() : end]
            if value.startswith('"'):
                value, end = _quoted(text, mark.end() + 1)
            self._marked(mark.lastgroup or "", one_line(value), start, end)
        else:
            self._plain(start, end, "title", text[start:end])
        return end

    def _plain(self, start: int, end: int, kind: str, value: str) -> None:
        self.title.append(value)
        self.words.append(Word(self.text[start:end], kind, visible(one_line(value), 60), start, end))

    def _marked(self, kind: str, value: str, start: int, end: int) -> None:
        word = self.text[start:end]
        if not value and not word.endswith('"') and not self._is_slip(kind, end):
            self._plain(start, end, "title", word)
            return
        try:
            shown = self._understood(kind, value, word)
        except Refused as refused:
            found = refused.refusal
            if kind in self.grammar.loose and value[:1].isdigit() and found.code == "not_found":
                self.seen.discard(kind)
                self._plain(start, end, "title", word)  # `@3pm`, `>5 min`
                return
            message = found.text if found.hint else f"{found.message} Type \\{visible(word, 60)} to keep it as text."
            self.problems.append(Problem(word, message, found.code))
            self.words.append(Word(word, "problem", message, start, end))
        else:
            self.words.append(Word(word, kind, shown, start, end))

    def _is_slip(self, kind: str, end: int) -> bool:
        """True for a mark with nothing behind it that is hardly meant as text: at the end, or `due: fri`."""
        following = _WORD.search(self.text, end)
        if following is None:
            return True
        if kind in self.grammar.ids:
            return following[0][0].isdigit()
        if kind not in self.grammar.dates:
            return False
        try:
            parse_date(following[0], self.today)
        except Refused:
            return False
        return True

    def _understood(self, kind: str, value: str, word: str) -> str:
        """Set what a marked word says and return it in words. Raises Refused."""
        if not value:
            refuse("usage", f"Nothing stands behind “{visible(word, 60)}”.", "Write it without a blank, as in due:fri.")
        grammar = self.grammar
        if kind in grammar.lists:
            found, shown = grammar.readers[kind](self, value)
            kept = self.fields.setdefault(grammar.lists[kind], [])
            kept.extend(item for item in found if item not in kept)
            return shown
        noun = grammar.nouns.get(kind, kind)
        if kind in self.seen:
            refuse(
                "usage", f"“{visible(word, 60)}” is a second {noun}.", f"A {grammar.entity} has one: keep one of them."
            )
        self.seen.add(kind)
        if value.lower() == "none" and kind not in grammar.never_none:
            return f"no {noun}"
        self.fields[grammar.fields.get(kind, kind)], shown = grammar.readers[kind](self, value)
        return shown


def _quoted(text: str, at: int) -> tuple[str, int]:
    r"""Return what stands in quotes, from `at` on, with what follows them up to a blank, and where that ends.

    `\"` is a quote; backslashes count only before one. Without a closing quote all the rest is inside.
    """
    parts = []
    begin = at
    while (quote := text.find('"', at)) >= 0:
        inside = text[begin:quote]
        run = len(inside) - len(inside.rstrip("\\"))
        parts.append(inside[: len(inside) - (run + 1) // 2])
        begin = at = quote + 1
        if run % 2 == 0:
            rest = _WORD.match(text, begin)
            end = rest.end() if rest else begin
            return "".join(parts) + text[begin:end], end
        parts.append('"')
    return "".join(parts) + text[begin:], len(text)


# Marks that every kind of line has


def owner(line: Line, value: str) -> tuple[str, str]:
    """`@ana`: a person of the board."""
    person = find_person(line.ws, value, line.who)
    return person.handle, f"owner {visible(person.name, 40)}"


def date(line: Line, value: str, name: str) -> tuple[str | None, str]:
    """A date word; `name` is what it is the date of."""
    day = parse_date(value, line.today)
    return day, f"{name} {_day_in_words(day, line.today) if day else 'none'}"


def _day_in_words(day: str, today: str) -> str:
    year = "" if day[:4] == today[:4] else f" {day[:4]}"
    return f"{WEEKDAYS[weekday(day)][:3]} {int(day[8:])} {MONTHS[int(day[5:7]) - 1][:3]}{year}"


def tags(line: Line, value: str) -> tuple[list[str], str]:
    """`#a,b`: tags."""
    found = [tag.lstrip("#").rstrip(".;:!?") for tag in value.split(",")]
    kept = checks.tags([tag for tag in found if tag])
    return kept, " ".join(f"#{visible(tag, 40)}" for tag in kept)


def cards(line: Line, value: str, mark: str, words: str) -> tuple[list[int], str]:
    """`after:12,14`: cards of the board; `mark` and `words` are for messages."""
    found = [find_card(line.ws, id) for id in value.split(",") if id]
    if not found:
        refuse("bad_data", f"“{mark}{visible(value, 60)}” names no card.", f"Write the numbers, as in {mark}12,14.")
    return [card.id for card in found], f"{words} " + ", ".join(f"{c.id} {visible(c.title, 40)}" for c in found)


def project(line: Line, value: str) -> tuple[str, str]:
    """`p:refresh`: a project of the board."""
    found = find_project(line.ws, value)
    return found.key, f"project {visible(found.name, 40)}"
