"""What open risks say about the cards that are linked to them."""

from typing import Any

from tests.conftest import NOW, make_workspace
from tuiboard.domain.changes import created
from tuiboard.domain.priority import scores
from tuiboard.domain.risks_of_cards import highest_scores, open_risks
from tuiboard.domain.workspace import Workspace
from tuiboard.view.card_details import card_details
from tuiboard.view.cards import card_view

TODAY = "2026-03-11"


def board(*risks: dict[str, Any]) -> Workspace:
    docs = [{"id": id, "title": f"Risk {id}", **doc} for id, doc in enumerate(risks, 1)]
    return make_workspace().with_changes([created("risk", doc["id"], doc) for doc in docs])


def risk(p: int | None, i: int | None, *cards: int, role: str = "preventive", **fields: Any) -> dict[str, Any]:
    current = {"probability": p, "impact": {"cost": i}} if p else None
    return {"current": current, "actions": [{"role": role, "card": card} for card in cards], **fields}


WORLD = board(
    risk(4, 5, 1, 2),
    risk(5, 5, 1, state="closed"),
    risk(2, 3, 1, 3, role="fallback", kind="opportunity"),
    risk(None, None, 3, 4),
    risk(5, 5, 2, state="occurred"),
    risk(3, 3, 4, state="accepted", acceptance={"expires": "2026-01-01"}),
    {"actions": [{"role": "contingency", "text": "no card"}], "current": {"probability": 5, "impact": {"cost": 5}}},
)


def test_the_highest_open_risk_counts_whatever_its_role_and_unrated_ones_do_not() -> None:
    assert highest_scores(WORLD) == {1: 20, 2: 20, 3: 6, 4: 9}
    assert [found.key for found in open_risks(WORLD, 1)] == ["R1", "R3"]


def test_priorities_read_the_risks_off_the_board() -> None:
    found = scores(WORLD, TODAY).of(1)
    assert found is not None
    assert found.risk == 20
    assert ("risk", 28.0) in [(part.name, part.points) for part in found.parts]


def fact(id: int) -> Any:
    card = WORLD.card(id)
    assert card is not None
    return next((each for each in card_view(WORLD, card, TODAY).facts if each.mark == "risk"), None)


def test_a_card_shows_its_highest_open_risk_with_a_sign_a_score_and_a_number() -> None:
    assert (fact(1).text, fact(1).short, fact(1).role) == ("20 R1", "20", "risk-critical")
    assert (fact(3).text, fact(3).role) == ("6 R3", "risk-opportunity")
    assert fact(5) is None


def test_the_details_of_a_card_name_every_linked_risk_open_ones_first() -> None:
    card = WORLD.card(1)
    assert card is not None
    rows = [row for row in card_details(WORLD, card, TODAY, NOW).rows if row.name == "risk"]
    assert [row.value for row in rows] == [
        "R1 Risk 1 (20 critical, preventive)", "R3 Risk 3 (6 moderate, fallback)", "R2 Risk 2 (closed, preventive)",
    ]  # fmt: skip
