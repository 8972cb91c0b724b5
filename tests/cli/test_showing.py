"""`show` and `log`: everything about one card, and who did what."""

import json
from pathlib import Path

from tests.cli.conftest import Shell


def test_show_says_every_fact_that_exists(board: Shell) -> None:
    board.done(
        "edit", "4", "body=Ask **the** auditor.\n\nThen decide.", "checklist=- [x] export\n- [ ] read", "due=mon"
    )
    board.done("block", "4", "no access")
    board.done("comment", "4", "Access\ncomes tomorrow")
    shown = board.done("show", "4").out
    assert shown.startswith("4  Firewall rule audit\nReview · since today\n")
    for fact in ("no access", "omar", "mon (2026-03-16)", "2d", "3 Migrate LDAP users"):
        assert fact in shown
    assert "\nNotes\n  Ask **the** auditor.\n\n  Then decide.\n" in shown
    assert "\nChecklist 1/2\n  1  [x] export\n  2  [ ] read\n" in shown
    assert "\nComments\n  2026-03-11 09:00  ana\n    Access\n    comes tomorrow\n" in shown
    assert "\nHistory\n  2026-03-11 09:00  ana  commented on it\n" in shown
    assert "needed by" not in shown
    assert "needed by  4 Firewall rule audit" in board.done("show", "3").out


def test_show_as_json(board: Shell) -> None:
    board.done("comment", "3", "Nearly there")
    board.done("move", "3", "review", "--reason", "the reviewer is here")
    card = board.done("show", "3", "--json").json
    assert (card["key"], card["id"], card["column"], card["dependents"]) == ("3", 3, "review", [4])
    assert card["comments"] == [
        {"id": 1, "on": ["card", 3], "author": "ana", "at": "2026-03-11T09:00:00Z", "text": "Nearly there"}
    ]
    assert [(line["who"], line["text"]) for line in card["history"]] == [
        ("ana", "moved it to Review (the reviewer is here)"),
        ("ana", "commented on it"),
        ("ana", "added it"),
    ]
    assert card["quadrant"] in {"Do now", "Schedule", "Delegate", "Later"}
    assert round(0.4 * card["urgency"] + 0.6 * card["importance"], 1) == round(card["priority"], 1)


def test_show_of_a_done_card_has_no_score(board: Shell) -> None:
    assert "priority" not in board.done("show", "5", "--json").json


def test_an_archived_card_can_be_shown(board: Shell) -> None:
    board.done("archive", "1")
    assert "archived" in board.done("show", "#1").lines[1]


def test_an_unknown_id(board: Shell) -> None:
    for word, code in (("99", 3), ("core", 3), ("0", 3), ("999999999999", 3)):
        result = board("show", word)
        assert (result.code, result.out) == (code, "")
        assert f"There is no card “{word}”." in result.err


def test_log_is_newest_first(board: Shell) -> None:
    board.done("move", "1", "doing")
    board.done("edit", "1", "due=mon")
    lines = board.done("log", "--limit", "2").lines
    assert [line.rpartition("  ana  ")[2] for line in lines] == [
        "set due 2026-03-13 → 2026-03-16 on 1 “Replace core switch”",
        "moved 1 “Replace core switch” to Doing",
    ]
    assert len(board.done("log").lines) == 8


def test_log_as_json_holds_the_changes(board: Shell) -> None:
    board.done("move", "1", "doing", "--reason", "now or never")
    board.done("undo")
    undone, moved = board.done("log", "--limit", "2", "--json").json
    assert (moved["action"], moved["ids"], moved["why"], moved["who"]) == ("card.moved", ["1"], "now or never", "ana")
    assert moved["changes"][0]["after"]["column"] == "doing"
    assert (undone["undoes"], undone["redo"], undone["seq"]) == (moved["seq"], False, moved["seq"] + 1)


def test_log_of_one_card(board: Shell) -> None:
    board.done("comment", "1", "Ordered")
    board.done("move", "2", "doing")
    assert [line.rpartition("  ")[2] for line in board.done("log", "1").lines] == [
        "commented on 1 “Replace core switch”",
        "added 5 cards (1, 2, 3, 4, 5)",
    ]
    assert [entry["action"] for entry in board.done("log", "1", "--json").json] == ["card.commented", "card.added"]
    assert board("log", "99").code == 3


def test_log_takes_the_words_that_the_screen_takes(board: Shell) -> None:
    board.done("move", "1", "doing", "--reason", "the auditor comes")
    board.done("comment", "1", "Ordered")
    for words in (["1", "is:moved"], ["@ana", "Auditor"], ["is:mov", "since:today"], ["<1d", "-is:commented", "1"]):
        assert "moved 1 “Replace core switch” to Doing (the auditor comes)" in board.done("log", *words).lines[0], words
    assert board.done("log", "@omar").out == ""
    ghost = board("log", "@ghost")
    assert (ghost.code, ghost.out) == (3, "")
    assert "Nobody called “@ghost” is on this board or in its log." in ghost.err
    for words, near in (("is:nonsense", "Write is:moved"), ("is:movde", "“is:moved”"), ("is:Quux -12", "Write is:")):
        said = board("log", *words.split())
        assert said.code == 2
        assert f"Nothing that this log tells of is “{words.split()[0]}”." in said.err
        assert near in said.err
    assert board.done("log", "is:redone").err == ""
    assert [entry["action"] for entry in board.done("log", "is:moved", "--json").json] == ["card.moved"]
    wrong = board("log", "since:soon")
    assert (wrong.code, wrong.out) == (2, "")
    assert "“soon” is not a date" in wrong.err


def test_log_has_what_an_import_tells_marked_as_past(board: Shell, own_world: Path) -> None:
    task = {"description": "Old one", "status": "completed", "uuid": "9c3e1f0a-0000-4000-8000-000000000001",
            "entry": "20250101T080000Z", "start": "20250102T080000Z", "end": "20250103T080000Z"}  # fmt: skip
    (own_world / "tasks.json").write_text(json.dumps([task]))
    board.done("import", str(own_world / "tasks.json"))
    lines = board.done("log").lines
    assert "imported 1 card" in lines[0]
    assert [line.split()[:2] for line in lines[1:4]] == [["past", f"2025-01-0{day}"] for day in (3, 2, 1)]
    told = board.done("log", "is:past", "--json").json
    assert [one["happened"] for one in told[0]["told"]] == [f"2025-01-0{day}T08:00:00Z" for day in (1, 2, 3)]
    assert board.done("log", "is:past", "until:2025-01-02").lines == lines[2:4]
