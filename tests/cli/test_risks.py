"""Commands that change risks and issues: what they do and print, and what they refuse, naming everything missing."""

from typing import Any

import pytest

from tests.cli.conftest import Shell


def risk(shell: Shell, id: int) -> dict[str, Any]:
    found = shell.done("show", f"R{id}", "--json").json
    assert isinstance(found, dict)
    return found


def seq(shell: Shell) -> int:
    return int(shell.done("board", "show", "--json").json["entries"])


def treated(shell: Shell) -> None:
    shell.done("risk", "assess", "R1")
    shell.done("risk", "treat", "R1")


# Every command, once


COMMANDS: list[tuple[list[str], list[str], str, list[str]]] = [
    ([], ["risk", "edit", "R1", "R2", "tags+=core"], "Set tags", ["R1", "R2"]),
    ([], ["risk", "edit", "r2", "quant=30% 40k/60k/90k"], "30% 40k/60k/90k on R2 “Flood”", ["R2"]),
    ([], ["risk", "score", "R1", "inherent", "5", "5"], "Scored R1 “Core switch fails” inherent 5×5 = 25", ["R1"]),
    ([], ["risk", "score", "R1", "target", "2", "3"], "target 2×3 = 6", ["R1"]),
    ([], ["risk", "assess", "R1"], "Assessed R1 “Core switch fails”", ["R1"]),
    (["risk assess R1"], ["risk", "treat", "R1"], "Began to treat R1", ["R1"]),
    (["risk assess R1", "risk treat R1", "done 1", "risk score R1 current 1 5"], ["risk", "monitor", "R1"],
     "Began to monitor R1", ["R1"]),
    ([], ["risk", "accept", "R1", "--rationale", "cheap", "--until", "+90d", "--approver", "omar"],
     "Accepted R1 “Core switch fails” until 2026-06-09, approved by omar", ["R1"]),
    (["risk accept R1 --rationale cheap --until +90d --approver omar"],
     ["risk", "accept", "R1", "--rationale", "cheap", "--until", "+99d", "--approver", "maria"],
     "Extended the acceptance of R1 “Core switch fails” until 2026-06-18, approved by maria", ["R1"]),
    (["risk accept R1 --rationale cheap --until +90d --approver omar"], ["risk", "assess", "R1", "--note", "dear"],
     "Ended the acceptance of R1 “Core switch fails” (dear)", ["R1"]),
    ([], ["risk", "close", "R2", "passed", "--note", "dry"], "Closed R2 “Flood”: passed (dry)", ["R2"]),
    (["risk close R2 passed"], ["risk", "reopen", "R2", "it", "rains"], "Reopened R2 “Flood” (it rains)", ["R2"]),
    ([], ["risk", "review", "R1", "--note", "as before"], "Reviewed R1", ["R1"]),
    ([], ["risk", "review", "R1", "--escalate", "--note", "Helen knows"], "Escalated R1", ["R1"]),
    ([], ["risk", "link", "R1", "5", "fallback"], "Linked card 5 (fallback) to R1", ["R1"]),
    ([], ["risk", "link", "R2", "2"], "Linked card 2 (preventive) to R2", ["R2"]),
    ([], ["risk", "unlink", "R1", "1"], "Took card 1 (preventive) off R1", ["R1"]),
    ([], ["risk", "plan", "R1", "Rent", "a", "switch"], "Planned “Rent a switch” (contingency) for R1", ["R1"]),
    (["risk plan R1 Rent"], ["risk", "plan", "R1", "Rent", "--remove"], "Took “Rent” (contingency) off R1", ["R1"]),
    (["risk edit R1 triggers=Smoke"], ["risk", "trigger", "R1", "1"],
     "Noted that a trigger of R1 “Core switch fails” was seen: Smoke", ["R1"]),
    (["risk edit R1 triggers=Smoke", "risk trigger R1 1"], ["risk", "trigger", "R1", "1", "--unseen"],
     "Noted that a trigger of R1 “Core switch fails” was not seen after all: Smoke", ["R1"]),
    ([], ["risk", "occur", "R2", "--on", "-1d", "The", "cellar"], "Recorded that R2 “Flood” occurred on 2026-03-10",
     ["I2", "R2"]),  # the one of before was taken back, and numbers are not used twice
    (["risk occur R2"], ["issue", "edit", "I1", "state=closed"], "Resolved issue I1 “Flood”", ["I1"]),
    ([], ["comment", "R2", "It", "rains"], "Commented on R2 “Flood”", ["R2"]),
]  # fmt: skip


@pytest.mark.parametrize(("before", "argv", "said", "ids"), COMMANDS)
def test_a_command_says_what_it_did_and_as_json_what_it_touched(
    register: Shell, before: list[str], argv: list[str], said: str, ids: list[str]
) -> None:
    for line in before:
        register.done(*line.split())
    there = seq(register)
    assert said in register.done(*argv).out
    register.done("undo")
    assert register.done(*argv, "--json").json == {"seq": there + 3, "ids": ids}


def test_no_command_about_risks_is_left_out() -> None:
    from tuiboard.cli.catalogue import VERBS

    reading = {"risk list", "risk matrix", "risk money"}
    changing = {name for name in VERBS if name.split()[0] == "risk"} - reading
    assert {" ".join(argv[:2]) for _, argv, _, _ in COMMANDS} - {"comment R2", "issue edit"} == changing - {"risk add"}


# Adding


def test_adding_prints_the_key_and_understands_line_and_fields(register: Shell) -> None:
    assert register.done("risk", "add", "Theft %2 cost3 @omar cat:site", "confidence=low", "+2").out == "R3\n"
    made = risk(register, 3)
    assert (made["title"], made["owner"], made["category"], made["confidence"]) == ("Theft", "omar", "site", "low")
    assert made["current"] == {"probability": 2, "impact": {"cost": 3}}
    assert made["actions"] == [{"role": "preventive", "card": 2}]
    assert (made["score"], made["band"], made["state"], made["key"]) == (6, "moderate", "identified", "R3")
    assert register.done("risk", "add", "Hail", "--json").json == {"seq": seq(register), "ids": ["R4"]}


def test_a_dash_adds_one_a_line_as_one_entry(register: Shell) -> None:
    before = seq(register)
    assert register.done("risk", "add", "-", stdin="one %2 i2 +1\n\n  two @omar\n").out == "R3\nR4\n"
    assert seq(register) == before + 1
    assert risk(register, 3)["actions"] == [{"role": "preventive", "card": 1}]
    register.done("undo")
    assert len(register.done("risk", "list", "--json").json) == 2


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [("two @nobody", 3, "nobody"), ("two %6", 65, "%6"), ("two i0", 65, "i0"), ("two +99", 3, "99"),
     ("two emv:nothing", 65, "nothing"), ("#net", 65, "title")],
)  # fmt: skip
def test_what_is_wrong_in_a_line_is_named_and_nothing_is_added(
    register: Shell, line: str, code: int, said: str
) -> None:
    before = seq(register)
    one = register("risk", "add", line)
    assert (one.code, one.out) == (code, "")
    assert said in one.err
    many = register("risk", "add", "-", stdin=f"fine\n\n{line}\n")
    assert (many.code, many.out) == (code, "")
    assert many.err.startswith("tuiboard: Line 3: ")
    assert said in many.err
    assert seq(register) == before


def test_nothing_on_standard_input_is_no_risk(register: Shell) -> None:
    assert register("risk", "add", "-", stdin="\n \n").code == 2


# Scoring


@pytest.mark.parametrize(
    ("words", "impact", "score"),
    [
        (["4", "COST=3", "TIME=5"], {"cost": 3, "time": 5}, 20),
        (["4", "cost=3", "time=1", "scope=2"], {"cost": 3, "time": 1, "scope": 2}, 12),
        (["4", "5"], {"overall": 5}, 20),
        (["4x5"], {"overall": 5}, 20),
        (["2X5"], {"overall": 5}, 10),
    ],
)
def test_a_score_is_written_in_any_of_these_ways(
    register: Shell, words: list[str], impact: dict[str, int], score: int
) -> None:
    register.done("risk", "score", "R2", "current", *words)
    found = risk(register, 2)
    assert found["current"]["impact"] == impact
    assert found["score"] == score


def test_none_takes_a_score_off(register: Shell) -> None:
    register.done("risk", "score", "R1", "current", "none")
    found = risk(register, 1)
    assert (found["score"], found["band"], found["current"]) == (None, "unrated", None)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["current", "6", "1"], 65, "goes from 1 to 5, not 6"),
        (["current", "0", "1"], 65, "goes from 1 to 5, not 0"),
        (["current", "3", "0"], 65, "goes from 1 to 5, not 0"),
        (["current", "3", "TIME=9"], 65, "time goes from 1 to 5, not 9"),
        (["current", "x", "1"], 65, "“x” is not a probability"),
        (["current", "3", "much"], 65, "“much” is not an impact"),
        (["current", "-1", "2"], 2, "-1"),
        (["current", "3"], 2, "The impact is missing"),
        (["current"], 2, "P is missing"),
        (["current", "3", "FUN=3"], 2, "no impact on “FUN”"),
        (["residual", "3", "3"], 2, "inherent, current, target"),
    ],
)
def test_what_is_no_score_is_refused_and_nothing_changes(
    register: Shell, words: list[str], code: int, said: str
) -> None:
    before = seq(register)
    result = register("risk", "score", "R1", *words)
    assert (result.code, result.out) == (code, "")
    assert said in result.err
    assert seq(register) == before


def test_a_score_that_someone_else_gave_meanwhile_is_a_conflict_with_both(register: Shell) -> None:
    as_of = str(risk(register, 1)["seq"])
    register.done("risk", "score", "R1", "current", "2", "2")
    register.done("risk", "score", "R1", "target", "1", "2", "--as-of", as_of)
    result = register("risk", "score", "R1", "current", "3", "3", "--as-of", as_of, "--json")
    assert result.code == 75
    details = result.error["details"]
    current = details["fields"]["current"]
    assert (details["kind"], details["id"]) == ("risk", 1)
    assert current["was"] == {"probability": 4, "impact": {"overall": 5}}
    assert current["theirs"] == {"probability": 2, "impact": {"overall": 2}}
    assert current["mine"] == {"probability": 3, "impact": {"overall": 3}}
    assert risk(register, 1)["score"] == 4


def test_a_field_that_someone_else_set_meanwhile_is_a_conflict_with_both(register: Shell) -> None:
    as_of = str(risk(register, 1)["seq"])
    register.done("risk", "edit", "R1", "owner=omar")
    result = register("risk", "edit", "R1", "owner=maria", "cause=Age", "--as-of", as_of, "--json")
    assert result.code == 75
    owner = result.error["details"]["fields"]["owner"]
    assert (owner["was"], owner["theirs"], owner["mine"]) == ("ana", "omar", "maria")
    assert risk(register, 1)["cause"] == "It is ten years old", "all or nothing"
    said = register("risk", "edit", "R1", "owner=maria", "--as-of", as_of).err
    assert "theirs “omar”, mine “maria”" in said
    register.done("risk", "edit", "R1", "tags+=core", "title=Core", "--as-of", as_of)


# What a move still needs


def refused(shell: Shell, *argv: str) -> tuple[str, list[str]]:
    """The message of a refusal by a rule, the same with `--json`, and the fields that it says are missing there."""
    text, machine = shell(*argv), shell(*argv, "--json")
    assert (text.code, machine.code) == (1, 1)
    assert machine.error["code"] == "rule"
    assert text.err.startswith(f"tuiboard: {machine.error['message']}")
    return machine.error["message"], [lack["field"] for lack in machine.error["details"]["missing"]]


def test_a_refused_move_names_everything_that_is_missing(register: Shell) -> None:
    message, fields = refused(register, "risk", "assess", "R2")
    assert message == (
        "R2 can't become assessed yet. "
        "Missing: its cause; its event; its effect; an owner; a current probability and impact."
    )
    assert fields == ["cause", "event", "effect", "owner", "current"]
    register.done("risk", "edit", "R1", "strategy=accept")
    register.done("risk", "unlink", "R1", "1")
    register.done("risk", "assess", "R1")
    assert refused(register, "risk", "treat", "R1")[1] == ["strategy", "preventive"]
    assert refused(register, "risk", "accept", "R2")[1] == ["rationale", "expires", "approver"]
    assert refused(register, "risk", "accept", "R2", "--until", "+3d")[1] == ["rationale", "approver"]


def test_monitoring_needs_the_card_done_and_the_score_given_again(register: Shell, clock: Any) -> None:
    treated(register)
    message, fields = refused(register, "risk", "monitor", "R1")
    assert fields == ["done"]
    assert "(1 is not)" in message
    clock.advance(hours=1)
    register.done("done", "1")
    assert refused(register, "risk", "monitor", "R1")[1] == ["rescore"]
    clock.advance(hours=1)
    register.done("risk", "score", "R1", "current", "1", "5")
    register.done("risk", "monitor", "R1")
    assert risk(register, 1)["state"] == "monitoring"


def test_who_asks_for_an_acceptance_does_not_approve_it(register: Shell) -> None:
    words = ["--rationale", "A spare costs more", "--until", "+90d"]
    message, fields = refused(register, "risk", "accept", "R1", *words, "--approver", "ana")
    assert "@ana" in message
    assert fields == ["approver"]
    register.done("risk", "accept", "R1", *words, "--approver", "ana", "--requester", "omar")
    acceptance = risk(register, 1)["acceptance"]
    assert (acceptance["requester"], acceptance["approver"], acceptance["expires"]) == ("omar", "ana", "2026-06-09")
    assert acceptance["snapshot"] == {"probability": 4, "impact": {"overall": 5}}


def test_an_acceptance_lapses_by_its_date_or_its_score_and_says_so(register: Shell, clock: Any) -> None:
    words = ["--rationale", "A spare costs more", "--until", "+3d", "--approver", "omar"]
    register.done("risk", "accept", "R1", *words)
    assert risk(register, 1)["lapsed"] is False
    scored = register.done("risk", "score", "R1", "current", "5", "5")
    assert "Warning: The acceptance of R1 has lapsed" in scored.err
    assert risk(register, 1)["lapsed"] is True
    register.done("undo")
    clock.advance(days=4)
    found = risk(register, 1)
    assert (found["state"], found["lapsed"]) == ("assessed", True)
    assert "acceptance lapsed" in found["attention"]


@pytest.mark.parametrize(
    ("argv", "code", "said"),
    [
        (["treat", "R2"], 1, "R2 is identified and can't become treating"),
        (["reopen", "R1", "why not"], 1, "R1 is identified: only what is closed"),
        (["reopen", "R1"], 2, "NOTE is missing"),
        (["close", "R1", "bored"], 65, "“bored” is no reason"),
        (["close", "R1"], 2, "REASON is missing"),
        (["accept", "R1", "--rationale", "x", "--approver", "omar", "--until", "-1d"], 65, "not in the future"),
        (["accept", "R1", "--rationale", "x", "--approver", "nobody", "--until", "+1d"], 3, "nobody"),
        (["accept", "R1", "--rationale", "x", "--approver", "omar", "--until", "never"], 65, "never"),
        (["occur", "R1", "--on", "+1d"], 65, "in the future"),
        (["occur", "R1", "--amount", "lots"], 65, "“lots” is not an amount"),
        (["review", "R1", "--next", "-1d"], 65, "can't have been"),
        (["link", "R1", "99"], 3, "no card “99”"),
        (["link", "R1", "1", "maybe"], 65, "preventive, contingency or fallback"),
        (["unlink", "R1", "2"], 3, "not linked to R1"),
        (["plan", "R1", "x", "--role", "preventive"], 1, "A preventive action is a card"),
        (["plan", "R1", "x", "--remove"], 3, "no contingency action “x”"),
        (["trigger", "R1", "1"], 3, "no trigger 1"),
        (["trigger", "R1", "one"], 2, "not the number of a trigger"),
        (["trigger", "R1", "0"], 2, "not the number of a trigger"),
        (["assess", "R9"], 3, "There is no risk “R9”"),
        (["edit", "R9", "cause=x"], 3, "R9"),
        (["edit", "R1", "R9", "cause=x"], 3, "R9"),
        (["edit", "R1", "colour=red"], 2, "no field “colour”"),
        (["edit", "R1", "state=closed"], 2, "assess|treat|monitor|accept|occur|close|reopen"),
        (["edit", "R1", "quant=30% 9k/6k/3k"], 65, "don't rise"),
        (["edit", "R1", "quant=130% 3k"], 65, "not a probability"),
        (["edit", "R1", "strategy=exploit"], 65, "no strategy for a threat"),
        (["edit", "R1", "caused_by=R1"], 1, "cycle"),
        (["edit", "R1", "caused_by=R9"], 3, "R9"),
        (["edit", "R1", "owner=nobody"], 3, "nobody"),
    ],
)
def test_what_can_not_be_is_refused_in_a_sentence_and_nothing_changes(
    register: Shell, argv: list[str], code: int, said: str
) -> None:
    before = seq(register)
    result = register("risk", *argv)
    assert (result.code, result.out) == (code, "")
    assert said in result.err
    assert seq(register) == before


def test_issues_refuse_what_they_have_not(register: Shell) -> None:
    register.done("risk", "occur", "R2")
    for argv, code in ((["I9", "state=closed"], 3), (["I1", "colour=red"], 2), (["I1", "state=gone"], 65)):
        assert register("issue", "edit", *argv).code == code, argv


def test_causes_that_go_round_are_named(register: Shell) -> None:
    register.done("risk", "edit", "R2", "caused_by=R1")
    result = register("risk", "edit", "R1", "caused_by=R2")
    assert result.code == 1
    assert "R1 is caused by R2 is caused by R1" in result.err


# When it happens


def test_what_occurs_becomes_an_issue_and_cards_and_undo_takes_all_of_it_back(register: Shell) -> None:
    register.done("risk", "plan", "R1", "Rent a switch")
    register.done("risk", "link", "R1", "2", "contingency")
    done = register.done("risk", "occur", "R1", "--amount", "20k", "--on", "yesterday", "The switch stopped", "--json")
    assert done.json["ids"] == ["6", "I1", "R1"]
    found = risk(register, 1)
    assert (found["state"], found["issue"]) == ("occurred", 1)
    assert found["occurred"] == {"on": "2026-03-10", "amount": 20000, "unit": "money", "text": "The switch stopped"}
    card = register.done("show", "6", "--json").json
    assert (card["title"], card["owner"], card["column"]) == ("Rent a switch", "ana", "backlog")
    issue = register.done("issue", "list", "--json").json[0]
    assert (issue["key"], issue["text"], issue["risks"]) == ("I1", "The switch stopped", [1])
    assert sorted(issue["cards"]) == [2, 6]
    register.done("undo")
    assert register("show", "6").code == 3
    assert register.done("issue", "list", "--json").json == []
    found = risk(register, 1)
    assert (found["state"], found["occurred"], found["issue"]) == ("identified", None, None)
    assert {"role": "contingency", "text": "Rent a switch"} in found["actions"]


def test_days_are_no_money(register: Shell) -> None:
    register.done("risk", "occur", "R1", "--amount", "5d")
    assert risk(register, 1)["occurred"] == {"on": "2026-03-11", "amount": 5, "unit": "days"}
    register.done("risk", "occur", "R2", "--amount", "3", "--unit", "days")
    assert risk(register, 2)["occurred"]["unit"] == "days"


# Rules of the board


def test_the_rules_about_risks_are_set_one_by_one_and_reset_by_an_empty_value(register: Shell) -> None:
    register.done(
        "board", "edit", "appetite=12", "escalation=20", "currency=CHF", "unit=days", "review_days=high:7,low:60",
        "grid=lllmm/lmmhh/lmhhc/mhhcc/mhccc",
    )  # fmt: skip
    rules = register.done("board", "show", "--json").json["settings"]["risk"]
    assert (rules["appetite"], rules["escalation"], rules["currency"], rules["unit"]) == (12, 20, "CHF", "days")
    assert rules["review_days"] == {"high": 7, "low": 60}
    assert rules["grid"] == ["lllmm", "lmmhh", "lmhhc", "mhhcc", "mhccc"]
    register.done("board", "edit", "grid=", "appetite=19")
    register.done("risk", "score", "R2", "current", "4", "5")
    assert risk(register, 2)["above_appetite"] is True
    assert risk(register, 2)["next_review"] == "2026-03-18"
    register.done("board", "edit", "appetite=", "escalation=")
    assert "appetite" not in register.done("board", "show", "--json").json["settings"]["risk"]


@pytest.mark.parametrize(
    ("rule", "code", "said"),
    [
        ("appetite=30", 65, "appetite"),
        ("appetite=some", 65, "“some” is no number for appetite"),
        ("escalation=5", 65, "appetite of 9"),
        ("grid=lll", 65, "is no grid"),
        ("review_days=high", 65, "days of high"),
        ("review_days=huge:3", 65, "no band “huge”"),
        ("currency=12", 65, "is no currency"),
        ("unit=sheep", 65, "money or days"),
        ("colour=red", 2, "can't be set on the board"),
    ],
)
def test_what_is_no_rule_is_refused(register: Shell, rule: str, code: int, said: str) -> None:
    before = seq(register)
    result = register("board", "edit", rule)
    assert (result.code, result.out) == (code, "")
    assert said in result.err
    assert seq(register) == before


# Slips


def test_a_field_that_is_misspelt_is_no_title(register: Shell) -> None:
    before = seq(register)
    for word, hint in (("ownr=ana", "“owner”"), ("probability=5", "%4"), ("risks+=R1", "Fields: title")):
        result = register("risk", "add", "Typo", word)
        assert (result.code, result.out) == (2, "")
        assert hint in result.err
        assert f"\\{word}" in result.err
    assert seq(register) == before
    for word in ("\\ownr=ana", '"ownr=ana"'):
        register.done("risk", "add", "Typo", word)
    assert [risk["title"] for risk in register.done("risk", "list", "--json", "typo").json] == ["Typo ownr=ana"] * 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--unit", "bananas"], "“bananas” is no unit. Choose money or days."),
        (["--amount", "3d", "--unit", "money"], "“3d” is an amount in days, not in money."),
    ],
)
def test_what_it_cost_is_in_one_unit(register: Shell, words: list[str], said: str) -> None:
    before = seq(register)
    result = register("risk", "occur", "R2", *words)
    assert (result.code, seq(register)) == (65, before)
    assert said in result.err


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("grid=xx", "“xx” is no grid"),
        ("grid=lll/mmm", "“lll/mmm” is no grid"),
        ("review_days=critical:-1", "1 to 3650"),
    ],
)
def test_a_rule_that_is_refused_is_named_as_it_was_typed(register: Shell, rule: str, said: str) -> None:
    assert said in register("board", "edit", rule).err


def test_one_issue_is_shown_with_its_risks_cards_and_history(register: Shell) -> None:
    register.done("risk", "plan", "R2", "Pump it out")
    register.done("risk", "occur", "R2", "The cellar")
    lines = register.done("show", "I1").lines
    assert lines[0] == "I1  The cellar"
    assert lines[1] == "issue · open"
    assert [line.split()[:2] for line in lines[2:6]] == [
        ["Owner", "nobody"], ["Noted", "today"], ["Risk", "R2"], ["Card", lines[5].split()[1]],
    ]  # fmt: skip
    assert "Pump it out (Backlog" in lines[5]
    assert "History" in lines
    found = register.done("show", "i1", "--json").json
    assert (found["key"], found["risks"], len(found["history"])) == ("I1", [2], 1)
    assert register("show", "I9").code == 3
    assert "tuiboard show R3" in register("risk", "show", "R1").err
