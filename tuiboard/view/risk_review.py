"""What a review of one risk looks at, and what a whole review came to, in words."""

from collections.abc import Sequence
from typing import NamedTuple

from tuiboard.domain.calendar import local_date
from tuiboard.domain.risk_rules import RiskRules
from tuiboard.domain.risks import Risk, Score
from tuiboard.view.card_details import Row
from tuiboard.view.risk_details import RiskDetails
from tuiboard.view.words import HistoryLine

_LOOKED = ("reviewed", "scored", "escalated")
"""How what counts as a review begins in words."""


def review_rows(details: RiskDetails) -> list[Row]:
    """Return what is known of a risk, for a person who decides whether it still stands: what needs someone first."""
    rows = [Row("Now", details.where)]
    rows += [Row("Needs", need, "card-late") for need in details.needs]
    rows += [Row(part.name, part.text, part.role) for part in details.sentence]
    rows += details.rows
    if details.money:
        rows.append(Row("Money", details.money))
    for action in details.actions:
        named = action.title if action.card is None else f"{action.card} {action.title}"
        rows.append(Row(action.role.capitalize(), f"{named}: {action.state}", action.state_role))
    for text, seen in details.triggers:
        rows.append(Row("Trigger", f"{text} (seen)" if seen else text, "card-late" if seen else "foreground"))
    return rows + [Row(plan.name, plan.text, plan.role) for plan in details.plans]


def in_words(score: Score | None, rules: RiskRules) -> str:
    """`12 high`, or `unrated`."""
    return "unrated" if score is None else f"{score.value} {rules.band(score)}"


def since_review(history: Sequence[HistoryLine], risk: Risk) -> list[HistoryLine]:
    """Return what happened to a risk since its last review, newest first; all of it where it was never reviewed."""
    found = []
    for line in history:
        day = local_date(line.at)
        if risk.last_review and (day < risk.last_review or (day == risk.last_review and line.text.startswith(_LOOKED))):
            break
        found.append(line)
    return found


class Reviewed(NamedTuple):
    """What was decided about one risk: kept, re-scored, closed or escalated; `words` add to it. `entries` are the
    numbers of those that it took."""

    id: int
    what: str
    words: str = ""
    entries: tuple[int, ...] = ()


def review_summary(done: Sequence[Reviewed], skipped: Sequence[int], total: int) -> list[str]:
    """Return what a review came to: a sentence, and a line for each decision that changed something."""
    counts = {
        what: sum(1 for each in done if each.what == what) for what in ("kept", "re-scored", "closed", "escalated")
    }
    parts = [f"{many} {what}" for what, many in counts.items() if many]
    lines = [f"{len(done)} of {total} reviewed: {', '.join(parts)}." if done else "Nothing was reviewed."]
    lines += [
        f"R{each.id} {each.what}{f': {each.words}' if each.words else ''}" for each in done if each.what != "kept"
    ]
    kept = [f"R{each.id}" for each in done if each.what == "kept"]
    if kept:
        lines.append(f"Kept as they are: {', '.join(kept)}.")
    if skipped:
        lines.append(f"Skipped, still due: {', '.join(f'R{id}' for id in skipped)}.")
    return lines
