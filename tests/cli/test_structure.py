"""People, columns, projects, milestones, saved filters and the board's name."""

import pytest

from tests.cli.conftest import Shell


def keys(board: Shell, what: str) -> list[str]:
    return [document["key"] for document in board.done(what, "list", "--json").json]


def test_people(board: Shell) -> None:
    board.done("person", "add", "@li", "Li", "Wei", "login=lwei", "hours_per_week=32", "role=network")
    assert keys(board, "person") == ["@ana", "@li", "@maria", "@omar"]
    added = board.done("person", "list", "--json").json[1]
    assert added == {
        "key": "@li", "handle": "li", "name": "Li Wei", "login": "lwei", "hours_per_week": 32, "role": "network",
        "off": [], "active": True,
    }  # fmt: skip
    assert board.done("person", "edit", "li", "active=no", "--json").json["ids"] == ["@li"]
    assert board.done("person", "list").lines[1] == "@li     Li Wei        network  32 h/week  login lwei  inactive"
    board.done("person", "edit", "omar", "off+=2026-12-21..2027-01-02 vacation, fri")
    board.done("person", "edit", "omar", "off-=fri")
    assert board.done("person", "list").lines[3].endswith("off 2026-12-21..2027-01-02 vacation")
    assert "time off → 2026-03-13" in board.done("log", "--limit", "2").out
    assert board("person", "edit", "omar", "off+=2026-12-24").code == 65
    assert board("person", "add", "ana").code == 1
    assert board("person", "add", "no good").code == 65
    assert board("person", "edit", "zoe", "name=Z").code == 3
    assert board("person", "edit", "omar", "shoe=42").code == 2
    assert board("person", "edit", "omar", "hours_per_week=many").code == 65


def test_columns(board: Shell) -> None:
    board.done("column", "add", "In", "progress", "wip_limit=4", "--after", "doing")
    assert keys(board, "column") == ["backlog", "doing", "in-progress", "review", "done"]
    board.done("column", "edit", "in p", "wip_hard=yes", "stale_after_days=5", "policy=")
    board.done("column", "move", "in-progress", "--first")
    board.done("column", "move", "doing", "--after", "done")
    assert keys(board, "column") == ["in-progress", "backlog", "review", "done", "doing"]
    assert board.done("column", "list").lines == [
        "in-progress  In progress  active  0/4 hard  stale after 5d",
        "backlog      Backlog      queue   2",
        "review       Review       active  1/2",
        "done         Done         done    1",
        "doing        Doing        active  1/3",
    ]
    refused = board("column", "remove", "review")
    assert refused.code == 1
    assert "Say which column they go to." in refused.err
    board.done("column", "remove", "review", "--to", "doing")
    assert board.done("show", "4", "--json").json["column"] == "doing"
    assert board("column", "move", "doing").code == 2
    assert board("column", "move", "doing", "--first", "--after", "done").code == 2
    assert board("column", "add", "Done").code == 1
    assert board("column", "edit", "doing", "wip_limit=x").code == 65
    assert board("column", "edit", "doing", "wip_limit=0").code == 65


def test_projects(board: Shell) -> None:
    board.done("project", "add", "ldap", "LDAP", "to", "AD", "deadline=2026-12-01", "sponsor=CFO")
    assert keys(board, "project") == ["ldap", "refresh"]
    assert (
        board.done("project", "list").lines[0]
        == "ldap     LDAP to AD       ?  ?  ?  ?  ?  ?      due 2026-12-01  sponsor CFO"
    )
    board.done("project", "edit", "ldap", "deadline=")
    assert board.done("project", "list", "--json").json[0]["deadline"] is None
    assert board("project", "add", "ldap").code == 1
    assert board("project", "edit", "xyz", "name=x").code == 3
    assert board("project", "edit", "ldap", "deadline=someday").code == 65


def test_milestones(board: Shell) -> None:
    assert board.done("milestone", "add", "Go", "live", "due=fri", "project=refresh", "--json").json["ids"] == ["M1"]
    assert board.done("milestone", "list").out == "M1  empty  0/0  2026-03-13  Go live  refresh\n"
    board.done("milestone", "edit", "M1", "due=+2w", "title=Go live!")
    (found,) = board.done("milestone", "list", "--json").json
    assert {name: found[name] for name in list(found)[:9]} == {
        "key": "M1", "id": 1, "title": "Go live!", "due": "2026-03-25", "project": "refresh", "owner": None,
        "responsible": [], "consulted": [], "informed": [],
    }  # fmt: skip
    board.done("edit", "1", "milestone=M1")
    assert board.done("list", "*M1", "--json").json[0]["id"] == 1
    assert board("milestone", "edit", "M7", "due=fri").code == 3
    assert board("milestone", "add", "due=fri").code == 65


def test_the_board_has_a_name(board: Shell) -> None:
    board.done("board", "edit", "name=Network refresh")
    shown = board.done("board", "show", "--json").json
    assert (shown["name"], shown["cards"], shown["archived"]) == ("Network refresh", 5, 0)
    assert len(shown["uuid"]) == 36
    assert board.done("board", "show").lines[0] == "Network refresh"
    assert board("board", "edit", "colour=red").code == 2
    assert board("board", "edit", "name=").code == 65


def test_saved_filters(board: Shell) -> None:
    board.done("filter", "save", "late ones", "due:late", "-is:done")
    assert board.done("filter", "list").out == "late ones  due:late -is:done\n"
    assert board.done("filter", "list", "--json").json == [{"name": "late ones", "filter": "due:late -is:done"}]
    nonsense = board("filter", "save", "bad", "is:blue")
    assert nonsense.code == 2
    assert "is:blue" in nonsense.err
    board.done("filter", "remove", "late ones")
    assert board.done("filter", "list", "--json").json == []
    assert board("filter", "remove", "late ones").code == 3


@pytest.mark.parametrize("what", ["person", "column", "project", "milestone", "filter"])
def test_all_of_it_can_be_undone(board: Shell, what: str) -> None:
    before = board.done(what, "list", "--json").json
    words = {"column": ["add", "Waiting"], "milestone": ["add", "Go live"], "filter": ["save", "x", "@me"]}
    board.done(what, *words.get(what, ["add", "newone"]))
    assert board.done(what, "list", "--json").json != before
    board.done("undo")
    assert board.done(what, "list", "--json").json == before


def test_the_calendar_of_the_board(board: Shell) -> None:
    board.done("board", "edit", "working_days=mon,tue,wed,thu", "holidays+=2026-12-25 Christmas, 2026-12-24")
    board.done("board", "edit", "holidays-=2026-12-24", "week_start=sun", "time_zone=Europe/Zurich")
    assert board.done("board", "show", "--json").json["settings"]["calendar"] == {
        "working_days": ["mon", "tue", "wed", "thu"], "week_start": "sun", "time_zone": "Europe/Zurich",
        "holidays": [{"from": "2026-12-25", "to": "2026-12-25", "word": "Christmas"}],
    }  # fmt: skip
    board.done("board", "edit", "working_days=", "holidays=", "week_start=", "time_zone=")
    assert board.done("board", "show", "--json").json["settings"] == {}
    refused = board("board", "edit", "working_days=funday,mon")
    assert refused.code == 65
    assert "“funday, mon” are no working days." in refused.err
    assert board("board", "edit", "time_zone=Atlantis").code == 65
    assert board("board", "edit", "holidays-=2026-12-24").code == 3


def test_who_says_what_everyone_has_to_do_against_their_hours(board: Shell) -> None:
    board.done("edit", "1", "effort=46", "owner=ana")
    lines = board.done("who").lines
    assert lines[0] == "@ana    overload  1  0  0  46h of 40h, 115%  1 card without an estimate"
    assert lines[-1].startswith("nobody")
    weeks = board.done("who", "--weeks", "3", "--json").json[0]["weeks"]
    assert [(week["week"], week["share"], week["overload"]) for week in weeks] == [
        ("2026-03-09", 1.15, True), ("2026-03-16", 0, False), ("2026-03-23", 0, False),
    ]  # fmt: skip
    board.done("person", "edit", "ana", "off=2026-03-09..2026-03-15 vacation")
    assert "away 46h" in board.done("who").lines[0]
    assert board("who", "--weeks", "53").code == 2
