"""`board.json`: the state of a board after one entry of its journal, as the tables of a TinyDB file.

Tables are named in the plural (`cards`, `people`; the one document of `board` is in `board`). A numbered entity has
its number as document id. The others count from 1, and their document holds their key: in the field that has it anyway,
or else in `_key`. A table of another program whose name has no plural `s` (`_default`) is the kind `table:_default`.

The first table, `meta`, has one document: what the file stands for, and `digest`, the SHA-256 of its other fields and
of everything after that document. A rewrite by TinyDB that changes nothing leaves it as it was.

Reading needs no TinyDB: importing it takes as long as reading 5,000 cards.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple, NoReturn

from tuiboard.domain.changes import Doc, Id
from tuiboard.domain.migrations import CURRENT, needs_upgrade, upgraded_doc
from tuiboard.domain.workspace import NUMBERED, Table, Workspace
from tuiboard.storage.chain import Position

SCHEMA = CURRENT
"""Layout of the file; of a newer one everything known is read and nothing is written; an older one is upgraded."""
Tables = dict[str, dict[str, Any]]
"""What a TinyDB storage reads and writes: table name → document id → document."""

BEGINNING = 256
"""Bytes that show whether a file may be a board's, however large it is."""

_META = b'{"meta": {"1": '
KEY = "_key"
"""Field that holds the key of a document that does not have it otherwise."""
"""Field that holds the key of a document that does not have it otherwise."""
_NAMES = {
    "board": "board", "column": "columns", "project": "projects", "person": "people", "milestone": "milestones",
    "card": "cards", "comment": "comments",
}  # fmt: skip
_KINDS = {name: kind for kind, name in _NAMES.items()}
_FOREIGN = "table:"
_KEY_FIELDS = {"column": "key", "project": "key", "person": "handle"}


class Unusable(Exception):
    """The file does not hold what the program wrote: its text says why, as the end of a sentence about the file."""


class Edited(Unusable):
    """Another program changed the file since it was written."""


class Unreadable(Unusable):
    """One may not read the file, so nothing is known of what it holds."""


class NewerLayout(Unusable):
    """A newer version of the program wrote the file in a layout that this one does not know."""


class Meta(NamedTuple):
    """What a file stands for: a place in the journal, the next numbers, the layout."""

    at: Position
    next_ids: Mapping[str, int]
    schema: int


def _no_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is not a number")


_decoder = json.JSONDecoder(parse_constant=_no_constant)


def table_name(kind: str) -> str:
    """Return the table that holds the entities of a kind."""
    return _NAMES.get(kind) or (kind.removeprefix(_FOREIGN) if kind.startswith(_FOREIGN) else kind + "s")


def kind_of(table: str) -> str:
    """Return the kind whose entities a table holds."""
    if table in _KINDS:
        return _KINDS[table]
    return table[:-1] if len(table) > 1 and table.endswith("s") and not table.startswith(_FOREIGN) else _FOREIGN + table


def tables(at: Position, workspace: Workspace) -> Tables:
    """Return the tables of a workspace that stands at `at`, `meta` first; its digest is added where it is written."""
    meta = {
        "app": "tuiboard", "schema": SCHEMA, "seq": at.seq, "offset": at.offset, "line": at.line, "head": at.head,
        "next_ids": dict(workspace.next_ids),
    }  # fmt: skip
    made: Tables = {"meta": {"1": meta}}
    kinds = [*_NAMES, *sorted(kind for kind in workspace.tables if kind not in _NAMES)]
    for kind in kinds:
        table = workspace.table(kind)
        if table or kind in _NAMES:
            made[table_name(kind)] = _documents(kind, table)
    return made


def _documents(kind: str, table: Table) -> dict[str, Doc]:
    if not is_keyed(kind) and all(type(id) is int for id in table):
        return {str(id): doc for id, doc in table.items()}
    documents = {}
    for count, (id, doc) in enumerate(table.items(), 1):
        own = own_key(kind, doc)
        documents[str(count)] = doc if own == id and type(own) is type(id) else {**doc, KEY: id}
    return documents


def is_keyed(kind: str) -> bool:
    """True for a kind whose documents say themselves which entity they are."""
    return kind == "board" or kind in _KEY_FIELDS


def own_key(kind: str, doc: Mapping[str, Any]) -> object:
    """Return what a document of such a kind says which entity it is; None where it doesn't."""
    return "board" if kind == "board" else doc.get(_KEY_FIELDS.get(kind, ""))


def digest(meta: Mapping[str, Any], rest: bytes | memoryview) -> str:
    """Return the digest of a file: of the fields of `meta` except the digest, and of the bytes after its document."""
    fields = json.dumps({name: value for name, value in meta.items() if name != "digest"})
    made = sha256(fields.encode("ascii"))
    made.update(rest)
    return made.hexdigest()


def check_beginning(data: bytes, size: int) -> None:
    """Raise Unusable unless a file of `size` bytes that begins with `data` may be a board's."""
    if not data.startswith(_META):
        raise Unusable("is not the file of a tuiboard board" if data.strip() or size > len(data) else "is empty")


def read_meta(data: bytes) -> Meta:
    """Return what a file stands for. Raises Unusable for a file that was changed since it was written."""
    check_beginning(data, len(data))
    try:
        record, end = _decoder.raw_decode(data[: 1 << 20].decode("ascii"), len(_META))
    except (ValueError, RecursionError) as error:
        raise Unusable("can't be read: it is cut off or damaged") from error
    if type(record) is not dict:
        raise Edited("was changed by another program")
    schema = record.get("schema")
    if record.get("digest") != digest(record, memoryview(data)[end:]):
        if type(schema) is int and schema > SCHEMA:  # which may count its digest otherwise
            raise _unknown_layout(schema)
        raise Edited("was changed by another program")
    try:
        at = Position(record["seq"], record["offset"], record["line"], record["head"])
        numbers = (at.seq, at.offset, at.line, schema, *record["next_ids"].values())
    except (KeyError, AttributeError) as error:
        raise _unknown_layout(schema) from error
    if type(at.head) is not str or any(type(number) is not int or number < 0 for number in numbers):
        raise _unknown_layout(schema)
    return Meta(at, record["next_ids"], record["schema"])


def claimed_seq(data: bytes) -> int | None:
    """Return the entry that the beginning of a file says it stands for, without looking whether that is true."""
    try:
        record, _ = _decoder.raw_decode(data.decode("ascii"), len(_META))
        seq = record["seq"]
    except (ValueError, RecursionError, KeyError, TypeError):
        return None
    return seq if type(seq) is int else None


def _unknown_layout(schema: object) -> Unusable:
    if type(schema) is int and schema > SCHEMA:
        return NewerLayout("was written by a newer version of tuiboard")
    return Unusable("is not laid out as the file of a board")


def read_workspace(data: bytes, meta: Meta) -> Workspace:
    """Return the state that a file holds. Raises Unusable."""
    try:
        content = _decoder.decode(data.decode("ascii"))
        made = {}
        for name, documents in content.items():
            if name != "meta" and documents:
                kind = kind_of(name)
                table = _table(kind, documents)
                if needs_upgrade(kind, meta.schema):
                    table = {id: upgraded_doc(kind, doc, meta.schema) for id, doc in table.items()}
                made[kind] = table
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError) as error:
        raise _unknown_layout(meta.schema) from error
    return Workspace(made, meta.at.seq, meta.next_ids)


def _table(kind: str, documents: dict[str, Doc]) -> dict[Id, Doc]:
    if kind in NUMBERED and not any(KEY in doc for doc in documents.values()):
        return {int(number): doc for number, doc in documents.items()}
    table: dict[Id, Doc] = {}
    has_key = is_keyed(kind)
    for number, doc in documents.items():
        id = doc.pop(KEY) if KEY in doc else own_key(kind, doc) if has_key else int(number)
        if type(id) is not int and type(id) is not str:
            raise TypeError("no key")
        table[id] = doc
    return table
