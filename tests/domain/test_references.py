"""Names of nothing and circles of cards, in a state that came from elsewhere."""

from tests.conftest import make_workspace
from tuiboard.domain.references import cycles, dangling, references


def test_a_board_made_by_the_program_names_only_what_it_has() -> None:
    ws = make_workspace(
        milestones=[{"title": "Go live", "project": "refresh"}],
        comments=[{"on": ["card", 1], "author": "ana", "at": "2026-03-11T09:00:00Z", "text": "hi"}],
    )
    assert list(dangling(ws)) == []
    assert list(cycles(ws)) == []


def test_every_name_of_nothing_is_found_with_its_field() -> None:
    ws = make_workspace(
        cards=[
            {"title": "A", "column": "gone", "owner": "bob", "responsible": ["ana", "eve"], "project": "p"},
            {"title": "B", "milestone": 4, "depends_on": [1, 9]},
        ],
        milestones=[{"title": "Go live", "project": "q"}],
        comments=[{"on": ["card", 77], "author": "ana", "at": "2026-03-11T09:00:00Z", "text": "hi"}],
    )
    assert [tuple(found) for found in dangling(ws)] == [
        ("card", 1, "column", "column", "gone"), ("card", 1, "owner", "person", "bob"),
        ("card", 1, "project", "project", "p"), ("card", 1, "responsible", "person", "eve"),
        ("card", 2, "milestone", "milestone", 4), ("card", 2, "depends_on", "card", 9),
        ("milestone", 1, "project", "project", "q"), ("comment", 1, "on", "card", 77),
    ]  # fmt: skip


def test_each_circle_is_named_once() -> None:
    needs = {1: [2], 2: [3], 3: [1], 4: [1], 5: [5], 6: [7], 7: []}
    ws = make_workspace(cards=[{"title": str(id), "depends_on": needed} for id, needed in needs.items()])
    assert list(cycles(ws)) == [[1, 2, 3, 1], [5, 5]]


def test_a_long_line_of_cards_is_walked_without_a_deep_stack() -> None:
    count = 20_000
    cards = [{"title": "x", "depends_on": [id % count + 1]} for id in range(1, count + 1)]
    (circle,) = cycles(make_workspace(cards=cards))
    assert len(circle) == count + 1


def test_what_can_not_be_a_name_is_left_out() -> None:
    doc = {"owner": ["x"], "column": True, "depends_on": [[1], {}, 2, None], "responsible": "ana", "on": ["card"]}
    assert list(references(doc)) == [("depends_on", "card", 2)]
