"""Amounts and estimates as people write them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuiboard.domain.refusal import Refused
from tuiboard.domain.text import visible
from tuiboard.engine.amounts import format_amount, format_estimate, parse_amount, parse_estimate


@pytest.mark.parametrize(
    ("text", "number", "unit", "currency"),
    [
        ("60k", 60_000, "money", ""),
        ("1.2M", 1_200_000, "money", ""),
        ("1,2 mio", 1_200_000, "money", ""),
        ("2bn", 2_000_000_000, "money", ""),
        (".5M", 500_000, "money", ""),
        ("300,000 CHF", 300_000, "money", "CHF"),
        ("CHF 300'000.50", 300_000.5, "money", "CHF"),
        ("€ 5k", 5_000, "money", "EUR"),
        ("5 k€", 5_000, "money", "EUR"),
        ("$1,234.50", 1_234.5, "money", "USD"),
        ("1.234,50 EUR", 1_234.5, "money", "EUR"),
        ("1.234.567", 1_234_567, "", ""),
        ("300 000", 300_000, "", ""),
        ("1,200", 1_200, "", ""),
        ("1,2", 1.2, "", ""),
        ("0.500", 0.5, "", ""),
        ("5.-", 5, "", ""),
        ("5 days", 5, "days", ""),
        ("2.5d", 2.5, "days", ""),
        ("10 points", 10, "money", "POINTS"),
    ],
)
def test_what_an_amount_says(text: str, number: float, unit: str, currency: str) -> None:
    assert parse_amount(text, "points") == (number, unit, currency)


@pytest.mark.parametrize("text", ["1.200", "1,200M", "7.250 CHF"])
def test_an_amount_that_can_be_read_in_two_ways_is_not_guessed(text: str) -> None:
    with pytest.raises(Refused, match="two ways"):
        parse_amount(text)


@pytest.mark.parametrize(
    "text", ["", "x", "-5", "5 men", "10k-20k", "1e5", "CHF 5 EUR", "5d CHF", "12,34,56", ".", "٥", "1" * 400]
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        parse_amount(text)


@pytest.mark.parametrize(
    ("text", "p", "points", "unit"),
    [
        ("30% 40k/60k/90k", 0.3, (40_000, 60_000, 90_000), "money"),
        (".3x60k", 0.3, (60_000,) * 3, "money"),
        ("p=.3 60k", 0.3, (60_000,) * 3, "money"),
        ("0,3 × 60k", 0.3, (60_000,) * 3, "money"),
        ("30% 5/8/17 days", 0.3, (5, 8, 17), "days"),
        ("30% 5/8/17", 0.3, (5, 8, 17), "days"),
        ("30% 500 money", 0.3, (500,) * 3, "money"),
        ("1 60k CHF", 1, (60_000,) * 3, "money"),
    ],
)
def test_what_an_estimate_says(text: str, p: float, points: tuple[float, ...], unit: str) -> None:
    low, mode, high = points
    assert parse_estimate(text, "days", "CHF") == {"p": p, "low": low, "mode": mode, "high": high, "unit": unit}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("30%", "is not an estimate"),
        ("130% 60k", "at most 100%"),
        ("6 60k", "is not a probability"),
        ("30% 60k/40k/90k", "60k/40k/90k don't rise"),
        ("30% 60k/90k", "has 2 amounts"),
        ("30% 5d/60k/90k", "mixes money and days"),
        ("30% 60k EUR", "This board counts in CHF, not in EUR"),
    ],
)
def test_an_estimate_that_makes_no_sense_is_refused_in_a_sentence(text: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        parse_estimate(text, "money", "CHF")


AMOUNTS = st.one_of(
    st.integers(0, 10**15), st.floats(0, 1e15).map(lambda x: round(x, 3)), st.integers(0, 10**7).map(lambda n: n * 500)
)


@settings(max_examples=60)
@given(AMOUNTS)
def test_an_amount_as_shown_is_read_as_the_same(number: float) -> None:
    assert parse_amount(format_amount(number)).number == number


@settings(max_examples=60)
@given(st.floats(0, 1), st.lists(AMOUNTS, min_size=3, max_size=3), st.sampled_from(["money", "days"]))
def test_an_estimate_as_shown_is_read_as_the_same_whatever_the_boards_unit(
    p: float, points: list[float], unit: str
) -> None:
    low, mode, high = sorted(points)
    quant = {"p": round(p, 6), "low": low, "mode": mode, "high": high, "unit": unit}
    for default in ("money", "days"):
        assert parse_estimate(format_estimate(quant), default) == quant


@settings(max_examples=60)
@given(st.text(alphabet="0123456789.,'% xkMd/€CHF-p=\x1b\n", max_size=20))
def test_any_text_is_an_estimate_or_refused_in_a_harmless_sentence(text: str) -> None:
    try:
        parse_estimate(text, "money")
    except Refused as refused:
        told = refused.refusal.text
    else:
        return
    assert visible(told) == told
