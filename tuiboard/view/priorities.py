"""The priorities as they are shown: four quadrants with their leading cards, and the ranked list under them."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tuiboard.domain.board import Card
from tuiboard.domain.calendar import due_words, short_date
from tuiboard.domain.pins import QUADRANTS, Quadrant
from tuiboard.domain.priority import Priorities, scores
from tuiboard.domain.references import cycles
from tuiboard.domain.score import Score
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.domain.wsjf import wsjf
from tuiboard.engine.filter import Filter
from tuiboard.engine.lens import sort_cards
from tuiboard.view.today import FIRST, TOP, today_of
from tuiboard.view.why import is_open, reasons

SORTS = ("priority", "wsjf", "due", "rank", "age", "id")
"""The orders of the list; `rank` is the one that people gave on the board."""
LEADING = 8
"""Cards named in a quadrant at most."""
_CIRCLE_SHOWN = 6


class Ranking(NamedTuple):
    """What takes a while on a large board, reckoned once for a state and a day.

    `places` are the ranks from 1; `sentence` is the day of who looks, `first` the keys of their top three; `circle`
    says where cards of a foreign file depend on each other in a circle, else it is empty.
    """

    priorities: Priorities
    places: Mapping[int, int]
    sentence: str
    first: tuple[str, ...]
    circle: str


def ranking(ws: Workspace, who: str, today: str) -> Ranking:
    """Return the ranking of all open cards."""
    found = scores(ws, today)
    places = {id: place for place, id in enumerate(found.order, 1)}
    day = today_of(ws, found, who, today)
    first = tuple(line.key for part in day.parts if part.name == FIRST for line in part.lines[:TOP])
    return Ranking(found, places, day.sentence, first, circle_words(ws, found))


def circle_words(ws: Workspace, priorities: Priorities) -> str:
    """Return a sentence about open cards that depend on each other in a circle; empty where there is none."""
    if not priorities.is_circular:
        return ""
    circle = next((circle for circle in cycles(ws) if all(is_open(ws, id) for id in circle)), None)
    if circle is None:
        return ""
    names = [str(id) for id in circle]
    if len(names) > _CIRCLE_SHOWN:
        names = [*names[: _CIRCLE_SHOWN - 1], "…", names[-1]]
    return f"Cards wait in a circle, of which one link is not counted: {' → '.join(names)}."


class QuadrantView(NamedTuple):
    """A quadrant: how many cards of the filter are in it, and the first of them with their titles."""

    name: Quadrant
    many: int
    leading: tuple[tuple[int, str], ...]


class PrioritiesView(NamedTuple):
    """The quadrants, the ids of the list in its order, and how many cards match of how many."""

    quadrants: tuple[QuadrantView, ...]
    ids: Sequence[int]
    shown: int
    total: int


def priorities_view(
    ws: Workspace, priorities: Priorities, filter: Filter | None, sort: str, quadrant: Quadrant | None, today: str
) -> PrioritiesView:
    """Return what is shown under a filter (None shows all) and a sort; `quadrant` narrows the list, not the counts."""
    table = ws.table("card")
    ids = [id for id in priorities.order if id in table and (filter is None or filter.matches(Card(table[id])))]
    if sort != "priority":
        ids = [card.id for card in sort_cards(ws, [Card(table[id]) for id in ids], sort, today, priorities)]
    by_quadrant: dict[str, list[int]] = {name: [] for name in QUADRANTS}
    for id in ids:
        score = priorities.of(id)
        if score is not None:
            by_quadrant[score.quadrant].append(id)
    quadrants = tuple(
        QuadrantView(name, len(found), tuple((id, _leading(table[id], priorities.of(id))) for id in found[:LEADING]))
        for name, found in by_quadrant.items()
        if name in QUADRANTS
    )
    return PrioritiesView(quadrants, ids if quadrant is None else by_quadrant[quadrant], len(ids), len(priorities))


def _leading(doc: Mapping[str, Any], score: Score | None) -> str:
    """The title; whoever blocks others is never shown under Later without saying so."""
    title = visible(doc.get("title"), 120)
    if score is None or score.quadrant != "Later" or not score.dependents:
        return title
    return f"blocks {score.dependents}: {title}"


class RankedRow(NamedTuple):
    """A row of the list. `figure` is what it is ordered by: its score, or its weight; `due_role` the role that its date
    is drawn in; `pin` says until when it is pinned, and to which rank, and is empty where it isn't."""

    key: str
    rank: int
    figure: str
    quadrant: Quadrant
    title: str
    owner: str
    due: str
    due_role: str
    reasons: str
    pin: str


def ranked_row(card: Card, score: Score, rank: int, sort: str, today: str) -> RankedRow:
    """Return the row of a ranked card."""
    due = card.due or ""
    role = "card-dim" if not due else "card-late" if due < today else "card-today" if due == today else "card-due"
    return RankedRow(
        card.key, rank, figure_of(card, score, sort), score.quadrant, visible(card.title, 300),
        visible(card.owner, 24) if card.owner else "nobody", due_words(due, today) if due else "no date", role,
        visible(reasons(score, card.blocked), 200), _pin(score, today),
    )  # fmt: skip


def figure_of(card: Card, score: Score, sort: str) -> str:
    """What a card is ordered by: its priority, or its weight, with a question mark where its effort is assumed."""
    if sort != "wsjf":
        return f"{score.priority:.1f}"
    weight = wsjf(card.doc, score)
    return f"{weight.value:.1f}" + ("" if weight.is_estimated else "?")


def _pin(score: Score, today: str) -> str:
    pin = score.pin
    if pin is None:
        return ""
    to = "" if pin.rank is None else f" to rank {pin.rank}"
    return f"pinned{to} until {short_date(pin.until, today)}"
