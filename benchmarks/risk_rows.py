"""What the risk register works out, inside one process."""

import random
import statistics
import time

from rows import Bench, Row, ms

_RISKS = 200
_CHANGES = 2_000
_MOST = 0.2
"""Seconds until the figures of 200 quantified risks are there."""


def figures(bench: Bench) -> list[Row]:
    """All figures of 200 quantified risks with the curve, and exposure from a journal of 2,000 changes of risks."""
    from tuiboard.domain.risk_exposure import exposure_weeks
    from tuiboard.domain.risk_money import reserve
    from tuiboard.domain.risk_rules import RiskRules
    from tuiboard.domain.risks import Risk
    from tuiboard.view.risk_charts import curve_lines, week_lines
    from tuiboard.view.risk_money import basis, exposure_sentences, risk_pieces
    from tuiboard.view.risk_money import figures as in_words

    chance = random.Random(_RISKS)
    rules = RiskRules(currency="CHF")
    docs = [_doc(number, chance) for number in range(1, _RISKS + 1)]
    changes = _changes(docs, chance)

    def reserves() -> None:
        risks = [Risk(doc) for doc in docs]
        total = reserve(risks)
        in_words(total, rules), basis(total), curve_lines(total, rules, 100, 20)
        for risk in risks:
            risk_pieces(risk, rules)

    def weeks() -> None:
        found = exposure_weeks(changes, "2026-12-31")
        exposure_sentences(found, rules), week_lines(found, rules, 100, 20)

    rows = []
    for what, work in (
        (f"figures and curve of {_RISKS} quantified risks", reserves),
        (f"  exposure by week from {_CHANGES:,} changes of risks", weeks),
    ):
        took = []
        for _ in range(bench.runs(15, 5)):
            started = time.perf_counter()
            work()
            took.append(time.perf_counter() - started)
        median = statistics.median(took)
        rows.append(Row(what, ms(median), "–", f"slowest {ms(max(took))}", f"≤ {ms(_MOST)}", max(took) <= _MOST))
    return rows


def _doc(number: int, chance: random.Random) -> dict[str, object]:
    low = chance.randrange(500, 20_000)
    mode = low + chance.randrange(40_000)
    quant = {"p": chance.randrange(1, 96) / 100, "low": low, "mode": mode, "high": mode + chance.randrange(200_000)}
    kind = {"kind": "opportunity"} if number % 8 == 0 else {}
    return {"id": number, "title": "x", "state": "assessed", "quant": {**quant, "unit": "money"}, **kind}


def _changes(docs: list[dict[str, object]], chance: random.Random) -> list[tuple[str, object]]:
    from tuiboard.domain.changes import Change, created

    changes: list[tuple[str, object]] = [
        ("2026-01-05", created("risk", number, doc)) for number, doc in enumerate(docs, 1)
    ]
    for number in range(_CHANGES - len(docs)):
        id = chance.randrange(1, len(docs) + 1)
        change = Change("risk", id, {"quant": None}, {"quant": _doc(id, chance)["quant"]})
        changes.append((f"2026-{number * 12 // _CHANGES + 1:02}-{number % 28 + 1:02}", change))
    return changes
