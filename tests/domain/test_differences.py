"""One state of a board becomes another by its differences, and back again."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import make_workspace
from tuiboard.domain.changes import Change
from tuiboard.domain.differences import differences
from tuiboard.domain.workspace import Workspace

values: Any = st.none() | st.integers(0, 3) | st.sampled_from(["", "a", "b"]) | st.lists(st.integers(0, 2), max_size=2)
docs = st.dictionaries(st.sampled_from(["name", "due", "x"]), values, max_size=3)
numbered = st.dictionaries(st.integers(1, 6), docs, max_size=4)
keyed = st.dictionaries(st.sampled_from(["a", "b", "c"]), docs, max_size=3)
states = st.fixed_dictionaries({"comment": numbered, "risk": numbered, "column": keyed, "spaceship": keyed})


def present(ws: Workspace) -> dict[str, dict[Any, Any]]:
    """The tables without what says nothing: fields that are None, tables that are empty."""
    return {
        kind: {id: {name: value for name, value in doc.items() if value is not None} for id, doc in table.items()}
        for kind, table in ws.tables.items()
        if table
    }


@given(states, states)
def test_any_state_becomes_any_other_and_back(one: dict[str, Any], other: dict[str, Any]) -> None:
    old, new = Workspace(one, 5, {"risk": 9}), Workspace(other)
    changes = differences(old, new)
    made = old.with_changes(changes)
    assert present(made) == present(new)
    assert made.next_ids["risk"] >= 9
    assert differences(made, new) == ()
    back = made.with_changes(change.swapped() for change in reversed(changes))
    assert present(back) == present(old)


def test_an_edit_holds_only_what_differs_and_what_vanishes_is_none() -> None:
    old = make_workspace()
    edit = Change("card", 1, {"title": "Replace core switch", "tags": ["network"]}, {"title": "Replace", "tags": None})
    assert differences(old, old.with_changes([edit])) == (edit,)
    moved = make_workspace(people=[{"handle": "ana", "name": "Ana Ruiz"}])
    assert Change("person", "ana", {"login": "ana"}, {"login": None}) in differences(old, moved)


def test_nothing_ever_names_what_is_not_there_yet() -> None:
    comment = {"on": ["card", 1], "author": "ana", "at": "2026-03-11T09:00:00Z", "text": "hi"}
    kinds = [change.kind for change in differences(Workspace(), make_workspace(comments=[comment]))]
    assert kinds == sorted(kinds, key=["board", "column", "person", "project", "card", "comment"].index)
    removed = [change.kind for change in differences(make_workspace(comments=[comment]), Workspace())]
    assert removed == kinds[::-1]
