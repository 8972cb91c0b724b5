"""Broken and hostile files: an error that says what and where, whatever the format; nothing is ever half taken in."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.exchange.samples import CONTEXT, EMPTY, THREE, a_board, attempt, bring, refusal, task, titles
from tuiboard.domain.refusal import Refusal, Refused
from tuiboard.engine import exchange
from tuiboard.engine.exchange import document

GOOD = json.dumps([task("Zürich")], ensure_ascii=False)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_utf_8_16_and_32_are_read_with_and_without_a_mark(encoding: str) -> None:
    assert set(titles(bring(GOOD.encode(encoding)))) == {"Zürich"}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is empty."),
        (b" \n\t", "The file is empty."),
        (b"\xef\xbb\xbf\n", "The file is empty."),
        (GOOD.encode("latin-1"), "The file is not UTF-8: byte 0xFC on line 1 looks like Latin-1. Convert it:"),
        (b'[\n{"a":\n"\xe9"}]', "byte 0xE9 on line 3"),
        (GOOD.encode().replace(b"pending", b"pend\0ing"), "of the file is NUL"),
        (b'{"a\0": 1}', "Byte 4 of the file is NUL"),
        (GOOD.encode("utf-16")[:-1], "looks like UTF-16, but byte"),
        (b"hello", "The file is not JSON: Expecting value on line 1, column 1."),
        (b'{"a": 1,\n "b": }', "The file is not JSON: Expecting value on line 2, column 7."),
        (b"id,title\n1,x\n", "The table is no risk register: its columns are “id”, “title”."),
        (b'{"description":"a","uuid":"1"}\n{"description":"b"', "Line 2 is not JSON"),
        (b'[{"uuid": "1"', "The file is not JSON"),
        (b"[" * 100_000 + b"]" * 100_000, "The file nests more than 50 levels deep."),
        (b'{"a":' * 100_000, "The file nests more than 50 levels deep."),
        (b'[{"description": "a", "x": NaN}]', "[0].x is NaN, which is no number."),
        (b'[{"description": "a", "x": [1, -Infinity]}]', "[0].x[1] is -Infinity, which is no number."),
        (b'[{"description": "a", "x": 1e999}]', "[0].x is a number too large."),
        (b'[{"x": {"y": ' + b"9" * 5000 + b"}}]", "[0].x.y is a number of 5,000 digits."),
        (b'[{"description": "a", "x": {"k": 1, "k": 2}}]', "[0].x has the key “k” twice."),
        (b'{"description": "a", "uuid": "1", "uuid": "2"}', "The file has the key “uuid” twice."),
        (
            b'{"lists": {}, "cards": []}',
            "This is neither a Trello board, nor tasks of Taskwarrior, nor a board of tuiboard, nor a risk",
        ),
        (b"{}", "say which with --from trello|taskwarrior|json"),
        (b"null", "This is neither"),
        (b'"text"', "This is neither"),
        (b"[1, 2]", "This is neither"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(data: bytes, words: str) -> None:
    assert words in refusal(data)


@pytest.mark.parametrize(
    ("format", "data", "words"),
    [
        ("trello", b"[]", "A Trello export is one object with lists and cards; this file is a list."),
        ("trello", b'{"cards": []}', "lists is missing."),
        ("taskwarrior", b"3", "Taskwarrior exports a list of tasks; this file is a number."),
        ("json", b"null", "A board of tuiboard is one object; this file is null."),
        ("json", b'{"x": 1}', 'neither "format": "tuiboard" nor the tables of a board'),
    ],
)
def test_a_file_is_not_what_it_is_said_to_be(format: str, data: bytes, words: str) -> None:
    assert words in refusal(data, format)


def test_a_path_in_a_message_is_harmless_and_short() -> None:
    words = refusal(b'[{"description": "a", "\\u001b]0;x' + b"k" * 5000 + b'": NaN}]')
    assert "\x1b" not in words
    assert len(words) < 250


@pytest.mark.parametrize(("call", "format"), [("read", "csv"), ("read", "\x1b[2J"), ("write", "trello")])
def test_an_unknown_format_is_wrong_usage(call: str, format: str) -> None:
    def act() -> None:
        if call == "read":
            exchange.read(format, b"[]", "f", EMPTY, CONTEXT)
        else:
            exchange.write(format, EMPTY, None, None, CONTEXT.now)

    with pytest.raises(Refused) as refused:
        act()
    assert refused.value.refusal.code == "usage"
    assert "Formats: " in refused.value.refusal.text
    assert "\x1b" not in refused.value.refusal.text


def test_the_format_is_guessed_from_the_content() -> None:
    assert exchange.guess(a_board(THREE)) == "trello"
    assert exchange.guess(document.parse(GOOD.encode())) == "taskwarrior"
    assert exchange.guess([]) == "taskwarrior"
    assert exchange.guess(json.loads(exchange.write("json", EMPTY, None, None, CONTEXT.now))) == "json"
    assert exchange.guess({"_default": {}, "cards": {"1": {"id": 1}}}) == "json"


def test_a_quote_without_its_partner_does_not_cost_quadratic_time() -> None:
    assert "not JSON" in refusal(b'["' + b'\\"' * 500_000)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_any_json_is_read_as_json_reads_it_or_refused(value: Any) -> None:
    text = json.dumps(value)
    try:
        assert document.parse(text.encode()) == json.loads(text)
    except Refused:
        assert "NaN" in text or "Infinity" in text


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_in_words(data: bytes) -> None:
    found = attempt(data)
    if isinstance(found, Refusal):
        assert found.code == "bad_data"
        assert len(found.text) < 300
