"""Amounts of money and days as people write them, and the estimate of a risk: `30% 40k/60k/90k`."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from tuiboard.domain.decide.risk_checks import MOST_MONEY
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import one_line, visible

_SIGNS = {"€": "EUR", "$": "USD", "us$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR", "fr": "CHF", "sfr": "CHF"}
_CODES = (
    "AED ARS AUD BGN BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR JPY KES KRW MAD MXN MYR NGN NOK "
    "NZD PEN PHP PLN RON RSD RWF SAR SEK SGD THB TND TRY TWD UAH UGX USD VND XAF XOF ZAR"
)
_TIMES = {"k": 10**3, "thousand": 10**3, "m": 10**6, "mio": 10**6, "mn": 10**6, "million": 10**6, "bn": 10**9,
          "billion": 10**9}  # fmt: skip
_CURRENCY = "|".join([r"us\$", r"s?fr\.?", "[€$£¥₹]", *_CODES.split()])
_AMOUNT = re.compile(
    rf"(?:(?P<before>{_CURRENCY})\s*)?(?P<number>[0-9][0-9.,'’\s]*|[.,][0-9]+)(?:[-–—]+\s*)?"
    rf"(?:(?P<days>d|days?)|(?P<times>{'|'.join(_TIMES)})?\.?\s*(?P<after>{_CURRENCY})?)\Z",
    re.IGNORECASE,
)
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?P<by>[.,'’ ])[0-9]{3}(?:(?P=by)[0-9]{3})*(?:[.,](?P<rest>[0-9]+))?\Z")
_ONE_GROUP = re.compile(r"[1-9][0-9]{0,2}([.,])[0-9]{3}\Z")
_FRACTION = re.compile(r"[0-9]*(?:[.,][0-9]+)?\Z")
_PERCENT = re.compile(
    r"(?:p\s*=\s*)?(?:([0-9]{1,3}(?:[.,][0-9]{1,20})?)\s*%|(0?[.,][0-9]{1,20}|[01](?:[.,]0{1,20})?))\Z"
)
_ESTIMATE = re.compile(r"(?P<p>(?:p\s*=\s*)?[0-9.,]+\s*%?)(?:\s*[x×*]\s*|\s+)(?P<amounts>\S.*)\Z", re.DOTALL)
_LAST_WORD = re.compile(r"(.*[0-9.kKmM])\s+(money|days?)\Z", re.DOTALL)


class Amount(NamedTuple):
    """A number, its unit (`money`, `days`, or empty where nothing says it), and the currency named, as a code."""

    number: float
    unit: str = ""
    currency: str = ""


def currency_code(name: str) -> str:
    """The code that a currency's name or sign stands for: `€` is EUR; other names in capitals as they are."""
    folded = name.strip().lower().rstrip(".")
    return _SIGNS.get(folded, folded.upper())


def parse_amount(text: str, currency: str = "") -> Amount:
    """Return the amount that a text says: `60k`, `1.2M`, `300,000 CHF`, `€ 5k`, `1.234,50 EUR`, `5d`.

    `currency` is the board's, which may be any word. Raises Refused bad_data, also where a text can be read in two ways
    (`1.200`).
    """
    line = one_line(text)
    own = currency.strip()
    named = bool(own) and line.casefold().endswith(own.casefold())
    found = _AMOUNT.match(line[: -len(own)].strip() if named else line)
    codes = {currency_code(name) for name in (found["before"], found["after"]) if name} if found else set()
    codes |= {currency_code(own)} if named else set()
    if found is None or len(codes) > 1 or (codes and found["days"]):
        refuse("bad_data", f"“{visible(text, 60)}” is not an amount.", "Write it like 60k, 1.2M, 300,000 or 5d.")
    times = (found["times"] or "").lower()
    number = float(_number(found["number"].rstrip(" ,."), bool(times), text) * _TIMES.get(times, 1))
    if number > MOST_MONEY:
        refuse("bad_data", f"“{visible(text, 60)}” is more than an estimate can be.", f"At most {MOST_MONEY:,.0f}.")
    unit = "days" if found["days"] else "money" if codes or times else ""
    return Amount(int(number) if number.is_integer() else number, unit, next(iter(codes), ""))


def _number(digits: str, scaled: bool, text: str) -> Decimal:
    """The number that digits with separators say: commas, blanks and apostrophes part thousands, points too where there
    are several. Where k or M follows, one separator is a decimal point. What stays unclear is refused."""
    single = _ONE_GROUP.match(digits)
    if single is not None and (single[1] == ",") == scaled:
        sign = "M" if scaled else ""
        hint = f"Write {digits.replace(single[1], '')}{sign} or {digits.replace(',', '.')}0{sign}."
        refuse("bad_data", f"“{visible(text, 60)}” can be read in two ways.", hint)
    grouped = None if single is not None and scaled else _GROUPED.match(digits)
    if grouped is not None:
        rest = grouped["rest"]
        whole = digits[: -len(rest) - 1] if rest else digits
        return Decimal(whole.replace(grouped["by"], "") + (f".{rest}" if rest else ""))
    if not _FRACTION.match(digits) or not digits:
        refuse("bad_data", f"“{visible(text, 60)}” is not an amount.", "Write it like 60k, 1.2M, 300,000 or 5d.")
    return Decimal(digits.replace(",", "."))


def format_amount(number: float) -> str:
    """The shortest text that `parse_amount` reads the same number from: `60k`, `1.2M`, `450`."""
    exact = Decimal(repr(number)) if isinstance(number, float) else Decimal(number)
    for size, sign in ((10**6, "M"), (10**3, "k")):
        if exact >= size and exact % (size // 10) == 0:
            return f"{_plain(exact / size)}{sign}"
    text = _plain(exact)
    return f"{text}0" if _ONE_GROUP.match(text) else text


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def parse_probability(text: str) -> float:
    """Return the probability 0–1 that a text says: `30%`, `.3`, `0,3`, `p=.3`. Raises Refused bad_data."""
    found = _PERCENT.match(text.strip())
    number = None
    if found is not None:
        number = float(Decimal((found[1] or found[2]).replace(",", ".")) / (100 if found[1] else 1))
    if number is None or not 0 <= number <= 1:
        words = f"“{visible(text, 60)}” is not a probability for an estimate."
        refuse("bad_data", words, "Write it like 30% or .3; it is at most 100%.")
    return number


def format_probability(p: float) -> str:
    """The text that `parse_probability` reads the same number from: `30%`."""
    percent = Decimal(repr(float(p))) * 100
    return f"{_plain(percent)}%"


def parse_estimate(text: str, unit: str, currency: str = "") -> dict[str, Any]:
    """Return the `quant` of a risk that a text like `30% 40k/60k/90k`, `.3x60k` or `30% 5/8/17 days` says.

    One amount is a certain one; three are the lowest, the most likely and the highest. `unit` is that of amounts that
    name none, `currency` the board's. Raises Refused bad_data.
    """
    found = _ESTIMATE.match(text.strip())
    if found is None:
        refuse("bad_data", f"“{visible(text, 60)}” is not an estimate.", "Write it like 30% 60k or 30% 40k/60k/90k.")
    p = parse_probability(found["p"])
    amounts, said = found["amounts"], ""
    if worded := _LAST_WORD.match(amounts):
        amounts, said = worded[1], "days" if worded[2].startswith("day") else "money"
    points = [parse_amount(part, currency) for part in amounts.split("/")]
    if len(points) == 1:
        points *= 3
    if len(points) != 3:
        words = f"“{visible(text, 60)}” has {len(points)} amounts."
        refuse("bad_data", words, "Write one, or three: lowest/most likely/highest.")
    low, mode, high = (point.number for point in points)
    if not low <= mode <= high:
        words = f"{format_amount(low)}/{format_amount(mode)}/{format_amount(high)} don't rise."
        refuse("bad_data", words, "The lowest comes first, then the most likely, then the highest.")
    named = [point.unit for point in points if not said or point.currency or point.unit == "days"]  # 2k days: said wins
    units = dict.fromkeys(filter(None, [said, *named]))
    if len(units) > 1:
        refuse("bad_data", f"“{visible(text, 60)}” mixes money and days.", "An estimate is in one of them.")
    _check_currencies([point.currency for point in points], currency)
    return {"p": p, "low": low, "mode": mode, "high": high, "unit": next(iter(units), unit)}


def _check_currencies(named: list[str], currency: str) -> None:
    board = currency_code(currency) if currency else ""
    for name in filter(None, named):
        if board and name != board:
            words = f"This board counts in {visible(currency, 20)}, not in {visible(name, 20)}."
            refuse("bad_data", words, "Convert the amount first.")
    if len(set(filter(None, named))) > 1:
        refuse("bad_data", "The amounts are in different currencies.", "Convert them first.")


def format_estimate(quant: Mapping[str, Any]) -> str:
    """The text that `parse_estimate` reads the same estimate from."""
    points = [format_amount(quant[name]) for name in ("low", "mode", "high")]
    amounts = points[0] if len(set(points)) == 1 else "/".join(points)
    unit = quant.get("unit", "money")
    scaled = amounts[-1].isalpha() or any(point[-1].isalpha() for point in points)
    return f"{format_probability(quant['p'])} {amounts}" + ("" if unit == "money" and scaled else f" {unit}")
