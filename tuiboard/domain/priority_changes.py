"""What would change a card's priority, and how much: each answer is the sum reckoned anew with one input changed."""

from typing import NamedTuple

from tuiboard.domain.board import VALUE_HIGHEST
from tuiboard.domain.calendar import day_number
from tuiboard.domain.priority import promise_share
from tuiboard.domain.score import Score, totals_of
from tuiboard.domain.text import visible

WEEK = 7


class WhatIf(NamedTuple):
    """One change and what it would do to urgency, importance and priority (differences)."""

    words: str
    urgency: float
    importance: float
    priority: float


def what_if(score: Score, today: str) -> list[WhatIf]:
    """Return what would change a card's rank most, the largest effect first; changes without an effect are left out,
    as another date is where the cards that wait for it need it sooner anyway."""
    found = []
    own = day_number(score.due)
    if own is not None:
        now = day_number(today) or 0
        for words, day in (("due one week later", own + WEEK), ("due one week earlier", own - WEEK)):
            promise = promise_share(day - now) if score.promised else 0.0
            found.append(_changed(score, words, slack=_slack(score, day, score.bound), promise=promise))
        found.append(_changed(score, "without a date", slack=_slack(score, None, score.bound), promise=0.0))
    if score.dependents:
        many = "the card that waits" if score.dependents == 1 else f"the {score.dependents} cards that wait"
        alone = _slack(score, own, None)
        found.append(_changed(score, f"without {many} for it", dependents=0, unblocks=0, slack=alone))
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


def _slack(score: Score, own: float | None, bound: float | None) -> float | None:
    """The days of slack with this own date and this day by which others need it."""
    days = [day for day in (own, bound) if day is not None]
    if not days or score.slack is None or score.due_day is None:
        return None
    return score.slack + min(days) - score.due_day


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
