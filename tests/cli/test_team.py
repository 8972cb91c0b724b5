"""`raci`, `standup`, `support`, `ask`, `escalate`, and roles of milestones and risks."""

import re

import pytest

from tests.cli.conftest import Shell
from tests.conftest import FrozenClock


@pytest.fixture
def team(board: Shell) -> Shell:
    """`board` with a milestone, a risk, and roles."""
    board.done("project", "edit", "refresh", "sponsor=Maria Keller")
    board.done("milestone", "add", "Go live", "due=+20d", "owner=maria", "consulted=omar")
    board.done("milestone", "edit", "M1", "responsible+=omar", "consulted-=omar")
    board.done("risk", "add", "Flood @omar")
    board.done("risk", "edit", "R1", "informed+=maria")
    board.done("person", "add", "lea")
    board.done("edit", "1", "responsible=omar", "consulted=ana,lea")
    return board


def test_the_matrix_names_who_has_which_role(team: Shell) -> None:
    rows = [line.split() for line in team.done("raci").lines]
    assert rows[0][:5] == ["1", "@maria", "@omar", "@ana,", "@lea"]
    assert rows[1][:3] == ["2", "-", "-"]
    assert rows[-2][:3] == ["M1", "@maria", "@omar"]
    assert rows[-1][:4] == ["R1", "@omar", "(@omar)", "@maria"]
    one = team.done("raci", "R1").out
    assert "R  responsible  @omar, as nobody else is named" in one
    found = team.done("raci", "M1", "--json").json
    assert (found["key"], found["accountable"], found["responsible"], found["lint"]) == ("M1", "maria", ["omar"], [])
    assert [row["key"] for row in team.done("raci", "p:refresh", "--json").json] == ["1"]


def test_on_a_terminal_with_room_people_stand_across(team: Shell) -> None:
    def shown(width: int, *words: str) -> list[str]:
        return re.sub("\x1b[^m]*m", "", team.done("raci", *words, terminal=width).out).splitlines()

    lines = shown(100)
    assert lines[0].split() == ["ID", "maria", "omar", "ana", "lea", "TITLE"]
    rows = {line.split()[0]: line.split()[1:] for line in lines[1:]}
    assert rows["1"][:4] == ["A", "R", "C", "C"]
    assert rows["R1"][:2] == ["I", "Ar"]
    assert rows["R1"][2] == "Flood"
    assert [line.split()[0] for line in shown(100, "p:refresh")] == ["ID", "1"]
    assert shown(40)[0].split()[:5] == ["ID", "A", "R", "C", "I"], "they don't fit"


def test_the_lint_says_what_is_wrong_and_how_it_is_cured(team: Shell) -> None:
    result = team.done("raci", "--lint")
    assert [line.split()[0] for line in result.lines] == ["1", "2"]
    (first, second) = team.done("raci", "--lint", "--json").json
    assert (first["finding"], first["cure"]) == ("more consulted than responsible", "move to informed")
    assert (second["key"], second["words"]) == ("2", "nobody is accountable or responsible")
    assert [lack["key"] for lack in team.done("raci", "2", "--lint", "--json").json] == ["2"]
    assert "Nothing is wrong" in team.done("raci", "M1", "--lint", terminal=80).err


def test_a_filter_that_finds_nothing_does_not_say_that_nothing_waits(team: Shell) -> None:
    team.done("block", "1", "no part")
    assert "Nothing that waits matches" in team.done("support", "#nope").err


def test_two_accountable_people_are_refused_in_a_sentence(team: Shell) -> None:
    for words in (("edit", "1"), ("risk", "edit", "R1"), ("milestone", "edit", "M1")):
        for owner in ("ana,omar", "@ana @omar", "ana and omar", "ana/omar"):
            result = team(*words, f"owner={owner}")
            assert result.code == 1
            assert f"Exactly one person is accountable: “{owner}” names several." in result.err
    team.done("person", "edit", "omar", "name=Omar and Sons, Ltd")
    assert team.done("edit", "1", "owner=Omar and Sons, Ltd").code == 0, "a name may look like two"


def test_nobody_unknown_becomes_the_owner_of_a_milestone(team: Shell) -> None:
    assert team("milestone", "edit", "M1", "owner=kim").code == 3
    assert team("raci", "R9").code == 3
    assert team("raci", "is:nonsense").code == 2


def test_the_standup_is_text_markdown_or_json(team: Shell) -> None:
    text = team.done("standup", "omar").out
    assert "@omar" in text
    assert "Firewall rule audit" in text
    assert "@maria" not in text.replace("(by @maria)", "")
    assert team.done("standup", "--md").out.startswith("# home: stand-up of 2026-03-11\n")
    assert team.done("standup", "--json").json["since"] == "2026-03-10"
    assert team("standup", "kim").code == 3


def test_what_waits_is_listed_helped_and_escalated(team: Shell, clock: FrozenClock) -> None:
    team.done("edit", "5", "owner=omar", "tags=network")
    team.done("edit", "1", "responsible=")
    team.done("block", "1", "the", "spare", "part")
    assert "Asked for help with 3" in team.done("ask", "3", "someone", "who", "knows", "OSPF").out
    assert [row["id"] for row in team.done("list", "is:help", "--json").json] == [3]
    assert team("escalate", "1").code == 1
    clock.advance(hours=30)
    team.done("board", "edit", "escalation_hours=24,72")
    shown = team.done("support").out
    assert "level 1, not escalated" in shown
    assert "could help: @omar finished 1 #network card" in shown
    assert "to @maria" in team.done("escalate", "1").out, "the sponsor of its project"
    assert team("escalate", "1").code == 1
    assert team("escalate", "3").code == 2, "its project names nobody"
    row = team.done("support", "#network", "--json").json[0]
    assert (row["key"], row["level"], row["escalated"], row["waits"][0]["reason"]) == ("1", 1, 1, "the spare part")
    assert "escalated it to level 1" in team.done("show", "1").out
    assert "escalated 1" in team.done("undo").out
    assert team.done("show", "1", "--json").json["comments"] == []
    assert "No longer asks for help" in team.done("ask", "3", "--done").out
    assert team("ask", "3").code == 2
    assert team("ask", "3", "x", "--done").code == 2
    assert team("board", "edit", "escalation_hours=72,24").code == 65
    assert team("board", "edit", "escalation_hours=x").code == 65


def test_help_and_roles_survive_an_export_into_another_board(team: Shell) -> None:
    team.done("ask", "3", "someone")
    team.done("export", "-o", "all.json")
    team.done("-b", "other.json", "init")
    team.done("-b", "other.json", "import", "all.json")
    milestone = team.done("-b", "other.json", "milestone", "list", "--json").json[0]
    assert (milestone["owner"], milestone["responsible"]) == ("maria", ["omar"])
    asked = [card["help_wanted"] for card in team.done("-b", "other.json", "list", "is:help", "--json").json]
    assert [each["reason"] for each in asked] == ["someone"]
