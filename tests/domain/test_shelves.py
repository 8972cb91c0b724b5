"""A table on shelves is the same as a dictionary, and the one that it was made from never changes."""

from hypothesis import given
from hypothesis import strategies as st

from tuiboard.domain.shelves import Shelves

EDITS = st.lists(st.tuples(st.sampled_from(["set", "delete"]), st.integers(1, 2000)), max_size=40)


@given(st.sets(st.integers(1, 2000)), EDITS)
def test_shelves_are_a_dictionary_whose_older_states_stay(ids: set[int], edits: list[tuple[str, int]]) -> None:
    table = {id: {"id": id} for id in ids}
    shelves = Shelves.of(table)
    changed = shelves.editing()
    expected = dict(table)
    for act, id in edits:
        if act == "set":
            changed[id] = expected[id] = {"id": id, "edited": True}
        elif id in expected:
            del changed[id]
            del expected[id]
    assert dict(changed.items()) == expected
    assert sorted(changed) == sorted(expected)
    assert len(changed) == len(expected)
    assert list(changed.values()) == [changed[id] for id in changed]
    assert all((id in changed) == (id in expected) for id in range(1, 2001, 37))
    assert changed.get(3000) is None
    assert dict(shelves.items()) == table
    assert len(shelves) == len(table)
    again = changed.editing()
    again[5000] = {"id": 5000}
    assert 5000 not in changed
