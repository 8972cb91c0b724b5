"""What is known of each milestone: its cards, what is left of them, and by when it is expected to be reached.

Archived cards are in nobody's way: they count for no milestone. A milestone has too few cards for a pace of its own: it
goes by that of its project, and where there nothing was finished, by that of the whole board.
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from tuiboard.domain import calendar
from tuiboard.domain.board import Card, Milestone
from tuiboard.domain.outlook import Outlook, outlook
from tuiboard.domain.throughput import MOST, Throughput, throughput
from tuiboard.domain.workspace import Workspace

State = Literal["empty", "done", "on track", "at risk", "late", "no due date", "no history"]
"""On track: due no earlier than the day by which it is reached with 85 %. At risk: no earlier than that of 50 %. Late
else, and where the day has passed. Of what has no due date, or no pace to go by, nothing can be said."""


class MilestoneFacts(NamedTuple):
    """A milestone in figures. Ids of its open and done cards; of the open ones those that are blocked, overdue, due
    after the milestone itself (`beyond`), and without an effort. Efforts in hours. `reached` is the day on which the
    last of them was finished. `pace_of` is the project whose pace it goes by; None: the whole board's."""

    milestone: Milestone
    open: tuple[int, ...]
    done: tuple[int, ...]
    blocked: tuple[int, ...]
    late: tuple[int, ...]
    beyond: tuple[int, ...]
    hours_left: float
    hours_done: float
    unestimated: tuple[int, ...]
    reached: str | None
    pace_of: str | None
    outlook: Outlook

    def state(self, today: str) -> State:
        """How it stands on a day."""
        due, found = self.milestone.due, self.outlook
        if not self.open:
            return "done" if self.done else "empty"
        if due is not None and due < today:
            return "late"
        if due is None:
            return "no due date"
        if not found.chances:
            return "no history"
        if found.p85 is not None and found.p85 <= due:
            return "on track"
        return "at risk" if found.p50 is not None and found.p50 <= due else "late"


class Paces:
    """The paces that milestones go by: of each project, and of the whole board, each reckoned once."""

    def __init__(self, ws: Workspace, today: str, weeks: int = MOST) -> None:
        self._ws, self._today, self._weeks = ws, today, weeks
        self._found: dict[str | None, Throughput] = {}

    def of(self, milestone: Milestone) -> tuple[str | None, Throughput]:
        """The pace of a milestone: that of its project, or the board's (None)."""
        project = milestone.project
        if project is not None:
            pace = self._pace(project)
            if any(pace.finished):
                return project, pace
        return None, self._pace(None)

    def _pace(self, project: str | None) -> Throughput:
        found = self._found.get(project)
        if found is None:
            cards = self._ws.table("card").values()
            docs = cards if project is None else [doc for doc in cards if doc.get("project") == project]
            found = self._found[project] = throughput(self._ws, docs, self._today, self._weeks)
        return found


def milestone_facts(ws: Workspace, milestones: Iterable[Milestone], today: str) -> list[MilestoneFacts]:
    """Return the facts of these milestones, in one pass over the cards."""
    wanted = list(milestones)
    cards: dict[int, list[Card]] = {milestone.id: [] for milestone in wanted}
    for doc in ws.table("card").values() if wanted else ():
        if "milestone" in doc and not doc.get("archived"):
            card = Card(doc)
            if card.milestone in cards:
                cards[card.milestone].append(card)
    done = {column.key for column in ws.columns() if column.does == "done"}
    paces = Paces(ws, today)
    return [_facts(milestone, cards[milestone.id], done, paces, today) for milestone in wanted]


def _facts(milestone: Milestone, cards: list[Card], done: set[str], paces: Paces, today: str) -> MilestoneFacts:
    left = sorted((card for card in cards if card.column not in done), key=lambda card: card.id)
    over = sorted((card for card in cards if card.column in done), key=lambda card: card.id)
    pace_of, pace = paces.of(milestone)
    last = milestone.due or "9999"
    return MilestoneFacts(
        milestone, _ids(left), _ids(over), _ids(card for card in left if card.blocked is not None),
        _ids(card for card in left if card.due is not None and card.due < today),
        _ids(card for card in left if card.due is not None and card.due > last),
        sum(card.effort or 0 for card in left), sum(card.effort or 0 for card in over),
        _ids(card for card in left if card.effort is None), _reached(left, over), pace_of,
        outlook(pace, len(left), today),
    )  # fmt: skip


def _reached(left: list[Card], over: list[Card]) -> str | None:
    """The day on which the last card was finished, where all are and it is known of each."""
    days = [calendar.local_date(card.finished_at or "") for card in over]
    return max(days) if days and all(days) and not left else None


def _ids(cards: Iterable[Card]) -> tuple[int, ...]:
    return tuple(card.id for card in cards)
