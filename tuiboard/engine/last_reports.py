"""When one last handed out a report of each kind, and at which head: kept in one's own state folder, so that the next
one tells what changed since."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from tuiboard.domain import shapes
from tuiboard.engine.own_records import OwnRecord
from tuiboard.engine.session import Session


class LastReport(NamedTuple):
    """A report that was written to a file or copied: its day, the number of entries it rests on, and their head."""

    day: str
    seq: int
    head: str


class LastReports:
    """The file that remembers them for one board; `folder` need not exist."""

    def __init__(self, folder: str, session: Session) -> None:
        self._session = session
        self._record = OwnRecord(folder, session, "That this report was made")

    def last(self, kind: str, project: str | None = None) -> LastReport | None:
        """Return the latest report of a kind, of the whole board or of a project, from a day before today: one that is
        made again on its day tells of the same time."""
        today = self._session.clock.today()
        found = (_read(each) for each in self._of(kind, project))
        known = self._session.workspace.seq
        return next((one for one in found if one is not None and one.day < today and one.seq <= known), None)

    def remember(self, kind: str, project: str | None, seq: int, head: str) -> None:
        """A report was handed out today. Raises Refused (cannot_write)."""
        new = LastReport(self._session.clock.today(), seq, head)
        before = [one for each in self._of(kind, project) if (one := _read(each)) is not None and one.day < new.day]
        kept = [one._asdict() for one in (new, *before[:1])]
        self._record.write({"reports": {**self._all(), _name(kind, project): kept}})

    def _all(self) -> Mapping[str, Any]:
        return shapes.mapping(self._record.read().get("reports"))

    def _of(self, kind: str, project: str | None) -> Any:
        return shapes.mappings(self._all().get(_name(kind, project)))


def _name(kind: str, project: str | None) -> str:
    return kind if project is None else f"{kind} {project}"


def _read(record: Mapping[str, Any]) -> LastReport | None:
    day, seq = shapes.day(record.get("day")), shapes.whole(record.get("seq"))
    return None if day is None or seq is None else LastReport(day, seq, shapes.text(record.get("head")))
