"""The promises and hand-offs of the demo board: each line is a command of that day, decided by the rules."""

from collections import deque
from collections.abc import Iterable, Sequence
from typing import NoReturn

from tuiboard.domain.changes import Change, Told, created
from tuiboard.domain.commands import Command, Context
from tuiboard.domain.decide import Decision, decide
from tuiboard.domain.handoff_commands import AnswerHandoff, OfferHandoff
from tuiboard.domain.handoffs import offer_on
from tuiboard.domain.promise_commands import (
    DeclarePromise,
    KeepPromise,
    MakePromise,
    MissPromise,
    RenegotiatePromise,
)
from tuiboard.domain.promises import promises_on
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.demo_calendar import HINT, Calendar
from tuiboard.engine.demo_risks import SOURCE, foundation

_KINDS = ("promise", "handoff")


def agreements(
    lines: Sequence[str], board: Iterable[Change], cards: Iterable[Told], calendar: Calendar
) -> tuple[list[Change], list[Told]]:
    """Return the promises and hand-offs that the lines make, the oldest first, and what is told of them.

        -5 09:20 maria promises 64 +4 the figures are in it
        -4 10:05 maria asks tomas for 46 +8
        -3 16:00 maria declares 64
        -2 09:00 maria keeps 64
        -2 09:00 tomas misses 36 underestimated the converter came late
        -1 10:00 tomas renegotiates 46 +9 the instructor is ill again
        -1 16:10 priya offers 9 to maria HR answers to you, not to us
        -1 17:00 maria declines 9 they answer to nobody

    `board` are the changes that make everything but cards, `cards` what is told of those: each line is decided on the
    board of its day. Raises Refused (bad_data) naming the line that can't have happened.
    """
    ws = foundation(board)
    passing = deque(sorted((event for event in cards if event.change.kind == "card"), key=lambda event: event.happened))
    told: list[Told] = []
    for line in lines:
        day, clock, who, words = line.split(" ", 3)
        at = calendar.instant(day, clock)
        past = []
        while passing and passing[0].happened <= at:
            past.append(passing.popleft().change)
        ws = ws.with_changes(past)
        try:
            command = _command(words, ws, calendar)
        except ValueError:
            _refuse(line)
        done = decide(ws, command, Context(at, calendar.date(day), who))
        if not isinstance(done, Decision):
            _refuse(line, done.message)
        if any(change.kind not in _KINDS for change in done.changes):
            _refuse(line, "it changes the card")
        ws = ws.with_changes(done.changes)
        told += [Told(at, who, done.action, change, SOURCE, done.why) for change in done.changes]
    return [created(kind, id, doc) for kind in _KINDS for id, doc in ws.table(kind).items()], told


def _command(words: str, ws: Workspace, calendar: Calendar) -> Command:
    """What a person asked for. Raises ValueError where a line is no command."""
    verb, _, rest = words.partition(" ")
    if verb == "asks":
        performer, _, number, due = rest.split(" ")
        return MakePromise(int(number), due=calendar.date(due), performer=performer)
    number, _, rest = rest.partition(" ")
    card = int(number)
    match verb:
        case "promises":
            due, conditions = rest.split(" ", 1)
            return MakePromise(card, due=calendar.date(due), conditions=conditions)
        case "declares":
            return DeclarePromise(_promise_on(ws, card))
        case "keeps":
            return KeepPromise(_promise_on(ws, card))
        case "misses":
            reason, _, note = rest.partition(" ")
            return MissPromise(_promise_on(ws, card), reason, note or None)
        case "renegotiates":
            due, _, note = rest.partition(" ")
            return RenegotiatePromise(_promise_on(ws, card), calendar.date(due), note or None)
        case "offers":
            _, receiver, note = rest.split(" ", 2)
            return OfferHandoff(("card", card), receiver, note)
        case "declines":
            offer = offer_on(ws, "card", card)
            return AnswerHandoff(0 if offer is None else offer.id, "decline", rest or None)
        case _:
            raise ValueError(verb)


def _promise_on(ws: Workspace, card: int) -> int:
    """Id of the promise about a card whose outcome is to come; 0 where there is none."""
    return next((found.id for found in promises_on(ws, card) if found.is_open), 0)


def _refuse(line: str, why: str = "") -> NoReturn:
    words = f"Demo: “{visible(line, 80)}” can't have happened"
    refuse("bad_data", f"{words}: {why}" if why else f"{words}.", HINT)
