"""Cards that come again, in words: on the page of a card, in menus, and in the record."""

from collections.abc import Sequence

from tuiboard.domain.board import Card
from tuiboard.domain.calendar import short_date
from tuiboard.domain.changes import Change
from tuiboard.domain.recurrence import next_of, predecessor, rule_of, rule_words, successor
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.view.card_details import Row, card_named

TITLE_SHOWN = 40
MADE_SHOWN = 4
"""Cards that follow and are named."""


def recurrence_rows(ws: Workspace, card: Card, today: str) -> list[Row]:
    """What a card's page says of its series: the rule, when the next is due, and the cards before and after."""
    rows = []
    if card.every:
        rule = rule_of(card)
        if rule is None:
            rows.append(Row("comes again", f"“{visible(card.every, 60)}”, which is no rule", "card-late"))
        else:
            rows.append(Row("comes again", f"{rule_words(rule)}{_then(ws, card, today)}"))
    if (before := predecessor(card)) is not None:
        rows.append(Row("follows", card_named(ws, before), "card-dim"))
    if (after := successor(card)) is not None:
        rows.append(Row("followed by", card_named(ws, after)))
    return rows


def _then(ws: Workspace, card: Card, today: str) -> str:
    """When the next is due, while it is not made."""
    if successor(card) is not None or ws.is_done(card):
        return ""
    if card.archived:
        return "; nothing follows while it is archived"
    found = next_of(ws, card, today)
    return "" if found is None else f"; the next {short_date(found.day, today)}"


def following_words(made: Sequence[Change], done: str) -> str:
    """Return what an entry did that made cards of series, or took them back; `done` is what else it did, in words."""
    docs = [change.after or change.before or {} for change in made]
    named = [
        f"{change.id} “{visible(doc.get('title', ''), TITLE_SHOWN)}” due {visible(doc.get('due', ''), 10)}"
        for change, doc in zip(made, docs, strict=True)
    ]
    cards = " and ".join(named) if len(named) <= MADE_SHOWN else f"{len(named):,} cards"
    if any(change.after is None for change in made):
        return f"{done}; took back {cards}" if done else f"took back {cards}"
    if done:
        return f"{done}; next {'is' if len(named) == 1 else 'are'} {cards}"
    came = list(dict.fromkeys(str(doc["follows"]) for doc in docs if doc["follows"] not in {c.id for c in made}))
    due = f"{', '.join(came[:MADE_SHOWN])}{' …' if len(came) > MADE_SHOWN else ''} came due: " if came else ""
    return f"{due}next {'is' if len(named) == 1 else 'are'} {cards}"
