"""One open board: the workspace, and the only way to change it."""

import os
import threading
from collections.abc import Callable, Sequence
from itertools import islice, takewhile
from typing import Any, NamedTuple

from tuiboard.domain import undo as undoing
from tuiboard.domain.changes import Change, Entry, Id, Told
from tuiboard.domain.commands import BY_ITSELF, Command, Context
from tuiboard.domain.decide import decide
from tuiboard.domain.decide.checks import CARD_FIELDS
from tuiboard.domain.names import LETTERS
from tuiboard.domain.refusal import Refusal
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.ports import Actor, Busy, Clock, Conflict, Outcome, ReadOnly, Store, Unknown

SMALL_BOARD = 1_000
"""Entities below which every commit brings the snapshot on disk up to date (2 ms)."""
LONGEST_TAIL = 1_000
"""Entries after which the snapshot of a larger board is brought up to date even without a pause."""


class Done(NamedTuple):
    """What was recorded. `entry.seq` is 0 and it has no changes where everything was already as wanted."""

    entry: Entry
    warnings: tuple[str, ...] = ()
    undone: Entry | None = None
    """The entry that an undo or redo took back."""

    @property
    def changed(self) -> bool:
        """True when something was recorded."""
        return self.entry.seq > 0


class _Plan(NamedTuple):
    action: str
    changes: tuple[Change, ...]
    why: str | None = None
    warnings: tuple[str, ...] = ()
    told: tuple[Told, ...] = ()
    undoes: Entry | None = None
    redo: bool = False


class Session:
    """A board that is open: reading is `workspace`, writing is `dispatch`, `undo` and `redo`.

    Methods may be called from several threads; `workspace` is replaced as a whole and never changes in place.
    Writing methods block until the entry is on the disk.
    """

    def __init__(self, store: Store, clock: Clock, actor: Actor) -> None:
        self.store = store
        self.clock = clock
        self.actor = actor
        self.workspace: Workspace = store.snapshot()
        self._turn = threading.RLock()
        self._taken: list[Entry] = []

    @property
    def who(self) -> str:
        """Handle of the person who acts; the operating-system user where the board doesn't know them."""
        person = self.workspace.person_by_login(self.actor.login)
        return person.handle if person is not None else self.actor.login

    @property
    def team_today(self) -> str:
        """The date by which figures of the team are reckoned; that of the person where the board names no zone."""
        from tuiboard.domain.working_days import team_today  # late: few commands have such figures

        return team_today(self.workspace, self.clock.now(), self.clock.today())

    def context(self) -> Context:
        """What `decide` may know of the world now."""
        return Context(self.clock.now(), self.clock.today(), self.who)

    # Writing

    def dispatch(self, command: Command) -> Done | Refusal:
        """Decide `command` and record it; decided again where another process wrote first."""

        def plan(ws: Workspace) -> _Plan | Refusal:
            decided = decide(ws, command, self.context())
            if isinstance(decided, Refusal):
                return decided
            return _Plan(decided.action, decided.changes, decided.why, decided.warnings, decided.told)

        return self._record(plan)

    def undo(self, sure: bool = True, only: int | None = None) -> Done | Refusal:
        """Take back one's own latest entry. Unless one is `sure`, an import is not taken back by a slip of the finger:
        the refusal's details then say that it needs that. With `only`, the entry of that number or none."""
        return self._record(lambda ws: self._taking_back(ws, redo=False, sure=sure, only=only))

    def take_back(self, seq: int, sure: bool = True) -> Done | Refusal:
        """Take back one's own entry of that number, any age, unless someone has built on it; `sure` as in `undo`."""

        def plan(ws: Workspace) -> _Plan | Refusal:
            entry = next(iter(self.store.entries([seq])), None)
            if entry is None:
                return Refusal("not_found", f"There is no entry {seq}.")
            wrong = self._not_mine_to_take_back(entry)
            return wrong if wrong is not None else self._taking(ws, entry, False, sure)

        return self._record(plan)

    def _not_mine_to_take_back(self, entry: Entry) -> Refusal | None:
        if entry.uid != self.actor.uid:
            who = visible(entry.who, 40)
            return Refusal("rule", f"Entry {entry.seq} is what {who} did: one takes back only what one did oneself.")
        if entry.action == BY_ITSELF:
            words = f"Entry {entry.seq} made by itself what had come due: it would be made again at once."
            return Refusal("rule", words, "Archive the card, or end its series with `tuiboard edit ID every=`.")
        if entry.undoes is not None and not entry.redo:
            return Refusal("rule", f"Entry {entry.seq} took something back itself.", "Redo brings that back.")
        later: set[int] = set()
        for other in self.store.scan(entry.changes[0][:2]) if entry.changes else ():
            if other.seq <= entry.seq:
                break
            if other.undoes is not None and other.seq not in later:
                later.add(other.undoes)
                if other.undoes == entry.seq:
                    return Refusal("rule", f"Entry {entry.seq} was taken back already, by entry {other.seq}.")
        return None

    def redo(self) -> Done | Refusal:
        """Take back one's own latest undo."""
        return self._record(lambda ws: self._taking_back(ws, redo=True))

    def _taking_back(self, ws: Workspace, redo: bool, sure: bool = True, only: int | None = None) -> _Plan | Refusal:
        find = undoing.last_redoable if redo else undoing.last_undoable
        entry = find(self.store.scan(), self.actor.uid)
        if entry is None:
            return Refusal(
                "rule", "There is nothing of yours to redo." if redo else "There is nothing of yours to undo."
            )
        if only not in (None, entry.seq):
            message = f"That can't be undone here: you did something else since (entry {entry.seq})."
            return Refusal("rule", message, "Undo in the view takes that back.", {"entry": entry.seq})
        return self._taking(ws, entry, redo, sure)

    def _taking(self, ws: Workspace, entry: Entry, redo: bool, sure: bool) -> _Plan | Refusal:
        if entry.seq == 1:
            return Refusal("rule", "There is nothing left to undo: the first entry is how the board began.")
        if entry.action == "board.imported" and not sure:
            return Refusal("rule", f"That takes back the import of {_made(entry)}.", "", {"needs": "sure"})
        back = undoing.taking_back(entry)
        past = undoing.past_promise(ws, back, self.clock.today())
        if past:
            message = f"That can't be {'redone' if redo else 'undone'}: promise {past} holds, and its date has passed."
            return Refusal("rule", message, f"Say what became of it: `tuiboard promise miss {past}`, or keep.",
                           {"entry": entry.seq, "since": None, "who": None})  # fmt: skip
        obstacle = next(undoing.obstacles(ws, back), None) or next(undoing.cycles(ws, back), None)
        if obstacle is None and (ws.table("handoff") or any(change.kind == "handoff" for change in back)):
            from tuiboard.domain.decide import handoffs  # late: most boards have none

            obstacle = next(handoffs.reopened(ws.with_changes(back), back), None)
            back = (*back, *handoffs.moot_offers(ws, back, self.context()))
        if obstacle is not None:
            return self._refused(entry, obstacle, redo)
        return _Plan("redone" if redo else "undone", back, undoes=entry, redo=redo)

    def _refused(self, entry: Entry, obstacle: undoing.Obstacle, redo: bool) -> Refusal:
        about = (obstacle.kind, obstacle.id)
        later = next((e for e in self.store.scan(about) if e.seq > entry.seq and _touches(e, obstacle)), None)
        what = f"{obstacle.kind} {LETTERS.get(obstacle.kind, '')}{obstacle.id}"
        field = f" ({obstacle.field})" if obstacle.field else ""
        did = "" if later is None else later.action.replace(".", " ").replace("_", " ")
        who = "" if later is None else f" {later.who} did that ({did}, entry {later.seq})."
        since = {"since": None, "who": None} if later is None else {"since": later.seq, "who": later.who}
        return Refusal(
            "rule", f"That can't be {'redone' if redo else 'undone'}: {what}{field} {obstacle.reason}.{who}", "",
            {"entry": entry.seq, **since},
        )  # fmt: skip

    def _record(self, plan: Callable[[Workspace], _Plan | Refusal]) -> Done | Refusal:
        with self._turn:
            if self.store.changed():
                self._taken += self.refresh()
            txid = os.urandom(12).hex()
            planned: _Plan | Refusal | None = None
            made: Entry | None = None

            def entry_for(ws: Workspace) -> Entry | None:
                nonlocal planned, made
                planned = plan(ws)
                made = None if isinstance(planned, Refusal) else self._entry(planned, txid)
                return made if made is not None and made.changes else None

            def again(newer: list[Entry]) -> Entry | None:
                self.workspace = self.workspace.apply(newer)
                self._taken += newer
                return entry_for(self.workspace)

            entry = entry_for(self.workspace)
            outcome = 0 if entry is None else self.store.append(self.workspace.seq, entry, again)
            if isinstance(planned, Refusal):
                return self._with_authors(planned)
            assert planned is not None
            assert made is not None
            if outcome == 0 or isinstance(outcome, Conflict):
                return Done(made, planned.warnings)
            return self._answer(outcome, planned, made)

    def _with_authors(self, refusal: Refusal) -> Refusal:
        """Add to a conflict who set each field that both set, when, and in which entry."""
        details = refusal.details
        if refusal.code != "conflict" or not isinstance(details, dict) or "fields" not in details:
            return refusal
        kind, id = details["kind"], details["id"]
        about = f"{kind} {LETTERS.get(kind, '')}{id}"
        missing = dict(details["fields"])
        told: dict[str, dict[str, Any]] = {}
        said = []
        for entry in self.store.scan((kind, id)):
            for change in entry.changes:
                for name in missing.keys() & (change.after or {}).keys() if change[:2] == (kind, id) else ():
                    clash = missing.pop(name)
                    told[name] = {**clash, "who": entry.who, "at": entry.at, "seq": entry.seq}
                    shown = ", ".join(f"{side} {_shown(clash[side])}" for side in ("theirs", "mine"))
                    said.append(f"{visible(entry.who, 40)} changed {name.replace('_', ' ')} of {about} meanwhile "
                                f"(entry {entry.seq}): {shown}.")  # fmt: skip
            if not missing:
                break
        fields = {name: told.get(name, clash) for name, clash in details["fields"].items()}
        message = refusal.message if missing else " ".join(said)
        return refusal._replace(message=message, details={**details, "fields": fields})

    def seen_at(self, seq: int, ids: Sequence[int], kind: str = "card") -> dict[int, dict[str, Any]]:
        """What each of these cards (or risks) was like after entry `seq`: a Seen, for a command that was decided on by
        then."""
        found = {}
        for id in ids:
            doc: dict[str, Any] = dict.fromkeys(CARD_FIELDS) if kind == "card" else {}
            doc |= dict(self.workspace.table(kind).get(id, {}))
            for entry in takewhile(lambda entry: entry.seq > seq, self.store.scan((kind, id))):
                for change in reversed(entry.changes):
                    if (change.kind, change.id) == (kind, id) and change.after is not None:
                        doc |= change.before or {}
            found[id] = doc
        return found

    def series_due(self) -> bool:
        """True where a card that comes again has come due, and its next is not made: `ContinueSeries` makes it."""
        if self.store.read_only or not self.workspace.recurring():
            return False
        from tuiboard.domain.recurrence import pending  # late: most boards have no series

        return bool(pending(self.workspace, self.clock.today()))

    def _entry(self, plan: _Plan, txid: str) -> Entry:
        return Entry(
            0, txid, self.clock.now(), self.who, self.actor.uid, plan.action, plan.changes, plan.why,
            None if plan.undoes is None else plan.undoes.seq, plan.redo, plan.told, self.actor.claimed,
        )  # fmt: skip

    def _answer(self, outcome: Outcome, planned: _Plan, made: Entry) -> Done | Refusal:
        if isinstance(outcome, Busy):
            return Refusal(
                "busy", f"The board is busy: {outcome.holder} holds it.", "Try again in a moment; nothing was changed."
            )
        if isinstance(outcome, ReadOnly):
            return Refusal("cannot_write", f"The board can't be written: {outcome.reason}.", "Nothing was changed.")
        if isinstance(outcome, Unknown):
            return _unknown(outcome.reason, made.txid)
        assert isinstance(outcome, int)
        entry = made._replace(seq=outcome)
        self.workspace = self.workspace.apply([entry])
        self._keep_snapshot()
        return Done(entry, planned.warnings, planned.undoes)

    def settle(self, txid: str) -> Done | Refusal:
        """Find out what became of an entry whose outcome was unknown, in files opened anew and brought to the disk.

        A refusal says that the entry was not recorded, or that it still is unknown (see `is_unknown`).
        """
        with self._turn:
            trouble = self.store.reopen()
            if trouble:
                return _unknown(trouble, txid)
            entry = self.store.find(txid)
            self._taken += [other for other in self.refresh() if other.txid != txid]
            if entry is None:
                return Refusal("cannot_write", "The change was not recorded: it did not reach the disk.",
                               "The board can be written again; try once more.")  # fmt: skip
            return Done(entry, ("It was unknown for a moment whether this reached the disk; it did.",))

    # Reading

    def taken_in(self) -> list[Entry]:
        """What others wrote that was taken in on the way to writing, since this was asked last."""
        taken, self._taken = self._taken, []
        return taken

    def catch_up(self) -> None:
        """Take in what others appended, on the way to something else: `taken_in` tells it."""
        with self._turn:
            self._taken += self.refresh()

    def refresh(self) -> list[Entry]:
        """Take in what others appended and return it; what one's own process appended is known already."""
        with self._turn:
            entries = self.store.read_since(self.workspace.seq)
            if entries:
                self.workspace = self.workspace.apply(entries)
            return entries

    def history(self, kind: str, id: Id, limit: int = 50) -> list[Entry]:
        """The latest entries that touch one entity or comment on it, newest first."""
        return list(islice(self.store.scan((kind, id)), limit))

    def log(self, limit: int | None = 50, kind: str | None = None) -> list[Entry]:
        """The latest entries, newest first; with a `kind`, those that change or tell of an entity of that kind."""
        return list(islice(self.store.scan(None if kind is None else (kind, None)), limit))

    # The snapshot on disk

    def _keep_snapshot(self) -> None:
        size = sum(map(len, self.workspace.tables.values()))
        if size <= SMALL_BOARD or self.store.behind >= LONGEST_TAIL:
            self.checkpoint()

    def checkpoint(self) -> None:
        """Bring the snapshot on disk up to date, if it isn't."""
        with self._turn:
            if self.store.behind and not self.store.read_only:
                self.store.checkpoint(self.workspace)

    def close(self) -> None:
        """Release the board's files."""
        with self._turn:
            self.store.close()


def _unknown(why: str, txid: str) -> Refusal:
    return Refusal("cannot_write", f"It is unknown whether the change reached the disk: {why}.",
                   "The board is read-only until that is known.", {"txid": txid})  # fmt: skip


def is_unknown(result: object) -> str:
    """Return the transaction of a change whose outcome is unknown, for `settle`; an empty text for any other result."""
    details = result.details if isinstance(result, Refusal) else None
    return str(details.get("txid", "")) if isinstance(details, dict) else ""


def _shown(value: object) -> str:
    """A value in a sentence."""
    return "none" if value in (None, "", []) else f"“{visible(value, 60)}”"


def _made(entry: Entry) -> str:
    """What an import made, in words: `12 cards and 1 risk`."""
    kinds = [change.kind for change in entry.changes if change.before is None]
    counts = [(kinds.count(kind), kind) for kind in ("card", "risk")]
    return " and ".join(f"{n:,} {kind}{'' if n == 1 else 's'}" for n, kind in counts if n) or "no cards"


def _touches(entry: Entry, obstacle: undoing.Obstacle) -> bool:
    for change in entry.changes:
        if (change.kind, change.id) == (obstacle.kind, obstacle.id):
            fields = {**(change.before or {}), **(change.after or {})}
            if not obstacle.field or obstacle.field in fields:
                return True
        elif change.is_about(obstacle.kind, obstacle.id):
            return True
    return False
