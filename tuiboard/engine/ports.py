"""What the engine needs from outside: a Store of entries, a clock, and who acts."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Literal, NamedTuple, Protocol

from tuiboard.domain.changes import Entry, Id
from tuiboard.domain.workspace import Workspace

GENESIS = "0" * 64
"""The `prev` of the first line of a journal."""


class Conflict(NamedTuple):
    """Others appended first; nothing was written."""

    entries: list[Entry]


class Unknown(NamedTuple):
    """The write may or may not have reached the disk; look the entry up by its txid."""

    reason: str


class Busy(NamedTuple):
    """Someone held the lock for too long; nothing was written."""

    holder: str


class ReadOnly(NamedTuple):
    """The store can't be written; nothing was written."""

    reason: str


Outcome = int | Conflict | Unknown | Busy | ReadOnly
"""The sequence number of the appended entry, or why it was not appended."""


class Verdict(NamedTuple):
    """What `verify` found: `broken` says where the chain is broken, or is empty; `head` is the head walked to.

    `edited` is True where the chain holds and only the snapshot on disk is not as it was written.
    """

    entries: int
    head: str
    broken: str = ""
    line: int | None = None
    expected_found: bool | None = None
    edited: bool = False


class Finding(NamedTuple):
    """One thing that `doctor` has to say. `code` names it for scripts, `line` is one of the journal.

    A note is no fault; `repairable` says that `doctor --repair` carries out the cure.
    """

    code: str
    level: Literal["ok", "note", "warning", "trouble"]
    message: str
    cure: str = ""
    line: int | None = None
    repairable: bool = False


class Edit(NamedTuple):
    """The snapshot on disk as another program left it. `digest` names the very bytes that were looked at.

    `since` is the entry that it stood for and `base` the state then, 0 and None where that can't be told. `held` is the
    state that it holds, None where it can't be read as a board: then `problem` says why, as the end of a sentence.
    """

    digest: str
    since: int
    base: Workspace | None
    held: Workspace | None
    problem: str = ""


class StoreError(Exception):
    """The store can't be used: the message says what, where and what to do. `code` is a Refusal code."""

    def __init__(self, message: str, code: str = "unreachable") -> None:
        super().__init__(message)
        self.code = code


class Outside(Protocol):
    """The snapshot on disk, as far as other programs change it. Nothing but `settle` ever overwrites what they did."""

    @property
    def name(self) -> str:
        """Name of the file, as shown."""
        ...

    @property
    def is_edited(self) -> bool:
        """True where it was seen to be changed by another program: then only what takes that in is written."""
        ...

    def touched(self) -> bool:
        """Cheaply: may it have been changed since it was looked at?"""
        ...

    def look(self) -> bool:
        """Look at it again; True where `is_edited` is another now. Raises StoreError."""
        ...

    def read(self) -> Edit | None:
        """Return what another program made of it, None where none has changed it. Raises StoreError."""
        ...

    def keep(self, digest: str) -> str:
        """Copy it to a safe place, if it is still what was looked at, and say where. Raises StoreError."""
        ...

    def settle(self, digest: str, workspace: Workspace) -> None:
        """Make it anew from an up-to-date state, if it is still what was looked at. Raises StoreError."""
        ...


About = tuple[str, Id | None]
"""The kind and id of an entity; without an id, any of that kind."""


class Extent(NamedTuple):
    """How many entries there are, and which of them tell of something older: (number, how much), oldest first."""

    seq: int
    telling: tuple[tuple[int, int], ...] = ()


class Link(NamedTuple):
    """An entry's place in the chain: the hash of the entry before it, and its own."""

    prev: str
    head: str


class Store(Protocol):
    """Where entries are kept. Implementations pass one conformance suite."""

    on_wait: Callable[[str], None] | None
    """Called, in the thread that writes, with the name of whoever has held the board for a second."""

    @property
    def name(self) -> str:
        """Path or URL, as shown."""
        ...

    @property
    def read_only(self) -> str:
        """Why the store is read-only, or an empty text."""
        ...

    @property
    def unsure(self) -> bool:
        """True while it is unknown what of the last writing is on the disk; `reopen` may end that."""
        ...

    @property
    def warning(self) -> str:
        """What is wrong though nothing is lost (a snapshot that can't be written), or an empty text."""
        ...

    @property
    def outside(self) -> Outside | None:
        """The snapshot as other programs may change it; None for a store where they can't."""
        ...

    @property
    def behind(self) -> int:
        """How many entries the snapshot on disk lacks."""
        ...

    def snapshot(self) -> Workspace:
        """Return the state as of now: the checkpoint with the tail of the journal applied."""
        ...

    def read_since(self, seq: int) -> list[Entry]:
        """Return all entries after `seq`, oldest first; afterwards `changed` is false until someone appends."""
        ...

    def append(
        self, expected_seq: int, entry: Entry, again: "Callable[[list[Entry]], Entry | None] | None" = None
    ) -> Outcome:
        """Append durably if the last entry is `expected_seq`.

        Otherwise, still under the lock, `again` is given the newer entries and returns the entry decided anew, which is
        appended (so a writer is never starved by faster ones), or None to give up; without `again`, or on None, the
        outcome is Conflict. The entry's `seq` is set by the store.
        """
        ...

    def changed(self) -> bool:
        """Cheaply: may there be entries that were not read yet?"""
        ...

    def scan(self, about: About | None = None) -> Iterator[Entry]:
        """Yield entries newest first; with `about` only those that touch that entity, or any of that kind."""
        ...

    def extent(self) -> Extent:
        """Return how much there is to read now, without decoding it."""
        ...

    def entries(self, numbers: Iterable[int]) -> list[Entry]:
        """Return the entries of these numbers, in that order, as fast for old ones as for new; others are left out."""
        ...

    def link(self, number: int) -> Link | None:
        """Return the hashes of an entry, None where there is none of that number."""
        ...

    def find(self, txid: str) -> Entry | None:
        """Return the entry of a transaction whose outcome was unknown; None where it was never appended."""
        ...

    def reopen(self) -> str:
        """Open the store anew after an outcome that was unknown, and bring what is in it to the disk.

        Then `find` tells the truth. Returns why that can't be done, as the end of a sentence, or an empty text.
        """
        ...

    def checkpoint(self, workspace: Workspace) -> None:
        """Bring the snapshot on disk up to `workspace`; a store without one does nothing."""
        ...

    def verify(self, expect: str | None = None, stop: Callable[[], bool] | None = None) -> Verdict:
        """Walk the whole chain; with `expect`, look for that head among its links.

        `stop` is asked now and then; once it says yes, StoreError ends the walk.
        """
        ...

    def close(self) -> None:
        """Release files. The store can't be used afterwards."""
        ...


class Actor(NamedTuple):
    """Who acts: the operating-system user, resolved once, and what the environment merely claims."""

    uid: int
    login: str
    claimed: Mapping[str, str] = {}


class Clock(Protocol):
    """Where time comes from."""

    def now(self) -> str:
        """The instant, ISO 8601 UTC with Z and whole seconds."""
        ...

    def today(self) -> str:
        """The date in the person's time zone, YYYY-MM-DD."""
        ...
