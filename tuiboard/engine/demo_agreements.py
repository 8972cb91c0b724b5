"""The promises and hand-offs of the demo board: each line is a command of that day, decided by the rules."""

from collections.abc import Sequence
from typing import NoReturn

from tuiboard.domain.changes import Change, Told, created
from tuiboard.domain.commands import Command, Context
from tuiboard.domain.decide import Decision, decide
from tuiboard.domain.handoff_commands import OfferHandoff
from tuiboard.domain.promise_commands import MakePromise
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.demo_calendar import HINT, Calendar
from tuiboard.engine.demo_risks import SOURCE

_KINDS = ("promise", "handoff")


def agreements(lines: Sequence[str], ws: Workspace, calendar: Calendar) -> tuple[list[Change], list[Told]]:
    """Return the promises and hand-offs that the lines make on the board `ws`, and what is told of them.

        -5 09:20 maria promises 64 +4 the figures are in it
        -4 10:05 maria asks tomas for 46 +8
        -1 16:10 priya offers 9 to maria HR answers to you, not to us

    Raises Refused (bad_data) naming the line that can't have happened.
    """
    told: list[Told] = []
    for line in lines:
        day, clock, who, words = line.split(" ", 3)
        at = calendar.instant(day, clock)
        try:
            command = _command(words, calendar)
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


def _command(words: str, calendar: Calendar) -> Command:
    """What a person asked for. Raises ValueError where a line is no command."""
    verb, _, rest = words.partition(" ")
    if verb == "promises":
        card, due, conditions = rest.split(" ", 2)
        return MakePromise(int(card), due=calendar.date(due), conditions=conditions)
    if verb == "asks":
        performer, _, card, due = rest.split(" ")
        return MakePromise(int(card), due=calendar.date(due), performer=performer)
    if verb == "offers":
        card, _, receiver, note = rest.split(" ", 3)
        return OfferHandoff(("card", int(card)), receiver, note)
    raise ValueError(verb)


def _refuse(line: str, why: str = "") -> NoReturn:
    words = f"Demo: “{visible(line, 80)}” can't have happened"
    refuse("bad_data", f"{words}: {why}" if why else f"{words}.", HINT)
