"""Decisions, assumptions, issues and lessons: their states, what moving them needs, links, and when one is offered."""

from typing import Any

import pytest

from tests.conftest import make_workspace
from tests.domain.deciding import CONTEXT, decided, done, refused
from tuiboard.domain import commands as c
from tuiboard.domain import raid_commands as q
from tuiboard.domain import risk_commands as r
from tuiboard.domain.changes import Change, Entry, created
from tuiboard.domain.lesson_offers import LessonOffer, lesson_offer
from tuiboard.domain.priority_commands import AddDecision
from tuiboard.domain.raid import RaidItem, linked_to, newest_of, raid_item, raid_items
from tuiboard.domain.references import dangling
from tuiboard.domain.workspace import Workspace

TODAY = CONTEXT.today


def item(ws: Workspace, kind: str, id: int = 1) -> RaidItem:
    found = raid_item(ws, kind, id)
    assert found is not None
    return found


@pytest.fixture
def ws() -> Workspace:
    """A board with a risk, a decision, an assumption, an issue and a lesson."""
    made = done(make_workspace(), r.AddRisks([{"title": "Switch fails"}]))
    made = done(made, AddDecision({"title": "Which switch", "decision": "The small one", "cards": [1], "risks": [1]}))
    assumed = {"text": "The line is enough", "owner": "ana", "validate_by": "2026-03-10", "cards": [2]}
    made = done(made, q.AddRaid("assumption", assumed))
    made = done(made, q.AddRaid("issue", {"text": "The vendor is late", "risks": [1]}))
    return done(made, q.AddRaid("lesson", {"text": "Order spares first", "cause": "Card 1 closed late"}))


# Decisions


def test_a_decision_is_never_edited_only_its_links_and_its_review_change(ws: Workspace) -> None:
    for field in ("title", "decision", "context", "consequences", "options", "supersedes", "decider", "date"):
        found = refused(ws, q.EditRaid("decision", [1], {field: "x"}))
        assert (found.code, "never edited" in found.message, "supersedes" in found.hint) == ("rule", True, True)
    ws = done(ws, q.EditRaid("decision", [1], {"review_on": "2026-06-01"}, {"cards": [2]}, {"risks": [1]}))
    changed = item(ws, "decision")
    assert (changed.due, changed.cards, changed.risks) == ("2026-06-01", [1, 2], ())
    assert refused(ws, q.MoveRaid("decision", 1, "superseded")).code == "rule"


def test_a_newer_decision_supersedes_one_and_the_old_one_says_by_which(ws: Workspace) -> None:
    ws = done(ws, AddDecision({"title": "Which switch", "decision": "The large one", "supersedes": 1}))
    old, new = item(ws, "decision"), item(ws, "decision", 2)
    assert (old.state, old.newer, old.is_over) == ("superseded", 2, True)
    assert (new.state, new.supersedes, new.is_over) == ("standing", 1, False)


def test_superseding_what_is_superseded_is_refused_and_names_the_newest(ws: Workspace) -> None:
    for number in (1, 2):
        ws = done(ws, AddDecision({"title": "Again", "decision": "x", "supersedes": number}))
    found = refused(ws, AddDecision({"title": "Again", "decision": "x", "supersedes": 1}))
    assert (found.code, found.message) == ("rule", "D1 is superseded already: D3 stands in its place.")
    assert refused(ws, AddDecision({"title": "x", "decision": "x", "supersedes": 9})).code == "not_found"


def test_decisions_that_supersede_each_other_in_a_circle_are_read_all_the_same() -> None:
    docs = [{"id": id, "title": "x", "decision": "x", "supersedes": 3 - id} for id in (1, 2)]
    ws = Workspace().with_changes([created("decision", doc["id"], doc) for doc in docs])  # type: ignore[arg-type]
    assert {newest_of(ws, 1), newest_of(ws, 2)} == {1, 2}
    assert [found.state for found in raid_items(ws)] == ["superseded", "superseded"]


def test_who_decided_and_when_may_be_said_but_not_in_the_future(ws: Workspace) -> None:
    ws = done(ws, AddDecision({"title": "Old", "decision": "x", "decider": "ana", "date": "2026-02-01"}))
    assert (item(ws, "decision", 2).owner, item(ws, "decision", 2).date) == ("ana", "2026-02-01")
    for wrong in ({"decider": "nobody"}, {"date": "2027-01-01"}, {"cards": [99]}, {"risks": [99]}, {"options": ["x"]}):
        assert refused(ws, AddDecision({"title": "x", "decision": "x", **wrong})).code in ("not_found", "bad_data")


# States


def test_an_assumption_is_settled_with_a_note_and_a_day_and_may_be_opened_again(ws: Workspace) -> None:
    assert item(ws, "assumption").is_late(TODAY)
    lacking = refused(ws, q.MoveRaid("assumption", 1, "confirmed"))
    assert lacking.details["missing"] == [{"field": "note", "text": "how it is known"}]  # type: ignore[index]
    ws = done(ws, q.MoveRaid("assumption", 1, "confirmed", "measured", "2026-03-12"))
    settled = item(ws, "assumption")
    assert (settled.state, settled.note, settled.settled_on) == ("confirmed", "measured", "2026-03-12")
    assert (settled.is_over, settled.is_late(TODAY)) == (True, False)
    assert refused(ws, q.MoveRaid("assumption", 1, "false", "no")).code == "rule"
    ws = done(ws, q.MoveRaid("assumption", 1, "open", "the line was replaced"))
    assert (item(ws, "assumption").state, item(ws, "assumption").note) == ("open", "")


def test_an_assumption_that_proved_false_becomes_a_risk_in_the_same_entry(ws: Workspace) -> None:
    found = decided(ws, q.MoveRaid("assumption", 1, "false", "300 ms", risk="The line is slow"))
    assert (found.action, [(ch.kind, ch.id) for ch in found.changes]) == (
        "assumption.refuted", [("assumption", 1), ("risk", 2)],
    )  # fmt: skip
    ws = ws.with_changes(found.changes)
    risk = ws.risk(2)
    assert risk is not None
    assert (risk.title, risk.owner, risk.state) == ("The line is slow", "ana", "identified")
    assert risk.cause == "A1 proved false: The line is enough (300 ms)"
    assert (item(ws, "assumption").state, item(ws, "assumption").risks) == ("false", [2])
    assert [one.key for one in linked_to(ws, "risk", 2)] == ["A1"]
    untitled = decided(
        done(ws, q.MoveRaid("assumption", 1, "open")), q.MoveRaid("assumption", 1, "false", "x", risk="")
    )
    assert (untitled.changes[1].after or {})["title"] == "The line is enough"
    assert refused(ws, q.MoveRaid("issue", 1, "resolved", "x", risk="y")).code == "usage"


def test_an_issue_goes_from_open_to_work_to_resolved_and_back(ws: Workspace) -> None:
    for to, over in (("in-work", False), ("resolved", True), ("open", False)):
        ws = done(ws, q.MoveRaid("issue", 1, to, "a second vendor" if over else None))
        assert (item(ws, "issue").state, item(ws, "issue").is_over) == (to, over)
        assert item(ws, "issue").settled_on == (TODAY if over else None)
    assert item(done(ws, q.EditRaid("issue", [1], {"state": "closed"})), "issue").state == "resolved"


def test_issues_that_an_older_version_closed_are_read_as_resolved() -> None:
    ws = Workspace().with_changes([created("issue", 1, {"id": 1, "text": "x", "state": "closed"})])
    assert item(ws, "issue").is_over


def test_a_lesson_is_applied_only_where_something_was_changed(ws: Workspace) -> None:
    assert "what was changed" in refused(ws, q.MoveRaid("lesson", 1, "applied", "  ")).message
    ws = done(ws, q.MoveRaid("lesson", 1, "applied", "the order list has it"))
    assert (item(ws, "lesson").state, item(ws, "lesson").note) == ("applied", "the order list has it")
    assert item(done(ws, q.MoveRaid("lesson", 1, "noted")), "lesson").is_waiting


REFUSED: tuple[tuple[Any, str], ...] = (
    (q.AddRaid("assumption", {}), "bad_data"),
    (q.AddRaid("assumption", {"text": "x", "colour": "red"}), "usage"),
    (q.AddRaid("assumption", {"text": "x", "owner": "nobody"}), "not_found"),
    (q.AddRaid("assumption", {"text": "x", "validate_by": "soon"}), "bad_data"),
    (q.AddRaid("lesson", {"text": "x", "cards": [99]}), "not_found"),
    (q.AddRaid("lesson", {"text": "x", "risks": ["R1"]}), "bad_data"),
    (q.AddRaid("decision", {"text": "x"}), "usage"),
    (q.AddRaid("card", {"text": "x"}), "usage"),
    (q.EditRaid("issue", []), "usage"),
    (q.EditRaid("issue", [9], {"text": "x"}), "not_found"),
    (q.EditRaid("issue", [1], {"text": ""}), "bad_data"),
    (q.EditRaid("issue", [1], add={"owner": ["x"]}), "usage"),
    (q.EditRaid("issue", [1], {"text": "mine"}, seen={1: {"text": "theirs"}}), "conflict"),
    (q.EditRaid("assumption", [1], {"state": "false"}), "rule"),
    (q.MoveRaid("assumption", 1, "open"), "rule"),
    (q.MoveRaid("assumption", 1, "gone"), "bad_data"),
    (q.MoveRaid("assumption", 1, "confirmed", "x", "2027-01-01"), "bad_data"),
    (q.MoveRaid("lesson", 9, "applied", "x"), "not_found"),
    (q.MoveRaid("handoff", 1, "x"), "usage"),
)


@pytest.mark.parametrize(("command", "code"), REFUSED)
def test_what_makes_no_sense_is_refused(ws: Workspace, command: Any, code: str) -> None:
    assert refused(ws, command).code == code


def test_links_to_what_is_gone_are_no_reason_to_refuse_another(ws: Workspace) -> None:
    ws = ws.with_changes([Change("lesson", 1, {"cards": None}, {"cards": [77, 1]})])
    ws = done(ws, q.EditRaid("lesson", [1], add={"cards": [2]}))
    assert item(ws, "lesson").cards == [1, 2]


def test_the_doctor_and_imports_know_what_they_name(ws: Workspace) -> None:
    after = ws.with_changes([Change("risk", 1, dict(ws.table("risk")[1]), None), Change("card", 1, {}, None)])
    found = {(d.kind, d.field, d.named) for d in dangling(after) if d.kind in ("decision", "issue")}
    assert found == {("decision", "cards", 1), ("decision", "risks", 1), ("issue", "risks", 1)}


@pytest.mark.parametrize("value", [None, 7, "x", [], {}, [None], {"a": 1}, True, "\x1b[31m"])
def test_any_value_in_any_field_is_read(value: Any) -> None:
    names = ("id", "text", "title", "decision", "owner", "decider", "state", "date", "review_on", "validate_by", "due",
             "cards", "risks", "options", "supersedes", "note", "settled_on", "cause", "context",
             "created_at")  # fmt: skip
    from tuiboard.view.as_json import raid_document
    from tuiboard.view.raid import raid_details, raid_row

    for kind in ("decision", "assumption", "issue", "lesson"):
        for name in names:
            ws = Workspace().with_changes([created(kind, 1, {"text": "x", "title": "x", name: value})])
            for found in raid_items(ws):
                raid_row(found, TODAY)
                raid_details(ws, found, TODAY)
                raid_document(found, TODAY)
                linked_to(ws, "card", 1)


# What is offered


def entry(action: str, changes: tuple[Change, ...]) -> Entry:
    return Entry(9, "x", CONTEXT.now, "ana", 0, action, changes)


def offered(ws: Workspace, command: Any) -> LessonOffer | None:
    found = decided(ws, command)
    return lesson_offer(entry(found.action, found.changes), ws.with_changes(found.changes))


def test_a_card_that_closes_after_its_day_offers_a_lesson_with_its_cause() -> None:
    ws = make_workspace(cards=[{"title": "Cables", "due": "2026-03-12"}, {"title": "Racks", "due": "2026-03-15"},
                               {"title": "Today", "due": TODAY}, {"title": "No day"}])  # fmt: skip
    assert TODAY == "2026-03-16"
    one = offered(ws, c.CompleteCards([1]))
    assert one == LessonOffer("Card 1 closed 4 days late: Cables", (1,), ())
    assert offered(ws, c.CompleteCards([1, 2, 3, 4])) == LessonOffer(
        "Cards 1, 2 closed late, by up to 4 days", (1, 2), ()
    )
    assert offered(ws, c.CompleteCards([3, 4])) is None
    completed = done(ws, c.CompleteCards([1]))
    done_too = done(completed, c.AddColumn({"name": "Archive", "kind": "done"}))
    assert offered(done_too, c.MoveCards([1], "archive")) is None, "it closed once"
    assert offered(completed, c.EditCards([1], {"title": "New"})) is None
    back = decided(ws, c.CompleteCards([1]))
    assert lesson_offer(entry("undone", back.changes), completed) is None


def test_a_risk_that_occurs_and_a_promise_that_is_missed_offer_a_lesson(ws: Workspace) -> None:
    assert offered(ws, r.OccurRisk(1)) == LessonOffer("R1 occurred: Switch fails", (), (1,))
    ws = ws.with_changes([created("promise", 5, {"id": 5, "on": ["card", 1], "state": "missed"})])
    missed = entry("promise.missed", (Change("promise", 5, {"state": "promised"}, {"state": "missed"}),))
    found = lesson_offer(missed, ws)
    assert found is not None
    assert (found.cause.startswith("Promise P5 was missed: "), found.cards) == (True, (1,))
    assert found.fields["cards"] == [1]
