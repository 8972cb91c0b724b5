"""How far one has read the notices of a board: kept in one's own state folder, never on the board."""

from typing import NamedTuple

from tuiboard.domain.calendar import is_date
from tuiboard.domain.shapes import is_id
from tuiboard.engine.own_records import OwnRecord
from tuiboard.engine.session import Session


class Seen(NamedTuple):
    """The last entry and the day up to which everything counts as read."""

    seq: int
    day: str


class SeenFile:
    """The file that remembers it for one board; `folder` need not exist."""

    def __init__(self, folder: str, session: Session) -> None:
        self._session = session
        self._record = OwnRecord(folder, session, "What you have read")

    @property
    def path(self) -> str:
        """Where it is."""
        return self._record.path

    def read(self) -> Seen | None:
        """Return how far one has read; None for one who never looked, or where the file is none of ours."""
        record = self._record.read()
        if not (is_id(record.get("seq")) and is_date(record.get("day"))):
            return None
        seen = Seen(record["seq"], record["day"])
        return seen if seen.seq <= self._session.workspace.seq else None  # else the board was made anew

    def write(self) -> Seen:
        """Everything up to now is read. Raises Refused (cannot_write)."""
        seen = Seen(self._session.workspace.seq, self._session.clock.today())
        self._record.write(seen._asdict())
        return seen
