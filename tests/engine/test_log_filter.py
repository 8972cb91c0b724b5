"""The words of the log's filter."""

import re
from pathlib import Path

import pytest

from tests.conftest import make_workspace
from tuiboard.domain import decide
from tuiboard.domain.refusal import Refused
from tuiboard.engine.completion import complete
from tuiboard.engine.filter_language import FilterContext
from tuiboard.engine.log_filter import _past_day, compile_log_filter, thing

WEDNESDAY = "2026-03-11"
CONTEXT = FilterContext(WEDNESDAY, "ana")


@pytest.mark.parametrize(
    ("word", "day"),
    [
        ("mon", "2026-03-09"), ("wednesday", "2026-03-11"), ("thu", "2026-03-05"), ("today", "2026-03-11"),
        ("yesterday", "2026-03-10"), ("7d", "2026-03-04"), ("2w", "2026-02-25"), ("2025-12-01", "2025-12-01"),
        ("03-12", "2025-03-12"), ("03-11", "2026-03-11"), ("1 dec", "2025-12-01"), ("02-29", "2024-02-29"),
        ("2026-12-01", "2026-12-01"),
    ],
)  # fmt: skip
def test_a_date_is_one_of_the_past(word: str, day: str) -> None:
    assert _past_day(word, WEDNESDAY) == day


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("since:soon", "“soon” is not a date"), ("since:none", "“none” is no date of the past"),
        ("<soon", "“<soon” is no time"), ("is:12", "“is:12” is not a filter word"), ("who:ana", "It is written @ana"),
        ("before:fri", "It is written until:fri"), ("since:", "“since:” is unfinished"),
    ],
)  # fmt: skip
def test_a_word_that_makes_no_sense_is_named(text: str, said: str) -> None:
    with pytest.raises(Refused) as caught:
        compile_log_filter(text, make_workspace(), CONTEXT)
    assert said in caught.value.refusal.text
    assert caught.value.refusal.code == "usage"


def test_no_action_that_is_recorded_is_taken_for_a_mistake() -> None:
    source = "".join(path.read_text() for path in Path(decide.__file__ or "").parent.glob("*.py"))
    recorded = {word for action in re.findall(r'"([a-z]+\.[a-z_]+)"', source) for word in action.split(".")}
    assert {"moved", "renegotiated", "overridden"} < recorded
    for words, unknown in ((sorted(recorded), []), (["nonsense", "mov", "promis"], ["nonsense"])):
        found = compile_log_filter(" ".join(f"is:{word}" for word in words), make_workspace(), CONTEXT)
        assert found.unknown == unknown


def test_what_is_still_being_typed_is_left_out() -> None:
    for text in ("1 since:", "1 since:m", "1 @", "1 <", "1 is:"):
        assert compile_log_filter(text, make_workspace(), CONTEXT, typing=True).about == ("card", 1)


def test_only_a_word_that_has_to_hold_spares_the_rest_of_the_journal() -> None:
    assert thing("R3") == ("risk", 3)
    assert thing("m1") == ("milestone", 1)
    assert thing("Q9") is None
    for text, about in (("12", ("card", 12)), ("@ana r3", ("risk", 3)), ("-12", None), ("12|13", None), ('"12"', None)):
        assert compile_log_filter(text, make_workspace(), CONTEXT).about == about


def test_the_line_offers_people_actions_and_days() -> None:
    ws = make_workspace()
    assert [insert for insert, _ in complete("@o", 2, ws, "log-filter").candidates] == ["@omar"]
    assert [insert for insert, _ in complete("12 is:mo", 8, ws, "log-filter").candidates] == ["is:moved"]
    assert [insert for insert, _ in complete("since:m", 7, ws, "log-filter").candidates] == ["since:mon"]
