"""Commands that read the risk register: list, heatmap, money, one risk, issues, what cards show of risks."""

import json
from collections.abc import Sequence

import pytest

from tests.cli.conftest import Homes, Shell
from tests.conftest import FrozenClock

PLAIN = {"NO_COLOR": "1"}


@pytest.fixture
def full(register: Shell, made_once: Homes) -> Shell:
    """Open: R1 (20, 30% of 60k), R2 (unrated), R4 (an opportunity, 9, 40% of 30k), R6 (10 days). R3 is closed, R5 has
    occurred."""
    made_once("full", lambda: _make_full(register))
    return register


def _make_full(register: Shell) -> None:
    register.done("risk", "edit", "R1", "quant=30% 60k")
    lines = """\
Theft %2 cost3 @omar cat:site
Cheap ducts kind:opportunity %3 i3 @maria emv:40%x30k
Late delivery %1 i2 emv:50%x10d
Strike %2 i5 @omar emv:50%x20d
"""
    register.done("risk", "add", "-", stdin=lines)
    register.done("risk", "close", "R3", "passed")
    register.done("risk", "occur", "R5", "--amount", "4d", "It was late")


def keys(shell: Shell, *words: str) -> list[str]:
    return [risk["key"] for risk in shell.done("risk", "list", "--json", *words).json]


# The list


def test_the_highest_score_comes_first_and_what_is_closed_is_left_out(full: Shell) -> None:
    assert keys(full) == ["R1", "R6", "R4", "R5", "R2"]
    assert keys(full, "--all") == ["R1", "R6", "R4", "R3", "R5", "R2"]
    assert keys(full, "--limit", "2") == ["R1", "R6"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["is:above"], ["R1", "R6"]),
        (["@omar"], ["R6"]),
        (["@me"], ["R1"]),
        (["#network"], ["R1"]),
        (["score:>=10"], ["R1", "R6"]),
        (["band:unrated"], ["R2"]),
        (["state:closed"], ["R3"]),
        (["is:opportunity"], ["R4"]),
        (["flood|cheap"], ["R4", "R2"]),
        (["-is:above"], ["R4", "R5", "R2"]),
        (["core", "switch"], ["R1"]),
        (["--sort", "id"], ["R1", "R2", "R4", "R5", "R6"]),
        (["--sort", "owner"], ["R1", "R4", "R6", "R2", "R5"]),
        (["--sort", "emv", "--limit", "1"], ["R1"]),
    ],
)
def test_a_filter_and_an_order(full: Shell, words: list[str], found: list[str]) -> None:
    assert keys(full, *words) == found


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [(["score:huge"], 2, "score:huge"), (["--sort", "colour"], 2, "no order “colour”"), (["@nobody"], 3, "nobody"),
     (["--limit", "few"], 2, "few")],
)  # fmt: skip
def test_what_is_no_filter_and_no_order_is_named(full: Shell, words: list[str], code: int, said: str) -> None:
    result = full("risk", "list", *words)
    assert (result.code, result.out) == (code, "")
    assert said in result.err


def test_every_risk_as_json_has_its_fields_and_what_follows_from_them(full: Shell) -> None:
    found = {risk["key"]: risk for risk in full.done("risk", "list", "--all", "--json").json}
    one, bare, chance = found["R1"], found["R2"], found["R4"]
    assert (one["score"], one["band"], one["above_appetite"], one["emv"]) == (20, "critical", True, 18_000)
    assert (one["inherent_score"], one["target_score"], one["lapsed"]) == (None, None, False)
    assert one["attention"] == ["escalate"]
    assert (bare["score"], bare["band"], bare["emv"], bare["owner"]) == (None, "unrated", None, None)
    assert bare["attention"] == ["unrated", "no owner", "incomplete"]
    assert (chance["kind"], chance["above_appetite"], chance["emv"]) == ("opportunity", False, -12_000)
    assert (found["R3"]["state"], found["R3"]["close_reason"]) == ("closed", "passed")
    assert (found["R5"]["state"], found["R5"]["issue"]) == ("occurred", 1)
    assert len({tuple(risk) for risk in found.values()}) == 1, "each has the same fields"


def test_the_list_in_words(full: Shell) -> None:
    rows = full.done("risk", "list").lines
    assert [row.split()[0] for row in rows] == ["R1", "R6", "R4", "R5", "R2"]
    assert rows[0].split() == ["R1", "20", "critical", "18k", "@ana", "18", "mar", "identified", "!1", "Core", "switch",
                               "fails", "#network"]  # fmt: skip
    assert "unrated" in rows[4]
    on_terminal = full.done("risk", "list", terminal=80, env=PLAIN).lines
    assert on_terminal[0].split() == ["ID", "SCORE", "BAND", "EMV", "OWNER", "REVIEW", "STATE", "NEEDS", "TITLE"]
    assert max(map(len, on_terminal)) <= 80


def test_a_terminal_is_told_that_there_is_nothing(board: Shell) -> None:
    assert "There are no risks yet." in board.done("risk", "list", terminal=80).err
    assert "There are no issues" in board.done("issue", "list", terminal=80).err
    assert board.done("risk", "list").out == ""
    assert board.done("risk", "list", "--json").json == []
    board.done("risk", "add", "Flood")
    assert "--all shows the closed ones too" in board.done("risk", "list", "fire", terminal=80).err


# The heatmap


def test_the_heatmap_has_every_cell_the_risks_and_those_without_a_score(full: Shell) -> None:
    found = full.done("risk", "matrix", "--json").json
    cells = {(cell["probability"], cell["impact"]): cell for cell in found["cells"]}
    assert (len(cells), found["appetite"], found["unrated"]) == (25, 9, ["R2"])
    assert {place: cell["risks"] for place, cell in cells.items() if cell["risks"]} == {
        (4, 5): ["R1"], (3, 3): ["R4"], (2, 5): ["R6"],
    }  # fmt: skip
    assert (cells[4, 5]["band"], cells[4, 5]["score"], cells[4, 5]["above_appetite"]) == ("critical", 20, True)
    assert not cells[3, 3]["above_appetite"]
    assert full.done("risk", "matrix", "@omar", "--json").json["unrated"] == []


def test_the_heatmap_is_readable_without_colour(full: Shell) -> None:
    lines = full.done("risk", "matrix").lines
    row = next(place for place, line in enumerate(lines) if line.startswith("4 likely"))
    assert "20 c" in lines[row]
    assert lines[row + 1].rstrip(" |").endswith("R1")
    assert "Unrated: R2" in lines
    assert any("scores up to 9 need no response" in line for line in lines)
    assert max(map(len, lines)) <= 80
    assert all(line.isascii() for line in lines), "where the output can't have more"


def test_the_heatmap_follows_the_rules_of_the_board(full: Shell) -> None:
    full.done("board", "edit", "appetite=4", "grid=lllll/lllll/lllll/lllll/llllm")
    cells = full.done("risk", "matrix", "--json").json["cells"]
    assert {cell["band"] for cell in cells if cell["score"] < 25} == {"low"}
    assert sum(1 for cell in cells if not cell["above_appetite"]) == 8


# Money


def test_money_and_days_are_counted_apart_and_exactly(full: Shell) -> None:
    found = full.done("risk", "money", "--json").json
    money, days = found["money"], found["days"]
    assert (money["counted"], days["counted"], money["without"]) == (["R1", "R4"], ["R6"], ["R2"])
    assert (money["expected"], money["lowest"], money["highest"], money["exact"]) == (6_000, -30_000, 60_000, True)
    assert [money[f"p{percent}"] for percent in (50, 80, 90, 95)] == [0, 30_000, 60_000, 60_000]
    assert [days[f"p{percent}"] for percent in (50, 80, 90, 95)] == [0, 20, 20, 20]
    week = days["exposure"][-1]
    assert (week["monday"], week["new"], week["realised"], week["exposure"]) == ("2026-03-09", 15, -5, 10)
    assert week["realised_total"] == 4


def test_every_figure_has_a_sentence_and_the_currency(full: Shell) -> None:
    full.done("board", "edit", "currency=CHF")
    assert full.done("risk", "money", "--json").json["currency"] == "CHF"
    out = full.done("risk", "money").out
    for words in (
        "On average the open risks would cost", "CHF", "(P50)", "(P80)", "(P90)", "(P95)", "Exact: every combination",
        "Not in it: R2", "Open risks in days", "Exposure by week (money)",
    ):  # fmt: skip
        assert words in out


def test_without_an_estimate_that_is_said(register: Shell) -> None:
    assert "R1 and R2" in register.done("risk", "money").out
    assert register.done("risk", "money", "--json").json["money"]["counted"] == []


# One risk


def test_one_risk_with_everything_known_about_it(full: Shell, clock: FrozenClock) -> None:
    clock.advance(days=1)
    full.done("risk", "score", "R1", "inherent", "5", "5")
    full.done("risk", "score", "R1", "current", "3", "COST=4", "TIME=2")
    full.done("risk", "score", "R1", "target", "1", "4")
    full.done("risk", "edit", "R1", "triggers+=A fault light", "caused_by=R2", "contingency_plan=Rent one")
    full.done("risk", "plan", "R1", "Rent a switch")
    full.done("risk", "plan", "R1", "Call the carrier", "--role", "fallback")
    full.done("risk", "trigger", "R1", "1")
    full.done("comment", "R1", "Heard", "a", "click")
    out = full.done("show", "r1").out
    for words in (
        "R1  Core switch fails", "threat", "identified", "12 high", "above appetite", "It is ten years old", "It stops",
        "Nobody works", "inherent 5×5 = 25 → now 3×4 = 12 → target 1×4 = 4", "With a chance of 30%", "18,000", "reduce",
        "Replace core switch", "Rent a switch  becomes a card if it occurs", "Call the carrier  not a card yet",
        "[x] A fault light", "trigger seen", "R2", "Heard a click",
        "now 3×4 = 12 (was 20)", "Rent one",
    ):  # fmt: skip
        assert words in out, words
    found = full.done("show", "R1", "--json").json
    assert [(point["level"], point["score"]) for point in found["scores"]] == [
        ("current", 20), ("inherent", 25), ("current", 12), ("target", 4),
    ]  # fmt: skip
    assert {point["who"] for point in found["scores"]} == {"ana"}
    assert found["comments"][0]["text"] == "Heard a click"
    assert found["history"][0]["text"].startswith("commented")
    assert found["seq"] == full.done("board", "show", "--json").json["entries"]


def test_what_is_no_risk_is_not_found(full: Shell) -> None:
    for argv in (["show", "R9"], ["log", "R9"], ["comment", "R9", "x"], ["show", "R"], ["show", "Rx"]):
        result = full(*argv)
        assert (result.code, result.out) == (3, ""), argv
        assert len(result.err.splitlines()) == 1


def test_the_log_of_a_risk_is_what_happened_to_it(full: Shell) -> None:
    full.done("comment", "R3", "It was empty anyway")
    lines = full.done("log", "R3").lines
    assert len(lines) == 3
    assert "commented" in lines[0]
    assert "closed R3" in lines[1]
    assert "passed" in lines[1]
    assert "added 4 risks (R3" in lines[2]
    entries = full.done("log", "R3", "--json").json
    assert [entry["action"] for entry in entries] == ["risk.commented", "risk.closed", "risk.added"]
    assert entries[1]["ids"] == ["R3"]


def test_a_card_shows_its_open_risks(full: Shell) -> None:
    assert "R1 Core switch fails (20 critical, preventive)" in full.done("show", "1").out
    full.done("risk", "close", "R1", "passed")
    assert "critical" not in full.done("show", "1").out


def test_issues_are_listed_the_open_ones_first(full: Shell) -> None:
    full.done("risk", "occur", "R2", "The", "river", "came")
    full.done("issue", "edit", "I1", "state=closed")
    assert [row.split() for row in full.done("issue", "list").lines] == [
        ["I2", "open", "R2", "The", "river", "came"], ["I1", "closed", "R5", "It", "was", "late"],
    ]  # fmt: skip
    assert [issue["key"] for issue in full.done("issue", "list", "--json").json] == ["I2", "I1"]


def test_no_text_of_a_risk_reaches_the_terminal_raw(register: Shell) -> None:
    evil = "\x1b]52;c;eA==\x07\u202e\x9b31m"
    fields = [f"{field}=x{evil}" for field in ("title", "cause", "event", "effect", "category", "contingency_plan")]
    register.done("risk", "edit", "R1", f"triggers+={evil}y", *fields)
    register.done("comment", "R1", f"x{evil}")
    register.done("risk", "plan", "R1", f"x{evil}")
    register.done("risk", "review", "R1", "--escalate", "--note", f"x{evil}")
    commands: Sequence[Sequence[str]] = (
        ["show", "R1"], ["risk", "list"], ["risk", "matrix"], ["risk", "money"], ["log", "R1"], ["log"], ["show", "1"],
    )  # fmt: skip
    for argv in commands:
        shown = register.done(*argv, terminal=100, env=PLAIN).out
        assert not set(shown) & set("\x1b\x07\u202e\x9b"), argv
    assert json.dumps(register.done("show", "R1", "--json").json)
