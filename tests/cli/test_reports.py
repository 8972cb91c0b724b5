"""`report`: what is printed, what is written where, and since when it tells."""

import json
import os
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tests.conftest import FrozenClock


def test_a_report_is_markdown_on_the_terminal_and_json_for_programs(register: Shell) -> None:
    said = register.done("report", "risks")
    assert said.lines[0] == "# Risks"
    assert "2 risks are open; 1 of them is above what the board puts up with; 1 is not rated yet." in said.out
    head = register.done("verify").lines[0]
    assert said.lines[-1] == f"    tuiboard verify --expect {head}"
    found = register.done("report", "risks", "--json").json
    assert (found["report"], found["head"], found["figures"]["open"]) == ("risks", head, 2)
    assert register.done("report", "risks", "--format", "json").json["figures"] == found["figures"]
    assert register.done("report", "risks", "--format", "html").out.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("kind", ["status", "exec", "risks", "flow", "retro", "standup"])
def test_every_report_is_made_in_every_format(board: Shell, kind: str) -> None:
    for format in ("md", "html", "json"):
        said = board.done("report", kind, "--format", format, "--project", "refresh")
        assert "Network refresh" in said.out


def test_the_ending_of_the_file_says_the_format(board: Shell, own_world: Path) -> None:
    said = board.done("report", "risks", "-o", "r.html")
    assert said.lines == ["Wrote the risks report since 2026-03-04 to r.html."]
    assert (own_world / "r.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    board.done("report", "risks", "-o", "r.json")
    assert json.loads((own_world / "r.json").read_text())["report"] == "risks"
    board.done("report", "risks", "-o", "r.page", "--format", "html")
    assert "<h1>" in (own_world / "r.page").read_text(encoding="utf-8")


def test_a_file_is_overwritten_only_when_told_and_never_half(board: Shell, own_world: Path) -> None:
    page = own_world / "r.md"
    page.write_text("mine")
    refused = board("report", "risks", "-o", "r.md")
    assert refused.code == 1
    assert "r.md exists already" in refused.err
    assert page.read_text() == "mine"
    board.done("report", "risks", "-o", "r.md", "--force")
    assert page.read_text(encoding="utf-8").startswith("# Risks")
    unwritable = board("report", "risks", "-o", "no/such/r.md")
    assert (unwritable.code, "can't be written" in unwritable.err) == (73, True)
    assert not list(own_world.rglob("*.tmp"))


def test_the_next_report_tells_what_changed_since_the_last_one_that_was_handed_on(
    board: Shell, clock: FrozenClock, own_world: Path
) -> None:
    head = board.done("verify").lines[0]
    board.done("report", "risks", "-o", "first.md")
    clock.advance(days=12)
    found = board.done("report", "risks", "--json").json
    assert found["since"] == "2026-03-11", "what is only printed is not handed on"
    assert f"entry {found['seq']}, at head {head}" in board.done("report", "risks").out
    assert board.done("report", "exec", "--json").json["since"] == "2026-03-16", "each kind has its own"
    assert board.done("report", "risks", "--project", "refresh", "--json").json["since"] == "2026-03-16"
    board.done("report", "risks", "-o", "second.md")
    again = board.done("report", "risks", "--json").json["since"]
    assert again == "2026-03-11", "made again on its day, it tells of the same time"
    assert board.done("report", "risks", "--since", "-3d", "--json").json["since"] == "2026-03-20"
    clock.advance(days=1)
    assert board.done("report", "risks", "--json").json["since"] == "2026-03-23"


def test_what_was_remembered_wrongly_is_no_report(board: Shell, own_world: Path) -> None:
    board.done("report", "risks", "-o", "r.md")
    record = next((own_world / "state" / "tuiboard" / "reports").iterdir())
    for odd in ("", "[", "[1]", '{"reports": 5}', '{"reports": {"risks": [{"day": "x", "seq": []}, 7]}}',
                '{"reports": {"risks": [{"day": "2026-03-01", "seq": 999}]}}'):  # fmt: skip
        record.write_text(odd)
        assert board.done("report", "risks", "--json").json["since"] == "2026-03-04", odd
    board.done("report", "risks", "-o", "r.md", "--force")
    assert record.stat().st_mode & 0o777 == 0o600


def test_a_report_is_there_even_where_nothing_can_be_remembered(board: Shell, own_world: Path) -> None:
    (own_world / "state").mkdir(exist_ok=True)
    (own_world / "state" / "tuiboard").mkdir(exist_ok=True)
    (own_world / "state" / "tuiboard" / "reports").write_text("a file")
    said = board.done("report", "risks", "-o", "r.md")
    assert (own_world / "r.md").exists()
    assert "Warning: That this report was made can't be remembered" in said.err


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("weekly",), 2, "There is no report “weekly”. Reports: status, exec"),
        (("risks", "--format", "pdf"), 2, "There is no format “pdf”"),
        (("risks", "--json", "--format", "md"), 2, "Leave one of them out"),
        (("risks", "--since", "+3d"), 2, "A report tells of what was"),
        (("risks", "--since", "none"), 2, "is no day"),
        (("risks", "--since", "soon"), 65, "is not a date"),
        (("risks", "--project", "nope"), 3, "nope"),
        ((), 2, "REPORT is missing"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(
    board: Shell, words: tuple[str, ...], code: int, says: str
) -> None:
    refused = board("report", *words)
    assert (refused.code, says in refused.err) == (code, True), refused.err
    assert not os.path.exists("r.md")
