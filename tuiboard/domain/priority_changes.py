"""What would change a card's priority, and how much: each answer is the sum reckoned anew with one input changed."""

from typing import NamedTuple

from tuiboard.domain.board import VALUE_HIGHEST
from tuiboard.domain.score import Score, totals_of
from tuiboard.domain.text import visible

WEEK = 7


class WhatIf(NamedTuple):
    """One change and what it would do to urgency, importance and priority (differences)."""

    words: str
    urgency: float
    importance: float
    priority: float


def what_if(score: Score) -> list[WhatIf]:
    """Return what would change a card's rank most, the largest effect first; changes without an effect are left out."""
    found = []
    if score.slack is not None:
        found.append(_changed(score, "due one week later", slack=score.slack + WEEK))
        found.append(_changed(score, "due one week earlier", slack=score.slack - WEEK))
        found.append(_changed(score, "without a date", slack=None, promise=0.0))
    if score.dependents:
        many = "the card that waits" if score.dependents == 1 else f"the {score.dependents} cards that wait"
        found.append(_changed(score, f"without {many} for it", dependents=0, unblocks=0))
    if score.value < VALUE_HIGHEST:
        found.append(_changed(score, "one value higher", value=score.value + 1))
    if score.value > 0:
        found.append(_changed(score, "one value lower", value=score.value - 1))
    if score.risk:
        found.append(_changed(score, "with its risks closed", risk=0.0))
    if score.promised:
        found.append(_changed(score, "promised to nobody", promised=False, promise=0.0))
    kept = [change for change in found if abs(change.urgency) + abs(change.importance) > 1e-9]
    return sorted(kept, key=lambda change: (-abs(change.priority), change.words))


def _changed(score: Score, words: str, **inputs: object) -> WhatIf:
    other = score._replace(**inputs)  # type: ignore[arg-type]
    given = score.given
    urgency, importance = totals_of(other)
    urgency, importance = urgency - score.urgency, importance - score.importance
    return WhatIf(words, urgency, importance, given.urgency_share * urgency + given.importance_share * importance)


def in_words(change: WhatIf) -> str:
    """Return `due one week later: −30.0 urgency, −12.0 priority`."""
    parts = [
        f"{_signed(number)} {name}"
        for name, number in (
            ("urgency", change.urgency),
            ("importance", change.importance),
            ("priority", change.priority),
        )
        if abs(number) >= 0.05
    ]
    return visible(f"{change.words}: {', '.join(parts) or 'hardly anything'}", 120)


def _signed(number: float) -> str:
    return f"{'−' if number < 0 else '+'}{abs(number):.1f}"
