"""How far one has read the notices of a board: kept in one's own state folder, never on the board."""

import json
import os
from contextlib import suppress
from hashlib import sha256
from typing import NamedTuple

from tuiboard.domain.calendar import is_date
from tuiboard.domain.refusal import refuse
from tuiboard.domain.shapes import is_id
from tuiboard.engine.session import Session

_FLAGS = os.O_CLOEXEC | os.O_NOFOLLOW
_LARGEST = 10_000


class Seen(NamedTuple):
    """The last entry and the day up to which everything counts as read."""

    seq: int
    day: str


class SeenFile:
    """The file that remembers it for one board, known by its uuid; `folder` need not exist."""

    def __init__(self, folder: str, session: Session) -> None:
        self._folder = folder
        self._session = session

    @property
    def path(self) -> str:
        """Where it is. What stands in a board is no file name, so its hash is."""
        known = self._session.workspace.board.uuid or self._session.store.name
        return os.path.join(self._folder, sha256(str(known).encode("utf-8", "replace")).hexdigest()[:32] + ".json")

    def read(self) -> Seen | None:
        """Return how far one has read; None for one who never looked, or where the file is none of ours."""
        try:
            descriptor = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK | _FLAGS)
            with open(descriptor, "rb") as file:
                record = json.loads(file.read(_LARGEST))
        except (OSError, ValueError, RecursionError):
            return None
        if not (isinstance(record, dict) and is_id(record.get("seq")) and is_date(record.get("day"))):
            return None
        seen = Seen(record["seq"], record["day"])
        return seen if seen.seq <= self._session.workspace.seq else None  # else the board was made anew

    def write(self) -> Seen:
        """Everything up to now is read. Raises Refused (cannot_write)."""
        seen = Seen(self._session.workspace.seq, self._session.clock.today())
        path = self.path
        new = f"{path}.{os.getpid()}.new"
        data = json.dumps({"board": self._session.store.name, **seen._asdict()}).encode("ascii")
        try:
            os.makedirs(self._folder, mode=0o700, exist_ok=True)
            descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _FLAGS, 0o600)
            try:
                with open(descriptor, "wb") as file:
                    file.write(data)
                os.replace(new, path)
            except OSError:
                with suppress(OSError):  # what counts is why it could not be written
                    os.unlink(new)
                raise
        except OSError as error:
            refuse("cannot_write", f"What you have read can't be remembered in {path}: {error.strerror}.")
        return seen
