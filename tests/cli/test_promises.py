"""`promise …`, `show P1`, and what today and the filter say of promises."""

import pytest

from tests.cli.conftest import Shell


@pytest.fixture
def team(board: Shell) -> Shell:
    """`board` where ana owns card 3 and promised it to City Hall for Friday, as P1."""
    board.done("edit", "3", "due=+7d", "title=Migrate LDAP users")
    board.done("promise", "make", "3", "--to", "City Hall", "--due", "fri", "--conditions", "all can log in")
    return board


def test_a_promise_is_made_declared_and_kept(team: Shell) -> None:
    assert team.done("promise", "list").lines == ["P1  @ana  City Hall  due fri  3 Migrate LDAP users"]
    assert team.done("promise", "declare", "P1", "--json").json["ids"] == ["P1"]
    assert team.done("log", "3").lines[0].endswith("declared P1 of 3 “Migrate LDAP users” done")
    assert team.done("promise", "keep", "p1").out == "Accepted P1 of 3 “Migrate LDAP users”: kept, on @ana’s own word\n"
    assert team.done("promise", "list").out == ""
    found = team.done("promise", "list", "--all", "--json").json[0]
    assert (found["key"], found["card"], found["state"], found["performer"], found["customer"], found["late"]) == (
        "P1", 3, "kept", "ana", "City Hall", False,
    )  # fmt: skip
    assert team.done("promise", "reliability", "me").out == ("ana kept 1 of 1 promise: too few to say, under 5.\n")
    assert team.done("promise", "reliability", "--json").json[0]["share"] is None


def test_a_promise_is_shown_with_its_card_and_its_history_and_undone(team: Shell) -> None:
    assert "promise    P1 @ana to City Hall, due fri" in team.done("show", "3").out
    assert team.done("show", "3", "--json").json["promises"] == ["P1"]
    shown = team.done("show", "P1")
    assert "to satisfy all can log in" in shown.out
    assert shown.lines[-1].endswith("promised it to City Hall by 2026-03-13 (P1)")
    assert team.done("log", "3").lines[0].endswith("promised 3 “Migrate LDAP users” to City Hall by 2026-03-13 (P1)")
    document = team.done("show", "P1", "--json").json
    assert (document["conditions"], len(document["history"])) == ("all can log in", 1)
    assert team.done("undo").out == "Undone: promised 3 “Migrate LDAP users” to City Hall by 2026-03-13 (P1)\n"
    assert team("show", "P1").code == 3


def test_after_its_date_it_is_missed_with_a_reason_that_may_be_begun(team: Shell) -> None:
    assert team("promise", "miss", "P1", "--reason", "absent").code == 1
    team.clock.advance(days=4)  # type: ignore[attr-defined]
    assert "2d late: settle it" in team.done("promise", "list").out
    assert "promise P1 holds, and its date has passed" in team("undo").err
    assert team("promise", "miss", "P1").code == 65
    assert team("promise", "renegotiate", "P1", "fri").code == 1
    done = team.done("promise", "renegotiate", "P1", "+1w", "--reason", "waited", "--note", "the part")
    assert done.out == (
        "Noted P1 of 3 “Migrate LDAP users” as missed: waited for others, the part; promised it anew by 2026-03-22 "
        "(P2)\n"
    )
    assert "P1 counts as missed" in done.err


def test_others_are_asked_and_today_says_who_waits_for_whose_word(team: Shell) -> None:
    made = team.done("promise", "make", "1")
    assert made.out == "Asked @maria to promise 1 “Replace core switch” to @ana by 2026-03-13 (P2)\n"
    assert "1 to answer" in team.done("today", "maria").lines[1]
    assert "P2 for @ana, due fri: will you?" in team.done("today", "maria").out
    refused = team("promise", "give", "P2", "--json")
    assert (refused.code, refused.error["code"]) == (1, "rule")
    assert "1 promised within 7 days" in team.done("today").lines[1]
    assert "P1 to City Hall, due fri" in team.done("today").out
    assert [card["id"] for card in team.done("list", "is:promised", "--json").json] == [3]
    team.done("promise", "make", "4", "--performer", "me", "--to", "@omar", "--due", "fri")
    assert [card["id"] for card in team.done("list", "is:promised", "--json").json] == [3, 4]


def test_the_doctor_and_the_export_know_promises(team: Shell) -> None:
    assert "does not know" not in team("doctor").out
    team.done("export", "-o", "copy.json")
    team.done("-b", "other.json", "import", "copy.json")
    assert team.done("-b", "other.json", "promise", "list", "--json").json[0]["customer"] == "City Hall"
