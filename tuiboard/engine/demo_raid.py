"""The decisions, assumptions, issues and lessons of the demo board: each line of their history is a command, decided by
the rules, as it is for the risks."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, NoReturn

from tuiboard.domain import raid_commands as c
from tuiboard.domain.changes import Change, Told, created
from tuiboard.domain.commands import Command, Context
from tuiboard.domain.decide import Decision, decide
from tuiboard.domain.names import LETTERS
from tuiboard.domain.priority_commands import AddDecision
from tuiboard.domain.raid import RAID_KINDS
from tuiboard.domain.refusal import Refused, refuse
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.demo_calendar import HINT, Calendar
from tuiboard.engine.demo_risks import SOURCE

_DAYS = frozenset({"review_on", "validate_by", "due"})
_STATES = {
    "confirmed": "confirmed",
    "false": "false",
    "started": "in-work",
    "resolved": "resolved",
    "applied": "applied",
}


class _Line(NamedTuple):
    """One line of history; `place` is where it stands in time, `item` what of the file it is about."""

    place: tuple[int, str, int]
    item: int
    text: str


def raid_lives(
    items: Sequence[Mapping[str, Any]], ws: Workspace, calendar: Calendar
) -> tuple[list[Change], list[Told]]:
    """Return them as they are after their history, those that risks have led to included, and what is told of them.

    `ws` is the board with its cards and risks. Raises Refused (bad_data) naming the line that can't have happened.
    """
    lines = [_line(number, item, text) for number, item in enumerate(items) for text in item["history"]]
    told: list[Told] = []
    numbers: dict[int, int] = {}
    for line in sorted(lines, key=lambda line: line.place):
        item = items[line.item]
        day, clock, who, words = line.text.split(" ", 3)
        verb, _, rest = words.partition(" ")
        at = calendar.instant(day, clock)
        try:
            command = _command(item, numbers.get(line.item), verb, rest, calendar)
        except (Refused, ValueError):
            _refuse(item, line.text)
        done = decide(ws, command, Context(at, calendar.date(day), who))
        if not isinstance(done, Decision):
            _refuse(item, line.text, done.message)
        ws = ws.with_changes(done.changes)
        told += [Told(at, who, done.action, change, SOURCE, done.why) for change in done.changes]
        numbers.setdefault(line.item, int(done.changes[0].id))
    made = [created(kind, id, doc) for kind in RAID_KINDS for id, doc in ws.table(kind).items()]
    return made, told


def _line(number: int, item: Mapping[str, Any], text: str) -> _Line:
    day, _, rest = text.partition(" ")
    try:
        return _Line((int(day), rest[:5], number), number, text)
    except ValueError:
        _refuse(item, text)


def _refuse(item: Mapping[str, Any], text: str, why: str = "") -> NoReturn:
    name = visible(item.get("title") or item.get("text") or "", 40)
    words = f"Demo {visible(item.get('kind'), 20)} “{name}”: “{visible(text, 60)}” can't stand there in its history"
    refuse("bad_data", f"{words}: {why}" if why else f"{words}.", HINT)


def _command(item: Mapping[str, Any], id: int | None, verb: str, rest: str, calendar: Calendar) -> Command:
    """What a person would have asked for. Raises ValueError or Refused where a line is no command."""
    kind = item["kind"]
    if id is None:
        if verb != ("decided" if kind == "decision" else "noted"):
            raise ValueError("it begins by being decided or noted")
        fields = {
            name: calendar.date(value) if name in _DAYS else value
            for name, value in item.items()
            if name not in ("kind", "history")
        }
        return AddDecision(fields) if kind == "decision" else c.AddRaid(kind, fields)
    if verb == "linked":
        risks = [int(word[1:]) for word in rest.split() if word.startswith(LETTERS["risk"])]
        cards = [int(word) for word in rest.split() if not word.startswith(LETTERS["risk"])]
        return c.EditRaid(kind, [id], add={name: ids for name, ids in (("cards", cards), ("risks", risks)) if ids})
    if verb not in _STATES:
        raise ValueError(verb)
    return c.MoveRaid(kind, id, _STATES[verb], rest or None)
