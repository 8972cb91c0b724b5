"""What the open risks that a card is linked to say about the card: how high the highest is, and which one it is."""

from tuiboard.domain.risks import Risk
from tuiboard.domain.workspace import Workspace


def highest_scores(ws: Workspace) -> dict[int, int]:
    """Return the highest current score of the open risks linked to each card, in whatever role, by card id.

    Cards without one, and those whose risks are unrated, are left out. An acceptance that has lapsed leaves the risk
    open, so no date is needed.
    """
    found: dict[int, int] = {}
    for doc in ws.table("risk").values():
        risk = Risk(doc)
        if not doc.get("actions") or not risk.is_open:
            continue
        score = risk.score()
        if score is None:
            continue
        for card in risk.cards():
            if found.get(card, 0) < score.value:
                found[card] = score.value
    return found


def open_risks(ws: Workspace, card: int) -> list[Risk]:
    """Return the open risks that a card is linked to: the highest current score first, unrated ones last."""
    risks = [risk for id in ws.risks_of(card) if (risk := ws.risk(id)) is not None and risk.is_open]
    return sorted(risks, key=lambda risk: (-_value(risk), risk.id))


def _value(risk: Risk) -> int:
    score = risk.score()
    return 0 if score is None else score.value
