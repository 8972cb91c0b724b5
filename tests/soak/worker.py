"""A process of a soak: one that writes to the board, or one that reads it, until it is told to stop or is killed.

It goes through `FileStore` and `Session`, as the program does. What it asks for and is told goes into its log.
"""

import fcntl
import os
import random
import signal
import time
from collections.abc import Callable
from typing import Any

from tests.soak.history import COUNT, COUNTER_CARD, FILE, MAKE, READ, SET, TAG, TAGS_CARD, Log, seen
from tuiboard import wiring
from tuiboard.domain.changes import Change, Entry, created
from tuiboard.domain.commands import EditCards
from tuiboard.domain.refusal import Refusal
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.ports import Conflict, Outcome, StoreError, Unknown
from tuiboard.engine.session import Session
from tuiboard.storage.checkpoint import read_meta, read_workspace
from tuiboard.storage.file_store import Again, FileStore
from tuiboard.storage.system import System

TAGS_KEPT = 20
_PAUSE = 0.004
_PATIENCE = 20.0

Going = Callable[[], bool]
Decide = Callable[[Workspace], tuple[Change, ...]]
"""The changes that an operation makes in a state; none where it makes none there."""


class Watched(System):
    """The real calls; takes the time that an operation waits for the lock."""

    def __init__(self) -> None:
        self.wait = 0
        """Nanoseconds from the first try to having the lock, the longest since it was last set to 0."""
        self._since: dict[int, int] = {}

    def flock(self, fd: int, operation: int) -> None:  # type: ignore[override]
        if operation == fcntl.LOCK_UN:
            super().flock(fd, operation)
            return
        since = self._since.setdefault(fd, time.monotonic_ns())
        super().flock(fd, operation)
        del self._since[fd]
        self.wait = max(self.wait, time.monotonic_ns() - since)


class Tearing(Watched):
    """Kills its process in the middle of a write, after `left` others: the kernel can let it die between two pages."""

    def __init__(self, left: int, chance: random.Random) -> None:
        super().__init__()
        self._chance = chance
        self._left = left

    def write(self, fd: int, data: bytes) -> int:  # type: ignore[override]
        if self._left == 0:
            super().write(fd, data[: self._chance.randrange(1, len(data))])
            os.kill(os.getpid(), signal.SIGKILL)
        self._left -= 1
        return super().write(fd, data)


class NamedStore(FileStore):
    """A FileStore whose next entry has the operation's name as its txid, by which it is found in the journal."""

    txid = ""

    def append(self, expected_seq: int, entry: Entry, again: Again = None) -> Outcome:
        def named(newer: list[Entry]) -> Entry | None:
            decided = again(newer) if again is not None else None
            return None if decided is None else decided._replace(txid=self.txid)

        return super().append(expected_seq, entry._replace(txid=self.txid), named)


class Writer:
    """Writes to one board, which it makes where there is none; each kind of operation is a method."""

    def __init__(
        self, path: str, log: Log, system: Watched, store: type[NamedStore] = NamedStore, **options: Any
    ) -> None:
        self._log = log
        self._system = system
        options = {"system": system, "given_up_after": _PATIENCE, **options}
        try:
            self.store = store(path, create=not FileStore.exists(path), **options)
        except StoreError as error:
            if error.code != "cannot_write":
                raise
            self.store = store(path, **options)  # others made it just now
        self.session = Session(self.store, wiring.system_clock(), wiring.system_actor())

    def run(self, going: Going, chance: random.Random) -> None:
        """Do one operation after the other."""
        if self.session.workspace.seq == 0:
            self.make()
        while going():
            kind = chance.choice((COUNT, COUNT, TAG, SET))
            if kind == COUNT:
                self.count()
            elif kind == TAG:
                self.tag()
            else:
                self.set()
            if chance.randrange(10) == 0:
                self.session.checkpoint()

    def make(self) -> None:
        """Make the board's first entry, unless another process was faster."""

        def decide(ws: Workspace) -> tuple[Change, ...]:
            return () if ws.seq else first_changes()

        self._record(MAKE, None, decide)

    def count(self) -> None:
        """Count one up: what the counter was is read where it is written."""

        def decide(ws: Workspace) -> tuple[Change, ...]:
            count = ws.table("card")[COUNTER_CARD]["count"]
            return (Change("card", COUNTER_CARD, {"count": count}, {"count": count + 1}),)

        self._record(COUNT, None, decide)

    def set(self) -> None:
        """Give the register a new value, if it has the one it had when this process looked last."""
        expected = self.session.workspace.table("card")[COUNTER_CARD]["register"]
        value = self._log.name()

        def decide(ws: Workspace) -> tuple[Change, ...]:
            if ws.table("card")[COUNTER_CARD]["register"] != expected:
                return ()
            return (Change("card", COUNTER_CARD, {"register": expected}, {"register": value}),)

        self._record(SET, [expected, value], decide)

    def tag(self) -> None:
        """Add a tag that nobody has added, as a person would: through a command."""
        tag = self._log.name()
        oldest = self.session.workspace.table("card")[TAGS_CARD].get("tags", [])[:-TAGS_KEPT]
        operation = self._begin(TAG, tag)
        done = self.session.dispatch(EditCards([TAGS_CARD], add={"tags": [tag]}, remove={"tags": oldest}))
        if not isinstance(done, Refusal):
            self._log.ok(operation, done.entry.seq, self._system.wait)
        elif done.details and "txid" in done.details:
            self._log.unknown(operation, done.text)
        else:
            self._log.fail(operation, done.text, None, None, self._system.wait)

    def _record(self, kind: str, asked: Any, decide: Decide) -> None:
        """Append what `decide` makes of the state, deciding again under the lock where others were first."""
        operation = self._begin(kind, asked)
        if self.store.changed():
            self.session.refresh()
        state = self.session.workspace

        def entry() -> Entry | None:
            changes = decide(state)
            session = self.session
            made = Entry(0, "", session.clock.now(), session.who, session.actor.uid, "card.edited", changes)
            return made if changes else None

        def again(newer: list[Entry]) -> Entry | None:
            nonlocal state
            state = state.apply(newer)
            return entry()

        decided = entry()
        outcome = Conflict([]) if decided is None else self.store.append(state.seq, decided, again)
        self._note(operation, outcome, state)
        self.session.refresh()

    def _begin(self, kind: str, asked: Any) -> str:
        self._system.wait = 0
        self.store.txid = self._log.invoke(kind, asked)
        return self.store.txid

    def _note(self, operation: str, outcome: Outcome, state: Workspace) -> None:
        if isinstance(outcome, int):
            self._log.ok(operation, outcome, self._system.wait)
        elif isinstance(outcome, Unknown):
            self._log.unknown(operation, outcome.reason)
        elif isinstance(outcome, Conflict):
            self._log.fail(operation, "", state.seq, seen(state.table("card")), self._system.wait)
        else:
            self._log.fail(operation, outcome[0], None, None, self._system.wait)


def first_changes() -> tuple[Change, ...]:
    """The changes that make a board with a counter, a register and a card for tags."""
    common = {"column": "todo", "created_at": "2026-03-11T09:00:00Z", "created_by": "ana"}
    counted = {"id": COUNTER_CARD, "title": "Counted", "rank": "a", "count": 0, "register": "new", **common}
    tagged = {"id": TAGS_CARD, "title": "Tagged", "rank": "b", **common}
    return (
        created("column", "todo", {"key": "todo", "name": "To do", "kind": "queue", "rank": "a"}),
        created("card", COUNTER_CARD, counted),
        created("card", TAGS_CARD, tagged),
    )


class Reader:
    """Reads one board: as an open screen does, by opening it anew, and `board.json` alone."""

    def __init__(self, path: str, log: Log) -> None:
        self._path = path
        self._log = log
        self._session: Session | None = None

    def run(self, going: Going, chance: random.Random) -> None:
        """Look again and again; a screen looks four times a second, this does some hundred times."""
        while going():
            kind = chance.randrange(10)
            if self._session is None or kind == 0:
                self._reopen()
            elif kind == 1:
                self._read_file()
            else:
                self._look(self._session)
            time.sleep(chance.uniform(0, _PAUSE))

    def _reopen(self) -> None:
        invoked = time.monotonic_ns()
        try:
            session = Session(FileStore(self._path), wiring.system_clock(), wiring.system_actor())
        except StoreError as error:
            if error.code == "not_found" and self._session is None:
                return  # nobody has made it yet
            raise
        if self._session is not None:
            self._session.close()
        self._session = session
        self._note(READ, invoked, session.workspace)

    def _look(self, session: Session) -> None:
        invoked = time.monotonic_ns()
        if session.store.changed():
            session.refresh()
        self._note(READ, invoked, session.workspace)

    def _read_file(self) -> None:
        invoked = time.monotonic_ns()
        try:
            with open(self._path, "rb") as file:
                data = file.read()
        except FileNotFoundError:
            return  # the first entry is there before the file is
        self._note(FILE, invoked, read_workspace(data, read_meta(data)))

    def _note(self, kind: str, invoked: int, workspace: Workspace) -> None:
        self._log.read(kind, invoked, workspace.seq, seen(workspace.table("card")))
