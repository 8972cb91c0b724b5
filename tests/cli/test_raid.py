"""Commands about decisions, assumptions, issues and lessons: what they do, print and refuse."""

import json

from tests.cli.conftest import Result, Shell


def said(result: Result) -> str:
    return result.out.strip()


COMMANDS = [
    (["assumption", "add", "The line is enough", "validate_by=fri", "owner=omar", "cards=1"], "A1", ["A1"]),
    (["assumption", "edit", "A1", "risks+=R1", "validate_by="],
     "Changed validate by 2026-03-13 → none, risks → R1", ["A1"]),
    (["assumption", "confirm", "A1", "measured: 20 ms"], "Confirmed assumption A1 “The line is enough”: meas", ["A1"]),
    (["assumption", "reopen", "a1", "a new line"], "Opened assumption A1 “The line is enough” again (a new", ["A1"]),
    (["assumption", "refute", "A1", "300 ms", "--risk-title", "The line is slow"],
     "Found assumption A1 “The line is enough” false: 300 ms; made R3 “The line is slow”", ["A1", "R3"]),
    (["issue", "add", "The vendor is late", "owner=ana", "due=+3d", "risks=R1"], "I1", ["I1"]),
    (["issue", "start", "I1"], "Began with issue I1", ["I1"]),
    (["issue", "edit", "I1", "cards+=1,2"], "Changed cards → 1 2 of issue I1", ["I1"]),
    (["issue", "resolve", "I1", "a second vendor", "--on", "yesterday"], "Resolved issue I1", ["I1"]),
    (["issue", "reopen", "I1", "late again"], "Opened issue I1", ["I1"]),
    (["lesson", "add", "Order spares first", "cause=Card 1 closed late", "cards=1"], "L1", ["L1"]),
    (["lesson", "edit", "L1", "owner=me"], "Changed owner → ana of lesson L1", ["L1"]),
    (["lesson", "apply", "L1", "the order list has it"], "Applied lesson L1 “Order spares first”: the order", ["L1"]),
    (["lesson", "reopen", "L1"], "Took back that lesson L1 “Order spares first” was applied", ["L1"]),
    (["decide", "Which switch", "--decision", "The small one", "--options", "small; pros: cheap; cost: 2k | large",
      "--cards", "1", "--risks", "R1", "--decider", "omar", "--on", "-2d", "--review", "eom"],
     "Added decision D1 “Which switch”", ["D1"]),
    (["decision", "edit", "D1", "cards+=2", "review_on="], "Changed review on 2026-03-31 → none, cards", ["D1"]),
    (["decide", "Which", "--decision", "The large one", "--supersedes", "D1"], "Added decision D2", ["D2"]),
]  # fmt: skip


def test_each_command_says_what_it_did_and_as_json_what_it_touched(register: Shell) -> None:
    from tuiboard.cli.catalogue import VERBS

    seq = register.done("log", "--json", "--limit", "1").json[0]["seq"]
    for argv, words, keys in COMMANDS:
        assert words in said(register.done(*argv)), argv
        register.done("undo")
        register.done("redo")
        seq += 3
        entry = register.done("log", "--json", "--limit", "1").json[0]
        assert (entry["seq"], sorted(entry["ids"])) == (seq, sorted(keys)), argv
    changing = {name for name in VERBS if name.split()[0] in ("assumption", "issue", "lesson", "decision", "decide")}
    tried = {" ".join(argv[:2]) if argv[0] != "decide" else "decide" for argv, _, _ in COMMANDS}
    assert changing - {f"{kind} list" for kind in ("assumption", "issue", "lesson", "decision")} == tried
    found = {one["key"]: one for one in register.done("raid", "list", "--all", "--json").json}
    assert (found["D1"]["state"], found["D1"]["superseded_by"], found["D1"]["cards"]) == ("superseded", 2, [1, 2])
    assert found["D1"]["options"] == [{"name": "small", "pros": "cheap", "cost": "2k"}, {"name": "large"}]
    assert (found["D1"]["decider"], found["D1"]["date"]) == ("omar", "2026-03-09")
    assert (found["A1"]["state"], found["A1"]["risks"], found["A1"]["kind"]) == ("false", [1, 3], "assumption")
    assert (found["I1"]["state"], found["L1"]["state"], found["L1"]["note"]) == ("open", "noted", None)


def test_writing_as_json_prints_number_and_key(register: Shell) -> None:
    before = register.done("log", "--json", "--limit", "1").json[0]["seq"]
    assert register.done("lesson", "add", "x", "--json").json == {"seq": before + 1, "ids": ["L1"]}
    assert register.done("assumption", "add", "x", "--json").json["ids"] == ["A1"]


def test_lists_leave_out_what_is_over_and_filter(register: Shell) -> None:
    register.done("assumption", "add", "The line is enough", "validate_by=2026-03-01", "owner=ana")
    register.done("assumption", "add", "Nobody moves")
    register.done("assumption", "confirm", "A2", "asked")
    register.done("issue", "add", "Late", "cards=1")
    register.done("decide", "Which", "--decision", "This")
    assert [line.split()[0] for line in register.done("raid", "list").lines] == ["A1", "I1", "D1"]
    assert [line.split()[0] for line in register.done("raid", "list", "--kind", "issues").lines] == ["I1"]
    assert [line.split()[0] for line in register.done("assumption", "list", "--all").lines] == ["A1", "A2"]
    assert [one["key"] for one in register.done("raid", "list", "is:late", "@me", "--json").json] == ["A1"]
    assert [one["key"] for one in register.done("raid", "list", "card:1", "--json").json] == ["I1"]
    assert register.done("raid", "list", "is:over", "--limit", "1").out.startswith("A2")
    assert "There are no lessons yet" in register.done("lesson", "list", terminal=80).err
    assert "--all" in register.done("raid", "list", "nothing", terminal=80).err
    table = register.done("raid", "list", terminal=80).lines
    assert "STATE" in table[0]
    assert len(table) == 4


def test_one_is_shown_with_what_it_is_linked_to_and_cards_and_risks_show_it(register: Shell) -> None:
    register.done(
        "decide", "Which switch", "--decision", "small", "--context", "It is old", "--cards", "1", "--risks", "R1"
    )
    register.done("decide", "Which switch now", "--decision", "large", "--supersedes", "1")
    lines = register.done("show", "d1").lines
    assert lines[:2] == ["D1  Which switch", "decision · superseded"]
    assert [line.split()[0] for line in lines[2:7]] == ["Decided", "By", "Superseded", "Risk", "Card"]
    assert ("Why it came up" in lines, "History" in lines) == (True, True)
    assert "D1 Which switch (superseded)" in register.done("show", "1").out
    assert "D1 Which switch (superseded)" in register.done("show", "R1").out
    assert register.done("show", "D2", "--json").json["supersedes"] == 1
    assert said(register.done("comment", "d1", "The board\x1b[2J agrees")) == "Commented on decision D1 “Which switch”"
    shown = register.done("show", "D1").lines
    assert shown[shown.index("Comments") + 2].strip() == "The board␛[2J agrees"
    assert register.done("show", "D1", "--json").json["comments"][0]["text"] == "The board\x1b[2J agrees"
    assert [register.done("show", key, "--json").json["raid"] for key in ("1", "R1")] == [["D1"], ["D1"]]
    assert "tuiboard show A1" in register("assumption", "show", "A1").err


REFUSED = [
    (["assumption", "confirm", "A1"], 2, "NOTE is missing"),
    (["assumption", "confirm", "A9", "x"], 3, "There is no assumption"),
    (["assumption", "confirm", "I1", "x"], 2, "I1 is an issue, not an assumption"),
    (["assumption", "add"], 2, "TEXT is missing"),
    (["assumption", "add", "x", "owner=bob"], 3, "bob"),
    (["assumption", "edit", "A1", "state=false"], 2, "assumption confirm|refute|reopen"),
    (["lesson", "edit", "L1", "text="], 65, "empty"),
    (["comment", "D9", "x"], 3, "D9"),
    (["comment", "M1", "x"], 3, "M1"),
    (["issue", "edit", "I1", "state=gone"], 65, "gone"),
    (["issue", "add", "x", "cards=99"], 3, "99"),
    (["decision", "edit", "D1", "title=x"], 2, "never edited"),
    (["decide", "x", "--decision", "y", "--supersedes", "D9"], 3, "D9"),
    (["decide", "x", "--decision", "y", "--options", "a; loud: b"], 2, "loud"),
    (["decide", "x"], 65, "decision"),
    (["raid", "list", "--kind", "cheese"], 2, "cheese"),
    (["raid", "list", "kind:cheese"], 2, "cheese"),
    (["raid", "list", "--sort", "size"], 2, "size"),
]  # fmt: skip


def test_what_is_refused_says_why_and_changes_nothing(register: Shell) -> None:
    for line in (["assumption", "add", "a"], ["issue", "add", "i"], ["lesson", "add", "l"],
                 ["decide", "d", "--decision", "d"]):  # fmt: skip
        register.done(*line)
    before = register.done("log", "--json", "--limit", "1").out
    for argv, code, words in REFUSED:
        result = register(*argv)
        assert (result.code, result.out) == (code, ""), argv
        assert words in result.err, argv
    assert register.done("log", "--json", "--limit", "1").out == before


def test_a_card_that_closes_late_asks_on_a_terminal_what_was_learned(board: Shell) -> None:
    asked = board.done("done", "3", terminal=80).err
    assert "lesson add WHAT 'cause=Card 3 closed 2 days late: Migrate LDAP users' cards=3" in asked
    assert board.done("done", "1", terminal=80).err == ""
    board.done("undo")
    board.done("undo")
    assert board.done("done", "3").err == "", "a script is not asked"


def test_a_list_with_links_that_lead_nowhere_is_put_right_as_the_doctor_says(register: Shell) -> None:
    register.done("issue", "add", "x", "risks=R2", "cards=1")
    register.done("risk", "close", "R2", "passed")
    assert register.done("issue", "edit", "I1", "risks-=R2", "cards-=1,99").out.startswith("Changed")
    assert register.done("show", "I1", "--json").json["risks"] == []


def test_no_text_reaches_the_terminal_raw(register: Shell) -> None:
    evil = "x\x1b]52,c,eA==\x07\u202ey"
    register.done("decide", evil, "--decision", evil, "--context", evil, "--options", f"{evil}; pros: {evil}")
    register.done("lesson", "add", f"text={evil}", f"cause={evil}")
    for argv in (["raid", "list"], ["show", "D1"], ["show", "L1"], ["log"], ["export", "--to", "raid-md"]):
        assert not set("\x1b\x07\u202e") & set(register.done(*argv).out), argv
    assert json.loads(register.done("raid", "list", "--json").out)
