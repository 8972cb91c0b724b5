"""`tuiboard triage` where there is nobody to press keys: the queue, with why each card is in it."""

import pytest

from tests.cli.conftest import Shell, Stream
from tuiboard.cli.output import Output
from tuiboard.cli.verbs.triage import print_summary


@pytest.fixture
def cards(run: Shell) -> Shell:
    """A board with three cards that need a decision, and one that doesn't."""
    run.done("-b", "tuiboard.json", "init")
    run.done("person", "add", "omar")
    for words in ("Replace core switch @ana due:2026-03-09", "Label patch panels", "Audit @omar due:2026-04-01"):
        run.done("add", words)
    run.done("block", "3", "no", "\x1b[2Jpart")
    return run


def test_without_a_terminal_the_queue_is_printed_with_the_reasons(cards: Shell) -> None:
    assert [line.split(None, 1) for line in cards.done("triage").lines] == [
        ["1", "@ana   Replace core switch  2 days late, new, added today"],
        ["3", "@omar  Audit                blocked: no ␛[2Jpart, new, added today"],
        ["2", "       Label patch panels   nobody owns it, no due date, new, added today".strip()],
    ]


def test_one_persons_own_cards_are_what_the_filter_finds(cards: Shell) -> None:
    assert [line.split()[0] for line in cards.done("triage", "@me").lines] == ["1"]
    cards.done("filter", "save", "omars", "@omar")
    assert [card["key"] for card in cards.done("triage", "--filter", "omars", "--json").json] == ["3"]


def test_json_is_an_array_of_cards_with_reasons(cards: Shell) -> None:
    first, *others = cards.done("triage", "--json").json
    assert first["reasons"] == [
        {"name": "overdue", "words": "2 days late"},
        {"name": "new", "words": "new, added today"},
    ]
    assert (first["key"], first["due"], first["quadrant"]) == ("1", "2026-03-09", "Delegate")
    assert [card["key"] for card in others] == ["3", "2"]


def test_nothing_to_decide_is_a_word_and_an_empty_array(cards: Shell) -> None:
    nothing = cards.done("triage", "#nothing")
    assert (nothing.out, nothing.err) == ("", "None of these cards needs a decision.\n")
    cards.done("archive", "1", "2", "3")
    assert cards.done("triage").err == "No card needs a decision.\n"
    assert cards.done("triage", "--json").json == []


def test_a_filter_that_makes_no_sense_and_a_board_that_is_not_there_are_refused(cards: Shell) -> None:
    assert cards("triage", "due:frog").code == 2
    assert cards("triage", "--filter", "nope").code == 3
    assert cards("-b", "nowhere.json", "triage").code == cards("-b", "nowhere.json", "list").code != 0


def test_the_summary_fits_the_terminal(run: Shell) -> None:
    out = Stream(True)
    rows = [("7", "due fri", "漢字" * 40), ("12", "skipped", "Label patch panels")]
    print_summary(
        Output(out, Stream(False), {"COLUMNS": "40", "NO_COLOR": "1"}), "Triage: 1 of 2.", "1 scheduled", rows
    )
    assert out.getvalue().splitlines() == [
        "Triage: 1 of 2.", "1 scheduled.", "   7  due fri  " + "漢字" * 6 + "…", "  12  skipped  Label patch panels",
    ]  # fmt: skip
