"""Days off: spans of dates with a word, of a person (time off) or of the board (holidays).

A span is stored as `{from, to, word?}`, both days included, and written `2026-12-21..2027-01-02 vacation`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from tuiboard.domain.calendar import days_between, parse_date
from tuiboard.domain.refusal import refuse
from tuiboard.domain.shapes import day, mappings, text
from tuiboard.domain.text import one_line, visible

MOST_SPANS = 200
LONGEST_SPAN = 1_830
"""Days: whoever is away for more than five years is not active any more."""
_LONGEST_WORD = 60
_DOTS = re.compile(r"\A([^ ]+?) ?\.\. ?")
"""The first day and what joins it to the last one."""
_HINT = "Write it like 2026-12-21..2027-01-02 vacation, or one day."


class Span(NamedTuple):
    """Days off, the first and the last included, and what for."""

    first: str
    last: str
    word: str = ""

    def holds(self, date: str) -> bool:
        """True for a day in it."""
        return self.first <= date <= self.last


def spans_of(value: object) -> tuple[Span, ...]:
    """Return the spans of a document, by date; what is none is left out."""
    found = []
    for item in mappings(value):
        first = day(item.get("from"))
        last = day(item.get("to")) or first
        if first is not None and last is not None and first <= last:
            found.append(Span(first, last, text(item.get("word"))))
    return tuple(sorted(found))


def span_documents(spans: Iterable[Span]) -> list[dict[str, str]]:
    """Return spans as they are stored."""
    return [{"from": s.first, "to": s.last, **({"word": s.word} if s.word else {})} for s in spans]


def checked_spans(value: object, what: str) -> list[dict[str, str]]:
    """Return spans as they are to be stored, by date. Refuses what is no span, and days that are in two of them."""
    given = _listed(value, what)
    if len(given) > MOST_SPANS:
        refuse("bad_data", f"{what} has {len(given):,} spans; at most {MOST_SPANS} fit.")
    spans = sorted({_checked(item, what) for item in given})
    for one, other in pairwise(spans):
        if other.first <= one.last:
            words = f"{what} overlaps: {format_span(one)} and {format_span(other)}."
            refuse("bad_data", words, "Take one of them out first, or write them as one.")
    return span_documents(spans)


def _listed(value: object, what: str) -> Sequence[Any]:
    if value is not None and (not isinstance(value, Sequence) or isinstance(value, str)):
        refuse("bad_data", f"{what} must be a list, not “{visible(value, 60)}”.")
    return value or ()


def _checked(item: object, what: str) -> Span:
    given: Mapping[str, Any] = item if isinstance(item, Mapping) else {}
    first, last = day(given.get("from")), day(given.get("to", given.get("from")))
    if first is None or last is None:
        refuse("bad_data", f"“{visible(item, 60)}” is no span of days for {what}.", _HINT)
    if last < first:
        refuse("bad_data", f"{what}: {last} is before {first}.", "The first day comes first.")
    if days_between(first, last) >= LONGEST_SPAN:
        refuse("bad_data", f"{what}: {first}..{last} is longer than five years.", "Someone who left is set active=no.")
    word = given.get("word")
    if word is not None and not isinstance(word, str):
        refuse("bad_data", f"The word of {what} must be text, not “{visible(word, 60)}”.")
    word = one_line(word or "")
    if len(word) > _LONGEST_WORD or "," in word:
        words = f"“{visible(word, 30)}” can't be the word of {what}."
        refuse("bad_data", words, f"At most {_LONGEST_WORD} characters, without a comma.")
    return Span(first, last, word)


def parse_spans(typed: str, today: str, what: str) -> list[dict[str, str]]:
    """Return the spans, as stored, that `2026-12-21..2027-01-02 vacation, fri dentist` says; blanks may stand around
    the dots. Raises Refused."""
    return [_parsed(part, today, what) for part in typed.split(",") if part.strip()]


def _parsed(part: str, today: str, what: str) -> dict[str, str]:
    days, _, word = _DOTS.sub(r"\1..", one_line(part)).partition(" ")
    first, dots, last = days.partition("..")
    begun = parse_date(first, today) if first else None
    ended = parse_date(last, today) if last else begun
    # A second date in the word is a last day that was written in another way: the span would be of one day.
    if begun is None or ended is None or (dots and not last) or word.startswith("..") or any(map(day, word.split())):
        refuse("bad_data", f"“{visible(one_line(part), 60)}” is no span of days for {what}.", _HINT)
    return {"from": begun, "to": ended, **({"word": word} if word else {})}


def format_span(span: Span) -> str:
    """Return the text that `parse_spans` reads the same span from."""
    days = span.first if span.first == span.last else f"{span.first}..{span.last}"
    return f"{days} {visible(span.word, _LONGEST_WORD)}".strip()


def format_spans(value: object) -> str:
    """Return the text that `parse_spans` reads the spans of a document from."""
    return ", ".join(map(format_span, spans_of(value)))


def edited_spans(known: object, add: object, remove: object, what: str) -> list[dict[str, str]]:
    """Return the spans known, as stored, with others and without some; these are known by their days.

    Refuses to take out what isn't there, and what is no list.
    """
    kept = list(spans_of(known))
    for item in _listed(remove, what):
        gone = _checked(item, what)
        left = [span for span in kept if span[:2] != gone[:2]]
        if len(left) == len(kept):
            there = format_spans(span_documents(kept)) or "none"
            refuse("not_found", f"{what} has no {format_span(gone._replace(word=''))}.", f"It has: {there}.")
        kept = left
    return checked_spans([*span_documents(kept), *_listed(add, what)], what)
