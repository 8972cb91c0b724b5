"""How people name columns, people, projects, cards and milestones."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import make_workspace
from tuiboard.domain.names import (
    column_key,
    did_you_mean,
    find_card,
    find_column,
    find_milestone,
    find_person,
    find_project,
    is_handle,
    nearest,
)
from tuiboard.domain.refusal import Refusal, Refused
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace

WS = make_workspace(
    columns=(
        {"key": "backlog", "name": "Backlog", "kind": "queue"},
        {"key": "in-progress", "name": "In progress", "kind": "active"},
        {"key": "in-review", "name": "Being reviewed", "kind": "active"},
        {"key": "done", "name": "Done", "kind": "done"},
        {"key": "do", "name": "Do next", "kind": "queue"},
    ),
    people=(
        {"handle": "ana", "name": "Ana Ruiz"},
        {"handle": "anabel", "name": "Anabel Roy"},
        {"handle": "maria", "name": "Maria Keller"},
        {"handle": "mark", "name": "Mark Old", "active": False},
    ),
    projects=({"key": "refresh", "name": "Network refresh"}, {"key": "ldap"}),
    milestones=({"title": "Go live"}, {"title": "Go home"}),
)


def refusal(find: Callable[[Workspace, str], object], word: str, ws: Workspace = WS) -> Refusal:
    with pytest.raises(Refused) as refused:
        find(ws, word)
    return refused.value.refusal


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("in-progress", "in-progress"),
        ("IN PROGRESS", "in-progress"),
        ("in-p", "in-progress"),
        ("being", "in-review"),
        ("BACK", "backlog"),
        ("do", "do"),  # exactly this key, though `done` begins so too
        ("don", "done"),
        ("  done ", "done"),
    ],
)
def test_a_column_is_named_by_its_key_its_name_or_a_unique_beginning(word: str, key: str) -> None:
    assert find_column(WS, word).key == key


def test_an_unclear_beginning_lists_what_it_can_mean() -> None:
    found = refusal(find_column, "in")
    assert found.code == "usage"
    assert "“in” is not clear" in found.message
    assert "in-progress" in found.hint
    assert "in-review (Being reviewed)" in found.hint


def test_an_unknown_column_names_the_word_and_the_nearest_one() -> None:
    found = refusal(find_column, "bakclog")
    assert found.code == "not_found"
    assert found.message == "There is no column “bakclog”."
    assert found.hint == "Did you mean “backlog”?"


def test_an_unknown_column_unlike_any_lists_them_all() -> None:
    assert refusal(find_column, "zzz").hint == (
        "The columns are backlog, in-progress, in-review (Being reviewed), done, do (Do next)."
    )


def test_of_many_names_a_hint_lists_the_first_eight() -> None:
    ws = make_workspace(people=[{"handle": f"p{number:02}"} for number in range(30)])
    assert refusal(find_person, "zoe", ws).hint == "The people are p00, p01, p02, p03, p04, p05, p06, p07, 22 more."


def test_an_empty_word_names_nothing() -> None:
    assert refusal(find_column, "").code == "not_found"
    assert refusal(find_person, "@").code == "not_found"


def test_a_board_without_any_says_so() -> None:
    assert refusal(find_project, "x", Workspace()).hint == "There are no projects yet."


@pytest.mark.parametrize("word", ["ana", "@ana", "ANA", "Ana Ruiz", "ana r"])
def test_a_person_is_named_by_handle_or_name(word: str) -> None:
    assert find_person(WS, word).handle == "ana"


def test_someone_inactive_is_found_by_the_exact_handle_only() -> None:
    assert find_person(WS, "mark").handle == "mark"
    assert refusal(find_person, "mar k").code == "not_found"
    assert find_person(WS, "mar").handle == "maria"
    assert refusal(find_person, "Mark Old").code == "not_found"


def test_me_is_who_acts_where_that_is_known() -> None:
    assert find_person(WS, "@me", "ana").handle == "ana"
    assert refusal(find_person, "me").code == "not_found"
    with pytest.raises(Refused) as refused:
        find_person(WS, "me", "root\x1b[2J")
    assert refused.value.refusal.hint == "`tuiboard person add HANDLE login=root␛[2J` adds you."


@pytest.mark.parametrize(("word", "key"), [("refresh", "refresh"), ("network", "refresh"), ("LD", "ldap")])
def test_a_project_is_named_by_key_or_name(word: str, key: str) -> None:
    assert find_project(WS, word).key == key


@pytest.mark.parametrize(("word", "id"), [("M1", 1), ("m2", 2), ("1", 1), ("go l", 1), ("Go home", 2)])
def test_a_milestone_is_named_by_number_or_title(word: str, id: int) -> None:
    assert find_milestone(WS, word).id == id


def test_an_unknown_milestone() -> None:
    assert refusal(find_milestone, "M9").message == "There is no milestone “M9”."
    assert refusal(find_milestone, "go").code == "usage"


def test_a_card_is_named_by_its_number() -> None:
    assert find_card(WS, "3").id == 3
    assert find_card(WS, "#3").id == 3


@pytest.mark.parametrize("word", ["99", "x", "", "-1", "1.0", "9" * 5000, "²", "٣"])
def test_what_is_no_card(word: str) -> None:
    found = refusal(find_card, word)
    assert found.code == "not_found"
    assert "There is no card" in found.message
    assert len(found.text) < 200


@pytest.mark.parametrize("word", ["ana", "j.smith", "o-neil", "a_b", "josé", "हिन्दी", "x", "3com", "A" * 40])
def test_what_can_be_a_handle(word: str) -> None:
    assert is_handle(word)


@pytest.mark.parametrize(
    "word",
    ["", "me", "None", "a b", "@ana", "ana.", "-ana", ".ana", "a/b", "a|b", "a,b", "x" * 41, "a\u200bb", "ㅤ", "a\n"],
)
def test_what_can_be_no_handle(word: str) -> None:
    assert not is_handle(word)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("In progress", "in-progress"),
        ("  Code review / QA ", "code-review-qa"),
        ("Done ✔", "done"),
        ("???", "column"),
        ("", "column"),
        ("Überprüfung", "überprüfung"),
        ("a\x1b[31mb", "a-31mb"),
        ("x" * 300, "x" * 40),
    ],
)
def test_a_columns_key_is_its_name_in_lower_case_with_dashes(name: str, key: str) -> None:
    assert column_key(name) == key


@given(st.text())
def test_a_columns_key_can_be_typed_and_keeps_itself(name: str) -> None:
    key = column_key(name)
    assert 0 < len(key) <= 40
    assert not any(c.isspace() for c in key)
    assert column_key(key).casefold() == key.casefold()


def test_did_you_mean() -> None:
    assert did_you_mean("dou", ["doing", "due", "owner"]) == "Did you mean “due”?"
    assert did_you_mean("zzz", ["doing"]) == ""
    assert nearest("OWNR", ["Owner", "due"]) == ["Owner"]


def test_names_from_files_are_harmless_in_messages() -> None:
    ws = make_workspace(columns=({"key": "a\x1b]52;c;x\x07", "name": "A\x9b2J", "kind": "queue"},), cards=())
    assert visible(refusal(find_column, "zz\x1b[2J", ws).text) == refusal(find_column, "zz\x1b[2J", ws).text
    assert "\x1b" not in did_you_mean("a\x1b", ["a\x1b[1m"])


@given(st.text(max_size=80))
def test_any_word_finds_something_or_is_refused_in_a_short_sentence(word: str) -> None:
    finders: list[Any] = [find_column, find_person, find_project, find_milestone, find_card]
    for find in finders:
        try:
            find(WS, word)
        except Refused as refused:
            text = refused.refusal.text
        else:
            continue
        assert visible(text) == text
        assert len(text) < 400
