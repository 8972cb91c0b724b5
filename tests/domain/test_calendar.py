"""Date words, dates in words, effort and instants."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuiboard.domain import calendar
from tuiboard.domain.refusal import Refused

MONDAY = "2026-11-23"
FRIDAY = "2026-11-27"
SATURDAY = "2026-11-28"

dates = st.dates().map(lambda day: day.isoformat())


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    def use(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield use
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("word", "today", "expected"),
    [
        ("2026-12-01", MONDAY, "2026-12-01"),
        ("12-01", MONDAY, "2026-12-01"),
        ("11-23", MONDAY, "2026-11-23"),
        ("11-22", MONDAY, "2027-11-22"),
        ("02-29", MONDAY, "2028-02-29"),
        ("02-29", "2096-03-01", "2104-02-29"),
        ("today", MONDAY, "2026-11-23"),
        ("Tomorrow", MONDAY, "2026-11-24"),
        ("yesterday", MONDAY, "2026-11-22"),
        ("mon", MONDAY, "2026-11-30"),
        ("tue", MONDAY, "2026-11-24"),
        ("SUN", MONDAY, "2026-11-29"),
        ("friday", SATURDAY, "2026-12-04"),
        ("next-mon", MONDAY, "2026-11-30"),
        ("next-mon", SATURDAY, "2026-11-30"),
        ("next-sun", MONDAY, "2026-12-06"),
        ("next friday", MONDAY, "2026-12-04"),
        ("+3d", MONDAY, "2026-11-26"),
        ("+2w", MONDAY, "2026-12-07"),
        ("-1w", MONDAY, "2026-11-16"),
        ("3d", MONDAY, "2026-11-26"),
        ("+1m", "2027-01-31", "2027-02-28"),
        ("+1y", "2028-02-29", "2029-02-28"),
        ("eom", MONDAY, "2026-11-30"),
        ("eom", "2028-02-01", "2028-02-29"),
        ("eow", MONDAY, FRIDAY),
        ("eow", FRIDAY, FRIDAY),
        ("eow", SATURDAY, "2026-12-04"),
        ("1 dec", MONDAY, "2026-12-01"),
        ("dec 1", MONDAY, "2026-12-01"),
        ("1-Dec", MONDAY, "2026-12-01"),
        ("1 december 2027", MONDAY, "2027-12-01"),
        ("dec 1, 2027", MONDAY, "2027-12-01"),
        ("1 nov", MONDAY, "2027-11-01"),
        ("2026-3-4", MONDAY, "2026-03-04"),
        ("2026/12/01", MONDAY, "2026-12-01"),
        ("20261201", MONDAY, "2026-12-01"),
        ("2026-W49-2", MONDAY, "2026-12-01"),
        ("2026-335", MONDAY, "2026-12-01"),
        ("  tomorrow ", MONDAY, "2026-11-24"),
    ],
)
def test_date_words(word: str, today: str, expected: str) -> None:
    assert calendar.parse_date(word, today) == expected


def test_none_is_no_date() -> None:
    assert calendar.parse_date("none", MONDAY) is None


@pytest.mark.parametrize(
    "word",
    [
        "", " ", "someday", "2026-02-30", "13-01", "00-10", "02-30", "0000-01-01", "+99999y", "-99999m", "31 foo",
        "0 dec", "32 dec", "\u0661\u0662-01", "now", "P1D", "12:30", "2026-W60-1", "+3", "--3d", "+" + "9" * 5000 + "d",
        "1 2 3", "next-", "+3x",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused_by_name(word: str) -> None:
    with pytest.raises(Refused) as caught:
        calendar.parse_date(word, MONDAY)
    assert caught.value.refusal.code == "bad_data"
    assert f"“{word[:40]}" in caught.value.refusal.message
    assert len(caught.value.refusal.message) < 120
    assert "next-mon" in caught.value.refusal.hint


def test_a_mistyped_date_word_gets_a_suggestion_and_hostile_ones_are_made_visible() -> None:
    with pytest.raises(Refused, match="Did you mean “tomorrow”"):
        calendar.parse_date("tomorow", MONDAY)
    with pytest.raises(Refused, match="Did you mean “tomorrow”"):
        calendar.parse_date("tom", MONDAY)
    with pytest.raises(Refused) as caught:
        calendar.parse_date("\x1b[31mfri", MONDAY)
    assert "\x1b" not in caught.value.refusal.text


@given(st.text(max_size=12), dates)
def test_any_text_is_a_date_or_refused(word: str, today: str) -> None:
    try:
        found = calendar.parse_date(word, today)
    except Refused:
        return
    assert found is None or calendar.is_date(found)


@given(dates, dates)
def test_a_date_that_is_written_out_is_itself(day: str, today: str) -> None:
    assert calendar.parse_date(day, today) == day


@given(dates, st.integers(-5000, 5000))
def test_days_added_are_days_between(day: str, count: int) -> None:
    try:
        moved = calendar.add_days(day, count)
    except OverflowError:
        return
    assert calendar.days_between(day, moved) == count
    assert calendar.weekday(moved) == (calendar.weekday(day) + count) % 7


@pytest.mark.parametrize(
    "word",
    ["", *["t", "tod", "next-", "next-f", "wedn", "+", "+3", "-2", "2026-", "2026-1", "12-", "12-0", "e", "no"], "1 d"],
)
def test_a_date_being_typed_is_known_as_one(word: str) -> None:
    assert calendar.begins_date(word)


@pytest.mark.parametrize("word", ["2026-12-01", "12-01", "next-friday", "1 december", "dec 1", "thurs", "-10d"])
def test_every_beginning_of_a_date_is_one(word: str) -> None:
    assert all(calendar.begins_date(word[:end]) for end in range(len(word)))


@pytest.mark.parametrize("word", ["x", "todat", "2026-12-012", "+3x", "friz", "late"])
def test_what_can_no_longer_become_a_date_is_known_too(word: str) -> None:
    assert not calendar.begins_date(word)


def test_strict_dates() -> None:
    assert calendar.is_date("2028-02-29")
    for text in ("2026-02-29", "20261201", "2026-W01-1", "2026-1-01", "", None, 20261201, "2026-12-01 ", "٢026-12-01"):
        assert not calendar.is_date(text)


@pytest.mark.parametrize(
    ("day", "shown", "due"),
    [
        ("2026-11-23", "today", "today"),
        ("2026-11-24", "tomorrow", "tomorrow"),
        ("2026-11-22", "yesterday", "1d late"),
        ("2026-11-21", "21 nov", "2d late"),
        ("2026-11-27", "fri", "fri"),
        ("2026-11-29", "sun", "sun"),
        ("2026-11-30", "30 nov", "30 nov"),
        ("2026-12-12", "12 dec", "12 dec"),
        ("2027-12-12", "12 dec 2027", "12 dec 2027"),
        ("soon\x07", "soon␇", "soon␇"),
    ],
)
def test_dates_as_a_card_shows_them(day: str, shown: str, due: str) -> None:
    assert calendar.short_date(day, MONDAY) == shown
    assert calendar.due_words(day, MONDAY) == due


def test_the_weeks_of_a_month_begin_on_monday() -> None:
    assert calendar.month_grid(2026, 11)[0] == [0, 0, 0, 0, 0, 0, 1]
    assert calendar.month_grid(2026, 11)[-1] == [30, 0, 0, 0, 0, 0, 0]
    assert len(calendar.month_grid(2027, 2)) == 4


@given(st.integers(1, 9999), st.integers(1, 12))
def test_every_day_of_a_month_stands_under_its_weekday(year: int, month: int) -> None:
    grid = calendar.month_grid(year, month)
    assert len(grid) <= 6
    for week in grid:
        for column, day in enumerate(week):
            assert day == 0 or calendar.weekday(f"{year:04}-{month:02}-{day:02}") == column


# Effort


@pytest.mark.parametrize(
    ("word", "hours", "shown"),
    [
        ("30m", 0.5, "30m"),
        ("4h", 4, "4h"),
        ("2d", 16, "2d"),
        ("1w", 40, "5d"),
        ("1.5d", 12, "1d 4h"),
        ("1,5D", 12, "1d 4h"),
        ("2h30m", 2.5, "2h 30m"),
        ("1d 4h", 12, "1d 4h"),
        ("6", 6, "6h"),
        ("0", 0, "0h"),
        ("90min", 1.5, "1h 30m"),
    ],
)
def test_effort(word: str, hours: float, shown: str) -> None:
    assert calendar.parse_effort(word) == hours
    assert calendar.format_effort(hours) == shown


@pytest.mark.parametrize(
    "word", ["", *["x", "-3h", "nan", "inf", "1e9", "999999w", "4h1d", "2h2h", "2x", "٣h", "h"], "9" * 5000]
)
def test_what_is_no_effort_is_refused_by_name(word: str) -> None:
    with pytest.raises(Refused) as caught:
        calendar.parse_effort(word)
    assert caught.value.refusal.code == "bad_data"
    assert f"“{word[:40]}" in caught.value.refusal.message


def test_effort_that_is_none_is_shown_as_a_question() -> None:
    assert [calendar.format_effort(hours) for hours in (float("nan"), float("inf"), -1.0)] == ["?", "?", "?"]


@given(st.integers(0, 100_000))
def test_effort_is_read_as_it_is_shown(minutes: int) -> None:
    shown = calendar.format_effort(minutes / 60)
    assert calendar.parse_effort(shown) == pytest.approx(minutes / 60)


# Instants


def test_dates_and_clock_are_those_of_the_persons_zone(zone: Callable[[str], None]) -> None:
    zone("Asia/Kolkata")
    assert calendar.local_date("2026-11-23T18:29:59Z") == "2026-11-23"
    assert calendar.local_date("2026-11-23T18:30:00Z") == "2026-11-24"
    assert calendar.local_clock("2026-11-23T18:30:00Z") == "00:00"
    zone("America/New_York")
    assert calendar.local_date("2026-11-23T04:59:59Z") == "2026-11-22"
    assert calendar.days_since("2026-11-23T04:59:59Z", "2026-11-23") == 1


@pytest.mark.parametrize(
    "name", ["UTC", "Europe/Zurich", "America/Havana", "America/Sao_Paulo", "Africa/Cairo", "Asia/Beirut"]
)
def test_a_day_begins_at_its_first_second(zone: Callable[[str], None], name: str) -> None:
    zone(name)
    for offset in reversed(range(365 * 25)):  # the C library guesses from the day asked for before
        day = calendar.add_days("2003-01-01", offset)
        start = calendar.start_of_day(day)
        before = calendar.instant_at(calendar.seconds_of(start) - 1)  # type: ignore[operator]
        assert (calendar.local_date(start), calendar.local_date(before)) == (day, calendar.add_days(day, -1)), name


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        ("2026-11-23T12:00:00Z", "just now"),
        ("2026-11-23T12:00:30Z", "just now"),
        ("2026-11-23T11:55:00Z", "5min ago"),
        ("2026-11-23T09:00:00Z", "3h ago"),
        ("2026-11-22T23:00:00Z", "yesterday"),
        ("2026-11-19T09:00:00Z", "4d ago"),
        ("2026-11-16T09:00:00Z", "16 nov"),
        ("2025-11-19T09:00:00Z", "19 nov 2025"),
        ("2026-12-24T09:00:00Z", "24 dec"),
        ("", ""),
        ("rubbish", ""),
    ],
)
def test_how_long_ago(zone: Callable[[str], None], instant: str, words: str) -> None:
    zone("UTC")
    assert calendar.ago(instant, "2026-11-23T12:00:00Z") == words


def test_instants_that_are_none_do_no_harm() -> None:
    assert calendar.local_date("") == calendar.local_clock("x") == ""
    assert calendar.days_since("", MONDAY) == 0
    assert calendar.days_since("2030-01-01T00:00:00Z", MONDAY) == 0


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-12-01T10:00:00Z", "2026-12-01T10:00:00Z"),
        ("20210719T060000Z", "2021-07-19T06:00:00Z"),
        ("2021-07-19T06:00:00.000Z", "2021-07-19T06:00:00Z"),
        ("1626674400", "2021-07-19T06:00:00Z"),
        ("1626674400000", "2021-07-19T06:00:00Z"),
        ("2026-12-01 10:00:05+02:00", "2026-12-01T08:00:05Z"),
        ("20210719T060000-0500", "2021-07-19T11:00:00Z"),
        ("2026-07-01T10:00", "2026-07-01T08:00:00Z"),
        ("2026-12-01T10:00", "2026-12-01T09:00:00Z"),
        ("2026-12-01", "2026-11-30T23:00:00Z"),
        ("20261201", "2026-11-30T23:00:00Z"),
        ("2026-12-01T25:00:00Z", None),
        ("9999-12-31T23:59:59-10:00", None),
        ("now", None),
        ("P1D", None),
        ("2007/2008", None),
        ("", None),
        ("9" * 5000, None),
        ("2026", None),
        ("٢٠٢٦-12-01", None),
    ],
)
def test_instants_of_other_programs(zone: Callable[[str], None], text: str, instant: str | None) -> None:
    zone("Europe/Zurich")
    assert calendar.instant_of(text) == instant


@given(st.text(alphabet="0123456789TZW:+-. ", max_size=30))
def test_any_text_is_an_instant_or_none(text: str) -> None:
    found = calendar.instant_of(text)
    assert found is None or calendar.instant_of(found) == found


def test_a_card_is_shown_without_loading_pendulum() -> None:
    code = """if True:
        import sys
        from tuiboard.domain import calendar
        today, instant = "2026-11-23", "2026-11-23T10:00:00Z"
        for word in ("fri", "12-01", "+3d", "eom"):
            calendar.parse_date(word, today)
        calendar.due_words("2026-12-01", today), calendar.ago(instant, instant), calendar.instant_of(instant)
        calendar.start_of_day(today), calendar.days_since(instant, today)
        sys.exit("pendulum" in sys.modules)
        """
    path = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    assert subprocess.run([sys.executable, "-c", code], env=path, check=False).returncode == 0
