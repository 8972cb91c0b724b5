"""What a new board begins with: columns from a text, a name from its file, a handle from a login, a uuid."""

import os
from typing import Any

from tuiboard.domain.names import column_key, is_handle
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import one_line, visible

DEFAULT_COLUMNS = "Backlog,Doing:3,Review:2,Done"

_LONGEST_NAME = 80
_LARGEST_LIMIT = 10_000


def parse_columns(text: str) -> list[dict[str, Any]]:
    """Return the columns of `Backlog,Doing:3,Review:2,Done`.

    `:n` is a WIP limit, the first column is a queue, the last is done, the others are active. Raises Refused (usage),
    naming the column that can't be.
    """
    columns: list[dict[str, Any]] = []
    for part in text.split(","):
        name, colon, limit = part.rpartition(":") if ":" in part else (part, "", "")
        name = one_line(name)
        if not name or len(name) > _LONGEST_NAME:
            refuse("usage", f"“{visible(part, 60)}” can't be a column.", f"Write them as in {DEFAULT_COLUMNS}.")
        doc: dict[str, Any] = {"key": column_key(name), "name": name, "kind": "active"}
        if colon:
            doc["wip_limit"] = _limit(limit.strip(), name)
        if any(doc["key"] == other["key"] for other in columns):
            refuse("usage", f"Two columns would be called {visible(doc['key'], 60)}.", "Give each a name of its own.")
        columns.append(doc)
    if len(columns) < 2:
        hint = f"The first is a queue and the last is done, as in {DEFAULT_COLUMNS}."
        refuse("usage", "A board needs two columns at least.", hint)
    columns[0]["kind"], columns[-1]["kind"] = "queue", "done"
    return columns


def _limit(text: str, name: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 7 and 1 <= int(text) <= _LARGEST_LIMIT):
        hint = "A limit is a whole number from 1 on, as in Doing:3."
        refuse("usage", f"“{visible(text, 60)}” is not a limit for {visible(name, 60)}.", hint)
    return int(text)


def handle_for(login: str) -> str:
    """Return the handle made from a login name: `Ana Ruiz@corp` → `ana-ruiz-corp`; `user` where no letter is left."""
    kept = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "-" for c in login.lower())[:40].strip("._-")
    return kept if is_handle(kept) else f"user-{kept}"[:40].strip("._-")


def board_name(path: str) -> str:
    """Return a name for the board at `path`: that of its file; of its folder for a board.json or tuiboard.json."""
    name = os.path.basename(path).removesuffix(".json")
    if name in ("board", "tuiboard"):
        name = os.path.basename(os.path.dirname(path))
    return one_line(visible(name, _LONGEST_NAME)) if name not in ("", "tuiboard") else "Board"


def new_uuid() -> str:
    """Return a random UUID (version 4)."""
    digits = bytearray(os.urandom(16))
    digits[6] = digits[6] & 0x0F | 0x40
    digits[8] = digits[8] & 0x3F | 0x80
    text = digits.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
