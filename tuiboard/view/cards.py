"""A card as it is shown: its title and only the facts that exist, each with a role that a theme colours.

Facts are words, so nothing depends on colour alone. Texts from data have passed through `visible`.
"""

from typing import NamedTuple

from tuiboard.domain.board import Card
from tuiboard.domain.calendar import days_since, due_words, local_date, short_date
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.lens import column_days, is_stale

TITLE_SHOWN = 400


class Fact(NamedTuple):
    """A word or two on a card. `weight` says which facts stay where there is little room: higher stays longer; `short`
    takes the place of `text` before any of them goes. `mark` names the sign that stands before it."""

    role: str
    text: str
    weight: int
    short: str = ""
    mark: str = ""

    @property
    def cells(self) -> int:
        """What it takes, its mark with a blank included."""
        return len(self.text) + (2 if self.mark else 0)


class CardView(NamedTuple):
    """A card to be drawn: `facts` fit its second line, `more` a third one."""

    id: int
    title: str
    facts: tuple[Fact, ...]
    more: tuple[Fact, ...]
    late: bool = False
    blocked: bool = False
    done: bool = False
    asks: bool = False


def card_view(ws: Workspace, card: Card, today: str) -> CardView:
    """Return what is shown of a card on the board."""
    done = ws.is_done(card)
    late = bool(card.due and card.due < today and not done)
    facts = [
        *_people(card, done),
        *_block(card, today, late),
        *_dates(card, today, done),
        *_risk(ws, card, done),
        *_progress(ws, card, today, done),
    ]
    more = _more(card)
    asks = card.help_wanted is not None and not done
    title, blocked = visible(card.title, TITLE_SHOWN), card.blocked is not None
    return CardView(card.id, title, tuple(facts), tuple(more), late, blocked, done, asks)


def _people(card: Card, done: bool) -> list[Fact]:
    if card.owner:
        return [Fact("card-owner", visible(card.owner, 16), 9)]
    return [] if done else [Fact("card-dim", "unowned", 1)]


def _block(card: Card, today: str, late: bool) -> list[Fact]:
    """That it is blocked, or else that it asks for help."""
    if card.blocked is None:
        return [Fact("card-blocked", "help", 11)] if card.help_wanted is not None else []
    days = days_since(card.blocked.get("since", ""), today) if card.blocked.get("since") else 0
    # Where both are true there is room for both words only: the details say for how long.
    return [Fact("card-blocked", f"blocked {days}d" if days > 0 and not late else "blocked", 11)]


def _dates(card: Card, today: str, done: bool) -> list[Fact]:
    if done:
        return (
            [Fact("card-dim", f"done {short_date(local_date(card.finished_at), today)}", 7)] if card.finished_at else []
        )
    facts = []
    if card.due:
        role = "card-late" if card.due < today else "card-today" if card.due == today else "card-due"
        facts.append(Fact(role, due_words(card.due, today), 10 if card.due < today else 8))
    elif card.start and card.start > today:
        facts.append(Fact("card-dim", f"from {short_date(card.start, today)}", 3))
    if card.snoozed_until and card.snoozed_until > today:
        facts.append(Fact("card-dim", f"snoozed to {short_date(card.snoozed_until, today)}", 4))
    return facts


def _risk(ws: Workspace, card: Card, done: bool) -> list[Fact]:
    """The highest of the open risks that it is linked to."""
    if done or not ws.risks_of(card.id):
        return []
    from tuiboard.domain.risk_rules import risk_rules  # late: many boards have no risks
    from tuiboard.domain.risks_of_cards import open_risks

    risks = open_risks(ws, card.id)
    if not risks:
        return []
    highest = risks[0]
    score, role = highest.score(), f"risk-{risk_rules(ws.board).band(highest.score())}"
    if score is None:
        return [Fact(role, highest.key, 4, mark="risk")]
    role = "risk-opportunity" if highest.is_opportunity else role
    return [Fact(role, f"{score.value} {highest.key}", 8, str(score.value), mark="risk")]


def _progress(ws: Workspace, card: Card, today: str, done: bool) -> list[Fact]:
    facts = []
    if card.checklist:
        facts.append(Fact("card-dim", f"{card.checked}/{len(card.checklist)}", 5))
    if not done and is_stale(ws, card, today):
        facts.append(Fact("card-stale", f"{column_days(card, today)}d here", 6))
    if card.every and not done:
        facts.append(Fact("card-dim", f"every {visible(card.every, 16)}", 3, "every"))
    if card.value >= 4 and not done:
        facts.append(Fact("card-value", f"!{card.value}", 2))
    return facts


def _more(card: Card) -> list[Fact]:
    facts = []
    if card.promised_to:
        facts.append(Fact("card-promise", f"for {visible(card.promised_to, 24)}", 6))
    if card.milestone is not None:
        facts.append(Fact("card-dim", f"M{card.milestone}", 4))
    facts.extend(Fact("card-tag", f"#{visible(tag, 24)}", 3) for tag in card.tags[:6])
    if card.project:
        facts.append(Fact("card-dim", visible(card.project, 24), 2))
    return facts


def fitting(facts: tuple[Fact, ...], room: int, gap: int = 2) -> list[Fact]:
    """Return the facts, in their order, that fit into `room` cells with `gap` cells between; first they get shorter,
    then the lightest go.

    Facts are short words; wide characters are counted by the drawing side, which cuts what is left over.
    """
    kept = list(facts)

    def is_too_long() -> bool:
        return sum(fact.cells for fact in kept) + gap * (len(kept) - 1) > room

    if is_too_long():
        kept = [fact._replace(text=fact.short or fact.text) for fact in kept]
    while len(kept) > 1 and is_too_long():
        kept.remove(min(kept, key=lambda f: f.weight))
    return kept
