"""An entry as one line of the journal, and back.

A line is one compact JSON object in ASCII, then a newline:

    {"v":2,"seq":7,"prev":"<SHA-256>","txid":"…","at":"…","who":"ana","uid":1000,"action":"card.moved",
     "changes":[["card",12,{"column":"todo"},{"column":"doing"}]],"crc":"0a1b2c3d"}

`why`, `undoes`, `redo`, `claimed` and `told` are there only when they say something. `prev` is the SHA-256 of the entry
line before, newline included: what `tail -n 1 board.journal.jsonl | sha256sum` prints. `crc` is always last: the CRC-32
of all bytes before its comma, so that a damaged byte is located in the very line that has it, the last line included.
Keys that this version does not know are ignored; what an older one wrote is read in today's words
(domain/migrations.py). A line that ends in `~torn` was never finished and is no entry.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from types import NoneType
from typing import Any, NamedTuple, NoReturn
from zlib import crc32

from tuiboard.domain.changes import Change, Entry, Id, Told
from tuiboard.domain.migrations import CURRENT, upgraded_change
from tuiboard.domain.refusal import refuse

VERSION = CURRENT
"""The `v` of the lines written here; of a newer one everything known is read and nothing is written."""
TORN = b"~torn\n"
"""Ends an unfinished line, so that it can never become an entry."""
DEEPEST = 100
"""Levels of nesting in one change. A line of 900 levels can be written, but not read where the stack is deeper."""

BEGINNING = b'{"v":'
"""How every entry's line begins, finished or not."""

_CRC = b',"crc":"'
_CRC_END = b'"}\n'
CRC_LENGTH = len(_CRC) + 8 + len(_CRC_END)
_NUMBERS = ("v", "seq", "uid")
_OPTIONAL_TEXT = (str, NoneType)
_TEXTS = ("prev", "txid", "at", "who", "action")


class Damaged(Exception):
    """A line is not an entry: its text says why, as the end of a sentence about the line."""


class Line(NamedTuple):
    """A decoded line: the entry, the hash of the line before it, and the version of its format."""

    entry: Entry
    prev: str
    version: int


def plain(value: object) -> dict[Any, Any]:
    """Return a mapping as the dict that JSON knows. Raises TypeError for anything else."""
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} can't be stored")


def _no_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is not a number")


_encode = json.JSONEncoder(separators=(",", ":"), allow_nan=False, default=plain).encode
_decode = json.JSONDecoder(parse_constant=_no_constant).raw_decode


def encode(entry: Entry, prev: str) -> bytes:
    """Return the line of `entry`, newline included. Raises Refused for what JSON can't hold (NaN, infinity, depth)."""
    record: dict[str, Any] = {
        "v": VERSION, "seq": entry.seq, "prev": prev, "txid": entry.txid, "at": entry.at, "who": entry.who,
        "uid": entry.uid, "action": entry.action,
    }  # fmt: skip
    if entry.why is not None:
        record["why"] = entry.why
    if entry.undoes is not None:
        record["undoes"] = entry.undoes
    if entry.redo:
        record["redo"] = True
    if entry.claimed:
        record["claimed"] = entry.claimed
    record["changes"] = entry.changes
    if entry.told:
        record["told"] = [_told_record(told) for told in entry.told]
    try:
        body = _encode(record)[:-1].encode("ascii")
    except ValueError as error:
        refuse("bad_data", f"The change can't be stored: {error}.")
    except RecursionError:
        _refuse_depth()
    if body.count(b"[") + body.count(b"{") > DEEPEST and _deeper(record, DEEPEST):
        _refuse_depth()
    return b"%s%s%08x%s" % (body, _CRC, crc32(body), _CRC_END)


def _refuse_depth() -> NoReturn:
    refuse("bad_data", f"The change can't be stored: it is nested deeper than {DEEPEST} levels.")


def _deeper(value: object, levels: int) -> bool:
    if isinstance(value, Mapping):
        return levels == 0 or any(_deeper(item, levels - 1) for item in value.values())
    if isinstance(value, list | tuple):
        return levels == 0 or any(_deeper(item, levels - 1) for item in value)
    return False


def _told_record(told: Told) -> dict[str, Any]:
    record = {"happened": told.happened, "who": told.who, "action": told.action, "change": told.change}
    if told.source is not None:
        record["source"] = told.source
    if told.why is not None:
        record["why"] = told.why
    return record


def could_begin(data: bytes) -> bool:
    """False for bytes that begin no line of a journal: another program wrote them.

    A power cut can leave NULs where a line was being written.
    """
    return data.startswith((BEGINNING[: len(data)], b"\0"))


def could_end(data: bytes) -> bool:
    """False for bytes whose last CRC_LENGTH are not the end of an entry's line, whatever stands for its newline."""
    return data[-CRC_LENGTH:].startswith(_CRC)


def decode(line: bytes) -> Line:
    """Return what a line with its newline says. Raises Damaged, also for a line that ends in `~torn`."""
    body = line[:-CRC_LENGTH]
    if line[-CRC_LENGTH:] != b"%s%08x%s" % (_CRC, crc32(body), _CRC_END):
        raise Damaged("does not have the checksum of its content")
    try:
        text = line.decode("ascii")
        record, end = _decode(text)
    except (ValueError, RecursionError) as error:
        raise Damaged("is not valid JSON") from error
    if end != len(text) - 1 or type(record) is not dict:
        raise Damaged("is not one JSON object")
    try:
        return Line(_entry(record), record["prev"], record["v"])
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise Damaged("is not an entry") from error


def _entry(record: dict[str, Any]) -> Entry:
    get = record.get
    why, undoes, told, claimed = get("why"), get("undoes"), get("told"), get("claimed", {})
    if {type(record[name]) for name in _NUMBERS} != {int} or {type(record[name]) for name in _TEXTS} != {str}:
        raise TypeError("required keys")
    if type(why) not in _OPTIONAL_TEXT or type(undoes) not in (int, NoneType) or type(claimed) is not dict:
        raise TypeError("optional keys")
    changes = tuple([_change(change) for change in record["changes"]])
    told = () if not told else tuple([_told(item) for item in told])
    if record["v"] < VERSION:
        changes = tuple([upgraded_change(change, record["v"]) for change in changes])
        told = tuple([item._replace(change=upgraded_change(item.change, record["v"])) for item in told])
    return Entry(
        record["seq"], record["txid"], record["at"], record["who"], record["uid"], record["action"],
        changes, why, undoes, bool(get("redo")), told, claimed,
    )  # fmt: skip


def _change(record: Any) -> Change:
    kind, id, before, after = record[0], record[1], record[2], record[3]
    if (
        type(kind) is not str
        or (type(id) is not int and type(id) is not str)
        or (before is not None and type(before) is not dict)
        or (after is not None and type(after) is not dict)
    ):
        raise TypeError("no change")
    return Change(kind, id, before, after)


def _told(record: Any) -> Told:
    texts = record["happened"], record["who"], record["action"]
    source, why = record.get("source"), record.get("why")
    if any(type(text) is not str for text in texts) or {type(source), type(why)} - set(_OPTIONAL_TEXT):
        raise TypeError("told")
    return Told(*texts, _change(record["change"]), source, why)


def line_hash(line: bytes) -> str:
    """Return the SHA-256 of a line with its newline, in hexadecimal: the next line's `prev`."""
    return sha256(line).hexdigest()


def needle(kind: str, id: Id | None) -> bytes:
    """Return the bytes that are in every line that changes, tells of or comments on that entity: `["card",12`.

    None stands for any entity of the kind.

    Lines about card 123 hold them too, so it only spares decoding. A comment's document says `"on":["card",12]`.
    """
    return _encode([kind] if id is None else [kind, id])[:-1].encode("ascii")
