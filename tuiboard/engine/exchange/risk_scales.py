"""The scales on which registers give probability and impact: one to five in numbers, words, percentages, severities.

A scale is read off the whole column: `S1` is the worst only where there is no `S0`, and what is above 5 in two rows or
more says that it goes to 10; one alone is a slip.
What can't be read stays unread; nothing is put in its place.
"""

import re
from collections.abc import Iterable, Mapping
from math import ceil

from tuiboard.domain.risk_rules import IMPACT_WORDS, PROBABILITY_WORDS
from tuiboard.domain.risks import DIMENSIONS, HIGHEST, OVERALL

PERCENT = re.compile(r"[~≈]?\s*([0-9]{1,3}(?:[.,][0-9]+)?)\s*(?:%|percent)\Z", re.IGNORECASE)
_SPAN = re.compile(r"([0-9]{1,3})\s*%?\s*(?:-|–|to)\s*([0-9]{1,3})\s*%\Z", re.IGNORECASE)
_NUMBER = re.compile(r"([0-9]{1,3}(?:[.,][0-9]+)?)(?:\s*/\s*(5|10))?\Z")
_LED = re.compile(r"([0-9]{1,2})\s*[-–:.=)(]\s*\D.*\Z", re.DOTALL)
_TRAILED = re.compile(r"\D*\(([0-9]{1,2})\)\Z|[^\d(]*\D[-–:=]\s*([0-9]{1,2})\Z", re.DOTALL)
_GRADE = re.compile(r"(?:s|sev|severity)[\s-]*([0-9])\Z", re.IGNORECASE)
_TOP = re.compile(r"(?:1|0)\s*(?:-|–|to|\.\.)\s*([0-9]{1,3})|/\s*([0-9]{1,2})\b")

_LEVELS = ("very low|vl|lowest", "low|l", "medium|moderate|med|m|average", "high|h", "very high|vh|highest")
_PROBABILITIES = (
    "rare|remote|improbable|very unlikely|highly unlikely|extremely unlikely|very rare|almost impossible",
    "unlikely|seldom|not likely",
    "possible|occasional|fifty fifty|could happen|credible",
    "likely|probable",
    "almost certain|certain|near certain|nearly certain|very likely|highly likely|frequent|expected|definite",
)
_IMPACTS = (
    "negligible|insignificant|trivial|minimal|hardly any",
    "minor|marginal|small|tolerable",
    "serious|noticeable",
    "major|significant|large|considerable",
    "severe|catastrophic|extreme|disastrous|fatal|blocker|critical",
)


def _words(*scales: Iterable[str]) -> dict[str, int]:
    return {
        word: level for scale in scales for level, words in enumerate(scale, 1) for word in words.lower().split("|")
    }


_WORDS: Mapping[str, Mapping[str, int]] = {
    "probability": _words(_LEVELS, _PROBABILITIES, PROBABILITY_WORDS),
    "impact": _words(_LEVELS, _IMPACTS, IMPACT_WORDS[OVERALL]),
    **{name: _words(_LEVELS, _IMPACTS, IMPACT_WORDS[name]) for name in DIMENSIONS},
}


class Scale:
    """How the texts of one column say a level from 1 to 5.

    `axis` is `probability`, `impact` or a dimension of it; `note` what the header says in brackets: `1-10`, `%`.
    """

    def __init__(self, axis: str, texts: Iterable[str], note: str = "") -> None:
        self.axis = axis
        self.read_as: dict[str, int] = {}
        """Texts other than 1 to 5, with the level that they were read as, in the order met."""
        texts = list(texts)
        known = list(dict.fromkeys(texts))
        plain = [found[1] for text in texts if (found := _NUMBER.match(text)) and not found[2]]
        numbers = [float(digits.replace(",", ".")) for digits in plain]
        self.percent = axis == "probability" and "%" in note
        self.fraction = axis == "probability" and not self.percent and _are_fractions(numbers)
        self.top = _top(note, numbers, texts)
        grades = [int(found[1]) for text in known if (found := _GRADE.match(text))]
        self.worst = 0 if 0 in grades else 1
        self.words = dict(_WORDS[axis])
        if any("catastrophic" in text.lower() for text in known):
            self.words["critical"] = HIGHEST - 1  # as in MIL-STD-882, where only catastrophic is worse

    def level(self, text: str) -> int | None:
        """The level that a text says, or None."""
        level = self._level(text)
        if level is not None and text != str(level):
            self.read_as[text] = level
        return level

    def chance(self, text: str) -> float | None:
        """The probability from 0 to 1 that a text says exactly: `20%`, `0.2` in a column of such; else None."""
        found = PERCENT.match(text)
        number = _NUMBER.match(text)
        if found is None and number is not None and (self.percent or self.fraction):
            value = float(number[1].replace(",", "."))
            return _within(value / 100 if self.percent else value)
        return None if found is None else _within(float(found[1].replace(",", ".")) / 100)

    def is_exact(self, text: str) -> bool:
        """True for a text that says no more than the level: what it was read from need not be kept."""
        return _GRADE.match(text) is None and self.top <= HIGHEST and PERCENT.match(text) is None

    def _level(self, text: str) -> int | None:
        if self.axis == "probability":
            chance, span = self.chance(text), _SPAN.match(text)
            if chance is None and span is not None:
                chance = _within((int(span[1]) + int(span[2])) / 200)
            if chance is not None:
                return max(1, ceil(round(chance * HIGHEST, 9)))
        elif grade := _GRADE.match(text):
            return max(1, HIGHEST - (int(grade[1]) - self.worst)) if int(grade[1]) >= self.worst else None
        if number := _NUMBER.match(text):
            return self._of(number[1], int(number[2] or 0))
        word = " ".join(re.sub(r"[^\w]+", " ", text.lower()).split())
        if word in self.words:
            return self.words[word]
        if led := _LED.match(text) or _TRAILED.match(text):
            return self._of(next(part for part in led.groups() if part), 0)
        return None

    def _of(self, digits: str, top: int) -> int | None:
        value = float(digits.replace(",", "."))
        whole, top = int(value), top or self.top
        if whole != value or not 1 <= whole <= top or top > 2 * HIGHEST:
            return None
        return ceil(whole * HIGHEST / top)


def _within(value: float) -> float | None:
    return value if 0 <= value <= 1 else None


def _are_fractions(numbers: list[float]) -> bool:
    return bool(numbers) and max(numbers) <= 1 and any(number != int(number) for number in numbers)


def _top(note: str, numbers: list[float], texts: list[str]) -> int:
    """Where the numbers of the column end: as the header says, at 5, or at 10 where two or more rows are above 5."""
    said = _TOP.search(note)
    if said is not None:
        return int(said[1] or said[2])
    led = [int(found[1]) for text in texts if (found := _LED.match(text))]
    most = sorted([0, 0, *numbers, *led])[-2]  # the highest but one: one alone above all others is a slip
    return HIGHEST if most <= HIGHEST else 2 * HIGHEST if most <= 2 * HIGHEST else 1000


def are_levels(axis: str, texts: Iterable[str], note: str) -> bool:
    """True where at least half of a column's texts are levels: `Impact` may hold whole sentences instead."""
    known = list(texts)
    scale = Scale(axis, known, note)
    return not known or 2 * sum(scale.level(text) is not None for text in known) >= len(known)
