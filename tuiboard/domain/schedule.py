"""When each open card begins, is due and can be done, and which of them decide when a whole is done.

Effective due and slack are those of `tuiboard.domain.priority`. A start that nobody gave is when work on the card
began, else it is reckoned: the (effective) due date minus the remaining effort in working days of its owner.

Forward, a card begins today, or on its start date, and not before what it needs is done; then its remaining effort is
worked off (the forward pass of Kelley and Walker, Critical-Path Planning and Scheduling, 1959). The critical chain of a
project or a milestone is the chain of dependent cards that ends last there: every day that one of them takes longer is
a day later for the whole. Cards without a project have one too, where it is of two at least. Days are counted as by
`calendar.day_number`.
"""

from collections.abc import Iterable, Mapping
from math import ceil
from typing import Any, Literal, NamedTuple

from tuiboard.domain import shapes
from tuiboard.domain.calendar import day_number, local_date
from tuiboard.domain.changes import Doc
from tuiboard.domain.priority import Dues
from tuiboard.domain.work_days import TeamDays, WorkDays
from tuiboard.domain.workspace import Workspace

StartFrom = Literal["given", "started", "reckoned", ""]
Target = tuple[str, str | int]
"""("project", key), ("milestone", id), or ("board", "") for the cards without a project."""
_EPSILON = 1e-9


class Planned(NamedTuple):
    """The plan of one open card, in days. `due` is its own; `effective` is the earlier day by which what waits for it
    (`through`) needs it, and its own due else; `left` is the remaining effort, 0 where nobody estimated it. `ends` is
    the day on which it is done if what it needs is done as planned, `late` by how many days that misses its own due;
    `driver` is the needed card that it waits for longest. `can_end` is the earliest moment at which it can be done."""

    id: int
    start: int | None
    start_from: StartFrom
    due: int | None
    effective: int | None
    through: int | None
    slack: float | None
    left: float
    ends: int
    late: int
    driver: int | None
    can_end: float
    is_critical: bool = False

    @property
    def is_dated(self) -> bool:
        """True for a card that has a place in time."""
        return self.start is not None or self.effective is not None

    @property
    def last(self) -> int | None:
        """The day on which its bar ends: its due day, else the effective one, else when it is done as planned."""
        if self.due is not None or self.effective is not None:
            return self.due if self.due is not None else self.effective
        return self.ends if self.start is not None else None


class Schedule(NamedTuple):
    """The plan of all open cards on the day `now`, where the team is. `chains` are the critical chains by what they
    end, first card first; `needs` are the open cards that each needs. `is_circular` where open cards depend on each
    other in a circle: then a link of it is not counted."""

    now: int
    cards: Mapping[int, Planned]
    chains: Mapping[Target, tuple[int, ...]]
    needs: Mapping[int, tuple[int, ...]]
    team: TeamDays
    is_circular: bool


def open_cards(ws: Workspace) -> dict[int, Doc]:
    """Return the documents of the cards that are neither done nor archived."""
    done = {column.key for column in ws.columns() if column.does == "done"}
    return {
        int(id): doc for id, doc in ws.table("card").items() if doc["column"] not in done and not doc.get("archived")
    }


def schedule(ws: Workspace, today: str) -> Schedule:
    """Return the plan of all open cards."""
    cards = open_cards(ws)
    dues = Dues(today, cards)
    dues.carry_back()
    return _Planning(cards, dues, TeamDays(ws, today)).planned()


class _Planning:
    """A schedule in the making."""

    def __init__(self, cards: Mapping[int, Doc], dues: Dues, team: TeamDays) -> None:
        self.cards, self.dues, self.team = cards, dues, team
        self.now = dues.now
        self.needs: dict[int, list[int]] = {}
        for needed, waiting in dues.dependents.items():
            for id in waiting:
                self.needs.setdefault(id, []).append(needed)
        self.can: dict[int, float] = {}
        self.plan: dict[int, float] = {}
        self.driver: dict[int, int] = {}
        self.made: dict[int, Planned] = {}
        self._numbers: dict[str, int | None] = {}

    def planned(self) -> Schedule:
        """Plan every card, what is needed first."""
        waits = {id: len(needed) for id, needed in self.needs.items()}
        order = [id for id in self.cards if id not in waits]
        for id in order:  # grows while it is walked
            for waiting in self.dues.dependents.get(id, ()):
                waits[waiting] -= 1
                if not waits[waiting]:
                    order.append(waiting)
            self._settle(id)
        for id in sorted(self.cards.keys() - self.made.keys()):  # a circle: one link of it is not counted
            self._settle(id)
        chains = self._chains()
        for id in {id for chain in chains.values() for id in chain}:
            self.made[id] = self.made[id]._replace(is_critical=True)
        needs = {id: tuple(needed) for id, needed in self.needs.items()}
        cards = {id: self.made[id] for id in self.cards}
        return Schedule(self.now, cards, chains, needs, self.team, self.dues.is_circular)

    def _settle(self, id: int) -> None:
        doc, dues = self.cards[id], self.dues
        work = self.team.of(doc.get("owner"))
        left = dues.left.get(id, 0.0)
        due = dues.due.get(id)
        begin = float(self.now)
        given = self._number(doc["start"]) if "start" in doc else None
        if given is not None:
            begin = max(begin, float(given))
        can = plan = begin
        for needed in self.needs.get(id, ()):
            if (earliest := self.can.get(needed, 0.0)) > can:
                can, self.driver[id] = earliest, needed
            plan = max(plan, self.plan.get(needed, 0.0))
        self.can[id] = end = work.after(can, left)
        if plan != can:
            end = work.after(plan, left)
        ends = max(ceil(end - _EPSILON) - 1, int(begin))
        self.plan[id] = max(end, due + 1.0) if due is not None else end
        carried, through = (dues.carried[id][:2]) if id in dues.carried else (due, None)
        effective = None if carried is None else int(carried // 1)
        slack = None if carried is None else carried - self.now - left
        start, start_from = self._start(doc, given, effective, work, left)
        late = 0 if due is None else max(ends - due, 0)
        self.made[id] = Planned(
            id, start, start_from, due, effective, through, slack, left, ends, late, self.driver.get(id), self.can[id]
        )

    def _start(
        self, doc: Doc, given: int | None, effective: int | None, work: WorkDays, left: float
    ) -> tuple[int | None, StartFrom]:
        if given is not None:
            return given, "given"
        if "started_at" in doc and (instant := shapes.instant(doc["started_at"])):
            return self._number(local_date(instant, self.team.zone)), "started"
        if effective is None or left <= 0:
            return None, ""
        return int(work.before(effective + 1.0, left)), "reckoned"

    def _number(self, day: Any) -> int | None:
        """The number of a date; the same few are asked for again and again."""
        if day.__class__ is not str:
            return None
        if day not in self._numbers:
            self._numbers[day] = day_number(day)
        return self._numbers[day]

    def _chains(self) -> dict[Target, tuple[int, ...]]:
        """Of each target the card that can be done last, and the chain of those that it waits for."""
        last: dict[Target, tuple[float, float, int]] = {}
        for id, doc in self.cards.items():
            slack = self.made[id].slack
            weight = (self.can[id], 0.0 if slack is None else -slack, -id)
            for target in _targets(doc):
                if target not in last or weight > last[target]:
                    last[target] = weight
        chains: dict[Target, tuple[int, ...]] = {}
        for target, weight in last.items():
            chain = [-weight[2]]
            while (driver := self.driver.get(chain[-1])) is not None and driver not in chain:
                chain.append(driver)
            if any(self.made[id].left for id in chain) and (len(chain) > 1 or target[0] != "board"):
                chains[target] = tuple(reversed(chain))
        return chains


def _targets(doc: Doc) -> Iterable[Target]:
    project = doc.get("project")
    yield ("project", project) if isinstance(project, str) and project else ("board", "")
    milestone = doc.get("milestone")
    if milestone.__class__ is int:
        yield "milestone", milestone
