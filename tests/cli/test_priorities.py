"""`next`, `why`, `today`, `pin`, `compare`, `decide`: in words, as JSON, and what they refuse."""

from typing import Any

import pytest

from tests.cli.conftest import Shell
from tests.conftest import NOW
from tuiboard import wiring
from tuiboard.domain.changes import Change, Entry
from tuiboard.engine.ports import Actor


@pytest.fixture
def ranked(run: Shell) -> Shell:
    run.done("-b", "tuiboard.json", "init", "--columns", "Backlog,Doing,Done")
    for handle in ("ana", "omar"):
        run("person", "add", handle)
    for line in ("Replace core switch @ana !5 due:+1d ~2d for:City", "Label panels after:1 @omar", "Idea !1"):
        run.done("add", line)
    return run


def keys(result: Any) -> list[str]:
    return [card["key"] for card in result.json]


def test_what_comes_first_is_listed_with_its_reasons(ranked: Shell) -> None:
    rows = ranked.done("next").lines
    assert rows[0].split()[0] == "1"
    assert "Do now" in rows[0]
    assert "1 day behind, value 5" in rows[0]
    assert keys(ranked.done("next", "--json")) == ["1", "2", "3"]
    assert keys(ranked.done("next", "@omar", "--json")) == ["2"]
    assert len(ranked.done("next", "--limit", "1").lines) == 1
    by_weight = ranked.done("next", "--sort", "wsjf", terminal=100, env={"NO_COLOR": "1"}).lines
    assert by_weight[0].split()[:2] == ["ID", "WSJF"]
    assert [line.split()[:2] for line in by_weight[1:]] == [["1", "4.4"], ["2", "2.0?"], ["3", "1.0?"]]
    assert keys(ranked.done("next", "--sort", "id", "--limit", "2", "--json")) == ["1", "2"]
    assert "There is no order “beauty”" in ranked("next", "--sort", "beauty").err


def test_json_carries_every_part_of_the_sum_from_every_command(ranked: Shell) -> None:
    card = ranked.done("next", "--json").json[0]
    assert len(card["parts"]) == 8
    for axis in ("urgency", "importance"):
        assert round(sum(p["points"] for p in card["parts"] if p["axis"] == axis), 2) == card[axis]
    assert round(sum(card["shares"][axis] * card[axis] for axis in card["shares"]), 1) == round(card["priority"], 1)
    assert (card["place"], card["of"], card["quadrant"], card["own_quadrant"], card["pin"]) == (
        1, 3, "Do now", "Do now", None
    )  # fmt: skip
    assert card["inputs"] == {"slack": -1.0, "dependents": 1, "age": 0.0, "promise": 1.0, "value": 5, "risk": 0,
                              "unblocks": 2, "promised": True}  # fmt: skip
    assert card["rank"] == ranked.done("list", "--json").json[0]["rank"], "the board's own order stays what it is"
    queue = {found["key"]: found for found in ranked.done("triage", "--json").json}
    assert queue["2"]["parts"] == ranked.done("why", "2", "--json").json["parts"]
    assert queue["2"]["reasons"][0]["name"] == "undated"
    assert ranked.done("today", "ana", "--json").json["first_by_rank"]["cards"][0]["parts"] == card["parts"]
    why = ranked.done("why", "1", "--json").json
    assert why["parts"] == card["parts"]
    assert len(why["urgency_by_day"]) == 15
    assert {"words", "urgency", "importance", "priority"} == set(why["changes"][0])


def test_why_explains_the_rank_in_words(ranked: Shell) -> None:
    text = ranked.done("why", "1").out
    assert "Do now, rank 1 of 3" in text
    assert "What would change it" in text
    assert "Waits for it: 2." in text
    assert "Urgency over the last 14 days" in text


def test_what_has_no_rank_says_why(ranked: Shell) -> None:
    ranked.done("done", "3")
    result = ranked("why", "3")
    assert (result.code, result.out) == (1, "")
    assert "Card 3 is done: it has no rank." in result.err
    assert ranked("why", "99").code == 3


def test_today_fits_a_login_script(ranked: Shell) -> None:
    assert ranked.done("today").lines[1] == "1 open card: 1 that others wait for; 1 promised within 7 days."
    assert len(ranked.done("today").lines) <= 24
    assert "@omar" in ranked.done("today", "omar").lines[0]
    assert ranked.done("today", "--json").json["promised"]["cards"][0]["key"] == "1"


def test_a_pin_is_shown_and_taken_off(ranked: Shell) -> None:
    assert ranked.done("pin", "3", "1", "--reason", "the auditor comes", "--until", "+3d", "--json").json["ids"] == [
        "3"
    ]
    assert keys(ranked.done("next", "--json")) == ["3", "1", "2"]
    ranked.done("pin", "3", "do-now", "--reason", "again")
    assert "Do now (pinned)" in ranked.done("next", "Idea").out
    assert "Pinned to Do now" in ranked.done("why", "3").out
    ranked.done("unpin", "3")
    assert keys(ranked.done("next", "--json")) == ["1", "2", "3"]
    ranked.done("undo")
    assert ranked.done("show", "3", "--json").json["pin"]["quadrant"] == "Do now"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["pin", "3", "do-now"], 2),
        (["pin", "3", "sometime", "--reason", "x"], 65),
        (["pin", "3", "0", "--reason", "x"], 65),
        (["pin", "3", "do-now", "--reason", "x", "--until", "soon"], 65),
        (["pin", "3", "do-now", "--reason", "x", "--until", "2020-01-01"], 65),
        (["compare", "1"], 2),
        (["decide", "Which"], 65),
        (["decide", "Which", "--decision", "x", "--cards", "99"], 3),
        (["next", "is:nonsense"], 2),
        (["today", "nobody"], 3),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(ranked: Shell, words: list[str], code: int) -> None:
    before = ranked.done("board", "show", "--json").json["entries"]
    result = ranked(*words)
    assert (result.code, result.out) == (code, "")
    assert result.err.startswith("tuiboard: ")
    assert ranked.done("board", "show", "--json").json["entries"] == before


def test_a_circle_of_a_foreign_file_is_reported_and_ranked(ranked: Shell) -> None:
    session = wiring.open_session("tuiboard.json", actor=Actor(1, "eve"))
    changes = (Change("card", 1, {"depends_on": None}, {"depends_on": [2]}),)
    seq = session.workspace.seq
    session.store.append(seq, Entry(seq + 1, "f" * 32, NOW, "eve", 1, "card.edited", changes))
    session.close()
    for command in (["next"], ["why", "2"]):
        result = ranked(*command)
        assert result.code == 0
        assert "Cards wait in a circle, of which one link is not counted: 1 → 2 → 1." in result.err
    assert ranked("next", "--json").err == ""


def test_cards_are_compared_and_the_choice_is_recorded(ranked: Shell) -> None:
    assert "* the best of these" in ranked.done("compare", "1", "2", terminal=80).err
    assert ranked.done("compare", "1", "2").lines[1].split() == [
        "priority",
        *ranked.done("compare", "1", "2").lines[1].split()[1:],
    ]
    assert [card["key"] for card in ranked.done("compare", "1", "3", "--json").json] == ["1", "3"]
    done = ranked.done("decide", "What first", "--decision", "The switch", "--cards", "1,3", "--json")
    assert done.json["ids"] == ["D1"]
    assert "The switch" in ranked.done("decision", "list").out
    assert ranked.done("decision", "list", "--json").json[0]["cards"] == [1, 3]
