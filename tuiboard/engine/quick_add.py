"""Quick add: one line that says a whole card, understood the same way on the screen and on the command line.

`Replace core switch @maria !4 due:fri start:mon ~2d #network +R2 >doing after:12 for:"City Hall" *M1 p:refresh`
"""

import re
from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple

from tuiboard.domain.calendar import MONTHS, WEEKDAYS, format_effort, parse_date, parse_effort, weekday
from tuiboard.domain.decide import checks
from tuiboard.domain.names import find_card, find_column, find_milestone, find_person, find_project
from tuiboard.domain.refusal import Code, Refused, refuse
from tuiboard.domain.text import one_line, visible
from tuiboard.domain.workspace import Workspace

Kind = Literal[
    "title", "literal", "owner", "value", "due", "start", "effort", "tag", "risk", "column", "after", "for",
    "milestone", "project", "problem",
]  # fmt: skip
"""What a word of the line is. `literal` is a part of the title too: one that quotes or a backslash made so."""


class Word(NamedTuple):
    """One word of the line: as typed, what it is, what was understood (or what is wrong), and `line[start:end]`."""

    text: str
    kind: Kind
    shown: str
    start: int
    end: int


class Problem(NamedTuple):
    """What can't be understood: the word (empty when it is the title), and in one text what is wrong and what to do."""

    word: str
    message: str
    code: Code


class QuickAdd(NamedTuple):
    """What one line says. `fields` are a card's stored fields; they may be added only when there are no `problems`."""

    fields: dict[str, Any]
    words: tuple[Word, ...]
    problems: tuple[Problem, ...]


_MARK = re.compile(
    r"""
    (?P<owner>@)(?=[\w"]) | (?P<value>!)(?=[+-]?[0-9]|none(?!\S)) | (?P<effort>~)(?=\.?[0-9]|none(?!\S))
    | (?P<tag>\#)(?=\w) | (?P<risk>\+)(?=R[0-9]+\b) | (?P<column>>)(?=[\w"]) | (?P<milestone>\*)(?=M[0-9]+\b)
    | (?P<project>p:)(?=[\w"]|(?!\S)) | (?P<after>after:) | (?P<for>for:) | (?P<due>due:) | (?P<start>start:)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_MARKED = r'(?:[@!~\#+>*"]|(?:p|after|for|due|start):)'
_ESCAPE = re.compile(rf"\\+(?={_MARKED})", re.IGNORECASE)
"""A backslash counts only before a mark, so that `\\\\server\\share` stays what it is."""
_NOT_PLAIN = re.compile(rf"(?<!\S)\\*{_MARKED}", re.IGNORECASE)
_WORD = re.compile(r"\S+")
_RISK = re.compile(r"R([0-9]{1,9})", re.IGNORECASE)
_LISTS = {"tag": "tags", "after": "depends_on", "risk": "risks"}
_FIELDS = {"for": "promised_to"}
_NOUNS = {"due": "due date", "start": "start date", "for": "promise"}
_SHELL_SPLITS = ("owner", "column", "project", "for", "due", "start")


def parse(text: str, ws: Workspace, today: str, who: str) -> QuickAdd:
    """Return what `text` says about a new card on the board `ws`; never raises.

    `today` is `YYYY-MM-DD`; `who` is the handle that `@me` means.
    """
    return _Line(text, ws, today, who).read()


def quote_title(title: str) -> str:
    """Return `title` on one line, in quotes where a line would not take each of its words for the title."""
    folded = one_line(title)
    return folded if folded and not _NOT_PLAIN.search(folded) else _in_quotes(folded)


def join(arguments: Sequence[str]) -> str:
    """Return the line that the arguments of a command stand for.

    A single argument is the whole line. Of several, `for:City Hall` gets back the quotes that the shell took off.
    """
    if len(arguments) == 1:
        return arguments[0]
    return " ".join(_requoted(argument) for argument in arguments)


def _requoted(argument: str) -> str:
    mark = _MARK.match(argument)
    if mark is None or mark.lastgroup not in _SHELL_SPLITS:
        return argument
    value = argument[mark.end() :]
    return argument if value.startswith('"') or len(value.split()) < 2 else mark[0] + _in_quotes(value)


def _in_quotes(text: str) -> str:
    # Backslashes count only before a quote: there, and before the closing one, they are doubled.
    inside = re.sub(r'(?<!\\)(\\*)"', r'\1\1\\"', text)
    tail = len(inside) - len(inside.rstrip("\\"))
    return f'"{inside}{inside[len(inside) - tail :]}"'


class _Line:
    """One line while it is read."""

    def __init__(self, text: str, ws: Workspace, today: str, who: str) -> None:
        self.text, self.ws, self.today, self.who = text, ws, today, who
        self.fields: dict[str, Any] = {}
        self.title: list[str] = []
        self.words: list[Word] = []
        self.problems: list[Problem] = []
        self.seen: set[str] = set()

    def read(self) -> QuickAdd:
        at = 0
        while found := _WORD.search(self.text, at):
            at = self._word(found.start(), found.end())
        try:
            self.fields["title"] = checks.title(" ".join(self.title))
        except Refused as refused:
            self.problems.append(Problem("", refused.refusal.text, refused.refusal.code))
        return QuickAdd(self.fields, tuple(self.words), tuple(self.problems))

    def _word(self, start: int, end: int) -> int:
        """Read the word at `start` and return where it ends: at the next blank, `end`, unless it has quotes."""
        text = self.text
        if text[start] == '"' and end - start > 1:
            value, end = _quoted(text, start + 1)
            self._plain(start, end, "literal", value)
        elif escape := _ESCAPE.match(text, start, end):
            self._plain(start, end, "literal", escape[0][1:] + text[escape.end() : end])
        elif mark := _MARK.match(text, start):
            value = text[mark.end() : end]
            if value.startswith('"'):
                value, end = _quoted(text, mark.end() + 1)
            self._marked(mark.lastgroup or "", one_line(value), start, end)
        else:
            self._plain(start, end, "title", text[start:end])
        return end

    def _plain(self, start: int, end: int, kind: Kind, value: str) -> None:
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
            if kind in ("owner", "column") and value[:1].isdigit() and found.code == "not_found":
                self.seen.discard(kind)
                self._plain(start, end, "title", word)  # `@3pm`, `>5 min`
                return
            message = found.text if found.hint else f"{found.message} Type \\{visible(word, 60)} to keep it as text."
            self.problems.append(Problem(word, message, found.code))
            self.words.append(Word(word, "problem", message, start, end))
        else:
            self.words.append(Word(word, kind, shown, start, end))  # type: ignore[arg-type]

    def _is_slip(self, kind: str, end: int) -> bool:
        """True for a mark with nothing behind it that is hardly meant as text: at the end, or `due: fri`."""
        following = _WORD.search(self.text, end)
        if following is None:
            return True
        if kind == "after":
            return following[0][0].isdigit()
        if kind not in ("due", "start"):
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
        if kind in _LISTS:
            found, shown = _READERS[kind](self, value)
            kept = self.fields.setdefault(_LISTS[kind], [])
            kept.extend(item for item in found if item not in kept)
            return shown
        noun = _NOUNS.get(kind, kind)
        if kind in self.seen:
            refuse("usage", f"“{visible(word, 60)}” is a second {noun}.", "A card has one: keep one of them.")
        self.seen.add(kind)
        if value.lower() == "none" and kind != "column":
            return f"no {noun}"
        self.fields[_FIELDS.get(kind, kind)], shown = _READERS[kind](self, value)
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


# What each mark means: (line, what stands behind the mark) → (value, in words)


def _owner(line: _Line, value: str) -> tuple[str, str]:
    person = find_person(line.ws, value, line.who)
    return person.handle, f"owner {visible(person.name, 40)}"


def _value(line: _Line, value: str) -> tuple[int, str]:
    if value not in ("0", "1", "2", "3", "4", "5"):
        refuse("bad_data", f"“!{visible(value, 60)}” is not a value.", "Values are !0 to !5.")
    return int(value), f"value {value}"


def _date(line: _Line, value: str, name: str) -> tuple[str | None, str]:
    day = parse_date(value, line.today)
    return day, f"{name} {_day_in_words(day, line.today) if day else 'none'}"


def _day_in_words(day: str, today: str) -> str:
    year = "" if day[:4] == today[:4] else f" {day[:4]}"
    return f"{WEEKDAYS[weekday(day)][:3]} {int(day[8:])} {MONTHS[int(day[5:7]) - 1][:3]}{year}"


def _effort(line: _Line, value: str) -> tuple[float, str]:
    hours = parse_effort(value)
    return hours, f"effort {format_effort(hours)}"


def _tags(line: _Line, value: str) -> tuple[list[str], str]:
    found = [tag.lstrip("#").rstrip(".;:!?") for tag in value.split(",")]
    tags = checks.tags([tag for tag in found if tag])
    return tags, " ".join(f"#{visible(tag, 40)}" for tag in tags)


def _risk(line: _Line, value: str) -> tuple[list[int], str]:
    numbered = _RISK.fullmatch(value)
    if numbered is None or line.ws.doc("risk", int(numbered[1])) is None:
        refuse("not_found", f"There is no risk {visible(value, 60)}.")
    return [int(numbered[1])], f"mitigates R{int(numbered[1])}"


def _column(line: _Line, value: str) -> tuple[str, str]:
    column = find_column(line.ws, value)
    return column.key, f"column {visible(column.name, 40)}"


def _after(line: _Line, value: str) -> tuple[list[int], str]:
    cards = [find_card(line.ws, id) for id in value.split(",") if id]
    if not cards:
        refuse("bad_data", f"“after:{visible(value, 60)}” names no card.", "Write the numbers, as in after:12,14.")
    return [card.id for card in cards], "after " + ", ".join(f"{card.id} {visible(card.title, 40)}" for card in cards)


def _for(line: _Line, value: str) -> tuple[str | None, str]:
    return checks.short_text(value, "promised_to"), f"promised to {visible(value, 40)}"


def _milestone(line: _Line, value: str) -> tuple[int, str]:
    milestone = find_milestone(line.ws, value)
    return milestone.id, f"milestone M{milestone.id} {visible(milestone.title, 40)}"


def _project(line: _Line, value: str) -> tuple[str, str]:
    project = find_project(line.ws, value)
    return project.key, f"project {visible(project.name, 40)}"


_READERS: dict[str, Callable[[_Line, str], tuple[Any, str]]] = {
    "owner": _owner, "value": _value, "effort": _effort, "tag": _tags, "risk": _risk, "column": _column,
    "after": _after, "for": _for, "milestone": _milestone, "project": _project,
    "due": lambda line, value: _date(line, value, "due"), "start": lambda line, value: _date(line, value, "start"),
}  # fmt: skip
