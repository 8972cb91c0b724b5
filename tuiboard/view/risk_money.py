"""The money of risks in words: amounts, and for each figure a sentence that needs no statistics.

Texts from the board (its currency) have passed through `visible`.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from tuiboard.domain.risk_exposure import ExposureWeek
from tuiboard.domain.risk_money import PERCENTILES, Reserve, amount_of, emv
from tuiboard.domain.risk_rules import RiskRules
from tuiboard.domain.risks import Risk, quant_of
from tuiboard.domain.text import visible

Piece = tuple[str, str]
"""(role, text)"""
Line = tuple[Piece, ...]
_CASES = {50: "5 of 10", 80: "8 of 10", 90: "9 of 10", 95: "19 of 20"}
_SIZES = ((10**12, "tn"), (10**9, "bn"), (10**6, "M"), (10**3, "k"))
_NAMED = 6
"""Risks that a sentence names before it says how many more there are."""


class Figure(NamedTuple):
    """One figure: its name (`P80`), the amount as a number and in words, and what it means in a sentence."""

    name: str
    amount: float
    value: str
    text: str


# Amounts


def money_words(amount: float, rules: RiskRules, unit: str = "money", *, long: bool = False) -> str:
    """Return an amount of money or days: `41k` and `3.5d`, or where there is room `41,000 CHF` and `3.5 days`.

    Short amounts have three digits that count. A minus is a real one; what is no finite number is `?`.
    """
    if not abs(amount) < float("inf"):
        return "?"
    text = _long(abs(amount), unit) if long else _short(abs(amount), 10**5 if unit == "days" else 10**3)
    sign = "−" if amount < 0 and text.strip("0.") else ""
    if unit == "days":
        return f"{sign}{text}" + (f" day{'' if text == '1' else 's'}" if long else "d")
    currency = visible(rules.currency, 12) if long else ""
    return f"{sign}{text} {currency}".rstrip()


def _long(amount: float, unit: str) -> str:
    if amount >= 100 or abs(amount - round(amount)) < 0.005:
        return f"{amount:,.0f}"
    return _plain(f"{amount:.1f}") if unit == "days" and amount >= 1 else f"{amount:.2f}"


def _short(amount: float, least: int) -> str:
    """With a sign for thousands and more where the amount is `least` or more."""
    for size, sign in _SIZES:
        if amount >= max(size, least) * 0.9995:  # 999,600 is 1M, not 1,000k
            return f"{_three_digits(amount / size)}{sign}"
    return _three_digits(amount)


def _three_digits(amount: float) -> str:
    return _plain(f"{amount:,.{0 if amount >= 99.95 else 1 if amount >= 9.995 else 2}f}")


def _plain(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent_words(p: float) -> str:
    """Return a probability as people say it: `10%`, `2.5%`; what is hardly 0 or 1 is never said to be either."""
    if 0 < p < 0.001:
        return "less than 0.1%"
    if 0.999 < p < 1:
        return "more than 99.9%"
    return _plain(f"{p * 100:.1f}") + "%"


# The reserve


def figures(reserve: Reserve, rules: RiskRules) -> tuple[Figure, ...]:
    """Return the figures of the open risks of one unit, each with its sentence; none where nothing is estimated."""
    if not reserve.counted:
        return ()

    def figure(name: str, amount: float, sentence: Callable[[str], str]) -> Figure:
        words = money_words(amount, rules, reserve.unit, long=True)
        return Figure(name, amount, words, sentence(words.removeprefix("−")))

    mean, highest, unit = reserve.mean, reserve.highest, reserve.unit
    found = [
        figure("expected", mean, lambda words: _mean_sentence(mean, unit, words)),
        figure("spread", reserve.sd, lambda words: f"The total typically strays from that by {words}."),
    ]
    for percent in PERCENTILES:
        amount = reserve.percentile(percent)
        found.append(figure(f"P{percent}", amount, partial(_percentile_sentence, percent, amount, unit)))
    return (*found, figure("worst", highest, lambda words: _worst_sentence(highest, unit, words)))


def _mean_sentence(mean: float, unit: str, words: str) -> str:
    if abs(mean) < 0.005:
        return "On average the open risks cost nothing; a single outcome may be far from that."
    effect = "cost" if mean > 0 else "save" if unit == "days" else "bring"
    return f"On average the open risks would {effect} {words}; no single outcome need come near that."


def _percentile_sentence(percent: int, amount: float, unit: str, words: str) -> str:
    cases = f"in at least {_CASES[percent]} cases"
    name = f"(P{percent})"
    if amount > 0:
        if unit == "days":
            return f"With {words} of slack the time is enough {cases} {name}."
        return f"With {words} set aside the money is enough {cases} {name}."
    start = f"{cases[0].upper()}{cases[1:]}"
    if amount < 0:
        gain = "save" if unit == "days" else "bring"
        return f"{start} the open risks {gain} {words} or more {name}."
    return f"{start} {'no slack' if unit == 'days' else 'nothing'} at all is needed {name}."


def _worst_sentence(highest: float, unit: str, words: str) -> str:
    effect = "cost" if highest >= 0 else "save" if unit == "days" else "bring"
    return f"If everything that threatens came true and nothing good did, it would {effect} {words}."


def above_sentence(reserve: Reserve, amount: float, rules: RiskRules) -> str:
    """Return what the chance is that the total is more than an amount."""
    chance = reserve.above(amount)
    what = f"the open risks together cost more than {money_words(amount, rules, reserve.unit, long=True)}"
    if chance in (0, 1) and reserve.is_exact:
        return f"It is {'certain' if chance else 'impossible'} that {what}."
    if chance in (0, 1):  # none of many outcomes, which is not never
        return f"The chance that {what} is {'more than 99.9%' if chance else 'less than 0.1%'}."
    return f"The chance that {what} is {percent_words(chance)}."


def basis(reserve: Reserve) -> tuple[str, ...]:
    """Return what the figures rest on and what is not in them, a sentence each."""
    count = len(reserve.counted)
    found = []
    unit = "days" if reserve.unit == "days" else "money"
    if not count:
        found.append(f"No open risk is estimated in {unit}, so there is nothing to add up.")
    elif reserve.is_exact:
        found.append(f"Exact: every combination of {_risks(count)} is counted.")
    else:
        found.append(f"From {reserve.total.trials:,} outcomes drawn for {_risks(count)}, the same ones every time: "
                     "a chance is right to within one percentage point.")  # fmt: skip
    if count > 1:
        found.append("The risks are taken as independent of each other.")
    if reserve.dependent:
        found.append(f"But {_keys(reserve.dependent)} would follow from another one of them: the bad cases are "
                     "likelier than these figures say.")  # fmt: skip
    if count > 1 and unit == "days":
        found.append("Days add up only where the risks delay the same work.")
    if reserve.without:
        one = len(reserve.without) == 1
        found.append(f"Not in it: {_keys(reserve.without)}, which {'has' if one else 'have'} no estimate.")
    if reserve.unreadable:
        one = len(reserve.unreadable) == 1
        found.append(f"Not in it: {_keys(reserve.unreadable)}, whose {'estimate makes' if one else 'estimates make'} "
                     "no sense.")  # fmt: skip
    return tuple(found)


def _risks(count: int) -> str:
    return f"{count:,} risk{'' if count == 1 else 's'}"


def _keys(ids: Sequence[int]) -> str:
    named = [f"R{visible(id, 20)}" for id in ids[:_NAMED]]
    if len(ids) > _NAMED:
        return f"{', '.join(named)} and {len(ids) - _NAMED:,} more"
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"


# One risk


def risk_sentence(risk: Risk, rules: RiskRules) -> str:
    """Return what one risk may cost or bring, with its score beside it: either alone misleads."""
    quant, estimate, expected = quant_of(risk.doc, rules.unit), amount_of(risk), emv(risk)
    score = risk.score()
    scored = "It is unrated." if score is None else f"Its score is {score.value} ({rules.band(score)})."
    if quant is None or estimate is None or expected is None:
        wrong = "Its estimate makes no sense." if risk.doc.get("quant") is not None else "Nobody has estimated it yet."
        return f"{wrong} {scored}"

    def words(amount: float) -> str:
        return money_words(amount, rules, quant.unit, long=True)

    effect = ("save" if quant.unit == "days" else "bring") if risk.is_opportunity else "cost"
    text = f"With a chance of {percent_words(quant.p)} it would {effect} {words(estimate.mean)}"
    if quant.high > quant.low:
        points = (money_words(x, rules._replace(currency=""), quant.unit, long=True) for x in (quant.low, quant.high))
        text += f" on average, give or take {words(estimate.sd)} ({' to '.join(points)})"
    return f"{text}: expected {words(expected)}. {scored}"


def risk_pieces(risk: Risk, rules: RiskRules) -> Line:
    """Return the same on a short line: `12 high · expected 18k · if it happens 60k (spread 8.33k)`."""
    score, quant, estimate, expected = risk.score(), quant_of(risk.doc, rules.unit), amount_of(risk), emv(risk)
    band = rules.band(score)
    badge = (f"risk-{band}", band if score is None else f"{score.value} {band}")
    if quant is None or estimate is None or expected is None:
        return (
            badge,
            ("header-dim", " · no estimate" if risk.doc.get("quant") is None else " · estimate makes no sense"),
        )
    spread = f" (spread {money_words(estimate.sd, rules, quant.unit)})" if estimate.sd else ""
    role = "risk-opportunity" if risk.is_opportunity else "foreground"
    return (
        badge,
        ("header-dim", " · expected "),
        (role, money_words(expected, rules, quant.unit)),
        ("header-dim", " · if it happens "),
        (role, f"{money_words(estimate.mean, rules, quant.unit)}{spread}"),
    )


# Exposure


def exposure_sentences(weeks: Sequence[ExposureWeek], rules: RiskRules, unit: str = "money") -> tuple[str, ...]:
    """Return what the last week shows: how much is at stake, why that changed, and what has been paid."""
    if not weeks:
        return ()
    week = weeks[-1]

    def words(amount: float) -> str:
        return money_words(abs(amount), rules, unit, long=True)

    found = [f"The open threats are expected to cost {words(week.exposure)}."]
    moved = week.new + week.rescored + week.closed + week.realised
    why = [f"{words(amount)} {reason}" for amount, reason in _reasons(week) if amount]
    if why:
        way = "the same as" if abs(moved) < 0.005 else f"{words(moved)} {'more' if moved > 0 else 'less'} than"
        found.append(f"That is {way} a week before: {', '.join(why)}.")
    if week.realised < 0:
        found.append("What came true is gone from the exposure, but it is no success.")
    if week.realised_total:
        found.append(f"What came true has cost {words(week.realised_total)} so far.")
    if week.unpriced:
        one = week.unpriced == 1
        found.append(f"Of {week.unpriced:,} threat{'' if one else 's'} that came true nobody recorded the cost.")
    return tuple(found)


def _reasons(week: ExposureWeek) -> tuple[tuple[float, str], ...]:
    """The four changes, each with its words: only what is estimated anew can go both ways."""
    return (
        (week.new, "more because threats were raised, estimated or opened again"),
        (week.rescored, f"{'more' if week.rescored > 0 else 'less'} because threats were estimated anew"),
        (week.closed, "less because threats were closed"),
        (week.realised, "less because threats came true"),
    )
