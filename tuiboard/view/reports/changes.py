"""What changed since a day, of the whole board or of one project: read from the journal once, for any report.

A card that was moved to and fro counts for where it came from and where it is now; what was undone did not happen.
Texts from data have passed through `visible`.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from tuiboard.domain import shapes
from tuiboard.domain.board import Card
from tuiboard.domain.calendar import days_between, short_date, start_of_day
from tuiboard.domain.changes import Change, Entry
from tuiboard.domain.happenings import happenings
from tuiboard.domain.risks import Risk, score_of
from tuiboard.domain.text import visible
from tuiboard.domain.working_days import team_zone
from tuiboard.domain.workspace import Workspace

TITLE_SHOWN = 100
_OF_CARDS = ("column", "blocked", "archived", "due")
_OF_RISKS = ("state", "current")


class Changed(NamedTuple):
    """A card, risk or milestone that changed: its id, its key as it is shown, title, owner (empty for nobody), and in
    words what is special about it, or nothing."""

    id: int
    key: str
    title: str
    owner: str
    words: str = ""

    @property
    def line(self) -> str:
        """It on one line: `12 “Replace core switch” (@ana): waiting for the part`."""
        owner = f" (@{self.owner})" if self.owner else ""
        return f"{self.key} “{self.title}”{owner}" + (f": {self.words}" if self.words else "")


Some = tuple[Changed, ...]


class Changes(NamedTuple):
    """What changed since a day.

    Of cards: finished, started, added (and not finished since), taken up again after they were done, newly blocked and
    not blocked any more, with a later or an earlier due date, and taken off the board undone. Of risks: raised, scored
    higher or lower, closed, and come true. `moved` are milestones with another date.
    """

    since: str
    finished: Some = ()
    started: Some = ()
    added: Some = ()
    returned: Some = ()
    blocked: Some = ()
    unblocked: Some = ()
    slipped: Some = ()
    earlier: Some = ()
    dropped: Some = ()
    raised: Some = ()
    worse: Some = ()
    better: Some = ()
    closed: Some = ()
    occurred: Some = ()
    moved: Some = ()

    @property
    def is_empty(self) -> bool:
        """True where nothing of it happened."""
        return not any(self[1:])


_First = dict[int, dict[str, Any]]
"""By id, the first values of the fields that were changed; `new` among them is true for what was added."""


def changes_since(
    ws: Workspace, entries: Iterable[Entry], since: str, today: str, project: str | None = None
) -> Changes:
    """Return what changed since the beginning of a date. `entries` are those of the journal, newest first."""
    cards: _First = {}
    risks: _First = {}
    milestones: _First = {}
    begin = start_of_day(since, team_zone(ws))
    for _, _, change in happenings(entries, begin):
        if change.kind == "card":
            _note(cards, change, _OF_CARDS)
        elif change.kind == "risk":
            _note(risks, change, _OF_RISKS)
        elif change.kind == "milestone":
            _note(milestones, change, ("due",))
    found: dict[str, list[Changed]] = {}
    for id, was in sorted(cards.items()):
        card = ws.card(id)
        if card is not None and project in (None, card.project):
            for name, words in _of_card(ws, card, was, begin, today):
                owner = visible(card.owner or "", 40)
                found.setdefault(name, []).append(Changed(id, str(id), visible(card.title, TITLE_SHOWN), owner, words))
    for id, was in sorted(risks.items()):
        risk = ws.risk(id)
        if risk is not None and (project is None or is_risk_of(ws, risk, project)):
            for name, words in _of_risk(risk, was):
                owner, title = visible(risk.owner or "", 40), visible(risk.title, TITLE_SHOWN)
                found.setdefault(name, []).append(Changed(id, risk.key, title, owner, words))
    for id, was in sorted(milestones.items()):
        milestone = ws.milestone(id)
        if milestone is not None and project in (None, milestone.project) and "new" not in was:
            words = _moved(shapes.day(was.get("due")), milestone.due, today)
            if words:
                title = visible(milestone.title, TITLE_SHOWN)
                found.setdefault("moved", []).append(Changed(id, f"M{id}", title, "", words))
    return Changes(since, **{name: tuple(some) for name, some in found.items()})


def _note(first: _First, change: Change, fields: Iterable[str]) -> None:
    if not isinstance(change.id, int) or change.after is None:
        return
    if change.before is None:
        first.setdefault(change.id, {})["new"] = True
        return
    touched = {field: change.before.get(field) for field in fields if field in change.after}
    if touched:
        first.setdefault(change.id, {}).update(touched)  # an older change knows better what it was at first


def _of_card(ws: Workspace, card: Card, was: Mapping[str, Any], begin: str, today: str) -> Iterable[tuple[str, str]]:
    """What became of a card since an instant: which of the parts of Changes, and words."""
    kinds = {column.key: column.does for column in ws.columns()}
    now, new = kinds.get(card.column, "queue"), "new" in was
    at_first = kinds.get(shapes.text(was["column"])) if "column" in was else None if new else now
    if now == "done":  # and stays so where it was tidied away since
        if at_first != "done":
            yield "finished", ""
        elif "column" in was and shapes.instant(card.doc.get("finished_at")) >= begin:
            yield "finished", "again"
        return
    if card.archived:
        if "archived" in was and not was["archived"] and not new:
            yield "dropped", ""
        return
    if at_first == "done":
        yield "returned", ""
    elif now == "active" and at_first != "active":
        yield "started", ""
    if new:
        yield "added", ""
    if "blocked" in was and bool(was["blocked"]) != bool(card.blocked):
        yield ("blocked", visible((card.blocked or {}).get("reason", ""), 120)) if card.blocked else ("unblocked", "")
    elif new and card.blocked:
        yield "blocked", visible(card.blocked.get("reason", ""), 120)
    due = shapes.day(was.get("due"))
    if "due" in was and due is not None and card.due is not None and card.due != due and not new:
        yield "slipped" if card.due > due else "earlier", _moved(due, card.due, today)


def _moved(was: str | None, now: str | None, today: str) -> str:
    """`from 10 mar to 17 mar, 7 days later`; empty where there is no other date."""
    if was is None or now is None or was == now:
        return ""
    days = abs(days_between(was, now))
    by = f"{days:,} day{'' if days == 1 else 's'} {'later' if now > was else 'earlier'}"
    return f"from {short_date(was, today)} to {short_date(now, today)}, {by}"


def _of_risk(risk: Risk, was: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    state = shapes.name(was.get("state")) if "state" in was else None
    if "state" in was and risk.state == "occurred" and state != "occurred":
        yield "occurred", ""
    elif "state" in was and risk.state == "closed" and state not in ("closed", "occurred"):
        yield "closed", visible(risk.close_reason, 60)
    if "new" in was:
        yield "raised", ""
        return
    now, before = risk.score(), score_of(shapes.mapping(was.get("current"))) if "current" in was else None
    if risk.is_open and now is not None and before is not None and now.value != before.value:
        is_worse = (now.value > before.value) != risk.is_opportunity
        yield "worse" if is_worse else "better", f"score {before.value} → {now.value}"


def is_risk_of(ws: Workspace, risk: Risk, project: str) -> bool:
    """True for a risk that names the project, or names none and is answered by a card of it."""
    if risk.project:
        return risk.project == project
    return any((card := ws.card(id)) is not None and card.project == project for id in risk.cards())


def changes_document(found: Changes) -> dict[str, Any]:
    """Return what changed as JSON: by part the keys, the titles, and words where there are any."""
    return {
        name: [{"key": each.key, "title": each.title, "owner": each.owner or None, "words": each.words or None}
               for each in some]
        for name, some in zip(Changes._fields[1:], found[1:], strict=True)
    }  # fmt: skip
