"""Cards that come again: the next of a series is made with what finishes a card, or when a card comes due, and once.

The marker `followed_by` on a card says that its next is made. It is set in the entry that makes the next, and what is
decided anew behind another process's entry finds it: so no card is followed twice, whoever comes first.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tuiboard.domain import commands as c
from tuiboard.domain.board import Card, Column
from tuiboard.domain.calendar import add_days, days_between
from tuiboard.domain.changes import Change, created
from tuiboard.domain.commands import BY_ITSELF, Command, Context
from tuiboard.domain.decide.checks import some_cards
from tuiboard.domain.decide.decision import Decision, decision
from tuiboard.domain.decide.placing import check_limit, inactive_warnings, progress, ranks_at, set_fields
from tuiboard.domain.recurrence import (
    Upcoming,
    first_date,
    kept_rhythm,
    missed_words,
    next_of,
    pending,
    rule_of,
    rule_text,
    rule_words,
    successor,
    working_day_words,
)
from tuiboard.domain.recurrence_commands import ContinueSeries, SkipDates
from tuiboard.domain.refusal import refuse
from tuiboard.domain.working_days import work_calendar
from tuiboard.domain.workspace import Workspace

_TAKEN_OVER = (c.Import, c.RestoreBoard)
"""Commands whose cards come as they are: their series go on when the next card is finished or comes due."""
MOST_SAID = 6
"""Warnings of one command that are told."""
_LISTS = ("responsible", "consulted", "informed", "tags", "links")


def followed(ws: Workspace, command: Command, made: Decision, context: Context) -> Decision:
    """Return what was decided, with a due date for each card that gets a rule, and the next card of each series whose
    card is finished by it."""
    if isinstance(command, _TAKEN_OVER) or made.action == BY_ITSELF:
        return made
    changes = _joined(made.changes)
    after = ws.with_changes(made.changes)
    warnings = list(made.warnings)
    making = _Making(after, context, warnings)
    for key, change in list(changes.items()):
        doc = after.doc(*key) if change.kind == "card" else None
        if doc is not None and "every" in doc:
            changes[key] = _with_due(after, Card(doc), change, context, warnings)
            card = Card({**doc, **(changes[key].after or {})})
            warnings += _ending(card, change)
            adding = isinstance(command, c.AddCards)
            if _has_come_due(card, change, after, context) or _is_finished(ws, after, card, adding):
                making.follow(card.doc)
    changes = _joined([*changes.values(), *making.changes()])
    return made._replace(changes=tuple(changes.values()), warnings=_few(warnings))


def _few(warnings: Iterable[str]) -> tuple[str, ...]:
    """Warnings, each once, and of very many the first."""
    found = tuple(dict.fromkeys(warnings))
    return found if len(found) <= MOST_SAID else (*found[:MOST_SAID], f"{len(found) - MOST_SAID:,} more like that.")


def _joined(changes: Iterable[Change]) -> dict[tuple[str, Any], Change]:
    """Changes by what they are about, with those of one card as one: undo looks at each by itself."""
    found: dict[tuple[str, Any], Change] = {}
    for change in changes:
        key = (change.kind, change.id if change.kind == "card" else (change.id, len(found)))
        was = found.get(key)
        if was is not None:
            before = None if was.before is None else {**(change.before or {}), **was.before}
            change = Change("card", change.id, before, {**(was.after or {}), **(change.after or {})})
        found[key] = change
    return found


def _with_due(ws: Workspace, card: Card, change: Change, context: Context, warnings: list[str]) -> Change:
    """The change with the first date of the rule where the card has no due date; refuses to take one away."""
    assert change.after is not None
    rule = rule_of(card)
    if card.due is not None or rule is None:
        return change
    if "every" not in change.after:
        if "due" in change.after:
            refuse("rule", f"Card {card.id} comes again {rule_words(rule)}, and needs a due date for that.",
                   f"Give it another date, or end the series: `tuiboard edit {card.id} every=`.")  # fmt: skip
        return change
    day = first_date(rule, max(context.today, card.start or ""), work_calendar(ws.board.settings))
    if day is None:
        refuse("bad_data", f"“{rule_text(rule)}” names no date from today on.")
    warnings += working_day_words(ws, [day], context.today)
    before = None if change.before is None else {**change.before, "due": change.before.get("due")}
    return change._replace(before=before, after={**change.after, "due": day})


def _ending(card: Card, change: Change) -> list[str]:
    """What ends a series, or comes too late to change it, in a sentence."""
    after: Mapping[str, Any] = change.after or {}
    if after.get("archived") and successor(card) is None:
        return [f"Nothing follows on {card.id} while it is archived: its series ends with it."]
    if change.before is not None and "every" in after and successor(card) is not None:
        return [f"{card.id} is followed by {successor(card)} already: that one keeps its own rule."]
    return []


def _has_come_due(card: Card, change: Change, ws: Workspace, context: Context) -> bool:
    """True for an open card that gets a rule, or another due date, when that is not after today: what follows at once
    is taken back with it."""
    if not {"every", "due"} & set(change.after or ()) or successor(card) is not None or card.archived:
        return False
    return card.due is not None and card.due <= context.today and not ws.is_done(card)


def _is_finished(before: Workspace, after: Workspace, card: Card, adding: bool) -> bool:
    """True for a card that is done now and was not, or got its rule only now; a card that comes to the board as done
    counts only where someone adds it."""
    if card.every is None or card.archived or successor(card) is not None or not after.is_done(card):
        return False
    was = before.card(card.id)
    return adding if was is None else not before.is_done(was) or was.every is None


class _Making:
    """Next cards while they are made."""

    def __init__(self, ws: Workspace, context: Context, warnings: list[str]) -> None:
        self.ws, self.context, self.warnings = ws, context, warnings
        self._made: dict[int, dict[str, Any]] = {}
        self._marks: list[Change] = []
        self._next_id = ws.next_id("card")
        columns = [column for column in ws.columns() if column.does != "done"]
        self._column = next((column for column in columns if column.does == "queue"), next(iter(columns), None))

    def changes(self) -> list[Change]:
        """What makes the cards, at the end of the first queue, and marks those before them as followed."""
        if self._column is None or not self._made:
            return []
        self.warnings += check_limit(self.ws, self._column, len(self._made), "it comes again")
        ranks, room = ranks_at(self.ws, self._column.key, list(self._made), None, None, False)
        docs = zip(self._made.items(), ranks, strict=True)
        return [*room, *self._marks, *(created("card", id, {**doc, "rank": rank}) for (id, doc), rank in docs)]

    def follow(self, doc: Mapping[str, Any]) -> None:
        """Make the cards that follow on one, up to the first that is due after today."""
        card = Card(doc)
        while (found := next_of(self.ws, card, self.context.today)) is not None:
            if self._column is None:
                self.warnings.append(f"No card follows on {card.id}: every column is one for what is done.")
                return
            made = self._make(card, found, self._column)
            if card.id in self._made:  # made a moment ago, and due today itself
                self._made[card.id]["followed_by"] = made["id"]
            else:
                self._marks.append(Change("card", card.id, {"followed_by": None}, {"followed_by": made["id"]}))
            if found.day > self.context.today:
                return
            card = Card(made)

    def _make(self, card: Card, found: Upcoming, column: Column) -> dict[str, Any]:
        today, now = self.context.today, self.context.now
        if found.missed:
            many = f"{len(found.missed):,} dates have" if len(found.missed) > 1 else "1 date has"
            self.warnings.append(f"{many} gone by without a card after {card.id}: {missed_words(found.missed, today)}.")
        self.warnings += working_day_words(self.ws, [found.day], today)
        id = self._next_id
        self._next_id += 1
        doc = self._made[id] = {
            "id": id, **next_fields(card, found.day, today), "column": column.key, "created_at": now,
            "created_by": self.context.actor, "entered_column_at": now, **progress(None, None, column, now),
        }  # fmt: skip
        self.warnings += inactive_warnings(self.ws, doc)
        return doc


def next_fields(card: Card, due: str, today: str) -> dict[str, Any]:
    """The fields of the card that follows on one: what it is, for whom and by whom; not what became of this one."""
    rule = rule_of(card)
    last = card.due or today
    rhythm = card.every if rule is None else rule_text(kept_rhythm(rule, last))
    fields: dict[str, Any] = {
        "title": card.title or f"Card {card.id}", "body": card.body, "owner": card.owner, "project": card.project,
        "effort": card.effort, "promised_to": card.promised_to, "value": card.value if "value" in card.doc else None,
        **{name: list(getattr(card, name)) for name in _LISTS},
        "checklist": [{**item, "done": False} for item in card.checklist],
        "due": due, "every": rhythm, "recurs_on": due, "follows": card.id,
    }  # fmt: skip
    if card.start is not None:
        try:
            fields["start"] = add_days(card.start, days_between(last, due))
        except OverflowError:  # beyond the calendar: the card begins whenever someone begins it
            fields["start"] = None
    return {name: value for name, value in fields.items() if value not in (None, "", [])}


def continue_series(ws: Workspace, command: ContinueSeries, context: Context) -> Decision:
    """Make the next card of each series whose card has come due."""
    warnings: list[str] = []
    making = _Making(ws, context, warnings)
    for card in pending(ws, context.today):
        making.follow(card.doc)
    return decision(BY_ITSELF, _joined(making.changes()).values(), None, _few(warnings))


def skip(ws: Workspace, command: SkipDates, context: Context) -> Decision:
    """Put each card off to the next date of its rule."""
    changes = []
    warnings: list[str] = []
    for card in some_cards(ws, command.ids):
        found = next_of(ws, card, context.today)
        if successor(card) is not None:
            refuse("rule", f"Card {card.id} is followed by {successor(card)} already.", "Skip a date of that one.")
        if found is None:
            refuse("rule", f"Card {card.id} has no next date: it comes once.", f"`tuiboard edit {card.id} every=mon`.")
        fields = next_fields(card, found.day, context.today)
        warnings += working_day_words(ws, [found.day], context.today)
        changes.append(set_fields(card, {name: fields.get(name) for name in ("start", "due", "every", "recurs_on")}))
    return decision("card.edited", changes, None, warnings)


DECIDERS: dict[type, Callable[[Workspace, Any, Context], Decision]] = {
    ContinueSeries: continue_series,
    SkipDates: skip,
}
