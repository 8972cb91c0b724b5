"""What a review shows of the past, and what a whole review came to in words."""

from tests.conftest import make_workspace
from tuiboard.domain.changes import created
from tuiboard.view.risk_details import risk_details
from tuiboard.view.risk_review import Reviewed, review_rows, review_summary, since_review
from tuiboard.view.words import HistoryLine

DOC = {
    "id": 1, "title": "Switch fails", "event": "it fails", "last_review": "2026-03-02", "state": "identified",
    "current": {"probability": 4, "impact": {"cost": 5}}, "created_at": "2026-03-01T09:00:00Z", "created_by": "ana",
    "actions": [{"role": "preventive", "card": 3}, {"role": "contingency", "text": "Borrow one"}],
    "triggers": [{"text": "Fan noise", "fired_at": "2026-03-03T09:00:00Z"}, {"text": "Smoke"}],
}  # fmt: skip
WORLD = make_workspace().with_changes([created("risk", 1, DOC)])


def line(day: int, text: str, hour: int = 9) -> HistoryLine:
    return HistoryLine(f"2026-03-{day:02}T{hour:02}:00:00Z", "ana", text, False)


def test_only_what_happened_after_the_last_review_is_new_even_on_its_day() -> None:
    risk = WORLD.risk(1)
    assert risk is not None
    history = [line(5, "gave it to @omar"), line(2, "set tags", 11), line(2, "reviewed it: nothing changes", 10),
               line(2, "set owner", 8), line(1, "added it")]  # fmt: skip
    assert [each.text for each in since_review(history, risk)] == ["gave it to @omar", "set tags"]


def test_a_risk_that_was_never_reviewed_shows_all_of_its_past() -> None:
    risk = type(WORLD.risk(1))({**DOC, "last_review": None})  # type: ignore[misc, arg-type]
    assert len(since_review([line(5, "scored it"), line(1, "added it")], risk)) == 2


def test_the_page_says_what_needs_someone_what_is_missing_and_how_actions_stand() -> None:
    risk = WORLD.risk(1)
    assert risk is not None
    rows = [
        (row.name, row.value) for row in review_rows(risk_details(WORLD, risk, "2026-03-11", "2026-03-11T09:00:00Z"))
    ]
    assert ("Cause", "missing") in rows
    assert ("Contingency", "Borrow one: becomes a card if it occurs") in rows
    assert ("Trigger", "Fan noise (seen)") in rows
    assert ("Trigger", "Smoke") in rows
    assert any(name == "Preventive" and value.startswith("3 Migrate LDAP users: ") for name, value in rows)
    assert any(name == "Needs" and "trigger seen" in value for name, value in rows)


def test_a_review_is_summed_up_by_what_was_decided_and_what_is_still_due() -> None:
    done = [Reviewed(1, "kept"), Reviewed(4, "re-scored", "20 critical → 4 low"), Reviewed(5, "closed", "passed")]
    assert review_summary(done, [7, 9], 5) == [
        "3 of 5 reviewed: 1 kept, 1 re-scored, 1 closed.", "R4 re-scored: 20 critical → 4 low", "R5 closed: passed",
        "Kept as they are: R1.", "Skipped, still due: R7, R9.",
    ]  # fmt: skip
    assert review_summary([], [7], 1)[0] == "Nothing was reviewed."
