"""A command of accountability with a value that it can't hold is refused with a sentence, whatever the value is."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import make_workspace
from tests.domain.deciding import CONTEXT
from tuiboard.domain import commands as c
from tuiboard.domain import handoff_commands as h
from tuiboard.domain import promise_commands as p
from tuiboard.domain import raid_commands as r
from tuiboard.domain import team_commands as t
from tuiboard.domain.decide import Decision, decide
from tuiboard.domain.priority_commands import AddDecision
from tuiboard.domain.refusal import Refusal
from tuiboard.domain.workspace import Workspace

ODD: tuple[Any, ...] = (
    None, True, -1, 10**30, 1.5, float("nan"), "", "x", "\x00", b"x", [], {}, [[]], [None], ["ana"], ("card", []),
    ([], 1), ("card", 1.0), ("card", True), (None, None), {"a": 1}, {1: 2}, {"text": {}}, {"title": []}, object(),
    set(),
)  # fmt: skip
WHOLE: tuple[Any, ...] = (
    h.OfferHandoff(("card", 2), "maria", "n", "2026-03-20"), h.AnswerHandoff(1, "decline", "no"),
    p.MakePromise(1, "City Hall", "2026-03-20", "ana", "it boots"), p.GivePromise(2), p.DeclinePromise(2, "n"),
    p.DeclarePromise(1), p.KeepPromise(3), p.ReturnPromise(3, "n"), p.MissPromise(1, "unclear", "n"),
    p.BreakPromise(1, "unclear", "n"), p.RenegotiatePromise(1, "2026-03-25", "n", "unclear"),
    AddDecision({"title": "D", "decision": "x"}), r.AddRaid("issue", {"text": "x"}), r.MoveRaid("issue", 1, "resolved"),
    r.EditRaid("issue", [1], {"text": "y"}, {"cards": [1]}, {"risks": []}, {1: {}}), t.AskForHelp([1], "x"),
    t.EndHelp([2]), t.EscalateCard(2, "omar"), t.AssignRole("card", 1, "omar", "R", True, "ana"),
    t.ShiftRoles("card", 1, ["omar"], "C"), c.AddComment(("card", 1), "x"), c.AddPerson("zoe", {"name": "Zoe"}),
    c.EditPerson("omar", {"role": "x"}), c.AddMilestone({"title": "x", "due": "2026-05-01"}),
    c.EditMilestone(1, {"title": "y"}), c.EditBoard(settings={"calendar": {"week_start": "sun"}}),
)  # fmt: skip


@pytest.fixture(scope="module")
def ws() -> Workspace:
    people = [{"handle": who, "login": who} for who in ("ana", "omar", "maria")]
    cards = [{"title": "One", "owner": "ana"}, {"title": "Two", "owner": "omar"}]
    ws = make_workspace(cards=cards, people=people, milestones=[{"title": "Go", "due": "2026-04-01"}])
    for command in (
        h.OfferHandoff(("card", 1), "omar"), p.MakePromise(1, "City Hall", "2026-03-20"),
        p.MakePromise(2, "@ana", "2026-03-20", "omar"), p.MakePromise(1, "@omar", "2026-03-20"), p.DeclarePromise(3),
        AddDecision({"title": "D", "decision": "x"}), r.AddRaid("issue", {"text": "I"}), t.AskForHelp([2], "ospf"),
    ):  # fmt: skip
        found = decide(ws, command, CONTEXT)
        assert isinstance(found, Decision), found
        ws = ws.with_changes(found.changes)
    return ws


def misshapen(command: Any) -> Iterator[Any]:
    for field in command._fields:
        for odd in ODD:
            yield command._replace(**{field: odd})


@pytest.mark.parametrize("whole", WHOLE, ids=lambda command: type(command).__name__)
def test_whatever_a_command_holds_it_is_decided_or_refused(ws: Workspace, whole: Any) -> None:
    for command in misshapen(whole):
        for who in ("ana", "omar"):
            found = decide(ws, command, CONTEXT._replace(actor=who))
            assert isinstance(found, Decision | Refusal)
            if isinstance(found, Refusal):
                assert found.message
            else:
                assert all(type(change.id) in (int, str) for change in found.changes), command


def test_the_field_that_can_not_be_is_named(ws: Workspace) -> None:
    found = decide(ws, h.AnswerHandoff([], "accept"), CONTEXT)  # type: ignore[arg-type]
    assert found == Refusal("bad_data", "“[]” can't be the “id” of AnswerHandoff.")


def test_a_fault_of_the_program_is_not_hidden(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    from tuiboard.domain.decide import cards

    monkeypatch.setattr(cards, "one_line", lambda text: text + 1)
    with pytest.raises(TypeError):
        decide(ws, c.AddComment(("card", 1), "x"), CONTEXT)
