"""The checker itself, on histories made by hand: it accepts what may be, and finds each thing that may not."""

import hashlib
import json
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest

from tests.soak.history import COUNT, FAIL, FILE, GENESIS, MAKE, OK, READ, SET, TAG, UNKNOWN, Line, Log, Operation
from tests.soak.history import history as read_logs
from tests.soak.history import journal as read_journal
from tests.soak.linear import check

FIRST = [["card", 1, None, {"count": 0, "register": "new"}], ["card", 2, None, {"title": "Tagged"}]]


def counted(old: int, new: int) -> list[list[Any]]:
    return [["card", 1, {"count": old}, {"count": new}]]


def write(name: str, kind: str, invoked: int, ended: int | None, seq: int | None, asked: Any = None) -> Operation:
    return Operation(name, kind, UNKNOWN if ended is None else OK, invoked, ended, seq, asked)


def read(name: str, invoked: int, ended: int, seq: int, seen: list[Any], kind: str = READ) -> Operation:
    return Operation(name, kind, OK, invoked, ended, seq, seen=seen)


def good() -> tuple[list[Operation], list[Line]]:
    """The board is made; `b` and `c` overlap; `d` fails; `e` is killed, and is there; `f` is killed, and is not."""
    operations = [
        write("a", MAKE, 0, 10, 1),
        write("b", COUNT, 20, 40, 3),
        write("c", SET, 30, 50, 2, ["new", "blue"]),
        Operation("d", SET, FAIL, 60, 70, 3, ["new", "red"], [1, "blue", None]),
        write("e", TAG, 80, None, None, "x"),
        write("f", COUNT, 90, None, None),
        read("r1", 0, 35, 2, [0, "blue", None]),  # began before anything, saw what was not acknowledged yet
        read("r2", 55, 65, 3, [1, "blue", None]),
        read("r3", 85, 95, 4, [1, "blue", "x"]),
        read("f1", 85, 95, 2, [0, "blue", None], FILE),  # the file may be behind
    ]
    lines = [
        Line(1, "a", FIRST),
        Line(2, "c", [["card", 1, {"register": "new"}, {"register": "blue"}]]),
        Line(3, "b", counted(0, 1)),
        Line(4, "e", [["card", 2, {"tags": None}, {"tags": ["x"]}]]),
    ]
    return operations, lines


def changed(name: str, **fields: Any) -> list[str]:
    """What is found when one operation of the good history is another."""
    operations, lines = good()
    return check([one._replace(**fields) if one.name == name else one for one in operations], lines)


def test_a_good_history_has_no_problem() -> None:
    assert check(*good()) == []


def test_no_history_at_all_has_no_problem() -> None:
    assert check([], []) == []


def test_an_acknowledged_entry_that_is_missing_is_lost() -> None:
    operations, lines = good()
    assert "b was acknowledged as entry 3 and is lost" in check(operations, lines[:2])


def test_an_acknowledged_entry_must_have_the_number_it_was_acknowledged_with() -> None:
    assert "b was acknowledged as entry 2 and is entry 3" in changed("b", seq=2)


@pytest.mark.parametrize("name", ["b", "e"])
def test_nothing_is_recorded_twice_acknowledged_or_not(name: str) -> None:
    operations, lines = good()
    twice = Line(5, name, counted(1, 2) if name == "b" else [["card", 2, {"tags": ["x"]}, {"tags": ["x"]}]])
    assert f"{name} is in the journal 2 times" in check(operations, [*lines, twice])


def test_what_failed_must_not_be_recorded() -> None:
    operations, lines = good()
    failed = Line(5, "d", [["card", 1, {"register": "blue"}, {"register": "red"}]])
    assert "d failed and is entry 5 all the same" in check(operations, [*lines, failed])


def test_an_entry_that_nobody_asked_for_is_found() -> None:
    operations, lines = good()
    assert check(operations, [*lines, Line(5, "ghost", [])]) == ["nobody asked for ghost, which is entry 5"]


def test_an_unknown_outcome_may_be_recorded_or_not() -> None:
    operations, lines = good()
    assert check([*operations, write("g", COUNT, 96, None, None)], [*lines, Line(5, "g", counted(1, 2))]) == []


def test_a_lost_update_is_found() -> None:
    operations, lines = good()
    second = write("g", COUNT, 100, 110, 5)
    problems = check([*operations, second], [*lines, Line(5, "g", counted(0, 1))])
    assert problems == [
        "entry 5 (g) was decided on another state: count is 1, not 0",
        "entry 5 (g, count None) makes [1, 'blue', 'x'] of [1, 'blue', 'x']",
    ]


@pytest.mark.parametrize(
    ("name", "asked"), [("c", ["other", "blue"]), ("c", ["new", "red"]), ("e", "y")], ids=["expected", "value", "tag"]
)
def test_an_entry_must_do_what_was_asked_for(name: str, asked: Any) -> None:
    assert any(f"({name}, " in problem and "makes" in problem for problem in changed(name, asked=asked))


def test_a_card_made_twice_is_found() -> None:
    operations, lines = good()
    again = write("g", MAKE, 100, 110, 5)
    assert any("card 1 is there already" in one for one in check([*operations, again], [*lines, Line(5, "g", FIRST)]))


def test_an_entry_before_one_that_had_ended_is_found() -> None:
    assert changed("b", invoked=52) == [], "c, entry 2, ended at 50, and b is entry 3"
    assert changed("c", invoked=45) == ["c (entry 2) comes before b, which had ended by then"]


def test_an_entry_of_a_killed_process_before_one_that_had_ended_is_found() -> None:
    operations, lines = good()
    later = [write("g", COUNT, 97, 98, 6), write("h", SET, 99, None, None, ["blue", "red"])]
    both = [Line(5, "h", [["card", 1, {"register": "blue"}, {"register": "red"}]]), Line(6, "g", counted(1, 2))]
    assert check([*operations, *later], [*lines, *both]) == ["h (entry 5) comes before g, which had ended by then"]


def test_a_read_that_misses_what_was_acknowledged_is_found() -> None:
    assert changed("r2", seq=2, seen=[0, "blue", None]) == ["r2 (entry 2) comes before b, which had ended by then"]


def test_a_reader_that_goes_back_is_found() -> None:
    operations, lines = good()
    back = read("r4", 96, 97, 3, [1, "blue", None])
    assert check([*operations, back], lines) == ["r4 (entry 3) comes before r3, which had ended by then"]


def test_a_read_of_what_nobody_had_asked_for_yet_is_found() -> None:
    assert changed("r2", seq=4, seen=[1, "blue", "x"]) == ["e (entry 4) comes before r2, which had ended by then"]


def test_a_read_of_what_is_not_in_the_journal_is_found() -> None:
    assert "r3 saw entry 5, which is not in the journal" in changed("r3", seq=5)


def test_a_read_of_a_mixed_state_is_found() -> None:
    assert changed("r3", seen=[0, "blue", "x"]) == [
        "r3 saw [0, 'blue', 'x'] after entry 4, where it is [1, 'blue', 'x']"
    ]


def test_a_failure_without_a_reason_is_found() -> None:
    assert changed("d", asked=["blue", "red"]) == ["d failed though the register was blue, as expected"]


def test_board_json_may_be_behind_but_does_not_go_back() -> None:
    operations, lines = good()
    back = read("f2", 96, 97, 1, [0, "new", None], FILE)
    assert check([*operations, back], lines) == ["f2 (entry 1) comes before f1, which had ended by then"]


# What is read from files


def test_a_log_says_what_was_asked_for_and_told(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    log = Log(str(tmp_path / "logs" / "w"))
    first, second, third, fourth = (log.invoke(COUNT) for _ in range(4))
    log.ok(first, 7, 1000)
    log.fail(second, "busy", None, None, 0)
    log.unknown(third, "fsync failed")
    log.read(READ, 5, 7, [1, "blue", "x"])
    with (tmp_path / "logs" / "w").open("ab") as file:
        file.write(b'[1, "ok", "w-4"')  # killed in the middle of noting it: never told
    operations = read_logs(tmp_path / "logs")
    assert [one.outcome for one in operations] == [OK, FAIL, UNKNOWN, UNKNOWN, OK]
    assert [one.seq for one in operations] == [7, None, None, None, 7]
    assert [one.ended is None for one in operations] == [False, False, True, True, False]
    assert [one.name for one in operations[:4]] == [first, second, third, fourth]
    assert operations[4].seen == [1, "blue", "x"]


def journal_line(seq: int, prev: str) -> bytes:
    record = {"seq": seq, "prev": prev, "txid": f"t{seq}", "changes": []}
    body = json.dumps(record, separators=(",", ":")).encode()[:-1]
    return b'%s,"crc":"%08x"}\n' % (body, crc32(body))


def journal_lines(count: int) -> list[bytes]:
    lines: list[bytes] = []
    head = GENESIS
    for seq in range(1, count + 1):
        lines.append(journal_line(seq, head))
        head = hashlib.sha256(lines[-1]).hexdigest()
    return lines


def test_a_whole_journal_has_no_problem_torn_and_unfinished_lines_are_no_entries() -> None:
    one, two, three = journal_lines(3)
    found = read_journal(one + two[:9] + b"~torn\n" + two + three + one[:9])
    assert ([line.seq for line in found.lines], found.torn, found.problems) == ([1, 2, 3], 1, [])


def test_a_journal_with_a_line_missing_doubled_swapped_or_changed_is_found() -> None:
    one, two, three = journal_lines(3)
    for data in (one + three, one + two + two + three, one + three + two, two + three, one + b"not an entry\n" + two):
        assert read_journal(data).problems
    assert "checksum" in read_journal(one + two.replace(b'"t2"', b'"tx"')).problems[0]
    assert "entry 1 where entry 2" in " ".join(read_journal(one + journal_line(1, GENESIS)).problems)
