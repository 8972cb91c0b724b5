"""Trying out other dates: the bars move, the lines below say what that would do; enter records, escape drops it."""

from collections.abc import Callable, Mapping
from typing import Any

from tuiboard.domain.board import Card
from tuiboard.domain.calendar import add_days, date_of
from tuiboard.domain.changes import Entry
from tuiboard.domain.commands import Fields
from tuiboard.domain.decide import decide
from tuiboard.domain.refusal import Refusal, Refused, refuse
from tuiboard.domain.schedule_commands import PlanCards
from tuiboard.domain.text import visible
from tuiboard.tui.safe_text import safe_text
from tuiboard.tui.screens.card_forms import CardForms
from tuiboard.tui.screens.host import on_screen
from tuiboard.tui.screens.timeline_view import TimelineView
from tuiboard.view.timeline import Plan, plan_of
from tuiboard.view.timeline_bars import ZOOMS
from tuiboard.view.timeline_words import effect_words, given_words

_FIELDS = ("start", "due")


class TimelineActions(TimelineView, CardForms):
    """The actions that move cards in time."""

    _seen: Mapping[int, Fields] = {}
    """The dates that the cards had when they were first tried out with others."""
    _trial: Plan | None = None
    """The plan with the dates that are tried out, once it is reckoned."""
    _would = ""
    """What it would do, in words."""
    _trying = False
    """True while that is being reckoned."""
    _sent: Mapping[int, Any] | None = None
    """What was tried out when it was sent to be recorded."""

    def do_timeline_earlier(self) -> None:
        """The whole card, earlier."""
        self._try(-1, _whole)

    def do_timeline_later(self) -> None:
        """The whole card, later."""
        self._try(1, _whole)

    def do_timeline_due_earlier(self) -> None:
        """Its due date, earlier."""
        self._try(-1, self._due)

    def do_timeline_due_later(self) -> None:
        """Its due date, later."""
        self._try(1, self._due)

    def do_timeline_start_earlier(self) -> None:
        """Its start, earlier."""
        self._try(-1, self._start)

    def do_timeline_start_later(self) -> None:
        """Its start, later."""
        self._try(1, self._start)

    # What is tried

    def _try(self, by: int, shifted: Callable[[Card, Fields, int], dict[str, str]]) -> None:
        """Shift cards by so many steps of the zoom; those that are tried out already, further."""
        ids = self.targets()
        if not ids or self.plan is None:
            return
        days = by * ZOOMS[self.zoom].step
        dates: dict[int, Any] = dict(self.moved)
        seen = dict(self._seen)
        try:
            for id in ids:
                card = self._open(id)
                now = {"start": card.start, "due": card.due, **dates.get(id, {})}
                dates[id] = {**dates.get(id, {}), **shifted(card, now, days)}
                seen.setdefault(id, {name: card.doc[name] for name in _FIELDS if name in card.doc})
            wrong = decide(self.workspace, PlanCards(dates, seen), self.tui.session.context())
        except Refused as refused:
            wrong = refused.refusal
        except OverflowError:
            wrong = Refusal("bad_data", "That is beyond the calendar.")
        if isinstance(wrong, Refusal):
            self.say(on_screen(wrong), "warning")
            return
        self._seen = seen
        self.moved = {id: fields for id, fields in dates.items() if self._differs(id, fields)}
        self._trial = None
        self.show_table()
        self.show_footer()
        self._reckon_trial()

    def _open(self, id: int) -> Card:
        card = self.workspace.card(id)
        if card is None or self.plan is None or self.plan.of(id) is None:
            refuse("rule", f"Card {id} is done, archived or gone: it has no plan to move.")
        return card

    def _differs(self, id: int, fields: Fields) -> bool:
        card = self.workspace.card(id)
        return card is not None and any(card.doc.get(name) != value for name, value in fields.items())

    def _due(self, card: Card, now: Fields, days: int) -> dict[str, str]:
        """From the due date, else from the day on which its bar ends, else from today."""
        planned = self.plan.of(card.id) if self.plan is not None else None
        last = planned.last if planned is not None else None
        return {"due": add_days(now["due"] or (self.today if last is None else date_of(last)), days)}

    def _start(self, card: Card, now: Fields, days: int) -> dict[str, str]:
        """From the start, given or reckoned, else from the due date, else from today."""
        planned = self.plan.of(card.id) if self.plan is not None else None
        start = planned.start if planned is not None else None
        known = now["start"] or (date_of(start) if start is not None else now["due"])
        return {"start": add_days(known or self.today, days)}

    # What it would do

    def _reckon_trial(self) -> None:
        """Plan in the background with the dates tried out; of keys typed meanwhile, the last one counts."""
        if self._trying or not self.moved:
            return
        decision = decide(self.workspace, PlanCards(self.moved), self.tui.session.context())
        if isinstance(decision, Refusal):
            return  # said where it was tried
        ws, moved, before = self.workspace, self.moved, self.plan
        team_today, today = self.tui.session.team_today, self.today
        self._trying = True

        def work() -> tuple[Plan, str] | None:
            if before is None:
                return None
            after = plan_of(ws.with_changes(decision.changes), team_today)
            return after, effect_words(before, after, today)

        def done(result: object) -> None:
            self._trying = False
            if self.moved is not moved:
                self._reckon_trial()
            elif isinstance(result, Refusal):
                self.say(result.text, "error")
            elif isinstance(result, tuple):
                self._trial, self._would = result
                if self.is_attached:
                    self.show_table()

        self.tui.bridge.read(work, done)

    def trial_plan(self) -> Plan | None:
        """The plan that bars and marks show: that of the dates tried out, once it is reckoned."""
        return self._trial or self.plan

    def show_words(self) -> None:
        if not self.moved or self.plan is None:
            super().show_words()
            return
        given = given_words(self.workspace, self.moved, self.today)
        effect = self._would if self._trial is not None else "…"
        self.says.update(safe_text(f"{given} {effect}", 400), layout=False)

    # How it ends

    def do_card_open(self) -> None:
        """Record what is tried out; else open the card, or what else the row is about."""
        if self.moved:
            self._record()
        elif self.cursor_card is None and self.only is None:
            self.open_row()
        else:
            super().do_card_open()

    def _record(self) -> None:
        moved = self._sent = self.moved

        def told(trouble: str) -> None:
            self._sent = None
            if self.moved is moved and not trouble:
                self.drop_trial()

        self.run_command(PlanCards(moved, {id: self._seen.get(id, {}) for id in moved}), told=told)

    def drop_trial(self) -> None:
        """Leave the dates as they are."""
        self.forget_trial()
        self.show_table()
        self.show_footer()

    def forget_trial(self) -> None:
        """Nothing is tried out."""
        self.moved, self._seen, self._trial = {}, {}, None
        self._sent = None

    def board_changed(self, by_others: list[Entry]) -> None:
        """What is tried out stays while the dates of its cards are what they were; else it is dropped, in words."""
        gone = [id for id in self.moved if not self._is_as_seen(id)]
        if gone:
            recorded = self._sent is self.moved
            if recorded and self._trial is not None:
                self.plan = self._trial  # until it is reckoned: the bars stay where they are
            self.drop_trial()
            if by_others and not recorded:
                ids = ", ".join(map(str, gone[:3])) + (" …" if len(gone) > 3 else "")
                who = visible(by_others[-1].who, 40)
                self.say(f"{who} changed {ids} meanwhile: what you tried out is dropped.", "warning")
        super().board_changed(by_others)

    def _planned(self) -> None:
        """The plan is another one: so is what is tried out with it."""
        if self.moved:
            self.moved, self._trial = dict(self.moved), None
        super()._planned()
        self._reckon_trial()

    def _is_as_seen(self, id: int) -> bool:
        card, seen = self.workspace.card(id), self._seen.get(id, {})
        if card is None or card.archived or self.workspace.is_done(card):
            return False
        return all(card.doc.get(name) == seen.get(name) for name in _FIELDS)


def _whole(card: Card, now: Fields, days: int) -> dict[str, str]:
    """Start and due date, whichever it has."""
    moved = {name: add_days(now[name], days) for name in _FIELDS if now[name]}
    if not moved:
        refuse("rule", f"Card {card.id} has no date to move.", "S gives it a start, d a due date.")
    return moved
