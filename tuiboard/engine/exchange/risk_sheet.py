"""A register's table with its columns understood: which field each holds, and on what scale it says it."""

from collections.abc import Sequence

from tuiboard.domain.risk_rules import risk_rules
from tuiboard.domain.risks import DIMENSIONS, Score
from tuiboard.domain.text import one_line
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.exchange import risk_headers
from tuiboard.engine.exchange.csv_dates import Dates
from tuiboard.engine.exchange.csv_table import Row, Table
from tuiboard.engine.exchange.plan import Losses
from tuiboard.engine.exchange.risk_amounts import Amounts
from tuiboard.engine.exchange.risk_headers import Column
from tuiboard.engine.exchange.risk_report import Report
from tuiboard.engine.exchange.risk_scales import Scale, are_levels

LEVELS = (("inherent", "inherent_"), ("current", ""), ("target", "target_"))
"""The scores of a risk, and how the fields of their columns begin."""
_AXES: dict[str, str] = {
    **{f"{prefix}probability": "probability" for _, prefix in LEVELS},
    **{f"{prefix}impact": "impact" for _, prefix in LEVELS},
    **{f"{prefix}impact_{name}": name for _, prefix in LEVELS for name in DIMENSIONS},
}
_DATES = (
    "proximity_from", "proximity_to", "next_review", "last_review", "created_at", "closed_at", "scored_at",
    "reviewed_at", "occurred_on", "escalated_at", "acceptance_expires", "acceptance_signed_at",
)  # fmt: skip
_AMOUNTS = ("amount", "emv", "estimate_low", "estimate_mode", "estimate_high", "occurred_amount")


class Sheet:
    """The table, its columns by field, and everything that tells how their cells are read."""

    def __init__(self, table: Table, columns: Sequence[Column], ws: Workspace) -> None:
        self.table, self.ws = table, ws
        self.losses, self.report = Losses(), Report()
        self.columns = {column.field: column for column in self._settled(columns) if column.field}
        used = {column.place for column in self.columns.values()}
        self.others = [column for column in columns if column.place not in used]
        self.scales = {
            field: Scale(axis, self._texts(field), self.columns[field].note)
            for field, axis in _AXES.items()
            if field in self.columns
        }
        note = self.columns["estimate_p"].note if "estimate_p" in self.columns else ""
        self.estimates = Scale("probability", [*self._texts("estimate_p"), "0.5"], note)
        """How the probabilities of estimates are written; a fraction, unless the header or a cell has a `%`."""
        self.dates = {field: Dates(self._texts(field)) for field in _DATES if field in self.columns}
        self.amounts = Amounts(ws.board, [*map(self._texts, _AMOUNTS)])
        self.people = {word.casefold(): p.handle for p in ws.people() for word in (p.name, p.handle)}
        self.projects = {one_line(w).casefold(): p.key for p in ws.projects() for w in (p.name, p.key)}
        self._leave_what_is_worked_out()

    def _texts(self, field: str) -> list[str]:
        column = self.columns.get(field)
        return [] if column is None else risk_headers.cells(self.table.rows, column)

    def _settled(self, columns: Sequence[Column]) -> list[Column]:
        """The columns, with what only their cells tell: an impact in whole sentences is an effect, one in money an
        amount."""
        fields = {column.field for column in columns}
        made = []
        for column in columns:
            texts = risk_headers.cells(self.table.rows, column)
            axis = _AXES.get(column.field, "")
            if axis in ("", "probability") or are_levels(axis, texts, column.note):
                made.append(column)
                continue
            field = "amount" if Amounts(self.ws.board, [texts]).are_amounts(texts) else "effect"
            made.append(column._replace(field="" if field in fields else field))
            fields.add(field)
        return made

    def _leave_what_is_worked_out(self) -> None:
        """Let go of columns of scores and bands that say what follows from probability and impact; others stay."""
        rules, axes = risk_rules(self.ws.board), [field for field in _AXES if field in self.scales]
        follows: list[set[str]] = []
        for row in self.table.rows:
            levels = {field: self.scales[field].level(self.text(row, field)) or 0 for field in axes}
            impact = max((levels[f] for f in axes if f == "impact" or f.startswith("impact_")), default=0)
            score = Score(levels.get("probability", 0), impact) if levels.get("probability") and impact else None
            follows.append({str(score.value) if score else "", rules.band(score)})
        for column in list(self.others):
            if risk_headers.is_rating(column) and all(
                row.cells[column.place].lower() in found for row, found in zip(self.table.rows, follows, strict=True)
            ):
                self.others.remove(column)

    def text(self, row: Row, field: str) -> str:
        """The text of a row's cell; empty where there is no such column."""
        column = self.columns.get(field)
        return "" if column is None else row.cells[column.place]

    def tell_columns(self) -> None:
        """Say in the report how each column was read, and which were not."""
        for column in self.columns.values():
            self.report.column(column, self.scales.get(column.field))
        for column in self.others:
            if risk_headers.cells(self.table.rows, column):
                self.report.kept(column)
