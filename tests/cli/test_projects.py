"""`project`: the colours of projects, what is tolerated, and colours by hand."""

from tests.cli.conftest import Shell


def test_projects_are_listed_with_a_letter_and_a_figure_a_dimension(board: Shell) -> None:
    board.done("project", "edit", "refresh", "deadline=2026-12-01", "sponsor=Maria Keller")
    row = board.done("project", "list").lines[0]
    assert row.split()[0] == "refresh"
    assert "Maria Keller" in row
    (found,) = board.done("project", "list", "--json").json
    assert (found["key"], found["deadline"], found["override"]) == ("refresh", "2026-12-01", None)
    assert list(found["dimensions"]) == ["schedule", "money", "scope", "quality", "people"]
    assert found["dimensions"]["money"]["rag"] == "unknown"
    assert found == board.done("project", "show", "REF", "--json").json
    shown = board.done("project", "show", "refresh").out
    assert "No risk was ever raised for it" in shown
    assert "Green from 85 % certainty, red under 50 %." in shown


def test_tolerances_of_a_project_and_of_the_board_are_written_as_people_say_them(board: Shell) -> None:
    board.done("risk", "add", "Flood p:refresh emv:30%x60k")
    assert board.done("project", "tolerance", "refresh", "money=10k/20,000.00", "people=10%/30").out == (
        "Set tolerance money 10k/20k, people 10%/30% of project Network refresh\n"
    )
    assert board.done("project", "show", "refresh", "--json").json["dimensions"]["money"] == {
        "rag": "amber", "value": 18000.0, "limits": [10000, 20000], "tolerance": "green up to 10,000, red above 20,000",
        "sentence": "On average its open threat costs 18,000.",
    }  # fmt: skip
    board.done("board", "edit", "tolerance_money=50k/60k")
    board.done("project", "tolerance", "refresh", "money=")
    assert board.done("project", "show", "refresh", "--json").json["dimensions"]["money"]["rag"] == "green"
    for words, message in (
        ("money=5", "can't be the tolerance of money"), ("money=-1/5", "not an amount"), ("scope=x/5", "no number"),
        ("people=40/20", "can't be amber above 40"), ("rain=1/2", "no tolerance “rain”"), ("money", "is no tolerance"),
    ):  # fmt: skip
        result = board("project", "tolerance", "refresh", words)
        assert result.code in (2, 65)
        assert message in result.err
    assert board("board", "edit", "tolerance_people=40/20").code == 65


def test_an_override_is_shown_beside_what_is_computed_and_undone(board: Shell) -> None:
    board.done("project", "override", "refresh", "amber", "--reason", "the part is late", "--until", "+2w")
    assert "A (computed G)" in board.done("project", "list").out
    assert "overrode project Network refresh to amber until 2026-03-25: the part is late" in board.done("log").out
    assert "Amber by @ana until 25 mar: the part is late." in board.done("project", "show", "refresh").out
    board.done("undo")
    assert board.done("project", "list", "--json").json[0]["override"] is None
    board.done("redo")
    board.done("project", "override", "refresh", "none")
    assert board.done("project", "list", "--json").json[0]["override"] is None
    assert board("project", "override", "refresh", "red", "--until", "+2w").code == 2, "without a reason"
    assert board("project", "override", "refresh", "red", "--reason", "x", "--until", "today").code == 65


def test_a_board_without_projects_says_how_one_is_made(run: Shell) -> None:
    run.done("init")
    assert run.done("project", "list").out == ""
    assert "tuiboard project add" in run.done("project", "list", terminal=80).err
    assert run("project", "show", "x").code == 3
