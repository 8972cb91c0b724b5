"""Milestones as they are shown: progress, forecast against the due date, and what stands in the way, in words.

Texts from data have passed through `visible`.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from tuiboard.domain.calendar import days_between, format_effort, short_date
from tuiboard.domain.forecast import FEW
from tuiboard.domain.milestone_facts import MilestoneFacts, State, milestone_facts
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.view.as_json import milestone_document
from tuiboard.view.forecast import percent_words

ROLES: dict[State, str] = {
    "on track": "success", "at risk": "warning", "late": "card-late", "done": "card-dim", "empty": "card-dim",
    "no due date": "foreground", "no history": "foreground",
}  # fmt: skip
NAMED = 8
"""Cards that a sentence names at most."""
_FOLLOW = ("late", "at risk", "no history", "on track", "no due date", "empty", "done")


class MilestoneRow(NamedTuple):
    """A milestone as a line of a table: `id` is its number, `key` as it is shown, and `project` the name of it."""

    id: int
    key: str
    title: str
    due: str | None
    project: str
    owner: str
    state: State
    facts: MilestoneFacts

    @property
    def cards(self) -> int:
        """How many cards it has."""
        return len(self.facts.open) + len(self.facts.done)

    @property
    def share(self) -> float:
        """The share of its cards that is done, 0 to 1."""
        return len(self.facts.done) / self.cards if self.cards else 0.0


def milestone_rows(ws: Workspace, today: str) -> list[MilestoneRow]:
    """Return every milestone: what is open by its due date, then what has none, and what is done last."""
    rows = [_row(ws, facts, today) for facts in milestone_facts(ws, ws.milestones(), today)]
    return sorted(rows, key=lambda row: (row.state == "done", row.due or "9999", row.id))


def milestone_row(ws: Workspace, id: int, today: str) -> MilestoneRow | None:
    """Return one milestone, or None where it is gone."""
    milestone = ws.milestone(id)
    return None if milestone is None else _row(ws, milestone_facts(ws, [milestone], today)[0], today)


def _row(ws: Workspace, facts: MilestoneFacts, today: str) -> MilestoneRow:
    milestone = facts.milestone
    project = ws.project(milestone.project) if milestone.project else None
    owner = milestone.doc.get("owner")
    return MilestoneRow(
        milestone.id, f"M{milestone.id}", visible(milestone.title, 200), milestone.due,
        visible(project.name if project is not None else milestone.project or "", 80),
        visible(owner, 40) if isinstance(owner, str) else "", facts.state(today), facts,
    )  # fmt: skip


# In words


def progress_words(row: MilestoneRow) -> str:
    """`5 of 12 cards are done, 3d of effort done and 5d of effort left; 1 open card has no effort, so more is left.`"""
    facts = row.facts
    if not row.cards:
        return "It has no cards yet."
    said = f"{len(facts.done):,} of {_count(row.cards, 'card')} {'is' if len(facts.done) == 1 else 'are'} done"
    whole = facts.hours_done + facts.hours_left
    if whole:
        efforts = [(facts.hours_done, "done"), (facts.hours_left, "left")]
        said += ", " + " and ".join(f"{format_effort(hours)} of effort {word}" for hours, word in efforts if hours)
    without = len(facts.unestimated)
    if without and whole:
        said += f"; {_count(without, 'open card')} {_has(without)} no effort, so more is left"
    elif without:
        said += "; none of the open ones has an effort"
    return f"{said}."


def forecast_words(row: MilestoneRow, today: str) -> str:
    """`With 85 % certainty by 4 dec, 3 days after it is due; as likely as not by 27 nov.`"""
    found, due = row.facts.outlook, row.due
    reached = row.facts.reached
    if row.state == "done":
        when = f" since {short_date(reached, today)}{_against(reached, due, 'was')}" if reached else ""
        return f"Everything is done{when}."
    if row.state == "empty":
        return "There is nothing to forecast."
    left = _count(len(row.facts.open), "card")
    if not found.chances:
        return f"There is no forecast for {left}: nothing was finished in the past weeks, so there is no pace to go by."
    if found.p85 is None:
        return f"At this pace the {left} left will hardly be done within five years."
    sure = f"With 85 % certainty by {short_date(found.p85, today)}{_against(found.p85, due)}"
    if found.p50 is None or found.p50 == found.p85:
        return f"{sure}."
    return f"{sure}; as likely as not by {short_date(found.p50, today)}."


def _against(day: str, due: str | None, is_due: str = "is") -> str:
    """How a day stands to the due date, behind it."""
    if due is None:
        return ""
    away = days_between(due, day)
    if not away:
        return f", the day it {is_due} due"
    return f", {_count(abs(away), 'day')} {'after' if away > 0 else 'before'} it {is_due} due"


def due_sentence(row: MilestoneRow, today: str) -> str:
    """By when it is due, how far that is, and the chance that it holds."""
    if row.due is None:
        return "It has no due date."
    if row.state == "done":
        return "" if row.facts.reached else f"It was due {short_date(row.due, today)}."
    away = days_between(today, row.due)
    if away < 0:
        open_ = len(row.facts.open)
        over = f"It was due {_away(away, row.due, today)}"
        return f"{over}, and {_count(open_, 'card')} {_is(open_)} still open." if open_ else f"{over}."
    said = f"It is due {_away(away, row.due, today)}"
    if row.facts.outlook.chances:
        said += (
            f"; that it is reached by then has a chance of {percent_words(row.facts.outlook.chance_by(today, row.due))}"
        )
    return f"{said}."


def _away(days: int, day: str, today: str) -> str:
    """`in 10 days, on 4 dec`, `tomorrow`, `12 days ago, on 30 oct`."""
    if abs(days) < 2:
        return short_date(day, today)
    away = f"in {days:,} days" if days > 0 else f"{-days:,} days ago"
    return f"{away}, on {short_date(day, today)}"


def pace_sentence(row: MilestoneRow) -> str:
    """Whose pace it goes by, and how long that has been looked at; empty where nothing is forecast."""
    facts = row.facts
    if not facts.open or not facts.outlook.chances:
        return ""
    pace = facts.outlook.pace
    weeks, total = len(pace.finished), sum(pace.finished)
    whose = f"project {row.project}" if facts.pace_of is not None else "the whole board"
    few = f" Take it with care: fewer than {FEW} weeks are known." if weeks < FEW else ""
    span = "the last week" if weeks == 1 else f"the last {weeks} weeks"
    return f"It goes by the pace of {whose}: {total / weeks:.1f} cards a week in {span}.{few}"


def obstacle_words(row: MilestoneRow) -> str:
    """What stands in its way: cards that are blocked, overdue, or due after it; empty where none is."""
    facts = row.facts
    parts = [
        f"{_count(len(ids), 'card')} {_is(len(ids))} {what}: {_named(ids)}"
        for ids, what in ((facts.blocked, "blocked"), (facts.late, "overdue"), (facts.beyond, "due after it"))
        if ids
    ]
    return f"{'; '.join(parts)}." if parts else ""


def sentences(row: MilestoneRow, today: str) -> list[str]:
    """Everything that is said of a milestone, the answer first."""
    said = [forecast_words(row, today), due_sentence(row, today), progress_words(row), obstacle_words(row),
            pace_sentence(row)]  # fmt: skip
    return [line for line in said if line]


def summary(rows: Sequence[MilestoneRow]) -> str:
    """`5 milestones: 1 late, 1 at risk, 2 on track, 1 done.`"""
    if not rows:
        return "No milestone yet."
    counts = [(state, sum(1 for row in rows if row.state == state)) for state in _FOLLOW]
    return f"{_count(len(rows), 'milestone')}: {', '.join(f'{many} {state}' for state, many in counts if many)}."


def row_document(row: MilestoneRow, today: str) -> dict[str, Any]:
    """Return a milestone as JSON, with its progress and its forecast."""
    facts = row.facts
    found = facts.outlook
    chance = found.chance_by(today, row.due) if row.due is not None and found.chances else None
    return {
        **milestone_document(facts.milestone), "state": row.state,
        "progress": {
            "done": len(facts.done), "open": len(facts.open), "hours_done": round(facts.hours_done, 6),
            "hours_left": round(facts.hours_left, 6), "unestimated": list(facts.unestimated),
        },
        "reached": facts.reached, "open_cards": list(facts.open),
         "blocked": list(facts.blocked), "late": list(facts.late),
        "due_after_it": list(facts.beyond),
        "forecast": {
            "p50": found.p50, "p85": found.p85, "chance_by_due": None if chance is None else round(chance, 6),
            "pace_of": facts.pace_of, "weeks": list(found.pace.finished),
        },
        "sentences": sentences(row, today),
    }  # fmt: skip


def _named(ids: Iterable[int]) -> str:
    found = list(ids)
    return ", ".join(map(str, found[:NAMED])) + (f" and {len(found) - NAMED} more" if len(found) > NAMED else "")


def _count(many: int, noun: str) -> str:
    return f"{many:,} {noun}{'' if many == 1 else 's'}"


def _is(many: int) -> str:
    return "is" if many == 1 else "are"


def _has(many: int) -> str:
    return "has" if many == 1 else "have"
