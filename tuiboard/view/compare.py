"""Two to five cards side by side: what each scores, why, what it costs, risks and unblocks."""

from collections.abc import Sequence
from typing import NamedTuple

from tuiboard.domain.board import Card
from tuiboard.domain.calendar import due_words, format_effort
from tuiboard.domain.priority import Priorities
from tuiboard.domain.refusal import refuse
from tuiboard.domain.risks import Risk
from tuiboard.domain.risks_of_cards import open_risks
from tuiboard.domain.score import Score
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.domain.wsjf import wsjf
from tuiboard.view.why import blocks, reasons

FEWEST, MOST = 2, 5


class Comparison(NamedTuple):
    """The cards, and a row for each thing compared: its name, a text for each card, and which are best at it."""

    ids: tuple[int, ...]
    titles: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...], frozenset[int]], ...]


def compare(ws: Workspace, ids: Sequence[int], priorities: Priorities, today: str) -> Comparison:
    """Return two to five open cards side by side. Raises Refused for fewer, for more, and for cards without a rank."""
    if not FEWEST <= len(ids) <= MOST:
        refuse("usage", f"{FEWEST} to {MOST} cards can be compared, not {len(ids)}.")
    pairs: list[tuple[Card, Score]] = []
    for id in ids:
        card, score = ws.card(id), priorities.of(id)
        if card is None or score is None:
            refuse("rule", f"Card {visible(id, 20)} has no rank: it is done, archived or snoozed.", "Take it out.")
        pairs.append((card, score))
    scores = [score for _, score in pairs]
    efforts = [card.effort for card, _ in pairs]
    risks = [next(iter(open_risks(ws, card.id)), None) for card, _ in pairs]
    waiting = [blocks(ws, card.id) for card, _ in pairs]
    weights = [wsjf(card.doc, score) for card, score in pairs]
    rows = [
        _row("priority", [f"{s.priority:.1f}" for s in scores], [s.priority for s in scores]),
        _row("urgency", [f"{s.urgency:.1f}" for s in scores], [s.urgency for s in scores]),
        _row("importance", [f"{s.importance:.1f}" for s in scores], [s.importance for s in scores]),
        _row("quadrant", [s.quadrant for s in scores], None),
        _row("because", [reasons(s, card.blocked) for card, s in pairs], None),
        _row("due", [due_words(card.due, today) if card.due else "no date" for card, _ in pairs], None),
        _row("value", [str(s.value) for s in scores], [s.value for s in scores]),
        _row("effort", ["unknown" if e is None else format_effort(e) for e in efforts],
             None if None in efforts else [-(e or 0) for e in efforts]),
        _row("WSJF", [f"{w.value:.2f}" + ("" if w.is_estimated else " (effort assumed)") for w in weights],
             [w.value for w in weights]),
        _row("risk", [_risk(risk) for risk in risks], None),
        _row("unblocks", [", ".join(map(str, ids)) or "nothing" for ids in waiting], list(map(len, waiting))),
        _row("promised to", [visible(card.promised_to or "nobody", 30) for card, _ in pairs], None),
    ]  # fmt: skip
    return Comparison(tuple(ids), tuple(visible(card.title, 200) for card, _ in pairs), tuple(rows))


def _row(
    name: str, texts: Sequence[str], numbers: Sequence[float] | None
) -> tuple[str, tuple[str, ...], frozenset[int]]:
    best = frozenset[int]()
    if numbers is not None and max(numbers) > min(numbers):
        best = frozenset(place for place, number in enumerate(numbers) if number == max(numbers))
    return name, tuple(texts), best


def _risk(risk: Risk | None) -> str:
    if risk is None:
        return "none"
    score = risk.score()
    return f"{risk.key} {'unrated' if score is None else score.value}"
