"""Between the screen and the session: one queue, one consumer: writes keep their order, nothing blocks a key."""

import asyncio
import time
from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

from tuiboard.domain.changes import Entry
from tuiboard.domain.commands import Command
from tuiboard.domain.refusal import Refusal, Refused
from tuiboard.engine.error_log import log_error
from tuiboard.engine.ports import StoreError
from tuiboard.engine.session import Done, Session, is_unknown
from tuiboard.view.words import describe

IDLE_BEFORE_SNAPSHOT = 1.0
"""Seconds without a write after which a large board's snapshot is brought up to date."""

LOOKED_UP_EVERY = 5.0
"""Seconds until a change whose outcome is still unknown is looked up again."""

TRIED_AGAIN_AFTER = 60.0
"""Seconds until cards of series are made after all that could not be, because someone held the board."""

Answered = Callable[[Done | Refusal], None]


class Front(Protocol):
    """What the bridge tells the screen."""

    def board_changed(self, by_others: list[Entry]) -> None:
        """The workspace is another one now; `by_others` is what other processes wrote."""

    def failed(self, refusal: Refusal) -> None:
        """Something that nobody waits for went wrong."""

    def write_done(self) -> None:
        """A command was recorded, or refused, and what came of it is shown."""

    def outside_changed(self) -> None:
        """Another program changed the snapshot on disk, or it has been put right."""

    def waiting(self, holder: str) -> None:
        """A command has waited for a second for whoever holds the board."""

    def happened(self, text: str) -> None:
        """Something was done that nobody asked for, in words."""

    def deliver(self, call: Callable[..., None], *arguments: Any) -> None:
        """Call something in the screen's own turn, where what it raises is not lost."""


class _Job(NamedTuple):
    work: Callable[[], Any]
    done: Callable[[Any], None]
    awaited: bool = False


class Bridge:
    """Carries commands to the session in a worker thread and brings back what came of them.

    A change whose outcome is unknown is looked up at once, and then again every few seconds; whoever asked for it is
    told each time that more is known.
    """

    def __init__(self, session: Session, front: Front) -> None:
        self.session = session
        self._front = front
        session.store.on_wait = lambda holder: front.deliver(front.waiting, holder)
        self._unsettled: tuple[str, Callable[[Any], None]] | None = None
        self._next_look = 0.0
        self._queue: asyncio.Queue[_Job] = asyncio.Queue()
        self._readings: set[asyncio.Task[None]] = set()
        self._reading = False
        self._wrote = 0.0
        self.pending = 0
        self.writing = 0
        """Commands that are not recorded yet, and readings that keys wait for."""
        self._trouble = ""
        self._series_at: tuple[int, str] | None = None
        """The state and the day for which series were looked at."""
        self._series_again = 0.0
        self.leaving = False
        """True once one wants to quit: long readings are to end."""
        self.stopped = False
        """True once the screen goes away: then nobody is there to be told."""

    @property
    def is_leaving(self) -> bool:
        """True once nobody waits for long readings any more; asked from their threads."""
        return self.leaving or self.stopped

    async def serve(self) -> None:
        """Work off the queue until cancelled."""
        while True:
            job = await self._queue.get()
            await self._carry_out(job)

    async def _carry_out(self, job: _Job) -> None:
        try:
            result = await asyncio.to_thread(job.work)
        except Refused as refused:
            result = refused.refusal
        except StoreError as error:
            result = Refusal("unreachable", str(error))
        except Exception as error:  # the one place: whatever a command runs into must not take the screen down
            result = Refusal("unreachable", f"That failed: {type(error).__name__}.", log_error(error))
        self._front.deliver(self._finish, job, result)

    def _finish(self, job: _Job, result: Any) -> None:
        self.pending -= 1
        if not self.stopped:
            job.done(result)
        if job.awaited:
            self.writing -= 1
            self._front.write_done()

    def _put(self, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        self.pending += 1
        self._queue.put_nowait(_Job(work, done))

    def send(self, command: Command, answered: Answered) -> None:
        """Decide and record a command; `answered` is called on the screen's side."""
        self._write(lambda: self.session.dispatch(command), answered)

    def undo(self, answered: Answered, sure: bool = False, only: int | None = None) -> None:
        """Take back one's own latest entry, with `only` the one of that number; an import only where one is `sure`."""
        self._write(lambda: self.session.undo(sure, only), answered)

    def take_back(self, seq: int, answered: Answered, sure: bool = False) -> None:
        """Take back one's own entry of that number; an import only where one is `sure`."""
        self._write(lambda: self.session.take_back(seq, sure), answered)

    def redo(self, answered: Answered) -> None:
        """Take back one's own latest undo."""
        self._write(self.session.redo, answered)

    def carry_out(self, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        """Do something else that writes, in its turn; the new state is shown before `done` is called."""
        before = self.session.workspace.seq

        def finished(result: Any) -> None:
            if self.session.workspace.seq != before:
                self._front.board_changed(self.session.taken_in())
            done(result)

        self.pending += 1
        self.writing += 1
        self._queue.put_nowait(_Job(work, finished, True))

    def read(self, work: Callable[[], Any], done: Callable[[Any], None], awaited: bool = False) -> None:
        """Do slow reading (history, log) beside the queue, so that no write waits for it. Keys that are typed behind
        what is `awaited` wait, as they do for a write."""
        self.pending += 1
        self.writing += awaited
        task = asyncio.create_task(self._carry_out(_Job(work, done, awaited)))
        self._readings.add(task)
        task.add_done_callback(self._readings.discard)

    def _write(self, work: Callable[[], Done | Refusal], answered: Answered) -> None:
        before = self.session.workspace.seq

        def settled() -> Done | Refusal:
            result = work()
            if not is_unknown(result):
                return result
            self._front.deliver(self._front.failed, result)
            return self.session.settle(is_unknown(result))

        def done(result: Done | Refusal) -> None:
            self._wrote = time.monotonic()
            if self.session.workspace.seq != before:
                self._front.board_changed(self.session.taken_in())
            if is_unknown(result):
                self._unsettled = (is_unknown(result), done)
                self._next_look = time.monotonic() + LOOKED_UP_EVERY
            answered(result)

        self.pending += 1
        self.writing += 1
        self._queue.put_nowait(_Job(settled, done, True))

    def poll(self) -> None:
        """Look, cheaply, whether others wrote; called four times a second."""
        if self._reading:
            return
        if self.session.store.unsure and not self.pending and time.monotonic() > self._next_look:
            self._look_again()
        elif self.session.store.changed():
            self._reading = True
            self._put(self.session.refresh, self._refreshed)
        elif (outside := self.session.store.outside) is not None and outside.touched():
            self._reading = True
            self._put(outside.look, self._looked)
        elif self._wrote and self.session.store.behind and time.monotonic() - self._wrote > IDLE_BEFORE_SNAPSHOT:
            self._wrote = 0.0
            self._put(self.session.checkpoint, self._checkpointed)
        elif not self.pending and time.monotonic() >= self._series_again:
            at = (self.session.workspace.seq, self.session.clock.today())
            if at != self._series_at:
                self._series_at = at
                self._put(self._continue_series, self._continued)

    def _continue_series(self) -> Done | Refusal | None:
        """Make the cards that follow on those that have come due: looked at once for each state and day."""
        if not self.session.series_due():
            return None
        from tuiboard.domain.recurrence_commands import ContinueSeries  # late: most boards have no series

        return self.session.dispatch(ContinueSeries())

    def _continued(self, made: Done | Refusal | None) -> None:
        if isinstance(made, Refusal):
            self._series_at, self._series_again = None, time.monotonic() + TRIED_AGAIN_AFTER
            if made.message != self._trouble:
                self._trouble = made.message
                self._front.failed(made)
        elif made is not None:
            self._front.board_changed(self.session.taken_in())
            if made.changed:
                words = describe(made.entry, self.session.workspace)
                self._front.happened(" ".join([f"{words[:1].upper()}{words[1:]}.", *made.warnings]))

    def _looked(self, is_other: bool | Refusal) -> None:
        self._reading = False
        if isinstance(is_other, Refusal):
            self._front.failed(is_other)
        elif is_other:
            self._front.outside_changed()

    def _look_again(self) -> None:
        self._next_look = time.monotonic() + LOOKED_UP_EVERY
        if self._unsettled is None:
            self._put(self.session.store.reopen, lambda trouble: None if trouble else self._front.board_changed([]))
        else:
            (txid, done), self._unsettled = self._unsettled, None
            self._put(lambda: self.session.settle(txid), done)

    def _refreshed(self, entries: list[Entry] | Refusal) -> None:
        self._reading = False
        if isinstance(entries, Refusal):
            if entries.message != self._trouble:  # it is asked four times a second, and said once
                self._trouble = entries.message
                self._front.failed(entries)
        elif entries:
            self._front.board_changed(entries)

    def _checkpointed(self, result: Refusal | None) -> None:
        if isinstance(result, Refusal):
            self._front.failed(result)
