"""One entry is one line: what comes back is what went in, and a damaged line is never taken for an entry."""

import json
from typing import Any
from zlib import crc32

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.storage.boards import card, entry
from tuiboard.domain.changes import Change, Entry, Told
from tuiboard.domain.refusal import Refused
from tuiboard.engine.ports import GENESIS
from tuiboard.storage.codec import DEEPEST, VERSION, Damaged, decode, encode, needle

HOSTILE = '\x00\x1b]52;c;aGk=\x07\x7f\x85 \ud800 \udfff \u202e \U000e0041 [/red] \n\r\t " \\ é 😀'

texts = st.text(st.characters(exclude_categories=()), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
docs = st.none() | st.dictionaries(texts, values, max_size=4)
changes = st.builds(Change, texts, st.integers() | texts, docs, docs)
entries = st.builds(
    Entry, st.integers(min_value=1), texts, texts, texts, st.integers(min_value=0), texts,
    st.lists(changes, max_size=3).map(tuple), st.none() | texts, st.none() | st.integers(), st.booleans(),
    st.lists(st.builds(Told, texts, texts, texts, changes, st.none() | texts), max_size=2).map(tuple),
    st.dictionaries(texts, texts, max_size=2),
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.too_slow])  # the machine may be busy
@given(entries)
def test_what_is_read_back_is_what_was_written(one: Entry) -> None:
    line = encode(one, GENESIS)
    assert decode(line) == (one, GENESIS, VERSION)
    assert line.isascii()
    assert line.count(b"\n") == 1
    assert line.endswith(b"}\n")


def test_hostile_text_survives_in_every_field() -> None:
    change = Change("card", HOSTILE, {"title": HOSTILE}, {HOSTILE: [HOSTILE]})
    one = entry(change, who=HOSTILE, why=HOSTILE, action=HOSTILE, txid=HOSTILE, claimed={HOSTILE: HOSTILE})
    assert decode(encode(one, GENESIS)).entry == one


def test_a_line_has_the_documented_fields_and_nothing_that_says_nothing() -> None:
    record = json.loads(encode(entry(card(12))._replace(seq=7), GENESIS))
    assert list(record) == ["v", "seq", "prev", "txid", "at", "who", "uid", "action", "changes", "crc"]
    assert record["seq"] == 7
    assert record["changes"] == [["card", 12, None, dict(card(12).after or {})]]
    said = entry(
        why="w", undoes=3, redo=True, claimed={"LOGNAME": "x"}, told=(Told("2026-01-01T00:00:00Z", "o", "a", card(1)),)
    )
    assert set(json.loads(encode(said, GENESIS))) - set(record) == {"why", "undoes", "redo", "claimed", "told"}


def test_the_needle_of_an_entity_is_in_the_lines_that_concern_it() -> None:
    told = Told("2026-01-01T00:00:00Z", "omar", "card.moved", card(12))
    assert needle("card", 12) == b'["card",12'
    assert needle("card", 12) in encode(entry(card(12)), GENESIS)
    assert needle("card", 12) in encode(entry(told=(told,)), GENESIS)
    assert needle("card", 12) not in encode(entry(card(1), card(112)), GENESIS)
    assert needle("column", 'a"é\n') in encode(entry(Change("column", 'a"é\n', None, {})), GENESIS)


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), float("-inf"), 10**5000], ids=["nan", "inf", "-inf", "long"]
)
def test_numbers_that_json_cannot_hold_are_refused(value: float) -> None:
    with pytest.raises(Refused) as refused:
        encode(entry(card(1, effort=value)), GENESIS)
    assert refused.value.refusal.code == "bad_data"


def nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize("levels", [DEEPEST, 900, 100_000])
def test_nesting_that_could_not_be_read_back_everywhere_is_refused(levels: int) -> None:
    with pytest.raises(Refused, match="nested deeper"):
        encode(entry(card(1, extra=nested(levels))), GENESIS)


def test_ordinary_nesting_and_long_lists_are_kept() -> None:
    one = entry(card(1, extra=nested(50), checklist=[{"text": "a", "done": False}] * 1000))
    assert decode(encode(one, GENESIS)).entry == one


def line_of(record: Any) -> bytes:
    """A line with a correct checksum, whatever it says."""
    body = json.dumps(record, separators=(",", ":"))[:-1].encode("ascii")
    return body + b',"crc":"%08x"}\n' % crc32(body)


def record(**fields: Any) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(encode(entry(card(1))._replace(seq=1), GENESIS))
    del made["crc"]
    return {**made, **fields}


def test_what_a_newer_version_adds_is_read_over() -> None:
    newer = record(v=9, colour="blue", changes=[["card", 1, None, {"title": "x", "mood": "good"}, "more"]])
    read = decode(line_of(newer))
    assert read.version == 9
    assert read.entry.changes == (Change("card", 1, None, {"title": "x", "mood": "good"}),)


@pytest.mark.parametrize(
    "fields",
    [
        {"seq": "1"}, {"seq": 1.0}, {"seq": True}, {"uid": None}, {"prev": 5}, {"who": ["ana"]}, {"why": {}},
        {"undoes": "3"}, {"claimed": []}, {"changes": None}, {"changes": [[]]}, {"changes": [["card", 1, {}]]},
        {"changes": [["card", 1.5, {}, {}]]}, {"changes": [["card", None, {}, {}]]}, {"changes": [["card", 1, [], {}]]},
        {"changes": [{"kind": "card"}]}, {"told": [1]},
        {"told": [{"happened": 1, "who": "a", "action": "b", "change": ["card", 1, None, {}]}]},
    ],
)  # fmt: skip
def test_a_line_of_the_wrong_shape_is_damaged_even_with_a_correct_checksum(fields: dict[str, Any]) -> None:
    with pytest.raises(Damaged):
        decode(line_of(record(**fields)))


@pytest.mark.parametrize(
    "line",
    [b"", b"\n", b"{}\n", b"~torn\n", b"\x00" * 40 + b"\n", line_of([1]), line_of({}), line_of({"seq": float("nan")}),
     b'{"a":' + b"[" * 100_000 + b"\n"],
)  # fmt: skip
def test_what_is_no_entry_is_damaged(line: bytes) -> None:
    with pytest.raises(Damaged):
        decode(line)


def test_a_change_of_any_bit_is_noticed() -> None:
    line = encode(entry(card(1, title="Ünïcode"))._replace(seq=1), GENESIS)
    for at in range(len(line)):
        for bit in range(8):
            flipped = line[:at] + bytes([line[at] ^ 1 << bit]) + line[at + 1 :]
            with pytest.raises(Damaged):
                decode(flipped)
