"""Which columns are open at which width."""

from hypothesis import given
from hypothesis import strategies as st

from tuiboard.tui.layout import LEAST_WIDTH, RAIL, lay_out


def shape(width: int, count: int, focus: int, **more: object) -> list[int]:
    """Widths of the open columns, rails as 0."""
    return [0 if slot.folded else slot.width for slot in lay_out(width, count, focus, **more).slots]  # type: ignore[arg-type]


def test_three_columns_of_five_are_open_at_80_and_all_at_200() -> None:
    assert shape(80, 5, 0) == [23, 23, 23, 0, 0]
    assert shape(80, 5, 4) == [0, 0, 23, 23, 23]
    assert shape(80, 3, 1) == [26, 26, 25]
    assert shape(200, 5, 2) == [39, 39, 39, 39, 39]


def test_moving_within_the_open_columns_moves_nothing() -> None:
    assert shape(80, 5, 1, before=(0, 1, 2)) == [23, 23, 23, 0, 0]
    assert shape(80, 5, 2, before=(0, 1, 2)) == [23, 23, 23, 0, 0]
    assert shape(80, 5, 3, before=(0, 1, 2)) == [0, 23, 23, 23, 0]


def test_a_column_folded_by_hand_stays_folded_unless_it_is_focused() -> None:
    assert shape(80, 4, 0, folded={1}) == [25, 0, 24, 24]
    assert shape(80, 4, 1, folded={1})[1] > 0


def test_done_columns_give_way_first() -> None:
    assert shape(80, 4, 1, done={0})[0] == 0


def test_a_real_board_of_eighteen_lists_shows_one_and_rails_and_counts_what_is_out_of_sight() -> None:
    layout = lay_out(80, 18, 9)
    assert layout.left + layout.right + len(layout.slots) == 18
    assert layout.slot_of(9) is not None
    assert sum(not slot.folded for slot in layout.slots) == 1


@given(
    st.integers(1, 250),
    st.integers(1, 40),
    st.integers(0, 39),
    st.sets(st.integers(0, 39)),
    st.lists(st.integers(0, 39)),
    st.sets(st.integers(0, 39)),
)
def test_whatever_the_width_the_focused_column_is_open_and_nothing_overlaps(
    width: int, count: int, focus: int, folded: set[int], before: list[int], done: set[int]
) -> None:
    layout = lay_out(width, count, focus, folded, before, done)
    slot = layout.slot_of(min(focus, count - 1))
    assert slot is not None
    assert not slot.folded
    x = 0
    for each in layout.slots:
        assert each.x == x
        assert each.width == RAIL or not each.folded
        x += each.width + 1
    if width > LEAST_WIDTH:
        assert x <= width
    assert layout.left + len(layout.slots) + layout.right == count
