"""Who does what: exactly one is accountable, the others have one role each, and what is wrong is told with its cure."""

from typing import Any

import pytest

from tests.conftest import make_workspace
from tests.domain.deciding import card, decided, done, refused
from tuiboard.domain import commands as c
from tuiboard.domain import team_commands as t
from tuiboard.domain.changes import Change, created
from tuiboard.domain.raci import CURES, first_role, key_of, lacks, roles_of
from tuiboard.domain.risk_commands import AddRisks, EditRisks
from tuiboard.domain.support import (
    ESCALATION_HOURS,
    escalation_hours,
    finished_by_tag,
    helpers,
    hours_waited,
    level_of,
    waited_words,
    waits_of,
)
from tuiboard.domain.workspace import Workspace

TODAY = "2026-03-16"
PEOPLE = ({"handle": "ana"}, {"handle": "maria"}, {"handle": "omar"}, {"handle": "lea", "active": False})


def board(**fields: Any) -> Workspace:
    """A board with one card of these fields, a milestone and a risk."""
    ws = make_workspace(
        cards=[{"title": "Replace core switch", **fields}], people=PEOPLE, milestones=[{"title": "Go live"}]
    )
    return ws.with_changes([created("risk", 1, {"id": 1, "title": "Flood", "state": "identified"})])


def give(letter: t.Letter, person: str, on: bool = True, seen: str | None = None, kind: str = "card") -> t.AssignRole:
    return t.AssignRole(kind, 1, person, letter, on, seen)


class TestRoles:
    def test_the_owner_is_responsible_where_nobody_is_named(self) -> None:
        assert roles_of({"owner": "ana"}).letters("ana") == "Ar"
        assert roles_of({"owner": "ana", "responsible": ["omar"]}).letters("ana") == "A"
        assert roles_of({"owner": "ana", "responsible": ["ana"]}).letters("ana") == "AR"
        assert roles_of({}).people() == []

    @pytest.mark.parametrize("kind", ["card", "milestone", "risk"])
    def test_whoever_becomes_accountable_takes_it_from_the_one_who_was(self, kind: str) -> None:
        ws = done(board(), give("A", "ana", kind=kind))
        ws = done(ws, give("A", "omar", kind=kind))
        assert roles_of(ws.doc(kind, 1) or {}).accountable == "omar"
        assert len(decided(ws, give("A", "ana", kind=kind)).changes) == 1
        assert roles_of(done(ws, give("A", "omar", False, kind=kind)).doc(kind, 1) or {}).accountable is None

    def test_a_person_is_responsible_consulted_or_informed_and_not_several_of_these(self) -> None:
        ws = done(done(board(owner="ana"), give("R", "omar")), give("C", "omar"))
        assert (card(ws, 1).responsible, card(ws, 1).consulted) == ((), ["omar"])
        ws = done(ws, give("A", "omar"))
        assert card(ws, 1).consulted == (), "who answers for it is not asked about it"

    @pytest.mark.parametrize("kind", ["card", "milestone", "risk"])
    def test_an_edit_leaves_everybody_one_role_too(self, kind: str) -> None:
        def edit(set: dict[str, Any], **add: Any) -> Any:
            if kind == "milestone":
                return c.EditMilestone(1, set, add)
            return c.EditCards([1], set, add) if kind == "card" else EditRisks([1], set, add)

        ws = done(board(), edit({"owner": "ana", "responsible": ["ana", "omar"], "informed": ["maria"]}))
        key = key_of((kind, 1))
        assert refused(ws, edit({}, consulted=["ana"])).message == (
            f"@ana is accountable for {key}, and so is not consulted as well."
        )
        assert refused(ws, edit({"owner": "maria", "consulted": ["maria"]})).code == "rule"
        assert refused(ws, edit({"informed": ["omar"], "consulted": ["omar"]})).message == (
            f"@omar can't be consulted and informed for {key} at once."
        )
        ws = done(ws, edit({}, consulted=["omar"]))
        assert roles_of(ws.doc(kind, 1) or {})[1:4] == (("ana",), ("omar",), ("maria",)), "the earlier role gives way"
        ws = done(ws, edit({"owner": "maria"}))
        assert roles_of(ws.doc(kind, 1) or {})[:4] == ("maria", ("ana",), ("omar",), ())
        if kind == "milestone":
            new: Any = c.AddMilestone({"title": "x", "owner": "ana", "informed": ["ana"]})
        else:
            fields = [{"title": "x", "owner": "ana", "informed": ["ana"]}]
            new = c.AddCards(fields) if kind == "card" else AddRisks(fields)
        assert refused(ws, new).code == "rule"

    def test_what_another_program_doubled_hinders_no_edit_and_is_cured_by_the_first_role(self) -> None:
        ws = board(owner="ana", responsible=["omar"], consulted=["omar"], informed=["ana"])
        assert card(done(ws, c.EditCards([1], {"title": "x"}, {"informed": ["maria"]})), 1).informed == ["ana", "maria"]
        found = list(lacks(ws, ("card", 1), card(ws, 1).doc, TODAY))
        assert [lack.words for lack in found] == [
            "@omar is responsible and consulted", "@ana is accountable and informed",
        ]  # fmt: skip
        for lack in found:
            to = first_role(roles_of(card(ws, 1).doc), lack.people[0])
            ws = done(ws, t.ShiftRoles("card", 1, lack.people, to))
        assert roles_of(card(ws, 1).doc)[:4] == ("ana", ("omar",), (), ())

    def test_naming_the_owner_as_responsible_says_so_and_takes_nobody_else_in(self) -> None:
        ws = done(board(owner="ana"), give("R", "omar"))
        assert card(ws, 1).responsible == ["omar"]
        assert card(done(board(owner="ana"), give("R", "ana")), 1).responsible == ["ana"]

    def test_taking_off_a_role_that_someone_does_not_have_changes_nothing(self) -> None:
        assert decided(board(owner="ana", consulted=["omar"]), give("R", "omar", False)).changes == ()
        assert decided(board(owner="ana"), give("A", "omar", False)).changes == ()
        assert decided(board(owner="ana"), give("R", "ana", False)).changes == ()

    def test_what_makes_no_sense_is_refused_in_a_sentence(self) -> None:
        ws = board(owner="ana")
        assert refused(ws, give("C", "ana")).message == "@ana is accountable for 1, and so is not consulted as well."
        assert refused(ws, give("A", "lea")).message == "@lea is not active any more and can't be accountable."
        assert refused(ws, give("R", "kim")).code == "not_found"
        assert refused(ws, t.AssignRole("card", 9, "ana", "R")).message == "There is no card 9."
        assert refused(ws, t.AssignRole("comment", 1, "ana", "R")).code == "not_found"
        assert refused(ws, t.AssignRole("card", 1, "ana", "X")).code == "usage"  # type: ignore[arg-type]

    def test_an_owner_whom_someone_else_has_set_meanwhile_is_not_overwritten_unseen(self) -> None:
        ws = board(owner="maria")
        found = refused(ws, give("A", "ana", seen="omar"))
        assert (found.code, found.message) == (
            "conflict", "Someone else changed who is accountable for 1: @maria is now.",
        )  # fmt: skip
        assert card(done(ws, give("A", "ana", seen="maria")), 1).owner == "ana"

    def test_several_move_at_once_and_those_who_are_gone_can_be_taken_off(self) -> None:
        ws = board(owner="ana", responsible=["lea", "omar"], consulted=["maria", "gone"])
        ws = done(ws, t.ShiftRoles("card", 1, ["lea", "gone"], None))
        assert (card(ws, 1).responsible, card(ws, 1).consulted) == (["omar"], ["maria"])
        ws = done(ws, t.ShiftRoles("card", 1, ["maria", "omar"], "I"))
        assert (card(ws, 1).responsible, card(ws, 1).informed) == ((), ["maria", "omar"])

    def test_lists_of_a_milestone_are_added_to_and_taken_from(self) -> None:
        ws = done(board(), c.EditMilestone(1, {"owner": "ana"}, {"responsible": ["omar", "maria"]}))
        ws = done(ws, c.EditMilestone(1, {}, {}, {"responsible": ["omar"]}))
        assert ws.doc("milestone", 1) == {**(ws.doc("milestone", 1) or {}), "owner": "ana", "responsible": ["maria"]}
        assert refused(ws, c.EditMilestone(1, {"owner": ["ana", "omar"]})).code == "not_found"
        assert refused(ws, c.EditMilestone(1, {}, {"title": ["x"]})).code == "usage"


class TestLint:
    @pytest.mark.parametrize(
        ("fields", "name", "cure"),
        [
            ({}, "no accountable", "owner"),
            ({"responsible": ["omar"]}, "no accountable", "claim"),
            ({"owner": "kim"}, "unknown owner", "owner"),
            ({"owner": "lea"}, "absent owner", "owner"),
            ({"owner": "ana", "responsible": ["lea"]}, "no responsible", "do"),
            ({"owner": "ana", "responsible": ["lea", "omar"]}, "absent responsible", "remove"),
            ({"owner": "ana", "consulted": ["omar", "maria"]}, "more consulted than responsible", "inform"),
            ({"owner": "ana", "informed": ["kim"]}, "absent others", "remove"),
        ],
    )
    def test_what_is_wrong_is_told_with_its_cure(self, fields: dict[str, Any], name: str, cure: str) -> None:
        ws = board(**fields)
        (found,) = lacks(ws, ("card", 1), card(ws, 1).doc, TODAY)
        assert (found.name, found.cure) == (name, cure)
        assert found.words
        assert cure in CURES

    @pytest.mark.parametrize(
        "fields",
        [{"owner": "ana"}, {"owner": "ana", "consulted": ["omar"]}, {"owner": "ana", "responsible": ["ana", "maria"],
         "consulted": ["omar"]}],
    )  # fmt: skip
    def test_what_is_in_order_is_left_alone(self, fields: dict[str, Any]) -> None:
        ws = board(**fields)
        assert list(lacks(ws, ("card", 1), card(ws, 1).doc, TODAY)) == []

    def test_an_owner_who_is_off_on_the_day_that_counts_is_absent(self) -> None:
        off = [{"from": "2026-03-20", "to": "2026-03-27"}]

        def wrong(due: str | None, today: str) -> list[str]:
            ws = board(owner="ana", due=due)
            ws = ws.with_changes([Change("person", "ana", {"off": None}, {"off": off})])
            return [lack.words for lack in lacks(ws, ("card", 1), card(ws, 1).doc, today)]

        away = "@ana is accountable, and away until 27 mar"
        assert wrong("2026-03-20", TODAY) == [f"{away}, when it is due (fri)"]
        assert wrong("2026-03-19", TODAY) == wrong("2026-03-28", "2026-03-21") == []
        assert wrong("2026-03-10", "2026-03-20") == [away], "late, and away today"
        assert wrong(None, TODAY) == []

    def test_whatever_another_program_wrote_is_read(self) -> None:
        for odd in (7, "kim", {"a": 1}, [["x"], 3, None], [[]], True):
            fields = dict.fromkeys(("owner", "responsible", "consulted", "informed", "due", "title"), odd)
            assert list(lacks(board(), ("card", 1), fields, TODAY))
            waiting = {"blocked": odd, "help_wanted": {"reason": odd, "since": odd, "level": odd}}
            assert waits_of(waiting)[0].recorded in (0, 7)


class TestSupport:
    def test_help_is_asked_for_once_and_ended(self) -> None:
        ws = done(board(), t.AskForHelp([1], "someone who knows OSPF"))
        asked = card(ws, 1).help_wanted
        assert (asked["reason"], asked["since"]) == ("someone who knows OSPF", "2026-03-16T10:00:00Z")
        ws = board(help_wanted={"reason": "x", "since": "2026-03-10T10:00:00Z", "level": 1})
        kept = card(done(ws, t.AskForHelp([1], "y")), 1).help_wanted
        assert kept == {"reason": "y", "since": "2026-03-10T10:00:00Z", "level": 1}
        assert card(done(ws, t.EndHelp([1])), 1).help_wanted is None
        assert refused(ws, t.AskForHelp([1], " ")).code == "bad_data"

    def test_an_escalation_is_recorded_once_a_level_with_a_comment(self) -> None:
        ws = board(blocked={"reason": "spare part", "since": "2026-03-13T09:00:00Z"})  # 73 hours
        entry = decided(ws, t.EscalateCard(1, "@sponsor"))
        assert (entry.action, entry.why) == ("card.escalated", "level 2 to @sponsor")
        ws = done(ws, t.EscalateCard(1, "@sponsor"))
        assert card(ws, 1).blocked["level"] == 2
        (said,) = ws.comments("card", 1)
        assert said.text == "Escalated to level 2 to @sponsor: blocked for 3 d 1 h, spare part"
        again = refused(ws, t.EscalateCard(1, "@sponsor"))
        assert again.message == "Level 2 of card 1 is recorded already."
        assert again.hint == "The next level is reached after 120 hours of waiting."
        assert card(done(ws, c.BlockCards([1], "still the part")), 1).blocked["level"] == 2, (
            "another word changes nothing"
        )
        ws = done(done(ws, c.UnblockCards([1])), c.BlockCards([1], "again"))
        assert "level" not in card(ws, 1).blocked, "a new block begins anew"

    def test_what_has_not_waited_long_enough_or_not_at_all_is_not_escalated(self) -> None:
        ws = board(blocked={"reason": "x", "since": "2026-03-16T05:00:00Z"})
        assert refused(ws, t.EscalateCard(1, "@o")).message == "Card 1 has waited for 5 hours only."
        assert refused(board(), t.EscalateCard(1, "@o")).message.startswith("Card 1 waits for nobody")
        assert refused(ws, t.EscalateCard(1, "")).code == "bad_data"

    def test_levels_follow_from_hours(self) -> None:
        assert [level_of(hours, ESCALATION_HOURS) for hours in (0, 23.9, 24, 72, 119, 120, 999)] == [
            0,
            0,
            1,
            2,
            2,
            3,
            3,
        ]
        assert hours_waited("2026-03-13T09:00:00Z", "2026-03-16T10:00:00Z") == 73
        assert (
            hours_waited("", "2026-03-16T10:00:00Z")
            == hours_waited("2027-01-01T00:00:00Z", "2026-03-16T10:00:00Z")
            == 0
        )
        assert [waited_words(hours) for hours in (0.5, 5, 24, 73, 400)] == ["30 min", "5 h", "1 d", "3 d 1 h", "16 d"]

    @pytest.mark.parametrize("hours", [[], [24, 24], [72, 24], [0, 5], [-1], ["24"], [True], "24", list(range(1, 11))])
    def test_hours_that_make_no_sense_are_refused_and_never_used(self, hours: Any) -> None:
        settings = {"support": {"escalation_hours": hours}}
        assert refused(board(), c.EditBoard(settings=settings)).code == "bad_data"
        assert escalation_hours(make_workspace(board={"settings": settings}).board) == ESCALATION_HOURS

    def test_hours_are_set_and_reset(self) -> None:
        ws = done(board(), c.EditBoard(settings={"support": {"escalation_hours": [4, 8.5]}}))
        assert escalation_hours(ws.board) == (4, 8.5)
        ws = done(ws, c.EditBoard(settings={"support": {"escalation_hours": None}}))
        assert "support" not in ws.board.settings
        assert refused(ws, c.EditBoard(settings={"support": {"x": 1}})).code == "usage"

    def test_who_finished_cards_of_the_same_kind_could_help(self) -> None:
        ws = make_workspace(people=PEOPLE, cards=[
            {"title": "stuck", "owner": "ana", "tags": ["Network", "vpn"]},
            *({"title": "n", "column": "done", "owner": "omar", "tags": ["network"]},) * 3,
            {"title": "v", "column": "done", "owner": "maria", "responsible": ["omar"], "tags": ["vpn"]},
            {"title": "left", "column": "done", "owner": "lea", "tags": ["vpn"]},
            {"title": "own", "column": "done", "owner": "ana", "tags": ["vpn"]},
            {"title": "open", "owner": "maria", "tags": ["network"]},
        ])  # fmt: skip
        found = helpers(ws, card(ws, 1), finished_by_tag(ws), {}, TODAY)
        assert [(h.person, h.tag, h.of_tag, h.cards) for h in found] == [
            ("omar", "Network", 3, 4), ("maria", "vpn", 1, 1),
        ]  # fmt: skip
