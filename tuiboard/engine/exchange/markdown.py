"""The board as a Markdown page: a section a column, a checkbox a card.

Nothing in a title is taken for Markdown or HTML.
"""

import re
from collections.abc import Sequence

from tuiboard.domain.board import Card
from tuiboard.domain.text import one_line, visible
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.exchange.csv_export import some_cards

_SIGNS = re.compile(r"[\\`*_{}\[\]~|$#]")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_JOINERS = "\u200c\u200d\ufe0e\ufe0f"


def write(ws: Workspace, cards: Sequence[int] | None, now: str) -> str:
    """Return the board as Markdown; with `cards` only these, and only the columns that have some."""
    shown = some_cards(ws, cards)
    lines = [f"# {inert(ws.board.name)}", "", f"{len(shown):,} {'card' if len(shown) == 1 else 'cards'}, {now[:10]}"]
    for column in ws.columns():
        here = [card for card in shown if card.column == column.key and not card.archived]
        if here or cards is None:
            lines += ["", f"## {inert(column.name)}", "", *(_line(ws, card) for card in here)]
            if not here:
                lines.append("No cards.")
    archived = [card for card in shown if card.archived]
    if archived:
        lines += ["", "## Archived", "", *(_line(ws, card) for card in archived)]
    return "\n".join(lines) + "\n"


def inert(text: str) -> str:
    """`text` on one line that every Markdown reader shows as it is: no markup, no HTML, no link made of an address."""
    line = visible(one_line(text), keep=_JOINERS)
    escaped = _SIGNS.sub(lambda sign: "\\" + sign[0], re.sub("[&<>]", lambda sign: _ENTITIES[sign[0]], line))
    return re.sub(r"(?i)\bwww\.", lambda www: www[0][:-1] + "\\.", escaped.replace("://", "\\://"))


def _line(ws: Workspace, card: Card) -> str:
    facts = []
    if card.owner:
        facts.append(f"@{inert(card.owner)}")
    if card.due:
        facts.append(f"due {inert(card.due)}")
    if card.every:
        facts.append(f"every {inert(card.every)}")
    if card.blocked:
        facts.append(f"blocked: {inert(card.blocked.get('reason', ''))}")
    facts += [f"\\#{inert(tag)}" for tag in card.tags]
    rest = f" ({', '.join(facts)})" if facts else ""
    return f"- [{'x' if ws.is_done(card) else ' '}] {card.id} {inert(card.title)}{rest}"
