"""Taskwarrior's tasks (`task export`): a list of tasks, or one task a line."""

from typing import Any

from tuiboard.domain.changes import Change, Told, created
from tuiboard.domain.commands import Context
from tuiboard.domain.refusal import Refused
from tuiboard.domain.text import one_line, visible
from tuiboard.domain.workspace import Workspace, find_source
from tuiboard.engine.exchange import fitting
from tuiboard.engine.exchange.document import Node, once
from tuiboard.engine.exchange.fitting import Columns, Extra
from tuiboard.engine.exchange.plan import Losses, Plan, make_plan

SYSTEM = "taskwarrior"
VALUES = {"H": 5, "M": 3, "L": 1}
"""Taskwarrior's priorities as values."""
STATUSES = ("pending", "waiting", "completed", "deleted", "recurring")
MOST_NEEDS = 200
"""Cards that one card may depend on."""

# What is mapped, or says nothing that a board needs: the working-set number, the time of the last change, and the
# urgency, which the board computes anew.
_READ = frozenset({
    "annotations", "depends", "description", "due", "end", "entry", "id", "modified", "priority", "project",
    "scheduled", "start", "status", "tags", "urgency", "uuid", "wait",
})  # fmt: skip


def plan(value: Any, name: str, ws: Workspace, context: Context) -> Plan:
    """Return what importing the parsed export `value` would do. Raises Refused bad_data naming the path."""
    tasks = [Node(task, f"[{i}]") for i, task in enumerate(value)] if isinstance(value, list) else [Node(value)]
    return _Import(once(tasks, "uuid"), ws, context).plan(f"Taskwarrior ({name})")


class _Import:
    """One import in the making."""

    def __init__(self, tasks: list[Node], ws: Workspace, context: Context) -> None:
        self.ws, self.context = ws, context
        self.losses = Losses()
        self.columns = Columns(ws)
        self.known = find_source(ws, "card", SYSTEM)
        self.new: list[Node] = []
        self.skipped = 0
        for task in tasks:
            self._sort_out(task)
        ids = {task.text("uuid"): -number for number, task in enumerate(self.new, 1)}
        self.ids: dict[str, int] = {**{uuid: int(id) for uuid, id in self.known.items()}, **ids}
        self.last_of_series: set[str] = set()
        self.projects: dict[str, str] = {}
        """Key of each project, by the name it has in the file."""
        self.made_projects: list[Change] = []
        self.comments: list[Change] = []
        self.told: list[Told] = []

    def _sort_out(self, task: Node) -> None:
        status = task.text("status", "pending")
        task.text("description")
        if status not in STATUSES:
            task.bad("status", f"is “{visible(status, 60)}”, which Taskwarrior does not have")
        if status == "deleted":
            self.losses.count("deleted tasks, left out")
        elif status == "recurring":
            self.losses.count("recurring tasks: the pattern is left out, its single tasks come")
        elif task.text("uuid") in self.known:
            self.skipped += 1
        else:
            self.new.append(task)

    def plan(self, source: str) -> Plan:
        if self.new and not self.columns.docs:
            self.columns.first("queue")
        needs = self._needs()
        self.last_of_series = self._last_of_series()
        cards = [self._card(task, needs) for task in self.new]
        self.told.sort(key=lambda told: told.happened)
        figures = sum("urgency" in task.value for task in self.new)
        self.losses.count("urgency figures, not carried over (priorities are computed anew)", figures)
        changes = [*self.columns.made, *self.made_projects, *cards, *self.comments]
        return make_plan(source, changes, self.told, self.losses, self.skipped)

    def _needs(self) -> dict[int, list[int]]:
        """What each new card depends on, without cycles and without tasks that are not there."""
        needs: dict[int, list[int]] = {}
        for task in self.new:
            given = task.value.get("depends")
            uuids = given.split(",") if isinstance(given, str) else task.items("depends", str)
            wanted = [uuid.strip() for uuid in uuids if uuid.strip()]
            found = list(dict.fromkeys(self.ids[uuid] for uuid in wanted if uuid in self.ids))
            gone = len(wanted) - sum(uuid in self.ids for uuid in wanted)
            self.losses.count("dependencies on tasks that don't come along, dropped", gone)
            self.losses.count("dependencies beyond 200 of a task, dropped", max(len(found) - MOST_NEEDS, 0))
            needs[self.ids[task.text("uuid")]] = found[:MOST_NEEDS]
        kept, dropped = fitting.without_cycles(needs)
        self.losses.count("dependencies that close a cycle, dropped", dropped)
        return kept

    def _card(self, task: Node, needs: dict[int, list[int]]) -> Change:
        id = self.ids[task.text("uuid")]
        extra: Extra = {}
        every = self._every(task)
        title, body = fitting.title_and_body(task.text("description"), "", extra, self.losses)
        names = [tag if fitting.is_tag(tag) else fitting.tag(tag) for tag in task.items("tags", str)]
        doc = {
            "title": title,
            "body": body,
            "project": self._project(task),
            "value": self._value(task, extra),
            "tags": fitting.tags(names, extra, self.losses),
            "start": fitting.day(task, "scheduled", "scheduled", extra, self.losses),
            "due": fitting.day(task, "due", "due", extra, self.losses),
            "snoozed_until": fitting.day(task, "wait", "wait", extra, self.losses),
            "depends_on": needs.get(id),
            "created_by": self.context.actor,
            **self._times(task, id, title),
            "source": {"system": SYSTEM, "id": task.text("uuid")},
        }
        if every is not None:
            doc["every"] = every
        for field, value in task.value.items():
            if field == "recur" and every is not None:
                continue
            if field not in _READ and value not in (None, "", [], {}):
                extra[field] = value
                self.losses.count(f"tasks with “{field}” (in extra)")
        self._comment(task, id)
        return created("card", id, fitting.present({**doc, "extra": extra}))

    def _last_of_series(self) -> set[str]:
        """The last open task of each recurring one: it carries the rule, so that none goes on twice."""
        last: dict[str, Node] = {}
        for task in self.new:
            if task.value.get("recur") and task.value.get("due") and task.text("status", "pending") != "completed":
                parent = str(task.value.get("parent") or task.text("uuid"))
                if parent not in last or task.text("due") > last[parent].text("due"):
                    last[parent] = task
        return {task.text("uuid") for task in last.values()}

    def _every(self, task: Node) -> str | None:
        """The rule by which a task comes again; None where it is another's to carry, or none that the board has."""
        said = task.value.get("recur")
        if not isinstance(said, str) or task.text("uuid") not in self.last_of_series:
            return None
        from tuiboard.domain.recurrence import checked_rule  # late: few tasks come again

        try:
            return checked_rule(said)
        except Refused:
            return None

    def _project(self, task: Node) -> str | None:
        name = one_line(task.text("project", ""))
        if not name:
            return None
        if name not in self.projects:
            key = fitting.handle(name) if fitting.tag(name) else "project"
            key = self.projects[name] = fitting.free(key, self.projects.values())
            if self.ws.project(key) is None:
                self.made_projects.append(created("project", key, {"key": key, "name": fitting.short(name)}))
        return self.projects[name]

    def _value(self, task: Node, extra: Extra) -> int | None:
        priority = task.text("priority", "")
        if priority and priority not in VALUES:
            extra["priority"] = priority
            self.losses.count("priorities other than H, M and L (in extra)")
        return VALUES.get(priority)

    def _times(self, task: Node, id: int, title: str) -> dict[str, str | None]:
        """The column of a task and when it entered, with the same told as history."""
        entry = task.instant("entry") or self.context.now
        start, end = task.instant("start"), task.instant("end")
        done = task.text("status", "pending") == "completed"
        at, column = entry, self.columns.first("queue")
        self._tell(entry, "card.created", id, None, {"title": title, "column": column})
        for instant, kind in ((start, "active"), ((end or entry) if done else None, "done")):
            if instant is not None:
                to = self.columns.first(kind)
                if to != column:
                    self._tell(instant, "card.moved", id, {"column": column}, {"column": to})
                    at, column = instant, to
        return {
            "column": column,
            "created_at": entry,
            "entered_column_at": at,
            "started_at": start,
            "finished_at": end if done else None,
        }

    def _tell(self, at: str, action: str, id: int, before: dict[str, str] | None, after: dict[str, str]) -> None:
        self.told.append(Told(at, self.context.actor, action, Change("card", id, before, after), SYSTEM))

    def _comment(self, task: Node, card: int) -> None:
        for annotation in task.nodes("annotations"):
            text = annotation.text("description", "")
            if not text.strip():
                continue
            extra: Extra = {}
            doc = {
                "on": ["card", card],
                "author": self.context.actor,
                "at": annotation.instant("entry") or self.context.now,
                "text": fitting.comment(text, extra, self.losses),
                "extra": extra or None,
            }
            self.comments.append(created("comment", -len(self.comments) - 1, doc))
