"""What is found after a soak: figures, and whatever contradicts that nothing was lost and all saw one history."""

from collections.abc import Sequence
from contextlib import closing
from typing import NamedTuple

from tests.soak import history
from tests.soak.crew import Place
from tests.soak.history import FAIL, FILE, OK, READ, UNKNOWN, Line, Operation
from tests.soak.linear import check
from tuiboard.domain.changes import Entry
from tuiboard.domain.workspace import Inconsistent, Workspace
from tuiboard.engine.ports import StoreError
from tuiboard.storage.file_store import FileStore

_AT = "2026-03-11T09:00:00Z"


class Verdict(NamedTuple):
    """Figures of one board, or of several added up; `wait` is the longest in seconds."""

    kills: int = 0
    acknowledged: int = 0
    lost: int = 0
    recorded: int = 0
    """Unknown outcomes that turned out to be in the journal."""
    vanished: int = 0
    """Unknown outcomes that turned out not to be."""
    failed: int = 0
    reads: int = 0
    torn: int = 0
    wait: float = 0.0
    problems: tuple[str, ...] = ()

    def plus(self, other: "Verdict") -> "Verdict":
        """Return the figures of both."""
        wait = max(self.wait, other.wait)
        summed = [mine + theirs for mine, theirs in zip(self, other, strict=True)]
        return Verdict(*summed)._replace(wait=wait)


def judge(place: Place, kills: int = 0, problems: Sequence[str] = ()) -> Verdict:
    """Check the logs against the journal, and the board as it is opened now against both."""
    operations = history.history(place.logs)
    journal = history.journal(place.journal.read_bytes())
    found = [*problems, *journal.problems, *check(operations, journal.lines)]
    found += _reopened(place, operations, journal.lines)
    names = {line.txid for line in journal.lines}
    reads = [one for one in operations if one.kind in (READ, FILE)]
    writes = [one for one in operations if one.kind not in (READ, FILE)]
    unknown = [one.name in names for one in writes if one.outcome == UNKNOWN]
    acknowledged = [one.name in names for one in writes if one.outcome == OK]
    return Verdict(
        kills, len(acknowledged), acknowledged.count(False), unknown.count(True), unknown.count(False),
        sum(one.outcome == FAIL for one in writes), len(reads), journal.torn,
        max((one.wait for one in writes), default=0) / 1e9, tuple(found),
    )  # fmt: skip


def _reopened(place: Place, operations: Sequence[Operation], lines: Sequence[Line]) -> list[str]:
    """Open the board as the next person does: is it whole, is it what the journal says, and can it be written?"""
    try:
        with closing(FileStore(str(place.board))) as store:
            problems = _opened(store, operations, lines)
            state = store.snapshot()
            outcome = store.append(state.seq, Entry(0, "after-all", _AT, "ana", 0, "card.edited", ()))
            if outcome != state.seq + 1:
                problems.append(f"the board can't be written any more: {outcome}")
            store.checkpoint(store.snapshot())
        with closing(FileStore(str(place.board))) as store:
            if store.snapshot().tables != state.tables or store.behind:
                problems.append("the board is another one when it is opened once more")
        return problems
    except (StoreError, Inconsistent) as error:
        return [f"the board can't be opened: {error}"]


def _opened(store: FileStore, operations: Sequence[Operation], lines: Sequence[Line]) -> list[str]:
    problems = []
    verdict = store.verify()
    if verdict.broken or verdict.entries != len(lines):
        problems.append(f"verify finds {verdict.entries} entries of {len(lines)}: {verdict.broken or 'none broken'}")
    if store.read_only:
        problems.append(f"the board is read-only: {store.read_only}")
    if store.snapshot().tables != Workspace().apply(list(store.scan())[::-1]).tables:
        problems.append("the board as opened is not what its journal leads to")
    names = {line.txid for line in lines}
    for operation in operations:
        if operation.outcome == UNKNOWN and (store.find(operation.name) is not None) != (operation.name in names):
            problems.append(f"looking {operation.name} up does not tell whether it is there")
    return problems
