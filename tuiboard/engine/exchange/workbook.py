"""Tables as a workbook for Excel and its like: a sheet a table, dates and numbers as such.

Nothing that comes from the board becomes a formula or a link. xlsxwriter, which makes the file, is an extra.
"""

from collections.abc import Iterable
from datetime import date, datetime
from io import BytesIO
from typing import Any

from tuiboard.domain.calendar import local_clock, local_date
from tuiboard.domain.refusal import refuse
from tuiboard.domain.shapes import day, instant
from tuiboard.domain.text import visible
from tuiboard.engine.exchange.csv_export import FORMULA_STARTS, SHOWN_AS_IS
from tuiboard.engine.exchange.tables import Table, holds_times

MOST_ROWS = 1_048_575
"""Rows that a sheet has room for, besides that of the heads."""
LONGEST_TEXT = 32_767
"""Characters that a cell has room for."""
_EXACT = 10**15
"""From here on a spreadsheet rounds whole numbers."""
_FIRST_DAY = "1900-03-01"
"""Excel has no days before 1900, and its February of that year had 29."""
_NARROWEST, _WIDEST = 6, 60
_MEASURED = 500
"""Rows whose texts a column's width goes by."""
_TITLES = {"handoffs": "Hand-offs"}


def write(tables: Iterable[Table], name: str, now: str) -> bytes:
    """Return the workbook; instants are shown in the local time zone. `name` is that of the board.

    Raises Refused: unreachable where xlsxwriter isn't installed, rule for a table that a sheet has no room for.
    """
    try:
        import xlsxwriter
    except ImportError:
        refuse(
            "unreachable",
            "A workbook needs the package xlsxwriter, which isn't installed.",
            "Install it with: pip install 'tuiboard[excel]'. The same tables as CSV files need nothing more.",
        )
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    made = datetime.fromisoformat(now[:19])
    book.set_properties({"title": visible(name, 200), "comments": f"Made by tuiboard, {now}", "created": made})
    formats = {
        "head": book.add_format({"bold": True, "bottom": 1, "valign": "top"}),
        "text": book.add_format({"valign": "top"}),
        "quoted": book.add_format({"valign": "top", "quote_prefix": True}),
        "date": book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"}),
        "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left", "valign": "top"}),
    }
    for table in tables:
        _sheet(book, table, formats)
    book.close()
    return buffer.getvalue()


def _sheet(book: Any, table: Table, formats: dict[str, Any]) -> None:
    if len(table.rows) > MOST_ROWS:
        words = f"{table.name} has {len(table.rows):,} rows; a sheet has room for {MOST_ROWS:,}."
        refuse("rule", words, f"The table {table.name} as a CSV file has room for all of them.")
    sheet = book.add_worksheet(_TITLES.get(table.name, table.name.capitalize()))
    times = [holds_times(head) for head in table.heads]
    widths = [len(_shown(head)) + 3 for head in table.heads]  # the button of the filter covers a little
    for column, head in enumerate(table.heads):
        sheet.write_string(0, column, _shown(head), formats["head"])
    for number, row in enumerate(table.rows, 1):
        for column, value in enumerate(row):
            length = _cell(sheet, number, column, value, times[column], formats)
            if number <= _MEASURED and length > widths[column]:
                widths[column] = length
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(max(width, _NARROWEST), _WIDEST))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(table.rows), 1), len(table.heads) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _cell(sheet: Any, row: int, column: int, value: object, is_time: bool, formats: dict[str, Any]) -> int:
    """Write one value as what it is; return the characters that it takes."""
    if value is None or value == "":
        return 0
    if _is_number(value):
        sheet.write_number(row, column, value, formats["text"])
        return len(str(value))
    when = _moment(value) if is_time else None
    if when is not None:
        kind = "time" if isinstance(when, datetime) else "date"
        sheet.write_datetime(row, column, when, formats[kind])
        return 17 if kind == "time" else 11
    text = _shown(value)
    quoted = text.lstrip("'").startswith(FORMULA_STARTS)  # stays a text when someone edits it
    sheet.write_string(row, column, text, formats["quoted" if quoted else "text"])
    return max(map(len, text.split("\n")))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and -_EXACT < value < _EXACT


def _moment(value: object) -> date | datetime | None:
    """A date, or an instant in the local time zone to the minute; None for what is neither or before Excel's time."""
    if (whole := day(value)) is not None:
        return date.fromisoformat(whole) if whole >= _FIRST_DAY else None
    at = instant(value)
    if not at or (on := local_date(at)) < _FIRST_DAY:
        return None
    return datetime.fromisoformat(f"{on}T{local_clock(at)}")


def _shown(value: object) -> str:
    """A value as a text that fits; where it is cut, it ends in `…`."""
    raw = str(value).replace("\r\n", "\n")
    wide = len(raw) > LONGEST_TEXT // 2 and not raw.isascii()  # what lies beyond the first 65,536 counts twice
    return visible(raw, LONGEST_TEXT // 2 if wide else LONGEST_TEXT, keep=SHOWN_AS_IS)
