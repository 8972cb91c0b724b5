"""Cards as CSV (RFC 4180) for a spreadsheet: one card a row, no cell that a spreadsheet would take for a formula."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from tuiboard.domain import shapes
from tuiboard.domain.board import Card
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""A cell that begins so is quoted with `'`; the wide forms count where a spreadsheet is set to Japanese or Chinese. One
that has quotes before it gets one more, so that an import knows which is ours."""
SHOWN_AS_IS = "\n\t\u200c\u200d\ufe0e\ufe0f"
"""Line breaks, and the joiners and selectors that emoji and some scripts are made of."""


def _words(values: Sequence[Any]) -> str:
    return " ".join(map(str, values))


FIELDS: dict[str, Callable[[Card], object]] = {
    "id": lambda card: card.id,
    "title": lambda card: card.title,
    "body": lambda card: card.body,
    "column": lambda card: card.column,
    "project": lambda card: card.project,
    "owner": lambda card: card.owner,
    "responsible": lambda card: _words(card.responsible),
    "consulted": lambda card: _words(card.consulted),
    "informed": lambda card: _words(card.informed),
    "value": lambda card: card.doc.get("value"),
    "effort": lambda card: card.effort,
    "start": lambda card: card.start,
    "due": lambda card: card.due,
    "promised_to": lambda card: card.promised_to,
    "tags": lambda card: _words(card.tags),
    "blocked": lambda card: (card.blocked or {}).get("reason"),
    "blocked_since": lambda card: (card.blocked or {}).get("since"),
    "depends_on": lambda card: _words(card.depends_on),
    "checklist": lambda card: "\n".join(
        f"[{'x' if item.get('done') else ' '}] {item.get('text', '')}" for item in card.checklist
    ),
    "links": lambda card: "\n".join(card.links),
    "milestone": lambda card: card.milestone and f"M{card.milestone}",
    "snoozed_until": lambda card: card.snoozed_until,
    "every": lambda card: card.every,
    "follows": lambda card: shapes.whole(card.doc.get("follows")),
    "created_at": lambda card: card.created_at,
    "created_by": lambda card: card.created_by,
    "entered_column_at": lambda card: card.entered_column_at,
    "started_at": lambda card: card.started_at,
    "finished_at": lambda card: card.finished_at,
    "archived": lambda card: "yes" if card.archived else "",
}
"""Every field of a card, by the name that heads its column. Lists are separated by blanks, links and checklist items by
line breaks. A `value` that nobody gave is empty."""


def write(ws: Workspace, cards: Sequence[int] | None) -> str:
    """Return the cards as CSV; without `cards` all of them, column by column, archived ones last."""
    return as_csv(FIELDS, ([read(card) for read in FIELDS.values()] for card in some_cards(ws, cards)))


def as_csv(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a table as CSV, whatever its heads and values are made of."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(map(cell, heads))
    writer.writerows(map(cell, row) for row in rows)
    return text.getvalue()


def cell(value: object) -> str:
    """A value as the text of one cell, harmless to a spreadsheet and to a terminal."""
    raw = "" if value is None else str(value)
    shown = visible(raw.replace("\r\n", "\n"), len(raw) + 1, keep=SHOWN_AS_IS)
    return f"'{shown}" if raw.lstrip("'").startswith(FORMULA_STARTS) else shown


def some_cards(ws: Workspace, ids: Sequence[int] | None) -> list[Card]:
    """The cards with these ids, in that order; without ids all, as they stand on the board, archived ones last."""
    if ids is not None:
        return [card for id in ids if (card := ws.card(id)) is not None]
    place = {column.key: number for number, column in enumerate(ws.columns())}
    return sorted(ws.cards(), key=lambda card: (card.archived, place.get(card.column, len(place)), card.rank, card.id))
