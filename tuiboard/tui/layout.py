"""Which columns are unfolded, how wide, and which scroll out of sight: pure arithmetic of cells."""

from collections.abc import Sequence, Set
from typing import NamedTuple

LEAST_WIDTH = 23
"""Cells that a column needs to be read; with its rule 24, so that three and two rails fit 80."""
RAIL = 3
"""Cells of a folded column."""


class Slot(NamedTuple):
    """Where a column is drawn: cell `x`, `width` cells without the rule right of it."""

    column: int
    x: int
    width: int
    folded: bool


class Layout(NamedTuple):
    """The columns on the screen from left to right, and how many are out of sight on each side."""

    slots: tuple[Slot, ...]
    left: int
    right: int

    def slot_of(self, column: int) -> Slot | None:
        """The slot of a column, or None where it is out of sight."""
        return next((slot for slot in self.slots if slot.column == column), None)

    def slot_at(self, x: int) -> Slot | None:
        """The slot under cell `x`; the rule right of a slot belongs to it."""
        return next((slot for slot in self.slots if slot.x <= x <= slot.x + slot.width), None)


def lay_out(
    width: int,
    count: int,
    focus: int,
    folded: Set[int] = frozenset(),
    before: Sequence[int] = (),
    done: Set[int] = frozenset(),
) -> Layout:
    """Return the layout of `count` columns on `width` cells.

    The focused column never folds. Columns in `folded` were folded by hand; of the others as many as fit at 23 cells
    stay open: those nearest to the focus, preferring those open `before`, so that moving within them moves nothing;
    columns in `done` give way first. The cell right of each column is its rule.
    """
    if count <= 0 or width <= 0:
        return Layout((), 0, 0)
    focus = min(max(focus, 0), count - 1)
    first, last = _window(width, count, focus)
    inside = range(first, last + 1)
    room = width - len(inside)
    opened = {focus}
    was = set(before)
    wanting = [i for i in inside if i != focus and i not in folded]
    wanting.sort(key=lambda i: (i in done and i not in was, i not in was, abs(i - focus), i))
    for index in wanting:
        others = len(inside) - len(opened) - 1
        if (len(opened) + 1) * LEAST_WIDTH + others * RAIL <= room:
            opened.add(index)
    share = room - (len(inside) - len(opened)) * RAIL
    each, extra = divmod(share, len(opened))
    slots = []
    x = 0
    for index in inside:
        if index in opened:
            cells = each + (1 if extra > 0 else 0)
            extra -= 1
        else:
            cells = RAIL
        slots.append(Slot(index, x, cells, index not in opened))
        x += cells + 1
    return Layout(tuple(slots), first, count - 1 - last)


def _window(width: int, count: int, focus: int) -> tuple[int, int]:
    """First and last column that fit as rails beside one open column around the focus."""
    fits = max((width - 1 - min(LEAST_WIDTH, width)) // (RAIL + 1), 0) + 1
    if fits >= count:
        return 0, count - 1
    first = min(max(focus - fits // 2, 0), count - fits)
    return first, first + fits - 1
