"""What a person can ask for about promises. `decide` turns a command into changes or a refusal; see domain.commands."""

from typing import NamedTuple


class MakePromise(NamedTuple):
    """Promise something about a card, or ask for it: by whoever is to do it (its owner unless given), to a customer (a
    name, or `@handle` for someone on the board; whom the card is promised to unless given), by a day (the card's due
    date unless given). It holds at once where the performer makes it; anyone else asks for it."""

    card: int
    customer: str | None = None
    due: str | None = None
    performer: str | None = None
    conditions: str | None = None


class GivePromise(NamedTuple):
    """The performer promises what they were asked for."""

    id: int


class DeclinePromise(NamedTuple):
    """What was asked for is not promised, or not asked for any more; `note` says why."""

    id: int
    note: str | None = None


class DeclarePromise(NamedTuple):
    """The performer declares it done."""

    id: int


class KeepPromise(NamedTuple):
    """The customer accepts what was done: the promise is kept."""

    id: int


class ReturnPromise(NamedTuple):
    """The customer hands back what was declared done, saying what is missing: it is promised as before."""

    id: int
    note: str


class MissPromise(NamedTuple):
    """Its date has passed and it was not done: why (one of `promises.REASONS`), and a note."""

    id: int
    reason: str
    note: str | None = None


class BreakPromise(NamedTuple):
    """It will not be done: why (one of `promises.REASONS`), and a note."""

    id: int
    reason: str
    note: str | None = None


class RenegotiatePromise(NamedTuple):
    """Agree on another day: another promise takes its place. Once the date has passed, the old one is missed, and a
    `reason` is needed as for that."""

    id: int
    due: str
    note: str | None = None
    reason: str | None = None


PromiseCommand = (
    MakePromise | GivePromise | DeclinePromise | DeclarePromise | KeepPromise | ReturnPromise | MissPromise
    | BreakPromise | RenegotiatePromise
)  # fmt: skip
