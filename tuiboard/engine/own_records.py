"""What one's own state folder remembers of a board, a small file a board: never on the board itself."""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from typing import Any

from tuiboard.domain.refusal import refuse
from tuiboard.engine.session import Session

_FLAGS = os.O_CLOEXEC | os.O_NOFOLLOW
_LARGEST = 100_000


class OwnRecord:
    """One object of JSON about one board, known by its uuid, in a folder that need not exist.

    `what` begins the sentence that says that it can't be kept: `What you have read`.
    """

    def __init__(self, folder: str, session: Session, what: str) -> None:
        self._folder = folder
        self._session = session
        self._what = what

    @property
    def path(self) -> str:
        """Where it is. What stands in a board is no file name, so its hash is."""
        known = self._session.workspace.board.uuid or self._session.store.name
        return os.path.join(self._folder, sha256(str(known).encode("utf-8", "replace")).hexdigest()[:32] + ".json")

    def read(self) -> Mapping[str, Any]:
        """Return what was kept; empty where nothing was, or where the file is none of ours."""
        try:
            descriptor = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK | _FLAGS)
            with open(descriptor, "rb") as file:
                record = json.loads(file.read(_LARGEST))
        except (OSError, ValueError, RecursionError):
            return {}
        return record if isinstance(record, dict) else {}

    def write(self, record: Mapping[str, Any]) -> None:
        """Keep this instead, with the board's name. Raises Refused (cannot_write)."""
        path = self.path
        new = f"{path}.{os.getpid()}.new"
        data = json.dumps({"board": self._session.store.name, **record}).encode("ascii")
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
            refuse("cannot_write", f"{self._what} can't be remembered in {path}: {error.strerror}.")
