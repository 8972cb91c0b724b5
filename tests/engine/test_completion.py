"""Completion of the word under the cursor."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import make_workspace
from tuiboard.domain.changes import created
from tuiboard.domain.text import visible
from tuiboard.engine.completion import Completion, Mode, complete
from tuiboard.engine.filter import FilterContext, compile_filter
from tuiboard.engine.quick_add import parse

TODAY = "2026-11-24"
WS = make_workspace(
    columns=(
        {"key": "backlog", "name": "Backlog", "kind": "queue"},
        {"key": "in-progress", "name": "In progress", "kind": "active"},
        {"key": "done", "name": "Done", "kind": "done"},
    ),
    people=(
        {"handle": "ana", "name": "Ana Ruiz"},
        {"handle": "jo", "name": "Maria Keller"},
        {"handle": "maria", "name": "Maria Roy"},
        {"handle": "mark", "name": "Mark Gone", "active": False},
        {"handle": "omar", "name": "Omar Haddad-Ruiz"},
    ),
    milestones=({"title": "Go live"}, {"title": "Hand over"}),
    cards=(
        {"title": "Replace core switch", "tags": ["network", "urgent"], "promised_to": "City Hall"},
        {"title": "Order cables", "tags": ["network", "Buying"], "promised_to": "City Hall"},
        {"title": "Old cables", "column": "done", "tags": ["nas"]},
        {"title": "Cables nobody wants", "archived": True, "tags": ["network"]},
        {"title": "Label panels", "promised_to": "Bob"},
    ),
).with_changes([created("risk", 2, {"id": 2, "title": "Switch fails"})])


def inserts(line: str, mode: Mode = "add") -> list[str]:
    """What may be inserted at the `^` of a line."""
    return [insert for insert, _ in at(line, mode).candidates]


def at(line: str, mode: Mode = "add") -> Completion:
    cursor = line.index("^")
    return complete(line.replace("^", ""), cursor, WS, mode)


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("Fix @^", ["@ana", "@jo", "@maria", "@omar", "@me"]),
        ("Fix @A^", ["@ana"]),
        ("Fix @ma^", ["@maria", "@jo"]),  # the handle first, then the name; nobody who left
        ("Fix @rui^", ["@ana"]),
        ("Fix @m^", ["@maria", "@me", "@jo"]),
        ("Fix @zz^", []),
        ("#^", ["#network", "#Buying", "#nas", "#urgent"]),  # by use
        ("#n^", ["#network", "#nas"]),
        ("#b^", ["#Buying"]),
        ("#urgent,ne^", ["#urgent,network"]),
        (">^", [">backlog", ">in-progress", ">done"]),
        (">PRO^", [">in-progress"]),
        ("*^", ["*M1", "*M2"]),
        ("*m2^", []),
        ("*hand^", ["*M2"]),
        ("p:^", ["p:refresh"]),
        ("P:net^", ["p:refresh"]),
        ("+^", ["+R2"]),
        ("for:^", ['for:"City Hall"', "for:Bob"]),
        ('for:"ci^', ['for:"City Hall"']),
        ("due:^", [f"due:{word}" for word in ("today", "tomorrow", "fri", "mon", "+3d", "+2w", "eow", "eom")]),
        ("start:t^", [f"start:{word}" for word in ("today", "tomorrow", "tue", "thu")]),
        ("due:eo^", ["due:eow", "due:eom"]),
        ("after:^", ["after:5", "after:2", "after:1", "after:3"]),  # newest first, done ones last, no archived ones
        ("after:cab^", ["after:2", "after:3"]),
        ("after:1,sw^", ["after:1,1"]),
        ("after:5^", []),
        ("Fix^", []),
        ("^", []),
        ("a ^ b", []),
        ("\\@a^", []),
        ('"@a^', []),
        ("a@a^", []),
    ],
)
def test_what_a_word_of_a_new_card_can_become(line: str, wanted: list[str]) -> None:
    assert inserts(line) == wanted


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("@^", ["@me", "@none", "@ana", "@jo", "@maria", "@omar"]),
        ("-@om^", ["@omar"]),
        ("x|@om^", ["@omar"]),
        ("#n^|x", ["#network", "#nas"]),
        ("in:^", ["in:backlog", "in:in-progress", "in:done"]),
        ('in:"In pr^', ["in:in-progress"]),
        ("p:^", ["p:refresh"]),
        ("*^", ["*M1", "*M2"]),
        (
            "is:^",
            [f"is:{w}" for w in ["blocked", "help", "stale", "overdue", "unowned", "promised", "recurring", "done"]],
        ),
        ("is:o^", ["is:overdue"]),
        ("due:^", [f"due:{w}" for w in ("late", "none", "<7d", "today", "tomorrow", "fri", "mon", "+3d")]),
        ("due:<t^", ["due:<today", "due:<tomorrow", "due:<tue", "due:<thu"]),
        ("due:>=7^", ["due:>=7d"]),
        ("risk:^", ["risk:any", "risk:R2"]),
        ("risk:r^", ["risk:R2"]),
        (">d^", []),
        ("after:1^", []),
        ("word^", []),
    ],
)
def test_what_a_word_of_a_filter_can_become(line: str, wanted: list[str]) -> None:
    assert inserts(line, "filter") == wanted


@pytest.mark.parametrize(
    ("line", "mode", "replaced"),
    [
        ("Fix @a^na due:fri", "add", "@ana"),
        ('Fix for:"Ci^ty Hall" x', "add", 'for:"City Hall"'),
        ("a|-@o^mar|b", "filter", "@omar"),
        ("--#n^", "filter", "#n"),
    ],
)
def test_the_whole_word_around_the_cursor_is_replaced(line: str, mode: Mode, replaced: str) -> None:
    found = at(line, mode)
    assert line.replace("^", "")[found.start : found.end] == replaced


def test_what_is_complete_already_is_not_offered() -> None:
    assert inserts("Fix @omar^") == []
    assert inserts("is:done^", "filter") == []


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("@an^", "@ana Ana Ruiz"),
        ("#ne^", "#network 3"),
        (">in^", "In progress"),
        ("*go^", "M1 Go live"),
        ("p:r^", "refresh Network refresh"),
        ("after:lab^", "5 Label panels"),
        ("+R^", "R2 Switch fails"),
    ],
)
def test_candidates_are_shown_with_what_they_mean(line: str, shown: str) -> None:
    assert at(line).candidates[0][1] == shown


def test_there_are_eight_candidates_at_most() -> None:
    ws = make_workspace(people=[{"handle": f"p{number:03}"} for number in range(500)], cards=[{"title": "x"}] * 50)
    for line in ("@", "after:"):
        assert len(complete(line, len(line), ws).candidates) == 8
    assert [insert for insert, _ in complete("after:1", 7, ws).candidates][:3] == ["after:1", "after:19", "after:18"]


def test_names_from_files_are_harmless_where_they_are_shown() -> None:
    ws = make_workspace(cards=({"title": "\x1b[2Jx" * 30, "tags": ["a\x9bb"]},))
    for line in ("after:", "#"):
        for _, shown in complete(line, len(line), ws).candidates:
            assert visible(shown) == shown
            assert len(shown) <= 40


@pytest.mark.parametrize("mark", ["@", "#", ">", "*", "+", "p:", "for:", "after:", "due:", "start:"])
def test_what_is_offered_for_a_new_card_is_understood(mark: str) -> None:
    for insert in inserts(f"x {mark}^"):
        found = parse(f"x {insert} ", WS, TODAY, "ana")
        assert found.problems == ()
        assert found.words[1].kind not in ("title", "literal")


@pytest.mark.parametrize("mark", ["@", "#", "*", "p:", "in:", "is:", "due:", "due:<", "risk:"])
def test_what_is_offered_for_a_filter_is_understood(mark: str) -> None:
    for insert in inserts(f"{mark}^", "filter"):
        compile_filter(insert, WS, FilterContext(TODAY, "ana"))


PIECES = st.sampled_from(
    ["@", "#", ">", "*", "+", "p:", "in:", "is:", "due:<", "after:", "for:", '"', "|", "-", "\\", " ", "a", "1", ","]
)


@given(
    st.lists(PIECES, max_size=8).map("".join) | st.text(max_size=20),
    st.integers(-2, 25),
    st.sampled_from(["add", "filter"]),
)
def test_any_cursor_in_any_line_gets_an_answer(text: str, cursor: int, mode: Mode) -> None:
    found = complete(text, cursor, WS, mode)
    assert 0 <= found.start <= found.end <= len(text)
    assert len(found.candidates) <= 8
