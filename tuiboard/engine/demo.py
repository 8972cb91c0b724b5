"""The demo board: reads `demo_data/programme.json`, where every day counts from today, as one import.

`demo_data/README.md` says how the file is written.
"""

import json
import os
from collections.abc import Mapping
from typing import Any, NamedTuple

from tuiboard.domain.changes import Change, Doc, Told, created
from tuiboard.domain.commands import Import
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import visible
from tuiboard.engine.demo_agreements import agreements
from tuiboard.engine.demo_calendar import DATE_FIELDS, HINT, Calendar
from tuiboard.engine.demo_raid import raid_lives
from tuiboard.engine.demo_risks import SOURCE, risk_lives
from tuiboard.resources import demo_folder

FILE_NAME = "programme.json"
NUMBER_FIELDS = frozenset({"value", "effort"})
CHANGING_FIELDS = DATE_FIELDS | NUMBER_FIELDS | {"owner", "promised_to"}
"""Fields of a card that a line of history may change."""


def demo_import(today: str, now: str, actor: str) -> Import:
    """Return the demo board for an empty board, as of the date `today` and the instant `now`.

    The operating-system user `actor` becomes the person that the file calls `you`. Card ids are those of the file.
    What is told of the past ends in the state that the cards are in. Raises Refused (bad_data) naming what in the file
    is wrong.
    """
    data = _read()
    try:
        return _assembled(data, today, now, actor)
    except KeyError as missing:
        refuse("bad_data", f"{FILE_NAME} of the demo board lacks {visible(missing, 60)}.", HINT)


def _assembled(data: Any, today: str, now: str, actor: str) -> Import:
    calendar = Calendar(today, now)
    kinds = {column["key"]: column["kind"] for column in data["columns"]}
    changes = [created("column", column["key"], column) for column in data["columns"]]
    for person in data["people"]:
        login = actor if person["handle"] == data["you"] and actor else None
        off = {"off": [calendar.dated(span) for span in person["off"]]} if "off" in person else {}
        changes.append(created("person", person["handle"], {**person, **off, "login": login}))
    changes += [created("project", doc["key"], _project(doc, calendar)) for doc in data["projects"]]
    changes += [created("milestone", doc["id"], calendar.dated(doc)) for doc in data["milestones"]]
    board = [created("board", "board", {"settings": _settings(data, calendar)}), *changes]
    lives = [_Life(fields, kinds, calendar) for fields in data["cards"]]
    changes += [created("card", life.id, life.doc) for life in lives]
    told = [event for life in lives for event in life.told]
    risks = risk_lives(data["risks"], board, told, calendar)
    changes += risks.changes
    told += risks.told
    noted, told_of_them = raid_lives(data["raid"], risks.workspace, calendar)
    changes += noted
    agreed, told_of_these = agreements(data["agreements"], board, told, calendar)
    changes += agreed
    told += told_of_them + told_of_these
    said_of_cards = [comment for life in lives for comment in life.comments]
    comments = sorted(said_of_cards + risks.comments, key=lambda doc: str(doc["at"]))
    for number, doc in enumerate(comments, 1):
        said = created("comment", number, {"id": number, **doc})
        changes.append(said)
        told.append(Told(doc["at"], doc["author"], "card.commented", said, SOURCE))
    return Import(changes, sorted(told, key=lambda event: event.happened), SOURCE)


def _project(fields: Mapping[str, Any], calendar: Calendar) -> Doc:
    doc = calendar.dated(fields)
    if "override" in doc:
        doc["override"] = {**doc["override"], "until": calendar.date(doc["override"]["until"])}
    return doc


def demo_board_fields(today: str) -> Doc:
    """The name of the demo board, its saved filters (name → filter text) and its settings as of the date `today`."""
    data = _read()
    return {"name": data["name"], "filters": data["filters"], "settings": _settings(data, Calendar(today, ""))}


def _settings(data: Any, calendar: Calendar) -> Doc:
    settings = data["settings"]
    working = settings["calendar"]
    return {**settings, "calendar": {**working, "holidays": [calendar.dated(span) for span in working["holidays"]]}}


def _read() -> Any:
    path = os.path.join(demo_folder(), FILE_NAME)
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except OSError as error:
        refuse("unreachable", f"The demo board can't be read: {path}: {error.strerror}.", "Install tuiboard again.")
    except ValueError as error:
        refuse("bad_data", f"The demo board is not JSON: {path}: {visible(error, 120)}.", "Correct the file.")


class _Event(NamedTuple):
    """One line of history: the words after the person are split into the verb and the rest."""

    at: str
    who: str
    verb: str
    rest: str


class _Life:
    """One card: the document it is today, and what is told and was said of it."""

    def __init__(self, fields: Mapping[str, Any], kinds: Mapping[str, str], calendar: Calendar) -> None:
        self.id: int = fields["id"]
        self.told: list[Told] = []
        self.comments: list[Doc] = []
        self._kinds = kinds
        self._calendar = calendar
        lines = fields["history"]
        self.doc = self._at_first(fields, lines)
        for line in lines:
            try:
                self._take(self._event(line))
            except (ValueError, KeyError, IndexError):
                refuse(
                    "bad_data", f"Demo card {self.id}: “{visible(line, 60)}” can't stand there in its history.",
                    f"A line of history is like “-12 09:40 ana moved to doing”. {HINT}",
                )  # fmt: skip
        self._compare(fields)

    def _at_first(self, fields: Mapping[str, Any], lines: list[str]) -> Doc:
        """The card as it was added: what history changes later is as it was before."""
        doc = self._calendar.dated({name: value for name, value in fields.items() if name != "history"})
        if "body" in doc:
            doc["body"] = "\n".join(doc["body"])
        changed: set[str] = set()
        ticked: set[int] = set()
        for line in lines:
            verb, _, rest = line.split(" ", 3)[-1].partition(" ")
            if verb in CHANGING_FIELDS and verb not in changed:
                changed.add(verb)
                doc[verb] = self._value(verb, rest.partition(" -> ")[0])
            elif verb == "ticked" and rest.isdecimal():
                ticked.add(int(rest))
        if "checklist" in doc:
            doc["checklist"] = [
                {"text": item[4:], "done": item.startswith("[x] ") and number not in ticked}
                for number, item in enumerate(doc["checklist"], 1)
            ]
        return {name: value for name, value in doc.items() if value is not None}

    def _event(self, line: str) -> _Event:
        day, clock, who, words = line.split(" ", 3)
        verb, _, rest = words.partition(" ")
        return _Event(self._calendar.instant(day, clock), who, verb, rest)

    def _take(self, event: _Event) -> None:
        """Let one event happen to the card. Raises ValueError, KeyError or IndexError where it can't."""
        if (event.verb == "added") == ("column" in self.doc):
            raise ValueError("a card is added once, and first")
        match event.verb:
            case "added":
                self._add(event)
            case "moved":
                self._move(event, event.rest.removeprefix("to "), "card.moved")
            case "completed":
                self._move(event, next(key for key, kind in self._kinds.items() if kind == "done"), "card.completed")
            case "blocked":
                self._change(event, "card.blocked", {"blocked": {"reason": event.rest, "since": event.at}})
            case "unblocked":
                self._change(event, "card.unblocked", {"blocked": None})
            case "ticked":
                items = [dict(item) for item in self.doc["checklist"]]
                items[int(event.rest) - 1]["done"] = True
                self._change(event, "card.checked", {"checklist": items})
            case "said":
                self.comments.append({"on": ["card", self.id], "author": event.who, "at": event.at, "text": event.rest})
            case "archived" | "restored" as action:
                self._change(event, f"card.{action}", {"archived": True if action == "archived" else None})
            case name if name in CHANGING_FIELDS:
                old, new = event.rest.split(" -> ")
                if self._value(name, old) != self.doc.get(name):
                    raise ValueError(f"{name} was not {old}")
                self._change(event, "card.edited", {name: self._value(name, new)})
            case _:
                raise ValueError(event.verb)

    def _add(self, event: _Event) -> None:
        column = event.rest.removeprefix("to ")
        self.doc.update(column=column, created_at=event.at, created_by=event.who, **self._entering(column, event.at))
        # The body is the one of today: nobody says that it was there at first.
        first = {name: value for name, value in self.doc.items() if name != "body"}
        self.told.append(Told(event.at, event.who, "card.added", created("card", self.id, first), SOURCE))

    def _move(self, event: _Event, column: str, action: str) -> None:
        if column == self.doc["column"]:
            raise ValueError(f"it is in {column} already")
        self._change(event, action, {"column": column, **self._entering(column, event.at)})

    def _entering(self, column: str, at: str) -> Doc:
        """What entering a column does to the clocks of a card."""
        kind = self._kinds[column]
        started = self.doc.get("started_at")
        return {
            "entered_column_at": at,
            "started_at": started or (at if kind == "active" else None),
            "finished_at": at if kind == "done" else None,
        }

    def _change(self, event: _Event, action: str, after: Doc) -> None:
        after = {name: value for name, value in after.items() if self.doc.get(name) != value}
        if not after:
            raise ValueError("nothing changes")
        before = {name: self.doc.get(name) for name in after}
        self.doc = {name: value for name, value in {**self.doc, **after}.items() if value is not None}
        self.told.append(Told(event.at, event.who, action, Change("card", self.id, before, after), SOURCE))

    def _value(self, field: str, word: str) -> Any:
        if word == "none":
            return None
        if field in NUMBER_FIELDS:
            if not word.isdecimal():
                refuse("bad_data", f"Demo card {self.id}: “{visible(word, 60)}” is not a number for {field}.", HINT)
            return int(word)
        return self._calendar.date(word) if field in DATE_FIELDS else word

    def _compare(self, fields: Mapping[str, Any]) -> None:
        """Refuse a history that doesn't end in the card's fields."""
        for name in CHANGING_FIELDS:
            told = self.doc.get(name)
            wanted = fields.get(name)
            if told != (self._calendar.date(wanted) if name in DATE_FIELDS and wanted is not None else wanted):
                refuse("bad_data", f"Demo card {self.id}: its history ends with another {name} than it has.", HINT)
