"""Amounts of a register: money in one currency, or days, and the estimate that they make with a probability."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from tuiboard.domain.board import Board
from tuiboard.domain.refusal import Refused
from tuiboard.domain.risk_rules import risk_rules
from tuiboard.domain.text import visible
from tuiboard.engine.amounts import Amount, currency_code, parse_amount

_POINTS = ("estimate_low", "estimate_mode", "estimate_high")


class Amounts:
    """The amounts of one file: those in the board's currency, or where it has none in that of most of them."""

    def __init__(self, board: Board, columns: Iterable[Sequence[str]]) -> None:
        self.rules = risk_rules(board)
        read = [self._read(text) for texts in columns for text in texts]
        named = Counter(amount.currency for amount in read if amount is not None and amount.currency)
        self.own = currency_code(self.rules.currency) if self.rules.currency else ""
        self.currency = self.own or next((name for name, _ in named.most_common(1)), "")
        self.worked_out = 0

    def _read(self, text: str) -> Amount | None:
        try:
            return parse_amount(text, self.rules.currency)
        except Refused:
            return None

    def are_amounts(self, texts: Sequence[str]) -> bool:
        """True where at least half of the texts are amounts with a unit, or in numbers above 10."""
        found = [self._read(text) for text in texts]
        return 2 * sum(one is not None and (bool(one.unit) or one.number > 10) for one in found) >= len(texts)

    def one(self, text: str) -> tuple[Amount | None, str]:
        """One amount with its unit, or None and why."""
        amount = self._read(text)
        if amount is None:
            return None, "no amount, or one that can be read in two ways"
        if amount.currency and amount.currency != self.currency:
            return None, f"in another currency than {visible(self.currency, 20)}"
        return amount._replace(unit=amount.unit or self.rules.unit), ""

    def quant(self, chance: float | None, given: Mapping[str, str], unit: str) -> tuple[dict[str, Any] | None, str]:
        """The estimate of a risk from the texts of its amounts, or None and why."""
        read: dict[str, Amount] = {}
        for field, text in given.items():
            amount, why = self.one(text)
            if amount is None:
                return None, why
            read[field] = amount
        if chance is None:
            return None, "without a probability in per cent it makes no estimate"
        points = [read[field] for field in _POINTS if field in read]
        if len(points) == 2:
            return None, "two points make no estimate, one or three do"
        if not points and "amount" in read:
            points = [read["amount"]]
        if not points and "emv" in read:
            if not chance:
                return None, "the probability beside it is 0"
            emv = read["emv"]
            number = round(emv.number / chance, 2)
            points = [emv._replace(number=int(number) if number.is_integer() else number)]
            self.worked_out += 1
        units = {point.unit for point in points}
        if len(units) > 1:
            return None, "mixes money and days"
        low, mode, high = (point.number for point in (points if len(points) == 3 else points * 3))
        return {"p": chance, "low": low, "mode": mode, "high": high, "unit": unit or units.pop()}, ""

    def remarks(self) -> Iterator[str]:
        """What there is to say about all of them."""
        if self.currency and not self.own:
            yield (
                f"Amounts are in {visible(self.currency, 20)}; the board has no currency: "
                f"`tuiboard board edit currency={visible(self.currency, 20)}` sets it"
            )
        if self.worked_out:
            yield f"Amounts worked out as expected value / probability: {self.worked_out:,}"
