"""The board as it is shown: which cards stand in which column under a filter and a sort."""

from collections.abc import Sequence
from typing import NamedTuple

from tuiboard.domain.board import Card, Column
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.filter import Filter
from tuiboard.engine.lens import sort_cards


class ColumnView(NamedTuple):
    """One column: `ids` are the cards shown, top first; `holds` is what its limit counts, whatever the filter."""

    key: str
    name: str
    ids: Sequence[int]
    holds: int
    limit: int | None
    hard: bool
    filtered: bool = False

    @property
    def over(self) -> bool:
        """True when it holds more cards than its limit."""
        return self.limit is not None and self.holds > self.limit

    @property
    def tally(self) -> str:
        """`3/3` with a limit, else `12`; under a filter `2 of 12`."""
        if self.filtered:
            return f"{len(self.ids)} of {self.holds}"
        return str(self.holds) if self.limit is None else f"{self.holds}/{self.limit}"


class BoardView(NamedTuple):
    """All columns from left to right, and how many cards there are and are shown."""

    name: str
    columns: tuple[ColumnView, ...]
    shown: int
    total: int

    def place(self, card: int) -> tuple[int, int] | None:
        """(column index, card index) of a shown card, or None."""
        for index, column in enumerate(self.columns):
            if card in column.ids:
                return index, column.ids.index(card)
        return None


def board_view(
    ws: Workspace, filter: Filter | None, sort: str, today: str, within: BoardView | None = None
) -> BoardView:
    """Return the board under `filter` (None shows all) and `sort` (`rank` is the order people gave).

    `within` is this board, sorted alike, under a filter that this one narrows: only what it shows is looked at.
    """
    if within is not None and filter is not None:
        table = ws.table("card")
        columns = [
            column._replace(ids=[id for id in column.ids if filter.matches(Card(table[id]))])
            for column in within.columns
        ]
        return within._replace(columns=tuple(columns), shown=sum(len(column.ids) for column in columns))
    ws.rank_all()
    archived = filter is not None and filter.wants_archived
    by_column: dict[str, list[int]] = {}
    if archived:
        for card in ws.cards():
            if filter is None or filter.matches(card):
                by_column.setdefault(card.column, []).append(card.id)
    columns = [_column(ws, column, filter, sort, today, by_column if archived else None) for column in ws.columns()]
    shown = sum(len(c.ids) for c in columns)
    return BoardView(visible(ws.board.name, 80), tuple(columns), shown, sum(c.holds for c in columns))


def _column(
    ws: Workspace, column: Column, filter: Filter | None, sort: str, today: str, given: dict[str, list[int]] | None
) -> ColumnView:
    ids: Sequence[int] = ws.column_cards(column.key) if given is None else given.get(column.key, [])
    table = ws.table("card")
    if given is None and filter is not None:
        ids = [id for id in ids if filter.matches(Card(table[id]))]
    if sort != "rank":
        ids = [card.id for card in sort_cards(ws, [Card(table[id]) for id in ids], sort, today)]
    return ColumnView(
        column.key,
        visible(column.name, 60),
        ids,
        ws.count(column.key),
        column.wip_limit,
        column.wip_hard,
        filter is not None,
    )


class Tally(NamedTuple):
    """What the status line counts over the whole board."""

    overdue: int
    blocked: int


def tally(ws: Workspace, today: str) -> Tally:
    """Count overdue and blocked cards that are neither done nor archived."""
    done = {column.key for column in ws.columns() if column.does == "done"}
    overdue = blocked = 0
    for doc in ws.table("card").values():
        due = doc.get("due")
        late = isinstance(due, str) and due < today
        if late or "blocked" in doc:
            if doc.get("archived") or doc["column"] in done:
                continue
            overdue += late
            blocked += "blocked" in doc
    return Tally(overdue, blocked)
