"""`handoff`: offered by one, answered by the other, in words and as JSON."""

import pytest

from tests.cli.conftest import Shell
from tests.conftest import FrozenClock
from tuiboard.engine.ports import Actor


@pytest.fixture
def team(run: Shell) -> Shell:
    run.done("-b", "tuiboard.json", "init")
    run.done("person", "add", "omar", "login=omar")
    run.done("add", "Core switch @ana due:+9d")
    return run


def become(run: Shell, who: str) -> Shell:
    run.actor = Actor(run.actor.uid, who, {})
    return run


def test_from_the_offer_to_the_answer(team: Shell, clock: FrozenClock) -> None:
    assert team.done("handoff", "offer", "1", "omar", "--note", "as we said", "--json").json["ids"] == ["H1"]
    assert "offered" in team.done("show", "1").out
    assert "as we said" in team.done("show", "H1").out
    assert team.done("handoff", "list").lines[0].split()[:3] == ["H1", "1", "offered"]
    omar = become(team, "omar")
    today = omar.done("today")
    assert today.lines[1] == "You have no open cards, and 1 to answer."
    assert "Waiting for your answer" in today.out
    clock.advance(days=3)
    assert "needs an answer" in omar.done("handoff", "list", "--mine").out
    assert "@omar has not answered" in become(team, "ana").done("today").out
    queue = become(team, "omar").done("triage", "@me", "--json").json
    assert queue[0]["reasons"][0] == {"name": "answer", "words": "@ana hands it to you: “as we said”"}
    said = omar.done("handoff", "accept", "H1")
    assert said.out.strip() == "Accepted 1 “Core switch” from @ana"
    assert omar.done("show", "1", "--json").json["owner"] == "omar"
    again = omar("handoff", "decline", "H1", "--reason", "no")
    assert again.code == 1
    assert "was accepted by @omar" in again.err
    assert omar.done("handoff", "list", "--all", "--json").json[0]["state"] == "accepted"
    assert omar.done("handoff", "list", "--json").json == []
    omar.done("undo")
    assert omar.done("handoff", "list", "--json").json[0]["needs_answer"] is True


def test_a_declined_one_stays_and_its_card_remembers(team: Shell) -> None:
    team.done("handoff", "offer", "1", "omar")
    become(team, "omar").done("handoff", "decline", "H1", "--reason", "on leave")
    assert "declined it, which @ana offered: on leave" in team.done("show", "1").out
    assert "declined" in team.done("show", "H1").out


def test_what_was_done_is_told_before_the_offer_that_it_left_without_a_ground(team: Shell) -> None:
    team.done("person", "add", "maria")
    team.done("handoff", "offer", "1", "omar")
    gave = "ave 1 “Core switch” to @maria; withdrew the offer to @omar"
    assert team.done("edit", "1", "owner=maria").out.strip() == f"G{gave}"
    assert gave in team.done("log").out
    team.done("undo")
    assert "gave 1 “Core switch” to @ana; made the offer to @omar again" in team.done("log").out
    assert team.done("archive", "1").out.strip() == "Archived 1 “Core switch”; withdrew the offer to @omar"


def test_wrong_use_is_told_apart(team: Shell) -> None:
    for words, code in (
        (("offer", "1", "ana"), 1), (("offer", "1", "nobody"), 3), (("offer", "1", "omar", "--by", "yesterday"), 65),
        (("accept", "H9"), 3), (("accept", "x"), 3), (("offer", "1"), 2),
    ):  # fmt: skip
        assert team("handoff", *words).code == code, words
    assert team("board", "edit", "handoff_hours=0").code == 65
    team.done("board", "edit", "handoff_hours=24")


def test_a_risk_that_is_offered_is_in_the_triage_of_whoever_is_asked(team: Shell) -> None:
    team.done("risk", "add", "It melts", "owner=ana")
    team.done("handoff", "offer", "R1", "omar")
    omar = become(team, "omar")
    assert omar.done("triage", "@me").lines[0].split(None, 2)[::2] == ["R1", "It melts  @ana hands it to you"]
    first = omar.done("triage", "--json").json[0]
    assert (first["key"], first["reasons"]) == ("R1", [{"name": "answer", "words": "@ana hands it to you"}])
