"""What the journal tells of risks: their changes in order, scores over time, and trends.

What was undone counts as never having happened, at the time of what was undone. What an import tells of the past is
told in its own time: the risk's document is rewound from the state in which it came.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from tuiboard.domain.calendar import seconds_of
from tuiboard.domain.changes import Change, Doc, Entry, Id, Told, merged
from tuiboard.domain.risks import LEVELS, Score, score_of


class RiskChange(NamedTuple):
    """A change of kind `risk`: the instant, whose it was, and the change."""

    at: str
    who: str
    change: Change


def in_force(newest_first: Iterable[Entry]) -> Iterator[Entry]:
    """Yield the entries that were not taken back, newest first; an undo and a redo are only about others."""
    gone: set[int] = set()
    for entry in newest_first:
        if entry.seq in gone:
            continue
        if entry.undoes is None:
            yield entry
        else:
            gone.add(entry.undoes)


def risk_changes(newest_first: Iterable[Entry], id: Id | None = None) -> list[RiskChange]:
    """Return the changes of all risks, or of one, oldest first as recorded; applied in order they give today's risks.

    `newest_first` is what a store's `scan` yields.
    """
    found: list[RiskChange] = []
    for entry in in_force(newest_first):
        for change in reversed(entry.changes):
            if change.kind == "risk" and (id is None or change.id == id):
                if entry.told and change.before is None:
                    found += reversed(_with_past(entry, change))
                else:
                    found.append(RiskChange(entry.at, entry.who, change))
    found.reverse()
    return found


def _with_past(entry: Entry, change: Change) -> list[RiskChange]:
    """The creation of a risk, or what is told of its life, which ends in the same document."""
    told = [event for event in entry.told if (event.change.kind, event.change.id) == ("risk", change.id)]
    if not told:
        return [RiskChange(entry.at, entry.who, change)]
    told.sort(key=lambda event: event.happened)
    beginning = next((place for place, event in enumerate(told) if event.change.before is None), None)
    later = [event for event in told[0 if beginning is None else beginning + 1 :] if event.change.before is not None]
    final: Doc = dict(change.after or {})
    doc = final
    for event in reversed(later):
        doc = merged(doc, event.change.before or {})
    if beginning is not None:
        at, who = told[beginning].happened, told[beginning].who
    else:
        at, who = _made(final, told[0])
    past = [RiskChange(at, who, change._replace(after=doc))]
    for event in later:
        after = event.change.after or {}
        past.append(RiskChange(event.happened, event.who, change._replace(before=event.change.before, after=after)))
        doc = merged(doc, after)
    if doc != final:  # what is told doesn't end where the risk is: the rest came with the import
        rest = {name: final.get(name) for name in sorted(doc.keys() | final.keys()) if doc.get(name) != final.get(name)}
        past.append(RiskChange(entry.at, entry.who, Change("risk", change.id, {n: doc.get(n) for n in rest}, rest)))
    return past


def _made(doc: Mapping[str, Any], first: Told) -> tuple[str, str]:
    """When and by whom a risk was raised of whose beginning nothing is told."""
    at = doc.get("created_at")
    if isinstance(at, str) and seconds_of(at) is not None and at <= first.happened:
        return at, str(doc.get("created_by") or first.who)
    return first.happened, first.who


class ScorePoint(NamedTuple):
    """A score as it was given: at which level, None where it was taken away. `state` is the risk's state then, empty
    where the entries don't reach back far enough to know."""

    at: str
    who: str
    level: str
    score: Score | None
    state: str


def score_history(newest_first: Iterable[Entry], risk_id: int) -> list[ScorePoint]:
    """Return every score that a risk was given, oldest first; the same one given again is a point too."""
    points: list[ScorePoint] = []
    state = ""
    current: Score | None = None
    for at, who, change in risk_changes(newest_first, risk_id):
        after = change.after or {}
        before = change.before or {}
        state = str(after.get("state") or state or ("identified" if change.before is None else ""))
        for level in LEVELS:
            if level in after and (change.before is None or after[level] != before.get(level)):
                points.append(ScorePoint(at, who, level, score_of(after[level]), state))
        if "current" in after:
            current = score_of(after["current"])
        elif after.get("scored_at") and current is not None:
            points.append(ScorePoint(at, who, "current", current, state))
    return sorted(points, key=lambda point: point.at)


def trends(newest_first: Iterable[Entry]) -> dict[int, int]:
    """Return for each risk that was scored again where its current score last went: -1 down, 0 nowhere, 1 up.

    A risk that was rated only once, or is unrated now, is not in it.
    """
    found: dict[int, int] = {}
    rated: set[int] = set()
    for _, _, change in risk_changes(newest_first):
        after = change.after or {}
        if "current" in after and score_of(after["current"]) is not None:
            rated.add(int(change.id))
        elif "current" not in after and after.get("scored_at") and int(change.id) in rated:
            found[int(change.id)] = 0  # the same given again
            continue
        if change.after is None or change.before is None or "current" in after:
            was, now = score_of((change.before or {}).get("current")), score_of(after.get("current"))
            if was is not None and now is not None:
                found[int(change.id)] = (now.value > was.value) - (now.value < was.value)
            else:
                found.pop(int(change.id), None)
    return found
