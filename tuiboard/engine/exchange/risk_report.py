"""What is told of a register's import: how each column was read, and every cell that could not be, by row."""

from collections.abc import Iterator

from tuiboard.domain.text import visible
from tuiboard.engine.exchange.csv_table import Row
from tuiboard.engine.exchange.risk_headers import Column
from tuiboard.engine.exchange.risk_scales import Scale

MOST_WORDS = 8
"""Words of a scale that are told."""
MOST_TEXTS = 20
"""Texts of one column that are told, for one reason."""
MOST_ROWS = 20
_WORDS = {
    "event": "event",
    "preventive": "planned preventive action",
    "id": "id",
    "estimate_p": "probability of the estimate",
    "amount": "amount of the estimate",
    "emv": "expected value",
}


class Report:
    """Collects what is to be told."""

    def __init__(self) -> None:
        self._columns: list[str] = []
        self._plain: list[str] = []
        self._kept: list[str] = []
        self._odd: dict[tuple[str, str], dict[str, list[int]]] = {}

    def column(self, column: Column, scale: Scale | None) -> None:
        """Say how a column is read."""
        field = _WORDS.get(column.field, column.field.replace("_", " "))
        name = visible(column.name, 40)
        own = " ".join(column.name.lower().replace("_", " ").split())
        if own in (field, column.field.replace("_", " "), f"{column.field} actions") and not (scale and scale.read_as):
            self._plain.append(name)
            return
        words = name if own == field else f"{name} as {field}"
        if scale is not None and scale.read_as:
            pairs = list(scale.read_as.items())
            shown = ", ".join(f"{visible(text, 30)} = {level}" for text, level in pairs[:MOST_WORDS])
            words += f" ({shown}{' …' if len(pairs) > MOST_WORDS else ''})"
        self._columns.append(words)

    def kept(self, column: Column) -> None:
        """Say that a column has no field and stays as text."""
        self._kept.append(visible(column.name, 40))

    def note(self, column: Column, row: Row, text: str, why: str) -> None:
        """Say that the text of a cell can't be used."""
        self._odd.setdefault((column.name, why), {}).setdefault(text, []).append(row.number)

    def read_as(self) -> tuple[str, ...]:
        """How the columns were read."""
        lines = list(self._columns)
        if self._plain:
            more = f" and {len(self._plain) - MOST_WORDS} more" if len(self._plain) > MOST_WORDS else ""
            lines.append(f"as their names say: {', '.join(self._plain[:MOST_WORDS])}{more}")
        if self._kept:
            lines.append(f"as text only: {', '.join(self._kept)}")
        return tuple(lines)

    def odd(self) -> Iterator[str]:
        """Every kind of cell that could not be used, with texts and rows."""
        for (name, why), texts in self._odd.items():
            for text, rows in list(texts.items())[:MOST_TEXTS]:
                yield f"{_rows(rows)}, {visible(name, 40)}: “{visible(text, 40)}” is kept as text: {why}"
            if len(texts) > MOST_TEXTS:
                yield f"{visible(name, 40)}: {len(texts) - MOST_TEXTS:,} more texts are kept as text: {why}"


def _rows(rows: list[int]) -> str:
    shown = ", ".join(map(str, rows[:MOST_ROWS])) + (" …" if len(rows) > MOST_ROWS else "")
    return f"Row {shown}" if len(rows) == 1 else f"Rows {shown}"
