"""Boards of any size to measure on: made through the engine by an import, with the fields that real cards have.

The same size always gives the same board. A board is made once a run; what writes gets a copy of its own.
"""

import json
import os
import random
import shutil
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from tuiboard import wiring
from tuiboard.domain.changes import Change, created
from tuiboard.domain.commands import EditCards, Import
from tuiboard.domain.refusal import Refusal
from tuiboard.domain.risk_commands import AddRisks
from tuiboard.engine.ports import Actor
from tuiboard.engine.session import Session

FIRST_TITLE = "Kick-off meeting of all teams"
"""Title of the first card of the first column, and of no other."""
COLUMNS = (
    ("backlog", "Backlog", "queue", None),
    ("ready", "Ready", "active", None),
    ("doing", "Doing", "active", 8),
    ("review", "Review", "active", 5),
    ("done", "Done", "done", None),
)
_EDITS = 50
"""Entries after the import: a board in use is more than one line of journal."""
_SHARES = (40, 20, 12, 8, 20)
"""Per cent of the cards in each column."""
_PEOPLE = ("ana", "ben", "chris", "dora", "eli", "farah", "goran")
_PROJECTS = ("network", "erp", "office")
_TAGS = ("security", "network", "urgent", "vendor", "training", "data", "audit", "backup", "identity", "cloud")
_VERBS = ("Order", "Replace", "Migrate", "Review", "Plan", "Test", "Document", "Roll out", "Decommission", "Agree on")
_THINGS = (
    "the core switch", "the backup plan", "the vendor contract", "single sign-on", "the mail archive",
    "the firewall rules", "the training slides", "the asset list", "the file server", "the licence count",
    "the payroll interface", "the data export",
)  # fmt: skip
_PLACES = (
    "in Berlin",
    "in Lyon",
    "for finance",
    "for the help desk",
    "before the audit",
    "with the vendor",
    "at night",
    "",
)


class Boards:
    """The boards of one run, in a folder of their own."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._copies = 0
        os.makedirs(folder, exist_ok=True)

    def board(self, cards: int) -> str:
        """Path of the board with so many cards; it is not to be written to."""
        path = os.path.join(self._folder, f"board-{cards}", "board.json")
        if not os.path.exists(path):
            os.makedirs(os.path.dirname(path))
            make_board(path, cards)
        return path

    def copy(self, cards: int) -> str:
        """Path of a copy of that board, to be written to."""
        self._copies += 1
        folder = os.path.join(self._folder, f"copy-{self._copies}")
        shutil.copytree(os.path.dirname(self.board(cards)), folder)
        return os.path.join(folder, "board.json")

    def with_risks(self, cards: int, risks: int) -> str:
        """Path of a copy of that board with so many risks, each rated, owned and estimated."""
        path = self.copy(cards)
        session = wiring.open_session(path, actor=Actor(os.getuid(), "bench"))
        done = session.dispatch(AddRisks([risk(number) for number in range(1, risks + 1)]))
        if isinstance(done, Refusal):
            raise RuntimeError(done.text)
        session.checkpoint()
        session.close()
        return path

    def with_history(self, cards: int, entries: int) -> str:
        """Path of a board with so many entries more in its journal, made without a sync each; not to be written to."""
        path = os.path.join(self._folder, f"history-{cards}-{entries}", "board.json")
        if not os.path.exists(path):
            os.rename(os.path.dirname(self.copy(cards)), os.path.dirname(path))
            _add_history(path, cards, entries)
        return path

    def with_moves(self, cards: int, entries: int) -> str:
        """Path of a board whose cards were moved so often in the last twelve weeks; not to be written to."""
        path = os.path.join(self._folder, f"moves-{cards}-{entries}", "board.json")
        if not os.path.exists(path):
            os.rename(os.path.dirname(self.copy(cards)), os.path.dirname(path))
            _add_moves(path, cards, entries)
        return path

    def with_tail(self, cards: int, entries: int) -> str:
        """Path of a board whose snapshot is `entries` journal lines old; it is not to be written to."""
        path = os.path.join(self._folder, f"tail-{cards}-{entries}", "board.json")
        if not os.path.exists(path):
            os.rename(os.path.dirname(self.copy(cards)), os.path.dirname(path))
            _add_tail(path, cards, entries)
        return path


def make_board(path: str, cards: int) -> None:
    """Make a board with so many cards at `path`."""
    session = wiring.imported_board(path, Import(_changes(cards), (), "benchmark"))
    _edit(session, cards, _EDITS)
    session.checkpoint()
    session.close()


def _changes(cards: int) -> list[Any]:
    fields = [{"key": key, "name": name, "kind": kind, **({"wip_limit": limit} if limit else {})}
              for key, name, kind, limit in COLUMNS]  # fmt: skip
    changes = [created("column", doc["key"], doc) for doc in fields]
    changes += [created("person", handle, {"handle": handle, "name": handle.title()}) for handle in _PEOPLE]
    changes += [created("project", key, {"key": key, "name": key.title()}) for key in _PROJECTS]
    chance = random.Random(cards)
    now = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0)
    changes += [created("card", -number, card(number, chance, now)) for number in range(1, cards + 1)]
    return changes


def risk(number: int) -> dict[str, Any]:
    """The fields of one risk."""
    low = 1_000.0 * (number % 40 + 1)
    return {
        "title": f"{_THINGS[number % len(_THINGS)].capitalize()} fails {_PLACES[number % len(_PLACES)]}, case {number}",
        "owner": _PEOPLE[number % len(_PEOPLE)],
        "current": {"probability": number % 5 + 1, "impact": {"cost": number // 5 % 5 + 1}},
        "quant": {"p": 0.1 * (number % 9 + 1), "low": low, "mode": 2 * low, "high": 4 * low, "unit": "money"},
    }


def card(number: int, chance: random.Random, now: datetime) -> dict[str, Any]:
    """The fields of one card: a title of 20 to 60 characters, and what about as many real cards have."""
    column = "backlog" if number == 1 else chance.choices([key for key, *_ in COLUMNS], _SHARES)[0]
    made = now - timedelta(days=chance.randrange(3, 200))
    entered = made + (now - made) * chance.random()
    title = f"{chance.choice(_VERBS)} {chance.choice(_THINGS)} {chance.choice(_PLACES)}".strip()
    fields: dict[str, Any] = {
        "title": FIRST_TITLE if number == 1 else f"{title}, part {number}"[:60],
        "column": column,
        "created_at": _instant(made),
        "entered_column_at": _instant(entered),
    }
    if chance.random() < 0.7:
        fields["owner"] = chance.choice(_PEOPLE)
    if chance.random() < 0.4:
        fields["due"] = (now + timedelta(days=chance.randrange(-20, 90))).date().isoformat()
    if chance.random() < 0.6:
        fields["tags"] = chance.sample(_TAGS, chance.randrange(1, 4))
    if chance.random() < 0.5:
        fields["project"] = chance.choice(_PROJECTS)
    if chance.random() < 0.5:
        fields["value"] = chance.choice((0, 1, 3, 4, 5))
    if chance.random() < 0.3:
        fields["effort"] = float(chance.choice((1, 2, 4, 8, 16, 40)))
    if chance.random() < 0.2:
        steps = chance.randrange(2, 7)
        fields["checklist"] = [
            {"text": f"Step {n} of {steps}", "done": chance.random() < 0.5} for n in range(1, steps + 1)
        ]
    if chance.random() < 0.15:
        fields["body"] = (
            "Agreed with the vendor.\n\n- what it takes\n- who decides\n- what it costs\n" * chance.randrange(1, 4)
        )
    if column != "done" and chance.random() < 0.05:
        fields["blocked"] = {"reason": "waits for the vendor", "since": _instant(entered)}
    if column == "done":
        fields["finished_at"] = _instant(entered)
    return fields


def _instant(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


class _WithoutSnapshots(Session):
    """A session whose entries stay in the journal, as those of a process that was killed do."""

    def checkpoint(self) -> None:
        """Leave the snapshot as it is."""


def _add_tail(path: str, cards: int, entries: int) -> None:
    from tuiboard.storage.file_store import FileStore

    session = _WithoutSnapshots(FileStore(path), wiring.system_clock(), Actor(os.getuid(), "benchmark", {}))
    _edit(session, cards, entries)
    session.close()


def _add_history(path: str, cards: int, entries: int) -> None:
    values = {id: doc.get("value") for id, doc in _state(path).table("card").items()}

    def edits() -> Iterator[tuple[str, Change]]:
        for number in range(entries):
            id, value = number % cards + 1, number // cards % 2 + 4
            change = Change("card", id, {"value": values[id]}, {"value": value})
            values[id] = value
            yield f"2026-{number * 11 // entries + 1:02}-{number % 28 + 1:02}T09:00:00Z", change

    _append(path, "card.edited", edits())


def _add_moves(path: str, cards: int, entries: int) -> None:
    from tuiboard.domain.decide.placing import progress
    from tuiboard.domain.workspace import Workspace

    ws: Workspace = _state(path)
    columns = ws.columns()
    docs = {id: dict(doc) for id, doc in ws.table("card").items()}
    places = {column.key: place for place, column in enumerate(columns)}
    begin = datetime.now(UTC) - timedelta(days=84)

    def moves() -> Iterator[tuple[str, Change]]:
        for number in range(entries):
            id = number * 7 % cards + 1
            doc, at = docs[id], _instant(begin + timedelta(days=84 * number / entries))
            column = columns[(places[doc["column"]] + 1) % len(columns)]
            clocks = progress(doc.get("started_at"), doc.get("finished_at"), column, at)
            after = {"column": column.key, "entered_column_at": at, **clocks}
            change = Change("card", id, {name: doc.get(name) for name in after}, after)
            doc.update(after)
            yield at, change

    _append(path, "card.moved", moves())


def _append(path: str, action: str, changes: "Iterable[tuple[str, Change]]") -> None:
    """Write an entry for each (instant, change), without a sync each, and bring the snapshot up to date."""
    from tuiboard.domain.changes import Entry
    from tuiboard.storage.codec import encode, line_hash

    with open(path.removesuffix(".json") + ".journal.jsonl", "r+b") as journal:
        lines = journal.read().splitlines(True)
        head = line_hash(lines[-1])
        for seq, (at, change) in enumerate(changes, len(lines) + 1):
            line = encode(Entry(seq, os.urandom(12).hex(), at, "benchmark", os.getuid(), action, (change,)), head)
            head = line_hash(line)
            journal.write(line)
    session = wiring.open_session(path)
    session.checkpoint()
    session.close()


def _state(path: str) -> Any:
    session = wiring.open_session(path)
    try:
        return session.workspace
    finally:
        session.close()


def _edit(session: Session, cards: int, entries: int) -> None:
    chance = random.Random(entries)
    for number in range(entries):
        outcome = session.dispatch(EditCards([chance.randrange(1, cards + 1)], {"effort": number / 8 + 0.25}))
        if isinstance(outcome, Refusal):
            raise RuntimeError(outcome.text)


def taskwarrior_data(cards: int) -> str:
    """The cards of that board as Taskwarrior reads them: one pending task each, JSON."""
    chance = random.Random(cards)
    now = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0)
    tasks = []
    for number in range(1, cards + 1):
        fields = card(number, chance, now)
        task = {
            "description": fields["title"],
            "status": "pending",
            "entry": fields["created_at"].replace("-", "").replace(":", ""),
            "project": fields["column"],
        }
        if "due" in fields:
            task["due"] = fields["due"].replace("-", "") + "T120000Z"
        if "tags" in fields:
            task["tags"] = fields["tags"]
        if fields.get("value", 2) > 3:
            task["priority"] = "H"
        tasks.append(task)
    return json.dumps(tasks)
