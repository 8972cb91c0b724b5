"""What the reports about the state of things are made from, read once."""

from collections.abc import Iterable, Iterator
from itertools import tee
from typing import NamedTuple

from tuiboard.domain.board import Card
from tuiboard.domain.changes import Entry
from tuiboard.domain.risk_states import is_open_on
from tuiboard.domain.risks import Risk
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.risk_sorting import sort_risks
from tuiboard.view.milestones import MilestoneRow, milestone_rows
from tuiboard.view.projects import ProjectStatus, project_statuses
from tuiboard.view.reports.changes import Changes, changes_since, is_risk_of
from tuiboard.view.reports.decisions import Wanted, decisions_wanted
from tuiboard.view.support import SupportRow, support_queue


class Material(NamedTuple):
    """What a report of the board, or of one project, is made from."""

    ws: Workspace
    today: str
    now: str
    project: str | None
    statuses: list[ProjectStatus]
    changes: Changes
    waiting: list[SupportRow]
    wanted: list[Wanted]

    def has(self, project: str | None) -> bool:
        """True for what the report is about."""
        return self.project is None or self.project == project

    def open_cards(self) -> Iterator[Card]:
        """The cards that are left, column by column."""
        for column in self.ws.columns():
            for id in self.ws.column_cards(column.key) if column.does != "done" else ():
                card = self.ws.card(id)
                if card is not None and self.has(card.project):
                    yield card

    def open_risks(self) -> list[Risk]:
        """The risks that may still happen, the largest score first."""
        ws, today = self.ws, self.today
        mine = (risk for risk in ws.risks() if self.project is None or is_risk_of(ws, risk, self.project))
        return list(sort_risks(ws, [risk for risk in mine if is_open_on(risk, today)], "score", today))

    def milestones(self) -> list[MilestoneRow]:
        """The milestones that are not reached, by their due dates, and those that were since."""
        rows = (row for row in milestone_rows(self.ws, self.today) if self.has(row.facts.milestone.project))
        return [row for row in rows if row.state != "done" or (row.facts.reached or "") >= self.changes.since]


def material(
    ws: Workspace, entries: Iterable[Entry], today: str, now: str, since: str, project: str | None
) -> Material:
    """Read what a report needs. `entries` are those of the journal, newest first; they are read once."""
    some, others = tee(entries)
    statuses = [status for status in project_statuses(ws, some, now, today) if project in (None, status.id)]
    changes = changes_since(ws, others, since, today, project)
    waiting = [row for row in support_queue(ws, now) if project in (None, row.project)]
    wanted = decisions_wanted(ws, statuses, waiting, today, now, project)
    return Material(ws, today, now, project, statuses, changes, waiting, wanted)
