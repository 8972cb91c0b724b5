"""A file that another program wrote over `board.json`, read as the tables of a board: bounded, and nothing guessed.

What the values are worth is for the domain to decide; here each document has only to be one.
"""

import json
from typing import Any, NoReturn

from tuiboard.domain.changes import Doc, Id
from tuiboard.domain.migrations import upgraded_doc
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import NUMBERED
from tuiboard.storage.checkpoint import KEY, SCHEMA, Unusable, is_keyed, kind_of, own_key

DEEPEST = 50
"""Levels of nesting in one document; an entry can hold little more."""
_LONGEST_NUMBER = 300
"""Digits of a whole number."""

Tables = dict[str, dict[Id, Doc]]


def held_tables(data: bytes) -> tuple[Tables, tuple[int, str]]:
    """Return the documents of a TinyDB file by kind and id, and (entry, head) that it says it stands for; (0, "") if it
    doesn't. Raises Unusable for what is no board."""
    try:
        content = _decoder.decode(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _no_board("it is no text in UTF-8") from error
    except RecursionError as error:
        raise _no_board("it is nested too deep") from error
    except ValueError as error:
        raise _no_board(f"it is no JSON ({visible(error, 100)})") from error
    if type(content) is not dict or not all(type(table) is dict for table in content.values()):
        raise _no_board("it does not hold the tables of TinyDB")
    schema, claim = _claim(content.pop("meta", {}))
    if not content.get("columns"):
        raise _no_board("there is no column in it")
    found: Tables = {}
    for name, documents in content.items():
        if documents:
            kind = kind_of(name)
            found[kind] = _documents(kind, name, documents, schema)
    return found, claim


def _no_board(why: str) -> Unusable:
    return Unusable(f"can't be read as a board: {why}")


def _claim(meta: dict[str, Any]) -> tuple[int, tuple[int, str]]:
    """The layout of the file, and the entry and head that it says it stands for."""
    record = meta.get("1")
    if type(record) is not dict:
        return SCHEMA, (0, "")
    schema, seq, head = record.get("schema"), record.get("seq"), record.get("head")
    if type(schema) is not int or schema < 1:
        schema = SCHEMA
    if schema > SCHEMA:
        raise _no_board("a newer version of tuiboard wrote it")
    return schema, (seq, head) if type(seq) is int and type(head) is str else (0, "")


def _documents(kind: str, name: str, documents: dict[str, Any], schema: int) -> dict[Id, Doc]:
    found: dict[Id, Doc] = {}
    for number, doc in documents.items():
        where = f"document {visible(number, 30)} of the table “{visible(name, 40)}”"
        if type(doc) is not dict or not number.isascii() or not number.isdecimal() or len(number) > 15:
            raise _no_board(f"{where} is none")
        if _is_deep(doc, DEEPEST):
            raise _no_board(f"{where} is nested deeper than {DEEPEST} levels")
        id = _id(kind, number, doc)
        if type(id) is not int and type(id) is not str:
            raise _no_board(f"{where} does not say which {visible(kind, 40)} it is")
        if id in found:
            raise _no_board(f"{where} is a second one for {visible(kind, 40)} {visible(id, 40)}")
        found[id] = upgraded_doc(kind, {field: value for field, value in doc.items() if field != KEY}, schema)
    return found


def _id(kind: str, number: str, doc: Doc) -> object:
    if kind not in NUMBERED and KEY in doc:
        return doc[KEY]
    return own_key(kind, doc) if is_keyed(kind) else int(number)


def _is_deep(value: Any, levels: int) -> bool:
    items = value.values() if type(value) is dict else value if type(value) is list else ()
    return levels == 0 or any(_is_deep(item, levels - 1) for item in items if type(item) in (dict, list))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise ValueError(f"the key “{visible(twice, 40)}” stands in one object twice")
    return made


def _whole(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:
        raise ValueError(f"a number of {len(digits):,} digits")
    return int(digits)


def _fraction(digits: str) -> float:
    number = float(digits)
    return number if abs(number) != float("inf") else _no_number(digits)


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{visible(word, 20)} is no number")


_decoder = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_whole, parse_float=_fraction, parse_constant=_no_number
)
