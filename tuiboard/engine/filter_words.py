"""A filter line taken apart into words and alternatives: quotes, backslashes, dashes and bars, without meaning."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

SIGNS = "@#!*"
"""Signs that give a word its meaning."""
_ESCAPED = ' "|\\:'
_BEFORE_QUOTE = "-|:" + SIGNS


class Term(NamedTuple):
    """One alternative of a word; `literal` where quotes or a backslash take every meaning away."""

    text: str
    literal: bool
    negated: bool


class Word(NamedTuple):
    """One word of a filter: its alternatives, and whether all of it is negated."""

    terms: tuple[Term, ...]
    negated: bool


_Marked = tuple[str, bool]
"""A character, and whether it is bare: neither quoted nor escaped. An empty one marks an opening quote."""


def words_of(text: str) -> Iterator[Word]:
    """Yield the words of a filter line; any text is one."""
    for word in _split(_marked(text), str.isspace):
        dashes = _dashes(word)
        pieces = list(_split(word[dashes:], "|".__eq__))
        if not pieces:
            yield Word((Term("".join(character for character, _ in word), True, False),), False)
            continue
        yield Word((_term(pieces[0], 0), *(_term(piece, _dashes(piece)) for piece in pieces[1:])), dashes % 2 == 1)


def _marked(text: str) -> Iterator[_Marked]:
    """Yield the characters of a line. A quote opens only where a word or a value begins, so `19" rack` needs none;
    one that is not closed reaches to the end."""
    quoted, place, before = False, 0, " "
    while place < len(text):
        character, follows = text[place], text[place + 1 : place + 2]
        place += 1
        if quoted and character == '"':
            quoted = False
        elif not quoted and character == '"' and (before.isspace() or before in _BEFORE_QUOTE):
            quoted = True
            yield "", False
        elif character == "\\" and follows and (follows in _ESCAPED or (before in " -|" and not quoted)):
            yield follows, False
            place += 1
            character = ""
        else:
            yield character, not quoted
        before = character or "x"


def _split(marked: Iterable[_Marked], ends: Callable[[str], bool]) -> Iterator[list[_Marked]]:
    piece: list[_Marked] = []
    for character, bare in marked:
        if bare and ends(character):
            if piece:
                yield piece
            piece = []
        else:
            piece.append((character, bare))
    if piece:
        yield piece


def _dashes(piece: Sequence[_Marked]) -> int:
    count = 0
    while count < len(piece) and piece[count] == ("-", True):
        count += 1
    return count


def _term(piece: Sequence[_Marked], dashes: int) -> Term:
    if dashes == len(piece):
        dashes = 0
    piece = piece[dashes:]
    colon = next((bare for character, bare in piece if character == ":"), True)
    literal = not piece[0][1] or not colon
    return Term("".join(character for character, _ in piece), literal, dashes % 2 == 1)
