"""A JSON file that someone brings: decoded, parsed and looked into, with errors that name the line or the path."""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple, NoReturn

from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import visible

DEEPEST = 50
"""Levels of nesting: real exports have about ten, and an entry of the journal may have 100."""
LONGEST_NUMBER = 40
"""Digits of an integer."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Up to the next bracket that is in no string, or the end. Possessive, so that a quote without its partner can't make
# the search quadratic.
_TO_BRACKET = re.compile(r'(?:[^"\[\]{}]++|"[^"\\]*+(?:\\.[^"\\]*+)*+"?)*+([\[\]{}]|\Z)', re.DOTALL)
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_BLANKS = b" \t\r\n\0\xef\xbb\xbf\xff\xfe"
"""What may come before the first sign of a JSON file: blanks, byte order marks, and the NULs of UTF-16."""


class _Odd(NamedTuple):
    """Stands where a value can't be used, until its path is known."""

    message: str


def check_beginning(data: bytes, shown: str) -> None:
    """Refuse a large file whose first bytes are `data` where they begin neither an object nor a list."""
    first = data.translate(None, _BLANKS)[:1]
    if first not in (b"{", b"["):
        begins = f"it begins with {_byte(first[0])}" if first else f"it begins with {len(data):,} bytes of nothing"
        refuse("bad_data", f"{shown} is not JSON: {begins}, not with {{ or [.", "A table begins with its header.")


def _byte(code: int) -> str:
    return f"“{chr(code)}”" if 0x20 < code < 0x7F else f"the byte 0x{code:02X}"


def parse(data: bytes) -> Any:
    """Return the JSON value in `data`; a file with one object a line gives a list.

    UTF-8, UTF-16 and UTF-32 are read, with or without a byte order mark. Raises Refused bad_data for anything else,
    for nesting over 50 levels, NaN and infinite numbers, integers over 40 digits, and a key that stands twice in an
    object.
    """
    text = decoded(data)
    _check_depth(text)
    odd: list[_Odd] = []
    decoder = _decoder(odd)
    try:
        value = decoder.decode(text)
    except json.JSONDecodeError as error:
        value = _lines(text, decoder, error)
    if odd:
        for path, found in _walk(value):
            if isinstance(found, _Odd):
                refuse("bad_data", f"{shown_path(path)} {found.message}.")
    return value


def decoded(data: bytes) -> str:
    """Return the text of a file in UTF-8, UTF-16 or UTF-32, byte order mark or not. Raises Refused bad_data."""
    if not data.strip():
        refuse("bad_data", "The file is empty.")
    encoding = next((encoding for bom, encoding in _BOMS if data.startswith(bom)), "utf-8")
    if encoding == "utf-8" and b"\0" in data:
        # Every other byte of UTF-16 text is NUL; a few of them are damage.
        if data.count(0) * 4 < len(data):
            refuse("bad_data", f"Byte {data.index(0) + 1:,} of the file is NUL: it is damaged or no text.")
        encoding = json.detect_encoding(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if not encoding.startswith("utf-8"):
            refuse("bad_data", f"The file looks like {encoding.upper()}, but byte {error.start + 1:,} can't be read.")
        line = data.count(b"\n", 0, error.start) + 1
        refuse(
            "bad_data",
            f"The file is not UTF-8: byte 0x{data[error.start]:02X} on line {line} looks like Latin-1.",
            "Convert it: `iconv -f LATIN1 -t UTF-8 FILE`.",
        )
    if not text.strip():
        refuse("bad_data", "The file is empty.")
    return text


def _check_depth(text: str) -> None:
    depth = 0
    for found in _TO_BRACKET.finditer(text):
        depth += 1 if found[1] in ("[", "{") else -1
        if depth > DEEPEST:
            refuse("bad_data", f"The file nests more than {DEEPEST} levels deep.", "No program exports such a file.")


def _decoder(odd: list[_Odd]) -> json.JSONDecoder:
    def strange(message: str) -> _Odd:
        odd.append(_Odd(message))
        return odd[-1]

    def whole(digits: str) -> int | _Odd:
        return int(digits) if len(digits) <= LONGEST_NUMBER else strange(f"is a number of {len(digits):,} digits")

    def fraction(digits: str) -> float | _Odd:
        number = float(digits)
        return number if abs(number) != float("inf") else strange("is a number too large")

    def an_object(pairs: list[tuple[str, Any]]) -> dict[str, Any] | _Odd:
        made = dict(pairs)
        if len(made) == len(pairs):
            return made
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        return strange(f"has the key “{visible(twice, 60)}” twice")

    return json.JSONDecoder(
        object_pairs_hook=an_object,
        parse_int=whole,
        parse_float=fraction,
        parse_constant=lambda word: strange(f"is {word}, which is no number"),
    )


def _lines(text: str, decoder: json.JSONDecoder, error: json.JSONDecodeError) -> list[Any]:
    """The objects of a file with one a line; `error` is what is wrong with it as one document."""
    found = []
    for number, line in enumerate(_LINE.finditer(text), 1):
        item = line[0].strip().removesuffix(",")
        if not item:
            continue
        try:
            found.append(decoder.decode(item))
        except json.JSONDecodeError as wrong:
            if not found or not item.startswith("{"):
                refuse("bad_data", f"The file is not JSON: {error.msg} on line {error.lineno}, column {error.colno}.")
            refuse("bad_data", f"Line {number} is not JSON: {wrong.msg} at column {wrong.colno}.")
    return found


def _walk(value: Any) -> Iterator[tuple[str, Any]]:
    """Every value with its path, in document order."""
    waiting = [("", value)]
    while waiting:
        path, found = waiting.pop()
        yield path, found
        if isinstance(found, dict):
            waiting.extend((joined(path, key), item) for key, item in reversed(found.items()))
        elif isinstance(found, list):
            waiting.extend((f"{path}[{i}]", item) for i, item in reversed(list(enumerate(found))))


def joined(path: str, key: str) -> str:
    """The path of a key in the object at `path`: `cards[3].name`."""
    return f"{path}.{key}" if path else key


def shown_path(path: str) -> str:
    """A path as it may stand in a message."""
    return visible(path, 100) or "The file"


def type_words(value: Any) -> str:
    """What kind of JSON value this is, in words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    names = {str: "text", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names.get(type(value), "something else")


class Node:
    """One object of the file and its path; every reading checks the type and refuses naming the path.

    A key that is absent or null gives the default; without a default it is missing, which is refused.
    """

    __slots__ = ("path", "value")

    def __init__(self, value: Any, path: str = "") -> None:
        if not isinstance(value, dict):
            refuse("bad_data", f"{shown_path(path)} must be an object, not {type_words(value)}.")
        self.value: dict[str, Any] = value
        self.path = path

    def where(self, key: str) -> str:
        """The path of one key."""
        return joined(self.path, key)

    def bad(self, key: str, message: str) -> NoReturn:
        """Refuse the value of `key`: `cards[3].due is not a date`."""
        refuse("bad_data", f"{shown_path(self.where(key))} {message}.")

    def text(self, key: str, default: str | None = None) -> str:
        """A text."""
        value = self.value.get(key)
        if value is None:
            return default if default is not None else self.bad(key, "is missing")
        if not isinstance(value, str):
            self.bad(key, f"must be text, not {type_words(value)}")
        return value

    def flag(self, key: str) -> bool:
        """True or false; absent is false."""
        value = self.value.get(key)
        if value is None or isinstance(value, bool):
            return bool(value)
        self.bad(key, f"must be true or false, not {type_words(value)}")

    def number(self, key: str, default: float) -> float:
        """A number."""
        value = self.value.get(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self.bad(key, f"must be a number, not {type_words(value)}")
        return value

    def items(self, key: str, of: type = object) -> list[Any]:
        """A list whose items have the type `of`; absent is empty."""
        value = self.value.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.bad(key, f"must be a list, not {type_words(value)}")
        for index, item in enumerate(value):
            if not isinstance(item, of):
                self.bad(f"{key}[{index}]", f"must be {type_words(of())}, not {type_words(item)}")
        return value

    def nodes(self, key: str) -> "list[Node]":
        """A list of objects; absent is empty."""
        return [Node(item, f"{self.where(key)}[{i}]") for i, item in enumerate(self.items(key))]

    def node(self, key: str) -> "Node":
        """An object; absent is empty."""
        value = self.value.get(key)
        return Node({} if value is None else value, self.where(key))

    def instant(self, key: str) -> str | None:
        """An instant in any form that exports use, as ISO 8601 UTC; None where absent or empty."""
        from tuiboard.domain.calendar import instant_of

        text = self.text(key, "")
        if not text:
            return None
        return instant_of(text) or self.bad(key, f"is not a date and time: “{visible(text, 60)}”")


def once(nodes: list[Node], key: str) -> list[Node]:
    """The nodes, if no two have the same text under `key`; refuses naming both otherwise."""
    seen: dict[str, Node] = {}
    for node in nodes:
        other = seen.setdefault(node.text(key), node)
        if other is not node:
            node.bad(key, f"is the same as {other.where(key)}")
    return nodes
