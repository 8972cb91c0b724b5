"""The snapshot on disk that another program changed: what is different, taking it in, and leaving it out."""

from typing import Any, NamedTuple

from tuiboard.domain.changes import Change, Entry
from tuiboard.domain.commands import Standing, TakeInEdit
from tuiboard.domain.decide import decide
from tuiboard.domain.decide.outside import Clash, sifted
from tuiboard.domain.differences import differences
from tuiboard.domain.refusal import Refusal
from tuiboard.engine.ports import Edit, Outside, StoreError
from tuiboard.engine.session import Done, Session, is_unknown


class Author(NamedTuple):
    """Whose entry gave the board the value that clashes with the file's."""

    who: str
    at: str
    seq: int


class OutsideChanges(NamedTuple):
    """What another program changed. `fresh` is what the board doesn't have, `clashes` what it has otherwise since, each
    with who did that, where the journal says it. `problem` says why nothing of it can be taken in."""

    name: str
    edit: Edit
    command: TakeInEdit
    fresh: tuple[Change, ...] = ()
    clashes: tuple[tuple[Clash, Author | None], ...] = ()
    problem: Refusal | None = None

    @property
    def is_nothing(self) -> bool:
        """True where the board has all that the file holds."""
        return not self.fresh and not self.clashes and self.problem is None


def outside_changes(session: Session) -> OutsideChanges | None:
    """Return what another program changed, None where none did. Raises StoreError."""
    outside = session.store.outside
    edit = None if outside is None else outside.read()
    if outside is None or edit is None:
        return None
    session.catch_up()
    ws = session.workspace
    if edit.held is None:
        problem = Refusal("bad_data", f"{outside.name} {edit.problem}.",
                          "What it holds can't be taken in; leave it out, and a copy of it is kept.")  # fmt: skip
        return OutsideChanges(outside.name, edit, TakeInEdit((), outside.name), problem=problem)
    command = TakeInEdit(differences(edit.base or ws, edit.held), outside.name)
    fresh, clashes = sifted(ws, command.changes)
    with_authors = tuple((clash, _author(session, clash, edit.since)) for clash in clashes)
    trial = decide(ws, command._replace(standing="board", reason="trial"), session.context())
    refusal = trial if isinstance(trial, Refusal) else None
    return OutsideChanges(outside.name, edit, command, tuple(fresh), with_authors, refusal)


def _author(session: Session, clash: Clash, since: int) -> Author | None:
    """Who gave the board what it has; None where that is not later than what the file stood for."""
    for entry in session.store.scan((clash.kind, clash.id)):
        if entry.seq <= since:
            return None
        if any(_sets(change, clash) for change in entry.changes):
            return Author(entry.who, entry.at, entry.seq)
    return None


def _sets(change: Change, clash: Clash) -> bool:
    if (change.kind, change.id) != (clash.kind, clash.id):
        return False
    return not clash.field or change.after is None or clash.field in change.after


class Settled(NamedTuple):
    """What came of it: the entry, if one was made; the name of the copy of the edited file; what is left to say."""

    done: Done | None
    copy: str
    warnings: tuple[str, ...] = ()

    @property
    def entry(self) -> Entry | None:
        """The entry that took the changes in, None where there was nothing to take in."""
        return self.done.entry if self.done is not None and self.done.changed else None


def take_in(
    session: Session, found: OutsideChanges, standing: Standing = "", reason: str | None = None
) -> Settled | Refusal:
    """Keep a copy of the edited file, record what it changed as one entry, and make the file anew: in this order.

    Nothing is done where a value is refused, where both changed the same and `standing` doesn't say which stands, or
    where the file isn't the one that was looked at any more.
    """
    if found.edit.held is None and found.problem is not None:
        return found.problem
    command = found.command._replace(standing=standing, reason=reason)
    trial = decide(session.workspace, command, session.context())
    if isinstance(trial, Refusal):
        return _with_authors(session, trial, found.edit.since)
    copy = _kept(session, found.edit)
    if isinstance(copy, Refusal):
        return copy
    done = session.dispatch(command)
    if is_unknown(done):
        done = session.settle(is_unknown(done))
    if isinstance(done, Refusal):
        return _with_authors(session, done, found.edit.since)
    warning = _made_anew(session, found.edit)
    return Settled(done, copy, (*done.warnings, *([warning] if warning else ())))


def leave_out(session: Session, edit: Edit) -> Settled | Refusal:
    """Keep a copy of the edited file and make the file anew from the journal; nothing is recorded.

    What is in the file does not matter for that, so that there is a way out of whatever it holds.
    """
    copy = _kept(session, edit)
    if isinstance(copy, Refusal):
        return copy
    warning = _made_anew(session, edit)
    return Refusal("cannot_write", warning, f"A copy is in {copy}.") if warning else Settled(None, copy)


def _outside(session: Session) -> Outside:
    assert session.store.outside is not None, "what was found there"
    return session.store.outside


def _kept(session: Session, edit: Edit) -> str | Refusal:
    try:
        return _outside(session).keep(edit.digest)
    except StoreError as error:
        return _refusal(error)


def _made_anew(session: Session, edit: Edit) -> str:
    """Replace the file; return why that failed, or an empty text."""
    try:
        session.catch_up()
        _outside(session).settle(edit.digest, session.workspace)
    except StoreError as error:
        return str(error)
    return ""


def _refusal(error: StoreError) -> Refusal:
    code: Any = error.code
    return Refusal(code, str(error))


def _with_authors(session: Session, refusal: Refusal, since: int) -> Refusal:
    """Add to a conflict who gave the board its values, and when."""
    details = refusal.details
    if refusal.code != "conflict" or not isinstance(details, dict):
        return refusal
    told = []
    for item in details["clashes"]:
        author = _author(session, Clash(**item), since)
        told.append({**item, **(author._asdict() if author is not None else dict.fromkeys(Author._fields))})
    return refusal._replace(details={"clashes": told})
